"""The charges of a visit: codes, diagnoses, what the claim checks say, and how a code is added."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app.billing.charges.actions import (
    AddCharge,
    ChangeCharge,
    RemoveCharge,
    add_charge,
    change_charge,
    remove_charge,
)
from app.billing.charges.queries import find_fee
from app.billing.charges.views import ChargeLine, Fee, VisitCharges
from app.core.findings import Severity
from app.core.ids import Id
from app.core.money import money_text
from ui.common.button import link, secondary
from ui.common.card import Card, SectionTitle
from ui.common.chip import ChipRow, ChipText
from ui.common.desk import Desk
from ui.common.fields import TextField
from ui.common.layout import Column as Stack
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.search_field import Choice, Deliver, SearchField
from ui.common.words import words_for
from ui.theme.theme import theme
from ui.theme.tokens import Tone


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChargesCard", text)


def charges_model(parent: QWidget | None = None) -> RecordTableModel[ChargeLine]:
    """Return the model of a visit's charges."""
    columns: list[Column[ChargeLine]] = [
        Column("code", _tr("Code"), lambda one: one.code, strong=lambda one: True, width=100),
        Column("what", _tr("What"), lambda one: one.wording, width=300, stretch=1),
        Column("modifiers", _tr("Modifiers"), lambda one: " ".join(one.modifiers), width=110),
        Column("diagnoses", _tr("Diagnoses"), lambda one: " ".join(one.pointers), width=110),
        Column("units", _tr("Units"), lambda one: str(one.units), width=70, numeric=True),
        Column("fee", _tr("Fee"), lambda one: money_text(one.fee_cents), width=110, numeric=True),
    ]
    return RecordTableModel(columns, key=lambda one: one.id, parent=parent)


