"""Appointment card, schedule, face sheet, recovery sheet and handouts; marks that scanners read; metadata."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from uuid import UUID

import pytest
from pypdf import PdfReader

from app.documents import (
    after_visit_summary,
    appointment_card,
    face_sheet,
    handout,
    recovery_sheet,
    schedule_of_the_day,
)
from app.documents.grade import english_syllables, grade, spanish_syllables
from app.documents.handouts import HANDOUT_KEYS, load_handout
from app.documents.mark import code128, id_from_mark, mark_text, qr_code
from app.documents.resources import HANDOUTS
from app.documents.views import ListStatus, ScheduleOfDay
from app.documents.words import LANGUAGES, words_for
from tests.documents import examples
from tests.documents.reading import pages, squeezed, whole

ENGLISH, SPANISH = words_for("en"), words_for("es")


def test_the_card_says_when_with_whom_and_how_to_get_ready() -> None:
    text = whole(appointment_card.render(examples.CARD, ENGLISH))
    for part in ("Tuesday, March 17, 2026", "8:30 AM , 30 minutes", "Dr. Ada Okafor", *examples.CARD.prepare):
        assert squeezed(part) in squeezed(text)
    assert "Martes, 17 de marzo de 2026" in whole(appointment_card.render(examples.CARD, SPANISH))


def test_the_schedule_lists_each_provider_even_without_patients() -> None:
    text = whole(schedule_of_the_day.render(examples.SCHEDULE, ENGLISH))
    for part in ("Wednesday, March 4, 2026", "2 appointments", "Lena Brooks, NP No appointments.", "005120"):
        assert part in text
    empty: ScheduleOfDay = replace(examples.SCHEDULE, columns=())
    assert "No appointments on this day." in whole(schedule_of_the_day.render(empty, ENGLISH))


def test_the_face_sheet_tells_not_recorded_from_none() -> None:
    text = whole(face_sheet.render(examples.FACE_SHEET, ENGLISH))
    for part in (
        "Preferred name Sue",
        "Pharmacy Not recorded",
        "member ID BH-20044-17",
        "High blood pressure",
    ):
        assert part in text
    bare = replace(
        examples.FACE_SHEET,
        allergies=(),
        allergies_status=ListStatus.NONE_KNOWN,
        problems=(),
        problems_status=ListStatus.NOT_REVIEWED,
        coverages=(),
    )
    text = whole(face_sheet.render(bare, ENGLISH))
    for part in ("No known allergies.", "Problems not reviewed yet.", "No insurance on file."):
        assert part in text


def test_the_recovery_sheet_holds_the_key_its_checks_and_what_to_do_on_one_page() -> None:
    for words in (ENGLISH, SPANISH):
        texts = pages(recovery_sheet.render(examples.RECOVERY, words))
        assert len(texts) == 1
        for line in examples.RECOVERY.lines:
            assert all(group in texts[0] for group in (*line.groups, line.checksum))
        assert examples.RECOVERY.practice_id in texts[0]


def test_the_recovery_sheet_leads_through_a_restore_on_a_new_pc() -> None:
    for words in (ENGLISH, SPANISH):
        text = squeezed(whole(recovery_sheet.render(examples.RECOVERY, words)))
        for named in ("Restore a backup", "Choose a drive or folder", "Recovery sheet", "F1"):
            assert squeezed(named) in text
    assert "On a new PC" in whole(recovery_sheet.render(examples.RECOVERY, ENGLISH))


def test_the_bar_code_of_a_page_leads_back_to_its_document() -> None:
    assert id_from_mark(mark_text(examples.DOCUMENT)) == examples.DOCUMENT
    for number in (0, (1 << 128) - 1):
        assert id_from_mark(mark_text(UUID(int=number))) == UUID(int=number)
    for wrong in ("", "12", "9" * 40, "x" * 40, "٣" * 40):
        assert id_from_mark(wrong) is None


@pytest.mark.parametrize("text", ["004417", "MRN-17 a~", "0123456789" * 4, "7"])
def test_bar_codes_are_those_of_another_encoder(text: str) -> None:
    from reportlab.graphics.barcode.code128 import Code128

    reference = Code128(text)
    reference.validate()
    reference.encode()
    reference.decompose()
    assert code128(text) == [" abcd".index(letter) for letter in reference.decomposed.lower()]


def test_a_bar_code_refuses_what_it_cannot_hold() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        code128("Ñ")


def test_a_qr_code_has_its_three_finders() -> None:
    rows = qr_code(examples.RECOVERY.scan)
    finder = [[True] * 7, [True, *[False] * 5, True]]
    for corner in ([row[:7] for row in rows[:2]], [row[-7:] for row in rows[:2]]):
        assert corner == finder
    assert [row[:7] for row in rows[-1:]] == finder[:1]


def test_metadata_names_the_language_and_no_patient() -> None:
    for words, tag in ((ENGLISH, "en"), (SPANISH, "es")):
        reader = PdfReader(io.BytesIO(after_visit_summary.render(examples.SUMMARY, words)))
        assert reader.trailer["/Root"]["/Lang"] == tag
        assert reader.metadata is not None
        assert reader.metadata.title == words.text("after_visit_summary.title")
        assert "Susan" not in "".join(str(value) for value in reader.metadata.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", HANDOUT_KEYS)
def test_each_handout_is_easy_to_read_and_says_when_to_call(key: str, language: str) -> None:
    text = load_handout(key, language)
    assert text.grade == grade(text.sentences(), language)
    assert text.grade <= 6
    assert text.call_911
    assert text.call_us
    assert text.sources
    words = words_for(language)
    made = handout.compose(replace(examples.HANDOUT, key=key), words)
    assert made.pages <= 2
    assert not made.findings
    printed = pages(made.pdf)
    for part in (*text.call_911, *text.call_us):
        assert squeezed(part) in squeezed(printed[0])
    for section in text.sections:
        for part in (section.heading, *section.paragraphs, *section.points):
            assert squeezed(part) in squeezed(" ".join(printed))
    assert f"{text.grade:.1f}" in printed[-1]


def test_only_the_handouts_listed_are_shipped() -> None:
    shipped = {path.name for path in HANDOUTS.glob("*.toml")}
    assert shipped == {f"{key}.{language}.toml" for key in HANDOUT_KEYS for language in LANGUAGES}
    with pytest.raises(KeyError):
        load_handout("../words/documents", "en")


def test_both_languages_of_a_handout_give_the_same_advice() -> None:
    for key in HANDOUT_KEYS:
        english, spanish = load_handout(key, "en"), load_handout(key, "es")
        assert len(english.sections) == len(spanish.sections)
        for one, other in zip(english.sections, spanish.sections, strict=True):
            assert len(one.points) == len(other.points)
        assert len(english.call_911) == len(spanish.call_911)


def test_large_print_is_one_and_a_half_times_as_large() -> None:
    small = handout.compose(examples.HANDOUT, ENGLISH)
    large = handout.compose(replace(examples.HANDOUT, large_print=True), ENGLISH)
    assert large.pages > small.pages
    content = PdfReader(io.BytesIO(large.pdf)).pages[0].get_contents()
    assert content is not None
    assert b" 18 Tf" in content.get_data()


@pytest.mark.parametrize(
    ("word", "count"),
    [("medicine", 3), ("breathe", 1), ("virus", 2), ("diabetes", 4), ("used", 1), ("needed", 2)],
)
def test_syllables_of_english_words(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("medicina", 4), ("país", 2), ("agua", 2), ("guía", 2), ("siguiente", 3), ("leer", 2), ("ley", 1)],
)
def test_syllables_of_spanish_words(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


def test_a_hard_text_gets_a_high_grade() -> None:
    hard = "Pharmacological interventions necessitate comprehensive multidisciplinary evaluation. " * 5
    duro = "La administración farmacológica requiere una evaluación multidisciplinaria exhaustiva. " * 5
    assert grade(hard, "en") > 12
    assert grade(duro, "es") > 6


def test_the_start_of_the_program_does_not_pay_for_paper() -> None:
    code = (
        "import sys; from app.documents import after_visit_summary, recovery_sheet, receipt, words; "
        "words.words_for('en'); print([m for m in ('reportlab', 'uharfbuzz', 'bidi') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
