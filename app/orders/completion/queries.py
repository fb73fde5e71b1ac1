"""Which kits and lots are in use, so that nobody types again what stands on the same box."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.orders.completion.views import LotInUse, Supplies
from app.orders.model import Administration, ClinicalOrder, OrderResult, Outcome
from app.store.work import Reading

_LATELY = timedelta(days=60)


@query(Permission.COMPLETE_ORDER)
def supplies_in_use(reading: Reading) -> Supplies:
    """Return the kits and lots used in the last 60 days that may still be used today."""
    kits: dict[str, LotInUse] = {}
    for row in _used(reading, OrderResult, OrderResult.kit_lot, OrderResult.kit_expires, OrderResult.read_at):
        kits.setdefault(row.item, LotInUse(row.lot, row.expires))
    lots: dict[str, dict[str, LotInUse]] = {}
    more = (Administration.maker, Administration.product, Administration.ndc)
    for row in _used(
        reading, Administration, Administration.lot, Administration.expires, Administration.at, *more
    ):
        if row.outcome is Outcome.GIVEN:
            found = LotInUse(row.lot, row.expires, row.maker, row.product, row.ndc)
            lots.setdefault(row.item, {}).setdefault(row.lot, found)
    return Supplies(kits, {item: tuple(found.values()) for item, found in lots.items()})


def _used(reading: Reading, kind: Any, lot: Any, expires: Any, at: Any, *more: Any) -> Any:
    """Return what was used by item, the newest first."""
    columns = [ClinicalOrder.item, lot.label("lot"), expires.label("expires"), *more]
    if kind is Administration:
        columns.append(Administration.outcome)
    return reading.session.execute(
        sa.select(*columns)
        .join(ClinicalOrder, ClinicalOrder.id == kind.order_id)
        .where(ClinicalOrder.item != "", at >= reading.now - _LATELY, expires >= reading.today)
        .order_by(kind.id.desc())
    )
