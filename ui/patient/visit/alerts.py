"""A critical value interrupts: over the window, by room, without name or value (DUTIES C2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.chart.alerts.actions import AcknowledgeAlert, acknowledge_alert
from app.chart.alerts.queries import open_alerts
from app.chart.alerts.views import AlertView
from app.core.acts import CLINICIANS, Actor, Role
from app.core.changes import Change, Kind
from ui.common.button import Button, ButtonKind, secondary
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.navigation import Go
from ui.common.plain_text import Label
from ui.patient.visit.visit_words import said, words
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme

MAY_TAKE = CLINICIANS | {Role.RN, Role.LPN}
_LOOK_AGAIN_MS = 15_000


class CriticalAlerts(QFrame):
    """Lies over the top of `window` while a critical alert is for this person, the oldest first.

    Clinicians and nurses take it with F2 or the button; an assistant, to whom it comes back when nobody took
    it, sees that nobody did. `go` asks for the visit's chart. It looks again when an alert changes, and by a
    timer, because it goes further by time alone.
    """

    go = Signal(object)

    def __init__(self, desk: Desk, actor: Actor, now: Callable[[], datetime], window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._now, self._window = desk, now, window
        self._may_take = bool(actor.roles & MAY_TAKE)
        self.alerts: tuple[AlertView, ...] = ()
        self.setObjectName("critical_alerts")
        self._lay_out()
        self.keys = KeyList(window, words("Alerts"))
        self.keys.add("F2", words("Take the alert"), self.take, button=self.take_button, whole_window=True)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        theme().changed.connect(self.place)
        window.installEventFilter(self)
        self.hide()
        self.refresh()

    def _lay_out(self) -> None:
        self.text = Label("", "strong", "danger", wrap=False)
        self.more = Label("", "body", "second")
        self.chart_button = secondary(words("Open the visit"), name="alert_chart")
        self.take_button = Button(words("I am going"), kind=ButtonKind.DANGER, name="take_alert")
        self._row = row = Row(self, space=12, margins=(46, 10, 12, 10))
        row.addWidget(self.text)
        row.addWidget(self.more)
        row.addSpacing(theme().px(12))
        row.addWidget(self.chart_button)
        row.addWidget(self.take_button)
        self.chart_button.clicked.connect(self._open)
        self.take_button.clicked.connect(self.take)

    def refresh(self) -> None:
        """Ask which alerts are open, and when to look again."""
        self._desk.ask(open_alerts, done=self.show_alerts, owner=self)

    def show_alerts(self, alerts: tuple[AlertView, ...]) -> None:
        """Show the first that interrupts this person; nothing else interrupts."""
        self.alerts = tuple(one for one in alerts if one.interrupts)
        self._timer.start(self._wait(alerts))
        if not self.alerts:
            self.hide()
            return
        first = self.alerts[0]
        room = said("Room {room}", room=first.room) if first.room.isdigit() else first.room
        where = room or words("A patient without a room")
        self.text.setText(said("{where}: a vital sign needs you", where=where))
        self.more.setText(self._more(first))
        self.more.setVisible(bool(self.more.text()))
        self.take_button.setVisible(self._may_take)
        self.setAccessibleName(f"{self.text.text()} {self.more.text()}".strip())
        self.place()
        self.show()
        self.raise_()

    def _more(self, first: AlertView) -> str:
        found = []
        if first.escalated:
            found.append(words("nobody has taken it yet"))
        if len(self.alerts) > 1:
            found.append(words("%n more alert(s)", len(self.alerts) - 1))
        return " · ".join(found)

    def _wait(self, alerts: tuple[AlertView, ...]) -> int:
        """Return the milliseconds until an alert goes further, at most a quarter of a minute."""
        ends = [one.escalates_at for one in alerts if one.escalates_at is not None and not one.escalated]
        left = [(end - self._now()).total_seconds() * 1000 for end in ends]
        return int(max(250, min([_LOOK_AGAIN_MS, *left])))

    def take(self) -> None:
        """Say that one goes: it ends the interruption for everybody."""
        if self.alerts and self._may_take:
            first = self.alerts[0]
            command = AcknowledgeAlert(alert_id=first.id, version=first.version)
            self._desk.do(
                acknowledge_alert,
                command,
                done=lambda _taken: self.refresh(),
                failed=self._taken_already,
                owner=self,
            )

    def _taken_already(self, _error: Exception) -> bool:
        """Somebody was quicker, or may take it in one's place: what is open now is shown."""
        self.refresh()
        return False

    def _open(self) -> None:
        if self.alerts:
            first = self.alerts[0]
            self.go.emit(Go("patients", first.patient_id, f"vitals@{first.visit_id}"))

    def _heard(self, changes: frozenset[Change], _origin: QObject | None) -> None:
        if any(one.kind in (Kind.ALERT, Kind.VISIT) for one in changes):
            self.refresh()

    def place(self) -> None:
        """Stand at the top of the window, below its bar, as wide as the words need."""
        self._row.activate()
        size = self.sizeHint()
        width = min(size.width(), self._window.width() - theme().px(24))
        left = (self._window.width() - width) // 2
        self.setGeometry(left, theme().px(56), width, size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() is QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        with QPainter(self) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(self.rect(), QColor(colors.background))
            draw_box(painter, QRectF(self.rect()), theme().px(8), colors.danger_soft, colors.danger, 2)
            side = theme().px(18)
            place = QRectF(theme().px(16), (self.height() - side) / 2, side, side)
            draw_icon(painter, "triangle-alert", place, colors.danger)
