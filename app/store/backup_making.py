"""Making a backup: written under a temporary name, read back whole from its target, and only then named.

The database is copied by SQLCipher's own backup out of one still picture, so that no act waits and every page
is authenticated on the way; keys, anchor and attachments follow. A cut, an error or a cancelling at any point
leaves no dated folder, and the next backup clears what lies there under a temporary name.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.core.errors import Unavailable
from app.core.findings import Finding, Message
from app.core.ids import Id
from app.core.progress import Progress
from app.store.anchor_file import Anchor, read_anchor, write_anchor
from app.store.audit import GENESIS
from app.store.backup_attachments import NamedFile, Taken, bytes_missing, named_files, take_attachments
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_facts import check_database, facts_of, still_picture
from app.store.backup_files import Meter, forget, read_facts, settle
from app.store.backup_manifest import (
    MANIFEST,
    DatabaseFacts,
    FileFacts,
    Manifest,
    proved_manifest,
    sealed_manifest,
)
from app.store.backup_place import BackupPlace, require_room
from app.store.causes import Cause, trouble, write_trouble
from app.store.engine import PAGE_SIZE, connect
from app.store.files import PracticePaths, atomic_write, sync_folder
from app.store.keys import StoreKey
from app.store.slot_files import read_keys
from app.store.slots import SlotSet

_PAGES_A_STEP = 1_000  # 4 MB: some hundredths of a second
_COPYING, _READING_BACK = Message("backup.copying"), Message("backup.reading_back")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What is backed up: an open practice, with a key of its own that stays valid until the end."""

    paths: PracticePaths
    store_key: StoreKey
    practice_id: Id
    practice_name: str
    program: str
    schema: int
    during_alarm: bool = False

    @classmethod
    def of(cls, paths: PracticePaths, store_key: StoreKey, slots: SlotSet, program: str) -> Origin:
        """Return an open practice as what is backed up; `store_key` is a copy for the backup alone."""
        return cls(
            paths=paths,
            store_key=store_key,
            practice_id=slots.practice_id,
            practice_name=slots.practice_name,
            program=program,
            schema=slots.schema,
        )


@dataclass(frozen=True)
class BackupMade:
    """A verified backup: its folder, what its manifest says, and what a person should know.

    `added` is the number of attachments that the target did not have yet; `removed` are the names of older
    backups that went after this one was verified. `problems` are of the practice itself (attachments that it
    has lost), `warnings` of the target.
    """

    folder: Path
    manifest: Manifest
    added: int
    removed: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """What the record of who did what keeps of it."""
        facts = self.manifest.facts
        return {
            "folder": self.folder.name,
            "made_at": self.manifest.made_at.isoformat(),
            "sequence": facts.sequence,
            "hash": facts.hash.hex(),
            "bytes": self.manifest.size,
            "attachments_left_out": len(self.manifest.left_out),
            "removed": list(self.removed),
            "during_alarm": self.manifest.during_alarm,
        }


@dataclass
class Picture:
    """What was read from the practice in one still picture."""

    facts: DatabaseFacts
    attachments: Sequence[NamedFile] = field(default_factory=tuple)


def make_backup(
    origin: Origin,
    place: BackupPlace,
    made_at: datetime,
    progress: Progress,
    *,
    source_done: Callable[[], None] = lambda: None,
) -> BackupMade:
    """Make and verify one backup; `place` is held by the caller.

    `source_done` is called when the database of the practice is not needed any more.

    Raises Unavailable: backup no room, backup not verified (naming the file), disk full, not writable, write
    failed, database damaged; and Cancelled. After each, no backup of this moment is there.
    """
    unfinished = place.unfinished()
    try:
        return _made(origin, place, unfinished, made_at, progress, source_done)
    except OSError as error:
        raise write_trouble(error, place.folder.name) from error
    except sqlcipher.Error as error:
        raise _database_trouble(error, origin.paths.file.name) from error
    finally:
        source_done()
        with suppress(OSError):
            shutil.rmtree(unfinished)


def _made(
    origin: Origin,
    place: BackupPlace,
    unfinished: Path,
    made_at: datetime,
    progress: Progress,
    source_done: Callable[[], None],
) -> BackupMade:
    copy = PracticePaths(unfinished / origin.paths.file.name)
    key_hex = origin.store_key.database_key_hex()
    with still_picture(origin.paths.file, key_hex, progress) as source:
        named = named_files(source)
        size = _bytes_of(source)
        require_room(place.folder, size + bytes_missing(named, place.attachments))
        meter = Meter(progress, 2 * size + sum(one.size for one in named))
        unfinished.mkdir(mode=0o700)
        _copy_database(source, copy.file, key_hex, meter, size)
        picture = Picture(facts_of(source), named)
    source_done()
    write_copy_keys(origin, copy)  # after the picture: never an older set than the database knows of
    write_copy_anchor(origin, copy, picture.facts)
    settle(copy.file)
    taken = take_attachments(picture.attachments, origin.paths.attachments, place.attachments, meter)
    manifest = write_manifest(origin, copy, picture, taken, made_at, meter)
    prove_written(origin, copy, manifest, key_hex, progress)
    folder = place.name_for(made_at)
    sync_folder(unfinished)
    unfinished.rename(folder)
    sync_folder(place.folder)
    return BackupMade(folder, manifest, taken.added, problems=lost_findings(taken.left_out))


