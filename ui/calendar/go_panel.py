"""Going to a day: a date in any form, or words such as "in 2 weeks"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.dates import parse_day
from app.schedule.queries import ask_times
from app.schedule.views import FoundTimes
from ui.calendar.side_panel import DayPanel
from ui.common.button import primary
from ui.common.desk import Desk
from ui.common.fields import TextField

_LATEST_YEARS = 20  # a two-digit year is at most this far ahead


class GoPanel(DayPanel):
    """Asks for a day. `chosen` tells it."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Go to a day"), "go_to_day", parent)
        self.desk, self._today = desk, today
        self.day = TextField("day", self.tr("Day"), placeholder=self.tr("3/17, next tue, in 2 weeks"))
        self.add(self.day)
        self.body.addStretch(1)
        self.go = primary(self.tr("Go there"), tall=True, name="go_there")
        self.go.clicked.connect(self.submit)
        self.day.line.returnPressed.connect(self.submit)
        self.footer.addWidget(self.go)

    def start(self) -> None:
        """Ask anew."""
        self.day.set_value(None)
        self.day.set_error("")
        self.day.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Go to a full date at once; other words are read as those for a time are."""
        text = self.day.text().strip()
        full = parse_day(text, date(self._today().year + _LATEST_YEARS, 12, 31))
        if full is not None:
            self.chosen.emit(full)
        elif text:
            self.desk.ask(ask_times, text, done=self._read, owner=self)

    def _read(self, found: FoundTimes) -> None:
        """Take the day that was meant; words that named no day are no day."""
        asked = found.question
        if asked.reason or (not asked.exact_days and asked.target == self._today() and not asked.weekdays):
            self.day.set_error(self.tr("Not a day. Type it as 3/17, 3/17/2026, next tue or in 2 weeks."))
            return
        self.chosen.emit(asked.target)
