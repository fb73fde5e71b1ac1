"""The walk over a demo practice with a marker in each text field: `python -m tests.clear.marked_walk OUT`.

Text that an act refuses with the marker is typed without it. The steps of the walk may fail, for the names
are longer than the day expects: what matters is where the marker turns up.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from typing import Any

from app.core.acts import Action
from app.core.errors import DaybookError
from app.core.ids import new_id
from app.demo import making
from app.demo.patients import DemoPatient, make_patients
from app.demo.stage import Build, Stage
from app.store.work import Work
from tests.hostile.fields import text_at, text_paths, with_text
from ui.walk import running
from ui.walk.__main__ import main as walk

MARKER = "Zqxmark"


def mark_one_by_one(command: Any, passes: Any) -> Any:
    """Return the command with the marker in each text field that takes it alone."""
    for path in text_paths(command):
        text = text_at(command, path)
        tried = with_text(command, path, f"{text} {MARKER}") if text.strip() else command
        if tried is not command and passes(tried):
            command = tried
    return command


class _Undo(Exception):
    """Ends a trial; its transaction is rolled back."""


def _act(self: Stage, login: str, what: Action[Any, Any, Any], build: Build) -> Any:
    def passes(command: Any) -> bool:
        try:
            with Work(self.actor(login), self.around) as work:
                what(work, replace(command, command_id=new_id()))
                raise _Undo
        except _Undo:
            return True
        except DaybookError:
            return False

    with Work(self.actor(login), self.around) as looking:
        first = build(looking)
    chosen = mark_one_by_one(first, passes)
    return _plain_act(self, login, what, lambda _work: chosen)


_plain_act = Stage.act
_plain_patients = make_patients


def _patients(*args: Any) -> tuple[DemoPatient, ...]:
    def named(one: DemoPatient) -> DemoPatient:
        who = one.who
        street = f"{who.street} {MARKER}" if who.street else ""
        return replace(one, who=replace(who, last_name=f"{who.last_name}-{MARKER}", street=street))

    return tuple(named(one) for one in _plain_patients(*args))


class _Kept:
    """A scratch folder that stays, so that somebody can look into it."""

    def __init__(self, prefix: str, **_how: object) -> None:
        self._folder = tempfile.mkdtemp(prefix=prefix)

    def __enter__(self) -> str:
        return self._folder

    def __exit__(self, *_error: object) -> None:
        """Leave it there."""


def main(out: str) -> int:
    """Walk; the return code is that of the walk's own judgement."""
    running.tempfile.TemporaryDirectory = _Kept  # type: ignore[attr-defined]
    Stage.act = _act  # type: ignore[method-assign]
    setattr(making, "make_patients", _patients)  # noqa: B010
    return walk(["--out", out, "--quick"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
