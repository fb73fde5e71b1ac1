"""Makes the backups beside the window: on the schedule, on exit, by hand, and byte copies while locked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.core.acts import Permission
from app.core.errors import Cancelled, DaybookError, Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.practice.backups.queries import backup_status
from app.practice.backups.timing import (
    backup_due,
    level_now,
    pack_due,
    rehearsal_due,
    retry_after,
)
from app.practice.backups.views import AgeLevel, BackupStatus
from app.practice_file import ListedBackup, Practice, Setting, TargetLook, copy_locked
from ui.common.backups import BackupNow, Job
from ui.shell.background import Background

LOOK_MS = 30_000
FIRST_LOOK_MS = 4_000
"""Signing in is not slowed down by a backup that was missed: it begins a moment later."""
_PROOFS = (Job.CHECK, Job.REHEARSE)


@dataclass
class LastTry:
    """When something was tried last and why it failed, so that it is not tried at once again."""

    at: datetime
    job: Job


class BackupWatch(QObject):
    """Knows how old the backups are and makes what is due, one at a time.

    `changed` comes when `now` did. `finished(job, result)` comes when something succeeded, `failed(job,
    error)` when it did not; a cancelled one says neither.
    """

    changed = Signal()
    finished = Signal(object, object)
    failed = Signal(object, object)
    over = Signal(object)
    """The job has ended, however it did."""
    restore_wanted = Signal()
    """Somebody at work wants the practice taken from a backup."""
    _step = Signal(int, object)

    def __init__(self, file: Path, setting: Callable[[], Setting], parent: QObject) -> None:
        super().__init__(parent)
        self._file, self._setting = file, setting
        self.now = BackupNow()
        self._practice: Practice | None = None
        self._may = False
        self._zone: tzinfo | None = None
        self._identity: tuple[Any, str] | None = None
        self._progress: Progress | None = None
        self._work: Background | None = None
        self._tried: LastTry | None = None
        self._copied: datetime | None = None
        self._asking = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._first = QTimer(self, singleShot=True, interval=FIRST_LOOK_MS)
        self._first.timeout.connect(self.look)
        self._step.connect(self._on_step, Qt.ConnectionType.QueuedConnection)

    # -- who is there ---------------------------------------------------------------------------------------

    def signed_in(self, practice: Practice) -> None:
        """Somebody is at work: what was missed is made soon, a copy made meanwhile is verified first."""
        self._practice, self._may = practice, practice.may(Permission.BACK_UP)
        self._zone, self._identity = practice.around.zone, (practice.practice_id, practice.practice_name)
        self._tried = self._copied = None
        self.now = replace(self.now, copied=None)
        if not self._may:
            self._show(replace(BackupNow()))
            return
        self._ask(only_show=True)
        self._timer.start()
        self._first.start()
        self.changed.emit()

    def locked(self) -> None:
        """The practice is being closed: what runs is broken off by its closing."""
        self._practice = None
        self._first.stop()
        self.cancel()

    def put_away(self) -> None:
        """The person's work is put away: nothing is made until the next sign-in."""
        self.locked()
        self._timer.stop()
        self.now = BackupNow()

    def give_way(self) -> None:
        """Stop a copy and wait until it has let go of the practice's file; on a thread of its own."""
        work = self._work
        if self.now.job is Job.COPY and work is not None:
            self.cancel()
            work.wait()

    def clock(self) -> datetime:
        """Return the instant that it is now, by the practice's wall clock where it is known."""
        return self._setting().clock.now().astimezone(self._zone)

    # -- what is due ----------------------------------------------------------------------------------------

    def look(self) -> None:
        """See whether something is due, and begin it."""
        if self.now.job is not None:
            return
        if self._practice is not None:
            self._ask()
        elif self._may and self.now.status is not None:
            self._know(self.now.status)  # its age goes on behind the lock
            if self._due_while_locked():
                self.start(Job.COPY)

    @property
    def owes_on_exit(self) -> bool:
        """Whether a backup is to be made before the program ends, or is so late that nobody may miss it."""
        status = self.now.status
        if status is None or not self._may or not status.plan.target:
            return False
        if self._practice is None and self._copied is not None:
            return False  # nothing was done since the copy: it is locked
        if self.now.level is AgeLevel.RED:
            return True
        if not status.plan.times.on_exit:
            return False
        return self.now.job in (Job.BACK_UP, Job.COPY) or status.changed

    @property
    def exit_job(self) -> Job:
        """With the key a backup, without it a copy."""
        return Job.COPY if self._practice is None else Job.BACK_UP

    def _ask(self, *, only_show: bool = False) -> None:
        practice = self._practice
        if practice is None or self._asking or not self._may:
            return
        self._asking = True

        def ask() -> tuple[BackupStatus, bool]:
            return practice.answer(backup_status), practice.backups.has_copy

        def known(told: tuple[BackupStatus, bool]) -> None:
            self._asking = False
            self._know(told[0])
            if not only_show:
                self._begin_what_is_due(*told)

        def failed(_error: Exception) -> None:
            self._asking = False  # it was locked meanwhile

        Background(ask, known, failed, self)

    def _know(self, status: BackupStatus) -> None:
        times, level = status.plan.times, level_now(status, self.clock())
        rehearsed = status.rehearsed.at if status.rehearsed else None
        due = status.verified is not None and rehearsal_due(rehearsed, status.since, self.clock(), times)
        before, trouble = self.now.status, self.now.trouble
        if before is not None and before.plan.target != status.plan.target:
            trouble = self._tried = None  # it was of the folder before
        self._show(replace(self.now, status=status, level=level, rehearsal_due=due, trouble=trouble))

    def _begin_what_is_due(self, status: BackupStatus, copied: bool) -> None:
        if self._practice is None or self.now.job is not None or not status.plan.target or self._zone is None:
            return
        if self._tried is not None and self.clock() < retry_after(self._tried.at):
            return
        if copied:
            self.start(Job.PROVE_COPY)
        elif backup_due(status, self._zone, self.clock()):
            self.start(Job.BACK_UP)
        elif pack_due(status, self._zone, self.clock()):
            self.start(Job.PACK)

    def _due_while_locked(self) -> bool:
        status, now = self.now.status, self.clock()
        if status is None or not status.plan.target or self._zone is None:
            return False
        if self._tried is not None and now < retry_after(self._tried.at):
            return False
        return backup_due(status, self._zone, now, self._copied)

    # -- doing it -------------------------------------------------------------------------------------------

    def start(self, job: Job, folder: Path | None = None) -> bool:
        """Begin something; False while something else is under way or nothing can be done."""
        status = self.now.status
        if self.now.job is not None or status is None or not self._may:
            return False
        progress = Progress(self._report())
        work = self._work_of(job, status, folder, progress)
        if work is None:
            return False
        self._progress = progress
        self._tried = LastTry(self.clock(), job)
        self._show(replace(self.now, job=job, percent=0, step=None))
        self._work = Background(
            work, lambda result: self._done(job, result), lambda error: self._refused(job, error), self
        )
        return True

    def cancel(self) -> None:
        """Stop what is under way at its next safe place."""
        if self._progress is not None:
            self._progress.cancel()

    def _work_of(
        self, job: Job, status: BackupStatus, folder: Path | None, progress: Progress
    ) -> Callable[[], Any] | None:
        target = Path(status.plan.target) if status.plan.target else None
        if job is Job.COPY:
            return self._copying(target, progress)
        practice = self._practice
        if practice is None:
            return None
        backups = practice.backups
        if job is Job.PACK:
            place = folder or (Path(status.plan.pack_folder) if status.plan.pack_folder else target)
            return None if place is None else lambda: backups.pack(place, progress)
        if job is Job.CHECK and folder is not None:
            return lambda: backups.verify(folder, progress)
        if target is None:
            return None
        doing = {
            Job.BACK_UP: lambda: backups.make(folder or target, progress),
            Job.PROVE_COPY: lambda: backups.finish_copy(target, progress),
            Job.REHEARSE: lambda: backups.rehearse(target, progress),
        }
        return doing.get(job)

    def _copying(self, target: Path | None, progress: Progress) -> Callable[[], Any] | None:
        if target is None or self._identity is None or self._practice is not None:
            return None
        (practice_id, name), setting = self._identity, self._setting()
        return lambda: copy_locked(self._file, practice_id, name, target, setting, progress)

    def _report(self) -> Callable[[int, int, Message | None], None]:
        """Tell the window of each whole percent: thousands of steps would keep it busy."""
        last: list[tuple[int, str]] = [(-1, "")]

        def report(done: int, total: int, what: Message | None) -> None:
            now = (100 * done // total if total else 0, what.id if what else "")
            if now != last[0]:
                last[0] = now
                self._step.emit(now[0], what)

        return report

    def _on_step(self, percent: int, what: Message | None) -> None:
        if self.now.job is not None:
            self._show(replace(self.now, percent=percent, step=what))

    def _done(self, job: Job, result: Any) -> None:
        made = job in (Job.BACK_UP, Job.PROVE_COPY, Job.COPY)
        if made:
            self._tried, self._copied = None, self.clock() if job is Job.COPY else None
        trouble = None if made else self.now.trouble
        self._rest(replace(self.now, trouble=trouble, copied=self._copied), look=job in _PROOFS)
        self.finished.emit(job, result)
        self.over.emit(job)

    def _refused(self, job: Job, error: Exception) -> None:
        cancelled = isinstance(error, Cancelled)
        if cancelled and self._practice is None:
            self._tried = None  # broken off by the lock: a copy is due instead
        message = error.message if isinstance(error, DaybookError) and not cancelled else None
        keeps = job in (Job.BACK_UP, Job.PROVE_COPY, Job.COPY)
        now = replace(self.now, trouble=message if message and keeps else self.now.trouble)
        self._rest(now, look=job in _PROOFS and not cancelled)
        if not cancelled and not (isinstance(error, Unavailable) and error.cause == "in_use"):
            self.failed.emit(job, error)
        self.over.emit(job)

    def _rest(self, now: BackupNow, *, look: bool = False) -> None:
        """Nothing is under way; after a proof, see whether it left a backup owed."""
        self._progress = self._work = None
        if look:
            self._tried = None
        self._show(replace(now, job=None, percent=0, step=None))
        self._ask(only_show=not look)

    def _show(self, now: BackupNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()

    # -- for the screens ------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Leave the work for the restore assistant."""
        self.restore_wanted.emit()

    def look_at(self, target: Path) -> TargetLook:
        """Judge a folder; slow on a drive that sleeps. Raises Unavailable while locked."""
        return self._open().backups.look_at(target)

    def listed(self, target: Path) -> tuple[ListedBackup, ...]:
        """Return the backups on a target. Slow. Raises Unavailable."""
        return self._open().backups.listed(target)

    def _open(self) -> Practice:
        if self._practice is None:
            raise Unavailable("key_wiped")
        return self._practice
