"""The records of persons and of who pays for them. Sources: HL7 FHIR R4 and US Core for Patient."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.coding import Code
from app.core.dates import PartialDate
from app.exchange.fhir.records import OfPatient, Record
from app.exchange.fhir.values import Address, Concept, HumanName, Link, Period, Telecom


@dataclass(frozen=True, slots=True)
class RaceOrEthnicity:
    """US Core race or ethnicity: the broad categories, the detailed ones, and the words."""

    categories: tuple[Code, ...] = ()
    detailed: tuple[Code, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Communication:
    language: Concept
    preferred: bool | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to turn to for the patient, or the organization where only that is given."""

    relationships: tuple[Concept, ...] = ()
    name: HumanName | None = None
    telecoms: tuple[Telecom, ...] = ()
    address: Address | None = None
    sex: str = ""
    organization: Link | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class PatientLink:
    """Another record of the same person; `type` is "replaced-by", "replaces", "refer" or "seealso"."""

    other: Link
    type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Patient(Record):
    """`sex` is FHIR's administrative gender; `birth_sex` and `clinical_sex` are US Core codes as given."""

    active: bool | None = None
    names: tuple[HumanName, ...] = ()
    birth_date: PartialDate | None = None
    sex: str = ""
    birth_sex: str = ""
    clinical_sex: Concept = Concept()
    gender_identities: tuple[Concept, ...] = ()
    pronouns: tuple[Concept, ...] = ()
    race: RaceOrEthnicity | None = None
    ethnicity: RaceOrEthnicity | None = None
    communications: tuple[Communication, ...] = ()
    interpreter_required: bool | None = None
    addresses: tuple[Address, ...] = ()
    telecoms: tuple[Telecom, ...] = ()
    deceased: bool | PartialDate | None = None
    marital_status: Concept = Concept()
    multiple_birth: bool | int | None = None
    contacts: tuple[Contact, ...] = ()
    general_practitioners: tuple[Link, ...] = ()
    managing_organization: Link | None = None
    links: tuple[PatientLink, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageClass:
    """A level of the plan; `type` is "group", "plan", "subgroup", "rxbin" and so on, as given."""

    type: Concept
    value: str
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage(OfPatient):
    """`patient` is the beneficiary; `order` 1 is primary."""

    status: str
    type: Concept = Concept()
    policy_holder: Link | None = None
    subscriber: Link | None = None
    subscriber_id: str = ""
    dependent: str = ""
    relationship: Concept = Concept()
    period: Period | None = None
    payors: tuple[Link, ...] = ()
    classes: tuple[CoverageClass, ...] = ()
    order: int | None = None
    network: str = ""
