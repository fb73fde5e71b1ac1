"""Daybook's window: `python -m ui [FILE]`."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.shell.around import Around
    from ui.shell.pc_settings import PcSettings
    from ui.shell.start import Start

SIGNALS_MS = 500


def main(arguments: Sequence[str]) -> int:
    """Open the window over FILE, over the practice that was open last, or over a new one."""
    wanted = _read(arguments)
    from ui.shell.application import harden

    harden()
    if wanted.self_check:
        from ui.shell.self_check import self_check

        return self_check()
    return _run(wanted.file, demo=wanted.demo)


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("daybook", description="The desk of a primary care practice.")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the practice to open")
    parser.add_argument(
        "--demo", action="store_true", help="open the made-up demo practice of this PC, made now if need be"
    )
    parser.add_argument(
        "--self-check", action="store_true", help="make, open, lock and close a practice in a scratch folder"
    )
    return parser.parse_args(arguments)


def _run(file: Path | None, *, demo: bool) -> int:
    from ui.shell.application import make_application
    from ui.shell.pc_settings import PcSettings
    from ui.shell.single_instance import SingleInstance, instance_name

    settings = _demo_settings() if demo else PcSettings()
    application = make_application(sys.argv[:1], settings)
    first = settings.folder if demo else file or settings.practice
    place = SingleInstance(instance_name(first), application)
    if not place.claim():  # that window was asked to come to the front
        return 0

    # Only now what is heavy to load: a second start is gone by here.
    from ui.shell.around import Around
    from ui.shell.places import places_for, warm
    from ui.shell.start import Start
    from ui.shell.warming import Warming

    around = Around(settings=settings, warming=Warming(warm))
    start = _demo_start(around) if demo else Start(places_for, around)
    held = [place]

    def move(opened: Path) -> None:
        """Hold the place of the practice that is open now; if another window has it, that one is shown."""
        if opened == first:
            return
        other = SingleInstance(instance_name(opened), application)
        if not other.claim():
            application.quit()
        other.called.connect(start.raise_window)
        held.append(other)

    place.called.connect(start.raise_window)
    start.opened.connect(move)
    start.over.connect(application.quit)
    application.aboutToQuit.connect(lambda: start.program and start.program.wait_until_shut())
    waking = _listen_to_signals(application)
    start.faults.watch()
    start.begin(file)
    gc.collect()
    gc.freeze()
    code = application.exec()
    waking.stop()
    start.faults.leave()
    for each in held:
        each.release()
    return code


def _demo_settings() -> PcSettings:
    from ui.shell.demo import demo_settings

    return demo_settings()


def _demo_start(around: Around) -> Start:
    from ui.shell.demo import DemoStart
    from ui.shell.places import places_for

    return DemoStart(places_for, around)


def _listen_to_signals(application: QApplication) -> QTimer:
    """Let the system end the program in order. The timer wakes Python, which sees no signal while nothing
    happens."""
    from PySide6.QtCore import QTimer

    from ui.shell.closing import LEAVING

    def leave(*_: object) -> None:
        application.setProperty(LEAVING, True)
        application.closeAllWindows()

    signal.signal(signal.SIGTERM, leave)
    waking = QTimer(application, interval=SIGNALS_MS)
    waking.timeout.connect(lambda: None)
    waking.start()
    return waking


if __name__ == "__main__":
    multiprocessing.freeze_support()  # the reader of imports runs in a child process
    sys.exit(main(sys.argv[1:]))
