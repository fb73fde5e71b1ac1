"""Runs a walk from an empty scratch folder to its report."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.core.errors import DaybookError
from app.exchange.views import ImportReport
from app.frontdesk.day_close.queries import day_sheet
from app.reports.queries import practice_info
from app.security.queries import verify
from ui.shell.application import make_application
from ui.shell.pc_settings import PcSettings
from ui.theme.theme import Appearance, theme
from ui.walk.camera import ALL, USUAL, Camera, Rendering
from ui.walk.clinic import Clinic
from ui.walk.day import Day, Plan
from ui.walk.report import Report, report_of
from ui.walk.tray import Tray
from ui.walk.walking import Walk
from ui.walk.watch import Complaints, Watch

QUICK = (USUAL,)
QUICK_PLAN = Plan(patients=9, rounds=2, at_once=4)


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line."""

    out: Path
    patients: Path | None = None
    quick: bool = False
    pictures: dict[str, str] | None = None

    @property
    def renderings(self) -> tuple[Rendering, ...]:
        return QUICK if self.quick or self.pictures else ALL

    @property
    def scale(self) -> float:
        return 0.22 if self.quick or self.pictures else 1.0


def walk_the_day(wish: Wish) -> Report:
    """Walk the day and return its report; pictures, papers and report lie in the folder asked for."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="daybook-walk-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        make_application(["daybook"], PcSettings(folder / "config"))
        clinic = Clinic.made_in(folder, wish.scale)
        imported = _import(clinic, wish.patients)
        walk = _walk(clinic, wish, imported)
        report = report_of(walk)
        report.imported = _told(imported)
        if wish.pictures is None:
            _look_at_the_books(clinic, report)
            report.papers = walk.tray.papers if walk.tray is not None else []
            report.seconds = time.monotonic() - begun
            report.write(wish.out)
    return report


def _import(clinic: Clinic, folder: Path | None) -> ImportReport | None:
    return clinic.import_patients(folder) if folder is not None else None


def _told(report: ImportReport | None) -> dict[str, int]:
    if report is None:
        return {}
    return {"new": report.new, "known": report.known, "held": report.held, "problems": len(report.problems)}


def _walk(clinic: Clinic, wish: Wish, imported: ImportReport | None) -> Walk:
    watch = Watch()
    tray = Tray(wish.out / "papers" if wish.pictures is None else clinic.folder / "papers")
    program = clinic.program(tray)
    camera = Camera(wish.out / "pictures" if wish.pictures is None else wish.out, wish.renderings, watch)
    if wish.pictures is not None:
        camera.only(wish.pictures)
    theme().set_appearance(Appearance.LIGHT)
    theme().set_text_size(100)
    ended: list[bool] = []
    program.ended.connect(lambda: ended.append(True))
    program.start()
    walk = Walk(clinic, program, camera, watch)
    walk.tray = tray
    walk.window.resize(USUAL.width, USUAL.height)
    walk.window.activateWindow()
    strangers = clinic.strangers(imported) if imported is not None else ()
    plan = replace(QUICK_PLAN if wish.quick else Plan(), strangers=strangers)
    try:
        with Complaints(watch) as complaints:
            Day(walk, plan).go()
        walk.complaints = complaints.heard
    finally:
        watch.step = "the end"
        program.wait_until_shut()
        program.end()
        end = time.monotonic() + 15
        while not ended and time.monotonic() < end:
            watch.pass_time(20)
        if program.window is not None:
            program.window.close()
            program.window.deleteLater()
        program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        watch.stop()
    return walk


def _look_at_the_books(clinic: Clinic, report: Report) -> None:
    """Ask the record itself, after the program has closed it: sums, chain, and the lock of the day."""
    try:
        with clinic.opened() as practice:
            told = practice.answer(practice_info)
            proved = practice.answer(verify, full=True)
            sheet = practice.answer(day_sheet)
    except DaybookError as error:
        report.audit = {"verified": False, "why": error.message.id}
        return
    report.ledger = {
        "debits_cents": told.debits_cents,
        "credits_cents": told.credits_cents,
        "balanced": told.debits_cents == told.credits_cents and told.debits_cents > 0,
    }
    report.audit = {"verified": proved.verified, "rows": proved.rows, "head": proved.head}
    report.day_locked = sheet.locked is not None
