"""A new store key: nothing old opens what is new, everything is there, and a cut leaves one practice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Cancelled, NotPermitted, RuleViolated, Unavailable
from app.core.progress import Progress
from app.practice_file import PendingKey, Practice, Rekeyed, look_at, open_practice
from app.practice_recovery import open_with_code, recover_practice, recovery_owners
from app.security.queries import verify
from app.security.sign_in import enter_with_code
from app.store import files, rekey_swapping, rekeying, slot_files
from app.store.attachments import Attachment
from app.store.backup_facts import facts_of, unchanging
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from app.store.keys import StoreKey
from app.store.rekeying_causes import RekeyCause
from app.store.slot_files import read_keys
from tests.store.backup_house import FILES, PASSWORD, House, add_nurse, content_of

REPO = Path(__file__).resolve().parents[2]


def groups_of(pending: PendingKey) -> tuple[str, ...]:
    return tuple(pending.key.group((place.line - 1) * 2 + place.group - 1) for place in pending.places)


def rekey(practice: Practice, **more: Any) -> Rekeyed:
    pending = practice.recovery.new_key()
    told = {"password": PASSWORD, "pending": pending, "typed": groups_of(pending), **more}
    return practice.rekeying.change(**told)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """The practice of the owner Ruth, with a nurse and three files of records."""
    built = House.build(tmp_path)
    practice = built.open()
    add_nurse(practice)
    practice.close()
    return built


def test_nothing_old_opens_the_new_file(house: House) -> None:
    old = house.top / "old"
    practice = house.open()
    old_key = practice.file.key.copy()
    practice.close()
    shutil.copytree(house.file.parent, old)
    rekey(house.open())
    paths = PracticePaths.of(house.file)
    assert not rekeying.opens(paths, old_key)
    assert not any(one.is_authentic(old_key) for one in read_keys(paths).candidates)
    for name in ("riverside.daybook.keys", "riverside.daybook.keys.2"):  # the old slots beside the new file
        shutil.copy(old / name, house.file.parent / name)
    with pytest.raises(Unavailable) as refused:
        house.open()
    assert refused.value.cause == Cause.WRONGLY_KEYED


def test_the_old_password_of_another_person_opens_nothing_and_the_code_does(house: House) -> None:
    done = rekey(house.open())
    assert [(one.login, one.name) for one in done.codes] == [("nan", "Nan R.")]
    code = done.codes[0].code
    assert code.text() not in repr(done)
    with pytest.raises(Unavailable) as refused:
        house.open(login="nan")
    assert refused.value.cause == Cause.CODE_WAITS
    unlocked = enter_with_code(look_at(house.file), "nan", code, house.clock.now)
    assert unlocked.person_id == done.codes[0].label.person_id
    unlocked.store_key.wipe()
    house.clock.advance(timedelta(days=7))
    with pytest.raises(Unavailable) as refused:
        enter_with_code(look_at(house.file), "nan", code, house.clock.now)
    assert refused.value.cause == Cause.CODE_EXPIRED


def test_with_the_code_a_person_chooses_a_password_and_it_is_used_up(house: House) -> None:
    typed = rekey(house.open()).codes[0].code.text().lower()
    open_with_code(house.file, "nan", typed, "nine brown horses", house.setting, cost=FLOOR).close()
    open_practice(house.file, "nan", "nine brown horses", house.setting).close()
    with pytest.raises(Unavailable) as refused:
        open_with_code(house.file, "nan", typed, "ten brown horses", house.setting, cost=FLOOR)
    assert refused.value.cause == Cause.WRONG_CODE


def test_everything_is_there_under_a_new_audit_key_and_the_chain_goes_on(house: House) -> None:
    practice = house.open()
    key_hex = practice.file.key.database_key_hex()
    practice.close()
    with unchanging(house.file, key_hex, Progress()) as connection:
        before = facts_of(connection)
    files_before = content_of(PracticePaths.of(house.file).attachments)
    done = rekey(house.open())
    assert done.audit_key == 2
    again = house.open()
    with unchanging(house.file, again.file.key.database_key_hex(), Progress()) as connection:
        after = facts_of(connection)
    changed = {name for name in after.rows if after.rows[name] != before.rows[name]}
    assert changed <= {"audit", "audit_key", "audit_checkpoint"}
    assert after.money == before.money
    assert content_of(PracticePaths.of(house.file).attachments) == files_before
    assert len(files_before) == len(FILES)
    assert again.history.alarms == ()
    assert again.answer(verify, full=True).verified
    again.close()


def test_files_of_records_open_as_before(house: House) -> None:
    from sqlalchemy.orm import Session

    from app.store.sealed_files import opened, place_of

    rekey(house.open())
    again = house.open()
    with Session(again.file.database.reader) as session:
        kept = [(one.file_name, one.key) for one in session.query(Attachment)]
    folder = PracticePaths.of(house.file).attachments
    found = {opened(place_of(folder, name).read_bytes(), key) for name, key in kept}
    again.close()
    assert found == set(FILES)


def test_the_record_says_who_changed_the_key_and_for_whom_there_are_codes(house: House) -> None:
    import json

    import sqlalchemy as sa

    from app.store.audit import AuditCheckpoint, AuditRow

    done = rekey(house.open())
    again = house.open()
    with again.file.database.reader.connect() as connection:
        row = connection.execute(sa.select(AuditRow).where(AuditRow.event == "store_key_changed")).one()
        number = connection.execute(
            sa.select(AuditCheckpoint.key_number).where(AuditCheckpoint.sequence == row.sequence)
        ).scalar_one()
    again.close()
    said = json.loads(row.entry)
    assert said["details"]["codes_for"] == [str(done.codes[0].label.person_id)]
    assert said["person"] == str(again.actor.person_id)
    assert number == done.audit_key == said["details"]["audit_key"]
    assert done.codes[0].code.text() not in row.entry


def test_the_new_sheet_opens_and_the_old_one_does_not(house: House) -> None:
    practice = house.open()
    first = practice.recovery.new_key()
    old = first.key.code_text()
    practice.recovery.replace(first, groups_of(first))
    pending = practice.recovery.new_key()
    new = pending.key.code_text()
    rekey(practice, pending=pending, typed=groups_of(pending))
    with pytest.raises(Unavailable) as refused:
        recovery_owners(house.file, old, house.setting)
    assert refused.value.cause == Cause.WRONG_RECOVERY_KEY
    owner = recovery_owners(house.file, new, house.setting)[0]
    recover_practice(house.file, new, owner.person_id, "nine brown horses", house.setting, cost=FLOOR).close()


def test_a_sheet_that_nobody_read_back_is_asked_for_at_the_next_sign_in(house: House) -> None:
    rekey(house.open(), typed=None)
    again = house.open()
    assert len(again.recovery.asked) == 2
    again.close()


def test_what_was_made_by_the_old_key_still_opens_with_it(house: House) -> None:
    practice = house.open()
    backup = house.back_up(practice).folder
    rekey(practice)
    house.restore(backup)
    house.open(house.elsewhere).close()


@pytest.mark.parametrize("case", ["nurse", "password", "groups"])
def test_a_refusal_leaves_the_practice_open_as_it_was(house: House, case: str) -> None:
    practice = house.open(login="nan" if case == "nurse" else "ruth")
    pending = PendingKey()
    before = content_of(house.file.parent)
    with pytest.raises((NotPermitted, Unavailable, RuleViolated)):
        practice.rekeying.change(
            "wrong wrong wrong" if case == "password" else PASSWORD,
            pending,
            ("0000", "0000") if case == "groups" else groups_of(pending),
        )
    after = content_of(house.file.parent)
    after.pop("riverside.daybook.attempts", "")
    before.pop("riverside.daybook.attempts", "")
    assert after == before
    practice.record("still open")
    practice.close()


def test_a_record_in_doubt_is_not_carried_into_a_new_file(house: House) -> None:
    practice = house.open()
    old = house.top / "earlier"
    practice.close()
    shutil.copytree(house.file.parent, old)
    practice = house.open()
    practice.record("something")
    practice.close()
    shutil.copy(old / house.file.name, house.file)
    practice = house.open()
    assert practice.history.alarms
    with pytest.raises(Unavailable) as refused:
        rekey(practice)
    assert refused.value.cause == RekeyCause.HISTORY_IN_DOUBT
    practice.close()


def test_without_room_nothing_is_begun(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = house.open()
    usage = shutil.disk_usage(house.top)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=1_000_000))
    with pytest.raises(Unavailable) as refused:
        rekey(practice)
    assert refused.value.cause == RekeyCause.NO_ROOM
    assert not list(house.file.parent.glob(".*rekeying"))
    practice.record("still open")
    practice.close()


def test_it_can_be_cancelled_until_the_new_files_are_whole(house: House) -> None:
    practice = house.open()
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        rekey(practice, progress=progress)
    assert not list(house.file.parent.glob(".*rekeying"))
    practice.close()
    house.open().close()


def test_a_copy_that_reads_back_otherwise_is_not_put_in_place(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = house.open()
    real = rekeying.facts_of

    def other(connection: Any) -> Any:
        found = real(connection)
        return type(found)({**found.rows, "account": 99}, found.money, found.sequence, found.hash)

    monkeypatch.setattr(rekeying, "facts_of", other)
    with pytest.raises(Unavailable) as refused:
        rekey(practice)
    assert refused.value.cause == RekeyCause.NOT_VERIFIED
    practice.close()
    house.open().close()


def test_another_copy_of_the_anchor_of_the_old_key_still_raises_the_alarm(house: House) -> None:
    """Only the very anchors that lay there when the key was changed are forgotten."""
    practice = house.open()
    place = practice.file.anchors.read()[1].path
    older = place.read_bytes()
    practice.record("later")
    rekey(practice)
    place.write_bytes(older)
    again = house.open()
    assert [one.message.id for one in again.history.alarms] == ["audit.anchor_unproved"]
    again.close()


# -- cut off anywhere -------------------------------------------------------------------------------------


def before_each_step(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    def first(real: Any) -> Any:
        return lambda *given, **named: (happens(), real(*given, **named))[1]

    for room in (rekey_swapping, slot_files):
        monkeypatch.setattr(room, "atomic_write", first(room.atomic_write))
    for call in ("replace", "mkdir", "chmod", "unlink"):
        monkeypatch.setattr(Path, call, first(getattr(Path, call)))
    monkeypatch.setattr(rekey_swapping, "sync_folder", first(files.sync_folder))
    monkeypatch.setattr(shutil, "rmtree", first(shutil.rmtree))
    monkeypatch.setattr(rekeying, "settle", first(rekeying.settle))


def opened_after_cut(house: House, old_key: StoreKey) -> str:
    """Open what a cut left, as the next start does; say under which key it lies."""
    practice = house.open()
    kept = "old" if practice.file.key == old_key else "new"
    assert practice.history.alarms == ()
    assert practice.answer(verify, full=True).verified
    practice.close()
    assert not list(house.file.parent.glob(".*"))
    return kept


def test_a_cut_before_any_file_operation_leaves_one_usable_practice(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = house.open()
    old_key, cuts, seen = practice.file.key.copy(), list[Path](), set[str]()

    def cut() -> None:
        content = repr(sorted(content_of(house.file.parent).items()))
        if content not in seen:
            seen.add(content)
            into = tmp_path / f"cut-{len(cuts)}"
            for part in ("practice", "state"):
                subprocess.run(["cp", "-a", str(house.top / part), str(into) + "-" + part], check=True)
            cuts.append(into)

    before_each_step(monkeypatch, cut)
    rekey(practice)
    monkeypatch.undo()
    kept = []
    for into in cuts:
        for part in ("practice", "state"):
            shutil.rmtree(house.top / part)
            Path(f"{into}-{part}").rename(house.top / part)
        kept.append(opened_after_cut(house, old_key))
    assert kept == sorted(kept, reverse=True)  # old until the note is there, and new from then on
    assert kept.count("old") >= 4
    assert kept.count("new") >= 5


CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.store.backup_house import House, PASSWORD
from tests.store.test_rekeying import rekey
practice = House.at(Path(sys.argv[2])).open()
print("begun", flush=True)
rekey(practice)
print("done", flush=True)
"""


@pytest.mark.parametrize("part", range(6))
def test_killed_at_any_moment_one_practice_opens(house: House, part: int) -> None:
    practice = house.open()
    old_key = practice.file.key.copy()
    practice.close()
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(REPO), str(house.top)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPO)},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"begun\n"
        time.sleep(0.02 + 0.06 * part)
        child.kill()
        done = b"done" in child.stdout.read()
    kept = opened_after_cut(house, old_key)
    assert kept == "new" or not done
    look_at(house.file)


def test_a_rename_that_fails_is_finished_at_the_next_opening(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = house.open()
    old_key = practice.file.key.copy()
    real = rekey_swapping._move

    def fails(fresh: Path, place: Path) -> None:
        if place == PracticePaths.of(house.file).file:
            raise OSError(5, "made to fail")
        real(fresh, place)

    monkeypatch.setattr(rekey_swapping, "_move", fails)
    with pytest.raises(Unavailable) as refused:
        rekey(practice)
    assert refused.value.cause == RekeyCause.UNFINISHED
    monkeypatch.undo()
    assert opened_after_cut(house, old_key) == "new"
