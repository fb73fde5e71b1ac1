"""The words of an import: kinds of resource, people side by side, what a decision does."""

from __future__ import annotations

from pathlib import PurePath

from app.core.dates import PartialDate, Precision
from app.exchange.views import HeldView, ImportReport, PersonSide, Tally, Told
from ui.common.fields import day_text
from ui.common.wording import tr
from ui.common.words import fill, words_for

CONTEXT = "importing"
ROUTINE = frozenset(
    {
        "exchange.fhir.type_kept_in_original",
        "exchange.fhir.supplies_names",
        "exchange.fhir.supplies_content",
        "exchange.parts_in_original",
        "exchange.kept_in_original",
    }
)
"""Reasons that tell where something is, and ask nothing of anybody."""
_WITH_THEIR_PATIENT = frozenset(
    {
        "exchange.seems_here",
        "exchange.changed_since",
        "exchange.linked_patient",
        "exchange.chart_in_error",
        "exchange.left_out",
    }
)


def is_routine(told: Told) -> bool:
    """Say whether a line asks for nobody's look: kept as meant, or waiting with its patient's own line."""
    waits = told.reason.id in _WITH_THEIR_PATIENT and not told.resource.startswith("Patient")
    return waits or told.reason.id in ROUTINE


def words(text: str, count: int = -1) -> str:
    """Return a text of the import in the staff's language."""
    return tr(CONTEXT, text, count)


def kind_words(kind: str) -> str:
    """Return a type of resource as staff call it; the others keep their name in FHIR."""
    known = {
        "Patient": words("Patients"),
        "AllergyIntolerance": words("Allergies"),
        "Condition": words("Problems"),
        "MedicationRequest": words("Prescriptions"),
        "MedicationStatement": words("Medicines taken"),
        "Observation": words("Vitals and results"),
        "Immunization": words("Vaccines"),
        "Procedure": words("Procedures"),
        "Encounter": words("Visits elsewhere"),
        "DiagnosticReport": words("Reports"),
        "DocumentReference": words("Documents"),
        "Coverage": words("Coverages"),
        "?": words("Not known"),
    }
    return known.get(kind, kind)


def brings_words(held: HeldView) -> str:
    """Return what waits, the most first: "12 vitals and results, 3 problems"."""
    parts = [
        fill("{n} {kind}", {"n": count, "kind": kind_words(kind).lower()})
        for kind, count in sorted(held.brings, key=lambda one: -one[1])
    ]
    return ", ".join(parts) or words("No records")


def file_name(path: str) -> str:
    """Return a file's name without its folder, whichever system wrote it."""
    return PurePath(path.replace("\\", "/")).name or path


def reason_words(told: Told) -> str:
    """Return why a resource or file is told of."""
    return words_for(told.reason)


def sex_word(code: str) -> str:
    """Return sex at birth as a word."""
    return {"F": words("Female"), "M": words("Male")}.get(code, words("Not known"))


def born_words(born: str) -> str:
    """Return a birth date as precise as it is known: "8/12/1958", "8/1958", "1958"."""
    if not born:
        return words("Not known")
    known = PartialDate(born)
    day = known.earliest()
    if known.precision is Precision.YEAR:
        return str(day.year)
    return f"{day.month}/{day.year}" if known.precision is Precision.MONTH else day_text(day)


def side_lines(person: PersonSide) -> tuple[tuple[str, str], ...]:
    """Return what is compared of a person: the word and the value of each line."""
    nothing = words("Not known")
    return (
        (words("Name"), person.name),
        (words("Born"), born_words(person.birth_date)),
        (words("Sex at birth"), sex_word(person.sex)),
        (words("Phone"), person.phone or nothing),
        (words("Address"), person.address or nothing),
    )


def field_words(name: str) -> str:
    """Return the field of a record that came with other content, as staff call it."""
    known = {
        "text": words("What it is"),
        "status": words("Status"),
        "state": words("State"),
        "entered_value": words("Value"),
        "value_text": words("Value"),
        "comparator": words("Less or more than"),
        "entered_unit": words("Unit"),
        "absent_reason": words("Why there is no value"),
        "interpretation": words("Judged as"),
        "effective": words("Date"),
        "effective_end": words("Until"),
        "occurred": words("Date"),
        "performed": words("Date"),
        "dated": words("Date"),
        "day": words("Day"),
        "starts_at": words("Begins"),
        "sig": words("How to take it"),
        "started": words("Since"),
        "ended": words("Until"),
        "onset": words("Since"),
        "onset_text": words("Since"),
        "abated": words("Until"),
        "content_text": words("Text"),
        "entered_in_error": words("Taken back"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def whole(report: ImportReport) -> Tally:
    """Return the sum over all types of resource."""
    total = Tally()
    for one in report.resources.values():
        total.add(one)
    return total


def stored_nothing(report: ImportReport) -> bool:
    """Say whether nothing at all came in, neither as data nor as an original."""
    total = whole(report)
    return not (total.stored or total.attached_only or total.known or report.held)


def outcome_words(report: ImportReport) -> str:
    """Return how an import ended, in one line for the message strip."""
    if report.stopped:
        return words("Stopped after the file in hand. The list says which files are not in.")
    total = whole(report)
    if not total.stored and not report.held and total.known:
        return words("Nothing new; %n record(s) were known already.", total.known)
    if stored_nothing(report):
        return words("Nothing was stored. The list says why.")
    stored = words("%n record(s) stored", total.stored)
    if report.held:
        waits = words("%n patient(s) held for a decision", report.held)
        return fill("{stored}; {waits}.", {"stored": stored, "waits": waits})
    return stored + "."
