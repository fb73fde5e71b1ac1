"""The message strip: what happened, in one line over the lower edge, and Undo while it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.common.button import Button, ButtonKind
from ui.common.plain_text import Label
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.theme import theme
from ui.theme.tokens import Tone

UNDO_MS = 10_000
SHOW_MS = 6_000
SETTLED_MS = 200  # after which a page that came with the message stands in its place
EDGE = 4


@dataclass(frozen=True)
class Said:
    """What the strip says. `undo` takes the act back; it is offered for ten seconds."""

    text: str
    tone: Tone = Tone.NEUTRAL
    undo: Callable[[], object] | None = None
    stays: bool = False


class StripButton(Button):
    """A button on the dark ground of the strip."""

    def _colors(self) -> tuple[str | None, str | None, str]:
        colors = theme().colors
        return (colors.second if self._hover else None), None, colors.surface


class Sign(QWidget):
    """The icon at the strip's left end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name = "circle-check"
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedSize(theme().px(18), theme().px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            draw_icon(painter, self.icon_name, QRectF(self.rect()), theme().colors.surface)


class MessageStrip(QFrame):
    """Lies over the lower edge of its parent. One message at a time; the newest replaces the older."""

    undone = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "strip")
        self.said: Said | None = None
        self._text = Label("", wrap=False)
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._sign = Sign()
        self.undo_button = StripButton(self.tr("Undo"), ButtonKind.LINK, keys="Ctrl+Z", name="undo")
        self.close_button = StripButton("", ButtonKind.LINK, icon="x", name=self.tr("Close the message"))
        self._box = box = QHBoxLayout(self)
        box.setContentsMargins(14, 8, 8, 8)
        for widget in (self._sign, self._text, self.undo_button, self.close_button):
            box.addWidget(widget)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._place)
        self.undo_button.clicked.connect(self.undo)
        self.close_button.clicked.connect(self.dismiss)
        parent.installEventFilter(self)
        theme().changed.connect(self._place)
        self.hide()

    def say(self, said: Said) -> None:
        """Show a message and read it to a screen reader."""
        self.said = said
        grave = said.tone in (Tone.DANGER, Tone.WARNING)
        self._sign.icon_name = "triangle-alert" if grave else "circle-check"
        self._sign.update()
        self._text.setText(said.text)
        self.undo_button.setVisible(said.undo is not None)
        self.setAccessibleName(said.text)
        self._place()
        self._settled.start()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said.text))
        if said.stays:
            self._timer.stop()
        else:
            self._timer.start(UNDO_MS if said.undo is not None else SHOW_MS)

    def undo(self) -> None:
        """Take the act back, if the message still offers it."""
        said = self.said
        if said is not None and said.undo is not None and self.isVisible():
            self.dismiss()
            said.undo()
            self.undone.emit()

    def dismiss(self) -> None:
        self._timer.stop()
        self._settled.stop()
        self.said = None
        was = self.geometry().adjusted(-EDGE, -EDGE, EDGE, EDGE)
        self.hide()
        parent = self.parentWidget()
        if parent is not None:
            self.move(0, parent.height())  # out of sight, should anything show it for a moment
            parent.update(was)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.said is not None:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None or self.said is None:
            return
        most = parent.width() - theme().px(48)
        controls = self._sign.width() + self.close_button.sizeHint().width() + theme().px(60)
        if self.said.undo is not None:
            controls += self.undo_button.sizeHint().width() + theme().px(12)
        words = theme().metrics(tokens.BODY, QFont.Weight.Normal).horizontalAdvance(self._text.text())
        fits = controls + words <= most
        self._text.setWordWrap(not fits)
        self._box.invalidate()
        width = round(min(controls + words, most))
        lines = 1 if fits else 2
        height = max(theme().px(26 + 18 * lines), self.minimumSizeHint().height() if fits else 0)
        self.setGeometry(self._free_place(parent, width, height))

    def _free_place(self, parent: QWidget, width: int, height: int) -> QRect:
        """Return the place over the lower edge, or the nearest beside or above it that covers no button."""
        gap, wide, high = theme().px(16), parent.width(), parent.height()
        middle = QRect((wide - width) // 2, high - height - gap, width, height)
        taken = self._buttons(parent)
        step = height // 2 + 4
        for up in range(0, max(high // 2, 1), step):
            for left in (middle.x(), gap, wide - width - gap):
                place = QRect(left, middle.y() - up, width, height)
                if left >= 0 and not any(place.intersects(one) for one in taken):
                    return place
        return middle

    def _buttons(self, parent: QWidget) -> list[QRect]:
        """Return where the buttons of the page are that can be pressed now."""
        own = (self.undo_button, self.close_button)
        return [
            QRect(one.mapTo(parent, QPoint()), one.size())
            for one in parent.findChildren(QAbstractButton)
            if one.isVisible() and one not in own and not one.visibleRegion().isEmpty()
        ]
