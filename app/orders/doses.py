"""Whether a dose is a usual one: another is asked about, an absurd one refused (soft stop, hard stop).

The figures are the practice's policy table `orders`, each item with its source.
"""

from __future__ import annotations

from decimal import Decimal

from app.core.errors import RuleViolated
from app.core.findings import Finding, Message, Severity
from app.core.quantities import number_text
from app.orders.catalog import DoseLimits

_SIZES: dict[str, tuple[str, Decimal]] = {
    # unit: (unit to compare in, how many of it)
    "uL": ("mL", Decimal("0.001")),
    "mL": ("mL", Decimal(1)),
    "L": ("mL", Decimal(1000)),
    "ug": ("mg", Decimal("0.001")),
    "mg": ("mg", Decimal(1)),
    "g": ("mg", Decimal(1000)),
}


def dose_findings(limits: DoseLimits | None, dose: Decimal, unit: str) -> list[Finding]:
    """Return a soft stop for a dose or unit that is not the usual one.

    Raises RuleViolated("dose") above the limit that nobody gives, whatever the unit it was typed in.
    """
    if limits is None:
        return []
    same = _in_unit(dose, unit, limits.unit)
    typed = f"{number_text(dose)} {unit}".strip()
    if same is not None and same > limits.never_above:
        most = f"{number_text(limits.never_above)} {limits.unit}"
        raise RuleViolated("dose", Message("orders.dose_absurd", {"dose": typed, "most": most}))
    if unit == limits.unit and limits.usual_from <= dose <= limits.usual_to:
        return []
    return [
        Finding(
            Message("orders.dose_unusual", {"dose": typed, "usual": usual_words(limits)}),
            Severity.SOFT_STOP,
            "dose",
        )
    ]


def usual_words(limits: DoseLimits) -> str:
    """Return "0.5 mL", or "15 to 60 mg"."""
    low, high = number_text(limits.usual_from), number_text(limits.usual_to)
    return f"{low} {limits.unit}" if low == high else f"{low} - {high} {limits.unit}"


def _in_unit(dose: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return a dose in another unit of its kind, None where they cannot be compared."""
    if unit == wanted:
        return dose
    here, there = _SIZES.get(unit), _SIZES.get(wanted)
    if here is None or there is None or here[0] != there[0]:
        return None
    return dose * here[1] / there[1]
