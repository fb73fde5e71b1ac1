"""Immunizations, given or not given. Source: HL7 FHIR R4."""

from __future__ import annotations

from app.core.dates import PartialDate
from app.exchange.fhir.clinical import ERROR, actor
from app.exchange.fhir.context import Context
from app.exchange.fhir.datatypes import amount, concept, concept_at, note
from app.exchange.fhir.element import Element
from app.exchange.fhir.records import Immunization, ProtocolDose, VaccineReaction

_STATUS = frozenset({"completed", ERROR, "not-done"})


def immunization(element: Element, here: Context) -> Immunization:
    """Read an Immunization."""
    status = element.need_one_of("status", _STATUS)
    return Immunization(
        **here.head(element, "patient", entered_in_error=status == ERROR),
        status=status,
        vaccine=element.need("vaccineCode", concept),
        occurred=_occurred(element),
        status_reason=concept_at(element, "statusReason"),
        recorded=element.when("recorded"),
        primary_source=element.flag("primarySource"),
        report_origin=concept_at(element, "reportOrigin"),
        encounter=element.one("encounter", here.link),
        location=element.one("location", here.link),
        manufacturer=element.one("manufacturer", here.link),
        lot=element.text("lotNumber"),
        expires=element.day("expirationDate"),
        dose=element.one("doseQuantity", amount),
        site=concept_at(element, "site"),
        route=concept_at(element, "route"),
        performers=element.many("performer", lambda part: actor(part, here)),
        reasons=element.many("reasonCode", concept),
        subpotent=element.flag("isSubpotent") or False,
        subpotent_reasons=element.many("subpotentReason", concept),
        funding=concept_at(element, "fundingSource"),
        program_eligibility=element.many("programEligibility", concept),
        protocol=element.many("protocolApplied", _protocol),
        reactions=element.many("reaction", lambda part: _reaction(part, here)),
        notes=element.many("note", note),
    )


def _occurred(element: Element) -> PartialDate | str:
    found: PartialDate | str | None = element.choice(
        "occurrence", {"DateTime": element.when, "String": element.text}
    )
    return found or element.unfit("occurrence", "missing")


def _protocol(element: Element) -> ProtocolDose:
    return ProtocolDose(
        series=element.text("series"),
        dose=_number_or_words(element, "doseNumber"),
        series_doses=_number_or_words(element, "seriesDoses"),
        diseases=element.many("targetDisease", concept),
    )


def _number_or_words(element: Element, stem: str) -> int | str | None:
    return element.choice(stem, {"PositiveInt": element.integer, "String": element.text})


def _reaction(element: Element, here: Context) -> VaccineReaction:
    detail = element.one("detail", here.link)
    return VaccineReaction(element.when("date"), detail, element.flag("reported"))
