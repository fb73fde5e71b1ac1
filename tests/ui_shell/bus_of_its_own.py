"""A bus of its own with a logind that is none: it gives out delay locks and announces sleep, for tests."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jeepney import DBusAddress, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.threading import open_dbus_connection

LOGIN = "org.freedesktop.login1"
MANAGER = DBusAddress("/org/freedesktop/login1", LOGIN, f"{LOGIN}.Manager")
SESSION = DBusAddress("/org/freedesktop/login1/session/_31", LOGIN, f"{LOGIN}.Session")
SAVER = DBusAddress("/org/gnome/ScreenSaver", interface="org.gnome.ScreenSaver")


class Logind:
    """Answers `Inhibit` with the writing end of a pipe; its reading end tells when that was closed."""

    def __init__(self, address: str) -> None:
        self._bus = open_dbus_connection(address, enable_fds=True)
        self.read, self._write = os.pipe()
        self.asked: list[tuple[str, ...]] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def own_name(self) -> None:
        """Be known on the bus as logind."""
        self._bus.send(message_bus.RequestName(LOGIN))

    def _serve(self) -> None:
        while True:
            try:
                message = self._bus.receive()
            except Exception:
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            self.asked.append(tuple(message.body))
            self._bus.send(new_method_return(message, "h", (self._write,)))
            os.close(self._write)

    def tell(self, where: DBusAddress, name: str, *values: bool) -> None:
        """Send a signal."""
        self._bus.send(new_signal(where, name, "b" * len(values), values))

    @property
    def released(self) -> bool:
        """Whether the delay lock was given back."""
        os.set_blocking(self.read, False)
        try:
            return os.read(self.read, 1) == b""
        except BlockingIOError:
            return False

    def close(self) -> None:
        self._bus.close()
        os.close(self.read)


@contextmanager
def own_bus() -> Iterator[str]:
    """Give the address of a bus of its own."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait()
        daemon.stdout.close()
