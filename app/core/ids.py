"""Identifiers: UUID version 7 (RFC 9562), so that rows sort by the time they were made."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

Id = UUID

_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0b10 << 62
_COUNTER_BITS = 12


class _Generator:
    """Makes ids that rise strictly within the process, even when the clock is set back.

    Layout: 48 bits of Unix milliseconds, 12 bits of counter (RFC 9562, 6.2, method 1), 62 random bits.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_ms = 0
        self._counter = 0

    def make(self, now_ms: int) -> UUID:
        with self._lock:
            if now_ms > self._last_ms:
                self._last_ms, self._counter = now_ms, 0
            else:
                self._counter += 1
                if self._counter >> _COUNTER_BITS:
                    self._last_ms, self._counter = self._last_ms + 1, 0
            stamp, counter = self._last_ms, self._counter
        random_bits = int.from_bytes(os.urandom(8), "big") >> 2
        return UUID(int=(stamp << 80) | _VERSION_7 | (counter << 64) | _VARIANT_RFC | random_bits)


_generator = _Generator()


def new_id() -> Id:
    """Return a new id; later ids compare greater than earlier ones of this process."""
    return _generator.make(time.time_ns() // 1_000_000)
