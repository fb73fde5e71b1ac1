"""Times asked for in plain words: what each phrase is taken for. Today is Monday, March 2 2026."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.core.ids import new_id
from app.schedule.asking import Named, Vocabulary, read_question
from app.schedule.views import WHOLE_DAY, TimeQuestion

TODAY = date(2026, 3, 2)
OKAFOR = Named(new_id(), "Ada Okafor, MD Dr. Okafor")
LIND = Named(new_id(), "Jon Lind, MD Dr. Lind")
STAFF = Named(new_id(), "Clinical staff Staff")
FOLLOW_UP = Named(new_id(), "Follow-up", 30)
PRESSURE = Named(new_id(), "Blood pressure check", 15)
WELL_CHILD = Named(new_id(), "Well child", 30)
PHYSICAL = Named(new_id(), "Physical", 45)
NAMES = Vocabulary([OKAFOR, LIND, STAFF], [FOLLOW_UP, PRESSURE, WELL_CHILD, PHYSICAL])
MORNING, AFTERNOON, EVENING = (0, 720), (720, WHOLE_DAY), (1020, WHOLE_DAY)


def ask(text: str) -> TimeQuestion:
    return read_question(text, TODAY, NAMES)


@dataclass(frozen=True)
class Meant:
    first: str
    last: str | None = None
    times: tuple[int, int] = (0, WHOLE_DAY)
    provider: Named | None = None
    kind: Named | None = None
    weekdays: tuple[int, ...] = ()
    minutes: int | None = None
    near: int | None = None
    reason: str = ""
    target: str | None = None


PHRASES = {
    "": Meant("03-02", "03-30"),
    "first available": Meant("03-02", "03-30"),
    "first available okafor": Meant("03-02", "03-30", provider=OKAFOR),
    "asap": Meant("03-02", "03-30"),
    "soonest with dr lind": Meant("03-02", "03-30", provider=LIND),
    "today": Meant("03-02"),
    "today pm": Meant("03-02", times=AFTERNOON),
    "tomorrow": Meant("03-03"),
    "tomorrow morning": Meant("03-03", times=MORNING),
    "tomorrow at 2:30": Meant("03-03", near=14 * 60 + 30),
    "day after tomorrow": Meant("03-04"),
    "in 2 weeks": Meant("03-14", "03-20", target="03-16"),
    "in 2 weeks, mornings": Meant("03-14", "03-20", times=MORNING, target="03-16"),
    "2 weeks, mornings": Meant("03-14", "03-20", times=MORNING, target="03-16"),
    "2 weeks": Meant("03-14", "03-20", target="03-16"),
    "2wks": Meant("03-14", "03-20", target="03-16"),
    "2w am": Meant("03-14", "03-20", times=MORNING, target="03-16"),
    "two weeks from today": Meant("03-14", "03-20", target="03-16"),
    "a couple of weeks": Meant("03-14", "03-20", target="03-16"),
    "2/52": Meant("03-14", "03-20", target="03-16"),
    "in a week": Meant("03-08", "03-12", target="03-09"),
    "in 10 days with lind": Meant("03-11", "03-15", provider=LIND, target="03-12"),
    "in 3 days": Meant("03-05", "03-08", target="03-05"),
    "3 months": Meant("05-26", "06-16", target="06-02"),
    "3 months, blood pressure": Meant("05-26", "06-16", kind=PRESSURE, minutes=15, target="06-02"),
    "3 mo bp": Meant("05-26", "06-16", kind=PRESSURE, minutes=15, target="06-02"),
    "three months follow up": Meant("05-26", "06-16", kind=FOLLOW_UP, minutes=30, target="06-02"),
    "f/u 6 months": Meant("08-26", "09-16", kind=FOLLOW_UP, minutes=30, target="09-02"),
    "2-3 weeks": Meant("03-16", "03-23"),
    "within 2 weeks": Meant("03-02", "03-16"),
    "tue": Meant("03-03", weekdays=(1,)),
    "tuesday": Meant("03-03", weekdays=(1,)),
    "next tue": Meant("03-10", weekdays=(1,)),
    "next tue pm": Meant("03-10", times=AFTERNOON, weekdays=(1,)),
    "this friday": Meant("03-06", weekdays=(4,)),
    "monday": Meant("03-09", weekdays=(0,)),
    "friday after 3": Meant("03-06", times=(900, WHOLE_DAY), weekdays=(4,)),
    "friday after 3pm lind": Meant("03-06", times=(900, WHOLE_DAY), weekdays=(4,), provider=LIND),
    "thurs before 10": Meant("03-05", times=(0, 600), weekdays=(3,)),
    "wednesdays": Meant("03-02", "03-30", weekdays=(2,)),
    "mon or wed": Meant("03-02", "03-30", weekdays=(0, 2)),
    "weekend": Meant("03-02", "03-30", weekdays=(5, 6)),
    "weekend mornings": Meant("03-02", "03-30", times=MORNING, weekdays=(5, 6)),
    "this weekend": Meant("03-07", "03-08"),
    "next weekend, okafor": Meant("03-14", "03-15", provider=OKAFOR),
    "2 weeks, thursday": Meant("03-14", "03-20", weekdays=(3,), target="03-16"),
    "next week": Meant("03-09", "03-15"),
    "next week afternoons": Meant("03-09", "03-15", times=AFTERNOON),
    "this week": Meant("03-02", "03-08"),
    "next month": Meant("04-01", "04-30"),
    "in april": Meant("04-01", "04-30"),
    "early may": Meant("05-01", "05-10"),
    "end of march": Meant("03-25", "03-31"),
    "end of the month": Meant("03-25", "03-31"),
    "week of 3/16": Meant("03-16", "03-22"),
    "6/12": Meant("06-12"),
    "3/17 10am": Meant("03-17", near=600),
    "3/17/2026 with okafor": Meant("03-17", provider=OKAFOR),
    "2026-03-17": Meant("03-17"),
    "march 17": Meant("03-17"),
    "mar 17th afternoon": Meant("03-17", times=AFTERNOON),
    "17 mar": Meant("03-17"),
    "the 20th": Meant("03-20"),
    "tomorrow between 9 and 11": Meant("03-03", times=(540, 660)),
    "tomorrow 9-11": Meant("03-03", times=(540, 660)),
    "tomorrow from 1 to 3": Meant("03-03", times=(780, 900)),
    "tomorrow after lunch": Meant("03-03", times=(780, WHOLE_DAY)),
    "early morning next week": Meant("03-09", "03-15", times=(0, 570)),
    "evenings next week": Meant("03-09", "03-15", times=EVENING),
    "next week around noon": Meant("03-09", "03-15", times=(690, 810)),
    "well child in 1 year": Meant("02-23", "03-16", kind=WELL_CHILD, minutes=30, target="03-02"),
    "physical next month okafor": Meant("04-01", "04-30", kind=PHYSICAL, minutes=45, provider=OKAFOR),
    "tomorrow 45 min": Meant("03-03", minutes=45),
    "for an hour, friday": Meant("03-06", minutes=60, weekdays=(4,)),
    "staff tomorrow": Meant("03-03", provider=STAFF),
    "2 weeks, suture removal": Meant("03-14", "03-20", reason="suture removal", target="03-16"),
    "IN 2 WEEKS, MORNINGS, OKAFOR": Meant("03-14", "03-20", times=MORNING, provider=OKAFOR, target="03-16"),
}
_NEXT_YEAR = {"well child in 1 year"}


def _day(text: str, phrase: str) -> date:
    return date.fromisoformat(f"{2027 if phrase in _NEXT_YEAR else 2026}-{text}")


@pytest.mark.parametrize(("phrase", "meant"), PHRASES.items())
def test_a_phrase_is_understood(phrase: str, meant: Meant) -> None:
    asked = ask(phrase)
    first = _day(meant.first, phrase)
    assert (asked.first_day, asked.last_day) == (first, _day(meant.last or meant.first, phrase))
    assert asked.target == (_day(meant.target, phrase) if meant.target else first)
    assert (asked.from_minute, asked.to_minute) == meant.times
    assert asked.provider_id == (meant.provider.id if meant.provider else None)
    assert asked.visit_type_id == (meant.kind.id if meant.kind else None)
    assert (asked.weekdays, asked.minutes, asked.near_minute) == (meant.weekdays, meant.minutes, meant.near)
    assert asked.reason == meant.reason


def test_a_day_of_the_year_that_has_gone_by_is_next_years() -> None:
    assert ask("2/12").first_day == date(2027, 2, 12)
    assert ask("feb 29").first_day == date(2028, 2, 29)


def test_a_day_that_no_month_has_is_left_as_words() -> None:
    assert ask("2/30").reason == "2/30"


def test_three_months_from_the_last_of_november_is_the_last_of_february() -> None:
    assert read_question("3 months", date(2026, 11, 30), NAMES).target == date(2027, 2, 28)


def test_a_name_that_nobody_bears_is_left_as_words() -> None:
    assert ask("tomorrow with smith").reason == "smith"
    assert ask("tomorrow with smith").provider_id is None


@given(some.text(max_size=60))
def test_no_text_breaks_the_reader_and_the_days_are_in_order(text: str) -> None:
    asked = ask(text)
    assert asked.first_day <= asked.last_day
    assert asked.from_minute >= 0


@given(some.lists(some.sampled_from(" ".join(PHRASES).split()), max_size=7))
def test_any_mix_of_the_words_gives_days_in_order(words: list[str]) -> None:
    asked = ask(" ".join(words))
    assert asked.first_day <= asked.last_day <= TODAY + timedelta(days=5000)


@pytest.mark.parametrize(
    ("text", "unclear", "meant", "reason"),
    [
        ("tody", "tody", "today", ""),
        ("tomorow, knee pain", "tomorow", "tomorrow", "knee pain"),
        ("2 weks", "weks", "weeks", "2"),
        ("next wendesday", "wendesday", "wednesday", ""),
        ("knee pain", "", "", "knee pain"),
        ("monthly injection", "", "", "monthly injection"),
        ("cold and sore throat", "", "", "cold sore throat"),
    ],
)
def test_a_slip_in_a_word_for_a_time_is_no_reason(text: str, unclear: str, meant: str, reason: str) -> None:
    asked = ask(text)
    assert (asked.unclear, asked.meant, asked.reason) == (unclear, meant, reason)
