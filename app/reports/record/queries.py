"""Questions about the record of who did what. What is asked for is itself recorded: which patient, person."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.errors import NotFound, RuleViolated
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.documents.assembling import letterhead, person, wall
from app.documents.papers import PaperKind, Sheet
from app.documents.record_views import AccessPaper, AccessPerson, RecordPaper, RecordPaperLine
from app.people.finding import find_patients, patient_lines
from app.people.model import Patient
from app.people.views import PatientLine
from app.reports.record import words
from app.reports.record.access import looks_at
from app.reports.record.acts import act_at
from app.reports.record.asking import asked_from, in_words
from app.reports.record.exporting import Format, export_text
from app.reports.record.finding import found
from app.reports.record.lines import lines_of, role_words
from app.reports.record.views import (
    ActInFull,
    ChartLook,
    ChartLooks,
    RecordAsked,
    RecordFound,
    RecordHead,
    RecordLine,
    RecordPerson,
    SortBy,
)
from app.security.model import Account
from app.store.audit import AuditRow, Head, head_of
from app.store.work import Reading

MOST_ON_PAPER = 3_000
MOST_AT_ONCE = 5_000


@query(Permission.SEE_AUDIT, recorded=True)
def find_record(
    reading: Reading, asked: RecordAsked, by: SortBy = SortBy.TIME, descending: bool = True
) -> RecordFound:
    """Return which lines were asked for, in which order; what stands in them is read by page."""
    _saw(reading, asked)
    head = head_of(reading.session.connection())
    return replace(found(reading, asked, by, descending=descending), head=head.sequence)


def _saw(reading: Reading, asked: RecordAsked) -> None:
    """Record who was asked for. The names of patient and person come from their ids, never from here."""
    person_id = {"asked_person": str(asked.person_id)} if asked.person_id else {}
    told: dict[str, Any] = {
        "since": str(asked.since or ""),
        "until": str(asked.until or ""),
        "happening": str(asked.happening or ""),
        "words": asked.text.strip(),
    }
    kept = {name: value for name, value in told.items() if value}
    reading.saw(asked.patient_id, **person_id, **kept)


@query(Permission.SEE_AUDIT)
def record_lines(reading: Reading, numbers: Sequence[int]) -> tuple[RecordLine, ...]:
    """Return one page of lines that were found, at most 5,000. Raises RuleViolated for more."""
    if len(numbers) > MOST_AT_ONCE:
        raise RuleViolated("numbers", Message("record.too_many_at_once", {"most": MOST_AT_ONCE}))
    return lines_of(reading, numbers)


@query(Permission.SEE_AUDIT, recorded=True)
def act_in_full(reading: Reading, number: int) -> ActInFull:
    """Return one act with everything that it changed. Raises NotFound."""
    told = act_at(reading, number)
    reading.saw(told.line.patient_id, line=number)
    return told


@query(Permission.SEE_AUDIT)
def record_people(reading: Reading) -> tuple[RecordPerson, ...]:
    """Return everyone who may stand in the record, those who left too, by name."""
    rows = reading.session.scalars(sa.select(Account).order_by(Account.name))
    return tuple(RecordPerson(one.id, one.name, role_words(one.role_names), one.active) for one in rows)


@query(Permission.SEE_AUDIT)
def record_patients(reading: Reading, text: str, most: int = 8) -> tuple[PatientLine, ...]:
    """Return the patients that fit what was typed, as the search everywhere does."""
    return find_patients(reading, text, most)


@query(Permission.SEE_AUDIT)
def record_patient(reading: Reading, patient_id: Id) -> PatientLine | None:
    """Return a patient's line by id, for a question that came with the patient."""
    lines = patient_lines(reading, [patient_id])
    return lines[0] if lines else None


@query(Permission.SEE_AUDIT)
def record_head(reading: Reading) -> RecordHead:
    """Return the last line of the record and its hash."""
    head = head_of(reading.session.connection())
    return RecordHead(head.sequence, head.hash.hex())


