"""The months before the demo's staff began to act: visits drawn for each made-up person, as rows to load."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.billing.charges.views import Fee
from app.billing.model import Charge, Drawer, LedgerEntry, LedgerLine, Receipt, VisitDiagnosis
from app.chart.allergies.model import Allergy, AllergyReview
from app.chart.history.model import ReproductiveHistory, SocialHistory
from app.chart.medications.model import Medication
from app.chart.notes.model import Note, NoteSignature, NoteVersion
from app.chart.observations.model import Observation
from app.chart.problems.model import Problem
from app.chart.vitals.model import VitalsSet
from app.core.ids import Id, new_id
from app.demo.chart_rows import PastVisit, Person, Rows, chart_rows, diagnosis, level_of, visit_rows
from app.demo.lists import chance_for, listed
from app.demo.money_rows import Till
from app.demo.patients import DemoPatient, fits
from app.people.findable import with_name_keys
from app.people.model import Contact, ContactRole, Coverage, EligibilityCheck, Patient, SignatureOnFile
from app.people.names import name_key
from app.people.views import SignatureKind
from app.schedule.model import Appointment, AppointmentState
from app.store.base import Record
from app.visits.model import Visit, VisitState, VisitStateChange

MONTHS = 18
QUIET_DAYS = 8  # before the demo day: there the staff act themselves, over five working days
_STEPS = (
    (VisitState.ARRIVED, 0, "desk"),
    (VisitState.ROOMING, 8, "assistant"),
    (VisitState.READY_FOR_PROVIDER, 15, "assistant"),
    (VisitState.WITH_PROVIDER, 21, "clinician"),
    (VisitState.READY_FOR_CHECKOUT, 38, "clinician"),
    (VisitState.DONE, 46, "desk"),
)


@dataclass(frozen=True)
class Surround:
    """What the history happened in: the day it is told on, staff, place, rooms, types of visit, tables."""

    today: date
    zone: ZoneInfo
    clinicians: Sequence[Person]
    assistants: Sequence[Person]
    desk: Person
    biller: Person
    location_id: Id
    rooms: Sequence[Id]
    types: Mapping[str, Any]
    fees: Mapping[str, Fee]
    limits: Mapping[str, Any]
    float_cents: int


def history_rows(around: Surround, patients: Sequence[DemoPatient], seed: str) -> tuple[Rows, int]:
    """Return all rows by kind of record, and how many receipts were written."""
    rows: Rows = defaultdict(list)
    chance = chance_for(seed, "history")
    till_chance = chance_for(seed, "money")
    covered: dict[int, Id | None] = {}
    past: list[PastVisit] = []
    for patient in patients:
        if patient.new:
            continue
        patient_id = new_id()
        covered[patient.number] = _people_rows(rows, around, patient, patient_id)
        past += _visits_of(around, patient, patient_id, chance)
    past.sort(key=lambda one: one.starts_at)
    rows[Patient] = with_name_keys(rows[Patient])
    till = Till(
        rows=rows,
        location_id=around.location_id,
        desk=around.desk,
        biller=around.biller,
        until=around.today,
        chance=till_chance,
        float_cents=around.float_cents,
        zone=around.zone,
    )
    for visit in past:
        _visit_rows(rows, around, visit, covered[visit.patient.number], chance)
        fee = around.fees[level_of(visit)]
        till.visit(visit, fee, covered[visit.patient.number], diagnosis(visit.code, visit.day))
    till.deposit()
    return rows, till.receipts


def _instant(around: Surround, day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=around.zone)


# -- people -------------------------------------------------------------------------------------------------


def _people_rows(rows: Rows, around: Surround, patient: DemoPatient, patient_id: Id) -> Id | None:
    """Add a person with coverages, contacts, papers and chart; return the coverage that pays first."""
    chance = chance_for("person", patient.number)
    registered = max(_first_day(around.today), patient.born + timedelta(days=6))
    at = _instant(around, registered, 9 * 60)
    values = {one.name: getattr(patient.who, one.name) for one in fields(patient.who)}
    values |= {name: [list(pair) for pair in values[name]] for name in ("race", "ethnicity", "former_names")}
    key = name_key(patient.who.last_name, patient.who.first_name)
    pcp = around.clinicians[patient.number % len(around.clinicians)]
    values |= {"birth_date_known": None, "pcp_provider_id": pcp.provider_id, "name_key": key}
    rows[Patient].append({"id": patient_id, "mrn": patient.mrn, "registered_at": at, **values})
    first = _coverage_rows(rows, around, patient, patient_id)
    if patient.guardian:
        name, relation = patient.guardian
        same = {"patient_id": patient_id, "name": name, "relation": relation, "phone": patient.who.mobile}
        rows[Contact] += [{"role": role, **same} for role in (ContactRole.GUARDIAN, ContactRole.GUARANTOR)]
    if patient.number % 9:
        signed = {"patient_id": patient_id, "signed_on": registered}
        signed_by = patient.guardian[0] if patient.guardian else ""
        rows[SignatureOnFile] += [{"kind": kind, "signed_by": signed_by, **signed} for kind in SignatureKind]
    chart_rows(rows, patient, patient_id, at + timedelta(minutes=20), pcp, around.today, chance)
    return first


def _coverage_rows(rows: Rows, around: Surround, patient: DemoPatient, patient_id: Id) -> Id | None:
    first: Id | None = None
    for rank, entry in enumerate(patient.coverages, 1):
        coverage_id = new_id()
        first = first or coverage_id
        values = {one.name: getattr(entry, one.name) for one in fields(entry)}
        rows[Coverage].append({"id": coverage_id, "patient_id": patient_id, "rank": rank, **values})
        if patient.verified is not None and patient.verified < 400:
            day = around.today - timedelta(days=max(patient.verified, QUIET_DAYS))
            check = {"coverage_id": coverage_id, "patient_id": patient_id, "active": True}
            said = {
                "method": "portal",
                "reference": f"EV{patient.number}{rank}",
                "copay_cents": entry.copay_cents,
            }
            rows[EligibilityCheck].append({**check, **said, "at": _instant(around, day, 8 * 60 + 20)})
    return first


# -- visits -------------------------------------------------------------------------------------------------


def _first_day(today: date) -> date:
    return today - timedelta(days=round(MONTHS * 30.44))


def _visits_of(
    around: Surround, patient: DemoPatient, patient_id: Id, chance: random.Random
) -> list[PastVisit]:
    first = max(_first_day(around.today), patient.born + timedelta(days=7))
    last = around.today - timedelta(days=QUIET_DAYS)
    days = (last - first).days
    if days < 1:
        return []
    count = chance.choices((1, 2, 3, 4), weights=(30, 34, 24, 12))[0] + 2 * len(patient.illnesses[:3])
    drawn = sorted(
        {first + timedelta(days=chance.randrange(days)) for _ in range(min(count, 1 + days // 20))}
    )
    return [_visit(around, patient, patient_id, day, chance) for day in drawn if day.weekday() < 5]


def _visit(
    around: Surround, patient: DemoPatient, patient_id: Id, day: date, chance: random.Random
) -> PastVisit:
    why = why_of(patient, day, chance)
    minute = chance.choice((*range(480, 705, 15), *range(780, 990, 15)))
    clinician = around.clinicians[
        patient.number % len(around.clinicians) if chance.random() < 0.8 else chance.randrange(3)
    ]
    kind = why.get("type", "Follow-up")
    return PastVisit(
        id=new_id(),
        patient_id=patient_id,
        patient=patient,
        day=day,
        starts_at=_instant(around, day, minute),
        clinician=clinician,
        assistant=chance.choice(around.assistants),
        reason=chance.choice(why["reasons"]),
        plan=chance.choice(why["plan"]),
        code=why["code"],
        template=around.types[kind].note_template,
        passing=why,
    )


def why_of(patient: DemoPatient, day: date, chance: random.Random) -> Mapping[str, Any]:
    """Return why a made-up person comes on a day: a row of the list of illnesses."""
    lists, age = listed("illnesses"), patient.age(day)
    well = [one for one in lists["well"] if fits(one, age, patient.who.sex)]
    passing = [one for one in lists["passing"] if fits(one, age, patient.who.sex)]
    lasting = [one for one in patient.illnesses if "plan" in one]
    drawn = chance.random()
    if lasting and drawn < 0.62:
        return chance.choice(lasting)
    if passing and drawn < 0.82:
        return chance.choice(passing)
    return chance.choice(well)


def _visit_rows(
    rows: Rows, around: Surround, visit: PastVisit, coverage_id: Id | None, chance: random.Random
) -> None:
    kind = around.types[visit.passing.get("type", "Follow-up")]
    start = visit.starts_at
    appointment_id = new_id()
    same = {
        "patient_id": visit.patient_id,
        "provider_id": visit.clinician.provider_id,
        "visit_type_id": kind.id,
        "location_id": around.location_id,
        "day": visit.day,
        "starts_at": start,
        "reason": visit.reason,
    }
    rows[Appointment].append(
        {
            "id": appointment_id,
            **same,
            "wall_start": f"{start:%H:%M}",
            "zone": around.zone.key,
            "minutes": kind.minutes,
            "state": AppointmentState.CONFIRMED,
            "confirmed_at": start - timedelta(days=2),
            "visit_begun": True,
            "booked_at": start - timedelta(days=chance.randint(3, 30)),
            "booked_by": around.desk.account_id,
        }
    )
    rows[Visit].append(
        {
            "id": visit.id,
            **same,
            "appointment_id": appointment_id,
            "state": VisitState.DONE,
            "state_since": start + timedelta(minutes=46),
            "payer_coverage_id": coverage_id,
            "self_pay": coverage_id is None,
            "checklist": {
                "identity": "birth_date,name",
                "demographics": "confirmed",
                "follow_up": "not_needed",
            },
        }
    )
    room, late = chance.choice(around.rooms), chance.randint(-6, 9)
    people = {"desk": around.desk, "assistant": visit.assistant, "clinician": visit.clinician}
    for number, (state, minutes, who) in enumerate(_STEPS, 1):
        rows[VisitStateChange].append(
            {
                "patient_id": visit.patient_id,
                "visit_id": visit.id,
                "number": number,
                "state": state,
                "at": start + timedelta(minutes=late + minutes + chance.randint(0, 4)),
                "by": people[who].account_id,
                "room_id": room if 2 <= number <= 4 else None,
            }
        )
    visit_rows(rows, visit, around.today, around.limits, chance)


# A table stands after those that its rows name.
_ORDER: tuple[type[Record], ...] = (
    Patient,
    Coverage,
    EligibilityCheck,
    Contact,
    SignatureOnFile,
    Appointment,
    Visit,
    VisitStateChange,
    VitalsSet,
    Observation,
    Problem,
    Medication,
    Allergy,
    AllergyReview,
    SocialHistory,
    ReproductiveHistory,
    Note,
    NoteVersion,
    NoteSignature,
    VisitDiagnosis,
    Charge,
    Drawer,
    LedgerEntry,
    LedgerLine,
    Receipt,
)


def in_order(rows: Rows) -> list[tuple[type[Record], list[dict[str, Any]]]]:
    """Return the rows in an order that references allow. Raises ValueError for a kind without a place."""
    if not set(rows) <= set(_ORDER):
        raise ValueError("a kind of row has no place in the order")
    return [(kind, rows[kind]) for kind in _ORDER if rows[kind]]
