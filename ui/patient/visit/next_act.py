"""Where the visit stands, and its one next act, for the banner: F8 does it from anywhere in the visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.chart.allergies.queries import banner_allergies
from app.chart.allergies.views import Withheld
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.findings import Message
from app.core.ids import Id, new_id
from app.frontdesk.handing import HandOn, hand_on, next_of
from app.visits.actions import UndoMove, undo_move
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow, VisitState, VisitView
from ui.common.acknowledge import AcknowledgePanel, do_with_reason
from ui.common.banner import Allergies
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.common.form import Form
from ui.common.message_strip import Said
from ui.common.words import words_for
from ui.patient.chart_section import BannerParts, BannerSource, Deliver
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words
from ui.theme.tokens import Tone

NEXT_KEY = "F8"
REST = timedelta(seconds=1)  # in which a second press does nothing
TICK_MS = 20_000
IN_CHART = frozenset(
    {VisitState.ROOMING, VisitState.READY_FOR_PROVIDER, VisitState.WITH_PROVIDER, VisitState.STAFF_WORK}
)
_BEGUN = frozenset({VisitState.WITH_PROVIDER})  # begun by the clinician alone


@dataclass(frozen=True)
class NextAct:
    """The state that the visit goes to next, and the words of the act."""

    to: VisitState
    words: str


def next_act(row: VisitRow, may: Callable[[Permission], bool]) -> NextAct | None:
    """Return the next act inside the chart, the same as the board's; the rest is the desk's.

    Beginning with the patient is the clinician's, who is known by the right to sign a note.
    """
    act = next_of(row) if row.state in IN_CHART else None
    if act is None or not may(act.permission) or (act.to in _BEGUN and not may(Permission.SIGN_NOTE)):
        return None
    return NextAct(VisitState(act.to), words_for(Message(act.id)))


def not_yours(row: VisitRow, may: Callable[[Permission], bool]) -> str:
    """Return why a person has no next act here, "" where that needs no words."""
    if not may(Permission.MOVE_VISIT) or row.state != VisitState.READY_FOR_PROVIDER:
        return ""
    return said("ready. {name} begins the visit.", name=row.provider_short)


def state_chips(row: VisitRow, at: VisitAt) -> tuple[ChipText, ...]:
    """Return the room, and the state with how long the visit stands there."""
    texts = {
        "arrived": (words("Arrived"), Tone.INFO),
        "ready_for_room": (words("Ready for room"), Tone.INFO),
        "rooming": (words("Rooming"), Tone.INFO),
        "ready_for_provider": (words("Ready for provider"), Tone.VIOLET),
        "with_provider": (words("With provider"), Tone.VIOLET),
        "staff_work": (words("Staff work"), Tone.INFO),
        "ready_for_checkout": (words("Checkout"), Tone.VIOLET),
        "done": (words("Done"), Tone.NEUTRAL),
    }
    text, tone = texts.get(row.state, (words("Visit"), Tone.NEUTRAL))
    if row.state_since is not None and row.state not in ("done",):
        minutes = int((at.now() - row.state_since).total_seconds() // 60)
        text = said("{state} {minutes} min", state=text, minutes=max(minutes, 0))
    room = said("Room {room}", room=row.room) if row.room.isdigit() else row.room
    chips = (ChipText(room),) if room else ()
    return (*chips, ChipText(text, tone))


class NextStep(QObject):
    """Does the one next act of a visit; a key that is pressed twice does it once.

    A press within a second of the visit's last step does nothing: the act has changed under the finger. `say`
    takes the message with its Undo, `show` and `close` the panel of what is still open, `name` the patient.
    """

    def __init__(
        self,
        at: VisitAt,
        owner: QWidget,
        say: Callable[[Said], object],
        show: Callable[[QWidget], object],
        close: Callable[[], object],
        name: Callable[[], str],
    ) -> None:
        super().__init__(owner)
        self.at, self.owner = at, owner
        self._say, self._show, self._close, self._name = say, show, close, name
        self.busy = False

    def do(self) -> None:
        """Ask where the visit stands and do its next act."""
        if not self.busy:
            self.busy = True
            self.at.desk.ask(
                row_of_visit, self.at.visit_id, done=self._go, failed=self._failed, owner=self.owner
            )

    def _go(self, row: VisitRow | None) -> None:
        self.busy = False
        if row is None or row.visit_id is None or just_moved(row, self.at):
            return
        act = next_act(row, self.at.may)
        if act is None:
            if told := not_yours(row, self.at.may):
                self._say(Said(self._named(told)))
            return
        self.busy = True
        command = HandOn(
            command_id=new_id(),
            visit_id=row.visit_id,
            version=row.visit_version,
            to=act.to,
            unsaved=", ".join(unsaved_of(self.owner)),
        )
        do_with_reason(
            self.at.desk,
            hand_on,
            command,
            with_reason=lambda asked, reason: replace(asked, acknowledged_reason=reason),
            show=self._ask,
            close=self._close,
            act=act.words,
            owner=self.owner,
            done=lambda view: self._moved(view, act),
            failed=self._failed,
        )

    def _ask(self, panel: AcknowledgePanel) -> None:
        self.busy = False
        panel.setFocusProxy(panel.reason)
        self._show(panel)

    def _failed(self, _error: Exception) -> bool:
        self.busy = False
        return False

    def _moved(self, view: VisitView, act: NextAct) -> None:
        self.busy = False
        back = UndoMove(command_id=new_id(), visit_id=view.visit_id, version=view.version)
        undo = partial(self.at.desk.do, undo_move, back, done=lambda _view: None, owner=self.owner)
        self._say(Said(self._named(act.words), undo=undo if view.undo_until is not None else None))

    def _named(self, text: str) -> str:
        name = self._name()
        return f"{name}: {text}" if name else text


def unsaved_of(page: QWidget) -> tuple[str, ...]:
    """Return what is typed and not saved on this page of a visit and on the others of its chart.

    A field of the vitals is named by itself, anything else by its card or panel. The note is not: it keeps
    itself while it is written, and whether it is signed is asked for its own sake.
    """
    chart: Any = page.parentWidget()
    while chart is not None and not hasattr(chart, "pages"):
        chart = chart.parentWidget()
    stack = chart.pages if chart is not None else None
    pages = [stack.widget(at) for at in range(stack.count())] if stack is not None else [page]
    found = [name for one in pages for form in one.findChildren(Form) for name in _unsaved_in(form)]
    return tuple(dict.fromkeys(found))


def _unsaved_in(form: Form) -> tuple[str, ...]:
    holder: Any = form.parent()
    if hasattr(holder, "unsaved"):
        return tuple(holder.unsaved())
    return (holder.accessibleName(),) if form.dirty and holder.accessibleName() else ()


def just_moved(row: VisitRow, at: VisitAt) -> bool:
    """Say whether the visit made a step within the last second."""
    return row.state_since is not None and timedelta() <= at.now() - row.state_since < REST


def visit_banner(make_at: Callable[[Desk, Id, Id], VisitAt]) -> BannerSource:
    """Return what the visit adds to the banner of its chart: allergies, room, state, next act."""

    def ask(desk: Desk, patient_id: Id, visit_id: Id | None, owner: QWidget, deliver: Deliver) -> None:
        def show(found: dict[Id, tuple[str, ...] | Withheld]) -> None:
            known = found.get(patient_id)
            none = words("No known allergies") if known == () else ""
            if isinstance(known, Withheld):
                parts = BannerParts(allergies_are=Allergies.NOT_SHOWN)
            else:
                parts = BannerParts(allergies=known or (), no_allergies=none)
            if visit_id is None:
                deliver(parts)
            else:
                VisitParts.of(make_at(desk, patient_id, visit_id), owner, deliver).show(parts)

        desk.ask(banner_allergies, (patient_id,), done=show, owner=owner)

    return BannerSource(ask, frozenset({Kind.ALLERGY, Kind.VISIT, Kind.ROOM}))


class VisitParts(QObject):
    """The visit's part of one banner; its minutes go on without a question to the practice."""

    def __init__(self, at: VisitAt, owner: QWidget, deliver: Deliver) -> None:
        super().__init__(owner)
        self.at, self._owner, self._deliver = at, owner, deliver
        self.parts = BannerParts()
        self.row: VisitRow | None = None
        self.timer = QTimer(self, interval=TICK_MS)
        self.timer.timeout.connect(self.tick)
        self.timer.start()

    @classmethod
    def of(cls, at: VisitAt, owner: QWidget, deliver: Deliver) -> VisitParts:
        """Return the one of this banner."""
        known = owner.findChild(cls, "", Qt.FindChildOption.FindDirectChildrenOnly)
        return known if isinstance(known, cls) else cls(at, owner, deliver)

    def show(self, parts: BannerParts) -> None:
        """Show allergies and ask where the visit stands."""
        self.parts = parts
        self.at.desk.ask(row_of_visit, self.at.visit_id, done=self._with_visit, owner=self._owner)

    def _with_visit(self, row: VisitRow | None) -> None:
        self.row = row
        self.tick()

    def tick(self) -> None:
        """Show the state with the minutes that it has lasted by now."""
        if self.row is None:
            self._deliver(self.parts)
            return
        act = next_act(self.row, self.at.may)
        self._deliver(
            replace(
                self.parts,
                states=state_chips(self.row, self.at),
                act=act.words if act else "",
                act_keys=NEXT_KEY if act else "",
                do_act=self._do,
            )
        )

    def _do(self) -> None:
        """Do the next act where its questions are seen: on a page of the visit."""
        page = _page_of_visit(self._owner)
        if page is not None:
            page.do_next()


def _page_of_visit(chart: QWidget) -> Any:
    """Return the page of the visit that is in sight, else the first one, brought into sight."""
    page = chart.pages.currentWidget() if hasattr(chart, "pages") else None
    if not hasattr(page, "do_next") and hasattr(chart, "show_section"):
        page = chart.show_section("")
    return page if hasattr(page, "do_next") else None
