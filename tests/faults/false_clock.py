"""A clock that lies: libfaketime where it is installed, so that the system itself tells the wrong time.

The library reads what to tell from the environment each time it is asked, so that the clock jumps in the
middle of work. Like the library of failing calls it is loaded before anything else. Elsewhere a trial sets
the practice's own clock.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from app.core.clock import Clock, SetClock, SystemClock

_LIBRARY = "libfaketimeMT.so.1"


def library() -> Path | None:
    """Return where libfaketime lies, or None."""
    places = (*Path("/usr/lib").glob(f"*/faketime/{_LIBRARY}"), Path("/usr/lib/faketime") / _LIBRARY)
    return next((one for one in places if one.is_file()), None)


def is_loaded() -> bool:
    return _LIBRARY in os.environ.get("LD_PRELOAD", "")


def start_with_it() -> NoReturn:
    """Start this very program once more, with the library loaded first and a clock that is right for now."""
    told = {"FAKETIME": "+0", "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    more = {"FAKETIME_DISABLE_SHM": "1", "NO_FAKE_STAT": "1", "LD_PRELOAD": str(library())}
    os.execve(sys.executable, sys.orig_argv, {**os.environ, **told, **more})


class FalseClock:
    """The clock of this process and its forks. `clock` is what the practice is opened with."""

    def __init__(self, now: datetime) -> None:
        self._by_library = is_loaded()
        self._set = SetClock(now)
        self.clock: Clock = SystemClock() if self._by_library else self._set
        self._ahead = int(os.environ.get("FAKETIME", "0"))
        self.set(now)

    @property
    def kind(self) -> str:
        return "faketime" if self._by_library else "set clock"

    def set(self, now: datetime) -> None:
        """Let the clock tell another time from now on."""
        self._set.set(now)
        if self._by_library:
            self._ahead += round(now.timestamp() - time.time())
            os.environ["FAKETIME"] = f"{self._ahead:+d}"

    def now(self) -> datetime:
        return datetime.now(UTC) if self._by_library else self._set.now()
