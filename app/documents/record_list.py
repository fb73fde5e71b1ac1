"""Lines of the record of who did what, as they were asked for, on paper.

The head of the record stands on it: whoever has the paper can tell later that no line before it was changed,
for another line would give another head.
"""

from __future__ import annotations

from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.record_views import RecordPaper, RecordPaperLine
from app.documents.sheet import SECONDARY, SMALL_FIGURES, SMALL_HEAD, SMALL_STRONG, Cell, Text
from app.documents.words import Words

_COLUMNS = Columns((70, 86, 112, 156, WIDTH - 424), space=8)
_ASKED = Columns((130, WIDTH - 130))


def render(view: RecordPaper, words: Words) -> bytes:
    """Return the PDF of lines of the record."""
    return compose(view, words).pdf


def compose(view: RecordPaper, words: Words) -> Paper:
    """Return the list with its page count and what could not be printed."""
    title = words.text("record_list.title")
    about = words.text("record_list.about", at=view.printed_at, name=view.printed_by)
    page = Document(words, Furniture(title, view.practice, view.document_id, about=about))
    page.letterhead(title, [words.counted("record_list.count", len(view.lines))])
    rows: list[list[Text | Cell]] = [[Cell(word, SMALL_STRONG), value] for word, value in view.asked]
    head = words.text("record_list.head_at", head=view.audit_head, number=view.head_number)
    rows.append([Cell(words.text("record_list.head"), SMALL_STRONG), head])
    page.sheet.table(_ASKED, None, rows, style=SMALL_FIGURES, padding=1.5)
    page.sheet.space(10)
    if not view.lines:
        page.sheet.paragraph(words.text("record_list.empty"), SECONDARY)
        return page.finish()
    names = ("time", "person", "patient", "what", "where")
    page.sheet.table(
        _COLUMNS,
        [words.text(f"record_list.{name}") for name in names],
        [_row(words, line) for line in view.lines],
        style=SMALL_FIGURES,
        head_style=SMALL_HEAD,
        padding=2.5,
    )
    return page.finish()


def _row(words: Words, line: RecordPaperLine) -> list[Text | Cell]:
    time = f"{line.at:%m/%d/%Y}\n{words.formats.write('time', line.at)}"
    told = words.rich("record_list.done", kind=line.happening, what=line.what)
    if line.reason:
        told = [*told, *words.rich("record_list.because", reason=line.reason)]
    return [time, line.person, line.patient, told, f"{line.where}\n{line.number:,}"]
