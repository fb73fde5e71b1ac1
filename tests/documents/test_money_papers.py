"""Receipt and day sheet: every figure is there, and a sheet that does not add up says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.documents import day_sheet, receipt
from app.documents.views import DayPayment, PayMethod
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


def test_the_payments_are_listed_and_their_sum_is_what_the_visits_and_others_paid() -> None:
    at = examples.DAY_SHEET.visits[0].at
    payments = (
        DayPayment(at, "000318", "Susan M. Lee", "004417", PayMethod.CARD, 2_500),
        DayPayment(at, "000319", "Omar Haddad", "005120", PayMethod.CHECK, 4_000),
        DayPayment(at, "000319", "Omar Haddad", "005120", PayMethod.CHECK, -4_000, "taken_back"),
        DayPayment(at, "000320", "Ann Abel", "006001", PayMethod.CASH, 1_200),
    )
    view = replace(examples.DAY_SHEET, payments=payments, elsewhere=1_200)
    assert view.collected == sum(one.paid or 0 for one in view.visits) + view.elsewhere
    text = whole(day_sheet.render(view, ENGLISH))
    for part in (
        "000318 Susan M. Lee, 004417 Card $25.00",
        "Check, taken back \N{MINUS SIGN}$40.00",
        "Collected $37.00",
        "Without a visit in this list $12.00",
        "Together $305.00 $37.00",
    ):
        assert part in text, part


def test_before_the_count_the_sheet_says_nothing_of_what_visits_paid() -> None:
    visits = tuple(replace(one, paid=None) for one in examples.DAY_SHEET.visits)
    view = replace(examples.DAY_SHEET, visits=visits, patient_payments=(), drawer=None, closing=None)
    text = whole(day_sheet.render(view, ENGLISH))
    assert "$25.00" not in text.replace("+ Refunds $25.00", "")
    assert "Payments of the day" not in text


def test_who_counted_alone_stands_on_the_sheet() -> None:
    drawer = examples.DAY_SHEET.drawer
    assert drawer is not None
    view = replace(examples.DAY_SHEET, drawer=replace(drawer, same_person="Alone on Fridays"))
    text = whole(day_sheet.render(view, ENGLISH))
    assert "The same person counted and checked: Alone on Fridays" in text
    assert "Reason for the difference: Change for a copay given twice" in text


def test_a_payment_after_the_lock_names_the_books_it_stands_on() -> None:
    view = replace(examples.RECEIPT, books=date(2026, 3, 4))
    assert "On the books of March 4, 2026" in whole(receipt.render(view, ENGLISH))
    assert "On the books of" not in whole(receipt.render(examples.RECEIPT, ENGLISH))


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
