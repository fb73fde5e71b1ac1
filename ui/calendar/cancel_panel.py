"""Calling an appointment off: by whom, and why. Both are kept and counted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.core.ids import Id, new_id
from app.schedule.actions import CancelAppointment, CancelledBy
from app.schedule.views import AppointmentView
from ui.calendar.side_panel import DayPanel, enter_presses
from ui.calendar.words import full_name, when_of
from ui.common.button import Button, ButtonKind
from ui.common.fields import SegmentedField, TextField
from ui.common.form import Form
from ui.common.plain_text import Label


class CancelPanel(DayPanel):
    """Asks who calls it off and why. `wanted` gives the command."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Cancel this appointment"), "cancel_appointment", parent)
        self._view: AppointmentView | None = None
        self._command_id: Id = new_id()
        self.form = Form(self)
        self.what = Label("", "body", "second", wrap=True)
        choices = [("patient", self.tr("Patient")), ("practice", self.tr("Practice"))]
        self.by = self.form.add(SegmentedField("by", self.tr("Called off by"), choices, "patient"))
        self.reason = self.form.add(TextField("reason", self.tr("Reason")))
        self.add(self.what)
        self.space(12)
        self.add(self.by)
        self.space(10)
        self.add(self.reason)
        self.body.addStretch(1)
        self.go = Button(self.tr("Cancel the appointment"), ButtonKind.DANGER, tall=True, name="cancel_now")
        self.go.clicked.connect(self.submit)
        enter_presses(self.go)
        self.reason.line.returnPressed.connect(self.submit)
        self.footer.addWidget(self.go)

    def ask(self, view: AppointmentView, by: str = "patient") -> None:
        """Ask about one appointment."""
        self._view, self._command_id = view, new_id()
        self.what.setText(f"{full_name(view)}\n{when_of(view)}, {view.provider_short}")
        self.by.set_value(by)
        self.reason.set_value(None)
        self.form.clear_errors()

    def start(self) -> None:
        self.reason.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Send it; a reason is needed."""
        if self._view is None:
            return
        reason = self.reason.value()
        if reason is None:
            self.reason.set_error(self.tr("Type why. It is kept and counted."))
            self.start()
            return
        self.wanted.emit(
            CancelAppointment(
                command_id=self._command_id,
                appointment_id=self._view.id,
                version=self._view.version,
                by=CancelledBy(self.by.value() or "patient"),
                reason=reason,
            )
        )
