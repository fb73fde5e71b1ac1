"""Rows of the charts that the made-up people brought along: what they have, take, and were found to have."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from app.chart.allergies.model import Allergy, AllergyKind, AllergyReview, AllergyStatus, Certainty, Severity
from app.chart.history.model import Pregnancy, ReproductiveHistory, SocialHistory, TobaccoUse
from app.chart.medications.actions import moieties_of
from app.chart.medications.model import Medication, MedicationStatus, Taking
from app.chart.notes.model import Note, NoteSignature, NoteState, NoteVersion, SignatureRole
from app.chart.notes.rules import sha256
from app.chart.observations.model import Flag, Observation, ValueKind
from app.chart.problems.model import Problem, ProblemStatus
from app.chart.vitals.limits import about
from app.chart.vitals.measures import BP_PANEL, SPECS, Measure, coding
from app.chart.vitals.model import VitalsSet
from app.chart.vitals.parsing import parse
from app.chart.vitals.rules import Judged, Known, Level, judge
from app.codes import allergens, drugs, icd10cm
from app.core.coding import Code
from app.core.dates import PartialDate
from app.core.ids import Id, new_id
from app.demo.lists import listed
from app.demo.patients import DemoPatient
from app.demo.sizes import vitals_on
from app.store.base import Record

Rows = defaultdict[type[Record], list[dict[str, Any]]]


@dataclass(frozen=True)
class Person:
    """Someone of the staff as a record names them; `provider_id` for a column of the calendar."""

    account_id: Id
    short_name: str
    provider_id: Id | None = None


@dataclass(frozen=True)
class PastVisit:
    """One visit of the history."""

    id: Id
    patient_id: Id
    patient: DemoPatient
    day: date
    starts_at: datetime
    clinician: Person
    assistant: Person
    reason: str
    plan: str
    code: str
    template: str
    passing: Mapping[str, Any] = field(default_factory=dict)


@cache
def diagnosis(code: str, on: date) -> Code:
    """Return an ICD-10-CM code of the list as it is stored."""
    found = icd10cm.find(code, on) or icd10cm.find(code)
    if found is None:
        raise ValueError(f"no such code: {code}")
    return found.coding()


@cache
def drug(name: str) -> Code | None:
    """Return the RxNorm code of a medicine of the list, None for one that has no number."""
    words = name.replace("/", " ").split()
    found = [one for one in drugs.search(" ".join(words[:3]), 50) if one.name == name]
    return found[0].coding() if found else None


def _entered(at: datetime, by: Person, visit_id: Id | None = None) -> dict[str, Any]:
    return {
        "visit_id": visit_id,
        "recorded_at": at,
        "recorded_by": by.account_id,
        "recorded_by_name": by.short_name,
    }


def _coded(text: str, code: Code | None) -> dict[str, Any]:
    codings = [[code.system, code.code, code.display, code.release]] if code else []
    return {"text": text, "code": code, "codings": codings}


def chart_rows(
    rows: Rows,
    patient: DemoPatient,
    patient_id: Id,
    since: datetime,
    by: Person,
    today: date,
    chance: random.Random,
) -> None:
    """Add what stands in a chart whatever the visits: problems, medicines, allergies, habits."""
    told = _entered(since, by)
    started = PartialDate(f"{since:%Y-%m}")
    for illness in patient.illnesses:
        rows[Problem].append(_problem(patient_id, illness["code"], since.date(), started, told))
        for name, moiety, strength, sig in illness.get("medicines", ())[: 1 + patient.number % 2]:
            rows[Medication].append(
                {
                    "patient_id": patient_id,
                    **_coded(f"{moiety} {strength}", drug(name)),
                    "rxnorm": code.code if (code := drug(name)) else "",
                    "moieties": list(moieties_of(moiety, code)),
                    "strength": strength,
                    "sig": sig,
                    "prescriber": by.short_name,
                    "started": started,
                    "status": MedicationStatus.ACTIVE,
                    "taking": Taking.TAKING,
                    **told,
                }
            )
    _allergy_rows(rows, patient, patient_id, since, told, by)
    _told_rows(rows, patient, patient_id, told, chance)
    if patient.pregnant_weeks:
        rows[ReproductiveHistory].append(_pregnancy(patient, patient_id, today, told))


def _pregnancy(patient: DemoPatient, patient_id: Id, today: date, told: Mapping[str, Any]) -> dict[str, Any]:
    due = today + timedelta(weeks=40 - patient.pregnant_weeks)
    return {"patient_id": patient_id, "pregnancy": Pregnancy.PREGNANT, "due_on": due, **told}


def _problem(
    patient_id: Id, code: str, on: date, onset: PartialDate, told: Mapping[str, Any]
) -> dict[str, Any]:
    found = diagnosis(code, on)
    same = {"icd10": found.code, "status": ProblemStatus.ACTIVE, "onset": onset}
    return {"patient_id": patient_id, **_coded(found.display, found), **same, **told}


def _allergy_rows(
    rows: Rows, patient: DemoPatient, patient_id: Id, since: datetime, told: Mapping[str, Any], by: Person
) -> None:
    kinds = {one["substance"]: one["kind"] for one in listed("illnesses")["allergies"]}
    for substance, reaction in patient.allergies:
        rows[Allergy].append(
            {
                "patient_id": patient_id,
                **_coded(substance, None),
                "kind": AllergyKind(kinds.get(substance, "other")),
                "is_class": allergens.find_class(substance) is not None,
                "reaction": reaction,
                "severity": Severity.SEVERE
                if "swelling" in reaction or "throat" in reaction
                else Severity.MILD,
                "certainty": Certainty.CONFIRMED,
                "status": AllergyStatus.ACTIVE,
                **told,
            }
        )
    if patient.allergies_asked and not patient.allergies:
        stated = {"at": since, "by": by.account_id, "by_name": by.short_name, "no_known_allergies": True}
        rows[AllergyReview].append({"patient_id": patient_id, **stated})


def _told_rows(
    rows: Rows, patient: DemoPatient, patient_id: Id, told: Mapping[str, Any], chance: random.Random
) -> None:
    age = patient.age(told["recorded_at"].date())
    if age >= 14:
        smokes = chance.choices(
            (TobaccoUse.NEVER, TobaccoUse.FORMER, TobaccoUse.EVERY_DAY), weights=(68, 22, 10)
        )[0]
        work = "Retired" if age > 66 else chance.choice(listed("town")["occupations"])
        rows[SocialHistory].append({"patient_id": patient_id, "tobacco": smokes, "occupation": work, **told})


# -- a visit ------------------------------------------------------------------------------------------------


def visit_rows(
    rows: Rows, visit: PastVisit, today: date, limits: Mapping[str, Any], chance: random.Random
) -> None:
    """Add vital signs and the signed note of one visit; `limits` is the policy table of vital signs."""
    _vitals_rows(rows, visit, today, limits, chance)
    _note_rows(rows, visit, chance)


def _vitals_rows(
    rows: Rows, visit: PastVisit, today: date, limits: Mapping[str, Any], chance: random.Random
) -> None:
    at = visit.starts_at + timedelta(minutes=11)
    into = new_id()
    rows[VitalsSet].append(
        {
            "id": into,
            "patient_id": visit.patient_id,
            "visit_id": visit.id,
            "number": 1,
            "taken_at": at,
            "taken_by": visit.assistant.account_id,
            "taken_by_name": visit.assistant.short_name,
        }
    )
    entries = vitals_on(visit.patient, visit.day, today, chance, visit.passing)
    typed = [(entry, parse(entry.measure, entry.text, entry.unit)) for entry in entries]
    who = about(visit.patient.born, visit.day, sex=str(visit.patient.who.sex))
    judged = judge([part for _, parts in typed for part in parts], Known(limits, who, at))
    levels = {one.typed.part: one for one in judged.values}
    same = {
        "patient_id": visit.patient_id,
        "vitals_set_id": into,
        "category": "vital-signs",
        "effective_at": at,
        "effective": PartialDate(at.isoformat(timespec="seconds")),
        "performer": visit.assistant.short_name,
        **_entered(at, visit.assistant, visit.id),
    }
    for entry, parts in typed:
        told = {**same, "method": entry.method, "body_site": entry.site, "details": dict(entry.details)}
        panel = None
        if entry.measure is Measure.BLOOD_PRESSURE:
            panel = new_id()
            rows[Observation].append({**told, **_no_value(panel)})
        rows[Observation] += [{**told, **_value(levels[part.part], panel)} for part in parts]


def _no_value(row_id: Id) -> dict[str, Any]:
    code = _loinc(BP_PANEL, "Blood pressure")
    empty = {"value": None, "unit": "", "entered_value": "", "entered_unit": "", "flag": None}
    return {
        "id": row_id,
        "parent_id": None,
        "loinc": BP_PANEL,
        "code": code,
        "text": code.display,
        "value_kind": ValueKind.NONE,
        "interpretation": "",
        **empty,
    }


@cache
def _loinc(loinc: str, words: str) -> Code:
    return coding(loinc, words)


_FLAGS = {Level.NORMAL: None, Level.ABNORMAL: Flag.ABNORMAL, Level.CRITICAL: Flag.CRITICAL}


def _value(judged: Judged, panel: Id | None) -> dict[str, Any]:
    typed, spec = judged.typed, SPECS[judged.typed.part]
    code, side = _loinc(spec.loinc, typed.part.value), "H" if judged.high else "L"
    return {
        "id": new_id(),
        "parent_id": panel,
        "loinc": spec.loinc,
        "code": code,
        "text": code.display,
        "value_kind": ValueKind.QUANTITY,
        "value": typed.value,
        "unit": spec.unit,
        "entered_value": typed.entered,
        "entered_unit": typed.entered_unit,
        "flag": _FLAGS[judged.level],
        "interpretation": {Level.NORMAL: "N", Level.ABNORMAL: side, Level.CRITICAL: side * 2}[judged.level],
    }


def note_text(reason: str, plan: str) -> str:
    """Return the text of a made-up note."""
    parts = (
        ("Reason for the visit", reason),
        ("Examination", "Vital signs as recorded."),
        ("Assessment and plan", plan),
    )
    return "\n\n".join(f"{heading}:\n{text}" for heading, text in parts)


def level_of(visit: PastVisit) -> str:
    """Return the code of the fee schedule that a past visit is charged with."""
    return level_of_age(visit.code, visit.patient.age(visit.day), len(visit.patient.illnesses))


def level_of_age(code: str, age: int, illnesses: int) -> str:
    """Return the level of a visit for a diagnosis: a preventive one by age, else by how much is there."""
    if code.startswith("Z00"):
        places = ((1, "99391"), (5, "99392"), (12, "99393"), (18, "99394"), (40, "99395"), (65, "99396"))
        return next((level for below, level in places if age < below), "99397")
    return "99214" if illnesses > 1 else "99213"


def _note_rows(rows: Rows, visit: PastVisit, chance: random.Random) -> None:
    note_id, by, name = new_id(), visit.clinician.account_id, visit.clinician.short_name
    at = visit.starts_at + timedelta(minutes=chance.randint(34, 90))
    text, found = note_text(visit.reason, visit.plan), diagnosis(visit.code, visit.day)
    chosen = [[found.code, found.display, found.release]]
    same = {"patient_id": visit.patient_id, "level": level_of(visit), "diagnoses": chosen}
    rows[Note].append(
        {
            "id": note_id,
            **same,
            "visit_id": visit.id,
            "author_id": by,
            "author_name": name,
            "day": visit.day,
            "title": visit.reason,
            "template": visit.template,
            "text": text,
            "state": NoteState.SIGNED,
            "started_at": at - timedelta(minutes=6),
            "signed_at": at,
        }
    )
    written = {"patient_id": visit.patient_id, "note_id": note_id, "at": at, "by": by, "by_name": name}
    rows[NoteVersion].append({**written, "number": 1, "text": text})
    signed = {"role": SignatureRole.AUTHOR, "text_number": 1, "text_sha256": sha256(text)}
    rows[NoteSignature].append({**written, **same, **signed})
