"""The sample bundles beside the repository: every entry accounted for, in bounded time and memory."""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from app.core.progress import Progress
from app.exchange.fhir.child import read_files
from app.exchange.fhir.read import find_files
from app.exchange.fhir.views import ImportedBundle

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "synthea"

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample bundles are not beside the repository"),
]


def test_every_entry_of_the_samples_is_accounted_for() -> None:
    files = find_files([SAMPLES]).files
    expected: Counter[str] = Counter()
    for path in files:
        content = json.loads(gzip.decompress(path.read_bytes()))
        expected.update(entry["resource"]["resourceType"] for entry in content["entry"])

    start = time.perf_counter()
    counted: Counter[tuple[str, str]] = Counter()
    problems = 0
    for result in read_files(files, Progress()):
        assert isinstance(result, ImportedBundle)
        counted.update((outcome.type, str(outcome.result)) for outcome in result.outcomes)
        problems += len(result.problems)
    seconds = time.perf_counter() - start

    found: Counter[str] = Counter()
    for (type_, _), number in counted.items():
        found[type_] += number
    print(f"\n{len(files)} bundles, {seconds:.1f} s, peak {_peak_mb()}", dict(counted))
    assert found == expected
    assert not [key for key in counted if key[1] == "skipped"]
    assert problems == 0
    assert seconds < 30


def _peak_mb() -> str:
    if sys.platform == "win32":
        return "not measured"
    import resource

    here, child = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return f"{here / 1024:.0f} MB here, {child / 1024:.0f} MB in the child"
