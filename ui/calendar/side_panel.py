"""A panel beside the day: it stands within the calendar's card, so it has no border of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.common.button import Button, ButtonKind
from ui.common.card import SidePanel
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.theme.theme import theme

WIDTH = 264


class DayPanel(SidePanel):
    """A panel with a heading. `left` tells that the person leaves it, by Escape or its cross."""

    left = Signal()

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(width=WIDTH, parent=parent)
        self.setProperty("kind", "")
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.heading = Label(title, "strong", wrap=True)
        self.close_button = Button("", ButtonKind.LINK, icon="x", name=self.tr("Back to the day"))
        self.close_button.clicked.connect(self.left)
        self.keys = KeyList(self, title)
        self.keys.add("Esc", self.tr("Back to the day"), self.left.emit)
        head = Row(space=8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.add(head)
        self.space(6)

    def give_focus(self, widget: QWidget) -> None:
        """Give the focus to a widget of the panel and bring it into sight."""
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(widget, 0, theme().px(24))


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


def enter_presses(button: Button) -> None:
    """Let Enter press a button that has the focus, as Space does."""
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        shortcut = QShortcut(QKeySequence(key), button)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(button.click)
