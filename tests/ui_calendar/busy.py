"""A busy day in the calendar, much as the design shows it, and a day of 220 entries for measuring."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.core.ids import Id
from app.people.model import Sex
from app.practice.model import Provider, ProviderKind
from app.schedule.actions import AddBlock, add_block
from app.schedule.model import Appointment, AppointmentState, BlockKind
from app.schedule.views import AppointmentView
from tests.visits.day import Day

OKAFOR = (
    ("08:00", 30, "Daniels", "Iris", "physical", "accent"),
    ("08:30", 30, "Petrov", "Ana", "med review", "accent"),
    ("09:00", 30, "Ito", "Kenji", "BP, INR", "accent"),
    ("09:15", 60, "Lee", "Susan", "Cough and fever", "info"),
    ("09:40", 35, "Alvarez", "Rosa", "DM", "accent"),
    ("10:15", 30, "Silva", "Marina", "new patient", "violet"),
    ("10:45", 15, "Green", "Thomas", "ECG", "accent"),
    ("11:00", 30, "Osei", "Kofi", "recheck", "accent"),
    ("14:00", 30, "Abbott", "Faye", "", "accent"),
    ("15:00", 60, "Moreno", "Luis", "procedure, room 2", "accent"),
)
LIND = (
    ("08:45", 25, "Brooks", "Darnell", "recheck", "accent"),
    ("09:10", 20, "Kaur", "Jaspreet", "annual exam", "violet"),
    ("09:30", 30, "Nguyen", "Bao", "well child", "info"),
    ("10:00", 30, "Haddad", "Omar", "back pain", "accent"),
    ("10:45", 30, "Chen", "Lucy", "asthma", "accent"),
    ("13:30", 45, "Rahman", "Sadia", "prenatal", "accent"),
)
STAFF = (
    ("09:00", 20, "Walsh", "Nora", "flu vaccine", "info"),
    ("10:00", 20, "Ford", "Al", "allergy shot", "info"),
    ("10:30", 20, "Park", "Min", "TB read", "info"),
    ("13:00", 20, "Ito", "Kenji", "INR", "info"),
)
BEGUN = ("Petrov", "Lee", "Alvarez", "Nguyen")
CONFIRMED = ("Silva", "Osei", "Chen")


def as_in_the_design(day: Day, on: date) -> dict[str, Id]:
    """Put the design's day there and return the patients by surname."""
    kinds = _kinds(day)
    people: dict[str, Id] = {"Lee": day.lee.id, "Ito": day.ito.id}
    for provider, rows in ((day.okafor, OKAFOR), (day.lind, LIND), (day.staff, STAFF)):
        for wall, minutes, last, first, reason, colour in rows:
            if last not in people:
                people[last] = day.patient(last, first, date(1968, 2, 11)).id
            day.write(_appointment(day, on, provider, kinds[colour], people[last], wall, minutes, reason))
    for provider in (day.okafor, day.lind, day.staff):
        _block(day, provider.id, BlockKind.LUNCH, on, "12:00", 60)
    _block(day, day.okafor.id, BlockKind.CHARTING, on, "16:30", 60)
    return people


def _kinds(day: Day) -> dict[str, Any]:
    made = {"accent": day.follow_up}
    for colour, name in (("info", "Nurse visit"), ("violet", "New patient visit")):
        made[colour] = day._type(name, 30, colour=colour, position=9)
        day.write(made[colour])
    return made


def _appointment(
    day: Day, on: date, provider: Any, kind: Any, patient: Id, wall: str, minutes: int, reason: str
) -> Appointment:
    from app.schedule.wall_time import instant_of

    surname = next((one.last_name for one in day.all(type(day.lee)) if one.id == patient), "")
    confirmed = surname in CONFIRMED
    return Appointment(
        patient_id=patient,
        provider_id=provider.id,
        visit_type_id=kind.id,
        location_id=day.place.id,
        day=on,
        wall_start=wall,
        zone=day.around.zone.key,
        minutes=minutes,
        starts_at=instant_of(on, wall, day.around.zone.key, 0),
        state=AppointmentState.CONFIRMED if confirmed else AppointmentState.BOOKED,
        reason=reason,
        visit_begun=surname in BEGUN,
        booked_at=day.clock.now(),
        booked_by=day.actor.person_id,
    )


def _block(day: Day, provider: Id, kind: BlockKind, on: date, wall: str, minutes: int) -> None:
    day.run(add_block, AddBlock(provider_id=provider, kind=kind, wall_start=wall, minutes=minutes, day=on))


def full_house(day: Day, on: date, count: int = 220) -> None:
    """Put `count` appointments on one day, over ten providers, as a large practice has them."""
    more = [
        Provider(kind=ProviderKind.PHYSICIAN, name=f"Dr. Number {n}", short_name=f"Dr. N{n}", position=9 + n)
        for n in range(7)
    ]
    day.write(*more)
    providers = [day.okafor, day.lind, day.staff, *more]
    kinds = list(_kinds(day).values())
    patients = [
        day.patient(f"Family{n}", f"Given{n}", date(1950, 1, 1) + timedelta(days=31 * n), Sex.FEMALE).id
        for n in range(40)
    ]
    rows = []
    for number in range(count):
        slot = 8 * 60 + number // len(providers) * 22
        wall = f"{slot // 60:02}:{slot % 60:02}"
        rows.append(
            _appointment(
                day,
                on,
                providers[number % len(providers)],
                kinds[number % 3],
                patients[number % 40],
                wall,
                25,
                "a reason that is rather long for its box",
            )
        )
    day.write(*rows)


def booked_view(day: Day, wall: str = "10:00", **more: Any) -> AppointmentView:
    """Book the clinic's usual appointment."""
    return day.book(wall, **more)