def _bytes_of(source: Any) -> int:
    pages: int = source.execute("PRAGMA page_count").fetchone()[0]
    return pages * PAGE_SIZE


def _copy_database(source: Any, copy: Path, key_hex: str, meter: Meter, size: int) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        meter.at(size * (total - remaining) // max(total, 1), _COPYING)

    target = connect(copy, key_hex, mode="rwc")
    try:
        target.execute("PRAGMA journal_mode=OFF")  # nobody needs half of it back
        target.execute("PRAGMA synchronous=OFF")  # it is synced once, whole, before it is read back
        source.backup(target, pages=_PAGES_A_STEP, progress=step, sleep=0)
    finally:
        target.close()
    copy.chmod(0o600)


def _database_trouble(error: Exception, file_name: str) -> Unavailable:
    """Tell a full or failing target from a damaged page of the practice: SQLite's texts say which."""
    said = str(error)
    if "full" in said:
        return trouble(Cause.DISK_FULL, file_name)
    if "malformed" in said or "not a database" in said:
        return trouble(Cause.DATABASE_DAMAGED, file_name)
    return trouble(Cause.WRITE_FAILED, file_name)


def write_copy_keys(origin: Origin, copy: PracticePaths) -> None:
    """Write the newest set that holds the practice's own code, twice, whichever copy of it is whole here."""
    files = read_keys(origin.paths)
    authentic = [one for one in files.candidates if one.is_authentic(origin.store_key)]
    if not authentic:
        raise trouble(Cause.KEYS_CHANGED)
    for path in (copy.keys, copy.keys2):
        atomic_write(path, authentic[0].raw)


def write_copy_anchor(origin: Origin, copy: PracticePaths, facts: DatabaseFacts) -> None:
    """Write the anchor of a backup: the head that its database has."""
    write_anchor(copy.anchor, origin.practice_id, _anchor(facts), origin.store_key)


def _anchor(facts: DatabaseFacts) -> Anchor:
    return Anchor(facts.sequence, facts.hash if facts.sequence else GENESIS)


def write_manifest(
    origin: Origin, copy: PracticePaths, picture: Picture, taken: Taken, made_at: datetime, meter: Meter
) -> Manifest:
    """Write the manifest over what the target gives back; what was written is proved against it next."""
    files: dict[str, FileFacts] = {}
    for path in (copy.file, copy.keys, copy.keys2, copy.anchor):
        forget(path)
        files[path.name] = read_facts(path, meter, _READING_BACK)
    manifest = Manifest(
        practice_id=origin.practice_id,
        practice_name=origin.practice_name,
        file=copy.file.name,
        made_at=made_at,
        program=origin.program,
        schema=origin.schema,
        facts=picture.facts,
        files=files,
        attachments=taken.files,
        left_out=tuple(taken.left_out),
        during_alarm=origin.during_alarm,
    )
    atomic_write(copy.file.with_name(MANIFEST), sealed_manifest(manifest, origin.store_key))
    return manifest


def prove_written(
    origin: Origin, copy: PracticePaths, manifest: Manifest, key_hex: str, progress: Progress
) -> None:
    """Reopen everything from the target. Raises Unavailable (backup not verified), naming the file."""
    found = check_database(copy.file, key_hex, manifest.facts, progress)
    if found:
        raise backup_trouble(BackupCause.NOT_VERIFIED, copy.file.name)
    for one in read_keys(copy).copies:
        if one.sealed is None or not one.sealed.is_authentic(origin.store_key):
            raise backup_trouble(BackupCause.NOT_VERIFIED, one.path.name)
    anchor = read_anchor(copy.anchor, origin.practice_id, origin.store_key).anchor
    if anchor != _anchor(manifest.facts):
        raise backup_trouble(BackupCause.NOT_VERIFIED, copy.anchor.name)
    forget(copy.file.with_name(MANIFEST))
    if proved_manifest(copy.file.parent, origin.store_key) != manifest:
        raise backup_trouble(BackupCause.NOT_VERIFIED, MANIFEST)


def lost_findings(names: Sequence[str]) -> tuple[Finding, ...]:
    """Name the files of records that the practice itself has not whole."""
    return tuple(Finding(Message("backup.attachment_left_out", {"file": name})) for name in names)
