"""The line above the day: the day in words, the way to other days, by provider or room, and the acts."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from ui.calendar.day_steps import DaySteps
from ui.calendar.words import day_words, short_day
from ui.common.button import primary, secondary
from ui.common.card import PageHead
from ui.common.segmented import Segmented
from ui.theme import tokens
from ui.theme.theme import theme

_INSIDE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class CalendarHead(PageHead):
    """Tells what is asked for: `stepped(by)` days, `today_wanted`, `by_wanted`, and the acts at the right."""

    stepped = Signal(int)
    today_wanted = Signal()
    go_wanted = Signal()
    by_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self._words = ("", "")
        self._closed, self._wide = False, True
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
        self._words = (day_words(day), short_day(day))
        if day.year != today.year:
            self._words = (f"{self._words[0]}, {day.year}", f"{self._words[1]}/{day.year % 100:02}")
        self._fit()
        self.steps.mark_today(day == today)
        self._closed = closed
        self.show_holding(False)
        said = self.detail.text()
        self.title.setAccessibleName(f"{self._words[0]}, {said}" if said else self._words[0])

    def show_holding(self, holding: bool) -> None:
        """Say what the keys do while an appointment is held; otherwise, whether the practice is closed."""
        hint = self.tr("Arrows move it, Enter drops it, Esc puts it back")
        self.detail.setText(hint if holding else self.tr("Closed") if self._closed else "")
        self.detail.setVisible(self._wide and bool(self.detail.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say the day, and what can be done, in shorter words where the window is narrow beside the text."""
        others = (self.steps, self.by, self.print_day, self.find_time)
        room = self.width() - sum(each.sizeHint().width() for each in others) - theme().px(12 * 7)
        words = theme().metrics(tokens.TITLE, QFont.Weight.DemiBold)
        whole = words.horizontalAdvance(self._words[0])
        self._wide = wide = room >= whole + self._block_width
        self.detail.setVisible(wide and bool(self.detail.text()))
        self.title.setText(self._words[0] if wide else self._words[1])
        self.block.setText(self.tr("Block a time") if wide else self.tr("Block"))

    @property
    def _block_width(self) -> int:
        metrics = theme().metrics(tokens.BODY, QFont.Weight.Medium)
        return round(metrics.horizontalAdvance(self.tr("Block a time"))) + theme().px(52)
