"""A practice as the program holds it: made, opened by a person, run, locked. The only wiring of `app`."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Action, Actor, Permission, Query, Role
from app.core.errors import SensitiveChart
from app.core.ids import Id, new_id
from app.core.progress import Progress
from app.documents.views import RecoverySheet
from app.frontdesk.policy_checks import policy_checks
from app.open_practice.backing_up import BackingUp
from app.open_practice.history import History
from app.open_practice.history import HistoryHead as HistoryHead
from app.open_practice.open_file import OpenFile
from app.open_practice.pin import Pins
from app.open_practice.recovery import Recovery, sheet_of
from app.open_practice.recovery import sheet_pdf as sheet_pdf
from app.open_practice.rekeying import PersonCode as PersonCode
from app.open_practice.rekeying import Rekeyed as Rekeyed
from app.open_practice.rekeying import Rekeying, forget_replaced_anchor
from app.open_practice.retiring import Retired as Retired
from app.open_practice.retiring import Retiring
from app.open_practice.second_step import Due as Due
from app.open_practice.second_step import PendingSecondStep as PendingSecondStep
from app.open_practice.second_step import SecondSteps
from app.open_practice.second_step import StepState as StepState
from app.open_practice.setting import Setting as Setting
from app.open_practice.staff import CodeMade as CodeMade
from app.open_practice.staff import Staff as Staff
from app.open_practice.staff import WayIn as WayIn
from app.open_practice.strength import Strength
from app.open_practice.upgrading import brought_up
from app.open_practice.verifying import Proved as Proved
from app.open_practice.verifying import Verifying
from app.people.sensitive import opens_chart
from app.practice.founding import FoundPractice, found_practice, zone_of
from app.practice.model import Settings
from app.security.actions import AddAccount, add_account, check_account
from app.security.key_ring import KeyRing
from app.security.key_ring import PendingKey as PendingKey
from app.security.model import Account
from app.security.os_keyring import PcSlot as PcSlot
from app.security.os_keyring import read_slot
from app.security.os_keyring import require_long_pin as require_long_pin
from app.security.passwords import require_password
from app.security.pin import PinUnlock as PinUnlock
from app.security.pin import pin_problem as pin_problem
from app.security.pin_entry import enter_with_pc_slot, enter_with_pin
from app.security.policy import RolePolicy
from app.security.restoring import BackupSight as BackupSight
from app.security.restoring import RestoreWish as RestoreWish
from app.security.restoring import look_into, restore_backup
from app.security.role_words import role_word
from app.security.sign_in import Door as Door
from app.security.sign_in import approach, enter, hold
from app.store import audit, making, tables
from app.store.anchor_file import AnchorReading, anchor_paths
from app.store.anchoring import Anchors
from app.store.attachments import sweep
from app.store.attempts import Attempts
from app.store.backup_copying import copy_closed
from app.store.backup_listing import ListedBackup as ListedBackup
from app.store.backup_listing import ListedState as ListedState
from app.store.backup_listing import TargetLook as TargetLook
from app.store.backup_listing import backups_below as backups_below
from app.store.backup_making import BackupMade as BackupMade
from app.store.backup_rehearsing import Rehearsed as Rehearsed
from app.store.backup_restoring import Restored as Restored
from app.store.backup_restoring import finish_restore
from app.store.causes import Cause, trouble
from app.store.engine import Database
from app.store.files import PracticeLock, PracticePaths, sweep_cut_writes
from app.store.kdf import DEFAULT
from app.store.kdf import KdfCost as KdfCost
from app.store.kdf import calibrate as calibrate
from app.store.keys import StoreKey
from app.store.migrations.runner import LEAST_PROGRAM_VERSION, SCHEMA_VERSION, upgrade
from app.store.preparing import prepared
from app.store.recovery import GroupPlace as GroupPlace
from app.store.recovery import RecoveryKey
from app.store.rekey_swapping import clear_unfinished, finish_rekey
from app.store.slot_files import Unlocked, write_set
from app.store.slots import PersonLabel, SlotSet, add_person, new_set, set_recovery
from app.store.state import StoreState, read_state, write_state
from app.store.upgrading import Upgraded as Upgraded
from app.store.work import Surroundings, Work

PROGRAM_VERSION = "0.1.0"
_ALL_TABLES = tables.STORE_TABLES


@dataclass(frozen=True, kw_only=True)
class Owner:
    """The person who founds a practice. A clinician who owns it holds both roles."""

    login: str
    name: str
    short_name: str
    also: tuple[Role, ...] = ()

    @property
    def roles(self) -> tuple[Role, ...]:
        return (Role.OWNER, *self.also)


class Practice:
    """An open practice with one person signed in. Safe to call from several threads."""

    def __init__(
        self,
        lock: PracticeLock,
        unlocked: Unlocked,
        paths: PracticePaths,
        setting: Setting,
        came_in: "CameIn | None" = None,
    ) -> None:
        self.paths, self.setting, self._lock = paths, setting, lock
        self.bus = setting.bus
        anchored = anchor_paths(paths, unlocked.slots.practice_id, setting.state_folder)
        sweep_cut_writes((paths.keys, paths.keys2, paths.attempts, *anchored))
        self.file = _open_file(unlocked, paths, setting)
        with ExitStack() as unless_in:
            unless_in.callback(self.file.close)
            self.around, self.actor = self.file.around, self.file.actor
            self.training = _is_training(self.file)
            forget_replaced_anchor(self.file)
            anchors = self.file.anchors.read()
            self.history = History(self.file, anchors)
            self.staff = Staff(self.file, lambda: bool(self.history.alarms))
            self.recovery = Recovery(self.file)
            self.backups = BackingUp(self.file, PROGRAM_VERSION, lambda: bool(self.history.alarms))
            self.pins = Pins(self.file, self.staff.prove_password)
            self.rekeying = Rekeying(self.file, lock, self.history, self.backups)
            self.strength = Strength(self.file)
            self.verifying = Verifying(self.file)
            self.retiring = Retiring(self.file, lock, self.backups)
            self.upgraded: Upgraded | None = None
            came_in = came_in or CameIn()
            self._enter_sign_in(unlocked, self._sweep(anchors), came_in)
            self.staff.note_expired_codes()
            self.staff.end_left_open()
            by_sheet = came_in.event == "recovery_used"
            self.second_step = SecondSteps(self.file, self.staff.prove_password, by_sheet=by_sheet)
            unless_in.pop_all()

    def _sweep(self, anchors: Sequence[AnchorReading]) -> int:
        """Remove attachments that no row names, if an anchor proves that no newer database names them."""
        if self.history.alarms or not any(one.anchor for one in anchors):
            return 0
        with Session(self.file.database.reader) as session:
            return sweep(self.paths.attachments, session)

    def _enter_sign_in(self, unlocked: Unlocked, swept: int, came_in: "CameIn") -> None:
        attempts = Attempts(self.paths)
        with attempts.take_for_audit() as failed:
            self.record(
                came_in.event,
                failed=[
                    {"login": one.login, "count": one.count, "last": one.last.isoformat()} for one in failed
                ],
                key_files=[{"file": one.file_name, "state": str(one.state)} for one in unlocked.troubles],
                keys_ahead=self._keys_ahead(),
                alarms=[one.message.id for one in self.history.alarms],
                swept_files=swept,
                **came_in.details,
            )

    def _keys_ahead(self) -> dict[str, int]:
        """Tell of a change of the keys that was cut off before the record had it."""
        with self.file.database.reader.connect() as connection:
            known = read_state(connection).slot_set_version
        found = self.file.ring.slots.version
        return {"found": found, "known": known} if found > known else {}

    # -- the one way to change, the one way to ask ----------------------------------------------------------

    def work(self, *, origin: str = "") -> Work:
        """Return a unit of work of the person signed in."""
        return self.file.work(origin=origin)

    def run(self, act: Action[Any, Any, Any], command: Any, *, origin: str = "") -> Any:
        """Run one act in a transaction of its own; what takes long is made ready before others wait."""
        self.file.require_second_step()
        with (
            prepared(self.actor, self.around, act, command) as staging,
            Work(self.actor, self.around, origin=origin, staging=staging) as work,
        ):
            return act(work, command)

    def answer(self, asked: Query[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
        """Answer a question; what it showed of charts is in the audit before the answer is given."""
        self.file.require_second_step()
        with Session(self.file.database.reader) as session:
            reading = self.file.reading(session)
            try:
                result = asked(reading, *args, **kwargs)
            except SensitiveChart as refused:
                self.file.append([reading.refusal(refused)])
                raise
        if reading.seen:
            self.file.append(list(reading.seen))
        return result

    def record(self, event: str, *, checkpoint: bool = True, **details: Any) -> None:
        """Write an event that is no act (sign-in, lock, backup), with a checkpoint, and anchor it at once."""
        self.file.record(event, checkpoint=checkpoint, **details)

    def interrupt(self) -> None:
        """Break off what is running, so that the practice can be closed; comes from any thread."""
        self.file.database.interrupt()

    def may(self, permission: Permission) -> bool:
        """Say whether the person signed in holds a permission."""
        return self.around.policy.allows(self.actor, permission)

    @property
    def lock_after_minutes(self) -> int:
        """After how many idle minutes the window locks (1 to 15)."""
        with Session(self.file.database.reader) as session:
            minutes = session.scalars(sa.select(Settings.lock_after_minutes)).one_or_none()
        return min(max(minutes or 5, 1), 15)

    @property
    def practice_name(self) -> str:
        return self.file.practice_name

    @property
    def practice_id(self) -> Id:
        return self.file.practice_id

    @property
    def closed(self) -> bool:
        """Whether it was closed, by whoever (a change of its key closes it as well)."""
        return self.file.key.wiped

    def close(self, event: str = "sign_out") -> None:
        """Record why, anchor, fold the log into the file, give the practice back and wipe the key."""
        file = self.file
        if file.key.wiped:
            return
        self.backups.close()
        self.verifying.close()
        with ExitStack() as each:  # each of them, though another one failed
            each.callback(self._lock.close)
            each.callback(file.close)
            self.record(event)


def _is_training(file: OpenFile) -> bool:
    """Tell whether the practice is one for training: its people are made up, and its window has a frame."""
    with Session(file.database.reader) as session:
        return bool(session.scalars(sa.select(Settings.training)).one_or_none())


def _open_file(unlocked: Unlocked, paths: PracticePaths, setting: Setting) -> OpenFile:
    """Open the database of a practice whose key was found."""
    key, ring = unlocked.store_key, KeyRing(paths, unlocked)
    database = Database(paths.file, key.database_key_hex())
    anchors = Anchors(paths, ring.slots.practice_id, key, setting.state_folder)
    with ExitStack() as unless_read:
        unless_read.callback(key.wipe)
        unless_read.callback(database.close)
        unless_read.callback(anchors.close)
        with Session(database.reader) as session:
            zone = session.scalars(sa.select(Settings.zone)).one_or_none()
            actor = session.get_one(Account, unlocked.person_id).actor(new_id(), setting.workstation)
        database.checkpoint()  # a power cut may have torn pages that only the log has whole
        unless_read.pop_all()
    around = Surroundings(
        database=database,
        attachments=paths.attachments,
        clock=setting.clock,
        zone=ZoneInfo(zone or "UTC"),
        policy=RolePolicy(),
        policy_checks=policy_checks,
        bus=setting.bus,
        committed=anchors.note,
        read_anchors=anchors.read,
        opens_chart=opens_chart,
    )
    return OpenFile(paths, key, ring, database, anchors, around, actor, setting)


@dataclass(frozen=True)
class CameIn:
    """How somebody came in, for the record: the event and what else it says."""

    event: str = "sign_in"
    details: dict[str, Any] = field(default_factory=dict)


def look_at(file: Path) -> Door:
    """Look at a practice without opening it. Raises Unavailable with the cause.

    Changes nothing, unless a restore to this place, or a change of its key, was cut off between two renames:
    that is finished first.
    """
    paths = PracticePaths.of(file)
    finish_restore(paths)
    finish_rekey(paths)
    return approach(paths, PROGRAM_VERSION)


def require_free(file: Path) -> None:
    """Refuse a place where a practice, or a part of one, lies already. Raises Unavailable (file exists)."""
    making.require_free(PracticePaths.of(file))


def open_practice(
    file: Path,
    login: str,
    password: str,
    setting: Setting | None = None,
    progress: Progress | None = None,
) -> Practice:
    """Open a practice as one person. Raises Unavailable; never creates anything.

    Slow by design (the key is derived): never on the GUI thread. A practice of an earlier program is brought
    up to this one first, after a verified backup (`Practice.upgraded`); `progress` tells of that.
    """
    setting = setting or Setting.here()
    door = look_at(file)
    lock = hold(door.paths)
    clear_unfinished(door.paths)
    try:
        unlocked = enter(door, login, password, setting.clock.now)
        unlocked, upgraded = brought_up(door.paths, unlocked, setting, PROGRAM_VERSION, progress)
        practice = Practice(lock, unlocked, door.paths, setting)
        practice.upgraded = upgraded
        return practice
    except BaseException as error:
        lock.close()
        if type(error) is sa.exc.DatabaseError:  # not its kinds: "malformed", or a page that fails its proof
            raise trouble(Cause.DATABASE_DAMAGED, door.paths.file.name) from None
        raise


def open_with_pin(file: Path, kept: PinUnlock, pin: str, setting: Setting) -> Practice:
    """Open a practice that was locked with the PIN set before. Raises Unavailable (`enter_with_pin`)."""
    door = look_at(file)
    lock = hold(door.paths)
    try:
        unlocked = enter_with_pin(door, kept, pin, setting.clock.now)
        return Practice(lock, unlocked, door.paths, setting, CameIn("pin_unlock"))
    except BaseException:
        lock.close()
        raise


def pc_slot_of(door: Door, login: str, setting: Setting) -> PcSlot | None:
    """Return the slot of a person that this PC keeps, if there is one that may still be tried."""
    return read_slot(door.keys.shown.practice_id, login, setting.state_folder, setting.clock.now())


def open_with_pc_slot(file: Path, slot: PcSlot, pin: str, setting: Setting) -> Practice:
    """Open a practice with a slot that this PC keeps. Raises Unavailable (`enter_with_pc_slot`). Slow."""
    door = look_at(file)
    lock = hold(door.paths)
    try:
        unlocked = enter_with_pc_slot(door, slot, pin, setting.clock.now, setting.state_folder)
        unlocked, upgraded = brought_up(door.paths, unlocked, setting, PROGRAM_VERSION, None)
        practice = Practice(lock, unlocked, door.paths, setting, CameIn("pc_slot_sign_in"))
        practice.upgraded = upgraded
        return practice
    except BaseException:
        lock.close()
        raise


def restore_practice(
    wish: RestoreWish, setting: Setting | None = None, progress: Progress | None = None
) -> Restored:
    """Restore a backup as one of its owners. See `restore_backup`."""
    return restore_backup(wish, setting or Setting.here(), PROGRAM_VERSION, progress or Progress())


def look_into_backup(wish: RestoreWish) -> BackupSight:
    """Tell what a backup is, before it is restored. See `look_into`."""
    return look_into(wish, PROGRAM_VERSION)


def copy_locked(
    file: Path, practice_id: Id, practice_name: str, target: Path, setting: Setting, progress: Progress
) -> str:
    """Copy a locked practice byte by byte, without its key; return the copy's name. See `copy_closed`."""
    now = setting.clock.now()
    paths = PracticePaths.of(file)
    return copy_closed(paths, practice_id, practice_name, target, now, progress, setting.state_folder).name


