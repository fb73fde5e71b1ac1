"""A new store key for a practice: its database copied under the new key, proved, and only then put in place.

SQLCipher's own backup copies page by page out of one still picture, so that every page is authenticated with
the old key and encrypted anew with the other. Keys of attachments, and the keys that proved the record so
far, lie in rows of the database and come along; nothing under them is encrypted again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.store.anchor_file import Anchor, read_anchor, write_anchor
from app.store.audit import AuditKey, Head, head_of
from app.store.backup_facts import check_database, facts_of, still_picture, unchanging
from app.store.backup_files import Meter, settle
from app.store.backup_manifest import DatabaseFacts
from app.store.backup_place import require_room
from app.store.causes import write_trouble
from app.store.engine import PAGE_SIZE, Database, allowed_changes, connect, look_before_opening
from app.store.files import PracticePaths
from app.store.keys import StoreKey
from app.store.rekey_swapping import RekeySwap
from app.store.rekeying_causes import RekeyCause, copying_trouble, no_room, rekey_trouble
from app.store.slot_files import read_keys, write_set
from app.store.slots import SlotSet
from app.store.state import write_slot_set_version

_PAGES_A_STEP = 1_000
_COPYING = Message("rekey.copying")

Enter = Callable[[sa.Connection, int], Head]
"""Writes the event into the record of the new database, given the number of its new audit key."""


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """What a practice changes to: the key, the slots that open it, and the event that its record gets."""

    store_key: StoreKey
    slots: SlotSet
    enter: Enter
    now: datetime


def prepare(swap: RekeySwap, old_key: StoreKey, new: NewKey, progress: Progress) -> None:
    """Make the files under the new key whole beside the practice, which stays as it is.

    The caller holds the practice's lock and its writing, so that nothing is committed meanwhile.

    Raises Unavailable: rekey no room, rekey not verified, disk full, not writable, write failed, database
    damaged; and Cancelled. After each, nothing is left of it.
    """
    try:
        swap.begin()
        facts = _copy(swap, old_key, new.store_key, progress)
        _prove_copy(swap, new.store_key, facts, progress)
        head = _enter(swap.inside, new)
        settle(swap.inside.file)
        write_set(swap.inside, new.slots, new.store_key)
        write_anchor(swap.inside.anchor, new.slots.practice_id, _anchor(head), new.store_key)
        _prove_set(swap.inside, old_key, new, head)
        progress.check()
    except BaseException as error:
        _clear(swap)
        if isinstance(error, OSError):
            raise write_trouble(error, swap.to.file.name) from error
        if isinstance(error, sqlcipher.Error):
            raise copying_trouble(error, swap.to.file.name) from error
        if isinstance(error, sa.exc.DBAPIError):
            raise copying_trouble(error.orig, swap.to.file.name) from error
        raise


def _clear(swap: RekeySwap) -> None:
    try:
        swap.give_up()
    except OSError:  # the next opening clears it; what went wrong first is what the person must hear
        return


def _copy(swap: RekeySwap, old_key: StoreKey, new_key: StoreKey, progress: Progress) -> DatabaseFacts:
    with still_picture(swap.to.file, old_key.database_key_hex(), progress) as source:
        size = source.execute("PRAGMA page_count").fetchone()[0] * PAGE_SIZE
        try:
            require_room(swap.folder, size)
        except Unavailable as error:
            raise no_room(error) from error
        _copy_pages(source, swap.inside, new_key, Meter(progress, size), size)
        facts = facts_of(source)
    settle(swap.inside.file)
    return facts


def _copy_pages(source: Any, inside: PracticePaths, new_key: StoreKey, meter: Meter, size: int) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        meter.at(size * (total - remaining) // max(total, 1), _COPYING)

    target = connect(inside.file, new_key.database_key_hex(), mode="rwc")
    try:
        target.execute("PRAGMA journal_mode=OFF")  # nobody needs half of it back
        target.execute("PRAGMA synchronous=OFF")  # it is synced once, whole, before it is read back
        source.backup(target, pages=_PAGES_A_STEP, progress=step, sleep=0)
    finally:
        target.close()
    inside.file.chmod(0o600)


def _prove_copy(swap: RekeySwap, new_key: StoreKey, facts: DatabaseFacts, progress: Progress) -> None:
    """Read the copy whole: every page, the references, rows and money by table, the head of the record."""
    if check_database(swap.inside.file, new_key.database_key_hex(), facts, progress):
        raise rekey_trouble(RekeyCause.NOT_VERIFIED, swap.to.file.name)


def _enter(inside: PracticePaths, new: NewKey) -> Head:
    """Give the new database its audit key, the event, and the version of its slot set."""
    database = Database(inside.file, new.store_key.database_key_hex())
    try:
        with database.writing, database.writer.begin() as connection:
            number = _add_audit_key(connection, new.now)
            head = new.enter(connection, number)
            write_slot_set_version(connection, new.slots.version)
    finally:
        database.close()
    return head


def _add_audit_key(connection: sa.Connection, now: datetime) -> int:
    last: int = connection.execute(sa.select(sa.func.max(AuditKey.number))).scalar_one() or 0
    with allowed_changes(connection):
        row = {"number": last + 1, "key": secrets.token_bytes(32), "made_at": now}
        connection.execute(sa.insert(AuditKey), row)
    return last + 1


def _anchor(head: Head) -> Anchor:
    return Anchor(head.sequence, head.hash)


def _prove_set(inside: PracticePaths, old_key: StoreKey, new: NewKey, head: Head) -> None:
    """Open the new files as a sign-in would, and see that the old key opens none of them."""
    heads: list[Head] = []
    key_hex = new.store_key.database_key_hex()
    look_before_opening(inside.file, key_hex, lambda connection: heads.append(head_of(connection)))
    copies = [one.sealed for one in read_keys(inside).copies]
    anchor = read_anchor(inside.anchor, new.slots.practice_id, new.store_key).anchor
    whole = (
        heads == [head]
        and anchor == _anchor(head)
        and all(one is not None and one.slots == new.slots for one in copies)
        and all(one is not None and one.is_authentic(new.store_key) for one in copies)
    )
    old_opens = any(one is not None and one.is_authentic(old_key) for one in copies)
    if not whole or old_opens or opens(inside, old_key) or os.path.lexists(inside.log):
        raise rekey_trouble(RekeyCause.NOT_VERIFIED, inside.file.name)


def opens(paths: PracticePaths, store_key: StoreKey) -> bool:
    """Tell whether a key opens a database that nobody writes."""
    try:
        with unchanging(paths.file, store_key.database_key_hex(), Progress()) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError:
        return False
    return True
