"""Reads a release of CDC's supporting data (ScheduleSupportingData.xml and one file per antigen)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from app.vaccines.periods import Period, parse_period
from app.vaccines.schedule import (
    Age,
    Antigen,
    AntigenSeries,
    Association,
    BirthDateImmunity,
    CodedValue,
    ConditionalSkip,
    ConditionType,
    Conflict,
    Context,
    Contraindication,
    CountLogic,
    Indication,
    Interval,
    ObservationKind,
    Schedule,
    SeriesDose,
    SeriesDoseVaccine,
    SeriesType,
    SkipCondition,
    SkipSet,
    VaccineGroup,
    Validity,
)

_COUNTS = "vaccine count"


def schedule_of(schedule: Element, antigens: Mapping[str, Element], release: str, released: date) -> Schedule:
    """Return a release as values. `antigens` by the name in their file.

    Raises ValueError for a value that the specification does not know: nothing is skipped in silence.
    """
    return Schedule(
        release,
        released,
        {name: _antigen(name, root) for name, root in sorted(antigens.items())},
        _vaccine_groups(schedule),
        {_text(one, "cvx"): _associations(one) for one in schedule.iterfind("cvxToAntigenMap/cvxMap")},
        dict(_conflicts(schedule)),
        {one.code: one for one in map(_observation, schedule.iterfind("observations/observation"))},
    )


# -- the schedule -------------------------------------------------------------------------------------------


def _vaccine_groups(schedule: Element) -> dict[str, VaccineGroup]:
    full = {
        _text(one, "name"): _yes(one, "administerFullVaccineGroup")
        for one in schedule.iterfind("vaccineGroups/vaccineGroup")
    }
    found = {}
    for one in schedule.iterfind("vaccineGroupToAntigenMap/vaccineGroupMap"):
        name = _text(one, "name")
        antigens = tuple((each.text or "").strip() for each in one.iterfind("antigen"))
        found[name] = VaccineGroup(name, antigens, full.get(name, False))
    return found


def _associations(one: Element) -> tuple[Association, ...]:
    return tuple(
        Association(
            _text(each, "antigen"), _period(each, "associationBeginAge"), _period(each, "associationEndAge")
        )
        for each in one.iterfind("association")
    )


def _conflicts(schedule: Element) -> Iterator[tuple[tuple[str, str], Conflict]]:
    for one in schedule.iterfind("liveVirusConflicts/liveVirusConflict"):
        begin, least, end = (
            _period(one, name)
            for name in ("conflictBeginInterval", "minConflictEndInterval", "conflictEndInterval")
        )
        if begin is None or end is None:
            raise ValueError("a conflict has no interval")
        pair = _text(one, "previous/cvx"), _text(one, "current/cvx")
        yield pair, Conflict(begin, least or end, end)


def _observation(one: Element) -> ObservationKind:
    coded = tuple(
        CodedValue(_text(each, "codeSystem"), _text(each, "code"), _text(each, "text"))
        for each in one.iterfind("codedValues/codedValue")
    )
    return ObservationKind(
        _text(one, "observationCode"),
        _text(one, "observationTitle"),
        _text(one, "group"),
        _text(one, "indicationText"),
        _text(one, "contraindicationText"),
        coded,
    )


# -- an antigen ---------------------------------------------------------------------------------------------


def _antigen(name: str, root: Element) -> Antigen:
    whole, single = "contraindications/vaccineGroup", "contraindications/vaccine"
    return Antigen(
        name,
        tuple(_series(one) for one in root.iterfind("series")),
        tuple(_contraindication(one) for one in root.iterfind(f"{whole}/contraindication")),
        tuple(_contraindication(one) for one in root.iterfind(f"{single}/contraindication")),
        frozenset(_text(one, "guidelineCode") for one in root.iterfind("immunity/clinicalHistory")),
        tuple(_immunity(one) for one in root.iterfind("immunity/dateOfBirth")),
    )


def _immunity(one: Element) -> BirthDateImmunity:
    before = _written(_text(one, "immunityBirthDate"), "%m/%d/%Y")
    excluded = frozenset(_text(each, "exclusionCode") for each in one.iterfind("exclusion"))
    return BirthDateImmunity(before, _text(one, "birthCountry"), excluded)


def _contraindication(one: Element) -> Contraindication:
    vaccines = tuple(_vaccine(each) for each in one.iterfind("contraindicatedVaccine"))
    return Contraindication(
        _text(one, "observationCode"),
        _text(one, "observationTitle"),
        _text(one, "contraindicationText"),
        _text(one, "contraindicationGuidance"),
        _period(one, "beginAge"),
        _period(one, "endAge"),
        vaccines,
    )


def _series(one: Element) -> AntigenSeries:
    choice = one.find("selectSeries")
    if choice is None:
        raise ValueError("a series does not say how it is selected")
    preference = _text(choice, "seriesPreference")
    return AntigenSeries(
        _text(one, "seriesName"),
        _text(one, "targetDisease"),
        _text(one, "vaccineGroup"),
        SeriesType(_text(one, "seriesType")),
        tuple(filter(None, _texts(one, "seriesAdminGuidance"))),
        frozenset(_list(_text(one, "equivalentSeriesGroups"))),
        frozenset(filter(None, _texts(one, "requiredGender"))),
        _yes(choice, "defaultSeries"),
        _yes(choice, "productPath"),
        _text(choice, "seriesGroupName"),
        _text(choice, "seriesGroup"),
        _text(choice, "seriesPriority"),
        int(preference) if preference else 99,
        _period(choice, "minAgeToStart"),
        _period(choice, "maxAgeToStart"),
        tuple(_indication(each) for each in one.iterfind("indication") if len(each)),
        tuple(_series_dose(each) for each in one.iterfind("seriesDose")),
    )


def _indication(one: Element) -> Indication:
    return Indication(
        _text(one, "observationCode/code"),
        _text(one, "observationCode/text"),
        _text(one, "description"),
        _text(one, "guidance"),
        _period(one, "beginAge"),
        _period(one, "endAge"),
    )


def _series_dose(one: Element) -> SeriesDose:
    season = one.find("seasonalRecommendation")
    return SeriesDose(
        int(_text(one, "doseNumber").removeprefix("Dose ")),
        tuple(_age(each) for each in one.iterfind("age") if len(each)),
        tuple(_interval(each) for each in one.iterfind("interval") if len(each)),
        tuple(_interval(each) for each in one.iterfind("allowableInterval") if len(each)),
        tuple(_vaccine(each) for each in one.iterfind("preferableVaccine") if len(each)),
        tuple(_vaccine(each) for each in one.iterfind("allowableVaccine") if len(each)),
        frozenset(_text(each, "cvx") for each in one.iterfind("inadvertentVaccine") if len(each)),
        tuple(_skip(each) for each in one.iterfind("conditionalSkip") if len(each)),
        _yes(one, "recurringDose"),
        _day(season, "startDate") if season is not None else None,
        _day(season, "endDate") if season is not None else None,
    )


def _age(one: Element) -> Age:
    return Age(
        absolute_minimum=_period(one, "absMinAge"),
        minimum=_period(one, "minAge"),
        earliest_recommended=_period(one, "earliestRecAge"),
        latest_recommended=_period(one, "latestRecAge"),
        maximum=_period(one, "maxAge"),
        validity=_validity(one),
    )


def _interval(one: Element) -> Interval:
    target = _text(one, "fromTargetDose")
    return Interval(
        from_previous=_yes(one, "fromPrevious"),
        from_target_dose=int(target) if target.isdecimal() else None,
        from_most_recent=frozenset(_cvx_list(_text(one, "fromMostRecent"))),
        from_observation=_text(one, "fromRelevantObs/code"),
        absolute_minimum=_period(one, "absMinInt"),
        minimum=_period(one, "minInt"),
        earliest_recommended=_period(one, "earliestRecInt"),
        latest_recommended=_period(one, "latestRecInt"),
        overrides=_text(one, "intervalPriority").casefold() == "override",
        validity=_validity(one),
    )


def _vaccine(one: Element) -> SeriesDoseVaccine:
    return SeriesDoseVaccine(
        _text(one, "cvx"),
        _text(one, "vaccineType"),
        _period(one, "beginAge"),
        _period(one, "endAge"),
        _text(one, "tradeName"),
        _text(one, "mvx"),
        _text(one, "volume"),
        _yes(one, "forecastVaccineType"),
    )


def _skip(one: Element) -> ConditionalSkip:
    return ConditionalSkip(
        Context(_text(one, "context")),
        _all_of(_text(one, "setLogic")),
        tuple(_skip_set(each) for each in one.iterfind("set")),
    )


def _skip_set(one: Element) -> SkipSet:
    conditions = tuple(_condition(each) for each in one.iterfind("condition"))
    return SkipSet(
        _text(one, "setDescription"), _all_of(_text(one, "conditionLogic")), conditions, _validity(one)
    )


def _all_of(logic: str) -> bool:
    """ "n/a" stands where there is one only."""
    if logic.casefold() not in ("and", "or", "n/a", ""):
        raise ValueError(f"not a logic of a skip: {logic!r}")
    return logic.casefold() != "or"


def _condition(one: Element) -> SkipCondition:
    kind, count = _text(one, "conditionType"), _text(one, "doseCount")
    counts = kind.casefold().startswith(_COUNTS)
    return SkipCondition(
        ConditionType.VACCINE_COUNT if counts else ConditionType(kind),
        _day(one, "startDate"),
        _day(one, "endDate"),
        _period(one, "beginAge"),
        _period(one, "endAge"),
        _period(one, "interval"),
        int(count) if count else 0,
        _text(one, "doseType").casefold() == "valid",
        CountLogic(_text(one, "doseCountLogic").casefold()) if counts else CountLogic.GREATER_THAN,
        frozenset(_cvx_list(_text(one, "vaccineTypes"))),
        frozenset(_list(_text(one, "seriesGroups"))),
    )


# -- values -------------------------------------------------------------------------------------------------


def _text(one: Element, path: str) -> str:
    text = (one.findtext(path) or "").strip()
    return "" if text.casefold() == "n/a" and path not in ("setLogic", "conditionLogic") else text


def _texts(one: Element, path: str) -> list[str]:
    return [(each.text or "").strip() for each in one.iterfind(path)]


def _yes(one: Element, path: str) -> bool:
    return _text(one, path).casefold() in ("y", "yes")


def _period(one: Element, path: str) -> Period | None:
    return parse_period(_text(one, path))


def _day(one: Element, path: str) -> date | None:
    text = _text(one, path)
    return _written(text, "%Y%m%d") if text else None


def _written(text: str, form: str) -> date:
    return datetime.strptime(text, form).replace(tzinfo=UTC).date()


def _validity(one: Element) -> Validity:
    return Validity(_day(one, "effectiveDate"), _day(one, "cessationDate"))


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.replace(",", ";").split(";") if part.strip()]


def _cvx_list(text: str) -> list[str]:
    return [part.zfill(2) for part in _list(text)]
