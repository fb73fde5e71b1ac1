"""`daybook import fhir`: the report as JSON or as lines."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from app.command_line.words import said, say
from app.core.errors import Cancelled
from app.core.progress import Progress, Report
from app.exchange.importing import import_files
from app.exchange.views import ImportReport
from app.practice_file import Practice


@contextmanager
def stoppable(report: Report | None = None) -> Iterator[Progress]:
    """Make Ctrl+C ask what runs to stop at its next safe place instead of tearing it apart."""
    progress = Progress(report)

    def ask(_number: int, _frame: FrameType | None) -> None:
        progress.cancel()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield progress
    finally:
        signal.signal(signal.SIGINT, before)


def run_import(practice: Practice, paths: list[Path]) -> ImportReport:
    """Import and return the report. Raises Cancelled if stopped before anything was written."""
    with stoppable() as progress:
        report = import_files(paths, practice.run, progress)
    if report.stopped and not (report.new or report.known or report.held):
        raise Cancelled
    return report


def as_plain(report: ImportReport) -> dict[str, Any]:
    """Return the report in its stable JSON shape."""
    return {
        "patients": {"new": report.new, "known": report.known, "held": report.held},
        "resources": {
            kind: {
                "stored": tally.stored,
                "known": tally.known,
                "attached_only": tally.attached_only,
                "skipped": tally.skipped,
            }
            for kind, tally in sorted(report.resources.items())
        },
        "problems": [
            {"file": told.file, "resource": told.resource, "reason": said(told.reason)}
            for told in report.problems
        ],
    }


def warn_stopped(report: ImportReport) -> None:
    """Say on standard error that the import was stopped; the report names what is not in."""
    if report.stopped:
        print(say("command.stopped"), file=sys.stderr)
