"""An import from beginning to end: read in a child process first, then one act for each bundle."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from app.core.errors import Cancelled, Unavailable
from app.core.findings import Message
from app.core.progress import Progress
from app.exchange.actions import import_bundle, new_import
from app.exchange.fhir.child import read_files
from app.exchange.fhir.read import find_files
from app.exchange.fhir.views import ImportedBundle, RefusedFile
from app.exchange.views import ImportReport, Told

Run = Callable[[Any, Any], Any]


def import_files(paths: Iterable[Path], run: Run, progress: Progress) -> ImportReport:
    """Import files and folders of FHIR R4 bundles; `run(action, command)` is the practice's way to change.

    Everything is read before anything is written, so that cancelling while reading keeps nothing. Cancelling
    while writing stops after the bundle in hand; the report then says which files are in, and that it was
    stopped. Raises Cancelled (nothing was kept) and Unavailable (nothing could be read).
    """
    found = find_files(paths)
    report = ImportReport()
    report.problems += [Told(str(one), "", Message("exchange.passed_over")) for one in found.passed_over]
    bundles: list[ImportedBundle] = []
    for result in read_files(found.files, progress):
        if isinstance(result, RefusedFile):
            report.problems.append(Told(result.file, result.problem.resource, result.problem.message))
        else:
            bundles.append(result)
    _write(bundles, run, progress, report)
    return report


def _write(bundles: list[ImportedBundle], run: Run, progress: Progress, report: ImportReport) -> None:
    for number, bundle in enumerate(bundles):
        if progress.cancelled:
            left = bundles[number:]
            report.stopped = True
            report.problems += [Told(one.file, "", Message("exchange.not_begun")) for one in left]
            return
        try:
            report.add(run(import_bundle, new_import(Path(bundle.file), bundle)))
        except (OSError, Unavailable) as trouble:
            reason = trouble.message if isinstance(trouble, Unavailable) else Message("exchange.file_gone")
            report.problems.append(Told(bundle.file, "", reason))
        _step(progress, number + 1, len(bundles))


def _step(progress: Progress, done: int, total: int) -> None:
    """Say how far the writing is; the wish to stop is heeded between two bundles, not here."""
    try:
        progress.step(done, total, Message("exchange.written", {"done": done, "total": total}))
    except Cancelled:
        return
