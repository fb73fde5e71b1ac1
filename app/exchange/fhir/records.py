"""The records of an import, one dataclass for each resource type that is kept as data.

Fields carry the names that the chart uses; each docstring names what is not plain. All are kept as
given: statuses are FHIR's codes, and `entered_in_error` says that the source has taken the record back.
Source of the shapes: HL7 FHIR R4 (4.0.1) and the US Core extensions for Patient.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.coding import Code
from app.core.dates import PartialDate
from app.exchange.fhir.values import (
    Amount,
    Attachment,
    Concept,
    Dosage,
    Drug,
    Identifier,
    Link,
    Occurred,
    Onset,
    Period,
    Range,
    Value,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record came from, and what tells the same one again.

    `key` is unique in the bundle and is what `Link.key` names. `sha256` is of the resource in a fixed
    form without `meta.versionId`, `meta.lastUpdated` and `meta.source`: equal means the same content.
    """

    file: str
    entry: int
    type: str
    key: str
    sha256: str
    id: str = ""
    full_url: str = ""
    version: str = ""
    last_updated: PartialDate | None = None
    security: tuple[Code, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    source: Source
    identifiers: tuple[Identifier, ...] = ()
    entered_in_error: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OfPatient(Record):
    """A record of one patient of the same bundle."""

    patient: Link


@dataclass(frozen=True, slots=True)
class Reaction:
    manifestations: tuple[Concept, ...] = ()
    substance: Concept = Concept()
    description: str = ""
    onset: PartialDate | None = None
    severity: str = ""
    route: Concept = Concept()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AllergyIntolerance(OfPatient):
    """`kind` is "allergy", "intolerance" or ""; a "no known allergies" code arrives as any other code."""

    clinical_status: Concept = Concept()
    verification_status: Concept = Concept()
    kind: str = ""
    categories: tuple[str, ...] = ()
    criticality: str = ""
    code: Concept = Concept()
    encounter: Link | None = None
    onset: Onset = None
    recorded: PartialDate | None = None
    recorder: Link | None = None
    asserter: Link | None = None
    last_occurrence: PartialDate | None = None
    notes: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition(OfPatient):
    """`abatement` is kept although the clinical status may say active: whoever stores decides."""

    clinical_status: Concept = Concept()
    verification_status: Concept = Concept()
    categories: tuple[Concept, ...] = ()
    severity: Concept = Concept()
    code: Concept = Concept()
    body_sites: tuple[Concept, ...] = ()
    encounter: Link | None = None
    onset: Onset = None
    abatement: Onset = None
    recorded: PartialDate | None = None
    recorder: Link | None = None
    asserter: Link | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispense:
    """What a request lets the pharmacy give; `days_supply` with its unit as given."""

    validity: Period | None = None
    repeats: int | None = None
    quantity: Amount | None = None
    days_supply: Amount | None = None
    performer: Link | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MedicationRequest(OfPatient):
    """`do_not_perform` True asks NOT to give the medicine; `reported` is True or who reported it."""

    status: str
    intent: str
    drug: Drug
    status_reason: Concept = Concept()
    categories: tuple[Concept, ...] = ()
    priority: str = ""
    do_not_perform: bool = False
    reported: bool | Link | None = None
    encounter: Link | None = None
    authored: PartialDate | None = None
    requester: Link | None = None
    recorder: Link | None = None
    reasons: tuple[Concept, ...] = ()
    reason_links: tuple[Link, ...] = ()
    course: Concept = Concept()
    notes: tuple[str, ...] = ()
    dosages: tuple[Dosage, ...] = ()
    dispense: Dispense | None = None
    substitution: bool | Concept | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MedicationStatement(OfPatient):
    """What the patient takes, took or does not take (`status` "not-taken"), as somebody told it."""

    status: str
    drug: Drug
    status_reasons: tuple[Concept, ...] = ()
    category: Concept = Concept()
    encounter: Link | None = None
    effective: Occurred = None
    asserted: PartialDate | None = None
    informant: Link | None = None
    reasons: tuple[Concept, ...] = ()
    reason_links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    dosages: tuple[Dosage, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    low: Amount | None = None
    high: Amount | None = None
    type: Concept = Concept()
    applies_to: tuple[Concept, ...] = ()
    age: Range | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a panel, such as the systolic pressure."""

    code: Concept
    value: Value | None = None
    absent_reason: Concept = Concept()
    interpretations: tuple[Concept, ...] = ()
    reference_ranges: tuple[ReferenceRange, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation(OfPatient):
    """`value` None with `absent_reason` says why nothing was measured; `members` are results of a panel."""

    status: str
    code: Concept
    categories: tuple[Concept, ...] = ()
    value: Value | None = None
    absent_reason: Concept = Concept()
    interpretations: tuple[Concept, ...] = ()
    reference_ranges: tuple[ReferenceRange, ...] = ()
    components: tuple[Component, ...] = ()
    effective: Occurred = None
    issued: PartialDate | None = None
    method: Concept = Concept()
    body_site: Concept = Concept()
    performers: tuple[Link, ...] = ()
    encounter: Link | None = None
    device: Link | None = None
    specimen: Link | None = None
    members: tuple[Link, ...] = ()
    derived_from: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtocolDose:
    """Which dose of a series; numbers as given, since a source may say "1" or "booster"."""

    series: str = ""
    dose: int | str | None = None
    series_doses: int | str | None = None
    diseases: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class VaccineReaction:
    day: PartialDate | None = None
    detail: Link | None = None
    reported: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Immunization(OfPatient):
    """`status` "not-done" means that it was not given. `occurred` in words is a `str`.

    `primary_source` False means that it was told (`report_origin`), not given here.
    """

    status: str
    vaccine: Concept
    occurred: PartialDate | str
    status_reason: Concept = Concept()
    recorded: PartialDate | None = None
    primary_source: bool | None = None
    report_origin: Concept = Concept()
    encounter: Link | None = None
    location: Link | None = None
    manufacturer: Link | None = None
    lot: str = ""
    expires: PartialDate | None = None
    dose: Amount | None = None
    site: Concept = Concept()
    route: Concept = Concept()
    performers: tuple[tuple[Concept, Link], ...] = ()
    reasons: tuple[Concept, ...] = ()
    subpotent: bool = False
    subpotent_reasons: tuple[Concept, ...] = ()
    funding: Concept = Concept()
    program_eligibility: tuple[Concept, ...] = ()
    protocol: tuple[ProtocolDose, ...] = ()
    reactions: tuple[VaccineReaction, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Procedure(OfPatient):
    """`status` "not-done" means that it was not done, `status_reason` why."""

    status: str
    status_reason: Concept = Concept()
    category: Concept = Concept()
    code: Concept = Concept()
    performed: Onset = None
    encounter: Link | None = None
    recorder: Link | None = None
    asserter: Link | None = None
    performers: tuple[tuple[Concept, Link], ...] = ()
    location: Link | None = None
    reasons: tuple[Concept, ...] = ()
    reason_links: tuple[Link, ...] = ()
    body_sites: tuple[Concept, ...] = ()
    outcome: Concept = Concept()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    roles: tuple[Concept, ...] = ()
    who: Link | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class EncounterDiagnosis:
    condition: Link
    use: Concept = Concept()
    rank: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Encounter(OfPatient):
    """`kind` is the class (AMB, EMER, IMP ...)."""

    status: str
    kind: Code
    types: tuple[Concept, ...] = ()
    service_type: Concept = Concept()
    priority: Concept = Concept()
    period: Period | None = None
    participants: tuple[Participant, ...] = ()
    reasons: tuple[Concept, ...] = ()
    reason_links: tuple[Link, ...] = ()
    diagnoses: tuple[EncounterDiagnosis, ...] = ()
    locations: tuple[Link, ...] = ()
    service_provider: Link | None = None
    part_of: Link | None = None
    discharge: Concept = Concept()


@dataclass(frozen=True, kw_only=True, slots=True)
class DiagnosticReport(OfPatient):
    """A report: its results by link, its conclusion in words and codes, its pages in `attachments`."""

    status: str
    code: Concept
    categories: tuple[Concept, ...] = ()
    encounter: Link | None = None
    effective: Occurred = None
    issued: PartialDate | None = None
    performers: tuple[Link, ...] = ()
    interpreters: tuple[Link, ...] = ()
    results: tuple[Link, ...] = ()
    conclusion: str = ""
    conclusion_codes: tuple[Concept, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentReference(OfPatient):
    """A document; `relations` says what it replaces, amends or signs (code and link)."""

    status: str
    document_status: str = ""
    type: Concept = Concept()
    categories: tuple[Concept, ...] = ()
    date: PartialDate | None = None
    authors: tuple[Link, ...] = ()
    authenticator: Link | None = None
    custodian: Link | None = None
    relations: tuple[tuple[str, Link], ...] = ()
    description: str = ""
    security: tuple[Concept, ...] = ()
    contents: tuple[Attachment, ...] = ()
    encounters: tuple[Link, ...] = ()
    period: Period | None = None
