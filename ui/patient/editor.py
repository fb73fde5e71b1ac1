"""The panel beside the cards of a person: one record in a form, saved by one act, left by Escape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal

from app.core.acts import Action
from app.core.errors import NeedsAcknowledgement, Stale
from app.core.ids import new_id
from ui.common.acknowledge import AcknowledgePanel
from ui.common.button import primary, secondary
from ui.common.card import SidePanel
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.patient.patient_words import words
from ui.patient.stale_card import StaleCard, meet
from ui.patient.versioned_form import VersionedForm


@dataclass(frozen=True)
class Sent:
    """What an editor sends: the act, its command, and what is said once it is done."""

    act: Action[Any, Any, Any]
    command: Any
    said: str


class Editor(SidePanel):
    """Subclasses fill `form` and say what is sent. `newer` asks for a newer version of the record.

    `finished` is told when the record is saved, `left` when the person went away; the draft stays then.
    """

    finished = Signal()
    left = Signal()
    said = Signal(object)

    def __init__(self, desk: Desk, title: str, act: str, *, draft: str = "", subject: str = "") -> None:
        super().__init__()
        self.desk, self.draft_name, self.subject = desk, draft, subject
        self.form = VersionedForm(self)
        self.setAccessibleName(title)
        self.keys = KeyList(self, title)
        self.body.setSpacing(12)
        self.add(Label(title, "heading"))
        self.stale = StaleCard()
        self.act = primary(act, tall=True, name="editor_save")
        self.cancel = secondary(words("Back"), name="editor_back")
        self.keeper: DraftKeeper | None = None
        self.made: Any = None  # what the act gave, once it is done
        self._command_id, self._sending = new_id(), False

    def ready(self) -> None:
        """Call once the fields are filled: adds the buttons and brings a draft back."""
        self.add(self.stale)
        self.body.addStretch(1)
        row = Row(space=8)
        row.addWidget(self.cancel)
        row.addWidget(self.act, 1)
        self.footer.addLayout(row)
        self.form.mark_clean()
        self.act.clicked.connect(self.save)
        self.cancel.clicked.connect(self.leave)
        self.keys.add("Ctrl+Return", self.act.words, self.save, button=self.act)
        self.keys.add("Esc", words("Back"), self.leave)
        self.stale.settled.connect(self._settle)
        if self.draft_name:
            self.keeper = DraftKeeper(self.desk, self.form, self.draft_name, self.subject)
            self.keeper.brought_back.connect(lambda _at: self.fit())
            self.keeper.bring_back()

    def fit(self) -> None:
        """Show what the values ask for; called after a draft came back."""

    def sent(self) -> Sent | None:
        """Return what is sent, or None where the form cannot be sent yet."""
        return None

    def ask_newer(self, done: Callable[[VersionedForm], None]) -> bool:
        """Ask for the newer version as a form; False where there is none to ask for."""
        return False

    # -- the act --------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Send what was typed."""
        if self._sending or self.stale.open or self.form.collect() is None:
            return
        sent = self.sent()
        if sent is not None:
            self._send(sent)

    def _send(self, sent: Sent) -> None:
        """Send one command, whatever is pressed until the answer: its id is the panel's, so it acts once."""
        self._sending = True
        self.act.setEnabled(False)
        self.desk.do(
            sent.act,
            replace(sent.command, command_id=self._command_id),
            done=lambda made: self._done(sent.said, made),
            failed=lambda error: self._came_back(error, sent),
            owner=self,
        )

    def _came_back(self, error: Exception, sent: Sent) -> bool:
        self._sending = False
        self.act.setEnabled(True)
        return self._failed(error, sent)

    def _done(self, said: str, made: Any) -> None:
        self.made = made
        if self.keeper is not None:
            self.keeper.finish()
        self.said.emit(Said(said))
        self.finished.emit()

    def _failed(self, error: Exception, sent: Sent) -> bool:
        if isinstance(error, NeedsAcknowledgement):
            self._ask_reason(error, sent)
            return True
        if isinstance(error, Stale):
            return self.ask_newer(self._met)
        return self.form.show_error(error)

    def _ask_reason(self, error: NeedsAcknowledgement, sent: Sent) -> None:
        panel = AcknowledgePanel(error.findings, self.act.words)

        def close() -> None:
            panel.hide()
            panel.deleteLater()
            self.act.setEnabled(True)

        def go_on(reason: str) -> None:
            close()
            self._send(replace(sent, command=replace(sent.command, acknowledged_reason=reason)))

        panel.accepted.connect(go_on)
        panel.left.connect(close)
        self.act.setEnabled(False)
        self.footer.insertWidget(0, panel)
        panel.show()
        panel.reason.setFocus()

    def _met(self, theirs: VersionedForm) -> None:
        self.form.version = theirs.version
        meet(self.form, theirs, self.stale)
        self.fit()
        if not self.stale.open:
            self.stale.clear()
            self.save()

    def _settle(self, taken: dict[str, Any]) -> None:
        for name, value in taken.items():
            self.form.fields[name].restore_draft(value)
        self.stale.clear()
        self.fit()
        self.act.setFocus()

    def leave(self) -> None:
        """Go away; what was typed stays a draft."""
        if self.keeper is not None:
            self.keeper.save()
        self.left.emit()
