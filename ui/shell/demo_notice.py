"""What marks the demo practice: the red frame, and on it the password that opens nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.acts import Role
from ui.common.wording import tr
from ui.shell.entries import TrainingNotice

DEMO_SIGN = "(demo)"
"""How the name of the demo practice ends: all that shows before a sign-in, wherever its file lies."""
_FOLDER = "demo"
_WORTH_BEING = (Role.MEDICAL_ASSISTANT, Role.FRONT_DESK, Role.PHYSICIAN, Role.BILLER, Role.OWNER)
"""One person of each of these is named: together they see every place of the program."""


def demo_notice(password: str, logins: Sequence[str] = ()) -> TrainingNotice:
    """Return what the red frame says: whom a new user can be. The password stands nowhere else."""
    hint = tr("demo", "Everyone here is made up. Password of all: {password}")
    if logins:
        hint = tr(
            "demo", "Everyone here is made up. Sign in as {first} or {last}. Password of all: {password}"
        )
        hint = hint.replace("{first}", ", ".join(logins[:-1])).replace("{last}", logins[-1])
    return TrainingNotice(tr("demo", "Demo practice"), hint.replace("{password}", password))


def training_notice() -> TrainingNotice:
    """Return the notice of a training practice that is not the demo of this PC: passwords may be others."""
    hint = tr("demo", "Everyone here is made up. Enter no real patient.")
    return TrainingNotice(tr("demo", "Demo practice"), hint)


def notice_by_name(practice: str) -> TrainingNotice | None:
    """Return the notice for a practice nobody signed in to yet, of which only the name can be read."""
    return training_notice() if practice.endswith(DEMO_SIGN) else None


def notice_of(file: Path) -> TrainingNotice | None:
    """Return the notice for the demo practice of this PC, however it was opened; None for any other file."""
    if file.parent.parent.name != _FOLDER:  # so that a start with a real practice loads nothing of the demo
        return None
    from app.demo.keeping import demo_folder
    from app.demo.people import demo_people

    if file.expanduser().resolve().parent.parent != demo_folder().expanduser().resolve():
        return None
    people = demo_people()
    whom = [next(one.login for one in people if role in one.roles) for role in _WORTH_BEING]
    return demo_notice(people[0].password, whom)
