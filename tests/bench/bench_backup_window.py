"""How long the window's thread waits at most while a backup is made, rehearsed and copied beside it.

python -m tests.bench.bench_backup_window [MIB]    of database, and as much again of attachments

The real program with its window; a timer of 5 ms on the GUI thread keeps by how much it was late at most. At
most 50 ms.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.practice.backups.actions import SaveBackupPlan, save_backup_plan
from tests.bench.bench_backup import fill
from tests.ui_shell.standing import PASSWORD, House, note_places
from ui.common.backups import Job
from ui.shell.application import SWITCH_SECONDS, make_application
from ui.shell.program import Program

MOST_MS = 50.0


class Late(QObject):
    """Wakes every 5 ms on the GUI thread; keeps the longest delay in ms and how many were above the limit."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self.above, self._last = 0.0, 0, time.perf_counter()
        self._timer = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        late = (now - self._last) * 1000 - 5
        self.longest, self._last = max(self.longest, late), now
        self.above += late > MOST_MS

    def begin(self) -> None:
        self.longest, self.above, self._last = 0.0, 0, time.perf_counter()


def wait_for(program: Program, job: Job) -> float:
    """Run one job to its end; return the seconds."""
    loop, began = QEventLoop(), time.perf_counter()
    program.backups.over.connect(loop.quit)
    if not program.backups.start(job):
        raise RuntimeError(f"{job} did not begin")
    loop.exec()
    program.backups.over.disconnect(loop.quit)
    return time.perf_counter() - began


def until(true: object) -> None:
    while not true():  # type: ignore[operator]
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def measure(folder: Path, size: int) -> None:
    house = House(folder).make()
    (folder / "drive").mkdir()
    practice = house.open()
    plan = SaveBackupPlan(target=str(folder / "drive"), times=(), on_exit=False)
    practice.run(save_backup_plan, plan)
    fill(practice, size, size)
    practice.close()
    program = Program(house.file, note_places, house.around())
    program.start()
    screen = program.lock_screen
    if screen is not None:
        screen.choose("ruth")
        screen.password.line.setText(PASSWORD)
        screen.submit()
    until(lambda: program.backups.now.status is not None)
    late = Late()
    late.begin()
    loop = QEventLoop()
    QTimer.singleShot(3_000, loop.quit)
    loop.exec()
    print(f"{'nothing under way':<28} GUI thread waited at most {late.longest:6.1f} ms", flush=True)
    for job in (Job.BACK_UP, Job.BACK_UP, Job.REHEARSE):
        late.begin()
        seconds = wait_for(program, job)
        verdict = "kept" if late.longest <= MOST_MS else "MISSED"
        told = f"{late.longest:6.1f} ms, {late.above} times above {MOST_MS:g} ms: {verdict}"
        print(f"{job:<20} {seconds:6.1f} s GUI thread waited at most {told}", flush=True)
        until(lambda: program.backups.now.job is None)
    ended: list[bool] = []
    program.ended.connect(lambda: ended.append(True))
    if program.window is not None:
        program.window.close()
    until(lambda: ended)


if __name__ == "__main__":
    mebibytes = int(sys.argv[1]) if len(sys.argv) > 1 else 256
    sys.setswitchinterval(SWITCH_SECONDS)
    with tempfile.TemporaryDirectory() as scratch:
        house_settings = House(Path(scratch) / "look").settings
        application: QApplication = make_application([], house_settings)
        measure(Path(scratch) / "house", mebibytes * 2**20)
