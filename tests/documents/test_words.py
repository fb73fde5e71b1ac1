"""The catalogs: each text in each language, with the same placeholders, and none that nobody uses."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.documents.formats import formats_for
from app.documents.views import Fact, ListStatus, MedicineChange, PayMethod, ReceiptFor, VitalKind
from app.documents.words import LANGUAGES, WordsFault, placeholders, words_for

DOCUMENTS = Path(__file__).parents[2] / "app" / "documents"
_CALLS = ("text", "rich", "headline", "counted")


def _asked() -> set[str]:
    """Return a pattern for each id that the documents ask for; a value in an f-string matches any word."""
    patterns: set[str] = set()
    for path in DOCUMENTS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if node.func.attr in _CALLS:
                ending = r"\.(one|other)" if node.func.attr == "counted" else ""
                patterns |= {pattern + ending for pattern in _patterns(node.args[0])}
    return patterns


def _patterns(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
        return {re.escape(node.value)}
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values
        ]
        return {"".join(parts)} if "\\." in "".join(parts) else set()
    return set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_that_a_document_asks_for_exists(language: str) -> None:
    ids = words_for(language).texts
    patterns = _asked()
    assert len(patterns) > 80
    missing = [p for p in patterns if not any(re.fullmatch(p, id) for id in ids)]
    unused = [id for id in ids if not any(re.fullmatch(p, id) for p in patterns)]
    assert missing == []
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_its_word(language: str) -> None:
    ids = words_for(language).texts
    wanted = [f"vital.{kind}" for kind in VitalKind] + [f"medicine.{kind}" for kind in MedicineChange]
    wanted += [f"pay_method.{kind}" for kind in PayMethod] + [f"fact.{kind}" for kind in Fact]
    wanted += [f"receipt.kind_{kind}" for kind in ReceiptFor]
    empty = [status for status in ListStatus if status is not ListStatus.LISTED]
    wanted += [f"after_visit_summary.{name}_{s}" for s in empty for name in ("medicines", "allergies")]
    wanted += [f"face_sheet.{name}_{s}" for s in empty for name in ("medicines", "allergies", "problems")]
    assert [id for id in wanted if id not in ids] == []


def test_all_languages_have_the_same_texts_with_the_same_placeholders() -> None:
    first = words_for(LANGUAGES[0]).texts
    for language in LANGUAGES[1:]:
        other = words_for(language).texts
        assert first.keys() == other.keys()
        differing = [id for id in first if placeholders(first[id]) != placeholders(other[id])]
        assert differing == []
        assert all(text.count("**") % 2 == 0 for text in other.values())


def test_an_unknown_language_reads_english_and_a_region_its_language() -> None:
    assert words_for("ht").language == "en"
    assert words_for("es-US").language == "es"


def test_faults_name_the_text_and_never_the_value() -> None:
    words = words_for("en")
    with pytest.raises(WordsFault, match="no text nowhere"):
        words.text("nowhere")
    with pytest.raises(WordsFault, match=r"page\.mrn needs mrn"):
        words.text("page.mrn")
    with pytest.raises(WordsFault) as fault:
        words.text("page.number", page="Susan", pages=2)
    assert "Susan" not in str(fault.value)


@pytest.mark.parametrize(
    ("language", "day", "long_day", "short_day", "time"),
    [
        ("en", "March 3, 2026", "Tuesday, March 3, 2026", "Tue, March 3", "8:30\u00a0AM"),
        (
            "es",
            "3 de marzo de 2026",
            "martes, 3 de marzo de 2026",
            "mar., 3 de marzo",
            "8:30\u00a0a.\u00a0m.",
        ),
    ],
)
def test_dates_and_times(language: str, day: str, long_day: str, short_day: str, time: str) -> None:
    formats = formats_for(language)
    value = date(2026, 3, 3)
    assert (formats.day(value), formats.long_day(value), formats.short_day(value)) == (
        day,
        long_day,
        short_day,
    )
    assert formats.time(datetime(2026, 3, 3, 8, 30, tzinfo=UTC)) == time


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:05\u00a0AM"), (12, "12:05\u00a0PM"), (23, "11:05\u00a0PM")]
)
def test_midnight_and_noon(hour: int, said: str) -> None:
    assert formats_for("en").time(datetime(2026, 3, 3, hour, 5, tzinfo=UTC)) == said


def test_money_and_numbers() -> None:
    assert formats_for("es").write("money", 123456) == "$1,234.56"
    assert formats_for("en").write("money", -500) == "\N{MINUS SIGN}$5.00"
    assert formats_for("en").write("number", 12345) == "12,345"
    with pytest.raises(TypeError):
        formats_for("en").write("money", True)
