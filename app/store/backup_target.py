"""What a person should know of a target for backups: whether it is far away, shared, or no second drive."""

from __future__ import annotations

from pathlib import Path

from app.core.findings import Finding, Message
from app.store.far_folders import is_far, is_synced
from app.store.files import PracticePaths


def target_findings(target: Path, paths: PracticePaths) -> tuple[Finding, ...]:
    """Return what to say of a target before a backup is made there; none of it stops the backup."""
    whole = target.expanduser().resolve()
    found = []
    if is_far(whole):
        found.append("backup.target_network")
    if is_synced(whole):
        found.append("backup.target_synced")
    if not found and _same_drive(whole, paths.file.parent):
        found.append("backup.target_same_drive")
    return tuple(Finding(Message(one, {"folder": whole.name or str(whole)})) for one in found)


def _same_drive(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False
