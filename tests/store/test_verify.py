"""Verification: what is whole is called whole; a record, load, page or checkpoint that is not is named."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.clock import SetClock
from app.core.errors import Cancelled, Unavailable
from app.core.findings import Finding
from app.core.ids import Id, new_id
from app.core.progress import Progress
from app.frontdesk.policy_checks import policy_checks
from app.practice.model import Location, Room, RoomState
from app.security.proving import prove
from app.security.queries import verify
from app.store import audit
from app.store.anchor_file import Anchor, AnchorReading, AnchorState
from app.store.audit import Entry
from app.store.engine import PAGE_SIZE, Database
from app.store.stored_rows import audited_tables
from app.store.verify import prove_chain, verify_anchors, verify_records
from app.store.verify_chain import Pace
from app.store.verify_findings import MOST_LISTED
from app.store.verify_reading import in_pieces, picture_of
from app.store.work import Reading, Surroundings
from tests.support.bare import MONDAY, AllowAll, BarePractice


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


def room(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "position": 1, "state": RoomState.READY, "state_since": MONDAY, **more}


def add_rooms(practice: BarePractice, count: int) -> list[Id]:
    location = _location(practice)
    rooms = [Room(id=new_id(), location_id=location, **room(f"Room {number}")) for number in range(count)]
    practice.write(*rooms)
    return [one.id for one in rooms]


def _location(practice: BarePractice) -> Id:
    there = practice.all(Location)
    if there:
        found: Id = there[0].id
        return found
    made = Location(id=new_id(), name="Main street")
    practice.write(made)
    return made.id


def load_rooms(practice: BarePractice, count: int) -> list[Id]:
    location = _location(practice)
    ids = [new_id() for _ in range(count)]

    def load(work: Any) -> None:
        rows = [room(f"Loaded {number}", id=one, location_id=location) for number, one in enumerate(ids)]
        work.load(Room, rows)

    practice.within(load)
    return ids


def rename(practice: BarePractice, room_id: Id, name: str) -> None:
    def change(work: Any) -> None:
        work.get(Room, room_id).name = name

    practice.within(change)


def past_the_program(practice: BarePractice, *statements: str) -> None:
    raw = practice.around.database.writer.raw_connection()
    for statement in statements:
        raw.cursor().execute(statement)
    raw.close()


def blob(one: Id) -> str:
    return f"x'{one.hex}'"


def found_in(practice: BarePractice) -> list[tuple[str, dict[str, Any]]]:
    told = practice.answer(verify, full=True)
    assert told.verified is (not told.findings)
    return [(one.message.id, dict(one.message.params)) for one in told.findings]


def test_made_changed_and_loaded_records_are_whole(practice: BarePractice) -> None:
    made, loaded = add_rooms(practice, 3), load_rooms(practice, 5)
    rename(practice, made[0], "Exam 1")
    rename(practice, made[0], "Exam 2")
    rename(practice, loaded[2], "Loaded and changed")
    told = practice.answer(verify, full=True)
    assert told.findings == ()
    assert (told.full, told.verified) == (True, True)
    assert told.records == 3 + 1 + 1  # three rooms, their location, and the loaded one that changed


@pytest.mark.parametrize(
    ("column", "value"), [("name", "'Another'"), ("version", "7"), ("position", "2"), ("active", "0")]
)
def test_a_record_changed_past_the_program_is_named(practice: BarePractice, column: str, value: str) -> None:
    ids = add_rooms(practice, 3)
    past_the_program(practice, f"UPDATE room SET {column} = {value} WHERE id = {blob(ids[1])}")
    (only,) = found_in(practice)
    assert only[0] == "audit.record_differs"
    assert (only[1]["table"], only[1]["id"], only[1]["column"]) == ("room", str(ids[1]), column)


def test_an_older_row_of_a_record_is_told_by_its_version_too(practice: BarePractice) -> None:
    (one,) = add_rooms(practice, 1)
    rename(practice, one, "Exam 1")
    rename(practice, one, "Room 0")  # the same words as at first
    assert found_in(practice) == []
    past_the_program(practice, f"UPDATE room SET version = 1 WHERE id = {blob(one)}")
    assert [told[1]["column"] for told in found_in(practice)] == ["version"]


def test_a_record_taken_away_and_one_put_in_are_named(practice: BarePractice) -> None:
    ids, stranger = add_rooms(practice, 2), new_id()
    columns = "version, name, position, location_id, active, state, state_since, out_of_service_reason"
    copied = f"SELECT {blob(stranger)}, {columns} FROM room LIMIT 1"
    past_the_program(
        practice,
        f"INSERT INTO room (id, {columns}) {copied}",
        f"DELETE FROM room WHERE id = {blob(ids[0])}",
    )
    told = {(one, params["id"]) for one, params in found_in(practice)}
    assert told == {("audit.record_missing", str(ids[0])), ("audit.record_unknown", str(stranger))}


def test_a_loaded_record_that_was_changed_is_located_to_its_load(practice: BarePractice) -> None:
    load_rooms(practice, 4)
    ids = load_rooms(practice, 6)
    past_the_program(practice, f"UPDATE room SET name = 'x' WHERE id = {blob(ids[3])}")
    (only,) = found_in(practice)
    assert only[0] == "audit.load_differs"
    assert (only[1]["table"], only[1]["rows"]) == ("room", 6)


def test_a_loaded_record_that_is_gone_is_counted(practice: BarePractice) -> None:
    ids = load_rooms(practice, 6)
    past_the_program(practice, f"DELETE FROM room WHERE id = {blob(ids[3])}")
    (only,) = found_in(practice)
    assert (only[0], only[1]["rows"], only[1]["found"]) == ("audit.load_count", 6, 5)


def test_a_loaded_record_changed_twice_by_acts_is_judged_by_what_it_was_at_first(
    practice: BarePractice,
) -> None:
    ids = load_rooms(practice, 3)
    rename(practice, ids[0], "Once")
    rename(practice, ids[0], "Twice")
    assert found_in(practice) == []
    past_the_program(practice, f"UPDATE room SET position = 9 WHERE id = {blob(ids[0])}")
    assert [one for one, _params in found_in(practice)] == ["audit.load_differs"]


def test_loads_whose_ids_lie_among_each_other_are_proved_together(practice: BarePractice) -> None:
    location, ids = _location(practice), sorted(new_id() for _ in range(6))

    def load(work: Any) -> None:
        for part in (ids[::2], ids[1::2]):
            work.load(Room, [room("Mixed", id=one, location_id=location) for one in part])

    practice.within(load)
    assert found_in(practice) == []
    past_the_program(practice, f"UPDATE room SET name = 'x' WHERE id = {blob(ids[1])}")
    assert [one for one, _params in found_in(practice)] == ["audit.load_differs"]


def test_what_was_loaded_before_digests_were_kept_is_counted(practice: BarePractice) -> None:
    ids = load_rooms(practice, 3)
    details = {"table": "room", "rows": 3, "sha256": "00"}
    statement = (
        "UPDATE audit SET entry = json_set(entry, '$.details', json('"
        + str(details).replace("'", '"')
        + "')) WHERE event = 'load'"
    )
    past_the_program(practice, "DROP TRIGGER audit_no_update", statement)
    assert _records_of(practice) == []
    past_the_program(practice, f"DELETE FROM room WHERE id = {blob(ids[0])}")
    assert [one.message.id for one in _records_of(practice)] == ["audit.load_count"]


def _records_of(practice: BarePractice) -> list[Finding]:
    with practice.around.database.reader.connect() as connection, picture_of(connection) as picture:
        return verify_records(picture, Progress())[1]


def test_a_column_that_does_not_say_what_the_row_says_is_found_in_full_only(practice: BarePractice) -> None:
    add_rooms(practice, 1)
    past_the_program(
        practice, "DROP TRIGGER audit_no_update", "UPDATE audit SET actor_id = NULL WHERE sequence = 2"
    )
    assert practice.answer(verify).verified
    assert found_in(practice) == [("audit.columns_differ", {"sequence": 2})]


def views(practice: BarePractice, count: int) -> None:
    """Write rows of the record without records, a hundred at a time."""
    database = practice.around.database
    for start in range(0, count, 100):
        practice.clock.advance(timedelta(seconds=1))
        entries = [
            Entry(event="view", act="test", act_id=new_id(), at=practice.clock.now(), actor=practice.actor)
            for _ in range(min(100, count - start))
        ]
        with database.writing, database.writer.begin() as connection:
            audit.append(connection, entries)


def test_a_checkpoint_taken_away_is_missed_by_the_row_at_which_it_was_due(practice: BarePractice) -> None:
    views(practice, 2_100)
    assert found_in(practice) == []
    past_the_program(
        practice,
        "DROP TRIGGER audit_checkpoint_no_delete",
        "DELETE FROM audit_checkpoint WHERE sequence = 1000",
    )
    assert found_in(practice) == [("audit.checkpoint_missing", {"sequence": 1000})]


def test_a_checkpoint_of_another_key_names_its_block_once(practice: BarePractice) -> None:
    views(practice, 3_100)
    past_the_program(
        practice,
        "DROP TRIGGER audit_checkpoint_no_update",
        "UPDATE audit_checkpoint SET mac = x'00' WHERE sequence >= 2000",
    )
    assert found_in(practice) == [("audit.checkpoint_wrong", {"first": 1001, "sequence": 2000})]


def test_findings_are_counted_where_there_are_too_many_to_list(practice: BarePractice) -> None:
    views(practice, 1_000)
    past_the_program(
        practice, "DROP TRIGGER audit_no_update", "UPDATE audit SET entry = '{}' WHERE sequence > 500"
    )
    told = practice.answer(verify).findings
    assert len(told) == MOST_LISTED + 1
    assert told[-1].message.params == {"count": 500 - MOST_LISTED}


@pytest.mark.parametrize(
    "entry", ["[]", "{}", '{"after":{},"before":[]}', '{"after":3,"before":[]}', '{"details":{}}']
)
def test_a_row_that_is_no_entry_any_more_breaks_nothing(practice: BarePractice, entry: str) -> None:
    add_rooms(practice, 1)
    load_rooms(practice, 1)
    past_the_program(practice, "DROP TRIGGER audit_no_update", f"UPDATE audit SET entry = '{entry}'")
    told = practice.answer(verify, full=True)
    assert "audit.changed" in {one.message.id for one in told.findings}


def test_it_is_told_how_far_it_is_and_it_stops_when_asked(practice: BarePractice) -> None:
    views(practice, 5_000)
    told: list[tuple[int, int]] = []
    practice.answer(
        verify, full=True, progress=Progress(lambda done, total, _what: told.append((done, total)))
    )
    assert told == sorted(told) and told[0][0] < told[-1][0] <= told[-1][1]

    def stop(done: int, _total: int, _what: object) -> None:
        progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        practice.answer(verify, full=True, progress=progress)


def test_beside_the_days_work_no_picture_of_the_file_is_held(practice: BarePractice) -> None:
    views(practice, 1_000)
    database, logs = practice.around.database, []

    def work_meanwhile(done: int, _total: int, _what: object) -> None:
        views(practice, 100)
        database.checkpoint()
        logs.append(database.file.with_name(database.file.name + "-wal").stat().st_size)

    ask = in_pieces(database.reader)
    head, findings = prove_chain(ask, Progress(work_meanwhile), pace=Pace(rest=0.0, rows=250))
    assert (head.sequence, findings) == (1_000, [])
    assert logs == [0, 0, 0, 0]


def test_being_locked_meanwhile_is_no_damage(practice: BarePractice) -> None:
    views(practice, 100)

    def interrupted(statement: str, params: Any) -> list[Any]:
        raise sqlcipher.OperationalError("interrupted")

    with pytest.raises(Cancelled):
        prove_chain(interrupted, Progress())


def _spoil(file: Path, page: int) -> None:
    with file.open("r+b") as raw:
        raw.seek(page * PAGE_SIZE + 100)
        raw.write(b"spoilt")


def test_rows_on_a_damaged_page_are_named_and_the_rest_is_proved(tmp_path: Path) -> None:
    made = BarePractice(tmp_path)
    views(made, 1_500)
    past_the_program(
        made, "DROP TRIGGER audit_no_update", "UPDATE audit SET entry = entry || ' ' WHERE sequence = 1400"
    )
    file, key = made.around.database.file, made.around.database._key_hex
    made.close()
    told: list[Finding] = []
    for page in range(200, file.stat().st_size // PAGE_SIZE):  # until one holds rows of the record
        copy = shutil.copy(file, tmp_path / "spoilt")
        _spoil(copy, page)
        with suppress(Unavailable):  # a page without which the file is no database
            told = _chain_of(copy, key)
        if any(one.message.id == "audit.unreadable" for one in told):
            break
    (params,) = [one.message.params for one in told if one.message.id == "audit.unreadable"]
    first, last = params["first"], params["last"]
    assert isinstance(first, int) and isinstance(last, int) and 0 < first <= last < first + 60
    assert [one.message.params["sequence"] for one in told if one.message.id == "audit.changed"] == [1400]


def _chain_of(file: Path, key: str) -> list[Finding]:
    database = Database(file, key)
    try:
        return prove_chain(in_pieces(database.reader), Progress())[1]
    finally:
        database.close()


@pytest.mark.parametrize(("event", "alarms"), [("act", 1), ("view", 1), ("sign_in", 0), ("migration", 0)])
def test_work_added_behind_the_row_that_closed_the_practice_is_named(
    practice: BarePractice, event: str, alarms: int
) -> None:
    database = practice.around.database

    def append(what: str) -> audit.Head:
        entry = Entry(event=what, act="", act_id=new_id(), at=practice.clock.now(), actor=practice.actor)
        with database.writing, database.writer.begin() as connection:
            return audit.append(connection, [entry])

    closed = append("lock")
    reading = AnchorReading(Path("x.anchor"), AnchorState.OK, Anchor(closed.sequence, closed.hash))
    append(event)
    with database.reader.connect() as connection:
        told = verify_anchors(connection, [reading])
    assert [one.message.id for one in told] == ["audit.anchor_rows_added"] * alarms


def test_every_audited_table_is_compared(practice: BarePractice) -> None:
    tables = audited_tables()
    assert {"patient", "visit", "ledger_entry", "ledger_line", "account", "note_version"} <= set(tables)
    assert not {"draft", "sequence"} & set(tables)


def test_a_proof_in_short_does_not_compare_records(practice: BarePractice) -> None:
    (one,) = add_rooms(practice, 1)
    past_the_program(practice, f"UPDATE room SET name = 'x' WHERE id = {blob(one)}")
    with Session(practice.around.database.reader) as session:
        told = prove(Reading(session, practice.actor, practice.around), Progress(), full=False)
    assert (told.verified, told.full, told.records) == (True, False, 0)


def test_whichever_page_is_damaged_it_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    made = BarePractice(tmp_path)
    add_rooms(made, 40)
    views(made, 300)
    file, key = made.around.database.file, made.around.database._key_hex
    made.close()
    opened = 0
    for page in range(1, file.stat().st_size // PAGE_SIZE, 9):
        copy = shutil.copy(file, tmp_path / "spoilt")
        _spoil(copy, page)
        with suppress(Unavailable):  # a page without which the file is no database
            told = _proved_in_full(copy, key)
            opened += 1
            assert any(one.message.id == "file.page_damaged" for one in told), page
            assert not any(str(one.message.params.get("table", "")).endswith("_check") for one in told), page
    assert opened > 10


def _proved_in_full(file: Path, key: str) -> list[Finding]:
    database = Database(file, key)
    clock, zone = SetClock(MONDAY), ZoneInfo("America/New_York")
    around = Surroundings(database, file.parent, clock, zone, AllowAll(), policy_checks)
    try:
        with Session(database.reader) as session:
            reading = Reading(session, BarePractice.person(), around)
            return list(prove(reading, Progress(), full=True).findings)
    finally:
        database.close()
