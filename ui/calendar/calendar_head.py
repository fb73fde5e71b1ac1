"""The line above the day: the day in words, the way to other days, by provider or room, and the acts."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.calendar.day_steps import DaySteps
from ui.calendar.words import day_words
from ui.common.button import primary, secondary
from ui.common.card import PageHead
from ui.common.segmented import Segmented

_INSIDE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class CalendarHead(PageHead):
    """Tells what is asked for: `stepped(by)` days, `today_wanted`, `by_wanted`, and the acts at the right."""

    stepped = Signal(int)
    today_wanted = Signal()
    go_wanted = Signal()
    by_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.steps = DaySteps()
        choices = [("provider", self.tr("Providers")), ("room", self.tr("Rooms"))]
        self.by = Segmented(choices, "provider", label=self.tr("Columns"))
        self.block = secondary(self.tr("Block a time"), name="calendar_block")
        self.print_day = secondary(self.tr("Print day"), icon="printer", name="calendar_print_day")
        self.find_time = primary(self.tr("Find a time"), icon="search", name="calendar_find")
        self.add_beside_title(self.steps)
        self.add_beside_title(self.by)
        for button in (self.block, self.print_day, self.find_time):
            self.add_button(button)
        self.steps.stepped.connect(self.stepped)
        self.steps.today_wanted.connect(self.today_wanted)
        self.by.changed.connect(self.by_wanted)
        for key, signal in (("T", self.today_wanted), ("G", self.go_wanted)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(_INSIDE)
            shortcut.activated.connect(signal)

    def show_day(self, day: date, today: date, closed: bool) -> None:
        """Name the day; another year is named too."""
        words = day_words(day)
        self.title.setText(words if day.year == today.year else f"{words}, {day.year}")
        self.steps.mark_today(day == today)
        self.detail.setText(self.tr("Closed") if closed else "")
