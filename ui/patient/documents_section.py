"""The documents of a chart: what came from elsewhere, what was scanned; added, read, taken out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.chart.documents.actions import AddDocument, WithdrawDocument, add_document, withdraw_document
from app.chart.documents.queries import document_file, documents
from app.chart.documents.views import DocumentFile, DocumentLine, FileState
from app.core.acts import Permission
from app.core.changes import Change, Kind
from app.core.errors import DaybookError, Unavailable
from app.core.ids import Id
from app.people.queries import patient_banner
from app.people.views import PatientBanner, PatientFlag
from ui.common.button import link, primary, secondary
from ui.common.card import Card, PageHead
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.fields import CheckField, ChoiceField, TextField, day_text
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.outside_files import OutsideFile, look_at_file, make_ready
from ui.common.page_view import PageView
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.words import fill, words_for
from ui.patient.chart_section import ChartSection
from ui.patient.editor import Editor, Sent
from ui.patient.patient_words import words
from ui.patient.person_editors import ErrorEditor
from ui.patient.visit.chart_fields import WhenField
from ui.patient.visit.chart_words import partial_words
from ui.theme.tokens import Tone

DOCUMENTS = "documents"
KINDS = (
    "Outside record", "Referral letter", "Result on paper", "Imaging report", "Insurance", "Consent",
    "School or work form", "Photo", "Other",
)  # fmt: skip
ChooseFile = Callable[[QWidget, Callable[[Path], object]], None]


def documents_model(parent: QWidget | None = None) -> RecordTableModel[DocumentLine]:
    """Return the model of the list."""
    columns: list[TableColumn[DocumentLine]] = [
        TableColumn(
            "title", words("Document"), lambda one: one.title, strong=lambda _one: True, width=200, stretch=1
        ),
        TableColumn(
            "category", words("Kind"), lambda one: one.category or one.kind, width=130, optional=True
        ),
        TableColumn(
            "dated",
            words("Dated"),
            lambda one: partial_words(one.dated) if one.dated else "",
            sort=lambda one: one.dated.value if one.dated else "",
            width=88,
        ),
        TableColumn(
            "received",
            words("Received"),
            lambda one: day_text(one.received_at.astimezone().date()) if one.received_at else "",
            sort=lambda one: one.received_at.timestamp() if one.received_at else 0.0,
            width=88,
            optional=True,
        ),
        TableColumn("author", words("From"), lambda one: one.author, width=110, optional=True),
        TableColumn("state", "", _state_text, chips=_state_chips, width=100, whole=True),
    ]
    return RecordTableModel(columns, key=lambda one: one.id, parent=parent)


def _state_text(one: DocumentLine) -> str:
    return {
        FileState.MISSING: words("File missing"),
        FileState.DAMAGED: words("File damaged"),
    }.get(one.file, "")


def _state_chips(one: DocumentLine) -> list[ChipText]:
    text = _state_text(one)
    return [ChipText(text, Tone.DANGER, "triangle-alert")] if text else []


class AddDocumentEditor(Editor):
    """What a chosen file is. The file was looked at before; its words are typed here."""

    def __init__(
        self, desk: Desk, patient_id: Id, visit_id: Id | None, today: Callable[[], date], path: Path
    ) -> None:
        super().__init__(desk, words("Add a document"), words("Keep in the chart"))
        self._patient, self._visit, self._path = patient_id, visit_id, path
        self.file: OutsideFile | None = None
        self.state = Label(words("The file is being looked at."), "body", "second", wrap=True)
        self.add(self.state)
        self.title = self.form.add(TextField("title", words("Title"), most=200))
        self.title.set_value(title_of(path))
        self.add(self.title)
        kinds = [(kind, words(kind)) for kind in KINDS]
        self.add(self.form.add(ChoiceField("category", words("Kind"), kinds, none_words=words("Not said"))))
        self.add(self.form.add(WhenField("dated", words("Dated"), today)))
        self.add(self.form.add(TextField("author", words("From"), most=120)))
        self.private = self.form.add(CheckField("private", words("Private from the guardian")))
        self.private.hide()
        self.add(self.private)
        self.ready()
        self.act.setEnabled(False)
        self.take_keys()
        desk.ask(patient_banner, patient_id, done=self._fit_age, owner=self)
        desk.work_on_pool(look_at_file, path, done=self._looked, failed=self._refused, owner=self)

    def take_keys(self) -> None:
        """Put the cursor into the title, which the next key replaces."""
        self.title.setFocus()
        self.title.line.selectAll()

    def _fit_age(self, facts: PatientBanner) -> None:
        """Ask of a minor alone what the guardian must not see."""
        self.private.setVisible(PatientFlag.MINOR in facts.flags)

    def _looked(self, file: OutsideFile) -> None:
        self.file = file
        kind = {"application/pdf": "PDF"}.get(file.media_type, words("Picture"))
        size = max(1, len(file.content) // 1000)
        pages = words("%n page(s)", file.pages)
        told = words("{kind}, {pages}, {size} KB. It is kept as it is, encrypted.")
        self.state.setText(fill(told, {"kind": kind, "pages": pages, "size": size}))
        self.act.setEnabled(True)

    def _refused(self, error: Exception) -> bool:
        self.state.set_tone("danger")
        self.state.setText(words_for(error.message) if isinstance(error, DaybookError) else "")
        return isinstance(error, DaybookError)

    def sent(self) -> Sent | None:
        if self.file is None:
            return None
        values = self.form.values()
        if not values["title"]:
            self.form.fields["title"].set_error(words("Type a title by which it will be found."))
            return None
        command = AddDocument(
            patient_id=self._patient,
            visit_id=self._visit,
            title=values["title"],
            category=values["category"] or "",
            dated=values["dated"],
            author=values["author"] or "",
            private_from_guardian=bool(values["private"]),
            sha256=hashlib.sha256(self.file.content).hexdigest(),
            content=self.file.content,
        )
        return Sent(
            add_document, command, fill(words("{title} is in the chart."), {"title": values["title"]})
        )


def title_of(path: Path) -> str:
    """Return a file's name as the title that it is offered under: "scan_2026-03" is "scan 2026-03"."""
    shown = "".join(one if one.isprintable() else " " for one in path.stem.replace("_", " "))
    return " ".join(shown.split())[:200]


