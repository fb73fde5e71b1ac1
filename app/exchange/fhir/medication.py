"""Medication requests and statements, with the Medication that they name. Source: HL7 FHIR R4."""

from __future__ import annotations

from app.exchange.fhir.clinical import ERROR
from app.exchange.fhir.context import Context
from app.exchange.fhir.datatypes import (
    amount,
    concept,
    concept_at,
    dosage,
    flag_or_concept,
    note,
    occurred,
    period,
    ratio,
)
from app.exchange.fhir.element import Element
from app.exchange.fhir.records import Dispense, MedicationRequest, MedicationStatement
from app.exchange.fhir.values import Concept, Drug, Ingredient, Link

_REQUEST = frozenset(
    {"active", "on-hold", "cancelled", "completed", ERROR, "stopped", "draft", "unknown"},
)
_INTENT = frozenset(
    {
        "proposal",
        "plan",
        "order",
        "original-order",
        "reflex-order",
        "filler-order",
        "instance-order",
        "option",
    }
)
_STATEMENT = frozenset(
    {"active", "completed", ERROR, "intended", "stopped", "on-hold", "unknown", "not-taken"},
)


def request(element: Element, here: Context) -> MedicationRequest:
    """Read a MedicationRequest."""
    status = element.need_one_of("status", _REQUEST)
    return MedicationRequest(
        **here.head(element, "subject", entered_in_error=status == ERROR),
        status=status,
        intent=element.need_one_of("intent", _INTENT),
        drug=_drug(element, here),
        status_reason=concept_at(element, "statusReason"),
        categories=element.many("category", concept),
        priority=element.text("priority"),
        do_not_perform=element.flag("doNotPerform") or False,
        reported=_reported(element, here),
        encounter=element.one("encounter", here.link),
        authored=element.when("authoredOn"),
        requester=element.one("requester", here.link),
        recorder=element.one("recorder", here.link),
        reasons=element.many("reasonCode", concept),
        reason_links=element.many("reasonReference", here.link),
        course=concept_at(element, "courseOfTherapyType"),
        notes=element.many("note", note),
        dosages=element.many("dosageInstruction", dosage),
        dispense=element.one("dispenseRequest", lambda part: _dispense(part, here)),
        substitution=element.one("substitution", lambda part: flag_or_concept(part, "allowed")),
    )


def _reported(element: Element, here: Context) -> bool | Link | None:
    return element.choice(
        "reported", {"Boolean": element.flag, "Reference": lambda name: element.one(name, here.link)}
    )


def _dispense(element: Element, here: Context) -> Dispense:
    return Dispense(
        validity=element.one("validityPeriod", period),
        repeats=element.integer("numberOfRepeatsAllowed"),
        quantity=element.one("quantity", amount),
        days_supply=element.one("expectedSupplyDuration", amount),
        performer=element.one("performer", here.link),
    )


def statement(element: Element, here: Context) -> MedicationStatement:
    """Read a MedicationStatement."""
    status = element.need_one_of("status", _STATEMENT)
    return MedicationStatement(
        **here.head(element, "subject", entered_in_error=status == ERROR),
        status=status,
        drug=_drug(element, here),
        status_reasons=element.many("statusReason", concept),
        category=concept_at(element, "category"),
        encounter=element.one("context", here.link),
        effective=occurred(element, "effective"),
        asserted=element.when("dateAsserted"),
        informant=element.one("informationSource", here.link),
        reasons=element.many("reasonCode", concept),
        reason_links=element.many("reasonReference", here.link),
        notes=element.many("note", note),
        dosages=element.many("dosage", dosage),
    )


def _drug(element: Element, here: Context) -> Drug:
    """Read medication[x]. A medicine that nothing names is Unfit: a line without a drug misleads."""
    drug = element.choice(
        "medication",
        {
            "CodeableConcept": lambda name: Drug(concept_at(element, name)),
            "Reference": lambda name: _referred(element, element.need(name, here.link), here),
        },
    )
    if drug is None:
        element.unfit("medication", "missing")
    if drug.code == Concept() and not drug.ingredients:
        element.unfit("medication", "medication_not_named")
    return drug


def _referred(element: Element, link: Link, here: Context) -> Drug:
    target = here.target_of(link)
    if target is None or target.type != "Medication":
        return Drug(Concept(text=link.name), link=link)
    medication = Element(target.content, element.reading, "medicationReference")
    drug = _medication(medication, link)
    medication.close()
    return drug


def _medication(element: Element, link: Link) -> Drug:
    lot, expires = element.one(
        "batch", lambda part: (part.text("lotNumber"), part.when("expirationDate"))
    ) or (
        "",
        None,
    )
    if element.text("status") == ERROR:
        element.unfit("status", "medication_in_error")
    return Drug(
        code=concept_at(element, "code") if element.has("code") else Concept(text=link.name),
        form=concept_at(element, "form"),
        ingredients=element.many("ingredient", _ingredient),
        lot=lot,
        expires=expires,
        link=link,
    )


def _ingredient(element: Element) -> Ingredient:
    item = element.choice(
        "item",
        {
            "CodeableConcept": lambda name: concept_at(element, name),
            "Reference": lambda name: Concept(text=element.need(name, lambda part: part.text("display"))),
        },
    )
    return Ingredient(item or Concept(), element.flag("isActive"), element.one("strength", ratio))
