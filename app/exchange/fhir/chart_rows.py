"""Rows of the chart made of the records of an import, one function a resource type.

Each returns the columns of one row without its id, or the reason why there is none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.chart.allergies.model import (
    Allergy,
    AllergyKind,
    AllergyReview,
    AllergyStatus,
    Certainty,
    Severity,
)
from app.chart.immunizations.model import ImmunizationSource, ImmunizationStatus
from app.chart.medications.model import MedicationStatus, Taking
from app.chart.problems.model import ProblemStatus
from app.codes import allergens, drugs
from app.core.coding import CVX, ICD10CM, MVX, NDC, RXNORM, SNOMED
from app.core.findings import Message
from app.core.ids import Id
from app.exchange.fhir import records as fhir
from app.exchange.fhir.plain import (
    code_of,
    codings,
    first_code,
    instant,
    leftover,
    names,
    one_line,
    pruned,
    status_code,
    when,
    words,
)
from app.exchange.fhir.values import Amount, Concept, Link
from app.store.base import Record
from app.store.commands import to_plain

Row = dict[str, Any]
_RESTRICTED = frozenset({"R", "V"})  # HL7 v3 Confidentiality: restricted, very restricted


@dataclass(frozen=True)
class Place:
    """What every row of one patient's import shares."""

    patient_id: Id
    now: datetime
    zone: ZoneInfo
    source: str
    visits: dict[str, Id]

    def visit(self, link: Link | None) -> Id | None:
        """Return the visit that an encounter of the same import became."""
        return self.visits.get(link.key) if link is not None else None

    def first(self, links: tuple[Link, ...]) -> Link | None:
        """Return the first of several encounters that became a visit."""
        return next((link for link in links if link.key in self.visits), None)

    @staticmethod
    def restricted(record: fhir.Record) -> bool:
        """Say whether its source restricted a record (security labels)."""
        return any(one.code in _RESTRICTED for one in record.source.security)

    def shared(self, record: fhir.Record, about: Concept, encounter: Link | None, *systems: str) -> Row:
        """Return the columns that all records of a chart have in common.

        What its source restricted (security labels) is private from guardian and subscriber here too.
        """
        return {
            "patient_id": self.patient_id,
            "visit_id": self.visit(encounter),
            "recorded_at": self.now,
            "recorded_by": None,
            "recorded_by_name": "",
            "private_from_guardian": self.restricted(record),
            "source": self.source,
            "text": one_line(about.words()),
            "code": first_code(about, *systems),
            "codings": codings(about),
            "entered_in_error": "source" if record.entered_in_error else None,
        }


_CATEGORIES = {
    "medication": AllergyKind.DRUG,
    "food": AllergyKind.FOOD,
    "environment": AllergyKind.ENVIRONMENT,
    "biologic": AllergyKind.VACCINE_COMPONENT,
}
_CERTAINTIES = {
    "confirmed": Certainty.CONFIRMED,
    "unconfirmed": Certainty.SUSPECTED,
    "presumed": Certainty.SUSPECTED,
    "refuted": Certainty.REFUTED,
}
_SEVERITIES = {"mild": Severity.MILD, "moderate": Severity.MODERATE, "severe": Severity.SEVERE}
_WORST = (Severity.SEVERE, Severity.MODERATE, Severity.MILD)


# SNOMED CT: nothing is known at all (the two concepts in use), or nothing of one kind.
_NONE_KNOWN = frozenset({"716186003", "160244002"})
_NONE_OF_A_KIND = frozenset(
    {
        "409137002",  # drug
        "429625007",  # food
        "428607008",  # environment
        "428197003",  # insect
        "716184000",  # latex
        "716220001",  # animal
    }
)


def allergy_or_statement(place: Place, one: fhir.AllergyIntolerance) -> tuple[type[Record], Row] | Message:
    """Return the row of an allergy, or of the statement that none are known.

    A code that denies is no allergy. That none of one kind (drugs, food) are known says too little for the
    statement, and must not stand among the allergies: it stays in the original, with its reason.
    """
    codes = {code.code for code in one.code.codes if code.system == SNOMED}
    if codes & _NONE_OF_A_KIND:
        return Message("exchange.none_of_a_kind")
    if not codes & _NONE_KNOWN:
        return Allergy, allergy(place, one)
    gone = status_code(one.clinical_status) in ("inactive", "resolved")
    if one.entered_in_error or gone or status_code(one.verification_status) == "refuted":
        return Message("exchange.statement_withdrawn")
    statement = {
        "patient_id": place.patient_id,
        "visit_id": place.visit(one.encounter),
        "at": instant(one.recorded, place.zone) or place.now,
        "by": None,
        "by_name": names([one.asserter or one.recorder]),
        "no_known_allergies": True,
        "source": place.source,
        "withdrawn_at": None,
    }
    return AllergyReview, statement


