"""What somebody leaves undone is counted for the owner, without a patient's name."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from app.chart.notes.model import Note, NoteState
from app.core.acts import Role
from app.core.errors import NotPermitted
from app.core.ids import Id, new_id
from app.frontdesk.leaving import LeftBehind, left_behind
from app.orders.model import Authority, ClinicalOrder, OrderKind, OrderState
from app.practice.model import Provider
from app.security.model import Account
from app.security.policy import RolePolicy
from tests.visits.day import Day


def okafor(day: Day) -> Id:
    """Give the column of Dr. Okafor to a person who signs in."""
    person = Account(
        login="ada",
        name="Ada Okafor, MD",
        short_name="Dr. Okafor",
        role_names=["physician"],
        made_at=day.clock.now(),
    )
    day.write(person)

    def take(work: Any) -> None:
        work.get(Provider, day.okafor.id).account_id = person.id

    day.within(take)
    return person.id


def note(day: Day, **more: Any) -> Note:
    now = day.clock.now()
    return Note(
        patient_id=day.lee.id, day=now.date(), started_at=now, **{"state": NoteState.UNSIGNED, **more}
    )


def order(day: Day, **more: Any) -> ClinicalOrder:
    now = day.clock.now()
    given = {"kind": OrderKind.TEST, "state": OrderState.PENDED, "authority": Authority.PENDED, **more}
    return ClinicalOrder(patient_id=day.lee.id, state_since=now, recorded_at=now, text="Strep test", **given)


def test_notes_orders_results_visits_and_appointments_are_counted(day: Day) -> None:
    person = okafor(day)
    day.arrived("10:00")
    day.book("11:00")
    day.book("11:30", patient_id=day.ito.id, provider_id=day.lind.id)
    other = new_id()
    day.write(
        note(day, author_id=person),
        note(day, author_id=other, cosigner_id=person, state=NoteState.TO_COSIGN),
        note(day, author_id=other),
        note(day, author_id=person, state=NoteState.SIGNED),
        order(day, clinician_id=person),
        order(day, clinician_id=other),
        order(day, clinician_id=person, state=OrderState.COMPLETED),
    )
    found = day.answer(left_behind, person)
    counts = (found.notes, found.orders, found.results, found.visits, found.appointments)
    assert counts == (2, 1, 1, 1, 2) and found.anything
    assert [one.short_name for one in found.columns] == ["Dr. Okafor"]


def test_yesterdays_appointments_and_other_peoples_work_do_not_count(day: Day) -> None:
    person = okafor(day)
    day.book("10:00")
    day.clock.set(day.clock.now() + timedelta(days=1))
    assert day.answer(left_behind, person).appointments == 0
    nobody = day.answer(left_behind, new_id())
    assert not nobody.anything and nobody.columns == ()


def test_only_who_manages_staff_asks(day: Day) -> None:
    day.around.policy = RolePolicy()
    for role in (Role.PHYSICIAN, Role.MEDICAL_ASSISTANT, Role.AUDITOR):
        day.actor = day.person(role)
        with pytest.raises(NotPermitted):
            day.answer(left_behind, new_id())


def test_the_answer_has_numbers_and_columns_and_nothing_of_patients() -> None:
    kinds = {one.name: one.type for one in fields(LeftBehind)}
    assert {name for name, kind in kinds.items() if kind is not int} == {"columns"}
