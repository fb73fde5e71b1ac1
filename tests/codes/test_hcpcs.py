from datetime import date
from pathlib import Path

from app.codes import hcpcs, shelf
from app.codes.tables import packed, table_text
from app.core.coding import HCPCS


def test_codes_are_found_by_beginning_and_by_words() -> None:
    assert [one.code for one in hcpcs.search("j342", 3)] == ["J3420", "J3424", "J3425"]
    assert "J3420" in [one.code for one in hcpcs.search("vitamin b12 inj", 3)]
    by_code = [one.code for one in hcpcs.search("J1", 10)]
    assert by_code == sorted(by_code) and len(by_code) == 10


def test_the_letter_of_a_code_alone_searches_no_words() -> None:
    assert all(one.code.startswith("J") for one in hcpcs.search("j", 50))


def test_a_code_to_store() -> None:
    found = hcpcs.find("j3420")
    assert found is not None
    assert (found.coding().system, found.coding().code) == (HCPCS, "J3420")
    assert found.coding().release == "2026-04"
    assert hcpcs.find("99213") is None, "CPT is not part of the list"


def test_codes_of_an_older_file_say_so() -> None:
    found = hcpcs.find("H0001")
    assert found is not None and found.release == "2019"


def test_no_cpt_and_no_dental_code_is_shipped() -> None:
    codes = [code for code, *_ in shelf.current().table("hcpcs").rows()]
    assert not [code for code in codes if code[0].isdecimal() or code[0] == "D"]
    assert not [one.code for one in hcpcs.modifiers() if one.code.isdecimal()]


def test_an_ended_or_unknown_code_is_said(practice_folder: Path) -> None:
    columns = ("code", "short", "long", "last_day", "row_release")
    rows = [("A0001", "Old thing", "", "2026-12-31", ""), ("A0002", "New thing", "A new thing", "", "")]
    text = table_text({"set": "hcpcs", "release": "2027"}, columns, rows)
    (practice_folder / "hcpcs.2027.tsv.gz").write_bytes(packed(text))
    shelf.use(practice_folder)
    assert hcpcs.valid_on("A0001", date(2026, 12, 31)) == []
    assert [one.message.id for one in hcpcs.valid_on("A0001", date(2027, 1, 1))] == ["codes.hcpcs.ended"]
    assert [one.message.id for one in hcpcs.valid_on("A9999", date(2027, 1, 1))] == ["codes.hcpcs.unknown"]
    assert [one.code for one in hcpcs.search("thing", 5)] == ["A0002", "A0001"], "ended codes come last"


def test_modifiers() -> None:
    assert "QW" in {one.code for one in hcpcs.modifiers()}
    assert hcpcs.modifiers()[0].coding().system == HCPCS
