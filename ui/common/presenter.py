"""The one place that knows how each refusal and trouble is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from app.core.errors import (
    Cancelled,
    DaybookError,
    NeedsAcknowledgement,
    NotFound,
    NotPermitted,
    RuleViolated,
    Stale,
    Unavailable,
)
from app.core.findings import Finding
from ui.common.message_strip import Said
from ui.common.words import words_for, words_for_all
from ui.theme.tokens import Tone

log = logging.getLogger(__name__)


class Shown(StrEnum):
    """Where an error is shown."""

    FIELD = "field"
    STRIP = "strip"
    FINDINGS = "findings"
    CRASH = "crash"


@dataclass(frozen=True)
class Presentation:
    """How one error is shown: where, in which words and tone; `field` and `findings` where they matter."""

    where: Shown
    text: str
    tone: Tone = Tone.NEUTRAL
    field: str = ""
    findings: tuple[Finding, ...] = ()
    stays: bool = False


def presentation_of(error: Exception) -> Presentation:
    """Return how an error is shown. What is not ours to expect is a crash."""
    match error:
        case RuleViolated():
            return Presentation(Shown.FIELD, words_for(error.message), Tone.WARNING, field=error.field)
        case NeedsAcknowledgement():
            return Presentation(
                Shown.FINDINGS, words_for_all(error.findings), Tone.WARNING, findings=error.findings
            )
        case Unavailable():
            return Presentation(Shown.STRIP, words_for(error.message), Tone.DANGER, stays=True)
        case Stale() | NotPermitted() | NotFound():
            return Presentation(Shown.STRIP, words_for(error.message), Tone.WARNING)
        case Cancelled():
            return Presentation(Shown.STRIP, words_for(error.message))
        case DaybookError():
            return Presentation(Shown.STRIP, words_for(error.message), Tone.WARNING)
        case _:
            return Presentation(Shown.CRASH, "")


class Presenter:
    """Shows errors that no screen took: in the message strip, or on the crash screen when it is our bug."""

    def __init__(self, say: Callable[[Said], None], crash: Callable[[BaseException], None]) -> None:
        self._say, self._crash = say, crash

    def show(self, error: Exception, _owner: QWidget | None = None) -> None:
        """Show one error; the desk's `present`."""
        shown = presentation_of(error)
        if shown.where is Shown.CRASH:
            log.error("unexpected %s", type(error).__name__)
            self._crash(error)
            return
        self._say(Said(shown.text, shown.tone, stays=shown.stays))
