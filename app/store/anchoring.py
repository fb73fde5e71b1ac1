"""Keeps both anchors at the head of the audit: at once when asked, else at the latest a second later."""

import logging
import threading
from pathlib import Path

from app.core.errors import Unavailable
from app.core.ids import Id
from app.store.anchor_file import (
    Anchor,
    AnchorReading,
    AnchorState,
    anchor_paths,
    read_anchor,
    write_anchor,
)
from app.store.audit import Head
from app.store.files import PracticePaths
from app.store.keys import StoreKey

_log = logging.getLogger(__name__)
LATEST_SECONDS = 1.0


class Anchors:
    """The two anchors of an open practice. Holds its own copy of the store key until closed."""

    def __init__(
        self, paths: PracticePaths, practice_id: Id, store_key: StoreKey, state_folder: Path | None = None
    ) -> None:
        self._places = anchor_paths(paths, practice_id, state_folder)
        self._practice_id, self._key = practice_id, store_key.copy()
        self._condition = threading.Condition()
        self._writing = threading.Lock()
        self._noted: Head | None = None
        self._closed = False
        self._held = False
        self.trouble: Unavailable | None = None
        self._thread = threading.Thread(target=self._keep_up, name="anchors", daemon=True)
        self._thread.start()

    def note(self, head: Head) -> None:
        """Take the head of a commit; it is written within a second."""
        with self._condition:
            if self._noted is None or head.sequence > self._noted.sequence:
                self._noted = head
            self._condition.notify()

    def write_now(self) -> None:
        """Write what was noted last, before going on."""
        with self._writing:
            with self._condition:
                head, self._noted = self._noted, self._noted if self._held else None
            if head is not None and not self._held:
                self._write(head)

    def hold(self) -> None:
        """Leave the anchors as they lie: they tell of another history and stay to tell it."""
        self._held = True

    def release(self) -> None:
        """Write anchors again: a person has taken the history of the database for the right one."""
        self._held = False

    def read(self) -> tuple[AnchorReading, ...]:
        """Return both anchors as they lie there."""
        return tuple(read_anchor(place, self._practice_id, self._key) for place in self._places)

    def close(self) -> None:
        """Write what is left, stop, and wipe the key."""
        with self._condition:
            self._closed = True
            self._condition.notify()
        self._thread.join()
        self.write_now()
        self._key.wipe()

    def _keep_up(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._closed or self._due())
                if self._closed:
                    return
                self._condition.wait_for(lambda: self._closed, timeout=LATEST_SECONDS)
            self.write_now()

    def _due(self) -> bool:
        return self._noted is not None and not self._held

    def _write(self, head: Head) -> None:
        self.trouble = None
        for place in self._places:
            try:
                write_anchor(place, self._practice_id, Anchor(head.sequence, head.hash), self._key)
            except Unavailable as error:  # the commit stands; the status line tells of the anchor
                self.trouble = error
                _log.warning("anchor not written: %s", error.cause)


def disagreement(reading: AnchorReading, hash_at: bytes | None, head: Head) -> str:
    """Return how an anchor and the database disagree, as a word, or "" if they agree or none is there.

    "Agree" means that the database holds the anchor's sequence with the anchor's hash (`hash_at`).
    """
    if reading.state is AnchorState.ABSENT:
        return ""
    if reading.anchor is None:
        return "unproved"
    if reading.anchor.sequence > head.sequence:
        return "database_behind"
    return "" if hash_at == reading.anchor.hash else "other_history"
