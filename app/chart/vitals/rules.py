"""What vital signs say: implausible, abnormal, critical, changed, mistaken for another unit or field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.chart.vitals.limits import About, Limits, band_for, limits_of, number
from app.chart.vitals.measures import SPECS, Part
from app.chart.vitals.parsing import Typed
from app.core.findings import Finding, Message, Severity
from app.core.ids import Id
from app.core.quantities import Quantity, convert, rounded

TEN = Decimal(10)


class Level(StrEnum):
    """How a value stands."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Earlier:
    """The last value of a part, canonical, and the visit at which it was taken (None for an imported one)."""

    value: Decimal
    at: datetime
    visit_id: Id | None = None


@dataclass(frozen=True)
class Judged:
    """One value with its level; `high` tells on which side of the limits it lies.

    An implausible one keeps its level, so that it alerts as any other once it is kept with a reason.
    """

    typed: Typed
    level: Level
    high: bool
    implausible: bool = False

    @property
    def flagged(self) -> bool:
        return self.level is not Level.NORMAL


@dataclass(frozen=True)
class Judgement:
    """What a set says. `findings` in the order of the strip; soft stops want a reason before it is kept."""

    values: tuple[Judged, ...] = ()
    findings: tuple[Finding, ...] = ()
    bmi: Decimal | None = None
    repeat_minutes: int | None = None

    @property
    def soft_stops(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.severity is Severity.SOFT_STOP)

    @property
    def critical(self) -> bool:
        return any(one.level is Level.CRITICAL for one in self.values)

    @property
    def flagged(self) -> bool:
        return any(one.flagged for one in self.values)


@dataclass(frozen=True)
class Known:
    """What is known when a set is judged: the table, the patient, the last values, the time.

    `before` are the last values from before this visit, with which a new one is compared: a pressure taken
    again after a critical one is meant to differ. None where nothing sets the visits apart.
    """

    policy: Mapping[str, Any]
    who: About
    now: datetime
    earlier: Mapping[Part, Earlier] = field(default_factory=dict)
    before: Mapping[Part, Earlier] | None = None

    def last(self, part: Part) -> Earlier | None:
        """Return the value that a new one is compared with."""
        return (self.earlier if self.before is None else self.before).get(part)

    def limits(self, part: Part) -> Limits:
        return limits_of(self.policy, part, self.who)


def judge(typed: Sequence[Typed], known: Known) -> Judgement:
    """Judge the values of one set."""
    values = tuple(_judged(one, known.limits(one.part)) for one in typed)
    by_part = {one.typed.part: one for one in values}
    mistaken = _mistaken(by_part, known)
    asked = {one.field for one in mistaken}
    findings = [
        *mistaken,
        *_implausible(values, by_part),
        *(one for one in _changed(values, known) if one.field not in asked),
        *_flags(values, known.policy),
    ]
    return Judgement(values, tuple(findings), _bmi(by_part, known), _repeat(by_part, known))


def _judged(one: Typed, limits: Limits) -> Judged:
    odd = limits.implausible.outside(one.value)
    for level, at in ((Level.CRITICAL, limits.critical), (Level.ABNORMAL, limits.abnormal)):
        if at.outside(one.value):
            return Judged(one, level, at.high(one.value), odd)
    return Judged(one, Level.NORMAL, limits.implausible.high(one.value), odd)


def _finding(message: str, one: Typed, severity: Severity = Severity.NOTE, **more: Any) -> Finding:
    params = {"part": one.part.value, "value": one.entered, "unit": one.entered_unit, **more}
    return Finding(Message(f"vitals.{message}", params), severity, field_of(one.part))


def field_of(part: Part) -> str:
    """Return the field of the strip that a part stands in."""
    return "blood_pressure" if part in (Part.SYSTOLIC, Part.DIASTOLIC) else part.value


# -- implausible ------------------------------------------------------------------------------------------


def _implausible(values: Sequence[Judged], by_part: Mapping[Part, Judged]) -> list[Finding]:
    found = [
        _finding("implausible", one.typed, Severity.SOFT_STOP, side="high" if one.high else "low")
        for one in values
        if one.implausible
    ]
    upper, lower = by_part.get(Part.SYSTOLIC), by_part.get(Part.DIASTOLIC)
    if upper and lower and upper.typed.value <= lower.typed.value:
        found.append(_finding("systolic_below_diastolic", upper.typed, Severity.SOFT_STOP))
    return found


# -- mistaken ---------------------------------------------------------------------------------------------


