"""The manifest of a backup: what it holds, file by file, under a code that only the practice's key can make.

`manifest.json` is written last. Its code is an HMAC-SHA256 by the backup key over the canonical text of what
it says, so that neither a file nor the list of files can be changed, left out or exchanged unnoticed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.ids import Id
from app.store.backup_causes import BackupCause, backup_trouble
from app.store.base import canonical_json
from app.store.causes import Cause, trouble
from app.store.files import read_bounded
from app.store.keys import StoreKey, authentication_code, is_authentic

MANIFEST = "manifest.json"
ATTACHMENT_NAME = re.compile(r"[0-9a-f]{32}")
_FORMAT, _FORMAT_VERSION = "daybook-backup", 1
_MOST_BYTES = 256 * 1024 * 1024
_LABEL = b"daybook/1/backup-manifest"


@dataclass(frozen=True)
class FileFacts:
    """One file as it lies there: bytes, and their SHA-256 (32 bytes)."""

    size: int
    sha256: bytes


@dataclass(frozen=True)
class DatabaseFacts:
    """What a database holds at one moment: rows by table, money by column, and the head of the audit.

    `money` is (sum, sum of magnitudes) in cents of each column of cents, by "table.column".
    """

    rows: Mapping[str, int]
    money: Mapping[str, tuple[int, int]]
    sequence: int
    hash: bytes


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `file` is the name of the database, `files` are those of the folder.

    `attachments` lie in the folder that the backups of this practice share; `left_out` are those that the
    practice itself no longer had whole when the backup was made. `during_alarm`: it was open whether the
    practice's file is the right one, and whole.
    """

    practice_id: Id
    practice_name: str
    file: str
    made_at: datetime
    program: str
    schema: int
    facts: DatabaseFacts
    files: Mapping[str, FileFacts]
    attachments: Mapping[str, FileFacts]
    left_out: tuple[str, ...] = ()
    during_alarm: bool = False

    @property
    def size(self) -> int:
        """Bytes of all that it names."""
        return sum(one.size for one in (*self.files.values(), *self.attachments.values()))


@dataclass(frozen=True)
class SealedManifest:
    """A manifest as read; nothing it says is to be believed before `is_authentic`."""

    manifest: Manifest
    body: bytes
    code: bytes

    def is_authentic(self, store_key: StoreKey) -> bool:
        """Tell whether someone with the practice's key has written exactly this."""
        return is_authentic(store_key.backup_key(), _LABEL + self.body, self.code)


def sealed_manifest(manifest: Manifest, store_key: StoreKey) -> bytes:
    """Return the content of `manifest.json`."""
    body = _plain(manifest)
    code = authentication_code(store_key.backup_key(), _LABEL + canonical_json(body).encode())
    return canonical_json({"backup": body, "code": code.hex()}).encode() + b"\n"


def read_manifest(folder: Path) -> SealedManifest:
    """Read the manifest of a backup without proving it.

    Raises Unavailable: backup not found, backup file damaged (the manifest), file unreadable, newer.
    """
    try:
        raw = read_bounded(folder / MANIFEST, _MOST_BYTES)
    except NotADirectoryError:
        raw = None
    except OSError as error:
        raise trouble(Cause.FILE_UNREADABLE, MANIFEST) from error
    except ValueError as error:
        raise backup_trouble(BackupCause.FILE_DAMAGED, MANIFEST) from error
    if raw is None:
        raise backup_trouble(BackupCause.NOT_FOUND, folder.name)
    try:
        return _read(raw)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise backup_trouble(BackupCause.FILE_DAMAGED, MANIFEST) from error


def proved_manifest(folder: Path, store_key: StoreKey) -> Manifest:
    """Read the manifest and prove it. Raises Unavailable as `read_manifest`, and backup changed."""
    sealed = read_manifest(folder)
    if not sealed.is_authentic(store_key):
        raise backup_trouble(BackupCause.CHANGED, MANIFEST)
    return sealed.manifest


def _plain(manifest: Manifest) -> dict[str, Any]:
    facts = manifest.facts
    alarm = {"during_alarm": True} if manifest.during_alarm else {}
    return {
        "format": _FORMAT,
        "format_version": _FORMAT_VERSION,
        "practice_id": str(manifest.practice_id),
        "practice_name": manifest.practice_name,
        "file": manifest.file,
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "program": manifest.program,
        "schema": manifest.schema,
        "rows": dict(facts.rows),
        "money": {name: list(sums) for name, sums in facts.money.items()},
        "audit": {"sequence": facts.sequence, "hash": facts.hash.hex()},
        "files": _plain_files(manifest.files),
        "attachments": _plain_files(manifest.attachments),
        "left_out": list(manifest.left_out),
        **alarm,
    }


def _plain_files(files: Mapping[str, FileFacts]) -> dict[str, list[Any]]:
    return {name: [one.size, one.sha256.hex()] for name, one in files.items()}


def _read(raw: bytes) -> SealedManifest:
    found = json.loads(raw)
    body = found["backup"]
    if canonical_json({"backup": body, "code": found["code"]}).encode() + b"\n" != raw:
        raise ValueError("not as written")  # a name twice, another spelling: nobody of ours wrote that
    if body["format"] != _FORMAT:
        raise ValueError("format")
    if body["format_version"] > _FORMAT_VERSION:
        raise trouble(Cause.NEWER, MANIFEST)
    return SealedManifest(_manifest(body), canonical_json(body).encode(), bytes.fromhex(found["code"]))


def _manifest(body: dict[str, Any]) -> Manifest:
    name = body["file"]
    if not name or Path(name).name != name or "\\" in name or name in (".", ".."):
        raise ValueError("file")
    audit = body["audit"]
    money = {column: (int(one[0]), int(one[1])) for column, one in body["money"].items()}
    facts = DatabaseFacts(dict(body["rows"]), money, int(audit["sequence"]), bytes.fromhex(audit["hash"]))
    return Manifest(
        practice_id=Id(body["practice_id"]),
        practice_name=str(body["practice_name"]),
        file=name,
        made_at=datetime.fromisoformat(body["made_at"]).astimezone(UTC),
        program=str(body["program"]),
        schema=int(body["schema"]),
        facts=facts,
        files=_files(body["files"], re.compile(re.escape(name) + r"(\.keys|\.keys\.2|\.anchor)?")),
        attachments=_files(body["attachments"], ATTACHMENT_NAME),
        left_out=tuple(body["left_out"]),
        during_alarm=body.get("during_alarm") is True,
    )


def _files(said: dict[str, Any], naming: re.Pattern[str]) -> dict[str, FileFacts]:
    """Read a list of files; only names of our naming, so that none leads out of its folder."""
    if not all(naming.fullmatch(name) for name in said):
        raise ValueError("name")
    return {name: FileFacts(int(one[0]), bytes.fromhex(one[1])) for name, one in said.items()}
