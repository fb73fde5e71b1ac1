"""How a screen asks for another one: it says where to go; the frame brings the person there."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.ids import Id


@dataclass(frozen=True)
class Go:
    """A place: the screen's id, the record it should show, and the act it should begin ("check_in").

    `words` name the record where the place shows it before it has asked (a patient just registered).
    """

    screen: str
    record: Id | None = None
    act: str = ""
    words: str = ""