def allergy(place: Place, one: fhir.AllergyIntolerance) -> Row:
    """Return the row of an allergy or intolerance."""
    onset, _, onset_text = when(one.onset)
    severities = {_SEVERITIES.get(reaction.severity, Severity.UNKNOWN) for reaction in one.reactions}
    kinds = {_CATEGORIES.get(category, AllergyKind.OTHER) for category in one.categories}
    return {
        **place.shared(one, one.code, one.encounter, RXNORM, SNOMED),
        "kind": kinds.pop() if len(kinds) == 1 else AllergyKind.OTHER,
        "is_class": allergens.find_class(one.code.words()) is not None,
        "intolerance": one.kind == "intolerance",
        "reaction": words(shown for reaction in one.reactions for shown in reaction.manifestations),
        "reactions": pruned([to_plain(reaction) for reaction in one.reactions]),
        "severity": next((severity for severity in _WORST if severity in severities), Severity.UNKNOWN),
        "certainty": _CERTAINTIES.get(status_code(one.verification_status), Certainty.UNKNOWN),
        "criticality": one.criticality,
        "status": _status(AllergyStatus, one.clinical_status),
        "onset": onset,
        "onset_text": onset_text,
        "last_occurrence": one.last_occurrence,
        "note": "\n".join(one.notes),
        "imported": leftover(one, "recorded", "recorder", "asserter", "categories"),
    }


def _status(kind: Any, clinical: Concept) -> Any:
    given = status_code(clinical)
    gathered = {"recurrence": "active", "relapse": "active", "remission": "inactive"}.get(given, given)
    return kind(gathered) if gathered in {str(each) for each in kind} else kind.UNKNOWN


def _problem_status(one: fhir.Condition) -> ProblemStatus:
    """Return how a condition stands: one that was ruled out is not active, whatever its clinical status."""
    given: ProblemStatus = _status(ProblemStatus, one.clinical_status)
    if status_code(one.verification_status) == "refuted":
        return ProblemStatus.INACTIVE
    ended = given is ProblemStatus.UNKNOWN and one.abatement is not None
    return ProblemStatus.RESOLVED if ended else given


def problem(place: Place, one: fhir.Condition) -> Row:
    """Return the row of a condition."""
    onset, _, onset_text = when(one.onset)
    abated, _, abated_text = when(one.abatement)
    return {
        **place.shared(one, one.code, one.encounter, ICD10CM, SNOMED),
        "icd10": code_of(one.code, ICD10CM),
        "category": next((status_code(each) for each in one.categories), ""),
        "status": _problem_status(one),
        "verification": status_code(one.verification_status),
        "severity": one.severity.words(),
        "onset": onset,
        "onset_text": onset_text,
        "abated": abated,
        "abated_text": abated_text,
        "note": "\n".join(one.notes),
        "position": 0,
        "imported": leftover(
            one, "clinical_status", "body_sites", "onset", "abatement", "recorded", "recorder", "asserter"
        ),
    }


_REQUESTS = {
    "active": MedicationStatus.ACTIVE,
    "on-hold": MedicationStatus.ON_HOLD,
    "cancelled": MedicationStatus.STOPPED,
    "stopped": MedicationStatus.STOPPED,
    "completed": MedicationStatus.COMPLETED,
    "intended": MedicationStatus.ACTIVE,
    "not-taken": MedicationStatus.STOPPED,
}


def _medicine(place: Place, one: fhir.MedicationRequest | fhir.MedicationStatement) -> Row:
    texts = [dosage.text or dosage.patient_instruction for dosage in one.dosages]
    return {
        **place.shared(one, one.drug.code, one.encounter, RXNORM),
        "rxnorm": code_of(one.drug.code, RXNORM),
        "moieties": list(_moieties(one.drug.code)),
        "strength": "",
        "sig": "; ".join(text for text in texts if text),
        "dosages": pruned([to_plain(dosage) for dosage in one.dosages]),
        "as_needed": any(dosage.as_needed is True for dosage in one.dosages),
        "reason": words(one.reasons),
        "status_given": one.status,
        "taking": Taking.NOT_TAKING if one.status == "not-taken" else None,
        "taking_note": "",
        "last_taken": None,
        "last_taken_text": "",
    }


def _moieties(drug: Concept) -> tuple[str, ...]:
    """Return what a medicine is made of, for the checks of allergies and duplicates; () if not known."""
    known = drugs.find(code_of(drug, RXNORM))
    return known.moieties if known is not None else drugs.moieties_of(drug.words())


