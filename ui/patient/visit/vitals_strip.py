"""The vitals strip: fields from left to right with Tab, Enter saves (DUTIES C2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.chart.vitals.views import Measure, Part, VitalEntry, VitalsCheck, VitalsSetView, VitalValue
from app.core.findings import Severity
from ui.common.button import link, primary, secondary
from ui.common.card import Card
from ui.common.chip import ChipRow, ChipText
from ui.common.fields import ChoiceField
from ui.common.flow import FieldGrid
from ui.common.form import Form
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.segmented import Segmented
from ui.common.vital_words import flag_chip, part_words
from ui.common.words import words_for
from ui.patient.visit.foot_flow import FootFlow
from ui.patient.visit.visit_words import said, words
from ui.patient.visit.vital_field import FIRST, MORE, VitalField, other_reason, reasons
from ui.patient.visit.vitals_how import details_of, how_fields, site_choices
from ui.patient.visit.vitals_shown import begin_of_page, fields_of, in_unit, level_of, text_of, value_of
from ui.theme.tokens import Tone


class VitalsForm(Form):
    """The strip's form. Its draft holds which set was typed (0 for a new one) and in which units.

    `restoring` is told the draft before its texts are put back, so that they meet the set that they were
    typed over: a number must never come back in another unit, nor under another set.
    """

    restoring = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.set_number = 0
        self.metric = False

    def draft(self) -> dict[str, Any]:
        return {**super().draft(), "set": self.set_number, "metric": self.metric}

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.restoring.emit(draft)
        super().restore(draft)


class VitalsStrip(Card):
    """The fields of one set.

    `typed` tells of every edit, `changed` also of a field that was left, `save_wanted` of Enter, the rest of
    the buttons.
    """

    typed = Signal()
    changed = Signal()
    save_wanted = Signal()
    repeat_wanted = Signal()
    tell_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(space=10, parent=parent)
        self.form = VitalsForm(self)
        self.fields: dict[Measure, VitalField] = {}
        self._checked: tuple[ChipText, ...] = ()
        self._also: tuple[ChipText, ...] = ()
        self._said_of_set = ""
        self._build_head()
        self._build_first()
        self._build_more()
        self._build_foot()
        self._order_tabs()
        self._soon_to_top = QTimer(self, singleShot=True, interval=0)  # the field scrolls itself into sight
        self._soon_to_top.timeout.connect(lambda: begin_of_page(self))
        self.fields[Measure.BLOOD_PRESSURE].line.installEventFilter(self)
        self.form.edited.connect(self._edited)

    # -- building ------------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.setAccessibleName(words("Vitals"))
        self.about = Label("", "body", "third", elide=True)
        self.repeat = link(words("Repeat set"), name="repeat_set")
        self.not_obtained = link(words("Not obtained"), name="not_obtained")
        self.units = Segmented(
            [("us", words("lb, in, °F")), ("si", words("kg, cm, °C"))], "us", label=words("Units")
        )
        row = Row(space=12)
        row.addWidget(Label(words("Vitals"), "strong"))
        row.addWidget(self.about, 1)
        row.addWidget(self.repeat)
        row.addWidget(self.units)
        self.add(row)
        self.repeat.clicked.connect(self.repeat_wanted)
        self.not_obtained.clicked.connect(self.choose_reason)
        self.units.changed.connect(lambda value: self.use_units(metric=value == "si"))

    def _build_first(self) -> None:
        grid = FieldGrid(least=128, space=10, line_space=10)
        self.site = self.form.add(
            ChoiceField("site", words("Position, site"), site_choices(), "sitting|left arm")
        )
        for spec in FIRST:
            grid.add(self._field(spec.measure, VitalField(spec)))
            if spec.measure is Measure.BLOOD_PRESSURE:
                grid.add(self.site)
        self.add(grid)

    def _build_more(self) -> None:
        self.more = QWidget()
        grid = FieldGrid(self.more, least=128, space=10, line_space=10)
        for spec in MORE:
            grid.add(self._field(spec.measure, VitalField(spec)))
        self.how = how_fields()
        for field in self.how.values():
            grid.add(self.form.add(field))
        self.more.hide()
        self.add(self.more)
        self._say_how()

    def _field(self, measure: Measure, field: VitalField) -> VitalField:
        self.fields[measure] = self.form.add(field)
        field.line.returnPressed.connect(self.save_wanted)
        field.line.editingFinished.connect(lambda: self._left(field))
        return field

    def _left(self, field: VitalField) -> None:
        """A field was left: what cannot be read is said at once, before anything is saved."""
        field.write_out()
        field.show_problem()
        self.changed.emit()

    def _build_foot(self) -> None:
        self.chips = ChipRow()
        self.figures = Label("", "body", "second", wrap=False)
        self.more_button = link(words("More measures"), name="more_measures")
        self.tell = secondary(words("Tell the clinician"), icon="bell", name="tell")
        self.save = primary(words("Save vitals"), keys="Return", name="save_vitals")
        self.stops = Column(space=12)
        self.add(self.chips, self.stops)
        self.discard = link(words("Discard"), name="discard_typed")
        foot = FootFlow(space=12)
        acts = QWidget()
        row = Row(acts, space=12)
        for button in (self.discard, self.tell, self.save):
            row.addWidget(button)
        for widget in (self.more_button, self.not_obtained, self.figures, acts):
            foot.addWidget(widget)
        self.add(foot)
        self.discard.clicked.connect(self.discard_wanted)
        self.tell.clicked.connect(self.tell_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.more_button.clicked.connect(lambda: self.show_more(not self.more.isVisibleTo(self)))

    def _order_tabs(self) -> None:
        """From pressure to oxygen without a stop between: where the cuff was stands after the numbers."""
        first = [self.fields[spec.measure].line for spec in FIRST]
        more = [self.fields[spec.measure].line for spec in MORE]
        rest: list[QWidget] = [self.site.input, *more, *(field.input for field in self.how.values())]
        chain: list[QWidget] = [*first, *rest, self.more_button, self.discard, self.tell, self.save]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    # -- what is typed -------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Put the cursor into the first field, behind what stands there: a digit must not take its place."""
        line = self.fields[Measure.BLOOD_PRESSURE].line
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.end(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the strip from its heading on when the cursor comes back into the first field."""
        back = isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.OtherFocusReason
        if back and event.type() is QEvent.Type.FocusIn:  # the first field alone is watched
            self._soon_to_top.start()
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.begin()

    def show_more(self, more: bool) -> None:
        """Show the measures that not every visit needs."""
        self.more.setVisible(more)
        self.more_button.setText(words("Fewer measures") if more else words("More measures"))

    def use_units(self, *, metric: bool) -> None:
        """Switch between pounds and kilograms, inches and centimetres, Fahrenheit and Celsius."""
        self.units.set_value("si" if metric else "us")
        self.form.metric = metric
        clean = not self.form.dirty
        for field in self.fields.values():
            field.use_units(metric=metric)
        if clean:
            self.form.mark_clean()
        self.changed.emit()

    def entries(self) -> tuple[VitalEntry, ...]:
        """Return everything that stands in the strip."""
        found = (self._entry(measure) for measure in self.fields)
        return tuple(entry for entry in found if entry is not None)

    def new_entries(self) -> tuple[VitalEntry, ...]:
        """Return what is typed and not on record yet."""
        typed = (measure for measure, field in self.fields.items() if not field.untouched)
        found = (self._entry(measure) for measure in typed)
        return tuple(entry for entry in found if entry is not None)

    def corrected(self) -> tuple[VitalField, ...]:
        """Return the fields with something else typed over a recorded value, or the value taken out.

        A value in place of "not obtained" adds to the set; there is nothing to correct.
        """
        return tuple(
            field
            for field in self.waiting()
            if field.recorded is not None and not (field.recorded.absent_reason and field.text().strip())
        )

    def waiting(self) -> tuple[VitalField, ...]:
        """Return the fields whose content is not on record."""
        return tuple(field for field in self.fields.values() if field.waiting)

    def unsaved(self) -> tuple[str, ...]:
        """Return the names of the fields whose content is not on record, readable or not."""
        return tuple(part_words(field.spec.measure.value) for field in self.waiting())

    def typed_texts(self) -> dict[Measure, str]:
        """Return what is typed and not on record, as it stands there."""
        return {measure: field.text() for measure, field in self.fields.items() if field.waiting}

    def put_back(self, texts: Mapping[Measure, str]) -> None:
        """Put typed texts over what is shown; they count as typed."""
        for measure, text in texts.items():
            self.fields[measure].line.setText(text)
            self.show_more(self.more.isVisibleTo(self) or measure in [spec.measure for spec in MORE])

    def show_problems(self) -> VitalField | None:
        """Say beside each field what cannot be read, and return the first of them."""
        found = [field for field in self.waiting() if field.show_problem()]
        return found[0] if found else None

    def _entry(self, measure: Measure) -> VitalEntry | None:
        position, _, site = (self.site.value() or "").partition("|")
        chosen = {name: field.value() or "" for name, field in self.how.items()}
        details = details_of(measure, position, chosen, self.fields[Measure.OXYGEN_FLOW].text().strip())
        method = chosen["thermometer"] if measure is Measure.TEMPERATURE else ""
        where = site if measure is Measure.BLOOD_PRESSURE else ""
        return self.fields[measure].entry(details, method, where)

    def _edited(self) -> None:
        for field in self.fields.values():
            if field.line.hasFocus():
                field.hint("")
        self._say_how()
        self.typed.emit()
        self.changed.emit()

    def _say_how(self) -> None:
        """Name the method and the oxygen where the number is read."""
        method = self.how["thermometer"]
        self.fields[Measure.TEMPERATURE].say_beside_unit(method.list.currentText())
        flow = self.fields[Measure.OXYGEN_FLOW].text().strip()
        air = said("SpO2, oxygen {flow} L/min", flow=flow) if flow else words("SpO2, room air")
        self.fields[Measure.SPO2].label.setText(air)

    def choose_reason(self) -> None:
        """Offer why the value of the field in focus was not obtained."""
        focused = QApplication.focusWidget()
        field = next((one for one in self.fields.values() if one.line is focused), None)
        field = field or next((one for one in self.fields.values() if not one.text()), None)
        if field is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, reason in enumerate(reasons(), start=1):
            act = menu.addAction(f"&{number}  {reason}")
            act.triggered.connect(lambda _checked=False, at=field, why=reason: self.set_not_obtained(at, why))
        other = menu.addAction(f"&{len(reasons()) + 1}  {words('another reason')}")
        other.triggered.connect(lambda _checked=False, at=field: self.ask_other_reason(at))
        menu.popup(field.line.mapToGlobal(field.line.rect().bottomLeft()))

    def set_not_obtained(self, field: VitalField, why: str) -> None:
        """Put the reason where the number would stand, and go on to the next field."""
        field.line.setText(why)
        field.line.setFocus()
        field.focusNextChild()
        self._edited()

    def ask_other_reason(self, field: VitalField) -> None:
        """Let a reason be typed in one's own words."""
        field.line.setText(f"{other_reason().strip()} ")
        field.line.setFocus()
        self._edited()

    # -- what is shown -------------------------------------------------------------------------------------

    def show_set(self, one: VitalsSetView | None, about: str) -> None:
        """Show a set on record, or (None) empty fields for a new one."""
        self._said_of_set = about
        self.form.set_number = one.number if one is not None else 0
        for measure, field in self.fields.items():
            value = value_of(one, measure)
            field.show_recorded(value, text_of(one, measure, field.unit) if value else "")
            if value is not None and measure in [spec.measure for spec in MORE]:
                self.show_more(True)
        upper = one.of(Part.SYSTOLIC) if one else None
        if upper is not None:
            place = f"{upper.details.get('position', '')}|{upper.site}"
            self.site.set_value(place if place in dict(site_choices()) else None)
        self._say_how()
        self.form.mark_clean()
        self.clear_check()

    def show_last(self, values: Sequence[VitalValue]) -> None:
        """Show the values of the last time as hints in empty fields."""
        by_part = {value.part: value for value in values}
        for measure, field in self.fields.items():
            if measure is Measure.BLOOD_PRESSURE:
                upper, lower = by_part.get(Part.SYSTOLIC), by_part.get(Part.DIASTOLIC)
                both = f"{upper.entered}/{lower.entered}" if upper and lower else ""
                field.show_last(both)
            else:
                value = by_part.get(Part(measure.value))
                field.show_last(in_unit(value, field.unit) if value and value.value is not None else "")

    def clear_check(self) -> None:
        self._checked = ()
        for field in self.fields.values():
            field.mark("")
            field.hint("")
        self.figures.setText("")
        self._show_chips()

    def show_check(self, check: VitalsCheck) -> None:
        """Show flags in their fields, one chip row below, hints beneath the field that they are about."""
        levels: dict[str, str] = {}
        hints: dict[str, str] = {}
        chips: list[ChipText] = []
        for finding in check.findings:
            chip = flag_chip(finding.message)
            if chip is not None:
                chips.append(chip)
                for name in fields_of(finding.message.params, finding.field):
                    level = level_of(finding.message.id, str(finding.message.params.get("level", "")))
                    levels[name] = "critical" if "critical" in (level, levels.get(name)) else level
            elif finding.severity is not Severity.HARD_STOP:
                hints.setdefault(finding.field, words_for(finding.message))
        self._mark(levels, hints)
        self._checked = tuple(chips)
        self.show_figures(check.bmi)
        self._show_chips()

    def _mark(self, levels: Mapping[str, str], hints: Mapping[str, str]) -> None:
        for measure, field in self.fields.items():
            if field.problem():
                if not field.line.hasFocus():
                    field.show_problem()
                continue
            hint = "" if field.untouched else hints.get(measure.value, "")
            typing = field.line.hasFocus() and hint and not levels.get(measure.value)
            field.mark(levels.get(measure.value, "abnormal" if hint and not typing else ""))
            # What is only half typed is no mistake yet; the hint comes when the field is left.
            field.hint("" if typing else hint)

    def show_figures(self, bmi: Decimal | None) -> None:
        """Show what follows from the numbers: body mass index, and pain, which has no chip."""
        pain = self.fields[Measure.PAIN].text().strip()
        found = [said("BMI {value} kg/m2", value=bmi)] if bmi is not None else []
        found += [said("pain {value} of 10", value=pain)] if pain.isdigit() else []
        self.figures.setText(" · ".join(found))

    def show_also(self, chips: tuple[ChipText, ...]) -> None:
        """Show chips about the visit's sets beside those about the numbers (repeat due, averages)."""
        self._also = chips
        self._show_chips()

    def _show_chips(self) -> None:
        chips = self._checked + self._also
        self.chips.set_chips(chips)
        self.chips.setVisible(bool(chips))

    def offer_save(self, may: bool, *, way_back: bool = False) -> None:
        """Show the primary button while anything typed is not on record, and name it beside the byline.

        `way_back` offers to leave a new set that was begun, even while nothing is typed.
        """
        names = self.unsaved()
        self.save.setVisible(may and bool(names))
        self.discard.setVisible(may and (way_back or (bool(names) and bool(self.form.set_number))))
        self.repeat.setVisible(way_back or bool(names) or bool(self.form.set_number))
        unsaved = said("Not saved yet: {fields}", fields=", ".join(names)) if names else ""
        byline = bool(self.form.set_number)  # what is not saved stands before who saved the rest
        about = [unsaved, self._said_of_set] if byline else [self._said_of_set, unsaved]
        self.about.setText(" · ".join(text for text in about if text))
        self.about.set_tone("warning" if unsaved else "third")

    def chip_words(self) -> str:
        """Return what the chips say, for telling the clinician."""
        return "; ".join(chip.text for chip in self._checked if chip.tone in (Tone.WARNING, Tone.DANGER))
