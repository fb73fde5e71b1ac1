"""How alike two people are: what of name, birth date, telephone and address agrees, and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.people.names import alike, first_part, full_names, joined, sound, surnames


class Reason(StrEnum):
    """What agrees; the message id is "people.duplicate.<reason>"."""

    SAME_NAME = "same_name"
    NICKNAME = "nickname"
    SOUNDS_ALIKE = "sounds_alike"
    SPELLED_ALIKE = "spelled_alike"
    PART_OF_SURNAME = "part_of_surname"
    FORMER_NAME = "former_name"
    NAMES_SWAPPED = "names_swapped"
    SAME_LAST_NAME = "same_last_name"
    SAME_FIRST_NAME = "same_first_name"
    SAME_BIRTH_DATE = "same_birth_date"
    DAY_MONTH_SWAPPED = "day_month_swapped"
    BIRTH_DATE_ONE_DIGIT = "birth_date_one_digit"
    SAME_PHONE = "same_phone"
    SAME_ADDRESS = "same_address"


R = Reason
# Both parts of the name agree, one way or another.
WHOLE_NAME = frozenset(
    {
        R.SAME_NAME,
        R.NICKNAME,
        R.SOUNDS_ALIKE,
        R.SPELLED_ALIKE,
        R.PART_OF_SURNAME,
        R.FORMER_NAME,
        R.NAMES_SWAPPED,
    }
)
_STRONG_NAME = frozenset({R.SAME_NAME, R.NICKNAME, R.FORMER_NAME})
BIRTH_DATE = frozenset({R.SAME_BIRTH_DATE, R.DAY_MONTH_SWAPPED, R.BIRTH_DATE_ONE_DIGIT})
_REACH = frozenset({R.SAME_PHONE, R.SAME_ADDRESS})


@dataclass(frozen=True)
class Person:
    """What of a person is compared. `phones` as E.164."""

    last_name: str
    first_name: str
    preferred_name: str = ""
    former_names: tuple[str, ...] = ()
    birth_date: date | None = None
    phones: frozenset[str] = frozenset()
    street: str = ""
    zip: str = ""


@dataclass(frozen=True)
class Likeness:
    """What agrees, the strongest first. `shown` while typing; `likely` must be answered."""

    reasons: tuple[Reason, ...]
    shown: bool
    likely: bool
    exact: bool

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Sorts the likeliest first."""
        return (not self.exact, not self.likely, -len(self.reasons))


def likeness(asked: Person, known: Person) -> Likeness:
    """Compare what was typed with a patient who is already here."""
    reasons = [*_name_reasons(asked, known), *_birth_reasons(asked, known), *_reach_reasons(asked, known)]
    found = frozenset(reasons)
    exact = {R.SAME_NAME, R.SAME_BIRTH_DATE} <= found
    likely = exact or _likely(found)
    shown = likely or _possible(found, asked.birth_date is None or known.birth_date is None)
    return Likeness(tuple(reasons), shown, likely, exact)


def _likely(found: frozenset[Reason]) -> bool:
    name, first = found & WHOLE_NAME, R.SAME_FIRST_NAME in found
    if found & BIRTH_DATE:
        # The second: a surname changed by marriage, the first name, birth date and telephone did not.
        return bool(name) or (first and bool(found & _REACH) and R.SAME_BIRTH_DATE in found)
    return False


def _possible(found: frozenset[Reason], birth_date_unknown: bool) -> bool:
    name, reach = found & WHOLE_NAME, found & _REACH
    if R.SAME_BIRTH_DATE in found:
        twin_or_typo = R.SAME_LAST_NAME in found and bool(reach)
        return twin_or_typo or R.SAME_FIRST_NAME in found
    return bool(name & _STRONG_NAME and birth_date_unknown) or bool(name and reach)


def _name_reasons(asked: Person, known: Person) -> list[Reason]:
    last, first = _last_reason(asked, known), _first_reason(asked, known)
    if last and first:
        weaker = {R.SAME_NAME: 0, R.NICKNAME: 1, R.FORMER_NAME: 1, R.PART_OF_SURNAME: 2}
        found = sorted({last, first}, key=lambda reason: (weaker.get(reason, 3), reason))
        return found if len(found) == 1 else [reason for reason in found if reason is not R.SAME_NAME]
    if _swapped(asked, known):
        return [R.NAMES_SWAPPED]
    if last is R.SAME_NAME:
        return [R.SAME_LAST_NAME]
    return [R.SAME_FIRST_NAME] if first in (R.SAME_NAME, R.NICKNAME) else []


def _last_reason(asked: Person, known: Person) -> Reason | None:
    one, other = joined(asked.last_name), joined(known.last_name)
    if not one or not other:
        return None
    if one == other:
        return R.SAME_NAME
    mine, theirs = surnames(asked.last_name), surnames(known.last_name)
    if mine & theirs:
        return R.PART_OF_SURNAME
    if _former(asked) & theirs or _former(known) & mine:
        return R.FORMER_NAME
    return _heard_or_spelled(one, other)


def _former(person: Person) -> frozenset[str]:
    return frozenset(name for former in person.former_names for name in surnames(former))


def _first_reason(asked: Person, known: Person) -> Reason | None:
    mine, theirs = _given(asked), _given(known)
    if not mine or not theirs:
        return None
    if joined(asked.first_name) == joined(known.first_name):
        return R.SAME_NAME
    if _full(mine) & _full(theirs):
        return R.SAME_NAME if mine & theirs else R.NICKNAME
    found = (_heard_or_spelled(one, other) for one in mine for other in theirs)
    return next((reason for reason in found if reason), None)


def _given(person: Person) -> frozenset[str]:
    return frozenset({first_part(person.first_name), first_part(person.preferred_name)}) - {""}


def _full(given: frozenset[str]) -> frozenset[str]:
    return frozenset(full for name in given for full in full_names(name))


def _heard_or_spelled(one: str, other: str) -> Reason | None:
    if alike(one, other):
        return R.SPELLED_ALIKE
    return R.SOUNDS_ALIKE if sound(one) == sound(other) else None


def _swapped(asked: Person, known: Person) -> bool:
    mine = joined(asked.first_name), joined(asked.last_name)
    return all(mine) and mine == (joined(known.last_name), joined(known.first_name))


def _birth_reasons(asked: Person, known: Person) -> list[Reason]:
    one, other = asked.birth_date, known.birth_date
    if one is None or other is None:
        return []
    if one == other:
        return [R.SAME_BIRTH_DATE]
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return [R.DAY_MONTH_SWAPPED]
    differing = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    return [R.BIRTH_DATE_ONE_DIGIT] if differing == 1 else []


def _reach_reasons(asked: Person, known: Person) -> list[Reason]:
    phone = [R.SAME_PHONE] if asked.phones & known.phones else []
    return phone + ([R.SAME_ADDRESS] if _same_address(asked, known) else [])


def _same_address(asked: Person, known: Person) -> bool:
    mine, theirs = joined(asked.street), joined(known.street)
    near = not (asked.zip and known.zip) or asked.zip[:5] == known.zip[:5]
    return bool(mine) and mine == theirs and near
