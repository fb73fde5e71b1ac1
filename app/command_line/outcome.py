"""What the command line ends with: one exit code a kind of outcome, one plain line on standard error."""

import logging
from enum import IntEnum

from app.command_line.words import said, say
from app.core.errors import Cancelled, DaybookError, NeedsAcknowledgement, RuleViolated, Unavailable
from app.store.backup_causes import BACKUP_DAMAGE, BACKUP_REFUSALS
from app.store.causes import DAMAGE, Cause
from app.store.rekeying_causes import REKEY_REFUSALS
from app.store.upgrading_causes import UPGRADE_REFUSALS

_log = logging.getLogger(__name__)


class Exit(IntEnum):
    """The exit codes, stable for scripts (README, "The command line")."""

    DONE = 0
    REFUSED = 1
    WRONG_USE = 2
    CANNOT_OPEN = 3
    DAMAGED = 4
    DONE_WITH_PROBLEMS = 5
    OUR_BUG = 70
    CANCELLED = 130


_REFUSALS = frozenset({Cause.FILE_EXISTS}) | BACKUP_REFUSALS | UPGRADE_REFUSALS | REKEY_REFUSALS
_DAMAGE = DAMAGE | BACKUP_DAMAGE


def exit_of(error: BaseException) -> Exit:
    """Return the code for what stopped a command."""
    if isinstance(error, Cancelled | KeyboardInterrupt):
        return Exit.CANCELLED
    if isinstance(error, Unavailable):
        if error.cause in _DAMAGE:
            return Exit.DAMAGED
        return Exit.REFUSED if error.cause in _REFUSALS else Exit.CANNOT_OPEN
    return Exit.REFUSED if isinstance(error, DaybookError) else Exit.OUR_BUG


def _field_words(field: str) -> str:
    """Return what people call a field; one that has no word of its own is called as scripts know it."""
    known = f"command.field.{field}"
    found = say(known)
    return field if found == known else found


def line_of(error: BaseException) -> str:
    """Return the one line that says what stopped a command; of our own bug its type, never its text."""
    if isinstance(error, NeedsAcknowledgement):
        return "; ".join(said(finding.message) for finding in error.findings)
    if isinstance(error, RuleViolated) and error.field:
        return say("command.beside_field", field=_field_words(error.field), reason=said(error.message))
    if isinstance(error, DaybookError):
        return said(error.message)
    if isinstance(error, KeyboardInterrupt):
        return say("core.cancelled")
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{where.tb_frame.f_code.co_name}:{where.tb_lineno}" if where else ""
    return say("command.our_bug", kind=type(error).__name__, place=place)
