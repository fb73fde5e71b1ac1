"""How a language writes dates, times, money and numbers on paper in the United States."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, datetime

from app.core.money import money_text


class Formats(ABC):
    """Writes values of a named type; each language says how."""

    def write(self, kind: str, value: object) -> str:
        """Return the value as text. Raises TypeError when the value is not of that type."""
        if kind == "text" and isinstance(value, str):
            return value
        if kind == "money" and _is_whole(value):
            return money_text(int(str(value)))
        if kind == "number" and _is_whole(value):
            return f"{value:,}"
        if kind in ("time", "moment") and isinstance(value, datetime):
            return self.time(value) if kind == "time" else self.moment(value)
        if kind in ("day", "long_day", "short_day") and isinstance(value, date):
            return {"day": self.day, "long_day": self.long_day, "short_day": self.short_day}[kind](value)
        raise TypeError(kind)

    @abstractmethod
    def day(self, value: date) -> str:
        """Return "March 3, 2026"."""

    @abstractmethod
    def long_day(self, value: date) -> str:
        """Return "Tuesday, March 3, 2026"."""

    @abstractmethod
    def short_day(self, value: date) -> str:
        """Return "Tue, March 17", for a day that is near."""

    @abstractmethod
    def time(self, value: datetime) -> str:
        """Return "8:30 AM"."""

    def moment(self, value: datetime) -> str:
        """Return day and time."""
        return f"{self.day(value)}, {self.time(value)}"


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _clock(value: datetime, before_noon: str, after_noon: str) -> str:
    half = before_noon if value.hour < 12 else after_noon
    return f"{(value.hour - 1) % 12 + 1}:{value.minute:02d}\u00a0{half}"


class _English(Formats):
    _months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    _days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

    def day(self, value: date) -> str:
        return f"{self._months[value.month - 1]} {value.day}, {value.year}"

    def long_day(self, value: date) -> str:
        return f"{self._days[value.weekday()]}, {self.day(value)}"

    def short_day(self, value: date) -> str:
        return f"{self._days[value.weekday()][:3]}, {self._months[value.month - 1]} {value.day}"

    def time(self, value: datetime) -> str:
        return _clock(value, "AM", "PM")


class _Spanish(Formats):
    _months = (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    )
    _days = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")

    def day(self, value: date) -> str:
        return f"{value.day} de {self._months[value.month - 1]} de {value.year}"

    def long_day(self, value: date) -> str:
        return f"{self._days[value.weekday()]}, {self.day(value)}"

    def short_day(self, value: date) -> str:
        return f"{self._days[value.weekday()][:3]}., {value.day} de {self._months[value.month - 1]}"

    def time(self, value: datetime) -> str:
        return _clock(value, "a.\u00a0m.", "p.\u00a0m.")


_FORMATS: dict[str, Formats] = {"en": _English(), "es": _Spanish()}


def formats_for(language: str) -> Formats:
    """Return how that language writes values. Raises KeyError for a language without a catalog."""
    return _FORMATS[language]
