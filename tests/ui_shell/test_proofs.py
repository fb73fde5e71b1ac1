"""The proof of the record in the window: quietly after the sign-in, in full on demand, with an alarm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QTimer
from sqlalchemy.orm import Session

from app.store.audit import AuditRow
from tests.ui_shell.standing import MARIA, House, frame, lock, running, sign_in
from ui.common.proofs import Proof
from ui.practice.verify_section import VerifySection
from ui.shell import proof_watch
from ui.shell.places import places_for
from ui.shell.program import Program
from ui.shell.proof_line import ITEM, ProofBar
from ui.shell.status_line import StatusText


@pytest.fixture
def house(tmp_path: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(proof_watch, "FIRST_MS", 1)
    return House(tmp_path).make()


def status(program: Program) -> StatusText | None:
    return frame(program).status_line.texts.get(ITEM)


def bars(program: Program) -> list[ProofBar]:
    return [one for one in frame(program).findChildren(ProofBar) if not one.isHidden()]


def proofs(program: Program) -> list[dict[str, Any]]:
    with Session(program.holder.practice.around.database.reader) as session:
        found = session.scalars(sa.select(AuditRow.entry).where(AuditRow.event == "verify"))
        return [json.loads(one)["details"] for one in found]


def spoil(program: Program, *statements: str) -> None:
    raw = program.holder.practice.around.database.writer.raw_connection()
    for statement in statements:
        raw.cursor().execute(statement)
    raw.close()


REWRITE = (
    "DROP TRIGGER audit_no_update",
    "UPDATE audit SET entry = replace(entry, 'test PC', 'other PC') WHERE sequence = 2",
)


def proved(program: Program, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: program.proofs.now.last is not None, timeout=10_000)


def test_after_the_sign_in_the_record_is_proved_quietly_and_the_status_line_says_when(
    house: House, qtbot: Any
) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        proved(program, qtbot)
        told = status(program)
        assert told is not None
        assert (told.item.words, told.item.tone) == ("Record verified at 9:00 AM", "second")
        assert not bars(program)
        assert [one["quiet"] for one in proofs(program)] == [True]


def test_a_row_that_was_changed_raises_an_alarm_with_its_place_and_a_way_on(house: House, qtbot: Any) -> None:
    with running(house, qtbot, places_for) as program:
        sign_in(program, qtbot)
        proved(program, qtbot)
        spoil(program, *REWRITE)
        lock(program, qtbot)
        qtbot.waitUntil(lambda: not program.holder.open)
        sign_in(program, qtbot)
        qtbot.waitUntil(lambda: bool(bars(program)), timeout=10_000)
        (bar,) = bars(program)
        assert "Row 2 of the record does not continue row 1" in bar.words.text()
        told = status(program)
        assert told is not None and told.item.tone == "danger"
        bar.button.click()
        (section,) = frame(program).findChildren(VerifySection)
        qtbot.waitUntil(section.isVisible)
        assert len(section.findings.groups) == 1


def test_who_may_not_verify_is_told_to_tell_the_owner(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot, "maria", MARIA)
        proved(program, qtbot)
        assert not status(program).item.acts  # type: ignore[union-attr]
        spoil(program, *REWRITE)
        program.proofs.start(Proof.QUIET)
        qtbot.waitUntil(lambda: bool(bars(program)), timeout=10_000)
        (bar,) = bars(program)
        assert bar.words.text().endswith("Tell the owner of the practice.")
        assert bar.button.isHidden()


def test_in_full_a_record_changed_past_the_program_is_found_and_the_alarm_goes_when_it_is_right_again(
    house: House, qtbot: Any
) -> None:
    with running(house, qtbot, places_for) as program:
        sign_in(program, qtbot)
        proved(program, qtbot)
        spoil(program, "UPDATE location SET name = name || ' '")
        program.proofs.start(Proof.FULL)
        assert status(program).item.words.startswith("Verifying the record")  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: bool(bars(program)), timeout=10_000)
        assert "A record in table location is not what" in bars(program)[0].words.text()
        spoil(program, "UPDATE location SET name = rtrim(name)")
        program.proofs.start(Proof.FULL)
        qtbot.waitUntil(lambda: not bars(program) and program.proofs.now.running is None, timeout=10_000)
        assert [one["result"] for one in proofs(program)] == ["whole", "findings", "whole"]


def test_locking_stops_the_proof_and_the_next_sign_in_begins_anew(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        proved(program, qtbot)
        assert program.proofs.start(Proof.FULL)
        assert not program.proofs.start(Proof.FULL)  # one at a time
        lock(program, qtbot)
        qtbot.waitUntil(lambda: not program.holder.open)
        assert program.proofs.now.running is None
        assert not program.proofs.start(Proof.QUIET)  # nothing begins while it is locked
        before = program.proofs.now.last
        sign_in(program, qtbot)
        qtbot.waitUntil(lambda: program.proofs.now.last not in (None, before), timeout=10_000)


def test_a_cancelled_proof_says_what_was_known_before(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        proved(program, qtbot)
        last = program.proofs.now.last
        program.proofs.start(Proof.FULL)
        program.proofs.cancel()
        qtbot.waitUntil(lambda: program.proofs.now.running is None, timeout=10_000)
        assert program.proofs.now.last == last or len(proofs(program)) == 2


def test_the_window_does_not_wait_while_the_record_is_proved(house: House, qtbot: Any) -> None:
    with running(house, qtbot) as program:
        sign_in(program, qtbot)
        proved(program, qtbot)
        ticks = [0]
        timer = QTimer(interval=5)
        timer.timeout.connect(lambda: ticks.__setitem__(0, ticks[0] + 1))
        timer.start()
        program.proofs.start(Proof.FULL)
        qtbot.waitUntil(lambda: program.proofs.now.running is None, timeout=10_000)
        assert ticks[0] > 0


def test_damage_that_was_found_in_full_is_told_at_the_next_start_too(house: House, qtbot: Any) -> None:
    with running(house, qtbot, places_for) as program:
        sign_in(program, qtbot)
        proved(program, qtbot)
        spoil(program, "UPDATE location SET name = name || ' '")
        program.proofs.start(Proof.FULL)
        qtbot.waitUntil(lambda: bool(bars(program)), timeout=10_000)
    with running(house, qtbot, places_for) as program:
        sign_in(program, qtbot)
        qtbot.waitUntil(lambda: bool(bars(program)))
        proved(program, qtbot)
        assert program.proofs.now.last.verification.verified  # type: ignore[union-attr]
        assert "A record in table location is not what" in bars(program)[0].words.text()
        told = status(program)
        assert told is not None
        assert (told.item.words, told.item.tone) == ("The record is not whole, 9:00 AM", "danger")
        bars(program)[0].button.click()
        (section,) = frame(program).findChildren(VerifySection)
        qtbot.waitUntil(section.isVisible)
        assert section.result.text().startswith("The record is not whole")
        spoil(program, "UPDATE location SET name = rtrim(name)")
        program.proofs.start(Proof.FULL)
        qtbot.waitUntil(lambda: not bars(program), timeout=10_000)
        assert status(program).item.tone == "second"  # type: ignore[union-attr]
