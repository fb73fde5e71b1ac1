"""All figures of the program: `python -m tests.bench [--json FILE] [--size N] [names...]`.

Without names, those of the release: search, board, chart, check_in, paint, tenfold, memory, start, summary,
demo. The scripts beside this one run by their names (codes, people, documents, day_board, billing, fhir_read;
chart_script and start_script, whose short names are figures here).
"""

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.bench import services
from tests.bench.generator import FULL, Large, large_practice
from tests.bench.memory import memory
from tests.bench.report import Figure, figure, keep, show

HERE = Path(__file__).parent
SCRIPTS = {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}
START_RUNS = 5


def _paint(large: Large) -> list[Figure]:
    from tests.bench import painting

    return [*painting.search(large), *painting.board(large)]


# The figures that need the large practice open in this process.
OF_LARGE: dict[str, Callable[[Large], list[Figure]]] = {
    "search": services.search,
    "board": services.board,
    "chart": services.chart,
    "check_in": services.checking_in,
    "paint": _paint,
}


def starting() -> list[Figure]:
    """Start to the sign-in screen, sign-in to the painted window; each in a process of its own."""
    from tests.bench import bench_start
    from tests.ui_shell.standing import House

    with tempfile.TemporaryDirectory() as scratch:
        house = House(Path(scratch)).make()
        bench_start.one(house.folder)  # the first start compiles
        found = [bench_start.one(house.folder) for _ in range(START_RUNS)]
    return [
        figure(words, [one[name] for one in found], unit="s", budget=most)
        for name, words, most in (
            ("sign_in", "start to sign-in screen", 1.2),
            ("window", "sign-in to window, without the key derivation", 0.5),
        )
    ]


def summary() -> list[Figure]:
    """An after-visit summary of two pages."""
    from app.documents import after_visit_summary
    from app.documents.words import words_for
    from tests.bench.report import spent_ms
    from tests.documents import examples

    words = words_for("en")
    times = spent_ms([lambda: after_visit_summary.render(examples.SUMMARY, words)] * 60)
    return [figure("after-visit summary, two pages", times, budget=60.0, judged="median")]


def demo() -> list[Figure]:
    """Making the demo practice, whole."""
    from app.core.changes import ChangeBus
    from app.core.clock import SetClock
    from app.demo.making import make_demo
    from app.practice_file import Setting

    now = datetime(2026, 3, 3, 9, 46, tzinfo=ZoneInfo("America/New_York"))
    with tempfile.TemporaryDirectory() as scratch:
        setting = Setting(SetClock(now), ChangeBus(), "bench PC", Path(scratch) / "state")
        begun, worked = time.perf_counter(), time.process_time()
        make_demo(Path(scratch), now.date(), setting)
        spent, work = time.perf_counter() - begun, time.process_time() - worked
    return [Figure("demo practice made", spent, spent, 1, "s", 30.0, note=f"{work:.1f} s of the processor")]


ALONE: dict[str, Callable[[], list[Figure]]] = {"start": starting, "summary": summary, "demo": demo}
TENFOLD = ("search", "board", "chart")


def tenfold(size: int, large: Sequence[Figure]) -> list[Figure]:
    """How much longer ten times the data takes, by the medians of the same questions."""
    small = large_practice(max(size // 10, 1_000))
    try:
        before = {one.name: one for name in TENFOLD for one in OF_LARGE[name](small)}
    finally:
        small.close()
    return [_times_as_long(one, before[one.name]) for one in large if one.name in before]


def _times_as_long(one: Figure, before: Figure) -> Figure:
    """Compare processor times: the two were not measured at the same moment."""
    longer = (one.processor or one.median) / (before.processor or before.median)
    return Figure(f"tenfold data: {one.name}", longer, longer, one.count, "times", 1.5, "median")


def _tried(name: str, measure: Callable[[], list[Figure]], failed: list[str]) -> list[Figure]:
    """Measure and print; what cannot be measured is named, and the others still are."""
    gc.collect()
    try:
        made = measure()
    except Exception as error:
        print(f"{name}: not measured, {type(error).__name__}", flush=True)
        failed.append(name)
        return []
    show(made)
    return made


def _of_large(names: Sequence[str], size: int, failed: list[str]) -> list[Figure]:
    wanted = {name for name in names if name in OF_LARGE}
    wanted |= set(TENFOLD) if "tenfold" in names else set()
    if not wanted:
        return []
    large, found = large_practice(size), list[Figure]()
    try:
        for name, measure in OF_LARGE.items():
            if name in wanted:
                found += _tried(name, partial(measure, large), failed)
    finally:
        large.close()
    if "tenfold" in names:
        found += _tried("tenfold", partial(tenfold, size, tuple(found)), failed)
    return found


def measured(names: Sequence[str], size: int, failed: list[str]) -> list[Figure]:
    """Measure, printing each figure as it comes; the names of those that could not be go to `failed`."""
    found = _of_large(names, size, failed)
    if "memory" in names:
        large_practice(size).close()  # so that the other process does not have to make it
        found += _tried("memory", partial(memory, size), failed)
    for name, alone in ALONE.items():
        if name in names:
            found += _tried(name, alone, failed)
    return found


def run_script(name: str) -> int:
    """Run one of the scripts beside this one, which prints its own figures."""
    module = f"tests.bench.{SCRIPTS[name].stem}"
    print(f"== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", module], check=False, cwd=HERE.parents[1]).returncode


def main() -> int:
    figures = (*OF_LARGE, "tenfold", "memory", *ALONE)
    scripts = [f"{name}_script" if name in figures else name for name in SCRIPTS]
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*figures, *scripts)))
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--size", type=int, default=FULL, metavar="N", help="patients of the large practice")
    asked = parser.parse_args()
    unknown = set(asked.names) - {*figures, *scripts}
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    if asked.size < 1_000:
        parser.error("at least 1,000 patients")
    names = [name for name in asked.names if name in figures] if asked.names else list(figures)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"{f'load {load:.1f} on {os.cpu_count()} cores':<46} {'median':>9} {'95th':>9}")
    failed: list[str] = []
    found = measured(names, asked.size, failed)
    if asked.json:
        facts = {
            "python": platform.python_version(),
            "system": platform.platform(),
            "size": asked.size,
            "load": load,
        }
        keep(asked.json, found, **facts)
    codes = [run_script(name.removesuffix("_script")) for name in asked.names if name in scripts]
    return max([*codes, 1 if failed else 0])


if __name__ == "__main__":
    sys.exit(main())
