"""Which type of visit is taken where nobody chose one."""

from datetime import date, timedelta

import pytest

from app.practice.policy import shipped_policy
from app.schedule.asking import Named
from app.schedule.kinds import Coming, usual_type, usual_visit_type
from tests.schedule.clinic import Clinic

NAMES = ("Follow-up", "New patient", "Physical", "Sick visit", "Shot visit")
TYPES = [Named(name, name) for name in NAMES]  # type: ignore[arg-type]


def usual(**coming: object) -> object:
    return usual_type(shipped_policy("schedule")["usual_types"], TYPES, Coming(**coming))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("cough and fever", "Sick visit"),
        ("", "Sick visit"),
        ("Flu vaccination", "Shot visit"),
        ("needs a SHOT", "Shot visit"),
        ("shortness of breath", "Sick visit"),
        ("school physical", "Physical"),
    ],
)
def test_a_walk_in_is_a_sick_visit_unless_the_reason_names_another(reason: str, name: str) -> None:
    assert usual(reason=reason, walk_in=True) == name


def test_a_new_patient_gets_the_visit_of_a_new_patient() -> None:
    assert usual(is_new=True) == "New patient"
    assert usual(is_new=True, reason="cough", walk_in=True) == "Sick visit"
    assert usual() == "Follow-up"


def test_a_practice_without_such_a_type_takes_its_first() -> None:
    assert (
        usual_type(shipped_policy("schedule")["usual_types"], TYPES[:1], Coming(walk_in=True)) == "Follow-up"
    )
    assert usual_type(shipped_policy("schedule")["usual_types"], [], Coming()) is None


def test_somebody_registered_a_moment_ago_is_new(clinic: Clinic) -> None:
    fresh = clinic.patient("Silva", "Marina", date(1999, 1, 2))
    known = clinic.patient(
        "Green", "Thomas", date(1944, 1, 2), registered_at=clinic.clock.now() - timedelta(days=400)
    )
    assert clinic.answer(usual_visit_type, fresh.id) == clinic.new_patient.id
    assert clinic.answer(usual_visit_type, known.id) == clinic.follow_up.id
