"""The clinician's last keys of a visit: sign, hand over to checkout, and add to what was signed."""

from dataclasses import dataclass

from app.billing.charges.queries import level_expected
from app.billing.charges.writing import charges_of
from app.billing.model import ChargeSource, ChargeStatus
from app.chart.notes.actions import AddAddendum, SignAgain, SignNote, add_addendum, sign_again, sign_note
from app.chart.notes.model import Note
from app.chart.notes.rules import untouched
from app.chart.notes.views import SignedNote
from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.frontdesk import rules
from app.frontdesk.checkout.actions import gather
from app.frontdesk.checkout.facts import NO_CHARGE
from app.frontdesk.note_beginning import whole_start
from app.practice.soft_stops import stop_softly
from app.store.work import Work
from app.visits.model import Visit, VisitState
from app.visits.moving import Why, changes_of, move, that_count
from app.visits.rules import IN_ROOM, WAITING


@dataclass(frozen=True, kw_only=True)
class SignAndHandOver(Command):
    """See `SignNote`. With `hand_to_checkout` the visit goes on to checkout with its charges drafted.

    `no_charge` says that the visit has no level on purpose; `acknowledged_reason` why a billable visit is
    signed without a level or a diagnosis.
    """

    note_id: Id
    version: int
    level: str = ""
    no_charge: bool = False
    diagnoses: tuple[str, ...] = ()
    hand_to_checkout: bool = True
    cosigner_id: Id | None = None
    acknowledged_reason: str = ""


@action(Permission.SIGN_NOTE)
def sign_and_hand_over(work: Work, command: SignAndHandOver) -> SignedNote:
    """Sign the note, draft the charges of what was done, and move the visit on.

    A visit that stands before the provider's part begins by it, as a step of its own. Raises as `sign_note`,
    and NeedsAcknowledgement for a billable visit without a level or a diagnosis.
    """
    signed = sign_note(
        work,
        SignNote(
            command_id=new_id(),
            note_id=command.note_id,
            version=command.version,
            level=command.level,
            diagnoses=command.diagnoses,
            hand_to_checkout=command.hand_to_checkout,
            cosigner_id=command.cosigner_id,
        ),
    )
    if signed.visit_id is None:
        return signed
    visit = work.get(Visit, signed.visit_id)
    _check(work, visit, command)
    _keep_no_charge(visit, command.no_charge)
    _begin(work, visit)
    if command.hand_to_checkout:
        gather(work, visit)
        if visit.state in (*IN_ROOM, *WAITING):
            move(work, visit, VisitState.READY_FOR_CHECKOUT, None, Why())
    return signed


def _check(work: Work, visit: Visit, command: SignAndHandOver) -> None:
    if untouched(work.get(Note, command.note_id).text, whole_start(work, visit)):
        raise RuleViolated("text", Message("notes.untouched"))
    rules.may_sign_visit(visit.state, command.level)
    stops = rules.signing_stops(command.level, command.no_charge, len(command.diagnoses))
    if stops and level_expected(work, visit):
        stop_softly(work, stops, command.acknowledged_reason)


def _keep_no_charge(visit: Visit, no_charge: bool) -> None:
    points = {name: told for name, told in visit.checklist.items() if name != NO_CHARGE}
    visit.checklist = {**points, NO_CHARGE: True} if no_charge else points


def _begin(work: Work, visit: Visit) -> None:
    seen = [change.state for change in that_count(changes_of(work, visit.id))]
    if rules.begins_by_signing(visit.state, seen):
        move(work, visit, VisitState.WITH_PROVIDER, None, Why())


@dataclass(frozen=True, kw_only=True)
class AddToSigned(Command):
    """What the signer adds to a signed note: text, and with `choose` another level and diagnoses.

    Without `choose` level and diagnoses stay as they are.
    """

    note_id: Id
    version: int
    text: str = ""
    reason: str = ""
    choose: bool = False
    level: str = ""
    no_charge: bool = False
    diagnoses: tuple[str, ...] = ()


@action(Permission.WRITE_NOTE)
def add_to_signed(work: Work, command: AddToSigned) -> None:
    """Add an addendum; the signer may choose level and diagnoses again while no charge is posted.

    Raises as `add_addendum` and `sign_again`; RuleViolated once charges are posted: those are the ledger's.
    """
    if command.text.strip() or not command.choose:
        added = AddAddendum(
            command_id=new_id(), note_id=command.note_id, text=command.text, reason=command.reason
        )
        add_addendum(work, added)
    if not command.choose:
        return
    note = work.get(Note, command.note_id)
    visit = work.get(Visit, note.visit_id) if note.visit_id else None
    if visit is not None and charges_of(work, visit.id, ChargeStatus.POSTED):
        raise RuleViolated("level", Message("frontdesk.signing.posted"))
    for stop in rules.signing_stops(command.level, command.no_charge, len(command.diagnoses)):
        raise RuleViolated("level", stop.message)
    again = SignAgain(
        command_id=new_id(),
        note_id=command.note_id,
        version=command.version,
        level=command.level,
        diagnoses=command.diagnoses,
        reason=command.reason,
    )
    sign_again(work, again)
    if visit is not None:
        rules.may_sign_visit(visit.state, command.level)
        _keep_no_charge(visit, command.no_charge)
        _take_off_levels(work, visit, command.level)
        gather(work, visit)


def _take_off_levels(work: Work, visit: Visit, level: str) -> None:
    for draft in charges_of(work, visit.id, ChargeStatus.DRAFT):
        if draft.source is ChargeSource.LEVEL and draft.code != level:
            draft.status, draft.ended_reason = ChargeStatus.REMOVED, "level_chosen_again"
