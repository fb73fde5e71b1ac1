"""Chips: a state in words on a soft ground. The colour only repeats what the words say."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.flow import Flow
from ui.theme import tokens
from ui.theme.paint import chip_width, draw_chip, draw_initials
from ui.theme.theme import theme
from ui.theme.tokens import Tone


@dataclass(frozen=True)
class ChipText:
    """What a chip says, in which tone, with which Lucide icon (or none)."""

    text: str
    tone: Tone = Tone.NEUTRAL
    icon: str = ""


class Chip(QWidget):
    """One chip as a widget; tables draw theirs themselves. It shrinks to an ellipsis, never over others."""

    def __init__(self, content: ChipText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_content(content)
        theme().changed.connect(self.updateGeometry)

    def set_content(self, content: ChipText) -> None:
        """Show another text, tone or icon."""
        self.content = content
        self.setAccessibleName(content.text)
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = chip_width(self.content.text, self.content.icon)
        return QSize(round(width) + 1, theme().px(tokens.CHIP_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme().px(56)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            draw_chip(painter, QRectF(self.rect()), self.content.text, self.content.tone, self.content.icon)


class ChipRow(QWidget):
    """Chips beside each other, replaced together; they go on in the next line when there is no room."""

    def __init__(self, chips: tuple[ChipText, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: tuple[ChipText, ...] = ()
        self._flow = Flow(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_chips(chips)

    def set_chips(self, chips: tuple[ChipText, ...]) -> None:
        """Show these chips."""
        if chips == self._chips:
            return
        self._chips = chips
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for chip in chips:
            made = Chip(chip)
            self._flow.addWidget(made)
            made.show()  # so that it counts in the size at once, not only when the event loop comes round
        self.setAccessibleName(", ".join(chip.text for chip in chips))
        self.updateGeometry()


class Avatar(QWidget):
    """A round picture of a person's initials."""

    def __init__(
        self, initials: str, size: int = 40, *, neutral: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._initials, self._size, self._neutral = initials, size, neutral
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        side = theme().px(self._size)
        self.setFixedSize(side, side)

    def set_initials(self, initials: str) -> None:
        self._initials = initials
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        ground, ink = (
            (colors.sunken, colors.second) if self._neutral else (colors.accent_soft, colors.on_soft)
        )
        with QPainter(self) as painter:
            draw_initials(painter, QRectF(self.rect()), self._initials, ground, ink)


def initials_of(given: str, family: str) -> str:
    """Return the initials for an avatar: "SL" for Susan Lee; one letter where only one name is known."""
    return "".join(name.strip()[0].upper() for name in (given, family) if name.strip())
