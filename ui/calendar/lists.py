"""What forms of the calendar choose from: providers, rooms, kinds of visit."""

from __future__ import annotations

from dataclasses import dataclass

from app.practice.views import ProviderView, RoomView, VisitTypeView
from ui.calendar.words import minutes_words, room_words

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Lists:
    """The practice's providers, rooms and kinds of visit, in their order."""

    providers: tuple[ProviderView, ...] = ()
    rooms: tuple[RoomView, ...] = ()
    visit_types: tuple[VisitTypeView, ...] = ()

    def provider_choices(self) -> Choices:
        return [(str(one.id), one.short_name) for one in self.providers]

    def room_choices(self) -> Choices:
        return [(str(one.id), room_words(one.name)) for one in self.rooms]

    def visit_type_choices(self) -> Choices:
        return [(str(one.id), f"{one.name} · {minutes_words(one.minutes)}") for one in self.visit_types]

    def visit_type(self, which: object) -> VisitTypeView | None:
        return next((one for one in self.visit_types if str(one.id) == str(which)), None)

    def provider_name(self, which: object) -> str:
        return next((one.short_name for one in self.providers if str(one.id) == str(which)), "")
