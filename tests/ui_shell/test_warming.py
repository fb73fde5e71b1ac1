"""What is loaded beside the sign-in screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from ui.shell.warming import Warming


def test_it_loads_once_beside_the_window_and_only_then_keeps(qtbot: Any, monkeypatch: Any) -> None:
    frozen, loaded, owner = [], [], QObject()
    monkeypatch.setattr("ui.shell.warming.gc.freeze", lambda: frozen.append(1))
    warming = Warming(lambda: loaded.append(1))
    warming.keep()
    assert frozen == []
    warming.begin_soon(owner)
    warming.begin_soon(owner)
    qtbot.waitUntil(lambda: loaded == [1])
    qtbot.waitUntil(lambda: warming.keep() is None and frozen == [1])
    warming.begin_soon(owner)
    warming.keep()
    qtbot.wait(900)
    assert (loaded, frozen) == ([1], [1])
