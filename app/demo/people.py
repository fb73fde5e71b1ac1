"""The made-up staff of the demo practice: their sign-ins, and each as the actor of what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.acts import Actor, Role
from app.core.ids import Id, new_id
from app.demo.lists import listed
from app.practice_file import Owner
from app.security.actions import AddAccount
from app.security.model import Account
from app.store.work import Reading

AWAY = "Locum"  # a column of the calendar whose account is not of this staff


@dataclass(frozen=True)
class DemoPerson:
    """Someone who can sign in to the demo practice; the password is shown on the red frame only."""

    login: str
    name: str
    short_name: str
    roles: tuple[Role, ...]
    password: str


def demo_people() -> tuple[DemoPerson, ...]:
    """Return the staff, the owner first."""
    staff = listed("staff")
    return tuple(
        DemoPerson(
            one["login"],
            one["name"],
            one["short_name"],
            tuple(Role(role) for role in one["roles"]),
            staff["password"],
        )
        for one in staff["people"]
    )


def owner_of(people: tuple[DemoPerson, ...]) -> DemoPerson:
    """Return the person who owns the practice."""
    return next(one for one in people if Role.OWNER in one.roles)


def as_owner(person: DemoPerson) -> Owner:
    """Return the person who founds the practice, as its creation takes them."""
    also = tuple(role for role in person.roles if role is not Role.OWNER)
    return Owner(login=person.login, name=person.name, short_name=person.short_name, also=also)


def as_account(person: DemoPerson) -> AddAccount:
    """Return a person as the owner adds them."""
    return AddAccount(
        person_id=new_id(),
        login=person.login,
        name=person.name,
        short_name=person.short_name,
        roles=person.roles,
    )


@dataclass(frozen=True)
class StaffAccount:
    """An account of the staff, as a value."""

    id: Id
    login: str
    short_name: str
    roles: frozenset[Role]

    def actor(self, workstation: str) -> Actor:
        """Return this person at a PC."""
        return Actor(self.id, self.short_name, self.roles, new_id(), workstation)


@dataclass(frozen=True)
class Team:
    """The staff by login."""

    accounts: Mapping[str, StaffAccount]

    def _with(self, role: Role) -> tuple[str, ...]:
        return tuple(login for login, one in self.accounts.items() if role in one.roles)

    @property
    def assistants(self) -> tuple[str, ...]:
        return self._with(Role.MEDICAL_ASSISTANT)

    @property
    def desk(self) -> str:
        return self._with(Role.FRONT_DESK)[0]

    @property
    def biller(self) -> str:
        return self._with(Role.BILLER)[0]

    @property
    def owner(self) -> str:
        return self._with(Role.OWNER)[0]


def team_of(reading: Reading) -> Team:
    """Return the staff as the practice has it, in the order in which they were added."""
    rows = reading.session.scalars(sa.select(Account).order_by(Account.id))
    return Team({one.login: StaffAccount(one.id, one.login, one.short_name, one.roles) for one in rows})
