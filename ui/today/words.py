"""States, groups and ages in the words of the board."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from app.codes import languages
from app.core.dates import Age
from app.frontdesk.views import Group
from app.visits.views import VisitView


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate("TodayWords", text, None, count)


def stage_words(stage: str) -> str:
    """Return a state of a visit, or of an appointment while somebody is expected."""
    words = {
        "booked": _tr("Booked"),
        "confirmed": _tr("Confirmed"),
        "expected": _tr("Expected"),
        "arrived": _tr("Arrived"),
        "ready_for_room": _tr("Ready for room"),
        "rooming": _tr("Rooming"),
        "ready_for_provider": _tr("Ready for provider"),
        "with_provider": _tr("With provider"),
        "staff_work": _tr("Staff work"),
        "ready_for_checkout": _tr("Checkout"),
        "done": _tr("Done"),
        "no_show": _tr("No-show"),
        "cancelled_by_patient": _tr("Cancelled by patient"),
        "cancelled_by_practice": _tr("Cancelled by practice"),
        "left_without_being_seen": _tr("Left unseen"),
        "entered_in_error": _tr("Entered in error"),
    }
    return words.get(stage, stage)


def stage_in_short(stage: str) -> str:
    """Return a state in the fewest words that still say it, for a narrow board."""
    words = {
        "ready_for_room": _tr("For room"),
        "ready_for_provider": _tr("For provider"),
        "cancelled_by_patient": _tr("Cancelled"),
        "cancelled_by_practice": _tr("Cancelled"),
        "entered_in_error": _tr("In error"),
    }
    return words.get(stage) or stage_words(stage)


def group_words(group: Group) -> str:
    """Return the heading of a group of the board."""
    return {
        Group.WAITING: _tr("Waiting room"),
        Group.IN_ROOMS: _tr("In rooms"),
        Group.CHECKOUT: _tr("Checkout"),
        Group.EXPECTED: _tr("Expected"),
        Group.DONE: _tr("Done"),
        Group.NOT_SEEN: _tr("Not seen"),
    }[group]


def age_sex(age: Age | None, sex: str) -> str:
    """Return "67 F", "8 mo M", "3 wk F"; an unknown sex is left out, an unknown birth date is said."""
    shown = "" if sex == "U" else sex
    if age is None:
        return " ".join(part for part in (_tr("age unknown"), shown) if part)
    unit = {"day": _tr("d"), "week": _tr("wk"), "month": _tr("mo"), "year": ""}[age.unit]
    return " ".join(part for part in (str(age.number), unit, shown) if part)


def day_words(day: date) -> str:
    """Return a birth date as the practice writes it: 8/12/1958."""
    return f"{day.month}/{day.day}/{day.year}"


def who_words(visit: VisitView) -> str:
    """Return whom a message is about; where another chart bears the same name, with the birth date."""
    name = f"{visit.patient_first_name} {visit.patient_last_name}"
    if not visit.looks_like or visit.birth_date is None:
        return name
    told = _tr("{name}, born {day}").replace("{name}", name)
    return told.replace("{day}", day_words(visit.birth_date))


def room_words(name: str) -> str:
    """Return a room within a sentence: "room 5", whether its name is "5" or "Room 5"."""
    number = room_number(name)
    return _tr("room {number}").replace("{number}", number)


def room_number(name: str) -> str:
    """Return what is typed for a room: "5" for "Room 5"."""
    return name.removeprefix(_tr("Room ")).strip()


def language_words(code: str) -> str:
    """Return a language by its English name; nothing for English."""
    if code in ("", "en"):
        return ""
    found = languages.find(code)
    return found.name if found is not None else code
