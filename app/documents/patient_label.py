"""Patient labels: one of 2.25 x 1.25 inches for a label printer, or a sheet of thirty (Avery 5160).

A name that is too long for the label is set smaller, down to 6 point, and never cut: if it still
does not fit, the label takes a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents.fonts import Weight
from app.documents.mark import code128
from app.documents.page import LETTER, Paper
from app.documents.painters import base_line
from app.documents.pen import Pen
from app.documents.sheet import Text
from app.documents.text import Line, Span, Style, Typesetter
from app.documents.views import PatientLabel
from app.documents.words import Words

INCH = 72.0
_LABEL = (2.25 * INCH, 1.25 * INCH)
# Avery 5160: 3 across, 10 down, 2.625 x 1 in, pitch 2.75 x 1 in, margins 0.1875 and 0.5 in (TECH, section 6).
_AVERY = (2.625 * INCH, 1.0 * INCH)
_ACROSS, _DOWN = 3, 10
_PITCH = (2.75 * INCH, 1.0 * INCH)
_CORNER = (0.1875 * INCH, 0.5 * INCH)
_PADDING = 7.0
_BAR_HEIGHT = 13.0
_SIZES = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0)


@dataclass(frozen=True, slots=True)
class _Set:
    """The lines of a label, set in a size that fits, and the bars of its MRN."""

    lines: tuple[Line, ...]
    bars: tuple[int, ...]

    @property
    def height(self) -> float:
        return sum(line.style.pitch for line in self.lines)


def render(view: PatientLabel, words: Words) -> bytes:
    """Return the PDF of one label for a label printer, 2.25 x 1.25 inches."""
    return compose(view, words).pdf


def compose(view: PatientLabel, words: Words) -> Paper:
    """Return the label with its page count and what could not be printed."""
    typesetter = Typesetter()
    parts = _fit(typesetter, view, words, *_LABEL)
    pen = Pen(words.text("patient_label.title"), words.language, *_LABEL)
    for number, part in enumerate(parts):
        if number:
            pen.next_page()
        _paint(pen, part, 0, _LABEL[1], *_LABEL)
    return Paper(pen.finish(), len(parts), tuple(typesetter.findings()))


def render_sheet(labels: Sequence[PatientLabel], words: Words, *, start: int = 0) -> bytes:
    """Return the PDF of labels on Avery 5160 sheets, the first on place `start` (0 to 29, row by row).

    Raises ValueError for a start outside the sheet.
    """
    if not 0 <= start < _ACROSS * _DOWN:
        raise ValueError("a sheet has the places 0 to 29")
    typesetter = Typesetter()
    parts = [part for label in labels for part in _fit(typesetter, label, words, *_AVERY)]
    pen = Pen(words.text("patient_label.title"), words.language, *LETTER)
    for number, part in enumerate(parts, start):
        place = number % (_ACROSS * _DOWN)
        if place == 0 and number:
            pen.next_page()
        row, column = divmod(place, _ACROSS)
        x = _CORNER[0] + column * _PITCH[0]
        y = LETTER[1] - _CORNER[1] - row * _PITCH[1]
        _paint(pen, part, x, y, *_AVERY)
    return pen.finish()


def _texts(view: PatientLabel, words: Words) -> list[tuple[Text, bool]]:
    patient = view.patient
    texts: list[tuple[Text, bool]] = [([Span(patient.name, isolated=True)], True)]
    if patient.birth_date is None:
        born = words.rich("patient_label.without_birth_date")
    else:
        born = words.rich("patient_label.born", born=patient.birth_date)
    texts.append(([*born, Span(f"   {view.sex}")] if view.sex else born, False))
    texts.append((words.rich("page.mrn", mrn=patient.mrn), False))
    texts += [(text, False) for text in (view.note, view.practice.name) if text]
    return texts


def _fit(typesetter: Typesetter, view: PatientLabel, words: Words, width: float, height: float) -> list[_Set]:
    """Return the label in the largest size that fits; in the smallest, as many labels as it takes."""
    bars = tuple(code128(view.patient.mrn)) if view.patient.mrn.isascii() and view.patient.mrn else ()
    room = height - 2 * _PADDING - (_BAR_HEIGHT + 3 if bars else 0)
    for size in _SIZES:
        lines = _lines(typesetter, view, words, width - 2 * _PADDING, size)
        made = _Set(tuple(lines), bars)
        if made.height <= room:
            return [made]
    per_label = int(room // lines[-1].style.pitch)
    return [_Set(tuple(lines[at : at + per_label]), bars) for at in range(0, len(lines), per_label)]


def _lines(typesetter: Typesetter, view: PatientLabel, words: Words, width: float, size: float) -> list[Line]:
    small = max(6.0, size - 1.5)
    styles = {True: Style(size, size * 1.2, Weight.BOLD), False: Style(small, small * 1.2)}
    return [
        line for text, strong in _texts(view, words) for line in typesetter.lines(text, styles[strong], width)
    ]


def _paint(pen: Pen, label: _Set, x: float, top: float, width: float, height: float) -> None:
    y = top - _PADDING
    for line in label.lines:
        line.paint(pen, x + _PADDING, base_line(y, line.style))
        y -= line.style.pitch
    if label.bars:
        module = min(0.9, (width - 2 * _PADDING) / sum(label.bars))
        pen.bars(x + _PADDING, top - height + _PADDING, _BAR_HEIGHT, module, label.bars)
