"""The hand-off note of a visit: a draft while it is typed, kept by Ctrl+Enter or by leaving the field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from app.core.ids import Id
from app.visits.actions import SetHandoffNote, set_handoff_note
from app.visits.views import VisitView
from ui.common.button import secondary
from ui.common.desk import Desk
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import TextArea
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Column

DRAFT = "today.hand_off"
_LEFT_BY_PERSON = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class VisitNote(QWidget):
    """The note of one visit for its whole life, so that no word ever gets to another visit.

    `kept(view)` tells that the note is with the visit, `finished` that nothing here waits to be kept,
    `grown` that the whole of it is to be in sight: it takes more room, or the keyboard came to it.
    """

    kept = Signal(object)
    finished = Signal()
    grown = Signal()

    def __init__(self, desk: Desk, visit_id: Id, version: int, note: str) -> None:
        super().__init__()
        self.desk, self.visit_id, self._version = desk, visit_id, version
        self._on_its_way = False
        self.form = Form(self)
        self.field = self.form.add(TextArea("note", self.tr("Hand-off note"), lines=3))
        self.form.set_values({"note": note})
        self.button = secondary(self.tr("Keep note"), name="keep_note")
        self.keys = KeyList(self, self.tr("Hand-off note"))
        column = Column(self, space=6)
        column.addWidget(self.field)
        column.addWidget(self.button)
        self.button.hide()
        self.button.clicked.connect(self.keep)
        self.keys.add("Ctrl+Return", self.tr("Keep the note"), self.keep, button=self.button)
        self.form.edited.connect(self._show_button)
        self.field.area.installEventFilter(self)
        self.keeper = DraftKeeper(desk, self.form, DRAFT, str(visit_id))
        self.keeper.brought_back.connect(lambda _at: self._show_button())
        self.keeper.bring_back()

    def renew(self, version: int, note: str) -> None:
        """The visit was read again; what is being typed stays."""
        self._version = version
        if not self.form.dirty and not self._on_its_way:
            self.form.set_values({"note": note})

    def keep(self) -> None:
        """Send the note to the visit, if it was changed."""
        if self._on_its_way:
            return
        if not self.form.dirty:
            self.finished.emit()
            return
        self.keeper.save()
        self._on_its_way = True
        text = self.field.value() or ""
        command = SetHandoffNote(visit_id=self.visit_id, version=self._version, note=text)
        self.desk.do(set_handoff_note, command, done=self._kept, failed=self._refused, owner=self)

    def _kept(self, view: VisitView) -> None:
        self._on_its_way = False
        self._version = view.version
        if (self.field.value() or "") == view.handoff_note:
            self.keeper.finish()
        self._show_button()
        self.kept.emit(view)
        self.finished.emit()

    def _refused(self, error: Exception) -> bool:
        """The words stay as a draft of this visit."""
        self._on_its_way = False
        self.finished.emit()
        return self.form.show_error(error)

    def _show_button(self) -> None:
        if self.button.isHidden() is self.form.dirty:
            self.button.setVisible(self.form.dirty)
            self.grown.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self.grown.emit()
        if (
            event.type() is QEvent.Type.FocusOut
            and isinstance(event, QFocusEvent)
            and event.reason() in _LEFT_BY_PERSON
        ):
            self.keep()
        return super().eventFilter(watched, event)


class HandOff(QWidget):
    """Shows the note of the visit in sight; the one before is kept and goes. `grown`: it takes more room."""

    kept = Signal(object)
    grown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.note: VisitNote | None = None
        self._column = Column(self, space=0)

    def show_visit(self, visit_id: Id | None, version: int = 0, note: str = "") -> None:
        """Show a visit's note, or none."""
        if self.note is not None and self.note.visit_id == visit_id:
            self.note.renew(version, note)
            return
        self._put_away()
        self.setVisible(visit_id is not None)
        if visit_id is not None:
            self.note = VisitNote(self.desk, visit_id, version, note)
            self.note.kept.connect(self.kept)
            self.note.grown.connect(self.grown)
            self._column.addWidget(self.note)
            self.note.show()

    def keep(self) -> None:
        """Keep what was typed."""
        if self.note is not None:
            self.note.keep()

    def _put_away(self) -> None:
        before, self.note = self.note, None
        if before is not None:
            before.hide()
            before.finished.connect(before.deleteLater)
            before.keep()
