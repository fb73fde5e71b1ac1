"""How the clinician's note begins: what the chart knows, and the tests and shots of the orders room."""

from collections.abc import Mapping
from typing import Any

from app.chart.notes.starting import start_of
from app.chart.notes.views import NoteStart
from app.core.acts import Permission, query
from app.core.ids import Id
from app.core.quantities import number_text
from app.orders.queries import orders_of
from app.orders.views import OrderKind, OrderState, OrderView, Outcome, ResultLine, ShotView
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import Visit

_WAITING = (OrderState.ORDERED, OrderState.COLLECTED)


@query(Permission.SEE_CHART, recorded=True)
def note_start(reading: Reading, visit_id: Id) -> NoteStart:
    """Return how a note of this visit begins now: its kind's template, filled with what was found so far."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    return whole_start(reading, visit)


def whole_start(reading: Reading, visit: Visit) -> NoteStart:
    """Return the beginning of a visit's note, for the rooms of app."""
    wording = policy(reading, "notes", visit.day)["found"]
    orders = orders_of(reading, visit.id)
    tests = tuple(line for one in orders if one.kind is OrderKind.TEST and (line := _test(one, wording)))
    shots = tuple(line for one in orders for shot in one.shots if (line := _shot(one, shot, wording)))
    return start_of(reading, visit, {"tests": tests, "shots": shots})


def _test(order: OrderView, wording: Mapping[str, Any]) -> str:
    """Return "Rapid strep test: positive (abnormal)"; a correction takes the place of what it corrects."""
    if order.results:
        values = order.results[-1].values
        named = len(values) > 1
        return f"{order.name}: {', '.join(_result(one, wording, named) for one in values)}"
    return f"{order.name}: {wording['no_result']}" if order.state in _WAITING else ""


def _result(one: ResultLine, wording: Mapping[str, Any], named: bool) -> str:
    unit = wording["units"].get(one.unit, one.unit)
    told = " ".join(part for part in (one.name if named else "", one.value, unit) if part)
    letter = wording["interpretations"].get(one.interpretation, "")
    return f"{told} ({letter})" if letter else told


def _shot(order: OrderView, shot: ShotView, wording: Mapping[str, Any]) -> str:
    """Return "Influenza vaccine: 0.5 mL, left deltoid, IM, lot ZX12", or that it was refused and why."""
    if shot.outcome is not Outcome.GIVEN:
        word = wording["refused" if shot.outcome is Outcome.REFUSED else "not_given"]
        return f"{order.name}: {word} ({shot.reason})" if shot.reason else f"{order.name}: {word}"
    unit = wording["units"].get(shot.dose_unit, shot.dose_unit)
    dose = f"{number_text(shot.dose)} {unit}" if shot.dose is not None else ""
    lot = f"{wording['lot']} {shot.lot}" if shot.lot else ""
    return f"{order.name}: {', '.join(part for part in (dose, shot.site, shot.route, lot) if part)}"
