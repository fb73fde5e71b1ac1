"""How long from the start of the process to the sign-in screen, and from the password to the window.

python -m tests.bench.bench_start [RUNS]

Each run is a process of its own over a practice with a floor-cost key, started as `python -m ui` starts. The
first figure counts from the start of the process to the painted sign-in screen (at most 1.2 s); the second
from the unlocked key to the painted window (at most 0.5 s), the derivation of the key left out.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]

CHILD = """
import sys, time
begun = float(sys.argv[2])
from pathlib import Path
folder = Path(sys.argv[1])
from ui.shell.application import harden, make_application
from ui.shell.pc_settings import PcSettings
harden()
settings = PcSettings(folder / "config")
application = make_application(["daybook"], settings)
from ui.shell.places import places_for, warm
from ui.shell.around import Around
from ui.shell.single_instance import SingleInstance, instance_name
from ui.shell.start import Start
from ui.shell.warming import Warming
file = folder / "practice" / "riverside.daybook"
place = SingleInstance(instance_name(file), application)
place.claim()
start = Start(places_for, Around(None, folder / "state", settings, folder, warming=Warming(warm)))
start.begin(file)
import json
from PySide6.QtCore import QEvent, QObject, QTimer
import app.store.slots as slots
figures = {}
derive = slots.derive

def timed(*arguments):
    begun_deriving = time.perf_counter()
    derived = derive(*arguments)
    figures["kdf"] = figures.get("kdf", 0.0) + time.perf_counter() - begun_deriving
    return derived

slots.derive = timed

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            self.seen(watched)
        return False

    def seen(self, watched):
        program = start.program
        if "sign_in" not in figures and program is not None and watched is program.lock_screen:
            figures["sign_in"] = time.time() - begun
            QTimer.singleShot(0, enter)
        elif program is not None and program.frame is not None and watched is program.frame.work:
            if "window" not in figures:
                figures["window"] = time.perf_counter() - figures["entered"] - figures["kdf"]
                QTimer.singleShot(0, program.frame.close)

def enter():
    screen = start.program.lock_screen
    screen.choose("ruth")
    screen.password.line.setText("seven green kayaks")
    figures["entered"] = time.perf_counter()
    screen.submit()

painted = Painted()
application.installEventFilter(painted)
start.over.connect(application.quit)
application.exec()
print(json.dumps(figures))
"""


def one(folder: Path) -> dict[str, float]:
    """Run the program once over the practice in `folder`, in seconds."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(time.time())],
        cwd=REPO,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _environment(folder: Path) -> dict[str, str]:
    """Compiled files are kept, as where the program is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"QT_QPA_PLATFORM": "offscreen", **kept, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def main(runs: int) -> None:
    """Print median and largest of `runs` starts."""
    from tests.ui_shell.standing import House

    with tempfile.TemporaryDirectory() as scratch:
        house = House(Path(scratch)).make()
        one(house.folder)  # the first start compiles
        found = [one(house.folder) for _ in range(runs)]
    for name, words, most in (
        ("sign_in", "start to sign-in screen", 1.2),
        ("window", "sign-in to window, without the key derivation", 0.5),
    ):
        values = [figures[name] for figures in found]
        middle, largest = statistics.median(values), max(values)
        print(f"{words}: median {middle:.2f} s, largest {largest:.2f} s, at most {most} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
