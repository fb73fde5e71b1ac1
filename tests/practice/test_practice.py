"""The practice itself: what it begins with, what may be changed, and which policy is in force."""

import json
from collections.abc import Iterator
from dataclasses import fields as fields_of
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.acts import Role
from app.core.errors import NotFound, RuleViolated, Stale
from app.core.findings import Finding, Message, Severity
from app.core.resources import resource
from app.practice import queries
from app.practice.actions import (
    BlockRoom,
    ChangeSettings,
    OpenRoom,
    SavePolicy,
    SaveProvider,
    SaveRoom,
    SaveVisitType,
    block_room,
    change_settings,
    open_room,
    save_policy,
    save_provider,
    save_room,
    save_visit_type,
)
from app.practice.creation import NewPractice, make_practice_defaults
from app.practice.model import ProviderKind, Room, RoomState
from app.practice.policy import laid_over, policy, policy_names, shipped_policy
from app.practice.views import OpenHours, SettingsView
from app.security.model import Account
from app.store.audit import AuditRow
from tests.support.bare import BarePractice

MORNING, AFTERNOON = OpenHours("08:00", "12:00"), OpenHours("13:00", "17:00")
WHERE: dict[str, Any] = {"street": "1 Elm Street", "city": "Dayton", "state": "ohio", "zip": "45402"}


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[BarePractice]:
    made = BarePractice(tmp_path)
    new = NewPractice("Elm Street Family Practice", "America/New_York", phone="937 555 0100", **WHERE)
    made.within(lambda work: make_practice_defaults(work, new))
    yield made
    made.close()


def in_force(practice: BarePractice, name: str, on: date | None = None) -> dict[str, Any]:
    content: dict[str, Any] = practice.answer(queries.policy_table, name, on).content
    return content


def settings_again(view: SettingsView, **other: Any) -> ChangeSettings:
    """The form of settings as it opens, with some fields changed."""
    names = {one.name for one in fields_of(ChangeSettings)} - {"command_id", "settings_id"}
    values = {name: getattr(view, name) for name in names}
    return ChangeSettings(settings_id=view.id, **{**values, **other})


def test_a_new_practice_has_rooms_kinds_of_visit_and_a_column_for_the_staff(practice: BarePractice) -> None:
    assert [room.name for room in practice.answer(queries.rooms)] == [f"Room {n}" for n in range(1, 7)]
    kinds = {kind.name: kind for kind in practice.answer(queries.visit_types)}
    assert {name: kind.minutes for name, kind in kinds.items()} == {
        "Follow-up": 30,
        "New patient": 45,
        "Physical": 45,
        "Well child": 30,
        "Sick visit": 20,
        "Procedure": 45,
        "Shot visit": 15,
        "Blood pressure check": 15,
        "Prenatal": 30,
    }
    assert all(kind.name_es for kind in kinds.values())
    assert [one.short_name for one in practice.answer(queries.providers)] == ["Clinical staff"]
    assert [one.name for one in practice.answer(queries.locations)] == ["Elm Street Family Practice"]


def test_settings_are_kept_in_their_usual_form(practice: BarePractice) -> None:
    settings = practice.answer(queries.practice_settings)
    assert (settings.state, settings.phone, settings.zone) == ("OH", "+19375550100", "America/New_York")


def test_the_practice_is_open_on_weekdays_and_closed_on_sunday(practice: BarePractice) -> None:
    assert practice.answer(queries.opening_hours, date(2026, 3, 2)) == (MORNING, AFTERNOON)
    assert practice.answer(queries.opening_hours, date(2026, 3, 1)) == ()


def test_changed_settings_are_audited_field_by_field(practice: BarePractice) -> None:
    before = practice.answer(queries.practice_settings)
    after = practice.run(change_settings, settings_again(before, name="Oak Street Practice"))
    assert (after.name, after.version) == ("Oak Street Practice", before.version + 1)
    changed = json.loads(practice.all(AuditRow)[-1].entry)
    assert changed["after"]["name"] == "Oak Street Practice" and set(changed["after"]) <= {"name", "version"}
    with pytest.raises(Stale):
        practice.run(change_settings, settings_again(before, name="Late Street Practice"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("zone", "Mars/Olympus"),
        ("state", "Ohioo"),
        ("zip", "4540"),
        ("phone", "123"),
        ("npi", "1234567890"),
        ("tax_id", "12-34"),
        ("lock_after_minutes", 16),
        ("drawer_float_cents", -1),
    ],
)
def test_a_wrong_setting_is_refused_beside_its_field(practice: BarePractice, field: str, value: Any) -> None:
    form = settings_again(practice.answer(queries.practice_settings), **{field: value})
    with pytest.raises(RuleViolated) as refused:
        practice.run(change_settings, form)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "hours",
    [
        {"mon": (OpenHours("17:00", "08:00"),)},
        {"mon": (AFTERNOON, MORNING)},
        {"mon": (OpenHours("8", "12:00"),)},
        {"monday": (MORNING,)},
    ],
)
def test_hours_that_make_no_sense_are_refused(practice: BarePractice, hours: Any) -> None:
    form = settings_again(practice.answer(queries.practice_settings), hours=hours)
    with pytest.raises(RuleViolated) as refused:
        practice.run(change_settings, form)
    assert refused.value.field.startswith("hours")


