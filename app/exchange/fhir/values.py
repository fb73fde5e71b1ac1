"""Values of FHIR R4 as an import carries them: everything as it was given, nothing guessed.

A text that was not given is "", a number, flag or part that was not given is None. Codes are
`app.core.coding.Code` with "" for each part that was not given; `release` is FHIR's `version`.
Dates are `app.core.dates.PartialDate`, with the text and so the precision of the source.
Source of the shapes: HL7 FHIR R4 (4.0.1), data types.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.core.coding import Code
from app.core.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept: every coding in the order given, and the words of the source."""

    codes: tuple[Code, ...] = ()
    text: str = ""

    def code_in(self, system: str) -> Code | None:
        """Return the first code of a code system, or None."""
        return next((code for code in self.codes if code.system == system), None)

    def words(self) -> str:
        """Return what a person reads: the text, else the first display, else the first code."""
        shown = [self.text, *(code.display for code in self.codes), *(code.code for code in self.codes)]
        return next((text for text in shown if text), "")


@dataclass(frozen=True, slots=True)
class Amount:
    """A Quantity: `unit` is the unit as printed, `code` is the unit in `system` (UCUM where it says so)."""

    value: Decimal | None = None
    comparator: str = ""
    unit: str = ""
    system: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """From and until, each as precise as given; None is open or unknown."""

    start: PartialDate | None = None
    end: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Range:
    low: Amount | None = None
    high: Amount | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    numerator: Amount | None = None
    denominator: Amount | None = None


@dataclass(frozen=True, slots=True)
class SampledData:
    """A series from a device: `interval_ms` between samples, each value = origin + factor * number."""

    origin: Amount
    interval_ms: Decimal
    dimensions: int
    factor: Decimal | None = None
    lower_limit: Decimal | None = None
    upper_limit: Decimal | None = None
    data: str = ""


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day without a date or zone, as given ("14:30:00")."""

    text: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A business identifier; known from new is told by `system` and `value`."""

    system: str = ""
    value: str = ""
    use: str = ""
    type: Concept = Concept()
    period: Period | None = None
    assigner: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A Reference. `key` is the target's `Source.key` in the same bundle, "" if it is not there.

    `reference` is the text as given, `type` the resource type where it is known, `name` the display
    as given or else the name that the target (practitioner, organization, place) carries.
    """

    reference: str = ""
    key: str = ""
    type: str = ""
    name: str = ""
    identifier: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """When something is taken or was seen; units of time are UCUM ("d", "h", "wk") as given."""

    events: tuple[PartialDate, ...] = ()
    bounds: Amount | Range | Period | None = None
    count: int | None = None
    count_max: int | None = None
    duration: Decimal | None = None
    duration_max: Decimal | None = None
    duration_unit: str = ""
    frequency: int | None = None
    frequency_max: int | None = None
    period: Decimal | None = None
    period_max: Decimal | None = None
    period_unit: str = ""
    days_of_week: tuple[str, ...] = ()
    times_of_day: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    offset_minutes: int | None = None
    code: Concept = Concept()


@dataclass(frozen=True, slots=True)
class DoseAndRate:
    type: Concept = Concept()
    dose: Amount | Range | None = None
    rate: Amount | Range | Ratio | None = None


@dataclass(frozen=True, slots=True)
class Dosage:
    """How a medicine is taken; `as_needed` is True, False, the condition for it, or None (not said)."""

    sequence: int | None = None
    text: str = ""
    additional: tuple[Concept, ...] = ()
    patient_instruction: str = ""
    timing: Timing | None = None
    as_needed: bool | Concept | None = None
    site: Concept = Concept()
    route: Concept = Concept()
    method: Concept = Concept()
    doses: tuple[DoseAndRate, ...] = ()
    max_per_period: Ratio | None = None
    max_per_administration: Amount | None = None
    max_per_lifetime: Amount | None = None


@dataclass(frozen=True, slots=True)
class Ingredient:
    item: Concept
    active: bool | None = None
    strength: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Drug:
    """The medicine of a request or statement, from its own code or from the Medication it names."""

    code: Concept = Concept()
    form: Concept = Concept()
    ingredients: tuple[Ingredient, ...] = ()
    lot: str = ""
    expires: PartialDate | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class HumanName:
    """A name; `use` is "official", "usual", "maiden", "nickname", "old", "temp", "anonymous" or ""."""

    use: str = ""
    text: str = ""
    family: str = ""
    given: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    suffix: tuple[str, ...] = ()
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """`use` is "home", "work", "temp", "old", "billing"; `type` is "postal", "physical", "both"; or ""."""

    use: str = ""
    type: str = ""
    text: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    district: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Telecom:
    """`system` is "phone", "email", "sms", "fax", "pager", "url", "other"; `use` "home", "mobile"..."""

    system: str = ""
    value: str = ""
    use: str = ""
    rank: int | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document's content. `data` is decoded; None means that it is not in the bundle (see `url`).

    `text` is `data` as text where the content type is a kind of text, else "".
    """

    content_type: str = ""
    language: str = ""
    data: bytes | None = None
    text: str = ""
    url: str = ""
    title: str = ""
    created: PartialDate | None = None


Onset = PartialDate | Period | Range | Amount | str | None
"""When a condition began or ended: a date, a period, an age (Amount), a range of ages, or words."""

Occurred = PartialDate | Period | Timing | None

Value = Amount | Concept | str | bool | int | Range | Ratio | SampledData | ClockTime | PartialDate | Period
"""The value of an observation: `str` is valueString, `int` valueInteger, `bool` valueBoolean."""
