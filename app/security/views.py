"""What screens receive about staff and the sign-in."""

from dataclasses import dataclass
from datetime import datetime

from app.core.acts import Role
from app.core.findings import Finding
from app.core.ids import Id


@dataclass(frozen=True)
class SignInTile:
    """One person on the sign-in screen, as the slot file labels them.

    `code_until`: they come in by a one-time code, until this instant, and choose a password.
    """

    person_id: Id
    login: str
    name: str
    role: str
    code_until: datetime | None = None


@dataclass(frozen=True)
class AccountView:
    """One account of the staff.

    `code_until`: a one-time code was made that they have not used; `code_over`: its time is over.
    `second_step`: an authenticator is asked for after the password.
    """

    id: Id
    version: int
    login: str
    name: str
    short_name: str
    roles: tuple[Role, ...]
    active: bool
    code_until: datetime | None = None
    second_step: bool = False
    code_over: bool = False


@dataclass(frozen=True)
class OwnerView:
    """An owner who may come in with the recovery sheet; not active only where no owner is."""

    person_id: Id
    login: str
    name: str
    short_name: str
    roles: tuple[Role, ...]
    active: bool


@dataclass(frozen=True)
class Verification:
    """What proving the record gave: rows proved, the head as hexadecimal, what is wrong (none: whole).

    `full`: the columns beside each row, each record (`records` have images of their own) and each page too.
    """

    rows: int
    head: str
    verified: bool
    findings: tuple[Finding, ...]
    full: bool = False
    records: int = 0
