"""The manual as a PDF: contents with page numbers, then each chapter on pages of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.documents.flow import Placed, paginate, paint_page
from app.documents.fonts import Weight
from app.documents.manual_text import Chapter, Part, Passage, Points, Table, pieces
from app.documents.page import LETTER, MARGIN, WIDTH, Paper
from app.documents.painters import Columns, base_line
from app.documents.pen import ACCENT, LINE, SECOND, Pen
from app.documents.sheet import HEAD, SECONDARY, STRONG, STRONG_FIGURES, TITLE, Cell, Sheet, Text
from app.documents.text import Span, Style, Typesetter
from app.documents.words import Words

_TOP = LETTER[1] - 44
_BOTTOM = 30.0
_FOOT = Style(10, 14, colour=SECOND)
_HEIGHT = _TOP - _BOTTOM - 34
_CHAPTER = replace(TITLE, size=20, pitch=27)
_CELL = Style(10.5, 14.5)
_CELL_HEAD = Style(10.5, 14.5, Weight.SEMIBOLD, SECOND)
_SECTIONS = Style(10.5, 15, colour=SECOND)


def render(chapters: Sequence[Chapter], words: Words, version: str) -> bytes:
    """Return the PDF of the manual."""
    return compose(chapters, words, version).pdf


def compose(chapters: Sequence[Chapter], words: Words, version: str) -> Paper:
    """Return the manual with its page count and what could not be printed."""
    setter = Typesetter()
    bodies = [_pages_of(_chapter(setter, one)) for one in chapters]
    blank = [0] * len(chapters)
    before = len(_pages_of(_contents(setter, words, chapters, blank, version)))
    starts = [before + 1 + sum(map(len, bodies[:number])) for number in range(len(bodies))]
    first = _pages_of(_contents(setter, words, chapters, starts, version))
    pages = [*first, *(page for body in bodies for page in body)]
    pen = Pen(words.text("manual.title"), words.language, *LETTER)
    for number, placed in enumerate(pages, 1):
        if number > 1:
            pen.next_page()
        if number in starts:
            pen.bookmark(chapters[starts.index(number)].title)
        paint_page(pen, placed, MARGIN, _TOP)
        _foot(pen, setter, words, (number, len(pages)))
    return Paper(pen.finish(), len(pages), tuple(setter.findings()))


def _pages_of(sheet: Sheet) -> list[list[Placed]]:
    return paginate(sheet.slices, _HEIGHT, _HEIGHT)


def _contents(
    setter: Typesetter, words: Words, chapters: Sequence[Chapter], starts: Sequence[int], version: str
) -> Sheet:
    sheet = Sheet(WIDTH, setter)
    sheet.pair(
        [(words.text("manual.title"), _CHAPTER)],
        [(words.text("manual.version", version=version), SECONDARY)],
    )
    sheet.space(8, keep=True)
    sheet.rule(ACCENT, 1.5)
    sheet.space(10)
    sheet.paragraph(words.text("manual.about"))
    sheet.heading(words.text("manual.contents"))
    for chapter, start in zip(chapters, starts, strict=True):
        sheet.pair([(chapter.title, STRONG)], [(words.formats.write("number", start), STRONG_FIGURES)])
        sections = " \u00b7 ".join(one.heading for one in chapter.sections)
        sheet.paragraph(sections, _SECTIONS, keep=True)
        sheet.space(7)
    return sheet


def _chapter(setter: Typesetter, chapter: Chapter) -> Sheet:
    sheet = Sheet(WIDTH, setter)
    sheet.paragraph(chapter.title, _CHAPTER, keep=True)
    sheet.space(4, keep=True)
    sheet.paragraph(_rich(chapter.summary), SECONDARY, keep=True)
    sheet.space(6, keep=True)
    sheet.rule(ACCENT, 1.5, keep=True)
    for section in chapter.sections:
        sheet.heading(section.heading, HEAD)
        for part, after in zip(section.parts, [*section.parts[1:], None], strict=True):
            _part(sheet, part)
            sheet.space(5)
            if _leads_to(part, after):
                _keep(sheet, -2, -1)
    return sheet


def _leads_to(part: Part, after: Part | None) -> bool:
    """Tell whether a part stands on the page of what follows: a frame, or the list that it introduces."""
    match part, after:
        case _, Passage(warning=True):
            return True
        case Passage(), Points():
            return True
    return False


def _keep(sheet: Sheet, *places: int) -> None:
    """Keep these slices, counted from the end, each with the next one."""
    for place in places:
        sheet.slices[place] = replace(sheet.slices[place], keep=True)


def _part(sheet: Sheet, part: Part) -> None:
    match part:
        case Passage(text, warning=True):
            with sheet.framed():
                sheet.paragraph(_rich(text))
        case Passage(text):
            sheet.paragraph(_rich(text))
        case Points(items, numbered):
            (sheet.numbered if numbered else sheet.bullets)([_rich(item) for item in items])
        case Table():
            _table(sheet, part)


def _table(sheet: Sheet, table: Table) -> None:
    share = WIDTH / sum(table.widths)
    columns = Columns(tuple(width * share for width in table.widths))
    rows: list[list[Text | Cell]] = [[_rich(cell) for cell in row] for row in table.rows]
    sheet.table(columns, table.head, rows, style=_CELL, head_style=_CELL_HEAD)
    if len(rows) > 1:
        _keep(sheet, -2)  # no row stands alone on a page of its own


def _rich(text: str) -> list[Span]:
    return [Span(piece, Weight.BOLD if strong else None) for piece, strong in pieces(text)]


def _foot(pen: Pen, setter: Typesetter, words: Words, page: tuple[int, int]) -> None:
    pen.rule(MARGIN, _BOTTOM + 20, WIDTH, LINE)
    left = setter.line(words.text("manual.title"), _FOOT)
    right = setter.line(words.text("page.number", page=page[0], pages=page[1]), _FOOT)
    base = base_line(_BOTTOM + 14, _FOOT)
    left.paint(pen, MARGIN, base)
    right.paint(pen, MARGIN + WIDTH - right.width, base)
