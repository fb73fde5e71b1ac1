"""Acts about paper: what the patient takes home in words, what was printed, who approved a text."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated, Stale
from app.core.findings import Message
from app.core.ids import Id
from app.documents.assembling import review_of
from app.documents.model import HomeInstructions, PrintedPaper, TextReview
from app.documents.papers import OF_THE_RECORD, PaperKind, PrintedSheet
from app.documents.standing_texts import STANDING_TEXTS, digest_of
from app.documents.texts_views import InstructionsView
from app.practice.fields import free_line
from app.store.work import Work
from app.visits.model import Visit

MOST_LINES = 12
LONGEST_LINE = 400


@dataclass(frozen=True, kw_only=True)
class WriteInstructions(Command):
    """What the patient takes home, line by line; `version` 0 for the first time."""

    visit_id: Id
    version: int = 0
    found: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    call_911: tuple[str, ...] = ()
    call_us: tuple[str, ...] = ()


@action(Permission.RECORD_CHART)
def write_instructions(work: Work, command: WriteInstructions) -> InstructionsView:
    """Write the words for home in place of those before; the audit keeps both. Raises Stale."""
    visit = work.get(Visit, command.visit_id)
    chosen = sa.select(HomeInstructions).where(HomeInstructions.visit_id == visit.id)
    record = work.session.scalars(chosen).one_or_none()
    if (record.version if record else 0) != command.version:
        raise Stale("home_instructions", visit.id, command.version, record.version if record else 0)
    if record is None:
        record = work.add(HomeInstructions(patient_id=visit.patient_id, visit_id=visit.id, at=work.now))
    record.found = _lines("found", command.found)
    record.to_do = _lines("to_do", command.to_do)
    record.call_911 = _lines("call_911", command.call_911)
    record.call_us = _lines("call_us", command.call_us)
    record.written_by_name, record.at = work.actor.name, work.now
    work.session.flush()
    return InstructionsView(
        record.version,
        tuple(record.found),
        tuple(record.to_do),
        tuple(record.call_911),
        tuple(record.call_us),
        record.written_by_name,
    )


def _lines(field: str, lines: tuple[str, ...]) -> list[str]:
    kept = [free_line(field, line, most=LONGEST_LINE) for line in lines if line.strip()]
    if len(kept) > MOST_LINES:
        raise RuleViolated(field, Message("documents.too_many_lines", {"most": MOST_LINES}))
    return kept


@dataclass(frozen=True, kw_only=True)
class RecordPrint(Command):
    """A paper went to the printer or into a file."""

    kind: PaperKind
    language: str
    pages: int
    copies: int = 1
    patient_id: Id | None = None
    visit_id: Id | None = None
    subject: str = ""
    includes_private: bool = False
    large_print: bool = False
    document_id: Id | None = None
    unprintable: tuple[str, ...] = ()


def print_record(printed: PrintedSheet, copies: int = 1) -> RecordPrint:
    """Return the command that keeps what was just printed."""
    sheet = printed.sheet
    return RecordPrint(
        kind=sheet.kind,
        language=sheet.language,
        pages=printed.pages,
        copies=copies,
        patient_id=sheet.patient_id,
        visit_id=sheet.visit_id,
        subject=sheet.subject,
        includes_private=sheet.includes_private,
        large_print=sheet.large_print,
        document_id=sheet.document_id,
        unprintable=tuple(finding.message.id for finding in printed.findings),
    )


@action(Permission.PRINT)
def record_print(work: Work, command: RecordPrint) -> None:
    """Keep what was printed, so that it can be printed again, and who printed it."""
    _keep_printed(work, command)


@action(Permission.SEE_AUDIT)
def record_audit_print(work: Work, command: RecordPrint) -> None:
    """Keep that a paper was printed from the record of who did what: by those who may read it.

    Raises RuleViolated for any other paper.
    """
    if command.kind not in OF_THE_RECORD:
        raise RuleViolated("kind", Message("documents.not_of_the_record"))
    _keep_printed(work, command)


def _keep_printed(work: Work, command: RecordPrint) -> None:
    if command.patient_id is not None:
        work.about(command.patient_id)
    work.add(
        PrintedPaper(
            patient_id=command.patient_id,
            visit_id=command.visit_id,
            kind=str(command.kind),
            subject=command.subject,
            language=command.language,
            pages=command.pages,
            copies=command.copies,
            includes_private=command.includes_private,
            large_print=command.large_print,
            document_id=command.document_id,
            unprintable=list(command.unprintable),
            at=work.now,
            by_name=work.actor.name,
        )
    )


@dataclass(frozen=True, kw_only=True)
class ApproveText(Command):
    """A clinician has read a standing text; `sha256` is of the words that were shown."""

    text: str
    language: str
    sha256: str


@action(Permission.APPROVE_TEXT)
def approve_text(work: Work, command: ApproveText) -> None:
    """Put the clinician's name to a standing text. Raises RuleViolated if its words have changed since.

    Words that somebody approved already keep that name.
    """
    if (command.text, command.language) not in STANDING_TEXTS:
        raise RuleViolated("text", Message("documents.no_such_text"))
    if command.sha256 != digest_of(command.text, command.language):
        raise RuleViolated("text", Message("documents.text_changed"))
    if review_of(work, command.text, command.language, command.sha256).reviewed_by is not None:
        return
    work.add(
        TextReview(
            text=command.text,
            language=command.language,
            sha256=command.sha256,
            reviewed_by=work.actor.person_id,
            reviewed_by_name=work.actor.name,
            at=work.now,
        )
    )
