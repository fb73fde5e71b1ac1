"""Allergies, conditions, procedures and encounters. Source: HL7 FHIR R4."""

from __future__ import annotations

from app.exchange.fhir.context import Context
from app.exchange.fhir.datatypes import code, concept, concept_at, note, onset, period
from app.exchange.fhir.element import Element
from app.exchange.fhir.records import (
    AllergyIntolerance,
    Condition,
    Encounter,
    EncounterDiagnosis,
    Participant,
    Procedure,
    Reaction,
)
from app.exchange.fhir.values import Concept, Link

ERROR = "entered-in-error"
_ALLERGY_KINDS = frozenset({"allergy", "intolerance"})
_ALLERGY_CATEGORIES = frozenset({"food", "medication", "environment", "biologic"})
_CRITICALITIES = frozenset({"low", "high", "unable-to-assess"})
_SEVERITIES = frozenset({"mild", "moderate", "severe"})
_PROCEDURE = frozenset(
    {"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", ERROR, "unknown"}
)
_ENCOUNTER = frozenset(
    {
        "planned",
        "arrived",
        "triaged",
        "in-progress",
        "onleave",
        "finished",
        "cancelled",
        ERROR,
        "unknown",
    }
)


def _in_error(verification: Concept) -> bool:
    return any(coded.code == ERROR for coded in verification.codes)


def allergy(element: Element, here: Context) -> AllergyIntolerance:
    """Read an AllergyIntolerance."""
    verification = concept_at(element, "verificationStatus")
    categories = element.texts("category")
    if not _ALLERGY_CATEGORIES.issuperset(categories):
        element.unfit("category", "unknown_code")
    return AllergyIntolerance(
        **here.head(element, "patient", entered_in_error=_in_error(verification)),
        clinical_status=concept_at(element, "clinicalStatus"),
        verification_status=verification,
        kind=element.one_of("type", _ALLERGY_KINDS),
        categories=categories,
        criticality=element.one_of("criticality", _CRITICALITIES),
        code=concept_at(element, "code"),
        encounter=element.one("encounter", here.link),
        onset=onset(element, "onset"),
        recorded=element.when("recordedDate"),
        recorder=element.one("recorder", here.link),
        asserter=element.one("asserter", here.link),
        last_occurrence=element.when("lastOccurrence"),
        notes=element.many("note", note),
        reactions=element.many("reaction", _reaction),
    )


def _reaction(element: Element) -> Reaction:
    return Reaction(
        manifestations=element.many("manifestation", concept),
        substance=concept_at(element, "substance"),
        description=element.text("description"),
        onset=element.when("onset"),
        severity=element.one_of("severity", _SEVERITIES),
        route=concept_at(element, "exposureRoute"),
        notes=element.many("note", note),
    )


def condition(element: Element, here: Context) -> Condition:
    """Read a Condition: problem, encounter diagnosis or health concern, as its categories say."""
    verification = concept_at(element, "verificationStatus")
    return Condition(
        **here.head(element, "subject", entered_in_error=_in_error(verification)),
        clinical_status=concept_at(element, "clinicalStatus"),
        verification_status=verification,
        categories=element.many("category", concept),
        severity=concept_at(element, "severity"),
        code=concept_at(element, "code"),
        body_sites=element.many("bodySite", concept),
        encounter=element.one("encounter", here.link),
        onset=onset(element, "onset"),
        abatement=onset(element, "abatement"),
        recorded=element.when("recordedDate"),
        recorder=element.one("recorder", here.link),
        asserter=element.one("asserter", here.link),
        notes=element.many("note", note),
    )


def procedure(element: Element, here: Context) -> Procedure:
    """Read a Procedure, done or not."""
    status = element.need_one_of("status", _PROCEDURE)
    return Procedure(
        **here.head(element, "subject", entered_in_error=status == ERROR),
        status=status,
        status_reason=concept_at(element, "statusReason"),
        category=concept_at(element, "category"),
        code=concept_at(element, "code"),
        performed=onset(element, "performed"),
        encounter=element.one("encounter", here.link),
        recorder=element.one("recorder", here.link),
        asserter=element.one("asserter", here.link),
        performers=element.many("performer", lambda part: actor(part, here)),
        location=element.one("location", here.link),
        reasons=element.many("reasonCode", concept),
        reason_links=element.many("reasonReference", here.link),
        body_sites=element.many("bodySite", concept),
        outcome=concept_at(element, "outcome"),
        notes=element.many("note", note),
    )


def actor(element: Element, here: Context) -> tuple[Concept, Link]:
    """Read who did something, with their function."""
    return concept_at(element, "function"), element.need("actor", here.link)


def encounter(element: Element, here: Context) -> Encounter:
    """Read an Encounter."""
    status = element.need_one_of("status", _ENCOUNTER)
    return Encounter(
        **here.head(element, "subject", entered_in_error=status == ERROR),
        status=status,
        kind=element.need("class", code),
        types=element.many("type", concept),
        service_type=concept_at(element, "serviceType"),
        priority=concept_at(element, "priority"),
        period=element.one("period", period),
        participants=element.many("participant", lambda part: _participant(part, here)),
        reasons=element.many("reasonCode", concept),
        reason_links=element.many("reasonReference", here.link),
        diagnoses=element.many("diagnosis", lambda part: _diagnosis(part, here)),
        locations=element.many("location", lambda part: part.need("location", here.link)),
        service_provider=element.one("serviceProvider", here.link),
        part_of=element.one("partOf", here.link),
        discharge=element.one("hospitalization", lambda part: concept_at(part, "dischargeDisposition"))
        or Concept(),
    )


def _participant(element: Element, here: Context) -> Participant:
    who = element.one("individual", here.link)
    return Participant(element.many("type", concept), who, element.one("period", period))


def _diagnosis(element: Element, here: Context) -> EncounterDiagnosis:
    rank = element.integer("rank")
    return EncounterDiagnosis(element.need("condition", here.link), concept_at(element, "use"), rank)
