"""Are the tests of money, keys and the record worth their name? `python -m tests.mutation [--count N]`.

Mutants of those modules, drawn by a seed, each run against the tests of its module in a process of its own.
A mutant that no test fails has survived; survivors are listed. Needs `fork` (not on Windows).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.mutants import Mutant, mutants_of

REPO = Path(__file__).resolve().parents[2]
LEAST_SECONDS, TIMES_AS_LONG = 90.0, 4.0
"""A mutant that runs on is found by whoever waits: after so many times of what its tests take without it."""

MODULES: dict[str, tuple[str, ...]] = {
    "app/core/money.py": ("tests/core",),
    "app/billing/ledger/rules.py": ("tests/billing",),
    "app/billing/payments/rules.py": ("tests/billing", "tests/frontdesk_money"),
    "app/billing/charges/rules.py": ("tests/billing", "tests/frontdesk_money"),
    "app/billing/refunds/actions.py": ("tests/billing",),
    "app/store/audit.py": ("tests/store",),
    "app/store/verify.py": ("tests/store",),
    "app/store/anchoring.py": ("tests/store", "tests/test_practice_file.py"),
    "app/store/anchor_file.py": ("tests/store",),
    "app/store/attempts.py": ("tests/store/test_attempts.py", "tests/test_practice_file.py"),
    "app/store/kdf.py": ("tests/store",),
    "app/store/keys.py": ("tests/store",),
    "app/store/recovery.py": ("tests/store", "tests/test_recovery_sheet.py"),
    "app/store/slots.py": ("tests/store", "tests/test_recovery_sheet.py"),
    "app/store/slot_files.py": ("tests/store", "tests/test_practice_file.py"),
    "app/store/sealed_files.py": ("tests/store",),
    "app/store/work.py": ("tests/store", "tests/security"),
    "app/store/engine.py": ("tests/store",),
    "app/security/passwords.py": ("tests/security",),
    "app/security/policy.py": ("tests/security",),
    "app/security/sign_in.py": ("tests/test_practice_file.py", "tests/security"),
    "app/security/key_ring.py": ("tests/test_recovery_sheet.py", "tests/test_adding_staff.py"),
}
"""Each module with the tests that answer for it; a file that is not there yet is left out."""


@dataclass(frozen=True)
class Drawn:
    """One mutant of one module."""

    module: str
    mutant: Mutant


class _Mutated(importlib.abc.SourceLoader, importlib.abc.MetaPathFinder):  # type: ignore[misc]
    """Gives one module with its fault, in place of the file."""

    def __init__(self, drawn: Drawn) -> None:
        self._name = drawn.module.removesuffix(".py").replace("/", ".")
        self._file, self._source = str(REPO / drawn.module), drawn.mutant.source

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name == self._name else None

    def get_filename(self, fullname: str) -> str:
        return self._file

    def get_data(self, path: str | bytes) -> bytes:
        return self._source.encode()


def draw(count: int, seed: int, only: str = "") -> list[Drawn]:
    """Return mutants of all modules by chance, the same for the same seed."""
    chance = random.Random(seed)
    everything = [
        Drawn(module, mutant)
        for module in MODULES
        if (REPO / module).is_file() and only in module
        for mutant in mutants_of((REPO / module).read_text(encoding="utf-8"))
    ]
    return chance.sample(everything, min(count, len(everything)))


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    RAN_ON = "ran on"
    SURVIVED = "survived"


def fate_of(drawn: Drawn, seconds: float) -> Fate:
    """Run the tests of the mutant's module over it, in a child, for so many seconds at most."""
    child = os.fork()
    if child == 0:
        os.setsid()
        os._exit(_run(drawn))
    return _wait(child, seconds)


def _run(drawn: Drawn) -> int:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.meta_path.insert(0, _Mutated(drawn))
        tests = [one for one in MODULES[drawn.module] if (REPO / one).exists()]
        options = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header"]
        return int(pytest.main([*tests, *options]))


def _wait(child: int, seconds: float) -> Fate:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return Fate.KILLED if os.waitstatus_to_exitcode(status) else Fate.SURVIVED
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Fate.RAN_ON


def seconds_without(module: str) -> float:
    """Return how long the tests of a module take over it as it is.

    Raises RuntimeError where they do not pass: then nothing would survive them.
    """
    begun = time.monotonic()
    as_it_is = Drawn(module, Mutant(0, "as it is", (REPO / module).read_text(encoding="utf-8")))
    if fate_of(as_it_is, 3600) is not Fate.SURVIVED:
        raise RuntimeError(f"the tests of {module} fail without any mutant")
    return time.monotonic() - begun


def main(arguments: Sequence[str]) -> int:
    """Print survivors as they are found, then how many of each module were killed."""
    parser = argparse.ArgumentParser("mutation", description="Mutants of money, keys and the record.")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="modules whose path holds this")
    wanted = parser.parse_args(arguments)
    for heavy in ("sqlalchemy.orm", "cryptography.hazmat.primitives.ciphers.aead", "sqlcipher3"):
        importlib.import_module(heavy)  # once, not in each child
    os.chdir(REPO)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    fates: dict[str, Counter[Fate]] = defaultdict(Counter)
    mutants = draw(wanted.count, wanted.seed, wanted.only)
    usual = {MODULES[one.module]: 0.0 for one in mutants}  # several modules have the same tests
    for tests in usual:
        usual[tests] = seconds_without(next(one.module for one in mutants if MODULES[one.module] == tests))
    for drawn in mutants:
        fate = fate_of(drawn, max(LEAST_SECONDS, TIMES_AS_LONG * usual[MODULES[drawn.module]]))
        fates[drawn.module][fate] += 1
        if fate is Fate.SURVIVED:
            print(f"survived: {drawn.module}:{drawn.mutant.line}: {drawn.mutant.what}", flush=True)
    for module, found in fates.items():
        print(f"{module}: {_said(found)}")
    print(_said(sum(fates.values(), Counter())))
    return 0


def _said(found: Counter[Fate]) -> str:
    """Return the figures: a mutant that made its tests run on is dead too, and is told apart."""
    tried = found.total()
    dead = tried - found[Fate.SURVIVED]
    ran_on = f", {found[Fate.RAN_ON]} of them ran on" if found[Fate.RAN_ON] else ""
    return f"{dead} of {tried} killed{ran_on}, {100 * dead / max(tried, 1):.1f} %"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
