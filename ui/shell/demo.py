"""The start on the demo practice: made or kept beside the window, then the ordinary sign-in over it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.errors import Cancelled, Unavailable
from app.core.progress import Progress
from app.demo.keeping import demo_folder, demo_of_today
from app.demo.making import DemoPractice
from app.practice_file import PROGRAM_VERSION, Setting
from ui.common.layout import Column
from ui.common.plain_text import Label
from ui.common.progress_panel import ProgressPanel
from ui.shell.around import Around
from ui.shell.background import Background
from ui.shell.crash_screen import crash_report
from ui.shell.faults import write_report
from ui.shell.given import PlacesMaker
from ui.shell.pc_settings import PcSettings
from ui.shell.start import Start, TroublePage
from ui.shell.top_bar import Wordmark
from ui.theme.theme import theme

log = logging.getLogger(__name__)
Keep = Callable[[Setting, Progress], DemoPractice]


def keep_demo(setting: Setting, progress: Progress) -> DemoPractice:
    """Return the demo practice of this PC for today; slow when it has to be made."""
    return demo_of_today(setting, progress=progress)


def demo_settings() -> PcSettings:
    """Return settings of the demo's own: which practice a person opened last is not touched by a demo."""
    return PcSettings(demo_folder())


class DemoPage(QWidget):
    """Says that the demo practice is being made, and how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        title = self.tr("Making today's demo practice")
        self.setAccessibleName(title)
        self.panel = ProgressPanel(title, at_once=True)
        made_up = self.tr(
            "Its patients and staff are made up. It takes half a minute, once a day; then you sign in."
        )
        column = Column(self, space=0)
        column.addStretch(3)
        column.addWidget(Wordmark(22), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme().px(16))
        column.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme().px(12))
        column.addWidget(Label(made_up, "body", "second"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(4)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.panel.setFixedWidth(theme().px(460))


class DemoStart(Start):
    """Brings a person to the sign-in screen of the demo practice; what it cannot make, it says."""

    def __init__(self, places: PlacesMaker, around: Around, keep: Keep = keep_demo) -> None:
        super().__init__(places, around)
        self._keep = keep
        self.page: DemoPage | None = None

    def begin(self, _file: Path | None = None) -> None:
        """Make the demo practice of today, or take the one that is there."""
        page = self.page = DemoPage()
        page.panel.cancelled.connect(lambda: page.panel.cancel_button.setEnabled(False))
        self._show(page)
        setting = Setting.here(clock=self._around.clock, state_folder=self._around.state_folder)
        progress = page.panel.progress
        Background(lambda: self._keep(setting, progress), self._made, self._refused, self)

    def _made(self, demo: DemoPractice) -> None:
        if self.page is not None:
            self.page.panel.finish()
        self.open(demo.file)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Unavailable):
            self._show_no_demo(error)
            return
        if not isinstance(error, Cancelled):
            report = crash_report(error, PROGRAM_VERSION)
            kept = write_report(report, lambda: datetime.now().astimezone(), self._around.reports)
            log.error("the demo practice could not be made; the report is %s", kept)
        self.over.emit()

    def _show_no_demo(self, trouble: Unavailable) -> None:
        page = TroublePage(demo_folder() / "demo", trouble)
        page.again.connect(self.begin)
        page.new.connect(self.make_new)
        page.other.connect(lambda: self._ask_other(page))
        self._show(page)

    def _closed(self) -> None:
        """Closing the window while the demo is made stops its making; nothing half made stays."""
        if self.page is not None:
            self.page.panel.progress.cancel()
        super()._closed()
