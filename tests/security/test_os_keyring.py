"""The slot on a PC: off by default, opened by a PIN with the keyring, ended by everything that should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from app.core.errors import NotPermitted, RuleViolated, Unavailable
from app.practice.actions import SavePolicy, save_policy
from app.practice_file import PcSlot, PendingKey, Practice, look_at, open_with_pc_slot, pc_slot_of
from app.security import os_keyring
from app.store.kdf import FLOOR
from tests.store.backup_house import PASSWORD, House

PIN = "80527419"


class Memory(KeyringBackend):
    """A keyring in memory."""

    priority = 5.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _ask(self) -> None:
        if self.locked:
            raise keyring.errors.KeyringError("locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._ask()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._ask()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._ask()
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("none")
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[Memory]:
    before, made = keyring.get_keyring(), Memory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.build(tmp_path)


def allow(practice: Practice) -> None:
    content = {"keyring": {"allowed": True}}
    practice.run(save_policy, SavePolicy(name="keys", content=content, valid_from=date(2026, 3, 2)))


def kept(house: House, pin: str = PIN) -> PcSlot:
    practice = house.open()
    allow(practice)
    practice.pins.stay(pin, cost=FLOOR)
    practice.close()
    slot = slot_of(house)
    assert slot is not None
    return slot


def slot_of(house: House) -> PcSlot | None:
    return pc_slot_of(look_at(house.file), "ruth", house.setting)


def enter(house: House, pin: str = PIN) -> Practice:
    slot = slot_of(house)
    assert slot is not None
    return open_with_pc_slot(house.file, slot, pin, house.setting)


def refusal(house: House, pin: str = PIN) -> str:
    with pytest.raises(Unavailable) as refused:
        enter(house, pin)
    return refused.value.cause


def test_it_is_off_as_shipped(house: House, ring: Memory) -> None:
    practice = house.open()
    assert not practice.pins.may_stay
    with pytest.raises(NotPermitted):
        practice.pins.stay(PIN, cost=FLOOR)
    practice.close()
    assert ring.kept == {}
    assert slot_of(house) is None


def test_a_pc_without_a_keyring_has_none_and_works(house: House) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    try:
        assert not os_keyring.available()
        practice = house.open()
        allow(practice)
        assert not practice.pins.may_stay
        with pytest.raises(Unavailable) as refused:
            practice.pins.stay(PIN, cost=FLOOR)
        assert refused.value.cause == "keyring"
        practice.close()
        assert slot_of(house) is None
    finally:
        keyring.set_keyring(before)


def test_it_opens_after_a_restart_with_the_pin(house: House, ring: Memory) -> None:
    kept(house)
    practice = enter(house)
    assert practice.actor.name == "Dr. Day"
    practice.close()


def test_neither_half_opens_alone(house: House, ring: Memory) -> None:
    slot = kept(house)
    (name,) = ring.kept
    half = ring.kept[name]
    ring.kept[name] = half[::-1][-4:] + half[4:]
    assert refusal(house) in ("pin_wrong", "pin_gone")
    ring.kept[name] = half
    assert refusal(house, "80527410") == "pin_wrong"
    assert slot.wrapped not in half.encode()
    enter(house).close()


def test_five_wrong_tries_remove_both_halves_whatever_is_restarted(house: House, ring: Memory) -> None:
    kept(house)
    causes = []
    for _ in range(5):
        house.clock.advance(timedelta(minutes=20))
        causes.append(refusal(house, "80527410"))
    assert causes == ["pin_wrong"] * 4 + ["pin_gone"]
    assert slot_of(house) is None
    assert ring.kept == {}


def test_it_ends_after_its_days(house: House, ring: Memory) -> None:
    kept(house)
    house.clock.advance(timedelta(days=7))
    assert slot_of(house) is None


def test_the_days_cannot_be_lengthened_in_the_file(house: House, ring: Memory) -> None:
    kept(house)
    place = next((house.top / "state" / "slots").iterdir())
    place.write_bytes(place.read_bytes().replace(b"2026-03-09", b"2036-03-09"))
    house.clock.advance(timedelta(days=8))
    assert slot_of(house) is not None
    assert refusal(house) == "pin_wrong"


@pytest.mark.parametrize("pin", ["805274", "12345678", "19800403"])
def test_a_pin_that_stays_is_longer(house: House, ring: Memory, pin: str) -> None:
    practice = house.open()
    allow(practice)
    with pytest.raises(RuleViolated):
        practice.pins.stay(pin, cost=FLOOR)
    practice.close()
    assert ring.kept == {}


@pytest.mark.parametrize("how", ["rekey", "leave"])
def test_what_removes_it(house: House, ring: Memory, how: str) -> None:
    kept(house)
    practice = house.open()
    if how == "rekey":
        practice.rekeying.change(PASSWORD, PendingKey(), None)
        assert refusal(house) == "keys_changed"
    else:
        practice.pins.leave()
        practice.close()
    assert slot_of(house) is None
    assert ring.kept == {}


def test_a_locked_keyring_asks_for_the_password(house: House, ring: Memory) -> None:
    kept(house)
    ring.locked = True
    assert refusal(house) == "pin_gone"
    house.open().close()


def test_a_damaged_slot_is_none(house: House, ring: Memory) -> None:
    kept(house)
    place = next((house.top / "state" / "slots").iterdir())
    for content in (b"", b"{}", b"[1]", b"\xff", place.read_bytes()[:-40], b'{"format": "daybook-pc-slot"}'):
        place.write_bytes(content)
        assert slot_of(house) is None
