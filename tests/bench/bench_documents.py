"""How long paper takes; the budget of a two-page after-visit summary is 60 ms (median)."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.documents import after_visit_summary, handout, receipt, schedule_of_the_day
from app.documents.views import Person
from app.documents.words import words_for
from tests.documents import examples

ROUNDS = 60
BUDGET_MS = 60.0


def papers() -> dict[str, Callable[[], bytes]]:
    """Return what is measured, by name."""
    english, spanish = words_for("en"), words_for("es")
    arabic = replace(examples.SUMMARY, patient=Person("محمد عبد الله", examples.PATIENT.birth_date, "005120"))
    column = examples.SCHEDULE.columns[0]
    busy = replace(examples.SCHEDULE, columns=(replace(column, rows=column.rows * 20),))
    return {
        "summary, two pages": lambda: after_visit_summary.render(examples.SUMMARY, english),
        "summary, two pages, Spanish": lambda: after_visit_summary.render(examples.SUMMARY, spanish),
        "summary, Arabic name": lambda: after_visit_summary.render(arabic, english),
        "receipt": lambda: receipt.render(examples.RECEIPT, english),
        "handout, two pages": lambda: handout.render(examples.HANDOUT, english),
        "schedule of 40": lambda: schedule_of_the_day.render(busy, english),
    }


def measured() -> dict[str, dict[str, float]]:
    """Return milliseconds of wall and processor time of each paper, and of the first one in a process."""
    results: dict[str, dict[str, float]] = {"first summary in a process": {"wall_ms": first_ms()}}
    for name, make in papers().items():
        make()
        wall, work = [], []
        for _ in range(ROUNDS):
            started, worked = perf_counter(), process_time()
            make()
            wall.append((perf_counter() - started) * 1000)
            work.append((process_time() - worked) * 1000)
        results[name] = {
            "median_ms": median(wall),
            "p95_ms": quantiles(wall, n=20)[-1],
            "processor_median_ms": median(work),
        }
    return results


def first_ms() -> float:
    """Return how long the first summary takes, imports of the libraries and fonts included."""
    code = (
        "from time import perf_counter; from tests.documents import examples; "
        "from app.documents import after_visit_summary as s, words; start = perf_counter(); "
        "s.render(examples.SUMMARY, words.words_for('en')); print((perf_counter() - start) * 1000)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    results = measured()
    for name, figures in results.items():
        print(f"{name:32}", "  ".join(f"{key} {value:7.1f}" for key, value in figures.items()))
    within = results["summary, two pages"]["median_ms"] <= BUDGET_MS
    print(f"budget {BUDGET_MS:.0f} ms: {'kept' if within else 'missed'}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
