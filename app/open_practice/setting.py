"""What a practice runs in on this PC."""

import socket
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.core.changes import ChangeBus
from app.core.clock import Clock, SystemClock
from app.core.ids import Id


@dataclass
class Setting:
    """What a practice runs in on this PC: clock, bus, the name of the PC, where its state folder is."""

    clock: Clock
    bus: ChangeBus
    workstation: str
    state_folder: Path | None = None
    second_steps: dict[Id, datetime] = field(default_factory=dict)
    """Who has proved the second step in this process, and when; emptied as another person takes over."""

    @classmethod
    def here(cls, *, clock: Clock | None = None, state_folder: Path | None = None) -> "Setting":
        """Return the setting of this PC; tests and the demo give their own clock and state folder."""
        return cls(clock or SystemClock(), ChangeBus(), socket.gethostname(), state_folder)
