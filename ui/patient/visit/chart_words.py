"""Allergies, medicines, problems and histories in the words of the visit."""

from __future__ import annotations

from datetime import datetime

from app.chart.allergies.views import AllergyView
from app.chart.history.views import HistoryLine, ReproductiveView, SocialView
from app.chart.medications.views import MedicationView
from app.chart.problems.views import ProblemView
from app.chart.review.views import Section, SectionState
from app.core.dates import PartialDate
from app.core.findings import Message
from app.core.quantities import number_text
from ui.common.words import words_for
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words


def section_words(section: Section) -> str:
    """Return the name of a section of the chart."""
    return {
        Section.ALLERGIES: words("Allergies"),
        Section.MEDICATIONS: words("Medications"),
        Section.PROBLEMS: words("Problems"),
        Section.PAST: words("Past history"),
        Section.SURGICAL: words("Surgeries"),
        Section.FAMILY: words("Family history"),
        Section.SOCIAL: words("Habits and work"),
        Section.REPRODUCTIVE: words("Periods and pregnancies"),
    }[section]


def review_words(state: SectionState, at: VisitAt) -> str:
    """Return who went through a section and when, and why one key is not enough where it is not."""
    if state.reviewed_at is None:
        last = words("Never reviewed")
    elif state.reviewed_by:
        last = said(
            "Reviewed {time} by {name}", time=at.time_words(state.reviewed_at), name=state.reviewed_by
        )
    else:
        last = said("Reviewed {time}", time=at.time_words(state.reviewed_at))
    if state.why_not and state.why_not != "review.empty":
        return f"{last}. {words_for(Message(state.why_not))}"
    return last


def partial_words(day: PartialDate | None) -> str:
    """Return a day as precisely as it was told: "1999", "5/1999", "5/2/1999"."""
    if day is None:
        return ""
    parts = [int(part) for part in day.value[:10].split("-")]
    return "/".join(str(part) for part in (*parts[1:], parts[0]))


def allergy_words(one: AllergyView) -> str:
    return f"{one.substance}: {one.reaction}" if one.reaction else one.substance


def allergy_detail(one: AllergyView) -> str:
    severity = {
        "mild": words("mild"),
        "moderate": words("moderate"),
        "severe": words("severe"),
    }.get(one.severity, "")
    certainty = {"suspected": words("suspected"), "refuted": words("refuted")}.get(one.certainty, "")
    kind = words("intolerance") if one.intolerance else ""
    return " · ".join(part for part in (severity, certainty, kind, _from(one.source), _private(one)) if part)


def medication_words(one: MedicationView) -> str:
    """Return "Metformin 500 mg, twice a day"."""
    strength = "" if one.strength and one.strength in one.drug else one.strength
    return ", ".join(part for part in (f"{one.drug} {strength}".strip(), one.sig) if part)


def medication_detail(one: MedicationView) -> str:
    taking = {
        "taking": words("taking"),
        "not_taking": words("not taking"),
        "differently": words("takes it differently"),
    }.get(one.taking, "")
    last = one.last_taken_text or partial_words(one.last_taken)
    parts = (
        f"{taking}: {one.taking_note}" if one.taking_note else taking,
        said("last {when}", when=last) if last else "",
        said("for {reason}", reason=one.reason) if one.reason else "",
        one.prescriber,
        _from(one.source),
        _private(one),
    )
    return " · ".join(part for part in parts if part)


def problem_words(one: ProblemView) -> str:
    return f"{one.problem} ({one.icd10})" if one.icd10 else one.problem


def problem_detail(one: ProblemView) -> str:
    onset = one.onset_text or partial_words(one.onset)
    since = said("since {when}", when=onset) if onset else ""
    return " · ".join(part for part in (since, one.note, _from(one.source), _private(one)) if part)


def history_words(one: HistoryLine) -> str:
    when = partial_words(one.happened)
    age = said("at {age}", age=one.age_at_onset) if one.age_at_onset is not None else ""
    head = f"{one.relative}: {one.text}" if one.relative else one.text
    return ", ".join(part for part in (head, when, age) if part)


def history_detail(one: HistoryLine) -> str:
    return " · ".join(part for part in (one.note, _from(one.source), _private(one)) if part)


def social_words(one: SocialView) -> str:
    """Return habits and work in one line, pack-years included."""
    tobacco = {
        "never": words("never smoked"),
        "former": words("former smoker"),
        "some_days": words("smokes some days"),
        "every_day": words("smokes every day"),
        "unknown": words("smoking not known"),
    }.get(one.tobacco, one.tobacco)
    packs = said("{packs} pack-years", packs=number_text(one.pack_years)) if one.pack_years else ""
    alcohol = said("alcohol: {told}", told=one.alcohol) if one.alcohol else ""
    drugs = said("drugs: {told}", told=one.drugs) if one.drugs else ""
    return ", ".join(part for part in (tobacco, packs, alcohol, drugs, one.occupation) if part)


def reproductive_words(one: ReproductiveView) -> str:
    """Return last period and pregnancies in one line."""
    pregnancy = {"pregnant": words("pregnant"), "not_pregnant": words("not pregnant")}.get(one.pregnancy, "")
    last = one.last_period_note or partial_words(one.last_period)
    parts = (
        said("last period {when}", when=last) if last else "",
        pregnancy,
        said("due {day}", day=one.due_on) if one.due_on else "",
        words("breastfeeding") if one.breastfeeding else "",
        said("{number} pregnancies", number=one.pregnancies) if one.pregnancies is not None else "",
        said("{number} births", number=one.births) if one.births is not None else "",
    )
    return ", ".join(part for part in parts if part)


def entered_words(name: str, moment: datetime, at: VisitAt) -> str:
    return said("{name}, {time}", name=name, time=at.time_words(moment))


def _from(source: str) -> str:
    return words("imported") if source else ""


def _private(one: object) -> str:
    return words("private from guardian") if getattr(one, "private_from_guardian", False) else ""
