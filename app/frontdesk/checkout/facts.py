"""What the chart, the orders and the calendar say to the checkout, read for the acts and the view."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.billing.charges.fees import fees
from app.billing.charges.queries import level_expected
from app.billing.charges.writing import ProposedCharge, charges_of
from app.billing.model import ChargeSource, ChargeStatus
from app.billing.payments.due import amount_due_view
from app.billing.payments.views import AmountDue
from app.chart.notes.model import Note, NoteState
from app.core.ids import Id
from app.frontdesk.checkout.rules import CheckoutFacts
from app.frontdesk.checkout.vaccines import giving_code, letters_of, vaccine_table
from app.frontdesk.checkout.views import FollowUp
from app.orders.catalog import catalog_of
from app.orders.model import Administration, ClinicalOrder, OrderKind, OrderState, Outcome
from app.orders.rules import billed_units
from app.practice.model import Provider
from app.practice.policy import policy
from app.schedule.model import LIVE, Appointment
from app.store.work import Reading
from app.visits.model import Visit

BOOKED = "booked"  # the checklist's word for a follow-up that was booked at checkout
NO_CHARGE = "no_charge"  # the checklist's word for a visit that the clinician signed without a charge
DONE = (OrderState.COMPLETED, OrderState.REVIEWED)
_RESULTS = (OrderKind.TEST, OrderKind.IMAGING)
_SHOTS = (OrderKind.INJECTION, OrderKind.VACCINE)
OPEN = (OrderState.PENDED, OrderState.ORDERED, OrderState.COLLECTED)


def note_of(reading: Reading, visit_id: Id) -> Note | None:
    """Return the note that the bill of a visit rests on: a signed one before one that is not."""
    asked = sa.select(Note).where(Note.visit_id == visit_id, Note.entered_in_error.is_(None))
    notes = reading.session.scalars(asked.order_by(Note.id)).all()
    return next((one for one in notes if is_signed(one)), notes[0] if notes else None)


def is_signed(note: Note | None) -> bool:
    """Say whether the author signed; a co-signature that is still to come does not hold the bill."""
    return note is not None and note.state in (NoteState.SIGNED, NoteState.TO_COSIGN)


def orders_of(reading: Reading, visit_id: Id, states: Sequence[OrderState]) -> list[ClinicalOrder]:
    """Return the orders of a visit in some states."""
    asked = sa.select(ClinicalOrder).where(
        ClinicalOrder.visit_id == visit_id, ClinicalOrder.state.in_(states)
    )
    return list(reading.session.scalars(asked.order_by(ClinicalOrder.id)))


def _doses(reading: Reading, orders: Sequence[ClinicalOrder]) -> dict[Id, Administration]:
    asked = sa.select(Administration).where(
        Administration.order_id.in_([one.id for one in orders]), Administration.outcome == Outcome.GIVEN
    )
    return {one.order_id: one for one in reading.session.scalars(asked.order_by(Administration.id))}


def proposed(reading: Reading, visit: Visit) -> list[ProposedCharge]:
    """Return what makes charges of a visit: the level that was signed, and completed orders."""
    found, note = [], note_of(reading, visit.id)
    if note is not None and is_signed(note) and note.level:
        chosen_by = (note.author_id, note.author_name) if note.author_id else None
        found.append(ProposedCharge(ChargeSource.LEVEL, note.id, code=note.level, by=chosen_by))
    orders = orders_of(reading, visit.id, DONE)
    if not orders:
        return found
    items, doses = catalog_of(policy(reading, "orders", visit.day)).items, _doses(reading, orders)
    table = vaccine_table(reading, visit)
    for order in orders:
        item = items.get(order.item)
        given = doses.get(order.id)
        for charge in item.charges if item else (order.item,):
            dose = given.dose if given and given.dose is not None else item.dose if item else None
            units = billed_units(item, charge, dose)
            found.append(
                ProposedCharge(
                    ChargeSource.ORDER,
                    order.id,
                    code=giving_code(reading, visit, item, charge, table) if item else "",
                    item=charge,
                    units=units,
                    pointers=letters_of(reading, visit, order),
                )
            )
    return found


def charges_of_undone(reading: Reading, visit: Visit) -> tuple[Id, ...]:
    """Return posted charges of orders that were corrected to not done: somebody has to reverse them."""
    posted = [
        one for one in charges_of(reading, visit.id, ChargeStatus.POSTED) if one.source is ChargeSource.ORDER
    ]
    done = {one.id for one in orders_of(reading, visit.id, DONE)} if posted else set()
    return tuple(one.id for one in posted if one.source_id not in done)


def without_charge(reading: Reading, visit: Visit) -> tuple[Id, ...]:
    """Return completed orders that should have made a charge, and whose item has no price."""
    made = [one for one in proposed(reading, visit) if one.source is ChargeSource.ORDER and one.item]
    if not made:
        return ()
    priced = {item for fee in fees(reading, visit.day).values() for item in fee.order_items}
    return tuple(dict.fromkeys(one.source_id for one in made if one.source_id and one.item not in priced))


def follow_up_of(reading: Reading, visit: Visit) -> FollowUp:
    """Return the patient's next appointment after a visit, or what was said instead of one."""
    asked = (
        sa.select(Appointment.id, Appointment.day, Appointment.wall_start, Provider.short_name)
        .join(Provider, Provider.id == Appointment.provider_id)
        .where(
            Appointment.patient_id == visit.patient_id,
            Appointment.starts_at > visit.starts_at,
            Appointment.state.in_(LIVE),
            Appointment.visit_begun.is_(False),
        )
        .order_by(Appointment.starts_at)
        .limit(1)
    )
    said = visit.checklist.get("follow_up", "")
    row = reading.session.execute(asked).first()
    if row is None:
        return FollowUp(None, None, "", "", "" if said == BOOKED else "done" if said is True else str(said))
    return FollowUp(row.id, row.day, row.wall_start, row.short_name)


def to_review(reading: Reading, visit_id: Id) -> tuple[tuple[Id, ...], tuple[Id, ...]]:
    """Return the orders whose result, and those whose shot, no clinician has looked at yet."""
    done = orders_of(reading, visit_id, (OrderState.COMPLETED,))
    results = tuple(one.id for one in done if one.kind in _RESULTS)
    return results, tuple(one.id for one in done if one.kind in _SHOTS)


def checkout_facts(reading: Reading, visit: Visit, due: AmountDue | None = None) -> CheckoutFacts:
    """Return everything that decides whether a visit can leave nothing open; `due` if it is at hand."""
    note, due = note_of(reading, visit.id), due or amount_due_view(reading, visit)
    no_charge = visit.checklist.get(NO_CHARGE) is True
    expected = level_expected(reading, visit)
    results, shots = to_review(reading, visit.id)
    charges, follow_up = charges_of(reading, visit.id), follow_up_of(reading, visit)
    return CheckoutFacts(
        visit_id=visit.id,
        copay=due.status,
        remaining_cents=due.remaining_cents,
        note_expected=note is not None or expected,
        note_signed=is_signed(note),
        note_id=note.id if note else None,
        level_missing=expected and note is not None and is_signed(note) and not (note.level or no_charge),
        no_charge=no_charge,
        live_charges=len(charges),
        drafts=sum(one.status is ChargeStatus.DRAFT for one in charges),
        follow_up=follow_up.appointment_id is not None or bool(follow_up.no_need),
        orders_without_charge=without_charge(reading, visit),
        charges_of_undone=charges_of_undone(reading, visit),
        orders_open=tuple(one.id for one in orders_of(reading, visit.id, OPEN)),
        results_to_review=results,
        shots_to_review=shots,
    )
