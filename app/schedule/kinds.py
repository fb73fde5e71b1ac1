"""Which type of visit is meant where nobody chose one: by the reason, by who comes, by how they come."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.ids import Id
from app.people.model import Patient
from app.people.queries import last_seen
from app.practice.model import VisitType
from app.practice.policy import policy
from app.schedule.asking import Named
from app.store.work import Reading


@dataclass(frozen=True, kw_only=True)
class Coming:
    """Who comes and how: the reason as it is known, a patient nobody here has seen yet, without booking."""

    reason: str = ""
    is_new: bool = False
    walk_in: bool = False


def usual_type(table: Mapping[str, Any], types: Sequence[Named], coming: Coming) -> Id | None:
    """Return the type of visit by the policy `usual_types`, else the first of the list; None without types.

    A reason goes before all else; for a walk-in the practice's sick visit, for a new patient theirs.
    """
    by_name = {one.name.casefold(): one.id for one in types}
    wanted = [name for name, words in table["words"].items() if _says(coming.reason, words)]
    if coming.walk_in:
        wanted.append(table["walk_in"])
    elif coming.is_new:
        wanted = [table["new_patient"]]
    found = (by_name.get(name.casefold()) for name in wanted)
    first = types[0].id if types else None
    return next((one for one in found if one is not None), first)


def _says(reason: str, words: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word.casefold())}", reason.casefold()) for word in words)


@query(Permission.SEE_SCHEDULE)
def usual_visit_type(
    reading: Reading, patient_id: Id | None = None, reason: str = "", *, walk_in: bool = False
) -> Id | None:
    """Return the type of visit that a booking or walk-in begins with; a person may choose another."""
    table = policy(reading, "schedule")["usual_types"]
    asked = sa.select(VisitType.id, VisitType.name).where(VisitType.active)
    rows = reading.session.execute(asked.order_by(VisitType.position, VisitType.id))
    types = [Named(row.id, row.name) for row in rows]
    is_new = patient_id is not None and _is_new(reading, patient_id, table["new_patient_days"])
    return usual_type(table, types, Coming(reason=reason, is_new=is_new, walk_in=walk_in))


def _is_new(reading: Reading, patient_id: Id, days: int) -> bool:
    """Say whether somebody was registered a short while ago and never seen; an imported chart is no news."""
    patient = reading.get(Patient, patient_id)
    lately = reading.now - patient.registered_at <= timedelta(days=days)
    return lately and patient_id not in last_seen(reading, [patient_id])
