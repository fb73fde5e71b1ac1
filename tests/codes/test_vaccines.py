from datetime import date

import pytest

from app.codes import gs1, vaccines
from app.core.coding import CVX, MVX, NDC

TODAY = date(2026, 11, 2)


def test_a_vaccine_is_found_by_number_with_or_without_zero() -> None:
    mmr = vaccines.find("3")
    assert mmr is not None and mmr == vaccines.find("03")
    assert (mmr.coding().system, mmr.coding().code, mmr.status) == (CVX, "03", "Active")
    assert "MMR" in mmr.groups
    assert vaccines.find("9999") is None


@pytest.mark.parametrize(
    ("typed", "cvx"), [("tdap", "115"), ("gardasil 9", "165"), ("140", "140"), ("hpv9", "165")]
)
def test_vaccines_are_found_by_words_trade_names_and_numbers(typed: str, cvx: str) -> None:
    assert cvx in [one.cvx for one in vaccines.search(typed, 3)]


def test_flu_finds_vaccines_given_today_first() -> None:
    found = vaccines.search("flu", 40)
    status = [one.status != "Active" for one in found]
    assert "FLU" in found[0].groups and status == sorted(status)
    assert all(one.status == "Active" for one in vaccines.search("flu", 40, active_only=True))


def test_makers_and_trade_names() -> None:
    found = vaccines.maker("pmc")
    assert found is not None and found.coding().system == MVX
    assert vaccines.maker("???") is None
    names = [one.product for one in vaccines.trade_names("165")]
    assert "Gardasil 9" in names


@pytest.mark.parametrize(
    "scan",
    [
        "49281-0425-50",
        "49281-425-50",
        "49281042550",
        "4928142550",
    ],
)
def test_an_ndc_in_any_form_is_the_same_package(scan: str) -> None:
    found = vaccines.scanned(scan)
    assert found is not None
    assert (found.ndc, found.cvx, found.mvx, found.of_sale) == ("49281042550", "140", "PMC", True)
    assert found.coding().system == NDC


@pytest.mark.parametrize(
    "scan",
    [
        "00349281521003",
        "0100349281521003172606301" + "0AB12",
        "]d20100349281521003172606301" + "0AB12",
        "(01)00349281521003(17)260630(10)AB12",
        "49281-0521-00",
    ],
)
def test_a_barcode_on_the_syringe_is_a_unit_of_use(scan: str) -> None:
    found = vaccines.scanned(scan)
    assert found is not None
    assert (found.ndc, found.of_sale) == ("49281052100", False)


@pytest.mark.parametrize(
    "scan", ["", "12345", "00000-0000-00", "hello", "9" * 5000, "(01)abc", "1-2-3-4", "²" * 11]
)
def test_an_unknown_scan_is_none(scan: str) -> None:
    assert vaccines.scanned(scan) is None


def test_gs1_gives_expiry_lot_and_serial() -> None:
    scan = gs1.read("]d2010034928152100317260600" + "10AB-12\x1d21S9")
    assert scan == gs1.Scan("00349281521003", date(2026, 6, 30), "AB-12", "S9")
    assert gs1.read("(01)00349281521003(17)260631(10)X").expiry is None, "June has no 31st day"
    assert gs1.read("(01)00349281521003(17)261301").expiry is None
    assert gs1.read("0100349281521003").lot == ""
    assert gs1.read("99garbage") == gs1.Scan()


def test_every_statement_of_a_combined_vaccine_in_its_edition_of_the_day() -> None:
    now = {one.document: one.edition for one in vaccines.vis_editions("110", TODAY)}
    assert now["Hepatitis B Vaccine VIS"] == date(2025, 1, 31)
    assert len(now) == 4
    then = {one.document: one.edition for one in vaccines.vis_editions("110", date(2024, 1, 1))}
    assert then["Hepatitis B Vaccine VIS"] == date(2023, 5, 12)
    assert vaccines.vis_editions("110", date(1990, 1, 1)) == []
    assert vaccines.vis_editions("998", TODAY) == []


def test_the_newest_edition_of_today_is_marked_current_and_has_an_address() -> None:
    (only,) = [one for one in vaccines.vis_editions("165", TODAY) if "HPV" in one.document]
    assert only.current and only.pdf.startswith("https://www.cdc.gov/") and len(only.encoded) == 24


def test_procedure_numbers_have_no_wording() -> None:
    assert "90715" in vaccines.procedure_numbers("115")
    assert all(one.isalnum() for one in vaccines.procedure_numbers("115"))


def test_the_newest_edition_of_a_document_counts_for_every_vaccine_of_it() -> None:
    (flu,) = vaccines.vis_editions("150", date(2026, 3, 2))
    assert (flu.edition, flu.current) == (date(2025, 1, 31), True)
    (then,) = vaccines.vis_editions("150", date(2024, 3, 2))
    assert then.edition == date(2021, 8, 6)
