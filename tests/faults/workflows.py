"""The eight workflows that every fault cuts into, as the acts of the real rooms, each one with its command.

A workflow is a generator of steps: it builds a command from what the practice says now, and is resumed
once the act is committed. `number` (0 to `house.prepared` - 1) picks what the house prepared for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.billing.charges.actions import (
    AddCharge,
    ChooseLevel,
    PostCharges,
    add_charge,
    choose_level,
    post_charges,
)
from app.billing.payments.actions import TakePayment, take_payment
from app.billing.payments.views import PayMethod
from app.chart.notes.model import Note
from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.measures import Measure
from app.chart.vitals.views import VitalEntry
from app.core.acts import Action, Command
from app.exchange.actions import DecideHeld, decide_held, import_bundle
from app.exchange.model import HeldPatient
from app.frontdesk.actions import CheckIn, check_in
from app.frontdesk.day_close.actions import CloseDay, CountDrawer, close_day, count_drawer
from app.frontdesk.signing import SignAndHandOver, sign_and_hand_over
from app.practice_file import Practice
from app.schedule.model import Appointment
from app.visits.model import Visit
from tests.faults.house import ANSWERS, MORNING, House, bundle_of, rows

DIAGNOSIS = ("I10", "Essential (primary) hypertension", "2026")


@dataclass(frozen=True)
class Step:
    """One act with its command."""

    act: Action[Any, Any, Any]
    command: Command


Steps = Iterator[Step]
Workflow = Callable[[Practice, House, int], Steps]


def _visit(practice: Practice, house: House, number: int, *, with_note: bool = True) -> Visit:
    """Return a visit of the day that waits; those made first have a note, the ones after them none."""
    today = [one for one in rows(practice, Visit) if one.day == MORNING.date()]
    noted = {one.visit_id for one in rows(practice, Note)}
    return [one for one in today if (one.id in noted) is with_note][number]


def check_in_with_copay(practice: Practice, house: House, number: int) -> Steps:
    """A patient is at the desk, and pays the copay."""
    appointment = [one for one in rows(practice, Appointment) if one.day == MORNING.date()]
    booked = [one for one in appointment if one.wall_start[:2] in ("09", "10") and one.minutes == 10][number]
    arrive = CheckIn(appointment_id=booked.id, version=booked.version, answers=ANSWERS)
    yield Step(check_in, arrive)
    visit = rows(practice, Visit, appointment_id=booked.id)[0]
    copay = TakePayment(
        patient_id=booked.patient_id, visit_id=visit.id, amount_cents=2500, method=PayMethod.CASH
    )
    yield Step(take_payment, copay)


def vitals(practice: Practice, house: House, number: int) -> Steps:
    """A set of vital signs is recorded."""
    entries = (
        VitalEntry(measure=Measure.BLOOD_PRESSURE, text="128/82", unit="mm[Hg]"),
        VitalEntry(measure=Measure.PULSE, text="72", unit="/min"),
    )
    yield Step(record_vitals, RecordVitals(visit_id=_visit(practice, house, number).id, entries=entries))


def sign(practice: Practice, house: House, number: int) -> Steps:
    """A note is signed, its charges are drafted and the visit goes on to checkout."""
    visit = _visit(practice, house, number)
    note = rows(practice, Note, visit_id=visit.id)[0]
    command = SignAndHandOver(note_id=note.id, version=note.version, level="99213", diagnoses=("I10",))
    yield Step(sign_and_hand_over, command)


def charge(practice: Practice, house: House, number: int) -> Steps:
    """A visit gets its level and a test, and the charges go into the ledger."""
    visit = _visit(practice, house, number, with_note=False)
    yield Step(choose_level, ChooseLevel(visit_id=visit.id, code="99213", diagnoses=(DIAGNOSIS,)))
    yield Step(add_charge, AddCharge(visit_id=visit.id, code="36415", pointers=("A",)))
    yield Step(post_charges, PostCharges(visit_id=visit.id, acknowledged_reason="As agreed"))


def payment(practice: Practice, house: House, number: int) -> Steps:
    """A payment by check is taken."""
    visit = _visit(practice, house, number)
    command = TakePayment(
        patient_id=visit.patient_id,
        visit_id=visit.id,
        amount_cents=1000 + number,
        method=PayMethod.CHECK,
        reference=str(1000 + number),
    )
    yield Step(take_payment, command)


def merge(practice: Practice, house: House, number: int) -> Steps:
    """Somebody who came in again with an import is found to be the patient who is here.

    It is how the program joins duplicates: there is no act that merges two charts.
    """
    held = rows(practice, HeldPatient, file=f"again-{number}.json")[0]
    command = DecideHeld(
        held_id=held.id, version=held.version, patient_id=_id(held.candidates[0]), reason="Same person"
    )
    yield Step(decide_held, command)


def _id(text: str) -> Any:
    from uuid import UUID

    return UUID(text)


def import_one(practice: Practice, house: House, number: int) -> Steps:
    """A FHIR bundle of a new person is imported."""
    yield Step(import_bundle, bundle_of(f"new-{number}"))


def day_close(practice: Practice, house: House, number: int) -> Steps:
    """The drawer of an earlier day is counted, and its money locked."""
    day = (MORNING - timedelta(days=house.prepared - number)).date()
    counted = 15000 + 500 * (number + 1)
    pieces = ((2000, 5), (1000, 5), (500, (counted - 15000) // 500))
    yield Step(count_drawer, CountDrawer(day=day, pieces=pieces))
    yield Step(close_day, CloseDay(day=day, same_person_reason="Alone", acknowledged_reason="They pay later"))


WORKFLOWS: dict[str, Workflow] = {
    "check in": check_in_with_copay,
    "vitals": vitals,
    "sign": sign,
    "charge": charge,
    "payment": payment,
    "merge": merge,
    "import": import_one,
    "day close": day_close,
}
