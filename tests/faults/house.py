"""A prepared practice that every fault is tried on: made once by real acts, then copied for each trial.

Its owner is the physician too, so that one person may do all eight workflows. Everybody in it is made up; the
name that they share is found nowhere outside the encrypted file (`examiner.py` looks for it).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.billing.charges.actions import AdoptExampleFees, adopt_example_fees
from app.billing.payments.actions import TakePayment, take_payment
from app.billing.payments.views import PayMethod
from app.chart.notes.actions import SaveNote, save_note
from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import Clock, SetClock
from app.core.ids import Id
from app.exchange.actions import ImportBundle, import_bundle, new_import
from app.exchange.fhir.child import read_bundle
from app.exchange.fhir.read import Limits
from app.exchange.fhir.views import ImportedBundle
from app.frontdesk.actions import WalkIn, walk_in
from app.frontdesk.views import Answers, Identifier
from app.people.actions import RegisterPatient, register_patient
from app.people.insurance import CoverageEntry
from app.people.model import PayerKind, Sex
from app.people.views import Demographics
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice
from app.schedule.actions import BookAppointment, book_appointment
from app.store import slots
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from tests.exchange.bundles import bundle, concept, of_type, patient, write

LOGIN, PASSWORD = "ruth", "seven green kayaks"
OWNER = Owner(login=LOGIN, name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))
MARKER = "Zwyxquillfeather"
"""The family name of everybody in the house. Plain text of it outside the encrypted file is a loss."""
MORNING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # a Monday, 9:00 in New York
FILE_NAME = "house.daybook"
ANSWERS = Answers(identified_by=(Identifier.NAME, Identifier.BIRTH_DATE), self_pay=True, screened=True)


INBOX = "DAYBOOK_FAULT_INBOX"
"""Names the folder for files to import, so that what is left of one is not taken for the program's."""


def remember_derivations() -> None:
    """Let this process and its forks derive each key once: a pure function, and the dearest of a trial."""
    if not hasattr(slots.derive, "cache_info"):
        slots.derive = cache(slots.derive)


@dataclass(frozen=True)
class House:
    """The files of one copy: `folder` holds the practice, the PC's state folder, and its temporary files.

    `key_hex` is the key of the database, for looking past the program.
    """

    folder: Path
    prepared: int
    key_hex: str

    @property
    def file(self) -> Path:
        return self.folder / "practice" / FILE_NAME

    @property
    def paths(self) -> PracticePaths:
        return PracticePaths.of(self.file)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def temp(self) -> Path:
        """Where the program of this copy is told to put its temporary files; it has none."""
        return self.folder / "temp"

    def setting(self, clock: Clock | None = None) -> Setting:
        return Setting(clock or SetClock(MORNING + timedelta(hours=1)), ChangeBus(), "FRONT-DESK", self.state)

    def open(self, clock: Clock | None = None) -> Practice:
        return open_practice(self.file, LOGIN, PASSWORD, self.setting(clock))

    def copy(self, folder: Path) -> House:
        shutil.copytree(self.folder, folder)
        return House(folder, self.prepared, self.key_hex)


def make_house(folder: Path, prepared: int = 6) -> House:
    """Make the practice; each of the eight workflows can be done `prepared` times in it."""
    house = House(folder, prepared, "")
    for part in (house.file.parent, house.state, house.temp):
        part.mkdir(parents=True)
    clock = SetClock(MORNING - timedelta(days=30))
    setting = house.setting(clock)
    founding = FoundPractice(name="Riverside Family Practice", zone="America/New_York")
    practice = create_practice(
        house.file, founding, OWNER, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR
    )
    try:
        _furnish(practice, house, clock)
        return House(folder, prepared, practice.file.key.database_key_hex())
    finally:
        practice.close()


