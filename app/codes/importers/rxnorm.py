"""RxNorm: the release files RXNCONSO.RRF, RXNREL.RRF and RXNSAT.RRF, or CSV lists of drugs and ingredients.

Kept are clinical and branded drugs and packs (SCD, SBD, GPCK, BPCK) and ingredients and brands
(IN, PIN, MIN, BN) that are not suppressed. Columns of RRF: RxNorm technical documentation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from app.codes.importers.drug_names import brand_of, ingredients_in, moiety_of
from app.codes.importers.sets import CodeSet, Values
from app.codes.importers.source import ImportRefused, Row, csv_rows, delimited_rows, one_of

DRUGS = frozenset({"SCD", "SBD", "GPCK", "BPCK"})
INGREDIENTS = frozenset({"IN", "PIN", "MIN", "BN"})

_CONSO = ("rxcui", "", "", "", "", "", "", "", "", "", "", "sab", "tty", "", "name", "", "suppress", "")
_REL = ("object", "", "", "", "subject", "", "", "rela", "", "", "sab", "", "", "", "suppress", "")
_SAT = ("rxcui", "", "", "", "", "", "", "", "name", "sab", "value", "suppress", "")
_CSV_DRUG = ("rxcui", "tty", "name", "ndc_count", "source")


def read_drugs(sources: Sequence[Path]) -> Iterable[Values]:
    """Read drugs; rows: RXCUI, term type, name, brand, moieties, number of NDCs ("" where not known)."""
    if any(path.name.lower().startswith("rxnconso") for path in sources):
        return _drugs_from_rrf(sources)
    return _drugs_from_csv(sources)


def read_ingredients(sources: Sequence[Path]) -> Iterable[Values]:
    """Read ingredients and brands; rows: RXCUI, term type, name."""
    path = next((path for path in sources if path.name.lower().startswith("rxnconso")), sources[0])
    rows = (
        _concepts(path)
        if path.name.lower().startswith("rxnconso")
        else csv_rows(path, ("rxcui", "tty", "name"))
    )
    for row in rows:
        if row["tty"] in INGREDIENTS:
            yield _rxcui(row), row["tty"], row.needed("name")


def _rxcui(row: Row) -> str:
    if not row["rxcui"].isdecimal() or not row["rxcui"].isascii():
        raise row.refused("not_a_code", "rxcui")
    return row["rxcui"]


def _drugs_from_csv(sources: Sequence[Path]) -> Iterator[Values]:
    ingredients = one_of(sources, "ingredients")
    moieties = frozenset(
        row["name"].lower() for row in csv_rows(ingredients, ("tty", "name")) if row["tty"] == "IN"
    )
    names = set()
    for row in csv_rows(one_of(sources, "rxnorm_drugs"), _CSV_DRUG):
        if row["tty"] not in DRUGS:
            raise row.refused("not_a_drug", "tty")
        names.add(row["name"].lower())
        counted = row["source"].startswith("RxNorm")
        packages = str(int(row.number("ndc_count"))) if counted else ""
        yield _drug(_rxcui(row), row["tty"], row.needed("name"), moieties, packages)
    for path in sources:
        if "supplement" in path.name:
            yield from _supplement(path, names, moieties)


def _supplement(path: Path, known: set[str], moieties: frozenset[str]) -> Iterator[Values]:
    """Give drugs that are written by hand (no RXCUI), unless RxNorm's list has the same name."""
    for row in csv_rows(path, ("generic", "strength", "dose_form", "brands")):
        name = f"{row.needed('generic')} {row['strength']} {row['dose_form']}"
        if name.lower() not in known:
            known.add(name.lower())
            found = {moiety_of(part, moieties) for part in row["generic"].split(" / ")}
            yield "", "SCD", name, row["brands"], "; ".join(sorted(found)), ""


def _drug(rxcui: str, tty: str, name: str, moieties: frozenset[str], packages: str) -> Values:
    found = sorted({moiety_of(part, moieties) for part in ingredients_in(name)})
    return rxcui, tty, name, brand_of(name), "; ".join(found), packages


def _concepts(path: Path) -> Iterator[Row]:
    for row in delimited_rows(path, _CONSO):
        if row["sab"] == "RXNORM" and row["suppress"] == "N":
            yield row


def _drugs_from_rrf(sources: Sequence[Path]) -> Iterator[Values]:
    concepts = list(_concepts(one_of(sources, "rxnconso")))
    names = {row["rxcui"]: row["name"].lower() for row in concepts if row["tty"] == "IN"}
    ingredients = _Relations(one_of(sources, "rxnrel"), names)
    packages = Counter(
        row["rxcui"]
        for row in delimited_rows(one_of(sources, "rxnsat"), _SAT)
        if row["sab"] == "RXNORM" and row["name"] == "NDC" and row["suppress"] == "N"
    )
    for row in concepts:
        if row["tty"] in DRUGS:
            found = ingredients(row["rxcui"])
            if not found:
                raise ImportRefused("drug_without_ingredient", row.file, row.line)
            brand = brand_of(row["name"])
            yield _rxcui(row), row["tty"], row["name"], brand, "; ".join(found), str(packages[row["rxcui"]])


class _Relations:
    """Follows pack -> drug -> component -> ingredient, and brand -> generic, in RXNREL."""

    _STEPS = frozenset({"contains", "consists_of", "tradename_of", "has_ingredient"})

    def __init__(self, path: Path, names: Mapping[str, str]) -> None:
        self.names = names
        self.next: defaultdict[str, set[str]] = defaultdict(set)
        for row in delimited_rows(path, _REL):
            if row["sab"] == "RXNORM" and row["rela"] in self._STEPS:
                self.next[row["subject"]].add(row["object"])

    def __call__(self, rxcui: str) -> list[str]:
        found, seen, open_ = set(), {rxcui}, [rxcui]
        while open_:
            here = open_.pop()
            if here in self.names:
                found.add(self.names[here])
                continue
            new = self.next.get(here, set()) - seen
            seen |= new
            open_.extend(new)
        return sorted(found)


_PUBLISHER = "U.S. National Library of Medicine, RxNorm Current Prescribable Content"
_LICENCE = "Public domain (RxNorm Current Prescribable Content, no licence needed)"
NOTICE = (
    "This product uses publicly available data courtesy of the U.S. National Library of Medicine (NLM), "
    "National Institutes of Health; NLM is not responsible for the product and does not endorse it."
)

SETS = (
    CodeSet(
        "drugs",
        ("rxcui", "tty", "name", "brand", "moieties", "packages"),
        read_drugs,
        _PUBLISHER,
        _LICENCE,
        NOTICE,
        key=3,
    ),
    CodeSet("drug_ingredients", ("rxcui", "tty", "name"), read_ingredients, _PUBLISHER, _LICENCE, NOTICE),
)
