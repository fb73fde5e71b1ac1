"""The schedule: CDC's supporting data for immunization as plain values, in the terms of the specification.

Names are those of "Logic Specification for ACIP Recommendations" 4.5, chapter 3 and appendix A. A value is
what one release says; nothing here knows a patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.vaccines.periods import Period


class SeriesType(StrEnum):
    """Whom a series is for: everybody, those at risk, or nobody any more (it only counts what was given)."""

    STANDARD = "Standard"
    RISK = "Risk"
    EVALUATION_ONLY = "Evaluation Only"


class Context(StrEnum):
    """When a conditional skip is looked at (6.2, 7.1)."""

    EVALUATION = "Evaluation"
    FORECAST = "Forecast"
    BOTH = "Both"


class ConditionType(StrEnum):
    """The types of a skip's condition (6.2, tables 6-6 to 6-9)."""

    AGE = "Age"
    COMPLETED_SERIES = "Completed Series"
    INTERVAL = "Interval"
    VACCINE_COUNT = "Vaccine Count"


class CountLogic(StrEnum):
    """How a count of doses is compared (table 6-9)."""

    GREATER_THAN = "greater than"
    EQUAL = "equal to"
    LESS_THAN = "less than"


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a row counts, both days included; None is open."""

    effective: date | None = None
    cessation: date | None = None

    def holds(self, day: date) -> bool:
        """Say whether the row counts on this day."""
        after = self.effective is None or self.effective <= day
        return after and (self.cessation is None or day <= self.cessation)


@dataclass(frozen=True, slots=True)
class Age:
    """The ages of a series dose (6.4, 7.5)."""

    absolute_minimum: Period | None
    minimum: Period | None
    earliest_recommended: Period | None
    latest_recommended: Period | None
    maximum: Period | None
    validity: Validity


@dataclass(frozen=True, slots=True)
class Interval:
    """A preferable or allowable interval (6.5, 6.6) and what it is measured from."""

    from_previous: bool
    from_target_dose: int | None
    from_most_recent: frozenset[str]
    from_observation: str
    absolute_minimum: Period | None
    minimum: Period | None
    earliest_recommended: Period | None
    latest_recommended: Period | None
    overrides: bool
    """The interval priority flag: the forecast of the group follows this dose (9.3)."""
    validity: Validity


@dataclass(frozen=True, slots=True)
class SeriesDoseVaccine:
    """A preferable or allowable vaccine of a series dose (6.8, 6.9)."""

    cvx: str
    vaccine_type: str
    begin_age: Period | None
    end_age: Period | None
    trade_name: str = ""
    mvx: str = ""
    volume_ml: str = ""
    forecast: bool = False
    """The forecast vaccine type flag: this is named in a forecast (7.5)."""


@dataclass(frozen=True, slots=True)
class SkipCondition:
    """One condition of a conditional skip."""

    type: ConditionType
    start: date | None
    end: date | None
    begin_age: Period | None
    end_age: Period | None
    interval: Period | None
    dose_count: int
    valid_only: bool
    count_logic: CountLogic
    cvx: frozenset[str]
    """The vaccine types that count; none means every one of the antigen."""
    series_groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class SkipSet:
    """Conditions that count together, all of them or any."""

    description: str
    all_of: bool
    conditions: tuple[SkipCondition, ...]
    validity: Validity


@dataclass(frozen=True, slots=True)
class ConditionalSkip:
    """When a series dose is not needed."""

    context: Context
    all_of: bool
    sets: tuple[SkipSet, ...]


@dataclass(frozen=True, slots=True)
class SeriesDose:
    """One dose of a series and everything that it asks for; `number` counts from 1."""

    number: int
    ages: tuple[Age, ...]
    intervals: tuple[Interval, ...]
    allowable_intervals: tuple[Interval, ...]
    preferable_vaccines: tuple[SeriesDoseVaccine, ...]
    allowable_vaccines: tuple[SeriesDoseVaccine, ...]
    inadvertent: frozenset[str]
    skips: tuple[ConditionalSkip, ...]
    recurring: bool
    season_start: date | None
    season_end: date | None


@dataclass(frozen=True, slots=True)
class Indication:
    """Why somebody is at risk: an observation, from an age to an age (5.1)."""

    code: str
    title: str
    description: str
    guidance: str
    begin_age: Period | None
    end_age: Period | None


@dataclass(frozen=True, slots=True)
class AntigenSeries:
    """One path to immunity against a disease."""

    name: str
    antigen: str
    vaccine_group: str
    type: SeriesType
    guidance: tuple[str, ...]
    equivalent_groups: frozenset[str]
    genders: frozenset[str]
    default: bool
    product: bool
    group_name: str
    group: str
    priority: str
    preference: int
    minimum_age_to_start: Period | None
    maximum_age_to_start: Period | None
    indications: tuple[Indication, ...]
    doses: tuple[SeriesDose, ...]


@dataclass(frozen=True, slots=True)
class Contraindication:
    """An observation that speaks against an antigen, or against the vaccines it names (7.3)."""

    code: str
    title: str
    text: str
    guidance: str
    begin_age: Period | None
    end_age: Period | None
    vaccines: tuple[SeriesDoseVaccine, ...] = ()


@dataclass(frozen=True, slots=True)
class BirthDateImmunity:
    """Who was born before a day is immune, unless an observation excludes it (7.2)."""

    before: date
    country: str
    exclusions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Antigen:
    """Everything that the release says of one antigen."""

    name: str
    series: tuple[AntigenSeries, ...]
    contraindications: tuple[Contraindication, ...]
    vaccine_contraindications: tuple[Contraindication, ...]
    immunity_codes: frozenset[str]
    birth_date_immunity: tuple[BirthDateImmunity, ...]


@dataclass(frozen=True, slots=True)
class Association:
    """An antigen that a vaccine holds, for ages from `begin_age` to before `end_age` at its giving (4.2)."""

    antigen: str
    begin_age: Period | None
    end_age: Period | None


@dataclass(frozen=True, slots=True)
class VaccineGroup:
    """Antigens that are forecast together (chapter 9)."""

    name: str
    antigens: tuple[str, ...]
    administer_full: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """How long after one vaccine another one may not follow (6.7), as intervals from the earlier one."""

    begin: Period
    minimum_end: Period
    end: Period


@dataclass(frozen=True, slots=True)
class CodedValue:
    """A code of another system that stands for an observation."""

    system: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ObservationKind:
    """An observation of the schedule, and the codes that stand for it."""

    code: str
    title: str
    group: str
    indication: str
    contraindication: str
    coded_values: tuple[CodedValue, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """One release of CDC's supporting data; `conflicts` by the CVX of the earlier and the later vaccine."""

    release: str
    released: date
    antigens: dict[str, Antigen]
    vaccine_groups: dict[str, VaccineGroup]
    associations: dict[str, tuple[Association, ...]]
    conflicts: dict[tuple[str, str], Conflict]
    observations: dict[str, ObservationKind]
