"""What is known of a patient when vital signs are judged: age, pregnancy, targets, last values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.chart.history.model import Pregnancy, ReproductiveHistory
from app.chart.observations.latest import latest, standing
from app.chart.observations.model import Observation
from app.chart.vitals.limits import About, ChildPressures, about
from app.chart.vitals.measures import PART_OF_LOINC, SPECS, Part
from app.chart.vitals.model import PatientTarget
from app.chart.vitals.rules import Earlier, Known
from app.codes import growth
from app.codes import vitals as child_vitals
from app.core.ids import Id
from app.people.model import Patient
from app.practice.policy import policy
from app.store.work import Reading

ADULT = About(age_days=18 * 366, age_months=216, age_years=18)  # where the birth date is not known
_MEDIAN = 50.0


def known_of(
    reading: Reading, patient_id: Id, *, height: Decimal | None = None, visit_id: Id | None = None
) -> Known:
    """Return what the rules need to judge values of this patient now; `height` (cm) of the new set.

    With `visit_id`, values are compared with those from before this visit.
    """
    table = policy(reading, "vitals")
    earlier = last_values(reading, patient_id)
    if height is None and Part.HEIGHT in earlier:
        height = earlier[Part.HEIGHT].value
    before = None if visit_id is None else _before(reading, patient_id, visit_id, earlier)
    return Known(table, _about(reading, patient_id, table, height), reading.now, earlier, before)


def last_values(reading: Reading, patient_id: Id) -> dict[Part, Earlier]:
    """Return the last value of each part."""
    columns = (Observation.loinc, Observation.value, Observation.effective_at, Observation.visit_id)
    rows = latest(reading, patient_id, PART_OF_LOINC, columns)
    return {
        PART_OF_LOINC[row.loinc]: Earlier(row.value, row.effective_at, row.visit_id)
        for row in rows
        if row.effective_at
    }


def _before(
    reading: Reading, patient_id: Id, visit_id: Id, earlier: Mapping[Part, Earlier]
) -> dict[Part, Earlier]:
    """Return the last values of other visits; asked for only where the newest belongs to this one."""
    found = {part: one for part, one in earlier.items() if one.visit_id != visit_id}
    for part in earlier.keys() - found.keys():
        row = reading.session.execute(
            sa.select(Observation.value, Observation.effective_at, Observation.visit_id)
            .where(Observation.patient_id == patient_id, Observation.loinc == SPECS[part].loinc)
            .where(Observation.value.is_not(None), standing())
            .where(Observation.visit_id.is_distinct_from(visit_id), Observation.effective_at.is_not(None))
            .order_by(Observation.effective_at.desc())
            .limit(1)
        ).first()
        if row is not None and row.value is not None and row.effective_at is not None:
            found[part] = Earlier(row.value, row.effective_at, row.visit_id)
    return found


def _about(reading: Reading, patient_id: Id, table: Mapping[str, Any], height: Decimal | None) -> About:
    patient = reading.get(Patient, patient_id)
    targets = targets_of(reading, patient_id)
    pregnant = is_pregnant(reading, patient_id, table)
    if patient.birth_date is None:
        return replace(ADULT, pregnant=pregnant, targets=targets)
    pressures = child_pressures(str(patient.sex), patient.birth_date, reading.today, height)
    return about(
        patient.birth_date,
        reading.today,
        sex=str(patient.sex),
        pregnant=pregnant,
        child_pressures=pressures,
        targets=targets,
    )


def is_pregnant(reading: Reading, patient_id: Id, table: Mapping[str, Any] | None = None) -> bool:
    """Say whether the limits of pregnancy hold: pregnant now, or so many days after birth as `table` says."""
    told = reading.session.execute(
        sa.select(ReproductiveHistory.pregnancy, ReproductiveHistory.delivered_on).where(
            ReproductiveHistory.patient_id == patient_id
        )
    ).first()
    if told is None or told.pregnancy is Pregnancy.PREGNANT or told.delivered_on is None:
        return told is not None and told.pregnancy is Pregnancy.PREGNANT
    alerts = (table or policy(reading, "vitals"))["alerts"]
    since: timedelta = reading.today - told.delivered_on
    return timedelta() <= since <= timedelta(days=int(alerts["postpartum_days"]))


def targets_of(reading: Reading, patient_id: Id) -> dict[Part, Decimal]:
    """Return the patient's own limits."""
    rows = reading.session.execute(
        sa.select(PatientTarget.part, PatientTarget.at_least).where(
            PatientTarget.patient_id == patient_id, PatientTarget.entered_in_error.is_(None)
        )
    )
    return {Part(part): at_least for part, at_least in rows}


def child_pressures(sex: str, birth: date, on: date, height: Decimal | None) -> ChildPressures | None:
    """Return the 95th percentiles of a child of 1 to 12 years; at the median height where none is known."""
    who = about(birth, on)
    if sex not in ("M", "F") or not 1 <= who.age_years < 13:
        return None
    table_sex = growth.Sex(sex)
    standing = growth.standing(growth.Measure.LENGTH, table_sex, who.age_months, height) if height else None
    percentile = standing.percentile if standing else _MEDIAN
    rows = child_vitals.child_pressures(table_sex, who.age_years, percentile)
    found = next((row for row in rows if row.percentile == 95), None)
    return ChildPressures(Decimal(found.systolic), Decimal(found.diastolic)) if found else None
