"""Buttons: primary (the one next act), secondary, quiet (a link), danger; each shows its key."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.common.plain_text import plain_tip
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box, draw_key_cap, key_cap_width
from ui.theme.theme import theme


class ButtonKind(StrEnum):
    """How much a button asks to be pressed."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    LINK = "link"
    DANGER = "danger"


def key_text(keys: str) -> str:
    """Return how a key sequence ("Ctrl+Return", "R") is written on buttons and in the list of keys."""
    last = "+" if keys.endswith("+") else ""  # the key itself, as in "Ctrl++"
    return keys.removesuffix("+").replace("Return", "↵").replace("Enter", "↵").replace("+", " ") + last


class Button(QAbstractButton):
    """A button named by its act. `keys` is shown as a cap; the shortcut itself is made by `KeyList.add`.

    `tall` is for the primary button of a panel (36 px instead of 30).
    """

    def __init__(
        self,
        text: str = "",
        kind: ButtonKind = ButtonKind.SECONDARY,
        *,
        icon: str = "",
        keys: str = "",
        tall: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind, self.icon_name, self.tall = kind, icon, tall
        self._keys = keys
        self._hover = False
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if kind is ButtonKind.LINK:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setObjectName(name)
        if not text:
            self.setToolTip(plain_tip(name))
        self.setAccessibleName(text or name)
        theme().changed.connect(self.updateGeometry)

    @property
    def keys(self) -> str:
        return self._keys

    def show_keys(self, keys: str) -> None:
        """Show the key of this button (called by the list of keys when it binds one)."""
        self._keys = keys
        self.setAccessibleDescription(key_text(keys))
        self.updateGeometry()
        self.update()

    def setText(self, text: str) -> None:
        """Change the words, which are also the accessible name. An ampersand is shown as it is."""
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    @property
    def words(self) -> str:
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        """Return the room that icon, words and key cap need."""
        height = theme().px(tokens.PRIMARY_HEIGHT if self.tall else tokens.BUTTON_HEIGHT)
        return QSize(round(self._content_width()) + 2 * self._padding(), height)

    def minimumSizeHint(self) -> QSize:
        """Return the same as sizeHint: the words of a button are never cut."""
        return self.sizeHint()

    def _padding(self) -> int:
        return theme().px(2 if self.kind is ButtonKind.LINK else 12)

    def _weight(self) -> QFont.Weight:
        return QFont.Weight.Medium

    def _content_width(self) -> float:
        metrics = theme().metrics(tokens.BODY, self._weight())
        width = metrics.horizontalAdvance(self.words) if self.text() else 0.0
        if self.icon_name:
            width += theme().px(16) + (theme().px(6) if self.text() else 0)
        if self._keys:
            width += key_cap_width(key_text(self._keys)) + theme().px(8)
        return width

    def _colors(self) -> tuple[str | None, str | None, str]:
        """Return fill, border and text colour for the state the button is in."""
        colors = theme().colors
        if not self.isEnabled():
            return (None if self.kind is ButtonKind.LINK else colors.surface), self._border(), colors.third
        pressed = self._hover or self.isDown()
        if self.kind is ButtonKind.PRIMARY:
            return (colors.on_soft if pressed else colors.accent), None, colors.on_accent
        if self.kind is ButtonKind.DANGER:
            return colors.danger_soft if pressed else colors.surface, colors.danger, colors.danger
        if self.kind is ButtonKind.LINK:
            return (colors.accent_soft if pressed else None), None, colors.on_soft
        if self.isChecked():
            return colors.accent_soft, colors.accent, colors.on_soft
        return (colors.sunken if pressed else colors.surface), colors.strong_line, colors.ink

    def _border(self) -> str | None:
        return None if self.kind is ButtonKind.LINK else theme().colors.strong_line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does; held down it presses once."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, icon, words and key cap."""
        fill, line, ink = self._colors()
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            draw_box(painter, rect, theme().px(tokens.RADIUS), fill, line)
            if self.hasFocus():
                ring = theme().colors.on_accent if self.kind is ButtonKind.PRIMARY else theme().colors.accent
                inset = 2.5 if self.kind is ButtonKind.PRIMARY else 0.0
                ring_rect = rect.adjusted(inset, inset, -inset, -inset)
                draw_box(painter, ring_rect, theme().px(tokens.RADIUS) - inset, None, ring, 1.5)
            self._draw_content(painter, rect, ink)

    def _draw_content(self, painter: QPainter, rect: QRectF, ink: str) -> None:
        x = rect.center().x() - self._content_width() / 2
        if self.icon_name:
            side = theme().px(16)
            draw_icon(painter, self.icon_name, QRectF(x, rect.center().y() - side / 2, side, side), ink)
            x += side + theme().px(6)
        painter.setFont(theme().font(tokens.BODY, self._weight()))
        painter.setPen(QColor(ink))
        width = theme().metrics(tokens.BODY, self._weight()).horizontalAdvance(self.words)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(QRectF(x, rect.y(), width + 2, rect.height()), flags, self.words)
        if self._keys:
            keys = key_text(self._keys)
            cap = QRectF(x + width + theme().px(8), rect.y(), key_cap_width(keys), rect.height())
            line = ink if self.kind is ButtonKind.PRIMARY else theme().colors.strong_line
            painter.setOpacity(0.75 if self.kind is ButtonKind.PRIMARY else 1.0)
            draw_key_cap(painter, cap, keys, ink, line)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = False
        self.update()
        super().leaveEvent(event)


def primary(text: str, *, icon: str = "", keys: str = "", tall: bool = False, name: str = "") -> Button:
    """Return the one primary button of a panel; `tall` where it fills the panel's width."""
    return Button(text, ButtonKind.PRIMARY, icon=icon, keys=keys, tall=tall, name=name)


def secondary(text: str, *, icon: str = "", keys: str = "", name: str = "") -> Button:
    """Return an ordinary button."""
    return Button(text, ButtonKind.SECONDARY, icon=icon, keys=keys, name=name)


def link(text: str, *, icon: str = "", keys: str = "", name: str = "") -> Button:
    """Return a button that looks like a word in the accent colour."""
    return Button(text, ButtonKind.LINK, icon=icon, keys=keys, name=name)
