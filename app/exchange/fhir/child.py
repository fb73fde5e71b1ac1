"""Reading and mapping in a child process, so that a hostile file can hurt nothing but itself.

The child is spawned: it starts empty, holds no key, and its memory is bounded (on Linux). Results
come one bundle at a time through a pipe, and the child waits while nobody takes them, so that never
more than a few bundles are held. A child that dies takes only the file in hand with it.

A frozen program must call `multiprocessing.freeze_support()` first thing in its main module.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app.core.errors import Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.exchange.fhir.map import map_bundle
from app.exchange.fhir.read import Limits, Refused, read_file
from app.exchange.fhir.views import ImportedBundle, Problem, RefusedFile

FileResult = ImportedBundle | RefusedFile
Reader = Callable[[Path, str, Limits], FileResult]
_ASK_EVERY = 0.1
_START_WITHIN = 60.0


@dataclass(frozen=True)
class _Started:
    """The child stands and begins to read."""


def read_bundle(path: Path, name: str, limits: Limits) -> FileResult:
    """Read and map one file in this process; known trouble comes back as a RefusedFile."""
    try:
        return map_bundle(read_file(path, limits), name)
    except Refused as refused:
        message, at = refused.message, refused.path
        return RefusedFile(name, Problem(name, message, path=at, line=refused.line, column=refused.column))
    except MemoryError:
        return _refused(name, Message("exchange.fhir.too_much_memory"))


def read_files(
    files: Sequence[Path], progress: Progress, limits: Limits | None = None, reader: Reader = read_bundle
) -> Iterator[FileResult]:
    """Read and map files in a child process; yields one result for each file, in their order.

    Results and problems call a file by its path as given. `progress` counts files and is asked ten
    times a second whether to stop; closing the iterator stops too; either way the child is ended.
    Raises Cancelled, and Unavailable("reader") where no child can be started.
    """
    limits, done = limits or Limits(), 0
    while done < len(files):
        with _Child(files[done:], limits, reader) as child:
            for result in child.results(progress, done, len(files)):
                done += 1
                yield result
                progress.step(done, len(files), Message("exchange.fhir.file_read", {"file": result.file}))


class _Child:
    """A spawned process that reads files, and the reading end of its pipe."""

    def __init__(self, files: Sequence[Path], limits: Limits, reader: Reader) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._files = files
        self._pipe, self._far_end = spawn.Pipe(duplex=False)
        arguments = (self._far_end, tuple(files), limits, reader)
        self._process = spawn.Process(target=_work, args=arguments, daemon=True)

    def __enter__(self) -> _Child:
        try:
            self._process.start()
        except OSError:
            raise Unavailable("reader") from None
        # Ours is closed, so that the pipe ends when the child does.
        self._far_end.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()

    def results(self, progress: Progress, done: int, total: int) -> Iterator[FileResult]:
        """Yield results until all are there or the child is dead; then the file in hand is refused."""
        if not isinstance(self._next(progress, _START_WITHIN), _Started):
            raise Unavailable("reader")
        progress.step(done, total)
        for file in self._files:
            result = self._next(progress)
            if not isinstance(result, ImportedBundle | RefusedFile):
                yield _refused(str(file), Message("exchange.fhir.reader_died"))
                return
            yield result

    def _next(self, progress: Progress, within: float = float("inf")) -> object:
        """Return what the child sends next, or None where it died or did not answer in time."""
        waited = 0.0
        while not self._pipe.poll(_ASK_EVERY):
            progress.check()
            waited += _ASK_EVERY
            if waited > within:
                return None
        with contextlib.suppress(EOFError, OSError):
            return self._pipe.recv()
        return None


def _refused(name: str, message: Message) -> RefusedFile:
    return RefusedFile(name, Problem(name, message))


def _work(pipe: Connection, files: tuple[Path, ...], limits: Limits, reader: Reader) -> None:
    """Run in the child: read file after file and send each result."""
    _bound_memory(limits.memory)
    # Nothing here makes rings that live long, and the collector would walk each tree many times over.
    gc.disable()
    # The parent may end at any moment: then there is nobody to tell.
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        pipe.send(_Started())
        for file in files:
            _send(pipe, file, limits, reader)
            gc.collect()


def _send(pipe: Connection, file: Path, limits: Limits, reader: Reader) -> None:
    name = str(file)
    try:
        pipe.send(reader(file, name, limits))
    except BrokenPipeError:
        raise
    except MemoryError:
        pipe.send(_refused(name, Message("exchange.fhir.too_much_memory")))
    except Exception as bug:
        # Our bug. Only its kind and place are told: its words may hold what the file says of a patient.
        frame = traceback.extract_tb(bug.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        params = {"error": type(bug).__name__, "where": where}
        pipe.send(_refused(name, Message("exchange.fhir.reader_failed", params)))


def _bound_memory(limit: int) -> None:
    """Bound the address space; systems that cannot do it still have the limits on size and depth."""
    if sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
