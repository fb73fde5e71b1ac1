"""The findings of a verification: bounded in number, each with the place that it tells of."""

from __future__ import annotations

from app.core.findings import Finding, Message, Param, Severity

MOST_LISTED = 200


class Found:
    """Collects findings; beyond `MOST_LISTED` they are counted, so that memory stays bounded."""

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._more = 0

    def add(self, message: str, **params: Param) -> None:
        """Keep one finding by its message."""
        self.take([Finding(Message(message, params), Severity.HARD_STOP)])

    def take(self, findings: list[Finding]) -> None:
        """Keep findings that were made elsewhere."""
        room = max(MOST_LISTED - len(self._listed), 0)
        self._listed += findings[:room]
        self._more += len(findings[room:])

    def listed(self) -> list[Finding]:
        """Return them; the last one says how many more there are."""
        if not self._more:
            return list(self._listed)
        return [*self._listed, Finding(Message("audit.more", {"count": self._more}), Severity.HARD_STOP)]
