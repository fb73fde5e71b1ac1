"""Finding a patient by whatever was typed, and who may be there already."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NeedsAcknowledgement
from app.core.ids import Id, new_id
from app.people.actions import RegisterPatient, register_patient
from app.people.findable import make_many_findable, with_name_keys
from app.people.finding import find_patients, possible_duplicates, understood
from app.people.likeness import Person, likeness
from app.people.model import Patient, Sex
from app.people.names import list_name, parts, surnames
from app.people.views import Demographics, DuplicateQuestion
from app.store.audit import AuditRow
from app.visits.model import Visit, VisitState
from tests.support.bare import BarePractice

TODAY = date(2026, 3, 2)


def person(last: str, first: str, born: str, **other: Any) -> Demographics:
    return Demographics(last_name=last, first_name=first, birth_date=date.fromisoformat(born), **other)


PEOPLE = {
    "susan": person("Lee", "Susan", "1958-08-12", mobile="937 555 0119", street="18 Elm Street", zip="45402"),
    "other susan": person("Lee", "Susan", "1990-01-31", preferred_name="Suki"),
    "john": person("Smith", "John", "1985-03-04", home_phone="937 555 0177"),
    "jo": person("Smithers", "Joan", "1985-07-07"),
    "robert": person("Hall", "Robert", "1947-11-30", former_names=("Hallström",)),
    "maria": person("García López", "María", "1979-05-05"),
    "dang": person("Đặng", "Thu", "1966-02-02"),
    "obrien": person("O'Brien", "Nora", "2001-09-09"),
    "li lei": person("李", "雷", "1999-09-09"),
}


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


@pytest.fixture
def ids(practice: BarePractice) -> dict[str, Id]:
    return {
        name: practice.run(register_patient, RegisterPatient(demographics=form)).patient_id
        for name, form in PEOPLE.items()
    }


def found(practice: BarePractice, ids: dict[str, Id], typed: str) -> list[str]:
    names = {patient_id: name for name, patient_id in ids.items()}
    return [names[line.id] for line in practice.answer(find_patients, typed)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("smi jo 85", ["john", "jo"]),
        ("jo smi", ["john", "jo"]),
        ("john smith", ["john"]),
        ("SMITH, J", ["john", "jo"]),
        ("sue lee 58", ["susan"]),
        ("suki", ["other susan"]),
        ("bob", ["robert"]),
        ("bobby hall", ["robert"]),
        ("hallstrom", ["robert"]),
        ("garcia lopez", ["maria"]),
        ("lopez", ["maria"]),
        ("garcialopez", ["maria"]),
        ("dang", ["dang"]),
        ("đặng thu", ["dang"]),
        ("obrien", ["obrien"]),
        ("o'brien", ["obrien"]),
        ("李", ["li lei"]),
        ("0119", ["susan"]),
        ("555-0177", ["john"]),
        ("(937) 555-0177", ["john"]),
        ("9375550177", ["john"]),
        ("hall 1947", ["robert"]),
        ("000003", ["john"]),
        ("3", ["john"]),
        ("", []),
        (" ,;* ", []),
        ("s", []),
        ("lee 1957", []),
    ],
)
def test_a_patient_is_found_by(
    practice: BarePractice, ids: dict[str, Id], typed: str, expected: list[str]
) -> None:
    assert found(practice, ids, typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "8/12/1958",
        "8-12-58",
        "08121958",
        "081258",
        "1958-08-12",
        "aug 12 1958",
        "12 Aug 58",
        "lee 8 12 58",
        "8.12.1958",
    ],
)
def test_a_birth_date_is_understood_in_any_usual_form(
    practice: BarePractice, ids: dict[str, Id], typed: str
) -> None:
    assert found(practice, ids, typed) == ["susan"]


def test_equal_names_are_marked_even_when_only_one_was_found(
    practice: BarePractice, ids: dict[str, Id]
) -> None:
    (line,) = practice.answer(find_patients, "lee 58")
    assert (line.looks_like, line.name, line.mrn) == ("Lee, Susan", "Lee, Susan", "000001")
    assert practice.answer(find_patients, "smith john")[0].looks_like == ""


def test_who_was_here_last_comes_first_among_equal_surnames(
    practice: BarePractice, ids: dict[str, Id]
) -> None:
    now = practice.clock.now()
    for name, days in (("susan", 400), ("other susan", 20)):
        practice.write(
            Visit(
                patient_id=ids[name],
                day=TODAY - timedelta(days=days),
                starts_at=now,
                state=VisitState.DONE,
                state_since=now,
            )
        )
    assert found(practice, ids, "lee") == ["other susan", "susan"]
    assert [line.last_seen for line in practice.answer(find_patients, "lee")] == [
        TODAY - timedelta(days=20),
        TODAY - timedelta(days=400),
    ]


def test_only_as_many_as_asked_for_come_back(practice: BarePractice, ids: dict[str, Id]) -> None:
    assert len(practice.answer(find_patients, "smi", most=1)) == 1


def test_among_very_many_the_one_expected_today_is_there(practice: BarePractice) -> None:
    now = practice.clock.now()
    rows = with_name_keys(
        {
            "id": new_id(), "mrn": f"{n:06d}", "last_name": f"Smith{chr(97 + n % 10)}", "birth_date": TODAY,
            "first_name": f"J{n}", "sex": Sex.UNKNOWN, "registered_at": now, "former_names": [],
        }
        for n in range(1, 401)
    )  # fmt: skip

    def load(work: Any) -> None:
        work.load(Patient, rows)
        make_many_findable(work, rows)

    practice.within(load)
    last = rows[-1]["id"]
    practice.write(
        Visit(patient_id=last, day=TODAY, starts_at=now, state=VisitState.EXPECTED, state_since=now)
    )
    lines = practice.answer(find_patients, "smi")
    assert len(lines) == 20 and lines[0].id == last


@given(st.text(max_size=150))
def test_anything_typed_is_understood_as_at_most_eight_words(text: str) -> None:
    asked = understood(text, TODAY)
    assert len(asked.words) <= 8
    assert all(word.isalpha() for word in asked.letters)


@pytest.mark.parametrize(
    "typed", ['"', "a* OR b", "NEAR(lee)", "lee\0susan", "x" * 10_000, "( ) ^", "-lee", "٣٤"]
)
def test_signs_that_a_search_engine_knows_mean_nothing(practice: BarePractice, typed: str) -> None:
    assert practice.answer(find_patients, typed) == ()


def reasons(practice: BarePractice, **typed: Any) -> list[tuple[str, str, bool, bool]]:
    views = practice.answer(possible_duplicates, DuplicateQuestion(**typed))
    short = "people.duplicate."
    return [
        (one.mrn, ", ".join(reason.id.removeprefix(short) for reason in one.reasons), one.likely, one.exact)
        for one in views
    ]


def test_the_same_name_and_birth_date_is_exact(practice: BarePractice, ids: dict[str, Id]) -> None:
    found_here = reasons(practice, last_name="lee", first_name="SUSAN", birth_date=date(1958, 8, 12))
    assert found_here == [("000001", "same_name, same_birth_date", True, True)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("Lee", "Sue", "1958-08-12"), ("000001", "nickname, same_birth_date", True, False)),
        (("Li", "Susan", "1958-12-08"), ("000001", "sounds_alike, day_month_swapped", True, False)),
        (("Lee", "Susan", "1958-08-13"), ("000001", "same_name, birth_date_one_digit", True, False)),
        (("Susan", "Lee", "1958-08-12"), ("000001", "names_swapped, same_birth_date", True, False)),
        (("Smiht", "John", "1985-03-04"), ("000003", "spelled_alike, same_birth_date", True, False)),
        (
            ("Hallstrom", "Bob", "1947-11-30"),
            ("000005", "former_name, nickname, same_birth_date", True, False),
        ),
        (("Lopez", "Maria", "1979-05-05"), ("000006", "part_of_surname, same_birth_date", True, False)),
        (("Garcia-Lopez", "Maria", "1979-05-05"), ("000006", "same_name, same_birth_date", True, True)),
        (("Dang", "Thu", "1966-02-02"), ("000007", "same_name, same_birth_date", True, True)),
    ],
)
def test_a_likely_duplicate_says_why(
    practice: BarePractice, ids: dict[str, Id], typed: tuple[str, str, str], expected: tuple[Any, ...]
) -> None:
    last, first, born = typed
    said = reasons(practice, last_name=last, first_name=first, birth_date=date.fromisoformat(born))
    assert said == [expected]


def test_a_new_surname_with_the_old_number_is_likely(practice: BarePractice, ids: dict[str, Id]) -> None:
    said = reasons(
        practice, last_name="Park", first_name="Sue", birth_date=date(1958, 8, 12), phones=("9375550119",)
    )
    assert said == [("000001", "same_first_name, same_birth_date, same_phone", True, False)]


def test_a_twin_is_shown_and_does_not_stop(practice: BarePractice, ids: dict[str, Id]) -> None:
    said = reasons(
        practice,
        last_name="Lee",
        first_name="Walter",
        birth_date=date(1958, 8, 12),
        street="18 elm street",
        zip="45402",
    )
    assert said == [("000001", "same_last_name, same_birth_date, same_address", False, False)]


def test_a_name_alone_is_shown_until_the_birth_date_is_typed(
    practice: BarePractice, ids: dict[str, Id]
) -> None:
    assert {one[0] for one in reasons(practice, last_name="Lee", first_name="Susan")} == {"000001", "000002"}
    assert reasons(practice, last_name="Lee", first_name="Susan", birth_date=date(1971, 6, 6)) == []


@pytest.mark.parametrize("typed", [{}, {"last_name": "L"}, {"phones": ("937555",)}, {"last_name": "Lee"}])
def test_too_little_proposes_nobody(
    practice: BarePractice, ids: dict[str, Id], typed: dict[str, Any]
) -> None:
    assert reasons(practice, **typed) == []


def test_registering_a_likely_duplicate_stops_until_each_is_ruled_out_with_a_reason(
    practice: BarePractice, ids: dict[str, Id]
) -> None:
    again = RegisterPatient(demographics=person("Li", "Susan", "1958-12-08"), acknowledged_reason="Sure")
    with pytest.raises(NeedsAcknowledgement) as stop:
        practice.run(register_patient, again)
    assert [(one.message.id, dict(one.message.params)) for one in stop.value.findings] == [
        ("people.duplicate", {"mrn": "000001"})
    ]
    ruled_out = replace(again, command_id=new_id(), not_the_same_as=(ids["susan"],), acknowledged_reason=" ")
    with pytest.raises(NeedsAcknowledgement):
        practice.run(register_patient, ruled_out)
    sure = replace(ruled_out, command_id=new_id(), acknowledged_reason="Showed another licence")
    practice.run(register_patient, sure)
    act = next(row for row in reversed(practice.all(AuditRow)) if row.event == "act")
    assert str(ids["susan"]) in act.entry and "Showed another licence" in act.entry


names = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäñ-' ", max_size=20)
days = st.none() | st.dates(date(1920, 1, 1), TODAY)
persons = st.builds(Person, last_name=names, first_name=names, birth_date=days)


@given(persons, persons)
def test_likeness_does_not_depend_on_who_came_first(one: Person, other: Person) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert (there.exact, there.likely, there.shown) == (back.exact, back.likely, back.shown)


@given(persons)
def test_everybody_with_a_birth_date_is_exactly_like_themselves(one: Person) -> None:
    named = bool(parts(one.last_name)) and bool(parts(one.first_name))
    assert likeness(one, one).exact is (named and one.birth_date is not None)


def test_surnames_leave_particles_out() -> None:
    assert surnames("de la Cruz") == {"cruz", "delacruz"}
    assert surnames("O'Brien") == {"brien", "obrien"}
    assert surnames("De") == {"de"}


def test_names_are_shown_as_in_a_list() -> None:
    assert list_name("Hall", "John", "Quincy", "Jr.") == "Hall, John Q., Jr."
    assert list_name("Suharto", "") == "Suharto"
