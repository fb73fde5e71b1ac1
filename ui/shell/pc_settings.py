"""What Daybook keeps on this PC outside the practice: which file it opened last, and each person's look.

It stands in the person's configuration folder and not in the practice, because the sign-in screen needs it
before any file is open, and because a text size belongs to eyes at this screen. People stand in it by the id
of their account: no name, and nothing of the practice but where its file lies.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_config_path
from PySide6.QtCore import QIODevice, QSaveFile

from app.core.ids import Id
from ui.theme.theme import Appearance, theme

log = logging.getLogger(__name__)
_NAME = "daybook.json"
_LAST = "last"
_MOST_RECENT = 20


@dataclass(frozen=True)
class Look:
    """How one person wants the program to look: text size in percent (90 to 150), light, dark or system."""

    text_size: int = 100
    appearance: Appearance = Appearance.SYSTEM

    def put_on(self) -> None:
        """Dress the program so."""
        theme().set_appearance(self.appearance)
        theme().set_text_size(self.text_size)


class PcSettings:
    """Reads and keeps the settings. A file that is damaged counts as none; one that cannot be written is
    told to the log only: nobody is kept from work by it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_config_path("daybook", appauthor=False)
        self._file = self.folder / _NAME
        self._kept = self._read()

    @property
    def practice(self) -> Path | None:
        """The practice file that was opened last."""
        path = self._kept.get("practice")
        return Path(path) if isinstance(path, str) and path else None

    def keep_practice(self, file: Path) -> None:
        """Remember where the practice lies: its path and nothing else."""
        self._keep({**self._kept, "practice": str(file)})

    def forget_practice(self, *, files: bool) -> None:
        """Forget who worked here and how it looked to them; with `files`, also where the practice lay."""
        kept = {"practice": self._kept["practice"]} if not files and "practice" in self._kept else {}
        self._keep(kept)

    @property
    def last_look(self) -> Look:
        """The look that was in use last, for the sign-in screen."""
        return self._look(_LAST)

    def look_of(self, person: Id) -> Look:
        """Return a person's look; before they chose one, the one that this PC used last."""
        return self._look(str(person)) if str(person) in self._looks() else self.last_look

    def keep_look(self, person: Id, look: Look) -> None:
        """Remember a person's look."""
        kept = {"text_size": look.text_size, "appearance": str(look.appearance)}
        self._keep({**self._kept, "looks": {**self._looks(), str(person): kept, _LAST: kept}})

    def recent(self) -> list[str]:
        """Return the account ids of those who signed in on this PC, the latest first."""
        kept = self._kept.get("recent")
        return [each for each in kept if isinstance(each, str)] if isinstance(kept, list) else []

    def keep_recent(self, person: Id) -> None:
        """Remember that this person signed in here."""
        others = [each for each in self.recent() if each != str(person)]
        self._keep({**self._kept, "recent": [str(person), *others][:_MOST_RECENT]})

    def _looks(self) -> dict[str, Any]:
        looks = self._kept.get("looks")
        return looks if isinstance(looks, dict) else {}

    def _look(self, whose: str) -> Look:
        kept = self._looks().get(whose)
        if not isinstance(kept, dict):
            return Look()
        size, appearance = kept.get("text_size"), kept.get("appearance")
        return Look(
            size if isinstance(size, int) and not isinstance(size, bool) else 100,
            next((each for each in Appearance if each == appearance), Appearance.SYSTEM),
        )

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _keep(self, settings: dict[str, Any]) -> None:
        if settings == self._kept:
            return
        self._kept = settings
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            log.warning("the folder of the settings cannot be made")
            return
        saved = QSaveFile(str(self._file))
        whole = json.dumps(settings, indent=1).encode() + b"\n"
        if not (saved.open(QIODevice.OpenModeFlag.WriteOnly) and saved.write(whole) >= 0 and saved.commit()):
            log.warning("the settings could not be kept")
