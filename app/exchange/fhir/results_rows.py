"""Rows of observations, reports, documents, encounters and coverages made of the records of an import."""

from decimal import Decimal
from typing import Any

from app.chart.observations.model import ValueKind
from app.core.coding import LOINC, SNOMED
from app.core.dates import PartialDate
from app.core.ids import new_id
from app.exchange.fhir import people_records as people
from app.exchange.fhir import records as fhir
from app.exchange.fhir.chart_rows import Place, Row
from app.exchange.fhir.plain import (
    code_of,
    codings,
    day,
    first_code,
    instant,
    leftover,
    names,
    pruned,
    quantity,
    status_code,
    when,
    words,
)
from app.exchange.fhir.values import (
    Amount,
    Attachment,
    ClockTime,
    Concept,
    Period,
    Range,
    Ratio,
    SampledData,
    Value,
)
from app.people.model import PayerKind
from app.store.commands import to_plain
from app.visits.model import VisitState

_NO_VALUE: Row = {
    "value_kind": ValueKind.NONE,
    "value": None,
    "unit": "",
    "comparator": "",
    "entered_value": "",
    "entered_unit": "",
    "value_code": None,
    "value_codings": [],
    "value_text": "",
    "value_details": {},
}
_DETAILED = {
    Range: ValueKind.RANGE,
    Ratio: ValueKind.RATIO,
    SampledData: ValueKind.SERIES,
    Period: ValueKind.PERIOD,
}


def value_columns(value: Value | None) -> Row:
    """Return the columns of an observed value; each kind is kept as the kind it is."""
    match value:
        case None:
            return _NO_VALUE
        case Amount():
            return {**_NO_VALUE, "value_kind": ValueKind.QUANTITY, **quantity(value)}
        case Concept():
            coded = {"value_code": first_code(value, SNOMED, LOINC), "value_codings": codings(value)}
            return {**_NO_VALUE, "value_kind": ValueKind.CODE, "value_text": value.words(), **coded}
        case bool():
            return {**_NO_VALUE, "value_kind": ValueKind.FLAG, "value_text": "true" if value else "false"}
        case int():
            number = {"value": Decimal(value), "entered_value": str(value)}
            return {**_NO_VALUE, "value_kind": ValueKind.INTEGER, **number}
        case str():
            return {**_NO_VALUE, "value_kind": ValueKind.TEXT, "value_text": value}
        case ClockTime():
            return {**_NO_VALUE, "value_kind": ValueKind.TIME, "value_text": value.text}
        case PartialDate():
            return {**_NO_VALUE, "value_kind": ValueKind.DATE, "value_text": value.value}
        case _:
            details = pruned(to_plain(value))
            return {**_NO_VALUE, "value_kind": _DETAILED[type(value)], "value_details": details}


def _judged(
    interpretations: tuple[Concept, ...], ranges: tuple[fhir.ReferenceRange, ...], absent: Concept
) -> Row:
    plain = next((one for one in ranges if not one.applies_to and one.age is None), None)
    return {
        "absent_reason": absent.words(),
        "interpretation": next((status_code(one) for one in interpretations), ""),
        "interpretations": codings(*interpretations),
        "reference_low": plain.low.value if plain and plain.low else None,
        "reference_high": plain.high.value if plain and plain.high else None,
        "reference_text": plain.text if plain else "",
        "reference_ranges": pruned([to_plain(one) for one in ranges]),
    }


def observation(place: Place, one: fhir.Observation) -> list[Row]:
    """Return the row of an observation, and one for each component, which names it as its parent."""
    start, end, _ = when(one.effective)
    common = {
        **place.shared(one, one.code, one.encounter, LOINC),
        "vitals_set_id": None,
        "category": next((status_code(each) for each in one.categories), ""),
        "status": one.status,
        "effective_at": instant(start or one.issued, place.zone),
        "effective": start,
        "effective_end": end,
        "issued": one.issued,
        "method": one.method.words(),
        "body_site": one.body_site.words(),
        "details": {},
        "performer": names(one.performers),
        "flag": None,
    }
    whole = {
        **common,
        "id": new_id(),
        "parent_id": None,
        "loinc": code_of(one.code, LOINC),
        **value_columns(one.value),
        **_judged(one.interpretations, one.reference_ranges, one.absent_reason),
        "imported": leftover(
            one, "categories", "device", "specimen", "members", "derived_from", "notes", "effective"
        ),
    }
    return [whole, *(_component(common, whole, part) for part in one.components)]


def _component(common: Row, whole: Row, part: fhir.Component) -> Row:
    return {
        **common,
        "id": new_id(),
        "parent_id": whole["id"],
        "text": part.code.words(),
        "code": first_code(part.code, LOINC),
        "codings": codings(part.code),
        "loinc": code_of(part.code, LOINC),
        **value_columns(part.value),
        **_judged(part.interpretations, part.reference_ranges, part.absent_reason),
        "imported": {},
    }


