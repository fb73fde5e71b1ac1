"""A made-up practice for tests and pictures of the Practice place."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.core.acts import Role
from app.core.ids import new_id
from app.practice.actions import SaveProvider, save_provider
from app.practice.creation import NewPractice, make_practice_defaults
from app.practice.views import ProviderKind
from app.security.actions import AddAccount, add_account
from app.security.views import AccountView
from tests.support.bare import BarePractice

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PEOPLE = (
    ("ruth", "Ruth Day", "Ruth D.", (Role.OWNER,)),
    ("ada", "Ada Okafor, MD", "Dr. Okafor", (Role.PHYSICIAN,)),
    ("jonas", "Jonas Lind, MD", "Dr. Lind", (Role.PHYSICIAN, Role.OWNER)),
    ("maria", "Maria Reyes", "Maria R., CMA", (Role.MEDICAL_ASSISTANT,)),
    ("lena", "Magdalena Wilhelmina Featherstonehaugh-Abernathy", "Lena F.", (Role.FRONT_DESK, Role.BILLER)),
)


def staffed(practice: BarePractice, command: AddAccount) -> AccountView:
    account: AccountView = practice.run(add_account, command)
    return account


def furnish(practice: BarePractice) -> None:
    """Make the defaults, five people, and the columns of two physicians."""
    new = NewPractice(
        "Riverside Family Practice",
        "America/New_York",
        street="12 River Road",
        city="Dayton",
        state="OH",
        zip="45402",
        phone="937 555 0100",
    )
    practice.within(lambda work: make_practice_defaults(work, new))
    for place, (login, name, short, roles) in enumerate(PEOPLE):
        command = AddAccount(person_id=new_id(), login=login, name=name, short_name=short, roles=roles)
        account = staffed(practice, command)
        if Role.PHYSICIAN in roles:
            column = SaveProvider(
                account_id=account.id,
                kind=ProviderKind.PHYSICIAN,
                name=name,
                short_name=short,
                position=place,
            )
            practice.run(save_provider, column)
