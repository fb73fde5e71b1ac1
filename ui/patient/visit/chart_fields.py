"""Fields for what a chart holds: days as precisely as they were told, and codes found while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.codes import allergens, drugs, icd10cm
from app.core.coding import RXNORM, Code
from app.core.dates import PartialDate, parse_day
from ui.common.desk import Desk
from ui.common.fields import TextField
from ui.common.search_field import Choice, Deliver, SearchField, Source
from ui.patient.visit.chart_words import partial_words
from ui.patient.visit.visit_words import words

MOST_FOUND = 12


class WhenField(TextField):
    """A day, a month or a year: "1999", "5/1999", "5/2/1999", "today"."""

    def __init__(self, name: str, label: str, today: Callable[[], date]) -> None:
        super().__init__(name, label, most=40, placeholder=words("1999, 5/1999 or 5/2/1999"))
        self._today = today

    def value(self) -> PartialDate | None:
        text = self.line.text().strip()
        if not text:
            return None
        if text.lower() == words("today"):
            return PartialDate(self._today().isoformat())
        parts = text.replace("-", "/").split("/")
        if len(parts) == 1 and len(text) == 4 and text.isdigit():
            return _partial(text)
        if len(parts) == 2 and parts[0].isdigit() and len(parts[1]) == 4 and parts[1].isdigit():
            return _partial(f"{parts[1]}-{int(parts[0]):02d}")
        day = parse_day(text, self._today())
        return PartialDate(day.isoformat()) if day is not None else None

    def set_value(self, value: PartialDate | str | None) -> None:
        self.line.setText(partial_words(value) if isinstance(value, PartialDate) else value or "")

    def draft(self) -> Any:
        return self.line.text()

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return words("Not a date. Type a year, a month and year, or a day, such as 5/2/1999.")
        return ""


def _partial(text: str) -> PartialDate | None:
    try:
        return PartialDate(text)
    except ValueError:
        return None


class NumberField(TextField):
    """A number, exact, with its unit in sight; `whole` takes no point."""

    def __init__(self, name: str, label: str, *, suffix: str = "", whole: bool = False) -> None:
        super().__init__(name, label, suffix=suffix, most=12)
        self._whole = whole

    def value(self) -> Any:
        try:
            number = Decimal(self.line.text().strip().replace(",", "."))
        except InvalidOperation:
            return None
        if not number.is_finite() or (self._whole and number != int(number)):
            return None
        return int(number) if self._whole else number

    def problem(self) -> str:
        if self.line.text().strip() and self.value() is None:
            return words("Not a number. Type digits.") if self._whole else words("Not a number.")
        return ""


def _found_by(
    desk: Desk, search: Callable[[str, int], Sequence[Any]], choice: Callable[[Any], Choice], owner: list[Any]
) -> Source:
    """Return a source that looks into a list of codes beside everything else, never on the GUI thread."""

    def source(text: str, deliver: Deliver) -> None:
        desk.work_on_pool(
            search,
            text,
            MOST_FOUND,
            done=lambda found: deliver([choice(one) for one in found]),
            owner=owner[0] if owner else None,
        )

    return source


class CodeSearch(SearchField):
    """A field over a list of codes; free words are taken where `free` says so."""

    def __init__(
        self,
        name: str,
        label: str,
        desk: Desk,
        search: Callable[[str, int], Sequence[Any]],
        choice: Callable[[Any], Choice],
        *,
        free: bool,
        placeholder: str = "",
    ) -> None:
        owner: list[Any] = []
        source = _found_by(desk, search, choice, owner)
        super().__init__(name, label, source, placeholder=placeholder, free_text=free, least=2)
        owner.append(self)

    def typed(self) -> str:
        """Return the words in the field, chosen or free."""
        return self.line.text().strip()

    def chosen_id(self) -> str:
        """Return the id of what was chosen, "" for free words."""
        return str(self.choice.id) if self.choice is not None else ""


def diagnosis_search(name: str, label: str, desk: Desk, *, free: bool, billable: bool = False) -> CodeSearch:
    """Return a search over ICD-10-CM; with `billable`, headings are left out."""

    def search(text: str, most: int) -> Sequence[icd10cm.IcdCode]:
        found = icd10cm.search(text, most * 2 if billable else most)
        return [one for one in found if one.billable or not billable][:most]

    return CodeSearch(
        name, label, desk, search, lambda one: Choice(one.code, one.title, one.code), free=free,
        placeholder=words("Words or a code"),
    )  # fmt: skip


def drug_search(name: str, label: str, desk: Desk) -> CodeSearch:
    """Return a search over drugs by name or brand."""

    def choice(drug: drugs.Drug) -> Choice:
        return Choice(drug.rxcui, drug.name, ", ".join(drug.brands[:2]))

    return CodeSearch(
        name, label, desk, drugs.search, choice, free=True, placeholder=words("Name or brand, strength")
    )


def allergen_search(name: str, label: str, desk: Desk) -> CodeSearch:
    """Return a search over drugs, classes, foods and other substances."""

    def choice(one: allergens.Allergen) -> Choice:
        return Choice(one.name, one.name, words("class") if one.is_class else one.kind)

    return CodeSearch(
        name, label, desk, allergens.search, choice, free=True, placeholder=words("Drug, class, food")
    )


def drug_code(rxcui: str) -> Code | None:
    """Return the code of a drug that was chosen."""
    found = drugs.find(rxcui) if rxcui else None
    return Code(RXNORM, found.rxcui, found.name, found.release) if found is not None else None


def diagnosis_code(code: str) -> Code | None:
    """Return the code of a diagnosis that was chosen."""
    found = icd10cm.find(code) if code else None
    return found.coding() if found is not None else None


def allergen_of(name: str) -> allergens.Allergen | None:
    """Return the substance of the list by its name, None for free words."""
    return next((one for one in allergens.search(name, 8) if one.name == name), None) if name else None
