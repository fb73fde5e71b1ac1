"""How a note of a visit begins: its kind's template, filled with what was told and measured already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.chart.history.model import VisitStory
from app.chart.notes import rules
from app.chart.notes.views import NoteStart
from app.chart.vitals.measures import Part
from app.chart.vitals.queries import sets_of_visit
from app.chart.vitals.views import VitalsSetView, VitalValue
from app.core.ids import Id
from app.practice.model import VisitType
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import Visit

Found = Mapping[str, Sequence[str]]


def start_of(reading: Reading, visit: Visit, found: Found | None = None) -> NoteStart:
    """Return how a note of a visit begins. `found` gives the lines of what later rooms know, by their word
    in the template ("tests", "shots").
    """
    texts = policy(reading, "notes", visit.day)
    kind = reading.session.get(VisitType, visit.visit_type_id) if visit.visit_type_id else None
    name = kind.note_template if kind and kind.note_template in texts["templates"] else "follow_up"
    template = texts["templates"][name]
    story = reading.session.execute(
        sa.select(VisitStory.complaint, VisitStory.illness).where(VisitStory.visit_id == visit.id)
    ).first()
    lines = {
        "complaint": _lines(story.complaint if story and story.complaint else visit.reason),
        "illness": _lines(story.illness if story else ""),
        "vitals": _vitals(reading, visit.id, texts["found"]),
        **{word: tuple(told) for word, told in (found or {}).items()},
    }
    return NoteStart(name, template["title"], rules.blocks_of(template["text"], lines))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in text.splitlines() if line.strip())


def _vitals(reading: Reading, visit_id: Id, wording: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a line for each set of the visit: "Vital signs 9:12 AM: BP 132/84 mmHg, pulse 104 /min"."""
    return tuple(_set_line(reading, one, wording) for one in sets_of_visit(reading, visit_id))


def _set_line(reading: Reading, one: VitalsSetView, wording: Mapping[str, Any]) -> str:
    time = f"{one.taken_at.astimezone(reading.zone):%I:%M %p}".lstrip("0")
    told = [text for value in one.values if (text := _value(one, value, wording))]
    return f"{wording['vitals']} {time}: {', '.join(told)}"


def _value(one: VitalsSetView, value: VitalValue, wording: Mapping[str, Any]) -> str:
    """Return a value with its name and unit; a pressure is told whole, at its upper number."""
    names, units = wording["names"], wording["units"]
    upper = one.of(Part.SYSTOLIC)
    if value.part is Part.DIASTOLIC and upper is not None:
        return ""
    if value.absent_reason:
        return f"{names.get(value.part, value.part)} {wording['absent']} ({value.absent_reason})"
    entered = value.entered
    lower = one.of(Part.DIASTOLIC)
    if value.part is Part.SYSTOLIC:
        entered = f"{entered}/{lower.entered if lower is not None else 'p'}"
    unit = units.get(value.entered_unit, value.entered_unit)
    return f"{names.get(value.part, value.part)} {entered} {unit}".strip()
