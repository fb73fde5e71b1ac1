"""A practice whose record has something to tell: four people, two patients, looks, changes, papers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.chart.allergies.actions import AddAllergy, add_allergy
from app.core.acts import Actor, Query, Role
from app.core.errors import NotPermitted
from app.core.ids import Id, new_id
from app.documents.actions import RecordPrint, record_print
from app.documents.papers import PaperKind
from app.people.actions import RegisterPatient, register_patient
from app.people.model import Sex
from app.people.views import Demographics
from app.practice.creation import NewPractice, make_practice_defaults
from app.reports.record.queries import find_record, record_lines
from app.reports.record.views import RecordAsked, RecordLine, SortBy
from app.security.actions import AddAccount, add_account
from app.security.policy import RolePolicy
from app.store import audit
from app.store.audit import AuditRow
from app.store.work import Reading
from tests.support.bare import BarePractice

STAFF = {
    "ruth": ("Ruth Day", Role.OWNER),
    "ada": ("Ada Okafor, MD", Role.PHYSICIAN),
    "lena": ("Lena Frost", Role.FRONT_DESK),
    "otto": ("Otto Audit", Role.AUDITOR),
}


@dataclass
class RecordHouse:
    """The practice, its people by their sign-in, and two patients."""

    practice: BarePractice
    people: dict[str, Actor]
    elena: Id
    tomas: Id

    @classmethod
    def make(cls, folder: Path) -> RecordHouse:
        practice = BarePractice(folder)
        practice.within(
            lambda work: make_practice_defaults(work, NewPractice("Riverside", "America/New_York"))
        )
        people = {login: _person(practice, login, *told) for login, told in STAFF.items()}
        elena = _patient(practice, people["lena"], "Alvarez", "Elena")
        tomas = _patient(practice, people["lena"], "Zeman", "Tomas")
        return cls(practice, people, elena, tomas)

    def sign_in(self, login: str) -> None:
        """Let this person ask and act from now on, by the shipped roles."""
        self.practice.actor = self.people[login]
        self.practice.around.policy = RolePolicy()

    def look(self, login: str, act: str, patient_id: Id, **details: Any) -> None:
        """Write a look at a chart, as the query wrapper does."""
        entry = audit.Entry(
            event="view",
            act=act,
            act_id=new_id(),
            at=self.practice.clock.now(),
            actor=self.people[login],
            patient_id=patient_id,
            details=details,
        )
        self.append(entry)

    def append(self, *entries: audit.Entry) -> None:
        database = self.practice.around.database
        with database.writing, database.writer.begin() as connection:
            audit.append(connection, entries)

    def event(self, event: str, login: str, **details: Any) -> None:
        """Write an event that is no act."""
        entry = audit.Entry(
            event=event,
            act="",
            act_id=new_id(),
            at=self.practice.clock.now(),
            actor=self.people[login],
            details=details,
        )
        self.append(entry)

    def allergy(self, login: str = "ada", text: str = "penicillin") -> None:
        self.practice.run(
            add_allergy, AddAllergy(patient_id=self.elena, substance=text), actor=self.people[login]
        )

    def print_face_sheet(self, login: str = "lena") -> None:
        command = RecordPrint(kind=PaperKind.FACE_SHEET, language="en", pages=1, patient_id=self.elena)
        self.practice.run(record_print, command, actor=self.people[login])

    def later(self, **span: int) -> None:
        self.practice.clock.advance(timedelta(**span))

    def refuse(self, login: str, act: str) -> None:
        """Let an act be refused, which is recorded."""

        def refused(_work: Any) -> None:
            raise NotPermitted(act)

        try:
            with self.practice.work(self.people[login]) as work:
                refused(work)
        except NotPermitted:
            pass

    # -- asking ---------------------------------------------------------------------------------------------

    def lines(
        self, by: SortBy = SortBy.TIME, descending: bool = True, **asked: Any
    ) -> tuple[RecordLine, ...]:
        found = self.practice.answer(find_record, RecordAsked(**asked), by, descending)
        lines: tuple[RecordLine, ...] = self.practice.answer(record_lines, found.numbers)
        assert len(lines) == found.total
        return lines

    def seen(self, asked: Query[Any, Any, Any], *args: Any) -> list[audit.Entry]:
        """Ask, and return what would be recorded of the asking."""
        with Session(self.practice.around.database.reader) as session:
            reading = Reading(session, self.practice.actor, self.practice.around)
            asked(reading, *args)
        return list(reading.seen)

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(row.entry) for row in self.practice.all(AuditRow)]


def _person(practice: BarePractice, login: str, name: str, role: Role) -> Actor:
    actor = replace(practice.person(role, name=name), workstation=f"{login} PC")
    command = AddAccount(person_id=actor.person_id, login=login, name=name, short_name=name, roles=(role,))
    practice.run(add_account, command)
    return actor


def _patient(practice: BarePractice, actor: Actor, last: str, first: str) -> Id:
    told = Demographics(last_name=last, first_name=first, birth_date=date(1958, 8, 12), sex=Sex.FEMALE)
    made = practice.run(register_patient, RegisterPatient(demographics=told), actor=actor)
    patient_id: Id = made.patient_id
    return patient_id
