"""Readers of FHIR's data types: one element in, one value out."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from app.core.coding import Code
from app.core.dates import PartialDate
from app.exchange.fhir.element import Element
from app.exchange.fhir.values import (
    Address,
    Amount,
    Attachment,
    ClockTime,
    Concept,
    Dosage,
    DoseAndRate,
    HumanName,
    Identifier,
    Onset,
    Period,
    Range,
    Ratio,
    SampledData,
    Telecom,
    Timing,
    Value,
)

_COMPARATORS = frozenset({"<", "<=", ">=", ">"})
_NO_CONCEPT = Concept()  # one object: a bundle has it thousands of times
_TEXT_KINDS = frozenset({"application/xml", "application/json", "application/xhtml+xml"})
_CHARSETS = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"})


def code(element: Element) -> Code:
    """Read a Coding."""
    text = element.text
    found = Code(text("system"), text("code"), text("display"), text("version"))
    element.flag("userSelected")
    return element.reading.same(found)


def concept(element: Element) -> Concept:
    """Read a CodeableConcept with all its codings."""
    return element.reading.same(Concept(element.many("coding", code), element.text("text")))


def concept_at(element: Element, name: str) -> Concept:
    """Read a CodeableConcept that may be absent."""
    return element.one(name, concept) or _NO_CONCEPT


def amount(element: Element) -> Amount:
    """Read a Quantity (Age, Duration, Money-free kinds too). The unit is never guessed from the number."""
    text = element.text
    comparator = element.one_of("comparator", _COMPARATORS)
    return Amount(element.number("value"), comparator, text("unit"), text("system"), text("code"))


def period(element: Element) -> Period:
    return Period(element.when("start"), element.when("end"))


def range_(element: Element) -> Range:
    return Range(element.one("low", amount), element.one("high", amount))


def ratio(element: Element) -> Ratio:
    return Ratio(element.one("numerator", amount), element.one("denominator", amount))


def sampled_data(element: Element) -> SampledData:
    interval, dimensions = element.number("period"), element.integer("dimensions")
    if interval is None or dimensions is None:
        element.unfit("period" if interval is None else "dimensions", "missing")
    limits = element.number("lowerLimit"), element.number("upperLimit")
    origin, data = element.need("origin", amount), element.text("data")
    return SampledData(origin, interval, dimensions, element.number("factor"), *limits, data)


def identifier(element: Element) -> Identifier:
    text = element.text
    assigner = element.one("assigner", lambda who: who.text("display") or who.text("reference")) or ""
    kind = concept_at(element, "type")
    return Identifier(
        text("system"), text("value"), text("use"), kind, element.one("period", period), assigner
    )


def human_name(element: Element) -> HumanName:
    text, texts = element.text, element.texts
    parts = texts("given"), texts("prefix"), texts("suffix")
    return HumanName(text("use"), text("text"), text("family"), *parts, element.one("period", period))


def address(element: Element) -> Address:
    text = element.text
    kind = text("use"), text("type"), text("text"), element.texts("line")
    place = text("city"), text("district"), text("state"), text("postalCode"), text("country")
    return Address(*kind, *place, element.one("period", period))


def telecom(element: Element) -> Telecom:
    text = element.text
    when = element.one("period", period)
    return Telecom(text("system"), text("value"), text("use"), element.integer("rank"), when)


def note(element: Element) -> str:
    """Read an Annotation's words; author and time stay in the original."""
    return element.text("text")


def timing(element: Element) -> Timing:
    """Read a Timing: events, or how often."""
    events, kind = element.whens("event"), concept_at(element, "code")
    return element.one("repeat", lambda repeat: _repeat(repeat, events, kind)) or Timing(events, code=kind)


def _repeat(element: Element, events: tuple[PartialDate, ...], kind: Concept) -> Timing:
    bounds: Amount | Range | Period | None = element.choice(
        "bounds",
        {
            "Duration": lambda name: element.one(name, amount),
            "Range": lambda name: element.one(name, range_),
            "Period": lambda name: element.one(name, period),
        },
    )
    integer, number, text, texts = element.integer, element.number, element.text, element.texts
    return Timing(
        events=events,
        bounds=bounds,
        count=integer("count"),
        count_max=integer("countMax"),
        duration=number("duration"),
        duration_max=number("durationMax"),
        duration_unit=text("durationUnit"),
        frequency=integer("frequency"),
        frequency_max=integer("frequencyMax"),
        period=number("period"),
        period_max=number("periodMax"),
        period_unit=text("periodUnit"),
        days_of_week=texts("dayOfWeek"),
        times_of_day=texts("timeOfDay"),
        when=texts("when"),
        offset_minutes=integer("offset"),
        code=kind,
    )


