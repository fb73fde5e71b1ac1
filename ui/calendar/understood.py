"""What the words for a time were understood to mean, said back in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.core.findings import Message, Param
from app.schedule.views import WHOLE_DAY, FoundTimes
from ui.calendar.words import clock_words, minutes_words, month_day, short_day, weekday_words

Params = Mapping[str, Param]
_NOON = 12 * 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("Understood", text, None, -1)


def understood_words(found: FoundTimes) -> str:
    """Return what was understood; where those days were full or closed, that others are shown."""
    parts = [_unbroken(words) for message in found.understood if (words := _words(message))]
    line = " · ".join(parts)
    if found.closed and found.offers:
        return line + "\n" + _tr("The practice is closed then; these are the nearest open times.")
    if found.closed:
        return line + "\n" + _tr("The practice is closed then, and nothing is free near it. Try other days.")
    if not found.offers:
        return line + "\n" + _tr("Nothing is free then. Try other days or another length.")
    return line + "\n" + _tr("Full then; these are the next.") if found.widened else line


def _unbroken(words: str) -> str:
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _words(message: Message) -> str:
    read = _READERS.get(message.id.rpartition(".")[2])
    return read(message.params) if read is not None else ""


def _days(params: Params) -> str:
    first, last = _param(params, "first"), _param(params, "last")
    if not (isinstance(first, date) and isinstance(last, date)):
        return ""
    return f"{month_day(first)} – {last.day if last.month == first.month else month_day(last)}"


def _day(params: Params) -> str:
    day = _param(params, "day")
    return short_day(day) if isinstance(day, date) else ""


def _times(params: Params) -> str:
    start, end = _number(params, "from"), _number(params, "to")
    if (start, end) == (0, _NOON):
        return _tr("mornings")
    if (start, end) == (_NOON, WHOLE_DAY):
        return _tr("afternoons")
    if start == 0:
        return _tr("before {time}").replace("{time}", clock_words(end))
    if end == WHOLE_DAY:
        return _tr("after {time}").replace("{time}", clock_words(start))
    return f"{clock_words(start)} – {clock_words(end)}"


def _near(params: Params) -> str:
    return _tr("near {time}").replace("{time}", clock_words(_number(params, "minute")))


def _weekday(params: Params) -> str:
    return weekday_words(_number(params, "weekday"))


def _provider(params: Params) -> str:
    return _tr("with {name}").replace("{name}", str(_param(params, "provider")))


def _param(params: Params, name: str) -> Param | None:
    return params.get(name)


def _number(params: Params, name: str) -> int:
    found = _param(params, name)
    return found if isinstance(found, int) else 0


_READERS: dict[str, Callable[[Params], str]] = {
    "day": _day,
    "days": _days,
    "weekday": _weekday,
    "times": _times,
    "near": _near,
    "provider": _provider,
    "visit_type": lambda params: str(_param(params, "visit_type")),
    "minutes": lambda params: minutes_words(_number(params, "minutes")),
    "reason": lambda params: _tr("reason: {words}").replace("{words}", str(_param(params, "reason"))),
}