class DocumentsSection(QWidget):
    """The list at the left, the pages of the selected document beside it, an editor in their place."""

    said = Signal(object)
    go = Signal(object)

    def __init__(
        self,
        desk: Desk,
        patient_id: Id,
        visit_id: Id | None,
        today: Callable[[], date],
        *,
        may_record: bool,
        choose: ChooseFile | None = None,
    ) -> None:
        super().__init__()
        self.desk, self.patient_id, self.visit_id, self.today = desk, patient_id, visit_id, today
        self._may_record, self._choose = may_record, choose or _choose_file
        self.editor: Editor | None = None
        self._lines: tuple[DocumentLine, ...] = ()
        self.shown: DocumentFile | None = None
        self._wanted: Id | None = None
        self._added: Id | None = None
        self._unread: dict[Id, FileState] = {}
        self.setAcceptDrops(may_record)
        self.keys = KeyList(self, words("Documents"))
        self._make()
        self._lay_out()
        self._bind()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        desk.locking.connect(self.page.let_go)
        self.refresh()

    def _make(self) -> None:
        self.head = PageHead(words("Documents"), "")
        self.add_button = primary(words("Add a document"), icon="plus", name="add_document")
        self.add_button.setVisible(self._may_record)
        self.error_button = link(words("Entered in error"), name="document_error")
        self.error_button.setVisible(self._may_record)
        self.head.add_button(self.error_button)
        self.head.add_button(self.add_button)
        self.model = documents_model(self)
        self.table = RecordTable(self.model, name="documents", label=words("Documents"))
        self.empty = Label(
            words("Outside records, letters and scans will stand here. Drop a file here or add one."),
            "body",
            "third",
            wrap=True,
        )
        self.title = Label("", "strong")
        self.count = Label("", "label", "second")
        self.before = secondary(words("Page before"), name="page_before")
        self.next = secondary(words("Next page"), name="next_page")
        self.page = PageView(self.desk, words("Pages of the document"))

    def _lay_out(self) -> None:
        left = Card(flush=True)
        left.add(self.table)
        self.reader = Card(space=8)
        bar = Row(space=8)
        bar.addWidget(self.title, 1)
        bar.addWidget(self.count)
        bar.addWidget(self.before)
        bar.addWidget(self.next)
        self.reader.add(bar)
        self.reader.add(self.page)
        self.reader.body.setStretchFactor(self.page, 1)
        self._row = Row(space=12)
        self._row.addWidget(left, 5)
        self._row.addWidget(self.reader, 6)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addWidget(self.empty)
        column.addLayout(self._row, 1)

    def _bind(self) -> None:
        self.table.selected.connect(self._selected)
        self.table.opened.connect(lambda _one: self.page.setFocus())
        self.add_button.clicked.connect(self.add)
        self.error_button.clicked.connect(self.take_out)
        self.before.clicked.connect(lambda: self.page.turn(-1))
        self.next.clicked.connect(lambda: self.page.turn(1))
        self.page.turned.connect(self._turned)
        if self._may_record:
            self.keys.add("Ctrl+N", words("Add a document"), self.add, button=self.add_button)
        self.keys.describe("Return", words("Read the pages"))
        self.keys.describe("PgDown", words("Next page"))
        self.setFocusProxy(self.table)

    # -- what is shown --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the list anew."""
        self.desk.ask(documents, self.patient_id, done=self._show, owner=self)

    def _heard(self, changes: frozenset[Change], _origin: QObject | None) -> None:
        if any(one.kind is Kind.DOCUMENT and one.patient_id in (None, self.patient_id) for one in changes):
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Look anew whether the files are there, each time that the list comes into sight."""
        super().showEvent(event)
        self._soon.start()

    def _show(self, found: tuple[DocumentLine, ...]) -> None:
        self._lines = found
        self.model.set_records([self._marked(one) for one in found])
        bars = Qt.ScrollBarPolicy
        self.table.setHorizontalScrollBarPolicy(bars.ScrollBarAsNeeded if found else bars.ScrollBarAlwaysOff)
        self._select_added()
        self.empty.setVisible(not found)
        self.error_button.setEnabled(bool(found))
        if self.table.selected_record() is None:
            self.table.select_first()
        if not found:
            self._selected(None)

    def _marked(self, one: DocumentLine) -> DocumentLine:
        """Return a line with what was found when its file was read: that a bit is wrong is seen only then."""
        seen = self._unread.get(one.id)
        return replace(one, file=seen) if seen is not None and one.file is FileState.THERE else one

    def _mark(self, which: Id, state: FileState | None) -> None:
        before = self._unread.get(which)
        if state is None:
            self._unread.pop(which, None)
        else:
            self._unread[which] = state
        if before is not state:
            self.model.set_records([self._marked(one) for one in self._lines])

    def _select_added(self) -> None:
        if self._added is not None and self.table.select_key(self._added):
            self._added = None

    def _selected(self, one: DocumentLine | None) -> None:
        self._wanted = one.id if one is not None else None
        self.title.setText(one.title if one is not None else "")
        if one is None:
            self.page.show_words("")
        elif one.attachment_id is None:
            self.page.show_words(one.text or words("This document has no file."))
        else:
            self.page.show_words(words("The file is being opened."))
            self.desk.ask(
                document_file,
                one.id,
                done=lambda file: self._file_came(one.id, file),
                failed=lambda error: self._no_file(one.id, error),
                owner=self,
            )

    def _file_came(self, which: Id, file: DocumentFile) -> None:
        self._mark(which, None)
        if which == self._wanted:
            self.shown = file
            self.page.show_file(file.content, file.media_type)

    def _no_file(self, which: Id, error: Exception) -> bool:
        if not isinstance(error, Unavailable):
            return False
        missing = error.message.id.endswith("missing")
        self._mark(which, FileState.MISSING if missing else FileState.DAMAGED)
        if which == self._wanted:
            self.page.show_words(words_for(error.message))
        return True

    def _turned(self, page: int, pages: int) -> None:
        told = words("Page {page} of {pages}") if pages else ""
        self.count.setText(fill(told, {"page": page, "pages": pages}))
        for button, there in ((self.before, page > 1), (self.next, page < pages)):
            button.setEnabled(there)
            button.setVisible(pages > 1)

    # -- adding and taking out ------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a file, then for what it is; what will look at it starts meanwhile."""
        self.desk.work_on_pool(make_ready, owner=self)
        self._choose(self, self.add_file)

    def add_file(self, path: Path) -> None:
        """Ask what a file is."""
        self._open(AddDocumentEditor(self.desk, self.patient_id, self.visit_id, self.today, path))

    def take_out(self) -> None:
        """Ask why the selected document does not belong here."""
        one = self.table.selected_record()
        if one is None:
            return

        def make(reason: str) -> WithdrawDocument:
            return WithdrawDocument(document_id=one.id, version=one.version, reason=reason)

        self._open(ErrorEditor(self.desk, one.title, withdraw_document, make))

    def _open(self, editor: Editor) -> None:
        self._close()
        self.editor = editor
        editor.finished.connect(self._finished)
        editor.left.connect(self._close)
        editor.said.connect(self.said)
        self.reader.hide()
        self._row.addWidget(editor, 6)
        editor.show()
        first = next(iter(editor.form.own_fields()), None)
        if isinstance(editor, AddDocumentEditor):
            editor.take_keys()
        elif first is not None:
            first.setFocus()

    def _close(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            self._row.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
            self.reader.show()
            self.table.setFocus()

    def _finished(self) -> None:
        self._added = self.editor.made.id if isinstance(self.editor, AddDocumentEditor) else None
        self._close()
        self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.add_file(Path(files[0]))


def _choose_file(parent: QWidget, chosen: Callable[[Path], object]) -> None:
    kinds = words("PDF and pictures (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)")
    dialog = QFileDialog(parent, words("Add a document"), "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def documents_section(today: Callable[[], date], may: Callable[[Permission], bool]) -> ChartSection:
    """Return the section for a chart."""

    def make(desk: Desk, patient_id: Id, visit_id: Id | None) -> QWidget:
        may_record = may(Permission.RECORD_CHART)
        return DocumentsSection(desk, patient_id, visit_id, today, may_record=may_record)

    return ChartSection(DOCUMENTS, words("Documents"), make, permission=Permission.SEE_CHART)
