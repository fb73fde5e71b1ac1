"""What looks at files from outside, in a child process that holds no key: it imports nothing of the practice.

So it is there in a fraction of a second. Its memory and the processor's time are bounded.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageReader, QPainter
from PySide6.QtPdf import QPdfDocument

from ui.common.picture_whole import is_whole
from ui.theme.tokens import LIGHT

MOST_PAGES = 1_000
MOST_DOTS = 80_000_000
"""Dots of one page of a picture: a letter page at 900 dots an inch is below."""

PDF = "application/pdf"
_CPU_SECONDS = 1.0  # for looking at a file
_MEMORY = 1_500_000_000
_LOOK_WIDTH = 400


@dataclass(frozen=True)
class Refused:
    """Why a file is not shown, by the id of the message."""

    message: str


@dataclass(frozen=True)
class Page:
    """A page as dots, four bytes each."""

    width: int
    height: int
    dots: bytes


def work(pipe: Connection) -> None:
    """Look at the file that comes first, then draw the pages that are asked for, until nobody asks."""
    fall_silent()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])  # a PDF's fonts need one; no window is ever opened
    with suppress(EOFError, OSError, KeyboardInterrupt):
        content, media_type = pipe.recv()
        _bound_memory()
        _bound_time()
        try:
            file: _Pdf | _Picture = _Pdf(content) if media_type == PDF else _Picture(content)
            file.draw(0, _LOOK_WIDTH)
        except _Unfit as unfit:
            pipe.send(Refused(unfit.message))
            return
        pipe.send(file.pages)
        while application is not None:
            number, width = pipe.recv()
            _bound_time()
            try:
                pipe.send(_page_of(file.draw(number, width)))
            except _Unfit as unfit:
                pipe.send(Refused(unfit.message))


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
        if not is_whole(content):
            raise _Unfit("chart.document_damaged")
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


def _page_of(image: QImage) -> Page:
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(QColor(LIGHT.paper))
    with QPainter(plain) as painter:
        painter.drawImage(0, 0, image)
    return Page(plain.width(), plain.height(), bytes(plain.constBits()))


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
