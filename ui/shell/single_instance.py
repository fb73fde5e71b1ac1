"""One window program for each user and practice: a second start shows the window of the first.

The second start connects to a local socket of the first (no network). A practice has its own lock besides,
which holds against other users and the command line.
"""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

CONNECT_MS = 300


def instance_name(file: Path | None) -> str:
    """Return the socket's name for this user and practice file; None stands for the first-run assistant."""
    whose = f"{getpass.getuser()}\0{file.expanduser().resolve() if file is not None else ''}"
    return f"daybook-{hashlib.sha256(whose.encode()).hexdigest()[:24]}"


class SingleInstance(QObject):
    """The place of the first; `called` tells that a second start asked for the window."""

    called = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_call)

    def claim(self) -> bool:
        """Take the place. False: another program has it, and was asked to show its window."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(CONNECT_MS):
            socket.disconnectFromServer()
            return False
        QLocalServer.removeServer(self._name)  # what a program left that was killed
        self._server.listen(self._name)
        return True

    def release(self) -> None:
        """Give the place up."""
        self._server.close()

    def _on_call(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.called.emit()
