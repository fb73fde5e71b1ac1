"""Find a patient: what is typed is looked up at once; before typing, those of the last days stand here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.people.actions import RecordSearch, record_search
from app.people.finding import find_patients
from app.people.recent import here_lately, opened_lately
from app.people.views import PatientLine
from ui.common.button import primary, secondary
from ui.common.card import Card, EmptyState, PageHead
from ui.common.desk import Desk, Ticket
from ui.common.fields import TextField
from ui.common.keys import KeyList
from ui.common.layout import Column as Stack
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.patient.patient_words import (
    born_text,
    line_chips,
    month_day_year,
    sex_words,
    short_age,
    word_of,
    words,
)

REST_MS = 90
RECORD_MS = 2_000
MOST = 50


def patient_columns() -> list[Column[PatientLine]]:
    """Return the columns of a list of patients."""
    never = words("not yet")
    return [
        Column(
            "name",
            words("Patient"),
            lambda line: line.name,
            secondary=lambda line: f"“{line.preferred_name}”" if line.preferred_name else "",
            strong=lambda _line: True,
            width=230,
            stretch=3,
        ),
        Column("mark", words("Note"), lambda _line: "", chips=line_chips, width=190, stretch=1),
        Column(
            "born",
            words("Born"),
            lambda line: born_text(line.birth_date),
            secondary=lambda line: short_age(line.age),
            sort=lambda line: str(line.birth_date or ""),
            width=130,
        ),
        Column("sex", words("Sex"), lambda line: word_of(sex_words(), line.sex), width=84, optional=True),
        Column("mrn", words("MRN"), lambda line: line.mrn, width=84),
        Column("phone", words("Phone"), lambda line: line.phone, width=140),
        Column(
            "seen",
            words("Last seen"),
            lambda line: month_day_year(line.last_seen) if line.last_seen else never,
            tone=lambda line: "ink" if line.last_seen else "third",
            sort=lambda line: str(line.last_seen or ""),
            width=120,
            optional=True,
        ),
    ]


class PatientList(QWidget):
    """The search field and the table below it. `opened` names the patient that Enter was given.

    Before anything is typed, the patients whom this person opened lately and those who were here lately
    stand in the table. A search is recorded once: when a result is opened, or when typing rests.
    """

    opened = Signal(object)
    new_wanted = Signal()

    def __init__(
        self, desk: Desk, on_import: Callable[[], object] | None = None, *, register: bool = True
    ) -> None:
        super().__init__()
        self.desk = desk
        self._may_register = register
        self.keys = KeyList(self, words("Patients"))
        self._asked: Ticket | None = None
        self._recorded = ""
        self._waiting = self._open_next = False
        self._opened: tuple[PatientLine, ...] = ()
        self.head = PageHead(words("Patients"))
        self.new = primary(words("New patient"), icon="user-plus", name="new_patient")
        self.bring = secondary(words("Import"), name="import_patients")
        self.search = TextField("patient_search", "", placeholder=words("Name, birth date, phone or MRN"))
        self._bands = (words("You opened lately"), words("Here in the last days"), words("Found"))
        self._band_of: dict[object, str] = {}
        self.model = RecordTableModel(
            patient_columns(), lambda line: line.id, band=self._band, band_order=self._bands
        )
        self.table = RecordTable(self.model, name="patients_table", label=words("Patients"))
        self.pages = QStackedWidget()
        self._lay_out(on_import)
        self._connect(on_import)

    def _band(self, line: PatientLine) -> str:
        return self._band_of.get(line.id, self._bands[2])

    def _lay_out(self, on_import: Callable[[], object] | None) -> None:
        self.head.add_button(self.bring)
        self.head.add_button(self.new)
        self.bring.setVisible(on_import is not None)
        self.new.setVisible(self._may_register)
        self.search.line.setAccessibleName(words("Find a patient"))
        self.search.line.setClearButtonEnabled(False)
        nobody = words("Nobody fits what was typed. Try fewer letters, the birth date, or the phone number.")
        first = words("Patients will stand here once they are registered or imported.")
        self.none_found = EmptyState(nobody, self._new_button())
        self.nobody_yet = EmptyState(first, self._new_button())
        card = Card(flush=True)
        for page in (self.table, self.none_found, self.nobody_yet):
            self.pages.addWidget(page)
        card.add(self.pages)
        column = Stack(self, space=12, margins=(20, 16, 20, 16))
        column.addWidget(self.head)
        column.addWidget(self.search)
        column.addWidget(card, 1)
        self.setFocusProxy(self.search)

    def _new_button(self) -> QWidget:
        button = secondary(words("Register a new patient"), icon="user-plus", name="register_first")
        button.clicked.connect(self.new_wanted)
        if not self._may_register:  # shown by its place, never before: it would be a window of its own
            button.hide()
        return button

    def _connect(self, on_import: Callable[[], object] | None) -> None:
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._record_rest = QTimer(self, singleShot=True, interval=RECORD_MS)
        self._rest.timeout.connect(self.look_up)
        self._record_rest.timeout.connect(self.record)
        self.search.line.textChanged.connect(self._typed)
        self.search.line.installEventFilter(self)
        self.table.opened.connect(self.open)
        self.new.clicked.connect(self.new_wanted)
        self.keys.add("Ctrl+N", words("New patient"), self.new_wanted.emit, button=self.new)
        if on_import is not None:
            self.bring.clicked.connect(lambda: on_import())
            self.keys.add("Ctrl+I", words("Import"), on_import, button=self.bring)
        self.keys.add("Ctrl+F", words("Find a patient"), self.search.setFocus)
        self.keys.describe("Return", words("Open the chart"))

    # -- finding --------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is being looked for."""
        return self.search.line.text().strip()

    def look_up(self) -> None:
        """Look up what was typed; the newest question wins."""
        self._rest.stop()
        if self._asked is not None:
            self._asked.cancel()
        self._waiting = True
        if self.text:
            self._asked = self.desk.ask(
                find_patients, self.text, MOST, done=partial(self._found, self.text), owner=self
            )
        else:
            self._asked = self.desk.ask(opened_lately, done=self._lately, owner=self)

    def _typed(self, _text: str) -> None:
        self._rest.start()
        self._waiting, self._open_next = True, False
        self._recorded = ""
        self._record_rest.start()

    def _found(self, text: str, lines: tuple[PatientLine, ...]) -> None:
        if text != self.text:
            return
        self._band_of = {}
        self.model.set_records(lines)
        self._show(self.table if lines else self.none_found)
        self.head.detail.setText(words("The first %n", MOST) if len(lines) == MOST else "")
        self._shown()

    def _lately(self, opened: tuple[PatientLine, ...]) -> None:
        self._opened = opened
        self._asked = self.desk.ask(here_lately, done=self._here, owner=self)

    def _here(self, here: tuple[PatientLine, ...]) -> None:
        if self.text:
            return
        known = {line.id for line in self._opened}
        self._band_of = dict.fromkeys(known, self._bands[0])
        others = [line for line in here if line.id not in known]
        self._band_of |= dict.fromkeys((line.id for line in others), self._bands[1])
        self.model.set_records([*self._opened, *others])
        self._show(self.table if self.model.records else self.nobody_yet)
        self.head.detail.setText("")
        self._shown()

    def _shown(self) -> None:
        """Mark the likeliest; where Enter was pressed before the answer came, it opens now."""
        self.table.select_first()
        self._waiting = False
        if self._open_next:
            self._open_next = False
            self._enter()

    def _show(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)

    # -- opening and recording ------------------------------------------------------------------------------

    def open(self, line: PatientLine) -> None:
        """Open a chart, and record the search that led to it."""
        if self.text:
            self._record_rest.stop()
            self._tell_record(line)
        self.opened.emit(line.id)

    def record(self) -> None:
        """Record what was typed, once typing rests."""
        if self.text and self.text != self._recorded:
            self._tell_record(None)

    def _tell_record(self, line: PatientLine | None) -> None:
        self._recorded = self.text
        opened = line.id if line is not None else None
        command = RecordSearch(text=self.text, found=len(self.model.records), opened=opened)
        self.desk.do(record_search, command, owner=self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark in the table while the cursor stays in the field; Enter opens."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                self.table.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
            if event.key() == Qt.Key.Key_Escape and self.text:
                self.search.line.clear()
                return True
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        """Open the marked patient, never one of an older answer."""
        if self._waiting:
            self._open_next = True
            if self._rest.isActive():
                self.look_up()
            return
        line = self.table.selected_record()
        if line is not None and self.pages.currentWidget() is self.table:
            self.open(line)

    def begin(self) -> None:
        """Come back to the list with everything typed marked, ready for the next."""
        self.search.setFocus()
        self.search.line.selectAll()