def report(place: Place, one: fhir.DiagnosticReport, results: list[str], pages: list[str]) -> Row:
    """Return the row of a report; `results` and `pages` are ids of what was stored of it."""
    start, end, _ = when(one.effective)
    shown = [page.text for page in one.attachments if page.text]
    return {
        **place.shared(one, one.code, one.encounter, LOINC),
        "status": one.status,
        "category": words(one.categories),
        "effective": start,
        "effective_end": end,
        "issued": one.issued,
        "performer": names([*one.performers, *one.interpreters]),
        "conclusion": "\n\n".join(text for text in (one.conclusion, *shown) if text),
        "conclusion_codings": codings(*one.conclusion_codes),
        "results": results,
        "pages": pages,
        "reviewed_at": None,
        "reviewed_by_name": "",
        "imported": leftover(one, "categories", "results"),
    }


def document(place: Place, one: fhir.DocumentReference, content: Attachment, kept: Any) -> Row:
    """Return the row of one content of a document; `kept` is the id of its encrypted file, or None."""
    return {
        **place.shared(one, one.type, next(iter(one.encounters), None), LOINC),
        "title": content.title or one.description or one.type.words(),
        "status": one.status,
        "category": words(one.categories),
        "dated": one.date or content.created,
        "author": names(one.authors),
        "content_type": content.content_type,
        "content_text": content.text,
        "attachment_id": kept,
        "relations": [[what, link.reference] for what, link in one.relations],
        "imported": leftover(
            one, "document_status", "authenticator", "custodian", "security", "period", "description"
        ),
    }


_ENCOUNTERS = {
    "cancelled": VisitState.CANCELLED_BY_PATIENT,
    "entered-in-error": VisitState.ENTERED_IN_ERROR,
}


def visit(place: Place, one: fhir.Encounter) -> Row | None:
    """Return the row of an encounter elsewhere, or None if it does not say when it was."""
    start = one.period.start or one.period.end if one.period else None
    moment, on = instant(start, place.zone), day(start, place.zone)
    if moment is None or on is None:
        return None
    reason = words(one.reasons) or words(one.types)
    return {
        "id": new_id(),
        "patient_id": place.patient_id,
        "appointment_id": None,
        "provider_id": None,
        "visit_type_id": None,
        "location_id": None,
        "room_id": None,
        "day": on,
        "starts_at": moment,
        "state": _ENCOUNTERS.get(one.status, VisitState.DONE),
        "state_since": moment,
        "reason": reason,
        "source": place.source,
        "imported": {
            "class": [one.kind.system, one.kind.code, one.kind.display, one.kind.release],
            **leftover(
                one, "status", "types", "service_type", "priority", "period", "participants", "reasons",
                "reason_links", "diagnoses", "locations", "service_provider", "part_of", "discharge",
            ),
        },
    }  # fmt: skip


_PAYERS = {  # Source of Payment Typology (PHDSC), first digit; HL7 ActCode of coverage
    "1": PayerKind.MEDICARE,
    "2": PayerKind.MEDICAID,
    "311": PayerKind.TRICARE,
    "5": PayerKind.COMMERCIAL,
    "6": PayerKind.COMMERCIAL,
    "81": PayerKind.SELF_PAY,
    "95": PayerKind.WORKERS_COMPENSATION,
    "96": PayerKind.AUTO,
    "WCBPOL": PayerKind.WORKERS_COMPENSATION,
    "AUTOPOL": PayerKind.AUTO,
    "RETIRE": PayerKind.MEDICARE,
}


def payer_kind(one: people.Coverage) -> PayerKind:
    """Return how the desk treats a coverage, from its type codes, else from the payer's own name."""
    for code in one.type.codes:
        fits = [key for key in _PAYERS if code.code == key or (key.isdigit() and code.code.startswith(key))]
        if fits:
            return _PAYERS[max(fits, key=len)]
    named = f"{names(one.payors)} {one.type.words()}".casefold()
    if "medicare" in named:
        return PayerKind.MEDICARE
    return PayerKind.MEDICAID if "medicaid" in named else PayerKind.COMMERCIAL


def coverage(place: Place, one: people.Coverage, rank: int) -> Row:
    """Return the row of a coverage; `rank` is its place in the order of payment."""
    period = one.period or Period()
    return {
        "patient_id": place.patient_id,
        "rank": one.order or rank,
        "kind": payer_kind(one),
        "payer": names(one.payors) or one.type.words(),
        "plan": _class(one, "plan"),
        "member_id": one.subscriber_id or next((each.value for each in one.identifiers), ""),
        "group_number": _class(one, "group"),
        "relation": status_code(one.relationship) or "self",
        "subscriber_name": one.subscriber.name if one.subscriber else "",
        "subscriber_birth_date": None,
        "valid_from": day(period.start, place.zone),
        "valid_to": day(period.end, place.zone),
        "copay_cents": None,
        "qualified_medicare_beneficiary": False,
        "claim_number": "",
        "injury_date": None,
        "source": place.source,
        "entered_in_error": "source" if one.entered_in_error or one.status == "entered-in-error" else None,
    }


def _class(one: people.Coverage, kind: str) -> str:
    return next((each.value for each in one.classes if status_code(each.type) == kind), "")
