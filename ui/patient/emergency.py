"""A sensitive chart in its window: the page that stands before it, and the line while it is open anyway."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.core.acts import Permission
from app.core.errors import RuleViolated
from app.core.ids import Id
from app.people.break_glass.actions import BreakGlass, EndBreakGlass, break_glass, end_break_glass
from app.people.views import ChartAccess, EmergencyView
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.fields import TextField
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.patient.patient_words import words

WIDE = 460  # design pixels
EVERY_MS = 1_000


class SensitivePage(QWidget):
    """Says that the chart is sensitive; who may do so opens it in an emergency, with a reason."""

    opened = Signal()

    def __init__(self, desk: Desk, patient_id: Id, may: Callable[[Permission], bool]) -> None:
        super().__init__()
        self.desk, self._patient_id = desk, patient_id
        self.setAccessibleName(words("This chart is sensitive"))
        self.card = Card(words("This chart is sensitive"), space=12)
        self.text = Label(
            words(
                "Its care team opens it. In an emergency you open it too, for at most 60 minutes. It is in "
                "the record who opened it, why, and what was looked at, and somebody else reviews it."
            ),
            wrap=True,
        )
        self.reason = TextField("emergency_reason", words("Why it must be opened now"), most=300)
        self.open_button = primary(words("Open in an emergency"), name="open_in_an_emergency")
        self.open_button.clicked.connect(self.open)
        self.reason.line.returnPressed.connect(self.open)
        self.card.add(self.text, self.reason, self.open_button)
        if not may(Permission.BREAK_GLASS):
            self.reason.hide()
            self.open_button.hide()
        self.card.setMaximumWidth(WIDE)
        column = Column(self, space=0, margins=(24, 24, 24, 24))
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)

    def take_keys(self) -> None:
        """Put the cursor into the reason."""
        self.reason.line.setFocus()

    def open(self) -> None:
        """Open the chart for the reason given."""
        command = BreakGlass(patient_id=self._patient_id, reason=self.reason.text())
        self.desk.do(break_glass, command, done=self._opened, failed=self._failed, owner=self)

    def _opened(self, _use: EmergencyView) -> None:
        self.reason.set_value("")
        self.opened.emit()

    def _failed(self, error: Exception) -> bool:
        if not isinstance(error, RuleViolated):
            return False
        self.reason.set_error(words_for(error.message))
        self.take_keys()
        return True


class EmergencyLine(QFrame):
    """Stands over a chart that is open in an emergency, until that is over: the time left, and "End now"."""

    over = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("kind", "strip")
        self._use: EmergencyView | None = None
        self._seconds, self._clock = 0, QElapsedTimer()
        self.text = Label("", "strong", wrap=True)
        self.end_button = secondary(words("End now"), name="end_emergency")
        self.end_button.clicked.connect(self.end)
        row = Row(self, space=12, margins=(20, 8, 20, 8))
        row.addWidget(self.text, 1)
        row.addWidget(self.end_button)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.count_down)
        self.hide()

    def show_access(self, access: ChartAccess) -> None:
        """Show the emergency that opens the chart, or nothing."""
        self._use, self._seconds = access.emergency, access.seconds_left
        self._clock.start()
        self.setVisible(self._use is not None)
        if self._use is None:
            self._timer.stop()
            return
        self._timer.start()
        self._tell(self._seconds)

    def count_down(self) -> None:
        """Tell the time that is left; the chart closes with the last second."""
        left = self._seconds - self._clock.elapsed() // 1000
        if left > 0:
            self._tell(left)
            return
        self._timer.stop()
        self.over.emit()

    def _tell(self, seconds: int) -> None:
        said = words("Open in an emergency, for %n more minute(s). This is reviewed.", ceil(seconds / 60))
        if said != self.text.text():
            self.text.setText(said)
            self.setAccessibleName(said)

    def end(self) -> None:
        """Close the chart again."""
        if self._use is not None:
            command = EndBreakGlass(use_id=self._use.id, version=self._use.version)
            self.desk.do(end_break_glass, command, done=lambda _none: self.over.emit(), owner=self)
