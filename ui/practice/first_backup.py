"""The first backup begins by itself once an owner saved where backups go: nobody waits for a time of day."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.practice.backups.views import BackupPlanView
from ui.common.backups import BackupWays, Job


class FirstBackup(QObject):
    """Begins it as soon as the place is known to whoever makes backups, if there was none before."""

    def __init__(self, ways: BackupWays, parent: QObject) -> None:
        super().__init__(parent)
        self._ways, self._place = ways, ""
        ways.changed.connect(self._look)

    def saved(self, plan: BackupPlanView) -> None:
        """A place was saved, or taken away."""
        self._place = plan.target
        self._look()

    def _look(self) -> None:
        now = self._ways.now
        if (
            not self._place
            or now.status is None
            or now.status.plan.target != self._place
            or now.job is not None
        ):
            return
        self._place = ""
        if now.status.verified is None:
            self._ways.start(Job.BACK_UP)
