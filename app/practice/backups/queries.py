"""What the practice knows of its backups: the plan, and what the record tells of those that were made."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.acts import Permission, query
from app.core.findings import Message
from app.core.ids import Id
from app.practice.backups.model import BackupPlan, PackPassword
from app.practice.backups.rules import lies_ahead, times_of
from app.practice.backups.views import BackupPlanView, BackupRun, BackupStatus, RunKind
from app.practice.policy import policy
from app.practice.queries import names_of, policy_version, policy_versions
from app.store.audit import AuditRow
from app.store.backup_causes import BACKUP_DAMAGE
from app.store.backup_keeping import Keep
from app.store.state import read_state
from app.store.work import Reading

_ACTS = ("act", "load")
_PROOFS = (RunKind.CHECKED, RunKind.REHEARSED, RunKind.REHEARSAL_FAILED)
_MOST_LOOKED_AT = 500


def kept_backups(reading: Reading) -> Keep:
    """Return how many of the latest, and how many days, weeks and months, keep a backup."""
    numbers = policy(reading, "backup")["keep"]
    return Keep(*(int(numbers[name]) for name in ("latest", "daily", "weekly", "monthly")))


def plan_record(reading: Reading) -> BackupPlan | None:
    """Return the one row of the plan, None before somebody chose a folder."""
    return reading.session.scalars(sa.select(BackupPlan).order_by(BackupPlan.id)).first()


def pack_password(reading: Reading) -> str:
    """Return the password of the downtime packs, "" before one was chosen; never shown to anybody."""
    return reading.session.scalars(sa.select(PackPassword.password)).first() or ""


@query(Permission.SEE_PRACTICE)
def backup_plan(reading: Reading) -> BackupPlanView:
    """Return where backups go and when they are made."""
    record = plan_record(reading)
    keep = kept_backups(reading)
    return BackupPlanView(
        version=record.version if record else 0,
        policy_version=policy_version(policy_versions(reading, "backup")),
        target=record.target if record else "",
        pack_folder=record.pack_folder if record else "",
        has_pack_password=bool(pack_password(reading)),
        times=times_of(policy(reading, "backup")),
        keep=(keep.latest, keep.daily, keep.weekly, keep.monthly),
    )


@query(Permission.BACK_UP)
def backup_status(reading: Reading) -> BackupStatus:
    """Return the plan with the newest of each kind that the record has."""
    newest = {one.kind: one for kind in RunKind for one in _runs(reading, (kind,), 1)}
    known = _known(reading)
    verified = known.verified
    return BackupStatus(
        plan=backup_plan(reading),
        since=read_state(reading.session.connection()).made_at,
        verified=verified,
        damaged=known.damaged,
        ahead=known.ahead,
        failed=_since(newest.get(RunKind.FAILED), newest.get(RunKind.VERIFIED)),
        rehearsed=newest.get(RunKind.REHEARSED),
        pack=newest.get(RunKind.PACK),
        changed=known.damaged is not None or _changed_since(reading, verified.holds if verified else 0),
    )


@query(Permission.BACK_UP)
def backup_runs(reading: Reading, most: int = 30) -> tuple[BackupRun, ...]:
    """Return what the record has about backups, the newest first."""
    return tuple(_runs(reading, tuple(RunKind), most))


def known_damage(reading: Reading) -> Mapping[str, Message]:
    """Return the folders of backups whose last check or rehearsal found them damaged, each with the reason.

    One that was read whole afterwards is no longer among them.
    """
    last: dict[str, Message | None] = {}
    for row in _rows(reading, _PROOFS, _MOST_LOOKED_AT):  # the newest first
        told = json.loads(row.entry).get("details", {})
        if row.event != RunKind.REHEARSAL_FAILED or told.get("cause") in BACKUP_DAMAGE:
            last.setdefault(str(told.get("folder", "")), _reason(told))
    return {folder: why for folder, why in last.items() if why is not None}


def last_proof_found(reading: Reading) -> bool:
    """Say whether the last proof of the record, in full or quiet, found something, and no restore came since.

    What anchors say is judged anew at each opening and does not count here.
    """
    for row in _rows(reading, ("verify", RunKind.RESTORED), 1):
        told = json.loads(row.entry).get("details", {})
        first = [str(one.get("finding", "")) for one in told.get("first", ())]
        others = [one for one in first if not one.startswith("audit.anchor_")]
        return bool(others) or told.get("findings", 0) > len(first)
    return False


def _reason(told: Mapping[str, Any]) -> Message | None:
    """Return what a check or a rehearsal found first, None for nothing."""
    for first in told.get("first", ()):
        return Message(first["finding"], {name: one for name, one in first.items() if name != "finding"})
    for finding in told.get("findings", ()):
        return Message(finding, {"file": told.get("folder", "")})
    if cause := told.get("cause"):
        return Message(f"unavailable.{cause}", {"file": told.get("folder", "")})
    return None


@dataclass
class _Known:
    """The newest backup that counts, and the newest after it that does not because of this or that."""

    verified: BackupRun | None = None
    damaged: BackupRun | None = None
    ahead: BackupRun | None = None


def _known(reading: Reading) -> _Known:
    """Look for the newest backup that counts; one that was removed since, for a newer one, does not."""
    damage, known, gone = known_damage(reading), _Known(), set[str]()
    for run, told in _made(reading):
        if run.folder and run.folder in gone:
            continue
        gone |= set(told.get("removed", ()))
        if why := damage.get(run.folder):
            known.damaged = known.damaged or replace(run, why=why)
        elif told.get("damaged"):  # files of records that a restore had to leave out
            continue
        elif _clock_was_ahead(reading, run):
            known.ahead = known.ahead or run
        else:
            known.verified = run
            break
    return known


def _clock_was_ahead(reading: Reading, run: BackupRun) -> bool:
    """Say whether a backup is dated later than now, or than anything that the record has after it."""
    later = sa.select(sa.func.min(AuditRow.at)).where(AuditRow.sequence > run.sequence)
    first = reading.session.scalar(later)
    return lies_ahead(run.made_at, min(first, reading.now) if first else reading.now)


def _made(reading: Reading) -> Iterator[tuple[BackupRun, Mapping[str, Any]]]:
    """Give the backups that the record has, the newest first, the one that was restored among them."""
    rows = _rows(reading, (RunKind.VERIFIED, RunKind.RESTORED), _MOST_LOOKED_AT)
    names = names_of(reading, {row.actor_id for row in rows if row.actor_id})
    for row in rows:
        yield _run(row, names), json.loads(row.entry).get("details", {})


def _since(failed: BackupRun | None, verified: BackupRun | None) -> BackupRun | None:
    """Return a failure that no verified backup came after."""
    return None if failed and verified and failed.sequence < verified.sequence else failed


def _rows(reading: Reading, kinds: Sequence[str], most: int) -> Sequence[Any]:
    chosen = sa.select(AuditRow.sequence, AuditRow.event, AuditRow.at, AuditRow.actor_id, AuditRow.entry)
    chosen = chosen.where(AuditRow.event.in_([str(one) for one in kinds]))
    return reading.session.execute(chosen.order_by(AuditRow.sequence.desc()).limit(most)).all()


def _runs(reading: Reading, kinds: Sequence[RunKind], most: int) -> Iterator[BackupRun]:
    rows = _rows(reading, kinds, most)
    names = names_of(reading, {row.actor_id for row in rows if row.actor_id})
    for row in rows:
        yield _run(row, names)


def _run(row: Any, names: dict[Id, str]) -> BackupRun:
    told = json.loads(row.entry).get("details", {})
    made_at = told.get("made_at")
    return BackupRun(
        sequence=row.sequence,
        kind=RunKind(row.event),
        at=row.at,
        made_at=datetime.fromisoformat(made_at) if made_at else row.at,
        by=names.get(row.actor_id, ""),
        folder=str(told.get("folder", "")),
        bytes=int(told.get("bytes", 0)),
        cause=str(told.get("cause", "")),
        holds=int(told.get("sequence", told.get("backup_sequence", 0))),
    )


def _changed_since(reading: Reading, held: int) -> bool:
    """Say whether any act stands in the record after the head that the newest backup holds."""
    later = sa.select(AuditRow.sequence).where(AuditRow.sequence > held, AuditRow.event.in_(_ACTS))
    return reading.session.execute(later.limit(1)).first() is not None
