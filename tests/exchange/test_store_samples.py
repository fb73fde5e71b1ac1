"""The sample bundles beside the repository: stored in bounded time and memory, known when they come again."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from app.core.progress import Progress
from app.exchange.importing import import_files
from tests.exchange.intake import Importing

MAPPED = (
    "Patient",
    "Encounter",
    "Observation",
    "Condition",
    "Immunization",
    "Procedure",
    "AllergyIntolerance",
)


@pytest.mark.samples
def test_the_samples_are_stored_and_then_known(importing: Importing, samples: Path) -> None:
    folder = samples / "data" / "synthea"
    acts: list[float] = []

    def run(act: object, command: object) -> object:
        start = time.perf_counter()
        result = importing.practice.run(act, command)  # type: ignore[arg-type]
        acts.append(time.perf_counter() - start)
        return result

    before, start = _peak_mb(), time.perf_counter()
    first = import_files([folder], run, Progress())
    seconds = time.perf_counter() - start
    assert (first.new, first.known, first.held) == (50, 0, 0)
    assert first.resources["Observation"].stored == 4707
    assert all(one.skipped == 0 for one in first.resources.values())
    assert seconds < 60
    assert max(acts) < 2

    again = import_files([folder], run, Progress())
    assert (again.new, again.known, again.held) == (0, 50, 0)
    for kind, one in first.resources.items():
        assert again.resources[kind].stored == 0
        assert again.resources[kind].known == one.stored
        assert again.resources[kind].attached_only == one.attached_only
    assert set(MAPPED) <= set(first.resources)
    assert _peak_mb() - before < 400
    print(f"\n50 bundles in {seconds:.1f} s, longest act {max(acts):.2f} s, peak {_peak_mb():.0f} MB")


def _peak_mb() -> float:
    """The most memory that this process ever had, whatever ran before; 0 where it cannot be asked."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
