"""Notes of a visit and of a patient, how one begins, and which are unsigned."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.chart.notes import rules
from app.chart.notes.actions import diagnosis_codes
from app.chart.notes.model import Note, NoteAddendum, NoteSignature, NoteState
from app.chart.notes.views import Addendum, NoteTexts, NoteView, Signature, UnsignedNote
from app.core.acts import Permission, query
from app.core.ids import Id
from app.practice.policy import policy
from app.store.work import Reading
from app.visits.model import Visit


@query(Permission.SEE_CHART, recorded=True)
def notes_of_visit(reading: Reading, visit_id: Id) -> tuple[NoteView, ...]:
    """Return the notes of a visit, the first one first."""
    visit = reading.get(Visit, visit_id)
    reading.saw(visit.patient_id)
    return _views(reading, Note.visit_id == visit_id)


@query(Permission.SEE_CHART, recorded=True)
def notes_of_patient(reading: Reading, patient_id: Id) -> tuple[NoteView, ...]:
    """Return all notes of a patient, the newest day first."""
    reading.saw(patient_id)
    return tuple(reversed(_views(reading, Note.patient_id == patient_id)))


def _views(reading: Reading, condition: Any) -> tuple[NoteView, ...]:
    notes = reading.session.scalars(
        sa.select(Note).where(condition, Note.entered_in_error.is_(None)).order_by(Note.day, Note.id)
    ).all()
    ids = [one.id for one in notes]
    signatures = _by_note(reading, NoteSignature, ids)
    addenda = _by_note(reading, NoteAddendum, ids)
    return tuple(_view(one, signatures.get(one.id, []), addenda.get(one.id, [])) for one in notes)


def _by_note(reading: Reading, kind: Any, ids: Sequence[Id]) -> dict[Id, list[Any]]:
    found: dict[Id, list[Any]] = {}
    for row in reading.session.scalars(sa.select(kind).where(kind.note_id.in_(ids)).order_by(kind.id)):
        found.setdefault(row.note_id, []).append(row)
    return found


def _view(note: Note, signatures: Sequence[NoteSignature], addenda: Sequence[NoteAddendum]) -> NoteView:
    return NoteView(
        id=note.id,
        version=note.version,
        visit_id=note.visit_id,
        day=note.day,
        title=note.title,
        text=note.text,
        author=note.author_name,
        state=note.state,
        level=note.level,
        diagnoses=diagnosis_codes(note),
        signatures=tuple(Signature(one.role.value, one.by_name, one.at, one.level) for one in signatures),
        addenda=tuple(Addendum(one.text, one.reason, one.by_name, one.at) for one in addenda),
        intact=all(one.text_sha256 == rules.sha256(note.text) for one in signatures),
        source=note.source,
        private_from_guardian=note.private_from_guardian,
        author_id=note.author_id,
    )


@query(Permission.WRITE_NOTE)
def note_texts(reading: Reading) -> NoteTexts:
    """Return the practice's templates and macros."""
    texts = policy(reading, "notes")
    titles = {name: one["title"] for name, one in texts["templates"].items()}
    return NoteTexts(titles, texts["macros"])


@query(Permission.SEE_CHART)
def unsigned_notes(
    reading: Reading, on_or_before: date | None = None, account_id: Id | None = None
) -> tuple[UnsignedNote, ...]:
    """Return notes that wait for a signature, oldest first, without their text; of one person if named."""
    asked = (
        sa.select(Note)
        .where(Note.state != NoteState.SIGNED, Note.entered_in_error.is_(None))
        .order_by(Note.day, Note.id)
    )
    if on_or_before is not None:
        asked = asked.where(Note.day <= on_or_before)
    notes = reading.session.scalars(asked).all()
    return tuple(
        UnsignedNote(
            one.id, one.visit_id, one.patient_id, one.day, one.author_name, one.state is NoteState.TO_COSIGN
        )
        for one in notes
        if account_id is None or account_id == _waits_for(one)
    )


def _waits_for(note: Note) -> Id | None:
    return note.author_id if note.state is NoteState.UNSIGNED else note.cosigner_id


@query(Permission.SEE_BOARD)
def note_states(reading: Reading, visit_ids: Sequence[Id]) -> dict[Id, NoteState]:
    """Return where the note of each visit stands, for boards and the close of the day; none: no note yet."""
    rows = reading.session.execute(
        sa.select(Note.visit_id, Note.state)
        .where(Note.visit_id.in_(tuple(visit_ids)), Note.entered_in_error.is_(None))
        .order_by(Note.state == NoteState.UNSIGNED)  # an unsigned one decides
    )
    return {row.visit_id: row.state for row in rows}
