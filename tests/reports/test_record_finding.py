"""The record is found by patient, person, day, kind and words, in any order; asking is recorded itself."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import NotPermitted, RuleViolated
from app.core.ids import new_id
from app.people.actions import RecordSearch, record_search
from app.reports.record.finding import found
from app.reports.record.happenings import happening_of
from app.reports.record.queries import (
    MOST_AT_ONCE,
    act_in_full,
    find_record,
    record_lines,
    record_patients,
    record_people,
)
from app.reports.record.views import Happening, RecordAsked, SortBy
from app.reports.record.words import happening_word
from app.store.audit import AuditRow, Entry
from app.store.work import Reading
from tests.reports.record_house import RecordHouse


def full(house: RecordHouse) -> None:
    house.look("ada", "chart.chart_summary", house.elena)
    house.later(days=1)
    house.allergy()
    house.later(hours=1)
    house.look("lena", "people.patient_form", house.tomas)
    house.print_face_sheet()
    house.refuse("lena", "chart.notes.sign_note")
    house.event("sign_in", "ada")


def test_the_newest_stands_first_and_no_row_of_a_record_is_a_line(house: RecordHouse) -> None:
    full(house)
    lines = house.lines()
    numbers = [line.number for line in lines]
    assert numbers == sorted(numbers, reverse=True)
    assert {entry["sequence"] for entry in house.entries() if entry["event"] != "record"} == set(numbers)
    assert [line.what for line in lines[:5]] == [
        "Sign in",
        "Sign a note",
        "Print a paper",
        "Personal data",
        "Add an allergy",
    ]


def test_a_line_says_who_when_where_and_whose(house: RecordHouse) -> None:
    full(house)
    line = next(line for line in house.lines() if line.what == "Add an allergy")
    assert (line.person, line.where) == ("Ada Okafor, MD", "ada PC")
    assert (line.patient, line.mrn) == ("Alvarez, Elena", "000001")
    assert line.happening is Happening.CHANGED
    assert (line.at.hour, line.at.day) == (9, 3)  # 14:00 UTC in New York, the day after


def test_lines_of_one_patient(house: RecordHouse) -> None:
    full(house)
    lines = house.lines(patient_id=house.tomas)
    assert {line.patient for line in lines} == {"Zeman, Tomas"}
    assert {line.what for line in lines} == {"Personal data", "Register a patient"}


def test_an_act_on_two_patients_is_found_for_each(house: RecordHouse) -> None:
    """The act's own row names nobody then; the rows of its records do."""
    act, at, actor = new_id(), house.practice.clock.now(), house.people["lena"]
    one = {"act": "people.merge", "act_id": act, "at": at, "actor": actor}
    rows = [
        Entry(event="record", patient_id=patient, record=("patient", patient), after={"x": 1}, **one)
        for patient in (house.elena, house.tomas)
    ]
    house.append(Entry(event="act", **one), *rows)
    for patient in (house.elena, house.tomas):
        assert "Without a name here: people.merge" in [line.what for line in house.lines(patient_id=patient)]


def test_lines_of_one_person(house: RecordHouse) -> None:
    full(house)
    lines = house.lines(person_id=house.people["ada"].person_id)
    assert [line.what for line in lines] == ["Sign in", "Add an allergy", "Chart summary"]


def test_days_are_those_of_the_practice_and_both_count(house: RecordHouse) -> None:
    house.look("ada", "chart.chart_summary", house.elena)  # 9:00 on March 2
    house.later(hours=14, minutes=59)  # 23:59 there, March 3 in UTC
    house.look("ada", "chart.notes.notes_of_patient", house.elena)
    house.later(minutes=1)
    house.look("ada", "chart.problems.problems", house.elena)
    ada = house.people["ada"].person_id
    day = date(2026, 3, 2)
    assert [line.what for line in house.lines(person_id=ada, since=day, until=day)] == [
        "Notes",
        "Chart summary",
    ]
    assert [line.what for line in house.lines(person_id=ada, since=date(2026, 3, 3))] == ["Problems"]
    assert house.lines(person_id=ada, until=date(2026, 3, 1)) == ()


@pytest.mark.parametrize("happening", Happening)
def test_each_kind_finds_its_own_lines_and_all_of_them(house: RecordHouse, happening: Happening) -> None:
    full(house)
    house.event("moon_landing", "ada")
    house.practice.run(record_search, RecordSearch(text="alv", found=1, opened=house.elena))
    rows = [entry for entry in house.entries() if entry["event"] != "record"]
    wanted = [one for one in rows if happening_of(one["event"], one.get("act", "")) is happening]
    assert {line.number for line in house.lines(happening=happening)} == {one["sequence"] for one in wanted}


def test_the_words_of_an_act_find_it(house: RecordHouse) -> None:
    full(house)
    assert [line.what for line in house.lines(text="ALLERGY add")] == ["Add an allergy"]
    assert [line.what for line in house.lines(text="sign in")][:1] == ["Sign in"]
    assert {line.what for line in house.lines(text="chart summ")} == {"Chart summary"}
    assert house.lines(text="no such thing") == ()


def test_everything_narrows_together(house: RecordHouse) -> None:
    full(house)
    ada, day = house.people["ada"].person_id, date(2026, 3, 2)
    told = {"patient_id": house.elena, "person_id": ada, "since": day, "happening": Happening.LOOKED}
    assert [line.what for line in house.lines(text="summary", **told)] == ["Chart summary"]
    assert house.lines(text="notes", **told) == ()


