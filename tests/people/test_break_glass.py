"""Sensitive charts and their emergency openings: who marks, who opens, for how long, and who reviews."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.acts import Actor, Role
from app.core.errors import NeedsAcknowledgement, NotFound, NotPermitted, RuleViolated, SensitiveChart, Stale
from app.core.ids import Id, new_id
from app.people.break_glass.actions import (
    BreakGlass,
    EndBreakGlass,
    EndLeftOpen,
    ReviewBreakGlass,
    break_glass,
    end_break_glass,
    end_left_open,
    review_break_glass,
)
from app.people.break_glass.model import BreakGlass as Use
from app.people.break_glass.model import EmergencyEnd, ReviewOutcome
from app.people.break_glass.queries import break_glass_uses
from app.people.break_glass.rules import break_glass_faults
from app.people.finding import patient_lines
from app.people.sensitive import (
    ChangeCareTeam,
    MarkSensitive,
    care_team,
    change_care_team,
    chart_access,
    mark_sensitive,
    suggested_team,
)
from app.people.views import PatientFlag
from app.practice.model import Provider, ProviderKind
from app.practice.policy import shipped_policy
from app.store.audit import AuditRow
from app.visits.model import Visit, VisitState
from tests.chart.people import clinic
from tests.people.emergencies import WHY, SensitiveHouse, again, refused


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SensitiveHouse]:
    made = SensitiveHouse(tmp_path)
    yield made
    made.practice.close()


def events(house: SensitiveHouse) -> list[AuditRow]:
    return sorted(house.practice.all(AuditRow), key=lambda one: one.sequence)


# -- the mark and the care team


def test_who_marks_a_chart_is_of_its_care_team_and_nobody_else(house: SensitiveHouse) -> None:
    assert [one.person_id for one in house.ask(house.ada, care_team, house.patient_id)] == [
        house.ada.person_id
    ]
    assert house.opens(house.ada) and not house.opens(house.maria)
    assert house.opens(house.maria, house.ordinary)


def test_a_mark_keeps_its_reason_and_a_list_says_that_the_chart_is_sensitive(house: SensitiveHouse) -> None:
    (row,) = (one for one in events(house) if one.act == "people.mark_sensitive" and one.event == "act")
    assert "Works here" in row.entry and row.patient_id == house.patient_id
    with house.practice.work(house.maria) as work:
        marked, ordinary = patient_lines(work, [house.patient_id, house.ordinary])
    assert PatientFlag.SENSITIVE in marked.flags and PatientFlag.SENSITIVE not in ordinary.flags


def team_of(house: SensitiveHouse, *members: Actor, by: Actor, **changed: Any) -> Any:
    wanted: dict[str, Any] = {
        "patient_id": house.patient_id,
        "version": house.version,
        "care_team": tuple(one.person_id for one in members),
        "reason": "Covers next week",
        **changed,
    }
    return house.practice.run(change_care_team, ChangeCareTeam(**wanted), actor=by)


def test_the_care_team_and_an_owner_change_the_team(house: SensitiveHouse) -> None:
    team_of(house, house.ada, house.maria, by=house.ada)
    assert house.opens(house.maria)
    team_of(house, house.ada, by=house.owner)
    assert not house.opens(house.maria)


def test_nobody_lets_themselves_in_not_even_in_an_emergency(house: SensitiveHouse) -> None:
    other = house.person(Role.PHYSICIAN)
    owner = house.person(Role.OWNER, Role.PHYSICIAN)
    house.break_glass(other)
    assert refused(lambda: team_of(house, house.ada, other, by=other))
    with pytest.raises(RuleViolated) as caught:
        team_of(house, house.ada, owner, by=owner)
    assert caught.value.message.id == "people.care_team_self"
    for one in (other, owner):
        taken_off = MarkSensitive(
            patient_id=house.patient_id, version=house.version, sensitive=False, reason="No need"
        )
        with pytest.raises(SensitiveChart):
            house.practice.run(mark_sensitive, taken_off, actor=one)
    assert not house.opens(owner)


def test_a_team_is_of_people_who_work_here_and_never_empty(house: SensitiveHouse) -> None:
    for members, message in (((), "people.care_team_empty"), ((new_id(),), "people.care_team_unknown")):
        with pytest.raises(RuleViolated) as caught:
            team_of(house, by=house.ada, care_team=members)
        assert caught.value.message.id == message
    with pytest.raises(RuleViolated):
        team_of(house, house.ada, by=house.ada, reason=" ")
    with pytest.raises(Stale):
        team_of(house, house.ada, by=house.ada, version=1)
    with pytest.raises(RuleViolated):
        team_of(house, house.ada, by=house.ada, patient_id=house.ordinary, version=1)


def test_a_mark_taken_off_opens_the_chart_and_set_again_closes_it(house: SensitiveHouse) -> None:
    house.mark(sensitive=False)
    assert house.opens(house.maria)
    house.mark()
    assert not house.opens(house.maria) and house.opens(house.ada)


def test_a_mark_may_be_set_by_an_owner_for_others(house: SensitiveHouse) -> None:
    def marked(*team: Id) -> Any:
        command = MarkSensitive(patient_id=house.ordinary, version=1, care_team=team, reason="Asked for it")
        return house.practice.run(mark_sensitive, command, actor=house.owner)

    with pytest.raises(NeedsAcknowledgement):
        marked()
    marked(house.ada.person_id)
    assert house.opens(house.ada, house.ordinary) and not house.opens(house.maria, house.ordinary)
    with pytest.raises(NotPermitted):
        house.practice.run(
            mark_sensitive,
            MarkSensitive(patient_id=house.ordinary, version=2, reason="x"),
            actor=house.maria,
        )


@pytest.mark.parametrize(
    ("state", "days", "opens"),
    [
        (VisitState.WITH_PROVIDER, 0, True),
        (VisitState.DONE, 7, True),
        (VisitState.DONE, 8, False),
        (VisitState.DONE, -1, False),
        (VisitState.NO_SHOW, 0, False),
        (VisitState.EXPECTED, 0, False),
        (VisitState.ENTERED_IN_ERROR, 0, False),
    ],
)
def test_the_clinician_of_a_visit_opens_the_chart_until_the_note_is_done(
    house: SensitiveHouse, state: VisitState, days: int, opens: bool
) -> None:
    covering, now = house.person(Role.NP_PA), house.practice.clock.now()
    provider = Provider(
        account_id=covering.person_id, kind=ProviderKind.NP_PA, name="Sam Poe, NP", short_name="Sam Poe"
    )
    house.practice.write(provider)
    visit = Visit(
        patient_id=house.patient_id,
        provider_id=provider.id,
        day=now.date() - timedelta(days=days),
        starts_at=now,
        state=state,
        state_since=now,
    )
    house.practice.write(visit)
    assert house.opens(covering) is opens
    assert not house.opens(house.maria)


# -- the emergency


def test_an_emergency_opens_the_chart_for_sixty_minutes(house: SensitiveHouse) -> None:
    use = house.break_glass(house.maria)
    assert use.until - use.begun_at == timedelta(minutes=60)
    house.later(minutes=59, seconds=59)
    assert house.opens(house.maria)
    told = house.ask(house.maria, chart_access, house.patient_id)
    assert told.allowed and told.sensitive and told.emergency == use
    house.later(seconds=1)
    told = house.ask(house.maria, chart_access, house.patient_id)
    assert not told.allowed and told.emergency is None
    with pytest.raises(RuleViolated):
        house.practice.run(end_break_glass, EndBreakGlass(use_id=use.id, version=1), actor=house.maria)


def test_a_clock_set_back_before_the_emergency_closes_the_chart(house: SensitiveHouse) -> None:
    house.break_glass(house.maria)
    house.later(minutes=-1)
    assert not house.opens(house.maria)


def test_an_emergency_counts_for_its_person_and_its_sign_in_alone(house: SensitiveHouse) -> None:
    house.break_glass(house.maria)
    assert not house.opens(again(house.maria))
    assert not house.opens(house.person(Role.RN))


def test_another_sign_in_ends_what_was_left_open(house: SensitiveHouse) -> None:
    house.break_glass(house.maria)
    anew = again(house.maria)
    assert house.practice.run(end_left_open, EndLeftOpen(), actor=house.person(Role.RN)) == 0
    assert house.practice.run(end_left_open, EndLeftOpen(), actor=anew) == 1
    (use,) = house.practice.all(Use)
    assert use.ended is EmergencyEnd.ANOTHER_SIGN_IN and use.ended_at == house.practice.clock.now()
    assert not house.opens(house.maria)


def test_an_emergency_is_ended_by_its_person_alone(house: SensitiveHouse) -> None:
    use = house.break_glass(house.maria)
    end = EndBreakGlass(use_id=use.id, version=use.version)
    with pytest.raises(RuleViolated) as caught:
        house.practice.run(end_break_glass, end, actor=house.person(Role.RN))
    assert caught.value.message.id == "people.emergency_of_another"
    house.later(minutes=5)
    house.practice.run(end_break_glass, EndBreakGlass(use_id=use.id, version=use.version), actor=house.maria)
    assert not house.opens(house.maria)
    (kept,) = house.practice.all(Use)
    assert kept.ended is EmergencyEnd.BY_HAND and kept.ended_at == use.begun_at + timedelta(minutes=5)


def test_an_emergency_needs_a_reason_and_a_chart_that_is_closed(house: SensitiveHouse) -> None:
    for patient_id, reason, who, message in (
        (house.patient_id, "  ", house.maria, "fields.required"),
        (house.ordinary, WHY, house.maria, "people.chart_opens_anyway"),
        (house.patient_id, WHY, house.ada, "people.chart_opens_anyway"),
    ):
        with pytest.raises(RuleViolated) as caught:
            house.practice.run(break_glass, BreakGlass(patient_id=patient_id, reason=reason), actor=who)
        assert caught.value.message.id == message
    with pytest.raises(NotFound):
        house.practice.run(break_glass, BreakGlass(patient_id=new_id(), reason=WHY), actor=house.maria)
    with pytest.raises(NotPermitted):
        house.break_glass(house.person(Role.FRONT_DESK))
    assert house.practice.all(Use) == []


def test_the_record_tells_of_the_emergency_its_end_and_its_reason(house: SensitiveHouse) -> None:
    use = house.break_glass(house.maria)
    house.practice.run(end_break_glass, EndBreakGlass(use_id=use.id, version=use.version), actor=house.maria)
    told = {one.event: one for one in events(house) if one.event.startswith("break_glass")}
    assert set(told) == {"break_glass", "break_glass_ended"}
    assert WHY in told["break_glass"].entry
    for one in told.values():
        assert (one.actor_id, one.patient_id) == (house.maria.person_id, house.patient_id)


def test_an_act_refused_at_a_closed_chart_is_in_the_record_with_its_patient(house: SensitiveHouse) -> None:
    from app.chart.allergies.actions import StateNoKnownAllergies, state_no_known_allergies

    command = StateNoKnownAllergies(patient_id=house.patient_id)
    with pytest.raises(SensitiveChart) as caught:
        house.practice.run(state_no_known_allergies, command, actor=house.maria)
    assert str(caught.value) == "core.sensitive_chart"
    last = events(house)[-1]
    assert (last.event, last.act, last.patient_id) == (
        "refused",
        "chart.allergies.state_no_known_allergies",
        house.patient_id,
    )
    assert house.version == 2


def test_a_practice_shortens_the_minutes_and_never_makes_them_longer() -> None:
    table = shipped_policy("break_glass")
    assert break_glass_faults(table) == []
    assert break_glass_faults({**table, "minutes": 15}) == []
    for wrong in ({"minutes": 61}, {"minutes": 0}, {"visit_clinician_days": 32}):
        (fault,) = break_glass_faults({**table, **wrong})
        assert fault.field == next(iter(wrong))


# -- the review


def review(house: SensitiveHouse, by: Actor, outcome: ReviewOutcome, note: str = "") -> None:
    (use,) = house.practice.all(Use)
    command = ReviewBreakGlass(use_id=use.id, version=use.version, outcome=outcome, note=note)
    house.practice.run(review_break_glass, command, actor=by)


def test_an_emergency_waits_until_somebody_else_has_reviewed_it(house: SensitiveHouse) -> None:
    house.break_glass(house.maria)
    (waiting,) = house.ask(house.owner, break_glass_uses)
    assert (waiting.person, waiting.reason, waiting.patient) == ("Maria R.", WHY, "Nowak, Piotr")
    assert waiting.ended_at is None and not waiting.mine
    with pytest.raises(RuleViolated) as caught:
        review(house, house.owner, ReviewOutcome.JUSTIFIED)
    assert caught.value.message.id == "people.emergency_still_open"
    house.later(hours=2)
    assert house.ask(house.owner, break_glass_uses)[0].ended_at == waiting.until
    review(house, house.owner, ReviewOutcome.JUSTIFIED)
    assert house.ask(house.owner, break_glass_uses) == ()
    (done,) = house.ask(house.owner, break_glass_uses, reviewed=True)
    assert (done.reviewed_by, done.outcome) == ("Ruth Day", ReviewOutcome.JUSTIFIED)
    assert house.ask(house.owner, break_glass_uses, reviewed=None) == (done,)


def test_nobody_reviews_their_own_emergency(house: SensitiveHouse) -> None:
    both = house.person(Role.OWNER, Role.PHYSICIAN)
    house.break_glass(both)
    house.later(hours=2)
    assert house.ask(both, break_glass_uses)[0].mine
    with pytest.raises(RuleViolated) as caught:
        review(house, both, ReviewOutcome.JUSTIFIED)
    assert caught.value.message.id == "people.emergency_own_review"
    review(house, house.person(Role.AUDITOR), ReviewOutcome.JUSTIFIED)


def test_what_is_not_justified_needs_a_note_and_no_clinician_reviews(house: SensitiveHouse) -> None:
    house.break_glass(house.maria)
    house.later(hours=2)
    for outcome in (ReviewOutcome.NOT_JUSTIFIED, ReviewOutcome.TO_FOLLOW_UP):
        with pytest.raises(RuleViolated) as caught:
            review(house, house.owner, outcome)
        assert caught.value.field == "note"
    with pytest.raises(NotPermitted):
        review(house, house.ada, ReviewOutcome.JUSTIFIED)
    review(house, house.owner, ReviewOutcome.NOT_JUSTIFIED, "Looked for no reason")
    (use,) = house.practice.all(Use)
    assert use.review_note == "Looked for no reason" and use.reviewed_by == house.owner.person_id


def test_team_of_nobody_is_refused_unless_an_owner_confirms_it(house: SensitiveHouse) -> None:
    house.mark(sensitive=False)
    with pytest.raises(RuleViolated) as caught:
        house.mark(care_team=())
    assert caught.value.message.id == "people.care_team_empty"
    nobody = MarkSensitive(
        patient_id=house.patient_id, version=house.version, care_team=(), reason="A relative works here"
    )
    with pytest.raises(NeedsAcknowledgement) as asked:
        house.practice.run(mark_sensitive, nobody, actor=house.owner)
    assert asked.value.findings[0].message.id == "people.care_team_nobody"
    confirmed = replace(nobody, acknowledged_reason="Nobody here treats her")
    house.practice.run(mark_sensitive, confirmed, actor=house.owner)
    assert not house.opens(house.ada)


def test_who_sees_the_patient_and_who_marks_the_chart_are_suggested(tmp_path: Path) -> None:
    lee = clinic(tmp_path)
    try:
        # Dr. Okafor's is the visit of today; the colleague has no account in this practice
        assert [one.name for one in lee.ask_as(lee.doctor, suggested_team, lee.patient_id)] == ["Dr. Okafor"]
        assert [one.name for one in lee.ask_as(lee.colleague, suggested_team, lee.patient_id)] == [
            "Dr. Okafor"
        ]
        other, _visit = lee.new_patient(last_name="Nowak", mrn="N")
        lee.practice.within(
            lambda work: setattr(work.get(Visit, _visit), "state", VisitState.CANCELLED_BY_PATIENT)
        )
        assert lee.ask_as(lee.colleague, suggested_team, other) == ()
    finally:
        lee.practice.close()
