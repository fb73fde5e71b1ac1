"""The recovery sheet opens the practice when every password is lost, once, and a new one takes its place."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import practice_file
from app.core.acts import Role
from app.core.changes import ChangeBus
from app.core.clock import SetClock
from app.core.errors import DaybookError, NotPermitted, RuleViolated, Unavailable
from app.core.ids import new_id
from app.documents.views import RecoverySheet
from app.practice.founding import FoundPractice
from app.practice_file import Owner, PendingKey, Practice, Setting, create_practice, open_practice, sheet_pdf
from app.practice_recovery import RecoveryKeyMistyped, recover_practice, recovery_owners
from app.security import key_ring
from app.security.actions import AddAccount
from app.security.model import Account
from app.security.queries import accounts, verify
from app.store import files, slot_files
from app.store.attempts import RECOVERY_KEY
from app.store.audit import AuditRow
from app.store.causes import Cause
from app.store.kdf import FLOOR
from app.store.recovery import RecoveryKey

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
OWNER = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day", also=(Role.PHYSICIAN,))
LOST, NEW, MARIA = "seven green kayaks", "eleven silver thimbles", "nine yellow canoes"


class Desk:
    """A practice on disk, the sheet in the drawer, and who tries to get in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "practice" / "riverside.daybook"
        self.setting = Setting(SetClock(NOW), ChangeBus(), "test PC", folder / "state")
        self.sheet = ""
        self.file.parent.mkdir(parents=True)
        founding = FoundPractice(name="Riverside Family Practice", zone="America/New_York")
        made = create_practice(self.file, founding, OWNER, LOST, self._take, setting=self.setting, cost=FLOOR)
        groups = [group for line in self.sheet.splitlines() for group in line.split("-")[:2]]
        made.recovery.confirm(tuple(groups[place] for place in made.recovery.asked))
        self.ruth = made.actor.person_id
        made.close()

    def _take(self, sheet: RecoverySheet) -> None:
        self.sheet = "\n".join("-".join([*line.groups, line.checksum]) for line in sheet.lines)

    def open(self, login: str = "ruth", password: str = LOST) -> Practice:
        return open_practice(self.file, login, password, self.setting)

    def recover(self, sheet: str = "", person: Any = None, password: str = NEW) -> Practice:
        return recover_practice(
            self.file, sheet or self.sheet, person or self.ruth, password, self.setting, cost=FLOOR
        )

    def add(self, login: str, *roles: Role, password: str = MARIA) -> Any:
        opened = self.open()
        account = AddAccount(person_id=new_id(), login=login, name=login, short_name=login, roles=roles)
        opened.staff.add(account, password, FLOOR, own_password=LOST)
        opened.close()
        return account.person_id

    def copied(self, folder: Path) -> "Desk":
        """The files as they are now, on another PC."""
        other = object.__new__(Desk)
        other.__dict__.update(self.__dict__)
        other.folder, other.file = folder, folder / "practice" / self.file.name
        shutil.copytree(self.file.parent, folder / "practice")
        other.setting = Setting(self.setting.clock, ChangeBus(), "other PC", folder / "state")
        return other

    def opens_with(self, sheet: str) -> bool:
        try:
            return bool(recovery_owners(self.file, sheet, self.setting))
        except Unavailable as refused:
            assert refused.cause == Cause.WRONG_RECOVERY_KEY
            return False

    def events(self, practice: Practice) -> list[tuple[str, dict[str, Any]]]:
        with Session(practice.around.database.reader) as session:
            rows = session.scalars(sa.select(AuditRow).order_by(AuditRow.sequence)).all()
        return [(row.event, json.loads(row.entry).get("details", {})) for row in rows]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def typed_back(pending: PendingKey) -> tuple[str, ...]:
    """What a person reads from the new sheet."""
    lines = [line.split("-") for line in pending.key.lines()]
    return tuple(lines[place.line - 1][place.group - 1].lower() for place in pending.places)


def key_text(pending: PendingKey) -> str:
    return "\n".join(pending.key.lines())