@pytest.mark.parametrize("by", SortBy)
@pytest.mark.parametrize("descending", [False, True])
def test_each_column_sorts_both_ways_with_the_newest_first_in_it(
    house: RecordHouse, by: SortBy, descending: bool
) -> None:
    full(house)
    lines = house.lines(by, descending)
    keys = {
        SortBy.TIME: lambda line: line.number,
        SortBy.PERSON: lambda line: line.person.casefold(),
        SortBy.PATIENT: lambda line: line.patient.casefold(),
        SortBy.MRN: lambda line: line.mrn,
        SortBy.KIND: lambda line: happening_word(line.happening).casefold(),
        SortBy.WHAT: lambda line: line.what.casefold(),
        SortBy.WHERE: lambda line: line.where.casefold(),
    }
    of_patients = by in (SortBy.PATIENT, SortBy.MRN)
    named = [line for line in lines if not of_patients or line.patient]
    known = [line for line in named if by is not SortBy.PERSON or line.person != "Somebody unknown"]
    told = [keys[by](line) for line in known]
    assert told == sorted(told, reverse=descending)
    assert {line.number for line in lines} == {line.number for line in house.lines()}
    if of_patients:
        assert lines[-1].patient == ""  # of nobody: last, whichever way
        same = [line.number for line in lines if line.patient == "Alvarez, Elena"]
        assert same == sorted(same, reverse=True)


def test_lines_of_one_kind_stand_together_the_newest_first_whatever_the_act(house: RecordHouse) -> None:
    full(house)
    lines = [line for line in house.lines(SortBy.KIND, False) if line.happening is Happening.LOOKED]
    assert len({line.what for line in lines}) > 1
    numbers = [line.number for line in lines]
    assert numbers == sorted(numbers, reverse=True)


def test_the_answer_comes_from_one_index_and_reads_no_entry(house: RecordHouse) -> None:
    """A plan that reads the rows takes seconds at a million of them."""
    plans: list[str] = []
    asked = RecordAsked(
        person_id=house.people["ada"].person_id,
        happening=Happening.LOOKED,
        text="chart",
        since=date(2026, 1, 1),
    )
    with Session(house.practice.around.database.reader) as session:
        connection = session.connection()
        reading = Reading(session, house.practice.actor, house.practice.around)
        for one in (asked, RecordAsked()):
            for by in SortBy:
                plans += _plans(connection, lambda one=one, by=by: found(reading, one, by, descending=True))
    assert len(plans) >= 10
    assert [plan for plan in plans if "ix_audit_lines" not in plan] == []


def _plans(connection: object, ask: object) -> list[str]:
    """How each question about the audit is answered."""
    told: list[str] = []

    def look(
        conn: sa.Connection, _cursor: object, statement: str, parameters: object, *_rest: object
    ) -> None:
        if "FROM audit" in statement and not statement.startswith("EXPLAIN"):
            raw = conn.connection.driver_connection
            plan = raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()  # type: ignore[union-attr]
            told.append("; ".join(str(row[3]) for row in plan))

    sa.event.listen(connection, "before_cursor_execute", look)
    try:
        ask()  # type: ignore[operator]
    finally:
        sa.event.remove(connection, "before_cursor_execute", look)
    return told


def test_asking_is_recorded_with_whom_it_asked_about(house: RecordHouse) -> None:
    lena = house.people["lena"].person_id
    [view] = house.seen(find_record, RecordAsked(patient_id=house.elena, person_id=lena, text="print"))
    assert (view.event, view.act, view.patient_id) == ("view", "reports.record.find_record", house.elena)
    assert view.details == {"asked_person": str(lena), "words": "print"}
    number = house.lines()[0].number
    [opened] = house.seen(act_in_full, number)
    assert (opened.act, opened.details) == ("reports.record.act_in_full", {"line": number})
    assert house.seen(record_lines, [number]) == []


@pytest.mark.parametrize("login", ["ada", "lena"])
def test_only_owner_and_auditor_read_the_record(house: RecordHouse, login: str) -> None:
    house.sign_in(login)
    for asked, args in (
        (find_record, (RecordAsked(),)),
        (record_lines, ([1],)),
        (act_in_full, (1,)),
        (record_people, ()),
        (record_patients, ("alv",)),
    ):
        with pytest.raises(NotPermitted):
            house.practice.answer(asked, *args)


@pytest.mark.parametrize("login", ["ruth", "otto"])
def test_an_auditor_finds_patients_by_name_for_the_record_alone(house: RecordHouse, login: str) -> None:
    house.sign_in(login)
    assert house.lines()
    [patient] = house.practice.answer(record_patients, "alvarez")
    assert patient.id == house.elena
    names = [one.name for one in house.practice.answer(record_people)]
    assert names == sorted(
        told[0] for told in (("Ruth Day",), ("Ada Okafor, MD",), ("Lena Frost",), ("Otto Audit",))
    )


def test_a_page_has_its_bound(house: RecordHouse) -> None:
    with pytest.raises(RuleViolated):
        house.practice.answer(record_lines, range(1, MOST_AT_ONCE + 2))


def test_a_line_that_is_not_there_is_left_out(house: RecordHouse) -> None:
    assert house.practice.answer(record_lines, [10_000_000]) == ()


def test_numbers_take_eight_bytes_each(house: RecordHouse) -> None:
    numbers = house.practice.answer(find_record, RecordAsked()).numbers
    assert (numbers.typecode, numbers.itemsize) == ("q", 8)
    assert len(house.practice.all(AuditRow)) > len(numbers)
