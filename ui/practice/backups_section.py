"""Backups: how old the newest is, what lies on the drive, making one now, rehearsing a restore, the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from app.core.errors import DaybookError
from app.core.findings import Message
from app.practice.backups.timing import next_backup
from app.practice.backups.views import AgeLevel, BackupPlanView, BackupStatus
from app.practice_file import ListedBackup, ListedState
from ui.common.backups import BackupWays, Job, age_words, dated_words, job_words, moment_words
from ui.common.button import primary, secondary
from ui.common.card import Card, EmptyState, Metric, MetricStrip, PageHead
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.words import words_for
from ui.practice.backup_list import backup_model
from ui.practice.backup_plan_panel import BackupPlanPanel
from ui.practice.restore_lead import lead_over
from ui.practice.words import words
from ui.theme.theme import theme
from ui.theme.tokens import Tone

_TONES = {
    AgeLevel.FINE: "ink",
    AgeLevel.WARNING: "warning",
    AgeLevel.RED: "danger",
    AgeLevel.NO_TARGET: "warning",
}


class BackupsSection(QWidget):
    """What is known stands on top, what lies on the drive below it, the plan beside both."""

    said = Signal(object)

    def __init__(self, desk: Desk, ways: BackupWays, *, may_change: bool) -> None:
        super().__init__()
        self.desk, self.ways = desk, ways
        self._target = ""
        self.setAccessibleName(words("Backups"))
        self.keys = KeyList(self, words("Backups"))
        self.head = PageHead(words("Backups"), words("Encrypted, and read back whole before they count"))
        self.now_button = primary(words("Back up now"), name="back_up_now")
        self.rehearse_button = secondary(words("Rehearse a restore"), name="rehearse")
        self.check_button = secondary(words("Read it whole"), name="check_backup")
        self.pack_button = secondary(words("Downtime pack now"), name="pack_now")
        self.restore_button = secondary(words("Restore a backup"), name="restore_backup")
        self.restore_button.setVisible(may_change)
        self.metrics = MetricStrip()
        self.running = Card(space=8)
        self.what, self.step = Label("", "strong"), Label("", "label", "second")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop_button = secondary(words("Cancel"), name="stop_backup")
        self.trouble = Label("", "body", "danger", wrap=True)
        self.offer = Label("", "body", "warning", wrap=True)
        self.model = backup_model(self)
        self.table = RecordTable(self.model, name="backups", label=words("Backups on the drive"))
        self.reason = Label("", "body", "danger", wrap=True)
        self.reason.setContentsMargins(*(theme().px(side) for side in (12, 8, 12, 10)))
        self.reason.hide()
        self.empty = EmptyState("")
        self.plan_panel = BackupPlanPanel(desk, ways, may_change=may_change)
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        for one in (self.check_button, self.rehearse_button, self.pack_button, self.now_button):
            self.head.add_button(one)
        row = Row(space=12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self.running.add(self.what, self.step, row)
        self.running.hide()
        card = Card(flush=True)
        card.add(self.table, self.empty, self.reason)
        left = Column(space=12)
        for each in (self.metrics, self.trouble, self.offer, self.running):
            left.addWidget(each)
        left.addWidget(card, 1)
        below = Row(space=12)
        below.addStretch(1)
        below.addWidget(self.restore_button)
        left.addLayout(below)
        middle = Row(space=12)
        middle.addLayout(left, 1)
        middle.addWidget(self.plan_panel)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addLayout(middle, 1)

    def _bind(self) -> None:
        self.now_button.clicked.connect(lambda: self._start(Job.BACK_UP))
        self.rehearse_button.clicked.connect(lambda: self._start(Job.REHEARSE))
        self.pack_button.clicked.connect(lambda: self._start(Job.PACK))
        self.check_button.clicked.connect(self._check)
        self.stop_button.clicked.connect(self._stop)
        self.restore_button.clicked.connect(
            lambda: lead_over(self.window()).wanted.connect(self.ways.restore)
        )
        self.plan_panel.said.connect(self.said)
        self.plan_panel.saved.connect(self._plan_saved)
        self.keys.add("Ctrl+Return", words("Save"), self.plan_panel.save, button=self.plan_panel.save_button)
        self.keys.add(
            "Ctrl+B", words("Back up now"), lambda: self._start(Job.BACK_UP), button=self.now_button
        )
        self.table.selected.connect(lambda _record: self._show_reason())
        self.ways.changed.connect(self._changed)
        self.ways.finished.connect(self._finished)
        self.ways.failed.connect(self._list_anew)

    # -- what is shown --------------------------------------------------------------------------------------

    def list_in_sight(self) -> None:
        """There is nothing to add or edit by the keys of a list."""

    def focus_list(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        """Ask anew for everything, the drive as well."""
        self.ways.look()
        self.show_now()
        self._list()

    def _changed(self) -> None:
        """Follow what happens; behind a lock nothing is written into the empty window."""
        if self.isVisible():
            self.show_now()

    def show_now(self) -> None:
        """Show what is known and under way."""
        now, status = self.ways.now, self.ways.now.status
        running = now.job is not None
        self.running.setVisible(running)
        if now.job is not None:
            self.what.setText(job_words(now.job))
            self.step.setText(words_for(now.step) if now.step else words("Beginning"))
            self.bar.setRange(0, 100 if now.percent else 0)
            self.bar.setValue(now.percent)
        else:
            self.stop_button.setEnabled(True)
        self.trouble.setText(words_for(now.trouble) if now.trouble else "")
        self.trouble.setVisible(now.trouble is not None)
        target = bool(status and status.plan.target)
        for button in (self.now_button, self.rehearse_button, self.check_button):
            button.setEnabled(target and not running)
        self.pack_button.setEnabled(bool(status and status.plan.has_pack_password) and not running)
        self.offer.setVisible(now.rehearsal_due and not running)
        self.offer.setText(
            words("No restore was rehearsed for a month. A rehearsal takes a minute and changes nothing.")
        )
        if status is not None:
            self._show_status(status, now.level)

    def _show_status(self, status: BackupStatus, level: AgeLevel) -> None:
        clock, never = self.ways.clock(), words("Never")
        verified = age_words(clock - status.verified.made_at) if status.verified else never
        if status.verified and clock - status.verified.made_at < timedelta(minutes=1):
            verified = words("Just now")
        elif status.verified:
            verified = words("{age} ago").replace("{age}", verified)
        zone = clock.tzinfo
        coming = next_backup(status, zone, clock) if zone and status.plan.target else None
        self.metrics.set_metrics(
            [
                Metric(words("Newest verified"), verified, _TONES[level]),
                Metric(words("Next"), moment_words(coming, clock) if coming else words("Not planned")),
                Metric(
                    words("Rehearsed"),
                    moment_words(status.rehearsed.at, clock) if status.rehearsed else never,
                ),
                Metric(words("Downtime pack"), moment_words(status.pack.at, clock) if status.pack else never),
            ]
        )
        self.plan_panel.show_plan(status.plan)
        if status.plan.target != self._target:
            self._target = status.plan.target
            self._list()

    def _list(self) -> None:
        target = self._target
        if not target:
            self._show_list(())
            return
        self.desk.work_on_pool(
            lambda: self.ways.listed(Path(target)),
            done=self._show_list,
            failed=self._not_listed,
            owner=self,
        )

    def _list_anew(self, _job: Job, _error: Any) -> None:
        if self.isVisible():
            self._list()

    def _show_list(self, found: Sequence[ListedBackup]) -> None:
        self.model.set_records(found)
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        chosen = words(
            "Backups that lie on the drive will stand here. The first one is made now, or at its time."
        )
        none = words("Choose a folder or drive for the backups at the right.")
        self.empty.words.setText(chosen if self._target else none)
        if self.table.selected_record() is None:
            self.table.select_first()
        self._show_reason()
        status = self.ways.now.status
        counts = status.verified.folder if status is not None and status.verified is not None else ""
        if any(one.state is ListedState.DAMAGED and one.folder.name == counts for one in found):
            self.ways.look()  # the record knows by now that it does not

    def _show_reason(self) -> None:
        """Say whole what is wrong with the chosen backup: the list has room for the beginning."""
        chosen = self.table.selected_record()
        why = chosen.reason if chosen is not None else None
        self.reason.setText("" if chosen is None or why is None else self._reason_of(chosen, why))
        self.reason.setVisible(why is not None)

    @staticmethod
    def _reason_of(chosen: ListedBackup, why: Message) -> str:
        told = words("The backup of {time} is damaged: {why}").replace("{time}", dated_words(chosen.made_at))
        return told.replace("{why}", words_for(why))

    def _not_listed(self, error: Exception) -> bool:
        if not isinstance(error, DaybookError):
            return False
        self._show_list(())
        self.empty.words.setText(words_for(error.message))
        return True

    # -- acts -----------------------------------------------------------------------------------------------

    def _start(self, job: Job, folder: Path | None = None) -> None:
        self.ways.start(job, folder)

    def _check(self) -> None:
        chosen = self.table.selected_record()
        if chosen is not None:
            self._start(Job.CHECK, chosen.folder)

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.what.setText(words("Stopping"))
        self.ways.cancel()

    def _finished(self, job: Job, result: Any) -> None:
        if not self.isVisible():
            return
        self._list()
        if job is Job.CHECK:
            found = list(result)
            whole = words("This backup is whole: every file, page, count and sum is as it was made.")
            text = "\n".join(words_for(one.message) for one in found[:3]) if found else whole
            self.said.emit(Said(text, Tone.DANGER if found else Tone.NEUTRAL, stays=bool(found)))
        elif job in (Job.BACK_UP, Job.PROVE_COPY) and result is not None and result.problems:
            # what speaks against the drive stands in the panel
            told = "\n".join(words_for(one.message) for one in result.problems[:3])
            self.said.emit(Said(told, Tone.WARNING, stays=True))

    def _plan_saved(self, _plan: BackupPlanView | None) -> None:
        self.ways.look()
