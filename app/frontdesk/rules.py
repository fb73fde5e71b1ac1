"""What the desk decides: is this the right person, must a mask go on first, where does a row stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Param, Severity
from app.frontdesk.views import Answers, Asked, Chip, Group, Identifier, Point, PointState, Tone
from app.orders.model import OrderKind, OrderState
from app.visits.model import VisitState
from app.visits.rules import IN_ROOM, NOT_SEEN, WAITING

_GROUPS = {
    **dict.fromkeys(WAITING, Group.WAITING),
    **dict.fromkeys(IN_ROOM, Group.IN_ROOMS),
    VisitState.READY_FOR_CHECKOUT: Group.CHECKOUT,
    VisitState.EXPECTED: Group.EXPECTED,
    VisitState.DONE: Group.DONE,
}


def check_identity(identified_by: Sequence[Identifier]) -> None:
    """Raise RuleViolated unless two different identifiers agreed: the one thing that blocks a check-in."""
    if len(set(identified_by)) < 2:
        raise RuleViolated("identified_by", Message("frontdesk.two_identifiers"))


def check_expected(day: date, today: date, state: VisitState, *, stands: bool) -> None:
    """Raise RuleViolated unless somebody is expected today: booked and not cancelled, and not here yet.

    Who was marked a no-show and comes after all is welcome.
    """
    if day != today:
        raise RuleViolated("", Message("frontdesk.not_today", {"day": day}))
    if not stands:
        raise RuleViolated("", Message("frontdesk.appointment_gone"))
    if state not in (VisitState.EXPECTED, VisitState.NO_SHOW):
        raise RuleViolated("", Message("frontdesk.already_here", {"state": state}))


def check_payer(answers: Answers, coverage_of_patient: bool) -> None:
    """Raise RuleViolated for two payers, or for a coverage that is another patient's."""
    if answers.self_pay and answers.payer_coverage_id is not None:
        raise RuleViolated("self_pay", Message("frontdesk.one_payer"))
    if answers.payer_coverage_id is not None and not coverage_of_patient:
        raise RuleViolated("payer_coverage_id", Message("frontdesk.coverage_of_another"))


def tells_of_infection(reason: str, words: Sequence[str]) -> bool:
    """Say whether the reason of a visit names a sign that asks for a mask ("coughing since Friday")."""
    return bool(reason) and _beginnings(tuple(words)).search(reason.casefold()) is not None


@cache
def _beginnings(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(word.casefold())}" for word in words) or r"(?!)")


def checklist_of(answers: Answers) -> dict[str, Any]:
    """Return the answers as the visit keeps them: the point, and true or what was said."""
    kept: dict[str, Any] = {"identity": ",".join(sorted(set(answers.identified_by)))}
    if answers.demographics is not Asked.NOT_ASKED:
        kept["demographics"] = str(answers.demographics)
    if answers.coverage_confirmed:
        kept["coverage"] = True
    if answers.screened:
        kept["screen"] = ",".join(sorted(set(answers.signs))) or True
    return kept


def group_of(state: VisitState) -> Group:
    """Return the heading under which a state stands."""
    return _GROUPS.get(state, Group.NOT_SEEN)


def chips_of(points: Sequence[Point]) -> tuple[Chip, ...]:
    """Return what a row says about its readiness."""
    waiting = [point for point in points if point.chip and point.state is not PointState.DONE]
    if not waiting:
        return (Chip(Message("frontdesk.chip.ready"), Tone.GOOD),)
    return tuple(Chip(Message(point.chip, point.message.params), _tone(point)) for point in waiting)


def _tone(point: Point) -> Tone:
    urgent = point.id == "mask" or point.state is PointState.PROBLEM
    return Tone.DANGER if urgent else Tone.WARNING


# -- signing -----------------------------------------------------------------------------------------------


def signing_stops(level: str, no_charge: bool, diagnoses: int) -> list[Finding]:
    """Return what a billable visit lacks at signing (DUTIES A10): the level, or that there is no charge, and
    a diagnosis. Raises RuleViolated for a level and no charge at once.
    """
    if level and no_charge:
        raise RuleViolated("level", Message("frontdesk.signing.level_or_none"))
    found = []
    if not level and not no_charge:
        found.append("no_level")
    if not diagnoses and not no_charge:
        found.append("no_diagnosis")
    return [Finding(Message(f"frontdesk.signing.{one}"), Severity.SOFT_STOP, one) for one in found]


def may_sign_visit(state: VisitState, level: str) -> None:
    """Refuse a level for a visit to which nobody came."""
    if level and state in (NOT_SEEN | {VisitState.EXPECTED, VisitState.ENTERED_IN_ERROR}):
        raise RuleViolated("level", Message("frontdesk.signing.did_not_happen"))


def begins_by_signing(state: VisitState, seen: Sequence[VisitState]) -> bool:
    """Say whether a visit stands before the provider's part, which signing its note then begins."""
    return state in (WAITING | IN_ROOM) and VisitState.WITH_PROVIDER not in (*seen, state)


# -- handing on --------------------------------------------------------------------------------------------


_LEFT = {OrderState.PENDED: "to_sign", OrderState.COLLECTED: "to_result"}
_TO_START = {OrderKind.TEST: "to_collect", OrderKind.INJECTION: "to_give", OrderKind.VACCINE: "to_give"}


def hand_on_stops(
    asked: Sequence[str],
    still_open: Mapping[str, bool],
    orders: Sequence[tuple[OrderKind, OrderState, str]] = (),
) -> list[Finding]:
    """Return a soft stop for each thing that the practice wants asked and that is open.

    `orders` are the open orders of the visit with their names: they are named by what is left to do.
    """
    found: list[Finding] = []
    for one in asked:
        if one == "orders":
            found += orders_left(orders)
        elif still_open.get(one, False):
            found.append(_stop(one, one))
    return found


def orders_left(orders: Sequence[tuple[OrderKind, OrderState, str]]) -> list[Finding]:
    """Return one soft stop for each thing left to do with orders, with their names; "" is not named."""
    left: dict[str, list[str]] = {}
    for kind, state, name in orders:
        left.setdefault(_LEFT.get(state) or _TO_START.get(kind, "to_do"), []).append(name)
    found = []
    for word, names in left.items():
        told = ", ".join(name for name in names if name)
        params: dict[str, Param] = {"names": told} if told else {}
        found.append(_stop(word if told else f"{word}_unnamed", "orders", params))
    return found


def unsaved_stop(unsaved: str) -> list[Finding]:
    """Return the soft stop for what was typed on the screen and is not kept; "" is nothing."""
    return [_stop("unsaved", "unsaved", {"names": unsaved})] if unsaved else []


def _stop(word: str, field: str, params: Mapping[str, Param] | None = None) -> Finding:
    return Finding(Message(f"frontdesk.handing.{word}", dict(params or {})), Severity.SOFT_STOP, field)
