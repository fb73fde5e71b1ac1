"""First run: when the practice is open, weekday by weekday."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt

from app.practice.creation import UsualStart
from app.practice.views import OpenHours
from ui.common.fields import CheckField, TextField
from ui.common.layout import Grid
from ui.common.plain_text import Label
from ui.common.wording import tr
from ui.shell.first_run_steps import FirstRunPage

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"^(\d{1,2})(?::?([0-5]\d))?\s*([ap])?\.?m?\.?$", re.IGNORECASE)


def time_of(text: str, *, afternoon: bool) -> str:
    """Return a time of day as "13:30" from "1:30", "130", "1:30 pm", "13:30"; "" if it is none.

    Without am or pm an hour before 7 is taken for the afternoon where `afternoon` is meant.
    """
    found = _TIME.match(text.strip())
    if not found:
        return ""
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0)
    elif afternoon and 1 <= hour < 7:
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour < 24 else ""


def time_text(wall: str) -> str:
    """Return "13:30" as it is said: "1:30 PM"."""
    hour, minute = (int(part) for part in wall.split(":"))
    return f"{hour % 12 or 12}:{minute:02d} {'AM' if hour < 12 else 'PM'}"


class TimeField(TextField):
    """A time of day, written out when it is left; may be empty where `needed` is False."""

    def __init__(self, name: str, label: str, *, afternoon: bool) -> None:
        super().__init__(name, "", most=12)
        self._afternoon = afternoon
        self.line.setAccessibleName(label)
        self.line.editingFinished.connect(self._write_out)

    def wall(self) -> str:
        """Return it as "13:30", "" if it is none."""
        return time_of(self.text(), afternoon=self._afternoon)

    def _write_out(self) -> None:
        if wall := self.wall():
            self.line.setText(time_text(wall))


class DayRow:
    """One weekday: open or not, from when to when, and the lunch between (empty for none)."""

    def __init__(self, page: FirstRunPage, day: str, name: str, grid: Grid, row: int) -> None:
        self.day = day
        self.open = page.form.add(CheckField(f"open_{day}", name))
        self.times = [
            page.form.add(TimeField(f"{day}_{number}", f"{name}, {word}", afternoon=number > 0))
            for number, word in enumerate(_columns())
        ]
        grid.addWidget(self.open, row, 0)
        for number, field in enumerate(self.times, 1):
            grid.addWidget(field, row, number, Qt.AlignmentFlag.AlignTop)
        self.open.edited.connect(self.show_open)

    def show(self, hours: tuple[OpenHours, ...]) -> None:
        """Show a day's hours; none: closed."""
        self.open.set_value(bool(hours))
        ends = [hours[0].start, hours[-1].end] if hours else ["", ""]
        lunch = [hours[0].end, hours[1].start] if len(hours) > 1 else ["", ""]
        for field, wall in zip(self.times, (ends[0], *lunch, ends[1]), strict=True):
            field.set_value(time_text(wall) if wall else "")
        self.show_open()

    def show_open(self) -> None:
        for field in self.times:
            field.line.setEnabled(self.open.value())

    def hours(self) -> tuple[OpenHours, ...] | None:
        """Return the stretches, or None after saying what is wrong with them."""
        if not self.open.value():
            return ()
        walls = [field.wall() for field in self.times]
        given = [bool(field.text().strip()) for field in self.times]
        for number, field in enumerate(self.times):
            needed = number in (0, 3) or given[1] or given[2]
            if (needed or given[number]) and not walls[number]:
                field.set_error(tr("first_run", "Type a time, such as 8:00."))
                return None
        kept = [wall for wall in walls if wall]
        if any(later <= earlier for earlier, later in pairwise(kept)):
            self.times[-1].set_error(tr("first_run", "Each time must be later than the one before."))
            return None
        return tuple(OpenHours(kept[place], kept[place + 1]) for place in range(0, len(kept), 2))


def _columns() -> tuple[str, ...]:
    texts = ("opens", "lunch from", "lunch until", "closes")
    return tuple(tr("first_run", text) for text in texts)


class HoursPage(FirstRunPage):
    """When the practice is open, for each weekday."""

    def __init__(self, usual: UsualStart) -> None:
        super().__init__(
            tr("first_run", "Opening hours"),
            tr("first_run", "When are you open?"),
            tr("first_run", "The calendar offers these hours. Leave lunch empty on days without a break."),
        )
        names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        grid = Grid(columns=5, space=8)
        heads = ("Opens", "Lunch from", "Lunch until", "Closes")
        for column, head in enumerate(heads, 1):
            grid.addWidget(Label(tr("first_run", head), "label", "second"), 0, column)
        self.days = [
            DayRow(self, day, tr("first_run", name), grid, row)
            for row, (day, name) in enumerate(zip(_DAYS, names, strict=True), 1)
        ]
        for day in self.days:
            day.show(usual.hours if day.day in usual.open_days else ())
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.setFocusProxy(self.days[0].open)

    def hours(self) -> Mapping[str, tuple[OpenHours, ...]] | None:
        """Return the hours by weekday, or None after saying what is wrong."""
        self.form.clear_errors()
        found = {day.day: day.hours() for day in self.days}
        kept = {day: hours for day, hours in found.items() if hours}
        return None if None in found.values() else kept

    def leave(self) -> bool:
        return self.hours() is not None
