"""The history of the practice's file, for the owner to judge: what disagrees, since when, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.findings import Finding
from app.practice_file import HistoryHead
from ui.common.backups import moment_words
from ui.common.button import Button, ButtonKind, link, secondary
from ui.common.card import Card, PairRow
from ui.common.fields import TextField
from ui.common.layout import Row, rule
from ui.common.overlay import Overlay
from ui.common.plain_text import Label
from ui.common.words import words_for

WIDTH = 640
_LEAST_REASON = 3


@dataclass(frozen=True)
class HistoryShown:
    """What is judged: what disagrees, each head, rows that are missing and more, and a recorded restore.

    `restored` says from the backup of when, when it was restored, and by whom; None: none is recorded.
    """

    alarms: tuple[Finding, ...]
    heads: tuple[HistoryHead, ...]
    missing: int
    more: int
    now: datetime
    restored: tuple[datetime, datetime, str] | None = None


class HistoryPanel(Card):
    """Names each head of the record and what the difference means.

    `accepted(reason)`, or `left`; `manual_wanted` and `backups_wanted` lead on.
    """

    accepted = Signal(str)
    left = Signal()
    manual_wanted = Signal()
    backups_wanted = Signal()

    def __init__(self, shown: HistoryShown, parent: QWidget | None = None) -> None:
        super().__init__(space=10, parent=parent)
        self._shown = shown
        title = self._title()
        self.setAccessibleName(title)
        self.add(Label(title, "heading", wrap=True), Label(self._meaning(), "body", "ink", wrap=True))
        self.add(Label(self._way_on(), "body", "second", wrap=True), rule())
        for word, value in self._figures():
            self.add(PairRow(word, value))
        self.add(rule(), self._leads())
        keeps = self.tr("Accepting is recorded with your reason and both heads. It cannot be undone.")
        self.reason = TextField("reason", self.tr("Why is this the right history?"), most=200)
        self.add(self.reason, Label(keeps, "body", "second", wrap=True), self._buttons())
        self.reason.edited.connect(self._show_ready)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.leave_button)
        self._show_ready()

    def _buttons(self) -> Row:
        self.leave_button = secondary(self.tr("Leave it as it is"), name="leave_history")
        self.accept_button = Button(self.tr("Accept this history"), ButtonKind.DANGER, name="accept_history")
        self.leave_button.clicked.connect(self.left)
        self.accept_button.clicked.connect(lambda: self.accepted.emit(self.reason.text().strip()))
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.accept_button)
        return buttons

    def _leads(self) -> Row:
        self.manual_link = link(self.tr("Read on in the manual"), name="history_manual")
        self.backups_link = link(self.tr("Practice, Backups: restore from one"), name="history_backups")
        self.manual_link.clicked.connect(self.manual_wanted)
        self.backups_link.clicked.connect(self.backups_wanted)
        row = Row(space=16)
        row.addWidget(self.manual_link)
        row.addWidget(self.backups_link)
        row.addStretch(1)
        return row

    def _show_ready(self) -> None:
        """Nothing is accepted without a reason in words."""
        letters = sum(letter.isalpha() for letter in self.reason.text())
        self.accept_button.setEnabled(letters >= _LEAST_REASON)

    # -- in words -------------------------------------------------------------------------------------------

    def _kind(self) -> str:
        return self._shown.alarms[0].message.id.removeprefix("audit.anchor_") if self._shown.alarms else ""

    def _title(self) -> str:
        titles: dict[str, Callable[[], str]] = {
            "restored": lambda: self.tr("This file was restored from a backup"),
            "database_behind": lambda: self.tr("The practice file is older than it was"),
            "rows_added": lambda: self.tr("Work was added while the practice was closed"),
        }
        return titles.get(self._kind(), lambda: self.tr("Is this the right history?"))()

    def _meaning(self) -> str:
        if self._kind() == "restored" and self._shown.restored is not None:
            made, at, person = self._shown.restored
            text = self.tr(
                "{person} restored it with Daybook ({at}) from the backup of {made}, and the record says so. "
                "What was done after that backup is not in this file."
            )
            told = {"{person}": person or self.tr("Somebody with the recovery sheet")}
            told |= {"{at}": self._moment(at), "{made}": self._moment(made)}
            for name, value in told.items():
                text = text.replace(name, value)
            return text
        return "\n".join(words_for(one.message) for one in self._shown.alarms)

    def _way_on(self) -> str:
        kind = self._kind()
        if kind == "restored":
            return self.tr(
                "If that was meant, accept it. If not, the files from before lie in a folder beside the "
                "practice, named by the day of the restore."
            )
        if kind == "database_behind":
            return self.tr(
                "Either an older copy of the file was put in its place, or the file's log (the same name "
                "with -wal at its end) was lost or deleted, for instance by a program that tidies up, and "
                "with it the newest rows. Look for the newer file or the log first, and put it back while "
                "Daybook is closed. If neither is found, restore the newest backup, or accept what is here "
                "and enter the missing work again."
            )
        if kind == "rows_added":
            return self.tr(
                "Daybook did not write these rows the way it works: somebody else with the key did. Print "
                "the record of the last day, compare it with the day sheet on paper, and restore the newest "
                "backup from before."
            )
        if kind == "unproved":
            return self.tr(
                "Either the file outside was changed or damaged, or this is a practice file from before its "
                "key was changed. Compare the head of the record with the last day sheet on paper; if it is "
                "not there, restore the newest backup."
            )
        return self.tr(
            "The file went another way than the one this PC saw: work was done in an older copy, here or on "
            "another PC, and that copy lies here now. Look for the file that was in use last; if it is not "
            "found, restore the newest backup, or accept what is here and enter the missing work again."
        )

    def _figures(self) -> list[tuple[str, str]]:
        shown = self._shown
        places = {
            "file": self.tr("In this practice file"),
            "beside": self.tr("Kept beside the file"),
            "pc": self.tr("Kept on this PC, apart"),
        }
        rows = [(places[str(head.where)], self._head_words(head)) for head in shown.heads]
        if shown.missing:
            rows.append((self.tr("Missing from this file"), self._rows(shown.missing)))
        if shown.more:
            rows.append((self.tr("More in this file than was seen"), self._rows(shown.more)))
        return rows

    def _rows(self, count: int) -> str:
        return self.tr("%n row(s) of the record", "", count)

    def _moment(self, at: datetime) -> str:
        return moment_words(at, self._shown.now)

    def _head_words(self, head: HistoryHead) -> str:
        if not head.hash:
            return self.tr("cannot be proved")
        told = self.tr("row {row}").replace("{row}", str(head.sequence))
        at = [self._moment(head.at)] if head.at is not None else []
        return " · ".join([told, *at, head.hash])


class HistoryOverlay(Overlay):
    """The question over the window."""

    def __init__(self, parent: QWidget, shown: HistoryShown) -> None:
        self.history = HistoryPanel(shown)
        super().__init__(parent, self.history, width=WIDTH)
        for gone in (self.history.left, self.history.accepted, self.history.backups_wanted):
            gone.connect(self.close_panel)
