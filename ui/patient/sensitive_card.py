"""Whether a chart is sensitive and who opens it, among the cards of the person, and how that is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.acts import Role
from app.core.errors import NotPermitted, RuleViolated
from app.core.ids import Id
from app.people.sensitive import (
    ChangeCareTeam,
    MarkSensitive,
    care_team,
    change_care_team,
    mark_sensitive,
    suggested_team,
)
from app.people.views import PatientFlag, PatientForm, TeamMember
from app.practice.queries import staff
from app.practice.views import StaffLine
from ui.common.button import link
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.fields import CheckField, TextField
from ui.common.layout import Column, scrolled
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.patient.editor import Editor, Sent
from ui.patient.patient_words import words
from ui.theme.theme import theme

_NEVER = {Role.AUDITOR, Role.WALL_BOARD}  # who has no work with a patient
TEAM = "team:"
_LIST_HEIGHT = 220  # design pixels; the reason and what is wrong with the list stay in sight below it


def is_sensitive(form: PatientForm) -> bool:
    """Say whether the chart of a form is marked."""
    return PatientFlag.SENSITIVE in form.banner.flags


class SensitiveCard(Card):
    """Seen by those who may mark a chart."""

    def __init__(self, desk: Desk, patient_id: Id) -> None:
        super().__init__(words("Who may open this chart"))
        self.desk, self._patient_id = desk, patient_id
        self.team: tuple[TeamMember, ...] = ()
        self.change = link(words("Change"), name="change_sensitive")
        self.head.addWidget(self.change)
        self.told = Label("", wrap=True)
        self.add(self.told)
        self.hide()

    def show_form(self, form: PatientForm) -> None:
        """Ask who is in the care team, and show that."""
        show = partial(self._show, is_sensitive(form))
        self.desk.ask(care_team, self._patient_id, done=show, failed=self._not_for_me, owner=self)

    def _not_for_me(self, error: Exception) -> bool:
        self.hide()
        return isinstance(error, NotPermitted)

    def _show(self, sensitive: bool, team: tuple[TeamMember, ...]) -> None:
        self.team = team
        names = ", ".join(one.name for one in team)
        everyone = words("Everybody who works with charts.")
        only = words("Sensitive: its care team, and others in an emergency only.")
        self.told.setText(f"{only} {names}" if sensitive else everyone)
        self.show()


class SensitiveEditor(Editor):
    """The mark and the care team, changed with a reason."""

    def __init__(
        self, desk: Desk, form: PatientForm, team: Sequence[TeamMember], people: Sequence[StaffLine]
    ) -> None:
        """`team`: who opens it; for a chart that is not sensitive yet, who should."""
        subject = str(form.banner.id)
        super().__init__(
            desk, words("Who may open this chart"), words("Save"), draft="people.sensitive", subject=subject
        )
        self._patient_id, self._was = form.banner.id, is_sensitive(form)
        self._members = {one.person_id for one in team}
        self.form.version = form.version
        told = words(
            "Its care team opens a sensitive chart; others in an emergency only, and that is reviewed."
        )
        self.add(Label(told, "body", "second", wrap=True))
        self.mark = self.form.add(CheckField("sensitive", words("This chart is sensitive")))
        self.mark.set_value(self._was)
        self.add(self.mark)
        self.people: dict[Id, CheckField] = {}
        self.none = Label("", "label", "danger", wrap=True)
        inside = QWidget()
        self._column = Column(inside, space=8)
        for one in people:
            self._offer(one)
        self._column.addStretch(1)
        self.list = scrolled(inside)
        self.list.setFixedHeight(theme().px(_LIST_HEIGHT))
        self.add(self.list, self.none)
        self.reason = self.form.add(TextField("reason", words("Why"), most=300))
        self.add(self.reason)
        self.ready()
        self.mark.edited.connect(self._fit)
        self._fit()

    def _offer(self, one: StaffLine) -> None:
        if set(one.roles) <= _NEVER and one.id not in self._members:
            return
        box = self.form.add(CheckField(f"{TEAM}{one.id}", one.name))
        box.set_value(one.id in self._members)
        self.people[one.id] = box
        self._column.addWidget(box)

    def fit(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """The team is asked only for a sensitive chart."""
        self.list.setVisible(self.mark.value())
        self.none.setText("")

    def sent(self) -> Sent | None:
        reason, marked = self.reason.value(), self.mark.value()
        if not reason:
            self.reason.set_error(words("Type a reason. It is kept with the record."))
            return None
        team = tuple(which for which, box in self.people.items() if box.value())
        facts: dict[str, Any] = {
            "patient_id": self._patient_id,
            "version": self.form.version,
            "reason": reason,
        }
        if marked and self._was:
            said = words("The care team is changed.")
            return Sent(change_care_team, ChangeCareTeam(care_team=team, **facts), said)
        said = words("The chart is sensitive now.") if marked else words("The chart is no longer sensitive.")
        command = MarkSensitive(sensitive=marked, care_team=team if marked else (), **facts)
        return Sent(mark_sensitive, command, said)

    def _failed(self, error: Exception, sent: Sent) -> bool:
        if isinstance(error, RuleViolated) and error.field == "care_team":
            self.none.setText(words_for(error.message))
            return True
        return super()._failed(error, sent)


def begin(
    desk: Desk, form: PatientForm, team: Sequence[TeamMember], owner: QWidget, use: Callable[[Editor], None]
) -> None:
    """Ask for the staff, and who sees the patient if the chart is not sensitive yet; then hand it over."""

    def with_team(chosen: Sequence[TeamMember]) -> None:
        desk.ask(staff, done=lambda people: use(SensitiveEditor(desk, form, chosen, people)), owner=owner)

    if is_sensitive(form):
        with_team(team)
    else:
        desk.ask(suggested_team, form.banner.id, done=with_team, owner=owner)
