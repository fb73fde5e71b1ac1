"""Patients and those around them: who they are, how to reach them, who pays."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.changes import Kind
from app.core.dates import PartialDate
from app.core.ids import Id
from app.store.base import Correctable, Record, json_list, may_refer, refers, word, word_or_none


class Sex(StrEnum):
    """Sex at birth, as on a claim."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class MessagePreference(StrEnum):
    """What may be left on a voicemail or with whoever answers."""

    NAME_ONLY = "name_only"
    DETAILS = "details"
    NO = "no"


class Patient(Correctable, Record):
    """A person with a chart. `birth_date` is None only for an imported record that did not say.

    `merged_into` names the chart that this one was merged into; nothing is deleted.
    """

    __tablename__ = "patient"
    __change__ = Kind.PATIENT
    # Look-alikes are counted from the index alone.
    __table_args__ = (sa.Index("ix_patient_name_key", "name_key", "merged_into", "entered_in_error"),)
    mrn: Mapped[str] = mapped_column(unique=True)
    name_key: Mapped[str] = mapped_column(default="")  # folded "last first": order, look-alikes
    last_name: Mapped[str]
    first_name: Mapped[str]
    middle_name: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    preferred_name: Mapped[str] = mapped_column(default="")
    former_names: Mapped[list[str]] = json_list()
    birth_date: Mapped[date | None] = mapped_column(index=True)
    birth_date_known: Mapped[PartialDate | None] = mapped_column(default=None)  # as told, if not to the day
    sex: Mapped[Sex] = word(Sex)
    gender_identity: Mapped[str] = mapped_column(default="")
    pronouns: Mapped[str] = mapped_column(default="")
    race: Mapped[list[Any]] = json_list()  # OMB codes as [code, display]
    ethnicity: Mapped[list[Any]] = json_list()
    language: Mapped[str] = mapped_column(default="en")  # ISO 639-1, or 639-3 where there is none
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    marital_status: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    zip: Mapped[str] = mapped_column(default="")
    mobile: Mapped[str] = mapped_column(default="", index=True)  # telephone numbers as E.164
    home_phone: Mapped[str] = mapped_column(default="", index=True)
    work_phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    message_preference: Mapped[MessagePreference | None] = word_or_none(MessagePreference)
    confidential_address: Mapped[str] = mapped_column(default="")  # overrides every print
    confidential_phone: Mapped[str] = mapped_column(default="")  # overrides every call screen
    access_needs: Mapped[str] = mapped_column(default="")
    what_matters: Mapped[str] = mapped_column(default="")
    pharmacy: Mapped[str] = mapped_column(default="")
    pcp_provider_id: Mapped[Id | None] = may_refer("provider.id")
    outside_pcp: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[Id | None] = may_refer("attachment.id")
    deceased: Mapped[PartialDate | None] = mapped_column(default=None)
    deceased_flag: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="")  # "" typed here, else the import it came with
    merged_into: Mapped[Id | None] = may_refer("patient.id")
    sensitive: Mapped[bool] = mapped_column(default=False)  # opened by the care team, or in an emergency
    care_team: Mapped[list[str]] = json_list()  # accounts, as text


class PatientIdentifier(Correctable, Record):
    """A number under which someone else knows the patient (another system's MRN, a registry)."""

    __tablename__ = "patient_identifier"
    __change__ = Kind.PATIENT
    __table_args__ = (sa.Index("ix_patient_identifier_system_value", "system", "value"),)

    patient_id: Mapped[Id] = refers("patient.id")
    system: Mapped[str]
    value: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")


class PatientSound(Record):
    """How a patient's name sounds: one row for each surname and given form, to find a duplicate by.

    Made anew from the patient whenever a name changes, and so no part of the record.
    """

    __tablename__ = "patient_sound"
    __audited__ = False
    __may_be_deleted__ = True

    patient_id: Mapped[Id] = refers("patient.id")
    sound: Mapped[str] = mapped_column(index=True)


class ContactRole(StrEnum):
    """Why we know this person."""

    EMERGENCY = "emergency"
    GUARDIAN = "guardian"
    GUARANTOR = "guarantor"
    MAY_TALK_TO = "may_talk_to"


class Contact(Correctable, Record):
    """Someone around the patient: one row for each role."""

    __tablename__ = "contact"
    __change__ = Kind.PATIENT

    patient_id: Mapped[Id] = refers("patient.id")
    role: Mapped[ContactRole] = word(ContactRole)
    name: Mapped[str]
    relation: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None] = mapped_column(default=None)
    limits: Mapped[str] = mapped_column(default="")  # what may be told, or custody limits


class PayerKind(StrEnum):
    """Who pays, as far as the desk treats it differently."""

    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    TRICARE = "tricare"
    WORKERS_COMPENSATION = "workers_compensation"
    AUTO = "auto"
    SELF_PAY = "self_pay"


class Coverage(Correctable, Record):
    """One coverage, in the order in which it pays. Money in cents; `copay_cents` None means not known."""

    __tablename__ = "coverage"
    __change__ = Kind.COVERAGE

    patient_id: Mapped[Id] = refers("patient.id")
    rank: Mapped[int]
    kind: Mapped[PayerKind] = word(PayerKind)
    payer: Mapped[str]
    plan: Mapped[str] = mapped_column(default="")
    member_id: Mapped[str] = mapped_column(default="")
    group_number: Mapped[str] = mapped_column(default="")
    relation: Mapped[str] = mapped_column(default="self")
    subscriber_name: Mapped[str] = mapped_column(default="")
    subscriber_birth_date: Mapped[date | None] = mapped_column(default=None)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    copay_cents: Mapped[int | None] = mapped_column(default=None)
    qualified_medicare_beneficiary: Mapped[bool] = mapped_column(default=False)
    claim_number: Mapped[str] = mapped_column(default="")  # workers' compensation and auto
    injury_date: Mapped[date | None] = mapped_column(default=None)
    source: Mapped[str] = mapped_column(default="")


class EligibilityCheck(Record):
    """One check of a coverage, by phone, portal or card: what was said, by whom, under which reference."""

    __tablename__ = "eligibility_check"
    __change__ = Kind.COVERAGE

    patient_id: Mapped[Id] = refers("patient.id")
    coverage_id: Mapped[Id] = refers("coverage.id")
    at: Mapped[datetime]
    method: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    representative: Mapped[str] = mapped_column(default="")
    active: Mapped[bool]
    copay_cents: Mapped[int | None] = mapped_column(default=None)
    deductible_left_cents: Mapped[int | None] = mapped_column(default=None)
    coinsurance_percent: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")


class SignatureKind(StrEnum):
    """What the patient signed, kept with its date."""

    CONSENT_TO_TREAT = "consent_to_treat"
    ASSIGNMENT_OF_BENEFITS = "assignment_of_benefits"
    PRIVACY_NOTICE = "privacy_notice"


class SignatureOnFile(Correctable, Record):
    """A signature on file, and who signed if not the patient."""

    __tablename__ = "signature_on_file"
    __change__ = Kind.PATIENT

    patient_id: Mapped[Id] = refers("patient.id")
    kind: Mapped[SignatureKind] = word(SignatureKind)
    signed_on: Mapped[date]
    signed_by: Mapped[str] = mapped_column(default="")
