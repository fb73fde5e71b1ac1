"""Unlocking with a PIN: the store key wrapped in this process's memory, until it is used wrongly or too late.

Nothing of it is ever written. It opens what its person's password opened, on this PC, in this run of the
program: five wrong tries, twelve hours, sleep, or another person's sign-in end it, and then the password is
asked for again.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import RuleViolated, Unavailable
from app.core.findings import Message
from app.core.ids import Id
from app.store.kdf import DEFAULT, SALT_BYTES, KdfCost, derive
from app.store.keys import StoreKey

LEAST_DIGITS, MOST_DIGITS = 6, 12
TRIES = 5
SECONDS = 12 * 60 * 60
SLEPT_SECONDS = 30.0
"""How much further the wall clock may have gone than the one that stands still in sleep."""

_NONCE_BYTES = 12
_MOST_BYTES = 64


def pin_problem(pin: str) -> Message | None:
    """Return what is wrong with a PIN, or None: digits only, long enough, and none that is tried first."""
    if not (pin.isascii() and pin.isdigit()):
        return Message("pin.digits_only")
    if not LEAST_DIGITS <= len(pin) <= MOST_DIGITS:
        return Message("pin.length", {"least": LEAST_DIGITS, "most": MOST_DIGITS})
    if _repeats(pin) or _counts(pin) or _counts_up(pin) or _DRAWN.fullmatch(pin):
        return Message("pin.too_simple")
    return Message("pin.is_date") if _is_date(pin) else None


def require_pin(pin: str) -> None:
    """Raise RuleViolated for a PIN that is too short or too easy."""
    problem = pin_problem(pin)
    if problem is not None:
        raise RuleViolated("pin", problem)


def _repeats(pin: str) -> bool:
    """Tell 111111, 121212, 123123, 112233 and 111222, and any PIN of two digits only."""
    halves = [pin[:size] * (len(pin) // size) == pin for size in range(1, len(pin) // 2 + 1)]
    doubled = len(pin) % 2 == 0 and all(pin[i] == pin[i + 1] for i in range(0, len(pin), 2))
    return any(halves) or doubled or len(set(pin)) <= 2


def _counts(pin: str) -> bool:
    """Tell 123456, 654321, 789012, 135791 and 456654: each digit follows from the one before."""
    steps = [(int(b) - int(a)) % 10 for a, b in pairwise(pin)]
    mirrored = pin == pin[::-1]
    half = [(int(b) - int(a)) % 10 for a, b in pairwise(pin[: len(pin) // 2])]
    return len(set(steps)) == 1 or (mirrored and len(set(half)) == 1)


def _counts_up(pin: str) -> bool:
    """Tell 246810, 510152 and 302010: numbers of one or two digits in equal steps, up or down."""
    for first in {pin[0], pin[:2]}:
        for second in {pin[len(first) :][:size] for size in (1, 2, 3)}:
            step = int(second) - int(first)
            if 0 < abs(step) < _STEPS_TO and _in_steps(int(first), step, len(pin)) == pin:
                return True
    return False


def _in_steps(number: int, step: int, length: int) -> str:
    text = ""
    while len(text) < length and number >= 0:
        text, number = text + str(number), number + step
    return text[:length]


_STEPS_TO = 100
_LINES = ("123", "456", "789", "147", "258", "369", "159", "357")
_DRAWN = re.compile(f"0?({'|'.join([*_LINES, *(one[::-1] for one in _LINES)])}){{2,}}0?")
"""Lines over the keys of a telephone or a number pad, in either direction, whole ones only."""


def _is_date(pin: str) -> bool:
    """Tell what looks like a birthday: a year of two or four digits with month and day, or with a month."""
    if len(pin) == 6:
        in_a_month = (_year(pin[:4]) and _month(pin[4:])) or (_month(pin[:2]) and _year(pin[2:]))
        return in_a_month or any(_month_day(pin[a:b], pin[c:d]) for a, b, c, d in _SHORT_DATES)
    if len(pin) == 8:
        return (_month_day(pin[:2], pin[2:4]) and _year(pin[4:])) or (
            _year(pin[:4]) and _month_day(pin[4:6], pin[6:])
        )
    return False


_SHORT_DATES = ((0, 2, 2, 4), (2, 4, 4, 6))  # MMDDYY or DDMMYY; YYMMDD


def _month_day(first: str, second: str) -> bool:
    a, b = int(first), int(second)
    return (1 <= a <= 12 and 1 <= b <= 31) or (1 <= b <= 12 and 1 <= a <= 31)


def _month(text: str) -> bool:
    return 1 <= int(text) <= 12


def _year(text: str) -> bool:
    return 1900 <= int(text) <= 2099


@dataclass(frozen=True)
class PinOwner:
    """For whom a PIN unlocks, and with which key slot: a new password or a new slot ends it."""

    practice_id: Id
    person_id: Id
    login: str
    slot_id: Id
    slot_version: int


@dataclass(frozen=True)
class Clocks:
    """The clock that stands still in sleep on some systems, and the one on the wall, in seconds."""

    monotonic: Callable[[], float] = field(default=time.monotonic)
    wall: Callable[[], float] = field(default=time.time)


def pin_trouble(cause: str, **params: int) -> Unavailable:
    """Return the error for `pin_wrong` (with the tries that are left) or `pin_gone`."""
    return Unavailable(cause, Message(f"unavailable.{cause}", dict(params)))


class PinUnlock:
    """One person's PIN. Safe to drop at any time; `wipe` overwrites what it holds.

    The wrapped key is bound to person and slot, so that it opens as nobody else.
    """

    def __init__(
        self,
        owner: PinOwner,
        store_key: StoreKey,
        pin: str,
        *,
        cost: KdfCost = DEFAULT,
        clocks: Clocks | None = None,
    ) -> None:
        """Wrap a copy of the key. Raises RuleViolated for a PIN that is too easy. Slow: a key is derived."""
        require_pin(pin)
        self.owner, self._cost, self._clocks = owner, cost, clocks or Clocks()
        self.tries_left = TRIES
        self._trying = threading.Lock()
        self._salt, self._nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
        cipher = AESGCM(derive(pin.encode(), self._salt, cost).key)
        self._wrapped = bytearray(cipher.encrypt(self._nonce, store_key.reveal(), self._bound()))
        self._began, self._wall = self._clocks.monotonic(), self._clocks.wall()

    @property
    def usable(self) -> bool:
        """Whether it can be tried still; what is too old or slept through is wiped here."""
        if self._wrapped and self._over():
            self.wipe()
        return bool(self._wrapped)

    def _over(self) -> bool:
        ran, passed = self._clocks.monotonic() - self._began, self._clocks.wall() - self._wall
        return max(ran, passed) >= SECONDS or passed - ran > SLEPT_SECONDS

    def unlock(self, pin: str) -> StoreKey:
        """Return the store key. Raises Unavailable: pin wrong (`left`), pin gone. Slow: a key is derived."""
        with self._trying:
            if not self.usable:
                raise pin_trouble("pin_gone")
            self.tries_left -= 1
            key = derive(pin.encode("utf-8", "replace")[:_MOST_BYTES], self._salt, self._cost).key
            try:
                found = AESGCM(key).decrypt(self._nonce, bytes(self._wrapped), self._bound())
            except (InvalidTag, ValueError):  # ValueError: wiped meanwhile, nothing is left to open
                if self.tries_left == 0:
                    self.wipe()
                raise self._refusal() from None
            self.tries_left = TRIES
        return StoreKey(found)

    def _refusal(self) -> Unavailable:
        return pin_trouble("pin_wrong", left=self.tries_left) if self._wrapped else pin_trouble("pin_gone")

    def wipe(self) -> None:
        """Overwrite the wrapped key; from now on only the password unlocks."""
        self._wrapped[:] = bytes(len(self._wrapped))
        self._wrapped = bytearray()

    def _bound(self) -> bytes:
        one = self.owner
        ids = one.practice_id.bytes + one.person_id.bytes + one.slot_id.bytes
        return b"daybook/1/pin" + ids + one.slot_version.to_bytes(8, "big")

    def __repr__(self) -> str:
        return "PinUnlock(hidden)"