def _dose_and_rate(element: Element) -> DoseAndRate:
    dose: Amount | Range | None = element.choice(
        "dose",
        {
            "Quantity": lambda name: element.one(name, amount),
            "Range": lambda name: element.one(name, range_),
        },
    )
    rate: Amount | Range | Ratio | None = element.choice(
        "rate",
        {
            "Quantity": lambda name: element.one(name, amount),
            "Range": lambda name: element.one(name, range_),
            "Ratio": lambda name: element.one(name, ratio),
        },
    )
    return DoseAndRate(concept_at(element, "type"), dose, rate)


def flag_or_concept(element: Element, stem: str) -> bool | Concept | None:
    """Read a choice of boolean and CodeableConcept."""
    return element.choice(
        stem, {"Boolean": element.flag, "CodeableConcept": lambda name: element.one(name, concept)}
    )


def dosage(element: Element) -> Dosage:
    """Read one Dosage instruction."""
    return Dosage(
        sequence=element.integer("sequence"),
        text=element.text("text"),
        additional=element.many("additionalInstruction", concept),
        patient_instruction=element.text("patientInstruction"),
        timing=element.one("timing", timing),
        as_needed=flag_or_concept(element, "asNeeded"),
        site=concept_at(element, "site"),
        route=concept_at(element, "route"),
        method=concept_at(element, "method"),
        doses=element.many("doseAndRate", _dose_and_rate),
        max_per_period=element.one("maxDosePerPeriod", ratio),
        max_per_administration=element.one("maxDosePerAdministration", amount),
        max_per_lifetime=element.one("maxDosePerLifetime", amount),
    )


def onset(element: Element, stem: str) -> Onset:
    """Read onset[x], abatement[x] or performed[x]: date, age, period, range or words."""
    return element.choice(
        stem,
        {
            "DateTime": element.when,
            "Age": lambda name: element.one(name, amount),
            "Period": lambda name: element.one(name, period),
            "Range": lambda name: element.one(name, range_),
            "String": element.text,
        },
    )


def occurred(element: Element, stem: str) -> PartialDate | Period | Timing | None:
    """Read effective[x]."""
    return element.choice(
        stem,
        {
            "DateTime": element.when,
            "Instant": element.when,
            "Period": lambda name: element.one(name, period),
            "Timing": lambda name: element.one(name, timing),
        },
    )


def value(element: Element) -> Value | None:
    """Read value[x] of an observation or component."""
    readers: dict[str, Callable[[str], Value | None]] = {
        "Quantity": lambda name: element.one(name, amount),
        "CodeableConcept": lambda name: element.one(name, concept),
        "String": element.text,
        "Boolean": element.flag,
        "Integer": element.integer,
        "Range": lambda name: element.one(name, range_),
        "Ratio": lambda name: element.one(name, ratio),
        "SampledData": lambda name: element.one(name, sampled_data),
        "Time": lambda name: ClockTime(element.clock(name)),
        "DateTime": element.when,
        "Period": lambda name: element.one(name, period),
    }
    return element.choice("value", readers)


def attachment(element: Element, elsewhere: Callable[[str], tuple[str, str] | None]) -> Attachment:
    """Read an Attachment; `elsewhere` gives type and base64 of a Binary in the bundle by its address."""
    content_type, encoded, url = element.text("contentType"), element.text("data"), element.text("url")
    if not encoded and url and (found := elsewhere(url)):
        content_type, encoded = content_type or found[0], found[1]
    if url and not encoded:
        element.note("url", "document_elsewhere")
    data = _decoded(element, encoded) if encoded else None
    size = element.integer("size")
    if data is not None and size is not None and size != len(data):
        element.note("size", "document_size_differs")
    return Attachment(
        content_type=content_type,
        language=element.text("language"),
        data=data,
        text=_as_text(content_type, data) if data else "",
        url=url,
        title=element.text("title"),
        created=element.when("creation"),
    )


def _decoded(element: Element, encoded: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        element.unfit("data", "not_base64")


def _as_text(content_type: str, data: bytes) -> str:
    kind, _, parameters = content_type.lower().partition(";")
    if not kind.strip().startswith("text/") and kind.strip() not in _TEXT_KINDS:
        return ""
    charset = re.search(r"charset\s*=\s*\"?([a-z0-9\-]+)", parameters)
    name = charset[1] if charset else "utf-8"
    try:
        text = data.decode(name) if name in _CHARSETS else ""
    except ValueError:
        return ""
    return "" if "\x00" in text else text
