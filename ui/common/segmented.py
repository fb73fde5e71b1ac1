"""A choice of a few, all in sight: one button of several is pressed; arrow keys move it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import tokens
from ui.theme.paint import draw_box
from ui.theme.theme import theme


class Segment(QAbstractButton):
    """One of the choices."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        # The pressed one is bolder: measured so, nothing moves when the choice does.
        metrics = theme().metrics(tokens.BODY, QFont.Weight.DemiBold)
        width = metrics.horizontalAdvance(self.accessibleName()) + theme().px(24)
        return QSize(round(width), theme().px(tokens.BUTTON_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the whole choice: Qt would only move the focus while none is chosen."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        with QPainter(self) as painter:
            painter.setFont(theme().font(tokens.BODY, weight))
            ink = colors.on_soft if self.isChecked() else colors.ink
            painter.setPen(QColor(ink if self.isEnabled() else colors.third))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.accessibleName())


class Segmented(QWidget):
    """Exactly one (or, until chosen, none) of several values; `changed` tells what a person chose.

    With `letters`, the first letter of a choice chooses it; `lettered` tells that this was how.
    """

    changed = Signal(str)
    lettered = Signal()

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        value: str | None = None,
        *,
        stretch: bool = False,
        label: str = "",
        letters: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._letters = [text[:1].lower() for _value, text in choices] if letters else []
        self._values = [choice[0] for choice in choices]
        self._group = QButtonGroup(self)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for number, (_value, text) in enumerate(choices):
            segment = Segment(text, self)
            self._group.addButton(segment, number)
            box.addWidget(segment)
        if stretch:
            box.addStretch(1)
        policy = QSizePolicy.Policy.Preferred if stretch else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.set_label(label)
        self.set_value(value)
        self._group.idClicked.connect(self._clicked)

    def set_label(self, label: str) -> None:
        """Name the control, and each choice in it, for a screen reader."""
        self.setAccessibleName(label)
        for button in self._group.buttons():
            button.setAccessibleDescription(label)

    def value(self) -> str | None:
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def set_value(self, value: str | None) -> None:
        """Choose without telling anyone; None chooses nothing."""
        self._group.setExclusive(False)
        for number, button in enumerate(self._group.buttons()):
            button.setChecked(self._values[number] == value)
        self._group.setExclusive(True)
        chosen = max(self._group.checkedId(), 0)
        for number, button in enumerate(self._group.buttons()):
            policy = Qt.FocusPolicy.StrongFocus if number == chosen else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        if self._group.buttons():
            self.setFocusProxy(self._group.buttons()[chosen])
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep the letters of the choices, so that choosing by letter never fires a key of the screen."""
        wanted = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if wanted and isinstance(event, QKeyEvent) and self._lettered(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def _lettered(self, event: QKeyEvent) -> int | None:
        """Return the choice that a letter means; with several of one letter, the one after the chosen."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        letter = event.text().lower() if plain else ""
        found = [number for number, one in enumerate(self._letters) if letter.strip() and one == letter]
        now = self._group.checkedId()
        return next((number for number in found if number > now), found[0]) if found else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys, or choose by letter."""
        number = self._lettered(event)
        if number is not None:
            self._choose(number)
            self.lettered.emit()
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        now = self._group.checkedId()
        self._choose(min(max(now + step, 0), len(self._values) - 1))

    def _choose(self, number: int) -> None:
        new = self.value() != self._values[number]
        if new:
            self.set_value(self._values[number])
        self._group.button(number).setFocus(Qt.FocusReason.TabFocusReason)
        if new:  # last: who hears of it may put the cursor elsewhere
            self.changed.emit(self._values[number])

    def _clicked(self, number: int) -> None:
        self.set_value(self._values[number])
        self.changed.emit(self._values[number])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw one box with hairlines between the choices and the chosen one on soft ground."""
        colors, radius = theme().colors, theme().px(tokens.RADIUS)
        with QPainter(self) as painter:
            whole = QRectF(self.rect())
            draw_box(painter, whole, radius, colors.surface)
            outline = QPainterPath()
            outline.addRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            painter.save()
            painter.setClipPath(outline)
            for button in self._group.buttons():
                if button.isChecked():
                    painter.fillRect(QRectF(button.geometry()), QColor(colors.accent_soft))
            painter.setPen(QPen(QColor(colors.line)))
            for button in self._group.buttons()[:-1]:
                painter.drawLine(button.geometry().topRight(), button.geometry().bottomRight())
            painter.restore()
            focused = any(button.hasFocus() for button in self._group.buttons())
            line = colors.accent if focused else colors.strong_line
            draw_box(painter, whole, radius, None, line, 2.0 if focused else 1.0)
