"""How long reading and mapping takes, and how much memory: the sample bundles, else made-up ones.

python tests/bench/bench_fhir_read.py [FOLDER]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.core.progress import Progress
from app.exchange.fhir.child import read_files
from app.exchange.fhir.read import find_files
from app.exchange.fhir.views import ImportedBundle

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "synthea"


def made_up(folder: Path, bundles: int = 50, observations: int = 200) -> Path:
    """Write bundles of one made-up patient and their results."""
    code = {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]}
    for number in range(bundles):
        subject = {"reference": "Patient/1"}
        resources: list[dict[str, object]] = [{"resourceType": "Patient", "id": "1"}]
        resources += [
            {
                "resourceType": "Observation",
                "id": str(at),
                "status": "final",
                "code": code,
                "subject": subject,
                "valueQuantity": {"value": at, "unit": "/min"},
            }
            for at in range(observations)
        ]
        entries = [{"resource": resource} for resource in resources]
        content = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        (folder / f"{number}.json").write_text(json.dumps(content))
    return folder


def peak_mb() -> tuple[float, float]:
    """Return the peak memory of this process and of its children in MB (0 where it is not told)."""
    if sys.platform == "win32":
        return 0.0, 0.0
    import resource

    peaks = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    here, children = peaks
    return here, children


def run(folder: Path) -> dict[str, object]:
    """Read every bundle of a folder once and return the figures."""
    start = time.perf_counter()
    counted: Counter[str] = Counter()
    bundles = list(read_files(find_files([folder]).files, Progress()))
    for found in bundles:
        if isinstance(found, ImportedBundle):
            counted.update(f"{outcome.type} {outcome.result}" for outcome in found.outcomes)
    here, children = peak_mb()
    return {
        "bundles": len(bundles),
        "seconds": round(time.perf_counter() - start, 2),
        "entries": sum(counted.values()),
        "peak_mb_parent_holding_all": round(here),
        "peak_mb_child": round(children),
        "outcomes": dict(sorted(counted.items())),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
        print(json.dumps(run(given if given.is_dir() else made_up(Path(scratch))), indent=2))
