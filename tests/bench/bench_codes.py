"""How long look-ups of codes take, after each key of a phrase; the budget is 15 ms (95th percentile)."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.codes import allergens, drugs, hcpcs, icd10cm, shelf, vaccines

PHRASES = {
    icd10cm: (
        "high blood pressure", "type 2 diabetes with kidney", "fracture left radius initial", "low back pain",
        "strep throat", "E11.65", "S72.001A", "otitis media right ear",
        "pregnancy hypertension third trimester",
        "unspecified open wound", "encounter for screening", "left lower leg injury", "a b c", "vitamin d",
    ),
    hcpcs: ("J3420", "ceftriaxone injection", "wheelchair", "vitamin b12", "ambulance service"),
    drugs: ("lisin 20", "amoxicillin 400", "metformin er 500", "albuterol", "insulin glargine", "hydro li"),
    vaccines: ("flu", "hep b", "gardasil", "tdap", "covid"),
    allergens: ("penicillin", "sulfa", "latex", "peanut", "shrimp"),
}  # fmt: skip
ROUNDS = 5


def as_typed(phrase: str) -> list[str]:
    """Return the phrase after each key."""
    return [phrase[:length] for length in range(1, len(phrase) + 1)]


def times_ms(search: Callable[[str, int], object], phrases: tuple[str, ...]) -> list[float]:
    found = []
    for _ in range(ROUNDS):
        for phrase in phrases:
            for text in as_typed(phrase):
                start = perf_counter()
                search(text, 20)
                found.append((perf_counter() - start) * 1000)
    return found


def measured() -> dict[str, dict[str, float]]:
    results = {}
    for room, phrases in PHRASES.items():
        shelf.use()
        start = perf_counter()
        room.search("xx", 1)
        first = (perf_counter() - start) * 1000
        times = times_ms(room.search, phrases)
        name = room.__name__.rpartition(".")[2]
        p95 = quantiles(times, n=20)[-1]
        results[name] = {"first_ms": first, "median_ms": median(times), "p95_ms": p95, "worst_ms": max(times)}
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    results = measured()
    for name, figures in results.items():
        print(f"{name:10}", "  ".join(f"{figure[:-3]} {value:8.2f} ms" for figure, value in figures.items()))
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
