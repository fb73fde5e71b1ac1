"""A made-up clinic for tests of the day: two physicians, a staff column, rooms, visit types, patients."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.core.acts import Role
from app.core.ids import Id, new_id
from app.people.model import Patient, Sex
from app.practice.model import (
    CopayKind,
    Location,
    Provider,
    ProviderKind,
    Room,
    RoomState,
    Settings,
    VisitType,
)
from app.schedule.actions import BookAppointment, book_appointment
from app.schedule.views import AppointmentView
from app.security.model import Account
from tests.support.bare import MONDAY, BarePractice

HOURS = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


class Clinic(BarePractice):
    """The bare practice with something to book. Names of its parts are those of the clinic."""

    def __init__(
        self, folder: Path, zone: str = "America/New_York", at: Any = MONDAY, hours: Any = None
    ) -> None:
        super().__init__(folder, at, zone)
        self.settings = Settings(name="Elm Street Family Practice", zone=zone, hours=hours or HOURS)
        self.place = Location(name="Elm Street")
        self.okafor = Provider(
            kind=ProviderKind.PHYSICIAN, name="Ada Okafor, MD", short_name="Dr. Okafor", position=0
        )
        self.lind = Provider(
            kind=ProviderKind.PHYSICIAN, name="Jon Lind, MD", short_name="Dr. Lind", position=1
        )
        self.staff = Provider(kind=ProviderKind.STAFF, name="Clinical staff", short_name="Staff", position=2)
        self.follow_up = self._type("Follow-up", 30)
        self.pressure = self._type("Blood pressure check", 15, needs_room=False)
        self.new_patient = self._type("New patient", 45, preparation="Intake packet")
        self.well_child = self._type("Well child", 30)
        self.write(self.settings, self.place, self.okafor, self.lind, self.staff)
        self.rooms = [self._room(number) for number in range(1, 4)]
        self.write(self.follow_up, self.pressure, self.new_patient, self.well_child, *self.rooms)
        self.write(
            Account(
                id=self.actor.person_id,
                login="ruth",
                name="Ruth Day",
                short_name="Ruth D.",
                role_names=[Role.OWNER],
                made_at=self.clock.now(),
            )
        )
        long_ago = self.clock.now() - timedelta(days=800)
        self.lee = self.patient("Lee", "Susan", date(1958, 8, 12), registered_at=long_ago)
        self.ito = self.patient("Ito", "Kenji", date(1953, 5, 3), Sex.MALE, registered_at=long_ago)

    @staticmethod
    def _type(name: str, minutes: int, **more: Any) -> VisitType:
        return VisitType(name=name, minutes=minutes, copay_kind=CopayKind.OFFICE, **more)

    def _room(self, number: int) -> Room:
        return Room(
            location_id=self.place.id,
            name=str(number),
            position=number,
            state=RoomState.READY,
            state_since=self.clock.now(),
        )

    def patient(self, last: str, first: str, born: date, sex: Sex = Sex.FEMALE, **more: Any) -> Patient:
        told = {"registered_at": self.clock.now(), **more}
        made = Patient(
            mrn=str(new_id())[-8:], last_name=last, first_name=first, birth_date=born, sex=sex, **told
        )
        self.write(made)
        return made

    def command(self, wall_start: str = "10:00", **more: Any) -> BookAppointment:
        given: dict[str, Any] = {
            "patient_id": self.lee.id,
            "provider_id": self.okafor.id,
            "visit_type_id": self.follow_up.id,
            "day": self.clock.now().astimezone(self.around.zone).date(),
        }
        return BookAppointment(**{**given, "wall_start": wall_start, **more})

    def book(self, wall_start: str = "10:00", **more: Any) -> AppointmentView:
        view: AppointmentView = self.run(book_appointment, self.command(wall_start, **more))
        return view

    def fresh(self, kind: type[Any], record_id: Id) -> Any:
        """A record as it is now."""
        return next(record for record in self.all(kind) if record.id == record_id)