def medication_request(place: Place, one: fhir.MedicationRequest) -> Row:
    """Return the row of a prescription written elsewhere; an order not to give stays one.

    What was only proposed stands on no list of what is taken.
    """
    status = _REQUESTS.get(one.status, MedicationStatus.UNKNOWN)
    if one.intent in ("proposal", "option"):
        status = MedicationStatus.UNKNOWN
    if one.do_not_perform:
        status = MedicationStatus.NOT_TO_BE_GIVEN
    return {
        **_medicine(place, one),
        "prescriber": names([one.requester]),
        "status": status,
        "intent": one.intent,
        "reported": bool(one.reported),
        "started": one.authored,
        "ended": None,
        "stop_reason": one.status_reason.words(),
        "imported": leftover(
            one, "categories", "priority", "reason_links", "course", "notes", "dispense", "substitution",
            "drug", "recorder", "reported",
        ),
    }  # fmt: skip


def medication_statement(place: Place, one: fhir.MedicationStatement) -> Row:
    """Return the row of what the patient takes, took or does not take."""
    started, ended, _ = when(one.effective)
    return {
        **_medicine(place, one),
        "prescriber": "",
        "status": _REQUESTS.get(one.status, MedicationStatus.UNKNOWN),
        "intent": "",
        "reported": True,
        "started": started,
        "ended": ended,
        "stop_reason": words(one.status_reasons),
        "imported": leftover(
            one, "category", "effective", "asserted", "informant", "reason_links", "notes", "drug"
        ),
    }


# HL7 immunization-origin; CDC counts written, dated records only.
_ORIGINS = {
    "provider": ImmunizationSource.WRITTEN_RECORD,
    "record": ImmunizationSource.WRITTEN_RECORD,
    "school": ImmunizationSource.WRITTEN_RECORD,
    "jurisdiction": ImmunizationSource.REGISTRY,
    "recall": ImmunizationSource.TOLD,
}


def _origin(one: fhir.Immunization) -> ImmunizationSource:
    if one.primary_source is not False:
        return ImmunizationSource.WRITTEN_RECORD
    return _ORIGINS.get(status_code(one.report_origin), ImmunizationSource.TOLD)


def _given(one: fhir.Immunization) -> ImmunizationStatus:
    if one.status == "completed":
        return ImmunizationStatus.GIVEN
    objected = any(code.code == "PATOBJ" for code in one.status_reason.codes)  # HL7 v3 ActReason
    return ImmunizationStatus.REFUSED if objected else ImmunizationStatus.NOT_GIVEN


def immunization(place: Place, one: fhir.Immunization) -> Row:
    """Return the row of a dose, or of one that was not given."""
    dose = one.dose or Amount()
    maker = names([one.manufacturer])
    return {
        **place.shared(one, one.vaccine, one.encounter, CVX),
        "cvx": code_of(one.vaccine, CVX),
        "status": _given(one),
        "status_reason": one.status_reason.words(),
        "occurred": None if isinstance(one.occurred, str) else one.occurred,
        "occurred_text": one.occurred if isinstance(one.occurred, str) else "",
        "origin": _origin(one),
        "dose": dose.value,
        "dose_unit": dose.code or dose.unit,
        "site": one.site.words(),
        "route": one.route.words(),
        "lot": one.lot,
        "maker": maker,
        "mvx": code_of(one.vaccine, MVX),
        "ndc": code_of(one.vaccine, NDC),
        # A month on the vial means its last day.
        "expires": one.expires.latest() if one.expires else None,
        "vis": [],
        "funding": one.funding.words(),
        "eligibility": words(one.program_eligibility),
        "performer": names(who for _, who in one.performers),
        "protocol": pruned([to_plain(each) for each in one.protocol]),
        "subpotent": one.subpotent,
        "note": "\n".join(one.notes),
        "imported": leftover(
            one, "status", "recorded", "primary_source", "expires", "report_origin", "location", "reasons",
            "subpotent_reasons", "reactions",
        ),
    }  # fmt: skip


def procedure(place: Place, one: fhir.Procedure) -> Row:
    """Return the row of a procedure, or of one that was not done."""
    start, end, text = when(one.performed)
    return {
        **place.shared(one, one.code, one.encounter, SNOMED),
        "status": one.status,
        "status_reason": one.status_reason.words(),
        "category": one.category.words(),
        "performed": start,
        "performed_end": end,
        "performed_text": text,
        "performer": names(who for _, who in one.performers),
        "body_site": words(one.body_sites),
        "reason": words(one.reasons),
        "outcome": one.outcome.words(),
        "note": "\n".join(one.notes),
        "imported": leftover(one, "recorder", "asserter", "location", "reason_links", "category"),
    }
