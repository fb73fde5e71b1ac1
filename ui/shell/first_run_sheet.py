"""First run: the recovery sheet, printed or saved before anything is made, then two groups typed back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import Unavailable
from app.practice_file import Practice
from ui.common.button import secondary
from ui.common.chip import Chip, ChipText
from ui.common.desk import Desk
from ui.common.layout import Row
from ui.common.pdf_preview import PdfPreview
from ui.common.plain_text import Label
from ui.common.wording import tr
from ui.common.words import words_for
from ui.shell.background import Background
from ui.shell.first_run_steps import FirstRunPage
from ui.shell.recovery_page import GroupFields
from ui.theme.theme import theme
from ui.theme.tokens import Tone

_OWNER_ONLY = 0o600
SaveTo = Callable[[QWidget, str], str]


class SheetPage(FirstRunPage):
    """Shows the sheet. Next waits until it was printed or saved."""

    def __init__(self, desk: Desk, save_to: SaveTo | None = None, *, title: str = "", why: str = "") -> None:
        usual = tr(
            "first_run",
            "If every password is lost, only this sheet opens the practice. It is shown once. Keep the "
            "paper in a safe place away from this PC, and a saved PDF never beside the practice.",
        )
        print_it = tr("first_run", "Print the recovery sheet")
        super().__init__(tr("first_run", "Recovery sheet"), title or print_it, why or usual)
        self._save_to = save_to or _ask_where
        self._desk, self._pdf, self._name = desk, b"", ""
        self._kept = False
        self.preview = PdfPreview(desk, tr("first_run", "Recovery sheet"), job="Daybook")
        self.preview.close_button.hide()
        self.preview.head.title.hide()  # the page says it
        self.preview.printer.setMinimumWidth(theme().px(190))
        self.save_button = secondary(self.tr("Save as PDF"), icon="file-text", name="save_sheet")
        self.preview.head.row.insertWidget(self.preview.head.row.count() - 1, self.save_button)
        self.state = Chip(ChipText(self.tr("Not printed or saved yet"), Tone.WARNING, "triangle-alert"))
        self.trouble = Label("", "label", "danger", wrap=True)
        self.trouble.hide()
        chips = Row()
        chips.addWidget(self.state)
        chips.addStretch(1)
        self.body.addLayout(chips)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.preview, 1)
        self.preview.printed.connect(lambda _pages: self._keep(self.tr("Sent to the printer")))
        self.save_button.clicked.connect(self._save)
        self.setFocusProxy(self.save_button)

    def show_sheet(self, pdf: bytes, name: str) -> None:
        """Show the pages; `name` is offered as the file's name."""
        self._pdf, self._name = pdf, name
        self.preview.show_pdf(pdf)

    @property
    def ready(self) -> bool:
        return self._kept

    def leave(self) -> bool:
        self._pdf = b""
        return self._kept

    def _keep(self, words: str) -> None:
        self._kept = True
        self.trouble.hide()
        self.state.set_content(ChipText(words, Tone.ACCENT, "check"))
        self.may_go_on.emit(True)

    def _save(self) -> None:
        chosen = self._save_to(self, self._name)
        if chosen:
            self._desk.work_on_pool(
                _write, Path(chosen), self._pdf, done=self._saved, failed=self._not_saved, owner=self
            )

    def _saved(self, name: str) -> None:
        self._keep(self.tr("Saved as {file}").replace("{file}", name))

    def _not_saved(self, error: Exception) -> bool:
        words = words_for(error.message) if isinstance(error, Unavailable) else ""
        self.trouble.setText(words or self.tr("It could not be saved there. Choose another place."))
        self.trouble.show()
        return True


def _write(file: Path, pdf: bytes) -> str:
    """Write the sheet for its owner only; what was chosen in the file dialog may be overwritten."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with open(handle, "wb") as stream:  # noqa: PTH123
            stream.write(pdf)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise Unavailable("sheet_not_saved") from error
    return file.name


def _ask_where(parent: QWidget, name: str) -> str:
    title = tr("first_run", "Save the recovery sheet")
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), "PDF (*.pdf)")
    return chosen


class ConfirmPage(FirstRunPage):
    """Two groups typed back. `confirmed` when they are right; the practice is made and open by then."""

    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__(
            tr("first_run", "Check the sheet"),
            tr("first_run", "Read two groups from the sheet"),
            tr(
                "first_run",
                "So that it is certain that it was printed and can be read.",
            ),
            act=tr("first_run", "Open Daybook"),
        )
        self.groups: GroupFields | None = None
        self._practice: Practice | None = None

    def ask(self, practice: Practice) -> None:
        """Ask for the groups of this practice's sheet."""
        self._practice = practice
        self.groups = GroupFields(practice.recovery.places)
        self.groups.done.connect(self.leave)
        self.body.addWidget(self.groups)
        self.body.addStretch(1)
        self.body.setAlignment(self.groups, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.groups)

    @property
    def ready(self) -> bool:
        return self._practice is not None

    def leave(self) -> bool:
        """Have the groups checked; the answer comes by `confirmed` or beside a group."""
        practice, groups = self._practice, self.groups
        typed = groups.typed() if groups is not None else None
        if practice is not None and groups is not None and typed is not None:
            self.may_go_on.emit(False)
            Background(
                lambda: practice.recovery.confirm(typed),
                lambda _none: self.confirmed.emit(),
                self._refused,
                self,
            )
        return False

    def _refused(self, error: Exception) -> None:
        self.may_go_on.emit(True)
        if self.groups is None or not self.groups.refuse(error):
            raise error
