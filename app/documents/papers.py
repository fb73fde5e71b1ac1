"""Papers as the window and the command line handle them: a view to render, and the PDF with its facts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib import import_module

from app.core.findings import Finding
from app.core.ids import Id
from app.documents import record_views, views
from app.documents.words import words_for

_OF_THE_MOMENT = ("document_id", "printed_at", "audit_head")  # differ from one making to the next


class PaperKind(StrEnum):
    """The papers of a practice. Each names the module that draws it."""

    AFTER_VISIT_SUMMARY = "after_visit_summary"
    HANDOUT = "handout"
    RECEIPT = "receipt"
    APPOINTMENT_CARD = "appointment_card"
    DAY_SHEET = "day_sheet"
    SCHEDULE = "schedule_of_the_day"
    FACE_SHEET = "face_sheet"
    LABEL = "patient_label"
    RECORD_LIST = "record_list"
    ACCESS_REPORT = "access_report"


OF_THE_RECORD = frozenset({PaperKind.RECORD_LIST, PaperKind.ACCESS_REPORT})
"""Papers made of the record of who did what: whoever may read it prints them, and nobody else."""

View = (
    views.AfterVisitSummary
    | views.HandoutPaper
    | views.Receipt
    | views.AppointmentCard
    | views.DaySheet
    | views.ScheduleOfDay
    | views.FaceSheet
    | views.PatientLabel
    | record_views.RecordPaper
    | record_views.AccessPaper
)


@dataclass(frozen=True)
class Sheet:
    """What is to be printed: the view, its language, whose it is, and how to make it again."""

    kind: PaperKind
    view: View
    language: str
    title: str
    patient_id: Id | None = None
    visit_id: Id | None = None
    subject: str = ""

    @property
    def document_id(self) -> Id | None:
        """Return the id that the paper carries as a bar code; labels carry none."""
        return getattr(self.view, "document_id", None)

    @property
    def fingerprint(self) -> str:
        """Return SHA-256 of every fact on the paper: equal sheets say the same, whenever they were made."""
        told = [(one.name, getattr(self.view, one.name)) for one in fields(self.view)]
        facts = [(name, value) for name, value in told if name not in _OF_THE_MOMENT]
        return hashlib.sha256(repr((str(self.kind), self.language, facts)).encode()).hexdigest()

    @property
    def large_print(self) -> bool:
        return bool(getattr(self.view, "large_print", False))

    @property
    def includes_private(self) -> bool:
        return bool(getattr(self.view, "includes_private", False))


@dataclass(frozen=True)
class PrintedSheet:
    """A sheet as PDF: pages, and each character that was printed as a mark since no font has it."""

    sheet: Sheet
    pdf: bytes
    pages: int
    findings: tuple[Finding, ...]


def draw(sheet: Sheet) -> PrintedSheet:
    """Return the PDF of a sheet. Needs no practice: it runs beside everything else."""
    module = import_module(f"app.documents.{sheet.kind}")
    paper = module.compose(sheet.view, words_for(sheet.language))
    return PrintedSheet(sheet, paper.pdf, paper.pages, paper.findings)
