"""Retiring this PC: the practice's name typed, a verified backup elsewhere, then nothing is left here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import Cancelled, DaybookError, RuleViolated, Unavailable
from app.practice_file import Practice, Retired
from ui.common.button import link, primary, secondary
from ui.common.card import Card
from ui.common.fields import CheckBox, TextField
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.progress_panel import ProgressPanel
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.secret_overlay import SecretPanel
from ui.theme.theme import theme

Choose = Callable[[QWidget], str]
WRONG_PASSWORD = frozenset({"wrong_password", "wait"})


class RetirePanel(SecretPanel):
    """Asks for everything at once. `retired(done, files)` when nothing is left here."""

    retired = Signal(object, bool)

    def __init__(self, practice: Practice, owner: QObject, *, choose: Choose | None = None) -> None:
        super().__init__()
        self._practice, self._owner, self._choose_folder = practice, owner, choose or _ask_folder
        self._target = ""
        self.working: ProgressPanel | None = None
        title = self.tr("Retire this PC")
        self.setAccessibleName(title)
        self.name = self.form.add(TextField("practice_name", self._name_label(), most=200))
        self.password = self.secret("password", self.tr("Your password"), 128)
        self.choose_button = secondary(self.tr("Choose a drive or folder"), name="choose_target")
        self.target = Label(self.tr("No place chosen for the backup"), "body", "second", elide=True)
        self.files = CheckBox(self.tr("Remove the practice's own files too, its keys first"))
        self.files.setChecked(True)
        self.trouble = Label("", "body", "danger", wrap=True)
        self.trouble.hide()
        self.retire_button = primary(self.tr("Back up and retire"), name="retire")
        self.leave_button = link(self.tr("Leave it as it is"), name="leave_retire")
        self._lay_out(title)
        self.choose_button.clicked.connect(self._choose)
        self.retire_button.clicked.connect(self.submit)
        self.leave_button.clicked.connect(self.left)
        self.setFocusProxy(self.name)

    def _name_label(self) -> str:
        told = self.tr("Type the name of the practice: {name}")
        return told.replace("{name}", self._practice.practice_name)

    def _lay_out(self, title: str) -> None:
        why = self.tr(
            "Before this PC is sold, given away or thrown out. First a backup is made and read back "
            "elsewhere; then this PC forgets the practice. What a solid-state drive keeps of removed files "
            "opens only with a password or sheet of today: have the drive erased by its maker's tool as well."
        )
        place = Row()
        place.addWidget(self.choose_button)
        place.addWidget(self.target, 1)
        buttons = Row()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.retire_button)
        self.add(Label(title, "heading"), Label(why, "body", "second", wrap=True))
        self.add(place, self.files, self.name, self.password, self.trouble, buttons)

    def _choose(self) -> None:
        chosen = self._choose_folder(self)
        if chosen:
            self._target = chosen
            self.target.setText(chosen)
            self.trouble.hide()
            self._judge(chosen)

    def _judge(self, chosen: str) -> None:
        """Say at once that a place would go with this PC."""
        retiring, files = self._practice.retiring, self.files.isChecked()

        def refused(error: Exception) -> None:
            if not self.gone and chosen == self._target:
                self._refused(error)

        Background(
            lambda: retiring.require_place(Path(chosen), files=files),
            lambda _none: None,
            refused,
            self._owner,
        )

    def submit(self) -> None:
        """Begin, if all is there."""
        if self.working is not None:
            return
        self.form.clear_errors()
        self.trouble.hide()
        if not self._target:
            self._say(self.tr("Choose where the backup goes: a drive that stays with the practice."))
        elif not self.password.text():
            self.wrong(self.password, self.tr("Type your password."))
        else:
            self._begin()

    def _begin(self) -> None:
        name, password, target = self.name.text(), self.password.text(), Path(self._target)
        files, retiring = self.files.isChecked(), self._practice.retiring
        self.password.line.clear()
        panel = self.working = ProgressPanel(self.tr("Making a backup and reading it back"), at_once=True)
        self.add(panel)
        for button in (self.retire_button, self.leave_button):
            button.setEnabled(False)

        def work() -> Retired:
            return retiring.retire(name, password, target, files=files, progress=panel.progress)

        Background(work, lambda done: self.retired.emit(done, files), self._refused, self._owner)

    def _refused(self, error: Exception) -> None:
        if self.gone:
            return
        panel, self.working = self.working, None
        if panel is not None:
            panel.finish()
            panel.deleteLater()
        for button in (self.retire_button, self.leave_button):
            button.setEnabled(True)
        if not isinstance(error, DaybookError):
            self.left.emit()
            raise error
        self._show(error)

    def _show(self, error: DaybookError) -> None:
        if isinstance(error, RuleViolated) and error.field == "practice_name":
            self.wrong(self.name, words_for(error.message))
        elif isinstance(error, RuleViolated) and error.field == "target":
            self._target = ""
            self.target.setText(self.tr("No place chosen for the backup"))
            self._say(words_for(error.message))
            self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(error, Unavailable) and error.cause in WRONG_PASSWORD:
            self.wrong(self.password, words_for(error.message))
        elif isinstance(error, Cancelled):
            self._say(self.tr("Stopped. Nothing was removed."))
        else:
            self._say(words_for(error.message))

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()


class RetiredPage(QWidget):
    """The last page on this PC: where the backup lies, and what could not be removed."""

    left = Signal()

    def __init__(self, practice: str, done: Retired, *, files: bool) -> None:
        super().__init__()
        self.setObjectName("page")
        title = self.tr("This PC is retired")
        self.setAccessibleName(title)
        card = Card(space=12)
        card.setFixedWidth(theme().px(520))
        kept = self.tr("The backup of {name} is verified and lies in {folder}. Restore it on the next PC.")
        kept = kept.replace("{name}", practice).replace("{folder}", str(done.backup.folder))
        stays = self.tr("The practice's own files were left where they are.")
        gone = self.tr("The practice's files and keys are gone from this PC.")
        close = primary(self.tr("Close Daybook"), tall=True, name="close_daybook")
        close.clicked.connect(self.left)
        card.add(Label(title, "title"), Label(kept, "body", wrap=True))
        card.add(Label(gone if files else stays, "body", wrap=True))
        if done.left:
            left = self.tr("These could not be removed; remove them by hand: {files}")
            card.add(Label(left.replace("{files}", ", ".join(done.left)), "body", "danger", wrap=True))
        card.add(close)
        Column(self, space=0).addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.setFocusProxy(close)


def _ask_folder(parent: QWidget) -> str:
    return QFileDialog.getExistingDirectory(parent)
