"""What stands around the program and is chosen by whoever starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.clock import Clock
from ui.common.paper_output import PaperOutput
from ui.shell.demo_notice import notice_of
from ui.shell.entries import TrainingNotice
from ui.shell.faults import report_folder
from ui.shell.pc_settings import PcSettings
from ui.shell.warming import Warming


@dataclass
class Around:
    """What tests and the demo choose themselves: clock, folders of this PC, the training notice, printers."""

    clock: Clock | None = None
    state_folder: Path | None = None
    settings: PcSettings = field(default_factory=PcSettings)
    reports: Path = field(default_factory=report_folder)
    training: Callable[[Path], TrainingNotice | None] = notice_of
    output: Callable[[], PaperOutput] = PaperOutput
    warming: Warming = field(default_factory=lambda: Warming(lambda: None))
    save_sheet: Callable[[QWidget, str], str] | None = None
    choose_folder: Callable[[QWidget], str] | None = None