@query(Permission.SEE_AUDIT)
def record_text(reading: Reading, numbers: Sequence[int], form: Format) -> str:
    """Return the text of some lines as they go into a file. Raises NotPermitted, RuleViolated.

    Entries as they are stored hold what charts say: who takes them out must be allowed to see charts.
    """
    if form is Format.CHAIN:
        reading.require(Permission.SEE_CHART, "reports.record.record_export")
    if len(numbers) > MOST_AT_ONCE:
        raise RuleViolated("numbers", Message("record.too_many_at_once", {"most": MOST_AT_ONCE}))
    return export_text(reading, numbers, form)


@query(Permission.SEE_AUDIT, recorded=True)
def chart_looks(reading: Reading, patient_id: Id) -> ChartLooks:
    """Return who looked at a patient's chart. Raises NotFound."""
    reading.get(Patient, patient_id)
    reading.saw(patient_id)
    return looks_at(reading, patient_id)


@query(Permission.SEE_AUDIT, recorded=True)
def record_paper(reading: Reading, subject: str) -> Sheet:
    """Return the lines asked for as a paper; `subject` is a question as `asking.subject_of` writes it.

    Raises RuleViolated when there are more lines than paper is good for.
    """
    asked, by, descending, upto = asked_from(subject)
    head = _head_at(reading, upto)
    _saw(reading, asked)
    order = found(reading, asked, by, descending=descending, upto=head.sequence)
    if order.total > MOST_ON_PAPER:
        raise RuleViolated("record", Message("record.too_long_for_paper", {"most": MOST_ON_PAPER}))
    view = RecordPaper(
        document_id=new_id(),
        practice=letterhead(reading),
        asked=in_words(reading, asked),
        printed_at=wall(reading, reading.now),
        printed_by=reading.actor.name,
        audit_head=head.hash.hex(),
        head_number=head.sequence,
        lines=tuple(_on_paper(line) for line in lines_of(reading, order.numbers)),
    )
    return Sheet(PaperKind.RECORD_LIST, view, "en", "record_list", subject=subject)


def _head_at(reading: Reading, upto: int) -> Head:
    """Return the row up to which a paper goes: the one asked for, else the last. Raises RuleViolated."""
    if not upto:
        return head_of(reading.session.connection())
    hashed = reading.session.scalar(sa.select(AuditRow.hash).where(AuditRow.sequence == upto))
    if hashed is None:
        raise RuleViolated("subject", Message("record.not_a_question"))
    return Head(upto, hashed)


def _on_paper(line: RecordLine) -> RecordPaperLine:
    what = f"{line.what}: {line.more}" if line.more else line.what
    return RecordPaperLine(
        number=line.number,
        at=line.at,
        person=line.person,
        patient=f"{line.patient}\nMRN {line.mrn}" if line.patient else "",
        happening=words.happening_word(line.happening),
        what=what,
        where=line.where,
        reason=line.reason,
    )


def _person_on_paper(look: ChartLook) -> AccessPerson:
    return AccessPerson(
        name=look.person,
        roles=", ".join(look.roles),
        first=look.first,
        last=look.last,
        looks=look.looks,
        changes=look.changes,
        sections=look.sections,
        papers=look.papers,
    )


@query(Permission.SEE_AUDIT, recorded=True)
def access_paper(reading: Reading, patient_id: Id) -> Sheet:
    """Return the paper for a patient who asks who looked at the chart. Raises NotFound."""
    patient = reading.session.get(Patient, patient_id)
    if patient is None:
        raise NotFound("patient", patient_id)
    reading.saw(patient_id, paper=PaperKind.ACCESS_REPORT.value)
    looks = looks_at(reading, patient_id)
    view = AccessPaper(
        document_id=new_id(),
        practice=letterhead(reading),
        patient=person(patient),
        printed_at=wall(reading, reading.now),
        since=looks.since.date() if looks.since else None,
        until=reading.today,
        people=tuple(_person_on_paper(one) for one in looks.people),
        audit_head=head_of(reading.session.connection()).hash.hex(),
    )
    return Sheet(PaperKind.ACCESS_REPORT, view, "en", "access_report", patient_id)
