"""The unit of work: what it writes beside the change, what it refuses, what it undoes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlcipher3.dbapi2 import IntegrityError

from app.core.acts import ACTIONS, QUERIES, Actor, Command, Permission, action, query
from app.core.changes import Kind
from app.core.errors import NotPermitted, RuleViolated, Stale
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.practice.drafts import DropDraft, SaveDraft, draft_of, drop_draft, my_drafts, save_draft
from app.store.audit import AuditCheckpoint, AuditRow, chained
from app.store.commands import CommandResult
from app.store.engine import ChangeRefused
from app.store.sequences import next_number
from app.store.state import Sequence
from app.store.work import Reading, Work
from tests.support.bare import BarePractice


@dataclass(frozen=True, kw_only=True)
class Count(Command):
    name: str
    fail: bool = False


@dataclass(frozen=True)
class Counted:
    number: int


@action(Permission.BOOK)
def count(work: Work, command: Count) -> Counted:
    number = next_number(work, command.name)
    if command.fail:
        raise RuleViolated("name", Message("test.no"))
    return Counted(number)


@action(Permission.BOOK)
def tell(work: Work, command: Count) -> None:
    work.event("told", name=command.name)


@query(Permission.SEE_CHART, recorded=True)
def look(reading: Reading, patient_id: Id | None) -> str:
    if patient_id is not None:
        reading.saw(patient_id)
    return "seen"


for made in (count, tell, look):  # they are made for this test and are no acts of the program
    ACTIONS.pop(made.name, None)
    QUERIES.pop(made.name, None)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    yield made
    made.close()


def test_an_event_of_its_own_is_a_line_beside_the_act(practice: BarePractice) -> None:
    practice.run(tell, Count(name="mrn"))
    lines = {row.event: row.entry for row in practice.all(AuditRow)}
    assert set(lines) == {"act", "told"} and '"name":"mrn"' in lines["told"].replace(" ", "")


def test_an_act_leaves_its_row_and_a_chain(practice: BarePractice) -> None:
    practice.run(count, Count(name="mrn"))
    practice.run(count, Count(name="mrn"))
    rows = practice.all(AuditRow)
    assert [row.event for row in rows] == ["act", "act"]
    assert rows[1].hash == chained(rows[0].hash, rows[1].entry)


def test_the_same_command_acts_once(practice: BarePractice) -> None:
    command = Count(name="mrn")
    assert practice.run(count, command) == practice.run(count, command) == Counted(1)
    assert practice.all(Sequence)[0].last == 1
    assert len(practice.all(AuditRow)) == 1


def test_a_command_id_with_another_payload_is_refused(practice: BarePractice) -> None:
    command = Count(name="mrn")
    practice.run(count, command)
    with pytest.raises(RuleViolated):
        practice.run(count, Count(command_id=command.command_id, name="receipt"))


def test_a_refused_act_leaves_nothing(practice: BarePractice) -> None:
    heard: list[object] = []
    practice.bus.subscribe(heard.append)
    with pytest.raises(RuleViolated):
        practice.run(count, Count(name="mrn", fail=True))
    assert practice.all(Sequence) == practice.all(AuditRow) == practice.all(CommandResult) == heard == []


def test_without_permission_the_refusal_is_recorded(
    practice: BarePractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: object, actor: Actor, permission: Permission) -> bool:
        return False

    monkeypatch.setattr(type(practice.around.policy), "allows", never)
    with pytest.raises(NotPermitted):
        practice.run(count, Count(name="mrn"))
    assert [row.event for row in practice.all(AuditRow)] == ["refused"]


def test_an_older_version_is_stale(practice: BarePractice) -> None:
    practice.run(count, Count(name="mrn"))
    record = practice.all(Sequence)[0]
    with pytest.raises(Stale), practice.work() as work:
        work.change(Sequence, record.id, record.version - 1)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET event = 'x'",
        "INSERT INTO sequence (id, version, name, last) VALUES (x'00', 1, 'a', 1)",
        "  replace into sequence (id, version, name, last) values (x'00', 1, 'a', 1)",
        "WITH a AS (SELECT 1) DELETE FROM audit",
    ],
)
def test_a_change_past_the_unit_of_work_is_refused(practice: BarePractice, statement: str) -> None:
    with pytest.raises(ChangeRefused), practice.work() as work:
        work.session.connection().exec_driver_sql(statement)


def test_a_bulk_statement_of_the_session_is_refused_too(practice: BarePractice) -> None:
    with pytest.raises(ChangeRefused), practice.work() as work:
        work.session.execute(sa.update(Sequence).values(last=7))


def test_a_record_changed_outside_an_act_is_refused(practice: BarePractice) -> None:
    with pytest.raises(ChangeRefused), practice.work() as work:
        work.add(Sequence(name="x", last=1))


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET event = 'x'"])
def test_the_database_itself_keeps_the_audit(practice: BarePractice, statement: str) -> None:
    practice.run(count, Count(name="mrn"))
    raw = practice.around.database.writer.raw_connection()
    with pytest.raises(IntegrityError):
        raw.cursor().execute(statement)
    raw.close()


def test_the_database_refuses_a_gap_in_the_audit(practice: BarePractice) -> None:
    raw = practice.around.database.writer.raw_connection()
    with pytest.raises(IntegrityError):
        raw.cursor().execute(
            "INSERT INTO audit (sequence, hash, entry, act_id, at, event, act)"
            " VALUES (5, x'00', '', x'00', 1, 'act', '')"
        )
    raw.close()


def test_every_connection_is_fully_synchronous(practice: BarePractice) -> None:
    for engine in (practice.around.database.writer, practice.around.database.reader):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1


def test_the_reader_cannot_write(practice: BarePractice) -> None:
    with practice.around.database.reader.connect() as connection, pytest.raises(sa.exc.OperationalError):
        connection.exec_driver_sql("DELETE FROM sequence")


def test_a_thousand_rows_make_a_checkpoint(practice: BarePractice) -> None:
    with practice.work() as work:
        for _ in range(1001):
            count(work, Count(name="mrn"))
    assert [checkpoint.sequence for checkpoint in practice.all(AuditCheckpoint)] == [1000]


def test_a_recorded_question_must_say_whom_it_showed(practice: BarePractice) -> None:
    assert practice.answer(look, new_id()) == "seen"
    with pytest.raises(ChangeRefused):
        practice.answer(look, None)


def test_a_draft_comes_back_and_leaves_no_row_in_the_audit(practice: BarePractice) -> None:
    practice.run(save_draft, SaveDraft(form="register", content={"last": "Lee", "cursor": 3}))
    practice.run(save_draft, SaveDraft(form="register", content={"last": "Lee, S", "cursor": 6}))
    assert practice.answer(draft_of, "register").content == {"last": "Lee, S", "cursor": 6}
    assert len(practice.answer(my_drafts)) == 1
    practice.run(drop_draft, DropDraft(form="register"))
    assert practice.answer(draft_of, "register") is None
    assert practice.all(AuditRow) == []


def test_an_act_within_another_joins_its_transaction(practice: BarePractice) -> None:
    @action(Permission.BOOK)
    def twice(work: Work, command: Count) -> Counted:
        count(work, Count(name=command.name))
        return Counted(count(work, Count(name=command.name)).number)

    ACTIONS.pop(twice.name)
    assert practice.run(twice, Count(name="mrn")) == Counted(2)
    assert [row.act for row in practice.all(AuditRow)] == [twice.name]


def test_kinds_are_words() -> None:
    assert Kind("visit") is Kind.VISIT
