"""Memory of a process of its own after opening 50 charts: `python -m tests.bench.memory SIZE`; prints MB."""

import subprocess
import sys
from pathlib import Path

from app.chart.queries import chart_summary
from app.people.queries import patient_banner
from tests.bench.generator import large_practice
from tests.bench.report import Figure

CHARTS = 50
HERE = Path(__file__).resolve().parents[2]


def resident_mb() -> float:
    """Return what this process holds now (Linux), else its peak (macOS), in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


def memory(size: int) -> list[Figure]:
    """Memory after opening 50 charts, without a window, in a fresh process; the practice must be closed."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.memory", str(size)],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    )
    held = float(told.stdout.split()[-1])
    return [Figure("memory after 50 charts, no window", held, held, 1, "MB", 350.0)]


def main(size: int) -> None:
    large = large_practice(size)
    for one in large.some[:CHARTS]:
        large.practice.answer(patient_banner, one["id"])
        large.practice.answer(chart_summary, one["id"])
    print(resident_mb())
    large.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
