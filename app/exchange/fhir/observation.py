"""Observations: vital signs, results, smoking status, panels with components. Source: HL7 FHIR R4."""

from __future__ import annotations

from app.exchange.fhir.clinical import ERROR
from app.exchange.fhir.context import Context
from app.exchange.fhir.datatypes import amount, concept, concept_at, note, occurred, range_, value
from app.exchange.fhir.element import Element
from app.exchange.fhir.records import Component, Observation, ReferenceRange

_STATUS = frozenset(
    {"registered", "preliminary", "final", "amended", "corrected", "cancelled", ERROR, "unknown"},
)


def observation(element: Element, here: Context) -> Observation:
    """Read an Observation with a value of any type."""
    status = element.need_one_of("status", _STATUS)
    return Observation(
        **here.head(element, "subject", entered_in_error=status == ERROR),
        status=status,
        code=element.need("code", concept),
        categories=element.many("category", concept),
        value=value(element),
        absent_reason=concept_at(element, "dataAbsentReason"),
        interpretations=element.many("interpretation", concept),
        reference_ranges=element.many("referenceRange", _reference_range),
        components=element.many("component", _component),
        effective=occurred(element, "effective"),
        issued=element.when("issued"),
        method=concept_at(element, "method"),
        body_site=concept_at(element, "bodySite"),
        performers=element.many("performer", here.link),
        encounter=element.one("encounter", here.link),
        device=element.one("device", here.link),
        specimen=element.one("specimen", here.link),
        members=element.many("hasMember", here.link),
        derived_from=element.many("derivedFrom", here.link),
        notes=element.many("note", note),
    )


def _component(element: Element) -> Component:
    return Component(
        code=element.need("code", concept),
        value=value(element),
        absent_reason=concept_at(element, "dataAbsentReason"),
        interpretations=element.many("interpretation", concept),
        reference_ranges=element.many("referenceRange", _reference_range),
    )


def _reference_range(element: Element) -> ReferenceRange:
    return ReferenceRange(
        low=element.one("low", amount),
        high=element.one("high", amount),
        type=concept_at(element, "type"),
        applies_to=element.many("appliesTo", concept),
        age=element.one("age", range_),
        text=element.text("text"),
    )
