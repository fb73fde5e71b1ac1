"""Vaccines on the bill: what they were given for, and the code of giving that the payer wants.

Both are the practice's policy table `billing`, with its sources.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.billing.charges.rules import LETTERS
from app.billing.charges.writing import charges_of, diagnoses_of
from app.billing.model import ChargeSource, ChargeStatus
from app.billing.payments.due import payer_of
from app.codes import icd10cm, vaccines
from app.core.ids import Id
from app.orders.catalog import Item
from app.orders.model import ClinicalOrder, OrderKind
from app.practice.policy import policy
from app.store.work import Reading, Work
from app.visits.model import Visit

Diagnosis = tuple[str, str, str]  # code, title, release


def vaccine_table(reading: Reading, visit: Visit) -> dict[str, Any]:
    """Return the practice's rules for vaccines on the bill, as in force on the day of the visit."""
    table: dict[str, Any] = policy(reading, "billing", visit.day)["vaccines"]
    return table


def giving_code(reading: Reading, visit: Visit, item: Item, charge: str, table: Mapping[str, Any]) -> str:
    """Return the code that the visit's payer wants for giving this vaccine, "" for the usual one."""
    found = vaccines.find(item.cvx) if item.cvx else None
    if charge != table["giving"] or found is None:
        return ""
    payer = payer_of(reading, visit)[0]
    return next(
        (
            code
            for code, row in table["instead"].items()
            if payer in row["payers"] and set(row["groups"]) & set(found.groups)
        ),
        "",
    )


def with_vaccine_diagnosis(
    reading: Reading, visit: Visit, orders: Sequence[ClinicalOrder], chosen: Sequence[Diagnosis]
) -> list[Diagnosis]:
    """Return the diagnoses of a visit with that of its vaccines as the last, unless it is there or full."""
    code = str(vaccine_table(reading, visit)["diagnosis"])
    needed = any(_is_plain(one) for one in orders) and code not in {one[0] for one in chosen}
    found = icd10cm.find(code) if needed and len(chosen) < len(LETTERS) else None
    return [*chosen, (found.code, found.title, found.release)] if found else list(chosen)


def _is_plain(order: ClinicalOrder) -> bool:
    """Say whether an order is a vaccine that names no indication of its own."""
    return order.kind is OrderKind.VACCINE and not order.diagnoses


def letters_of(reading: Reading, visit: Visit, order: ClinicalOrder) -> tuple[str, ...]:
    """Return what the charges of an order point at: its own diagnoses, or a vaccine's; () is neither."""
    if order.diagnoses:
        codes = {str(one[0]) for one in order.diagnoses}
    elif order.kind is OrderKind.VACCINE:
        codes = {str(vaccine_table(reading, visit)["diagnosis"])}
    else:
        return ()
    lines = zip(LETTERS, diagnoses_of(reading, visit.id), strict=False)
    return tuple(letter for letter, one in lines if one.code in codes)[:4]


def point_drafts(work: Work, visit: Visit, orders: Sequence[ClinicalOrder], before: Mapping[Id, str]) -> None:
    """Let drafts of vaccines follow their diagnosis when the list of diagnoses changed.

    `before` is the letter at which each order's diagnosis stood. What somebody pointed elsewhere by hand
    stays.
    """
    wanted = {one.id: letters_of(work, visit, one) for one in orders}
    for draft in charges_of(work, visit.id, ChargeStatus.DRAFT):
        letters = wanted.get(draft.source_id) if draft.source_id else None
        if draft.source is not ChargeSource.ORDER or not letters or draft.source_id is None:
            continue
        if draft.pointers in ([], ["A"], [before.get(draft.source_id, "A")]):
            draft.pointers = list(letters)
