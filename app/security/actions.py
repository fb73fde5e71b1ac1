"""What is done with accounts. Key slots are the file's side of it: see `practice_file`."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.core.acts import Command, Permission, Role, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.security.model import Account
from app.security.views import AccountView
from app.store.slots import is_label, is_login, normal_login
from app.store.work import Work


@dataclass(frozen=True, kw_only=True)
class AddAccount(Command):
    """A new person: `name` as on paper, `short_name` as on the board."""

    person_id: Id
    login: str
    name: str
    short_name: str
    roles: tuple[Role, ...]


def check_account(command: AddAccount) -> None:
    """Refuse a login or name that cannot be shown, and a person without a role."""
    if not is_login(normal_login(command.login)):
        raise RuleViolated("login", Message("security.login_not_usable"))
    if not is_label(command.name) or not is_label(command.short_name):
        raise RuleViolated("name", Message("security.name_not_usable"))
    if not command.roles:
        raise RuleViolated("roles", Message("security.role_missing"))


@action(Permission.MANAGE_STAFF)
def add_account(work: Work, command: AddAccount) -> AccountView:
    """Add a person of the staff. Raises RuleViolated for a login that is taken or not usable."""
    check_account(command)
    login = normal_login(command.login)
    if work.session.scalars(sa.select(Account).where(Account.login == login)).first() is not None:
        raise RuleViolated("login", Message("security.login_taken"))
    account = work.add(
        Account(
            id=command.person_id,
            login=login,
            name=command.name,
            short_name=command.short_name,
            role_names=[str(role) for role in command.roles],
            active=True,
            made_at=work.now,
        )
    )
    work.session.flush()
    return view_of(account)


@dataclass(frozen=True, kw_only=True)
class ReopenAccount(Command):
    """Someone who had left, and signs in again."""

    person_id: Id


@action(Permission.MANAGE_STAFF)
def reopen_account(work: Work, command: ReopenAccount) -> AccountView:
    """Let a person who was no longer active sign in again. Raises NotFound."""
    account = work.get(Account, command.person_id)
    account.active = True
    work.session.flush()
    return view_of(account)


def view_of(account: Account) -> AccountView:
    """Return an account as screens get it."""
    return AccountView(
        account.id,
        account.version,
        account.login,
        account.name,
        account.short_name,
        tuple(sorted(account.roles)),
        account.active,
    )
