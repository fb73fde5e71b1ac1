"""How a screen asks for another one: it says where to go; the frame brings the person there."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.ids import Id


@dataclass(frozen=True)
class Go:
    """A place: the screen's id, the record it should show, and the act it should begin ("check_in")."""

    screen: str
    record: Id | None = None
    act: str = ""
