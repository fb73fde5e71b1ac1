"""A practice of every schema there ever was opens in today's program, with all that was in it."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.progress import Progress
from app.practice_file import Practice, RestoreWish, restore_practice
from app.practice_recovery import recover_practice, recovery_owners
from app.security.queries import verify
from app.store.attachments import Attachment, read
from app.store.audit import AuditRow
from app.store.backup_verifying import verify_backup
from app.store.kdf import FLOOR
from app.store.migrations.runner import SCHEMA_VERSION
from app.store.slot_files import read_keys
from tests.support.older import KEPT, Older
from tests.support.sample import SAMPLES, make_sample
from tests.support.schema import schema
from tests.support.schema_difference import differences, look, made_by

GROWING = {"audit", "audit_checkpoint"}
MOST_BYTES = 2_000_000
WANTED = {"patient", "visit", "note_signature", "charge", "receipt", "ledger_line", "attachment"}


@pytest.fixture(params=KEPT)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Older:
    return Older.copy(tmp_path, request.param)


def _migrations(practice: Practice) -> list[AuditRow]:
    with Session(practice.file.database.reader) as session:
        return list(session.scalars(sa.select(AuditRow).where(AuditRow.event == "migration")))


def _hash_at(practice: Practice, sequence: int) -> str:
    with practice.file.database.reader.connect() as connection:
        asked = sa.select(AuditRow.hash).where(AuditRow.sequence == sequence)
        return connection.execute(asked).scalar_one().hex()


def test_there_is_a_sample_of_every_schema_that_was_released() -> None:
    assert {f"schema_{number}" for number in range(1, SCHEMA_VERSION)} <= {*KEPT}


def test_a_sample_of_today_can_be_made_and_opens(tmp_path: Path) -> None:
    make_sample(tmp_path / "made")
    today = Older.of(tmp_path / "made", tmp_path / "copy")
    practice = today.open()
    proved = practice.answer(verify, full=True)
    practice.close()
    assert proved.verified and practice.upgraded is None
    assert {*today.facts["rows"]} >= WANTED


@pytest.mark.parametrize("sample", KEPT)
def test_a_sample_is_small_and_has_something_of_everything(sample: str, tmp_path: Path) -> None:
    size = sum(one.stat().st_size for one in (SAMPLES / sample).rglob("*") if one.is_file())
    assert size < MOST_BYTES
    rows = Older.copy(tmp_path, sample).facts["rows"]
    assert {*rows} >= WANTED


def test_every_row_and_every_sum_is_there(older: Older) -> None:
    key_hex = older.key_hex()
    older.open().close()
    found = older.counted(key_hex)
    kept = {name: count for name, count in older.facts["rows"].items() if name not in GROWING}
    assert {name: found.rows.get(name) for name in kept} == kept
    assert {name: list(found.money[name]) for name in older.facts["money"]} == older.facts["money"]


def test_the_record_goes_on_from_where_it_was_and_the_whole_is_verified(older: Older) -> None:
    practice = older.open()
    told = older.facts["audit"]
    assert _hash_at(practice, told["sequence"]) == told["hash"]
    assert practice.history.alarms == ()
    proved = practice.answer(verify, full=True)
    practice.close()
    assert proved.findings == () and proved.verified


def test_each_step_stands_in_the_record_once(older: Older) -> None:
    practice = older.open()
    entries = [json.loads(row.entry) for row in _migrations(practice)]
    practice.close()
    told = [(one["details"]["from"], one["details"]["to"]) for one in entries]
    assert told == [(step, step + 1) for step in range(older.facts["schema"], SCHEMA_VERSION)]
    assert {one["person"] for one in entries} <= {str(practice.actor.person_id)}


def test_the_file_is_then_what_the_models_describe(older: Older) -> None:
    practice = older.open()
    with practice.file.database.reader.connect() as connection:
        made = look(connection.connection.dbapi_connection)
    practice.close()
    assert differences(made, look(made_by(schema()))) == []


def test_what_was_kept_with_records_can_be_read(older: Older) -> None:
    practice = older.open()
    with Session(practice.file.database.reader) as session:
        files = list(session.scalars(sa.select(Attachment)))
        sizes = [len(read(older.paths.attachments, one)) for one in files]
    practice.close()
    assert sizes and sizes == [one.size for one in files]


def test_the_key_files_ask_for_the_new_schema(older: Older) -> None:
    older.open().close()
    assert {one.sealed.slots.schema for one in read_keys(older.paths).copies if one.sealed} == {
        SCHEMA_VERSION
    }


def test_the_second_opening_finds_nothing_to_do(older: Older) -> None:
    older.open().close()
    told: list[object] = []
    practice = older.open(Progress(lambda *step: told.append(step)))
    count = len(_migrations(practice))
    practice.close()
    assert practice.upgraded is None and told == []
    assert count == SCHEMA_VERSION - older.facts["schema"]


def test_the_recovery_sheet_opens_it_too(older: Older) -> None:
    sheet = older.facts["recovery_sheet"]
    (owner,) = recovery_owners(older.file, sheet, older.setting())
    password = "nine quiet herons"
    practice = recover_practice(older.file, sheet, owner.person_id, password, older.setting(), cost=FLOOR)
    assert practice.answer(verify, full=True).verified
    assert len(_migrations(practice)) == SCHEMA_VERSION - older.facts["schema"]
    practice.close()
    assert read_keys(older.paths).shown.schema == SCHEMA_VERSION
    older.open(password=password).close()


def test_the_backup_before_the_steps_restores_on_another_pc_and_opens(older: Older, tmp_path: Path) -> None:
    """It is one of the old schema: it goes the same way once more."""
    practice = older.open()
    key, upgraded = practice.file.key.copy(), practice.upgraded
    practice.close()
    if older.facts["schema"] == SCHEMA_VERSION:
        assert upgraded is None
        return
    assert upgraded is not None and upgraded.backup is not None
    with key:
        assert verify_backup(upgraded.backup, key, Progress()) == []
    other = Older(tmp_path / "other_pc", older.facts)
    other.file.parent.mkdir(parents=True)
    wish = RestoreWish(upgraded.backup, other.file, older.facts["login"], older.facts["password"])
    restore_practice(wish, other.setting())
    practice = other.open()
    assert practice.answer(verify, full=True).verified
    assert len(_migrations(practice)) == SCHEMA_VERSION - older.facts["schema"]
    practice.close()
