"""What is registered with the frame: screens, status items, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.core.acts import Permission


@dataclass(frozen=True)
class ScreenEntry:
    """One place of the program. `factory` makes its screen when it is first opened."""

    id: str
    word: str
    icon: str
    factory: Callable[[], QWidget]
    permission: Permission | None = None


@dataclass(frozen=True)
class PersonLine:
    """Who is signed in, as the top bar shows it ("MR", "Maria R., CMA")."""

    initials: str
    words: str


@dataclass(frozen=True)
class TrainingNotice:
    """What the red frame of a training practice says, at its left and right end."""

    words: str
    hint: str = ""


@dataclass(frozen=True)
class StatusItem:
    """Something that people otherwise worry about, told in the line at the bottom.

    `tone` is second, warning or danger; `dot` puts a small disc before the words; one that `acts` is pressed.
    """

    id: str
    words: str
    tone: str = "second"
    dot: bool = False
    acts: bool = False
