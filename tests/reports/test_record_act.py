"""One act in full: before and after in words; the inside of a chart for those only who may see charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.core.acts import Role
from app.core.errors import NotFound
from app.core.ids import new_id
from app.people.actions import ChangeDemographics, change_demographics
from app.people.queries import patient_form
from app.practice.actions import ChangeSettings, change_settings
from app.practice.queries import practice_settings
from app.reports.record import words
from app.reports.record.acts import MOST_RECORDS
from app.reports.record.images import plain
from app.reports.record.queries import act_in_full
from app.reports.record.sensitive import is_clinical, is_clinical_act
from app.reports.record.views import ActInFull, RecordChange
from app.store.audit import AuditRow, Entry
from tests.reports.record_house import RecordHouse

HIDDEN = "Not shown"


def opened(house: RecordHouse, what: str) -> ActInFull:
    number = next(line.number for line in house.lines() if line.what == what)
    act: ActInFull = house.practice.answer(act_in_full, number)
    return act


def told(change: RecordChange) -> dict[str, tuple[str, str]]:
    return {one.field: (one.before, one.after) for one in change.fields}


def test_a_change_of_personal_data_is_told_before_and_after(house: RecordHouse) -> None:
    form = house.practice.answer(patient_form, house.elena)
    changed = replace(form.demographics, last_name="Alvarez Ruiz", birth_date=date(1958, 8, 21))
    house.practice.run(
        change_demographics,
        ChangeDemographics(patient_id=house.elena, version=form.version, demographics=changed),
        actor=house.people["lena"],
    )
    act = opened(house, "Change a patient's personal data")
    assert (act.line.person, act.roles, act.line.where) == ("Lena Frost", ("Front desk",), "lena PC")
    [change] = [one for one in act.changes if one.kind == "Patient"]
    assert not change.made and change.patient == "Alvarez Ruiz, Elena"
    assert told(change) == {
        "Last name": ("Alvarez", "Alvarez Ruiz"),
        "Birth date": ("August 12, 1958", "August 21, 1958"),
        "Former names": ("", "Alvarez"),
    }
    row = next(row for row in house.practice.all(AuditRow) if row.sequence == act.line.number)
    assert act.hash == row.hash.hex()


def test_money_and_yes_and_no_are_words(house: RecordHouse) -> None:
    before = house.practice.answer(practice_settings)
    values = {
        name: getattr(before, name) for name in ChangeSettings.__dataclass_fields__ if hasattr(before, name)
    }
    command = ChangeSettings(**{**values, "settings_id": before.id, "drawer_float_cents": 12_345})
    house.practice.run(change_settings, command, actor=house.people["ruth"])
    [change] = opened(house, "Change the practice's settings").changes
    assert told(change)["Cash that stays in the drawer"][1] == "$123.45"


def record(
    house: RecordHouse, table: str, after: dict[str, Any], before: dict[str, Any] | None = None
) -> None:
    one: dict[str, Any] = {
        "act": "test.story",
        "act_id": new_id(),
        "at": house.practice.clock.now(),
        "actor": house.people["ada"],
        "patient_id": house.elena,
    }
    changed = Entry(event="record", record=(table, new_id()), before=before, after=after, **one)
    house.append(Entry(event="act", **one), changed)


def test_each_type_of_value_is_readable(house: RecordHouse) -> None:
    ada = house.people["ada"].person_id
    record(
        house,
        "appointment",
        {
            "day": "2026-03-05",
            "starts_at": 1_772_720_100_000_000,
            "walk_in": True,
            "booked_by": str(ada),
            "state": "no_show",
            "minutes": 30,
            "visit_type_id": str(new_id()),
        },
    )
    [change] = opened(house, "Made up for a test").changes
    assert change.made
    assert told(change) == {
        "Day": ("", "March 5, 2026"),
        "Starts": ("", "March 5, 2026, 9:15 AM".replace(" AM", "\u00a0AM")),
        "Walk in": ("", "Yes"),
        "Booked by": ("", "Ada Okafor, MD"),
        "State": ("", "No show"),
        "Minutes": ("", "30"),
        "Visit type": ("", "Another visit type"),
    }


def test_keys_are_shown_to_nobody(house: RecordHouse) -> None:
    record(house, "attachment", {"key": "ab" * 32, "file_name": "a.pdf"})
    [change] = opened(house, "Made up for a test").changes
    assert told(change)["Key"] == ("", "Secret")


def test_who_may_not_see_charts_sees_which_field_changed_and_not_what_it_says(house: RecordHouse) -> None:
    house.allergy(text="penicillin")
    seen = opened(house, "Add an allergy")
    assert "penicillin" in str(seen) and not seen.hidden
    for login in ("ruth", "otto"):
        house.sign_in(login)
        act = opened(house, "Add an allergy")
        assert act.hidden
        assert "penicillin" not in str(act)
        [change] = [one for one in act.changes if one.kind == "Allergy"]
        assert all(one.hidden and one.after == HIDDEN for one in change.fields)
        assert {"Text", "Kind", "Status"} <= set(told(change))


def test_an_owner_who_is_a_physician_sees_it_all(house: RecordHouse) -> None:
    house.allergy(text="penicillin")
    house.sign_in("ruth")
    house.practice.actor = replace(house.practice.actor, roles=frozenset({Role.OWNER, Role.PHYSICIAN}))
    assert "penicillin" in str(opened(house, "Add an allergy"))


@pytest.mark.parametrize(
    ("table", "field"), [("appointment", "reason"), ("visit", "handoff_note"), ("patient", "what_matters")]
)
def test_clinical_words_in_the_office_are_kept_back_too(house: RecordHouse, table: str, field: str) -> None:
    record(house, table, {field: "chest pain", "street": "12 River Road"}, {field: None, "street": None})
    house.sign_in("otto")
    act = opened(house, "Made up for a test")
    assert "chest pain" not in str(act) and "12 River Road" in str(act)


def test_the_reason_of_a_clinical_act_is_kept_back_where_charts_are(house: RecordHouse) -> None:
    one: dict[str, Any] = {"act_id": new_id(), "at": house.practice.clock.now(), "actor": house.people["ada"]}
    house.append(Entry(event="act", act="orders.place_order", reason="took it before without rash", **one))
    assert opened(house, "Place an order").line.reason == "took it before without rash"
    house.sign_in("otto")
    assert opened(house, "Place an order").line.reason == HIDDEN
    assert "rash" not in str(house.lines())
    one["act_id"] = new_id()
    house.append(Entry(event="act", act="billing.adjustments.write_off", reason="small balance", **one))
    assert opened(house, "Write off an amount").line.reason == "small balance"


def test_a_large_act_shows_its_first_records_and_counts_the_others(house: RecordHouse) -> None:
    one: dict[str, Any] = {
        "act": "test.story",
        "act_id": new_id(),
        "at": house.practice.clock.now(),
        "actor": house.people["ada"],
    }
    rows = [
        Entry(event="record", record=("room", new_id()), after={"name": str(n)}, **one) for n in range(450)
    ]
    house.append(Entry(event="act", **one), *rows)
    house.event("lock", "ada")
    act = opened(house, "Made up for a test")
    assert (len(act.changes), act.left_out) == (MOST_RECORDS, 250)


def test_an_act_without_records_and_a_row_that_is_not_there(house: RecordHouse) -> None:
    house.event("lock", "ada", minutes=5)
    act = opened(house, "Lock")
    assert (act.changes, act.details) == ((), (("Minutes", "5"),))
    with pytest.raises(NotFound):
        house.practice.answer(act_in_full, 10_000_000)


def test_details_name_people_and_leave_bare_ids_out(house: RecordHouse) -> None:
    lena = house.people["lena"].person_id
    house.look("otto", "reports.record.find_record", house.elena, asked_person=str(lena), visit=str(new_id()))
    assert opened(house, "The record of who did what").details == (("Person asked for", "Lena Frost"),)


def test_a_person_who_is_no_account_is_said_to_be_unknown(house: RecordHouse) -> None:
    house.people["gone"] = house.practice.person(Role.PHYSICIAN)
    house.event("lock", "gone")
    act = opened(house, "Lock")
    assert (act.line.person, act.roles) == ("Somebody unknown", ())


def test_lists_and_maps_read_as_text() -> None:
    assert plain({"rows": 3, "table": "", "found": [1, True]}) == "Rows: 3; Found: (1; Yes)"
    assert words.detail_word("posted_cents") == "Posted"


@pytest.mark.parametrize(
    ("event", "details", "what", "more"),
    [
        ("backup_checked", {"folder": "a"}, "Check a backup", "whole"),
        (
            "backup_checked",
            {"folder": "a", "findings": ["unavailable.backup_file_damaged"]},
            "Check a backup",
            "damaged, backup file damaged",
        ),
        ("verify", {"rows": 9, "full": True, "result": "whole"}, "Verify the record", "whole"),
        (
            "verify",
            {"rows": 9, "result": "findings", "findings": 1_200, "first": [{"finding": "audit.gap"}]},
            "Verify the record",
            "not whole, findings: 1,200",
        ),
        ("rehearsal_failed", {"cause": "disk_full"}, "Rehearsal of a restore failed", "disk full"),
        ("backup_failed", {"cause": "backup_no_room"}, "Backup failed", "backup no room"),
    ],
)
def test_how_a_check_ended_stands_in_its_line(
    house: RecordHouse, event: str, details: dict[str, Any], what: str, more: str
) -> None:
    house.event(event, "ruth", **details)
    (line,) = [one for one in house.lines() if one.what == what]
    assert line.more == more


def test_what_was_found_is_told_in_words_and_with_its_place(house: RecordHouse) -> None:
    found = ["unavailable.backup_file_damaged"]
    house.event("backup_checked", "ruth", findings=found)
    assert dict(opened(house, "Check a backup").details)["Findings"] == "Backup file damaged"
    first = [{"finding": "audit.record_differs", "table": "location", "column": "name", "sequence": 7}]
    house.event("verify", "ruth", full=True, result="findings", findings=1, first=first)
    details = dict(opened(house, "Verify the record").details)
    assert details["First findings"] == "Record differs (column name, sequence 7, table location)"
    assert details["Result"] == "Findings"


def test_reasons_about_appointments_go_by_one_rule_in_the_line_and_in_the_record(house: RecordHouse) -> None:
    """Why somebody did not come may say what they have: it is the chart's, whichever act it stands in."""
    for act in ("visits.mark_no_show", "schedule.cancel_appointment", "schedule.move_appointment"):
        assert is_clinical_act(act)
    for table, field in (("appointment", "cancel_reason"), ("visit_state_change", "reason")):
        assert is_clinical(table, field)
