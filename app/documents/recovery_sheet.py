"""The recovery sheet (SAFETY "Keys"): the one paper that opens a practice whose passwords are lost.

160 random bits in Crockford base32, a checksum on each line, and the same as a QR code. It belongs to no
patient and carries no bar code of a document, because it is never kept in the practice file.
"""

from __future__ import annotations

from dataclasses import replace

from app.documents.flow import Slice, paginate, paint_page
from app.documents.mark import qr_code
from app.documents.page import LETTER, MARGIN, WIDTH, Paper
from app.documents.painters import Columns
from app.documents.pen import ACCENT, Pen
from app.documents.sheet import SECONDARY, STRONG, STRONG_FIGURES, TITLE, Cell, Sheet, Text
from app.documents.text import Typesetter
from app.documents.views import RecoverySheet
from app.documents.words import Words

_KEY = replace(STRONG_FIGURES, size=17, pitch=25)
_LINES = Columns((28, 200, 120))
_FACTS = Columns((156, WIDTH - 156))
_QR_SIDE = 132.0
_ROW = _KEY.pitch + 8


def render(view: RecoverySheet, words: Words) -> bytes:
    """Return the PDF of a recovery sheet."""
    return compose(view, words).pdf


def compose(view: RecoverySheet, words: Words) -> Paper:
    """Return the recovery sheet with its page count and what could not be printed."""
    typesetter = Typesetter()
    sheet = Sheet(WIDTH, typesetter)
    title = words.text("recovery_sheet.title")
    sheet.pair([(title, TITLE)], [(view.practice_name, STRONG)])
    sheet.space(8, keep=True)
    sheet.rule(ACCENT, 1.5)
    sheet.space(10)
    sheet.paragraph(words.rich("recovery_sheet.what", practice=view.practice_name))
    sheet.heading(words.text("recovery_sheet.key"))
    _scan(sheet, view)
    _key(sheet, view, words)
    sheet.space(max(0.0, _QR_SIDE + 8 - len(view.lines) * _ROW))
    sheet.heading(words.text("recovery_sheet.keep"))
    sheet.numbered([words.rich(f"recovery_sheet.keep_{number}") for number in (1, 2, 3)])
    sheet.heading(words.text("recovery_sheet.use"))
    sheet.numbered([words.rich(f"recovery_sheet.use_{number}") for number in (1, 2, 3)])
    sheet.heading(words.text("recovery_sheet.new_pc"))
    sheet.numbered([words.rich(f"recovery_sheet.new_pc_{number}") for number in (1, 2)])
    sheet.heading(words.text("recovery_sheet.facts"))
    _facts(sheet, view, words)
    pages = paginate(sheet.slices, LETTER[1] - 80, LETTER[1] - 80)
    pen = Pen(title, words.language, *LETTER)
    for number, placed in enumerate(pages):
        if number:
            pen.next_page()
        paint_page(pen, placed, MARGIN, LETTER[1] - 40)
    return Paper(pen.finish(), len(pages), tuple(typesetter.findings()))


def _key(sheet: Sheet, view: RecoverySheet, words: Words) -> None:
    rows: list[list[Text | Cell]] = [
        [
            Cell(f"{number}.", SECONDARY),
            Cell("  ".join(line.groups), _KEY),
            Cell(words.rich("recovery_sheet.check", checksum=line.checksum)),
        ]
        for number, line in enumerate(view.lines, 1)
    ]
    sheet.table(_LINES, None, rows, style=_KEY)


def _scan(sheet: Sheet, view: RecoverySheet) -> None:
    squares = qr_code(view.scan)

    def paint(pen: Pen, left: float, top: float) -> None:
        pen.squares(left + WIDTH - _QR_SIDE, top - _QR_SIDE - 6, _QR_SIDE, squares)

    sheet.slices.append(Slice(0, paint, keep=True))


def _facts(sheet: Sheet, view: RecoverySheet, words: Words) -> None:
    made = words.text("recovery_sheet.made_for", day=view.made_on, owner=view.made_for)
    facts = [("practice_id", view.practice_id), ("made_on", made)]
    if view.number:
        at = f" · {words.formats.write('moment', view.made_at)}" if view.made_at is not None else ""
        facts.append(("number", f"{view.number}{at}"))
    rows: list[list[Text | Cell]] = [
        [Cell(words.text(f"recovery_sheet.{name}"), SECONDARY), text] for name, text in facts
    ]
    sheet.table(_FACTS, None, rows)
