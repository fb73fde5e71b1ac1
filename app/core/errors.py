"""The refusals and known troubles of the program. Anything else that is raised is our bug.

Each carries message ids and record ids, never names or clinical text.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.findings import Finding, Message
from app.core.ids import Id


class DaybookError(Exception):
    """The root of everything that the program expects and can explain."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.id)
        self.message = message


class RuleViolated(DaybookError):
    """A rule of the practice or of the field says no; shown beside `field` ("" for the whole form)."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


class NeedsAcknowledgement(DaybookError):
    """A soft stop: the same command goes through when it comes again with a reason."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(Message("core.needs_acknowledgement"))
        self.findings = tuple(findings)


class NotPermitted(DaybookError):
    """The person's role does not allow this act or question."""

    def __init__(self, act: str) -> None:
        super().__init__(Message("core.not_permitted", {"act": act}))
        self.act = act


class SensitiveChart(NotPermitted):
    """The chart is sensitive: this person is not of its care team and has not opened it in an emergency."""

    def __init__(self, act: str, patient_id: Id) -> None:
        super().__init__(act)
        self.message, self.patient_id = Message("core.sensitive_chart"), patient_id
        self.args = (self.message.id,)


class Stale(DaybookError):
    """Someone saved a newer version; `mine` and `theirs` are the versions, never the content."""

    def __init__(self, record: str, record_id: Id, mine: int, theirs: int) -> None:
        super().__init__(Message("core.stale", {"record": record}))
        self.record, self.record_id, self.mine, self.theirs = record, record_id, mine, theirs


class NotFound(DaybookError):
    """No such record, or none that this person may know of."""

    def __init__(self, record: str, record_id: Id | str) -> None:
        super().__init__(Message("core.not_found", {"record": record}))
        self.record, self.record_id = record, record_id


class Unavailable(DaybookError):
    """Known trouble of disk, key, printer or file. `cause` is stable, for exit codes and tests."""

    def __init__(self, cause: str, message: Message | None = None) -> None:
        super().__init__(message or Message(f"unavailable.{cause}"))
        self.cause = cause


class Cancelled(DaybookError):
    """The person stopped a long act; what was kept is said by the act's report."""

    def __init__(self) -> None:
        super().__init__(Message("core.cancelled"))
