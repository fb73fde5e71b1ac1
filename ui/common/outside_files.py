"""Files from outside: looked at, and their pages drawn, in a child process that holds no key.

The child is spawned, so it starts empty; its memory and its time are bounded. What comes back is plain: a
verdict, or the dots of a picture. So a hostile file can hurt nothing but that child.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from app.chart.documents.actions import LARGEST, media_type_of
from app.core.errors import RuleViolated
from app.core.findings import Message
from ui.common import outside_child
from ui.common.outside_child import MOST_PAGES, Page, Refused

LOOK_SECONDS = 1.8
"""From the start of the child to its verdict on a file that is to be kept, on a busy PC too."""
_WALL_SECONDS = 20.0 if sys.platform != "win32" else 5.0  # for a file that was looked at when it was kept


@dataclass(frozen=True)
class OutsideFile:
    """A file that was looked at: what it holds, what it is, how many pages."""

    content: bytes
    media_type: str
    pages: int


def look_at_file(path: Path) -> OutsideFile:
    """Return a file that may be kept. Slow: on the pool.

    Raises RuleViolated("file"): not there, too large, of another kind, damaged, with a password, too many
    pages or dots, or one that takes too long or too much memory to show.
    """
    content = _read(path)
    media_type = media_type_of(content)
    if not media_type:
        raise _refusal("chart.document_type")
    with PageReader(content, media_type, within=LOOK_SECONDS) as reader:
        return OutsideFile(content, media_type, reader.pages)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise _refusal("chart.document_size")
        return path.read_bytes()
    except OSError:
        raise _refusal("chart.document_unreadable") from None


def _refusal(message: str) -> RuleViolated:
    return RuleViolated("file", Message(message, {"most": LARGEST // 1_000_000, "pages": MOST_PAGES}))


_ready: list[tuple[SpawnProcess, Connection[Any, Any]]] = []
_choosing = threading.Lock()


def make_ready() -> None:
    """Start a child ahead, while a person still chooses a file: the next file is looked at by it."""
    with _choosing:
        if not _ready:
            _ready.append(_started())


def _take_child() -> tuple[SpawnProcess, Connection[Any, Any]]:
    with _choosing:
        while _ready:
            process, pipe = _ready.pop()
            if process.is_alive():
                return process, pipe
            pipe.close()
    return _started()


def _started() -> tuple[SpawnProcess, Connection[Any, Any]]:
    spawn = multiprocessing.get_context("spawn")
    near, far = spawn.Pipe()
    process = spawn.Process(target=outside_child.work, args=(far,), daemon=True)
    process.start()
    far.close()
    return process, near


class PageReader:
    """A file in a child process, and the way to ask it for pages. One request at a time, from any thread."""

    def __init__(self, content: bytes, media_type: str, within: float = _WALL_SECONDS) -> None:
        """Look at the file, in `within` seconds at most. Raises RuleViolated as `look_at_file` does."""
        until = time.monotonic() + within
        self._asking = threading.Lock()
        self.pages = 0
        self._process, self._pipe = _take_child()
        self._sending = threading.Thread(target=self._hand_over, args=((content, media_type),), daemon=True)
        try:
            # A child that is slow to begin must not hold us up: a pipe takes little before it is read.
            self._sending.start()
            self.pages = int(self._answer(until))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> PageReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def page(self, number: int, width: int) -> QImage:
        """Return a page, counted from 0, `width` dots wide. Raises RuleViolated where it cannot be shown."""
        with self._asking:
            try:
                self._pipe.send((number, width))
            except OSError:
                raise _refusal("chart.document_too_much") from None
            page: Page = self._answer(time.monotonic() + _WALL_SECONDS)
        line = 4 * page.width
        return QImage(page.dots, page.width, page.height, line, QImage.Format.Format_RGB32).copy()

    def _hand_over(self, file: tuple[bytes, str]) -> None:
        with suppress(OSError, ValueError):
            self._pipe.send(file)

    def _answer(self, until: float) -> Any:
        with suppress(EOFError, OSError):
            if self._pipe.poll(max(until - time.monotonic(), 0.0)):
                said = self._pipe.recv()
                if isinstance(said, Refused):
                    raise _refusal(said.message)
                return said
        raise _refusal("chart.document_too_much")

    def close(self) -> None:
        """End the child; what it held is gone."""
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()
        if self._sending.is_alive():
            self._sending.join()  # it ends with the child
        self._pipe.close()
