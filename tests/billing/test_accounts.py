"""The list of accounts, and one account with what can be done in it."""

from datetime import timedelta

from app.billing.accounts.queries import account_page, accounts
from app.billing.accounts.views import AccountPage, AccountRow
from app.billing.payments.views import PayMethod
from app.billing.refunds.actions import RequestRefund, request_refund
from app.people.model import Patient
from tests.billing.desk import Desk


def listed(desk: Desk, text: str = "") -> tuple[AccountRow, ...]:
    found: tuple[AccountRow, ...] = desk.answer(accounts, text)
    return found


def owes(desk: Desk, patient: object = None) -> None:
    visit = desk.visit(patient)  # type: ignore[arg-type]
    desk.level(visit)
    desk.post(visit)


def test_who_owes_or_has_credit_is_listed_the_oldest_first(desk: Desk) -> None:
    owes(desk, desk.ito)
    desk.next_day()
    owes(desk)
    desk.pay(5000, method=PayMethod.CHECK, reference="1042")
    third = desk.patient("Abel", "Ann", desk.lee.birth_date)
    desk.pay(700, desk.visit(third))
    settled = desk.patient("Zorn", "Zoe", desk.lee.birth_date)
    visit = desk.visit(settled)
    desk.level(visit)
    desk.post(visit)
    desk.pay(12800, visit)
    found = listed(desk)
    assert [one.patient for one in found] == ["Ito, Kenji", "Lee, Susan", "Abel, Ann"]
    assert [(one.owed_cents, one.credit_cents) for one in found] == [(12800, 0), (7800, 0), (0, 700)]
    assert [one.oldest for one in found] == [desk.today - timedelta(days=1), desk.today, None]
    assert [one.paid_on for one in found] == [None, desk.today, desk.today]


def test_a_search_finds_accounts_that_are_settled_too(desk: Desk) -> None:
    made = Patient(
        mrn="004417",
        last_name="Abel",
        first_name="Ann",
        birth_date=desk.lee.birth_date,
        sex=desk.lee.sex,
        registered_at=desk.clock.now(),
    )
    desk.write(made)
    (found,) = listed(desk, "4417")
    assert (found.patient, found.owed_cents, found.credit_cents) == ("Abel, Ann", 0, 0)


def test_an_account_tells_what_its_acts_need(desk: Desk) -> None:
    owes(desk)
    visit = desk.visit()
    desk.pay(20000, visit)
    desk.run(
        request_refund,
        RequestRefund(
            patient_id=desk.lee.id, visit_id=visit.id, cents=700, method=PayMethod.CASH, reason="Moved away"
        ),
    )
    page: AccountPage = desk.answer(account_page, desk.lee.id)
    assert page.account.credit_cents == 7200 and page.credits == ((visit.id, 7200),)
    assert [(one.code, one.open_cents) for one in page.charges] == [("99213", 0)]
    assert [one.cents for one in page.refunds] == [700]
    assert page.late_day is None
