"""What histories must obey, and what follows from them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from app.chart.history.model import Pregnancy, TobaccoUse
from app.core.coding import SNOMED, Code
from app.core.errors import RuleViolated
from app.core.findings import Message

# ONC's value set for smoking status, as US Core takes it (SNOMED CT).
SMOKING_STATUS = {
    TobaccoUse.NEVER: Code(SNOMED, "266919005", "Never smoked tobacco (finding)"),
    TobaccoUse.FORMER: Code(SNOMED, "8517006", "Ex-smoker (finding)"),
    TobaccoUse.SOME_DAYS: Code(SNOMED, "428041000124106", "Occasional tobacco smoker (finding)"),
    TobaccoUse.EVERY_DAY: Code(SNOMED, "449868002", "Smokes tobacco daily (finding)"),
    TobaccoUse.UNKNOWN: Code(SNOMED, "266927001", "Tobacco smoking consumption unknown (finding)"),
}
_MOST_PACKS, _MOST_YEARS = 10, 100
_LONGEST_TERM = timedelta(weeks=45)


def pack_years(packs_per_day: Decimal | None, years: Decimal | None) -> Decimal | None:
    """Return packs a day times years."""
    return None if packs_per_day is None or years is None else packs_per_day * years


def checked_smoking(tobacco: TobaccoUse, packs: Decimal | None, years: Decimal | None) -> None:
    """Refuse packs of a person who never smoked, and amounts beyond what a person can."""
    if tobacco is TobaccoUse.NEVER and (packs or years):
        raise RuleViolated("packs_per_day", Message("history.never_smoked"))
    for field, amount, most in (("packs_per_day", packs, _MOST_PACKS), ("years_smoked", years, _MOST_YEARS)):
        if amount is not None and not 0 <= amount <= most:
            raise RuleViolated(field, Message("history.amount", {"most": most}))


def checked_pregnancy(
    pregnancy: Pregnancy | None, due_on: date | None, delivered_on: date | None, today: date
) -> None:
    """Refuse a birth in the future and a due date that no term reaches or of someone not pregnant."""
    if delivered_on is not None and delivered_on > today:
        raise RuleViolated("delivered_on", Message("history.in_the_future"))
    if due_on is None:
        return
    if pregnancy is not Pregnancy.PREGNANT:
        raise RuleViolated("due_on", Message("history.not_pregnant"))
    if due_on > today + _LONGEST_TERM:
        raise RuleViolated("due_on", Message("history.due_too_late"))
