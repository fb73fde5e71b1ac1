"""A practice with one patient, her visit, and those who work on it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.core.acts import Actor, Role
from app.core.ids import Id, new_id
from app.people.model import Patient, Sex
from app.practice.model import Location, Provider, ProviderKind, Room, RoomState
from app.store.work import Work
from app.visits.model import Visit, VisitState
from tests.support.bare import MONDAY, BarePractice

ADULT_BORN = date(1958, 8, 12)


def patient(**known: Any) -> Patient:
    """A made-up patient; anything may be told otherwise."""
    columns: dict[str, Any] = {
        "id": new_id(),
        "mrn": f"M{new_id()}",
        "last_name": "Lee",
        "first_name": "Susan",
        "birth_date": ADULT_BORN,
        "sex": Sex.FEMALE,
        "registered_at": MONDAY,
    }
    return Patient(**{**columns, **known})


def visit(of: Id, **known: Any) -> Visit:
    """A visit of today that is being roomed."""
    columns: dict[str, Any] = {
        "id": new_id(),
        "patient_id": of,
        "day": date(2026, 3, 2),
        "starts_at": MONDAY,
        "state": VisitState.ROOMING,
        "state_since": MONDAY,
    }
    return Visit(**{**columns, **known})


@dataclass
class Clinic:
    """The practice and the ids that tests begin with."""

    practice: BarePractice
    doctor: Actor
    colleague: Actor
    assistant: Actor
    provider_id: Id
    room_id: Id
    patient_id: Id
    visit_id: Id

    def run(self, act: Any, command: Any, actor: Actor | None = None) -> Any:
        return self.practice.run(act, command, actor=actor or self.assistant)

    def ask(self, asked: Any, *args: Any, **kwargs: Any) -> Any:
        return self.practice.answer(asked, *args, **kwargs)

    def ask_as(self, actor: Actor, asked: Any, *args: Any) -> Any:
        before, self.practice.actor = self.practice.actor, actor
        try:
            return self.practice.answer(asked, *args)
        finally:
            self.practice.actor = before

    def all(self, kind: type[Any]) -> list[Any]:
        return self.practice.all(kind)

    def new_patient(self, **known: Any) -> tuple[Id, Id]:
        """Return the ids of another patient and of a visit."""
        someone = patient(**known)
        todays = visit(someone.id, provider_id=self.provider_id, room_id=self.room_id)
        self.practice.within(lambda work: _add(work, someone, todays))
        return someone.id, todays.id

    def another_visit(self, **known: Any) -> Id:
        made = visit(self.patient_id, provider_id=self.provider_id, **known)
        self.practice.write(made)
        return made.id


def _add(work: Work, *records: Any) -> None:
    for record in records:
        work.add(record)
        work.session.flush()


def clinic(folder: Path) -> Clinic:
    """Open a practice with Mrs. Lee in room 5, Dr. Okafor, a colleague, and Maria, a medical assistant."""
    practice = BarePractice(folder)
    doctor = practice.person(Role.PHYSICIAN, name="Dr. Okafor")
    place = Location(id=new_id(), name="Main")
    room = Room(id=new_id(), location_id=place.id, name="5", state=RoomState.OCCUPIED, state_since=MONDAY)
    provider = Provider(
        id=new_id(), account_id=None, kind=ProviderKind.PHYSICIAN, name="Ada Okafor", short_name="Dr. Okafor"
    )
    someone = patient()
    todays = visit(someone.id, provider_id=provider.id, room_id=room.id)
    account = _account(doctor, "okafor")
    provider.account_id = doctor.person_id
    practice.within(lambda work: _add(work, account, place, room, provider, someone, todays))
    return Clinic(
        practice=practice,
        doctor=doctor,
        colleague=practice.person(Role.NP_PA, name="J. Park, NP"),
        assistant=practice.person(Role.MEDICAL_ASSISTANT, name="Maria R., CMA"),
        provider_id=provider.id,
        room_id=room.id,
        patient_id=someone.id,
        visit_id=todays.id,
    )


def _account(actor: Actor, login: str) -> Any:
    from app.security.model import Account

    return Account(
        id=actor.person_id,
        login=login,
        name=actor.name,
        short_name=actor.name,
        role_names=[role.value for role in sorted(actor.roles)],
        made_at=MONDAY,
    )
