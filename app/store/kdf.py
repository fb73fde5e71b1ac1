"""From a password to a key: Argon2id (RFC 9106) and what it may cost."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from app.store.causes import Cause, trouble

SALT_BYTES = 16
CHECK_BYTES = 16
KEY_BYTES = 32
LONGEST_SECRET = 1024
"""Characters of a typed secret that are looked at; a longer one is wrong without any work."""

_KIB_PER_MIB = 1024
_MOST_MEMORY_KIB = 1024 * _KIB_PER_MIB
_MOST_PASSES = 32
_MOST_LANES = 4
_MOST_WORK_KIB = 4 * _MOST_MEMORY_KIB
_SLOWEST_SECONDS = 1.0


@dataclass(frozen=True, order=True)
class KdfCost:
    """The cost of one derivation: memory in KiB, passes over it, and parallel lanes.

    The floor and the default are those of SAFETY, "Keys". The upper bounds keep a slot file that
    somebody wrote from holding the PC for minutes or eating its memory: stored costs are input.
    """

    memory_kib: int
    passes: int
    lanes: int

    @property
    def acceptable(self) -> bool:
        return (
            19 * _KIB_PER_MIB <= self.memory_kib <= _MOST_MEMORY_KIB
            and 2 <= self.passes <= _MOST_PASSES
            and 1 <= self.lanes <= _MOST_LANES
            and self.memory_kib * self.passes <= _MOST_WORK_KIB
        )


FLOOR = KdfCost(memory_kib=19 * _KIB_PER_MIB, passes=2, lanes=1)
DEFAULT = KdfCost(memory_kib=64 * _KIB_PER_MIB, passes=3, lanes=1)
_STEPS = (
    DEFAULT,
    KdfCost(memory_kib=128 * _KIB_PER_MIB, passes=3, lanes=1),
    KdfCost(memory_kib=128 * _KIB_PER_MIB, passes=5, lanes=1),
    KdfCost(memory_kib=256 * _KIB_PER_MIB, passes=4, lanes=1),
    KdfCost(memory_kib=256 * _KIB_PER_MIB, passes=6, lanes=1),
    KdfCost(memory_kib=512 * _KIB_PER_MIB, passes=4, lanes=1),
    KdfCost(memory_kib=512 * _KIB_PER_MIB, passes=8, lanes=1),
)


@dataclass(frozen=True, repr=False)
class Derived:
    """What one derivation gives: the key that wraps, and a value that tells a wrong secret from damage.

    The check value is stored beside the wrapped key. It comes from the derivation by another label, so
    it tells nothing of the key, and guessing against it costs as much as guessing against the key.
    """

    key: bytes
    check: bytes


def derive(secret: bytes, salt: bytes, cost: KdfCost) -> Derived:
    """Derive from `secret` by Argon2id.

    Raises ValueError for a cost out of bounds and MemoryError where the memory is not to be had.
    """
    if not cost.acceptable:
        raise ValueError("cost of key derivation out of bounds")
    try:
        root = hash_secret_raw(
            secret, salt, cost.passes, cost.memory_kib, cost.lanes, hash_len=KEY_BYTES, type=Type.ID
        )
    except HashingError as error:
        raise MemoryError("key derivation failed") from error
    return Derived(
        HKDFExpand(hashes.SHA256(), KEY_BYTES, b"daybook/1/wrap").derive(root),
        HKDFExpand(hashes.SHA256(), CHECK_BYTES, b"daybook/1/check").derive(root),
    )


def password_bytes(password: str) -> bytes:
    """Return the password as derived from: NFKC, so that each keyboard's way to type a letter opens.

    Raises Unavailable (wrong password) for what can be no password: lone surrogates, or over-long.
    """
    if len(password) > LONGEST_SECRET:
        raise trouble(Cause.WRONG_PASSWORD)
    try:
        return unicodedata.normalize("NFKC", password).encode()
    except UnicodeEncodeError:
        raise trouble(Cause.WRONG_PASSWORD) from None  # the error would show the password


def calibrate(
    slowest: float = _SLOWEST_SECONDS, seconds_of: Callable[[KdfCost], float] | None = None
) -> KdfCost:
    """Return the cost that takes this PC 0.5 to 1 s, as near as the steps allow, in about two seconds.

    The default is the least, however slow the PC; where its memory is not to be had, the floor.
    `slowest` is in seconds; `seconds_of` measures one derivation.
    """
    measure = seconds_of or _seconds_of
    try:
        base = measure(DEFAULT)
    except MemoryError:
        return FLOOR
    best = DEFAULT
    for step in _STEPS[1:]:
        if base * _work(step) / _work(DEFAULT) > slowest:
            break
        try:
            if measure(step) > slowest:
                break
        except MemoryError:
            break
        best = step
    return best


def _work(cost: KdfCost) -> int:
    return cost.memory_kib * cost.passes


def _seconds_of(cost: KdfCost) -> float:
    start = time.perf_counter()
    derive(b"calibration", bytes(SALT_BYTES), cost)
    return time.perf_counter() - start
