"""An import from beginning to end: read in a child process first, then one act for each bundle."""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.codes import drugs
from app.core.errors import Cancelled, NotPermitted, RuleViolated, Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.exchange.actions import import_bundle, new_import
from app.exchange.fhir.child import FileResult, read_files
from app.exchange.fhir.read import find_files
from app.exchange.fhir.views import ImportedBundle, RefusedFile
from app.exchange.views import ImportReport, Told

Run = Callable[[Any, Any], Any]
MOST_IN_MEMORY = 60_000
"""Records that are held between reading and writing, 2 KB each; what is beyond is read a second time."""

_log = logging.getLogger(__name__)


def import_files(paths: Iterable[Path], run: Run, progress: Progress) -> ImportReport:
    """Import files and folders of FHIR R4 bundles; `run(action, command)` is the practice's way to change.

    Everything is read before anything is written, so that cancelling while reading keeps nothing. Cancelling
    while writing stops after the bundle in hand; the report then says which files are in, and that it was
    stopped. Trouble with one file is told in the report, and the next one is taken.

    Raises Cancelled (nothing was kept), NotPermitted, and Unavailable (nothing could be read).
    """
    found = find_files(paths)
    report = ImportReport()
    report.problems += [Told(str(one), "", Message("exchange.passed_over")) for one in found.passed_over]
    writing = _Writing(run, progress, report)
    for result in read_files(found.files, progress):
        writing.read(result)
    with _without_collector():
        writing.write()
    return report


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let the collector pass over what was read: walking it again and again doubles the time to write."""
    drugs.warm()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _AskedOnly(Progress):
    """Passes the wish to stop on to a second reading, whose steps nobody counts."""

    def __init__(self, asked: Progress) -> None:
        super().__init__()
        self._asked = asked

    def check(self) -> None:
        self._asked.check()


class _Writing:
    """The bundles of one import: read, waiting, written."""

    def __init__(self, run: Run, progress: Progress, report: ImportReport) -> None:
        self._run, self._progress, self._report = run, progress, report
        self._bundles: list[ImportedBundle] = []
        self._again: dict[str, str] = {}  # file to SHA-256 of those that are read a second time
        self._records = self._done = 0

    def read(self, result: FileResult) -> None:
        """Take what was read of one file; the report tells of one that was refused."""
        if isinstance(result, RefusedFile):
            self._tell(result.file, result.problem.message, result.problem.resource)
            return
        self._records += len(result.records)
        if self._again or (self._records > MOST_IN_MEMORY and self._bundles):
            self._again[result.file] = result.sha256
        else:
            self._bundles.append(result)

    def write(self) -> None:
        """Store bundle after bundle until all are in, the person stops it, or the store fails."""
        waiting = [*(one.file for one in self._bundles), *self._again]
        try:
            for result in self._in_turn():
                if self._progress.cancelled:
                    raise Cancelled
                self._store(result)
                waiting.pop(0)
                self._step(len(waiting))
        except Cancelled:
            self._report.stopped = True
            self._tell_not_begun(waiting)
        except Unavailable as trouble:
            self._tell(waiting[0], trouble.message)
            self._tell_not_begun(waiting[1:])

    def _in_turn(self) -> Iterator[FileResult]:
        self._bundles.reverse()
        while self._bundles:
            yield self._bundles.pop()
        if self._again:
            yield from read_files([Path(one) for one in self._again], _AskedOnly(self._progress))

    def _store(self, result: FileResult) -> None:
        """Store one bundle. Raises NotPermitted, Cancelled, and Unavailable when the store fails."""
        changed = self._again.get(result.file, getattr(result, "sha256", "")) != getattr(result, "sha256", "")
        if changed or not isinstance(result, ImportedBundle):
            self._tell(result.file, Message("exchange.file_gone"))
            return
        try:
            self._report.add(self._run(import_bundle, new_import(Path(result.file), result)))
        except OSError:
            self._tell(result.file, Message("exchange.file_gone"))
        except RuleViolated as refused:
            self._tell(result.file, refused.message)
        except (NotPermitted, Cancelled, Unavailable):
            raise
        except Exception as bug:
            # Our bug: this bundle is undone whole. The others are worth having, and what is in must be told.
            _log.error("a bundle was not stored: %s", type(bug).__name__)
            self._tell(result.file, Message("exchange.storing_failed", {"error": type(bug).__name__}))

    def _tell(self, file: str, reason: Message, resource: str = "") -> None:
        self._report.problems.append(Told(file, resource, reason))

    def _tell_not_begun(self, files: list[str]) -> None:
        for file in files:
            self._tell(file, Message("exchange.not_begun"))

    def _step(self, left: int) -> None:
        """Say how far the writing is; the wish to stop is heeded between two bundles, not here."""
        self._done += 1
        total = self._done + left
        try:
            self._progress.step(
                self._done, total, Message("exchange.written", {"done": self._done, "total": total})
            )
        except Cancelled:
            return
