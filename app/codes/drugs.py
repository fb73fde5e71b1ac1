"""Drugs: find a clinical or branded drug while typing, its ingredients, and what two drugs share.

"Moiety" is the ingredient without its salt ("metoprolol" of "metoprolol succinate"); duplicates and
allergies are compared by it. Source: RxNorm Current Prescribable Content (notice in the table's header).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.codes import shelf
from app.codes.tables import Table
from app.codes.words import WordIndex
from app.core.coding import RXNORM, Code

_PACKS = frozenset({"GPCK", "BPCK"})
_PACKAGES_OF_USUAL_DRUG = 100  # taken where the source does not count packages and the drug is in daily use


@dataclass(frozen=True)
class Drug:
    """One prescribable drug or pack. `brands` is empty for a generic; `rxcui` is "" where it is not known."""

    rxcui: str
    name: str
    brands: tuple[str, ...]
    moieties: tuple[str, ...]
    is_pack: bool
    release: str

    def coding(self) -> Code | None:
        """Return the drug as a code to store, or None if it has no number: then store the name as text."""
        return Code(RXNORM, self.rxcui, self.name, self.release) if self.rxcui else None


@dataclass(frozen=True)
class Ingredient:
    """An ingredient or brand of RxNorm; `kind` is IN, PIN (with salt), MIN (several) or BN (brand)."""

    rxcui: str
    name: str
    kind: str
    release: str

    def coding(self) -> Code:
        """Return the ingredient as a code to store."""
        return Code(RXNORM, self.rxcui, self.name, self.release)


class _Drugs:
    def __init__(self, table: Table) -> None:
        usual = {
            row[4] for row in table.rows() if not row[0]
        }  # written by hand because they are in daily use
        rows = sorted(table.rows(), key=lambda row: _usefulness(row, usual))
        self.all = [
            Drug(rxcui, name, _split(brand), _split(moieties), tty in _PACKS, table.release)
            for rxcui, tty, name, brand, moieties, _ in rows
        ]
        self.by_rxcui = {one.rxcui: one for one in self.all if one.rxcui}
        self.words = WordIndex(f"{one.name} {' '.join(one.brands)}" for one in self.all)


def search(text: str, limit: int = 20) -> list[Drug]:
    """Return drugs by the beginnings of words in any order ("lisin 20"); single drugs in wide use first."""
    drugs = _drugs()
    return [drugs.all[place] for place in drugs.words.search(text, limit)]


def find(rxcui: str) -> Drug | None:
    """Return the drug of an RxNorm number, or None."""
    return _drugs().by_rxcui.get(rxcui.strip())


def ingredients(drug: Drug) -> tuple[Ingredient, ...]:
    """Return the drug's ingredients as RxNorm concepts; one that the list does not hold has no number."""
    known = _ingredients()
    return tuple(known.get(name, Ingredient("", name, "IN", drug.release)) for name in drug.moieties)


def search_ingredients(text: str, limit: int = 20) -> list[Ingredient]:
    """Return single ingredients (with or without salt) by the beginnings of words, shortest first."""
    here = shelf.current()
    found, words = here.made(("ingredient words",), lambda: _indexed(here))
    return [found[place] for place in words.search(text, limit)]


def moieties_of(name: str) -> tuple[str, ...]:
    """Return the moieties of a drug told by name only ("Lisinopril 10 mg", "Augmentin"), () if not known."""
    lowered = " ".join(name.lower().split())
    for length in range(len(words := lowered.split()), 0, -1):
        beginning = " ".join(words[:length])
        if beginning in _ingredients():
            return (beginning,)
        if found := _by_brand().get(beginning):
            return found
    return ()


def shared_moieties(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    """Return the moieties that stand in both, for the check of duplicates."""
    return tuple(sorted(set(first) & set(second)))


def warm() -> None:
    """Read the list and build its index, so that the first search does not wait."""
    _drugs()


def _drugs() -> _Drugs:
    here = shelf.current()
    return here.made(("drugs",), lambda: _Drugs(here.table("drugs")))


def _ingredients() -> dict[str, Ingredient]:
    """Return the moieties by lower-case name: RxNorm's, and those that only a drug's name gives."""
    here = shelf.current()
    return here.made(("ingredients",), lambda: _read_ingredients(here))


def _read_ingredients(here: shelf.Shelf) -> dict[str, Ingredient]:
    table = here.table("drug_ingredients")
    found = {
        name: Ingredient("", name, "IN", "")
        for one in _drugs().all
        if not one.is_pack
        for name in one.moieties
    }
    known = (Ingredient(rxcui, name, tty, table.release) for rxcui, tty, name in table.rows())
    return found | {one.name.lower(): one for one in known if one.kind == "IN"}


def _by_brand() -> dict[str, tuple[str, ...]]:
    here = shelf.current()
    return here.made(
        ("brands",), lambda: {brand.lower(): one.moieties for one in _drugs().all for brand in one.brands}
    )


def _indexed(here: shelf.Shelf) -> tuple[list[Ingredient], WordIndex]:
    table = here.table("drug_ingredients")
    salts = [Ingredient(rxcui, name, tty, table.release) for rxcui, tty, name in table.rows() if tty == "PIN"]
    found = sorted([*_ingredients().values(), *salts], key=lambda one: (len(one.name), one.name))
    return found, WordIndex(one.name for one in found)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("; ")) if text else ()


def _usefulness(row: tuple[str, ...], usual: set[str]) -> tuple[bool, int, bool, int, str]:
    """Order drugs: packs last, fewer ingredients first, generic before brand, then by packages on sale."""
    _, tty, name, brand, moieties, packages = row
    sold = int(packages) if packages else _PACKAGES_OF_USUAL_DRUG if moieties in usual else 0
    return (
        tty in _PACKS,
        moieties.count("; "),
        bool(brand and tty == "SBD"),
        -sold,
        name,
    )