def test_a_clinician_gets_a_column_and_finds_it_again(practice: BarePractice) -> None:
    actor = practice.actor
    roles = [role.value for role in (Role.PHYSICIAN, Role.OWNER)]
    practice.write(
        Account(
            id=actor.person_id, login="ada", name="Ada Okafor, MD", short_name="Dr. Okafor",
            role_names=roles, made_at=practice.clock.now(),
        )
    )  # fmt: skip
    column = SaveProvider(
        account_id=actor.person_id,
        kind=ProviderKind.PHYSICIAN,
        name="Ada Okafor, MD",
        short_name="Dr. Okafor",
        npi="1234567893",
    )
    made = practice.run(save_provider, column)
    assert practice.answer(queries.my_provider) == made
    assert [one.login for one in practice.answer(queries.staff_with_role, Role.PHYSICIAN)] == ["ada"]
    assert practice.answer(queries.staff_with_role, Role.BILLER) == ()


def test_a_clinicians_column_needs_an_account(practice: BarePractice) -> None:
    nobody = SaveProvider(kind=ProviderKind.NP_PA, name="Nobody", short_name="N")
    with pytest.raises(RuleViolated, match=r"practice\.clinician_account"):
        practice.run(save_provider, nobody)


def test_a_room_is_blocked_with_its_reason_and_comes_back_to_be_cleaned(practice: BarePractice) -> None:
    room = practice.answer(queries.rooms)[0]
    with pytest.raises(RuleViolated, match=r"fields\.required"):
        practice.run(block_room, BlockRoom(room_id=room.id, version=room.version, reason=" "))
    blocked = practice.run(block_room, BlockRoom(room_id=room.id, version=room.version, reason="Leak"))
    assert (blocked.state, blocked.out_of_service_reason) == ("out_of_service", "Leak")
    back = practice.run(open_room, OpenRoom(room_id=room.id, version=blocked.version))
    assert (back.state, back.out_of_service_reason) == ("to_clean", "")
    with pytest.raises(RuleViolated, match=r"practice\.room_in_service"):
        practice.run(open_room, OpenRoom(room_id=room.id, version=back.version))


def test_an_occupied_room_stays_in_service(practice: BarePractice) -> None:
    room = practice.answer(queries.rooms)[0]

    def occupy(work: Any) -> None:
        work.get(Room, room.id).state = RoomState.OCCUPIED

    practice.within(occupy)
    with pytest.raises(RuleViolated, match=r"practice\.room_occupied"):
        practice.run(block_room, BlockRoom(room_id=room.id, version=room.version + 1, reason="Leak"))
    close = SaveRoom(
        room_id=room.id, version=room.version + 1, location_id=room.location_id, name="Room 1", active=False
    )
    with pytest.raises(RuleViolated, match=r"practice\.room_occupied"):
        practice.run(save_room, close)


def test_two_rooms_never_bear_one_name(practice: BarePractice) -> None:
    first, second = practice.answer(queries.rooms)[:2]
    same = SaveRoom(room_id=second.id, version=second.version, location_id=first.location_id, name="Room 1")
    with pytest.raises(RuleViolated, match=r"practice\.name_taken"):
        practice.run(save_room, same)
    new = practice.run(save_room, SaveRoom(location_id=first.location_id, name="Room 7", position=7))
    assert practice.answer(queries.rooms)[-1] == new


@pytest.mark.parametrize(
    ("field", "value"), [("minutes", 0), ("minutes", 17), ("colour", "red"), ("name", "")]
)
def test_a_wrong_kind_of_visit_is_refused(practice: BarePractice, field: str, value: Any) -> None:
    wrong = {"name": "Telephone visit", "minutes": 15, field: value}
    with pytest.raises(RuleViolated) as refused:
        practice.run(save_visit_type, SaveVisitType(**wrong))
    assert refused.value.field == field


