"""Other facts of an appointment at the same time: kind, length, with whom, room, reason, note."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id, new_id
from app.schedule.actions import ChangeAppointment
from app.schedule.views import AppointmentView
from ui.calendar.lists import Lists
from ui.calendar.side_panel import DayPanel, enter_presses
from ui.calendar.words import full_name, when_of
from ui.common.button import primary
from ui.common.fields import ChoiceField, TextArea, TextField
from ui.common.form import Form
from ui.common.plain_text import Label


class ChangePanel(DayPanel):
    """Takes the changes. `wanted` gives the command, with what was not changed left out."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Change this appointment"), "change_appointment", parent)
        self.view: AppointmentView | None = None
        self._command_id: Id = new_id()
        self.form = Form(self)
        add = self.form.add
        self.what = Label("", "body", "second", wrap=True)
        self.kind = add(ChoiceField("visit_type_id", self.tr("Visit type"), []))
        self.minutes = add(TextField("minutes", self.tr("Length"), suffix=self.tr("min"), most=4))
        self.provider = add(ChoiceField("provider_id", self.tr("With"), []), also=("wall_start",))
        self.room = add(ChoiceField("room_id", self.tr("Room"), [], none_words=self.tr("Any room")))
        self.reason = add(TextField("reason", self.tr("Reason")))
        self.note = add(TextArea("note", self.tr("Note"), lines=2, most=500))
        self.add(self.what)
        for field in self.form.own_fields():
            self.space(10)
            self.add(field)
        self.body.addStretch(1)
        self.go = primary(self.tr("Keep changes"), tall=True, name="change_now")
        self.go.clicked.connect(self.submit)
        enter_presses(self.go)
        self.footer.addWidget(self.go)
        self.keys.add("Ctrl+Return", self.tr("Keep changes"), self.submit)

    def ask(self, view: AppointmentView, lists: Lists) -> None:
        """Show an appointment to change."""
        self.view, self._command_id = view, new_id()
        self.what.setText(f"{full_name(view)}\n{when_of(view)}")
        self.kind.set_choices(lists.visit_type_choices())
        self.provider.set_choices(lists.provider_choices())
        self.room.set_choices(lists.room_choices())
        self.form.set_values(
            {
                "visit_type_id": str(view.visit_type_id),
                "minutes": str(view.minutes),
                "provider_id": str(view.provider_id),
                "room_id": str(view.room_id) if view.room_id else None,
                "reason": view.reason,
                "note": view.note,
            }
        )
        self.form.clear_errors()

    def start(self) -> None:
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Send what was changed; nothing changed is nothing sent."""
        view = self.view
        if view is None:
            return
        if not self.form.dirty:
            self.left.emit()
            return
        typed = self.minutes.text().strip()
        if not typed.isascii() or not typed.isdigit():
            self.minutes.set_error(self.tr("Type a number of minutes, such as 30."))
            self.minutes.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        kind, provider, room = self.kind.value(), self.provider.value(), self.room.value()
        self.wanted.emit(
            ChangeAppointment(
                command_id=self._command_id,
                appointment_id=view.id,
                version=view.version,
                visit_type_id=Id(kind) if kind else None,
                provider_id=Id(provider) if provider else None,
                minutes=int(typed),
                room_id=Id(room) if room else None,
                no_room=room is None,
                reason=self.reason.text().strip(),
                note=self.note.value() or "",
            )
        )
