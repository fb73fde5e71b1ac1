"""Rows of observations, reports, documents, encounters and coverages made of the records of an import."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.chart.observations.model import ValueKind
from app.core.coding import LOINC, SNOMED
from app.core.dates import PartialDate
from app.core.findings import Message
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
    one_line,
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
from app.people.model import Coverage, PayerKind
from app.store.base import Record
from app.store.commands import to_plain
from app.visits.model import Visit, VisitState

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
        "text": one_line(part.code.words()),
        "code": first_code(part.code, LOINC),
        "codings": codings(part.code),
        "loinc": code_of(part.code, LOINC),
        **value_columns(part.value),
        **_judged(part.interpretations, part.reference_ranges, part.absent_reason),
        "imported": {},
    }


def _described(pages: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return what is said of files beside their content: where one lies elsewhere, only this is here."""
    told = (replace(page, data=None, text="") for page in pages)
    found: list[dict[str, Any]] = pruned([to_plain(page) for page in told])
    return found


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
        "imported": {
            **leftover(one, "categories", "results", "effective"),
            **pruned({"files": _described(one.attachments)}),
        },
    }


def document(place: Place, one: fhir.DocumentReference, content: Attachment, kept: Any) -> Row:
    """Return the row of one content of a document; `kept` is the id of its encrypted file, or None."""
    return {
        **place.shared(one, one.type, place.first(one.encounters), LOINC),
        "title": one_line(content.title or one.description or one.type.words()),
        "status": one.status,
        "category": words(one.categories),
        "dated": one.date or content.created,
        "author": names(one.authors),
        "content_type": content.content_type,
        "content_text": content.text,
        "attachment_id": kept,
        "relations": [[what, link.reference] for what, link in one.relations],
        "imported": {
            **leftover(
                one, "document_status", "authenticator", "custodian", "security", "period", "description",
                "encounters",
            ),
            **pruned({"file": _described([content])[0]}),
        },
    }  # fmt: skip


_ENCOUNTERS = {
    "planned": VisitState.EXPECTED,
    "cancelled": VisitState.CANCELLED_BY_PATIENT,
    "entered-in-error": VisitState.ENTERED_IN_ERROR,
}


def visit(place: Place, one: fhir.Encounter) -> tuple[type[Record], Row] | Message:
    """Return the row of an encounter elsewhere, or the reason if it does not say when it was.

    It has no appointment, and so never stands on the board, whatever its day and state.
    """
    start = one.period.start or one.period.end if one.period else None
    moment, on = instant(start, place.zone), day(start, place.zone)
    if moment is None or on is None:
        return Message("exchange.encounter_without_date")
    row = {
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
        "reason": words(one.reasons) or words(one.types),
        "private_from_guardian": place.restricted(one),
        "source": place.source,
        "imported": {
            "class": [one.kind.system, one.kind.code, one.kind.display, one.kind.release],
            **leftover(
                one, "status", "types", "service_type", "priority", "period", "participants", "reasons",
                "reason_links", "diagnoses", "locations", "service_provider", "part_of", "discharge",
            ),
        },
    }  # fmt: skip
    return Visit, row


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


def coverage(place: Place, one: people.Coverage) -> tuple[type[Record], Row] | Message:
    """Return the row of a coverage; `rank` is its order at the source, 0 without one.

    One that is cancelled or a draft and has no end would look like one that pays: it has no row.
    """
    period = one.period or Period()
    if one.status in ("cancelled", "draft") and period.end is None:
        return Message("exchange.coverage_not_active")
    row = {
        "patient_id": place.patient_id,
        "rank": one.order or 0,
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
    return Coverage, row


def _class(one: people.Coverage, kind: str) -> str:
    return next((each.value for each in one.classes if status_code(each.type) == kind), "")
