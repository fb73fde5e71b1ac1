"""What every section of a visit is given, and what all sections have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.acts import Action, Permission
from app.core.changes import Change
from app.core.ids import Id
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.desk import C, Desk, R
from ui.common.form import Form
from ui.common.layout import Column
from ui.common.message_strip import Said
from ui.common.screen import Screen
from ui.common.words import time_words
from ui.theme.tokens import Tone


@dataclass(frozen=True)
class VisitAt:
    """The one visit that a section belongs to for its whole life, and what it needs of the program.

    `now` is the practice's wall time (aware), `today` its day; `may` says what the person's role allows.
    """

    desk: Desk
    patient_id: Id
    visit_id: Id
    now: Callable[[], datetime]
    today: Callable[[], date]
    may: Callable[[Permission], bool]
    account_id: Id | None = None

    def wall(self, moment: datetime) -> datetime:
        """Return an instant as the wall time of the practice."""
        return moment.astimezone(self.now().tzinfo)

    def time_words(self, moment: datetime) -> str:
        """Return "9:46 AM", with the day before it where it was not today."""
        wall = self.wall(moment)
        time = time_words(wall)
        return time if wall.date() == self.today() else f"{wall.month}/{wall.day}/{wall.year} {time}"


class VisitSection(Screen):
    """One section of the visit."""

    beside = Signal(object)
    """A panel to stand beside the section, or None to take it away."""

    def __init__(self, at: VisitAt, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(at.desk, title, name, parent)
        self.at = at
        self.column = Column(self, space=12)
        self.stop: QWidget | None = None
        self.patient_name = ""

    def concerns(self, changes: frozenset[Change]) -> bool:
        """Only this patient's changes matter here."""
        mine = (None, self.at.patient_id)
        return any(one.kind in self.watches and one.patient_id in mine for one in changes)

    def say(self, text: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Tell what happened, and to whom: two charts may be open."""
        name = self.patient_name
        named = text if not name or name in text else f"{name}: {text}"
        self.said.emit(Said(named, tone))

    def do(
        self,
        action: Action[Any, C, R],
        command: C,
        done: Callable[[R], object],
        form: Form | None = None,
    ) -> None:
        """Run an act; a refusal goes beside its field of `form`, everything else to the presenter."""
        failed = form.show_error if form is not None else None
        self.desk.do(action, command, done=done, failed=failed, owner=self)

    def do_asking(
        self,
        action: Action[Any, C, R],
        command: C,
        done: Callable[[R], object],
        *,
        act: str,
        with_reason: Callable[[C, str], C],
        form: Form | None = None,
    ) -> None:
        """Run an act that may stop softly; its findings are shown in the place for them."""
        do_with_reason(
            self.desk,
            action,
            command,
            with_reason=with_reason,
            show=self.show_stop,
            close=self.close_panel,
            act=act,
            owner=self,
            done=done,
            failed=form.show_error if form is not None else None,
        )

    def stop_place(self) -> Column:
        """Return the layout into which questions go; a section puts it where the person looks."""
        return self.column

    def show_stop(self, panel: AcknowledgePanel) -> None:
        """Put the panel of a soft stop in sight and the cursor into its reason."""
        panel.setFocusProxy(panel.reason)
        self.show_panel(panel)

    def show_panel(self, panel: QWidget) -> None:
        """Put a question in sight; it takes the keys until it is answered or left."""
        self.close_panel()
        self.stop = panel
        self.stop_place().addWidget(panel)
        panel.show()
        panel.setFocus()

    def close_panel(self) -> None:
        """Take the question away."""
        if self.stop is not None:
            panel, self.stop = self.stop, None
            panel.hide()
            panel.deleteLater()