def cause(call: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as refused:
        call()
    return refused.value.cause


def test_the_sheet_opens_as_the_owner_with_a_new_password_and_the_lost_one_opens_nothing(desk: Desk) -> None:
    (owner,) = recovery_owners(desk.file, desk.sheet, desk.setting)
    assert (owner.login, owner.name, owner.active) == ("ruth", "Ruth Day, MD", True)
    opened = desk.recover()
    assert opened.actor.person_id == desk.ruth and opened.recovery.due and opened.history.alarms == ()
    assert opened.answer(verify, full=True).verified
    told = [event for event, _details in desk.events(opened)]
    assert told[-2:] == ["recovery_used", "password_set"]
    opened.close()
    assert cause(desk.open) == Cause.WRONG_PASSWORD
    again = desk.open(password=NEW)
    assert again.recovery.due  # closed before the new sheet: it is asked for again
    again.close()
    assert desk.opens_with(desk.sheet)


def test_the_new_sheet_takes_the_place_of_the_old_one_in_both_copies(desk: Desk) -> None:
    opened = desk.recover()
    pending = opened.recovery.new_key()
    new, sheet = key_text(pending), opened.recovery.sheet(pending)
    assert sheet.made_for == "Ruth Day, MD" and sheet.scan == "-".join(new.splitlines())
    assert sheet_pdf(sheet).startswith(b"%PDF")
    opened.recovery.replace(pending, typed_back(pending))
    assert not opened.recovery.due and not opened.recovery.asked
    assert opened.paths.keys.read_bytes() == opened.paths.keys2.read_bytes()
    assert desk.events(opened)[-1][0] == "recovery_replaced"
    assert opened.answer(verify).verified
    opened.close()
    assert not desk.opens_with(desk.sheet)
    assert desk.opens_with(new)


def test_a_group_read_back_wrongly_is_named_and_the_old_sheet_stays(desk: Desk) -> None:
    opened = desk.open()
    pending = opened.recovery.new_key()
    right, place = typed_back(pending), pending.places[1]
    with pytest.raises(RuleViolated) as refused:
        opened.recovery.replace(pending, (right[0], "XXXX"))
    assert refused.value.message.params == {"line": place.line, "group": place.group}
    new = key_text(pending)
    opened.close()
    assert desk.opens_with(desk.sheet) and not desk.opens_with(new)


def test_a_mistyped_line_is_named_and_no_try_is_counted(desk: Desk) -> None:
    lines = desk.sheet.splitlines()
    lines[2] = lines[2][:-1] + ("7" if lines[2][-1] != "7" else "8")
    for _ in range(7):
        with pytest.raises(RecoveryKeyMistyped) as refused:
            recovery_owners(desk.file, "\n".join(lines), desk.setting)
        assert refused.value.lines == (3,)
    assert not desk.file.with_name(desk.file.name + ".attempts").exists()


def test_wrong_sheets_make_one_wait_under_a_name_of_their_own(desk: Desk) -> None:
    other = "\n".join(RecoveryKey.generate().lines())
    for _ in range(5):
        assert cause(lambda: recovery_owners(desk.file, other, desk.setting)) == Cause.WRONG_RECOVERY_KEY
    assert cause(lambda: recovery_owners(desk.file, desk.sheet, desk.setting)) == Cause.WAIT
    assert cause(desk.recover) == Cause.WAIT
    assert isinstance(desk.setting.clock, SetClock)
    desk.setting.clock.advance(timedelta(minutes=1))
    opened = desk.recover()
    event, details = desk.events(opened)[-2]
    assert event == "recovery_used"
    assert [(one["login"], one["count"]) for one in details["failed"]] == [(RECOVERY_KEY, 5)]
    opened.close()


def test_only_active_owners_come_in(desk: Desk) -> None:
    maria = desk.add("maria", Role.MEDICAL_ASSISTANT)
    second = desk.add("jonas", Role.OWNER)
    assert {one.login for one in recovery_owners(desk.file, desk.sheet, desk.setting)} == {"ruth", "jonas"}
    assert cause(lambda: desk.recover(person=maria)) == Cause.NO_OWNER
    leave(desk, second)
    assert {one.login for one in recovery_owners(desk.file, desk.sheet, desk.setting)} == {"ruth"}
    assert cause(lambda: desk.recover(person=second)) == Cause.NO_OWNER
    opened = desk.recover()
    opened.close()
    assert desk.file.with_name(desk.file.name + ".keys").read_text().count('"jonas"') == 0
    desk.open("maria", MARIA).close()


def leave(desk: Desk, *people: Any) -> None:
    opened = desk.open()
    with opened.work() as work, work._one_act():
        for person in people:
            work.get(Account, person).active = False
        work._record("test.leave", new_id())
    opened.close()


def test_where_no_owner_is_active_the_sheet_opens_one_again_and_it_is_recorded(desk: Desk) -> None:
    leave(desk, desk.ruth)
    assert cause(desk.open) == Cause.NO_LONGER_ACTIVE
    (owner,) = recovery_owners(desk.file, desk.sheet, desk.setting)
    assert not owner.active
    opened = desk.recover()
    assert ("recovery_used", {"account_reopened": True}) in desk.events(opened)
    assert [one.active for one in opened.answer(accounts)] == [True]
    opened.close()
    desk.open(password=NEW).close()


def test_an_older_slot_set_is_accepted_by_the_sheet_alone_and_recorded(desk: Desk) -> None:
    names = [desk.file.with_name(desk.file.name + end) for end in (".keys", ".keys.2")]
    old = [name.read_bytes() for name in names]
    desk.add("maria", Role.MEDICAL_ASSISTANT)
    for name, content in zip(names, old, strict=True):
        name.write_bytes(content)
    assert cause(desk.open) == Cause.KEYS_OLDER
    opened = desk.recover()
    details = dict(desk.events(opened))["recovery_used"]
    assert details["older_keys"]["found"] < details["older_keys"]["known"]
    opened.close()
    desk.open(password=NEW).close()  # the set is the newest now


def test_a_weak_password_is_refused_and_nothing_is_changed(desk: Desk) -> None:
    before = desk.file.with_name(desk.file.name + ".keys").read_bytes()
    with pytest.raises(RuleViolated) as refused:
        desk.recover(password="riverside family")
    assert refused.value.field == "password"
    assert desk.file.with_name(desk.file.name + ".keys").read_bytes() == before
    desk.open().close()


def test_nobody_but_an_owner_makes_a_new_sheet(desk: Desk) -> None:
    desk.add("maria", Role.MEDICAL_ASSISTANT)
    opened = desk.open("maria", MARIA)
    with pytest.raises(NotPermitted):
        opened.recovery.new_key()
    with pytest.raises(NotPermitted):
        opened.recovery.replace(PendingKey(), ("", ""))
    opened.close()
    assert desk.opens_with(desk.sheet)


def test_the_password_asked_again_waits_after_wrong_tries(desk: Desk) -> None:
    opened = desk.open()
    opened.staff.prove_password(LOST)
    for _ in range(5):
        assert cause(lambda: opened.staff.prove_password("seven red kayaks")) == Cause.WRONG_PASSWORD
    assert cause(lambda: opened.staff.prove_password(LOST)) == Cause.WAIT
    opened.close()


def test_nothing_of_a_key_or_password_is_written_or_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    cause(lambda: recovery_owners(desk.file, "\n".join(RecoveryKey.generate().lines()), desk.setting))
    attempts = desk.file.with_name(desk.file.name + ".attempts").read_text()
    opened = desk.recover()
    pending = opened.recovery.new_key()
    secrets = {*desk.sheet.replace("-", "\n").split(), *key_text(pending).replace("-", "\n").split()}
    secrets = {one for one in secrets if len(one) == 4} | {LOST, NEW}
    opened.recovery.replace(pending, typed_back(pending))
    with Session(opened.around.database.reader) as session:
        told = "\n".join(session.scalars(sa.select(AuditRow.entry)))
    opened.close()
    keys = desk.file.with_name(desk.file.name + ".keys").read_text()
    for text in (attempts, caplog.text, repr(pending), repr(vars(pending))):
        assert not [one for one in secrets if one in text]
    assert not [one for one in secrets if f'"{one}"' in told or f'"{one}"' in keys]


# -- faults --------------------------------------------------------------------------------------------------


@pytest.fixture
def at_each_write(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Let something happen before the nth write: audit, first copy, second copy, version, commit."""

    def watch(practice: Practice, number: int, happens: Callable[[], object]) -> None:
        left = [number]

        def reached() -> None:
            left[0] -= 1
            if left[0] == -1:
                happens()

        def first(real: Any) -> Any:
            return lambda *given, **named: (reached(), real(*given, **named))[1]

        monkeypatch.setattr(practice_file.audit, "append", first(practice_file.audit.append))
        monkeypatch.setattr(slot_files, "atomic_write", first(slot_files.atomic_write))
        monkeypatch.setattr(key_ring, "write_slot_set_version", first(key_ring.write_slot_set_version))
        sa.event.listen(practice.around.database.writer, "commit", lambda _connection: reached())

    yield watch


def fails() -> None:
    raise Unavailable("disk_full")


REPLACING = range(5)


@pytest.mark.parametrize("number", REPLACING)
def test_whatever_write_fails_one_sheet_opens_and_doing_it_again_succeeds(
    desk: Desk, tmp_path: Path, at_each_write: Any, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    opened = desk.open()
    pending = opened.recovery.new_key()
    new, typed = key_text(pending), typed_back(pending)
    at_each_write(opened, number, fails)
    with pytest.raises(Unavailable):
        opened.recovery.replace(pending, typed)
    monkeypatch.undo()
    here = desk.copied(tmp_path / "failed")
    assert [here.opens_with(desk.sheet), here.opens_with(new)].count(True) == 1
    here.open().close()
    in_force = new if here.opens_with(new) else desk.sheet
    opened.staff.add(
        AddAccount(person_id=new_id(), login="al", name="Al", short_name="Al", roles=(Role.BILLER,)),
        MARIA,
        FLOOR,
    )
    assert desk.copied(tmp_path / "later").opens_with(in_force)  # another change never turns it round
    opened.recovery.replace(pending, typed)
    opened.close()
    assert desk.opens_with(new) and not desk.opens_with(desk.sheet)


@pytest.mark.parametrize("number", [*REPLACING, 99])
def test_cut_anywhere_in_the_replacement_one_sheet_opens(
    desk: Desk, tmp_path: Path, at_each_write: Any, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    opened = desk.open()
    pending = opened.recovery.new_key()
    new, cut = key_text(pending), list[Desk]()
    at_each_write(opened, number, lambda: cut.append(desk.copied(tmp_path / "cut")))
    opened.recovery.replace(pending, typed_back(pending))
    monkeypatch.undo()
    opened.close()
    here = cut[0] if cut else desk
    assert [here.opens_with(desk.sheet), here.opens_with(new)].count(True) == 1
    again = here.open()
    told = dict(here.events(again))
    again.close()
    if here.opens_with(new):  # then the record has it, or says that the keys are ahead of it
        assert "recovery_replaced" in told or "keys_ahead" in told["sign_in"]


@pytest.mark.parametrize("number", range(8))
def test_whatever_fails_in_the_recovery_the_sheet_opens_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    left = [number]

    def first(real: Any) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                fails()
            return real(*given, **named)

        return call

    for room, name in (
        (practice_file.audit, "append"),
        (slot_files, "atomic_write"),
        (key_ring, "write_slot_set_version"),
    ):
        monkeypatch.setattr(room, name, first(getattr(room, name)))
    try:
        desk.recover().close()
    except DaybookError:
        assert left[0] < 0
    monkeypatch.undo()
    assert desk.opens_with(desk.sheet)
    opened = desk.recover()
    assert opened.recovery.due
    opened.close()
    desk.open(password=NEW).close()


@pytest.mark.parametrize("name", ["_write_synced", "_replace", "sync_folder"])
@pytest.mark.parametrize("copy", [0, 1])
def test_a_disk_that_fails_within_the_writing_of_a_copy_leaves_one_sheet(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, copy: int
) -> None:
    """Where only the folder could not be synced, the new file stands, though its write was refused."""
    opened = desk.open()
    pending = opened.recovery.new_key()
    new, left = key_text(pending), [copy]
    real = getattr(files, name)

    def broken(path: Path, *more: Any) -> None:
        left[0] -= 1
        if left[0] == -1:
            raise OSError(28, "made up")
        real(path, *more)

    monkeypatch.setattr(files, name, broken)
    with pytest.raises(Unavailable):
        opened.recovery.replace(pending, typed_back(pending))
    monkeypatch.undo()
    here = desk.copied(tmp_path / "failed")
    assert [here.opens_with(desk.sheet), here.opens_with(new)].count(True) == 1
    here.open().close()
    in_force = new if here.opens_with(new) else desk.sheet
    opened.staff.add(
        AddAccount(person_id=new_id(), login="al", name="Al", short_name="Al", roles=(Role.BILLER,)),
        MARIA,
        FLOOR,
    )
    opened.close()
    assert desk.opens_with(in_force)
    assert desk.opens_with(new) != desk.opens_with(desk.sheet)
