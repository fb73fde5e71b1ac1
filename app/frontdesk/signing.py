"""The clinician's last keys of a visit: sign, and hand the patient to checkout, in one act."""

from dataclasses import dataclass

from app.chart.notes.actions import SignNote, sign_note
from app.chart.notes.views import SignedNote
from app.core.acts import Command, Permission, action
from app.core.ids import Id, new_id
from app.frontdesk.checkout.actions import gather
from app.store.work import Work
from app.visits.model import Visit, VisitState
from app.visits.moving import Why, move
from app.visits.rules import IN_ROOM, WAITING


@dataclass(frozen=True, kw_only=True)
class SignAndHandOver(Command):
    """See `SignNote`. With `hand_to_checkout` the visit goes on to checkout with its charges drafted."""

    note_id: Id
    version: int
    level: str = ""
    diagnoses: tuple[str, ...] = ()
    hand_to_checkout: bool = True
    cosigner_id: Id | None = None


@action(Permission.SIGN_NOTE)
def sign_and_hand_over(work: Work, command: SignAndHandOver) -> SignedNote:
    """Sign the note, draft the charges of what was done, and move the visit on. Raises as `sign_note`."""
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
    if command.hand_to_checkout and signed.visit_id is not None:
        visit = work.get(Visit, signed.visit_id)
        gather(work, visit)
        if visit.state in (*IN_ROOM, *WAITING):
            move(work, visit, VisitState.READY_FOR_CHECKOUT, None, Why())
    return signed
