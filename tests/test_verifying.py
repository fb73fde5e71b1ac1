"""The proof of an open practice: who may ask for it, what enters the record, how it ends."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import Cancelled, NotPermitted
from app.core.ids import new_id
from app.core.progress import Progress
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, open_practice
from app.security.actions import AddAccount
from app.store.audit import AuditRow
from app.store.kdf import FLOOR
from app.store.verify_chain import Pace
from tests.support.bare import MONDAY

PASSWORD = "seven green kayaks"
OWNER = Owner(login="ruth", name="Ruth Day", short_name="Ruth D.")
FOUNDING = FoundPractice(name="Riverside", zone="America/New_York")


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(SetClock(MONDAY), ChangeBus(), "test PC", tmp_path / "state")


@pytest.fixture
def practice(tmp_path: Path, setting: Setting) -> Iterator[Practice]:
    file = tmp_path / "riverside.daybook"
    made = create_practice(file, FOUNDING, OWNER, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR)
    yield made
    made.close()


def rows(practice: Practice, event: str) -> list[dict[str, Any]]:
    with Session(practice.around.database.reader) as session:
        found = session.scalars(
            sa.select(AuditRow.entry).where(AuditRow.event == event).order_by(AuditRow.sequence)
        )
        return [json.loads(one) for one in found]


def spoil(practice: Practice, *statements: str) -> None:
    raw = practice.around.database.writer.raw_connection()
    for statement in statements:
        raw.cursor().execute(statement)
    raw.close()


def test_a_proof_in_full_enters_the_record_with_what_it_proved(practice: Practice) -> None:
    proved = practice.verifying.prove(Progress(), full=True)
    assert proved.verification.verified
    (row,) = rows(practice, "verify")
    told = row["details"]
    assert (told["rows"], told["result"], told["full"]) == (proved.verification.rows, "whole", True)
    assert row["person"] == str(practice.actor.person_id)
    assert practice.verifying.last == proved


def test_what_was_found_enters_the_record_by_its_place(practice: Practice) -> None:
    spoil(practice, "UPDATE location SET name = 'Another street'")
    practice.verifying.prove(Progress(), full=True)
    told = rows(practice, "verify")[0]["details"]
    assert (told["result"], told["findings"]) == ("findings", 1)
    assert told["first"][0]["finding"] == "audit.record_differs"
    assert "Another street" not in json.dumps(told)


def test_the_quiet_proof_needs_no_permission_and_says_that_it_was_quiet(
    practice: Practice, setting: Setting
) -> None:
    desk = _desk(practice, setting)
    proved = desk.verifying.prove_quietly(Progress())
    assert proved.verification.verified
    assert rows(desk, "verify")[-1]["details"]["quiet"] is True
    desk.close()


def _desk(practice: Practice, setting: Setting) -> Practice:
    account = AddAccount(
        person_id=new_id(), login="dan", name="Dan Fry", short_name="Dan F.", roles=(Role.FRONT_DESK,)
    )
    practice.staff.add(account, PASSWORD, FLOOR)
    practice.close()
    return open_practice(practice.paths.file, "dan", PASSWORD, setting)


def test_the_desk_may_not_prove_in_full_and_the_refusal_is_recorded(
    practice: Practice, setting: Setting
) -> None:
    desk = _desk(practice, setting)
    with pytest.raises(NotPermitted):
        desk.verifying.prove(Progress(), full=True)
    assert [one["act"] for one in rows(desk, "refused")] == ["security.verify"]
    assert rows(desk, "verify") == []
    desk.close()


def test_a_cancelled_proof_leaves_nothing(practice: Practice) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        practice.verifying.prove(progress, full=True)
    assert rows(practice, "verify") == []
    assert practice.verifying.last is None


def test_closing_stops_the_proof_that_runs_and_leaves_no_log(practice: Practice) -> None:
    begun, ended = threading.Event(), []

    def run() -> None:
        try:
            practice.verifying.prove_quietly(Progress(lambda *_: begun.set()), Pace(rest=5.0, rows=1))
        except Cancelled:
            ended.append("stopped")

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(10)
    practice.close()
    thread.join()
    assert ended == ["stopped"]
    log = practice.paths.file.with_name(practice.paths.file.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0
    with pytest.raises(Cancelled):
        practice.verifying.prove_quietly(Progress())


def test_asking_for_a_proof_stops_the_quiet_one(practice: Practice) -> None:
    begun, ended = threading.Event(), []

    def run() -> None:
        try:
            practice.verifying.prove_quietly(Progress(lambda *_: begun.set()), Pace(rest=5.0, rows=1))
        except Cancelled:
            ended.append("stopped")

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(10)
    assert practice.verifying.prove(Progress(), full=True).verification.verified
    thread.join()
    assert ended == ["stopped"]


def again(practice: Practice, setting: Setting) -> Practice:
    practice.close()
    return open_practice(practice.paths.file, "ruth", PASSWORD, setting)


def test_what_a_proof_in_full_found_stands_over_the_next_sign_in_and_its_quiet_proof(
    practice: Practice, setting: Setting
) -> None:
    spoil(practice, "UPDATE location SET name = 'Another street'")
    found = practice.verifying.prove(Progress(), full=True)
    opened = again(practice, setting)
    assert opened.verifying.prove_quietly(Progress()).verification.verified
    standing = opened.verifying.standing
    assert standing is not None
    assert (standing.at, standing.verification.findings) == (found.at, found.verification.findings)
    assert not standing.verification.verified and standing.verification.full
    third = again(opened, setting)
    assert third.verifying.standing == standing
    third.close()


def test_it_ends_with_a_proof_in_full_that_finds_nothing(practice: Practice, setting: Setting) -> None:
    spoil(practice, "UPDATE location SET name = name || ' '")
    practice.verifying.prove(Progress(), full=True)
    assert practice.verifying.standing is not None
    spoil(practice, "UPDATE location SET name = rtrim(name)")
    practice.verifying.prove(Progress(), full=True)
    assert practice.verifying.standing is None
    opened = again(practice, setting)
    assert opened.verifying.standing is None
    opened.close()


def test_it_ends_with_a_restore(practice: Practice, setting: Setting) -> None:
    spoil(practice, "UPDATE location SET name = 'Another street'")
    practice.verifying.prove(Progress(), full=True)
    practice.record("restore")
    opened = again(practice, setting)
    assert opened.verifying.standing is None
    opened.close()


def test_more_findings_than_the_record_keeps_are_counted(practice: Practice, setting: Setting) -> None:
    first = [{"finding": "audit.changed", "sequence": 7, "before": 6}]
    practice.record("verify", full=True, rows=9, result="findings", findings=42, first=first)
    opened = again(practice, setting)
    standing = opened.verifying.standing
    assert standing is not None
    told = [(one.message.id, one.message.params) for one in standing.verification.findings]
    assert told == [("audit.changed", {"sequence": 7, "before": 6}), ("audit.more", {"count": 41})]
    opened.close()


def test_what_anchors_said_is_judged_anew_and_does_not_stand(practice: Practice, setting: Setting) -> None:
    first = [{"finding": "audit.anchor_unproved", "file": "a", "sequence": 0, "head": 9}]
    practice.record("verify", full=True, rows=9, result="findings", findings=1, first=first)
    opened = again(practice, setting)
    assert opened.verifying.standing is None
    opened.close()
