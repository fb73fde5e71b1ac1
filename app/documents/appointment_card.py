"""The appointment card (DUTIES A2, A5): when, with whom, where, and how to get ready."""

from __future__ import annotations

from dataclasses import replace

from app.documents.page import Document, Furniture, Paper
from app.documents.pen import ACCENT, SOFT
from app.documents.sheet import BODY, TITLE
from app.documents.views import AppointmentCard
from app.documents.words import Words

_DAY = replace(TITLE, colour=ACCENT)


def render(view: AppointmentCard, words: Words) -> bytes:
    """Return the PDF of an appointment card."""
    return compose(view, words).pdf


def compose(view: AppointmentCard, words: Words) -> Paper:
    """Return the card with its page count and what could not be printed."""
    title = words.text("appointment_card.title")
    page = Document(words, Furniture(title, view.practice, view.document_id, view.patient))
    page.letterhead(title, page.patient_line())
    sheet = page.sheet
    sheet.space(4)
    with sheet.framed(stroke=None, fill=SOFT):
        sheet.paragraph(words.headline("appointment_card.day", day=view.starts), _DAY)
        time = words.rich("appointment_card.time", time=view.starts, minutes=view.minutes)
        sheet.paragraph(time, replace(BODY, size=15, pitch=22))
        sheet.space(4)
        sheet.paragraph(
            words.rich("appointment_card.with", provider=view.provider, visit_type=view.visit_type)
        )
        if view.place:
            sheet.paragraph(words.rich("appointment_card.place", place=view.place))
    if view.prepare:
        sheet.heading(words.text("appointment_card.prepare"))
        sheet.bullets(view.prepare)
    sheet.heading(words.text("appointment_card.bring_head"))
    sheet.paragraph(words.text("appointment_card.bring"))
    sheet.space(8)
    phone = view.practice.phone
    if phone:
        sheet.paragraph(words.rich("appointment_card.cannot_come", phone=phone))
    else:
        sheet.paragraph(words.text("appointment_card.cannot_come_no_phone"))
    return page.finish()
