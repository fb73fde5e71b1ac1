"""Every place that shows the allergies of a patient, as each role, whatever stands in a sensitive chart."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.chart.allergies.actions import (
    AddAllergy,
    StateNoKnownAllergies,
    add_allergy,
    state_no_known_allergies,
)
from app.chart.allergies.queries import banner_allergies
from app.chart.allergies.views import Withheld
from app.core.acts import Actor, Role
from app.core.errors import NotPermitted, SensitiveChart
from app.core.ids import Id, new_id
from app.documents.queries import after_visit_summary, face_sheet
from app.documents.views import ListStatus
from app.frontdesk.identity import patient_identity
from app.frontdesk.queries import day_board, visit_panel
from app.people.model import Patient
from app.people.sensitive import MarkSensitive, mark_sensitive
from app.practice.creation import NewPractice, make_practice_defaults
from app.practice.model import Location, VisitType
from app.schedule.model import Appointment, AppointmentState
from app.security.policy import RolePolicy
from app.visits.model import Visit
from tests.chart.people import Clinic, clinic

HOLDS = ("never asked", "none known", "penicillin")
PLACES = ("banner", "banner of money", "panel of the board", "board", "face sheet", "visit summary")


@pytest.fixture
def lee(tmp_path: Path) -> Iterator[Clinic]:
    made = clinic(tmp_path)
    made.practice.around.policy = RolePolicy()
    settings = NewPractice("Riverside", "America/New_York")
    made.practice.within(lambda work: make_practice_defaults(work, settings))
    booked(made)
    yield made
    made.practice.close()


def booked(lee: Clinic) -> None:
    """Put the visit on the board."""
    practice, (kind, *_kinds) = lee.practice, lee.all(VisitType)
    appointment = Appointment(
        id=new_id(),
        patient_id=lee.patient_id,
        provider_id=lee.provider_id,
        visit_type_id=kind.id,
        location_id=lee.all(Location)[0].id,
        day=date(2026, 3, 2),
        wall_start="09:00",
        zone="America/New_York",
        minutes=30,
        starts_at=practice.clock.now(),
        state=AppointmentState.BOOKED,
        visit_begun=True,
        booked_at=practice.clock.now(),
        booked_by=lee.doctor.person_id,
    )
    practice.write(appointment)
    practice.within(lambda work: setattr(work.get(Visit, lee.visit_id), "appointment_id", appointment.id))


def filled(lee: Clinic, holds: str) -> None:
    """Put that into the chart, and mark it as sensitive for its doctor alone."""
    if holds == "none known":
        lee.run(state_no_known_allergies, StateNoKnownAllergies(patient_id=lee.patient_id), lee.doctor)
    if holds == "penicillin":
        lee.run(add_allergy, AddAllergy(patient_id=lee.patient_id, substance="Penicillin"), lee.doctor)
    (patient,) = lee.all(Patient)
    command = MarkSensitive(patient_id=lee.patient_id, version=patient.version, reason="Works here")
    lee.run(mark_sensitive, command, lee.doctor)


def shown(lee: Clinic, who: Actor, place: str) -> Any:
    """What a person is shown of the allergies there; "refused" where the place does not open to them."""
    asked = {
        "banner": lambda: lee.ask_as(who, banner_allergies, (lee.patient_id,)).get(lee.patient_id),
        "banner of money": lambda: lee.ask_as(who, patient_identity, lee.patient_id).allergies,
        "panel of the board": lambda: lee.ask_as(who, visit_panel, lee.visit_id).allergies,
        "board": lambda: [row.chips for row in lee.ask_as(who, day_board, date(2026, 3, 2)).rows],
        "face sheet": lambda: _of_paper(lee.ask_as(who, face_sheet, lee.patient_id).view),
        "visit summary": lambda: _of_paper(lee.ask_as(who, after_visit_summary, lee.visit_id).view),
    }[place]
    try:
        return asked()
    except SensitiveChart:
        return "closed"
    except NotPermitted:
        return "refused"


def _of_paper(view: Any) -> tuple[Any, ...]:
    return view.allergies_status, tuple(one.substance for one in view.allergies)


@pytest.mark.parametrize("role", Role)
def test_a_closed_chart_says_the_same_whatever_stands_in_it(lee: Clinic, role: Role) -> None:
    who = lee.practice.person(role, name="Sam Poe")
    found: dict[str, list[Any]] = {place: [] for place in PLACES}
    for holds in HOLDS:
        (before,) = lee.all(Patient)
        if before.sensitive:
            _unmark(lee, before.id, before.version)
        filled(lee, holds)
        for place in PLACES:
            found[place].append(shown(lee, who, place))
    for place, (never, none, listed) in found.items():
        assert never == none == listed, (place, never, none, listed)
        if place.startswith(("banner", "panel")):
            assert never in (Withheld.NOT_SHOWN, "refused"), place
        if place == "face sheet":
            assert never in ((ListStatus.NOT_SHOWN, ()), "refused")


def _unmark(lee: Clinic, patient_id: Id, version: int) -> None:
    command = MarkSensitive(patient_id=patient_id, version=version, sensitive=False, reason="Left")
    lee.run(mark_sensitive, command, lee.doctor)


def test_its_care_team_is_told_what_is_known(lee: Clinic) -> None:
    filled(lee, "none known")
    assert shown(lee, lee.doctor, "banner") == () == shown(lee, lee.doctor, "panel of the board")
    assert shown(lee, lee.doctor, "face sheet") == (ListStatus.NONE_KNOWN, ())


def test_other_charts_are_told_as_before(lee: Clinic) -> None:
    clerk = lee.practice.person(Role.FRONT_DESK, name="Sam Poe")
    assert shown(lee, clerk, "banner") is None and shown(lee, clerk, "panel of the board") is None
    lee.run(add_allergy, AddAllergy(patient_id=lee.patient_id, substance="Penicillin"), lee.doctor)
    assert shown(lee, clerk, "banner of money") == ("Penicillin",)
