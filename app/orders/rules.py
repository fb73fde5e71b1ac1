"""What an order may do next, on whose authority, and what its completion must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from app.core.dates import age_in_months, age_in_years
from app.core.errors import RuleViolated
from app.core.findings import Message, Param
from app.core.ids import Id
from app.orders.catalog import Item, ResultSpec, StandingOrder
from app.orders.model import Authority, OrderKind, OrderState

SHOTS = (OrderKind.INJECTION, OrderKind.VACCINE)
OPEN = (OrderState.ORDERED, OrderState.COLLECTED)
LIVE = (OrderState.PENDED, *OPEN)


def refuse(field: str, why: str, **params: Param) -> RuleViolated:
    """Return the refusal to raise, with a message id of this room."""
    return RuleViolated(field, Message(f"orders.{why}", params))


# -- authority --------------------------------------------------------------------------------------------


def covered(
    standing: StandingOrder | None, item: str, met: Sequence[str], birth: date | None, on: date
) -> None:
    """Refuse a standing order that does not cover the item, the age, or has a criterion that is not met."""
    if standing is None or item not in standing.items:
        raise refuse("standing", "not_covered")
    if not standing.adopted_by:
        raise refuse("standing", "not_adopted", number=standing.number)
    if not _of_age(standing, birth, on):
        raise refuse("standing", "age_not_covered", number=standing.number)
    if set(met) != set(standing.criteria):
        raise refuse("criteria", "criteria_not_met", number=standing.number)


def _of_age(standing: StandingOrder, birth: date | None, on: date) -> bool:
    if not standing.from_age and not standing.to_age:
        return True
    if birth is None:
        return False
    old_enough = not standing.from_age or _reached(standing.from_age, birth, on)
    return old_enough and not (standing.to_age and _reached(standing.to_age, birth, on))


def _reached(age: str, birth: date, on: date) -> bool:
    number, unit = age.split()
    ages = {"d": (on - birth).days, "mo": age_in_months(birth, on), "a": age_in_years(birth, on)}
    return ages[unit] >= int(number)


def spoken(clinician: Id | None, actor: Id, read_back: bool) -> None:
    """Refuse a verbal order without the clinician's name, of oneself, or that was not read back."""
    if clinician is None or clinician == actor:
        raise refuse("clinician_id", "who_said_it")
    if not read_back:
        raise refuse("read_back", "read_back_needed")


def may_sign(state: OrderState, authority: Authority, clinician: Id | None, signed: bool, actor: Id) -> None:
    """Refuse to sign what needs no signature; a verbal order is co-signed by the one who gave it."""
    pended = authority is Authority.PENDED and state is OrderState.PENDED
    spoken_one = authority is Authority.VERBAL and not signed and state is not OrderState.CANCELLED
    if not pended and not spoken_one:
        raise refuse("", "nothing_to_sign")
    if spoken_one and clinician != actor:
        raise refuse("", "not_your_verbal_order")


def may_work(state: OrderState) -> None:
    """Refuse to collect, give or result what is pended (a hard stop), or what is over."""
    if state is OrderState.PENDED:
        raise refuse("", "pended")
    if state not in OPEN:
        raise refuse("", "not_open")


# -- tests ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What proves a test: the kit's lot and expiry, its internal control, start and reading."""

    kit_lot: str
    kit_expires: date
    control_valid: bool
    started_at: datetime | None
    read_at: datetime


def valid_reading(item: Item, proof: Reading, now: datetime, today: date) -> None:
    """Refuse a failed control, an expired kit, and a reading too early or too late (all hard stops)."""
    if not proof.kit_lot.strip():
        raise refuse("kit_lot", "lot_needed")
    if proof.kit_expires < today:
        raise refuse("kit_expires", "expired", expired=proof.kit_expires)
    if not proof.control_valid:
        raise refuse("control_valid", "control_failed")
    if proof.read_at > now + timedelta(minutes=1):
        raise refuse("read_at", "in_the_future")
    _in_time(item, proof)


def _in_time(item: Item, proof: Reading) -> None:
    if item.read_from_minutes is None and item.read_to_minutes is None:
        return
    if proof.started_at is None:
        raise refuse("started_at", "start_needed")
    waited = proof.read_at - proof.started_at
    if item.read_from_minutes is not None and waited < timedelta(minutes=item.read_from_minutes):
        raise refuse("read_at", "read_too_early", minutes=item.read_from_minutes)
    if item.read_to_minutes is not None and waited > timedelta(minutes=item.read_to_minutes):
        raise refuse("read_at", "read_too_late", minutes=item.read_to_minutes)


def result_number(spec: ResultSpec, text: str) -> Decimal | None:
    """Return a result as a number, None for one chosen from a list. Raises RuleViolated for anything else."""
    if spec.choices:
        if text not in spec.choices:
            raise refuse(spec.loinc, "not_a_choice")
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        raise refuse(spec.loinc, "not_a_number") from error
    if not value.is_finite():
        raise refuse(spec.loinc, "not_a_number")
    if (spec.least is not None and value < spec.least) or (spec.most is not None and value > spec.most):
        raise refuse(spec.loinc, "beyond_the_test")
    return value


def interpretation(spec: ResultSpec, text: str, value: Decimal | None) -> str:
    """Return HL7's letter for a result: N, A, L, H, LL, HH, "" where nothing is known."""
    if value is None:
        return {"negative": "N", "invalid": ""}.get(text, "A" if "negative" in spec.choices else "")
    if spec.critical_below is not None and value < spec.critical_below:
        return "LL"
    if spec.critical_at_least is not None and value >= spec.critical_at_least:
        return "HH"
    if spec.low is not None and value < spec.low:
        return "L"
    return "H" if spec.high is not None and value > spec.high else "N"


# -- shots ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shot:
    """What a shot must name."""

    kind: OrderKind
    dose: Decimal | None
    dose_unit: str
    site: str
    route: str
    lot: str
    maker: str
    expires: date | None
    vis_editions: tuple[tuple[date, date], ...] = ()  # edition, given on


def complete_shot(shot: Shot, today: date) -> None:
    """Refuse a shot that lacks a field, or whose lot has expired (a hard stop).

    A vaccine names its maker, and the edition of the information statement with the day it was given
    (42 USC 300aa-25 and 300aa-26).
    """
    if shot.dose is None or shot.dose <= 0:
        raise refuse("dose", "needed")
    for name in ("dose_unit", "site", "route", "lot"):
        if not getattr(shot, name).strip():
            raise refuse(name, "needed")
    if shot.expires is None:
        raise refuse("expires", "needed")
    if shot.expires < today:
        raise refuse("expires", "expired", expired=shot.expires)
    if shot.kind is OrderKind.VACCINE:
        _complete_vaccine(shot, today)


def _complete_vaccine(shot: Shot, today: date) -> None:
    if not shot.maker.strip():
        raise refuse("maker", "needed")
    if not shot.vis_editions:
        raise refuse("vis", "vis_needed")
    if any(edition > given or given > today for edition, given in shot.vis_editions):
        raise refuse("vis", "vis_dates")


def billed_units(item: Item | None, charge: str, dose: Decimal | None) -> int:
    """Return how many units of a charge a dose makes: begun units count whole; one where none is known."""
    if item is None or item.billing_unit is None or dose is None or charge in ("injection", "vaccine"):
        return 1
    return int((dose / item.billing_unit).to_integral_value(ROUND_CEILING))
