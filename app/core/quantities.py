"""Quantities with UCUM units. A unit is never guessed: it comes with the number or it is asked for.

Factors are the exact definitions of NIST SP 811 (pound, inch) or of UCUM itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from app.core.errors import RuleViolated
from app.core.findings import Message

_PER_CANONICAL: dict[str, tuple[str, Decimal]] = {
    # unit: (canonical unit, how many canonical units one of it is)
    "kg": ("kg", Decimal(1)),
    "g": ("kg", Decimal("0.001")),
    "[lb_av]": ("kg", Decimal("0.45359237")),
    "[oz_av]": ("kg", Decimal("0.028349523125")),
    "cm": ("cm", Decimal(1)),
    "m": ("cm", Decimal(100)),
    "mm": ("cm", Decimal("0.1")),
    "[in_i]": ("cm", Decimal("2.54")),
    "[ft_i]": ("cm", Decimal("30.48")),
}
_TEMPERATURES = ("Cel", "[degF]")


@dataclass(frozen=True)
class Quantity:
    """An exact number with its UCUM unit ("mm[Hg]", "/min", "Cel", "[degF]", "%")."""

    value: Decimal
    unit: str


def canonical_unit(unit: str) -> str:
    """Return the unit in which values of this kind are kept (kg, cm, Cel, or the unit itself)."""
    if unit in _TEMPERATURES:
        return "Cel"
    return _PER_CANONICAL[unit][0] if unit in _PER_CANONICAL else unit


def convert(quantity: Quantity, unit: str) -> Quantity:
    """Return the same quantity in another unit, exactly (no rounding).

    Raises RuleViolated("unit") when the units are not of one kind.
    """
    if quantity.unit == unit:
        return quantity
    if quantity.unit in _TEMPERATURES and unit in _TEMPERATURES:
        return Quantity(_temperature(quantity.value, unit), unit)
    here, there = _PER_CANONICAL.get(quantity.unit), _PER_CANONICAL.get(unit)
    if here is None or there is None or here[0] != there[0]:
        raise RuleViolated("unit", Message("quantity.unit_of_another_kind", {"unit": unit}))
    return Quantity(quantity.value * here[1] / there[1], unit)


def _temperature(value: Decimal, unit: str) -> Decimal:
    if unit == "Cel":
        return (value - 32) * 5 / 9
    return value * 9 / 5 + 32


def rounded(value: Decimal, places: int) -> Decimal:
    """Return the value with this many decimal places, half to even, as shown and never as stored."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def number_text(value: Decimal) -> str:
    """Return a number as a person reads it: no exponent, no trailing zeros after the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
