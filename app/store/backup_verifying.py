"""Reading a backup whole, long after it was made: is every file still what the manifest says?"""

from __future__ import annotations

from pathlib import Path

from app.core.errors import Unavailable
from app.core.findings import Finding, Message, Severity
from app.core.progress import Progress
from app.store.backup_attachments import check_attachments
from app.store.backup_facts import check_database
from app.store.backup_files import Meter, read_facts
from app.store.backup_manifest import MANIFEST, Manifest, proved_manifest
from app.store.keys import StoreKey

_READING = Message("backup.reading_back")


def shared_attachments(backup: Path) -> Path:
    """Return where the attachments of a backup lie: in it, if somebody put them there, else beside it."""
    own = backup / "attachments"
    return own if own.is_dir() else backup.parent / "attachments"


def verify_backup(backup: Path, store_key: StoreKey, progress: Progress) -> list[Finding]:
    """Return what is wrong with a backup; an empty list is a whole one.

    Raises Unavailable only where the drive cannot be read at all (file unreadable), and Cancelled.
    """
    try:
        manifest = proved_manifest(backup, store_key)
    except Unavailable as error:
        return [Finding(error.message, Severity.HARD_STOP)]
    meter = Meter(progress, manifest.size)
    found = [*_strangers(backup, manifest), *check_files(backup, manifest, meter)]
    if not found:
        key_hex = store_key.database_key_hex()
        found = check_database(backup / manifest.file, key_hex, manifest.facts, progress)
    return found


def check_files(backup: Path, manifest: Manifest, meter: Meter) -> list[Finding]:
    """Return each file that is missing or is not what the manifest says. Raises Cancelled."""
    found: list[Finding] = []

    def wrong(name: str, there: bool) -> None:
        message = "unavailable.backup_file_damaged" if there else "unavailable.backup_file_missing"
        found.append(Finding(Message(message, {"file": name}), Severity.HARD_STOP))

    for name, facts in manifest.files.items():
        try:
            if read_facts(backup / name, meter, _READING) != facts:
                wrong(name, True)
        except FileNotFoundError:
            wrong(name, False)
        except OSError:
            wrong(name, True)
    check_attachments(manifest.attachments, shared_attachments(backup), meter, wrong)
    return found


def _strangers(backup: Path, manifest: Manifest) -> list[Finding]:
    """Name files that look like the practice's and are not of the backup: a log would change what is read."""
    return [
        Finding(Message("backup.file_unknown", {"file": one.name}), Severity.HARD_STOP)
        for one in sorted(backup.iterdir())
        if one.name.startswith(manifest.file) and one.name not in {*manifest.files, MANIFEST}
    ]
