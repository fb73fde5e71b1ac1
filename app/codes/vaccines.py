"""Vaccines: CVX products, makers (MVX), trade names, groups, packages by NDC or barcode, VIS editions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.codes import gs1, shelf
from app.codes.words import WordIndex
from app.core.coding import CVX, MVX, NDC, Code


@dataclass(frozen=True)
class Vaccine:
    """One CVX code; `status` is Active, Inactive, Non-US or Never Active; `groups` are CDC's groups."""

    cvx: str
    short: str
    full: str
    status: str
    notes: str
    groups: tuple[str, ...]
    release: str

    def coding(self) -> Code:
        """Return the vaccine as a code to store."""
        return Code(CVX, self.cvx, self.short, self.release)


@dataclass(frozen=True)
class Maker:
    """One manufacturer (MVX)."""

    mvx: str
    name: str
    status: str
    release: str

    def coding(self) -> Code:
        """Return the maker as a code to store."""
        return Code(MVX, self.mvx, self.name, self.release)


@dataclass(frozen=True)
class TradeName:
    """A product by its trade name, with its vaccine and maker."""

    product: str
    cvx: str
    mvx: str
    active: bool


@dataclass(frozen=True)
class Package:
    """A package by NDC (11 digits, no hyphens); `of_sale` is the carton, else it is the vial or syringe."""

    ndc: str
    of_sale: bool
    gtin: str
    cvx: str
    mvx: str
    name: str
    labeler: str
    package: str
    first_day: date | None
    last_day: date | None

    def coding(self) -> Code:
        """Return the package as a code to store, NDC as HIPAA writes it."""
        return Code(NDC, self.ndc, self.name)


@dataclass(frozen=True)
class VisEdition:
    """One edition of a vaccine information statement; `encoded` is its barcode, `pdf` its address."""

    document: str
    edition: date
    encoded: str
    current: bool
    pdf: str


class _Vaccines:
    def __init__(self, here: shelf.Shelf) -> None:
        groups: dict[str, list[str]] = {}
        for cvx, group, _ in here.table("vaccine_groups").rows():
            groups.setdefault(cvx, []).append(group)
        table = here.table("cvx")
        found = [
            Vaccine(cvx, short, full, status, notes, tuple(groups.get(cvx, ())), table.release)
            for cvx, short, full, status, notes, _ in table.rows()
        ]
        self.all = tuple(sorted(found, key=lambda one: (one.status != "Active", len(one.short), one.cvx)))
        self.by_cvx = {one.cvx: one for one in self.all}
        self.trade_names = tuple(
            TradeName(product, cvx, mvx, status == "Active")
            for product, cvx, mvx, status in here.table("trade_names").rows()
        )
        self.words = WordIndex(self._text(one) for one in self.all)

    def _text(self, one: Vaccine) -> str:
        products = [name.product for name in self.trade_names if name.cvx == one.cvx]
        return " ".join((one.cvx, one.short, one.full, *one.groups, *products))


def find(cvx: str) -> Vaccine | None:
    """Return the vaccine of a CVX code ("8" and "08" are the same), or None."""
    return _vaccines().by_cvx.get(cvx.strip().zfill(2))


def search(text: str, limit: int = 20, *, active_only: bool = False) -> list[Vaccine]:
    """Return vaccines by words of their names, trade names or groups ("flu" is a group); active first."""
    vaccines = _vaccines()
    found = [vaccines.all[place] for place in vaccines.words.search(text, len(vaccines.all))]
    return [one for one in found if one.status == "Active" or not active_only][:limit]


def active() -> tuple[Vaccine, ...]:
    """Return the vaccines that are given in the United States today."""
    return tuple(one for one in _vaccines().all if one.status == "Active")


def trade_names(cvx: str) -> tuple[TradeName, ...]:
    """Return the products of a CVX code, those on the market first."""
    found = [one for one in _vaccines().trade_names if one.cvx == cvx]
    return tuple(sorted(found, key=lambda one: (not one.active, one.product)))


def makers() -> tuple[Maker, ...]:
    """Return all manufacturers, active first, by name."""
    table = shelf.current().table("mvx")
    found = [Maker(mvx, name, status, table.release) for mvx, name, status, _ in table.rows()]
    return tuple(sorted(found, key=lambda one: (one.status != "Active", one.name.lower())))


def maker(mvx: str) -> Maker | None:
    """Return the manufacturer of an MVX code, or None."""
    return next((one for one in makers() if one.mvx == mvx.strip().upper()), None)


