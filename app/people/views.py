"""What screens and documents get to see of people, and the forms that they fill in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.core.dates import Age
from app.core.findings import Message
from app.core.ids import Id

# The words that forms take; screens get them here, for they never import a model.
from app.people.model import ContactRole as ContactRole
from app.people.model import MessagePreference as MessagePreference
from app.people.model import PayerKind as PayerKind
from app.people.model import Sex as Sex
from app.people.model import SignatureKind as SignatureKind

Coded = tuple[str, str]  # code and display, of race and ethnicity


@dataclass(frozen=True, kw_only=True)
class Demographics:
    """The form of who a patient is, as typed; telephone numbers in any usual form.

    `birth_date_known` is "1958" or "1958-08" for a person whose birth date is not known to the day; then
    `birth_date` is None.
    """

    last_name: str
    first_name: str
    middle_name: str = ""
    suffix: str = ""
    preferred_name: str = ""
    former_names: tuple[str, ...] = ()
    birth_date: date | None = None
    birth_date_known: str = ""
    sex: Sex = Sex.UNKNOWN
    gender_identity: str = ""
    pronouns: str = ""
    race: tuple[Coded, ...] = ()
    ethnicity: tuple[Coded, ...] = ()
    language: str = "en"
    interpreter_needed: bool = False
    marital_status: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    mobile: str = ""
    home_phone: str = ""
    work_phone: str = ""
    email: str = ""
    message_preference: MessagePreference | None = None
    confidential_address: str = ""
    confidential_phone: str = ""
    access_needs: str = ""
    what_matters: str = ""
    pharmacy: str = ""
    pcp_provider_id: Id | None = None
    outside_pcp: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactEntry:
    """The form of someone around the patient. `limits`: what may be told, or limits of custody."""

    role: ContactRole
    name: str
    relation: str = ""
    phone: str = ""
    address: str = ""
    birth_date: date | None = None
    limits: str = ""


@dataclass(frozen=True, kw_only=True)
class CoverageEntry:
    """The form of one coverage. `copay_cents` None: not known; `relation` is to the subscriber."""

    kind: PayerKind
    payer: str = ""
    plan: str = ""
    member_id: str = ""
    group_number: str = ""
    relation: str = "self"
    subscriber_name: str = ""
    subscriber_birth_date: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    copay_cents: int | None = None
    qualified_medicare_beneficiary: bool = False
    claim_number: str = ""
    injury_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class SignatureEntry:
    """What was signed, when, and by whom if not by the patient."""

    kind: SignatureKind
    signed_on: date
    signed_by: str = ""


@dataclass(frozen=True)
class PrivateFrom:
    """From whom an entry can be kept: a guardian, a subscriber who is not the patient."""

    guardian: bool
    subscriber: bool


class PatientFlag(StrEnum):
    """What everybody who meets the patient should see beside the name."""

    DECEASED = "deceased"
    ENTERED_IN_ERROR = "entered_in_error"
    MERGED = "merged"
    INTERPRETER = "interpreter"
    CONFIDENTIAL_CONTACT = "confidential_contact"  # only the confidential address and phone may be used
    NO_MESSAGES = "no_messages"
    ACCESS_NEEDS = "access_needs"
    MINOR = "minor"
    SENSITIVE = "sensitive"  # the chart is opened by its care team, or in an emergency


@dataclass(frozen=True)
class EmergencyView:
    """A sensitive chart that is open in an emergency: since when and until when."""

    id: Id
    version: int
    begun_at: datetime
    until: datetime


@dataclass(frozen=True)
class ChartAccess:
    """Whether a chart is sensitive and opens for who asks, and the emergency that opens it, if one does.

    `seconds_left` of the emergency, 0 without one.
    """

    patient_id: Id
    sensitive: bool
    allowed: bool
    emergency: EmergencyView | None = None
    seconds_left: int = 0


@dataclass(frozen=True)
class TeamMember:
    """Someone who opens a sensitive chart without an emergency."""

    person_id: Id
    name: str
    active: bool


@dataclass(frozen=True)
class PatientLine:
    """A patient in a list. `phone` is the one to call; `looks_like` names another patient's equal name."""

    id: Id
    mrn: str
    name: str
    preferred_name: str
    birth_date: date | None
    age: Age | None
    sex: Sex
    phone: str
    flags: tuple[PatientFlag, ...] = ()
    last_seen: date | None = None
    looks_like: str = ""


@dataclass(frozen=True)
class PatientBanner:
    """The facts that stand over everything about one patient; allergies are the chart's to add.

    `coverage` is the payer of the first coverage in force, "" for none. `language` is its ISO code.
    """

    id: Id
    version: int
    mrn: str
    name: str
    full_name: str
    preferred_name: str
    pronouns: str
    birth_date: date | None
    birth_date_known: str
    age: Age | None
    sex: Sex
    language: str
    interpreter_needed: bool
    phone: str
    coverage: str
    access_needs: str
    photo_id: Id | None
    flags: tuple[PatientFlag, ...] = ()
    looks_like: str = ""


@dataclass(frozen=True)
class ContactView:
    """Someone around the patient, with the version that an edit must carry."""

    id: Id
    version: int
    entry: ContactEntry


@dataclass(frozen=True)
class EligibilityView:
    """One check of a coverage: when, how, under which reference, and what was said. Money in cents."""

    id: Id
    at: datetime
    method: str
    reference: str
    representative: str
    active: bool
    copay_cents: int | None
    deductible_left_cents: int | None
    coinsurance_percent: int | None
    note: str


@dataclass(frozen=True)
class CoverageView:
    """One coverage in its order of payment; `in_force` on the day asked for, `checked` is the last check."""

    id: Id
    version: int
    patient_id: Id
    rank: int
    entry: CoverageEntry
    in_force: bool
    checked: EligibilityView | None = None


@dataclass(frozen=True)
class SignatureView:
    """A signature on file."""

    id: Id
    version: int
    entry: SignatureEntry


@dataclass(frozen=True)
class PatientForm:
    """Everything that the edit form of a patient shows, with the version of each record."""

    banner: PatientBanner
    version: int
    demographics: Demographics
    contacts: tuple[ContactView, ...]
    coverages: tuple[CoverageView, ...]
    signatures: tuple[SignatureView, ...]
    identifiers: tuple[tuple[str, str], ...]  # system and value, where others know the patient
    deceased: bool
    deceased_on: str
    registered_at: datetime
    source: str


@dataclass(frozen=True)
class Reach:
    """Where to write and whom to call: the confidential address and phone stand before all others."""

    name: str
    address: tuple[str, ...]
    phone: str
    message_preference: MessagePreference | None
    confidential: bool


@dataclass(frozen=True, kw_only=True)
class DuplicateQuestion:
    """What has been typed of a new patient so far."""

    last_name: str = ""
    first_name: str = ""
    preferred_name: str = ""
    former_names: tuple[str, ...] = ()
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    street: str = ""
    zip: str = ""


@dataclass(frozen=True)
class DuplicateView:
    """A patient who may be the same person, and why.

    `exact`: same name and birth date, so opening that chart is the primary act. `likely`: registering needs
    "not the same person" first.
    """

    patient_id: Id
    mrn: str
    name: str
    birth_date: date | None
    phone: str
    address: str
    last_seen: date | None
    reasons: tuple[Message, ...]
    exact: bool
    likely: bool


@dataclass(frozen=True)
class Registered:
    """The new patient's id and medical record number."""

    patient_id: Id
    mrn: str
