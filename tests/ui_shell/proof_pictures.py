"""The proof of the record in the window, for looking at: `python -m tests.ui_shell.proof_pictures FOLDER`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui_shell.standing import PASSWORD, House
from ui.common.proofs import Proof
from ui.common.wording import EnglishPlurals
from ui.shell import proof_watch
from ui.shell.lock_screen import LockScreen
from ui.shell.places import places_for
from ui.shell.program import Program
from ui.shell.proof_line import PLACE
from ui.theme.theme import theme


def wait(until: Callable[[], object], seconds: float = 20.0) -> None:
    """Let the window go on until something is so."""
    waited = 0
    while not until() and waited < seconds * 50:
        QTest.qWait(20)
        waited += 1
    assert until()


def enter(program: Program) -> None:
    """Sign in as the owner."""
    screen = program.lock_screen
    assert isinstance(screen, LockScreen)
    screen.entered.emit("ruth", PASSWORD)
    wait(lambda: program.frame is not None and program.lock_screen is None)
    assert program.window is not None
    program.window.resize(1280, 720)


def keep(program: Program, folder: Path, name: str) -> None:
    """Keep a picture of the window as it is."""
    QTest.qWait(400)
    assert program.window is not None
    program.window.grab().save(str(folder / f"{name}.png"))


def spoil(program: Program, *statements: str) -> None:
    """Do what no act does."""
    raw = program.holder.practice.around.database.writer.raw_connection()
    for statement in statements:
        raw.cursor().execute(statement)
    raw.close()


def take(folder: Path, place: Path) -> None:
    """Take one picture of each state."""
    house = House(place).make()
    shutil.copy(house.file, place / "earlier")
    program = Program(house.file, places_for, house.around())
    program.start()
    enter(program)
    wait(lambda: program.proofs.now.last)
    keep(program, folder, "1-verified")
    assert program.frame is not None
    program.frame.go_to(PLACE)
    program.proofs.start(Proof.FULL)
    wait(lambda: program.proofs.now.running is None)
    keep(program, folder, "2-in-full")
    spoil(
        program,
        "DROP TRIGGER audit_no_update",
        "UPDATE audit SET entry = replace(entry, 'test PC', 'other PC') WHERE sequence = 12",
        "UPDATE location SET name = 'Another street'",
    )
    program.proofs.start(Proof.FULL)
    wait(lambda: program.proofs.now.running is None)
    keep(program, folder, "3-findings")
    program.lock()
    program.wait_until_shut()
    shutil.copy(place / "earlier", house.file)
    enter(program)
    wait(lambda: program.proofs.now.last)
    keep(program, folder, "4-an-older-file")
    program.panels.open_history()
    keep(program, folder, "5-both-heads")
    program.end()
    wait(lambda: not program.holder.open)


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv)
    theme().install(app)
    plurals = EnglishPlurals(app)
    app.installTranslator(plurals)
    proof_watch.FIRST_MS = 200
    with tempfile.TemporaryDirectory() as place:
        take(folder, Path(place))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
