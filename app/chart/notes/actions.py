"""Writing, signing, adding to and co-signing a note."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.chart.entering import entered, visit_of
from app.chart.notes import rules
from app.chart.notes.model import (
    Note,
    NoteAddendum,
    NoteSignature,
    NoteState,
    NoteVersion,
    SignatureRole,
)
from app.chart.notes.starting import start_of
from app.chart.notes.views import SavedNote, SignedNote
from app.codes import icd10cm
from app.core.acts import Command, Permission, action
from app.core.coding import ICD10CM, Code
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.practice import fields
from app.practice.policy import policy
from app.store.work import Work
from app.visits.model import Visit

LONGEST = 60_000  # characters: some thirty pages


@dataclass(frozen=True, kw_only=True)
class SaveNote(Command):
    """The text as it stands in the editor; macros become text. A new note has no `note_id`."""

    visit_id: Id
    note_id: Id | None = None
    version: int = 0
    template: str = ""
    title: str = ""
    text: str
    private_from_guardian: bool = False


@action(Permission.WRITE_NOTE)
def save_note(work: Work, command: SaveNote) -> SavedNote:
    """Keep the text as a new version; the ones before it stay. Raises RuleViolated for a signed note."""
    texts = policy(work, "notes")
    note = _note(work, command)
    note.title = fields.line("title", command.title) or note.title
    note.template = command.template or note.template
    note.text = fields.free_text("text", rules.expanded(command.text, texts["macros"]), most=LONGEST)
    work.session.flush()
    number = _next_number(work, note)
    work.add(
        NoteVersion(
            patient_id=note.patient_id,
            note_id=note.id,
            number=number,
            text=note.text,
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )
    work.session.flush()
    return SavedNote(note.id, note.version, number)


def _note(work: Work, command: SaveNote) -> Note:
    visit = visit_of(work, command.visit_id)
    private = command.private_from_guardian or visit.private_from_guardian
    if command.note_id is not None:
        note = work.change(Note, command.note_id, command.version)
        rules.may_edit(note.state, note.author_id, work.actor.person_id)
        if note.visit_id != visit.id:
            raise RuleViolated("visit_id", Message("chart.another_patient"))
        note.private_from_guardian = private
        return note
    return work.add(
        Note(
            id=new_id(),
            patient_id=visit.patient_id,
            visit_id=visit.id,
            author_id=work.actor.person_id,
            author_name=work.actor.name,
            day=visit.day,
            state=NoteState.UNSIGNED,
            started_at=work.now,
            private_from_guardian=private,
        )
    )


def _next_number(work: Work, note: Note) -> int:
    asked = sa.select(sa.func.max(NoteVersion.number)).where(NoteVersion.note_id == note.id)
    return (work.session.scalar(asked) or 0) + 1


@dataclass(frozen=True, kw_only=True)
class SignNote(Command):
    """Sign the text that was seen, with the level of the visit and its diagnoses in order.

    `diagnoses` are ICD-10-CM codes, at most 12. `level` is a code of the fee schedule, "" for no charge.
    `cosigner_id` asks a second clinician to sign.
    """

    note_id: Id
    version: int
    level: str = ""
    diagnoses: tuple[str, ...] = ()
    hand_to_checkout: bool = False
    cosigner_id: Id | None = None


@action(Permission.SIGN_NOTE)
def sign_note(work: Work, command: SignNote) -> SignedNote:
    """Sign: from here on the text never changes. Raises Stale, or RuleViolated for what may not be signed
    (a text in which nobody has written is none).
    """
    note = work.change(Note, command.note_id, command.version)
    rules.may_edit(note.state, note.author_id, work.actor.person_id)
    if not note.text.strip():
        raise RuleViolated("text", Message("notes.empty"))
    if note.visit_id and rules.untouched(note.text, start_of(work, work.get(Visit, note.visit_id))):
        raise RuleViolated("text", Message("notes.untouched"))
    signing = policy(work, "notes", on=note.day)["signing"]
    diagnoses = _diagnoses(work, note, command.diagnoses, signing["most_diagnoses"])
    note.level = fields.line("level", command.level, most=12)
    note.diagnoses = [[one.code, one.display, one.release] for one in diagnoses]
    needs = command.cosigner_id or any(
        role.value in signing["roles_needing_cosignature"] for role in work.actor.roles
    )
    note.cosigner_id = command.cosigner_id
    note.state = NoteState.TO_COSIGN if needs else NoteState.SIGNED
    note.signed_at = work.now
    _sign(work, note, SignatureRole.AUTHOR)
    work.session.flush()
    return SignedNote(
        note.id,
        note.version,
        note.visit_id,
        note.state,
        note.level,
        tuple(diagnoses),
        command.hand_to_checkout,
    )


def _diagnoses(work: Work, note: Note, codes: tuple[str, ...], most: int) -> list[Code]:
    """Return the codes of the release in force on the visit's day; an unknown or a heading is refused."""
    found = []
    for code in codes:
        known = icd10cm.find(code, note.day)
        if known is None or not known.billable:
            reason = "notes.diagnosis_unknown" if known is None else "notes.diagnosis_heading"
            raise RuleViolated("diagnoses", Message(reason, {"code": code[:12]}))
        found.append(known.coding())
    rules.checked_diagnoses([one.code for one in found], most)
    return found


