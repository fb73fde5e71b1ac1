"""Where the visit stands, and its one next act, for the banner: F8 does it from anywhere in the visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.chart.allergies.queries import banner_allergies
from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id, new_id
from app.visits.actions import MoveVisit, move_visit
from app.visits.queries import row_of_visit
from app.visits.views import VisitRow, VisitState
from ui.common.chip import ChipText
from ui.common.desk import Desk
from ui.patient.chart_section import BannerParts, BannerSource, Deliver
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words
from ui.theme.tokens import Tone

NEXT_KEY = "F8"


@dataclass(frozen=True)
class NextAct:
    """The state that the visit goes to next, and the words of the act."""

    to: VisitState
    words: str


def next_act(row: VisitRow, may: Callable[[Permission], bool]) -> NextAct | None:
    """Return the next act inside the chart; arriving and checking out are the front desk's."""
    if not may(Permission.MOVE_VISIT):
        return None
    found = {
        "rooming": (VisitState.READY_FOR_PROVIDER, words("Ready for provider")),
        "ready_for_provider": (VisitState.WITH_PROVIDER, words("With provider")),
        "with_provider": (VisitState.READY_FOR_CHECKOUT, words("Ready for checkout")),
        "staff_work": (VisitState.READY_FOR_PROVIDER, words("Ready for provider")),
    }.get(row.state)
    return NextAct(*found) if found is not None else None


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


def do_next(at: VisitAt, owner: QWidget, say: Callable[[str], object]) -> None:
    """Ask where the visit stands and do its next act."""

    def go(row: VisitRow | None) -> None:
        act = next_act(row, at.may) if row is not None else None
        if row is None or act is None or row.visit_id is None:
            return
        command = MoveVisit(command_id=new_id(), visit_id=row.visit_id, version=row.visit_version, to=act.to)
        at.desk.do(move_visit, command, done=lambda _moved: say(act.words), owner=owner)

    at.desk.ask(row_of_visit, at.visit_id, done=go, owner=owner)


def visit_banner(make_at: Callable[[Desk, Id, Id], VisitAt]) -> BannerSource:
    """Return what the visit adds to the banner of its chart: allergies, room, state, next act."""

    def ask(desk: Desk, patient_id: Id, visit_id: Id | None, owner: QWidget, deliver: Deliver) -> None:
        def show(found: dict[Id, tuple[str, ...]]) -> None:
            known = found.get(patient_id)
            none = words("No known allergies") if known == () else ""
            parts = BannerParts(allergies=known or (), no_allergies=none)
            if visit_id is None:
                deliver(parts)
                return
            at = make_at(desk, patient_id, visit_id)
            desk.ask(row_of_visit, visit_id, done=lambda row: with_visit(parts, at, row), owner=owner)

        def with_visit(parts: BannerParts, at: VisitAt, row: VisitRow | None) -> None:
            if row is None:
                deliver(parts)
                return
            act = next_act(row, at.may)
            deliver(
                BannerParts(
                    allergies=parts.allergies,
                    no_allergies=parts.no_allergies,
                    states=state_chips(row, at),
                    act=act.words if act else "",
                    act_keys=NEXT_KEY if act else "",
                    do_act=lambda: do_next(at, owner, lambda _text: None),
                )
            )

        desk.ask(banner_allergies, (patient_id,), done=show, owner=owner)

    return BannerSource(ask, frozenset({Kind.ALLERGY, Kind.VISIT, Kind.ROOM}))
