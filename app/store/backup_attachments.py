"""The encrypted files beside the database in a backup: one copy of each, shared by all backups there.

A stored file is proved with the key in its row: it opens, and what is inside has the SHA-256 of the row. So a
copy is known to be the right one even where the practice's own file has been lost since.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.backup_files import Meter, copy_file, forget
from app.store.backup_manifest import ATTACHMENT_NAME, FileFacts
from app.store.files import sync_folder
from app.store.sealed_files import opened, place_of

_ROWS = "SELECT file_name, key, size, sha256 FROM attachment ORDER BY file_name"
_WHAT = Message("backup.attachments")


@dataclass(frozen=True)
class NamedFile:
    """A row of `attachment` as the backup needs it; size (bytes) and SHA-256 are of the plain content."""

    name: str
    key: bytes
    size: int
    sha256: bytes


@dataclass
class Taken:
    """What a backup has of the attachments: the facts of each, those left out, and how many are new there."""

    files: dict[str, FileFacts]
    left_out: list[str]
    added: int = 0


def named_files(connection: Any) -> list[NamedFile]:
    """Return the files that a database names."""
    return [NamedFile(*row) for row in connection.execute(_ROWS) if ATTACHMENT_NAME.fullmatch(row[0])]


def bytes_missing(wanted: Iterable[NamedFile], store: Path) -> int:
    """Return how many bytes the store does not have yet, about."""
    return sum(one.size for one in wanted if not place_of(store, one.name).exists())


def take_attachments(wanted: Iterable[NamedFile], source: Path, store: Path, meter: Meter) -> Taken:
    """Bring every file into the store that is not there whole, and prove each by reading it from there.

    One that the practice itself has lost or damaged is left out and named. Raises Unavailable (backup not
    verified) when the store gives back something else than it was given, OSError and Cancelled.
    """
    taken, touched = Taken({}, []), set[Path]()
    for one in wanted:
        place = place_of(store, one.name)
        facts = proof(place, one)
        if facts is None:
            facts = _bring(one, place_of(source, one.name), place, meter)
            if facts is not None:
                touched.add(place.parent)
                taken.added += 1
        if facts is None:
            taken.left_out.append(one.name)
        else:
            taken.files[one.name] = facts
        meter.add(one.size, _WHAT)
    for folder in (*touched, *({store, store.parent} if touched else ())):
        sync_folder(folder)
    return taken


def _bring(one: NamedFile, source: Path, place: Path, meter: Meter) -> FileFacts | None:
    sound: FileFacts | None = None
    with suppress(OSError):  # a file that cannot be read is as good as lost
        sound = proof(source, one)
    if not sound:
        return None
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = place.with_name(f".{one.name}.{secrets.token_hex(8)}.new")
    try:
        copy_file(source, temporary, meter, _WHAT)
        forget(temporary)
        temporary.replace(place)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    facts = proof(place, one)
    if facts is None:
        raise backup_trouble(BackupCause.NOT_VERIFIED, one.name)
    return facts


def proof(place: Path, one: NamedFile) -> FileFacts | None:
    """Return the facts of a file that is the right one, None where it is missing or not whole."""
    try:
        raw = place.read_bytes()
        plain = opened(raw, one.key)
    except (FileNotFoundError, NotADirectoryError, Unavailable):
        return None
    if len(plain) != one.size or hashlib.sha256(plain).digest() != one.sha256:
        return None
    return FileFacts(len(raw), hashlib.sha256(raw).digest())


def check_attachments(
    expected: Mapping[str, FileFacts], folder: Path, meter: Meter, wrong: Callable[[str, bool], None]
) -> None:
    """Read every file that a manifest names; call `wrong(name, it is there)` for each that is otherwise."""
    for name, facts in expected.items():
        place = place_of(folder, name)
        try:
            raw = place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            wrong(name, False)
            continue
        except OSError:
            wrong(name, True)
            continue
        if FileFacts(len(raw), hashlib.sha256(raw).digest()) != facts:
            wrong(name, True)
        meter.add(len(raw), _WHAT)


def let_go(store: Path, named: set[str], progress: Progress) -> int:
    """Remove from the store what no backup names; count it. Files that are not of our naming stay."""
    gone = 0
    for part in store.iterdir() if store.is_dir() else ():
        for one in part.iterdir() if part.is_dir() else ():
            progress.check()
            if ATTACHMENT_NAME.fullmatch(one.name) and one.name not in named:
                one.unlink()
                gone += 1
    return gone
