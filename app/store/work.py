"""The unit of work: one transaction in which acts change records, and the reading that answers questions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.acts import Action, Actor, Permission, Query
from app.core.changes import Change, ChangeBus, Verb
from app.core.clock import Clock
from app.core.errors import NeedsAcknowledgement, NotFound, NotPermitted, SensitiveChart, Stale
from app.core.findings import Finding
from app.core.ids import Id, new_id
from app.store import audit
from app.store.anchor_file import AnchorReading
from app.store.audit import Entry, Head
from app.store.base import Record, plain_value
from app.store.command_texts import refuse_hidden
from app.store.commands import NOT_DONE, earlier_result, keep_result
from app.store.engine import ChangeRefused, Database, allowed_changes
from app.store.recording import Recording, Touched
from app.store.sealed_files import Staging
from app.store.stored_rows import prove_load

M = TypeVar("M", bound=Record)


class Policy(Protocol):
    """Says who may do what; made by `security`, handed in by `practice_file`."""

    def allows(self, actor: Actor, permission: Permission) -> bool: ...


PolicyChecks = Callable[[], Mapping[str, Callable[[Mapping[str, Any]], Sequence[Finding]]]]
"""The rooms' rules about their tables of policy, by table: gathered by the wiring, asked at a saving."""


@dataclass
class Surroundings:
    """What a unit of work is done within: database, files, time and zone of the practice, policy, bus.

    `committed` is called after each commit with the new head of the audit, so that it gets anchored.
    `opens_chart` says whether the reading's actor may open a patient's chart now (sensitive charts).
    """

    database: Database
    attachments: Path
    clock: Clock
    zone: ZoneInfo
    policy: Policy
    policy_checks: PolicyChecks
    bus: ChangeBus = field(default_factory=ChangeBus)
    committed: Callable[[Head], None] = lambda head: None
    read_anchors: Callable[[], Sequence[AnchorReading]] = tuple
    opens_chart: "Callable[[Reading, Id], bool]" = lambda reading, patient_id: True


