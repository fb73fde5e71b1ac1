"""The examiner is proved by damages planted by hand: each of the seven conditions, broken, is seen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.ids import new_id
from app.store.engine import connect
from tests.faults.examiner import Acknowledged, Condition, examine
from tests.faults.house import MARKER, House, make_house
from tests.faults.workflows import WORKFLOWS, Step

C = Condition


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with one day's acts in it."""
    made = make_house(tmp_path_factory.mktemp("house") / "house", prepared=2)
    practice = made.open()
    for workflow in WORKFLOWS.values():
        for step in workflow(practice, made, 0):
            practice.run(step.act, step.command)
    practice.close()
    return made


@pytest.fixture
def copy(house: House, tmp_path: Path) -> House:
    return house.copy(tmp_path / "copy")


def seen(house: House, acknowledged: Acknowledged | None = None) -> set[Condition]:
    return {one.condition for one in examine(house, acknowledged or Acknowledged()).losses}


def by_sql(*statements: str) -> Callable[[House], None]:
    """Damage by whoever has the key: triggers first, then rows."""

    def damage(house: House) -> None:
        connection = connect(house.file, house.key_hex, mode="rw")
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()

    return damage


def flip(house: House) -> None:
    content = bytearray(house.file.read_bytes())
    content[len(content) // 2 + 99] ^= 4
    house.file.write_bytes(bytes(content))


def without_keys(house: House) -> None:
    house.paths.keys.unlink()
    house.paths.keys2.unlink()


def without_an_attachment(house: House) -> None:
    next(house.paths.attachments.glob("*/*")).unlink()


def stray(name: str, content: str = "") -> Callable[[House], None]:
    def leave(house: House) -> None:
        (house.folder / name).write_text(content)

    return leave


def test_a_sound_house_passes(copy: House) -> None:
    found = examine(copy, Acknowledged())
    assert (found.refused, found.named, found.losses) == ("", [], [])


@pytest.mark.parametrize(
    ("condition", "damage"),
    [
        (C.OPENS, without_keys),
        (C.CLEAN, flip),
        (C.CLEAN, by_sql("PRAGMA foreign_keys=OFF", "UPDATE visit SET patient_id = randomblob(16)")),
        (C.WHOLE, by_sql("UPDATE ledger_line SET cents = cents + 1 WHERE number = 1")),
        (C.WHOLE, by_sql("DELETE FROM ledger_line")),
        (C.WHOLE, by_sql("UPDATE patient SET first_name = 'Other' WHERE rowid = 2")),
        (C.WHOLE, by_sql("DELETE FROM observation")),
        (C.WHOLE, by_sql("DELETE FROM command_result WHERE rowid = 3")),
        (C.WHOLE, without_an_attachment),
        (C.CHAIN, by_sql("UPDATE audit SET entry = replace(entry, 'ruth', 'anna') WHERE sequence = 2")),
        (C.CHAIN, by_sql("DELETE FROM audit WHERE sequence > (SELECT max(sequence) - 3 FROM audit)")),
        (C.NOTHING_LEFT, stray("practice/house.daybook.keys.1234.new", "half")),
        (C.NOTHING_LEFT, stray("temp/spool.txt", f"{MARKER}, Ada")),
        (C.NOTHING_LEFT, stray("practice/.house.daybook.making")),
    ],
)
def test_a_planted_damage_is_seen(copy: House, condition: Condition, damage: Callable[[House], None]) -> None:
    damage(copy)
    assert condition in seen(copy)


def test_an_acknowledged_act_that_is_not_there_is_seen(copy: House) -> None:
    assert C.ACKNOWLEDGED in seen(copy, Acknowledged([new_id()]))


def test_plain_text_of_a_patient_is_seen_in_a_file_of_the_right_name(copy: House) -> None:
    (copy.state / "anchors" / f"{new_id()}.anchor").write_text(MARKER.upper())
    assert C.NOTHING_LEFT in seen(copy)


def test_an_orphan_that_the_next_start_does_not_sweep_is_seen(
    copy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app.practice_file as program

    monkeypatch.setattr(program, "sweep", lambda folder, session: 0)
    place = copy.paths.attachments / "aa" / ("a" * 32)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"cut off")
    assert seen(copy) == {C.NOTHING_LEFT}


def one_step(house: House) -> Step:
    practice = house.open()
    step = next(iter(WORKFLOWS["payment"](practice, house, 1)))
    practice.close()
    return step


def test_a_command_that_cannot_be_sent_again_is_seen(copy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    step = one_step(copy)
    cut = Acknowledged(cut=(step.act.name, step.command))
    assert seen(copy, cut) == set()  # and once more: it is done once
    assert seen(copy, Acknowledged([step.command.command_id], cut=(step.act.name, step.command))) == set()

    def fails(work: object, command: object) -> None:
        raise OSError

    monkeypatch.setattr(step.act, "function", fails)
    again = Acknowledged(cut=(step.act.name, one_step(copy).command))
    assert seen(copy, again) == {C.NEXT_START}


def test_damage_that_may_be_is_good_once_it_is_named_and_lost_when_it_is_silent(copy: House) -> None:
    flip(copy)
    found = examine(copy, Acknowledged(), may_be_damaged=True)
    assert found.told and not found.losses


def test_silent_damage_is_lost_though_damage_may_be(copy: House) -> None:
    found = examine(copy, Acknowledged([new_id()]), may_be_damaged=True)
    assert {one.condition for one in found.losses} == {C.ACKNOWLEDGED, C.NEXT_START}
