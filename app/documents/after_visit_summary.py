"""The after-visit summary (DUTIES T7): one or two pages, 12 point, in the patient's language."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.fonts import Weight
from app.documents.page import WIDTH, Document, Furniture, Paper
from app.documents.painters import Columns
from app.documents.pen import DANGER
from app.documents.sheet import SECONDARY, STRONG, Cell, Text
from app.documents.standing import private_line, review_line
from app.documents.text import Span
from app.documents.views import (
    AfterVisitSummary,
    Allergy,
    ListStatus,
    Medicine,
    MedicineChange,
    NextStep,
    TestOrdered,
)
from app.documents.words import Words

_CHANGES = Columns((156, 274, WIDTH - 430), space=12)
_MEDICINES = Columns((152, 194, 104, WIDTH - 450), space=12)
_STEPS = Columns((178, WIDTH - 178), space=12)
_SAID = (ListStatus.NOT_REVIEWED, ListStatus.NOT_SHOWN)  # beside what is listed, too
_FIRST = (MedicineChange.NEW, MedicineChange.CHANGED, MedicineChange.STOP)


def render(view: AfterVisitSummary, words: Words) -> bytes:
    """Return the PDF of an after-visit summary."""
    return compose(view, words).pdf


def compose(view: AfterVisitSummary, words: Words) -> Paper:
    """Return the after-visit summary with its page count and what could not be printed."""
    title = words.text("after_visit_summary.title")
    about = words.text("after_visit_summary.about", day=view.visit_day)
    page = Document(words, Furniture(title, view.practice, view.document_id, view.patient, about))
    page.letterhead(title, page.patient_line())
    page.sheet.paragraph(_saw(words, view))
    _found(page, view)
    _to_do(page, view)
    _changes(page, view)
    _when_to_call(page, view)
    _next(page, view.next_steps)
    _tests(page, view.tests)
    _all_medicines(page, view)
    _allergies(page, view)
    _handouts(page, view)
    private_line(page.sheet, words, view.includes_private)
    review_line(page.sheet, words, view.review)
    return page.finish(most=2)


def _saw(words: Words, view: AfterVisitSummary) -> list[Span]:
    """Say whom the patient saw, when and why, as far as it is known: an import may name nobody."""
    if view.provider:
        said = words.rich("after_visit_summary.saw", provider=view.provider, day=view.visit_day)
    else:
        said = words.rich("after_visit_summary.saw_nobody_named", day=view.visit_day)
    if view.reason:
        said += [Span(" "), *words.rich("after_visit_summary.came_for", reason=view.reason)]
    return said


def _found(page: Document, view: AfterVisitSummary) -> None:
    sheet, words = page.sheet, page.words
    if view.found or view.vitals:
        sheet.heading(words.text("after_visit_summary.found"))
    for text in view.found:
        sheet.paragraph(text)
        sheet.space(4)
    tiles = [(words.text(f"vital.{v.kind}"), f"{v.value} {v.unit}".strip()) for v in view.vitals]
    if tiles:
        sheet.space(2)
        sheet.tiles(tiles)


def _to_do(page: Document, view: AfterVisitSummary) -> None:
    if view.to_do:
        page.sheet.heading(page.words.text("after_visit_summary.to_do"))
        page.sheet.numbered(view.to_do)


def _changes(page: Document, view: AfterVisitSummary) -> None:
    """What is new, changed or stopped comes on the first page; the whole list follows further on."""
    changed = [m for kind in _FIRST for m in view.medicines if m.change is kind]
    if not changed:
        return
    page.sheet.heading(page.words.text("after_visit_summary.changes"))
    _change_table(page, changed)
    same = len(view.medicines) - len(changed)
    if same:
        page.sheet.space(4)
        page.sheet.paragraph(page.words.counted("after_visit_summary.no_change", same))


def _change_table(page: Document, medicines: Sequence[Medicine]) -> None:
    head = [page.words.text(f"after_visit_summary.medicine_{part}") for part in ("name", "how", "purpose")]
    rows: list[list[Text | Cell]] = [
        [[*_mark(page.words, m), Span(" "), Span(m.name, isolated=True)], m.how, m.purpose] for m in medicines
    ]
    page.sheet.table(_CHANGES, head, rows)


def _mark(words: Words, medicine: Medicine) -> list[Span]:
    colour = DANGER if medicine.change is MedicineChange.STOP else None
    weight = None if medicine.change is MedicineChange.NO_CHANGE else Weight.BOLD
    return [Span(words.text(f"medicine.{medicine.change}"), weight, colour)]


def _medicine_table(page: Document, medicines: Sequence[Medicine]) -> None:
    words = page.words
    head = [words.text(f"after_visit_summary.medicine_{p}") for p in ("name", "how", "purpose", "change")]
    rows: list[list[Text | Cell]] = [
        [Cell(m.name, STRONG), m.how, m.purpose, _mark(words, m)] for m in medicines
    ]
    page.sheet.table(_MEDICINES, head, rows)


def _all_medicines(page: Document, view: AfterVisitSummary) -> None:
    """Every active medicine, with those that stop named as such above, never among those to take."""
    words = page.words
    active = [m for m in view.medicines if m.change is not MedicineChange.STOP]
    page.sheet.heading(words.text("after_visit_summary.medicines"))
    if active:
        _medicine_table(page, active)
    if view.medicines_status in _SAID or not active:
        status = view.medicines_status
        shown = ListStatus.NONE_KNOWN if status is ListStatus.LISTED else status
        page.sheet.paragraph(words.text(f"after_visit_summary.medicines_{shown}"))


def _allergies(page: Document, view: AfterVisitSummary) -> None:
    words = page.words
    page.sheet.heading(words.text("after_visit_summary.allergies"))
    if view.allergies:
        page.sheet.bullets([allergy_text(words, allergy) for allergy in view.allergies])
    if view.allergies_status in _SAID or not view.allergies:
        status = view.allergies_status
        shown = ListStatus.NOT_REVIEWED if status is ListStatus.LISTED else status
        page.sheet.paragraph(words.text(f"after_visit_summary.allergies_{shown}"))


def allergy_text(words: Words, allergy: Allergy) -> list[Span]:
    """Return the substance in bold and what it does."""
    if not allergy.reaction:
        return [Span(allergy.substance, Weight.BOLD, isolated=True)]
    return words.rich("allergy.line", substance=allergy.substance, reaction=allergy.reaction)


def _when_to_call(page: Document, view: AfterVisitSummary) -> None:
    sheet, words = page.sheet, page.words
    emergency = view.call_911 or (words.text("after_visit_summary.call_911_standing"),)
    ask = view.call_us or (words.text("after_visit_summary.call_us_standing"),)
    sheet.space(12)
    with sheet.framed(DANGER):
        _call(page, words.text("after_visit_summary.call_911"), emergency)
        sheet.space(2, keep=True)
        phone = view.practice.phone
        if phone:
            lead = words.text("after_visit_summary.call_us", phone=phone)
        else:
            lead = words.text("after_visit_summary.call_us_no_phone")
        _call(page, lead, ask)


def _call(page: Document, lead: str, reasons: Sequence[str]) -> None:
    head = Span(lead, Weight.BOLD, DANGER)
    if len(reasons) == 1:
        page.sheet.paragraph([head, Span(" "), Span(reasons[0], isolated=True)])
        return
    page.sheet.paragraph([head], keep=True)
    page.sheet.bullets(reasons)


def _tests(page: Document, tests: Sequence[TestOrdered]) -> None:
    if not tests:
        return
    words = page.words
    page.sheet.heading(words.text("after_visit_summary.tests"))
    page.sheet.table(_STEPS, None, [[Cell(t.name, STRONG), _test_text(words, t)] for t in tests])


def _test_text(words: Words, test: TestOrdered) -> list[Span]:
    said: list[Span] = []
    if test.result:
        said += [Span(test.result, isolated=True), Span(" ")]
    if test.hear_by is not None:
        said += words.rich("after_visit_summary.hear_by", day=test.hear_by)
    if test.hear_how:
        said += [Span(" "), Span(test.hear_how, isolated=True)]
    if not said:
        said = words.rich("after_visit_summary.hear_open")
    return said


def _next(page: Document, steps: Sequence[NextStep]) -> None:
    if not steps:
        return
    page.sheet.heading(page.words.text("after_visit_summary.next"))
    page.sheet.table(_STEPS, None, [[Cell(_when(page.words, s), STRONG), s.what] for s in steps])


def _when(words: Words, step: NextStep) -> str:
    if step.at is not None:
        return words.headline("after_visit_summary.next_at", day=step.at, time=step.at)
    if step.on is not None:
        return words.headline("after_visit_summary.next_on", day=step.on)
    return step.when or words.text("after_visit_summary.next_open")


def _handouts(page: Document, view: AfterVisitSummary) -> None:
    if view.handouts:
        page.sheet.space(10)
        said = ", ".join(view.handouts)
        page.sheet.paragraph(page.words.rich("after_visit_summary.handouts", titles=said), SECONDARY)
