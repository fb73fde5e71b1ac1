"""How long the chart takes: `python -m tests.bench.bench_chart [PATIENTS]`.

Makes an encrypted practice in a temporary folder (20,000 patients if not told otherwise, each with twenty
observations, three medicines, two problems and an allergy; one of them with 4,000 observations), and prints
median and 95th percentile in milliseconds: the summary, the checks while typing, trends, recording a set as
one act, and the summary's rows in bare SQL.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy.orm import Session

from app.chart.allergies.model import Allergy, AllergyKind, AllergyStatus, Certainty, Severity
from app.chart.medications.model import Medication, MedicationStatus
from app.chart.observations.model import Observation, ValueKind
from app.chart.problems.model import Problem, ProblemStatus
from app.chart.queries import chart_summary
from app.chart.vitals.actions import RecordVitals, record_vitals
from app.chart.vitals.measures import SPECS, Measure
from app.chart.vitals.queries import check_vitals, vital_trends
from app.chart.vitals.views import VitalEntry
from app.core.ids import Id, new_id
from app.people.model import Patient, Sex
from app.store.work import Reading
from tests.chart.people import Clinic, clinic
from tests.support.bare import MONDAY

CHUNK = 5_000
FIVE = (
    VitalEntry(measure=Measure.BLOOD_PRESSURE, text="132/84"),
    VitalEntry(measure=Measure.PULSE, text="72"),
    VitalEntry(measure=Measure.RESPIRATIONS, text="16"),
    VitalEntry(measure=Measure.TEMPERATURE, text="98.6", unit="[degF]"),
    VitalEntry(measure=Measure.SPO2, text="98"),
)
TOLD = {"recorded_at": MONDAY, "source": "a bundle"}


def _patient(number: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "mrn": f"B{number:06}",
        "last_name": f"Last{number % 997}",
        "first_name": f"First{number % 89}",
        "birth_date": date(1930 + number % 90, 1 + number % 12, 1 + number % 28),
        "sex": (Sex.FEMALE, Sex.MALE)[number % 2],
        "registered_at": MONDAY,
    }


def _observations(patient_id: Id, count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    specs = list(SPECS.values())
    for number in range(count):
        spec = specs[number % len(specs)]
        value = Decimal(chance.randrange(60, 140))
        yield {
            "patient_id": patient_id,
            "loinc": spec.loinc,
            "category": "vital-signs",
            "value_kind": ValueKind.QUANTITY,
            "value": value,
            "unit": spec.unit,
            "entered_value": str(value),
            "entered_unit": spec.unit,
            "effective_at": MONDAY - timedelta(hours=chance.randrange(1, 20_000)),
            **TOLD,
        }


def _lists(patient_id: Id) -> dict[Any, list[dict[str, Any]]]:
    one = {"patient_id": patient_id, **TOLD}
    active = {"status": MedicationStatus.ACTIVE}
    return {
        Medication: [{**one, "text": f"Drug {n}", "moieties": [f"drug {n}"], **active} for n in range(3)],
        Problem: [{**one, "text": f"Problem {n}", "status": ProblemStatus.ACTIVE} for n in range(2)],
        Allergy: [
            {
                **one,
                "text": "penicillins",
                "kind": AllergyKind.DRUG,
                "severity": Severity.MILD,
                "certainty": Certainty.CONFIRMED,
                "status": AllergyStatus.ACTIVE,
            }
        ],
    }


def fill(practice: Clinic, patients: int) -> list[Id]:
    """Load the practice and return its patients; the first one has a chart of 4,000 observations."""
    chance = random.Random(1)
    people = [_patient(number) for number in range(patients)]
    for start in range(0, patients, CHUNK):
        chunk = people[start : start + CHUNK]
        rows: dict[Any, list[dict[str, Any]]] = {Observation: [], Medication: [], Problem: [], Allergy: []}
        for person in chunk:
            count = 4_000 if person is people[0] else 20
            rows[Observation] += _observations(person["id"], count, chance)
            for kind, made in _lists(person["id"]).items():
                rows[kind] += made
        practice.practice.within(lambda work, chunk=chunk: work.load(Patient, chunk))
        for kind, made in rows.items():
            practice.practice.within(lambda work, kind=kind, made=made: work.load(kind, made))
    return [person["id"] for person in people]


def timed(name: str, call: Callable[[int], Any], times: int = 100) -> None:
    """Print median and 95th percentile of a call in milliseconds."""
    call(0)
    spent = []
    for number in range(times):
        start = time.perf_counter()
        call(number)
        spent.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(spent, n=20)
    print(f"{name:<44} {cuts[9]:8.2f} {cuts[18]:8.2f}")


def _ask(practice: Clinic, asked: Any, *args: Any) -> Any:
    with Session(practice.practice.around.database.reader) as session:
        return asked(Reading(session, practice.doctor, practice.practice.around), *args)


def _bare(practice: Clinic, patient_id: Id) -> None:
    raw = practice.practice.around.database.reader.raw_connection()
    try:
        cursor = raw.cursor()
        for table in ("allergy", "problem", "medication"):
            cursor.execute(f"SELECT * FROM {table} WHERE patient_id = ?", (patient_id.bytes,)).fetchall()
        for spec in SPECS.values():
            cursor.execute(
                "SELECT * FROM observation WHERE patient_id = ? AND loinc = ? AND value IS NOT NULL"
                " ORDER BY effective_at DESC LIMIT 1",
                (patient_id.bytes, spec.loinc),
            ).fetchall()
    finally:
        raw.close()


def _record(practice: Clinic) -> None:
    practice.run(record_vitals, RecordVitals(visit_id=practice.visit_id, entries=FIVE))


def main(patients: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        practice = clinic(Path(folder))
        ids = fill(practice, patients)
        chosen = random.Random(2).choices(ids[1:], k=200)
        print(f"{patients} patients{'':<30} median      95th  (ms)")
        timed("chart summary", lambda n: _ask(practice, chart_summary, chosen[n % 200]))
        timed("the same rows in bare SQL", lambda n: _bare(practice, chosen[n % 200]))
        timed("chart summary, 4,000 observations", lambda n: _ask(practice, chart_summary, ids[0]))
        timed("check while typing, five fields", lambda n: _ask(practice, check_vitals, chosen[n], FIVE))
        timed("trends, 4,000 observations", lambda n: _ask(practice, vital_trends, ids[0]), 20)
        timed("record five vital signs, committed", lambda n: _record(practice), 50)
        practice.practice.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