def _mistaken(by_part: Mapping[Part, Judged], known: Known) -> list[Finding]:
    """Return what to ask: height and weight in each other's field, another unit, a point that slipped.

    It is asked before the value is kept, unless nothing but a custom speaks for it: no value before this
    one, and the number would be usual in the other unit.
    """
    swapped = _swapped_fields(by_part, known)
    if swapped:
        return [swapped]
    hints = []
    for one in by_part.values():
        hint = _other_unit(one, known) or _ten_fold(one, known)
        if hint:
            hints.append(hint)
    return hints


def _swapped_fields(by_part: Mapping[Part, Judged], known: Known) -> Finding | None:
    weight, height = by_part.get(Part.WEIGHT), by_part.get(Part.HEIGHT)
    if not weight or not height or not (weight.implausible or height.implausible):
        return None
    as_weight = _canonical(Part.WEIGHT, height.typed.entered, weight.typed.entered_unit)
    as_height = _canonical(Part.HEIGHT, weight.typed.entered, height.typed.entered_unit)
    if _plausible(Part.WEIGHT, as_weight, known) and _plausible(Part.HEIGHT, as_height, known):
        return _finding("height_weight_swapped", weight.typed, Severity.SOFT_STOP)
    return None


def _canonical(part: Part, entered: str, unit: str) -> Decimal:
    return convert(Quantity(Decimal(entered), unit), SPECS[part].unit).value


def _plausible(part: Part, value: Decimal, known: Known) -> bool:
    return not known.limits(part).implausible.outside(value)


def _other_unit(one: Judged, known: Known) -> Finding | None:
    """Say that the number fits another unit: 98.6 in Celsius, 158 in kilograms for someone of 72 kg."""
    for unit in _siblings(one.typed):
        value = _canonical(one.typed.part, one.typed.entered, unit)
        if _fits_better(one, value, known):
            sure = one.implausible or known.last(one.typed.part) is not None
            severity = Severity.SOFT_STOP if sure else Severity.NOTE
            return _finding("other_unit", one.typed, severity, suggested_unit=unit)
    return None


def _siblings(typed: Typed) -> tuple[str, ...]:
    pairs = (("Cel", "[degF]"), ("kg", "[lb_av]"), ("cm", "[in_i]"))
    return tuple(b if a == typed.entered_unit else a for a, b in pairs if typed.entered_unit in (a, b))


def _fits_better(one: Judged, value: Decimal, known: Known) -> bool:
    if not _plausible(one.typed.part, value, known):
        return False
    if one.implausible:
        return True
    last = known.last(one.typed.part)
    if one.typed.part not in (Part.WEIGHT, Part.HEIGHT):
        return False
    if last is not None:
        return _near(value, last.value) and not _near(one.typed.value, last.value)
    if one.typed.part is not Part.WEIGHT or not known.who.adult:
        return False
    return _unlikely_weight(one.typed.value, known) and not _unlikely_weight(value, known)


def _near(value: Decimal, other: Decimal) -> bool:
    return abs(value - other) * 10 <= other


def _unlikely_weight(value: Decimal, known: Known) -> bool:
    row = known.policy["swap"]
    most, least = number(row["adult_kg_at_least"]), number(row["adult_kg_at_most"])
    return (most is not None and value >= most) or (least is not None and value <= least)


def _ten_fold(one: Judged, known: Known) -> Finding | None:
    """Say that a point slipped: ten times or a tenth of it is plausible, or near the last value."""
    last = known.last(one.typed.part)
    for factor in (TEN, 1 / TEN):
        value = one.typed.value * factor
        fits = last is not None and _near(value, last.value)
        if fits or (one.implausible and last is None and _usual(one, value, known)):
            text = format((Decimal(one.typed.entered) * factor).normalize(), "f")
            return _finding("ten_fold", one.typed, Severity.SOFT_STOP, suggested=text)
    return None


def _usual(one: Judged, value: Decimal, known: Known) -> bool:
    limits = known.limits(one.typed.part)
    return not limits.implausible.outside(value) and not limits.abnormal.outside(value)


# -- changed ----------------------------------------------------------------------------------------------


def _changed(values: Sequence[Judged], known: Known) -> list[Finding]:
    return [found for one in values if not one.implausible and (found := _change(one.typed, known))]


def _change(typed: Typed, known: Known) -> Finding | None:
    """Compare with the last visit, as far as the table says how much a part may move in how many days.

    A move beyond the row's "asks" limits is asked about before the value is kept; a smaller one is a hint.
    """
    last = known.last(typed.part)
    row = band_for(known.policy.get(typed.part.value, {}).get("change", {}), known.who)
    if last is None or not row or known.now - last.at > timedelta(days=row["within_days"]):
        return None
    difference = typed.value - last.value
    side = "rise" if difference > 0 else "drop"
    if not _moved_far(abs(difference), last.value, row, side):
        return None
    asks = _moved_far(abs(difference), last.value, row, f"asks_{side}")
    percent = int(rounded(abs(difference) * 100 / last.value, 0)) if last.value else 0
    more = {"side": side, "percent": percent, "last_on": last.at.date()}
    name, severity = ("changed_far", Severity.SOFT_STOP) if asks else ("changed", Severity.NOTE)
    return _finding(name, typed, severity, **more)


