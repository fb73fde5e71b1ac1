"""Coverage: who pays for the patient. Source: HL7 FHIR R4."""

from __future__ import annotations

from app.exchange.fhir.clinical import ERROR
from app.exchange.fhir.context import Context
from app.exchange.fhir.datatypes import concept, concept_at, period
from app.exchange.fhir.element import Element
from app.exchange.fhir.people_records import Coverage, CoverageClass

_STATUS = frozenset({"active", "cancelled", "draft", ERROR})


def coverage(element: Element, here: Context) -> Coverage:
    """Read a Coverage; its beneficiary is the patient."""
    status = element.need_one_of("status", _STATUS)
    return Coverage(
        **here.head(element, "beneficiary", entered_in_error=status == ERROR),
        status=status,
        type=concept_at(element, "type"),
        policy_holder=element.one("policyHolder", here.link),
        subscriber=element.one("subscriber", here.link),
        subscriber_id=element.text("subscriberId"),
        dependent=element.text("dependent"),
        relationship=concept_at(element, "relationship"),
        period=element.one("period", period),
        payors=element.many("payor", here.link),
        classes=element.many("class", _class),
        order=element.integer("order"),
        network=element.text("network"),
    )


def _class(element: Element) -> CoverageClass:
    return CoverageClass(element.need("type", concept), element.need_text("value"), element.text("name"))