class Reading:
    """Answers questions for one actor, from one consistent state of the file."""

    def __init__(self, session: Session, actor: Actor, around: Surroundings) -> None:
        self.session, self.actor, self.around = session, actor, around
        self.now: datetime = around.clock.now()
        self._seen: list[Entry] = []
        self._depth = 0
        self._outermost: Action[Any, Any, Any] | Query[Any, Any, Any] | None = None

    @property
    def zone(self) -> ZoneInfo:
        return self.around.zone

    @property
    def today(self) -> date:
        """The practice's day, by its own zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def attachments(self) -> Path:
        """The folder of the encrypted files beside the database."""
        return self.around.attachments

    def may(self, permission: Permission) -> bool:
        """Say whether the actor holds a permission, for views that show less to some."""
        return self.around.policy.allows(self.actor, permission)

    def require(self, permission: Permission, act: str) -> None:
        """Raise NotPermitted unless the actor holds the permission."""
        if not self.may(permission):
            raise NotPermitted(act)

    def answer(self, asked: Query[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
        """Run a query. A recorded one that saw nobody is our bug.

        Within another query the outer one's permission decides: what a summary shows is the summary's affair.
        """
        if not self._depth:
            self.require(asked.permission, asked.name)
            self._outermost = asked
        self._depth += 1
        before = len(self._seen)
        try:
            result = asked.function(self, *args, **kwargs)
        finally:
            self._depth -= 1
        for place, seen in enumerate(self._seen[before:], before):
            if not seen.act:
                self._seen[place] = _named(seen, asked.name)
        if asked.recorded and len(self._seen) == before:
            raise ChangeRefused(f"{asked.name} is recorded and named no patient")
        return result

    def saw(self, patient_id: Id | None, **details: Any) -> None:
        """Tell whose chart is being shown (None: many); it enters the record before the answer is given.

        Raises SensitiveChart where what was asked shows the inside of a chart that the actor may not open.
        """
        if patient_id is not None:
            self._require_chart(patient_id)
        self._seen.append(
            Entry(
                event="view",
                act="",
                act_id=new_id(),
                at=self.now,
                actor=self.actor,
                patient_id=patient_id,
                details=details,
            )
        )

    def may_open(self, patient_id: Id) -> bool:
        """Say whether the actor may open this chart now: not sensitive, of the care team, or an emergency."""
        return self.around.opens_chart(self, patient_id)

    def _require_chart(self, patient_id: Id) -> None:
        asked = self._outermost
        if asked is not None and asked.chart and not self.may_open(patient_id):
            raise SensitiveChart(asked.name, patient_id)

    def refusal(self, error: SensitiveChart) -> Entry:
        """Return the row of the record that tells of a chart which was not opened."""
        return Entry(
            event="refused",
            act=error.act,
            act_id=new_id(),
            at=self.now,
            actor=self.actor,
            patient_id=error.patient_id,
        )

    @property
    def seen(self) -> Sequence[Entry]:
        return tuple(self._seen)

    def get(self, kind: type[M], record_id: Id) -> M:
        """Return a record. Raises NotFound."""
        found = self.session.get(kind, record_id)
        if found is None:
            raise NotFound(kind.__tablename__, record_id)
        return found


def _named(seen: Entry, act: str) -> Entry:
    values = {name: getattr(seen, name) for name in Entry.__dataclass_fields__}
    return Entry(**{**values, "act": act})


class Work(Reading):
    """One transaction. Leaving it writes the audit, commits, then publishes; an error undoes all of it.

    Use: `with practice.work(actor) as work: check_in(work, command)`. `staging` holds what was made ready for
    the act before it began.
    """

    def __init__(
        self, actor: Actor, around: Surroundings, *, origin: str = "", staging: Staging | None = None
    ) -> None:
        self.staging = staging or Staging(around.attachments)
        self._database = around.database
        self._origin = origin
        self._changes: set[Change] = set()
        self._head: Head | None = None
        self._database.writing.acquire()
        try:
            self._connection = self._database.writer.connect()
            self._transaction = self._connection.begin()
        except BaseException:
            self._database.writing.release()
            raise
        session = Session(self._connection, expire_on_commit=False)
        super().__init__(session, actor, around)
        self._recording = Recording(session)
        self._reason = ""
        self._details: dict[str, Any] = {}
        self._loads: list[Entry] = []
        self._about: Id | None = None
        self._overridden: tuple[str, ...] = ()
        self._events: list[tuple[str, dict[str, Any]]] = []
        self._asking = ""

    def __enter__(self) -> "Work":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._commit()
            else:
                self._roll_back(error)
        finally:
            self._connection.close()
            self._database.writing.release()
        if error is None:
            self._publish()

    def _commit(self) -> None:
        try:
            if self.session.new or self.session.dirty or self.session.deleted:
                raise ChangeRefused("records changed outside an act")
            if self._seen:
                self._head = audit.append(self._connection, self._seen)
            self._transaction.commit()
        except BaseException:
            self._transaction.rollback()
            raise
        finally:
            self.session.close()

    def _roll_back(self, error: BaseException) -> None:
        self.session.close()
        self._connection.info["may_change"] = 0
        self._transaction.rollback()
        if isinstance(error, SensitiveChart):
            self._append_alone(self.refusal(error))
        elif isinstance(error, NotPermitted):
            self._append_alone(self._entry("refused", error.act, new_id(), None, details={}))
        elif isinstance(error, NeedsAcknowledgement) and self._asking:
            rules = sorted({one.message.id for one in error.findings})
            self._append_alone(self._entry("asked", self._asking, new_id(), None, details={"rules": rules}))

    def _append_alone(self, entry: Entry) -> None:
        with self._connection.begin():
            self._head = audit.append(self._connection, [entry])

    def _publish(self) -> None:
        if self._head is not None:
            self.around.committed(self._head)
        self.around.bus.publish(frozenset(self._changes))

    # -- acts ---------------------------------------------------------------------------------------------

    def perform(self, act: Action[Any, Any, Any], command: Any) -> Any:
        """Run an act; within another act it joins it. The same command again gives the first result."""
        self.require(act.permission, act.name)
        if self._depth:
            return act.function(self, command)
        self._outermost = act
        if not act.recorded:
            return self._unrecorded(act, command)
        refuse_hidden(command)
        earlier = earlier_result(self._connection, command, act.name, act.function)
        if earlier is not NOT_DONE:
            return earlier
        self._asking = act.name
        with self._one_act():
            result = act.function(self, command)
            self._record(act.name, command.command_id)
            keep_result(self._connection, command, act.name, result, self.now)
        return result

    def _unrecorded(self, act: Action[Any, Any, Any], command: Any) -> Any:
        with self._one_act():
            result = act.function(self, command)
            self.session.flush()
            touched = self._recording.take()
        if any(one.record.__audited__ for one in touched):
            raise ChangeRefused(f"{act.name} is not recorded and changed the record")
        return result

    @contextmanager
    def _one_act(self) -> Iterator[None]:
        self._depth += 1
        self._reason, self._details, self._loads, self._about = "", {}, [], None
        self._overridden, self._events = (), []
        try:
            yield
        finally:
            self._depth -= 1

    def _record(self, act: str, act_id: Id) -> None:
        """Flush, and write the act's row and one for each record that it changed."""
        self.session.flush()
        touched = self._recording.take()
        patients = {t.patient_id for t in touched if t.patient_id} | ({self._about} if self._about else set())
        for one in patients:
            self._require_chart(one)
        patient = patients.pop() if len(patients) == 1 else None
        own = self._entry("act", act, act_id, patient, details=self._details)
        if self._overridden:
            rules = {"rules": list(self._overridden)}
            self._loads.append(self._entry("override", act, act_id, patient, details=rules))
        for event, told in self._events:
            self._loads.append(self._entry(event, act, act_id, patient, details=told))
        rows = [self._entry_of(t, act, act_id) for t in touched if t.record.__audited__]
        self._head = audit.append(self._connection, [own, *rows, *self._loads])
        self._changes |= {change for t in touched if (change := t.change(self._origin))}

    def _entry_of(self, touched: Touched, act: str, act_id: Id) -> Entry:
        return Entry(
            event="record",
            act=act,
            act_id=act_id,
            at=self.now,
            actor=self.actor,
            patient_id=touched.patient_id,
            record=(touched.record.__tablename__, touched.record.id),
            before=touched.before,
            after=touched.after,
        )

    def _entry(
        self, event: str, act: str, act_id: Id, patient_id: Id | None, *, details: dict[str, Any]
    ) -> Entry:
        return Entry(
            event=event,
            act=act,
            act_id=act_id,
            at=self.now,
            actor=self.actor,
            patient_id=patient_id,
            reason=self._reason,
            details=details,
        )

    def because(self, reason: str) -> None:
        """Keep why the act was done in spite of a soft stop, or why something was undone."""
        self._reason = reason

    def override(self, findings: Sequence[Finding], reason: str) -> None:
        """Keep which soft stops were passed over, and why; an event of its own tells the rules apart."""
        self._overridden = tuple(sorted({*self._overridden, *(one.message.id for one in findings)}))
        self.because(reason)

    def about(self, patient_id: Id) -> None:
        """Name the patient of an act that changes no record of the patient (a print, an export)."""
        self._about = patient_id

    def event(self, event: str, **details: Any) -> None:
        """Write a line of its own beside the act's, for what is searched in the record by its event."""
        self._events.append((event, {name: plain_value(value) for name, value in details.items()}))

    def detail(self, **details: Any) -> None:
        """Add plain values to the act's row (how many, which document), never clinical text."""
        self._details.update({name: plain_value(value) for name, value in details.items()})

    # -- records ------------------------------------------------------------------------------------------

    def change(self, kind: type[M], record_id: Id, version: int) -> M:
        """Return a record in order to change it. Raises NotFound, or Stale if `version` is an older one."""
        record = self.get(kind, record_id)
        if record.version != version:
            raise Stale(kind.__tablename__, record_id, version, record.version)
        return record

    def add(self, record: M) -> M:
        """Add a new record."""
        self.session.add(record)
        return record

    def load(self, kind: type[M], rows: Sequence[Mapping[str, Any]]) -> None:
        """Add many records at once; the audit keeps their count and digest. The one bulk way in."""
        if not rows:
            return
        filled = [{"id": new_id(), "version": 1, **row} for row in rows]
        with allowed_changes(self._connection):
            self._connection.execute(sa.insert(kind), filled)
        proof = prove_load(self._connection, kind, [row["id"] for row in filled])
        self._loads.append(
            Entry(
                event="load",
                act="",
                act_id=new_id(),
                at=self.now,
                actor=self.actor,
                details=proof.told(),
            )
        )
        if kind.__change__ is not None:
            self._changes.add(Change(kind.__change__, filled[0]["id"], Verb.CREATED))

    @property
    def connection(self) -> sa.Connection:
        """The connection of this transaction, for the rooms of the store itself."""
        return self._connection
