"""How long a new store key takes: a practice whose database is about 1 GiB.

python -m tests.bench.bench_rekey [MIB]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.core.changes import ChangeBus
from app.core.clock import SystemClock
from app.practice.founding import FoundPractice
from app.practice_file import Owner, Setting, create_practice, open_practice
from app.store.kdf import FLOOR
from tests.bench.bench_backup import PASSWORD, Ticker, fill

MOST_SECONDS = 60.0


def measure(folder: Path, size: int) -> list[str]:
    """Make a practice of `size` bytes and change its key; return the lines to print."""
    setting = Setting(SystemClock(), ChangeBus(), "bench PC", folder / "state")
    file = folder / "bench.daybook"
    owner = Owner(login="ruth", name="Ruth Day, MD", short_name="Dr. Day")
    founding = FoundPractice(name="Riverside", zone="America/New_York")
    create_practice(file, founding, owner, PASSWORD, lambda sheet: None, setting=setting, cost=FLOOR).close()
    practice = open_practice(file, "ruth", PASSWORD, setting)
    fill(practice, size, 0)
    practice.close()
    practice = open_practice(file, "ruth", PASSWORD, setting)
    lines = [f"{'practice':<30} {file.stat().st_size / 2**20:8.0f} MiB"]
    pending, ticker, begun = practice.recovery.new_key(), Ticker(), time.perf_counter()
    practice.rekeying.change(PASSWORD, pending, None)
    spent = time.perf_counter() - begun
    ticker.stop()
    kept = "kept" if spent <= MOST_SECONDS else "MISSED"
    lines.append(f"{'new store key, verified':<30} {spent:8.1f} s  at most {MOST_SECONDS:g}: {kept}")
    lines.append(f"{'another thread waited at most':<30} {ticker.late * 1000:8.0f} ms")
    begun = time.perf_counter()
    open_practice(file, "ruth", PASSWORD, setting).close()
    lines.append(f"{'the next sign-in':<30} {time.perf_counter() - begun:8.1f} s")
    return lines


if __name__ == "__main__":
    mebibytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    with tempfile.TemporaryDirectory() as scratch:
        for told in measure(Path(scratch), mebibytes * 2**20):
            print(told, flush=True)
