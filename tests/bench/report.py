"""What a figure is: median and 95th percentile, its budget, and the same in bare SQL in the same run."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

WARM = 10  # first calls that are not counted


@dataclass(frozen=True)
class Figure:
    """One figure in its unit ("ms", "s", "MB", "times"). `budget` is for `judged` ("p95" or "median").

    `bare` is the median of the same question on a bare cursor, or of a bare act; `ratio` median over bare.
    """

    name: str
    median: float
    p95: float
    count: int
    unit: str = "ms"
    budget: float | None = None
    judged: str = "p95"
    bare: float | None = None
    note: str = ""
    processor: float | None = None  # median of the thread's own time: what others do on the PC is not in it

    @property
    def ratio(self) -> float | None:
        return None if not self.bare else self.median / self.bare

    @property
    def within(self) -> bool | None:
        return None if self.budget is None else getattr(self, self.judged) <= self.budget

    def line(self) -> str:
        """Return the figure as a person reads it."""
        places = 0 if self.unit == "MB" else 2
        told = f"{self.name:<46} {self.median:9.{places}f} {self.p95:9.{places}f} {self.unit:<5}"
        if self.budget is not None:
            told += f" at most {self.budget:g} ({self.judged}): {'kept' if self.within else 'MISSED'}"
        if self.ratio is not None:
            told += f"; bare {self.bare:.2f}, ratio {self.ratio:.1f}"
        told += f"; processor {self.processor:.2f}" if self.processor is not None else ""
        return told + (f"; {self.note}" if self.note else "")


class Times(list[float]):
    """Milliseconds of calls by the clock; `worked` are those of this thread's processor time."""

    def __init__(self) -> None:
        super().__init__()
        self.worked: list[float] = []


def spent_ms(calls: Sequence[Callable[[], Any]], warm: int = WARM) -> Times:
    """Return the milliseconds of each call, after some that only warm up."""
    for call in calls[:warm]:
        call()
    found = Times()
    for call in calls:
        start, worked = time.perf_counter(), time.thread_time()
        call()
        found.append((time.perf_counter() - start) * 1_000)
        found.worked.append((time.thread_time() - worked) * 1_000)
    return found


def figure(name: str, times: Sequence[float], **more: Any) -> Figure:
    """Return the figure of some times."""
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    if isinstance(times, Times):
        more["processor"] = median(times.worked)
    return Figure(name, median(times), p95, len(times), **more)


def show(figures: Sequence[Figure]) -> None:
    """Print figures, a line each."""
    for one in figures:
        print(one.line(), flush=True)


def keep(path: Path, figures: Sequence[Figure], **facts: Any) -> None:
    """Write figures and the facts of the run as JSON."""
    rows = [{**asdict(one), "ratio": one.ratio, "within": one.within} for one in figures]
    path.write_text(json.dumps({**facts, "figures": rows}, indent=1) + "\n", encoding="utf-8")
