"""The books of a day as the printed day sheet says them, from the sheet that the screen shows."""

from collections import Counter
from collections.abc import Sequence

from app.billing.payments.views import EntryKind, MoneyLine
from app.core.ids import Id
from app.documents import views
from app.documents.assembling import letterhead, wall
from app.documents.words import words_for
from app.frontdesk.day_close.books import METHODS
from app.frontdesk.day_close.views import DaySheet, DayVisitLine, DrawerView
from app.practice.queries import locations
from app.store.work import Reading


def printed_day_sheet(reading: Reading, told: DaySheet, document_id: Id) -> views.DaySheet:
    """Return the day sheet as it is printed.

    Before the count the payments that would tell the drawer's cash are left off, as on the screen (A4).
    """
    locked = told.locked
    counted = next((one.counted_by_name for one in told.drawers if one.counted_by_name), "")
    return views.DaySheet(
        document_id=document_id,
        practice=letterhead(reading),
        day=told.day,
        place=_place(reading, told.drawers),
        opening=told.opening_cents,
        charges=told.charges_cents,
        patient_payments=_payments(told),
        insurance_payments=told.insurance_cents,
        adjustments=told.adjustments_cents,
        refunds=told.refunds_cents,
        closing=told.closing_cents,
        drawer=_drawer(told),
        audit_head=locked.audit_head if locked else told.audit_head,
        counted_by=locked.counted_by_name if locked else counted,
        checked_by=locked.checked_by_name if locked else "",
        locked_at=wall(reading, locked.at) if locked else None,
        visits=tuple(_visit(reading, one) for one in told.lines),
        payments=tuple(_payment(reading, one) for one in told.money),
        elsewhere=told.elsewhere_cents or 0,
    )


def _place(reading: Reading, drawers: Sequence[DrawerView]) -> str:
    names = {one.id: one.name for one in locations(reading)}
    return ", ".join(dict.fromkeys(names[one.location_id] for one in drawers if one.location_id in names))


def _payments(told: DaySheet) -> tuple[views.MethodTotal, ...]:
    """Return the payments by method: together they are the sheet's payments, refunds stand by themselves."""
    if told.payments_cents is None:
        return ()
    paid = Counter[str]()
    for one in told.money:
        if one.kind is EntryKind.PAYMENT:
            paid[str(one.method)] += one.cents
    return tuple(views.MethodTotal(views.PayMethod(str(one)), paid[str(one)]) for one in METHODS.values())


def _payment(reading: Reading, one: MoneyLine) -> views.DayPayment:
    kind = "refund" if one.kind is EntryKind.REFUND else "payment"
    return views.DayPayment(
        at=wall(reading, one.at),
        receipt="" if one.number is None else f"{one.number:06d}",
        patient=one.patient,
        mrn=one.mrn,
        method=views.PayMethod(str(one.method)),
        amount=one.cents,
        kind="taken_back" if one.taken_back else kind,
    )


def _drawer(told: DaySheet) -> views.DrawerCount | None:
    """Return the count of the day; of several drawers the sum, None while one of them is not counted."""
    drawers = told.drawers
    if not drawers or any(one.counted_cents is None for one in drawers):
        return None
    pieces = Counter[int]()
    for one in drawers:
        pieces.update(dict(one.pieces))
    batches = [one.card_batch_cents for one in drawers if one.card_batch_cents is not None]
    card = next((one for one in told.methods if str(one.method) == views.PayMethod.CARD), None)
    return views.DrawerCount(
        float_amount=sum(one.float_cents for one in drawers),
        pieces=tuple(sorted(pieces.items(), reverse=True)),
        expected=sum(one.expected_cents or 0 for one in drawers),
        reason=told.locked.difference_reason if told.locked else "",
        same_person=told.locked.same_person_reason if told.locked else "",
        checks=sum(one.checks_cents or 0 for one in drawers),
        card_batch=sum(batches) if batches else None,
        card_expected=(card.expected_cents or 0) if card else 0,
    )


def _visit(reading: Reading, one: DayVisitLine) -> views.DayVisit:
    note = words_for("en").text(f"day_sheet.copay_{one.copay}")
    at = wall(reading, one.at)
    return views.DayVisit(at, one.patient, one.mrn, one.charges_cents, one.paid_cents, note)
