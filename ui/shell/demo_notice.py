"""What marks the demo practice: the red frame, and on it the password that opens nothing else."""

from __future__ import annotations

from pathlib import Path

from ui.common.wording import tr
from ui.shell.entries import TrainingNotice

_FOLDER = "demo"


def demo_notice(password: str) -> TrainingNotice:
    """Return what the red frame says; it is the one place where the password of the made-up staff stands."""
    hint = tr("demo", "Everyone here is made up. Password of all: {password}")
    return TrainingNotice(tr("demo", "Demo practice"), hint.replace("{password}", password))


def notice_of(file: Path) -> TrainingNotice | None:
    """Return the notice for the demo practice of this PC, however it was opened; None for any other file."""
    if file.parent.parent.name != _FOLDER:  # so that a start with a real practice loads nothing of the demo
        return None
    from app.demo.keeping import demo_folder
    from app.demo.people import demo_people

    if file.expanduser().resolve().parent.parent != demo_folder().expanduser().resolve():
        return None
    return demo_notice(demo_people()[0].password)
