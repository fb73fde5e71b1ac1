"""First run: who and where the practice is, what it begins with, where its file lies."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimeZone
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import DaybookError, RuleViolated
from app.practice import fields
from app.practice.creation import UsualStart
from app.practice_file import require_free
from ui.common.button import secondary
from ui.common.card import SectionTitle
from ui.common.chip import ChipRow, ChipText
from ui.common.fields import ChoiceField, TextField
from ui.common.layout import Grid, Row
from ui.common.plain_text import Label
from ui.common.wording import tr
from ui.common.words import words_for
from ui.shell.first_run_steps import FirstRunPage

_ZONES = (
    ("America/New_York", "Eastern, New York"),
    ("America/Detroit", "Eastern, Detroit"),
    ("America/Indiana/Indianapolis", "Eastern, Indianapolis"),
    ("America/Chicago", "Central, Chicago"),
    ("America/Denver", "Mountain, Denver"),
    ("America/Boise", "Mountain, Boise"),
    ("America/Phoenix", "Arizona, Phoenix"),
    ("America/Los_Angeles", "Pacific, Los Angeles"),
    ("America/Anchorage", "Alaska, Anchorage"),
    ("Pacific/Honolulu", "Hawaii, Honolulu"),
    ("America/Puerto_Rico", "Atlantic, Puerto Rico"),
    ("Pacific/Guam", "Chamorro, Guam"),
    ("Pacific/Pago_Pago", "Samoa, Pago Pago"),
)
_NO_PLACE = frozenset({"", "UTC", "GMT", "Etc/UTC", "Etc/GMT", "Etc/Universal", "Etc/Zulu"})
ENDING = ".daybook"


def system_zone() -> str:
    """Return the time zone of this PC, "" where it names no place (a clinic is never in UTC)."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return "" if name in _NO_PLACE else name


def checked(field_of: Callable[[str], object], check: Callable[[], object]) -> bool:
    """Run a check of the practice's own rules; a refusal is shown by `field_of` beside its field."""
    try:
        check()
    except RuleViolated as refused:
        field_of(words_for(refused.message))
        return False
    return True


class PracticePage(FirstRunPage):
    """Name, address, phone and time zone."""

    def __init__(self, zone: str | None = None) -> None:
        super().__init__(
            tr("first_run", "The practice"),
            tr("first_run", "Your practice"),
            tr(
                "first_run",
                "As it stands on paper for patients. All but the time zone can change later.",
            ),
        )
        self.name = self.form.add(TextField("name", self.tr("Name of the practice"), most=120))
        self.street = self.form.add(TextField("street", self.tr("Street"), most=120))
        self.city = self.form.add(TextField("city", self.tr("City"), most=120))
        self.state = self.form.add(TextField("state", self.tr("State"), most=40))
        self.zip = self.form.add(TextField("zip", self.tr("ZIP code"), most=12))
        self.phone = self.form.add(TextField("phone", self.tr("Phone"), most=40))
        here = system_zone() if zone is None else zone
        known = dict(_ZONES)
        zones = [*_ZONES] if not here or here in known else [(here, here.replace("_", " ")), *_ZONES]
        self.zone = self.form.add(
            ChoiceField("zone", self.tr("Time zone"), zones, here or None, none_words=self.tr("Choose"))
        )
        grid = Grid(columns=6, space=14)
        for row, column, span, field in (
            (0, 0, 6, self.name),
            (1, 0, 6, self.street),
            (2, 0, 3, self.city),
            (2, 3, 1, self.state),
            (2, 4, 2, self.zip),
            (3, 0, 3, self.phone),
            (3, 3, 3, self.zone),
        ):
            grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.setFocusProxy(self.name)

    def leave(self) -> bool:
        self.form.clear_errors()
        checks: tuple[tuple[TextField, Callable[[str], str]], ...] = (
            (self.name, lambda text: fields.line("name", text, required=True)),
            (self.street, lambda text: fields.line("street", text)),
            (self.city, lambda text: fields.line("city", text)),
            (self.state, lambda text: fields.state("state", text)),
            (self.zip, lambda text: fields.zip_code("zip", text)),
            (self.phone, lambda text: fields.phone("phone", text)),
        )
        wrong: list[QWidget] = []
        for field, check in checks:
            if not checked(field.set_error, lambda field=field, check=check: check(field.text())):  # type: ignore[misc]
                wrong.append(field)
        if self.zone.value() is None:
            self.zone.set_error(self.tr("Choose the time zone that the clock on your wall shows."))
            wrong.append(self.zone)
        if wrong:
            wrong[0].setFocus()
        return not wrong


