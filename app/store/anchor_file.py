"""Anchors: the last sequence and hash of the audit chain, kept outside the database.

The end of a write-ahead log is not authenticated, and an old page copied back is accepted, so a database
may lose its newest rows without a trace inside. One anchor lies beside the practice, one in the state
folder of the PC; a database that does not contain what they say is behind, or is another one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from platformdirs import user_state_path

from app.core.ids import Id
from app.store.causes import write_trouble
from app.store.files import PracticePaths, atomic_write, read_bounded
from app.store.keys import MAC_BYTES, StoreKey, authentication_code, is_authentic

HASH_BYTES = 32

_FORMAT = "daybook-anchor"
_FORMAT_VERSION = 1
_MOST_BYTES = 4096
_MOST_SEQUENCE = (1 << 63) - 1


@dataclass(frozen=True)
class Anchor:
    """The head of the audit chain: its last sequence, from 0, and that row's SHA-256, 32 bytes."""

    sequence: int
    hash: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.sequence <= _MOST_SEQUENCE or len(self.hash) != HASH_BYTES:
            raise ValueError("an anchor has a sequence and a hash of 32 bytes")


class AnchorState(StrEnum):
    """What reading found. `BAD_CODE`: an anchor nobody with this practice's key wrote, or changed since."""

    OK = "ok"
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    BAD_CODE = "bad_code"


@dataclass(frozen=True)
class AnchorReading:
    """One anchor as read; `anchor` is there with `OK` only, so that nothing unproved is compared."""

    path: Path
    state: AnchorState
    anchor: Anchor | None = None


def anchor_paths(
    paths: PracticePaths, practice_id: Id, state_folder: Path | None = None
) -> tuple[Path, Path]:
    """Return where the two anchors lie: beside the practice, and on this PC by the practice's id.

    `state_folder` stands in for the PC's state folder of this program.
    """
    folder = user_state_path("daybook", appauthor=False) if state_folder is None else state_folder
    return paths.anchor, folder / "anchors" / f"{practice_id}.anchor"


def write_anchor(path: Path, practice_id: Id, anchor: Anchor, store_key: StoreKey) -> None:
    """Write one anchor, making the PC's state folder if need be. Raises Unavailable as `atomic_write`.

    Whoever writes sees to it that a later head is never followed by an earlier one.
    """
    code = authentication_code(store_key.anchor_key(), _message(practice_id, anchor))
    fields = {
        "format": _FORMAT,
        "format_version": _FORMAT_VERSION,
        "practice_id": str(practice_id),
        "sequence": anchor.sequence,
        "hash": anchor.hash.hex(),
        "code": code.hex(),
    }
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise write_trouble(error, path.name) from error
    atomic_write(path, json.dumps(fields).encode() + b"\n")


def read_anchor(path: Path, practice_id: Id, store_key: StoreKey) -> AnchorReading:
    """Read and prove one anchor; what is wrong with it is data, never an exception."""
    try:
        raw = read_bounded(path, _MOST_BYTES)
        if raw is None:
            return AnchorReading(path, AnchorState.ABSENT)
        anchor, code = _read(raw)
    except OSError:
        return AnchorReading(path, AnchorState.UNREADABLE)
    except (ValueError, RecursionError):
        return AnchorReading(path, AnchorState.DAMAGED)
    # The id that was expected is authenticated, not the one in the file: another practice's anchor fails.
    if not is_authentic(store_key.anchor_key(), _message(practice_id, anchor), code):
        return AnchorReading(path, AnchorState.BAD_CODE)
    return AnchorReading(path, AnchorState.OK, anchor)


def _message(practice_id: Id, anchor: Anchor) -> bytes:
    return b"daybook/1/anchor" + practice_id.bytes + anchor.sequence.to_bytes(8, "big") + anchor.hash


def _read(raw: bytes) -> tuple[Anchor, bytes]:
    found = json.loads(raw)
    if not isinstance(found, dict) or found.get("format") != _FORMAT:
        raise ValueError("format")
    if found.get("format_version") != _FORMAT_VERSION:
        raise ValueError("format_version")
    sequence = found.get("sequence")
    if not isinstance(sequence, int) or isinstance(sequence, bool):
        raise ValueError("sequence")
    return Anchor(sequence, _hex(found.get("hash"), HASH_BYTES)), _hex(found.get("code"), MAC_BYTES)


def _hex(value: object, length: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * length:
        raise ValueError("hexadecimal expected")
    found = bytes.fromhex(value)
    if found.hex() != value:  # a capital letter says the same, but nobody wrote it: what is changed is told
        raise ValueError("hexadecimal expected")
    return found
