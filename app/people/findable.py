"""What makes a patient findable: the words of the search index, and how the name sounds.

Whoever writes patients past `register_patient` (an import, the demo, the bench) calls one of the two
functions here, with `name_key` filled in on each row.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.ids import Id
from app.people.model import Patient, PatientSound
from app.people.names import familiar_forms, joined, name_key, parts, plain, sounds, surnames
from app.store import search
from app.store.work import Work

PATIENTS = "patient"  # the kind in the search index
YEAR, DAY = "0y", "0d"  # before two digits of a year and before a whole day: words that no person types
_PHONES = ("mobile", "home_phone", "work_phone", "confidential_phone")


def make_findable(work: Work, patient: Patient) -> None:
    """Bring order, index and sounds of one patient up to date with the record."""
    row = {name: getattr(patient, name) for name in patient.__table__.columns.keys()}  # noqa: SIM118
    patient.name_key = name_key(patient.last_name, patient.first_name)
    search.index(work, PATIENTS, patient.id, words_of(row))
    there = {
        one.sound: one
        for one in work.session.scalars(sa.select(PatientSound).where(PatientSound.patient_id == patient.id))
    }
    wanted = sounds_of(row)
    for sound in sorted(wanted - set(there)):
        work.add(PatientSound(patient_id=patient.id, sound=sound))
    for sound in sorted(set(there) - wanted):
        work.session.delete(there[sound])


def with_name_keys(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of new patients for `work.load(Patient, …)` with what lists are ordered by."""
    return [{**row, "name_key": name_key(row["last_name"], row["first_name"])} for row in rows]


def make_many_findable(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make patients findable that were just loaded in bulk: the same rows, each with its id."""
    search.index_many(work, PATIENTS, [(row["id"], words_of(row)) for row in rows])
    heard = [{"patient_id": row["id"], "sound": sound} for row in rows for sound in sorted(sounds_of(row))]
    work.load(PatientSound, heard)


def sounds_of(row: Mapping[str, Any]) -> frozenset[str]:
    """Return the sounds of a patient's present and former surnames with each given name."""
    last = frozenset(name for text in _surnames_of(row) for name in surnames(text))
    given = [row["first_name"], row.get("preferred_name") or ""]
    return frozenset(sound for first in given if first for sound in sounds(last, first))


def _surnames_of(row: Mapping[str, Any]) -> list[str]:
    return [row["last_name"], *(row.get("former_names") or ())]


def words_of(row: Mapping[str, Any]) -> str:
    """Return every word under which a patient can be found; a search asks for the beginning of words."""
    names = [*_surnames_of(row), row["first_name"], row.get("middle_name"), row.get("preferred_name")]
    words = {form for name in names if name for form in (plain(name), *parts(name), joined(name))}
    words |= familiar_forms(row["first_name"])
    words |= {row["mrn"], row["mrn"].lstrip("0")}
    words |= {word for name in _PHONES for word in phone_words(row.get(name) or "")}
    return " ".join(sorted({*words, *day_words(row.get("birth_date"))} - {""}))


def phone_words(phone: str) -> list[str]:
    """Return a kept telephone number from its last four digits to all of them."""
    digits = phone.partition(";")[0].removeprefix("+1").lstrip("+")
    return [digits[-count:] for count in range(4, len(digits) + 1)] if digits.isdigit() else []


def day_words(day: date | None) -> list[str]:
    """Return a birth date as it is typed without separators, and as a search asks for it."""
    if day is None:
        return []
    typed = [f"{day:%m%d%Y}", f"{day:%m%d%y}", f"{day:%Y}"]
    return [*typed, f"{DAY}{day:%Y%m%d}", f"{YEAR}{day:%y}"]


def forget_sounds(work: Work, patient_id: Id) -> None:
    """Let a patient who was entered in error no longer be proposed as a duplicate."""
    for one in work.session.scalars(sa.select(PatientSound).where(PatientSound.patient_id == patient_id)):
        work.session.delete(one)