class StartPage(FirstRunPage):
    """What the practice begins with: rooms, columns of the calendar, kinds of visit."""

    def __init__(self, usual: UsualStart) -> None:
        super().__init__(
            tr("first_run", "Rooms and visits"),
            tr("first_run", "What you begin with"),
            tr("first_run", "All of this can be changed later."),
            act=tr("first_run", "Make the practice"),
        )
        self._usual = usual
        self.rooms = self.form.add(TextField("rooms", self.tr("Exam rooms"), most=2))
        self.rooms.set_value(usual.rooms)
        few = Row(space=14)
        few.addWidget(self.rooms, 1)
        few.addStretch(3)
        self.columns = ChipRow()
        kinds = ChipRow(tuple(ChipText(f"{name} · {minutes} min") for name, minutes in usual.visit_types))
        self.body.addLayout(few)
        self.body.addWidget(SectionTitle(self.tr("Columns of the calendar")))
        self.body.addWidget(self.columns)
        more = self.tr("Each further clinician gets a column together with a sign-in.")
        self.body.addWidget(Label(more, "label", "second", wrap=True))
        self.body.addWidget(SectionTitle(self.tr("Kinds of visit, with their usual length")))
        self.body.addWidget(kinds)
        self.body.addStretch(1)
        self.show_clinician("")
        self.setFocusProxy(self.rooms)

    def show_clinician(self, name: str) -> None:
        """Show the columns there will be; the owner's own where the owner is a clinician."""
        named = (name, self._usual.staff_column)
        self.columns.set_chips(tuple(ChipText(each) for each in named if each))

    def count(self) -> int:
        text = self.rooms.text().strip()
        return int(text) if text.isascii() and text.isdigit() else 0

    def leave(self) -> bool:
        return checked(self.rooms.set_error, lambda: fields.between("rooms", self.count(), 1, 60))


def file_name(practice: str) -> str:
    """Return a file name made of the practice's name: "riverside-family-practice.daybook"."""
    plain = unicodedata.normalize("NFKD", practice).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return ("-".join(words)[:60] or "practice") + ENDING


class PlacePage(FirstRunPage):
    """In which folder the practice's files lie. What is there already is never touched."""

    def __init__(self, choose: Callable[[QWidget, str], str] | None = None) -> None:
        super().__init__(
            tr("first_run", "Where it lies"),
            tr("first_run", "Where the practice lies on this PC"),
            tr(
                "first_run",
                "One encrypted file, its keys and its attachments stay together in this folder. Choose a "
                "drive inside this PC: a folder that is synchronized with the internet, or on another "
                "computer, can damage the file.",
            ),
        )
        self._choose = choose or _ask_folder
        self._named = ""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = self.form.add(TextField("folder", self.tr("Folder"), most=1_000))
        self.folder.set_value(str(Path(documents) / "Daybook"))
        self.name = self.form.add(TextField("file_name", self.tr("Name of the file"), most=120))
        self.button = secondary(self.tr("Choose a folder"), name="choose_folder")
        row = Row(space=12)
        row.addWidget(self.folder, 1)
        self.body.addLayout(row)
        below = Row()
        below.addWidget(self.button)
        below.addStretch(1)
        self.body.addLayout(below)
        self.body.addWidget(self.name)
        shared = self.tr(
            "This release serves one PC that you share: people take turns at it, each with an own sign-in. "
            "Several PCs at once come in a later release."
        )
        self.body.addWidget(Label(shared, "body", "second", wrap=True))
        self.body.addStretch(1)
        self.button.clicked.connect(self._ask)
        self.setFocusProxy(self.folder)

    def suggest(self, practice: str) -> None:
        """Name the file after the practice, unless a person named it."""
        if self.name.text() in ("", self._named):
            self._named = file_name(practice)
            self.name.set_value(self._named)

    def file(self) -> Path:
        """Return the chosen place."""
        name = self.name.text().strip()
        return Path(self.folder.text().strip()) / (name if name.endswith(ENDING) else name + ENDING)

    def leave(self) -> bool:
        self.form.clear_errors()
        folder, name = self.folder.text().strip(), self.name.text().strip()
        if not folder or not Path(folder).is_absolute():
            return self._wrong(self.folder, self.tr("Type the whole path of a folder, or choose one."))
        if not name or Path(name).name != name or name.startswith("."):
            return self._wrong(self.name, self.tr("Type a name for the file, without a folder in it."))
        if Path(folder).exists() and not Path(folder).is_dir():
            return self._wrong(self.folder, self.tr("That is a file, not a folder. Choose another."))
        if not os.access(_there(Path(folder)), os.W_OK):
            return self._wrong(self.folder, self.tr("You may not write there. Choose another folder."))
        try:
            require_free(self.file())
        except DaybookError as refused:
            return self._wrong(self.name, words_for(refused.message))
        return True

    @staticmethod
    def _wrong(field: TextField, why: str) -> bool:
        field.set_error(why)
        field.setFocus()
        return False

    def _ask(self) -> None:
        chosen = self._choose(self, self.folder.text())
        if chosen:
            self.folder.set_value(chosen)
            self.form.clear_errors()


def _there(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    return next((each for each in (folder, *folder.parents) if each.exists()), folder)


def _ask_folder(parent: QWidget, before: str) -> str:
    return QFileDialog.getExistingDirectory(parent, tr("first_run", "Choose a folder"), before)
