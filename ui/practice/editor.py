"""The panel beside a list: one record in a form, saved by one act, left by Escape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.acts import Action
from app.core.errors import RuleViolated, Stale
from app.core.ids import new_id
from ui.common.button import primary, secondary
from ui.common.card import Card, SidePanel
from ui.common.chip import Chip, ChipText
from ui.common.desk import Desk
from ui.common.fields import Field
from ui.common.form import F, Form
from ui.common.keys import KeyList
from ui.common.layout import Row
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.practice.words import words
from ui.theme import tokens
from ui.theme.theme import theme
from ui.theme.tokens import Tone

QWIDGETSIZE_MAX = 16_777_215  # what Qt calls no limit
TIGHT = 1_100  # design pixels of the window


@dataclass(frozen=True)
class Sent:
    """What an editor sends: the act, its command, what is said once it is done, and how it is taken back."""

    act: Action[Any, Any, Any]
    command: Any
    said: str
    undo: Callable[[Any], object] | None = None


def is_tight(widget: QWidget) -> bool:
    """Return whether the window is too small beside the text for a list and its editor."""
    return 0 < widget.window().width() < theme().px(TIGHT)


class NewerCard(Card):
    """Somebody saved the record meanwhile: see theirs, or save one's own over it."""

    theirs_wanted = Signal()
    mine_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(space=10)
        chip = Row()
        chip.addWidget(Chip(ChipText(words("Changed meanwhile"), Tone.WARNING, "triangle-alert")))
        chip.addStretch(1)
        told = words("Someone saved this while you were typing. Nothing was overwritten.")
        self.theirs = secondary(words("Show theirs"), name="show_theirs")
        self.mine = secondary(words("Save mine over it"), name="save_mine")
        self.add(chip, Label(told, "body", "second", wrap=True), self.theirs, self.mine)
        self.set_attention(True)
        self.theirs.clicked.connect(self.theirs_wanted)
        self.mine.clicked.connect(self.mine_wanted)
        self.hide()


class Editor(SidePanel):
    """Subclasses put fields into the form and say in `sent` what is sent.

    `finished` is told when the record is saved, `left` when the person went away, `newer_wanted` when the
    record shall be shown as somebody else saved it.
    """

    finished = Signal()
    left = Signal()
    said = Signal(object)
    newer_wanted = Signal()

    def __init__(self, desk: Desk, title: str, act: str) -> None:
        super().__init__()
        self.desk = desk
        self.busy = self._warned = False
        self.form = Form(self)
        self.setAccessibleName(title)
        self.keys = KeyList(self, title)
        self.body.setSpacing(12)
        self.add(Label(title, "heading", wrap=True))
        self.problem = Label("", "body", "danger", wrap=True)
        self.problem.hide()
        self.newer = NewerCard()
        self.act = primary(act, tall=True, name="editor_save")
        self.cancel = secondary(words("Back"), name="editor_back")
        self._stale: tuple[Sent, int] | None = None

    def rescale(self) -> None:
        """Keep the design's width beside a list; where there is no room for both, take all of it."""
        if is_tight(self):
            self.setMinimumWidth(0)
            self.setMaximumWidth(QWIDGETSIZE_MAX)
        else:
            self.setFixedWidth(theme().px(tokens.PANEL_WIDTH))

    def field(self, field: F, *, also: tuple[str, ...] = ()) -> F:
        """Put a field into the form and into the panel."""
        self.form.add(field, also=also)
        self.add(field)
        return field

    def ready(self) -> None:
        """Call once the fields are filled: adds the buttons."""
        self.body.addStretch(1)
        row = Row(space=8)
        row.addWidget(self.cancel)
        row.addWidget(self.act, 1)
        self.footer.addWidget(self.newer)
        self.footer.addWidget(self.problem)
        self.footer.addLayout(row)
        self.form.mark_clean()
        self.form.edited.connect(self._typed)
        self.act.clicked.connect(self.save)
        self.cancel.clicked.connect(self.leave)
        self.keys.add("Ctrl+Return", self.act.words, self.save, button=self.act)
        self.keys.add("Esc", words("Back"), self.leave)
        self.newer.theirs_wanted.connect(self.newer_wanted)
        self.newer.mine_wanted.connect(self._save_mine)

    def _typed(self) -> None:
        self._warned = False
        self.tell("")

    def first_field(self) -> QWidget:
        """Return what takes the keyboard when the panel opens."""
        fields: list[Field] = [one for one in self.form.own_fields() if one.isEnabled()]
        return fields[0] if fields else self.act

    def sent(self, values: dict[str, Any]) -> Sent | None:
        """Return what is sent for these values of the form, or None after saying why nothing is."""
        return None

    def tell(self, text: str) -> None:
        """Say above the act what is wrong with the whole; "" says nothing."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def save(self) -> None:
        """Send what was typed, once."""
        values = None if self.busy else self.form.collect()
        sent = self.sent(values) if values is not None else None
        if sent is not None:
            self.send(sent)

    def send(self, sent: Sent) -> None:
        """Run the act; a refusal stands beside its field."""
        self.set_busy(True)
        self.tell("")
        self.desk.do(
            sent.act,
            sent.command,
            done=lambda made: self._done(sent, made),
            failed=lambda error: self._failed(sent, error),
            owner=self,
        )

    def set_busy(self, busy: bool) -> None:
        """While an act is under way it is not sent a second time."""
        self.busy = busy
        self.act.setEnabled(not busy)
        self.cancel.setEnabled(not busy)

    def _done(self, sent: Sent, made: Any) -> None:
        self.set_busy(False)
        undo = sent.undo
        self.said.emit(Said(sent.said, undo=None if undo is None else lambda: undo(made)))
        self.finished.emit()

    def _failed(self, sent: Sent, error: Exception) -> bool:
        self.set_busy(False)
        if isinstance(error, Stale):
            self._stale = (sent, error.theirs)
            self.newer.show()
            self.newer.theirs.setFocus()
            return True
        return self.refuse(error)

    def refuse(self, error: Exception) -> bool:
        """Show a refusal beside its field, or above the act where it belongs to none."""
        if not isinstance(error, RuleViolated):
            return False
        if self.form.show_error(error):
            self.area.ensureWidgetVisible(self.form.fields[error.field])
        else:
            self.tell(words_for(error.message))
        return True

    def _save_mine(self) -> None:
        if self._stale is not None:
            sent, version = self._stale
            self.newer.hide()
            command = replace(sent.command, version=version, command_id=new_id())
            self.send(replace(sent, command=command))

    def may_go(self) -> bool:
        """Return whether nothing typed would be lost; else say so, once."""
        if self.busy:
            return False
        if not self.form.dirty or self._warned:
            return True
        self._warned = True
        self.tell(words("What you typed is not saved. Save it, or leave once more to drop it."))
        return False

    def leave(self) -> None:
        """Go away; what was typed is dropped when the person says so a second time."""
        if self.may_go():
            self.left.emit()
