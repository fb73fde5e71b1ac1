"""Pages of a file from outside, drawn by a child process that holds no key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.core.errors import DaybookError
from ui.common.desk import Desk
from ui.common.outside_files import PageReader
from ui.common.words import words_for
from ui.theme.theme import theme

_STEPS = (1.0, 1.5, 2.0, 3.0)


class _Sheet(QWidget):
    """One page as it was drawn, or the words that stand in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.words = ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.image.isNull():
                painter.setFont(theme().font())
                painter.setPen(QColor(theme().colors.second))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect().adjusted(24, 24, -24, -24), int(flags), self.words)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(QRectF(self.rect()), self.image)


class PageView(QScrollArea):
    """Shows one page at a time: Page up and down turn the pages, + and - change the size.

    `turned(page, pages)` tells which page is in sight, counted from 1.
    """

    turned = Signal(int, int)

    def __init__(self, desk: Desk, label: str) -> None:
        super().__init__()
        self._desk = desk
        self._reader: PageReader | None = None
        self._number, self._step, self._asked = 0, 0, 0
        self.sheet = _Sheet()
        self.setWidget(self.sheet)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(label)
        self.destroyed.connect(lambda _gone: self.let_go())

    @property
    def pages(self) -> int:
        return self._reader.pages if self._reader is not None else 0

    def show_words(self, words: str) -> None:
        """Show words in place of a page; the file that was open is let go."""
        self.let_go()
        self.sheet.image, self.sheet.words = QImage(), words
        self._fit()
        self.turned.emit(0, 0)

    def show_file(self, content: bytes, media_type: str) -> None:
        """Show the first page of a file."""
        self.show_words(self.tr("The file is being opened."))
        self._asked += 1
        asked = self._asked
        self._desk.work_on_pool(
            PageReader,
            content,
            media_type,
            done=lambda reader: self._opened(asked, reader),
            failed=self._failed,
            owner=self,
        )

    def _opened(self, asked: int, reader: PageReader) -> None:
        if asked != self._asked:
            reader.close()
            return
        self._reader, self._number = reader, 0
        self._draw()

    def turn(self, step: int) -> None:
        """Go on or back by pages."""
        to = self._number + step
        if self._reader is not None and 0 <= to < self._reader.pages:
            self._number = to
            self._draw()

    def enlarge(self, step: int) -> None:
        """Show the page larger or smaller."""
        self._step = min(max(self._step + step, 0), len(_STEPS) - 1)
        self._draw()

    def _wanted_width(self) -> int:
        return max(200, round((self.viewport().width() - 4) * _STEPS[self._step]))

    def _draw(self) -> None:
        reader, number = self._reader, self._number
        if reader is None:
            return
        width = round(self._wanted_width() * self.devicePixelRatioF())
        self._desk.work_on_pool(
            reader.page,
            number,
            width,
            done=lambda image: self._drawn(reader, number, image),
            failed=self._failed,
            owner=self,
        )

    def _drawn(self, reader: PageReader, number: int, image: QImage) -> None:
        if reader is self._reader and number == self._number:
            self.sheet.image = image
            self._fit()
            self.verticalScrollBar().setValue(0)
            self.turned.emit(number + 1, reader.pages)

    def _failed(self, error: Exception) -> bool:
        known = isinstance(error, DaybookError)
        self.show_words(words_for(error.message) if isinstance(error, DaybookError) else "")
        return known

    def _fit(self) -> None:
        image = self.sheet.image
        if image.isNull():
            self.sheet.resize(self.viewport().size())
        else:
            width = self._wanted_width()
            self.sheet.resize(QSize(width, round(width * image.height() / max(image.width(), 1))))
        self.sheet.update()

    def let_go(self) -> None:
        """Forget the file: nothing of it stays here, and its child process ends."""
        reader, self._reader = self._reader, None
        self._asked += 1
        if reader is not None:
            reader.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        sizes = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
        key = Qt.Key(event.key())
        if key in turns:
            self.turn(turns[key])
        elif key in sizes:
            self.enlarge(sizes[key])
        else:
            super().keyPressEvent(event)
