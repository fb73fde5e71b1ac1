"""A practice as the program holds it: made, opened by a person, run, locked. The only wiring of `app`."""

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Action, Actor, Permission, Query, Role
from app.core.changes import ChangeBus
from app.core.clock import Clock, SystemClock
from app.core.errors import NotPermitted, Unavailable
from app.core.findings import Finding
from app.core.ids import Id, new_id
from app.core.progress import Progress
from app.documents import recovery_sheet
from app.documents.views import RecoveryLine, RecoverySheet
from app.documents.words import words_for
from app.frontdesk.policy_checks import policy_checks
from app.practice.backups import kept_backups
from app.practice.founding import FoundPractice, found_practice, zone_of
from app.practice.model import Settings
from app.security.actions import AddAccount, ReopenAccount, add_account, check_account, reopen_account
from app.security.key_ring import KeyRing
from app.security.key_ring import PendingKey as PendingKey
from app.security.model import Account
from app.security.passwords import require_password
from app.security.policy import RolePolicy
from app.security.restoring import RestoreWish as RestoreWish
from app.security.restoring import restore_backup
from app.security.sign_in import Door as Door
from app.security.sign_in import approach, enter, hold
from app.security.views import AccountView, OwnerView
from app.store import audit, making, tables
from app.store.anchor_file import AnchorReading, AnchorState
from app.store.anchoring import Anchors
from app.store.attachments import sweep
from app.store.attempts import Attempts
from app.store.audit import Entry
from app.store.backup import Backups
from app.store.backup_making import BackupMade as BackupMade
from app.store.backup_making import Origin
from app.store.backup_restoring import Restored as Restored
from app.store.backup_restoring import finish_restore
from app.store.causes import Cause, trouble
from app.store.engine import Database
from app.store.files import PracticeLock, PracticePaths
from app.store.kdf import DEFAULT
from app.store.kdf import KdfCost as KdfCost
from app.store.kdf import calibrate as calibrate
from app.store.keys import StoreKey
from app.store.migrations.runner import LEAST_PROGRAM_VERSION, SCHEMA_VERSION, upgrade
from app.store.preparing import prepared
from app.store.recovery import GroupPlace as GroupPlace
from app.store.recovery import RecoveryKey, group_place
from app.store.slot_files import Unlocked, write_set
from app.store.slots import PersonLabel, SlotSet, add_person, new_set, set_recovery
from app.store.state import StoreState, read_state, write_state
from app.store.verify import verify_anchors
from app.store.work import Reading, Surroundings, Work

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


@dataclass(frozen=True)
class HistoryHead:
    """Where a record of who did what ends: in which file it is told, its row, the hash's first 12 characters.

    `sequence` 0 and no hash: the anchor cannot be proved with this practice's key.
    """

    where: str
    sequence: int
    hash: str


