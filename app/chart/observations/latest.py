"""The newest value of each code: one question to the index of patient, code and time."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.chart.observations.model import Observation
from app.core.ids import Id
from app.store.work import Reading

WITHDRAWN = ("entered-in-error", "cancelled")


def standing() -> sa.ColumnElement[bool]:
    """Return the condition that a row counts: neither withdrawn here nor by its source."""
    return sa.and_(Observation.entered_in_error.is_(None), Observation.status.not_in(WITHDRAWN))


def latest(
    reading: Reading, patient_id: Id, codes: Collection[str], columns: Sequence[Any]
) -> Sequence[sa.Row[Any]]:
    """Return `columns` of the newest row with a value for each LOINC code."""
    asked = _newest_of_each(tuple(sorted(codes)), tuple(one.key for one in columns))
    found: Sequence[sa.Row[Any]] = reading.session.execute(asked, {"patient": patient_id}).all()
    return found


@cache
def _newest_of_each(codes: tuple[str, ...], names: tuple[str, ...]) -> sa.CompoundSelect[Any]:
    """Return the question, built once: building it takes longer than answering it."""
    return sa.union_all(*(_newest(code, names) for code in codes))


def _newest(code: str, names: tuple[str, ...]) -> sa.Select[Any]:
    """Return the newest row of one code: the index gives it without sorting."""
    inner = (
        sa.select(*(getattr(Observation, name) for name in names))
        .where(Observation.patient_id == sa.bindparam("patient"), Observation.loinc == code)
        .where(Observation.value.is_not(None), standing())
        .order_by(Observation.effective_at.desc())
        .limit(1)
    )
    return sa.select(inner.subquery())
