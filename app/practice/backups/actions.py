"""What an owner decides about backups: where they go, when they are made, the password of the packs."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.acts import Command, Permission, action
from app.core.errors import RuleViolated, Stale
from app.core.findings import Message
from app.practice import fields
from app.practice.actions import SavePolicy, save_policy
from app.practice.backups.model import BackupPlan, PackPassword
from app.practice.backups.queries import backup_plan, plan_record
from app.practice.backups.rules import checked_times
from app.practice.backups.views import BackupPlanView
from app.practice.model import PolicyTable
from app.practice.policy import laid_over
from app.store.work import Work

LEAST_PACK_PASSWORD, MOST_PACK_PASSWORD = 12, 127  # characters, bytes
LONGEST_PATH = 1_000


@dataclass(frozen=True, kw_only=True)
class SaveBackupPlan(Command):
    """The whole form; `target` and `pack_folder` are folders on this PC, "" for none and for the same one."""

    version: int = 0
    policy_version: int = 0
    target: str
    times: tuple[str, ...]
    on_exit: bool
    pack_folder: str = ""
    pack_times: tuple[str, ...] = ()


@action(Permission.CHANGE_PRACTICE)
def save_backup_plan(work: Work, command: SaveBackupPlan) -> BackupPlanView:
    """Say where backups go and when they are made, from today on.

    Raises RuleViolated and Stale. Whether the folder can be used is judged before, and again at each backup.
    """
    record = plan_record(work) or BackupPlan()
    version = record.version if record.version else 0
    if version != command.version:
        raise Stale("backup_plan", record.id, command.version, version)
    record.target = fields.line("target", command.target, most=LONGEST_PATH)
    record.pack_folder = fields.line("pack_folder", command.pack_folder, most=LONGEST_PATH)
    work.add(record)
    times = list(checked_times("times", command.times))
    own = {
        "schedule": {"times": times, "on_exit": command.on_exit},
        "downtime_pack": {"times": list(checked_times("pack_times", command.pack_times))},
    }
    _save_times(work, command.policy_version, own)
    work.session.flush()
    return backup_plan(work)


def _save_times(work: Work, version: int, own: Mapping[str, Any]) -> None:
    rows = sa.select(PolicyTable.content).where(
        PolicyTable.name == "backup", PolicyTable.valid_from <= work.today
    )
    there = work.session.scalars(rows.order_by(PolicyTable.valid_from.desc()).limit(1)).first() or {}
    content = laid_over(there, own)
    if content != there:
        save_policy(work, SavePolicy(name="backup", version=version, valid_from=work.today, content=content))


@dataclass(frozen=True, kw_only=True)
class SetPackPassword(Command):
    """The password that opens the downtime packs from now on; "" makes no more of them on the schedule."""

    password: str


@action(Permission.CHANGE_PRACTICE)
def set_pack_password(work: Work, command: SetPackPassword) -> None:
    """Choose the password of the downtime packs. The record has that it was chosen, never what it is."""
    typed = unicodedata.normalize("NFKC", command.password)  # as viewers of PDF do (SASLprep, RFC 4013)
    fits = len(typed) >= LEAST_PACK_PASSWORD and len(typed.encode()) <= MOST_PACK_PASSWORD
    if typed and not fits:
        limits = {"least": LEAST_PACK_PASSWORD, "most": MOST_PACK_PASSWORD}
        raise RuleViolated("pack_password", Message("practice.pack_password_length", limits))
    if not typed.isprintable():
        raise RuleViolated("pack_password", Message("practice.pack_password_unusable"))
    record = work.session.scalars(sa.select(PackPassword)).first() or PackPassword()
    record.password = typed
    work.add(record)
    work.detail(chosen=bool(typed))
