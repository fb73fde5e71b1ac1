"""What is done with accounts. Key slots are the file's side of it: see `practice_file`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core.acts import Command, Permission, Role, action
from app.core.errors import RuleViolated
from app.core.findings import Message
from app.core.ids import Id
from app.security.model import Account, CodeEnd, OneTimeCodeMade
from app.security.views import AccountView
from app.store.slots import is_label, is_login, normal_login
from app.store.work import Reading, Work


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
    _check_names(command.name, command.short_name, command.roles)


def _check_names(name: str, short_name: str, roles: tuple[Role, ...]) -> None:
    if not is_label(name) or not is_label(short_name):
        raise RuleViolated("name", Message("security.name_not_usable"))
    if not roles:
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


@dataclass(frozen=True, kw_only=True)
class ChangePerson(Command):
    """A person as they shall be; the sign-in name stays what it is."""

    person_id: Id
    version: int
    name: str
    short_name: str
    roles: tuple[Role, ...]


@action(Permission.MANAGE_STAFF)
def change_person(work: Work, command: ChangePerson) -> AccountView:
    """Change name, short name and roles; roles count from the person's next sign-in on.

    Raises RuleViolated: name not usable, role missing, the last owner; Stale.
    """
    account = work.change(Account, command.person_id, command.version)
    _check_names(command.name, command.short_name, command.roles)
    if Role.OWNER in account.roles and Role.OWNER not in command.roles:
        _require_other_owner(work, account, "roles")
    before = account.roles
    account.name, account.short_name = command.name, command.short_name
    account.role_names = [str(role) for role in command.roles]
    if account.roles != before:
        work.detail(permissions={"before": _words(before), "after": _words(account.roles)})
    work.session.flush()
    return view_of(account)


def _words(roles: frozenset[Role]) -> list[str]:
    return sorted(str(role) for role in roles)


@dataclass(frozen=True, kw_only=True)
class DeactivatePerson(Command):
    """Someone leaves, or is not to come in for now. Everything that they did stays theirs."""

    person_id: Id
    version: int


@action(Permission.MANAGE_STAFF)
def deactivate_person(work: Work, command: DeactivatePerson) -> AccountView:
    """End a person's access. Raises RuleViolated: oneself, the last owner; Stale."""
    account = work.change(Account, command.person_id, command.version)
    if account.id == work.actor.person_id:
        raise RuleViolated("", Message("security.not_oneself"))
    if Role.OWNER in account.roles:
        _require_other_owner(work, account, "")
    account.active = False
    _end_codes(work, account.id, CodeEnd.WITHDRAWN)
    work.session.flush()
    return view_of(account)


def _require_other_owner(work: Work, account: Account, field: str) -> None:
    others = work.session.scalars(sa.select(Account).where(Account.active, Account.id != account.id))
    if not any(Role.OWNER in one.roles for one in others):
        raise RuleViolated(field, Message("security.last_owner"))


LONGEST_CODE = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class MakeCode(Command):
    """A way in for a person without a password, `until` an instant; the code itself is no part of this."""

    person_id: Id
    until: datetime


@action(Permission.MANAGE_STAFF)
def make_code(work: Work, command: MakeCode) -> AccountView:
    """Note that a one-time code was made, in place of any earlier one. Raises RuleViolated and NotFound."""
    account = work.get(Account, command.person_id)
    if account.id == work.actor.person_id:
        raise RuleViolated("", Message("security.not_oneself"))
    if not account.active:
        raise RuleViolated("", Message("security.not_active"))
    if not work.now < command.until <= work.now + LONGEST_CODE:
        raise RuleViolated("", Message("security.code.too_long"))
    _end_codes(work, account.id, CodeEnd.REPLACED)
    made = OneTimeCodeMade(
        account_id=account.id, made_at=work.now, made_by=work.actor.person_id, until=command.until
    )
    work.add(made)
    work.session.flush()
    return view_of(account, command.until)


@dataclass(frozen=True, kw_only=True)
class UseCode(Command):
    """The person signed in came by a one-time code and has chosen a password."""


@action(Permission.OWN_SIGN_IN)
def use_code(work: Work, command: UseCode) -> None:
    """Note that the person's one-time code was used."""
    _end_codes(work, work.actor.person_id, CodeEnd.USED)


@dataclass(frozen=True, kw_only=True)
class NoteExpiredCodes(Command):
    """Some code's time has run out, which the next sign-in of anyone notices."""


@action(Permission.OWN_SIGN_IN)
def note_expired_codes(work: Work, command: NoteExpiredCodes) -> int:
    """Note which codes ran out unused; return how many."""
    expired = [one for one in open_codes(work) if one.until <= work.now]
    for one in expired:
        one.ended, one.ended_at = CodeEnd.EXPIRED, work.now
    work.detail(expired=len(expired))
    return len(expired)


def open_codes(reading: Reading) -> list[OneTimeCodeMade]:
    """Return the codes that were not used, not replaced, and not noted as expired."""
    asked = sa.select(OneTimeCodeMade).where(OneTimeCodeMade.ended.is_(None))
    return list(reading.session.scalars(asked.order_by(OneTimeCodeMade.id)))


def _end_codes(work: Work, person_id: Id, how: CodeEnd) -> None:
    for one in open_codes(work):
        if one.account_id == person_id:
            one.ended, one.ended_at = how, work.now


def view_of(account: Account, code_until: datetime | None = None) -> AccountView:
    """Return an account as screens get it."""
    return AccountView(
        account.id,
        account.version,
        account.login,
        account.name,
        account.short_name,
        tuple(sorted(account.roles)),
        account.active,
        code_until,
    )
