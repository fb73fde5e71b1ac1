"""The library that stands between program and disk (`disk_calls.c`): built here, spoken to through ctypes.

It must be loaded before anything else, so a campaign that needs it starts itself once more (`start_with_it`).
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

SOURCE = Path(__file__).with_name("disk_calls.c")


class Failure(IntEnum):
    """How a call fails: the disk is broken, full, or takes half of what is written."""

    EIO = 0
    FULL = 1
    SHORT = 2


def why_not() -> str:
    """Say why the library cannot be used here, or "" where it can."""
    if not sys.platform.startswith("linux"):
        return "the library that lets calls fail is for Linux"
    return "" if shutil.which("gcc") else "no gcc to build the library that lets calls fail"


def built() -> Path:
    """Return the built library; it is kept beside other temporary files by the hash of its source."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    target = Path(tempfile.gettempdir()) / f"daybook-disk-calls-{os.getuid()}-{digest}.so"
    if not target.exists():
        unfinished = target.with_suffix(f".{os.getpid()}")
        command = ["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", unfinished, SOURCE, "-ldl"]
        subprocess.run(command, check=True)
        unfinished.replace(target)
    return target


def is_loaded() -> bool:
    return "daybook-disk-calls" in os.environ.get("LD_PRELOAD", "")


def start_with_it() -> NoReturn:
    """Start this very program once more, with the library loaded first."""
    env = dict(os.environ, LD_PRELOAD=str(built()))
    os.execve(sys.executable, sys.orig_argv, env)


class DiskCalls:
    """The loaded library of this process and of those it forks. Paths end with the folder that is watched."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.faults_counted.restype = ctypes.c_long
        self._library.faults_failed.restype = ctypes.c_char_p

    def count(self, folder: Path) -> None:
        self._arm(folder, 0, False, Failure.EIO)

    def fail(self, folder: Path, at: int, failure: Failure, *, for_good: bool) -> None:
        """Let the call number `at` (from 1) fail; `for_good` all after it as well."""
        self._arm(folder, at, for_good, failure)

    def _arm(self, folder: Path, at: int, for_good: bool, failure: Failure) -> None:
        self._library.faults_arm(
            str(folder).encode(), ctypes.c_long(at), ctypes.c_int(for_good), ctypes.c_int(failure)
        )

    def record(self, folder: Path, into: Path) -> None:
        if self._library.faults_record(str(folder).encode(), str(into).encode()) < 0:
            raise OSError("the record of calls could not be begun")

    def mark(self, what: str) -> None:
        """Write into the record that somebody was told of an act."""
        self._library.faults_mark(what.encode())

    def off(self) -> None:
        self._library.faults_off()

    @property
    def counted(self) -> int:
        return int(self._library.faults_counted())

    @property
    def failed(self) -> str:
        """The call that failed first and the name of its file ("fsync a.daybook-wal"), "" if none did."""
        return bytes(self._library.faults_failed()).decode()
