"""A practice on disk: a closed chart's refusal is in the record, and another sign-in ends an emergency."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.chart.allergies.queries import allergies
from app.core.acts import Role
from app.core.errors import SensitiveChart
from app.core.ids import Id
from app.people.actions import RegisterPatient, register_patient
from app.people.break_glass.actions import BreakGlass, break_glass
from app.people.break_glass.model import BreakGlass as Use
from app.people.break_glass.model import EmergencyEnd
from app.people.sensitive import MarkSensitive, mark_sensitive
from app.people.views import Demographics
from app.practice_file import Practice, open_practice
from app.store.audit import AuditRow
from tests.test_staff_changes import MARIA, RUTH, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.practice.close()


def sensitive_patient(practice: Practice) -> Id:
    form = Demographics(last_name="Nowak", first_name="Piotr", birth_date=date(1980, 5, 4))
    made = practice.run(register_patient, RegisterPatient(demographics=form, acknowledged_reason="All of it"))
    mark = MarkSensitive(
        patient_id=made.patient_id, version=1, reason="Works here", care_team=(practice.actor.person_id,)
    )
    practice.run(mark_sensitive, mark)
    return Id(str(made.patient_id))


def last_rows(practice: Practice, count: int) -> list[dict[str, Any]]:
    with Session(practice.around.database.reader) as session:
        rows = session.scalars(sa.select(AuditRow.entry).order_by(AuditRow.sequence.desc()).limit(count))
        return [json.loads(row) for row in rows]


def test_a_look_at_a_closed_chart_is_refused_and_in_the_record(desk: Desk) -> None:
    patient_id = sensitive_patient(desk.practice)
    desk.leave()
    maria = desk.practice = open_practice(desk.file, "maria", MARIA, desk.setting)
    with pytest.raises(SensitiveChart):
        maria.answer(allergies, patient_id)
    (told,) = last_rows(maria, 1)
    assert (told["event"], told["act"]) == ("refused", "chart.allergies.allergies")
    assert told["patient"] == str(patient_id)


def test_another_sign_in_ends_an_emergency(desk: Desk) -> None:
    patient_id = sensitive_patient(desk.practice)
    desk.leave()
    maria = desk.practice = open_practice(desk.file, "maria", MARIA, desk.setting)
    maria.run(break_glass, BreakGlass(patient_id=patient_id, reason="Collapsed at the desk"))
    maria.answer(allergies, patient_id)
    desk.leave()
    ruth = desk.practice = open_practice(desk.file, "ruth", RUTH, desk.setting)
    with Session(ruth.around.database.reader) as session:
        assert session.scalars(sa.select(Use)).one().ended is None
    desk.leave()
    maria = desk.practice = open_practice(desk.file, "maria", MARIA, desk.setting)
    with pytest.raises(SensitiveChart):
        maria.answer(allergies, patient_id)
    with Session(maria.around.database.reader) as session:
        assert session.scalars(sa.select(Use)).one().ended is EmergencyEnd.ANOTHER_SIGN_IN
    assert Role.MEDICAL_ASSISTANT in maria.actor.roles
