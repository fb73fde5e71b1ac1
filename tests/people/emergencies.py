"""A practice with one sensitive chart, and people of each role who try to open it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.acts import Actor, Command, Query, Role
from app.core.errors import SensitiveChart
from app.core.ids import Id, new_id
from app.people.actions import RegisterPatient, register_patient
from app.people.break_glass.actions import BreakGlass, break_glass
from app.people.model import Patient
from app.people.sensitive import MarkSensitive, mark_sensitive
from app.people.views import Demographics, EmergencyView
from app.security.model import Account
from app.security.policy import RolePolicy
from app.store.work import Reading, Work
from tests.support.bare import BarePractice

WHY = "Collapsed at the front desk"


class SensitiveHouse:
    """Ada Okafor's patient, whose chart nobody but she opens; `ordinary` is one that everybody opens."""

    def __init__(self, folder: Path) -> None:
        self.practice = BarePractice(folder)
        self.practice.around.policy = RolePolicy()
        self.owner = self.person(Role.OWNER, name="Ruth Day")
        self.ada = self.person(Role.PHYSICIAN, name="Ada Okafor")
        self.maria = self.person(Role.MEDICAL_ASSISTANT, name="Maria R.")
        self.ordinary = self._patient("Lee", "Susan")
        self.patient_id = self._patient("Nowak", "Piotr")
        self.mark()

    def person(self, *roles: Role, name: str = "Sam Poe") -> Actor:
        """Return somebody with these roles and an account."""
        actor = self.practice.person(*roles, name=name)
        self.practice.write(
            Account(
                id=actor.person_id,
                login=f"p{actor.person_id.hex}",
                name=name,
                short_name=name,
                role_names=[str(role) for role in roles],
                made_at=self.practice.clock.now(),
            )
        )
        return actor

    def _patient(self, last: str, first: str) -> Id:
        form = Demographics(last_name=last, first_name=first, birth_date=date(1980, 5, 4))
        made = self.practice.run(
            register_patient,
            RegisterPatient(demographics=form, acknowledged_reason="Knows no more"),
            actor=self.person(Role.FRONT_DESK),
        )
        return Id(str(made.patient_id))

    def mark(self, **changed: Any) -> None:
        wanted: dict[str, Any] = {
            "patient_id": self.patient_id,
            "version": self.version,
            "reason": "Works here",
            **changed,
        }
        self.practice.run(mark_sensitive, MarkSensitive(**wanted), actor=self.ada)

    @property
    def version(self) -> int:
        (found,) = (one for one in self.practice.all(Patient) if one.id == self.patient_id)
        return int(found.version)

    def break_glass(self, who: Actor) -> EmergencyView:
        command = BreakGlass(patient_id=self.patient_id, reason=WHY)
        made: EmergencyView = self.practice.run(break_glass, command, actor=who)
        return made

    def later(self, **time: int) -> None:
        self.practice.clock.set(self.practice.clock.now() + timedelta(**time))

    def ask(self, who: Actor, asked: Query[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
        with Session(self.practice.around.database.reader) as session:
            return asked(Reading(session, who, self.practice.around), *args, **kwargs)

    def opens(self, who: Actor, chart: Id | None = None) -> bool:
        """Whether somebody may open a chart (the sensitive one)."""
        with Session(self.practice.around.database.reader) as session:
            return Reading(session, who, self.practice.around).may_open(chart or self.patient_id)


def again(who: Actor) -> Actor:
    """The same person at another sign-in."""
    return replace(who, session_id=new_id())


def refused(try_it: Callable[[], Any]) -> bool:
    """Whether the chart stayed closed."""
    try:
        try_it()
    except SensitiveChart:
        return True
    return False


def body_of_an_act(patient_id: Id) -> Callable[[Work, Command], None]:
    """An act that works on a patient's chart."""
    return lambda work, command: work.about(patient_id)


def body_of_a_query(patient_id: Id) -> Callable[[Reading], None]:
    """A question that shows a patient's chart."""
    return lambda reading: reading.saw(patient_id)
