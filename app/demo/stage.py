"""Where the made-up staff act: each as themselves, with their own permissions, when it happens."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from app.core.acts import Action, Actor
from app.core.clock import SetClock
from app.core.errors import NeedsAcknowledgement
from app.core.ids import Id, new_id
from app.core.progress import Progress
from app.demo.people import Team
from app.store.work import Surroundings, Work

PLACES = {"desk": "FRONT-DESK", "clinic": "CLINIC-2", "office": "OFFICE"}
WHY = "Fits in between, agreed with the clinician"
Build = Callable[[Work], Any]


@dataclass
class Stage:
    """Runs acts in the order of their times; `until` is the moment at which the demo day stands.

    `columns` are the columns of the calendar by the login of their clinician ("staff" without one), `types`
    the kinds of visit by name.
    """

    around: Surroundings
    clock: SetClock
    team: Team
    columns: dict[str, Id]
    types: dict[str, Id]
    until: datetime
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        self._coming: list[tuple[datetime, int, Callable[[], object]]] = []
        self._number = count()
        self._actors: dict[str, Actor] = {}
        self.mrn_of: dict[int, str] = {}  # of those who were registered and not loaded
        self.acts = 0

    def actor(self, login: str) -> Actor:
        """Return a person of the staff at the PC where they work."""
        if login not in self._actors:
            person = self.team.accounts[login]
            place = "desk" if login in (self.team.desk, self.team.biller) else "clinic"
            self._actors[login] = person.actor(PLACES[place])
        return self._actors[login]

    def act(self, login: str, what: Action[Any, Any, Any], build: Build) -> Any:
        """Let a person act now. A soft stop is overridden with a reason, as staff do it."""
        self.acts += 1
        try:
            with Work(self.actor(login), self.around) as work:
                return what(work, build(work))
        except NeedsAcknowledgement:
            with Work(self.actor(login), self.around) as work:
                command = replace(build(work), command_id=new_id(), acknowledged_reason=WHY)
                return what(work, command)

    def at(self, when: datetime, happens: Callable[[], object]) -> None:
        """Let something happen at a time; at the same time, in the order in which it was said."""
        heapq.heappush(self._coming, (when, next(self._number), happens))

    def play(self) -> None:
        """Let everything happen in its order. Raises Cancelled between two acts."""
        whole, done = len(self._coming), 0
        while self._coming:
            when, _, happens = heapq.heappop(self._coming)
            self.clock.set(max(when, self.clock.now()))
            happens()
            done += 1
            self.progress.step(min(done, whole), max(whole, 1))
