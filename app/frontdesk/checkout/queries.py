"""The checkout screen: the visits of a day to check out, and one of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.billing.charges.queries import charges_view
from app.billing.ledger.posting import late_day
from app.billing.ledger.queries import account_of
from app.billing.model import Receipt
from app.billing.payments.due import amount_due_view
from app.billing.payments.queries import receipt_view
from app.billing.payments.views import ReceiptView
from app.core.acts import Permission, query
from app.core.ids import Id
from app.frontdesk.checkout.facts import checkout_facts, follow_up_of, is_signed, note_of
from app.frontdesk.checkout.rules import open_items
from app.frontdesk.checkout.views import CheckoutView, ToCheckOut
from app.people.model import Patient
from app.practice.model import Provider, VisitType
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import Visit, VisitState

RECENT = 6  # lines of the account panel
_ENDING = (VisitState.READY_FOR_CHECKOUT, VisitState.DONE)


@query(Permission.SEE_LEDGER, recorded=True)
def checkout(reading: Reading, visit_id: Id) -> CheckoutView:
    """Return a visit at checkout. Ask `prepare_checkout` first, so that what was done has its charges."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    note, due = note_of(reading, visit.id), amount_due_view(reading, visit)
    due = replace(due, late_day=late_day(reading))
    kind = reading.session.get(VisitType, visit.visit_type_id) if visit.visit_type_id else None
    provider = reading.session.get(Provider, visit.provider_id) if visit.provider_id else None
    return CheckoutView(
        visit_id=visit.id,
        version=visit.version,
        patient_id=visit.patient_id,
        day=visit.day,
        starts_at=visit.starts_at,
        state=visit.state,
        state_since=visit.state_since,
        visit_type=kind.name if kind else "",
        provider=provider.short_name if provider else "",
        note_state=note.state if note else "",
        signed_at=note.signed_at if note else None,
        signed_by=note.author_name if note and is_signed(note) else "",
        charges=charges_view(reading, visit),
        due=due,
        activity=account_of(reading, visit.patient_id).lines[: -RECENT - 1 : -1],
        receipts=_receipts(reading, visit),
        follow_up=follow_up_of(reading, visit),
        open_items=open_items(checkout_facts(reading, visit, due)),
    )


@query(Permission.SEE_LEDGER)
def visits_to_check_out(reading: Reading, day: date) -> tuple[ToCheckOut, ...]:
    """Return the visits at checkout, who waited longest first, then those that are done (DUTIES A2).

    Of the visits that are done those with something open come first; the others are there to be opened again.
    """
    rows = reading.session.execute(_ending_visits(day)).all()
    table = policy(reading, "copay", day) if rows else None
    lines = [_to_check_out(reading, row, table) for row in rows]
    waiting = sorted((one for one in lines if not one.done), key=lambda one: one.state_since)
    done = sorted((one for one in lines if one.done), key=lambda one: not one.open_items)
    return (*waiting, *done)


def _ending_visits(day: date) -> sa.Select[Visit, str, str, str, str, str]:
    return (
        sa.select(
            Visit, Patient.last_name, Patient.first_name, Patient.mrn, VisitType.name, Provider.short_name
        )
        .join(Patient, Patient.id == Visit.patient_id)
        .outerjoin(VisitType, VisitType.id == Visit.visit_type_id)
        .outerjoin(Provider, Provider.id == Visit.provider_id)
        .where(Visit.day == day, Visit.source == "", Visit.state.in_(_ENDING))
        .order_by(Visit.starts_at, Visit.id)
    )


def _to_check_out(reading: Reading, row: Any, copays: Mapping[str, Any] | None) -> ToCheckOut:
    visit = row.Visit
    due = amount_due_view(reading, visit, copays)
    return ToCheckOut(
        visit_id=visit.id,
        patient=f"{row.last_name}, {row.first_name}",
        mrn=row.mrn,
        starts_at=visit.starts_at,
        provider=row.short_name or "",
        visit_type=row.name or "",
        done=visit.state is VisitState.DONE,
        state_since=visit.state_since,
        open_items=open_items(checkout_facts(reading, visit, due)),
    )


def _receipts(reading: Reading, visit: Visit) -> tuple[ReceiptView, ...]:
    asked = sa.select(Receipt).where(Receipt.visit_id == visit.id).order_by(Receipt.number.desc())
    return tuple(receipt_view(reading, one) for one in reading.session.scalars(asked))
