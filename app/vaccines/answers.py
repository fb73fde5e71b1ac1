"""What the engine answers: an evaluation of each dose, and a forecast for each vaccine group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.findings import Message


class EvaluationStatus(StrEnum):
    """What a dose is worth for a series (chapter 6)."""

    VALID = "Valid"
    NOT_VALID = "Not Valid"
    EXTRANEOUS = "Extraneous"
    SUB_STANDARD = "Sub-Standard"


class SeriesStatus(StrEnum):
    """What a series, or a vaccine group, has come to (table 7-10)."""

    NOT_COMPLETE = "Not Complete"
    COMPLETE = "Complete"
    IMMUNE = "Immune"
    CONTRAINDICATED = "Contraindicated"
    AGED_OUT = "Aged Out"
    NOT_RECOMMENDED = "Not Recommended"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One dose for one antigen. `target_dose` is the series dose that it was held against."""

    given: date
    cvx: str
    antigen: str
    status: EvaluationStatus
    reasons: tuple[Message, ...] = ()
    target_dose: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the next dose is due, for a series or a vaccine group; dates are None where nothing is due."""

    status: SeriesStatus
    dose_number: int = 0
    earliest: date | None = None
    recommended: date | None = None
    past_due: date | None = None
    latest: date | None = None
    vaccines: tuple[str, ...] = ()
    """CVX of the vaccines that are recommended by name."""
    guidance: tuple[str, ...] = ()
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """A vaccine group: its forecast, the series that it rests on, and what each dose was worth."""

    vaccine_group: str
    forecast: Forecast
    series: tuple[str, ...]
    evaluations: tuple[Evaluation, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that is answered about one patient on one day, and the release it rests on."""

    release: str
    groups: tuple[GroupAnswer, ...]
    findings: tuple[Message, ...] = ()
    """What contradicts the schedule: a dose before birth, an unknown CVX, a day that has not come."""
