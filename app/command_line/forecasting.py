"""`daybook forecast`: what is due for whom, from JSON lines to JSON lines, without a practice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from app.command_line.words import said, say
from app.vaccines.answers import Assessment, Evaluation, GroupAnswer
from app.vaccines.engine import assess
from app.vaccines.history import Dose, Gender, History, Observation
from app.vaccines.release import shipped_schedule
from app.vaccines.schedule import Schedule

_GENDERS = {"f": Gender.FEMALE, "female": Gender.FEMALE, "m": Gender.MALE, "male": Gender.MALE}
_LONGEST_LINE = 1 << 20


def forecast_lines(lines: Iterable[str]) -> Iterator[str]:
    """Give the answer to each line; a line that cannot be read gets an error, and the rest go on."""
    schedule = shipped_schedule()
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, schedule), ensure_ascii=False)


def _answer(line: str, schedule: Schedule) -> dict[str, Any]:
    asked: Any = None
    try:
        if len(line) > _LONGEST_LINE:
            raise ValueError(say("command.forecast.too_long"))
        asked = json.loads(line)
        if not isinstance(asked, dict):
            raise ValueError(say("command.forecast.no_object"))
        return {"id": asked.get("id"), **as_plain(assess(_history(asked), schedule))}
    except RecursionError:
        return {"id": None, "error": say("command.forecast.too_long")}
    except json.JSONDecodeError:
        return {"id": None, "error": say("command.forecast.no_json")}
    except ValueError as wrong:
        return {"id": asked.get("id") if isinstance(asked, dict) else None, "error": str(wrong)}


def _history(asked: Mapping[str, Any]) -> History:
    doses = tuple(
        Dose(_day(one, "date"), _code(one, "cvx", 2), str(one.get("mvx") or "").strip())
        for one in _list(asked, "doses")
    )
    observations = tuple(
        Observation(_code(one, "code", 3), _day(one, "date") if one.get("date") else None)
        for one in _list(asked, "observations")
    )
    gender = _GENDERS.get(str(asked.get("sex") or "").strip().casefold(), Gender.UNKNOWN)
    assessed = _day(asked, "assessment_date")
    return History(_day(asked, "birth_date"), gender, assessed, doses, observations)


def _list(asked: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = asked.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError(say("command.forecast.no_list", field=name))
    return found


def _day(asked: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(asked[name])
    except (KeyError, TypeError, ValueError):
        raise ValueError(say("command.forecast.no_date", field=name)) from None


def _code(asked: Mapping[str, Any], name: str, digits: int) -> str:
    code = str(asked.get(name) if asked.get(name) is not None else "").strip()
    if not (code.isascii() and code.isdecimal()):
        raise ValueError(say("command.forecast.no_code", field=name))
    return code.zfill(digits)


def as_plain(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as plain values for scripts; dates are ISO or None."""
    groups = assessment.groups
    return {
        "release": assessment.release,
        "evaluations": [_evaluation(one, group) for group in groups for one in group.evaluations],
        "forecasts": [_forecast(group) for group in groups],
        "findings": [said(one) for one in assessment.findings],
    }


def _evaluation(one: Evaluation, group: GroupAnswer) -> dict[str, Any]:
    return {
        "date": one.given.isoformat(),
        "cvx": one.cvx,
        "vaccine_group": group.vaccine_group,
        "antigen": one.antigen,
        "status": str(one.status),
        "reason": " ".join(said(reason) for reason in one.reasons),
    }


def _forecast(group: GroupAnswer) -> dict[str, Any]:
    told = group.forecast
    return {
        "vaccine_group": group.vaccine_group,
        "status": str(told.status),
        "dose": told.dose_number or None,
        "earliest": _iso(told.earliest),
        "recommended": _iso(told.recommended),
        "past_due": _iso(told.past_due),
        "reason": " ".join(dict.fromkeys(said(reason) for reason in told.reasons)),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