def _sign(work: Work, note: Note, role: SignatureRole) -> None:
    number = _next_number(work, note) - 1
    work.add(
        NoteSignature(
            patient_id=note.patient_id,
            note_id=note.id,
            role=role,
            text_number=number,
            text_sha256=rules.sha256(note.text),
            level=note.level,
            diagnoses=note.diagnoses,
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )


@dataclass(frozen=True, kw_only=True)
class SignAgain(Command):
    """Another level and other diagnoses under a signed text, by the one who signed it; see `SignNote`."""

    note_id: Id
    version: int
    level: str = ""
    diagnoses: tuple[str, ...] = ()
    reason: str = ""


@action(Permission.SIGN_NOTE)
def sign_again(work: Work, command: SignAgain) -> None:
    """Keep a further signature of the author with level and diagnoses; text and first signature stay.

    Raises RuleViolated for an unsigned note and for anyone but its author.
    """
    note = work.change(Note, command.note_id, command.version)
    rules.may_sign_again(note.state, note.author_id, work.actor.person_id)
    most = policy(work, "notes", on=note.day)["signing"]["most_diagnoses"]
    note.level = fields.line("level", command.level, most=12)
    diagnoses = _diagnoses(work, note, command.diagnoses, most)
    note.diagnoses = [[one.code, one.display, one.release] for one in diagnoses]
    work.because(fields.free_line("reason", command.reason, most=300))
    _sign(work, note, SignatureRole.AUTHOR)


@dataclass(frozen=True, kw_only=True)
class CosignNote(Command):
    """The second signature under a note."""

    note_id: Id
    version: int


@action(Permission.SIGN_NOTE)
def cosign_note(work: Work, command: CosignNote) -> None:
    """Co-sign. Raises RuleViolated where nobody asked, or asked someone else."""
    note = work.change(Note, command.note_id, command.version)
    rules.may_cosign(note.state, note.author_id, note.cosigner_id, work.actor.person_id)
    note.state = NoteState.SIGNED
    _sign(work, note, SignatureRole.COSIGNER)


@dataclass(frozen=True, kw_only=True)
class AddAddendum(Command):
    """Text to add to a signed note, and why."""

    note_id: Id
    text: str
    reason: str = ""


@action(Permission.WRITE_NOTE)
def add_addendum(work: Work, command: AddAddendum) -> None:
    """Add to a signed note; what was signed stays as it is. Raises RuleViolated for an unsigned one."""
    note = work.get(Note, command.note_id)
    if note.state is NoteState.UNSIGNED:
        raise RuleViolated("", Message("notes.not_signed"))
    text = fields.free_text("text", command.text, most=LONGEST)
    if not text:
        raise RuleViolated("text", Message("notes.empty"))
    entered(work, note.patient_id, None)
    work.add(
        NoteAddendum(
            patient_id=note.patient_id,
            note_id=note.id,
            text=text,
            reason=fields.free_line("reason", command.reason, most=300),
            at=work.now,
            by=work.actor.person_id,
            by_name=work.actor.name,
        )
    )


def diagnosis_codes(note: Note) -> tuple[Code, ...]:
    """Return a note's diagnoses as codes, in the order chosen."""
    return tuple(Code(ICD10CM, code, title, release) for code, title, release in note.diagnoses)
