"""Cutting an upgrade off at each thing that it does: an error once, errors for good, the end of the process.

What it does is counted as points: each report of the backup's progress, each statement of the database
before and after, each commit before and after, each step of writing the key files. A trial runs in a fork,
so that the end of the process is a real SIGKILL; nothing of the program is told that it is a trial.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.default import DefaultDialect

from app.core.errors import Cancelled, DaybookError
from app.core.progress import Progress
from app.open_practice import upgrading
from app.store import files
from tests.support.older import Older

_DONE, _REFUSED, _BUG = 0, 3, 4


class How(StrEnum):
    """What happens at the point."""

    FAIL_ONCE = "fails once"
    FAIL_ON = "fails for good"
    KILL = "killed"


class Outcome(StrEnum):
    """What the program said of it."""

    DONE = "done"
    REFUSED = "refused"
    KILLED = "killed"
    BUG = "bug"


@dataclass
class Points:
    """Counts the points of one upgrade and acts at one of them; `at` 0: only counts."""

    at: int = 0
    how: How = How.KILL
    passed: int = 0
    counting: bool = False

    def point(self, *_: Any, **__: Any) -> None:
        """Pass one point."""
        if not self.counting:
            return
        self.passed += 1
        if self.at and (self.passed == self.at or (self.how is How.FAIL_ON and self.passed > self.at)):
            if self.how is How.KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            raise sa.exc.OperationalError("cut off", {}, OSError(5, "disk I/O error"))

    def watch(self) -> None:
        """Put the points into this process, which is a fork and ends after the trial."""
        event.listen(sa.Engine, "before_cursor_execute", self.point)
        event.listen(sa.Engine, "after_cursor_execute", self.point)
        DefaultDialect.do_commit = self._around(DefaultDialect.do_commit)
        for name in ("_write_synced", "_replace", "sync_folder"):
            setattr(files, name, self._as_disk(getattr(files, name)))
        upgrading.bring_up = self._counted(upgrading.bring_up)
        upgrading.keep_schema = self._counted(upgrading.keep_schema)

    def _around(self, does: Callable[..., Any]) -> Callable[..., Any]:
        def both(*args: Any, **more: Any) -> Any:
            self.point()
            result = does(*args, **more)
            self.point()
            return result

        return both

    def _as_disk(self, does: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **more: Any) -> Any:
            try:
                self.point()
            except sa.exc.OperationalError:
                raise OSError(5, "I/O error") from None
            return does(*args, **more)

        return one

    def _counted(self, does: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:
            self.counting = True
            try:
                return does(*args, **more)
            finally:
                self.counting = False

        return counted


def count_points(older: Older) -> int:
    """Return how many points the upgrade of this copy has; the copy is used up."""
    reading, writing = os.pipe()

    def count() -> int:
        points = Points()
        points.watch()
        _open(older, points)
        os.write(writing, str(points.passed).encode())
        return _DONE

    if _forked(count) is not Outcome.DONE:
        raise RuntimeError("the upgrade failed without a fault")
    os.close(writing)
    with os.fdopen(reading) as told:
        return int(told.read())


def cut(older: Older, at: int, how: How) -> Outcome:
    """Upgrade a copy and let the fault happen at one point."""

    def trial() -> int:
        points = Points(at, how)
        points.watch()
        try:
            _open(older, points)
        except DaybookError:
            return _REFUSED
        return _DONE

    return _forked(trial)


def _open(older: Older, points: Points) -> None:
    def told(*_: Any) -> None:
        try:
            points.point()
        except sa.exc.OperationalError:
            raise Cancelled from None  # that a backup is stopped is all that can fail here

    older.open(Progress(told)).close()


def _forked(trial: Callable[[], int]) -> Outcome:
    child = os.fork()
    if not child:
        code = _BUG
        try:
            code = trial()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Outcome.KILLED
    codes = {_DONE: Outcome.DONE, _REFUSED: Outcome.REFUSED}
    return codes.get(os.WEXITSTATUS(status), Outcome.BUG)
