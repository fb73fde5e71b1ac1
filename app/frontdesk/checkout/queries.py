"""The checkout screen: one question."""

import sqlalchemy as sa

from app.billing.charges.queries import charges_view
from app.billing.ledger.queries import account_of
from app.billing.model import Receipt
from app.billing.payments.due import amount_due_view
from app.billing.payments.queries import receipt_view
from app.billing.payments.views import ReceiptView
from app.core.acts import Permission, query
from app.core.ids import Id
from app.frontdesk.checkout.facts import checkout_facts, follow_up_of, is_signed, note_of
from app.frontdesk.checkout.rules import open_items
from app.frontdesk.checkout.views import CheckoutView
from app.practice.model import Provider, VisitType
from app.store.work import Reading
from app.visits.model import Visit

RECENT = 6  # lines of the account panel


@query(Permission.SEE_LEDGER, recorded=True)
def checkout(reading: Reading, visit_id: Id) -> CheckoutView:
    """Return a visit at checkout. Ask `prepare_checkout` first, so that what was done has its charges."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    note, due = note_of(reading, visit.id), amount_due_view(reading, visit)
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


def _receipts(reading: Reading, visit: Visit) -> tuple[ReceiptView, ...]:
    asked = sa.select(Receipt).where(Receipt.visit_id == visit.id).order_by(Receipt.number.desc())
    return tuple(receipt_view(reading, one) for one in reading.session.scalars(asked))
