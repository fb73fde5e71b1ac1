"""Proving a byte copy with the key: at the next unlock, or when it is restored on another PC."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.core.findings import Message
from app.core.progress import Progress
from app.store.anchor_file import read_anchor
from app.store.backup_attachments import Taken, named_files, take_attachments
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_copying import NOTE, Copied, read_note
from app.store.backup_facts import facts_of, unchanging
from app.store.backup_files import Meter, read_facts
from app.store.backup_making import (
    BackupMade,
    Origin,
    Picture,
    lost_findings,
    prove_written,
    write_copy_anchor,
    write_copy_keys,
    write_manifest,
)
from app.store.backup_manifest import Manifest
from app.store.backup_place import BackupPlace
from app.store.causes import write_trouble
from app.store.files import PracticePaths, sync_folder
from app.store.keys import StoreKey
from app.store.slots import SlotSet

_READING_BACK = Message("backup.reading_back")


def prove_copy(
    origin: Origin,
    place: BackupPlace,
    copied: Copied,
    in_record: Callable[[int, bytes], bool],
    progress: Progress,
) -> BackupMade:
    """Make a byte copy a verified backup: read whole, opened, counted, its head found in the record.

    `place` is held by the caller; `in_record` tells whether the practice's record has this row, hashed so.
    Raises as `make_backup`; after each the copy is still called a copy.
    """
    try:
        return _proved(origin, place, copied, in_record, progress)
    except OSError as error:
        raise write_trouble(error, place.folder.name) from error
    except sqlcipher.Error as error:
        raise backup_trouble(BackupCause.NOT_VERIFIED, copied.file) from error


def _proved(
    origin: Origin,
    place: BackupPlace,
    copied: Copied,
    in_record: Callable[[int, bytes], bool],
    progress: Progress,
) -> BackupMade:
    copy = PracticePaths(place.folder / copied.name / copied.file)
    meter = Meter(progress, 2 * copied.size)
    for name, facts in copied.files.items():
        if read_facts(copy.file.with_name(name), meter, _READING_BACK) != facts:
            raise backup_trouble(BackupCause.NOT_VERIFIED, name)
    manifest, taken = _sealed(origin, place, copy, copied, in_record, meter, progress)
    copy.file.with_name(NOTE).unlink(missing_ok=True)
    folder = place.name_for(copied.made_at)
    sync_folder(copy.file.parent)
    copy.file.parent.rename(folder)
    sync_folder(place.folder)
    return BackupMade(folder, manifest, taken.added, problems=lost_findings(taken.left_out))


def seal_copy(backup: Path, store_key: StoreKey, slots: SlotSet, program: str, progress: Progress) -> None:
    """Give a byte copy that shall be restored a manifest, where the PC that made it is gone.

    What was read from the practice is not known any more. Proved are pages, references, keys, and the head
    that the anchor tells of; files of records that the drive lacks are left out. Raises as `prove_copy`.
    """
    copied = read_note(backup)
    if copied is None:
        raise backup_trouble(BackupCause.FILE_DAMAGED, backup.name)
    copy = PracticePaths(backup / copied.file)
    anchor = read_anchor(copy.anchor, slots.practice_id, store_key).anchor
    origin = Origin.of(copy, store_key, slots, program)

    def is_head(sequence: int, found: bytes) -> bool:
        return anchor is not None and (anchor.sequence, anchor.hash) == (sequence, found)

    meter = Meter(progress, copied.size)
    try:
        _sealed(origin, BackupPlace(backup.parent), copy, copied, is_head, meter, progress)
    except OSError as error:
        raise write_trouble(error, backup.name) from error
    except sqlcipher.Error as error:
        raise backup_trouble(BackupCause.FILE_DAMAGED, copied.file) from error


def _sealed(
    origin: Origin,
    place: BackupPlace,
    copy: PracticePaths,
    copied: Copied,
    in_record: Callable[[int, bytes], bool],
    meter: Meter,
    progress: Progress,
) -> tuple[Manifest, Taken]:
    """Open a copy, write its manifest, and prove all of it."""
    key_hex = origin.store_key.database_key_hex()
    with unchanging(copy.file, key_hex, progress) as source:
        picture = Picture(facts_of(source), named_files(source))
    if not in_record(picture.facts.sequence, picture.facts.hash):
        raise backup_trouble(BackupCause.NOT_VERIFIED, copy.file.name)
    write_copy_keys(origin, copy)
    write_copy_anchor(origin, copy, picture.facts)
    taken = take_attachments(picture.attachments, origin.paths.attachments, place.attachments, meter)
    manifest = write_manifest(origin, copy, picture, taken, copied.made_at, meter)
    prove_written(origin, copy, manifest, key_hex, progress)
    return manifest, taken
