"""Times, names and states in the words of the calendar."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from app.core.dates import clinic_age
from app.schedule.views import AppointmentView, BlockView, ScheduleEntry
from ui.calendar.day_clock import DayClock

_CLOCK = re.compile(r"(\d{1,2})(?::?(\d\d))?\s*(a|p)?(?:\.?m)?\.?", re.ASCII)


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate("CalendarWords", text, None, count)


def clock_words(minute: int) -> str:
    """Return minutes since midnight as "9:15 AM"."""
    hour = minute // 60 % 24
    return f"{hour % 12 or 12}:{minute % 60:02d} {'AM' if hour < 12 else 'PM'}"


def short_clock(minute: int) -> str:
    """Return minutes since midnight as "9:15", where the place already tells morning from afternoon."""
    return f"{minute // 60 % 12 or 12}:{minute % 60:02d}"


def minute_of(wall_start: str) -> int:
    """Return "09:15" as minutes since midnight."""
    return int(wall_start[:2]) * 60 + int(wall_start[3:])


def time_at(clock: DayClock, position: int) -> str:
    """Return the time at a position; where the clock shows it twice, the zone tells which of the two."""
    wall = clock.wall_at(position)
    words = clock_words(wall.minute)
    return f"{words} {clock.zone_name(position)}" if clock.comes_twice(wall.minute) else words


def day_words(day: date) -> str:
    """Return a day as the head of the calendar names it: "Tuesday, March 3"."""
    locale = QLocale()
    weekday = locale.dayName(day.isoweekday(), QLocale.FormatType.LongFormat)
    return f"{weekday}, {locale.monthName(day.month, QLocale.FormatType.LongFormat)} {day.day}"


def short_day(day: date) -> str:
    """Return a day as "Tue 3/17"."""
    return f"{QLocale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)} {day.month}/{day.day}"


def weekday_words(weekday: int) -> str:
    """Return a day of the week, 0 being Monday."""
    return QLocale().dayName(weekday + 1, QLocale.FormatType.LongFormat)


def month_day(day: date) -> str:
    """Return a day as "Mar 17"."""
    return f"{QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)} {day.day}"


def minutes_words(minutes: int) -> str:
    """Return a length as "30 min"."""
    return _tr("{minutes} min").replace("{minutes}", str(minutes))


def state_words(state: str) -> str:
    """Return what was agreed about an appointment, in words."""
    words = {
        "booked": _tr("Booked"),
        "confirmed": _tr("Confirmed"),
        "cancelled_by_patient": _tr("Cancelled by patient"),
        "cancelled_by_practice": _tr("Cancelled by practice"),
        "rescheduled": _tr("Moved"),
        "entered_in_error": _tr("Entered in error"),
    }
    return words.get(state, state)


def block_kinds() -> list[tuple[str, str]]:
    """Return the kinds of block with their words."""
    return [
        ("lunch", _tr("Lunch")),
        ("charting", _tr("Charting")),
        ("meeting", _tr("Meeting")),
        ("away", _tr("Away")),
    ]


def block_words(block: BlockView) -> str:
    """Return what a block says: its note where there is one, else its kind."""
    kind = dict(block_kinds()).get(block.kind, block.kind)
    return f"{kind} · {block.note}" if block.note else kind


def entry_state(entry: ScheduleEntry) -> str:
    """Return how an entry stands: the visit speaks once it has begun."""
    return _tr("visit begun") if entry.visit_begun else state_words(entry.state).lower()


def age_sex(born: date | None, sex: str, on: date) -> str:
    """Return "58 F"; an unknown sex is left out."""
    shown = "" if sex == "U" else sex
    if born is None or born > on:
        return shown
    age = clinic_age(born, on)
    unit = {"day": _tr("d"), "week": _tr("wk"), "month": _tr("mo"), "year": ""}[age.unit]
    return " ".join(part for part in (str(age.number), unit, shown) if part)


def full_name(view: AppointmentView) -> str:
    """Return a patient's name as one says it: first, last."""
    return f"{view.patient_first_name} {view.patient_last_name}"


def when_words(day: date, minute: int) -> str:
    """Return a day and time as "Tue 3/17, 8:30 AM"."""
    return f"{short_day(day)}, {clock_words(minute)}"


def when_of(view: AppointmentView) -> str:
    """Return the agreed time of an appointment."""
    return when_words(view.day, minute_of(view.wall_start))


def room_words(room: str) -> str:
    """Return a room as it is spoken of: a bare number gets the word before it."""
    return _tr("Room {number}").replace("{number}", room) if room.isdigit() else room


def read_clock(text: str) -> int | None:
    """Return a time of day typed as "8:30", "1 pm" or "1315" in minutes since midnight, or None.

    Without a.m. or p.m., 1 to 6 is the afternoon, as a clinic means it.
    """
    found = _CLOCK.fullmatch(text.strip().lower())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    hour = int(found[1])
    if (found[3] == "p" and hour < 12) or (not found[3] and 1 <= hour <= 6 and found[1][0] != "0"):
        hour += 12
    elif found[3] == "a" and hour == 12:
        hour = 0
    return hour * 60 + int(found[2] or 0)


def wall_text(minute: int) -> str:
    """Return minutes since midnight as commands take them: "09:15"."""
    return f"{minute // 60:02}:{minute % 60:02}"
