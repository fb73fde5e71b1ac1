"""Checking a patient out: charges made of what was done, money taken, the visit done, in one act."""

from dataclasses import dataclass
from datetime import date

from app.billing.charges.posting import post_drafts
from app.billing.charges.queries import findings_of
from app.billing.charges.writing import charges_of, diagnoses_of, propose, take_back, take_diagnoses
from app.billing.model import ChargeStatus, PayMethod
from app.billing.payments.queries import receipt_view
from app.billing.payments.taking import Tender, take
from app.billing.payments.views import ReceiptView
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.frontdesk.checkout.facts import (
    BOOKED,
    DONE,
    NO_CHARGE,
    checkout_facts,
    is_signed,
    note_of,
    orders_of,
    proposed,
)
from app.frontdesk.checkout.rules import as_findings, may_post, open_items
from app.frontdesk.checkout.vaccines import letters_of, point_drafts, with_vaccine_diagnosis
from app.frontdesk.checkout.views import CheckedOut, OpenItem
from app.practice.soft_stops import stop_softly
from app.schedule.model import Appointment
from app.store.work import Work
from app.visits.model import Visit, VisitState
from app.visits.moving import Why, as_view, move


@dataclass(frozen=True, kw_only=True)
class PrepareCheckout(Command):
    """A visit comes to checkout."""

    visit_id: Id


@action(Permission.ADD_CHARGE)
def prepare_checkout(work: Work, command: PrepareCheckout) -> int:
    """Make draft charges of the signed level and of completed orders; return how many are new.

    Asked again, it adds only what was done since.
    """
    return gather(work, work.get(Visit, command.visit_id))


def gather(work: Work, visit: Visit) -> int:
    """Take diagnoses and charges of a visit from its signed note and its completed orders.

    A vaccine is given for a reason of its own, so its diagnosis joins the list; what was corrected to not
    done takes its draft charge with it.
    """
    note, orders = note_of(work, visit.id), orders_of(work, visit.id, DONE)
    before = {one.id: letters[0] for one in orders if (letters := letters_of(work, visit, one))}
    chosen = [(one.code, one.title, one.release) for one in diagnoses_of(work, visit.id)]
    if note is not None and is_signed(note) and note.diagnoses:
        chosen = [(code, title, release) for code, title, release in note.diagnoses]
    chosen = with_vaccine_diagnosis(work, visit, orders, chosen)
    if chosen:
        take_diagnoses(work, visit, chosen)
    facts = proposed(work, visit)
    take_back(work, visit, facts)
    made = propose(work, visit, facts)
    point_drafts(work, visit, orders, before)
    work.session.flush()
    return made


@dataclass(frozen=True, kw_only=True)
class Payment:
    """What is paid at checkout; see `billing.payments.TakePayment`."""

    amount_cents: int
    method: PayMethod
    reference: str = ""
    tendered_cents: int | None = None
    old_balance_cents: int | None = None
    business_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class FinishCheckout(Command):
    """Everything at the end of a visit. The follow-up is an appointment that was booked, or not needed.

    `acknowledged_reason` says why something is left open.
    """

    visit_id: Id
    version: int
    payment: Payment | None = None
    follow_up_appointment_id: Id | None = None
    no_follow_up: bool = False
    acknowledged_reason: str = ""


@action(Permission.CHECK_OUT)
def finish_checkout(work: Work, command: FinishCheckout) -> CheckedOut:
    """Post the charges, take the payment, keep the follow-up, and move the visit to Done.

    Raises NeedsAcknowledgement for what is left open, RuleViolated for what cannot be.
    """
    visit = work.change(Visit, command.visit_id, command.version)
    was = visit.state
    gather(work, visit)
    _keep_follow_up(work, visit, command)
    before = checkout_facts(work, visit)
    stops = _claim_stops(work, visit) if may_post(before) else []
    posted = _post(work, visit) if may_post(before) else 0
    receipt = _paid(work, visit, command.payment)
    left = open_items(checkout_facts(work, visit))
    stop_softly(work, [*stops, *as_findings(left)], command.acknowledged_reason)
    if was is not VisitState.DONE:
        move(work, visit, VisitState.DONE, None, Why(acknowledged=command.acknowledged_reason))
    work.detail(left_open=[one.key for one in left], posted_cents=posted)
    return CheckedOut(as_view(work, visit, was), receipt, posted, _keys(left))


def _keys(left: tuple[OpenItem, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.key for one in left))


def _keep_follow_up(work: Work, visit: Visit, command: FinishCheckout) -> None:
    if command.follow_up_appointment_id is not None:
        booked = work.get(Appointment, command.follow_up_appointment_id)
        if booked.patient_id != visit.patient_id:
            raise RuleViolated("follow_up_appointment_id", Message("frontdesk.checkout.another_patient"))
        visit.checklist = {**visit.checklist, "follow_up": BOOKED}
        work.detail(follow_up=booked.id)
    elif command.no_follow_up:
        visit.checklist = {**visit.checklist, "follow_up": "not_needed"}
    work.session.flush()


def _claim_stops(work: Work, visit: Visit) -> list[Finding]:
    drafts = charges_of(work, visit.id, ChargeStatus.DRAFT)
    known = {"billing.claim.no_level"} if visit.checklist.get(NO_CHARGE) is True else set()
    found = [one for one in findings_of(work, visit, drafts) if one.severity is Severity.SOFT_STOP]
    return [one for one in found if one.message.id not in known]


def _post(work: Work, visit: Visit) -> int:
    drafts = charges_of(work, visit.id, ChargeStatus.DRAFT)
    post_drafts(work, visit, drafts)
    return sum(one.fee_cents for one in drafts)


def _paid(work: Work, visit: Visit, payment: Payment | None) -> ReceiptView | None:
    if payment is None:
        return None
    work.require(Permission.TAKE_PAYMENT, "frontdesk.checkout.finish_checkout")
    names = Tender.__dataclass_fields__
    tender = Tender(**{name: getattr(payment, name) for name in names})
    return receipt_view(work, take(work, visit.patient_id, visit, tender))