SheetTaker = Callable[[RecoverySheet], None]


def create_practice(
    file: Path,
    founding: FoundPractice,
    owner: Owner,
    password: str,
    hand_out_sheet: SheetTaker,
    *,
    setting: Setting | None = None,
    cost: KdfCost = DEFAULT,
) -> Practice:
    """Make a practice and open it as its owner.

    `hand_out_sheet` gets the recovery sheet and must have put the sheet where a person finds it when it
    returns; if it raises, nothing was made. An existing file of any practice is never touched. The database
    is made under another name and gets its own last: what a creation cut short leaves is no practice's, and
    the next one takes its place.
    """
    setting = setting or Setting.here()
    paths = PracticePaths.of(file)
    making.require_free(paths)
    account = _owner_account(owner)
    check_account(account)
    zone_of(founding.zone)
    require_password(password, owner.login, founding.name)
    store_key = StoreKey.generate()
    recovery_key = RecoveryKey.generate()
    label = PersonLabel(account.person_id, account.login, account.short_name, role_word(account.roles))
    slots = new_set(new_id(), founding.name, schema=SCHEMA_VERSION, least_program=LEAST_PROGRAM_VERSION)
    slots = add_person(slots, store_key, label, password, cost)
    slots = set_recovery(slots, store_key, recovery_key)
    made_on = setting.clock.now().astimezone(zone_of(founding.zone)).date()
    hand_out_sheet(sheet_of(founding.name, owner.name, recovery_key, slots.practice_id, made_on))
    recovery_key.wipe()
    with hold(paths), making.making(paths, slots.practice_id) as unfinished:
        database = Database(unfinished, store_key.database_key_hex(), create=True)
        try:
            _fill(database, slots, founding, account, setting)
        finally:
            database.close()
        write_set(paths, slots, store_key)
    store_key.wipe()
    return open_practice(file, owner.login, password, setting)


def _owner_account(owner: Owner) -> AddAccount:
    return AddAccount(
        person_id=new_id(), login=owner.login, name=owner.name, short_name=owner.short_name, roles=owner.roles
    )


def _fill(
    database: Database, slots: SlotSet, founding: FoundPractice, account: AddAccount, setting: Setting
) -> None:
    upgrade(database)
    now = setting.clock.now()
    state = StoreState(
        practice_id=slots.practice_id, lineage=new_id(), slot_set_version=slots.version, made_at=now
    )
    with database.writing, database.writer.begin() as connection:
        audit.start_chain(connection, now)
        write_state(connection, state)
    actor = Actor(
        account.person_id, account.short_name, frozenset(account.roles), new_id(), setting.workstation
    )
    around = Surroundings(
        database,
        database.file.parent,
        setting.clock,
        zone_of(founding.zone),
        RolePolicy(),
        policy_checks,
        setting.bus,
    )
    with Work(actor, around) as work:
        add_account(work, account)
        found_practice(work, founding)
