"""Two papers of the sign-in: the slip with a one-time code, and the recovery codes of an authenticator.

Both are handed to one person of the staff, belong to no patient, and are never kept in the practice file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.documents.flow import paginate, paint_page
from app.documents.page import LETTER, MARGIN, WIDTH
from app.documents.painters import Columns
from app.documents.pen import ACCENT, Pen
from app.documents.sheet import SECONDARY, STRONG, STRONG_FIGURES, TITLE, Cell, Sheet, Text
from app.documents.text import Typesetter
from app.documents.words import Words

_KEY = replace(STRONG_FIGURES, size=17, pitch=25)
_CODES = Columns((36, 200, 36, WIDTH - 272))
_FACTS = Columns((156, WIDTH - 156))
_GROUPS_A_LINE = 4


@dataclass(frozen=True)
class CodeSlip:
    """What the slip of a one-time code says; `until` is the practice's wall time."""

    practice_name: str
    name: str
    login: str
    groups: tuple[str, ...] = field(repr=False)
    until: datetime


@dataclass(frozen=True)
class CodesPaper:
    """What the paper with recovery codes says; `made_at` is the practice's wall time."""

    practice_name: str
    name: str
    codes: tuple[str, ...] = field(repr=False)
    made_at: datetime


def render_code(view: CodeSlip, words: Words) -> bytes:
    """Return the PDF of the slip that an owner hands to a person."""
    return render_code_slips([view], words)


def render_code_slips(views: Sequence[CodeSlip], words: Words) -> bytes:
    """Return one PDF with a slip for each person, each on paper of its own."""
    title = words.text("code_slip.title")
    pages = [(view.practice_name, _slip_filler(view, words)) for view in views]
    return _pages(title, words, pages)


def _slip_filler(view: CodeSlip, words: Words) -> Callable[[Sheet], None]:
    def fill(sheet: Sheet) -> None:
        sheet.paragraph(words.rich("code_slip.what", practice=view.practice_name))
        sheet.heading(words.text("code_slip.code"))
        for start in range(0, len(view.groups), _GROUPS_A_LINE):
            sheet.paragraph("   ".join(view.groups[start : start + _GROUPS_A_LINE]), _KEY)
        sheet.heading(words.text("code_slip.use"))
        sheet.numbered([words.rich(f"code_slip.use_{number}") for number in (1, 2, 3)])
        sheet.heading(words.text("code_slip.facts"))
        until = words.formats.write("moment", view.until)
        _facts(sheet, words, (("name", view.name), ("login", view.login), ("until", until)))

    return fill


def render_codes(view: CodesPaper, words: Words) -> bytes:
    """Return the PDF of the ten recovery codes."""

    def fill(sheet: Sheet) -> None:
        sheet.paragraph(words.rich("recovery_codes.what", practice=view.practice_name))
        sheet.heading(words.text("recovery_codes.codes"))
        half = len(view.codes) // 2
        rows: list[list[Text | Cell]] = [
            [
                Cell(f"{place + 1}.", SECONDARY),
                Cell(view.codes[place], _KEY),
                Cell(f"{place + half + 1}.", SECONDARY),
                Cell(view.codes[place + half], _KEY),
            ]
            for place in range(half)
        ]
        sheet.table(_CODES, None, rows, style=_KEY)
        sheet.heading(words.text("recovery_codes.keep"))
        sheet.numbered([words.rich(f"recovery_codes.keep_{number}") for number in (1, 2)])
        made = words.formats.write("day", view.made_at.date())
        _facts(sheet, words, (("name", view.name), ("made_on", made)))

    return _pages(words.text("recovery_codes.title"), words, [(view.practice_name, fill)])


def _facts(sheet: Sheet, words: Words, facts: tuple[tuple[str, str], ...]) -> None:
    rows: list[list[Text | Cell]] = [
        [Cell(words.text(f"code_slip.{name}"), SECONDARY), text] for name, text in facts
    ]
    sheet.table(_FACTS, None, rows)


def _pages(title: str, words: Words, papers: Sequence[tuple[str, Callable[[Sheet], None]]]) -> bytes:
    pen = Pen(title, words.language, *LETTER)
    for number, (practice_name, fill) in enumerate(papers):
        if number:
            pen.next_page()
        _paint(pen, title, practice_name, fill)
    return pen.finish()


def _paint(pen: Pen, title: str, practice_name: str, fill: Callable[[Sheet], None]) -> None:
    sheet = Sheet(WIDTH, Typesetter())
    sheet.pair([(title, TITLE)], [(practice_name, STRONG)])
    sheet.space(8, keep=True)
    sheet.rule(ACCENT, 1.5)
    sheet.space(10)
    fill(sheet)
    for number, placed in enumerate(paginate(sheet.slices, LETTER[1] - 80, LETTER[1] - 80)):
        if number:
            pen.next_page()
        paint_page(pen, placed, MARGIN, LETTER[1] - 40)
