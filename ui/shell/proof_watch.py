"""Proves the record beside the window: quietly after each sign-in, in full when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.core.errors import Cancelled, Unavailable
from app.core.findings import Finding, Message
from app.core.progress import Progress
from app.practice_file import Practice, Proved, Setting
from ui.common.proofs import Proof, ProofNow
from ui.shell.background import Background

FIRST_MS = 2_500
"""The first screen is drawn before anything is proved."""


class ProofWatch(QObject):
    """Knows when the record was proved last. `changed` comes when `now` did, `failed(error)` with trouble.

    `noticed` tells once at a sign-in that there are `notices` for the owner.
    """

    changed = Signal()
    failed = Signal(object)
    noticed = Signal()
    _step = Signal(object, int, object)

    def __init__(self, setting: Callable[[], Setting], parent: QObject) -> None:
        super().__init__(parent)
        self._setting = setting
        self.now = ProofNow()
        self.notices: tuple[Finding, ...] = ()
        self._practice: Practice | None = None
        self._zone: tzinfo | None = None
        self._progress: Progress | None = None
        self._first = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._first.timeout.connect(lambda: self.start(Proof.QUIET))
        self._step.connect(self._on_step, Qt.ConnectionType.QueuedConnection)

    def signed_in(self, practice: Practice) -> None:
        """Somebody is at work: the record is proved soon."""
        self._practice, self._zone = practice, practice.around.zone
        self.notices = practice.history.notices
        self._show(replace(self.now, standing=practice.verifying.standing))
        self._first.start()
        if self.notices:
            self.noticed.emit()

    def locked(self) -> None:
        """The practice is being closed: what runs is stopped."""
        self._first.stop()
        self.cancel()
        self._practice = self._progress = None
        self._show(replace(self.now, running=None, percent=0, step=None))

    def put_away(self) -> None:
        """The person's work is put away, and what was told them with it."""
        self.locked()
        self._show(ProofNow())

    def clock(self) -> datetime:
        """Return the instant that it is now, by the practice's wall clock where it is known."""
        return self._setting().clock.now().astimezone(self._zone)

    def start(self, proof: Proof) -> bool:
        """Begin a proof; the one in full stops a quiet one. False where nothing can begin."""
        practice = self._practice
        if practice is None or self.now.running is Proof.FULL or self.now.running is proof:
            return False
        self._first.stop()
        self.cancel()
        progress = Progress(self._report(proof))
        self._progress = progress
        self._show(replace(self.now, running=proof, percent=0, step=None))

        def prove() -> Proved:
            if proof is Proof.QUIET:
                return practice.verifying.prove_quietly(progress)
            return practice.verifying.prove(progress, full=True)

        Background(
            prove, lambda told: self._done(progress, told), lambda error: self._over(progress, error), self
        )
        return True

    def cancel(self) -> None:
        """Stop what is under way at its next safe place."""
        if self._progress is not None:
            self._progress.cancel()

    def _report(self, proof: Proof) -> Callable[[int, int, Message | None], None]:
        """Tell the window of each whole percent of a proof in full; the quiet one is not looked at."""
        last: list[tuple[int, str]] = [(-1, "")]

        def report(done: int, total: int, what: Message | None) -> None:
            now = (100 * done // total if total else 0, what.id if what else "")
            if proof is Proof.FULL and now != last[0]:
                last[0] = now
                self._step.emit(proof, now[0], what)

        return report

    def _on_step(self, proof: Proof, percent: int, what: Message | None) -> None:
        if self.now.running is proof:
            self._show(replace(self.now, percent=percent, step=what))

    def _done(self, progress: Progress, told: Proved) -> None:
        if self._progress is progress and self._practice is not None:
            self._progress = None
            self._show(ProofNow(last=told, standing=self._practice.verifying.standing))

    def _over(self, progress: Progress, error: Exception) -> None:
        if self._progress is not progress:
            return  # another one stopped it, or the practice is closed
        self._progress = None
        self._show(replace(self.now, running=None, percent=0, step=None))
        if not isinstance(error, Cancelled | Unavailable):
            self.failed.emit(error)

    def _show(self, now: ProofNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()
