"""The key of what a locked window showed: kept in the encrypted file alone, so that nobody at the locked PC
has it, and given back to the same person at the unlock.
"""

import json
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.acts import Command, Permission, action, query
from app.store import drafts
from app.store.work import Reading, Work

FORM = "window"
_NONCE = bytes(12)
"""Each key seals one text once, so the nonce need not differ."""


def seal(shown: bytes) -> tuple[bytes, bytes]:
    """Return a new random key (32 bytes) and the bytes sealed with it (AES-256-GCM)."""
    key = AESGCM.generate_key(256)
    return key, AESGCM(key).encrypt(_NONCE, shown, FORM.encode())


def unseal(key: bytes, sealed: bytes) -> bytes:
    """Return the bytes again. Raises InvalidTag of `cryptography` for another key."""
    return AESGCM(key).decrypt(_NONCE, sealed, FORM.encode())


@dataclass(frozen=True, kw_only=True)
class KeepWindowKey(Command):
    """`key` as hexadecimal, or "" to forget it."""

    key: str = ""


@action(Permission.SEE_PRACTICE, recorded=False)
def keep_window_key(work: Work, command: KeepWindowKey) -> None:
    """Keep the key of the person's locked window, in place of an earlier one."""
    if command.key:
        drafts.keep(work, FORM, "", {"key": command.key})
    else:
        drafts.drop(work, FORM, "")


@query(Permission.SEE_PRACTICE)
def window_key(reading: Reading) -> str:
    """Return the key of the person's own window as hexadecimal, "" where none is kept."""
    draft = drafts.find(reading, FORM, "")
    return str(json.loads(draft.content).get("key", "")) if draft is not None else ""
