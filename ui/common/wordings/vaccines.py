"""Texts of the vaccine engine: what a dose is worth, and when the next one is due."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "vaccines.sub_standard": "The dose was given wrongly, was recalled or had expired: it does not count.",
    "vaccines.series_was_complete": "The series was complete before this dose.",
    "vaccines.inadvertent": "This vaccine was given by mistake for this series.",
    "vaccines.too_young": "Given on {given}; the earliest valid day was {earliest}.",
    "vaccines.too_old": "Given on {given}; this dose may be given before {before} only.",
    "vaccines.age_grace": "Given up to 4 days before the minimum age: it counts.",
    "vaccines.too_soon": "Given on {given}, too soon after {since}; the earliest valid day was {earliest}.",
    "vaccines.interval_grace": "Given up to 4 days before the minimum interval: it counts.",
    "vaccines.allowable_interval": "The interval is shorter than the preferred one, and allowed.",
    "vaccines.conflict": (
        "Given too soon after another vaccine (CVX {cvx}) of {since}; the earliest valid day was {earliest}."
    ),
    "vaccines.wrong_vaccine": "This vaccine (CVX {cvx}) does not count for this dose at this age.",
    "vaccines.series_complete": "The series is complete.",
    "vaccines.past_history": "No dose is needed after the doses given so far.",
    "vaccines.immune_by_history": "There is evidence of immunity (observation {observation}).",
    "vaccines.immune_by_birth": "Born before {before}: taken to be immune.",
    "vaccines.contraindicated": "A contraindication is recorded (observation {observation}).",
    "vaccines.all_vaccines_contraindicated": (
        "Every vaccine of this series is contraindicated (observation {observation})."
    ),
    "vaccines.past_season": "The season of this release ended on {ended}.",
    "vaccines.too_old_now": "This vaccine is given before {before} only.",
    "vaccines.cannot_finish": "The next dose would come after {before}, when it is not given any more.",
    "vaccines.next_dose": "Dose {dose} of “{series}” is next.",
    "vaccines.before_birth": "A dose (CVX {cvx}) is dated {given}, before the birth date. It does not count.",
    "vaccines.not_given_yet": (
        "A dose (CVX {cvx}) is dated {given}, after the day of assessment. It does not count."
    ),
    "vaccines.unknown_cvx": (
        "CVX {cvx} ({given}) is not in this release of the schedule. It counts for nothing."
    ),
    "vaccines.no_release": "There is no release of the schedule in “{folder}”.",
    "vaccines.release_unreadable": (
        "“{file}” is not a file of CDC's schedule that Daybook can read. Nothing was changed."
    ),
}
