"""A bare practice for tests of the rooms: an encrypted database with all tables, no sign-in, no keys."""

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.acts import Action, Actor, Permission, Query, Role
from app.core.clock import SetClock
from app.core.ids import new_id
from app.frontdesk.policy_checks import policy_checks
from app.people.sensitive import opens_chart
from app.store import audit
from app.store.base import Base
from app.store.engine import Database
from app.store.preparing import prepared
from app.store.triggers import statements
from app.store.work import Reading, Surroundings, Work
from tests.support.schema import import_all_models

import_all_models()

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # 9:00 in New York, on a Monday in flu season


class AllowAll:
    """Lets everyone do everything: what may be done is tested elsewhere, role by role."""

    def allows(self, actor: Actor, permission: Permission) -> bool:
        return True


class BarePractice:
    """Runs actions and answers queries as `practice_file.Practice` does, without keys and sign-in."""

    def __init__(self, folder: Path, at: datetime = MONDAY, zone: str = "America/New_York") -> None:
        self.clock = SetClock(at)
        database = Database(folder / "bare.daybook", secrets.token_hex(32), create=True)
        self.around = Surroundings(
            database, folder / "attachments", self.clock, ZoneInfo(zone), AllowAll(), policy_checks
        )
        self.around.opens_chart = opens_chart
        self.bus = self.around.bus
        self.actor = self.person(Role.OWNER)
        self._make_tables(database)

    def _make_tables(self, database: Database) -> None:
        with database.writing, database.writer.begin() as connection:
            Base.metadata.create_all(connection)
            for statement in statements(set(Base.metadata.tables)):
                connection.exec_driver_sql(statement)
            audit.start_chain(connection, self.clock.now())

    @staticmethod
    def person(*roles: Role, name: str = "Ruth Day") -> Actor:
        return Actor(new_id(), name, frozenset(roles), new_id(), "test PC")

    def work(self, actor: Actor | None = None) -> Work:
        return Work(actor or self.actor, self.around)

    def run(self, act: Action[Any, Any, Any], command: Any, *, actor: Actor | None = None) -> Any:
        doing = actor or self.actor
        with (
            prepared(doing, self.around, act, command) as staging,
            Work(doing, self.around, staging=staging) as work,
        ):
            return act(work, command)

    def answer(self, asked: Query[Any, Any, Any], *args: Any, **kwargs: Any) -> Any:
        with Session(self.around.database.reader) as session:
            reading = Reading(session, self.actor, self.around)
            return asked(reading, *args, **kwargs)

    def all(self, kind: type[Any]) -> list[Any]:
        """Every record of a kind, detached, for looking at what an act wrote."""
        with Session(self.around.database.reader) as session:
            return list(session.query(kind))

    def write(self, *records: Any) -> None:
        """Put records there as they are, for a test that begins in the middle."""
        self.within(lambda work: [work.add(record) for record in records])

    def within(self, story: Callable[[Work], Any]) -> Any:
        """Run a story inside one act of its own."""
        with self.work() as work, work._one_act():
            result = story(work)
            work._record("test.story", new_id())
        return result

    def close(self) -> None:
        """Close the desks that listen, then the database, as the program does: no draft comes too late."""
        for listener in tuple(self.bus._listeners):
            desk = getattr(listener, "__self__", None)
            if hasattr(desk, "close"):
                desk.close()
        self.around.database.close()


def rows_of(entries: Iterable[Any]) -> list[str]:
    """The events of audit rows, in order."""
    return [entry.event for entry in entries]
