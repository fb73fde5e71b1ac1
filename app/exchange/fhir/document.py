"""Diagnostic reports and documents with their content. Source: HL7 FHIR R4."""

from __future__ import annotations

from app.exchange.fhir.clinical import ERROR
from app.exchange.fhir.context import Context
from app.exchange.fhir.datatypes import concept, concept_at, occurred, period
from app.exchange.fhir.element import Element
from app.exchange.fhir.records import DiagnosticReport, DocumentReference
from app.exchange.fhir.values import Attachment, Link, Period

_REPORT = frozenset(
    {
        "registered",
        "partial",
        "preliminary",
        "final",
        "amended",
        "corrected",
        "appended",
        "cancelled",
        ERROR,
        "unknown",
    }
)
_DOCUMENT = frozenset({"current", "superseded", ERROR})


def report(element: Element, here: Context) -> DiagnosticReport:
    """Read a DiagnosticReport."""
    status = element.need_one_of("status", _REPORT)
    return DiagnosticReport(
        **here.head(element, "subject", entered_in_error=status == ERROR),
        status=status,
        code=element.need("code", concept),
        categories=element.many("category", concept),
        encounter=element.one("encounter", here.link),
        effective=occurred(element, "effective"),
        issued=element.when("issued"),
        performers=element.many("performer", here.link),
        interpreters=element.many("resultsInterpreter", here.link),
        results=element.many("result", here.link),
        conclusion=element.text("conclusion"),
        conclusion_codes=element.many("conclusionCode", concept),
        attachments=element.many("presentedForm", here.attachment),
    )


def document(element: Element, here: Context) -> DocumentReference:
    """Read a DocumentReference with the content that is in the bundle."""
    status = element.need_one_of("status", _DOCUMENT)
    document_status = element.text("docStatus")
    encounters, within = element.one("context", lambda part: _setting(part, here)) or ((), None)
    return DocumentReference(
        **here.head(element, "subject", entered_in_error=ERROR in (status, document_status)),
        status=status,
        document_status=document_status,
        type=concept_at(element, "type"),
        categories=element.many("category", concept),
        date=element.when("date"),
        authors=element.many("author", here.link),
        authenticator=element.one("authenticator", here.link),
        custodian=element.one("custodian", here.link),
        relations=element.many("relatesTo", lambda part: _relation(part, here)),
        description=element.text("description"),
        security=element.many("securityLabel", concept),
        contents=element.many("content", lambda part: _content(part, here))
        or element.unfit("content", "missing"),
        encounters=encounters,
        period=within,
    )


def _setting(element: Element, here: Context) -> tuple[tuple[Link, ...], Period | None]:
    return element.many("encounter", here.link), element.one("period", period)


def _relation(element: Element, here: Context) -> tuple[str, Link]:
    return element.need_text("code"), element.need("target", here.link)


def _content(element: Element, here: Context) -> Attachment:
    return element.need("attachment", here.attachment)
