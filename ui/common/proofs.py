"""Proofs of the record as the window tells of them: what is known and under way, ways to act, and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import SignalInstance

from app.core.findings import Finding, Message
from app.practice_file import Proved
from ui.common.backups import moment_words
from ui.common.wording import tr

_CONTEXT = "proofs"
_OF_ANCHORS = "audit.anchor_"


class Proof(StrEnum):
    """What can be under way: the quiet one after the sign-in, or the one in full that somebody asked for."""

    QUIET = "quiet"
    FULL = "full"


@dataclass(frozen=True)
class ProofNow:
    """What is known now. `last` is the last proof of this session that came to its end.

    `standing` is what the last proof in full found, of an earlier session too, while nobody has put it right:
    a quiet proof, which reads less, takes nothing of it back.
    """

    last: Proved | None = None
    standing: Proved | None = None
    running: Proof | None = None
    percent: int = 0
    step: Message | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is known to be wrong: what stands, then what the last proof found beside it."""
        standing = self.standing.verification.findings if self.standing else ()
        last = self.last.verification.findings if self.last else ()
        if self.last is not None and self.last.verification.full:
            return last
        return (*standing, *(one for one in last if one not in standing))

    @property
    def found_at(self) -> datetime | None:
        """When what is known to be wrong was found; None where nothing is."""
        if not self.findings:
            return None
        standing = self.standing if self.last is None or not self.last.verification.findings else self.last
        return standing.at if standing is not None else None

    @property
    def alarming(self) -> tuple[Finding, ...]:
        """What is to be told above the work: anchors have an alarm of their own."""
        return tuple(one for one in self.findings if not one.message.id.startswith(_OF_ANCHORS))


class ProofWays(Protocol):
    """How the window knows of proofs and asks for one."""

    @property
    def changed(self) -> SignalInstance: ...

    @property
    def failed(self) -> SignalInstance: ...

    @property
    def now(self) -> ProofNow: ...

    def clock(self) -> datetime: ...

    def start(self, proof: Proof) -> bool: ...

    def cancel(self) -> None: ...


def state_words(now: ProofNow, clock: datetime) -> tuple[str, str]:
    """Return what the status line says of the record, and its tone; "" where nothing is known yet."""
    if now.running is Proof.FULL:
        said = tr(_CONTEXT, "Verifying the record · {percent} %")
        return said.replace("{percent}", str(now.percent)), "second"
    if now.found_at is not None:
        at = moment_words(now.found_at, clock)
        return tr(_CONTEXT, "The record is not whole, {time}").replace("{time}", at), "danger"
    if now.last is None:
        return "", "second"
    at = moment_words(now.last.at, clock)
    return tr(_CONTEXT, "Record verified at {time}").replace("{time}", at), "second"