def scanned(text: str) -> Package | None:
    """Return the package for what a scanner or a person gave: NDC of 10 or 11 digits, GTIN, or GS1 with (01).

    A ten-digit NDC without hyphens can mean three numbers; it is taken only where one of them is known.
    """
    packages = _packages()
    digits = gs1.read(text).gtin or re.sub(r"\D", "", text)
    for key in (digits, *_ndc_forms(text.strip(), digits)):
        if key in packages:
            return packages[key]
    return None


def vis_editions(cvx: str, day: date) -> list[VisEdition]:
    """Return the information statements of a vaccine on a day: of each, the newest edition not after it.

    A document that CDC no longer keeps up is left out as long as the vaccine has another one. A new edition
    that CDC lists for some vaccines of a document counts for all of them (influenza, 1/31/2025).
    """
    editions = _with_newer(_vis_of(cvx.strip().zfill(2)))
    kept_up = {_document(one) for one in editions if one.current} or {_document(one) for one in editions}
    newest: dict[str, VisEdition] = {}
    for one in sorted(editions, key=lambda one: one.edition):
        if one.edition <= day and _document(one) in kept_up:
            newest[_document(one)] = one
    return sorted(newest.values(), key=lambda one: one.document)


def procedure_numbers(cvx: str) -> tuple[str, ...]:
    """Return the procedure code numbers (no wording) that stand for a vaccine on a claim."""
    rows = shelf.current().table("cpt_cvx").rows()
    return tuple(number for number, own, _ in rows if own == cvx)


def warm() -> None:
    """Read the lists, so that the first look-up does not wait."""
    _vaccines()
    _packages()


def _vaccines() -> _Vaccines:
    here = shelf.current()
    return here.made(("vaccines",), lambda: _Vaccines(here))


def _packages() -> dict[str, Package]:
    here = shelf.current()
    return here.made(("packages",), lambda: _read_packages(here))


def _read_packages(here: shelf.Shelf) -> dict[str, Package]:
    """Return packages by NDC and by GTIN; of two with one number, the one that is still sold."""
    found = [
        Package(ndc, kind == "sale", gtin, cvx, mvx, name, labeler, package, _day(first), _day(last))
        for ndc, kind, gtin, cvx, mvx, name, labeler, package, first, last in here.table("vaccine_ndc").rows()
    ]
    found.sort(key=lambda one: one.last_day or date.max)
    by_number = {one.ndc: one for one in found}
    return by_number | {one.gtin.zfill(14): one for one in found if one.gtin}


def _ndc_forms(text: str, digits: str) -> list[str]:
    """Return the eleven-digit numbers that a written or scanned NDC can mean.

    A drug's barcode holds the ten digits behind "3" (UPC) or "03" (GTIN, after one digit), and a check digit.
    """
    parts = text.split("-")
    if len(parts) == 3 and all(part.isdecimal() for part in parts):
        return [parts[0].zfill(5) + parts[1].zfill(4) + parts[2].zfill(2)]
    packed = {12: ("3", 1), 13: ("03", 2), 14: ("03", 3)}.get(len(digits))
    if packed is not None and digits[: packed[1]].endswith(packed[0]):
        digits = digits[packed[1] : packed[1] + 10]
    if len(digits) != 10:
        return []
    return [f"0{digits}", f"{digits[:5]}0{digits[5:]}", f"{digits[:9]}0{digits[9:]}"]


def _document(one: VisEdition) -> str:
    """Return the document's own number (GDTI), which outlives its changes of name."""
    return one.encoded[3:16] or one.document


def _with_newer(editions: list[VisEdition]) -> list[VisEdition]:
    documents = {_document(one) for one in editions}
    here = shelf.current()
    every = here.made(("vis",), lambda: _read_vis(here))
    found = [one for each in every.values() for one in each if _document(one) in documents]
    return list({(one.encoded, one.edition): one for one in found}.values())


def _vis_of(cvx: str) -> list[VisEdition]:
    here = shelf.current()
    return here.made(("vis",), lambda: _read_vis(here)).get(cvx, [])


def _read_vis(here: shelf.Shelf) -> dict[str, list[VisEdition]]:
    addresses = {gdti: pdf for _, gdti, pdf, _ in here.table("vis_urls").rows()}
    found: dict[str, list[VisEdition]] = {}
    for cvx, document, edition, encoded, status in here.table("cvx_vis").rows():
        address = addresses.get(encoded[3:16], "")
        one = VisEdition(document, date.fromisoformat(edition), encoded, status == "Current", address)
        found.setdefault(cvx, []).append(one)
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
