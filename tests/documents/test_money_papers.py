"""Receipt and day sheet: every figure is there, and a sheet that does not add up says so."""

from __future__ import annotations

from dataclasses import replace

from app.documents import day_sheet, receipt
from app.documents.views import PayMethod
from app.documents.words import words_for
from tests.documents import examples
from tests.documents.reading import pages, whole

ENGLISH = words_for("en")


def test_a_receipt_names_copay_old_balance_method_and_what_remains() -> None:
    text = whole(receipt.render(examples.RECEIPT, ENGLISH))
    for part in ("Copay, visit of March 3, 2026 $25.00 $25.00", "Old balance", "$63.20 $38.20"):
        assert part in text
    for part in ("Total paid $63.20", "Card, reference terminal 004821", "You still owe: $25.00"):
        assert part in text


def test_a_cash_receipt_says_what_was_given_and_returned() -> None:
    view = replace(examples.RECEIPT, method=PayMethod.CASH, reference="", tendered=7000, credit=150)
    text = whole(receipt.render(view, ENGLISH))
    for part in ("Cash given $70.00", "Change returned $6.80", "Credit kept for you: $1.50"):
        assert part in text


def test_the_day_sheet_adds_up_and_carries_the_audit_head() -> None:
    assert examples.DAY_SHEET.balances
    made = day_sheet.compose(examples.DAY_SHEET, ENGLISH)
    text = whole(made.pdf)
    for part in (
        "Opening receivables $48,123.45",
        "Closing receivables $50,047.55",
        "Audit head 9f3ac21b77e0",
    ):
        assert part in text
    assert "9f3ac21b77e04" not in text
    for part in ("Counted by Maria Torres", "Checked by Dana Whitfield", "Medicaid: no copay"):
        assert part in text
    assert "Out of balance" not in text


def test_the_drawer_shows_the_difference_and_the_deposit() -> None:
    drawer = examples.DAY_SHEET.drawer
    assert drawer is not None
    assert (drawer.counted, drawer.over_short, drawer.deposit) == (38_500, 0, 27_820)
    for expected, said in ((38_000, "Over $5.00"), (39_000, "Short \N{MINUS SIGN}$5.00")):
        view = replace(examples.DAY_SHEET, drawer=replace(drawer, expected=expected))
        assert said in whole(day_sheet.render(view, ENGLISH))


def test_a_sheet_that_does_not_add_up_says_so() -> None:
    view = replace(examples.DAY_SHEET, closing=1)
    assert "Out of balance" in whole(day_sheet.render(view, ENGLISH))


def test_an_uncounted_drawer_is_not_shown_as_zero() -> None:
    view = replace(examples.DAY_SHEET, drawer=None, counted_by="", checked_by="")
    text = whole(day_sheet.render(view, ENGLISH))
    assert "The drawer is not counted yet." in text
    assert "Counted by Nobody yet" in text
    assert "Deposit" not in text


def test_a_day_of_200_visits_goes_over_pages_with_its_head() -> None:
    view = replace(examples.DAY_SHEET, visits=examples.DAY_SHEET.visits * 100)
    texts = pages(day_sheet.render(view, ENGLISH))
    assert sum(text.count("004417") for text in texts) == 100
    assert all("Copay or reason" in text for text in texts[2:])
