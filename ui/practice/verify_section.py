"""Verify the record: when it was proved last, proving it in full, what was found and what to do then."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.common.backups import moment_words
from ui.common.button import primary, secondary
from ui.common.card import Card, Metric, MetricStrip, PageHead
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.proofs import Proof, ProofWays
from ui.common.words import words_for
from ui.practice.finding_list import FindingList
from ui.practice.words import words

VERIFY_KEYS = "Ctrl+Shift+V"
_HEAD_SHOWN = 12


class VerifySection(QWidget):
    """Figures of the last proof on top, what runs below them, then the findings or what a proof is worth."""

    said = Signal(object)

    def __init__(self, ways: ProofWays) -> None:
        super().__init__()
        self.ways = ways
        self.setAccessibleName(words("Verify the record"))
        self.keys = KeyList(self, words("Verify the record"))
        self.head = PageHead(words("Verify the record"), words("Every change must have an act behind it"))
        self.verify_button = primary(words("Verify in full"), name="verify_full")
        self.metrics = MetricStrip()
        self._make_running()
        self.result, self.advice = Label("", "strong", wrap=True), Label("", "body", "second", wrap=True)
        self.findings = FindingList()
        self.found = Card(flush=True)
        self.found.add(self.findings)
        self._lay_out()
        self.verify_button.clicked.connect(self.start)
        self.stop_button.clicked.connect(self._stop)
        self.keys.add(VERIFY_KEYS, words("Verify in full"), self.start, button=self.verify_button)
        ways.changed.connect(self.show_now)
        self.show_now()

    def _make_running(self) -> None:
        self.running = Card(space=8)
        self.step = Label("", "body", "second")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName(words("Verifying"))
        self.stop_button = secondary(words("Cancel"), name="stop_verify")
        self.stop_button.setEnabled(False)
        row = Row()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self.running.add(self.step, row)

    def _lay_out(self) -> None:
        column = Column(self, space=12)
        top = Row(space=12)
        top.addWidget(self.head, 1)
        top.addWidget(self.verify_button)
        column.addLayout(top)
        for part in (self.metrics, self.running, self.result, self.advice):
            column.addWidget(part)
        column.addWidget(self.found, 1)
        column.addStretch(0)

    def start(self) -> None:
        """Verify in full; the rest of the window stays as it is."""
        self.ways.start(Proof.FULL)

    def _stop(self) -> None:
        if self.stop_button.hasFocus():
            self.setFocus()  # a button that is switched off hands the keyboard to whatever comes next
        self.stop_button.setEnabled(False)
        self.ways.cancel()

    def show_now(self) -> None:
        """Show what is known and under way."""
        now = self.ways.now
        self._show_running(now.running is Proof.FULL)
        self.bar.setValue(now.percent)
        self.step.setText(words_for(now.step) if now.step else words("Beginning"))
        self._show_figures()
        self._show_result()
        self.findings.show_findings(now.findings)
        self.found.setVisible(bool(now.findings))

    def _show_running(self, running: bool) -> None:
        """Show the buttons that fit; one that had the keyboard hands it to the one in its place."""
        if running == self.verify_button.isEnabled():
            to, of = self.stop_button, self.verify_button
            to, of = (to, of) if running else (of, to)
            had = of.hasFocus() or self.hasFocus()
            self.running.setVisible(True)
            to.setEnabled(True)
            if had:
                to.setFocus()
            of.setEnabled(False)
        self.running.setVisible(running)

    def _show_figures(self) -> None:
        last = self.ways.now.last or self.ways.now.standing
        told = last.verification if last else None
        full = told is not None and told.full
        self.metrics.set_metrics(
            [
                Metric(words("Verified last"), self._when()),
                Metric(words("Rows proved"), f"{told.rows:,}" if told else "–"),
                Metric(words("Records compared"), f"{told.records:,}" if told and full else words("Not yet")),
                Metric(words("Head of the record"), told.head[:_HEAD_SHOWN] if told and told.head else "–"),
            ]
        )

    def _when(self) -> str:
        last = self.ways.now.last or self.ways.now.standing
        return moment_words(last.at, self.ways.clock()) if last else words("Not yet")

    def _show_result(self) -> None:
        now = self.ways.now
        self.result.setVisible(now.last is not None or bool(now.findings))
        if now.findings:
            self.result.setText(words("The record is not whole. These places do not agree:"))
            self.result.set_tone("danger")
            self.advice.setText(
                words(
                    "Copy the practice's files to a drive of their own, to have them looked at as they "
                    "are. Compare the head on the last day sheet on paper. Then look which backup is still "
                    "whole (Practice, Backups, Read it whole), and ask whoever looks after this PC."
                )
            )
            return
        self.result.setText(
            words("The record is whole. The first characters of its head stand on each day sheet.")
        )
        self.result.set_tone("ink")
        self.advice.setText(
            words(
                "In full, each row of the record, each record and each page of the file is read. After each "
                "sign-in the rows alone are proved, quietly. Somebody who has the keys and writes programs "
                "can write the whole record anew: then only day sheets on paper and backups tell."
            )
        )

    def refresh(self) -> None:
        """Nothing here is asked for: the watch tells."""
        self.show_now()

    def list_in_sight(self) -> None:
        """There is nothing to add or edit."""

    def focus_list(self) -> None:
        """Put the keyboard on the findings, or on the one act."""
        (self.findings if self.ways.now.findings else self.verify_button).setFocus()
