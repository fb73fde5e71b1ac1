"""The editors of a provider, a room and a kind of visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.core.acts import CLINICIANS, Role
from app.core.ids import Id, new_id
from app.practice.actions import (
    BlockRoom,
    OpenRoom,
    SaveProvider,
    SaveRoom,
    SaveVisitType,
    block_room,
    open_room,
    save_provider,
    save_room,
    save_visit_type,
)
from app.practice.views import CopayKind, ProviderKind, ProviderView, RoomView, StaffLine, VisitTypeView
from ui.common.button import secondary
from ui.common.card import SectionTitle
from ui.common.desk import Desk
from ui.common.fields import CheckField, ChoiceField, SegmentedField, TextField
from ui.common.words import fill
from ui.practice.editor import Editor, Sent
from ui.practice.entry_fields import SeveralField, WholeField
from ui.practice.words import COLOURS, COPAYS, KINDS, VITALS, choices, words

TakeBack = Callable[[Any, Any, str], object]
"""(action, command, what is said): sends what undoes an act."""
_ROLE_OF = {"physician": Role.PHYSICIAN, "np_pa": Role.NP_PA}


def undo_of(take_back: TakeBack, act: Any, before: Any, name: str) -> Callable[[Any], object]:
    """Return what puts a record back as it was; `before` is the command for it, but for its version."""

    def undo(made: Any) -> None:
        command = replace(before, version=made.version, command_id=new_id())
        take_back(act, command, fill(words("{name} is as it was before."), {"name": name}))

    return undo


class ProviderEditor(Editor):
    """A column of the calendar. A clinician's column belongs to a person who signs in."""

    def __init__(
        self,
        desk: Desk,
        people: Sequence[StaffLine],
        record: ProviderView | None,
        position: int,
        take_back: TakeBack,
    ) -> None:
        title = words("New provider") if record is None else record.name
        super().__init__(desk, title, words("Save this provider"))
        self._record, self._people, self._take_back = record, tuple(people), take_back
        kind = choices(KINDS)
        self.kind = self.field(ChoiceField("kind", words("Kind"), kind, none_words=words("Choose")))
        self.account = self.field(
            ChoiceField(
                "account_id", words("Person who signs in"), self._accounts(), none_words=words("Nobody")
            )
        )
        self.name = self.field(TextField("name", words("Name, as on paper"), most=120))
        self.short_name = self.field(TextField("short_name", words("Short name"), most=40))
        self.field(TextField("npi", words("NPI"), most=20))
        self.field(WholeField("position", words("Order in the calendar"), most=4))
        self.field(CheckField("active", words("In use: can be booked")))
        self._fill(record, position)
        self.ready()
        self.account.edited.connect(self._took_person)

    def _accounts(self) -> list[tuple[str, str]]:
        able = [one for one in self._people if one.active and set(one.roles) & CLINICIANS]
        return [(str(one.id), f"{one.name} ({one.login})") for one in able]

    def _fill(self, record: ProviderView | None, position: int) -> None:
        if record is None:
            self.form.set_values({"position": position, "active": True})
            return
        values = {name: getattr(record, name) for name in ("kind", "name", "short_name", "npi", "active")}
        account = str(record.account_id) if record.account_id else None
        self.form.set_values({**values, "account_id": account, "position": record.position})

    def _took_person(self) -> None:
        """Fill in names and kind from the account, where nothing else stands there."""
        person = next((one for one in self._people if str(one.id) == self.account.value()), None)
        if person is None:
            return
        for field, text in ((self.name, person.name), (self.short_name, person.short_name)):
            if not field.text().strip():
                field.set_value(text)
        if self.kind.value() is None:
            roles = set(person.roles)
            self.kind.set_value(next((kind for kind, role in _ROLE_OF.items() if role in roles), None))

    def sent(self, values: dict[str, Any]) -> Sent | None:
        if values["kind"] is None:
            self.kind.set_error(words("Choose a kind."))
            self.kind.setFocus()
            return None
        command = self._command(values)
        said = fill(words("{name} is saved."), {"name": command.name})
        if self._record is None:
            return Sent(save_provider, command, said)
        before = self._command_of(self._record)
        return Sent(
            save_provider, command, said, undo_of(self._take_back, save_provider, before, command.name)
        )

    def _command(self, values: dict[str, Any]) -> SaveProvider:
        record = self._record
        return SaveProvider(
            provider_id=None if record is None else record.id,
            version=0 if record is None else record.version,
            account_id=Id(values["account_id"]) if values["account_id"] else None,
            kind=ProviderKind(values["kind"]),
            name=values["name"] or "",
            short_name=values["short_name"] or "",
            npi=values["npi"] or "",
            position=values["position"],
            active=values["active"],
        )

    @staticmethod
    def _command_of(record: ProviderView) -> SaveProvider:
        return SaveProvider(
            provider_id=record.id,
            version=record.version,
            account_id=record.account_id,
            kind=ProviderKind(record.kind),
            name=record.name,
            short_name=record.short_name,
            npi=record.npi,
            position=record.position,
            active=record.active,
        )


