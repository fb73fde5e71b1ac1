"""What screens receive about staff and the sign-in."""

from dataclasses import dataclass

from app.core.acts import Role
from app.core.findings import Finding
from app.core.ids import Id


@dataclass(frozen=True)
class SignInTile:
    """One person on the sign-in screen, as the slot file labels them."""

    person_id: Id
    login: str
    name: str
    role: str


@dataclass(frozen=True)
class AccountView:
    """One account of the staff."""

    id: Id
    version: int
    login: str
    name: str
    short_name: str
    roles: tuple[Role, ...]
    active: bool


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
    """What proving the record gave: rows proved, the head as hexadecimal, what is wrong (none: whole)."""

    rows: int
    head: str
    verified: bool
    findings: tuple[Finding, ...]