def _moved_far(difference: Decimal, last: Decimal, row: Mapping[str, Any], side: str) -> bool:
    share, fixed = number(row.get(f"{side}_percent")), number(row.get(side))
    by_share = share is not None and difference * 100 > share * last
    return by_share or (fixed is not None and difference > fixed)


# -- flags ------------------------------------------------------------------------------------------------


def _flags(values: Sequence[Judged], policy: Mapping[str, Any]) -> list[Finding]:
    """Return one finding for each flagged value; two or more signs of sepsis become one question."""
    flagged = [one for one in values if one.flagged]
    signs = [one for one in flagged if _may_be_sepsis(one)]
    asked: list[Finding] = []
    if len({one.typed.part for one in signs}) >= policy["sepsis"]["signs_needed"]:
        flagged = [one for one in flagged if one not in signs]
        asked = [_sepsis(signs)]
    return asked + _as_chips(flagged, {one.typed.part: one for one in values})


def _may_be_sepsis(one: Judged) -> bool:
    fast = (Part.TEMPERATURE, Part.PULSE, Part.RESPIRATIONS)
    return (one.typed.part in fast and one.high) or (one.typed.part is Part.SYSTOLIC and not one.high)


def _sepsis(signs: Sequence[Judged]) -> Finding:
    params: dict[str, Any] = {one.typed.part.value: one.typed.entered for one in signs}
    params |= {f"{one.typed.part.value}_unit": one.typed.entered_unit for one in signs}
    level = Level.CRITICAL if any(one.level is Level.CRITICAL for one in signs) else Level.ABNORMAL
    params |= {"signs": ",".join(one.typed.part.value for one in signs), "level": level.value}
    return Finding(Message("vitals.sepsis", params), Severity.NOTE, field_of(signs[0].typed.part))


def _as_chips(flagged: Sequence[Judged], by_part: Mapping[Part, Judged]) -> list[Finding]:
    """Return a chip for each value; the two parts of a pressure share one, which has them both."""
    upper, lower = by_part.get(Part.SYSTOLIC), by_part.get(Part.DIASTOLIC)
    whole = f"{upper.typed.entered}/{lower.typed.entered}" if upper and lower else ""
    chips: dict[str, Finding] = {}
    for one in sorted(flagged, key=lambda judged: judged.level is Level.CRITICAL):
        field = field_of(one.typed.part)
        more: dict[str, Any] = {"pressure": whole} if whole and field == "blood_pressure" else {}
        side = "high" if one.high else "low"
        chips[field] = _finding(one.level.value, one.typed, side=side, **more)
    return list(chips.values())


# -- derived ----------------------------------------------------------------------------------------------


def _bmi(by_part: Mapping[Part, Judged], known: Known) -> Decimal | None:
    """Return kg/m2 from this set; an adult's height may be the last one measured. None while implausible."""
    weight, height = by_part.get(Part.WEIGHT), by_part.get(Part.HEIGHT)
    if weight is None or weight.implausible or (height is not None and height.implausible):
        return None
    centimetres = height.typed.value if height else None
    if centimetres is None and known.who.adult and Part.HEIGHT in known.earlier:
        centimetres = known.earlier[Part.HEIGHT].value
    return None if not centimetres else body_mass_index(weight.typed.value, centimetres)


def body_mass_index(kilograms: Decimal, centimetres: Decimal) -> Decimal:
    """Return kg/m2 to one place."""
    return rounded(kilograms / (centimetres / 100) ** 2, 1)


def _repeat(by_part: Mapping[Part, Judged], known: Known) -> int | None:
    """Return in how many minutes a high pressure is to be taken again, or None."""
    high = [
        one
        for part in (Part.SYSTOLIC, Part.DIASTOLIC)
        if (one := by_part.get(part)) and one.high and one.flagged
    ]
    if not high:
        return None
    severe = known.who.pregnant and any(one.level is Level.CRITICAL for one in high)
    name = "pregnancy_repeat_after_minutes" if severe else "repeat_after_minutes"
    return int(known.policy["alerts"][name])


def average(values: Sequence[Decimal]) -> Decimal | None:
    """Return the mean of two or more readings to a whole number, as pressures are averaged; else None."""
    return rounded(sum(values, Decimal(0)) / len(values), 0) if len(values) > 1 else None
