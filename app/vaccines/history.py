"""What the engine is asked about: a patient, the doses given, what is known of them, and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Gender(StrEnum):
    """As the schedule writes it."""

    FEMALE = "Female"
    MALE = "Male"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Dose:
    """A vaccine dose administered. `sub_standard`: recalled, spoilt, expired or given wrongly (6.1)."""

    given: date
    cvx: str
    mvx: str = ""
    sub_standard: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """An observation of the schedule (its code) that is true of the patient, since when if that is known."""

    code: str
    observed: date | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Everything that an assessment rests on; `assessed` is the day of it."""

    birth_date: date
    gender: Gender
    assessed: date
    doses: tuple[Dose, ...] = ()
    observations: tuple[Observation, ...] = ()
    birth_country: str = ""

    def has(self, code: str) -> bool:
        """Say whether an observation is true of the patient."""
        return any(one.code == code for one in self.observations)
