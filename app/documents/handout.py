"""A handout for the patient (DUTIES T6), in ordinary or large print."""

from __future__ import annotations

from app.documents.fonts import Weight
from app.documents.handouts import load_handout
from app.documents.page import Document, Furniture, Paper
from app.documents.pen import DANGER
from app.documents.sheet import SECONDARY, STRONG, Sheet
from app.documents.standing import review_line
from app.documents.text import Span
from app.documents.views import HandoutPaper
from app.documents.words import Words

LARGE_PRINT = 1.5  # 18 point instead of 12


def render(view: HandoutPaper, words: Words) -> bytes:
    """Return the PDF of a handout. Raises KeyError for a handout that is not shipped."""
    return compose(view, words).pdf


def compose(view: HandoutPaper, words: Words) -> Paper:
    """Return the handout with its page count and what could not be printed. Raises KeyError.

    When to call stands on the first page, so that it is read even if the second is lost.
    """
    text = load_handout(view.key, words.language)
    about = words.text("handout.about", day=view.given_on)
    furniture = Furniture(text.title, view.practice, view.document_id, view.patient, about)
    page = Document(words, furniture, LARGE_PRINT if view.large_print else 1)
    page.letterhead(text.title, page.patient_line())
    sheet = page.sheet
    sheet.paragraph(text.summary)
    sheet.space(10)
    with sheet.framed(DANGER):
        _call(sheet, words.text("handout.call_911"), text.call_911)
        sheet.space(6)
        _call(sheet, _call_us(words, view.practice.phone), text.call_us)
    for section in text.sections:
        sheet.heading(section.heading)
        for paragraph in section.paragraphs:
            sheet.paragraph(paragraph)
            sheet.space(4)
        sheet.bullets(section.points)
    sheet.space(10)
    sheet.paragraph(words.text("handout.grade", grade=text.grade_text), SECONDARY)
    sheet.paragraph(words.text("handout.sources", sources="; ".join(text.sources)), SECONDARY)
    review_line(sheet, words, view.review)
    return page.finish(most=1)


def _call_us(words: Words, phone: str) -> str:
    return words.text("handout.call_us", phone=phone) if phone else words.text("handout.call_us_no_phone")


def _call(sheet: Sheet, lead: str, points: tuple[str, ...]) -> None:
    sheet.paragraph([Span(lead, Weight.BOLD, DANGER)], STRONG, keep=True)
    sheet.bullets(points)
