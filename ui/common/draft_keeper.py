"""Keeps what is being typed: an unfinished entry is in the practice within two seconds, and comes back.

self.keeper = DraftKeeper(desk, form, "people.register", subject="")
self.keeper.bring_back()                    # once the form shows what was saved before
desk.do(register, command, done=lambda made: self.keeper.finish(), ...)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.practice.drafts import DraftView, DropDraft, SaveDraft, draft_of, drop_draft, save_draft
from ui.common.desk import Desk
from ui.common.form import Form

PAUSE_MS = 1_000  # without a key
SAVE_MS = 2_000  # while keys are pressed
AGAIN_MS = 5_000  # after one that was not taken


class DraftKeeper(QObject):
    """Saves a changed form a second after the last key, every two seconds of typing, and at a lock at once.

    `name` names the form ("people.register"), `subject` the record that it is about ("" for a new one); the
    draft is the person's own. `kept(at)` tells when it was saved, `brought_back(at)` that a draft was put in.
    """

    kept = Signal(object)
    brought_back = Signal(object)

    def __init__(self, desk: Desk, form: Form, name: str, subject: str = "") -> None:
        super().__init__(form)
        self._desk, self._form, self._name, self._subject = desk, form, name, subject
        self._saved: dict[str, Any] | None = None
        self._there = self._trouble_told = False
        self._timer = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        for timer in (self._timer, self._pause):
            timer.timeout.connect(self.save)
        form.edited.connect(self._begin)
        desk.locking.connect(self.save)

    def bring_back(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Put a draft into the form, cursor included, unless the person began to type meanwhile.

        `wanted` is asked when the draft is there: whether the form still waits for it.
        """

        def found(draft: DraftView | None) -> None:
            if wanted():
                self._restore(draft)

        self._desk.ask(draft_of, self._name, self._subject, done=found, owner=self)

    def save(self) -> None:
        """Save what is there now, if it was changed since; a form that is as it was needs no draft."""
        self._timer.stop()
        self._pause.stop()
        if not self._form.dirty:
            self._forget()
            return
        content = self._form.draft()
        if content == self._saved:
            return
        self._saved, self._there = content, True
        command = SaveDraft(form=self._name, subject=self._subject, content=content)
        self._desk.do(save_draft, command, done=self._tell, failed=self._failed, owner=self)

    def finish(self) -> None:
        """The entry is in the record, or was thrown away: its draft goes too."""
        self._timer.stop()
        self._pause.stop()
        self._form.mark_clean()
        self._forget()

    def _begin(self) -> None:
        self._pause.start()
        if not self._timer.isActive():
            self._timer.start(SAVE_MS)

    def _forget(self) -> None:
        self._saved = None
        if self._there:
            self._there = False
            self._desk.do(drop_draft, DropDraft(form=self._name, subject=self._subject), owner=self)

    def _restore(self, draft: DraftView | None) -> None:
        if draft is None:
            return
        self._there = True
        if self._form.dirty:
            return
        self._form.restore(draft.content)
        self._saved = self._form.draft()
        self.brought_back.emit(draft.at)

    def _tell(self, draft: DraftView) -> None:
        self._trouble_told = False
        at: datetime = draft.at
        self.kept.emit(at)

    def _failed(self, _error: Exception) -> bool:
        """Try again at the next round; only the first trouble in a row is told."""
        self._saved = None
        self._timer.start(AGAIN_MS)
        told, self._trouble_told = self._trouble_told, True
        return told
