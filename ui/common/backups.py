"""Backups as the window tells of them: what is known and under way, the ways to act, and the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from app.core.findings import Message
from app.practice.backups.views import AgeLevel, BackupStatus
from app.practice_file import ListedBackup, TargetLook
from ui.common.wording import tr
from ui.common.words import at_the_practice, time_words

_CONTEXT = "backups"


class Job(StrEnum):
    """What can be under way, one at a time."""

    BACK_UP = "back_up"
    PROVE_COPY = "prove_copy"
    COPY = "copy"
    REHEARSE = "rehearse"
    CHECK = "check"
    PACK = "pack"


@dataclass(frozen=True)
class BackupNow:
    """What is known now. `trouble` is why the last try of a backup failed, until one succeeds.

    `copied`: when a copy was made in the lock that holds now, or that nobody has verified since.
    """

    status: BackupStatus | None = None
    level: AgeLevel = AgeLevel.FINE
    job: Job | None = None
    percent: int = 0
    step: Message | None = None
    trouble: Message | None = None
    rehearsal_due: bool = False
    copied: datetime | None = None


class BackupWays(Protocol):
    """What a screen may ask of whoever makes the backups beside the window."""

    @property
    def now(self) -> BackupNow: ...

    @property
    def changed(self) -> SignalInstance: ...

    @property
    def finished(self) -> SignalInstance: ...

    @property
    def failed(self) -> SignalInstance: ...

    def start(self, job: Job, folder: Path | None = None) -> bool: ...

    def cancel(self) -> None: ...

    def look(self) -> None: ...

    def restore(self) -> None: ...

    def look_at(self, target: Path) -> TargetLook: ...

    def listed(self, target: Path) -> tuple[ListedBackup, ...]: ...

    def clock(self) -> datetime: ...


ChooseFolder = Callable[[], str]

_RUNNING = {
    Job.BACK_UP: "Backing up",
    Job.PROVE_COPY: "Verifying the copy made while locked",
    Job.COPY: "Copying while locked",
    Job.REHEARSE: "Rehearsing a restore",
    Job.CHECK: "Reading a backup whole",
    Job.PACK: "Writing the downtime pack",
}


def job_words(job: Job) -> str:
    """Return what is under way."""
    return tr(_CONTEXT, _RUNNING[job])


def age_words(age: timedelta) -> str:
    """Return an age as people say it: "3 minutes", "26 hours", "4 days"."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return tr(_CONTEXT, "%n minute(s)", minutes)
    if minutes < 72 * 60:
        return tr(_CONTEXT, "%n hour(s)", minutes // 60)
    return tr(_CONTEXT, "%n day(s)", minutes // (24 * 60))


def moment_words(moment: datetime, now: datetime) -> str:
    """Return a moment by the practice's clock: "12:31 PM", "yesterday 5:30 PM", "3/2/2026 5:30 PM"."""
    there, today = at_the_practice(moment), at_the_practice(now).date()
    days = (today - there.date()).days
    if days == 0:
        return time_words(there)
    if days == 1:
        return tr(_CONTEXT, "yesterday {time}").replace("{time}", time_words(there))
    return dated_words(moment)


def dated_words(moment: datetime) -> str:
    """Return a moment with its day, also where that is today: "3/2/2026 5:30 PM"."""
    there = at_the_practice(moment)
    return f"{there.month}/{there.day}/{there.year} {time_words(there)}"


def size_words(count: int) -> str:
    """Return bytes as people read them: "0.4 MB", "12 MB", "1.3 GB"."""
    megabytes = count / 1_000_000
    if megabytes >= 1_000:
        return f"{megabytes / 1_000:.1f} GB"
    return f"{megabytes:.1f} MB" if megabytes < 10 else f"{megabytes:.0f} MB"


def state_words(now: BackupNow, clock: datetime) -> tuple[str, str]:
    """Return what the status line says of the backups, and the tone: second, warning or danger."""
    if now.job is not None:
        said = tr(_CONTEXT, "{what} · {percent} %").replace("{what}", job_words(now.job))
        return said.replace("{percent}", str(now.percent)), "second"
    status = now.status
    if status is None:
        return "", "second"
    words, tone = _age(status, now.level, clock)
    if now.copied is not None:
        copied = tr(_CONTEXT, "copied {time}, not yet verified")
        words = f"{words} · {copied.replace('{time}', moment_words(now.copied, clock))}"
    if now.trouble is not None:
        words = f"{words} · {tr(_CONTEXT, 'the last try failed')}"
        tone = "warning" if tone == "second" else tone
    return words, tone


def _older(status: BackupStatus, clock: datetime) -> str:
    """Say how old the backup is that counts where the newest one does not."""
    if status.verified is None:
        return tr(_CONTEXT, "there is no other")
    words = tr(_CONTEXT, "the one before is {age} old")
    return words.replace("{age}", age_words(clock - status.verified.made_at))


def _age(status: BackupStatus, level: AgeLevel, clock: datetime) -> tuple[str, str]:
    verified = status.verified
    if status.damaged is not None:
        return f"{tr(_CONTEXT, 'The newest backup is damaged')} · {_older(status, clock)}", "danger"
    if status.ahead is not None:
        words = tr(_CONTEXT, "The clock was ahead when the newest backup was made ({time})")
        words = words.replace("{time}", moment_words(status.ahead.made_at, clock))
        tone = "danger" if level is AgeLevel.RED else "warning"
        return f"{words} · {_older(status, clock)}", tone
    if not status.plan.target and verified is None:
        words = tr(_CONTEXT, "No backup: no folder chosen")
        return words, "danger" if level is AgeLevel.RED else "warning"
    if verified is None:
        words = tr(_CONTEXT, "No backup yet")
        return words, {AgeLevel.RED: "danger", AgeLevel.WARNING: "warning"}.get(level, "second")
    if level in (AgeLevel.RED, AgeLevel.WARNING):
        old = tr(_CONTEXT, "Backup is {age} old").replace("{age}", age_words(clock - verified.made_at))
        return old, "danger" if level is AgeLevel.RED else "warning"
    if level is AgeLevel.NO_TARGET:
        return tr(_CONTEXT, "No folder for backups chosen"), "warning"
    said = tr(_CONTEXT, "Backup verified, {time}")
    return said.replace("{time}", moment_words(verified.made_at, clock)), "second"