class Practice:
    """An open practice with one person signed in. Safe to call from several threads."""

    def __init__(
        self,
        lock: PracticeLock,
        unlocked: Unlocked,
        paths: PracticePaths,
        setting: "Setting",
        came_in: "CameIn | None" = None,
    ) -> None:
        self.paths, self._lock, self._setting = paths, lock, setting
        self._key, self._keys = unlocked.store_key, KeyRing(paths, unlocked)
        self._changing_slots, self._backups = threading.Lock(), Backups()
        self.bus = setting.bus
        self._database = Database(paths.file, self._key.database_key_hex())
        self._anchors = Anchors(paths, self._keys.slots.practice_id, self._key, setting.state_folder)
        self.around = self._surroundings()
        self.actor = self._actor(unlocked.person_id)
        anchors = self._anchors.read()
        self.alarms = self._disagreements(anchors)
        if self.alarms:
            self._anchors.hold()
        self._enter_sign_in(unlocked, self._sweep(anchors), came_in or CameIn())

    def _surroundings(self) -> Surroundings:
        with Session(self._database.reader) as session:
            zone = session.scalars(sa.select(Settings.zone)).one_or_none()
        return Surroundings(
            database=self._database,
            attachments=self.paths.attachments,
            clock=self._setting.clock,
            zone=ZoneInfo(zone or "UTC"),
            policy=RolePolicy(),
            policy_checks=policy_checks,
            bus=self.bus,
            committed=self._anchors.note,
            read_anchors=self._anchors.read,
        )

    def _actor(self, person_id: Id | None) -> Actor:
        with Session(self._database.reader) as session:
            return session.get_one(Account, person_id).actor(new_id(), self._setting.workstation)

    def _disagreements(self, anchors: Sequence[AnchorReading]) -> tuple[Finding, ...]:
        with self._database.reader.connect() as connection:
            return tuple(verify_anchors(connection, anchors))

    def _sweep(self, anchors: Sequence[AnchorReading]) -> int:
        """Remove attachments that no row names, if an anchor proves that no newer database names them."""
        if self.alarms or not any(one.anchor for one in anchors):
            return 0
        with Session(self._database.reader) as session:
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
                alarms=[one.message.id for one in self.alarms],
                swept_files=swept,
                **came_in.details,
            )

    def _keys_ahead(self) -> dict[str, int]:
        """Tell of a change of the keys that was cut off before the record had it."""
        with self._database.reader.connect() as connection:
            known = read_state(connection).slot_set_version
        found = self._keys.slots.version
        return {"found": found, "known": known} if found > known else {}

    # -- the one way to change, the one way to ask ----------------------------------------------------------

    def work(self, *, origin: str = "") -> Work:
        """Return a unit of work of the person signed in."""
        return Work(self.actor, self.around, origin=origin)

    def run(self, act: Action[Any, Any, Any], command: Any, *, origin: str = "") -> Any:
        """Run one act in a transaction of its own; what takes long is made ready before others wait."""
        with (
            prepared(self.actor, self.around, act, command) as staging,
            Work(self.actor, self.around, origin=origin, staging=staging) as work,
        ):
            return act(work, command)

    def answer(self, asked: Query[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
        """Answer a question; what it showed of charts is in the audit before the answer is given."""
        with Session(self._database.reader) as session:
            reading = Reading(session, self.actor, self.around)
            result = asked(reading, *args, **kwargs)
        if reading.seen:
            self._append(list(reading.seen))
        return result

    def record(self, event: str, *, checkpoint: bool = True, **details: Any) -> None:
        """Write an event that is no act (sign-in, lock, backup), with a checkpoint, and anchor it at once."""
        self._append([self._event(event, details)], checkpoint=checkpoint)
        self._anchors.write_now()

    def _event(self, event: str, details: dict[str, Any]) -> Entry:
        now = self._setting.clock.now()
        kept = {name: value for name, value in details.items() if value}
        return Entry(event=event, act="", act_id=new_id(), at=now, actor=self.actor, details=kept)

    def _append(self, entries: list[Entry], *, checkpoint: bool = False) -> None:
        with self._database.writing, self._database.writer.begin() as connection:
            head = audit.append(connection, entries, checkpoint=checkpoint)
        self._anchors.note(head)

    def history_heads(self) -> tuple[HistoryHead, ...]:
        """Return the head that the database has, then the one that each anchor tells of."""
        with self._database.reader.connect() as connection:
            own = audit.head_of(connection)
        heads = [HistoryHead(self.paths.file.name, own.sequence, own.hash.hex()[:12])]
        for one in self._anchors.read():
            if one.anchor is not None:
                heads.append(HistoryHead(one.path.name, one.anchor.sequence, one.anchor.hash.hex()[:12]))
            elif one.state is not AnchorState.ABSENT:
                heads.append(HistoryHead(one.path.name, 0, ""))
        return tuple(heads)

    def accept_history(self) -> None:
        """Take the database's history for the right one (after a restore): both heads enter the record.

        Raises NotPermitted for anyone but the owner.
        """
        self._require_owner("practice.accept_history")
        anchored = [
            {"sequence": one.anchor.sequence, "hash": one.anchor.hash.hex()}
            for one in self._anchors.read()
            if one.anchor is not None
        ]
        self._anchors.release()
        self.record("history_accepted", anchored=anchored)
        self.alarms = ()

    @property
    def setting(self) -> "Setting":
        """The clock, bus and folders that it was opened in."""
        return self._setting

    def interrupt(self) -> None:
        """Break off what is running, so that the practice can be closed; comes from any thread."""
        self._database.interrupt()

    def may(self, permission: Permission) -> bool:
        """Say whether the person signed in holds a permission."""
        return self.around.policy.allows(self.actor, permission)

    @property
    def lock_after_minutes(self) -> int:
        """After how many idle minutes the window locks (1 to 15)."""
        with Session(self._database.reader) as session:
            minutes = session.scalars(sa.select(Settings.lock_after_minutes)).one_or_none()
        return min(max(minutes or 5, 1), 15)

    # -- keys -----------------------------------------------------------------------------------------------

    @property
    def practice_name(self) -> str:
        return self._keys.slots.practice_name

    @property
    def practice_id(self) -> Id:
        return self._keys.slots.practice_id

    @property
    def recovery_asked(self) -> tuple[int, ...]:
        """The places of the groups to type back from the recovery sheet; empty once confirmed."""
        return self._keys.asked

    @property
    def recovery_places(self) -> tuple[GroupPlace, ...]:
        """The same places as a person counts them on the sheet: line 1 to 4, group 1 or 2."""
        return tuple(group_place(place) for place in self.recovery_asked)

    @property
    def recovery_due(self) -> bool:
        """Whether the recovery sheet was used, so that an owner makes a new one before other work."""
        return self._keys.needs_new_recovery

    def confirm_recovery(self, typed: tuple[str, ...]) -> None:
        """Take the groups typed back from the sheet. Raises RuleViolated naming the one that is wrong."""
        with self._changing_slots:
            self._change_keys(self._keys.confirmed(typed), "recovery_confirmed")

    def new_recovery_key(self) -> PendingKey:
        """Draw a new recovery key, in memory only. Raises NotPermitted for anyone but an owner."""
        self._require_owner("practice.new_recovery_key")
        return PendingKey()

    def recovery_sheet(self, pending: PendingKey) -> RecoverySheet:
        """Return the sheet of a new recovery key."""
        with Session(self._database.reader) as session:
            name = session.get_one(Account, self.actor.person_id).name
        made_on = self._setting.clock.now().astimezone(self.around.zone).date()
        return _sheet(self.practice_name, name, pending.key, self.practice_id, made_on)

    def replace_recovery(self, pending: PendingKey, typed: tuple[str, ...]) -> None:
        """Put a new recovery key in force, its sheet read back: from then on the earlier sheet opens nothing.

        Raises RuleViolated, which names a group that is wrong; NotPermitted; Unavailable, after which either
        sheet may be the one that opens, until it is done again or someone signs in.
        """
        self._require_owner("practice.replace_recovery")
        with self._changing_slots:
            self._change_keys(self._keys.with_recovery(pending, typed), "recovery_replaced")
        pending.wipe()

    def prove_password(self, password: str) -> None:
        """Ask who is signed in for their password again. Raises Unavailable (wrong password, wait). Slow."""
        self._keys.prove(self.actor.person_id, password, self._setting.clock.now)

    def _require_owner(self, act: str) -> None:
        if Role.OWNER not in self.actor.roles:
            raise NotPermitted(act)

    def come_in_anew(self, owner: OwnerView, slots: SlotSet) -> None:
        """Give an owner who came by the sheet their account and password back."""
        if not owner.active:
            self.run(reopen_account, ReopenAccount(person_id=owner.person_id))
        with self._changing_slots:
            self._change_keys(slots, "password_set", by="recovery_sheet")

    def _change_keys(self, slots: SlotSet, event: str, **details: Any) -> None:
        """Write the key files and the event in one transaction; cut off, the next sign-in tells of it."""
        with self._database.writing, self._database.writer.begin() as connection:
            head = audit.append(connection, [self._event(event, details)], checkpoint=True)
            self._keys.keep(slots, connection)
        self._anchors.note(head)
        self._anchors.write_now()

    def add_staff(self, command: AddAccount, password: str, cost: KdfCost = DEFAULT) -> AccountView:
        """Give a person a slot and an account. Slow by design: never on the GUI thread.

        The slot is written first: cut before the account is committed, it opens nothing, for the database
        knows no such person, and the next call takes it out.
        """
        check_account(command)
        require_password(password, command.login, self.practice_name)
        label = PersonLabel(command.person_id, command.login, command.short_name, role_word(command.roles))
        with self._changing_slots:
            slots = add_person(self._healed_slots(), self._key, label, password, cost)
            try:
                with self.work() as work:
                    made: AccountView = add_account(work, command)
                    self._keys.slots = slots  # from here on there is something to take back
                    self._keys.keep(slots, work.connection)
            except BaseException:
                self._take_back(command.person_id)
                raise
        return made

    def _healed_slots(self) -> SlotSet:
        """Return the slots without those of people whose account never came to be.

        A database that is behind its anchors knows nothing of people added since: then all stay.
        """
        return self._keys.slots if self.alarms else self._keys.without_strangers(self._account_ids())

    def _account_ids(self) -> set[Id]:
        with Session(self._database.reader) as session:
            return set(session.scalars(sa.select(Account.id)))

    def _take_back(self, person_id: Id) -> None:
        """Take a slot out again whose account was not committed; if that fails too, the next call does it."""
        with suppress(Unavailable, sa.exc.SQLAlchemyError):
            if self._keys.slots.by_person(person_id) and person_id not in self._account_ids():
                self._keys.take_out(person_id)

    # -- backups --------------------------------------------------------------------------------------------

    def back_up(self, target: Path, progress: Progress | None = None) -> BackupMade:
        """Make a verified backup in a folder or on a drive; the record has it, or why there is none.

        Raises Unavailable and Cancelled (`Backups.make`). Slow: never on the GUI thread.
        """
        origin = Origin.of(self.paths, self._key.copy(), self._keys.slots, PROGRAM_VERSION)
        now, zone = self._setting.clock.now(), self.around.zone
        with Session(self._database.reader) as session:
            keep = kept_backups(Reading(session, self.actor, self.around))
        try:
            made = self._backups.make(origin, target, now, keep, zone, progress or Progress())
        except Unavailable as error:
            with suppress(sa.exc.SQLAlchemyError):  # why there is no backup is what the person must hear
                self.record("backup_failed", cause=error.cause)
            raise
        self.record("backup", **made.told)
        return made

    def close(self, event: str = "sign_out") -> None:
        """Record why, anchor, fold the log into the file, give the practice back and wipe the key."""
        if self._key.wiped:
            return
        self._backups.close()
        try:
            self.record(event)
        finally:
            self._anchors.close()
            self._database.close()
            self._key.wipe()
            self._lock.close()


@dataclass(frozen=True)
class CameIn:
    """How somebody came in, for the record: the event and what else it says."""

    event: str = "sign_in"
    details: dict[str, Any] = field(default_factory=dict)


def role_word(roles: tuple[Role, ...]) -> str:
    """Return the role that the sign-in screen shows: the clinical or desk role rather than "owner"."""
    return str(next((role for role in roles if role is not Role.OWNER), Role.OWNER))


@dataclass
class Setting:
    """What a practice runs in on this PC: clock, bus, the name of the PC, where its state folder is."""

    clock: Clock
    bus: ChangeBus
    workstation: str
    state_folder: Path | None = None

    @classmethod
    def here(cls, *, clock: Clock | None = None, state_folder: Path | None = None) -> "Setting":
        """Return the setting of this PC; tests and the demo give their own clock and state folder."""
        return cls(clock or SystemClock(), ChangeBus(), socket.gethostname(), state_folder)


def look_at(file: Path) -> Door:
    """Look at a practice without opening it. Raises Unavailable with the cause.

    Changes nothing, unless a restore to this place was cut off between two renames: that is finished first.
    """
    paths = PracticePaths.of(file)
    finish_restore(paths)
    return approach(paths, PROGRAM_VERSION)


def require_free(file: Path) -> None:
    """Refuse a place where a practice, or a part of one, lies already. Raises Unavailable (file exists)."""
    making.require_free(PracticePaths.of(file))


def open_practice(file: Path, login: str, password: str, setting: Setting | None = None) -> Practice:
    """Open a practice as one person. Raises Unavailable; never creates anything.

    Slow by design (the key is derived): never on the GUI thread.
    """
    setting = setting or Setting.here()
    door = look_at(file)
    lock = hold(door.paths)
    try:
        unlocked = enter(door, login, password, setting.clock.now)
        return Practice(lock, unlocked, door.paths, setting)
    except BaseException as error:
        lock.close()
        if type(error) is sa.exc.DatabaseError:  # not its kinds: "malformed", or a page that fails its proof
            raise trouble(Cause.DATABASE_DAMAGED, door.paths.file.name) from None
        raise


def restore_practice(
    wish: RestoreWish, setting: Setting | None = None, progress: Progress | None = None
) -> Restored:
    """Restore a backup as one of its owners. See `restore_backup`."""
    return restore_backup(wish, setting or Setting.here(), PROGRAM_VERSION, progress or Progress())


def sheet_pdf(sheet: RecoverySheet) -> bytes:
    """Return the recovery sheet as a PDF."""
    return recovery_sheet.render(sheet, words_for("en"))


def _sheet(
    practice_name: str, made_for: str, key: RecoveryKey, practice_id: Id, made_on: date
) -> RecoverySheet:
    lines = [line.split("-") for line in key.lines()]
    return RecoverySheet(
        practice_name=practice_name,
        practice_id=str(practice_id),
        made_on=made_on,
        made_for=made_for,
        lines=tuple(RecoveryLine(tuple(groups[:-1]), groups[-1]) for groups in lines),
        scan=key.code_text(),
    )


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
    hand_out_sheet(_sheet(founding.name, owner.name, recovery_key, slots.practice_id, made_on))
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
