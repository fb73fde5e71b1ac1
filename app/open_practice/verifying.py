"""The proof of an open practice's record: quietly after the sign-in, in full on demand. Both are recorded."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.acts import Permission
from app.core.errors import Cancelled, NotPermitted
from app.core.progress import Progress
from app.open_practice.open_file import OpenFile
from app.open_practice.standing import OF_ANCHORS, standing_in
from app.security.proving import prove
from app.security.views import Verification
from app.store.verify_chain import BRISK, QUIET, Pace

_ACT = "security.verify"
_MOST_TOLD = 25


@dataclass(frozen=True)
class Proved:
    """A proof and when it ended."""

    at: datetime
    verification: Verification


class Verifying:
    """Proves the record, one proof at a time; closing the practice stops the one that runs.

    `standing` is what the last proof in full found, of this sign-in or an earlier one, while nobody has put
    it right (`standing.standing_in`); no quiet proof takes its place.
    """

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._one_at_a_time, self._closed = threading.Lock(), False
        self._running: set[Progress] = set()
        self.last: Proved | None = None
        self.standing = self._standing()
        file.before_closing.append(self.close)

    def _standing(self) -> Proved | None:
        """Return what a proof in full found and nobody has put right yet, as the record tells it."""
        with self._file.database.reader.connect() as connection:
            found = standing_in(connection)
        return None if found is None else Proved(*found)

    def prove(self, progress: Progress, *, full: bool) -> Proved:
        """Prove the record because somebody asked for it. Raises NotPermitted, Cancelled. Slow.

        The one that runs quietly meanwhile is stopped: this one tells as much.
        """
        if not self._file.around.policy.allows(self._file.actor, Permission.VERIFY):
            self._file.append([replace(self._file.event("refused", {}), act=_ACT)])
            raise NotPermitted(_ACT)
        self._file.require_second_step()
        for running in tuple(self._running):
            running.cancel()
        return self._prove(progress, full=full, pace=BRISK)

    def prove_quietly(self, progress: Progress, pace: Pace = QUIET) -> Proved:
        """Prove the chain and its anchors beside the day's work, for whoever signed in. Raises Cancelled."""
        return self._prove(progress, full=False, pace=pace)

    def close(self) -> None:
        """Stop what runs and wait until it has let the file go; nothing begins any more."""
        self._closed = True
        for running in tuple(self._running):
            running.cancel()
        with self._one_at_a_time:
            pass

    def _prove(self, progress: Progress, *, full: bool, pace: Pace) -> Proved:
        file = self._file
        with self._alone(progress):
            with Session(file.database.reader) as session:
                told = self._told_once(prove(file.reading(session), progress, full=full, pace=pace))
            self.last = proved = Proved(file.setting.clock.now(), told)
            file.record("verify", **_details(told, quiet=pace is not BRISK))
            if full:
                self.standing = self._standing()
        return proved

    def _told_once(self, told: Verification) -> Verification:
        """Let what anchors said at the opening stand as it was said: since then the record only grew."""
        known = self._file.disagreements
        if not known:
            return told
        others = [one for one in told.findings if not one.message.id.startswith(OF_ANCHORS)]
        return replace(told, findings=(*known, *others), verified=False)

    @contextmanager
    def _alone(self, progress: Progress) -> Iterator[None]:
        self._running.add(progress)
        try:
            with self._one_at_a_time:
                if self._closed:
                    raise Cancelled
                progress.check()
                yield
        finally:
            self._running.discard(progress)


def _details(told: Verification, *, quiet: bool) -> dict[str, Any]:
    """Return what the record keeps of a proof: how far it went and what was found, never a patient's data."""
    return {
        "rows": told.rows,
        "records": told.records,
        "full": told.full,
        "quiet": quiet,
        "result": "whole" if told.verified else "findings",
        "findings": len(told.findings),
        "first": [
            {"finding": one.message.id, **{name: _kept(value) for name, value in one.message.params.items()}}
            for one in told.findings[:_MOST_TOLD]
        ],
    }


def _kept(value: Any) -> int | str:
    return value if isinstance(value, int) else str(value)
