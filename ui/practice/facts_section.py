"""The practice's own facts: who and where it is, when it is open, how its PC locks, the cash drawer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import Stale
from app.core.ids import new_id
from app.practice.actions import ChangeSettings, change_settings
from app.practice.fields import phone_text
from app.practice.queries import practice_settings
from app.practice.views import OpenHours, SettingsView
from ui.common.button import primary, secondary
from ui.common.card import Card, PageHead, SectionTitle
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import Field, MoneyField, TextField
from ui.common.flow import FieldGrid
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, scrolled
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.practice.editor import NewerCard
from ui.practice.entry_fields import HoursField, WholeField
from ui.practice.words import WEEKDAYS, words

TEXTS = ("name", "street", "city", "state", "zip", "phone", "npi", "tax_id", "zone")


class VersionForm(Form):
    """A form over one record. A draft that was begun on an older version of it is not put back."""

    version = 0

    def draft(self) -> dict[str, Any]:
        return super().draft() | {"version": self.version}

    def restore(self, draft: Mapping[str, Any]) -> None:
        if draft.get("version") == self.version:
            super().restore(draft)


class FactsSection(QWidget):
    """One form and one act: all of it is saved together, under the version that it was read in."""

    said = Signal(object)

    def __init__(self, desk: Desk, *, may_change: bool) -> None:
        super().__init__()
        self.desk, self._may_change = desk, may_change
        self.settings: SettingsView | None = None
        self._sending: ChangeSettings | None = None
        self._newer = 0
        self.setAccessibleName(words("The practice"))
        self.keys = KeyList(self, words("The practice"))
        self.form = VersionForm(self)
        self.keeper: DraftKeeper | None = None
        self.head = PageHead(words("The practice"), words("Printed on papers and claims"))
        self.newer = NewerCard()
        self.state = Label("", "body", "third")
        self.save_button = primary(words("Save the practice"), name="save_facts")
        self.back_button = secondary(words("Take back what I typed"), name="reset_facts")
        self._make_fields()
        self._lay_out()
        self._bind()

    def _make_fields(self) -> None:
        labels = {
            "name": words("Name of the practice"),
            "phone": words("Phone"),
            "npi": words("NPI of the practice"),
            "tax_id": words("Tax id (EIN)"),
            "street": words("Street"),
            "city": words("City"),
            "state": words("State"),
            "zip": words("ZIP"),
            "zone": words("Time zone"),
        }
        for name, label in labels.items():
            self.form.add(TextField(name, label, most=120))
        for day, word in WEEKDAYS.items():
            self.form.add(HoursField(f"hours.{day}", words(word)))
        self.form.add(WholeField("lock_after_minutes", words("Lock after idle minutes, 1 to 15"), most=2))
        self.form.add(MoneyField("drawer_float_cents", words("Cash that stays in the drawer")))

    def _group(
        self, title: str, names: tuple[str, ...], columns: int = 2, least: int = 220, **spans: int
    ) -> QWidget:
        group = QWidget()
        column = Column(group, space=10)
        column.addWidget(SectionTitle(title))
        grid = FieldGrid(columns=columns, least=least)
        for name in names:
            grid.add(self.form.fields[name], spans.get(name, 1))
        column.addLayout(grid)
        return group

    def _lay_out(self) -> None:
        inside = QWidget()
        groups = Column(inside, space=20, margins=(18, 16, 18, 18))
        groups.addWidget(self._group(words("Who"), ("name", "phone", "npi", "tax_id")))
        where = ("street", "city", "state", "zip", "zone")
        groups.addWidget(self._group(words("Where"), where, columns=4, least=150, street=2, zone=3))
        groups.addWidget(self._group(words("Open, by weekday"), tuple(f"hours.{day}" for day in WEEKDAYS)))
        rest = ("lock_after_minutes", "drawer_float_cents")
        groups.addWidget(self._group(words("This PC and the cash drawer"), rest))
        groups.addStretch(1)
        card = Card(flush=True)
        self.area = scrolled(inside)
        card.add(self.area)
        row = Row(space=12)
        row.addWidget(self.state, 1)
        for button in (self.back_button, self.save_button):
            row.addWidget(button)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addWidget(card, 1)
        column.addWidget(self.newer)
        column.addLayout(row)

    def _bind(self) -> None:
        for button in (self.back_button, self.save_button):
            button.setVisible(self._may_change)
            button.setEnabled(False)
        if not self._may_change:
            self.state.setText(words("Only the owner changes this."))
            for field in self.form.own_fields():
                field.input.setEnabled(False)
            return
        self.form.edited.connect(self._edited)
        self.save_button.clicked.connect(self.save)
        self.back_button.clicked.connect(self.reset)
        self.keys.add("Ctrl+Return", words("Save the practice"), self.save, button=self.save_button)
        self.newer.theirs_wanted.connect(self._take_theirs)
        self.newer.mine_wanted.connect(self._save_mine)

    # -- what is shown --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the facts; what is being typed stays."""
        self.desk.ask(practice_settings, done=self._arrived, owner=self)

    def _arrived(self, settings: SettingsView) -> None:
        if not self.form.dirty:
            self.show_settings(settings)
        if self.keeper is None and self._may_change:
            self.keeper = DraftKeeper(self.desk, self.form, "practice.settings")
            self.keeper.brought_back.connect(lambda _at: self._edited())
            self.keeper.bring_back()

    def show_settings(self, settings: SettingsView) -> None:
        """Show these facts as what is saved."""
        self.settings, self.form.version = settings, settings.version
        values: dict[str, Any] = {name: getattr(settings, name) for name in TEXTS}
        values["phone"] = phone_text(settings.phone)
        values |= {f"hours.{day}": settings.hours.get(day, ()) for day in WEEKDAYS}
        values["lock_after_minutes"] = settings.lock_after_minutes
        values["drawer_float_cents"] = settings.drawer_float_cents
        self.form.set_values(values)
        self.form.clear_errors()
        self.newer.hide()
        self._edited()

    def _edited(self) -> None:
        dirty = self.form.dirty
        self.save_button.setEnabled(dirty)
        self.back_button.setEnabled(dirty)
        self.state.setText(words("Not saved yet.") if dirty else "")

    def reset(self) -> None:
        """Show again what is saved."""
        if self.settings is not None:
            self.show_settings(self.settings)
            if self.keeper is not None:
                self.keeper.finish()

    # -- saving ---------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Send the whole form."""
        values = self.form.collect() if self.settings is not None and self._sending is None else None
        if values is not None and self.settings is not None:
            self._send(self._command(values, self.settings))

    def _command(self, values: Mapping[str, Any], settings: SettingsView) -> ChangeSettings:
        texts: dict[str, Any] = {name: values[name] or "" for name in TEXTS}
        hours: dict[str, tuple[OpenHours, ...]] = {day: values[f"hours.{day}"] for day in WEEKDAYS}
        return ChangeSettings(
            settings_id=settings.id,
            version=settings.version,
            hours={day: stretches for day, stretches in hours.items() if stretches},
            lock_after_minutes=values["lock_after_minutes"],
            drawer_float_cents=values["drawer_float_cents"] or 0,
            **texts,
        )

    def _send(self, command: ChangeSettings) -> None:
        self._sending = command
        self.save_button.setEnabled(False)
        self.desk.do(change_settings, command, done=self._saved, failed=self._failed, owner=self)

    def _saved(self, settings: SettingsView) -> None:
        before, self._sending = self.settings, None
        self.show_settings(settings)
        if self.keeper is not None:
            self.keeper.finish()
        undo = None if before is None else lambda: self._undo(before, settings.version)
        self.said.emit(Said(words("The practice is saved."), undo=undo))

    def _undo(self, before: SettingsView, version: int) -> None:
        values = {name: getattr(before, name) for name in (*TEXTS, "hours", "lock_after_minutes")}
        command = ChangeSettings(
            settings_id=before.id, version=version, drawer_float_cents=before.drawer_float_cents, **values
        )
        self.desk.do(change_settings, command, done=self._undone, owner=self)

    def _undone(self, settings: SettingsView) -> None:
        self.show_settings(settings)
        self.said.emit(Said(words("The practice is as it was before.")))

    def _failed(self, error: Exception) -> bool:
        self.save_button.setEnabled(True)
        if isinstance(error, Stale):
            self._newer = error.theirs
            self.newer.show()
            self.newer.theirs.setFocus()
            return True
        self._sending = None
        field: Field | None = self.form.fields.get(getattr(error, "field", ""))
        if not self.form.show_error(error):
            return False
        if field is not None:
            self.area.ensureWidgetVisible(field)
        return True

    def _take_theirs(self) -> None:
        self._sending = None
        self.form.mark_clean()
        self.newer.hide()
        if self.keeper is not None:
            self.keeper.finish()
        self.refresh()

    def _save_mine(self) -> None:
        command = self._sending
        self.newer.hide()
        if command is not None:
            self._send(replace(command, version=self._newer, command_id=new_id()))

    def list_in_sight(self) -> None:
        """There is no list here."""

    def focus_list(self) -> None:
        """Put the keyboard into the first field."""
        self.form.fields["name"].setFocus()
