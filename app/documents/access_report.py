"""Who looked at a chart, for the patient who asks: in plain words, person by person.

It tells who, in which role, from when to when, how often, at which parts, and what was printed or left the
practice. It is no accounting of disclosures under 45 CFR 164.528, and says so: that counts what was given to
others, and leaves out treatment, payment and the practice's own work.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.record_views import AccessPaper, AccessPerson
from app.documents.sheet import SECONDARY, SMALL_FIGURES, SMALL_HEAD, SMALL_STRONG, Cell, Text
from app.documents.text import Span
from app.documents.words import Words

AUDIT_HEAD_SHOWN = 12
_COLUMNS = Columns((150, 118, 44, 56, WIDTH - 368), space=8)


def render(view: AccessPaper, words: Words) -> bytes:
    """Return the PDF of the report."""
    return compose(view, words).pdf


def compose(view: AccessPaper, words: Words) -> Paper:
    """Return the report with its page count and what could not be printed."""
    title = words.text("access_report.title")
    about = words.text("access_report.about", at=view.printed_at)
    page = Document(words, Furniture(title, view.practice, view.document_id, view.patient, about))
    page.letterhead(title, page.patient_line())
    if view.since is None:
        page.sheet.paragraph(words.text("access_report.nobody", until=view.until))
        return page.finish()
    told = words.rich("access_report.told", since=view.since, until=view.until)
    page.sheet.paragraph(told)
    page.sheet.space(6)
    page.sheet.paragraph(words.text("access_report.why"))
    page.sheet.space(10)
    head = [words.text(f"access_report.{part}") for part in ("who", "when", "looks", "changes", "what")]
    rows = [_row(words, one) for one in view.people]
    page.sheet.table(_COLUMNS, head, rows, style=SMALL_FIGURES, head_style=SMALL_HEAD)
    page.sheet.space(10)
    for part in ("words", "questions", "not_disclosures"):
        page.sheet.paragraph(words.text(f"access_report.{part}", phone=view.practice.phone), SECONDARY)
        page.sheet.space(4)
    shown = view.audit_head[:AUDIT_HEAD_SHOWN]
    page.sheet.paragraph(words.text("access_report.head", head=shown), SECONDARY)
    return page.finish()


def _row(words: Words, one: AccessPerson) -> list[Text | Cell]:
    who = f"{one.name}\n{one.roles}" if one.roles else one.name
    first, last = (words.formats.write("moment", at) for at in (one.first, one.last))
    when = first if first == last else words.text("access_report.from_to", first=first, last=last)
    number = words.formats.write
    counts = [number("number", one.looks), number("number", one.changes)]
    return [Cell(who, SMALL_STRONG), when, *counts, _what(words, one)]


def _what(words: Words, one: AccessPerson) -> list[Span]:
    """Return the parts of the chart, and on a line of its own what left on paper."""
    told = [Span(_listed(words, one.sections))] if one.sections else []
    if one.papers:
        told += [Span("\n")] if told else []
        told += words.rich("access_report.papers", papers=_listed(words, one.papers))
    return told or [Span("")]


def _listed(words: Words, parts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(
        words.text("access_report.times", part=part, count=count) if count > 1 else part
        for part, count in parts
    )
