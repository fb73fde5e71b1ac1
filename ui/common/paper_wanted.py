"""A paper that somebody wants: enough to ask the practice for it, now, at printing, and again next month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.core.acts import Query
from app.core.ids import Id
from app.documents import queries
from app.documents.papers import PaperKind
from app.documents.texts_views import PrintedLine
from app.reports.record.queries import access_paper, record_paper

_IN_ENGLISH = (
    *(PaperKind.DAY_SHEET, PaperKind.SCHEDULE, PaperKind.FACE_SHEET, PaperKind.LABEL),
    *(PaperKind.RECORD_LIST, PaperKind.ACCESS_REPORT),
)
_MAY_HOLD_PRIVATE = (PaperKind.AFTER_VISIT_SUMMARY, PaperKind.FACE_SHEET)


@dataclass(frozen=True)
class PaperWanted:
    """One paper. `subject` is a handout's key, a receipt's number, an appointment's id, a day, a question.

    `language` "" means the patient's own.
    """

    kind: PaperKind
    patient_id: Id | None = None
    visit_id: Id | None = None
    subject: str = ""
    language: str = ""
    include_private: bool = False
    large_print: bool = False

    @property
    def has_languages(self) -> bool:
        """Say whether the paper is for a patient to read; what staff read is in English."""
        return self.kind not in _IN_ENGLISH

    @property
    def may_hold_private(self) -> bool:
        return self.kind in _MAY_HOLD_PRIVATE

    @property
    def has_large_print(self) -> bool:
        return self.kind is PaperKind.HANDOUT

    def chosen(self, language: str, *, private: bool, large: bool) -> PaperWanted:
        """Return the paper with what a person chose, as far as it applies to this kind."""
        return replace(
            self,
            language=language if self.has_languages else "",
            include_private=private and self.may_hold_private,
            large_print=large and self.has_large_print,
        )

    def question(self) -> tuple[Query[Any, Any, Any], tuple[Any, ...]]:
        """Return the query that makes this paper, and what to ask it with."""
        match self.kind:
            case PaperKind.AFTER_VISIT_SUMMARY if self.visit_id is None:
                return queries.summary_text, (self.language,)
            case PaperKind.AFTER_VISIT_SUMMARY:
                return queries.after_visit_summary, (self.visit_id, self.language, self.include_private)
            case PaperKind.HANDOUT if self.patient_id is None:
                return queries.handout, (self.subject, self.language, self.large_print)
            case PaperKind.HANDOUT:
                told = (self.subject, self.patient_id, self.language, self.visit_id, self.large_print)
                return queries.patient_handout, told
            case PaperKind.RECEIPT:
                return queries.receipt_paper, (int(self.subject), self.language)
            case PaperKind.APPOINTMENT_CARD:
                return queries.appointment_card, (Id(self.subject), self.language)
            case PaperKind.DAY_SHEET:
                return queries.day_sheet_paper, (date.fromisoformat(self.subject),)
            case PaperKind.SCHEDULE:
                return queries.schedule_paper, (date.fromisoformat(self.subject),)
            case PaperKind.FACE_SHEET:
                return queries.face_sheet, (self.patient_id, self.include_private)
            case PaperKind.LABEL:
                return queries.label_paper, (self.patient_id,)
            case PaperKind.RECORD_LIST:
                return record_paper, (self.subject,)
            case PaperKind.ACCESS_REPORT:
                return access_paper, (self.patient_id,)


def printed_again(line: PrintedLine, patient_id: Id) -> PaperWanted:
    """Return the paper of a line of what was printed. Private items are never included by repeating."""
    return PaperWanted(
        PaperKind(line.kind),
        patient_id,
        line.visit_id,
        line.subject,
        line.language,
        large_print=line.large_print,
    )
