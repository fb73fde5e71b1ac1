"""A practice is made, opened, refused and closed as SAFETY says."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import RuleViolated, Unavailable
from app.core.ids import new_id
from app.documents.views import RecoverySheet
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Practice, Setting, create_practice, look_at, open_practice
from app.security.actions import AddAccount
from app.security.queries import accounts, verify
from app.store.attachments import keep, read
from app.store.audit import AuditRow
from app.store.causes import Cause
from app.store.engine import connect
from app.store.kdf import FLOOR
from app.store.sealed_files import place_of, write_sealed

PASSWORD = "seven green kayaks"
NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
OWNER = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))
FOUNDING = FoundPractice(name="Riverside Family Practice", zone="America/New_York")


class Sheets:
    """Keeps the recovery keys that were handed out, as the paper would."""

    def __init__(self) -> None:
        self.groups: list[str] = []

    def __call__(self, sheet: RecoverySheet) -> None:
        self.groups = [group for line in sheet.lines for group in line.groups]


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(SetClock(NOW), ChangeBus(), "test PC", tmp_path / "state")


@pytest.fixture
def file(tmp_path: Path, setting: Setting) -> Path:
    made = tmp_path / "practice" / "riverside.daybook"
    made.parent.mkdir()
    create_practice(made, FOUNDING, OWNER, PASSWORD, Sheets(), setting=setting, cost=FLOOR).close()
    return made


@pytest.fixture
def practice(file: Path, setting: Setting) -> Iterator[Practice]:
    made = open_practice(file, "ruth", PASSWORD, setting)
    yield made
    made.close()


def _bytes(folder: Path) -> dict[str, str]:
    files = sorted(one for one in folder.rglob("*") if one.is_file() and not one.name.endswith(".lock"))
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


def _refused(file: Path, cause: Cause, setting: Setting, password: str = PASSWORD) -> None:
    """Opening is refused for this cause, and every file is as it was."""
    before = _bytes(file.parent)
    with pytest.raises(Unavailable) as refused:
        open_practice(file, "ruth", password, setting)
    assert refused.value.cause == cause
    after = _bytes(file.parent)
    after.pop(file.name + ".attempts", None)
    before.pop(file.name + ".attempts", None)
    assert before == after


def test_a_new_practice_opens_for_its_owner_and_nobody_else(file: Path, setting: Setting) -> None:
    opened = open_practice(file, "Ruth", PASSWORD, setting)
    assert opened.actor.roles == {Role.OWNER, Role.PHYSICIAN}
    assert opened.history.alarms == ()
    opened.close()
    _refused(file, Cause.WRONG_PASSWORD, setting, password="seven red kayaks")


def test_the_sign_in_screen_is_known_before_anything_is_open(file: Path) -> None:
    door = look_at(file)
    assert door.practice_name == "Riverside Family Practice"
    assert [(one.login, one.name, one.role) for one in door.tiles] == [("ruth", "Dr. Day", "physician")]


def test_nothing_of_the_practice_is_in_the_clear(file: Path) -> None:
    for one in file.parent.iterdir():
        if one.name == file.name:
            assert b"SQLite" not in one.read_bytes()
            assert b"Riverside" not in one.read_bytes()


def test_without_the_sheet_nothing_is_made(tmp_path: Path, setting: Setting) -> None:
    def fails(sheet: RecoverySheet) -> None:
        raise Unavailable("disk_full")

    with pytest.raises(Unavailable):
        create_practice(tmp_path / "p.daybook", FOUNDING, OWNER, PASSWORD, fails, setting=setting, cost=FLOOR)
    assert not list(tmp_path.glob("*.daybook*"))


def test_an_existing_file_is_never_overwritten(file: Path, setting: Setting) -> None:
    before = _bytes(file.parent)
    with pytest.raises(Unavailable) as refused:
        create_practice(file, FOUNDING, OWNER, PASSWORD, Sheets(), setting=setting, cost=FLOOR)
    assert refused.value.cause == Cause.FILE_EXISTS
    assert _bytes(file.parent) == before


@pytest.mark.parametrize("password", ["short", "passwordpassword", "riverside family practice"])
def test_a_weak_password_is_refused_beside_its_field(tmp_path: Path, setting: Setting, password: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        create_practice(
            tmp_path / "p.daybook", FOUNDING, OWNER, password, Sheets(), setting=setting, cost=FLOOR
        )
    assert refused.value.field == "password"


def test_a_missing_file_is_not_created(file: Path, setting: Setting) -> None:
    file.unlink()
    _refused(file, Cause.FILE_MISSING, setting)
    assert not file.exists()


def test_an_empty_file_is_refused(file: Path, setting: Setting) -> None:
    file.write_bytes(b"")
    _refused(file, Cause.FILE_EMPTY, setting)


def test_a_truncated_file_is_refused(file: Path, setting: Setting) -> None:
    file.write_bytes(file.read_bytes()[:-100])
    _refused(file, Cause.FILE_TRUNCATED, setting)


def test_a_plain_database_is_refused(file: Path, setting: Setting) -> None:
    file.write_bytes(b"SQLite format 3\0" + bytes(4080))
    _refused(file, Cause.FILE_PLAIN, setting)


def test_without_its_keys_the_missing_file_is_named(file: Path, setting: Setting) -> None:
    for name in (".keys", ".keys.2"):
        file.with_name(file.name + name).unlink()
    before = _bytes(file.parent)
    with pytest.raises(Unavailable) as refused:
        open_practice(file, "ruth", PASSWORD, setting)
    assert refused.value.cause == Cause.KEYS_MISSING
    assert refused.value.message.params["file"] == file.name + ".keys"
    assert _bytes(file.parent) == before


def test_another_practices_file_under_these_keys_is_refused(
    file: Path, tmp_path: Path, setting: Setting
) -> None:
    other = tmp_path / "other.daybook"
    create_practice(other, FOUNDING, OWNER, PASSWORD, Sheets(), setting=setting, cost=FLOOR).close()
    shutil.copy(other, file)
    _refused(file, Cause.WRONGLY_KEYED, setting)


def test_a_damaged_page_is_named_as_damage_or_does_not_matter_yet(file: Path, setting: Setting) -> None:
    whole = file.read_bytes()
    causes: set[str] = set()
    for page in range(1, len(whole) // 4096, 12):
        broken = bytearray(whole)
        broken[page * 4096 + 2000] ^= 1
        file.write_bytes(bytes(broken))
        try:
            open_practice(file, "ruth", PASSWORD, setting).close()
        except Unavailable as refused:
            causes.add(refused.cause)
        except sa.exc.DatabaseError as error:
            pytest.fail(f"page {page}: {type(error)}")
    assert causes == {Cause.DATABASE_DAMAGED}


def test_a_file_of_a_later_program_is_refused(file: Path, setting: Setting) -> None:
    opened = open_practice(file, "ruth", PASSWORD, setting)
    key = opened.file.key.database_key_hex()
    opened.close()
    connection = connect(file, key, mode="rw")
    connection.execute("UPDATE alembic_version SET version_num = '99'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _refused(file, Cause.NEWER, setting)


def test_one_process_at_a_time_owns_a_practice(practice: Practice, setting: Setting) -> None:
    with pytest.raises(Unavailable) as refused:
        open_practice(practice.paths.file, "ruth", PASSWORD, setting)
    assert refused.value.cause == Cause.IN_USE


def test_after_five_wrong_passwords_one_waits(file: Path, setting: Setting) -> None:
    for _ in range(5):
        _refused(file, Cause.WRONG_PASSWORD, setting, password="seven red kayaks")
    _refused(file, Cause.WAIT, setting)
    assert isinstance(setting.clock, SetClock)
    setting.clock.advance(timedelta(minutes=1))
    opened = open_practice(file, "ruth", PASSWORD, setting)
    with Session(opened.around.database.reader) as session:
        last = session.scalars(sa.select(AuditRow).order_by(AuditRow.sequence.desc())).first()
    assert last is not None
    assert '"count":5' in last.entry
    opened.close()


def test_the_chain_is_proved_and_an_older_file_is_noticed(file: Path, setting: Setting) -> None:
    shutil.copy(file, file.with_name("kept"))
    opened = open_practice(file, "ruth", PASSWORD, setting)
    assert opened.answer(verify, full=True).verified
    opened.close()
    shutil.copy(file.with_name("kept"), file)
    again = open_practice(file, "ruth", PASSWORD, setting)
    assert {one.message.id for one in again.history.alarms} == {"audit.anchor_database_behind"}
    again.close()
    still = open_practice(file, "ruth", PASSWORD, setting)
    assert not still.answer(verify).verified
    still.history.accept("The backup was restored on purpose")
    assert still.answer(verify).verified
    still.close()


def test_a_changed_row_is_located(file: Path, setting: Setting) -> None:
    opened = open_practice(file, "ruth", PASSWORD, setting)
    raw = opened.around.database.writer.raw_connection()
    raw.cursor().execute("DROP TRIGGER audit_no_update")
    raw.cursor().execute("UPDATE audit SET entry = replace(entry, 'ruth', 'anna') WHERE sequence = 2")
    raw.close()
    found = opened.answer(verify)
    opened.close()
    assert [(one.message.id, one.message.params) for one in found.findings] == [
        ("audit.changed", {"sequence": 2, "before": 1})
    ]


def _orphan(file: Path) -> Path:
    folder = file.with_name(file.name + ".attachments")
    return place_of(folder, write_sealed(folder, b"an act was cut off here").name)


def test_opening_sweeps_what_an_act_cut_off_left_and_records_it(file: Path, setting: Setting) -> None:
    opened = open_practice(file, "ruth", PASSWORD, setting)
    with opened.work() as work, work._one_act():
        kept = keep(work, b"named", media_type="text/plain", purpose="test")
        work._record("test.story", new_id())
    opened.close()
    orphan = _orphan(file)
    again = open_practice(file, "ruth", PASSWORD, setting)
    assert not orphan.exists()
    assert read(again.paths.attachments, kept) == b"named"
    with Session(again.around.database.reader) as session:
        last = session.scalars(sa.select(AuditRow).order_by(AuditRow.sequence.desc())).first()
    assert last is not None
    assert '"swept_files":1' in last.entry
    again.close()


def test_an_older_database_sweeps_nothing(file: Path, setting: Setting) -> None:
    shutil.copy(file, file.with_name("kept"))
    open_practice(file, "ruth", PASSWORD, setting).close()
    shutil.copy(file.with_name("kept"), file)
    newer = _orphan(file)
    behind = open_practice(file, "ruth", PASSWORD, setting)
    assert behind.history.alarms
    behind.close()
    assert newer.exists()


def test_without_an_anchor_nothing_is_swept(file: Path, setting: Setting, tmp_path: Path) -> None:
    orphan = _orphan(file)
    file.with_name(file.name + ".anchor").unlink()
    elsewhere = Setting(setting.clock, ChangeBus(), "another PC", tmp_path / "other state")
    open_practice(file, "ruth", PASSWORD, elsewhere).close()
    assert orphan.exists()


def test_a_second_person_signs_in_with_their_own_password(practice: Practice, setting: Setting) -> None:
    maria = AddAccount(
        person_id=new_id(),
        login="maria",
        name="Maria Reyes, CMA",
        short_name="Maria R., CMA",
        roles=(Role.MEDICAL_ASSISTANT,),
    )
    practice.staff.add(maria, "nine yellow canoes", FLOOR)
    assert [one.login for one in practice.answer(accounts)] == ["maria", "ruth"]
    practice.close("switch_user")
    opened = open_practice(practice.paths.file, "maria", "nine yellow canoes", setting)
    assert opened.actor.roles == {Role.MEDICAL_ASSISTANT}
    opened.close()


def test_an_older_slot_set_is_refused(file: Path, setting: Setting) -> None:
    names = [file.name + ".keys", file.name + ".keys.2"]
    old = {name: file.with_name(name).read_bytes() for name in names}
    opened = open_practice(file, "ruth", PASSWORD, setting)
    account = AddAccount(person_id=new_id(), login="al", name="Al", short_name="Al", roles=(Role.FRONT_DESK,))
    opened.staff.add(account, "nine yellow canoes", FLOOR)
    opened.close()
    for name, content in old.items():
        file.with_name(name).write_bytes(content)
    _refused(file, Cause.KEYS_OLDER, setting)


def test_the_sheet_is_typed_back_once(tmp_path: Path, setting: Setting) -> None:
    sheets = Sheets()
    made = create_practice(
        tmp_path / "p.daybook", FOUNDING, OWNER, PASSWORD, sheets, setting=setting, cost=FLOOR
    )
    first, second = made.recovery.asked
    with pytest.raises(RuleViolated):
        made.recovery.confirm((sheets.groups[first], "0000"))
    made.recovery.confirm((sheets.groups[first].lower(), sheets.groups[second]))
    assert made.recovery.asked == ()
    made.close()


def test_a_closed_practice_leaves_an_empty_log_and_no_key(practice: Practice) -> None:
    practice.close()
    assert not practice.paths.log.exists() or practice.paths.log.stat().st_size == 0
    assert practice.file.key.wiped
    practice.close()
    open_practice(practice.paths.file, "ruth", PASSWORD, practice.setting).close()


def test_a_killed_process_gives_the_practice_back(file: Path, tmp_path: Path) -> None:
    story = f"""
import sys; sys.path.insert(0, {str(Path.cwd())!r})
from pathlib import Path
from app.practice_file import Setting, open_practice
setting = Setting.here(state_folder=Path({str(tmp_path)!r}))
made = open_practice(Path({str(file)!r}), "ruth", {PASSWORD!r}, setting)
print("open", flush=True); sys.stdin.read()
"""
    child = subprocess.Popen(
        [sys.executable, "-c", story], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    child.kill()
    child.communicate()
    opened = open_practice(file, "ruth", PASSWORD, Setting.here(state_folder=tmp_path))
    opened.close()
