"""The words for the message ids of `app`, in the staff's language.

Each room's texts stand in one file of `ui/common/wordings/`. A text names its parameters in braces:
"Chart {mrn} was changed". Numbers of things use "%n" and the parameter "count".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from PySide6.QtCore import QLocale

from app.core.findings import Finding, Message, Param
from app.core.quantities import number_text
from ui.common import wordings
from ui.common.wording import tr

CONTEXT = "words"
_PARAMETER = re.compile(r"\{(\w+)\}")


@cache
def all_texts() -> Mapping[str, str]:
    """Return every English text by its message id."""
    found: dict[str, str] = {}
    for module in iter_modules(wordings.__path__):
        found |= import_module(f"{wordings.__name__}.{module.name}").TEXTS
    return found


def words_for(message: Message) -> str:
    """Return the text of a message with its parameters; an id without a text is shown as the id itself."""
    text = all_texts().get(message.id)
    if text is None:
        return message.id
    count = message.params.get("count", -1)
    translated = tr(CONTEXT, text, count if isinstance(count, int) else -1)
    return fill(translated, {name: _unit_in_words(name, value) for name, value in message.params.items()})


def _unit_in_words(name: str, value: Param) -> Param:
    """Return a parameter that is a unit ("unit", "suggested_unit") as people write it, never as UCUM."""
    is_unit = name == "unit" or name.endswith("_unit")
    return unit_words(str(value)) if is_unit else value


UNIT_WORDS: Mapping[str, str] = {
    "mm[Hg]": "mmHg", "/min": "/min", "Cel": "°C", "[degF]": "°F", "%": "%", "L/min": "L/min", "kg": "kg",
    "g": "g", "[lb_av]": "lb", "[oz_av]": "oz", "cm": "cm", "m": "m", "[in_i]": "in", "[ft_i]": "ft",
    "{score}": "of 10", "mg/dL": "mg/dL", "kg/m2": "kg/m2", "mL": "mL", "mg": "mg", "ug": "µg",
}  # fmt: skip


def unit_words(unit: str) -> str:
    """Return a UCUM unit as people write it."""
    return UNIT_WORDS.get(unit, unit)


def words_for_all(findings: tuple[Finding, ...]) -> str:
    """Return the texts of several findings, one a line."""
    return "\n".join(words_for(finding.message) for finding in findings)


def fill(text: str, params: Mapping[str, Param]) -> str:
    """Put the parameters where the text names them; nothing in a parameter is read as markup or as a name."""

    def value_of(match: re.Match[str]) -> str:
        return param_words(params[match[1]]) if match[1] in params else match[0]

    return _PARAMETER.sub(value_of, text)


def param_words(value: Param) -> str:
    """Return a parameter as staff read it."""
    if isinstance(value, datetime):
        value = at_the_practice(value)
        return f"{value.month}/{value.day}/{value.year} {time_words(value)}"
    if isinstance(value, date):
        return f"{value.month}/{value.day}/{value.year}"
    if isinstance(value, time):
        return time_words(value)
    if isinstance(value, Decimal):
        return number_text(value)
    return str(value)


_zone: list[tzinfo] = []


def use_zone(zone: tzinfo) -> None:
    """Say in which time zone instants are read: that of the practice."""
    _zone[:] = [zone]


def at_the_practice(moment: datetime) -> datetime:
    """Return an instant as the practice's wall time; what has no zone is wall time already."""
    return moment.astimezone(_zone[0]) if moment.tzinfo is not None and _zone else moment


def date_words(moment: date) -> str:
    """Return a day as "Tue, Mar 3 2026"."""
    day = QLocale().dayName(moment.isoweekday(), QLocale.FormatType.ShortFormat)
    month = QLocale().monthName(moment.month, QLocale.FormatType.ShortFormat)
    return f"{day}, {month} {moment.day} {moment.year}"


def wall_words(wall: str) -> str:
    """Return an agreed wall time such as "13:30" as "1:30 PM"."""
    return time_words(time.fromisoformat(wall))


def time_words(moment: datetime | time) -> str:
    """Return the time of day as "9:46 AM"."""
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"
