"""The receipt (DUTIES A2, A4): copay, old balance, method, and what remains."""

from __future__ import annotations

from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.pen import SOFT
from app.documents.sheet import FIGURES, SECONDARY, STRONG, STRONG_FIGURES, Cell, Text
from app.documents.text import Span
from app.documents.views import PayMethod, Receipt, ReceiptLine
from app.documents.words import Words

_LINES = Columns((WIDTH - 220, 110, 110), right=frozenset({1, 2}))
_FACTS = Columns((176, WIDTH - 176))


def render(view: Receipt, words: Words) -> bytes:
    """Return the PDF of a receipt."""
    return compose(view, words).pdf


def compose(view: Receipt, words: Words) -> Paper:
    """Return the receipt with its page count and what could not be printed."""
    title = words.text("receipt.title")
    about = words.text("receipt.about", number=view.number)
    page = Document(words, Furniture(title, view.practice, view.document_id, view.patient, about))
    page.letterhead(title, [*page.patient_line(), about])
    if view.taken_back:
        with page.sheet.framed():
            page.sheet.paragraph(words.text("receipt.taken_back"), STRONG)
        page.sheet.space(8)
    _lines(page, view)
    _paid(page, view)
    _remains(page, view)
    page.sheet.space(14)
    page.sheet.paragraph(words.rich("receipt.thanks", by=view.taken_by), SECONDARY)
    return page.finish()


def _lines(page: Document, view: Receipt) -> None:
    words = page.words
    head = [words.text(f"receipt.{part}") for part in ("for", "due", "paid")]
    rows: list[list[Text | Cell]] = [
        [_line_text(words, line), _money(words, line.due), _money(words, line.paid)] for line in view.lines
    ]
    total = _money(words, sum(line.paid for line in view.lines))
    rows.append(
        [Cell(words.text("receipt.total"), STRONG), "", Cell(total, STRONG_FIGURES)],
    )
    page.sheet.table(_LINES, head, rows, style=FIGURES)


def _money(words: Words, cents: int) -> str:
    return words.formats.write("money", cents)


def _line_text(words: Words, line: ReceiptLine) -> list[Span]:
    said = [Span(words.text(f"receipt.kind_{line.kind}"))]
    if line.service_day is not None:
        said += [Span(", "), *words.rich("receipt.service_day", day=line.service_day)]
    if line.detail:
        said += [Span(", "), Span(line.detail, isolated=True)]
    return said


def _paid(page: Document, view: Receipt) -> None:
    words = page.words
    page.sheet.heading(words.text("receipt.how"))
    rows: list[list[Text | Cell]] = [
        [words.text("receipt.when"), words.text("receipt.taken_at", at=view.taken_at)],
        [words.text("receipt.method"), _method(words, view)],
    ]
    if view.books is not None:
        rows.insert(1, [words.text("receipt.books"), words.text("receipt.books_of", day=view.books)])
    if view.method is PayMethod.CASH and view.tendered is not None:
        change = view.tendered - sum(line.paid for line in view.lines)
        rows.append([words.text("receipt.tendered"), _money(words, view.tendered)])
        rows.append([words.text("receipt.change"), _money(words, change)])
    page.sheet.table(_FACTS, None, rows, style=FIGURES)


def _method(words: Words, view: Receipt) -> list[Span]:
    method = words.text(f"pay_method.{view.method}")
    if not view.reference:
        return [Span(method)]
    return words.rich("receipt.with_reference", method=method, reference=view.reference)


def _remains(page: Document, view: Receipt) -> None:
    sheet, words = page.sheet, page.words
    sheet.space(16)
    with sheet.framed(stroke=None, fill=SOFT):
        sheet.paragraph(words.rich("receipt.remains", amount=view.remains))
        if view.credit:
            sheet.paragraph(words.rich("receipt.credit", amount=view.credit))
        sheet.paragraph(words.text("receipt.insurance"), SECONDARY)
