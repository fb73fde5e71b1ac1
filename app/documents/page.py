"""The frame of each page: letterhead, foot with the patient, bar code and page number, and the whole file.

Name, birth date, MRN and "page x of y" stand on every page that belongs to a patient, so that pages mixed at
the printer find their way back (hazard "pages mixed at the printer").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.findings import Finding
from app.core.ids import Id
from app.documents.flow import Slice, paginate, paint_page
from app.documents.fonts import Weight
from app.documents.mark import code128, mark_text
from app.documents.painters import base_line
from app.documents.pen import ACCENT, LINE, SECOND, Pen
from app.documents.sheet import SECONDARY, TITLE, Sheet, Text
from app.documents.text import Line, Span, Style, Typesetter
from app.documents.views import Person, Practice
from app.documents.words import Words

LETTER = (612.0, 792.0)
MARGIN = 42.0
WIDTH = LETTER[0] - 2 * MARGIN

_FOOT = Style(12, 16, colour=SECOND)
_FOOT_SIZES = (12, 10, 8)
_HIGHEST_FOOT = 180.0
_LONGEST_NAME = 600
_HEAD = Style(12, 17, colour=SECOND)
_BAR = 0.66
_BAR_HEIGHT = 18.0
_BOTTOM = 30.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document: the PDF, how many pages, and what could not be printed as it was typed."""

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the text: kind of document, whose paper, whose record, and a word for the foot."""

    title: str
    practice: Practice
    document_id: Id
    patient: Person | None = None
    about: str = ""


class Document:
    """A document on Letter paper being made: fill `sheet`, then `finish`."""

    def __init__(self, words: Words, furniture: Furniture, scale: float = 1) -> None:
        self.words, self.furniture = words, furniture
        self.typesetter = Typesetter()
        self.sheet = Sheet(WIDTH, self.typesetter, scale)

    def letterhead(self, title: Text, below: Sequence[Text] = ()) -> None:
        """Set the head of the first page: title and patient to the left, the practice to the right."""
        practice = self.furniture.practice
        strong = replace(SECONDARY, weight=Weight.BOLD)
        right = [(practice.name, strong), *((line, SECONDARY) for line in practice.address)]
        if practice.phone:
            right.append((practice.phone, SECONDARY))
        self.sheet.pair([(title, TITLE), *((text, SECONDARY) for text in below)], right)
        self.sheet.space(8, keep=True)
        self.sheet.rule(ACCENT, 1.5)
        self.sheet.space(10)

    def patient_line(self) -> list[Text]:
        """Return the name and birth date of the patient for the letterhead."""
        patient = self.furniture.patient
        if patient is None:
            return []
        return [named_patient(self.words, patient.name, patient.birth_date)]

    def finish(self, most: int | None = None) -> Paper:
        """Lay the slices out on pages and return the file; over `most` pages the gaps are tighter."""
        foot = self._foot_lines()
        marks = _BAR_HEIGHT + 4 + _FOOT.pitch
        foot_height = 8 + max(sum(line.style.pitch for line in foot), marks)
        top = LETTER[1] - 38
        floor = _BOTTOM + foot_height + 10
        running = self._running_head()
        below_running = sum(line.style.pitch for line in running) + 16
        heights = (top - floor, top - below_running - floor)
        pages = paginate(self.sheet.slices, *heights)
        if most is not None and len(pages) > most:
            tighter = paginate([_tighter(piece) for piece in self.sheet.slices], *heights)
            pages = tighter if len(tighter) < len(pages) else pages
        pen = Pen(self.furniture.title, self.words.language, *LETTER)
        for number, placed in enumerate(pages, 1):
            if number > 1:
                pen.next_page()
                self._paint_running_head(pen, running, top)
            start = top if number == 1 else top - below_running
            paint_page(pen, placed, MARGIN, start)
            self._paint_foot(pen, foot, _BOTTOM + foot_height, (number, len(pages)))
        return Paper(pen.finish(), len(pages), tuple(self.typesetter.findings()))

    def _running_head(self) -> list[Line]:
        text = self.words.text(
            "page.running_head", title=self.furniture.title, practice=self.furniture.practice.name
        )
        return self.typesetter.lines(text, _HEAD, WIDTH)

    def _paint_running_head(self, pen: Pen, lines: Sequence[Line], top: float) -> None:
        for line in lines:
            line.paint(pen, MARGIN, base_line(top, line.style))
            top -= line.style.pitch
        pen.rule(MARGIN, top - 4, WIDTH, LINE)

    def _foot_lines(self) -> list[Line]:
        """Set the foot in the largest size that leaves room for the text.

        A name beyond any real one is shortened there, with a visible sign; the first page has it whole.
        """
        patient = self.furniture.patient
        name = patient.name if patient is not None else ""
        for size in _FOOT_SIZES:
            lines = self._foot_in(_FOOT.scaled(size / _FOOT.size), name)
            if sum(line.style.pitch for line in lines) <= _HIGHEST_FOOT:
                return lines
        return self._foot_in(_FOOT.scaled(_FOOT_SIZES[-1] / _FOOT.size), name[:_LONGEST_NAME] + "\u2026")

    def _foot_in(self, style: Style, name: str) -> list[Line]:
        room = WIDTH - self._bars_width() - 14
        patient = self.furniture.patient
        if patient is None:
            return self.typesetter.lines(self.furniture.about or self.furniture.title, style, room)
        named = named_patient(self.words, name, patient.birth_date)
        about = [*self.words.rich("page.mrn", mrn=patient.mrn), Span("   "), Span(self.furniture.about)]
        return self.typesetter.lines(named, style, room) + self.typesetter.lines(about, style, room)

    def _bars(self) -> list[int]:
        return code128(mark_text(self.furniture.document_id))

    def _bars_width(self) -> float:
        return sum(self._bars()) * _BAR

    def _paint_foot(self, pen: Pen, lines: Sequence[Line], top: float, page: tuple[int, int]) -> None:
        pen.rule(MARGIN, top, WIDTH, LINE)
        y = top - 8
        for line in lines:
            line.paint(pen, MARGIN, base_line(y, line.style))
            y -= line.style.pitch
        right = MARGIN + WIDTH
        pen.bars(right - self._bars_width(), top - 8 - _BAR_HEIGHT, _BAR_HEIGHT, _BAR, self._bars())
        text = self.words.text("page.number", page=page[0], pages=page[1])
        line = self.typesetter.line(text, _FOOT)
        line.paint(pen, right - line.width, base_line(top - 12 - _BAR_HEIGHT, _FOOT))


def named_patient(words: Words, name: str, born: date | None) -> list[Span]:
    """Return a patient's name with the birth date, or with the words that nobody knows it."""
    if born is None:
        return words.rich("page.patient_without_birth_date", name=name)
    return words.rich("page.patient", name=name, born=born)


def _tighter(piece: Slice) -> Slice:
    return replace(piece, height=piece.height / 2) if piece.gap else piece
