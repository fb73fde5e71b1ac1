"""The schedule of the day on paper (DUTIES A5), provider by provider; also what the practice works from when
the PC is down."""

from __future__ import annotations

from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.sheet import SMALL_FIGURES, SMALL_HEAD, SMALL_STRONG, Cell, Text
from app.documents.views import ScheduleColumn, ScheduleOfDay, ScheduleRow
from app.documents.words import Words

_COLUMNS = Columns((66, 174, 118, 56, WIDTH - 414), space=8)


def render(view: ScheduleOfDay, words: Words) -> bytes:
    """Return the PDF of a day's schedule."""
    return compose(view, words).pdf


def compose(view: ScheduleOfDay, words: Words) -> Paper:
    """Return the schedule with its page count and what could not be printed."""
    title = words.text("schedule.title")
    about = words.text("schedule.about", day=view.day, at=view.printed_at)
    page = Document(words, Furniture(title, view.practice, view.document_id, about=about))
    count = sum(len(column.rows) for column in view.columns)
    page.letterhead(
        title, [words.headline("schedule.day", day=view.day), words.counted("schedule.count", count)]
    )
    for column in view.columns:
        _column(page, column)
    if not count:
        page.sheet.paragraph(words.text("schedule.empty"))
    return page.finish()


def _column(page: Document, column: ScheduleColumn) -> None:
    words = page.words
    page.sheet.heading(column.provider)
    if not column.rows:
        page.sheet.paragraph(words.text("schedule.nobody"))
        return
    head = [words.text(f"schedule.{part}") for part in ("time", "patient", "type", "room", "reason")]
    rows = [_row(words, row) for row in column.rows]
    page.sheet.table(_COLUMNS, head, rows, style=SMALL_FIGURES, head_style=SMALL_HEAD)


def _row(words: Words, row: ScheduleRow) -> list[Text | Cell]:
    time = words.text("schedule.time_and_length", time=row.starts, minutes=row.minutes)
    reason = "\n".join(part for part in (row.reason, row.phone, row.note) if part)
    return [Cell(time, SMALL_STRONG), _patient(words, row), row.visit_type, row.room, reason]


def _patient(words: Words, row: ScheduleRow) -> Text:
    if row.birth_date is None:
        return words.rich("schedule.person_without_birth_date", name=row.patient, mrn=row.mrn)
    return words.rich("schedule.person", name=row.patient, born=row.birth_date, mrn=row.mrn)
