"""Unlocking with a PIN: what it opens, and everything that ends it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.errors import RuleViolated, Unavailable
from app.core.ids import new_id
from app.practice_file import PendingKey, Practice, open_with_pin
from app.security.pin import SECONDS, TRIES, Clocks, PinOwner, PinUnlock, pin_problem
from app.store.attempts import Attempts
from app.store.audit import AuditRow
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from app.store.keys import StoreKey
from tests.store.backup_house import PASSWORD, House, add_nurse

PIN = "805274"
OWNER = PinOwner(new_id(), new_id(), "ruth", new_id(), 1)


class Time:
    """A clock that stands still in sleep, and the one on the wall."""

    def __init__(self) -> None:
        self.ran, self.wall = 100.0, 5_000.0

    @property
    def clocks(self) -> Clocks:
        return Clocks(lambda: self.ran, lambda: self.wall)

    def pass_by(self, seconds: float, *, asleep: bool = False) -> None:
        self.wall += seconds
        self.ran += 0 if asleep else seconds


def made(time: Time | None = None, key: StoreKey | None = None) -> PinUnlock:
    clocks = (time or Time()).clocks
    return PinUnlock(OWNER, key or StoreKey.generate(), PIN, cost=FLOOR, clocks=clocks)


def refusal(kept: PinUnlock, pin: str = PIN) -> str:
    with pytest.raises(Unavailable) as refused:
        kept.unlock(pin)
    return refused.value.cause


@pytest.mark.parametrize(
    ("pin", "problem"),
    [
        ("", "pin.digits_only"),
        ("80527a", "pin.digits_only"),
        ("８０５２７４", "pin.digits_only"),
        ("80527", "pin.length"),
        ("8052741936201", "pin.length"),
        ("111111", "pin.too_simple"),
        *((pin, "pin.too_simple") for pin in ("246810", "108642", "510152", "369121", "302010", "101112")),
        *((pin, "pin.too_simple") for pin in ("036925", "741852", "963852", "321987", "1472580", "753951")),
        *((pin, "pin.too_simple") for pin in ("147036", "864208", "13579135", "987654321")),
        ("123456", "pin.too_simple"),
        ("654321", "pin.too_simple"),
        ("890123", "pin.too_simple"),
        ("121212", "pin.too_simple"),
        ("123123", "pin.too_simple"),
        ("112233", "pin.too_simple"),
        ("111222", "pin.too_simple"),
        ("135791", "pin.too_simple"),
        ("147258", "pin.too_simple"),
        ("123321", "pin.too_simple"),
        ("198004", "pin.is_date"),
        ("041980", "pin.is_date"),
        ("040380", "pin.is_date"),
        ("310580", "pin.is_date"),
        ("800431", "pin.is_date"),
        ("04031980", "pin.is_date"),
        ("19800403", "pin.is_date"),
        ("805274", ""),
        ("997305", ""),
        ("80527419", ""),
    ],
)
def test_what_a_pin_must_be(pin: str, problem: str) -> None:
    found = pin_problem(pin)
    assert (found.id if found else "") == problem


def test_nine_in_ten_random_pins_can_be_used() -> None:
    usable = sum(pin_problem(f"{number:06}") is None for number in range(0, 1_000_000, 101))
    assert usable > 0.85 * 1_000_000 / 101


def test_the_right_pin_gives_the_key_and_the_tries_back() -> None:
    key = StoreKey.generate()
    kept = made(key=key)
    for _ in range(TRIES - 1):
        assert refusal(kept, "805275") == "pin_wrong"
    assert kept.unlock(PIN) == key
    assert kept.tries_left == TRIES


def test_five_wrong_tries_end_it_even_for_the_right_pin() -> None:
    kept = made()
    causes = [refusal(kept, "805275") for _ in range(TRIES)]
    assert causes == ["pin_wrong"] * (TRIES - 1) + ["pin_gone"]
    assert refusal(kept) == "pin_gone"
    assert not kept.usable
    assert bytes(kept._wrapped) == b""


def test_a_weak_pin_is_refused_before_anything_is_kept() -> None:
    with pytest.raises(RuleViolated) as refused:
        PinUnlock(OWNER, StoreKey.generate(), "123456", cost=FLOOR)
    assert refused.value.field == "pin"


@pytest.mark.parametrize(
    ("seconds", "asleep", "usable"),
    [
        (SECONDS - 1, False, True),
        (SECONDS, False, False),
        (29, True, True),
        (31, True, False),
        (-90, False, True),
    ],
)
def test_it_lives_twelve_hours_and_not_through_sleep(seconds: float, asleep: bool, usable: bool) -> None:
    time = Time()
    kept = made(time)
    time.pass_by(seconds, asleep=asleep)
    assert kept.usable is usable
    assert (kept._wrapped != b"") is usable


def test_nothing_of_key_or_pin_shows(tmp_path: Path) -> None:
    key = StoreKey.generate()
    kept = made(key=key)
    assert "hidden" in repr(kept)
    assert key.reveal() not in bytes(kept._wrapped)
    kept.wipe()
    assert refusal(kept) == "pin_gone"


# -- with a practice --------------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.build(tmp_path)


def locked(house: House, login: str = "ruth") -> PinUnlock:
    practice = house.open(login=login)
    kept = practice.pins.set(PIN, PASSWORD, cost=FLOOR)
    practice.close("lock")
    return kept


def with_pin(house: House, kept: PinUnlock, pin: str = PIN) -> Practice:
    return open_with_pin(house.file, kept, pin, house.setting)


def events(practice: Practice) -> list[str]:
    with practice.file.database.reader.connect() as connection:
        return list(connection.scalars(sa.select(AuditRow.event).order_by(AuditRow.sequence)))


def test_it_unlocks_as_the_same_person_and_the_record_has_it(house: House) -> None:
    kept = locked(house)
    practice = with_pin(house, kept)
    assert practice.actor.name == "Dr. Day"
    assert events(practice)[-3:] == ["pin_set", "lock", "pin_unlock"]
    practice.close("lock")
    with_pin(house, kept).close()  # again and again, until it ends


def test_setting_one_takes_the_password_and_a_good_pin(house: House) -> None:
    practice = house.open()
    with pytest.raises(Unavailable) as refused:
        practice.pins.set(PIN, "not the password", cost=FLOOR)
    assert refused.value.cause == Cause.WRONG_PASSWORD
    with pytest.raises(RuleViolated):
        practice.pins.set("111111", PASSWORD, cost=FLOOR)
    assert "pin_set" not in events(practice)
    practice.close()


def test_nothing_of_it_is_written(house: House) -> None:
    before = {one.name for one in house.top.rglob("*")}
    kept = locked(house)
    held = bytes(kept._wrapped)
    for one in house.top.rglob("*"):
        if one.is_file():
            assert held not in one.read_bytes()
            assert PIN.encode() not in one.read_bytes()
    assert {one.name for one in house.top.rglob("*")} - before <= {"riverside.daybook.attempts"}


def test_wrong_tries_enter_the_record_and_the_key_is_not_left_in_use(house: House) -> None:
    kept = locked(house)
    for _ in range(2):
        with pytest.raises(Unavailable):
            with_pin(house, kept, "997305")
    practice = with_pin(house, kept)
    with practice.file.database.reader.connect() as connection:
        asked = sa.select(AuditRow.entry).where(AuditRow.event == "pin_unlock")
        entry = json.loads(connection.execute(asked).scalar_one())
    assert [(one["login"], one["count"]) for one in entry["details"]["failed"]] == [("ruth", 2)]
    practice.close()
    assert Attempts(PracticePaths.of(house.file)).wait_seconds("ruth", house.clock.now()) == 0


def test_a_new_store_key_ends_it(house: House) -> None:
    kept = locked(house)
    practice = house.open()
    pending = PendingKey()
    practice.rekeying.change(PASSWORD, pending, None)
    with pytest.raises(Unavailable):
        with_pin(house, kept)
    assert not kept.usable
    house.open().close()


def test_a_new_password_ends_it(house: House) -> None:
    from app.store.slots import rewrap

    kept = locked(house)
    practice = house.open()
    ring = practice.file.ring
    slots = rewrap(ring.slots, practice.file.key, practice.actor.person_id, "nine brown horses", FLOOR)
    practice.file.change_keys(slots, "password_set")
    practice.close()
    with pytest.raises(Unavailable) as refused:
        with_pin(house, kept)
    assert refused.value.cause == "pin_gone"
    assert not kept.usable


def test_a_person_who_is_no_longer_active_is_not_let_in_by_a_pin(house: House) -> None:
    practice = house.open()
    add_nurse(practice)
    practice.close()
    kept = locked(house, "nan")
    practice = house.open()
    from app.security.model import Account

    with practice.work() as work, work._one_act():
        nurse = work.session.scalars(sa.select(Account).where(Account.login == "nan")).one()
        nurse.active = False
        work._record("test.close_account", new_id())
    practice.close()
    with pytest.raises(Unavailable) as refused:
        with_pin(house, kept)
    assert refused.value.cause == Cause.NO_LONGER_ACTIVE
    assert not kept.usable


def test_half_a_day_of_locks_needs_no_password(house: House) -> None:
    kept = locked(house)
    for _ in range(3):
        house.clock.advance(timedelta(minutes=7))
        with_pin(house, kept).close("lock")
    assert kept.usable


def test_with_the_usual_cost_it_unlocks_within_a_second(house: House) -> None:
    import time

    practice = house.open()
    kept = practice.pins.set(PIN, PASSWORD)
    practice.close("lock")
    took = []
    for _ in range(3):
        began = time.process_time()
        practice = with_pin(house, kept)
        took.append(time.process_time() - began)
        practice.close("lock")
    assert min(took) < 1.0
