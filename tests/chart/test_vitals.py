"""Vital signs of Mrs. Lee, recorded by Maria: what is kept, what is refused, who is told."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.chart.alerts.actions import AcknowledgeAlert, Tell, acknowledge_alert, tell
from app.chart.alerts.model import Alert
from app.chart.alerts.queries import alert_details, flags_of_visits, open_alerts
from app.chart.history.model import Pregnancy, ReproductiveHistory
from app.chart.observations.model import Flag, Observation
from app.chart.vitals.actions import (
    RecordVitals,
    Replaced,
    SetTarget,
    WithdrawVital,
    record_vitals,
    set_target,
    withdraw_vital,
)
from app.chart.vitals.measures import Measure, Part
from app.chart.vitals.queries import check_vitals, last_vitals, visit_vitals, vital_trends
from app.chart.vitals.views import VitalEntry
from app.core.acts import Role
from app.core.errors import NeedsAcknowledgement, RuleViolated
from app.core.ids import new_id
from app.store.audit import AuditRow
from app.visits.model import VisitState
from tests.chart.people import Clinic
from tests.support.bare import MONDAY

M = Measure
FIVE = (
    VitalEntry(measure=M.BLOOD_PRESSURE, text="132/84", site="left arm", details={"position": "sitting"}),
    VitalEntry(measure=M.PULSE, text="72"),
    VitalEntry(measure=M.RESPIRATIONS, text="16"),
    VitalEntry(measure=M.TEMPERATURE, text="98.6", unit="[degF]", method="oral"),
    VitalEntry(measure=M.SPO2, text="98"),
)


def entry(measure: Measure, text: str, unit: str = "") -> VitalEntry:
    return VitalEntry(measure=measure, text=text, unit=unit)


def record(lee: Clinic, *entries: VitalEntry, **more: Any) -> Any:
    return lee.run(record_vitals, RecordVitals(visit_id=lee.visit_id, entries=entries, **more))


def by_loinc(lee: Clinic) -> dict[str, Observation]:
    return {one.loinc: one for one in lee.all(Observation) if one.entered_in_error is None}


def test_a_set_is_kept_as_typed_and_canonical(lee: Clinic) -> None:
    made = record(lee, *FIVE)
    rows = by_loinc(lee)
    assert set(rows) == {"85354-9", "8480-6", "8462-4", "8867-4", "9279-1", "8310-5", "59408-5"}
    assert rows["8480-6"].parent_id == rows["8462-4"].parent_id == rows["85354-9"].id
    warm = rows["8310-5"]
    assert (warm.value, warm.unit, warm.entered_value, warm.entered_unit) == (37, "Cel", "98.6", "[degF]")
    assert (warm.method, warm.effective_at, warm.recorded_by_name) == ("oral", MONDAY, "Maria R., CMA")
    assert rows["8480-6"].details == {"position": "sitting"} and rows["8480-6"].body_site == "left arm"
    assert (made.number, made.flagged, made.alert_id) == (1, False, None)


def test_the_same_command_records_once(lee: Clinic) -> None:
    command = RecordVitals(visit_id=lee.visit_id, entries=FIVE)
    assert lee.run(record_vitals, command) == lee.run(record_vitals, command)
    assert len(lee.all(Observation)) == 7


def test_several_sets_have_an_average_and_a_repeat_is_asked_for_until_taken(lee: Clinic) -> None:
    first = record(lee, entry(M.BLOOD_PRESSURE, "150/92"))
    assert first.repeat_due_at == MONDAY + timedelta(minutes=5)
    assert lee.ask(visit_vitals, lee.visit_id).repeat_due_at == first.repeat_due_at
    lee.practice.clock.set(MONDAY + timedelta(minutes=5))
    record(lee, entry(M.BLOOD_PRESSURE, "137/88"))
    seen = lee.ask(visit_vitals, lee.visit_id)
    assert [one.number for one in seen.sets] == [1, 2]
    assert (seen.average_systolic, seen.average_diastolic, seen.repeat_due_at) == (144, 90, None)


def test_a_set_can_be_completed_but_no_value_entered_twice(lee: Clinic) -> None:
    record(lee, *FIVE)
    assert record(lee, entry(M.WEIGHT, "158.4", "[lb_av]"), set_number=1).number == 1
    with pytest.raises(RuleViolated) as refused:
        record(lee, entry(M.PULSE, "80"), set_number=1)
    assert refused.value.message.id == "vitals.already_recorded"
    with pytest.raises(RuleViolated):
        record(lee, entry(M.PULSE, "80"), set_number=7)


def test_completing_a_set_leaves_the_pressures_repeat_due(lee: Clinic) -> None:
    first = record(lee, entry(M.BLOOD_PRESSURE, "150/92"))
    record(lee, entry(M.WEIGHT, "158.4", "[lb_av]"), set_number=1)
    assert lee.ask(visit_vitals, lee.visit_id).repeat_due_at == first.repeat_due_at


def test_a_pressure_taken_again_is_compared_with_the_last_visit(lee: Clinic) -> None:
    again = [entry(M.BLOOD_PRESSURE, "150/96"), entry(M.WEIGHT, "190", "[lb_av]")]

    def told() -> list[str]:
        check = lee.ask(check_vitals, lee.patient_id, again, lee.visit_id)
        return [one.message.id for one in check.findings if "changed" in one.message.id]

    record(lee, entry(M.BLOOD_PRESSURE, "196/122"), entry(M.WEIGHT, "142.6", "[lb_av]"))
    assert told() == []
    before = lee.another_visit(state=VisitState.DONE)
    taken = (entry(M.BLOOD_PRESSURE, "148/94"), entry(M.WEIGHT, "142.6", "[lb_av]"))
    when = MONDAY - timedelta(days=30)
    lee.run(record_vitals, RecordVitals(visit_id=before, entries=taken, taken_at=when))
    assert told() == ["vitals.changed_far"]


def test_a_value_in_place_of_not_obtained_needs_no_reason(lee: Clinic) -> None:
    record(
        lee,
        VitalEntry(measure=M.BLOOD_PRESSURE, not_obtained="refused"),
        VitalEntry(measure=M.WEIGHT, not_obtained="refused"),
    )
    record(lee, entry(M.BLOOD_PRESSURE, "128/80"), entry(M.WEIGHT, "157", "[lb_av]"), set_number=1)
    (one,) = lee.ask(visit_vitals, lee.visit_id).sets
    assert [value.entered for value in one.values] == ["128", "80", "157"]
    assert len([row for row in lee.all(Observation) if row.entered_in_error == "obtained later"]) == 2


def test_a_correction_is_one_act_that_loses_nothing_when_the_right_value_is_refused(lee: Clinic) -> None:
    record(lee, *FIVE)
    old = by_loinc(lee)["8867-4"]
    right = RecordVitals(
        visit_id=lee.visit_id,
        entries=(entry(M.PULSE, "720"),),
        set_number=1,
        replaced=(Replaced(observation_id=old.id, version=old.version),),
        replaced_reason="typed wrong",
    )
    with pytest.raises(NeedsAcknowledgement):
        lee.run(record_vitals, right)
    assert by_loinc(lee)["8867-4"].entered_value == "72"
    right = replace(right, command_id=new_id(), entries=(entry(M.PULSE, "74"),))
    with pytest.raises(RuleViolated):
        lee.run(record_vitals, replace(right, command_id=new_id(), replaced_reason=" "))
    lee.run(record_vitals, right)
    assert by_loinc(lee)["8867-4"].entered_value == "74"
    assert [one.entered_value for one in lee.all(Observation) if one.entered_in_error] == ["72"]


def test_a_correction_reaches_no_other_set(lee: Clinic) -> None:
    record(lee, *FIVE)
    old = by_loinc(lee)["8867-4"]
    record(lee, entry(M.PULSE, "80"))
    elsewhere = Replaced(observation_id=old.id, version=old.version)
    with pytest.raises(RuleViolated) as refused:
        record(lee, entry(M.SPO2, "97"), set_number=2, replaced=(elsewhere,), replaced_reason="typed wrong")
    assert refused.value.message.id == "vitals.no_such_set"


def test_a_value_can_be_taken_back_with_none_in_its_place(lee: Clinic) -> None:
    record(lee, *FIVE)
    old = by_loinc(lee)["59408-5"]
    gone = (Replaced(observation_id=old.id, version=old.version),)
    record(lee, set_number=1, replaced=gone, replaced_reason="probe was off")
    assert "59408-5" not in by_loinc(lee) and len(by_loinc(lee)) == 6


def test_not_obtained_keeps_the_reason_and_no_number(lee: Clinic) -> None:
    record(
        lee,
        VitalEntry(measure=M.WEIGHT, not_obtained="refused"),
        VitalEntry(measure=M.BLOOD_PRESSURE, not_obtained="cast on both arms"),
    )
    rows = by_loinc(lee)
    assert rows["29463-7"].absent_reason == "refused" and rows["29463-7"].value is None
    seen = lee.ask(visit_vitals, lee.visit_id).sets[0]
    assert [one.absent_reason for one in seen.values] == ["refused", "cast on both arms"]


def test_nothing_typed_is_no_set(lee: Clinic) -> None:
    with pytest.raises(RuleViolated):
        record(lee, VitalEntry(measure=M.PULSE, text="  "))


def test_an_implausible_value_is_refused_until_a_reason_is_given(lee: Clinic) -> None:
    cold = entry(M.TEMPERATURE, "85", "[degF]")
    with pytest.raises(NeedsAcknowledgement) as stopped:
        record(lee, cold)
    assert [one.message.id for one in stopped.value.findings] == ["vitals.implausible"]
    assert lee.all(Observation) == []
    record(lee, cold, acknowledged_reason="found in the snow")
    assert by_loinc(lee)["8310-5"].entered_value == "85"
    assert any("found in the snow" in str(row.entry) for row in lee.all(AuditRow))


def test_bmi_is_kept_with_the_set(lee: Clinic) -> None:
    made = record(lee, entry(M.WEIGHT, "158.4", "[lb_av]"), entry(M.HEIGHT, "64.5", "[in_i]"))
    assert made.bmi == by_loinc(lee)["39156-5"].value == Decimal("26.8")


def test_a_flag_reaches_the_clinicians_list_and_does_not_interrupt(lee: Clinic) -> None:
    record(lee, entry(M.SPO2, "94"))
    (alert,) = lee.ask_as(lee.doctor, open_alerts)
    assert (alert.level, alert.mine, alert.interrupts, alert.room) == ("flagged", True, False, "5")
    assert by_loinc(lee)["59408-5"].flag is Flag.ABNORMAL
    (chip,) = lee.ask(flags_of_visits, [lee.visit_id])[lee.visit_id]
    assert (chip.id, chip.params["value"], chip.params["unit"]) == ("vitals.abnormal", "94", "%")


def test_a_critical_value_interrupts_its_clinician_and_after_two_minutes_everyone(lee: Clinic) -> None:
    made = record(lee, entry(M.BLOOD_PRESSURE, "196/118"))
    assert made.critical

    def interrupted() -> list[bool]:
        people = (lee.doctor, lee.colleague, lee.assistant)
        return [lee.ask_as(person, open_alerts)[0].interrupts for person in people]

    lee.practice.clock.set(MONDAY + timedelta(seconds=119))
    assert interrupted() == [True, False, False]
    lee.practice.clock.set(MONDAY + timedelta(seconds=120))
    assert interrupted() == [True, True, True]


def test_the_interruption_tells_the_room_and_neither_name_nor_value(lee: Clinic) -> None:
    record(lee, entry(M.SPO2, "85"))
    (alert,) = lee.ask_as(lee.doctor, open_alerts)
    assert alert.room == "5" and not {"Lee", "Susan", "85"} & set(str(alert).replace("'", " ").split())


def test_taking_a_critical_alert_is_for_a_clinician_or_nurse(lee: Clinic) -> None:
    record(lee, entry(M.SPO2, "85"))
    (alert,) = lee.ask(open_alerts)
    take = AcknowledgeAlert(alert_id=alert.id, version=alert.version)
    with pytest.raises(RuleViolated):
        lee.run(acknowledge_alert, take)
    lee.run(acknowledge_alert, take, lee.practice.person(Role.RN))
    assert lee.ask(open_alerts) == ()
    again = AcknowledgeAlert(alert_id=alert.id, version=alert.version + 1)
    with pytest.raises(RuleViolated):
        lee.run(acknowledge_alert, again, lee.doctor)


def test_what_an_alert_is_about_is_a_look_into_the_chart(lee: Clinic) -> None:
    made = record(lee, entry(M.SPO2, "85"))
    details = lee.ask(alert_details, made.alert_id)
    assert [one.id for one in details.findings] == ["vitals.critical"]
    assert details.raised_by == "Maria R., CMA" and details.acknowledged_at is None


def test_tell_waits_in_the_list_of_the_visits_clinician(lee: Clinic) -> None:
    lee.run(tell, Tell(visit_id=lee.visit_id, words="She is short of breath when she talks"))
    (alert,) = lee.ask_as(lee.doctor, open_alerts)
    assert (alert.level, alert.mine, alert.interrupts) == ("told", True, False)
    assert lee.ask_as(lee.colleague, open_alerts)[0].mine is False
    lee.run(acknowledge_alert, AcknowledgeAlert(alert_id=alert.id, version=alert.version), lee.doctor)
    assert lee.all(Alert)[0].acknowledged_by_name == "Dr. Okafor"


def test_flags_leave_the_list_with_the_visit_and_critical_ones_stay(lee: Clinic) -> None:
    done = lee.another_visit(state=VisitState.DONE)
    for text in ("94", "85"):
        lee.run(record_vitals, RecordVitals(visit_id=done, entries=(entry(M.SPO2, text),)))
    assert [one.level for one in lee.ask(open_alerts)] == ["critical"]


def test_nothing_is_recorded_for_a_visit_that_did_not_happen(lee: Clinic) -> None:
    gone = lee.another_visit(state=VisitState.NO_SHOW)
    with pytest.raises(RuleViolated):
        lee.run(record_vitals, RecordVitals(visit_id=gone, entries=FIVE))


def test_a_value_taken_back_stays_with_its_reason_and_the_right_one_takes_its_place(lee: Clinic) -> None:
    record(lee, *FIVE, entry(M.WEIGHT, "158.4", "[lb_av]"), entry(M.HEIGHT, "64.5", "[in_i]"))
    rows = by_loinc(lee)
    for loinc, reason in (("8462-4", "wrong cuff"), ("29463-7", "with shoes")):
        row = rows[loinc]
        lee.run(withdraw_vital, WithdrawVital(observation_id=row.id, version=row.version, reason=reason))
    assert {"85354-9", "8480-6", "8462-4", "29463-7", "39156-5"}.isdisjoint(by_loinc(lee))
    record(lee, entry(M.BLOOD_PRESSURE, "128/80"), entry(M.WEIGHT, "157", "[lb_av]"), set_number=1)
    assert by_loinc(lee)["8480-6"].value == 128
    assert len([one for one in lee.all(Observation) if one.entered_in_error == "wrong cuff"]) == 3
    with pytest.raises(RuleViolated):
        taken = next(one for one in lee.all(Observation) if one.entered_in_error)
        lee.run(withdraw_vital, WithdrawVital(observation_id=taken.id, version=taken.version, reason="x"))


def test_while_typing_a_field_that_cannot_be_read_does_not_silence_the_others(lee: Clinic) -> None:
    told = lee.ask(
        check_vitals,
        lee.patient_id,
        [entry(M.WEIGHT, "158"), entry(M.PULSE, "135"), entry(M.PULSE, ""), entry(M.SPO2, "9x")],
    )
    assert [(one.field, one.message.id, one.severity.value) for one in told.findings] == [
        ("weight", "vitals.unit", "hard_stop"),
        ("spo2", "vitals.unit", "hard_stop"),
        ("pulse", "vitals.critical", "note"),
    ]
    assert told.critical and lee.all(Observation) == []


def test_the_last_value_is_what_a_new_one_is_compared_with(lee: Clinic) -> None:
    record(lee, entry(M.WEIGHT, "158.4", "[lb_av]"), entry(M.HEIGHT, "64.5", "[in_i]"))
    told = lee.ask(check_vitals, lee.patient_id, [entry(M.WEIGHT, "180", "[lb_av]")])
    assert [one.message.id for one in told.findings] == ["vitals.changed"]
    assert told.findings[0].message.params["percent"] == 14
    assert told.bmi == Decimal("30.4")


def test_after_birth_the_limits_of_pregnancy_hold_for_six_weeks(lee: Clinic) -> None:
    for weeks, critical in ((6, True), (7, False)):
        mother, todays = lee.new_patient(birth_date=date(1996, 1, 1))
        lee.practice.write(
            ReproductiveHistory(
                patient_id=mother,
                recorded_at=MONDAY,
                pregnancy=Pregnancy.NOT_PREGNANT,
                delivered_on=MONDAY.date() - timedelta(weeks=weeks),
            )
        )
        made = lee.run(
            record_vitals, RecordVitals(visit_id=todays, entries=(entry(M.BLOOD_PRESSURE, "162/100"),))
        )
        assert made.critical is critical


def test_a_target_of_the_clinician_flags_and_is_drawn_in_the_trend(lee: Clinic) -> None:
    target = SetTarget(patient_id=lee.patient_id, part=Part.SYSTOLIC, at_least=Decimal(130))
    lee.run(set_target, target, lee.doctor)
    assert record(lee, entry(M.BLOOD_PRESSURE, "132/70")).flagged
    assert lee.ask(vital_trends, lee.patient_id)[0].target == 130
    ended = SetTarget(patient_id=lee.patient_id, part=Part.SYSTOLIC, at_least=None)
    lee.run(set_target, ended, lee.doctor)
    assert not record(lee, entry(M.BLOOD_PRESSURE, "132/70")).flagged


def test_trends_are_in_time_order_from_a_day_on(lee: Clinic) -> None:
    for days, text in ((400, "150/90"), (30, "140/88"), (0, "132/84")):
        taken = MONDAY - timedelta(days=days)
        record(lee, entry(M.BLOOD_PRESSURE, text), taken_at=taken)
    trends = {one.part: one for one in lee.ask(vital_trends, lee.patient_id)}
    assert [point.value for point in trends[Part.SYSTOLIC].points] == [150, 140, 132]
    year = lee.ask(vital_trends, lee.patient_id, MONDAY.date() - timedelta(days=365))
    assert [point.value for point in year[1].points] == [88, 84]
    last = {one.part: one.entered for one in lee.ask(last_vitals, lee.patient_id)}
    assert last == {Part.SYSTOLIC: "132", Part.DIASTOLIC: "84"}


def test_a_set_of_tomorrow_is_refused(lee: Clinic) -> None:
    with pytest.raises(RuleViolated):
        record(lee, *FIVE, taken_at=MONDAY + timedelta(hours=1))


def test_hostile_text_is_kept_as_text_or_refused_at_its_field(lee: Clinic) -> None:
    with pytest.raises(RuleViolated):
        record(lee, VitalEntry(measure=M.WEIGHT, not_obtained="refused\x00"))
    with pytest.raises(RuleViolated):
        record(lee, entry(M.PULSE, "72<b>"))
    record(lee, VitalEntry(measure=M.WEIGHT, not_obtained="<b>no</b> & '; DROP TABLE--"))
    assert by_loinc(lee)["29463-7"].absent_reason == "<b>no</b> & '; DROP TABLE--"
