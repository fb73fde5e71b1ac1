"""Whether the record that the database holds is the one that its anchors tell of."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.findings import Finding
from app.open_practice.open_file import OpenFile
from app.store import audit
from app.store.anchor_file import AnchorReading, AnchorState
from app.store.verify import verify_anchors


@dataclass(frozen=True)
class HistoryHead:
    """Where a record of who did what ends: in which file it is told, its row, the hash's first 12 characters.

    `sequence` 0 and no hash: the anchor cannot be proved with this practice's key.
    """

    where: str
    sequence: int
    hash: str


class History:
    """The head of the record and what its anchors say of it; where they disagree, nothing is anchored."""

    def __init__(self, file: OpenFile, anchors: Sequence[AnchorReading]) -> None:
        self._file = file
        self.alarms: tuple[Finding, ...] = self._disagreements(anchors)
        if self.alarms:
            file.anchors.hold()

    def _disagreements(self, anchors: Sequence[AnchorReading]) -> tuple[Finding, ...]:
        with self._file.database.reader.connect() as connection:
            return tuple(verify_anchors(connection, anchors))

    def heads(self) -> tuple[HistoryHead, ...]:
        """Return the head that the database has, then the one that each anchor tells of."""
        file = self._file
        with file.database.reader.connect() as connection:
            own = audit.head_of(connection)
        heads = [HistoryHead(file.paths.file.name, own.sequence, own.hash.hex()[:12])]
        for one in file.anchors.read():
            if one.anchor is not None:
                heads.append(HistoryHead(one.path.name, one.anchor.sequence, one.anchor.hash.hex()[:12]))
            elif one.state is not AnchorState.ABSENT:
                heads.append(HistoryHead(one.path.name, 0, ""))
        return tuple(heads)

    def accept(self) -> None:
        """Take the database's history for the right one (after a restore): both heads enter the record.

        Raises NotPermitted for anyone but the owner.
        """
        self._file.require_owner("practice.accept_history")
        anchored = [
            {"sequence": one.anchor.sequence, "hash": one.anchor.hash.hex()}
            for one in self._file.anchors.read()
            if one.anchor is not None
        ]
        self._file.anchors.release()
        self._file.record("history_accepted", anchored=anchored)
        self.alarms = ()
