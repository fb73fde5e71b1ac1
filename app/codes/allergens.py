"""Substances for an allergy entry: classes (penicillins, latex, tree nuts), their members, single drugs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from app.codes import drugs, shelf
from app.codes.words import WordIndex, words_of
from app.core.coding import RXNORM, Code


@dataclass(frozen=True)
class AllergyClass:
    """A class; `kind` is drug, environment, food or vaccine component; `cross` is a note in words."""

    name: str
    kind: str
    members: tuple[str, ...]
    cross: str


@dataclass(frozen=True)
class Allergen:
    """A substance that someone can be allergic to: a class or one substance; `rxcui` is that of a drug."""

    name: str
    kind: str
    is_class: bool
    rxcui: str = ""
    release: str = ""

    def coding(self) -> Code | None:
        """Return the substance as a code to store, or None where it has no number."""
        return Code(RXNORM, self.rxcui, self.name, self.release) if self.rxcui else None


class _Allergens:
    def __init__(self, here: shelf.Shelf) -> None:
        self.classes = tuple(
            AllergyClass(name, kind, tuple(members.split("; ")), cross)
            for name, kind, members, cross in here.table("allergy_classes").rows()
        )
        classes = [Allergen(one.name, one.kind, is_class=True) for one in self.classes]
        members = [
            Allergen(member, one.kind, is_class=False)
            for one in self.classes
            if one.kind != "drug"
            for member in one.members
            if member != one.name
        ]
        self.substances = list(
            {one.name.lower(): one for one in [*reversed(members), *reversed(classes)]}.values()
        )[::-1]
        aliases: dict[str, list[str]] = {}
        for term, substance in here.table("allergen_words").rows():
            aliases.setdefault(substance, []).append(term)
        self.words = WordIndex(" ".join((one.name, *aliases.get(one.name, ()))) for one in self.substances)


def search(text: str, limit: int = 20) -> list[Allergen]:
    """Return substances by the beginnings of words: classes first, then foods and the like, then drugs."""
    here = _allergens()
    own = (here.substances[place] for place in here.words.search(text, limit))
    known = (
        Allergen(one.name, "drug", is_class=False, rxcui=one.rxcui, release=one.release)
        for one in drugs.search_ingredients(text, limit)
        if "allergen" not in one.name  # extracts for allergy shots
    )
    found: dict[str, Allergen] = {}
    for one in chain(own, known):
        found.setdefault(one.name.lower(), one)
    return list(found.values())[:limit]


def classes() -> tuple[AllergyClass, ...]:
    """Return all allergy classes."""
    return _allergens().classes


def find_class(name: str) -> AllergyClass | None:
    """Return the class of this name, or None."""
    return next((one for one in classes() if one.name.lower() == name.strip().lower()), None)


def classes_of(substance: str) -> tuple[AllergyClass, ...]:
    """Return the classes that a drug's ingredient or another substance belongs to.

    Takes the name with or without salt, in any letter case; a combination has the classes of its parts.
    """
    return tuple(one for one in classes() if any(_is_member(substance, member) for member in one.members))


def _is_member(substance: str, member: str) -> bool:
    """Return whether a member's words begin the name of a part: "penicillin V" and "penicillin V potassium".

    In a member that is a combination the part that gives the class stands first:
    "sulfamethoxazole / trimethoprim".
    """
    wanted, parts = words_of(member.partition(" / ")[0]), substance.split(" / ")
    return any(words_of(part)[: len(wanted)] == wanted for part in parts)


def _allergens() -> _Allergens:
    here = shelf.current()
    return here.made(("allergens",), lambda: _Allergens(here))
