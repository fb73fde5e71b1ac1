"""The text helper: what is typed is what is printed, in every script, and nothing deceives or vanishes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import after_visit_summary, receipt, recovery_sheet, schedule_of_the_day
from app.documents.bidi_order import levels_of, visual_order
from app.documents.fonts import Weight, face, face_for
from app.documents.text import Span, Style, Typesetter, clean, unprintable
from app.documents.views import Person
from app.documents.words import words_for
from tests.documents import examples
from tests.documents.reading import fonts, pages, squeezed, whole

ENGLISH = words_for("en")
ROOT = Path(__file__).parents[2]

HOSTILE = (
    "<b>bold</b>",
    "<img src='/etc/passwd'/>",
    "Ann <Smith> Jones",
    "a < b & c > d &amp; &lt;",
    "<a href='http://example.org'>x</a><font size=90>y</font><unknown>",
    "**not strong** {name} {day:day}",
    "%s %d {0} \\n $HOME `id`",
    "=1+1",
    "ISA*00*~",
    "x" * 400,
    "\\(unbalanced ) ( parens",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_was_typed(text: str) -> None:
    view = replace(
        examples.SUMMARY,
        patient=Person(text, date(1990, 1, 2), "004417"),
        reason=text,
        found=(text,),
        to_do=(text,),
        call_911=(text,),
    )
    for page in pages(after_visit_summary.render(view, ENGLISH)):
        assert squeezed(text) in squeezed(page)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("annual\u202egnp.exe", "annual[U+202E]gnp.exe"),
        ("a\u2066b\u2069c", "a[U+2066]b[U+2069]c"),
        ("bell\x07null\x00esc\x1b", "bell[U+0007]null[U+0000]esc[U+001B]"),
        ("tab\tend", "tab end"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone \ud800 surrogate", "lone [U+D800] surrogate"),
        ("smile \U0001f600", "smile [U+1F600]"),
        ("e\u0301", "\u00e9"),
        ("take 75 mg", "take 75\u00a0mg"),
    ],
)
def test_what_deceives_or_cannot_be_printed_becomes_a_visible_mark(typed: str, printed: str) -> None:
    assert clean(typed)[0] == printed


def test_marks_are_named_once_each() -> None:
    found = unprintable(["a\U0001f600b\U0001f600", "\x07"])
    assert [dict(one.message.params) for one in found] == [{"mark": "[U+1F600]"}, {"mark": "[U+0007]"}]


def test_a_document_names_what_it_could_not_print() -> None:
    made = receipt.compose(replace(examples.RECEIPT, reference="ok \U0001f600"), ENGLISH)
    assert [dict(one.message.params) for one in made.findings] == [{"mark": "[U+1F600]"}]
    assert "[U+1F600]" in whole(made.pdf)


NAMES = {
    "Cyrillic": "Владимир Иванович Щербаков",
    "Vietnamese": "Nguyễn Thị Hương",
    "Polish": "Zażółć Gęślą-Jaźń",
    "Chinese": "王小明",
    "Japanese": "田中さくら",
    "Korean": "김철수",
    "Hindi": "श्रीमती",
    "Amharic": "አማርኛ",
    "Armenian": "Հայկ",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names_in_many_scripts_are_printed(name: str) -> None:
    made = receipt.compose(
        replace(examples.RECEIPT, patient=Person(name, date(1990, 1, 2), "004417")), ENGLISH
    )
    assert not made.findings
    assert squeezed(name) in squeezed(whole(made.pdf)) or name == NAMES["Hindi"]
    assert all(face_for(character, Weight.REGULAR) for character in name if character != " ")


def test_every_font_of_a_page_is_embedded_with_its_text_map() -> None:
    made = schedule_of_the_day.render(examples.SCHEDULE, ENGLISH)
    used = list(fonts(made))
    assert len(used) >= 3
    for font in used:
        assert font["/Subtype"] == "/Type0"
        descendant = font["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
        assert "/ToUnicode" in font


def test_arabic_is_joined_and_runs_from_right_to_left_on_each_line() -> None:
    text = "يجب أن تأخذ الدواء مرتين في اليوم مع الطعام لمدة خمسة أيام"
    set_lines = Typesetter().lines([Span(text, isolated=True)], Style(), 150)
    assert len(set_lines) > 1
    words = text.split()
    seen = 0
    for line in set_lines:
        said = ["".join(glyph.text for glyph in run.glyphs[::-1]) for run in line.runs]
        in_reading_order = [word for word in said[::-1] if word.strip()]
        assert in_reading_order == words[seen : seen + len(in_reading_order)]
        seen += len(in_reading_order)
    assert seen == len(words)


def test_arabic_letters_take_their_joined_forms() -> None:
    arabic = face("NotoSansArabic-Regular")
    alone = arabic.shape("ب", True, {})[0].number
    joined = arabic.shape("ببب", True, {})
    assert len({glyph.number for glyph in joined} | {alone}) == 4


def test_a_telephone_number_keeps_its_order_among_arabic_words() -> None:
    text = "اتصل 555-0142 الآن"
    levels = levels_of(text, [1] * len(text), False)
    at = text.index("5")
    assert len(set(levels[at : at + 8])) == 1
    assert levels[at] % 2 == 0


@pytest.mark.parametrize("dose", ["500 mg", "2.5 mL", "120/80", "10-20 mg"])
def test_a_dose_keeps_its_order_among_arabic_words(dose: str) -> None:
    line = Typesetter().line(f"أموكسيسيلين {dose} مرتين", Style())
    said = "".join(glyph.text for run in line.runs for glyph in run.glyphs)
    assert clean(dose)[0] in said


def test_a_right_to_left_paragraph_stands_flush_right() -> None:
    set_lines = Typesetter().lines("يجب أن تأخذ الدواء مرتين في اليوم مع الطعام.", Style(), 150)
    assert len(set_lines) > 1
    assert all(abs(line.shift + line.width - 150) < 0.01 for line in set_lines)
    assert set_lines[-1].runs[0].glyphs[0].text == "."
    assert all(line.shift == 0 for line in Typesetter().lines("Take it with food. سلام", Style(), 90))


def test_a_right_to_left_value_does_not_turn_the_words_around_it() -> None:
    levels = levels_of("A: שלום 5 B", [0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0], False)
    assert levels[:3] == [0, 0, 0]
    assert levels[3:7] == [1, 1, 1, 1]
    assert levels[7:] == [0, 0, 0, 0]


@given(st.lists(st.integers(0, 4), max_size=12))
def test_the_visual_order_loses_no_piece(levels: list[int]) -> None:
    assert sorted(visual_order(levels)) == list(range(len(levels)))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", max_codepoint=0x6FF), max_size=80), st.floats(40, 200))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: float) -> None:
    set_lines = Typesetter().lines([Span(text, isolated=True)], Style(), width)
    said = "".join(glyph.text for line in set_lines for run in line.runs for glyph in run.glyphs)
    wanted = clean(text)[0]
    assert sorted(squeezed(said)) == sorted(squeezed(wanted))
    assert all(line.width <= width + 0.1 for line in set_lines)


def test_figures_of_one_width_where_they_stand_in_columns() -> None:
    inter = face("Inter-Regular")
    widths = {glyph.advance for glyph in inter.shape("0123456789", False, {"tnum": True, "kern": False})}
    assert len(widths) == 1


def test_nothing_in_the_program_uses_paragraphs_that_read_markup() -> None:
    sources = [*(ROOT / "app").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    guilty = [
        path.name for path in sources if re.search(r"\bParagraph\b|XPreformatted", path.read_text("utf-8"))
    ]
    assert guilty == []


def test_the_same_paper_gives_the_same_bytes() -> None:
    for render, view in (
        (after_visit_summary.render, examples.SUMMARY),
        (recovery_sheet.render, examples.RECOVERY),
    ):
        assert render(view, ENGLISH) == render(view, ENGLISH)  # type: ignore[operator]


def test_papers_made_side_by_side_are_the_same_as_one_by_one() -> None:
    views = [
        replace(examples.SUMMARY, reason=f"{name} {number}") for number in range(4) for name in NAMES.values()
    ]
    alone = [after_visit_summary.render(view, ENGLISH) for view in views]
    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(lambda view: after_visit_summary.render(view, ENGLISH), views))
    assert beside == alone
