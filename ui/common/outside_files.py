"""Files from outside: looked at, and their pages drawn, in a child process that holds no key.

The child is spawned, so it starts empty; its memory and its time are bounded. What comes back is plain: a
verdict, or the dots of a picture. So a hostile file can hurt nothing but that child.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageReader, QPainter
from PySide6.QtPdf import QPdfDocument

from app.chart.documents.actions import LARGEST, media_type_of
from app.core.errors import RuleViolated
from app.core.findings import Message
from ui.theme.tokens import LIGHT

MOST_PAGES = 1_000
MOST_DOTS = 80_000_000
"""Dots of one page of a picture: a letter page at 900 dots an inch is below."""

_CPU_SECONDS = 1.0  # for looking at a file; a bomb is refused within two seconds
_WALL_SECONDS = 20.0 if sys.platform != "win32" else 5.0  # on a PC that is busy with other things
_MEMORY = 1_500_000_000
_PDF = "application/pdf"
_LOOK_WIDTH = 400


@dataclass(frozen=True)
class OutsideFile:
    """A file that was looked at: what it holds, what it is, how many pages."""

    content: bytes
    media_type: str
    pages: int


@dataclass(frozen=True)
class _Refused:
    message: str


@dataclass(frozen=True)
class _Page:
    width: int
    height: int
    dots: bytes


def look_at_file(path: Path) -> OutsideFile:
    """Return a file that may be kept. Slow: on the pool.

    Raises RuleViolated("file"): not there, too large, of another kind, damaged, with a password, too many
    pages or dots, or one that takes too long or too much memory to show.
    """
    content = _read(path)
    media_type = media_type_of(content)
    if not media_type:
        raise _refusal("chart.document_type")
    with PageReader(content, media_type) as reader:
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


class PageReader:
    """A file in a child process, and the way to ask it for pages. One request at a time, from any thread."""

    def __init__(self, content: bytes, media_type: str) -> None:
        """Look at the file. Raises RuleViolated as `look_at_file` does."""
        spawn = multiprocessing.get_context("spawn")
        self._pipe, far = spawn.Pipe()
        self._asking = threading.Lock()
        self._process = spawn.Process(target=_work, args=(far,), daemon=True)
        self.pages = 0
        try:
            self._process.start()
            far.close()
            self._pipe.send((content, media_type))
            self.pages = int(self._answer())
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
            page: _Page = self._answer()
        line = 4 * page.width
        return QImage(page.dots, page.width, page.height, line, QImage.Format.Format_RGB32).copy()

    def _answer(self) -> Any:
        with suppress(EOFError, OSError):
            if self._pipe.poll(_WALL_SECONDS):
                said = self._pipe.recv()
                if isinstance(said, _Refused):
                    raise _refusal(said.message)
                return said
        raise _refusal("chart.document_too_much")

    def close(self) -> None:
        """End the child; what it held is gone."""
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()
        self._pipe.close()


# -- in the child -------------------------------------------------------------------------------------------


def _work(pipe: Connection) -> None:
    """Look at the file that comes first, then draw the pages that are asked for, until nobody asks."""
    fall_silent()
    with suppress(EOFError, OSError, KeyboardInterrupt):
        content, media_type = pipe.recv()
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QGuiApplication([])  # a PDF's fonts need one; no window is ever opened
        _bound_memory()
        _bound_time()
        try:
            file: _Pdf | _Picture = _Pdf(content) if media_type == _PDF else _Picture(content)
            file.draw(0, _LOOK_WIDTH)
        except _Unfit as unfit:
            pipe.send(_Refused(unfit.message))
            return
        pipe.send(file.pages)
        while application is not None:
            number, width = pipe.recv()
            _bound_time()
            try:
                pipe.send(_page_of(file.draw(number, width)))
            except _Unfit as unfit:
                pipe.send(_Refused(unfit.message))


def fall_silent() -> None:
    """Close what the decoders would complain on: their words may hold what the file says of a patient."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


class _Unfit(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Pdf:
    """A PDF; nothing in it is run, and nothing is loaded from elsewhere."""

    def __init__(self, content: bytes) -> None:
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument()
        self._document.load(self._buffer)
        error, kinds = self._document.error(), QPdfDocument.Error
        if error in (kinds.IncorrectPassword, kinds.UnsupportedSecurityScheme):
            raise _Unfit("chart.document_password")
        self.pages = self._document.pageCount()
        if error is not kinds.None_ or not self.pages:
            raise _Unfit("chart.document_damaged")
        if self.pages > MOST_PAGES:
            raise _Unfit("chart.document_pages")

    def draw(self, number: int, width: int) -> QImage:
        size = self._document.pagePointSize(number)
        if size.width() <= 0 or size.height() <= 0 or size.height() / size.width() > 50:
            raise _Unfit("chart.document_damaged")
        image = self._document.render(number, QSize(width, round(width * size.height() / size.width())))
        if image.isNull():
            raise _Unfit("chart.document_damaged")
        return image


class _Picture:
    """A JPEG, PNG or TIFF; a TIFF may have several pages."""

    def __init__(self, content: bytes) -> None:
        self._content = QByteArray(content)
        reader = self._reader()
        self.pages = max(reader.imageCount(), 1)
        if self.pages > MOST_PAGES:
            raise _Unfit("chart.document_pages")

    def _reader(self) -> QImageReader:
        self._buffer = QBuffer()
        self._buffer.setData(self._content)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(self._buffer)
        reader.setDecideFormatFromContent(True)
        reader.setAutoTransform(True)
        if bytes(reader.format().data()) not in (b"jpeg", b"png", b"tiff"):
            raise _Unfit("chart.document_damaged")
        return reader

    def draw(self, number: int, width: int) -> QImage:
        reader = self._reader()
        if number and not reader.jumpToImage(number):
            raise _Unfit("chart.document_damaged")
        size = reader.size()
        if not size.isValid() or size.isEmpty():
            raise _Unfit("chart.document_damaged")
        if size.width() * size.height() > MOST_DOTS:
            raise _Unfit("chart.document_dots")
        height = max(1, round(width * size.height() / size.width()))
        if height > 50 * width:
            raise _Unfit("chart.document_damaged")
        reader.setScaledSize(QSize(width, height))
        image = reader.read()
        if image.isNull():
            raise _Unfit("chart.document_damaged")
        return image


def _page_of(image: QImage) -> _Page:
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(QColor(LIGHT.paper))
    with QPainter(plain) as painter:
        painter.drawImage(0, 0, image)
    return _Page(plain.width(), plain.height(), bytes(plain.constBits()))


def _bound_memory() -> None:
    """Bound what is written to, not what is reserved: the reader of PDF reserves far more than it uses."""
    QImageReader.setAllocationLimit(_MEMORY // 3_000_000)
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    bound = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_time() -> None:
    """Give the next answer a second of the processor; then the system ends the child."""
    if sys.platform != "win32":  # there the parent's patience ends it
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, _CPU_SECONDS)