class RoomEditor(Editor):
    """An exam room: its name and order, and whether it is in service."""

    def __init__(
        self, desk: Desk, location_id: Id, record: RoomView | None, position: int, take_back: TakeBack
    ) -> None:
        title = words("New room") if record is None else record.name
        super().__init__(desk, title, words("Save this room"))
        self._location, self._record, self._take_back = location_id, record, take_back
        self.field(TextField("name", words("Name"), most=30))
        self.field(WholeField("position", words("Order on the board"), most=4))
        self.field(CheckField("active", words("In use")))
        self.form.set_values(
            {"position": position, "active": True}
            if record is None
            else {"name": record.name, "position": record.position, "active": record.active}
        )
        self.reason: TextField | None = None
        if record is not None and record.active:
            self._add_service(record)
        self.ready()

    def _add_service(self, record: RoomView) -> None:
        """Offer to take the room out of service, or to put it back."""
        self.add(SectionTitle(words("Out of service")))
        if record.state == "out_of_service":
            button = secondary(words("Put back into service"), name="open_room")
            button.clicked.connect(self.open_room)
        else:
            self.reason = TextField("reason", words("Why"), most=120)
            self.form.add(self.reason)
            self.add(self.reason)
            button = secondary(words("Take out of service"), name="block_room")
            button.clicked.connect(self.block_room)
        self.add(button)

    def block_room(self) -> None:
        """Take the room out of service with the reason typed."""
        if self._record is None or self.reason is None or self.busy:
            return
        command = BlockRoom(
            room_id=self._record.id, version=self._record.version, reason=self.reason.value() or ""
        )
        said = fill(words("{name} is out of service."), {"name": self._record.name})
        self.send(Sent(block_room, command, said, self._undo_block))

    def _undo_block(self, made: RoomView) -> None:
        command = OpenRoom(room_id=made.id, version=made.version)
        told = fill(words("{name} is in service again: clean it first."), {"name": made.name})
        self._take_back(open_room, command, told)

    def open_room(self) -> None:
        """Put the room back; it is cleaned before the next patient."""
        if self._record is not None and not self.busy:
            command = OpenRoom(room_id=self._record.id, version=self._record.version)
            told = words("{name} is in service again: clean it first.")
            self.send(Sent(open_room, command, fill(told, {"name": self._record.name})))

    def sent(self, values: dict[str, Any]) -> Sent:
        record = self._record
        command = SaveRoom(
            room_id=None if record is None else record.id,
            version=0 if record is None else record.version,
            location_id=self._location if record is None else record.location_id,
            name=values["name"] or "",
            position=values["position"],
            active=values["active"],
        )
        said = fill(words("{name} is saved."), {"name": command.name})
        if record is None:
            return Sent(save_room, command, said)
        before = replace(command, name=record.name, position=record.position, active=record.active)
        return Sent(save_room, command, said, undo_of(self._take_back, save_room, before, command.name))


_SAME = ("minutes", "colour", "needs_room", "position", "active", "vitals", "note_template", "preparation")


class VisitTypeEditor(Editor):
    """A kind of visit: how long, how it is drawn, what is due, what it needs."""

    def __init__(
        self,
        desk: Desk,
        templates: Sequence[tuple[str, str]],
        record: VisitTypeView | None,
        position: int,
        take_back: TakeBack,
    ) -> None:
        title = words("New visit type") if record is None else record.name
        super().__init__(desk, title, words("Save this visit type"))
        self._record, self._take_back = record, take_back
        self._make_fields(templates)
        if record is None:
            new = {"minutes": 30, "colour": "accent", "copay_kind": "office"}
            self.form.set_values({**new, "needs_room": True, "position": position, "active": True})
        else:
            names = (*_SAME, "name", "name_es", "copay_kind")
            self.form.set_values({name: getattr(record, name) for name in names})
        self.ready()

    def _make_fields(self, templates: Sequence[tuple[str, str]]) -> None:
        self.field(TextField("name", words("Name"), most=40))
        self.field(TextField("name_es", words("Name in Spanish, for papers"), most=60))
        self.field(WholeField("minutes", words("Usual length"), suffix=words("minutes"), most=3))
        self.field(SegmentedField("colour", words("Color in the calendar"), choices(COLOURS)))
        self.field(ChoiceField("copay_kind", words("Copay"), choices(COPAYS), none_words=words("Choose")))
        self.field(TextField("preparation", words("What to prepare"), most=300))
        self.field(
            ChoiceField(
                "note_template", words("How its note begins"), templates, none_words=words("As a follow-up")
            )
        )
        self.field(SeveralField("vitals", words("Vital signs asked for"), choices(VITALS)))
        self.field(CheckField("needs_room", words("Needs an exam room")))
        self.field(WholeField("position", words("Order in lists"), most=4))
        self.field(CheckField("active", words("In use: can be booked")))

    def sent(self, values: dict[str, Any]) -> Sent:
        record = self._record
        texts: dict[str, Any] = {
            name: values[name] or "" for name in ("name", "name_es", "preparation", "note_template")
        }
        command = SaveVisitType(
            visit_type_id=None if record is None else record.id,
            version=0 if record is None else record.version,
            minutes=values["minutes"],
            colour=values["colour"] or "accent",
            copay_kind=CopayKind(values["copay_kind"] or "office"),
            vitals=values["vitals"],
            needs_room=values["needs_room"],
            position=values["position"],
            active=values["active"],
            **texts,
        )
        said = fill(words("{name} is saved."), {"name": command.name})
        if record is None:
            return Sent(save_visit_type, command, said)
        kept = {name: getattr(record, name) for name in (*_SAME, "name", "name_es")}
        before = replace(command, copay_kind=CopayKind(record.copay_kind), **kept)
        undo = undo_of(self._take_back, save_visit_type, before, command.name)
        return Sent(save_visit_type, command, said, undo)
