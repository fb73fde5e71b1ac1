"""A panel beside a section: a few fields and the one act that ends it; Enter acts, Escape leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.acts import Action
from app.core.ids import new_id
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import C, R
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import Field, TextField
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import words


class ActPanel(Card):
    """Subclasses put fields with `put` and send their command in `send`.

    `finished` tells what the strip says once the act is done, `left` that the person went away. With `draft`,
    what is typed is kept until one or the other.
    """

    finished = Signal(str)
    left = Signal()

    def __init__(self, at: VisitAt, title: str, act: str, *, draft: str = "", subject: str = "") -> None:
        super().__init__(title, space=10)
        self.at, self._act = at, act
        self.command_id = new_id()
        self.form = Form(self)
        self.keys = KeyList(self, title)
        self.place = Column(space=10)
        self.stops = Column(space=10)
        self.add(self.place, self.stops)
        self.body.addStretch(1)
        self.go_on = primary(act, tall=True, name="act")
        back = secondary(words("Go back"), name="go_back")
        row = Row()
        row.addWidget(back)
        row.addWidget(self.go_on, 1)
        self.add(row)
        self.keys.add("Ctrl+Return", act, self.accept, button=self.go_on)
        self.keys.add("Esc", words("Go back"), self.leave)
        self.go_on.clicked.connect(self.accept)
        back.clicked.connect(self.leave)
        self.keeper = DraftKeeper(at.desk, self.form, draft, subject or str(at.visit_id)) if draft else None
        self._stop: QWidget | None = None

    def put(self, *fields: Field) -> None:
        """Put fields below each other; Enter in a line of text acts."""
        for field in fields:
            self.form.add(field)
            self.place.addWidget(field)
            if isinstance(field, TextField):
                field.line.returnPressed.connect(self.accept)
        if self.focusProxy() is None and fields:
            self.setFocusProxy(fields[0])

    def bring_back(self) -> None:
        """Bring back what was typed before and not finished."""
        if self.keeper is not None:
            self.keeper.bring_back()

    def accept(self) -> None:
        """Read the fields and send the command; what cannot be understood is said beside its field."""
        if self._stop is not None:
            return
        values = self.form.collect()
        if values is not None:
            self.send(values)

    def send(self, values: dict[str, Any]) -> None:
        """Send the command made of the values."""

    def leave(self) -> None:
        """Go away; what was typed is dropped, as nobody finished it."""
        if self.keeper is not None:
            self.keeper.finish()
        self.left.emit()

    def do(
        self,
        action: Action[Any, C, R],
        command: C,
        told: str,
        with_reason: Callable[[C, str], C] | None = None,
    ) -> None:
        """Run the act and end the panel; a soft stop is shown in the panel itself."""

        def done(_result: R) -> None:
            if self.keeper is not None:
                self.keeper.finish()
            self.finished.emit(told)

        if with_reason is None:
            self.at.desk.do(action, command, done=done, failed=self.form.show_error, owner=self)
            return
        do_with_reason(
            self.at.desk,
            action,
            command,
            with_reason=with_reason,
            show=self._show_stop,
            close=self._close_stop,
            act=self._act,
            owner=self,
            done=done,
            failed=self.form.show_error,
        )

    def _show_stop(self, panel: AcknowledgePanel) -> None:
        self._close_stop()
        self._stop = panel
        self.stops.addWidget(panel)
        panel.show()
        panel.reason.setFocus()

    def _close_stop(self) -> None:
        if self._stop is not None:
            panel, self._stop = self._stop, None
            panel.hide()
            panel.deleteLater()
