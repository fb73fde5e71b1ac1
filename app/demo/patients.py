"""The made-up people of the demo practice: who they are, what they have, who pays for them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.core.dates import age_in_years
from app.demo.growing import GROWN, usual_size
from app.demo.lists import LANGUAGES, by_share, chance_for, listed
from app.people.model import PayerKind, Sex
from app.people.views import CoverageEntry, Demographics, MessagePreference

FIRST_MRN = 4_401
MEDICARE_AGE = 65
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


@dataclass(frozen=True)
class DemoPatient:
    """One made-up person. `illnesses` are rows of the list of illnesses that last; `bp`, `kg`, `cm` as usual.

    `today` says where the person stands on the demo day, {} for nobody in particular. A `new` one has no
    history. `verified` is how many days ago the coverage was checked, None: never.
    """

    key: str
    number: int
    who: Demographics
    coverages: tuple[CoverageEntry, ...]
    illnesses: tuple[Mapping[str, Any], ...]
    allergies: tuple[tuple[str, str], ...]
    allergies_asked: bool
    bp: tuple[int, int]
    kg: float
    cm: float
    guardian: tuple[str, str] | None = None
    new: bool = False
    pregnant_weeks: int = 0
    verified: int | None = 7
    today: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mrn(self) -> str:
        return f"{self.number:06d}"

    @property
    def born(self) -> date:
        if self.who.birth_date is None:
            raise ValueError("everyone of the demo has a birth date")
        return self.who.birth_date

    def age(self, on: date) -> int:
        return age_in_years(self.born, on)


def make_patients(today: date, count: int, seed: str) -> tuple[DemoPatient, ...]:
    """Return the people with a part of their own, then others up to `count`; the same for the same day."""
    chance = chance_for(seed, "patients")
    cast = [
        _of_cast(person, FIRST_MRN + 16 + number, today, chance)
        for number, person in enumerate(listed("cast")["people"])
    ]
    taken = {one.number for one in cast}
    numbers = [n for n in range(FIRST_MRN, FIRST_MRN + count + len(cast)) if n not in taken]
    others = [_anyone(number, today, chance) for number in numbers[: max(count - len(cast), 0)]]
    return (*cast, *others)


# -- someone with a part ------------------------------------------------------------------------------------


def _of_cast(person: Mapping[str, Any], number: int, today: date, chance: random.Random) -> DemoPatient:
    born = _born(person, today)
    who = Demographics(
        last_name=person["last"],
        first_name=person["first"],
        middle_name=person.get("middle", ""),
        preferred_name=person.get("preferred", ""),
        pronouns=person.get("pronouns", ""),
        birth_date=born,
        sex=Sex(person["sex"]),
        language=person.get("language", "en"),
        interpreter_needed=person.get("interpreter", False),
        access_needs=person.get("access", ""),
        confidential_phone=person.get("confidential", ""),
        **_home(chance),
    )
    known = {one["code"]: one for one in listed("illnesses")["lasting"]}
    return DemoPatient(
        key=person["key"],
        number=number,
        who=who,
        coverages=_coverages(person["payer"], born, today, chance, person.get("copay")),
        illnesses=tuple(known.get(code, {"code": code}) for code in person["problems"]),
        allergies=tuple((substance, reaction) for substance, reaction in person.get("allergies", ())),
        allergies_asked=person.get("asked", True),
        bp=_pair(person.get("bp", (110, 68))),
        kg=person["kg"],
        cm=person["cm"],
        guardian=_pair(person["guardian"]) if "guardian" in person else None,
        new=person.get("new", False),
        pregnant_weeks=person.get("pregnant_weeks", 0),
        verified=person.get("today", {}).get("verified", 7),
        today=person.get("today", {}),
    )


def _pair(two: Sequence[Any]) -> tuple[Any, Any]:
    return (two[0], two[1])


def _born(person: Mapping[str, Any], today: date) -> date:
    if "born" in person:
        born: date = person["born"]
        return born
    days = person.get("days", round(person.get("years", 0) * 365.25) + 40)
    return today - timedelta(days=days)


# -- anyone -------------------------------------------------------------------------------------------------


def _anyone(number: int, today: date, chance: random.Random) -> DemoPatient:
    names = listed("names")
    language = by_share(chance, LANGUAGES, [names[one]["share"] for one in LANGUAGES])
    sex = chance.choice((Sex.FEMALE, Sex.MALE))
    years = by_share(
        chance, (chance.uniform(0, 18), chance.uniform(18, 65), chance.uniform(65, 94)), (22, 52, 26)
    )
    born = today - timedelta(days=int(years * 365.25) + 8)
    age = age_in_years(born, today)
    first = chance.choice(names[language]["female" if sex is Sex.FEMALE else "male"])
    last = chance.choice(names[language]["last"])
    who = Demographics(
        last_name=last,
        first_name=first,
        middle_name=chance.choice(("", "A", "J", "M", "R", "L")) if language == "en" else "",
        birth_date=born,
        sex=sex,
        language=language if language == "en" or chance.random() < 0.7 else "en",
        interpreter_needed=language != "en" and chance.random() < 0.4,
        what_matters=chance.choice(listed("town")["what_matters"]) if chance.random() < 0.15 else "",
        **_home(chance),
    )
    allergies = _allergies(chance)
    kg, cm = _size(born, sex, today, chance)
    return DemoPatient(
        key="",
        number=number,
        who=who,
        coverages=_coverages(_kind_of_payer(age, chance), born, today, chance, None),
        illnesses=_illnesses(age, sex, chance),
        allergies=allergies,
        allergies_asked=bool(allergies) or chance.random() < 0.85,
        bp=(chance.randint(108, 132), chance.randint(66, 84)),
        kg=kg,
        cm=cm,
        guardian=(f"{chance.choice(names[language]['female'])} {last}", "Mother") if age < 18 else None,
        verified=by_share(chance, (chance.randint(1, 20), chance.randint(40, 120), None), (75, 17, 8)),
    )


def _size(born: date, sex: Sex, today: date, chance: random.Random) -> tuple[float, float]:
    """Return weight (kg) and height (cm)."""
    if age_in_years(born, today) < GROWN:
        kg, cm = usual_size(born, sex, today)
        large = chance.gauss(1, 0.05)
        return (round(kg * large**2, 1), round(cm * large**0.5))
    man = sex is Sex.MALE
    return (
        round(min(max(chance.gauss(82 if man else 70, 13), 44), 130), 1),
        round(chance.gauss(176 if man else 163, 7)),
    )


def _home(chance: random.Random) -> dict[str, Any]:
    town = listed("town")
    city, state, zip_code = chance.choice(town["places"])
    area = chance.choice(town["areas"])
    return {
        "street": f"{chance.randrange(10, 999)} {chance.choice(town['streets'])}",
        "city": city,
        "state": state,
        "zip": zip_code,
        "mobile": f"+1{area}55501{chance.randrange(100):02d}",
        "pharmacy": chance.choice(town["pharmacies"]),
        "message_preference": chance.choice(tuple(MessagePreference)),
    }


def _illnesses(age: int, sex: Sex, chance: random.Random) -> tuple[Mapping[str, Any], ...]:
    meets = [one for one in listed("illnesses")["lasting"] if fits(one, age, sex)]
    return tuple(one for one in meets if chance.random() * 100 < one["share"])


def fits(illness: Mapping[str, Any], age: int, sex: str) -> bool:
    """Say whether an illness of the list meets someone of this age and sex."""
    least, most = illness["ages"]
    return bool(least <= age <= most and illness.get("sex", sex) == sex)


def _allergies(chance: random.Random) -> tuple[tuple[str, str], ...]:
    rows = listed("illnesses")["allergies"]
    had = [one for one in rows if chance.random() * 100 < one["share"]]
    return tuple((one["substance"], chance.choice(one["reactions"])) for one in had)


# -- who pays -----------------------------------------------------------------------------------------------


def _kind_of_payer(age: int, chance: random.Random) -> str:
    if age >= MEDICARE_AGE:
        return by_share(chance, ("medicare", "advantage", "qmb"), (62, 30, 8))
    return ""


def _coverages(
    kind: str, born: date, today: date, chance: random.Random, copay: int | None
) -> tuple[CoverageEntry, ...]:
    """Return the coverages of a kind of payer; "" draws one that fits nobody in particular."""
    older = listed("town")["older"]
    since = max(born, date(today.year - 2, 1, 1))
    if kind in ("medicare", "qmb"):
        first = CoverageEntry(
            kind=PayerKind.MEDICARE,
            payer=older["medicare"]["payer"],
            member_id=_medicare_number(chance),
            valid_from=since,
            qualified_medicare_beneficiary=kind == "qmb",
        )
        return (first, _second(kind, since, chance))
    if kind == "advantage":
        return (_plan(PayerKind.MEDICARE_ADVANTAGE, older["advantage"], since, chance, copay),)
    if kind == "workers_compensation":
        return (_case(today, chance),)
    rows = [one for one in listed("town")["payers"] if kind in ("", one["kind"])]
    row = by_share(chance, rows, [one["share"] for one in rows])
    if row["kind"] == "self_pay":
        return ()
    return (_plan(PayerKind(row["kind"]), row, since, chance, copay),)


def _plan(
    kind: PayerKind, row: Mapping[str, Any], since: date, chance: random.Random, copay: int | None
) -> CoverageEntry:
    return CoverageEntry(
        kind=kind,
        payer=row["payer"],
        plan=chance.choice(row["plans"]),
        member_id=f"{chance.choice('GHKMRW')}{chance.randrange(10**8, 10**9)}",
        group_number=f"{chance.randrange(1000, 9999)}",
        valid_from=since,
        copay_cents=chance.choice(row["copays"]) if copay is None else copay,
    )


def _second(kind: str, since: date, chance: random.Random) -> CoverageEntry:
    if kind == "qmb":
        row = {"payer": "Ohio Medicaid", "plans": ["QMB"], "copays": [0]}
        return _plan(PayerKind.MEDICAID, row, since, chance, 0)
    older = listed("town")["older"]["medicare"]
    row = {"payer": older["supplement"], "plans": older["plans"], "copays": [0]}
    return _plan(PayerKind.COMMERCIAL, row, since, chance, 0)


def _case(today: date, chance: random.Random) -> CoverageEntry:
    return CoverageEntry(
        kind=PayerKind.WORKERS_COMPENSATION,
        payer="State Compensation Fund",
        claim_number=f"WC-{chance.randrange(10**6, 10**7)}",
        injury_date=today - timedelta(days=11),
        valid_from=today - timedelta(days=11),
    )


def _medicare_number(chance: random.Random) -> str:
    """Return a number of the right form (CMS, "Understanding the MBI format")."""
    kinds = "AADAADAADD"
    rest = (chance.choice(_MBI_LETTERS if kind == "A" else "0123456789") for kind in kinds)
    return "".join([str(chance.randrange(1, 10)), *rest])
