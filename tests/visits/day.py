"""A clinic in which visits have begun, for tests that start in the middle of a day."""

from datetime import timedelta
from typing import Any

from app.core.acts import Actor
from app.core.ids import Id
from app.practice.model import Room
from app.schedule.model import Appointment
from app.visits.actions import MoveVisit, RoomPatient, move_visit, room_patient
from app.visits.model import Visit, VisitState
from app.visits.moving import as_view, begin
from app.visits.views import VisitView
from tests.schedule.clinic import Clinic


class Day(Clinic):
    """The clinic on its Monday; visits begin as check-in begins them."""

    def arrived(self, wall_start: str = "10:00", **more: Any) -> VisitView:
        booked = self.book(wall_start, **more)

        def story(work: Any) -> VisitView:
            return as_view(work, begin(work, work.get(Appointment, booked.id), VisitState.ARRIVED))

        view: VisitView = self.within(story)
        return view

    def move(
        self, visit: VisitView | Id, to: VisitState, *, actor: Actor | None = None, **more: Any
    ) -> VisitView:
        now = self.visit(visit)
        command = MoveVisit(visit_id=now.id, version=now.version, to=to, **more)
        view: VisitView = self.run(move_visit, command, actor=actor)
        return view

    def room(self, visit: VisitView, number: str, **more: Any) -> VisitView:
        now = self.visit(visit)
        command = RoomPatient(visit_id=now.id, version=now.version, room_number=number, **more)
        view: VisitView = self.run(room_patient, command)
        return view

    def visit(self, visit: VisitView | Id) -> Visit:
        found: Visit = self.fresh(Visit, visit.visit_id if isinstance(visit, VisitView) else visit)
        return found

    def room_state(self, number: int) -> str:
        return str(self.fresh(Room, self.rooms[number - 1].id).state)

    def wait(self, minutes: float) -> None:
        self.clock.advance(timedelta(minutes=minutes))
