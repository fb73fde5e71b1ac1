"""The database as it closes: what comes too late hears that the practice is locked."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.errors import Unavailable
from app.store.causes import Cause
from app.store.engine import Database
from tests.support.bare import BarePractice

KEY = "ab" * 32


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(tmp_path / "made-up.daybook", KEY, create=True)
    with made.writing, made.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE thing (id INTEGER) STRICT")
    return made


@pytest.mark.parametrize("way", ["reader", "writer"])
def test_a_closed_database_says_that_it_is_locked(database: Database, way: str) -> None:
    database.close()
    engine: sa.Engine = getattr(database, way)
    with pytest.raises(Unavailable) as refused, engine.connect():
        pass
    assert refused.value.cause == Cause.KEY_WIPED
    assert refused.value.message.id == "unavailable.key_wiped"


def test_a_question_that_comes_while_it_closes_opens_no_handle(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    causes: list[str] = []
    real = Database.checkpoint

    def asks_meanwhile(self: Database) -> None:
        with pytest.raises(Unavailable) as refused, self.reader.connect():
            pass
        causes.append(refused.value.cause)
        real(self)

    monkeypatch.setattr(Database, "checkpoint", asks_meanwhile)
    database.close()
    assert causes == [Cause.KEY_WIPED]


def test_an_act_that_waited_for_the_writer_finds_it_locked(tmp_path: Path) -> None:
    practice = BarePractice(tmp_path)
    outcome: list[BaseException] = []

    def act() -> None:
        try:
            practice.work()
        except Unavailable as error:
            outcome.append(error)

    waiting = threading.Thread(target=act)
    with practice.around.database.writing:
        waiting.start()
        practice.around.database.close()
    waiting.join()
    assert [getattr(one, "cause", one) for one in outcome] == [Cause.KEY_WIPED]


def test_a_second_close_does_nothing(database: Database) -> None:
    database.close()
    database.close()
