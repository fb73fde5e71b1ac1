"""What is told of the practice's backups."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.findings import Message


class AgeLevel(StrEnum):
    """How old the newest verified backup is: fine, a warning, or red; `NO_TARGET`: nobody chose a folder."""

    FINE = "fine"
    WARNING = "warning"
    RED = "red"
    NO_TARGET = "no_target"


class RunKind(StrEnum):
    """What happened: the event's name in the record."""

    VERIFIED = "backup"
    CHECKED = "backup_checked"
    FAILED = "backup_failed"
    RESTORED = "restore"
    REHEARSED = "backup_rehearsed"
    REHEARSAL_FAILED = "rehearsal_failed"
    PACK = "downtime_pack"


@dataclass(frozen=True)
class BackupRun:
    """One row of the record about backups. `made_at` is the moment whose state it holds.

    `cause` is the known trouble of a failed one ("backup_target_missing"); `by` the person's short name;
    `holds` the row of the record that the backup ends with; `why` what is wrong with a damaged one.
    """

    sequence: int
    kind: RunKind
    at: datetime
    made_at: datetime
    by: str = ""
    folder: str = ""
    bytes: int = 0
    cause: str = ""
    holds: int = 0
    why: Message | None = None


@dataclass(frozen=True)
class BackupTimes:
    """The schedule as the practice set it, and its limits. `times` are wall times ("12:30"), in order."""

    times: tuple[str, ...]
    on_exit: bool
    warning_hours: int
    red_hours: int
    rehearse_days: int
    pack_times: tuple[str, ...]
    pack_days: int


@dataclass(frozen=True)
class BackupPlanView:
    """The plan; `version` is that of its row (0: none yet), `policy_version` that of the table of policy."""

    version: int
    policy_version: int
    target: str
    pack_folder: str
    has_pack_password: bool
    times: BackupTimes
    keep: tuple[int, int, int, int]


@dataclass(frozen=True)
class BackupStatus:
    """What the program must know beside the plan. `since` is when this file began (made or restored).

    `verified` is the newest one that counts; `damaged` a newer one that a check or a rehearsal found damaged,
    `ahead` a newer one that was made while the clock was ahead, so that its age is not known.
    `changed`: whether another backup is worth it: an act was done since, or the newest one is damaged.
    """

    plan: BackupPlanView
    since: datetime
    verified: BackupRun | None = None
    damaged: BackupRun | None = None
    ahead: BackupRun | None = None
    failed: BackupRun | None = None
    rehearsed: BackupRun | None = None
    pack: BackupRun | None = None
    changed: bool = True
