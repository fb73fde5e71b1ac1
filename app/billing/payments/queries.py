"""Questions about what is due, what was paid, and refunds that wait."""

from dataclasses import replace

import sqlalchemy as sa

from app.billing.ledger.posting import late_day
from app.billing.model import LedgerEntry, Receipt, Refund, RefundState
from app.billing.payments.due import amount_due_view
from app.billing.payments.views import AmountDue, ReceiptView, RefundView
from app.core.acts import Permission, query
from app.core.errors import NotFound
from app.core.ids import Id
from app.practice.queries import as_view
from app.schedule.model import Appointment
from app.store.work import Reading
from app.visits.model import Visit


@query(Permission.SEE_LEDGER, recorded=True)
def amount_due(reading: Reading, visit_id: Id) -> AmountDue:
    """Return what is due for a visit and on the account, with the reason and its source."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    return replace(amount_due_view(reading, visit), late_day=late_day(reading))


@query(Permission.SEE_LEDGER, recorded=True)
def amount_due_at_check_in(
    reading: Reading,
    appointment_id: Id,
    payer_coverage_id: Id | None = None,
    self_pay: bool = False,
) -> AmountDue:
    """Return what will be due for an appointment whose visit has not begun; `visit_id` is the appointment's.

    The payer is the one that the check-in panel names, else the first coverage in force.
    """
    booked = reading.get(Appointment, appointment_id)
    reading.saw(booked.patient_id)
    to_come = Visit(  # never written: the visit as the check-in will begin it
        id=booked.id,
        patient_id=booked.patient_id,
        provider_id=booked.provider_id,
        visit_type_id=booked.visit_type_id,
        day=booked.day,
        payer_coverage_id=payer_coverage_id,
        self_pay=self_pay,
    )
    return amount_due_view(reading, to_come)


def receipt_view(reading: Reading, record: Receipt) -> ReceiptView:
    """Return a receipt as screens and paper see it."""
    undone = sa.select(LedgerEntry.id).where(LedgerEntry.reverses_id == record.entry_id).limit(1)
    return as_view(ReceiptView, record, reversed=reading.session.scalar(undone) is not None)


@query(Permission.SEE_LEDGER, recorded=True)
def receipt(reading: Reading, number: int) -> ReceiptView:
    """Return a receipt by its number. Raises NotFound."""
    found = reading.session.scalars(sa.select(Receipt).where(Receipt.number == number)).one_or_none()
    if found is None:
        raise NotFound("receipt", str(number))
    reading.saw(found.patient_id)
    return receipt_view(reading, found)


@query(Permission.SEE_LEDGER, recorded=True)
def receipts_of(reading: Reading, patient_id: Id, visit_id: Id | None = None) -> tuple[ReceiptView, ...]:
    """Return a patient's receipts (of one visit, if it is given), the newest first, for reprints."""
    reading.saw(patient_id)
    asked = sa.select(Receipt).where(Receipt.patient_id == patient_id)
    asked = asked.where(Receipt.visit_id == visit_id) if visit_id else asked
    return tuple(
        receipt_view(reading, one) for one in reading.session.scalars(asked.order_by(Receipt.number.desc()))
    )


def refund_view(record: Refund) -> RefundView:
    """Return a refund as screens see it."""
    return as_view(RefundView, record)


@query(Permission.SEE_LEDGER)
def refunds_waiting(reading: Reading) -> tuple[RefundView, ...]:
    """Return the refunds that wait for approval, the oldest first."""
    asked = sa.select(Refund).where(Refund.state == RefundState.REQUESTED).order_by(Refund.id)
    return tuple(refund_view(one) for one in reading.session.scalars(asked))