def _furnish(practice: Practice, house: House, clock: SetClock) -> None:
    practice.run(adopt_example_fees, AdoptExampleFees(valid_from=date(2025, 1, 1)))
    provider, kind = provider_and_kind(practice)
    people = [_register(practice, number) for number in range(3 * house.prepared + 1)]
    for number in range(house.prepared):  # money on days that nobody closed: one day for each day close
        clock.set(MORNING - timedelta(days=house.prepared - number))
        _pay(practice, people[0], _arrive(practice, people[0], provider, kind), 500 * (number + 1))
    clock.set(MORNING)
    for number in range(house.prepared):
        _book(practice, people[number + 1], provider, kind, number)
        for each in (1, 2):
            visit = _arrive(practice, people[number + 1 + each * house.prepared], provider, kind)
            if each == 1:
                practice.run(save_note, SaveNote(visit_id=visit, text="Blood pressure is better."))
        practice.run(import_bundle, bundle_of(f"known-{number}"))
        practice.run(import_bundle, bundle_of(f"again-{number}", like=f"known-{number}"))


def provider_and_kind(practice: Practice) -> tuple[Id, Id]:
    """Return the owner's column and the first kind of visit."""
    from app.practice.model import Provider, VisitType  # kept near its only use

    first = rows(practice, Provider)[-1].id
    return first, rows(practice, VisitType)[0].id


def rows(practice: Practice, kind: type[Any], **where: Any) -> list[Any]:
    """Return the records of a kind as they are, in the order in which they were made."""
    from sqlalchemy.orm import Session

    with Session(practice.around.database.reader) as session:
        return list(session.query(kind).filter_by(**where).order_by(kind.id))


def _register(practice: Practice, number: int) -> Id:
    who = Demographics(
        last_name=MARKER,
        first_name=_first_name(number),
        birth_date=date(1950, 1, 1) + timedelta(days=397 * number),
        sex=Sex.FEMALE,
        mobile=f"202-555-01{number:02d}",
    )
    cover = CoverageEntry(kind=PayerKind.COMMERCIAL, payer="Blue Cross", plan="PPO", copay_cents=2500)
    command = RegisterPatient(demographics=who, coverages=(cover,), acknowledged_reason="Made up")
    return Id(str(practice.run(register_patient, command).patient_id))


def _first_name(number: int) -> str:
    """Return names that no rule takes for each other."""
    parts = ("Ada", "Boris", "Chen", "Dmitri", "Esther", "Fumiko", "Gael", "Hugo", "Ines", "Jamal")
    return f"{parts[number % 10]}{parts[number // 10 % 10].lower()}"


def _book(practice: Practice, patient_id: Id, provider: Id, kind: Id, number: int) -> None:
    command = BookAppointment(
        patient_id=patient_id,
        provider_id=provider,
        visit_type_id=kind,
        day=date(2026, 3, 2),
        wall_start=f"{9 + number // 6:02d}:{number % 6 * 10:02d}",
        minutes=10,
        acknowledged_reason="Fits in between",
    )
    practice.run(book_appointment, command)


def _arrive(practice: Practice, patient_id: Id, provider: Id, kind: Id) -> Id:
    command = WalkIn(
        patient_id=patient_id, provider_id=provider, visit_type_id=kind, reason="Cough", answers=ANSWERS
    )
    return Id(str(practice.run(walk_in, command).visit.visit_id))


def _pay(practice: Practice, patient_id: Id, visit_id: Id, cents: int) -> None:
    command = TakePayment(patient_id=patient_id, visit_id=visit_id, amount_cents=cents, method=PayMethod.CASH)
    practice.run(take_payment, command)


def bundle_of(name: str, *, like: str = "") -> ImportBundle:
    """Return the command that imports a made-up person; `like` names one whom this one seems to be."""
    number = sum((like or name).encode())
    born = (date(1930, 1, 1) + timedelta(days=911 * (number % 90))).isoformat()
    who = patient(
        id=name,
        identifier=[{"system": f"urn:oid:1.2.{'4' if like else '3'}", "value": name}],
        name=[{"use": "official", "family": MARKER, "given": [(like or name).title().replace("-", "")]}],
        birthDate=born,
        telecom=[{"system": "phone", "value": "202-555-0177"}],
    )
    problem = of_type(
        "Condition", f"c-{name}", code=concept("38341003", "Hypertension", "http://snomed.info/sct")
    )
    with tempfile.TemporaryDirectory(dir=os.environ.get(INBOX)) as folder:
        file = write(Path(folder), f"{name}.json", _first_is(who, bundle(problem)))
        read = read_bundle(file, file.name, Limits())
        assert isinstance(read, ImportedBundle), read
        return new_import(file, read)


def _first_is(who: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    whole["entry"][0]["resource"] = who
    return whole
