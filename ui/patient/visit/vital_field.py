"""One field of the vitals strip: a number with its unit in sight, its flag in the field, its hint beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.chart.vitals.views import Measure, VitalEntry, VitalValue
from app.core.quantities import Quantity, convert, number_text, rounded
from ui.common.fields import TextField
from ui.common.vital_words import part_words, unit_words
from ui.patient.visit.visit_words import said


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


class VitalField(TextField):
    """Takes a value as people type it ("5'4\\"", "37.2 C"), or the word of why it was not obtained."""

    def __init__(self, spec: VitalSpec) -> None:
        super().__init__(spec.measure.value, part_words(spec.measure.value), most=40)
        self.spec = spec
        self.recorded: VitalValue | None = None
        self._recorded_text = ""
        self._extra = ""
        self._unit = spec.customary
        self._show_suffix()

    @property
    def unit(self) -> str:
        return self._unit

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
        self.line.set_suffix(f"{unit_words(self._unit)} {self._extra}".strip())

    @property
    def untouched(self) -> bool:
        """Whether the field still shows what is on record."""
        return self.recorded is not None and self.line.text() == self._recorded_text

    def show_recorded(self, value: VitalValue | None, text: str) -> None:
        """Show what is on record; None empties the field for a new value."""
        self.recorded, self._recorded_text = value, text
        self.set_value(text)

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

    def entry(self, details: Mapping[str, str], method: str = "", site: str = "") -> VitalEntry | None:
        """Return what stands in the field as the act takes it; None for an empty field."""
        text = self.line.text().strip()
        if not text:
            return None
        if self.untouched and self.recorded is not None and self.recorded.absent_reason:
            return VitalEntry(measure=self.spec.measure, not_obtained=self.recorded.absent_reason)
        if not any(letter.isdigit() for letter in text):
            return VitalEntry(
                measure=self.spec.measure, not_obtained=text, method=method, site=site, details=details
            )
        return VitalEntry(
            measure=self.spec.measure, text=text, unit=self._unit, method=method, site=site, details=details
        )
