"""Rehearsing a restore: the newest backup is put into a folder of its own, opened, looked at, and removed.

It goes the way of a real restore up to the last step. The folder lies beside the practice, for there is room
for a restore and nobody else reads it; everything in it is as encrypted as the practice itself.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.core.progress import Progress
from app.store.anchor_file import read_anchor
from app.store.backup_attachments import named_files, proof
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_facts import unchanging
from app.store.backup_files import Meter
from app.store.backup_manifest import Manifest, proved_manifest
from app.store.backup_place import require_room
from app.store.backup_restoring import copied_set, prove_restored
from app.store.causes import write_trouble
from app.store.files import PracticePaths
from app.store.keys import StoreKey
from app.store.sealed_files import place_of


@dataclass(frozen=True)
class Rehearsed:
    """What the rehearsal proved: the backup's manifest, and how many files of records were opened whole."""

    manifest: Manifest
    attachments: int

    @property
    def balance(self) -> int:
        """The sum of the ledger's lines in cents: 0 where the books balance."""
        return self.manifest.facts.money.get("ledger_line.cents", (0, 0))[0]


def scratch_of(paths: PracticePaths) -> Path:
    """Return the folder in which a rehearsal is done."""
    return paths.file.with_name(f".{paths.file.name}.rehearsal")


def clear_rehearsal(file: Path) -> None:
    """Remove what a rehearsal left that was cut off."""
    shutil.rmtree(scratch_of(PracticePaths(file)), ignore_errors=True)


def rehearse(backup: Path, store_key: StoreKey, paths: PracticePaths, progress: Progress) -> Rehearsed:
    """Restore into a private folder, open it read-only, prove counts, money, head and files; remove it all.

    Raises Unavailable, naming the file that is missing, damaged, or not as the manifest says; and Cancelled.
    """
    scratch = scratch_of(paths)
    clear_rehearsal(paths.file)
    try:
        manifest = proved_manifest(backup, store_key)
        require_room(paths.file.parent, manifest.size)
        scratch.mkdir(mode=0o700)
        inside = PracticePaths(scratch / manifest.file)
        copied_set(backup, manifest, inside, Meter(progress, manifest.size))
        prove_restored(inside, manifest, store_key, progress)
        _prove_head(inside, manifest, store_key)
        return Rehearsed(manifest, _open_attachments(inside, manifest, store_key, progress))
    except OSError as error:
        raise write_trouble(error, paths.file.name) from error
    except sqlcipher.Error as error:
        raise backup_trouble(BackupCause.FILE_DAMAGED, paths.file.name) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(scratch)


def _prove_head(inside: PracticePaths, manifest: Manifest, store_key: StoreKey) -> None:
    """The anchor of the backup must tell of the very head that its database has."""
    anchor = read_anchor(inside.anchor, manifest.practice_id, store_key).anchor
    told = (manifest.facts.sequence, manifest.facts.hash)
    if manifest.facts.sequence and (anchor is None or (anchor.sequence, anchor.hash) != told):
        raise backup_trouble(BackupCause.FILE_DAMAGED, inside.anchor.name)


def _open_attachments(
    inside: PracticePaths, manifest: Manifest, store_key: StoreKey, progress: Progress
) -> int:
    """Open each file of a record with the key in its row; return how many there are."""
    with unchanging(inside.file, store_key.database_key_hex(), progress) as connection:
        named = named_files(connection)
    for one in named:
        progress.check()
        if one.name in manifest.left_out:
            continue
        if proof(place_of(inside.attachments, one.name), one) is None:
            raise backup_trouble(BackupCause.FILE_DAMAGED, one.name)
    return len(named) - len(manifest.left_out)
