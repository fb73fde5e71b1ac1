"""What changed, told after the commit to whoever watches."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.core.ids import Id


class Kind(StrEnum):
    """The kinds of record that screens watch."""

    ACCOUNT = "account"
    PRACTICE = "practice"
    PATIENT = "patient"
    COVERAGE = "coverage"
    APPOINTMENT = "appointment"
    VISIT = "visit"
    ROOM = "room"
    OBSERVATION = "observation"
    ALLERGY = "allergy"
    MEDICATION = "medication"
    PROBLEM = "problem"
    HISTORY = "history"
    NOTE = "note"
    ORDER = "order"
    IMMUNIZATION = "immunization"
    PROCEDURE = "procedure"
    RESULT = "result"
    CHARGE = "charge"
    PAYMENT = "payment"
    DAY_CLOSE = "day_close"
    DOCUMENT = "document"
    DRAFT = "draft"
    ALERT = "alert"


class Verb(StrEnum):
    """What happened to the record."""

    CREATED = "created"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One record changed; `origin` names the desk that did it, so that it can ignore its own echo."""

    kind: Kind
    id: Id
    verb: Verb
    patient_id: Id | None = None
    origin: str = ""


Listener = Callable[[frozenset[Change]], None]


class ChangeBus:
    """Publishes sets of changes to its listeners, on the thread that committed."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; the returned function takes it off again."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def publish(self, changes: frozenset[Change]) -> None:
        """Tell every listener, in the order in which they came; an empty set is not told."""
        with self._lock:
            listeners = tuple(self._listeners)
        if changes:
            for listener in listeners:
                listener(changes)
