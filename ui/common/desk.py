"""The desk: the one way in which screens change the practice and ask it questions, off the GUI thread.

One writer thread runs the acts in the order in which they were asked for; one reader thread answers
questions, each after the acts that the same screen asked for earlier. Answers come back on the GUI
thread; an answer whose owner is gone is dropped.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.acts import Action, Command, Query
from app.core.changes import Change
from app.core.errors import Cancelled
from app.core.progress import Progress

Done = Callable[[Any], object]
Failed = Callable[[Exception], object]
Present = Callable[[Exception, QWidget | None], object]

C = TypeVar("C", bound=Command)
R = TypeVar("R")

SETTLE_SECONDS = 5.0

log = logging.getLogger(__name__)


class Bus(Protocol):
    """Where changes are told after each commit, on the thread that committed."""

    def subscribe(self, listener: Callable[[frozenset[Change]], None]) -> Callable[[], None]: ...


class PracticeAccess(Protocol):
    """The open practice as the desk sees it; both calls block and may come from any thread."""

    @property
    def bus(self) -> Bus: ...

    def run(self, action: Any, command: Any) -> Any: ...

    def answer(self, query: Any, *args: Any, **kwargs: Any) -> Any: ...


class Lane(Enum):
    """Where a thing asked of the desk is done."""

    ACTS = "acts"
    QUESTIONS = "questions"
    POOL = "pool"


_PRACTICE_LANES = (Lane.ACTS, Lane.QUESTIONS)


@dataclass(eq=False)
class Job:
    """What a thread of the desk gets to see of a ticket: nothing through which it could keep a widget.

    The last reference to a widget must go on the GUI thread, for its C++ side goes with it.
    """

    work: Callable[[], Any]
    number: int
    cancelled: bool = False


@dataclass(eq=False)
class Ticket:
    """One thing asked of the desk. `cancel` drops its answer, and stops a work that has a Progress."""

    job: Job
    lane: Lane
    done: Done | None
    failed: Failed | None
    owner: weakref.ref[QObject] | None
    key: int
    progress: Progress | None = None
    after: int = 0

    @property
    def number(self) -> int:
        return self.job.number

    def cancel(self) -> None:
        """Forget the answer; a long work that has a Progress is asked to stop and reports Cancelled."""
        if self.progress is not None:
            self.progress.cancel()
        else:
            self.job.cancelled = True

    def living_owner(self) -> QObject | None:
        """Return the object that asked, unless it is gone."""
        owner = self.owner() if self.owner is not None else None
        return owner if owner is not None and shiboken6.isValid(owner) else None

    def is_forgotten(self) -> bool:
        """Return whether nobody waits for the answer any more."""
        return self.job.cancelled or (self.owner is not None and self.living_owner() is None)


def asker(owner: QObject | None) -> int:
    """Return what counts as one asker: the screen that the widget stands in, or the object itself."""
    found: QObject | None = owner
    while found is not None and not getattr(found, "is_screen", False):
        found = found.parent()
    return id(found if found is not None else owner)


class Desk(QObject):
    """What screens hold. This one does everything in place, before the call returns: for tests."""

    changed = Signal(object, object)
    """(frozenset[Change], the widget whose act it was, or None), told on the GUI thread after a commit."""
    busy = Signal(bool)
    """Whether acts are under way."""
    locking = Signal()
    """The practice is about to be closed: what is not saved yet is sent off now, as drafts."""

    def __init__(self, practice: PracticeAccess, present: Present | None = None) -> None:
        super().__init__()
        self._practice = practice
        self._present = present
        self._numbers = 0
        self._closed = False
        self._acting: Ticket | None = None
        self._unsubscribe = practice.bus.subscribe(self._on_change)

    def set_presenter(self, present: Present) -> None:
        """Say who shows an error that no `failed` callback took."""
        self._present = present

    def do(
        self,
        action: Action[Any, C, R],
        command: C,
        *,
        done: Callable[[R], object] | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
    ) -> Ticket:
        """Run an act of the staff, then `done(result)` or `failed(error)`.

        An error that no `failed` takes (none given, or it returned False) goes to the presenter.
        """
        work = partial(self._practice.run, action, command)
        return self._start(self._ticket(work, Lane.ACTS, done, failed, owner))

    def ask(
        self,
        query: Query[Any, ..., R],
        *args: Any,
        done: Callable[[R], object] | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> Ticket:
        """Ask a question; it is answered after the acts which the same screen asked for before."""
        work = partial(self._practice.answer, query, *args, **kwargs)
        return self._start(self._ticket(work, Lane.QUESTIONS, done, failed, owner))

    def work_on_pool(
        self,
        work: Callable[..., R],
        *args: Any,
        done: Callable[[R], object] | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        progress: Progress | None = None,
        **kwargs: Any,
    ) -> Ticket:
        """Run `work(*args, **kwargs)` beside everything else: files, PDF, printers. Never the practice."""
        ticket = self._ticket(partial(work, *args, **kwargs), Lane.POOL, done, failed, owner)
        ticket.progress = progress
        return self._start(ticket)

    def close(self) -> None:
        """Finish what is running and stop listening; nothing is done or called back afterwards."""
        self._closed = True
        self._unsubscribe()

    def hold(self) -> None:
        """Keep every answer back from now on: the window is emptied for a lock, and must stay so."""

    def go_on(self) -> None:
        """Deliver what was kept back; questions are asked anew, for others may have written meanwhile."""

    def settle(self, seconds: float = SETTLE_SECONDS) -> bool:
        """Wait until every act and question asked for so far is done; False when it takes longer.

        For the thread that closes the practice, never the GUI thread.
        """
        return True

    def _ticket(
        self,
        work: Callable[[], Any],
        lane: Lane,
        done: Done | None,
        failed: Failed | None,
        owner: QObject | None,
    ) -> Ticket:
        self._numbers += 1
        held = weakref.ref(owner) if owner is not None else None
        return Ticket(Job(work, self._numbers), lane, done, failed, held, asker(owner))

    def _start(self, ticket: Ticket) -> Ticket:
        if self._closed:
            ticket.job.cancelled = True
            return ticket
        before, self._acting = self._acting, ticket if ticket.lane is Lane.ACTS else self._acting
        result, error = _outcome(ticket.job)
        self._acting = before
        self._deliver(ticket, result, error)
        return ticket

    def _on_change(self, changes: frozenset[Change]) -> None:
        self._tell(changes, self._acting)

    def _tell(self, changes: frozenset[Change], ticket: Ticket | None) -> None:
        """Tell the screens, on the GUI thread."""
        self.changed.emit(changes, ticket.living_owner() if ticket is not None else None)

    def _deliver(self, ticket: Ticket, result: Any, error: Exception | None) -> None:
        """Hand an answer to whoever asked, on the GUI thread."""
        if ticket.is_forgotten():
            if error is not None and not isinstance(error, Cancelled):
                log.warning("an error came after its screen was gone: %s", type(error).__name__)
        elif error is None:
            if ticket.done is not None:
                ticket.done(result)
        elif ticket.failed is None or ticket.failed(error) is False:
            self._show(error, ticket.living_owner())

    def _show(self, error: Exception, owner: QObject | None) -> None:
        if self._present is None:
            raise error
        self._present(error, owner if isinstance(owner, QWidget) else None)


def _outcome(job: Job) -> tuple[Any, Exception | None]:
    """Do the work and return its result, or the error it raised."""
    try:
        return job.work(), None
    except Exception as error:
        return None, error


InPlaceDesk = Desk
"""The desk of tests, by the name they use."""


class ThreadDesk(Desk):
    """The desk of the program: one writer thread, one reader thread, and a small pool."""

    _arrived = Signal(int, object, object)
    _told = Signal(object, int)

    def __init__(
        self, practice: PracticeAccess, present: Present | None = None, *, pool_size: int = 2
    ) -> None:
        self._queues: dict[Lane, queue.SimpleQueue[Job | None]] = {lane: queue.SimpleQueue() for lane in Lane}
        self._tickets: dict[int, Ticket] = {}
        self._act_at_work = 0
        self._last_act: dict[int, int] = {}
        self._open_acts: set[int] = set()
        self._held: list[Ticket] = []
        self._late: list[tuple[int, Any, Exception | None]] | None = None
        super().__init__(practice, present)
        self._arrived.connect(self._on_arrival, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        lanes = [Lane.ACTS, Lane.QUESTIONS, *[Lane.POOL] * pool_size]
        self._threads = [self._thread(lane, number) for number, lane in enumerate(lanes)]

    def close(self) -> None:
        if self._closed:
            return
        super().close()
        for _thread, lane in self._threads:
            self._queues[lane].put(None)
        for thread, _lane in self._threads:
            thread.join()

    def settle(self, seconds: float = SETTLE_SECONDS) -> bool:
        until = time.monotonic() + seconds
        passed = [threading.Event() for _lane in _PRACTICE_LANES]
        for lane, event in zip(_PRACTICE_LANES, passed, strict=True):
            self._queues[lane].put(Job(event.set, 0))
        return all(event.wait(timeout=max(0.0, until - time.monotonic())) for event in passed)

    def hold(self) -> None:
        self._late = self._late or []

    def go_on(self) -> None:
        late, self._late = self._late or [], None
        for number, result, error in late:
            ticket = self._tickets.get(number)
            if ticket is not None and ticket.lane is Lane.QUESTIONS:
                self._queues[Lane.QUESTIONS].put(ticket.job)
            else:
                self._on_arrival(number, result, error)

    def _start(self, ticket: Ticket) -> Ticket:
        if self._closed:
            ticket.job.cancelled = True
            return ticket
        self._tickets[ticket.number] = ticket
        if ticket.lane is Lane.ACTS:
            self._last_act[ticket.key] = ticket.number
            self._open_acts.add(ticket.number)
            self.busy.emit(True)
        elif ticket.lane is Lane.QUESTIONS:
            ticket.after = self._last_act.get(ticket.key, 0)
            if ticket.after in self._open_acts:
                self._held.append(ticket)
                return ticket
        self._queues[ticket.lane].put(ticket.job)
        return ticket

    def _thread(self, lane: Lane, number: int) -> tuple[threading.Thread, Lane]:
        name = f"desk {lane.value} {number}"
        thread = threading.Thread(target=self._serve, args=(lane,), name=name, daemon=True)
        thread.start()
        return thread, lane

    def _serve(self, lane: Lane) -> None:
        """Do one thing after another until the desk closes; acts are done even when nobody waits for them."""
        while (job := self._queues[lane].get()) is not None:
            if lane is Lane.ACTS:
                self._act_at_work = job.number
            elif self._closed:
                continue
            wanted = lane is Lane.ACTS or not job.cancelled
            result, error = _outcome(job) if wanted else (None, None)
            if lane is Lane.ACTS:
                self._act_at_work = 0
            if not self._closed:
                self._arrived.emit(job.number, result, error)
            job = result = error = None  # while it waits, the thread keeps nothing of a patient

    def _on_change(self, changes: frozenset[Change]) -> None:
        """Pass a change on to the GUI thread; comes on the thread that committed."""
        ours = threading.current_thread() is self._threads[0][0]
        if not self._closed:
            self._told.emit(changes, self._act_at_work if ours else 0)

    def _on_told(self, changes: frozenset[Change], act: int) -> None:
        if self._late is not None:
            return  # every screen asks anew after the lock
        self._tell(changes, self._tickets.get(act))

    def _on_arrival(self, number: int, result: Any, error: Exception | None) -> None:
        if self._late is not None:
            ticket = self._tickets.get(number)
            kept = result if ticket is None or ticket.lane is not Lane.QUESTIONS else None
            self._late.append((number, kept, error))
            return
        ticket = self._tickets.pop(number, None)  # none for the mark of `settle`
        if self._closed or ticket is None:
            return
        if ticket.lane is Lane.ACTS:
            self._act_is_over(ticket)
        self._deliver(ticket, result, error)

    def _act_is_over(self, act: Ticket) -> None:
        """Let the questions that waited for this act go to the reader."""
        self._open_acts.discard(act.number)
        if self._last_act.get(act.key) == act.number:
            del self._last_act[act.key]
        for ticket in [each for each in self._held if each.after == act.number]:
            self._held.remove(ticket)
            self._queues[Lane.QUESTIONS].put(ticket.job)
        self.busy.emit(bool(self._open_acts))
