"""One field of the vitals strip: a number with its unit in sight, its flag in the field, its hint beneath."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from app.chart.vitals.queries import refusal_of, unit_read
from app.chart.vitals.views import Measure, VitalEntry, VitalValue
from app.core.quantities import Quantity, convert, number_text, rounded
from ui.common.fields import TextField
from ui.common.vital_words import part_words, unit_words
from ui.common.words import words_for
from ui.patient.visit.visit_words import said, words


@dataclass(frozen=True)
class VitalSpec:
    """A measure with the UCUM units in which it is typed under either setting, and the places shown."""

    measure: Measure
    customary: str
    metric: str
    places: int = 1


FIRST = (
    VitalSpec(Measure.BLOOD_PRESSURE, "mm[Hg]", "mm[Hg]", 0),
    VitalSpec(Measure.PULSE, "/min", "/min", 0),
    VitalSpec(Measure.RESPIRATIONS, "/min", "/min", 0),
    VitalSpec(Measure.TEMPERATURE, "[degF]", "Cel"),
    VitalSpec(Measure.SPO2, "%", "%", 0),
    VitalSpec(Measure.WEIGHT, "[lb_av]", "kg"),
    VitalSpec(Measure.HEIGHT, "[in_i]", "cm"),
)
MORE = (
    VitalSpec(Measure.PAIN, "{score}", "{score}", 0),
    VitalSpec(Measure.OXYGEN_FLOW, "L/min", "L/min"),
    VitalSpec(Measure.GLUCOSE, "mg/dL", "mg/dL", 0),
    VitalSpec(Measure.WAIST, "[in_i]", "cm"),
    VitalSpec(Measure.HEAD, "cm", "cm"),
    VitalSpec(Measure.PEAK_FLOW, "L/min", "L/min", 0),
)
_LEAST_OF_A_REASON = 3  # letters, from which on the beginning of a reason stands for it


def reasons() -> tuple[str, ...]:
    """Return why a value may not have been obtained; another one is typed after `other_reason()`."""
    return (
        words("refused"),
        words("not tolerated"),
        words("no equipment"),
        words("not needed today"),
        words("unable to measure"),
    )


def other_reason(why: str = "") -> str:
    """Return "not obtained: cast on both arms", as a reason in one's own words is typed and shown."""
    return said("not obtained: {reason}", reason=why)


def reason_in(text: str) -> str:
    """Return the reason that a text gives for no value, "" for none.

    Only what says so is one: a word like "abc" is a slip, and must not pass for a reason.
    """
    typed = " ".join(text.lower().split())
    begun = [one for one in reasons() if one.lower().startswith(typed)]
    if typed in begun or (len(typed) >= _LEAST_OF_A_REASON and len(begun) == 1):
        return typed if typed in begun else begun[0]
    lead = other_reason().strip().lower()
    return " ".join(text.split())[len(lead) :].strip() if typed.startswith(lead) else ""


def reason_text(reason: str) -> str:
    """Return a recorded reason as its field shows it."""
    return reason if reason in reasons() else other_reason(reason)


