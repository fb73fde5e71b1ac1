"""Register a patient: the form of the design, possible duplicates while typing, and the act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.acts import Action
from app.core.errors import DaybookError, NeedsAcknowledgement, RuleViolated
from app.core.findings import Finding, Severity
from app.core.ids import new_id
from app.people.actions import KeepPhoto, RegisterPatient, keep_photo, register_patient
from app.people.finding import possible_duplicates
from app.people.insurance import RecordEligibility, coverages_of, record_eligibility
from app.people.queries import check_coverage, check_demographics, patient_banner
from app.people.views import CoverageEntry, CoverageView, DuplicateView, PatientBanner, Registered
from ui.common.button import link, secondary
from ui.common.desk import Desk, Ticket
from ui.common.draft_keeper import DraftKeeper
from ui.common.layout import Column, Row
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.presenter import presentation_of
from ui.common.words import fill, time_words
from ui.patient.duplicates_card import DuplicatesCard
from ui.patient.entry_panel import EntryPanel
from ui.patient.patient_words import words
from ui.patient.register_form import RegisterForm
from ui.theme.tokens import Tone

FORM = "people.register"
Found = list[Finding]


class InsuranceBlock(QWidget):
    """The coverages of a new patient: the first is there, more are added one by one."""

    def __init__(self, form: RegisterForm) -> None:
        super().__init__()
        self.form = form
        self.setAccessibleName(words("Insurance"))
        column = Column(self, space=12)
        column.addWidget(Label(words("Insurance"), "strong"))
        for one in form.coverages:
            column.addWidget(one)
        self.more = link(words("Add another coverage"), icon="plus", name="more_coverage")
        self.more.clicked.connect(self.add)
        line = Row()
        line.addWidget(self.more)
        line.addStretch(1)
        column.addLayout(line)
        self._shown = 1
        self.fit()

    def fit(self) -> None:
        """Show each coverage that holds something."""
        filled = [number for number, one in enumerate(self.form.coverages, 1) if one.entry() is not None]
        self._shown = max([self._shown, *filled])
        for number, one in enumerate(self.form.coverages, 1):
            one.setVisible(number <= self._shown)
            one.fit()
        self.more.setVisible(bool(filled) and self._shown < len(self.form.coverages))

    def add(self) -> None:
        """Show the fields of one more coverage."""
        self._shown += 1
        self.fit()
        self.form.coverages[self._shown - 1].field("payer").setFocus()


class RegisterPanel(EntryPanel):
    """A new patient. `registered` tells (patient id, whether an appointment is wanted next).

    `book`: whether "Register and book" is offered. `open_wanted` names the chart of a patient who is here.
    """

    registered = Signal(object, bool)
    open_wanted = Signal(object)

    def __init__(
        self, desk: Desk, today: Callable[[], date], now: Callable[[], datetime], *, book: bool = False
    ) -> None:
        self.form: RegisterForm
        form = RegisterForm(today)
        act = words("Register and book") if book else words("Register")
        super().__init__(desk, form, words("New patient"), act, today, now)
        self.register_only = secondary(words("Register"), name="register_only")
        self.clear = secondary(words("Clear the form"), name="clear_form")
        self.duplicates = DuplicatesCard()
        self._book, self._command_id = book, new_id()
        self.walk_in = False
        self._looking: Ticket | None = None
        self._empty = form.draft()
        self._build(form)
        self.keeper = DraftKeeper(desk, form, FORM)
        self._connect()
        self.keeper.bring_back()
        self.fit_act()

    def _build(self, form: RegisterForm) -> None:
        self.head.row.insertWidget(self.head.row.count() - 1, self.clear)
        self.side.add_card(self.duplicates)
        self.side.add_card(self.photo)
        self.side.acts.addWidget(self.register_only)
        self.register_only.setVisible(self._book)
        who = ("last_name", "first_name", "middle_name", "preferred_name")
        self.add_section(words("Who"), (*who, "birth_date", "sex", "gender_identity", "pronouns"))
        place = ("mobile", "message_preference", "street", "city", "state", "contact_emergency")
        self.add_section(words("Contact"), place, street=2, contact_emergency=2)
        needs = ("language", "interpreter_needed", "race", "access_needs")
        self.add_section(words("Language and needs"), needs)
        self.insurance = InsuranceBlock(form)
        self.add_block(self.insurance)
        around = ("contact_guardian", "contact_guarantor", "contact_may_talk_to")
        self.add_section(words("People around"), around, **dict.fromkeys(around, 2))
        signed = ("signed_consent_to_treat", "signed_assignment_of_benefits", "signed_privacy_notice")
        self.add_section(words("Signed and on file"), (*signed, "signed_by"))
        self.add_usual_sections()

    def _connect(self) -> None:
        self.form.edited.connect(self.insurance.fit)
        self.form.edited.connect(self.fit_act)
        self.duplicates.changed.connect(self.fit_act)
        self.duplicates.open_wanted.connect(self.open_wanted)
        self.keeper.kept.connect(self.show_draft_time)
        self.keeper.brought_back.connect(self._brought_back)
        self.act.clicked.connect(lambda: self.register(book=self._book))
        self.register_only.clicked.connect(self.register)
        self.back.clicked.connect(self.leave)
        self.clear.clicked.connect(self.start_over)
        self.keys.add("Ctrl+Return", self.act.words, self.press_act)
        self.act.show_keys("Ctrl+Return")
        self.keys.add("Ctrl+O", words("Open the chart that is here already"), self.duplicates.open_first)
        self.keys.add("Ctrl+D", words("Not the same person"), self.duplicates.answer_next)
        self.keys.add("Esc", words("Back"), self.leave, button=self.back)

    def for_walk_in(self, typed: str) -> None:
        """Let the act lead on to the walk-in; `typed` is the name as somebody searched for it."""
        self._book = self.walk_in = True
        self.act.setText(words("Register and go on with the walk-in"))
        self.register_only.show()
        last, first = name_parts(typed)
        if not self.form.dirty and last:
            self.form.fields["last_name"].set_value(last)
            self.form.fields["first_name"].set_value(first)
            self.check()

    # -- while typing ---------------------------------------------------------------------------------------

    def check(self) -> None:
        super().check()
        if self._looking is not None:
            self._looking.cancel()
        self._looking = self.desk.ask(possible_duplicates, self.form.question(), done=self._found, owner=self)

    def _found(self, found: tuple[DuplicateView, ...]) -> None:
        self.duplicates.show_found(found)

    def fit_act(self) -> None:
        """Let the act wait until each likely duplicate has its answer, and say so."""
        waiting = ""
        if self.duplicates.open_ones:
            waiting = words("Registering needs “Not the same person” first.")
        elif self.duplicates.answered and not self.duplicates.how.value():
            waiting = words("Say how you know that it is someone else.")
        self.side.say(waiting)
        self.act.setEnabled(not waiting)
        self.register_only.setEnabled(not waiting)

    def press_act(self) -> None:
        """Do the primary act: open the chart of an exact duplicate, else register."""
        exact = self.duplicates.exact
        if exact is not None:
            self.open_wanted.emit(exact.patient_id)
        elif self.act.isEnabled() and self.act.isVisible():
            self.register(book=self._book)

    def _brought_back(self, at: datetime) -> None:
        self.insurance.fit()
        self.check()
        time = time_words(at.astimezone(self.now().tzinfo))
        self.said.emit(Said(fill(words("Your unfinished entry of {time} is back."), {"time": time})))
        self.show_draft_time(at)

    def leave(self) -> None:
        """Go away; what was typed stays a draft."""
        self.keeper.save()
        self.left.emit()

    def start_over(self) -> None:
        """Empty the form. What stood there comes back with Undo, for ten seconds."""
        before = self.form.draft()
        self._put(self._empty)
        self.said.emit(Said(words("The form is empty."), undo=lambda: self._put(before)))
        self.form.fields["last_name"].setFocus()

    def _put(self, draft: dict[str, Any]) -> None:
        self.form.restore(draft)
        self.form.clear_errors()
        self.form.edited.emit()

    # -- the act --------------------------------------------------------------------------------------------

    def register(self, *, book: bool = False) -> None:
        """Register, after a look at every field; `book` goes on to the calendar."""
        if self.duplicates.open_ones or self.form.collect() is None:
            self.focus_field(self.form.first_error())
            return
        demographics, entries = self.form.demographics(), self.form.coverage_entries()
        command = RegisterPatient(
            command_id=self._command_id,
            demographics=demographics,
            contacts=self.form.contacts(),
            coverages=entries,
            signatures=self.form.signatures(),
            not_the_same_as=self.duplicates.answered,
            acknowledged_reason=str(self.duplicates.how.value() or "") if self.duplicates.answered else "",
        )
        self._look([*entries], [], partial(self._decide, command, book))

    def _look(self, entries: list[CoverageEntry], found: Found, done: Callable[[Found], object]) -> None:
        """Ask the rules about the form, then about each coverage, and hand over all findings."""

        def coverage(number: int, before: Found) -> None:
            if number == len(entries):
                done(before)
                return
            prefix = f"coverages.{number}."
            self.desk.ask(
                check_coverage,
                entries[number],
                done=lambda more: coverage(
                    number + 1, [*before, *(replace(one, field=prefix + one.field) for one in more)]
                ),
                owner=self,
            )

        self.desk.ask(
            check_demographics,
            self.form.demographics(),
            done=lambda findings: coverage(0, [*found, *findings]),
            owner=self,
        )

    def _decide(self, command: RegisterPatient, book: bool, findings: Found) -> None:
        """Stop at refusals, ask a reason for doubts (that about duplicates is none for them), or send."""
        stops = [one for one in findings if one.severity is Severity.HARD_STOP]
        doubts = tuple(one for one in findings if one.severity is Severity.SOFT_STOP)
        if stops:
            for one in reversed(stops):
                self.form.show_error(RuleViolated(one.field, one.message))
            self.focus_field(self.form.first_error())
        elif doubts:
            self.ask_reason(doubts, lambda reason: self._send(_with_reason(command, reason), book))
        else:
            self._send(command, book)

    def _send(self, command: RegisterPatient, book: bool) -> None:
        self.desk.do(
            register_patient,
            command,
            done=lambda made: self._registered(made, book),
            failed=lambda error: self._failed(error, command, book),
            owner=self,
        )

    def _failed(self, error: Exception, command: RegisterPatient, book: bool) -> bool:
        if isinstance(error, NeedsAcknowledgement):
            if any(one.message.id == "people.duplicate" for one in error.findings):
                self.check()
            else:
                self.ask_reason(
                    error.findings, lambda reason: self._send(_with_reason(command, reason), book)
                )
            return True
        return self.show_refusal(error)

    def _registered(self, made: Registered, book: bool) -> None:
        self.keeper.finish()
        self._command_id = new_id()
        shown = self.form.demographics()
        said = {"name": f"{shown.last_name}, {shown.first_name}".strip(", "), "mrn": made.mrn}
        self.said.emit(Said(fill(words("{name} is registered, MRN {mrn}."), said), Tone.ACCENT))
        self._then_photo(made, lambda: self._then_checks(made, lambda: self._end(made, book)))

    def _end(self, made: Registered, book: bool) -> None:
        self.registered.emit(made.patient_id, book)

    def _then_photo(self, made: Registered, go_on: Callable[[], object]) -> None:
        """Keep the photo, which belongs to a chart and so comes after it."""
        content = self.photo.content
        if content is None:
            go_on()
            return

        def keep(banner: PatientBanner) -> None:
            command = KeepPhoto(patient_id=banner.id, version=banner.version, content=content)
            self._follow(keep_photo, command, go_on)

        self.desk.ask(patient_banner, made.patient_id, done=keep, owner=self)

    def _then_checks(self, made: Registered, go_on: Callable[[], object]) -> None:
        """Keep for each coverage how it was checked; the order of the form is that of the record."""
        checked = [one.verified() for one in self.form.covering()]
        if not any(checked):
            go_on()
            return

        def keep(kept: tuple[CoverageView, ...]) -> None:
            pairs = [(view, how) for view, how in zip(kept, checked, strict=False) if how is not None]
            for view, (method, reference) in pairs:
                command = RecordEligibility(
                    coverage_id=view.id, method=method, reference=reference, active=True
                )
                self._follow(record_eligibility, command, go_on if view is pairs[-1][0] else lambda: None)

        self.desk.ask(coverages_of, made.patient_id, done=keep, owner=self)

    def _follow(self, act: Action[Any, Any, Any], command: Any, go_on: Callable[[], object]) -> None:
        """Do what follows the registration: the chart is there, so trouble is told and passed over."""

        def failed(error: Exception) -> bool:
            known = isinstance(error, DaybookError)
            if known:
                self.said.emit(Said(presentation_of(error).text, Tone.WARNING, stays=True))
            go_on()
            return known

        self.desk.do(act, command, done=lambda _kept: go_on(), failed=failed, owner=self)


def name_parts(typed: str) -> tuple[str, str]:
    """Return last and first name of words typed into a search: "Silva, Marina" or "marina silva 1999"."""
    tidy = [word.capitalize() if word.islower() else word for word in typed.split() if word[0].isalpha()]
    before, comma, after = " ".join(tidy).partition(",")
    if comma:
        return before.strip(), after.strip()
    return (tidy[-1], " ".join(tidy[:-1])) if tidy else ("", "")


def _with_reason(command: RegisterPatient, reason: str) -> RegisterPatient:
    both = [part for part in (command.acknowledged_reason, reason) if part]
    return replace(command, acknowledged_reason="; ".join(both))
