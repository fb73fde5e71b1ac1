"""A panel beside a section: a few fields and the one act that ends it; Enter acts, Escape leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLayout, QSizePolicy, QWidget

from app.core.acts import Action
from app.core.ids import Id, new_id
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.desk import C, R
from ui.common.draft_keeper import DraftKeeper
from ui.common.fields import CheckField, Field, SegmentedField, TextArea, TextField
from ui.common.form import Form
from ui.common.keys import KeyList
from ui.common.layout import Column, Row, scrolled
from ui.common.plain_text import Label
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import words

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ActPanel(Card):
    """Subclasses put fields with `put` and send their command in `send`.

    The fields scroll where they are too many; the act, what stops it and what is wrong stay in sight below.
    Enter goes on to the first field of `needed` that is still empty, and acts once none is; `asks` are the
    words for those without which nothing is sent. `finished` tells what the strip says once the act is done,
    `left` that the person went away; `follow` is the record that the act made, whose next act may follow at
    once. With `draft`, what is typed is kept until one or the other.
    """

    correcting = False  # most fields are filled in then, so what is missing is said as soon as Enter finds it

    finished = Signal(str)
    left = Signal()

    def __init__(self, at: VisitAt, title: str, act: str, *, draft: str = "", subject: str = "") -> None:
        super().__init__(title, space=10)
        self.at, self._act = at, act
        self.command_id = new_id()
        self.follow: Id | None = None
        self.needed: list[Field] = []
        self.asks: dict[Field, str] = {}
        self.form = Form(self)
        self.keys = KeyList(self, title)
        self.place = Column(space=10)
        self.stops = Column(space=10)
        self.trouble = Label("", "label", "danger", wrap=True)
        self.trouble.hide()
        self._build_fields()
        self.add(self.trouble, self.stops)
        self._build_buttons(act)
        self.form.edited.connect(lambda: self._tell(""))
        self.keeper = DraftKeeper(at.desk, self.form, draft, subject or str(at.visit_id)) if draft else None
        if self.keeper is not None:
            self.keeper.brought_back.connect(lambda _at: self.restored())
        self._stop: QWidget | None = None

    def _build_fields(self) -> None:
        inside = QWidget()
        column = Column(inside, space=0)
        column.addLayout(self.place)
        column.addStretch(1)
        self.area = scrolled(inside)
        # The fields take what the act leaves: however many there are, the act never leaves the window.
        self.area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self.area, 1)

    def _build_buttons(self, act: str) -> None:
        self.go_on = primary(act, tall=True, name="act")
        self._back = secondary(words("Go back"), name="go_back")
        row = Row()
        row.addWidget(self._back)
        row.addWidget(self.go_on, 1)
        self.add(row)
        self.keys.add("Ctrl+Return", act, self.accept, button=self.go_on)
        self.keys.add("Esc", words("Go back"), self.leave)
        self.keys.describe("Return", act)
        self.go_on.show_keys("Return")
        self.go_on.clicked.connect(self.accept)
        self._back.clicked.connect(self.leave)

    # -- fields --------------------------------------------------------------------------------------------

    def put(self, *fields: Field) -> None:
        """Put fields below each other; Enter in any of them but a text of several lines acts."""
        for field in fields:
            self.take(field)
            self.place.addWidget(field)

    def put_beside(self, *fields: Field) -> None:
        """Put short fields beside each other."""
        row = Row(space=8)
        for field in fields:
            self.take(field)
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.place.addLayout(row)

    def take(self, field: Field) -> None:
        """Take a field into the form and let Enter act in it."""
        self.form.add(field)
        if isinstance(field, TextField):
            field.line.returnPressed.connect(self.go_forward)
        elif not isinstance(field, TextArea):
            for widget in _stops(field):
                widget.installEventFilter(self)
        if self.focusProxy() is None:
            self.setFocusProxy(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a box, a choice or a list does what it does in a line of text."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if event.key() in _ENTER and plain and not event.isAutoRepeat():
                self.go_forward()
                return True
        return super().eventFilter(watched, event)

    def order_tabs(self) -> None:
        """Let Tab go as the eye does: through the fields from above, then to the act."""
        last: QWidget | None = None
        fields = [one for one in _widgets_of(self.place) if isinstance(one, Field)]
        for widget in [*(stop for field in fields for stop in _stops(field)), self._back, self.go_on]:
            if last is not None:
                QWidget.setTabOrder(last, widget)
            last = widget

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.order_tabs()

    # -- drafts --------------------------------------------------------------------------------------------

    def bring_back(self) -> None:
        """Bring back what was typed before and not finished."""
        if self.keeper is not None:
            self.keeper.bring_back()

    def keep(self) -> None:
        """Save what is typed now: another panel takes this one's place."""
        if self.keeper is not None:
            self.keeper.save()

    def restored(self) -> None:
        """Show what a draft that came back asks for."""

    # -- acting --------------------------------------------------------------------------------------------

    def go_forward(self) -> None:
        """Enter: go on to the first field that is still needed, or act where none is."""
        if self._stop is not None:
            return
        empty = next(iter(self._missing()), None)
        focused = QApplication.focusWidget()
        if empty is None or (focused is not None and empty.isAncestorOf(focused)):
            self.accept()  # a field left empty under the cursor is refused in words
            return
        if self.correcting or self._stands_before(empty, focused):
            empty.set_error(self.asks.get(empty, words("This is needed.")))
        empty.setFocus(Qt.FocusReason.TabFocusReason)
        self._bring_into_sight(empty)

    def _missing(self) -> list[Field]:
        return [one for one in self.needed if one.isVisibleTo(self) and _is_empty(one)]

    def _stands_before(self, field: Field, focused: QWidget | None) -> bool:
        """Say whether a field was passed on the way to what has the cursor."""
        fields = self.form.own_fields()
        here = next((one for one in fields if focused is not None and one.isAncestorOf(focused)), None)
        return here is not None and fields.index(field) < fields.index(here)

    def accept(self) -> None:
        """Read the fields and send the command; what cannot be understood is said beside its field."""
        if self._stop is not None:
            return
        values = self.form.collect()
        if values is not None and not self._ask_missing():
            self.send(values)
        self._tell_first()

    def _ask_missing(self) -> bool:
        """Say beside each field what is missing, and go to the first; False where nothing is."""
        missing = [one for one in self._missing() if one in self.asks]
        for field in missing:
            field.set_error(self.asks[field])
        for field in missing[:1]:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(missing)

    def send(self, values: dict[str, Any]) -> None:
        """Send the command made of the values."""

    def leave(self) -> None:
        """Go away; what was typed is dropped, as nobody finished it."""
        if self.keeper is not None:
            self.keeper.finish()
        self.left.emit()

    def do(
        self,
        action: Action[Any, C, R],
        command: C,
        told: str,
        with_reason: Callable[[C, str], C] | None = None,
    ) -> None:
        """Run the act and end the panel; a soft stop is shown in the panel itself."""

        def done(result: R) -> None:
            self.follow = getattr(result, "id", None)
            if self.keeper is not None:
                self.keeper.finish()
            self.finished.emit(told)

        if with_reason is None:
            self.at.desk.do(action, command, done=done, failed=self._refused, owner=self)
            return
        do_with_reason(
            self.at.desk,
            action,
            command,
            with_reason=with_reason,
            show=self._show_stop,
            close=self._close_stop,
            act=self._act,
            owner=self,
            done=done,
            failed=self._refused,
        )

    def _refused(self, error: Exception) -> bool:
        shown = self.form.show_error(error)
        self._tell_first()
        return shown

    def _tell_first(self) -> None:
        """Bring what is wrong first into sight; of a field that is not shown it is said near the act."""
        wrong = [one for one in self.form.own_fields() if one.error.text()]
        for field in [one for one in wrong if one.isVisibleTo(self)][:1]:
            self._bring_into_sight(field)
        hidden = [one for one in wrong if not one.isVisibleTo(self)]
        texts = [": ".join(filter(None, (one.label.text(), one.error.text()))) for one in hidden[:1]]
        self._tell("".join(texts))

    def _bring_into_sight(self, field: Field) -> None:
        """Scroll to a field and its error, once the error has its room."""
        QTimer.singleShot(0, field, lambda: self.area.ensureWidgetVisible(field, 0, 0))

    def _tell(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def _show_stop(self, panel: AcknowledgePanel) -> None:
        self._close_stop()
        self._stop = panel
        self.stops.addWidget(panel)
        panel.show()
        panel.reason.setFocus()

    def _close_stop(self) -> None:
        if self._stop is not None:
            panel, self._stop = self._stop, None
            panel.hide()
            panel.deleteLater()


def _is_empty(field: Field) -> bool:
    """Say whether nothing is answered; a zero is an answer."""
    value = field.value()
    return value is None or value is False or value in ("", ())


def _stops(field: Field) -> list[QWidget]:
    """Return where Tab may stop in a field."""
    if isinstance(field, SegmentedField):
        return list(field.control.findChildren(QAbstractButton))
    if isinstance(field, CheckField):
        return [field.box]
    own = getattr(field, "tab_stops", None)
    return list(own()) if callable(own) else [field.input]


def _widgets_of(layout: QLayout) -> Iterator[QWidget]:
    """Give the widgets of a layout and of those inside it, as they stand."""
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _widgets_of(inner)
