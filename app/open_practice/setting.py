"""What a practice runs in on this PC."""

import socket
from dataclasses import dataclass
from pathlib import Path

from app.core.changes import ChangeBus
from app.core.clock import Clock, SystemClock


@dataclass
class Setting:
    """What a practice runs in on this PC: clock, bus, the name of the PC, where its state folder is."""

    clock: Clock
    bus: ChangeBus
    workstation: str
    state_folder: Path | None = None

    @classmethod
    def here(cls, *, clock: Clock | None = None, state_folder: Path | None = None) -> "Setting":
        """Return the setting of this PC; tests and the demo give their own clock and state folder."""
        return cls(clock or SystemClock(), ChangeBus(), socket.gethostname(), state_folder)
