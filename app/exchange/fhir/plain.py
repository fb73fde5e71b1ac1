"""Values of an import as the columns of the chart take them; nothing is rounded, guessed or translated."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.core.coding import UCUM, Code
from app.core.dates import PartialDate, Precision
from app.core.errors import RuleViolated
from app.core.quantities import Quantity, canonical_unit, convert
from app.exchange.fhir.records import Record
from app.exchange.fhir.values import Amount, Concept, Link, Occurred, Onset, Period, Range, Timing
from app.store.commands import to_plain


def codings(*concepts: Concept) -> list[list[str]]:
    """Return every coding as [system, code, display, release], in the order of the source."""
    return [
        [code.system, code.code, code.display, code.release] for concept in concepts for code in concept.codes
    ]


def first_code(concept: Concept, *systems: str) -> Code | None:
    """Return the code of the first of these systems that the concept has, else its first code."""
    for system in systems:
        if (found := concept.code_in(system)) is not None:
            return found
    return concept.codes[0] if concept.codes else None


def code_of(concept: Concept, system: str) -> str:
    """Return the concept's code in a system, "" without one."""
    found = concept.code_in(system)
    return found.code if found else ""


def words(concepts: Iterable[Concept]) -> str:
    """Return what a person reads of several concepts."""
    return one_line(", ".join(text for concept in concepts if (text := concept.words())))


def status_code(concept: Concept) -> str:
    """Return the code of a status, "" if none was given."""
    return concept.codes[0].code if concept.codes else concept.text


def names(links: Iterable[Link | None]) -> str:
    """Return whom links name, each once."""
    told = [link.name or link.reference for link in links if link is not None]
    return one_line(", ".join(dict.fromkeys(name for name in told if name)))


def when(occurred: Occurred | Onset) -> tuple[PartialDate | None, PartialDate | None, str]:
    """Return start, end and words of what happened: ages, ranges and schedules are told in words."""
    match occurred:
        case PartialDate():
            return occurred, None, ""
        case Period():
            return occurred.start, occurred.end, ""
        case Timing():
            return (occurred.events[0] if occurred.events else None), None, ""
        case Amount():
            return None, None, amount_text(occurred)
        case Range():
            return None, None, " - ".join(amount_text(one) for one in (occurred.low, occurred.high) if one)
        case str():
            return None, None, occurred
        case _:
            return None, None, ""


def amount_text(amount: Amount) -> str:
    """Return an amount as printed: comparator, number, unit."""
    number = "" if amount.value is None else format(amount.value, "f")
    return " ".join(part for part in (f"{amount.comparator}{number}", amount.unit or amount.code) if part)


def instant(partial: PartialDate | None, zone: ZoneInfo) -> datetime | None:
    """Return the instant that orders a date: what it says, or the start of its first day in the practice.

    None for one at the edge of the calendar (years 1 and 9999), where no clock of the world can show it.
    """
    if partial is None or not 1 < partial.earliest().year < 9999:
        return None
    if partial.precision is Precision.INSTANT:
        moment = datetime.fromisoformat(partial.value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    return datetime.combine(partial.earliest(), time(), zone).astimezone(UTC)


def day(partial: PartialDate | None, zone: ZoneInfo) -> date | None:
    """Return the practice's day of a date."""
    moment = instant(partial, zone)
    return moment.astimezone(zone).date() if moment else None


_JOINERS = "\u200c\u200d"  # needed to write Persian and the scripts of India
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def one_line(text: str) -> str:
    """Return a text as a list shows it: one line, without what could not be seen or would turn others around.

    The original, which is kept whole, has it as it came.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(one for one in folded if one in _JOINERS or unicodedata.category(one) not in _HIDDEN)


def quantity(amount: Amount) -> dict[str, Any]:
    """Return the columns of a quantity: as entered, and canonical where UCUM says what the unit is."""
    entered = {
        "comparator": amount.comparator,
        "entered_value": "" if amount.value is None else str(amount.value),
        "entered_unit": amount.unit or amount.code,
    }
    unit = amount.code if amount.system == UCUM else ""
    value: Decimal | None = amount.value
    if value is not None and unit:
        try:
            kept = convert(Quantity(value, unit), canonical_unit(unit))
            value, unit = kept.value, kept.unit
        except RuleViolated:
            pass  # a unit that has no canonical one is kept as it is
    return {**entered, "value": value, "unit": unit}


def pruned(value: Any) -> Any:
    """Return plain values without what is empty, at any depth."""
    if isinstance(value, dict):
        kept = {name: pruned(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [pruned(one) for one in value]
    return value


def leftover(record: Any, *fields: str) -> dict[str, Any]:
    """Return what the columns do not hold of a record, as plain values."""
    given = {name: getattr(record, name) for name in fields}
    found: dict[str, Any] = pruned({name: to_plain(one) for name, one in given.items() if _is_told(one)})
    return found


def _is_told(value: Any) -> bool:
    return value is not None and value not in ("", (), NOTHING)


NOTHING = Concept()


def provenance(record: Record, told: str, *fields: str) -> dict[str, Any]:
    """Return where a resource stood at its source, beyond what tells it again, and these fields of it."""
    source = record.source
    numbers = [
        [one.system, one.value, one.use, one.type.words(), one.assigner]
        for one in record.identifiers
        if f"{one.system}|{one.value}" != told
    ]
    found: dict[str, Any] = pruned(
        {
            "id": source.id,
            "full_url": source.full_url if source.full_url != told else "",
            "version": source.version,
            "last_updated": source.last_updated.value if source.last_updated else "",
            "security": [[one.system, one.code, one.display] for one in source.security],
            "identifiers": numbers,
            **leftover(record, *fields),
        }
    )
    return found
