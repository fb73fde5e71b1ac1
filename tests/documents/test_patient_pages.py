"""Every page that belongs to a patient says whose it is, and nothing that was given is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.documents import (
    after_visit_summary,
    appointment_card,
    face_sheet,
    handout,
    patient_label,
    receipt,
)
from app.documents.page import Paper
from app.documents.views import Allergy, ListStatus, Medicine, MedicineChange, Person, Review
from app.documents.words import Words, words_for
from tests.documents import examples
from tests.documents.reading import pages, placed_text, squeezed, whole

ENGLISH, SPANISH = words_for("en"), words_for("es")

LONG_NAME = "Maximiliana Wolfeschlegelsteinhausenbergerdorff " * 6 + "Alexandrovna"
MANY = tuple(
    Medicine(
        list(MedicineChange)[number % 4],
        f"Medicine-{number:02d} {number * 5} mg",
        f"{number} tablets at hour {number}, " + "with food and water " * (number % 5),
        f"Reason {number}",
    )
    for number in range(1, 41)
)

PatientPaper = Callable[[Person, Words], Paper]
PAPERS: dict[str, PatientPaper] = {
    "summary": lambda patient, words: after_visit_summary.compose(
        replace(examples.SUMMARY, patient=patient, medicines=MANY), words
    ),
    "handout": lambda patient, words: handout.compose(
        replace(examples.HANDOUT, patient=patient, large_print=True), words
    ),
    "receipt": lambda patient, words: receipt.compose(replace(examples.RECEIPT, patient=patient), words),
    "card": lambda patient, words: appointment_card.compose(replace(examples.CARD, patient=patient), words),
    "face sheet": lambda patient, words: face_sheet.compose(
        replace(examples.FACE_SHEET, patient=patient, medicines=MANY), words
    ),
}


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_each_page_names_patient_birth_date_number_and_page(paper: PatientPaper) -> None:
    made = paper(examples.PATIENT, ENGLISH)
    texts = pages(made.pdf)
    assert len(texts) == made.pages
    for number, text in enumerate(texts, 1):
        assert "Susan M. Lee" in text
        assert "born August 12, 1958" in text
        assert "MRN 004417" in text
        assert f"Page {number} of {len(texts)}" in text


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_each_page_in_spanish(paper: PatientPaper) -> None:
    made = paper(examples.PATIENT, SPANISH)
    for number, text in enumerate(pages(made.pdf), 1):
        assert "nacimiento: 12 de agosto de 1958" in text
        assert "Expediente 004417" in text
        assert f"Página {number} de {made.pages}" in text


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_a_name_of_300_characters_is_whole_on_each_page(paper: PatientPaper) -> None:
    assert len(LONG_NAME) >= 300
    made = paper(Person(LONG_NAME, date(1990, 1, 2), "1" * 40), ENGLISH)
    for text in pages(made.pdf):
        assert squeezed(LONG_NAME) in squeezed(text)
        assert "1" * 40 in squeezed(text)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_a_name_of_10000_characters_is_whole_once_and_marked_as_shortened_below(paper: PatientPaper) -> None:
    name = "\N{CYRILLIC CAPITAL LETTER ZHE}" * 10_000
    made = paper(Person(name, date(1990, 1, 2), "004417"), ENGLISH)
    assert made.pages < 50
    assert whole(made.pdf).count(name[0]) == 10_000 + made.pages * 600
    for text in pages(made.pdf):
        assert squeezed(text).count(name[:600] + "\N{HORIZONTAL ELLIPSIS}") == 1
        assert "MRN 004417" in text


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_nothing_is_painted_outside_the_margins(paper: PatientPaper) -> None:
    made = paper(Person(LONG_NAME + "W" * 300, date(1990, 1, 2), "004417"), ENGLISH)
    for x, y, _ in placed_text(made.pdf):
        assert 42 - 1 <= x <= 612 - 42
        assert 24 <= y <= 792 - 30


def test_forty_medicines_are_all_there_with_what_changed() -> None:
    text = whole(after_visit_summary.render(replace(examples.SUMMARY, medicines=MANY), ENGLISH))
    for medicine in MANY:
        assert squeezed(medicine.name) in squeezed(text)
        assert squeezed(medicine.how) in squeezed(text)
    for mark, change in (("NEW", MedicineChange.NEW), ("STOP", MedicineChange.STOP)):
        marked = [medicine for medicine in MANY if medicine.change is change]
        assert all(squeezed(f"{mark}{medicine.name}") in squeezed(text) for medicine in marked)


def test_the_head_of_a_table_is_repeated_on_each_page_it_reaches() -> None:
    texts = pages(after_visit_summary.render(replace(examples.SUMMARY, medicines=MANY), ENGLISH))
    assert sum("How to take it" in text for text in texts) >= 3


def test_the_example_summary_takes_two_pages_in_each_language() -> None:
    assert after_visit_summary.compose(examples.SUMMARY, ENGLISH).pages == 2
    assert after_visit_summary.compose(examples.SUMMARY, SPANISH).pages == 2


def test_the_summary_holds_everything_it_was_given() -> None:
    view = examples.SUMMARY
    text = whole(after_visit_summary.render(view, ENGLISH))
    given = [view.provider, view.reason, *view.found, *view.to_do, *view.call_911, *view.call_us]
    given += [f"{vital.value} {vital.unit}" for vital in view.vitals]
    given += [part for test in view.tests for part in (test.name, test.result, test.hear_how)]
    given += [step.what for step in view.next_steps]
    given += ["Tuesday, March 3, 2026", "Tue, March 17, 8:30 AM", "Fri, March 6", "Flu"]
    for part in given:
        assert squeezed(part) in squeezed(text)


def test_a_stopped_medicine_is_not_among_those_to_take() -> None:
    text = whole(after_visit_summary.render(examples.SUMMARY, ENGLISH))
    to_take = text.split("All your medicines")[1]
    assert "Ibuprofen" not in to_take
    assert "Lisinopril" in to_take


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (ListStatus.NONE_KNOWN, "You have no known allergies."),
        (ListStatus.NOT_REVIEWED, "We did not go over your allergies at this visit."),
        (ListStatus.LISTED, "We did not go over your allergies at this visit."),
    ],
)
def test_no_allergies_and_not_asked_differ(status: ListStatus, said: str) -> None:
    view = replace(examples.SUMMARY, allergies=(), allergies_status=status)
    assert said in whole(after_visit_summary.render(view, ENGLISH))


def test_allergies_are_printed_with_what_they_do() -> None:
    view = replace(examples.SUMMARY, allergies=(Allergy("Penicillin", "throat swelling"), Allergy("Latex")))
    for render in (after_visit_summary.render(view, ENGLISH),):
        assert "Penicillin : throat swelling" in whole(render) or "Penicillin: throat" in whole(render)
        assert "Latex" in whole(render)


def test_when_to_call_is_there_even_if_nobody_wrote_it() -> None:
    text = whole(after_visit_summary.render(replace(examples.SUMMARY, call_911=(), call_us=()), ENGLISH))
    assert "Call 911 if you have chest pain" in text
    assert "Call us at (937) 555-0142 if you get worse" in text


def test_private_items_are_announced() -> None:
    said = "This paper holds private items."
    assert said not in whole(after_visit_summary.render(examples.SUMMARY, ENGLISH))
    for pdf in (
        after_visit_summary.render(replace(examples.SUMMARY, includes_private=True), ENGLISH),
        face_sheet.render(replace(examples.FACE_SHEET, includes_private=True), ENGLISH),
    ):
        assert said in whole(pdf)


def test_a_text_is_not_reviewed_until_a_clinician_is_named() -> None:
    reviewed = Review("Dr. Ada Okafor", date(2026, 2, 1))
    assert "Not yet reviewed" in whole(after_visit_summary.render(examples.SUMMARY, ENGLISH))
    assert "Not yet reviewed" in whole(handout.render(examples.HANDOUT, ENGLISH))
    for pdf in (
        after_visit_summary.render(replace(examples.SUMMARY, review=reviewed), ENGLISH),
        handout.render(replace(examples.HANDOUT, review=reviewed), ENGLISH),
    ):
        assert "Not yet reviewed" not in whole(pdf)
        assert "reviewed by Dr. Ada Okafor on February 1, 2026" in whole(pdf)


def test_a_handout_without_a_patient_names_none() -> None:
    text = whole(handout.render(replace(examples.HANDOUT, patient=None), ENGLISH))
    assert "MRN" not in text
    assert "Page 1 of 2" in text


def test_a_long_name_on_a_label_takes_more_labels_and_is_never_cut() -> None:
    view = replace(examples.LABEL, patient=Person(LONG_NAME, date(1990, 1, 2), "004417"))
    made = patient_label.compose(view, ENGLISH)
    assert made.pages > 1
    assert squeezed(LONG_NAME) in squeezed(whole(made.pdf))


def test_a_label_says_who_it_is() -> None:
    made = patient_label.compose(examples.LABEL, ENGLISH)
    assert made.pages == 1
    text = whole(made.pdf)
    for part in ("Susan M. Lee", "Born August 12, 1958", "MRN 004417", "Flu swab"):
        assert part in text


def test_labels_fill_a_sheet_from_the_place_asked_for() -> None:
    texts = pages(patient_label.render_sheet([examples.LABEL] * 8, ENGLISH, start=25))
    assert [text.count("MRN 004417") for text in texts] == [5, 3]
    with pytest.raises(ValueError, match="0 to 29"):
        patient_label.render_sheet([examples.LABEL], ENGLISH, start=30)
