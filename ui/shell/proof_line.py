"""What the window tells of the proof of the record: a word in the status line, an alarm above the work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout

from app.core.findings import Finding
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.proofs import state_words
from ui.common.words import words_for
from ui.shell.alarm_bar import AlarmBar
from ui.shell.entries import StatusItem
from ui.shell.person_frame import PersonFrame
from ui.shell.proof_watch import ProofWatch
from ui.theme.tokens import Tone

ITEM = "record"
PLACE = Go("practice", act="verify")


class ProofBar(AlarmBar):
    """Stays below the top bar while the last proof found something. `look_wanted` where it may be read."""

    def __init__(self, findings: Sequence[Finding], *, may_look: bool) -> None:
        super().__init__(findings, owner=may_look)
        more = self.tr("And %n more finding(s).", "", len(findings) - 1) if len(findings) > 1 else ""
        self.words.setText(f"{self.words.text()} {more}".strip())
        self.setAccessibleName(self.words.text())
        self.button.setText(self.tr("What was found"))
        self.button.setObjectName("look_at_findings")


class ProofLine(QObject):
    """Keeps the status line and the alarm of one window up to date."""

    def __init__(self, watch: ProofWatch, frame: PersonFrame, *, may_verify: bool) -> None:
        super().__init__(frame)
        self._watch, self._frame, self._may = watch, frame, may_verify
        self.bar: ProofBar | None = None
        self._told: tuple[Finding, ...] = ()
        watch.changed.connect(self.show)
        watch.noticed.connect(self._tell)
        frame.status_line.pressed.connect(lambda which: self.open() if which == ITEM else None)
        self.show()

    def open(self) -> None:
        """Bring the person to what was proved and found."""
        if self._may:
            self._frame.go_to(PLACE)

    def _tell(self) -> None:
        """Tell the owner once what the opening found; it stays until it is read and put away."""
        told = "\n".join(words_for(one.message) for one in self._watch.notices)
        self._frame.say(Said(told, Tone.WARNING, stays=True))

    def show(self) -> None:
        """Show what is known now."""
        words, tone = state_words(self._watch.now, self._watch.clock())
        if words:
            self._frame.status_line.set_item(StatusItem(ITEM, words, tone, dot=True, acts=self._may))
        self._show_alarm(self._watch.now.alarming)

    def _show_alarm(self, findings: tuple[Finding, ...]) -> None:
        if findings == self._told:
            return
        self._told = findings
        if self.bar is not None:
            self.bar.hide()
            self.bar.deleteLater()
            self.bar = None
        column = self._frame.work.layout()
        if findings and isinstance(column, QBoxLayout):
            self.bar = ProofBar(findings, may_look=self._may)
            self.bar.look_wanted.connect(self.open)
            column.insertWidget(1, self.bar)
