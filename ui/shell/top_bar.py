"""The bar at the top: the name, the search, the clock, who is signed in, and Lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.common.button import Button, key_text, secondary
from ui.common.chip import Avatar
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.words import date_words, time_words
from ui.shell.entries import PersonLine
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box, draw_key_cap, key_cap_width
from ui.theme.theme import theme

CLOCK_MS = 1_000
SEARCH_WIDTH = 520


class Wordmark(QWidget):
    """The name of the program in its two colours."""

    def __init__(self, size: float = 15, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setAccessibleName("Daybook")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics = theme().metrics(self._size, QFont.Weight.Bold)
        return QSize(round(metrics.horizontalAdvance("daybook")) + 2, round(metrics.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        metrics = theme().metrics(self._size, QFont.Weight.Bold)
        with QPainter(self) as painter:
            painter.setFont(theme().font(self._size, QFont.Weight.Bold))
            painter.setPen(QColor(theme().colors.ink))
            painter.drawText(QRectF(0, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, "day")
            painter.setPen(QColor(theme().colors.accent))
            rest = QRectF(metrics.horizontalAdvance("day"), 0, self.width(), self.height())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, "book")


class SearchBox(QAbstractButton):
    """Looks like a search field; pressing it opens the palette."""

    def __init__(self, words: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(key_text(keys))
        self.setObjectName("search")
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(SEARCH_WIDTH), theme().px(tokens.INPUT_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(150), theme().px(tokens.INPUT_HEIGHT))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, px = theme().colors, theme().px
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            line = colors.accent if self.hasFocus() else colors.strong_line
            ground = colors.sunken if self.underMouse() else colors.background
            draw_box(painter, rect, px(tokens.RADIUS), ground, line, 2.0 if self.hasFocus() else 1.0)
            side, pad = px(15), px(11)
            top = rect.center().y() - side / 2
            draw_icon(painter, "search", QRectF(pad, top, side, side), colors.third)
            cap_width = key_cap_width(key_text(self._keys))
            cap = QRectF(rect.right() - cap_width - px(10), 0, cap_width, rect.height())
            draw_key_cap(painter, cap, key_text(self._keys), colors.second, colors.strong_line)
            words = QRectF(pad + side + px(8), 0, cap.left() - pad - side - px(16), rect.height())
            painter.setFont(theme().font())
            painter.setPen(QColor(colors.third))
            elided = theme().metrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, elided)


class TopBar(QWidget):
    """Tells `search_wanted` and `lock_wanted`. `now` gives the practice's local time."""

    search_wanted = Signal()
    lock_wanted = Signal()

    def __init__(
        self, person: PersonLine, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        row = Row(self, space=12, margins=(16, 0, 16, 0))
        self.mark = Wordmark()
        self.search = SearchBox(self.tr("Find a patient, visit, or action"), "Ctrl+K")
        self.clock = Label("", "body", "second", tabular=True)
        self.avatar = Avatar(person.initials, 28)
        self.person = Label(person.words, "body", "second")
        self.lock_button: Button = secondary(self.tr("Lock"), icon="lock", name="lock")
        self._gap = QWidget()
        row.addWidget(self.mark)
        row.addWidget(self._gap)
        row.addWidget(self.search, 100)
        row.addStretch(1)
        for widget in (self.clock, self.avatar, self.person, self.lock_button):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_person(person)
        self.search.clicked.connect(self.search_wanted)
        self.lock_button.clicked.connect(self.lock_wanted)
        self._timer = QTimer(self, interval=CLOCK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.tick()
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedHeight(theme().px(tokens.TOP_BAR_HEIGHT))
        self.search.setMaximumWidth(theme().px(SEARCH_WIDTH))
        self._gap.setFixedWidth(theme().px(76))

    def set_person(self, person: PersonLine) -> None:
        """Show who is signed in."""
        self.avatar.set_initials(person.initials)
        self.person.setText(person.words)
        self.person.setAccessibleName(self.tr("Signed in: {name}").replace("{name}", person.words))

    def tick(self) -> None:
        """Show the time; the label is touched only when a minute has passed."""
        now = self._now()
        text = f"{date_words(now)}   {time_words(now)}"
        if text != self.clock.text():
            self.clock.setText(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme().colors.surface))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme().colors.line))
