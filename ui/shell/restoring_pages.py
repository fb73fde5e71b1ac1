"""The pages of the restore assistant: which backup, who asks, what it is and where it goes, how far it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QProgressBar, QWidget

from app.core.findings import Message
from app.core.progress import Progress
from app.practice_file import BackupSight, ListedBackup, ListedState, Restored
from ui.common.backups import size_words
from ui.common.button import secondary
from ui.common.card import PairRow, SectionTitle
from ui.common.chip import ChipText
from ui.common.fields import CheckBox, SegmentedField, TextField
from ui.common.layout import Row
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel
from ui.common.wording import tr
from ui.common.words import time_words, words_for
from ui.shell.first_run_practice import ENDING, file_name
from ui.shell.first_run_steps import FirstRunPage
from ui.shell.sheet_lines import SheetLines
from ui.theme.theme import theme
from ui.theme.tokens import Tone

_CONTEXT = "restoring"
PASSWORD, SHEET = "password", "sheet"
_STATES = {
    ListedState.VERIFIED: ("Verified when made", Tone.ACCENT, "circle-check"),
    ListedState.COPIED: ("Copied, proved while restoring", Tone.WARNING, "triangle-alert"),
    ListedState.DAMAGED: ("Damaged", Tone.DANGER, "triangle-alert"),
}
_COUNTED = (
    ("patient", "Patients"),
    ("appointment", "Appointments"),
    ("visit", "Visits"),
    ("attachment", "Files of records"),
    ("account", "People who sign in"),
)


def moment(at: datetime) -> str:
    """Return a moment by the clock of this PC: the practice's own is not known yet."""
    there = at.astimezone()
    return f"{there.month}/{there.day}/{there.year} {time_words(there)}"


def choose_folder(parent: QWidget) -> str:
    """Ask for the folder or drive with the backups."""
    title = tr(_CONTEXT, "The drive or folder with the backups")
    return QFileDialog.getExistingDirectory(parent, title, str(Path.home()))


def _chip(one: ListedBackup) -> ChipText:
    word, tone, icon = _STATES[one.state]
    if one.during_alarm and one.state is ListedState.VERIFIED:
        word, tone, icon = "Made during an alarm", Tone.WARNING, "triangle-alert"
    return ChipText(tr(_CONTEXT, word), tone, icon)


def found_model(parent: QWidget) -> RecordTableModel[ListedBackup]:
    """Return the model of what was found on a drive."""
    columns: list[TableColumn[ListedBackup]] = [
        TableColumn(
            "practice",
            tr(_CONTEXT, "Practice"),
            lambda one: one.practice_name or one.folder.name,
            width=180,
            stretch=1,
        ),
        TableColumn("made", tr(_CONTEXT, "As of"), lambda one: moment(one.made_at), width=150),
        TableColumn("size", tr(_CONTEXT, "Size"), lambda one: size_words(one.bytes), width=70, numeric=True),
        TableColumn(
            "state", "", lambda one: _chip(one).text, chips=lambda one: (_chip(one),), width=170, whole=True
        ),
    ]
    return RecordTableModel(columns, key=lambda one: str(one.folder), parent=parent)


