"""Acts that the demo day does not have, each with hostile texts: in charts in the house, in the practice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.chart.allergies.model import AllergyKind
from app.chart.history.actions import SaveHistory, save_history
from app.chart.history.model import HistoryKind
from app.chart.medications.actions import AddMedication, add_medication
from app.chart.problems.actions import AddProblem, add_problem
from app.core.errors import DaybookError
from app.core.ids import Id
from app.documents.actions import WriteInstructions, write_instructions
from app.frontdesk.queries import day_board
from app.people.actions import KeepSignature, SaveContact, keep_signature, save_contact
from app.people.model import ContactRole, SignatureKind
from app.people.views import ContactEntry, SignatureEntry
from app.practice import actions as practice_acts
from app.practice.model import CopayKind, Location, Provider, Room, VisitType
from app.practice.queries import settings_record, settings_view
from app.practice_file import Practice
from app.store.work import Work
from tests.hostile.hostile_demo import TUESDAY, Sower, run_sown

CLINICIAN = "okafor"


def in_the_charts(practice: Practice, sower: Sower) -> None:
    """Write into the charts of those who are seen today, as a clinician."""
    rows = [row for row in practice.answer(day_board, TUESDAY).rows if row.facts.visit_id is not None]
    for number, row in enumerate(rows):
        for what, command in _of_visit(row.facts.patient_id, row.facts.visit_id, number):
            _run(practice, sower, what, command)


def _of_visit(patient_id: Id, visit_id: Id, number: int) -> list[tuple[Any, Any]]:
    of: dict[str, Any] = {"patient_id": patient_id, "visit_id": visit_id}
    lines = ("line",)
    home = WriteInstructions(visit_id=visit_id, found=lines, to_do=lines, call_911=lines, call_us=lines)
    contact = ContactEntry(role=ContactRole.EMERGENCY, name="Ann Example")
    signature = SignatureEntry(kind=next(iter(SignatureKind)), signed_on=TUESDAY)
    return [
        (write_instructions, home),
        (add_allergy, AddAllergy(**of, substance=f"Substance {number}", kind=AllergyKind.FOOD)),
        (add_problem, AddProblem(**of, problem=f"Problem {number}")),
        (add_medication, AddMedication(**of, drug=f"Medicine {number}")),
        (save_history, SaveHistory(**of, kind=HistoryKind.FAMILY, text="Stroke", relative="Mother")),
        (save_contact, SaveContact(patient_id=patient_id, entry=contact)),
        (keep_signature, KeepSignature(patient_id=patient_id, entry=signature)),
    ]


def in_the_practice(practice: Practice, sower: Sower) -> None:
    """Rename what the practice has, and block a room, as its owner."""
    for what, command in _of_practice(practice):
        _run(practice, sower, what, command)


def _of_practice(practice: Practice) -> list[tuple[Any, Any]]:
    acts = practice_acts
    with Work(practice.actor, practice.around) as work:
        own = settings_view(settings_record(work))
        place = work.session.scalars(sa.select(Location.id)).first()
        rooms = work.session.scalars(sa.select(Room).order_by(Room.position.desc())).all()
        columns = work.session.scalars(sa.select(Provider).order_by(Provider.position)).all()
        kinds = work.session.scalars(sa.select(VisitType).order_by(VisitType.position)).all()
        found: list[tuple[Any, Any]] = [
            (acts.block_room, acts.BlockRoom(room_id=rooms[0].id, version=rooms[0].version, reason="x"))
        ]
        for one in rooms[1:4]:
            found.append((acts.save_room, acts.SaveRoom(
                room_id=one.id, version=one.version, location_id=place, name=one.name, position=one.position
            )))  # fmt: skip
        for column in columns[:3]:
            found.append((acts.save_provider, acts.SaveProvider(
                provider_id=column.id, version=column.version, account_id=column.account_id, kind=column.kind,
                name=column.name, short_name=column.short_name, position=column.position,
            )))  # fmt: skip
        for kind in kinds:
            found.append((acts.save_visit_type, acts.SaveVisitType(
                visit_type_id=kind.id, version=kind.version, name=kind.name, minutes=kind.minutes,
                colour=kind.colour, copay_kind=CopayKind(kind.copay_kind), position=kind.position,
                note_template=kind.note_template, vitals=tuple(kind.vitals),
            )))  # fmt: skip
        found.append((acts.change_settings, acts.ChangeSettings(
            settings_id=own.id, version=own.version, name=own.name, zone=own.zone, state=own.state,
            zip=own.zip, phone=own.phone, hours=own.hours,
        )))  # fmt: skip
    return found


def _run(practice: Practice, sower: Sower, what: Any, command: Any) -> None:
    try:
        run_sown(practice, sower, what, command)
    except DaybookError as error:
        sower.undone.append(f"{what.name}: {error!r}")
