"""A drug against a patient's allergies and medicines: by substance, by class, by what it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.codes import allergens, drugs
from app.core.findings import Finding, Message, Severity

_TOLD = re.compile(r"^(?:allergy to|allergic to|intolerance to)\s+|\s+allergy$", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """One thing the patient does not tolerate, or takes: its words, and what it is made of where known."""

    id: str
    words: str
    moieties: tuple[str, ...] = ()


def allergy_findings(drug: str, moieties: Sequence[str], allergies: Iterable[Known]) -> list[Finding]:
    """Return a soft stop for each allergy that the drug meets: the substance itself, or its class."""
    parts = tuple(moieties) or (drug,)
    found = []
    for allergy in allergies:
        why = _meets(parts, allergy)
        if why:
            params = {"drug": drug, "substance": allergy.words, "shared": why}
            found.append(Finding(Message("orders.allergy", params), Severity.SOFT_STOP, "drug"))
    return found


def _meets(parts: Sequence[str], allergy: Known) -> str:
    """Return what drug and allergy share, "" for nothing."""
    words = _TOLD.sub("", allergy.words).strip()
    substances = allergy.moieties or drugs.moieties_of(words) or (words,)
    same = {part.casefold() for part in parts} & {one.casefold() for one in substances}
    if same:
        return min(same)
    named = _class_named(words)
    classes = {named} if named else {one.name for name in substances for one in allergens.classes_of(name)}
    shared = classes & {one.name for part in parts for one in allergens.classes_of(part)}
    return min(shared, default="")


def _class_named(words: str) -> str:
    """Return the class that an allergy names, in one or many ("Penicillin", "penicillins"), else ""."""
    for name in (words, f"{words}s", words.removesuffix("s")):
        found = allergens.find_class(name)
        if found:
            return found.name
    return ""


def duplicate_findings(drug: str, moieties: Sequence[str], medicines: Iterable[Known]) -> list[Finding]:
    """Return a soft stop for each medicine on the list that holds the same ingredient."""
    found = []
    for medicine in medicines:
        shared = drugs.shared_moieties(moieties, medicine.moieties)
        if shared or medicine.words.casefold() == drug.casefold():
            params = {"drug": drug, "other": medicine.words, "shared": ", ".join(shared)}
            found.append(Finding(Message("orders.duplicate", params), Severity.SOFT_STOP, "drug"))
    return found
