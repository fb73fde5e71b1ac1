"""How long money takes: payment and posting as one audited act, the checkout, the day sheet."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.core.acts import Command, Permission, action
from app.people.model import PayerKind
from app.store.work import Work
from app.visits.model import Visit
from tests.frontdesk_money.till import Till

VISITS = 220


@action(Permission.TAKE_PAYMENT)
def nothing(work: Work, command: Command) -> None:
    """An act that does nothing: what audit and commit cost by themselves."""


def timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1000


def visit_of_another(till: Till, number: int) -> Visit:
    """A visit of a patient of its own, who has a copay."""
    patient = till.patient(f"Lee{number}", "Susan", date(1958, 8, 12))
    till.covered(PayerKind.COMMERCIAL, patient, copay_cents=2500)
    return till.visit(patient)


def measured(till: Till) -> dict[str, list[float]]:
    visits = [visit_of_another(till, number) for number in range(VISITS)]
    found: dict[str, list[float]] = {
        "bare act": [timed(lambda: till.run(nothing, Command())) for _ in visits]
    }
    found["take payment"] = [timed(lambda one=one: till.pay(2500, one)) for one in visits]
    for one in visits:
        till.level(one)
    found["post charges"] = [timed(lambda one=one: till.post(one)) for one in visits]
    found["amount due"] = [timed(lambda one=one: till.due(one)) for one in visits]
    found["checkout view"] = [timed(lambda one=one: till.checkout(one)) for one in visits[:40]]
    found["finish checkout"] = [
        timed(lambda one=one: till.finish(one, no_follow_up=True, acknowledged_reason="bench"))
        for one in visits[:40]
    ]
    found["day sheet of 220 visits"] = [timed(till.sheet) for _ in range(5)]
    till.count((2000, 5), (1000, 5), (10000, 55))
    found["close the day"] = [timed(till.close_the_day)]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        till = Till(Path(folder))
        times = measured(till)
        till.close()
    figures = {
        name: {"median_ms": median(one), "p95_ms": quantiles(one, n=20)[-1] if len(one) > 1 else one[0]}
        for name, one in times.items()
    }
    for name, one in figures.items():
        print(f"{name:26}  median {one['median_ms']:8.2f} ms  95th {one['p95_ms']:8.2f} ms")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
