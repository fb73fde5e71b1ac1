"""Change who a patient is: the form of registering over a record that others may change meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from app.core.errors import RuleViolated, Stale
from app.core.findings import Finding, Severity
from app.core.ids import Id
from app.people.actions import ChangeDemographics, KeepPhoto, change_demographics, keep_photo
from app.people.queries import check_demographics, patient_banner, patient_form, photo_of
from app.people.views import PatientBanner, PatientForm
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import CheckField
from ui.common.message_strip import Said
from ui.common.words import fill
from ui.patient.demographics_form import DemographicsForm
from ui.patient.entry_panel import EntryPanel
from ui.patient.patient_words import words
from ui.patient.stale_card import StaleCard, meet

FORM = "people.change"


class ChangePanel(EntryPanel):
    """The demographics of one patient. `saved` is told when they are in the record."""

    saved = Signal()

    def __init__(
        self, desk: Desk, patient_id: Id, today: Callable[[], date], now: Callable[[], datetime]
    ) -> None:
        form = DemographicsForm(today)
        title, act = words("Who this is"), words("Save changes")
        super().__init__(desk, form, title, act, today, now, inside_chart=True)
        self.patient_id = patient_id
        self.stale = StaleCard()
        self.former = CheckField("keep_former_name", "")
        self.keeper = DraftKeeper(desk, form, FORM, str(patient_id))
        self._build()
        self._connect()
        desk.ask(patient_form, patient_id, done=self._show, owner=self)
        desk.ask(photo_of, patient_id, done=self.photo.show_kept, owner=self)

    def _build(self) -> None:
        self.side.add_card(self.stale)
        self.side.add_card(self.photo)
        self.side.acts.insertWidget(0, self.former)
        who = ("last_name", "first_name", "middle_name", "preferred_name")
        self.add_section(words("Who"), (*who, "birth_date", "sex", "gender_identity", "pronouns"))
        place = ("mobile", "message_preference", "street", "city", "state")
        self.add_section(words("Contact"), place, street=2)
        needs = ("language", "interpreter_needed", "race", "access_needs")
        self.add_section(words("Language and needs"), needs)
        self.add_usual_sections()
        self.fit_act()

    def _connect(self) -> None:
        self.form.edited.connect(self.fit_act)
        self.stale.settled.connect(self._settle)
        self.keeper.kept.connect(self.show_draft_time)
        self.keeper.brought_back.connect(self._brought_back)
        self.photo.chosen.connect(lambda _content: self._keep_photo())
        self.act.clicked.connect(self.save)
        self.back.clicked.connect(self.leave)
        self.keys.add("Ctrl+Return", self.act.words, self.save, button=self.act)
        self.keys.add("Esc", words("Back"), self.leave, button=self.back)

    def _show(self, shown: PatientForm) -> None:
        self.form.version = shown.version
        self.form.show(shown.demographics)
        self.head.title.setText(shown.banner.name)
        self.fit_act()
        self.keeper.bring_back()

    def _brought_back(self, at: datetime) -> None:
        self.show_draft_time(at)
        self.fit_act()
        self.check()

    def fit_act(self) -> None:
        """Offer to keep a surname that changes, and let the act wait for what both changed."""
        former = self.form.clean_drafts()["last_name"]
        offered = bool(former) and "last_name" in self.form.dirty_fields()
        if offered and not self.former.isVisibleTo(self):
            self.former.box.setText(fill(words("Keep {name} as a former name"), {"name": former}))
            self.former.box.setAccessibleName(self.former.box.text())
            self.former.set_value(True)
        self.former.setVisible(offered)
        self.act.setEnabled(self.form.dirty and not self.stale.open)
        self.side.say(words("Choose which value shall stand first.") if self.stale.open else "")

    def leave(self) -> None:
        """Go away; what was typed stays a draft."""
        self.keeper.save()
        self.left.emit()

    # -- the act --------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save, after a look at every field."""
        if self.stale.open or self.form.collect() is None:
            self.focus_field(self.form.first_error())
            return
        command = ChangeDemographics(
            patient_id=self.patient_id,
            version=self.form.version,
            demographics=self.form.demographics(),
            keep_former_name=bool(self.former.value()) or "last_name" not in self.form.dirty_fields(),
        )
        done = partial(self._decide, command)
        self.desk.ask(check_demographics, command.demographics, done=done, owner=self)

    def _decide(self, command: ChangeDemographics, findings: tuple[Finding, ...]) -> None:
        stops = [one for one in findings if one.severity is Severity.HARD_STOP]
        doubts = tuple(one for one in findings if one.severity is Severity.SOFT_STOP)
        if stops:
            for one in reversed(stops):
                self.form.show_error(RuleViolated(one.field, one.message))
            self.focus_field(self.form.first_error())
        elif doubts:
            self.ask_reason(doubts, lambda reason: self._send(replace(command, acknowledged_reason=reason)))
        else:
            self._send(command)

    def _send(self, command: ChangeDemographics) -> None:
        self.desk.do(change_demographics, command, done=self._saved, failed=self._failed, owner=self)

    def _saved(self, _made: Any) -> None:
        self.keeper.finish()
        self.said.emit(Said(words("The changes are saved.")))
        self.saved.emit()

    def _failed(self, error: Exception) -> bool:
        if isinstance(error, Stale):
            self.desk.ask(patient_form, self.patient_id, done=self._met, owner=self)
            return True
        return self.show_refusal(error)

    def _met(self, newer: PatientForm) -> None:
        """Lay the newer version beside what was typed; nothing is written before each answer."""
        theirs = DemographicsForm(self.today)
        theirs.offer_providers(self.form.offered)
        theirs.show(newer.demographics)
        self.form.version = newer.version
        meet(self.form, theirs, self.stale)
        self.form.stand_on(newer.demographics)
        self.fit_act()
        if not self.stale.open:
            self.stale.clear()
            self.save()

    def _settle(self, taken: dict[str, Any]) -> None:
        for name, value in taken.items():
            self.form.fields[name].restore_draft(value)
        self.stale.clear()
        self.fit_act()
        self.form.edited.emit()
        self.act.setFocus()

    # -- photo ----------------------------------------------------------------------------------------------

    def _keep_photo(self) -> None:
        content = self.photo.content
        if content is None:
            return
        command = KeepPhoto(patient_id=self.patient_id, version=self.form.version, content=content)
        self.desk.do(keep_photo, command, done=lambda _kept: self._photo_kept(), owner=self)

    def _photo_kept(self) -> None:
        """The photo made the record one version newer; by nobody else, so the form goes along."""
        before = self.form.version

        def follow(banner: PatientBanner) -> None:
            if banner.version == before + 1:
                self.form.version = banner.version

        self.desk.ask(patient_banner, self.patient_id, done=follow, owner=self)
        self.said.emit(Said(words("The photo is kept.")))
