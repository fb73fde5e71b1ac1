"""Ten codes on paper, for when the authenticator is not at hand; each opens once.

Ten characters of Crockford's base32 in two groups of five: 50 random bits. The file keeps what Argon2id
derives from them, so that whoever reads the file cannot use them.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from app.store.kdf import FLOOR, SALT_BYTES, derive
from app.store.recovery import plain_characters

CODES = 10
CHARACTERS = 10
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_codes() -> tuple[str, ...]:
    """Return ten different codes as they are printed: "7ZK3M-0QA4X"."""
    made: dict[str, None] = {}
    while len(made) < CODES:
        text = "".join(secrets.choice(_ALPHABET) for _ in range(CHARACTERS))
        made[f"{text[:5]}-{text[5:]}"] = None
    return tuple(made)


def new_salt() -> bytes:
    """Return the salt of one set of codes."""
    return secrets.token_bytes(SALT_BYTES)


def looks_like_code(typed: str) -> bool:
    """Tell whether this is a recovery code by its length, and no code of an authenticator."""
    return len(plain_characters(typed)) == CHARACTERS


def hash_of(typed: str, salt: bytes) -> str:
    """Return what is kept of a code, as hexadecimal. Takes some hundredths of a second."""
    return derive(plain_characters(typed).encode(), salt, FLOOR).check.hex()


def place_of(typed: str, salt: bytes, hashes: Sequence[str], used: Sequence[int]) -> int | None:
    """Return the place of a code that was not used yet, 0 to 9; None for every other."""
    found = hash_of(typed, salt)
    places = [place for place, one in enumerate(hashes) if secrets.compare_digest(one, found)]
    return next((place for place in places if place not in used), None)
