"""A panel beside the day: it stands within the calendar's card, so it has no border of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.common.button import Button, secondary
from ui.common.card import SidePanel
from ui.common.keys import KeyList
from ui.common.plain_text import Label
from ui.theme.theme import theme

WIDTH = 264


class DayPanel(SidePanel):
    """A panel with a heading. `left` tells that the person leaves it, by Escape or its second button."""

    left = Signal()

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(width=WIDTH, parent=parent)
        self.setProperty("kind", "")
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.heading = Label(title, "strong", wrap=True)
        self.keys = KeyList(self, title)
        self.keys.add("Esc", self.tr("Back to the day"), self.left.emit)
        self.add(self.heading)
        self.space(10)

    def back_button(self, words: str) -> Button:
        """Return the button that leaves the panel, put at the end of its footer."""
        button = secondary(words, name="back_to_day")
        button.clicked.connect(self.left)
        self.footer.addWidget(button)
        return button


class StopPanel(SidePanel):
    """Holds a soft stop where the panels are; its keys are those of the stop."""

    def __init__(self, stop: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(width=WIDTH, parent=parent)
        self.setProperty("kind", "")
        self.setObjectName("soft_stop")
        stop.setProperty("kind", "")
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(stop)
        self.body.addStretch(1)


class SideStack(QStackedWidget):
    """The panels over each other, as wide as one of them is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))


def enter_presses(button: Button) -> None:
    """Let Enter press a button that has the focus, as Space does."""
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        shortcut = QShortcut(QKeySequence(key), button)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(button.click)
