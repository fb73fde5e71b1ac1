"""What narrows the record: patient, person, time, kind, words of the act. A change of any asks anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.people.views import PatientLine
from app.reports.record.queries import record_patients
from app.reports.record.views import Happening, RecordAsked, RecordPerson
from ui.common.button import link
from ui.common.desk import Desk
from ui.common.fields import ChoiceField, DateField, Field, TextField, day_text
from ui.common.flow import FieldGrid
from ui.common.layout import Column
from ui.common.search_field import Choice, Deliver, SearchField
from ui.practice.record_words import happening_word, words

REST_MS = 350
ANY, DATES = "any", "dates"
SPANS = {"today": 0, "week": 6, "month": 29, "year": 364}
"""How many days before today a span begins."""


class RecordFilter(QWidget):
    """`changed` tells when another question is to be asked; `asked` returns it, None while it has a fault."""

    changed = Signal()

    def __init__(self, desk: Desk, today: Callable[[], date]) -> None:
        super().__init__()
        self._desk, self._today = desk, today
        self.patient = SearchField(
            "patient", words("Patient"), self._find, placeholder=words("Name, birth date or MRN"), least=2
        )
        self.person = ChoiceField("person", words("Person"), [], none_words=words("Everyone"))
        self.span = ChoiceField("span", words("Time"), _spans(), ANY)
        self.since = DateField("since", words("From day"), today)
        self.until = DateField("until", words("To day"), today)
        kinds = [(str(one), happening_word(one)) for one in Happening]
        self.kind = ChoiceField("kind", words("Kind"), kinds, none_words=words("Every kind"))
        self.text = TextField("text", words("Words of the act"), placeholder=words("such as note"), most=80)
        self.clear_button = link(words("Show everything"), name="clear_record")
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        grid = FieldGrid(columns=7, least=138)
        grid.add(self.patient, 2)
        fields: tuple[Field, ...] = (self.person, self.span, self.since, self.until, self.kind, self.text)
        for field in fields:
            grid.add(field)
        Column(self, space=0).addLayout(grid)
        self._fit_days()

    def _bind(self) -> None:
        self._rest.timeout.connect(self.changed)
        self.patient.chosen.connect(lambda _choice: self.changed.emit())
        self.patient.line.textEdited.connect(self._patient_typed)
        self.span.edited.connect(self._span_chosen)
        for choice in (self.person, self.kind):
            choice.edited.connect(self.changed)
        for day in (self.since, self.until):
            day.line.editingFinished.connect(self.changed)
        self.text.edited.connect(self._rest.start)
        self.text.line.returnPressed.connect(self._ask_now)
        self.clear_button.clicked.connect(self.clear)

    def _ask_now(self) -> None:
        self._rest.stop()
        self.changed.emit()

    def _patient_typed(self, text: str) -> None:
        """An emptied field asks about everybody; half a name asks nothing yet."""
        if not text.strip():
            self.changed.emit()

    def _span_chosen(self) -> None:
        self._fit_days()
        if self.span.value() == DATES:
            self.since.setFocus()
        else:
            self.changed.emit()

    def _fit_days(self) -> None:
        shown = self.span.value() == DATES
        for day in (self.since, self.until):
            day.setVisible(shown)

    # -- patients and people --------------------------------------------------------------------------------

    def _find(self, text: str, deliver: Deliver) -> None:
        def found(lines: Sequence[PatientLine]) -> None:
            deliver([patient_choice(line) for line in lines])

        self._desk.ask(record_patients, text, done=found, owner=self)

    def show_people(self, people: Sequence[RecordPerson]) -> None:
        """Offer everyone who may stand in the record; who left is marked."""
        gone = words("{name} (left)")
        named = [(one.name if one.active else gone.replace("{name}", one.name), one) for one in people]
        self.person.set_choices([(str(one.id), name) for name, one in named])

    # -- the question ---------------------------------------------------------------------------------------

    def asked(self) -> RecordAsked | None:
        """Return the question, or None after saying beside a field why there is none."""
        if not all(self._understood(day) for day in (self.since, self.until)):
            return None
        since, until = self._days()
        if since and until and since > until:
            self.until.set_error(words("This day is before the first one."))
            return None
        kind, person = self.kind.value(), self.person.value()
        chosen = self.patient.choice
        return RecordAsked(
            patient_id=chosen.id if chosen is not None else None,
            person_id=UUID(person) if person else None,
            since=since,
            until=until,
            happening=Happening(kind) if kind else None,
            text=self.text.value() or "",
        )

    def _understood(self, day: DateField) -> bool:
        wrong = day.problem() if self.span.value() == DATES else ""
        day.set_error(wrong)
        return not wrong

    def _days(self) -> tuple[date | None, date | None]:
        span = self.span.value()
        if span == DATES:
            return self.since.value(), self.until.value()
        if span in SPANS:
            return self._today() - timedelta(days=SPANS[span]), self._today()
        return None, None

    def narrows(self) -> bool:
        """Return whether anything is chosen or typed."""
        return self.asked() != RecordAsked()

    def choose_patient(self, choice: Choice) -> None:
        """Narrow to a patient who came with the question."""
        self.clear_fields()
        self.patient.choose(choice)

    def clear_fields(self) -> None:
        """Empty every field, asking nothing yet."""
        fields: tuple[Field, ...] = (self.patient, self.person, self.since, self.until, self.kind, self.text)
        for field in fields:
            field.set_value(None)
            field.set_error("")
        self.span.set_value(ANY)
        self._fit_days()

    def clear(self) -> None:
        """Ask for the whole record again."""
        self.clear_fields()
        self.changed.emit()


def _spans() -> list[tuple[str, str]]:
    return [
        ("today", words("Today")),
        ("week", words("Last 7 days")),
        ("month", words("Last 30 days")),
        ("year", words("Last 12 months")),
        (ANY, words("Any time")),
        (DATES, words("Dates")),
    ]


def patient_choice(line: PatientLine) -> Choice:
    """Return a patient as an answer of the search: name, birth date, MRN."""
    born = day_text(line.birth_date) if line.birth_date else words("birth date not known")
    return Choice(line.id, line.name, f"{born} · {line.mrn}")
