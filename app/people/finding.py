"""Finding a patient by whatever was typed, and finding who may be there already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.dates import parse_day
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.people.findable import DAY, PATIENTS, YEAR
from app.people.likeness import Likeness, Person, likeness
from app.people.model import Patient, PatientSound
from app.people.names import list_name, parts, plain, sounds, surnames
from app.people.queries import (
    VISIT,
    age_of,
    call_phone,
    flags_of,
    is_live,
    last_seen,
    look_alikes,
    mail_address,
)
from app.people.views import DuplicateQuestion, DuplicateView, PatientLine
from app.practice.fields import phone
from app.store import search
from app.store.base import DayColumn
from app.store.work import Reading

LONGEST = 100  # characters of a search that are looked at
CANDIDATES = 120  # patients that are ranked when the words fit more
HEARD = 400  # patients of the same sound that are compared
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_YEAR = r"(?:\d{4}|\d{2})"
_DATE = re.compile(
    r"(?<![\w-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"  # 1958-08-12
    rf"|\d{{1,2}}([-/. ])\d{{1,2}}\1{_YEAR}"  # 8/12/1958, 8 12 58
    rf"|(?:{_MONTH})[a-z]*\.? \d{{1,2}},? {_YEAR}|\d{{1,2}} (?:{_MONTH})[a-z]*\.? {_YEAR})(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_PHONE = re.compile(r"(?<!\w)(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])?\d{3}[ .-]\d{4}(?!\w)", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """A search as understood: words for the index, and those of them that may begin a surname."""

    words: tuple[str, ...]
    letters: tuple[str, ...]
    mrn: str


def understood(text: str, today: date) -> Asked:
    """Return what a person typed into the search as words of the index.

    A date in any usual form becomes one word, a telephone number its digits, two digits alone a birth year.
    """
    text = text[:LONGEST].replace("\0", " ")
    days: list[str] = []

    def day_word(found: re.Match[str]) -> str:
        day = parse_day(found.group(), today)
        if day is None:
            return found.group()
        days.append(f"{DAY}{day:%Y%m%d}")
        return " "

    text = _DATE.sub(day_word, text)
    text = _PHONE.sub(lambda found: re.sub(r"\D", "", found.group())[-10:], text)
    typed = parts(text)
    words = [f"{YEAR}{word}" if _is_year(word) else word for word in typed]
    letters = tuple(word for word in typed if word.isalpha())
    alone = typed[0] if len(typed) == 1 and not days and typed[0].isascii() and typed[0].isdigit() else ""
    return Asked(tuple([*words, *days][:8]), letters, alone.zfill(6) if alone else "")


def _is_year(word: str) -> bool:
    return len(word) == 2 and word.isascii() and word.isdigit()


def _too_short(asked: Asked) -> bool:
    return not asked.words or (
        len(asked.words) == 1 and len(asked.words[0]) == 1 and asked.words[0].isascii()
    )


@query(Permission.SEE_PATIENTS)
def find_patients(reading: Reading, text: str, most: int = 20) -> tuple[PatientLine, ...]:
    """Return the patients that fit everything typed, the likeliest first.

    Name parts in any order, familiar, preferred and former names, birth date in any usual form or its year,
    four or more last digits of a telephone number, MRN with or without zeros. Whose surname was typed comes
    first, then who was here or is expected, the latest first. A search is recorded by `record_search`.
    """
    asked = understood(text, reading.today)
    if _too_short(asked):
        return patient_lines(reading, _by_mrn(reading, asked.mrn))
    ids = search.find(reading, PATIENTS, " ".join(asked.words), most=CANDIDATES)
    if len(ids) >= CANDIDATES:
        ids += _begun_surnames(reading, asked) + _expected(reading, asked)
    ids += _by_mrn(reading, asked.mrn)
    chosen = _ranked(reading, list(dict.fromkeys(ids)), asked)[:most]
    return patient_lines(reading, chosen)


def _by_mrn(reading: Reading, mrn: str) -> list[Id]:
    asked = sa.select(Patient.id, Patient.merged_into, Patient.entered_in_error).where(Patient.mrn == mrn)
    return [row.id for row in reading.session.execute(asked) if is_live(row)] if mrn else []


def _begins(column: Any, word: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= word, column < word + "\U0010ffff")


def _by_name(asked: Asked) -> sa.ColumnElement[bool] | None:
    """The surname begins with one word and the name holds words that begin with each of the others."""
    if not asked.letters or len(asked.letters) != len(asked.words):
        return None
    padded = " " + Patient.name_key
    ways = [
        sa.and_(
            _begins(Patient.name_key, first),
            *(padded.contains(f" {word}", autoescape=True) for word in asked.letters if word != first),
        )
        for first in asked.letters
    ]
    return sa.or_(*ways)


def _begun_surnames(reading: Reading, asked: Asked) -> list[Id]:
    fits = _by_name(asked)
    if fits is None:
        return []
    return list(
        reading.session.scalars(sa.select(Patient.id).where(fits).order_by(Patient.name_key).limit(60))
    )


def _expected(reading: Reading, asked: Asked) -> list[Id]:
    """Of the very many, those with a visit on these days: the person at the desk is one of them."""
    fits = _by_name(asked)
    if fits is None:
        return []
    near = VISIT.c.day.between(reading.today - timedelta(days=1), reading.today)
    visits = sa.select(VISIT.c.patient_id).where(near)
    return list(reading.session.scalars(sa.select(Patient.id).where(Patient.id.in_(visits), fits).limit(60)))


def _ranked(reading: Reading, ids: list[Id], asked: Asked) -> list[Id]:
    rows = reading.session.execute(
        sa.select(
            Patient.id,
            Patient.mrn,
            Patient.name_key,
            Patient.last_name,
            Patient.merged_into,
            Patient.entered_in_error,
        ).where(Patient.id.in_(ids))
    )
    here = _last_here(reading, ids)

    def rank(row: Any) -> tuple[Any, ...]:
        last = plain(row.last_name)
        surname = 0 if last in asked.letters else 1 if last.startswith(asked.letters or "\0") else 2
        seen = here.get(row.id)
        return (row.mrn != asked.mrn, surname, -seen.toordinal() if seen else 0, row.name_key, row.mrn)

    return [row.id for row in sorted(filter(is_live, rows), key=rank)]


def _last_here(reading: Reading, ids: Sequence[Id]) -> dict[Id, date]:
    latest = sa.func.max(VISIT.c.day, type_=DayColumn()).label("day")
    asked = sa.select(VISIT.c.patient_id, latest).where(
        VISIT.c.patient_id.in_(ids), VISIT.c.day <= reading.today
    )
    found = reading.session.execute(asked.group_by(VISIT.c.patient_id))
    return {row.patient_id: row.day for row in found}


_LINE = (
    Patient.id, Patient.mrn, Patient.last_name, Patient.first_name, Patient.middle_name, Patient.suffix,
    Patient.preferred_name, Patient.former_names, Patient.birth_date, Patient.sex, Patient.mobile,
    Patient.home_phone, Patient.work_phone, Patient.confidential_phone, Patient.confidential_address,
    Patient.street, Patient.city, Patient.state, Patient.zip, Patient.message_preference,
    Patient.access_needs, Patient.interpreter_needed, Patient.deceased, Patient.deceased_flag,
    Patient.merged_into, Patient.entered_in_error, Patient.sensitive,
)  # fmt: skip


def patient_lines(reading: Reading, ids: Sequence[Id]) -> tuple[PatientLine, ...]:
    """Return these patients as lines of a list, in this order, for every room that lists patients."""
    rows = {row.id: row for row in reading.session.execute(sa.select(*_LINE).where(Patient.id.in_(ids)))}
    same, seen = look_alikes(reading, ids), last_seen(reading, ids)
    return tuple(
        PatientLine(
            id=row.id,
            mrn=row.mrn,
            name=list_name(row.last_name, row.first_name, row.middle_name, row.suffix),
            preferred_name=row.preferred_name,
            birth_date=row.birth_date,
            age=age_of(row, reading.today),
            sex=row.sex,
            phone=call_phone(row),
            flags=flags_of(row, reading.today),
            last_seen=seen.get(row.id),
            looks_like=same.get(row.id, ""),
        )
        for row in (rows[one] for one in ids if one in rows)
    )


@query(Permission.SEE_PATIENTS)
def possible_duplicates(
    reading: Reading, asked: DuplicateQuestion, most: int = 5
) -> tuple[DuplicateView, ...]:
    """Return who may be the person being typed, the likeliest first; ask it after each field."""
    person = _person(asked)
    found = [
        (like, row) for row in _candidates(reading, person) if (like := likeness(person, _known(row))).shown
    ]
    found.sort(key=lambda pair: (pair[0].rank, pair[1].mrn))
    seen = last_seen(reading, [row.id for _, row in found[:most]])
    return tuple(_duplicate(like, row, seen.get(row.id)) for like, row in found[:most])


def _person(asked: DuplicateQuestion) -> Person:
    return Person(
        asked.last_name,
        asked.first_name,
        asked.preferred_name,
        asked.former_names,
        asked.birth_date,
        frozenset(number for text in asked.phones if (number := _number(text))),
        asked.street,
        asked.zip,
    )


def _number(text: str) -> str:
    """A number that is not finished yet is no number, and no reason to complain while typing."""
    try:
        return phone("", text)
    except RuleViolated:
        return ""


def _candidates(reading: Reading, person: Person) -> list[Any]:
    """Patients worth comparing: who sounds so, was born then (or day and month swapped), has the number."""
    heard = sa.select(PatientSound.patient_id).where(PatientSound.sound.in_(_heard(person))).limit(HEARD)
    days = _birth_days(person.birth_date)
    ways = [
        Patient.id.in_(heard),
        Patient.birth_date.in_(days),
        Patient.mobile.in_(person.phones),
        Patient.home_phone.in_(person.phones),
    ]
    ids = {one for way in ways for one in reading.session.scalars(sa.select(Patient.id).where(way))}
    rows = reading.session.execute(sa.select(*_LINE).where(Patient.id.in_(ids)))
    return list(filter(is_live, rows))


def _heard(person: Person) -> set[str]:
    last = frozenset(name for text in (person.last_name, *person.former_names) for name in surnames(text))
    given = [name for name in (person.first_name, person.preferred_name) if name]
    straight = {sound for first in given for sound in sounds(last, first)} if last else set()
    return straight | set(sounds(surnames(person.first_name), person.last_name))


def _birth_days(day: date | None) -> list[date]:
    if day is None:
        return []
    return [day, date(day.year, day.day, day.month)] if day.day <= 12 else [day]


def _known(row: Any) -> Person:
    return Person(
        row.last_name,
        row.first_name,
        row.preferred_name,
        tuple(row.former_names),
        row.birth_date,
        frozenset({row.mobile, row.home_phone, row.confidential_phone} - {""}),
        row.street,
        row.zip,
    )


def _duplicate(like: Likeness, row: Any, seen: date | None) -> DuplicateView:
    return DuplicateView(
        patient_id=row.id,
        mrn=row.mrn,
        name=list_name(row.last_name, row.first_name, row.middle_name, row.suffix),
        birth_date=row.birth_date,
        phone=call_phone(row),
        address=(mail_address(row) or ("",))[0],
        last_seen=seen,
        reasons=tuple(Message(f"people.duplicate.{reason}") for reason in like.reasons),
        exact=like.exact,
        likely=like.likely,
    )