class ChargesCard(Card):
    """Shows and edits a visit's charges. `changed` tells that the screen should ask again."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", flush=True, parent=parent)
        self.desk = desk
        self._line: ChargeLine | None = None
        self._then: Callable[[], object] | None = None
        self.visit_id: Id | None = None
        head = Row(space=12, margins=(16, 14, 16, 6))
        head.addWidget(Label(self.tr("Charges"), "strong"), 1)
        self.add_button = link(self.tr("Add code"), name="add_code")
        self.add_button.clicked.connect(self.open_add)
        head.addWidget(self.add_button)
        self.table = RecordTable(charges_model(self), name="charges", label=self.tr("Charges"))
        self.table.setFixedHeight(theme().px(150))
        self.table.selected.connect(self._selected)
        self.add(head, self.table, self._editor(), self._foot())

    def _editor(self) -> QWidget:
        self.editor = QWidget()
        row = Row(self.editor, space=10, margins=(16, 4, 16, 4))
        self.code = SearchField("code", self.tr("Code or words"), self._find)
        self.code.chosen.connect(self._add)
        self.units = TextField("units", self.tr("Units"), most=3)
        self.modifiers = TextField("modifiers", self.tr("Modifiers"), most=12)
        self.pointers = TextField("pointers", self.tr("Diagnoses (A B)"), most=24)
        self.save = secondary(self.tr("Save line"), name="save_charge")
        self.remove = secondary(self.tr("Remove"), name="remove_charge")
        self.save.clicked.connect(lambda: self.save_line())
        for field in (self.units, self.modifiers, self.pointers):
            field.line.returnPressed.connect(self.save_line)
        self.remove.clicked.connect(self._remove)
        for field, stretch in ((self.code, 3), (self.units, 1), (self.modifiers, 2), (self.pointers, 2)):
            row.addWidget(field, stretch)
        row.addWidget(self.save)
        row.addWidget(self.remove)
        self.editor.hide()
        return self.editor

    def _foot(self) -> QWidget:
        box = QWidget()
        column = Stack(box, space=8, margins=(16, 8, 16, 14))
        self.diagnoses = Label("", wrap=True)
        self.findings = ChipRow()
        self.level = Label("", "body", "second")
        row = Row(space=12)
        row.addWidget(self.findings, 1)
        row.addWidget(self.level)
        column.addWidget(SectionTitle(self.tr("Diagnoses")))
        column.addWidget(self.diagnoses)
        column.addLayout(row)
        return box

    def show_charges(self, charges: VisitCharges) -> None:
        """Show the charges of a visit."""
        self.visit_id = charges.visit_id
        self.table.records.set_records(charges.charges)
        lines = [f"{one.letter}  {one.code}  {one.title}" for one in charges.diagnoses]
        self.diagnoses.setText(
            "\n".join(lines) or self.tr("None yet: the clinician chooses them when signing.")
        )
        self.findings.set_chips(self._finding_chips(charges))
        by = self.tr("Level chosen by {name}").replace("{name}", charges.level_by)
        self.level.setText(by if charges.level_by else "")

    def _finding_chips(self, charges: VisitCharges) -> tuple[ChipText, ...]:
        if not charges.findings:
            good = self.tr("No problems found")
            return (ChipText(good, Tone.ACCENT, "circle-check"),) if charges.charges else ()
        tones = {
            Severity.NOTE: Tone.NEUTRAL,
            Severity.SOFT_STOP: Tone.WARNING,
            Severity.HARD_STOP: Tone.DANGER,
        }
        return tuple(ChipText(words_for(one.message), tones[one.severity]) for one in charges.findings)

    def open_add(self) -> None:
        """Ask for a code; a line that was being changed is saved first."""
        if self.pending:
            self.save_line(then=self.open_add)
            return
        self._line = None
        self.editor.show()
        self.code.show()
        self.code.set_value(None)
        for widget in (self.units, self.modifiers, self.pointers, self.save, self.remove):
            widget.hide()
        self.code.line.setFocus()

    def _find(self, text: str, deliver: Deliver) -> None:
        def found(fees: Sequence[Fee]) -> None:
            deliver(
                [Choice(one.code, f"{one.code}  {one.wording}", money_text(one.unit_cents)) for one in fees]
            )

        self.desk.ask(find_fee, text, done=found, owner=self)

    def _add(self, choice: Choice) -> None:
        if self.visit_id is not None:
            command = AddCharge(visit_id=self.visit_id, code=str(choice.id))
            self.desk.do(add_charge, command, done=self._edited, failed=self._refused, owner=self)

    def _refused(self, error: Exception) -> bool:
        """Say a refusal beside the field that it is about; what was typed stays."""
        message = getattr(error, "message", None)
        if message is None:
            return False
        self._then = None
        fields = {one.name: one for one in (self.code, self.units, self.modifiers, self.pointers)}
        field = fields.get(getattr(error, "field", ""))
        if field is None or not field.isVisibleTo(self):
            field = self.code if self.code.isVisibleTo(self) else self.units
        field.set_error(words_for(message))
        field.setFocus()
        return True

    def _edited(self, _line: object) -> None:
        self.forget()
        then, self._then = self._then, None
        self.changed.emit()
        if then is not None:
            then()

    def forget(self) -> None:
        """Close the editor; nothing of a line is being changed any more."""
        self._line = None
        self.editor.hide()

    @property
    def pending(self) -> bool:
        """Say whether a line was changed and is not saved yet."""
        line = self._line
        if line is None or not self.editor.isVisibleTo(self):
            return False
        shown = (str(line.units), list(line.modifiers), list(line.pointers))
        return (self.units.line.text().strip(), self._modifiers(), self._pointers()) != shown

    def _modifiers(self) -> list[str]:
        return self.modifiers.line.text().upper().replace(",", " ").split()

    def _pointers(self) -> list[str]:
        return self.pointers.line.text().upper().replace(",", " ").split()

    def _selected(self, line: ChargeLine | None) -> None:
        """Show a line for editing; the one that was being changed is saved before it is left."""
        if self.pending and self._line is not None:
            if line is not None and line.id == self._line.id:
                self._line = line  # the list came anew: what was typed stays
            else:
                self.save_line(then=lambda: self._selected(self.table.selected_record()))
            return
        shown = line is not None and line.may_change
        self.editor.setVisible(shown)
        self._line = line if shown else None
        if line is None or not shown:
            return
        self.code.hide()
        for widget in (self.units, self.modifiers, self.pointers, self.save, self.remove):
            widget.show()
        self.remove.setVisible(not line.is_level)
        for field, words in (
            (self.units, str(line.units)),
            (self.modifiers, " ".join(line.modifiers)),
            (self.pointers, " ".join(line.pointers)),
        ):
            field.set_value(words)
            field.set_error("")

    def save_line(self, then: Callable[[], object] | None = None) -> None:
        """Save the line that is being changed, then go on; what is wrong is said beside its field."""
        line, units = self._line, self.units.line.text().strip()
        if line is None:
            return
        if not (units.isascii() and units.isdigit()):
            self.units.set_error(self.tr("Type a whole number from 1 to 999."))
            self.units.setFocus()
            return
        self._then = then
        command = ChangeCharge(
            charge_id=line.id,
            version=line.version,
            units=int(units),
            modifiers=tuple(self._modifiers()),
            pointers=tuple(self._pointers()),
        )
        self.desk.do(change_charge, command, done=self._edited, failed=self._refused, owner=self)

    def _remove(self) -> None:
        line = self._line
        if line is not None:
            reason = self.tr("does not belong to this visit")
            command = RemoveCharge(charge_id=line.id, version=line.version, reason=reason)
            self.desk.do(remove_charge, command, done=self._edited, failed=self._refused, owner=self)
