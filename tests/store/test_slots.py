"""The key slots: who gets in, who does not, and how the set changes."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import RuleViolated, Unavailable
from app.core.ids import new_id
from app.store import slots
from app.store.causes import Cause
from app.store.files import PracticePaths
from app.store.kdf import FLOOR
from app.store.recovery import RecoveryKey
from app.store.slot_files import (
    read_keys,
    require_program,
    unlock_with_recovery,
    write_set,
)
from app.store.slot_text import FORMAT_VERSION, seal
from app.store.slots import PersonLabel, RecoveryState
from tests.store.made_keys import (
    JAMES,
    MARIA,
    PASSWORDS,
    PRACTICE,
    RECOVERY,
    STORE_KEY,
    forged,
    refusal,
    sign_in,
    write_both,
)


@pytest.fixture
def paths(tmp_path: Path) -> PracticePaths:
    made = PracticePaths(tmp_path / "practice")
    write_set(made, PRACTICE, STORE_KEY)
    return made


@pytest.mark.parametrize("label", [MARIA, JAMES])
def test_each_person_opens_with_their_own_password(paths: PracticePaths, label: PersonLabel) -> None:
    opened = sign_in(paths, label.login)
    assert opened.store_key == STORE_KEY
    assert opened.person_id == label.person_id
    assert opened.slots == PRACTICE
    assert opened.troubles == ()


def test_both_copies_are_the_same_bytes(paths: PracticePaths) -> None:
    assert paths.keys.read_bytes() == paths.keys2.read_bytes() == seal(PRACTICE, STORE_KEY)


def test_the_sign_in_screen_knows_practice_and_people_before(paths: PracticePaths) -> None:
    shown = read_keys(paths).shown
    assert shown.practice_name == "Riverside Family Practice"
    assert [person.label for person in shown.people] == [MARIA, JAMES]


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("maria", ""),
        ("maria", PASSWORDS["james"]),
        ("maria", PASSWORDS["maria"] + " "),
        ("maria", PASSWORDS["maria"].upper()),
        ("maria", "\ud800" + PASSWORDS["maria"]),
        ("maria", "x" * 1025),
        ("nobody", PASSWORDS["maria"]),
        ("", ""),
    ],
)
def test_another_password_or_login_is_a_wrong_password(
    paths: PracticePaths, login: str, password: str
) -> None:
    assert refusal(lambda: sign_in(paths, login, password)) == Cause.WRONG_PASSWORD


def test_a_refusal_shows_neither_login_nor_password(paths: PracticePaths) -> None:
    with pytest.raises(Unavailable) as refused:
        sign_in(paths, "maria", "\ud800 secret words")
    assert "secret" not in f"{refused.value!r} {refused.value.message} {refused.value.__cause__!r}"
    assert "maria" not in f"{refused.value!r} {refused.value.message}"


def test_a_login_is_found_in_any_case_and_a_password_in_any_composition(paths: PracticePaths) -> None:
    label = PersonLabel(new_id(), "  Zoë ", "Zoë B.", "nurse")
    made = slots.add_person(PRACTICE, STORE_KEY, label, "caf\u00e9 \ufb01nest hour", FLOOR)
    write_set(paths, made, STORE_KEY)
    assert sign_in(paths, "ZOE\u0308", "cafe\u0301 finest hour").person_id == label.person_id


def test_nothing_of_a_secret_is_in_the_file(paths: PracticePaths) -> None:
    raw = paths.keys.read_bytes()
    for secret in (STORE_KEY.reveal(), STORE_KEY.slot_set_key(), RECOVERY.reveal()):
        assert base64.b64encode(secret) not in raw
        assert secret.hex().encode() not in raw
    assert not any(password.encode() in raw for password in PASSWORDS.values())
    assert not any(RECOVERY.group(place).encode() in raw for place in range(8))


def test_a_changed_password_opens_and_the_old_one_does_not(paths: PracticePaths) -> None:
    changed = slots.rewrap(PRACTICE, STORE_KEY, MARIA.person_id, "a dozen tin drums", FLOOR)
    write_set(paths, changed, STORE_KEY)
    assert sign_in(paths, "maria", "a dozen tin drums").store_key == STORE_KEY
    assert refusal(lambda: sign_in(paths)) == Cause.WRONG_PASSWORD
    assert sign_in(paths, "james").slots.version == PRACTICE.version + 1
    old, new = PRACTICE.by_login("maria"), changed.by_login("maria")
    assert old is not None
    assert new is not None
    assert (new.slot.slot_id, new.slot.version) == (old.slot.slot_id, old.slot.version + 1)
    assert new.slot.salt != old.slot.salt
    assert new.slot.nonce != old.slot.nonce


def test_a_removed_person_is_out_of_both_copies_at_once(paths: PracticePaths) -> None:
    write_set(paths, slots.remove_person(PRACTICE, MARIA.person_id), STORE_KEY)
    assert refusal(lambda: sign_in(paths)) == Cause.WRONG_PASSWORD
    assert b"maria" not in paths.keys.read_bytes() + paths.keys2.read_bytes()
    assert sign_in(paths, "james").store_key == STORE_KEY


def test_a_new_name_or_login_needs_no_password(paths: PracticePaths) -> None:
    renamed = replace(MARIA, login="Maria.R", name="Maria Rivera")
    write_set(paths, slots.relabel(PRACTICE, renamed), STORE_KEY)
    opened = sign_in(paths, "maria.r", PASSWORDS["maria"])
    assert opened.slots.by_person(MARIA.person_id) is not None
    assert opened.slots.by_login("maria") is None


def test_each_change_raises_the_version() -> None:
    steps = [
        slots.remove_person(PRACTICE, MARIA.person_id),
        slots.relabel(PRACTICE, replace(MARIA, role="owner")),
        slots.describe(PRACTICE, practice_name="Hillside"),
        slots.describe(PRACTICE, schema=2, least_program="0.2.0"),
        slots.mark_recovery_used(PRACTICE),
    ]
    assert [step.version - PRACTICE.version for step in steps] == [1] * len(steps)
    assert (steps[3].schema, steps[3].least_program, steps[3].practice_name) == (
        2,
        "0.2.0",
        PRACTICE.practice_name,
    )


@pytest.mark.parametrize(
    ("label", "field"),
    [
        (replace(MARIA, person_id=new_id()), "login"),
        (replace(MARIA, login="other"), "login"),
        (replace(MARIA, person_id=new_id(), login="MARIA "), "login"),
        (PersonLabel(new_id(), "", "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "two words", "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "a" * 65, "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "a\x00b", "Ann", "nurse"), "login"),
        (PersonLabel(new_id(), "ann", "", "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "Ann\nSmith", "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "\ud800", "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "A" * 201, "nurse"), "name"),
        (PersonLabel(new_id(), "ann", "Ann", ""), "role"),
    ],
)
def test_people_who_cannot_be_added(label: PersonLabel, field: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        slots.add_person(PRACTICE, STORE_KEY, label, "four grey herons", FLOOR)
    assert refused.value.field == field


def test_people_without_a_slot_cannot_be_changed() -> None:
    for call in (
        lambda: slots.rewrap(PRACTICE, STORE_KEY, new_id(), "four grey herons", FLOOR),
        lambda: slots.relabel(PRACTICE, PersonLabel(new_id(), "ann", "Ann", "nurse")),
    ):
        with pytest.raises(RuleViolated):
            call()
    with pytest.raises(RuleViolated):
        slots.relabel(PRACTICE, replace(MARIA, login="james"))
    with pytest.raises(RuleViolated):
        slots.new_set(new_id(), "", schema=1, least_program="0.1.0")
    with pytest.raises(RuleViolated):
        slots.describe(PRACTICE, practice_name="\n")


def test_the_recovery_key_opens_as_nobody(paths: PracticePaths) -> None:
    opened = unlock_with_recovery(read_keys(paths), RECOVERY)
    assert opened.store_key == STORE_KEY
    assert opened.person_id is None


def test_another_or_a_replaced_recovery_key_does_not_open(paths: PracticePaths) -> None:
    files = read_keys(paths)
    assert refusal(lambda: unlock_with_recovery(files, RecoveryKey.generate())) == Cause.WRONG_RECOVERY_KEY
    replacement = RecoveryKey.generate()
    write_set(paths, slots.set_recovery(PRACTICE, STORE_KEY, replacement), STORE_KEY)
    assert refusal(lambda: unlock_with_recovery(read_keys(paths), RECOVERY)) == Cause.WRONG_RECOVERY_KEY
    assert unlock_with_recovery(read_keys(paths), replacement).store_key == STORE_KEY


def test_a_practice_without_recovery_key_says_so(paths: PracticePaths) -> None:
    bare = replace(PRACTICE, recovery=None)
    write_set(paths, bare, STORE_KEY)
    assert refusal(lambda: unlock_with_recovery(read_keys(paths), RECOVERY)) == Cause.NO_RECOVERY_KEY
    assert refusal(lambda: slots.mark_recovery_used(bare)) == Cause.NO_RECOVERY_KEY
    assert refusal(lambda: slots.confirm_recovery(bare, STORE_KEY, ("", ""))) == Cause.NO_RECOVERY_KEY
    assert sign_in(paths).store_key == STORE_KEY


def test_two_groups_typed_back_confirm_it_and_their_codes_go(paths: PracticePaths) -> None:
    assert PRACTICE.recovery is not None
    assert PRACTICE.recovery.state is RecoveryState.UNCONFIRMED
    typed = tuple(RECOVERY.group(asked.place).lower() + " " for asked in PRACTICE.recovery.asked)
    confirmed = slots.confirm_recovery(PRACTICE, STORE_KEY, typed)
    assert confirmed.recovery is not None
    assert confirmed.recovery.state is RecoveryState.CONFIRMED
    assert confirmed.recovery.asked == ()
    write_set(paths, confirmed, STORE_KEY)
    opened = unlock_with_recovery(read_keys(paths), RECOVERY)
    assert opened.slots.recovery == confirmed.recovery
    used = slots.mark_recovery_used(opened.slots)
    assert used.recovery is not None
    assert used.recovery.state is RecoveryState.USED
    assert refusal(lambda: slots.confirm_recovery(used, STORE_KEY, typed)) == Cause.NO_RECOVERY_KEY


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_wrong_group_is_named_by_its_place(wrong: int) -> None:
    assert PRACTICE.recovery is not None
    asked = PRACTICE.recovery.asked
    typed = [RECOVERY.group(group.place) for group in asked]
    typed[wrong] = "0000" if typed[wrong] != "0000" else "1111"
    for answers in (tuple(typed), tuple(typed[:wrong])):
        with pytest.raises(RuleViolated) as refused:
            slots.confirm_recovery(PRACTICE, STORE_KEY, answers)
        place = asked[wrong].place
        assert refused.value.message.params == {"line": place // 2 + 1, "group": place % 2 + 1}


def test_a_later_form_is_newer_and_not_damaged(paths: PracticePaths) -> None:
    def change(found: dict[str, Any]) -> None:
        found["format_version"] = FORMAT_VERSION + 1
        found["set"] = {"other": "shape"}

    write_both(paths, forged(change))
    assert refusal(lambda: read_keys(paths)) == Cause.NEWER


@pytest.mark.parametrize(
    ("least", "schema", "refused"),
    [
        ("0.1.0", 1, False),
        ("0.1", 1, False),
        ("0.0.9", 0, False),
        ("0.1.1", 1, True),
        ("0.10.0", 1, True),
        ("1", 1, True),
        ("0.1.0", 2, True),
    ],
)
def test_a_practice_of_a_later_program_is_refused(least: str, schema: int, refused: bool) -> None:
    made = replace(PRACTICE, least_program=least, schema=schema)
    if refused:
        assert refusal(lambda: require_program(made, program="0.1.0", schema=1)) == Cause.NEWER
    else:
        require_program(made, program="0.1.0", schema=1)