class FindPage(FirstRunPage):
    """The folder or drive, and what lies there. `search_wanted(folder)` asks to look."""

    search_wanted = Signal(str)

    def __init__(self, choose: Callable[[QWidget], str]) -> None:
        super().__init__(
            tr(_CONTEXT, "Which backup"),
            tr(_CONTEXT, "Which backup?"),
            tr(
                _CONTEXT,
                "Plug in the drive with the backups and choose it, or a folder on it. You need the password "
                "of an owner, or the recovery sheet.",
            ),
        )
        self._choose = choose
        self._refused: dict[Path, Message] = {}
        self.folder = TextField("folder", self.tr("Drive or folder"), most=1_000)
        self.button = secondary(self.tr("Choose a drive or folder"), name="choose_backups")
        self.model = found_model(self)
        self.table = RecordTable(self.model, name="found_backups", label=self.tr("Backups found"))
        self.said = Label("", "body", "second", wrap=True)
        row = Row()
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addWidget(self.folder)
        self.body.addLayout(row)
        self.body.addWidget(self.said)
        self.body.addWidget(self.table, 1)
        self.table.hide()
        self.setFocusProxy(self.button)
        self.button.clicked.connect(self._ask)
        self.folder.line.returnPressed.connect(lambda: self._search(self.folder.text().strip()))
        self.table.selected.connect(lambda _record: self.may_go_on.emit(self.ready))

    @property
    def chosen(self) -> ListedBackup | None:
        return self.table.selected_record()

    @property
    def ready(self) -> bool:
        chosen = self.chosen
        if chosen is None:
            return False
        return chosen.state is not ListedState.DAMAGED or chosen.folder in self._refused

    def leave(self) -> bool:
        return self.ready

    def show_found(self, found: Sequence[ListedBackup]) -> None:
        """Show what lies there; the newest one that is whole is chosen."""
        found = [self._as_known(one) for one in found]
        self.model.set_records(found)
        self.table.setVisible(bool(found))
        self.said.setText(
            self.tr("Choose the one to restore: usually the newest.")
            if found
            else self.tr("There is no backup of Daybook in this folder, nor one folder below it.")
        )
        whole = [one for one in found if one.state is not ListedState.DAMAGED]
        if whole:
            self.table.select_key(str(max(whole, key=lambda one: one.made_at).folder))
            self.table.setFocus()
        self.may_go_on.emit(self.ready)

    def mark_damaged(self, folder: Path, why: Message) -> None:
        """Call a backup damaged that was refused; it may be tried again, without what is damaged in it."""
        self._refused[folder] = why
        self.model.set_records([self._as_known(one) for one in self.model.records])

    def _as_known(self, one: ListedBackup) -> ListedBackup:
        why = self._refused.get(one.folder)
        return one if why is None else replace(one, state=ListedState.DAMAGED, reason=why)

    def _ask(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self.folder.set_value(chosen)
            self._search(chosen)

    def _search(self, folder: str) -> None:
        if folder:
            self.said.setText(self.tr("Looking"))
            self.search_wanted.emit(folder)


class WhoPage(FirstRunPage):
    """An owner's password, or the recovery sheet."""

    def __init__(self) -> None:
        super().__init__(
            tr(_CONTEXT, "Who you are"),
            tr(_CONTEXT, "Open the backup"),
            tr(
                _CONTEXT,
                "A backup opens with the passwords and the sheet that were in force when it was made.",
            ),
            act=tr(_CONTEXT, "Open it"),
        )
        offered = [(PASSWORD, self.tr("Password of an owner")), (SHEET, self.tr("Recovery sheet"))]
        self.way = SegmentedField("way", self.tr("Open with"), offered)
        self.way.set_value(PASSWORD)
        self.login = TextField("login", self.tr("Sign-in name"), most=64)
        self.password = TextField("password", self.tr("Password"), most=128)
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.lines = SheetLines()
        self.trouble = Label("", "body", "danger", wrap=True)
        for one in (self.way, self.login, self.password, self.lines, self.trouble):
            self.body.addWidget(one)
        self.body.addStretch(1)
        self.trouble.hide()
        self.way.edited.connect(self._show_way)
        self._show_way()
        self.setFocusProxy(self.login)

    @property
    def with_sheet(self) -> bool:
        return self.way.value() == SHEET

    def _show_way(self) -> None:
        sheet = self.with_sheet
        self.lines.setVisible(sheet)
        for one in (self.login, self.password):
            one.setVisible(not sheet)
        self.trouble.hide()
        (self.lines if sheet else self.login).setFocus()

    def arrive(self) -> None:
        self.trouble.hide()

    def leave(self) -> bool:
        if self.with_sheet:
            if not self.lines.right:
                self.lines.refuse()
            return self.lines.right
        for one in (self.login, self.password):
            if not one.text().strip():
                one.set_error(self.tr("Type it."))
                one.setFocus()
                return False
        return True

    def say(self, words: str) -> None:
        """Show why it did not open."""
        self.trouble.setText(words)
        self.trouble.show()

    def forget(self) -> None:
        """Empty what was typed."""
        self.password.line.clear()
        self.lines.forget()


class WherePage(FirstRunPage):
    """What the backup is, and where it goes."""

    def __init__(self, choose: Callable[[QWidget], str], here: Path | None) -> None:
        super().__init__(
            tr(_CONTEXT, "What and where"),
            tr(_CONTEXT, "Is this the right one?"),
            "",
            act=tr(_CONTEXT, "Restore"),
        )
        self.why.hide()
        self._choose, self._here = choose, here
        self.facts = [PairRow(tr(_CONTEXT, word)) for _table, word in _COUNTED]
        self.title = Label("", "heading", wrap=True)
        self.made = Label("", "body", "second", wrap=True)
        self.body.addWidget(self.title)
        self.body.addWidget(self.made)
        for one in self.facts:
            self.body.addWidget(one)
        self.body.addSpacing(theme().px(6))
        self.body.addWidget(SectionTitle(self.tr("Restore to")))
        self.file = TextField("file", self.tr("File of the practice on this PC"), most=1_000)
        self.button = secondary(self.tr("Choose another folder"), name="choose_place")
        row = Row()
        row.addWidget(self.button)
        row.addStretch(1)
        self.aside = CheckBox(self.tr("Keep the practice that lies there aside, in a folder beside it"))
        self.leave_out = CheckBox(self.tr("Leave out files of records that are damaged in the backup"))
        self.body.addWidget(self.file)
        self.body.addLayout(row)
        self.body.addWidget(self.aside)
        self.body.addWidget(self.leave_out)
        self.body.addStretch(1)
        self.leave_out.hide()
        self.button.clicked.connect(self._ask)
        self.file.line.textChanged.connect(lambda _text: self._look())
        self.aside.toggled.connect(lambda _on: self.file.set_error(""))
        self.setFocusProxy(self.file)

    def show_sight(self, sight: BackupSight) -> None:
        """Show what the backup is; the place is the one of the practice here, or usual on a new PC."""
        self.title.setText(sight.practice_name)
        made = self.tr("As of {when} · {size}").replace("{when}", moment(sight.made_at))
        told = made.replace("{size}", size_words(sight.bytes))
        if not sight.verified:
            told += " · " + self.tr("a copy made while Daybook was locked; it is proved while it is restored")
        self.made.setText(told)
        for row, (table, _word) in zip(self.facts, _COUNTED, strict=True):
            row.value.setText(f"{sight.rows.get(table, 0):,}")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        usual = Path(documents) / "Daybook" / f"{file_name(sight.practice_name).removesuffix(ENDING)}{ENDING}"
        self.file.set_value(str(self._here or usual))
        self._look()

    @property
    def place(self) -> Path:
        return Path(self.file.text().strip())

    @property
    def taken(self) -> bool:
        """Whether a practice, or a part of one, lies there."""
        file = self.place
        beside = (file.with_name(file.name + one) for one in ("", ".keys", ".keys.2")) if file.name else ()
        return any(one.exists() for one in beside)

    def leave(self) -> bool:
        file = self.place
        if not file.is_absolute() or not file.name:
            self.file.set_error(self.tr("Type the whole path of a file, or choose a folder."))
            return False
        if file.is_dir():
            self.file.set_error(self.tr("That is a folder. Type a name for the file."))
            return False
        if self.taken and not self.aside.isChecked():
            self.file.set_error(
                self.tr("A practice lies there. Tick the box below, or choose another place.")
            )
            self.aside.setFocus()
            return False
        return True

    def offer_leaving_out(self) -> None:
        """A file of a record is damaged in the backup: all else can be restored."""
        self.leave_out.show()

    def _look(self) -> None:
        self.file.set_error("")
        self.aside.setVisible(self.taken)

    def _ask(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self.file.set_value(str(Path(chosen) / (self.place.name or f"practice{ENDING}")))


class DoingPage(FirstRunPage):
    """How far the restore is, then what came of it."""

    cancelled = Signal()
    _step = Signal(int, object)

    def __init__(self) -> None:
        super().__init__(tr(_CONTEXT, "Restore"), tr(_CONTEXT, "Restoring"), "", act=tr(_CONTEXT, "Sign in"))
        self.why.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Restoring"))
        self.what = Label("", "body", "second", wrap=True)
        self.button = secondary(self.tr("Cancel"), name="stop_restore")
        row = Row()
        row.addWidget(self.bar, 1)
        row.addWidget(self.button)
        self.result = Label("", "body", wrap=True)
        self.body.addLayout(row)
        self.body.addWidget(self.what)
        self.body.addWidget(self.result)
        self.body.addStretch(1)
        self._done = False
        self.button.clicked.connect(self.cancelled)
        self._step.connect(self._show_step)

    @property
    def ready(self) -> bool:
        return self._done

    def begin(self) -> Progress:
        """Start at nothing; return what the restore reports to."""
        self._done = False
        self.bar.setRange(0, 0)
        self.result.setText("")
        self.what.setText(self.tr("Opening the keys"))
        for one in (self.bar, self.button):
            one.show()
        last = [-1]

        def report(done: int, total: int, what: Message | None) -> None:
            percent = 100 * done // total if total else 0
            if percent != last[0]:
                last[0] = percent
                self._step.emit(percent, what)

        return Progress(report)

    def show_done(self, restored: Restored) -> None:
        """Say what was restored and where the files from before lie."""
        self._done = True
        for one in (self.bar, self.button):
            one.hide()
        self.what.setText("")
        lines = [
            self.tr("The practice is restored as of {when}.").replace(
                "{when}", moment(restored.manifest.made_at)
            )
        ]
        if restored.kept_aside is not None:
            kept = self.tr("The files that were there before lie in {folder}.")
            lines.append(kept.replace("{folder}", str(restored.kept_aside)))
        if restored.left_out:
            lines.append(
                self.tr("%n file(s) of records were damaged and left out.", "", len(restored.left_out))
            )
        lines.append(self.tr("What was entered after that moment is not in it: enter it again from paper."))
        lines.append(
            self.tr("If this PC has seen later entries, an owner is asked once to confirm the history.")
        )
        self.result.setText("\n\n".join(lines))
        self.may_go_on.emit(True)

    def _show_step(self, percent: int, what: Message | None) -> None:
        self.bar.setRange(0, 100)
        self.bar.setValue(percent)
        if what is not None:
            self.what.setText(
                words_for(what) if percent < 100 else self.tr("Proving every page, count and sum")
            )
