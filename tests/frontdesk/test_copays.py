"""Copay and old balance on the board: what the desk should ask for, read for all rows at once."""

from typing import Any

import pytest

from app.billing.payments.actions import CopayDecisionKind, DecideCopay, decide_copay
from app.billing.payments.queries import amount_due
from app.frontdesk.queries import day_board, visit_panel
from app.people.model import Coverage, PayerKind
from tests.frontdesk.test_check_in import arrive
from tests.frontdesk.test_day_board import TODAY, chips, row
from tests.visits.day import Day
from ui.common.words import words_for


def covered(day: Day, kind: PayerKind = PayerKind.COMMERCIAL, **more: Any) -> Coverage:
    told = {"payer": "Great Lakes", "copay_cents": 2_500, **more}
    coverage = Coverage(patient_id=day.lee.id, rank=1, kind=kind, **told)
    day.write(coverage)
    return coverage


def test_the_copay_stands_on_the_row_before_and_after_the_check_in(day: Day) -> None:
    covered(day)
    booked = day.book("09:15")
    assert "copay" in chips(day, "Lee")
    arrive(day, booked)
    (chip,) = (one for one in row(day, "Lee").chips if one.message.id == "frontdesk.chip.copay")
    assert words_for(chip.message) == "Copay $25"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (PayerKind.MEDICARE, {}),
        (PayerKind.MEDICARE, {"qualified_medicare_beneficiary": True}),
        (PayerKind.COMMERCIAL, {"copay_cents": None}),
        (PayerKind.WORKERS_COMPENSATION, {}),
    ],
)
def test_where_nothing_may_be_asked_or_is_known_there_is_no_chip(
    day: Day, kind: PayerKind, more: dict[str, Any]
) -> None:
    covered(day, kind, **more)
    day.book("09:15")
    assert "copay" not in chips(day, "Lee")


def test_a_decision_about_the_copay_takes_the_chip_away(day: Day) -> None:
    covered(day)
    made = arrive(day, day.book("09:15")).visit
    day.run(
        decide_copay,
        DecideCopay(visit_id=made.visit_id, kind=CopayDecisionKind.TO_BILL, reason="Forgot the wallet"),
    )
    assert "copay" not in chips(day, "Lee")


def test_the_board_says_what_the_account_says(day: Day) -> None:
    covered(day)
    made = arrive(day, day.book("09:15")).visit
    due = day.answer(amount_due, made.visit_id)
    shown = day.answer(visit_panel, made.visit_id)
    (point,) = (one for one in shown.points if one.id == "copay")
    assert due.remaining_cents == 2_500
    assert point.message.params == {"amount": "$25"}


def test_why_nothing_is_due_is_said_in_the_panel(day: Day) -> None:
    covered(day, PayerKind.MEDICARE)
    made = arrive(day, day.book("09:15")).visit
    (point,) = (one for one in day.answer(visit_panel, made.visit_id).points if one.id == "copay")
    assert (point.state, point.message.id) == ("done", "billing.due.original_medicare")


def test_self_pay_has_no_copay(day: Day) -> None:
    day.book("09:15")
    assert day.answer(day_board, TODAY).rows[0].chips
    assert "copay" not in chips(day, "Lee")
