"""Where backups go and when they are made: the panel in which an owner decides, and others read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.core.errors import RuleViolated, Stale
from app.core.ids import new_id
from app.practice.backups.actions import SaveBackupPlan, SetPackPassword, save_backup_plan, set_pack_password
from app.practice.backups.views import BackupPlanView
from app.practice_file import TargetLook
from ui.common.backups import BackupWays, size_words
from ui.common.button import link, primary, secondary
from ui.common.card import SectionTitle, SidePanel
from ui.common.desk import Desk
from ui.common.fields import CheckBox, TextField
from ui.common.form import Form
from ui.common.layout import Row
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.practice.entry_fields import time_text, wall_time
from ui.practice.first_backup import FirstBackup
from ui.practice.words import words
from ui.theme.tokens import Tone


def choose_folder(parent: QWidget) -> str:
    """Ask for a folder or drive."""
    return QFileDialog.getExistingDirectory(parent, words("A folder or drive for backups"), str(Path.home()))


class TimesField(TextField):
    """Wall times in one line: "12:30 PM, 5:30 PM"; empty for none."""

    def value(self) -> tuple[str, ...]:
        return tuple(wall_time(one) or one for one in self._parts())

    def set_value(self, value: Any) -> None:
        self.line.setText(", ".join(time_text(one) for one in value or ()))

    def problem(self) -> str:
        if all(wall_time(one) for one in self._parts()):
            return ""
        return words("Type times of day, one after the other: 12:30 PM, 5:30 PM.")

    def _parts(self) -> list[str]:
        return [one.strip() for one in re.split(r"[,;]", self.line.text()) if one.strip()]


class BackupPlanPanel(SidePanel):
    """One form and one act. `saved(plan)` when an owner changed it; `said` for the strip."""

    saved = Signal(object)
    said = Signal(object)

    def __init__(
        self,
        desk: Desk,
        ways: BackupWays,
        *,
        may_change: bool,
        choose: Callable[[QWidget], str] = choose_folder,
    ) -> None:
        super().__init__(width=340)
        self.desk, self._ways, self._may_change, self._choose = desk, ways, may_change, choose
        self._first = FirstBackup(ways, self)
        self.plan: BackupPlanView | None = None
        self._sending: SaveBackupPlan | None = None
        self._against = ""
        self.setAccessibleName(words("Where and when"))
        self.form = Form(self)
        self.target = self.form.add(TextField("target", words("Folder or drive"), most=1_000))
        self.about = Label("", "label", "second", wrap=True)
        self.warning = Label("", "label", "warning", wrap=True)
        self.times = self.form.add(TimesField("times", words("Every day at")), also=("schedule.times",))
        self.on_exit = CheckBox(words("And when Daybook is closed"))
        self.pack_folder = self.form.add(
            TextField(
                "pack_folder", words("Downtime pack into"), placeholder=words("The same folder"), most=1_000
            )
        )
        self.pack_times = self.form.add(
            TimesField("pack_times", words("Every day at")), also=("downtime_pack.times",)
        )
        self.password = TextField("pack_password", words("Password of the pack"), most=100)
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.again = TextField("pack_password_again", words("Password again"), most=100)
        self.again.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.save_button = primary(words("Save"), keys="Ctrl+Return", name="save_backup_plan")
        self.password_button = secondary(words("Set the password"), name="set_pack_password")
        self.state = Label("", "label", "third", wrap=True)
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        self.target_button = secondary(words("Choose a folder"), name="choose_target")
        self.pack_button = link(words("Choose another folder"), name="choose_pack_folder")
        self.add(
            SectionTitle(words("Backups")),
            self.target,
            self.about,
            self.warning,
            self._at_left(self.target_button),
        )
        self.space(8)
        self.add(self.times, self.on_exit)
        self.space(16)
        self.add(SectionTitle(words("Downtime pack")))
        told = words(
            "The schedule of the next days, face sheets and blank forms as one encrypted PDF, for when this "
            "PC does not start. Any PC opens it with its password."
        )
        self.add(Label(told, "label", "second", wrap=True), self.pack_folder, self._at_left(self.pack_button))
        self.add(self.pack_times)
        self.pack_state = Label("", "label", "second", wrap=True)
        self.add(self.pack_state, self.password, self.again, self._at_left(self.password_button))
        self.body.addStretch(1)
        self.footer.addWidget(self.state)
        self.footer.addWidget(self.save_button)

    @staticmethod
    def _at_left(button: QWidget) -> Row:
        row = Row()
        row.addWidget(button)
        row.addStretch(1)
        return row

    def _bind(self) -> None:
        changes = self._may_change
        own = (self.save_button, self.target_button, self.pack_button, self.password_button)
        for one in (*own, self.password, self.again):
            one.setVisible(changes)
        self.save_button.setEnabled(False)
        self.on_exit.setEnabled(changes)
        if not changes:
            self.state.setText(words("Only the owner changes this."))
            for field in self.form.own_fields():
                field.input.setEnabled(False)
            return
        self.form.edited.connect(self._edited)
        self.on_exit.clicked.connect(self._edited)
        self.target.line.editingFinished.connect(self._look_at_target)
        self.save_button.clicked.connect(self.save)
        self.password_button.clicked.connect(self._set_password)
        self.password.line.returnPressed.connect(self.again.setFocus)
        self.again.line.returnPressed.connect(self._set_password)
        self.target_button.clicked.connect(partial(self._ask_for, self.target))
        self.pack_button.clicked.connect(partial(self._ask_for, self.pack_folder))

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        exits = self.plan is not None and self.on_exit.isChecked() != self.plan.times.on_exit
        return self.form.dirty or exits

    def show_plan(self, plan: BackupPlanView) -> None:
        """Show what is saved; what is being typed stays."""
        keeps = self.plan is not None and self._may_change and self.dirty
        self.plan = plan
        self.pack_state.setText(
            words("A password is set. It cannot be shown.")
            if plan.has_pack_password
            else words("No password yet: no pack is written.")
        )
        if keeps:
            return
        self.form.set_values(
            {
                "target": plan.target,
                "times": plan.times.times,
                "pack_folder": plan.pack_folder,
                "pack_times": plan.times.pack_times,
            }
        )
        self.on_exit.setChecked(plan.times.on_exit)
        self._edited()
        self._look_at_target()

    def _edited(self) -> None:
        self.save_button.setEnabled(self.dirty)
        if self._may_change:
            self.state.setText(words("Not saved yet.") if self.dirty else "")

    def _ask_for(self, field: TextField) -> None:
        chosen = self._choose(self)
        if chosen:
            field.line.setText(chosen)
            field.edited.emit()
            field.set_error("")
            self._look_at_target()

    def _look_at_target(self) -> None:
        """Say how much is free there and what speaks against it, asked of the drive beside the window."""
        typed = self.target.text().strip()
        self._tell_of_target()
        if not typed:
            self._tell_of_target(
                words("An own drive that is unplugged at night is best: what destroys the PC spares it.")
            )
            return
        self.desk.work_on_pool(
            lambda: self._ways.look_at(Path(typed)),
            done=partial(self._show_look, typed),
            owner=self,
            failed=lambda _error: None,
        )

    def _show_look(self, typed: str, look: TargetLook) -> None:
        if typed != self.target.text().strip():
            return
        if look.refused is not None:
            self.target.set_error(words_for(look.refused))
            return
        self.target.set_error("")
        free = words("{size} free there").replace("{size}", size_words(look.free))
        self._tell_of_target(free, " ".join(words_for(one.message) for one in look.warnings))

    def _tell_of_target(self, about: str = "", warning: str = "") -> None:
        for label, text in ((self.about, about), (self.warning, warning)):
            label.setText(text)
            label.setVisible(bool(text))

    # -- saving ---------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Judge the folder once more, then send the form."""
        values = self.form.collect() if self.plan is not None and self._sending is None else None
        plan = self.plan
        if values is None or plan is None or not self.dirty:
            return
        command = SaveBackupPlan(
            command_id=new_id(),
            version=plan.version,
            policy_version=plan.policy_version,
            target=values["target"] or "",
            times=values["times"],
            on_exit=self.on_exit.isChecked(),
            pack_folder=values["pack_folder"] or "",
            pack_times=values["pack_times"],
        )
        self._against = ""
        if not command.target:
            self._send(command)
            return
        self.desk.work_on_pool(
            lambda: self._ways.look_at(Path(command.target)), done=partial(self._judged, command), owner=self
        )

    def _judged(self, command: SaveBackupPlan, look: TargetLook) -> None:
        """A folder that cannot serve now is not taken; about the one that was chosen before it is said."""
        self._against = words_for(look.refused) if look.refused is not None else ""
        if self._against and (self.plan is None or command.target != self.plan.target):
            self.target.set_error(self._against)
            self.target.setFocus()
            return
        self._send(command)

    def _send(self, command: SaveBackupPlan) -> None:
        self._sending = command
        self.desk.do(save_backup_plan, command, done=self._saved, failed=self._refused, owner=self)

    def _saved(self, plan: BackupPlanView) -> None:
        self._sending = None
        self.plan = None
        self.show_plan(plan)
        said, against = words("Backups: saved."), self._against
        self.said.emit(Said(f"{said} {against}", Tone.WARNING, stays=True) if against else Said(said))
        self.saved.emit(plan)
        self._first.saved(plan)

    def _refused(self, error: Exception) -> bool:
        self._sending = None
        if isinstance(error, Stale):
            self.state.setText(words("Somebody else saved this meanwhile. Look at it again, then save."))
            self.saved.emit(None)
            return True
        if isinstance(error, RuleViolated) and error.field in self.form.fields:
            self.form.field(error.field).set_error(words_for(error.message))
            return True
        return False

    def _set_password(self) -> None:
        typed = self.password.text()
        command = SetPackPassword(password=typed)
        if not typed:
            self.password.set_error(words("Type a password of at least 12 characters."))
            return
        if self.again.text() != typed:  # nobody sees what is typed, and nobody can be asked for it later
            self.again.set_error(words("The two are not the same. Type it once more."))
            self.again.setFocus()
            return

        def done(_none: None) -> None:
            self.password.line.clear()
            self.again.line.clear()
            self.password.set_error("")
            self.again.set_error("")
            kept = words(
                "The password of the downtime packs is set. Keep it where you find it without this PC."
            )
            self.said.emit(Said(kept, Tone.NEUTRAL, stays=True))
            self.saved.emit(None)

        def failed(error: Exception) -> bool:
            if isinstance(error, RuleViolated):
                self.password.set_error(words_for(error.message))
                return True
            return False

        self.desk.do(set_pack_password, command, done=done, failed=failed, owner=self)