def test_a_kind_of_visit_that_is_no_longer_used_leaves_the_list(practice: BarePractice) -> None:
    made = practice.run(save_visit_type, SaveVisitType(name="Telephone visit", minutes=15, needs_room=False))
    gone = SaveVisitType(
        visit_type_id=made.id, version=made.version, name=made.name, minutes=15, active=False
    )
    practice.run(save_visit_type, gone)
    assert made.id not in {kind.id for kind in practice.answer(queries.visit_types)}
    assert made.id in {kind.id for kind in practice.answer(queries.visit_types, inactive=True)}


def test_every_shipped_table_names_its_source() -> None:
    assert "flow" in policy_names()
    assert [name for name in policy_names() if not shipped_policy(name).get("source")] == []


def test_the_flow_ships_with_the_usual_thresholds(practice: BarePractice) -> None:
    flow = in_force(practice, "flow")
    assert flow["warn_after_minutes"] == {
        "arrived": 10, "ready_for_room": 10, "ready_for_provider": 15, "in_room": 40
    }  # fmt: skip
    assert flow["late_after_minutes"] == 15


def test_a_practices_own_value_holds_from_its_day_and_the_rest_stays(practice: BarePractice) -> None:
    today = date(2026, 3, 2)
    tomorrow = today + timedelta(days=1)
    own = {"warn_after_minutes": {"arrived": 20}}
    practice.run(save_policy, SavePolicy(name="flow", valid_from=tomorrow, content=own))
    assert in_force(practice, "flow")["warn_after_minutes"]["arrived"] == 10
    later = in_force(practice, "flow", tomorrow)
    assert (later["warn_after_minutes"]["arrived"], later["warn_after_minutes"]["in_room"]) == (20, 40)
    again = SavePolicy(name="flow", version=1, valid_from=tomorrow, content={"late_after_minutes": 5})
    practice.run(save_policy, again)
    assert in_force(practice, "flow", tomorrow)["warn_after_minutes"]["arrived"] == 10
    assert practice.answer(queries.policy_table, "flow", tomorrow).valid_from == tomorrow


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"arived": 5}, "arived"),
        ({"late_after_minutes": "soon"}, "late_after_minutes"),
        ({"late_after_minutes": True}, "late_after_minutes"),
        ({"late_after_minutes": 0}, "late_after_minutes"),
        ({"warn_after_minutes": {"in_room": 601}}, "warn_after_minutes.in_room"),
        ({"warn_after_minutes": 7}, "warn_after_minutes"),
        ({"ask_before": {"ready_for_provider": ["vitls"]}}, "ask_before.ready_for_provider"),
    ],
)
def test_a_policy_that_its_room_refuses_is_not_saved(
    practice: BarePractice, content: Any, field: str
) -> None:
    with pytest.raises(RuleViolated) as refused:
        practice.run(save_policy, SavePolicy(name="flow", valid_from=date(2026, 3, 2), content=content))
    assert refused.value.field == field


def test_policy_of_days_gone_by_stays_what_it_was(practice: BarePractice) -> None:
    past = SavePolicy(name="flow", valid_from=date(2026, 3, 1), content={})
    with pytest.raises(RuleViolated, match=r"practice\.policy_past"):
        practice.run(save_policy, past)


@pytest.mark.parametrize("name", ["nonsense", "../fonts/README", ""])
def test_a_table_that_does_not_ship_is_not_found(practice: BarePractice, name: str) -> None:
    with pytest.raises(NotFound):
        practice.answer(queries.policy_table, name)


def test_another_room_judges_its_own_table(practice: BarePractice) -> None:
    def never(content: Any) -> list[Finding]:
        return [Finding(Message("test.no", {"minutes": content["late_after_minutes"]}), Severity.HARD_STOP)]

    practice.around.policy_checks = lambda: {"flow": never}
    with pytest.raises(RuleViolated, match=r"test\.no"):
        practice.run(save_policy, SavePolicy(name="flow", valid_from=date(2026, 3, 2), content={}))


def test_a_table_that_was_read_can_be_changed_without_harm(practice: BarePractice) -> None:
    practice.within(lambda work: policy(work, "flow")["warn_after_minutes"].clear())
    assert in_force(practice, "flow")["warn_after_minutes"]


def test_maps_are_laid_over_each_other_and_lists_replaced() -> None:
    below = {"a": {"x": 1, "y": 2}, "list": [1, 2]}
    assert laid_over(below, {"a": {"y": 3}, "list": [9]}) == {"a": {"x": 1, "y": 3}, "list": [9]}


def test_resources_are_found_in_a_checkout_and_in_a_built_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert resource("policy", "flow.toml").is_file()
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resource("policy", "flow.toml") == tmp_path / "resources" / "policy" / "flow.toml"


def test_there_is_no_practice_before_it_is_made(tmp_path: Path) -> None:
    empty = BarePractice(tmp_path)
    with pytest.raises(NotFound):
        empty.answer(queries.practice_settings)
    empty.close()
