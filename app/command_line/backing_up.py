"""`daybook backup` and `daybook restore`: what they tell, as JSON or as lines."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.command_line.importing import stoppable
from app.command_line.words import said
from app.core.findings import Finding
from app.practice_file import BackupMade, Practice, Restored, RestoreWish, restore_practice


def run_backup(practice: Practice, target: Path) -> BackupMade:
    """Make a backup that Ctrl+C stops; then nothing of it stays."""
    with stoppable() as progress:
        return practice.backups.make(target, progress)


def backup_as_plain(made: BackupMade) -> dict[str, Any]:
    """Return what was backed up in its stable JSON shape."""
    manifest = made.manifest
    return {
        "backup": str(made.folder),
        "made_at": manifest.made_at.isoformat(),
        "verified": True,
        "bytes": manifest.size,
        "attachments": {
            "all": len(manifest.attachments),
            "new": made.added,
            "left_out": list(manifest.left_out),
        },
        "audit": {"rows": manifest.facts.sequence, "head": manifest.facts.hash.hex()},
        "removed": list(made.removed),
        "warnings": [said(one.message) for one in made.warnings],
        "problems": [said(one.message) for one in made.problems],
    }


def run_restore(wish: RestoreWish) -> Restored:
    """Restore a backup; Ctrl+C stops it until it is whole, and then nothing was changed."""
    with stoppable() as progress:
        return restore_practice(wish, progress=progress)


def restored_as_plain(restored: Restored, to: Path) -> dict[str, Any]:
    """Return what was restored in its stable JSON shape."""
    manifest = restored.manifest
    return {
        "file": str(to),
        "practice": manifest.practice_name,
        "made_at": manifest.made_at.isoformat(),
        "bytes": manifest.size,
        "attachments": {
            "all": len(manifest.attachments),
            "left_out": list(manifest.left_out),
            "damaged": list(restored.left_out),
        },
        "audit": {"rows": manifest.facts.sequence, "head": manifest.facts.hash.hex()},
        "kept_aside": str(restored.kept_aside or ""),
    }


def warn(findings: Sequence[Finding]) -> None:
    """Say findings on standard error, a line each."""
    for one in findings:
        print(said(one.message), file=sys.stderr)
