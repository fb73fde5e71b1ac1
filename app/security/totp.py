"""Codes of an authenticator: TOTP (RFC 6238) over HOTP (RFC 4226), HMAC-SHA1, 30 seconds, six digits.

Both sides compute from a shared secret and the time; nothing is sent anywhere. A code is taken within one
step of this PC's clock, and never twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
WINDOW = 1
_FARTHEST_STEPS = 26 * 3600 // STEP_SECONDS  # a clock in another zone, or set to the wrong day


class Fit(StrEnum):
    """What a typed code is: right, right but taken already, or not right now."""

    RIGHT = "right"
    TAKEN = "taken"
    WRONG = "wrong"


@dataclass(frozen=True)
class Fitted:
    """A judged code and the time step that it belongs to (0: none within reach)."""

    fit: Fit
    counter: int = 0


def new_secret() -> bytes:
    """Return 160 random bits, as RFC 4226 recommends."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, counter: int, digits: int = DIGITS) -> str:
    """Return the code of one time step (RFC 4226, 5.3)."""
    # The RFC's HMAC-SHA1 is what every authenticator knows; its weakness (collisions) does not touch HMAC.
    digest = hmac.new(secret, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def counter_at(now: datetime) -> int:
    """Return the number of the time step that an instant lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def judge(secret: bytes, typed: str, now: datetime, last_counter: int) -> Fitted:
    """Say whether a code is right now; none of a step up to `last_counter` is taken again."""
    present = counter_at(now)
    fitting = [
        counter
        for counter in range(present - WINDOW, present + WINDOW + 1)
        if counter >= 0 and hmac.compare_digest(code_at(secret, counter).encode(), typed.encode())
    ]
    unused = [counter for counter in fitting if counter > last_counter]
    if unused:
        return Fitted(Fit.RIGHT, unused[0])
    return Fitted(Fit.TAKEN, fitting[0]) if fitting else Fitted(Fit.WRONG)


def minutes_off(secret: bytes, typed: Sequence[str], now: datetime) -> int | None:
    """Return by how many minutes an authenticator's clock is ahead, if two codes in a row tell so.

    Two, because one alone fits some step of a day too often: to confirm it would tell a guesser a code of
    later. `typed` are the last two different codes, the older first. None where they fit no clock.
    """
    if len(typed) != 2:
        return None
    present = counter_at(now)
    for distance in sorted(range(-_FARTHEST_STEPS, _FARTHEST_STEPS + 1), key=abs):
        counter = present + distance
        if counter < 0 or code_at(secret, counter) != typed[1]:
            continue
        if typed[0] in {code_at(secret, counter - back) for back in (1, 2, 3) if counter >= back}:
            return round(distance * STEP_SECONDS / 60)
    return None


def typed_secret(secret: bytes) -> str:
    """Return the secret for typing into an authenticator: base32 in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def setup_text(secret: bytes, login: str, practice_name: str) -> str:
    """Return what the QR code of a set-up says, in the form that authenticators read."""
    issuer = quote(practice_name, safe="")
    key = base64.b32encode(secret).decode()
    return f"otpauth://totp/{issuer}:{quote(login, safe='')}?secret={key}&issuer={issuer}"
