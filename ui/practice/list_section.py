"""A section that is a list: the table, what can be done with its rows, and the editor beside it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.common.button import Button, secondary
from ui.common.card import Card, EmptyState, PageHead
from ui.common.desk import Desk
from ui.common.keys import KeyList
from ui.common.layout import Column, Row
from ui.common.message_strip import Said
from ui.common.record_table import RecordTable
from ui.common.record_table_model import RecordTableModel
from ui.practice.editor import Editor, is_tight
from ui.practice.words import words

T = TypeVar("T")
ADD_KEYS, EDIT_KEYS = "Ctrl+N", "Ctrl+E"


@dataclass(frozen=True)
class ListTexts:
    """What a list is called, what is said beside its name, its act, and what will stand in it."""

    name: str
    title: str
    detail: str
    add: str
    empty: str


class ListSection(QWidget, Generic[T]):
    """Subclasses ask for the records and make the editor of one (None: of a new one).

    With `adds` and `edits` False the list can only be read.
    """

    said = Signal(object)

    def __init__(
        self,
        desk: Desk,
        texts: ListTexts,
        model: RecordTableModel[T],
        *,
        adds: bool,
        edits: bool,
    ) -> None:
        super().__init__()
        self.desk, self.texts = desk, texts
        self.adds, self.edits = adds, edits
        self.editor: Editor | None = None
        self._edited: Hashable | None = None
        self._reopen = False
        self.setAccessibleName(texts.title)
        self.keys = KeyList(self, texts.title)
        self.head = PageHead(texts.title, texts.detail)
        self.table: RecordTable[T] = RecordTable(
            model, type_to_filter=True, name=texts.name, label=texts.title
        )
        self.empty = EmptyState(texts.empty)
        self.empty.hide()
        self.add_button = secondary(texts.add, icon="plus", name=f"add_{texts.name}")
        self.edit_button = secondary(words("Edit"), name=f"edit_{texts.name}")
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        for button, there in ((self.edit_button, self.edits), (self.add_button, self.adds)):
            self.head.add_button(button)
            button.setVisible(there)
        card = Card(flush=True)
        card.add(self.table, self.empty)
        self.list_side = QWidget()
        self.left = Column(self.list_side, space=12)
        self.left.addWidget(card, 1)
        self.middle = Row(space=12)
        self.middle.addWidget(self.list_side, 1)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addLayout(self.middle, 1)

    def _bind(self) -> None:
        self.add_button.clicked.connect(self.add)
        self.edit_button.clicked.connect(self.edit_selected)
        if self.edits:
            self.table.opened.connect(self.edit)
            self.keys.describe("Return", words("Edit the selected line"))
        self.show_keys(self.edit_button)

    def show_keys(self, chooses: Button) -> None:
        """Show the keys of the two acts on their buttons; the screen binds them for all its lists at once."""
        self.acts = {ADD_KEYS: self.add_button, EDIT_KEYS: chooses}
        for keys, button in self.acts.items():
            button.show_keys(keys)

    def list_in_sight(self) -> ListSection[Any]:
        """Return the list that keys of the screen are meant for."""
        return self

    # -- what is shown --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the records."""

    def show_records(self, records: Sequence[T]) -> None:
        """Show these records; the selected one stays selected."""
        self.table.records.set_records(records)
        self.table.setVisible(bool(records))
        self.empty.setVisible(not records)
        self.edit_button.setEnabled(bool(records))
        if self.table.selected_record() is None:
            self.table.select_first()
        if self._reopen:
            self._open_again()

    def record_of(self, key: Hashable) -> T | None:
        """Return the record with this key, as last asked for."""
        return next((one for one in self.table.records.records if self.table.records.key(one) == key), None)

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    # -- editing --------------------------------------------------------------------------------------------

    def make_editor(self, record: T | None) -> Editor | None:
        """Return the editor of a record, or of a new one; None where there is none."""
        return None

    def add(self) -> None:
        """Open the editor of a new record."""
        self.edit(None)

    def edit_selected(self) -> None:
        record = self.table.selected_record()
        if record is not None:
            self.edit(record)

    def edit(self, record: T | None) -> None:
        """Open the editor beside the list."""
        if not self.may_leave_editor():
            return
        editor = self.make_editor(record)
        if editor is not None:
            self._edited = None if record is None else self.table.records.key(record)
            if self._edited is not None:
                self.table.select_key(self._edited)
            self.open_editor(editor)

    def may_leave_editor(self) -> bool:
        """Return whether the open editor can give way without losing what was typed."""
        return self.editor is None or self.editor.may_go()

    def open_editor(self, editor: Editor) -> None:
        """Put an editor in the place of the one that is there."""
        self.close_editor()
        self.editor = editor
        editor.finished.connect(self._finished)
        editor.left.connect(self._left)
        editor.said.connect(self.said)
        editor.newer_wanted.connect(self._show_newer)
        self.middle.addWidget(editor)
        self.fit()
        editor.show()  # at once: what is not in sight takes no focus
        editor.first_field().setFocus()

    def fit(self) -> None:
        """Where list and editor do not fit beside each other, the open editor stands in the list's place."""
        self.list_side.setVisible(self.editor is None or not is_tight(self))
        if self.editor is not None:
            self.editor.rescale()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def close_editor(self) -> None:
        """Take the editor away."""
        editor, self.editor = self.editor, None
        if editor is not None:
            self.middle.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
            self.fit()

    def _finished(self) -> None:
        self.close_editor()
        self.refresh()
        self.focus_list()

    def _left(self) -> None:
        self.close_editor()
        self.focus_list()

    def _show_newer(self) -> None:
        """Ask anew; the record opens as it is now once it is there."""
        self.close_editor()
        self._reopen = True
        self.refresh()

    def _open_again(self) -> None:
        record = self.record_of(self._edited) if self._edited is not None else None
        self._reopen = False
        if record is not None:
            self.edit(record)

    def take_back(self, act: Any, command: Any, said: str) -> None:
        """Send what undoes an act, and say so."""

        def done(_made: Any) -> None:
            self.said.emit(Said(said))
            self.refresh()

        self.desk.do(act, command, done=done, owner=self)
