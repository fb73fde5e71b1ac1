"""Fields that only this place needs: whole numbers, opening hours in one line, several of a few, a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.practice.views import OpenHours
from ui.common.fields import CheckBox, Field, TextArea, TextField
from ui.common.layout import Grid
from ui.practice.words import words

_TIME = re.compile(r"^(\d{1,2})(?::?([0-5]\d))?\s*([ap])?\.?m?\.?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:-|–|to|until)\s*", re.IGNORECASE)


class WholeField(TextField):
    """A whole number of at most nine digits."""

    def value(self) -> int | None:
        text = self.line.text().strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def problem(self) -> str:
        return "" if self.value() is not None else words("Type a whole number.")


def wall_time(text: str, *, after: str = "") -> str:
    """Return "13:30" from "1:30 pm", "130p", "13:30"; "" if it is none.

    Where neither am nor pm is said, a time that would lie before `after` is taken for the afternoon.
    """
    found = _TIME.match(text.strip())
    if not found:
        return ""
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif hour < 12 and f"{hour:02d}:{minute:02d}" <= after:
        hour += 12
    return f"{hour:02d}:{minute:02d}" if hour < 24 else ""


def time_text(wall: str) -> str:
    """Return "13:30" as it is said: "1:30 PM"."""
    hour, minute = (int(part) for part in wall.split(":"))
    return f"{hour % 12 or 12}:{minute:02d} {'AM' if hour < 12 else 'PM'}"


def hours_text(hours: Sequence[OpenHours]) -> str:
    """Return stretches of a day in one line: "8:00 AM to 12:00 PM, 1:00 PM to 5:00 PM"."""
    pattern = words("{start} to {end}")
    return ", ".join(
        pattern.replace("{start}", time_text(one.start)).replace("{end}", time_text(one.end)) for one in hours
    )


def read_hours(text: str) -> tuple[OpenHours, ...] | None:
    """Return the stretches that a line tells, () for an empty one, None where it cannot be understood."""
    found: list[OpenHours] = []
    last = ""
    for part in (one for one in re.split(r"[,;]", text) if one.strip()):
        ends = _BETWEEN.split(part.strip())
        if len(ends) != 2:
            return None
        start = wall_time(ends[0], after=last)
        end = wall_time(ends[1], after=start)
        if not (last < start < end):
            return None
        found.append(OpenHours(start, end))
        last = end
    return tuple(found)


class HoursField(TextField):
    """When the practice is open on one weekday, in one line; empty for a day on which it is closed."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, placeholder=words("Closed"), most=120, parent=parent)
        self.line.editingFinished.connect(self._write_out)

    def value(self) -> tuple[OpenHours, ...] | None:
        return read_hours(self.line.text())

    def set_value(self, value: Any) -> None:
        self.line.setText(hours_text(value or ()))

    def problem(self) -> str:
        if self.value() is None:
            return words("Type from when to when, each later than the one before: 8 to 12, 1 to 5.")
        return ""

    def _write_out(self) -> None:
        hours = self.value()
        if hours is None:
            self.set_error(self.problem())
        else:
            self.set_value(hours)


class SeveralField(Field):
    """Any number of a few, all in sight, each with a box to tick.

    `value` is a tuple: what was there in its own order, then what was ticked. What is not offered stays.
    """

    def __init__(
        self, name: str, label: str, offered: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(name, label, parent)
        self._box = QWidget()
        grid = Grid(self._box, columns=2, space=4)
        self.boxes: dict[str, CheckBox] = {}
        for number, (value, word) in enumerate(offered):
            box = CheckBox(word)
            box.clicked.connect(self._on_click)
            self.boxes[value] = box
            grid.addWidget(box, number // 2, number % 2)
        self._order: tuple[str, ...] = ()
        self.place(self._box)
        self._box.setFocusProxy(next(iter(self.boxes.values())))

    def _on_click(self) -> None:
        self.set_error("")
        self.edited.emit()

    def value(self) -> tuple[str, ...]:
        kept = [each for each in self._order if each not in self.boxes or self.boxes[each].isChecked()]
        added = [each for each, box in self.boxes.items() if box.isChecked() and each not in kept]
        return (*kept, *added)

    def set_value(self, value: Any) -> None:
        self._order = tuple(value or ())
        for each, box in self.boxes.items():
            box.setChecked(each in self._order)

    def draft(self) -> list[str]:
        return list(self.value())


class LinesField(TextArea):
    """A list with one entry a line. `value` is the list, without empty lines."""

    def value(self) -> Any:
        return [line.strip() for line in self.area.toPlainText().splitlines() if line.strip()]

    def set_value(self, value: Any) -> None:
        super().set_value("\n".join(str(each) for each in value or ()))

    def restore_draft(self, draft: Any) -> None:
        super().set_value(draft)
