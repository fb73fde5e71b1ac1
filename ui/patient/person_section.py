"""The section of a chart that tells who the patient is, who pays, who is around, and what is signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.changes import Change, Kind
from app.core.errors import NotPermitted
from app.core.ids import Id
from app.people.actions import InError, contact_in_error, signature_in_error
from app.people.insurance import CoverageInError, OrderCoverages, coverage_in_error, order_coverages
from app.people.queries import patient_form
from app.people.views import ContactView, CoverageView, PatientForm, SignatureView
from app.schedule.queries import patient_appointments
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, scrolled
from ui.common.message_strip import Said
from ui.common.navigation import Go
from ui.common.record_table_model import RecordTableModel
from ui.patient.appointments_card import AppointmentsCard
from ui.patient.change_panel import ChangePanel
from ui.patient.chart_section import ChartSection
from ui.patient.editor import Editor
from ui.patient.patient_words import role_words, signature_words, word_of, words
from ui.patient.person_cards import (
    ListCard,
    ShortTable,
    WhoCard,
    contact_columns,
    coverage_columns,
    signature_columns,
)
from ui.patient.person_editors import (
    CheckEditor,
    ContactEditor,
    CoverageEditor,
    ErrorEditor,
    SignatureEditor,
)
from ui.patient.sensitive_card import SensitiveCard, begin

PERSON = "person"


class PersonSection(QWidget):
    """Cards at the left, the editor of one record beside them; the form of the person over both."""

    said = Signal(object)
    go = Signal(object)

    def __init__(
        self, desk: Desk, patient_id: Id, today: Callable[[], date], now: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self.desk, self.patient_id, self.today, self.now = desk, patient_id, today, now
        self.form: PatientForm | None = None
        self.editor: Editor | None = None
        self.change: ChangePanel | None = None
        self.keys = KeyList(self, words("Person and insurance"))
        self.who = WhoCard()
        self.appointments = AppointmentsCard()
        self.sensitive = SensitiveCard(desk, patient_id)
        self._make_cards()
        self._lay_out()
        self._bind()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        self.refresh()

    def _make_cards(self) -> None:
        coverages = ShortTable(
            RecordTableModel(coverage_columns(), lambda one: one.id), "coverages", words("Coverages")
        )
        self.coverages = ListCard(
            words("Insurance"),
            words("Add a coverage"),
            words("Coverages will stand here in the order in which they pay. Without one, the patient pays."),
            coverages,
        )
        contacts = ShortTable(
            RecordTableModel(contact_columns(), lambda one: one.id), "contacts", words("People around")
        )
        self.contacts = ListCard(
            words("People around"),
            words("Add a person"),
            words("Emergency contact, guardian, guarantor, and whom we may talk to will stand here."),
            contacts,
        )
        signatures = ShortTable(
            RecordTableModel(signature_columns(), lambda one: one.id), "signatures", words("Signatures")
        )
        self.signatures = ListCard(
            words("Signed and on file"),
            words("Add a signature"),
            words("Consent to treat, assignment of benefits and privacy notice will stand here once signed."),
            signatures,
        )

    def _lay_out(self) -> None:
        inside = QWidget()
        cards = Column(inside, space=12)
        for card in (
            *(self.who, self.appointments, self.coverages, self.contacts, self.signatures),
            self.sensitive,
        ):
            cards.addWidget(card)
        cards.addStretch(1)
        self.overview = QWidget()
        self._row = Row(self.overview, space=12)
        self._row.addWidget(scrolled(inside), 1)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.overview)
        column = Column(self, space=0)
        column.addWidget(self.pages)

    def _bind(self) -> None:
        self.who.edit.clicked.connect(self.edit)
        self.sensitive.change.clicked.connect(self.edit_sensitive)
        self.keys.add("Ctrl+E", words("Edit who this is"), self.edit, button=self.who.edit)
        add, cover = self.coverages.add_button, self.coverages
        add.clicked.connect(lambda: self.open_editor(CoverageEditor(self.desk, self.patient_id, self.today)))
        cover.add_act(words("Check"), lambda one: self.open_editor(CheckEditor(self.desk, one)), "check")
        cover.add_act(words("Edit"), self._edit_coverage, "edit_coverage")
        cover.add_act(words("Pays earlier"), lambda _one: self.reorder(-1), "coverage_up")
        cover.add_act(words("Error"), self._coverage_error, "coverage_error")
        cover.table.opened.connect(self._edit_coverage)
        cover.table.reordered.connect(self.reorder)
        self.keys.describe("Alt+Up", words("Let the selected coverage pay earlier"))
        self.keys.describe("Alt+Down", words("Let the selected coverage pay later"))
        around, signed = self.contacts, self.signatures
        around.add_button.clicked.connect(
            lambda: self.open_editor(ContactEditor(self.desk, self.patient_id, self.today))
        )
        around.add_act(words("Edit"), self._edit_contact, "edit_contact")
        around.add_act(words("Error"), self._contact_error, "contact_error")
        around.table.opened.connect(self._edit_contact)
        signed.add_button.clicked.connect(
            lambda: self.open_editor(SignatureEditor(self.desk, self.patient_id, self.today))
        )
        signed.add_act(words("Error"), self._signature_error, "signature_error")
        self.appointments.book_wanted.connect(lambda: self.go.emit(Go("calendar", self.patient_id, "book")))
        self.appointments.wanted.connect(lambda which, act: self.go.emit(Go("calendar", which, act)))

    def show_appointments(self) -> None:
        """Give the list of appointments the keys: somebody asked when theirs is."""
        self.appointments.take_keys()

    # -- what is shown --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for everything about the person."""
        self.desk.ask(patient_form, self.patient_id, done=self._show, owner=self)
        self.desk.ask(
            patient_appointments,
            self.patient_id,
            done=self.appointments.show_found,
            failed=self._no_appointments,
            owner=self,
        )

    def _no_appointments(self, error: Exception) -> bool:
        """Somebody whose role does not see the schedule sees no such card."""
        self.appointments.hide()
        return isinstance(error, NotPermitted)

    def _heard(self, changes: frozenset[Change], _origin: QObject | None) -> None:
        kinds = (Kind.PATIENT, Kind.COVERAGE, Kind.APPOINTMENT, Kind.VISIT)
        if any(one.kind in kinds and one.patient_id in (None, self.patient_id) for one in changes):
            self._soon.start()

    def _show(self, form: PatientForm) -> None:
        if form == self.form:
            return
        self.form = form
        self.who.show_form(form)
        self.sensitive.show_form(form)
        self.coverages.show_records(form.coverages)
        self.contacts.show_records(form.contacts)
        self.signatures.show_records(form.signatures)

    # -- editing --------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Open the form of the person over the cards."""
        if self.change is None:
            self.change = ChangePanel(self.desk, self.patient_id, self.today, self.now)
            self.change.left.connect(self._close_change)
            self.change.saved.connect(self._close_change)
            self.change.said.connect(self.said)
            self.pages.addWidget(self.change)
        self.pages.setCurrentWidget(self.change)
        self.change.form.fields["last_name"].setFocus()

    def edit_sensitive(self) -> None:
        """Open the editor of who may open this chart."""
        if self.form is not None:
            begin(self.desk, self.form, self.sensitive.team, self, self.open_editor)

    def _close_change(self) -> None:
        change, self.change = self.change, None
        if change is not None:
            self.pages.removeWidget(change)
            change.hide()
            change.deleteLater()
        self.refresh()
        self.who.edit.setFocus()

    def open_editor(self, editor: Editor) -> None:
        """Put an editor beside the cards; one that is open keeps its draft and goes."""
        self.close_editor()
        self.editor = editor
        editor.finished.connect(self._finished)
        editor.left.connect(self.close_editor)
        editor.said.connect(self.said)
        self._row.addWidget(editor)
        editor.show()  # at once: what is not in sight takes no focus
        first = next(iter(editor.form.own_fields()), None)
        if first is not None:
            first.setFocus()

    def close_editor(self) -> None:
        """Take the editor away; what was typed is a draft."""
        editor, self.editor = self.editor, None
        if editor is not None:
            if editor.keeper is not None:
                editor.keeper.save()
            self._row.removeWidget(editor)
            editor.hide()
            editor.deleteLater()

    def _finished(self) -> None:
        self.close_editor()
        self.refresh()

    def _edit_coverage(self, one: CoverageView) -> None:
        self.open_editor(CoverageEditor(self.desk, self.patient_id, self.today, one))

    def _edit_contact(self, one: ContactView) -> None:
        self.open_editor(ContactEditor(self.desk, self.patient_id, self.today, one))

    def _coverage_error(self, one: CoverageView) -> None:
        def make(reason: str) -> CoverageInError:
            return CoverageInError(coverage_id=one.id, version=one.version, reason=reason)

        self.open_editor(ErrorEditor(self.desk, one.entry.payer, coverage_in_error, make))

    def _contact_error(self, one: ContactView) -> None:
        def make(reason: str) -> InError:
            return InError(record_id=one.id, version=one.version, reason=reason)

        name = f"{one.entry.name} ({word_of(role_words(), one.entry.role)})"
        self.open_editor(ErrorEditor(self.desk, name, contact_in_error, make))

    def _signature_error(self, one: SignatureView) -> None:
        def make(reason: str) -> InError:
            return InError(record_id=one.id, version=one.version, reason=reason)

        name = word_of(signature_words(), one.entry.kind)
        self.open_editor(ErrorEditor(self.desk, name, signature_in_error, make))

    def reorder(self, step: int) -> None:
        """Let the selected coverage pay earlier (-1) or later (1)."""
        chosen = self.coverages.table.selected_record()
        if self.form is None or chosen is None:
            return
        order = [one.id for one in self.form.coverages]
        place = order.index(chosen.id)
        if not 0 <= place + step < len(order):
            return
        order[place], order[place + step] = order[place + step], order[place]
        command = OrderCoverages(patient_id=self.patient_id, order=tuple(order))
        self.desk.do(order_coverages, command, done=lambda _kept: self._reordered(), owner=self)

    def _reordered(self) -> None:
        self.said.emit(Said(words("The coverages pay in this order now.")))
        self.refresh()


def person_section(today: Callable[[], date], now: Callable[[], datetime]) -> ChartSection:
    """Return the section for a chart."""

    def make(desk: Desk, patient_id: Id, _visit_id: Id | None) -> QWidget:
        return PersonSection(desk, patient_id, today, now)

    return ChartSection(PERSON, words("Person and insurance"), make)
