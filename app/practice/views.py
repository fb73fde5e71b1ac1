"""What screens and documents get to see of the practice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.core.acts import Role
from app.core.ids import Id

# The words that commands take; screens get them here, for they never import a model.
from app.practice.model import CopayKind as CopayKind
from app.practice.model import ProviderKind as ProviderKind


@dataclass(frozen=True)
class OpenHours:
    """A stretch of a day in which the practice is open, in wall time: "08:00" to "12:00"."""

    start: str
    end: str


@dataclass(frozen=True)
class SettingsView:
    """The practice's own facts. `hours` by weekday ("mon" to "sun"); a day not named is closed."""

    id: Id
    version: int
    name: str
    street: str
    city: str
    state: str
    zip: str
    phone: str
    npi: str
    tax_id: str
    zone: str
    lock_after_minutes: int
    drawer_float_cents: int
    training: bool
    hours: Mapping[str, tuple[OpenHours, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class LocationView:
    """An office of the practice."""

    id: Id
    version: int
    name: str


@dataclass(frozen=True)
class ProviderView:
    """A column of the calendar; `kind` is "physician", "np_pa" or "staff"."""

    id: Id
    version: int
    account_id: Id | None
    kind: str
    name: str
    short_name: str
    npi: str
    position: int
    active: bool


@dataclass(frozen=True)
class RoomView:
    """An exam room; `state` is "ready", "occupied", "to_clean" or "out_of_service"."""

    id: Id
    version: int
    location_id: Id
    name: str
    position: int
    state: str
    state_since: datetime
    out_of_service_reason: str
    active: bool


@dataclass(frozen=True)
class VisitTypeView:
    """A kind of visit; `minutes` is its usual length, `colour` a token of the theme."""

    id: Id
    version: int
    name: str
    name_es: str
    minutes: int
    colour: str
    copay_kind: str
    preparation: str
    note_template: str
    vitals: tuple[str, ...]
    needs_room: bool
    position: int
    active: bool


@dataclass(frozen=True)
class StaffLine:
    """One person of the staff, as lists of people to choose from show them."""

    id: Id
    login: str
    name: str
    short_name: str
    roles: tuple[Role, ...]
    active: bool


@dataclass(frozen=True)
class PolicyView:
    """A table of policy as in force on a day; `valid_from` is None where nothing but the default applies."""

    name: str
    content: Mapping[str, Any]
    shipped: Mapping[str, Any]
    valid_from: date | None = None


@dataclass(frozen=True)
class PolicyVersion:
    """What a practice itself says of a table from a day on; what it does not name stays as shipped.

    `version` counts how often this was saved.
    """

    valid_from: date
    content: Mapping[str, Any]
    version: int = 1


@dataclass(frozen=True)
class PolicySaved:
    """A table of policy as it was saved: `version` is for who changes it next, or takes this back."""

    name: str
    version: int
