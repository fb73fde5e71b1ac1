"""The fee schedule: the practice's own rows over the shipped examples, as in force on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.billing.charges.views import Fee
from app.billing.model import CodeSystem, FeeScheduleRow
from app.codes import hcpcs
from app.core.errors import NotFound
from app.practice.policy import policy
from app.store.work import Reading


def fees(reading: Reading, on: date) -> dict[str, Fee]:
    """Return every code that may be charged on a day, by code; what the practice took out is not there."""
    shipped = policy(reading, "fees", on)["codes"]
    found = {code: _shipped(code, row) for code, row in shipped.items()}
    rows = reading.session.scalars(
        sa.select(FeeScheduleRow)
        .where(FeeScheduleRow.valid_from <= on)
        .order_by(FeeScheduleRow.valid_from, FeeScheduleRow.id)
    )
    own = {row.code: row for row in rows}  # the newest of each code is the last
    found |= {code: _own(row) for code, row in own.items() if row.active}
    return {code: fee for code, fee in found.items() if code not in own or own[code].active}


def _shipped(code: str, row: Mapping[str, Any]) -> Fee:
    return Fee(
        system=CodeSystem(row["system"]),
        code=code,
        wording=row["wording"],
        unit_cents=row["unit_cents"],
        order_items=tuple(row.get("order_items", ())),
        level=row.get("level", False),
        global_days=row.get("global_days", 0),
        example=row["unit_cents"] > 0,
    )


def _own(row: FeeScheduleRow) -> Fee:
    return Fee(
        system=row.system,
        code=row.code,
        wording=row.wording,
        unit_cents=row.unit_cents,
        modifiers=tuple(row.modifiers),
        pointers=tuple(row.pointers),
        order_items=tuple(row.order_items),
        level=row.level,
        global_days=row.global_days,
        valid_from=row.valid_from,
    )


def fee_of(reading: Reading, code: str, on: date) -> Fee:
    """Return the price of a code on a day. Raises NotFound for a code that has none."""
    found = fees(reading, on).get(code.strip().upper())
    if found is None:
        raise NotFound("fee_schedule", code.strip().upper()[:12])
    return found


def words_of(code: str) -> str:
    """Return the words of a HCPCS code as CMS publishes them, "" for any other."""
    found = hcpcs.find(code)
    return "" if found is None else found.short
