"""Blank forms to write on while the PC is down: visit note, vital signs, charge slip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core.ids import new_id
from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.sheet import SECONDARY, SMALL_HEAD, Cell, Text
from app.documents.views import Practice
from app.documents.words import Words

_LINE = Columns((WIDTH,))
_PAIRS = Columns((84, WIDTH - 314, 110, 120))
_VITALS = Columns((48, 60, 48, 48, 58, 54, 62, 58, WIDTH - 436), space=4)
_CHARGES = Columns((74, WIDTH - 334, 120, 60, 80), space=6)
_PAID = Columns((WIDTH - 260, 120, 140), space=6)


_MOST_LESS = 10
Fill = Callable[[Document, int], None]
"""Fills a page; the number says how many lines to write on it does without, to keep to one page."""


def blank_forms(practice: Practice, words: Words) -> list[Paper]:
    """Return one sheet of each form."""
    forms: Sequence[tuple[str, Fill]] = (
        ("visit_note", _visit_note),
        ("vitals", _vitals),
        ("charge_slip", _charge_slip),
    )
    return [_form(practice, words, name, fill) for name, fill in forms]


def _form(practice: Practice, words: Words, name: str, fill: Fill) -> Paper:
    """Return a form on one page: a second one would have no room for the name of whom it is about.

    A letterhead of many lines takes lines to write on from it, at most so many that each part keeps one.
    """
    title = words.text(f"blank_form.{name}")
    about = words.text("blank_form.about", practice=practice.name)
    furniture = Furniture(title, practice, new_id(), about=about)
    for less in range(_MOST_LESS + 1):
        page = Document(words, furniture)
        page.letterhead(title)
        fill(page, less)
        paper = page.finish(most=1)
        if paper.pages == 1:
            break
    return paper


def _pairs(page: Document, *names: str) -> None:
    """Set labels, each with room to write beside it, two to a line."""
    cells: list[Text | Cell] = []
    for name in names:
        cells += [Cell(page.words.text(f"blank_form.{name}"), SECONDARY), ""]
    page.sheet.table(_PAIRS, None, [cells[at : at + 4] for at in range(0, len(cells), 4)], padding=6)


def _lines(page: Document, name: str, count: int) -> None:
    page.sheet.heading(page.words.text(f"blank_form.{name}"))
    page.sheet.table(_LINE, None, [[""]] * count, padding=2)


def _grid(page: Document, columns: Columns, names: Sequence[str], count: int) -> None:
    head = [page.words.text(f"blank_form.{name}") for name in names]
    rows: list[list[Text | Cell]] = [[""] * len(names)] * count
    page.sheet.table(columns, head, rows, head_style=SMALL_HEAD, padding=6)


def _without(counts: dict[str, int], less: int) -> dict[str, int]:
    """Take lines from the longest part, again and again; each keeps one."""
    left = dict(counts)
    for _line in range(less):
        longest = max(left, key=lambda name: left[name])
        left[longest] = max(1, left[longest] - 1)
    return left


def _visit_note(page: Document, less: int) -> None:
    _pairs(page, "name", "born", "provider", "mrn", "date", "time")
    parts = {"reason": 1, "history": 2, "allergies": 2, "exam": 3, "assessment": 2, "plan": 3, "follow_up": 1}
    for name, count in _without(parts, less).items():
        _lines(page, name, count)
    _pairs(page, "sign", "time")


def _vitals(page: Document, less: int) -> None:
    _pairs(page, "name", "born", "date", "mrn")
    page.sheet.space(12)
    signs = ("pressure", "pulse", "breaths", "temperature", "oxygen", "weight", "height")
    _grid(page, _VITALS, ("time", *signs, "by"), max(3, 9 - less))
    _lines(page, "pain", 2)
    _lines(page, "remarks", 5)


def _charge_slip(page: Document, less: int) -> None:
    _pairs(page, "name", "born", "provider", "mrn", "payer", "date")
    page.sheet.space(12)
    _grid(page, _CHARGES, ("code", "service", "diagnosis", "units", "fee"), max(3, 9 - less))
    page.sheet.heading(page.words.text("blank_form.paid"))
    _grid(page, _PAID, ("method", "amount", "received_by"), 3)