class VitalField(TextField):
    """Takes a value as people type it ("5'4\\"", "37.2 C"), or the word of why it was not obtained."""

    def __init__(self, spec: VitalSpec) -> None:
        super().__init__(spec.measure.value, part_words(spec.measure.value), most=80)
        self.spec = spec
        self.recorded: VitalValue | None = None
        self._recorded_text = ""
        self._extra = ""
        self._unit = spec.customary
        # As tall as its hint needs at the width it gets: what a field hints beforehand is for another width.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._show_suffix()
        self.line.textChanged.connect(self._show_suffix)

    @property
    def unit(self) -> str:
        return self._unit

    @property
    def recorded_text(self) -> str:
        """What is on record, as the field shows it; "" for nothing."""
        return self._recorded_text

    @property
    def untouched(self) -> bool:
        """Whether the field still shows what is on record."""
        return self.recorded is not None and self.line.text() == self._recorded_text

    @property
    def waiting(self) -> bool:
        """Whether what stands here is not on record, a value that was emptied included."""
        return not self.untouched and (self.recorded is not None or bool(self.line.text().strip()))

    # -- units ---------------------------------------------------------------------------------------------

    def use_units(self, *, metric: bool) -> None:
        """Switch the unit; a plain number that was typed is converted, what names its unit stays."""
        before, self._unit = self._unit, self.spec.metric if metric else self.spec.customary
        if before != self._unit:
            untouched = self.untouched
            self.line.setText(self._converted(before))
            if untouched:
                self._recorded_text = self.line.text()
        self._show_suffix()

    def _converted(self, before: str) -> str:
        text = self.line.text().strip()
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            return text
        there = convert(Quantity(number, before), self._unit).value
        return number_text(rounded(there, self.spec.places))

    def say_beside_unit(self, more: str) -> None:
        """Say more beside the unit ("oral")."""
        self._extra = more
        self._show_suffix()

    def _show_suffix(self) -> None:
        self.line.set_suffix(f"{unit_words(self._unit_in_sight())} {self._extra}".strip())

    def _unit_in_sight(self) -> str:
        """Return the unit in which the text is understood: the one typed with it counts first."""
        text = self.line.text().strip()
        several = self.spec.measure is not Measure.BLOOD_PRESSURE and len(re.findall(r"[\d.,]+", text)) > 1
        if several:
            return ""  # "8 lb 6 oz" says it all
        return unit_read(self._typed(text)) or self._unit

    # -- what is shown -------------------------------------------------------------------------------------

    def show_recorded(self, value: VitalValue | None, text: str) -> None:
        """Show what is on record; None empties the field for a new value."""
        self.recorded, self._recorded_text = value, text
        self.set_value(text)
        self.set_error("")

    def show_last(self, text: str) -> None:
        """Show the value of the last time as a hint in the empty field."""
        self.line.setPlaceholderText(said("last {value}", value=text) if text else "")

    def mark(self, level: str) -> None:
        """Mark the field: "" normal, "abnormal" in the warning colour, "critical" in that of danger."""
        states = {"abnormal": "attention", "critical": "error"}
        self.line.set_state(states.get(level, ""))

    def hint(self, text: str) -> None:
        """Say beneath the field what to look at; the mark of the field stays as it is."""
        self.error.setText(text)
        self.error.set_tone("warning")
        self.error.setVisible(bool(text))
        self.line.setAccessibleDescription(text)

    def set_error(self, text: str) -> None:
        self.error.set_tone("danger")
        super().set_error(text)

    def show_problem(self) -> bool:
        """Say beside the field what cannot be read, if anything; return whether something was said."""
        problem = self.problem()
        if problem:
            self.set_error(problem)
        return bool(problem)

    # -- what is typed -------------------------------------------------------------------------------------

    def problem(self) -> str:
        """Return why what is typed cannot be kept; an unreadable value is a hard stop, never a reason."""
        text = self.line.text().strip()
        if not text or self.untouched or reason_in(text):
            return ""
        refusal = refusal_of(self._typed(text))
        if refusal is None:
            return ""
        wordy = not any(letter.isdigit() for letter in text)
        return words_for(refusal) + (" " + words("Not measured? Ctrl+U.") if wordy else "")

    def write_out(self) -> None:
        """Write a reason that was only begun ("ref") in full."""
        reason = reason_in(self.line.text())
        if reason in reasons() and not self.untouched:
            self.line.setText(reason)

    def draft(self) -> Any:
        """Return what is typed and not on record; what the record holds comes back from there."""
        return self.line.text() if self.waiting else None

    def restore_draft(self, draft: Any) -> None:
        if draft is not None:
            super().restore_draft(draft)

    def entry(self, details: Mapping[str, str], method: str = "", site: str = "") -> VitalEntry | None:
        """Return what stands in the field as the act takes it; None for an empty field."""
        text = self.line.text().strip()
        if not text:
            return None
        if self.untouched and self.recorded is not None and self.recorded.absent_reason:
            return VitalEntry(measure=self.spec.measure, not_obtained=self.recorded.absent_reason)
        if reason := reason_in(text):
            return VitalEntry(
                measure=self.spec.measure, not_obtained=reason, method=method, site=site, details=details
            )
        return self._typed(text, method=method, site=site, details=details)

    def _typed(self, text: str, **more: Any) -> VitalEntry:
        return VitalEntry(measure=self.spec.measure, text=text, unit=self._unit, **more)
