"""The face sheet (DUTIES A1, A3): who the patient is, coverage, allergies, problems, medicines."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.after_visit_summary import allergy_text
from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.sheet import SECONDARY, STRONG, Cell, Text
from app.documents.standing import private_line
from app.documents.text import Span
from app.documents.views import CoverageLine, FaceSheet, ListStatus
from app.documents.words import Words

_FACTS = Columns((156, WIDTH - 156), space=12)
_MEDICINES = Columns((186, WIDTH - 186), space=12)


def render(view: FaceSheet, words: Words) -> bytes:
    """Return the PDF of a face sheet."""
    return compose(view, words).pdf


def compose(view: FaceSheet, words: Words) -> Paper:
    """Return the face sheet with its page count and what could not be printed."""
    title = words.text("face_sheet.title")
    about = words.text("face_sheet.about", at=view.printed_at)
    page = Document(words, Furniture(title, view.practice, view.document_id, view.patient, about))
    page.letterhead(title, [*page.patient_line(), words.rich("page.mrn", mrn=view.patient.mrn)])
    private_line(page.sheet, words, view.includes_private)
    _allergies(page, view)
    page.sheet.heading(words.text("face_sheet.about_patient"))
    facts = [_fact(words, f"fact.{fact.kind}", fact.text) for fact in view.facts]
    page.sheet.table(_FACTS, None, facts, padding=2)
    _coverages(page, view.coverages)
    _list(page, "problems", [*view.problems], view.problems_status)
    _medicines(page, view)
    return page.finish()


def _fact(words: Words, label: str, text: str) -> list[Text | Cell]:
    shown = Cell(text) if text else Cell(words.text("face_sheet.not_told"), SECONDARY)
    return [Cell(words.text(label), SECONDARY), shown]


def _coverages(page: Document, coverages: Sequence[CoverageLine]) -> None:
    words = page.words
    page.sheet.heading(words.text("face_sheet.coverage"))
    if not coverages:
        page.sheet.paragraph(words.text("face_sheet.no_coverage"))
        return
    rows: list[list[Text | Cell]] = [[Cell(c.payer, STRONG), _coverage_text(words, c)] for c in coverages]
    page.sheet.table(_FACTS, None, rows, padding=2)


def _coverage_text(words: Words, coverage: CoverageLine) -> list[Span]:
    said = words.rich("coverage.order", order=coverage.order)
    for part in ("plan", "member_id", "group", "subscriber", "relation"):
        value: str = getattr(coverage, part)
        if value:
            said += [Span(", "), *words.rich(f"coverage.{part}", value=value)]
    return said


def _allergies(page: Document, view: FaceSheet) -> None:
    items: list[Text] = [allergy_text(page.words, allergy) for allergy in view.allergies]
    _list(page, "allergies", items, view.allergies_status)


def _list(page: Document, name: str, items: Sequence[Text], status: ListStatus) -> None:
    """Set a list, or say why there is none: nothing known, or nobody has asked yet."""
    words = page.words
    page.sheet.heading(words.text(f"face_sheet.{name}"))
    page.sheet.bullets(items)
    _status(page, name, bool(items), status)


def _status(page: Document, name: str, listed: bool, status: ListStatus) -> None:
    if status in (ListStatus.NOT_REVIEWED, ListStatus.NOT_SHOWN) or not listed:
        shown = ListStatus.NOT_REVIEWED if status is ListStatus.LISTED else status
        page.sheet.paragraph(page.words.text(f"face_sheet.{name}_{shown}"))


def _medicines(page: Document, view: FaceSheet) -> None:
    page.sheet.heading(page.words.text("face_sheet.medicines"))
    if view.medicines:
        page.sheet.table(_MEDICINES, None, [[Cell(m.name, STRONG), m.how] for m in view.medicines], padding=2)
    _status(page, "medicines", bool(view.medicines), view.medicines_status)
