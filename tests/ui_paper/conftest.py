"""A window with a clinic behind it, a printer made of a list, and somebody at the keyboard."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import Unavailable
from app.core.progress import Progress
from app.documents.papers import PrintedSheet
from tests.documents_room.house import House
from ui.common.desk import Desk
from ui.common.message_strip import Said
from ui.common.paper_office import PaperOffice
from ui.common.paper_output import PaperOutput
from ui.common.printing import Printers
from ui.common.wording import EnglishPlurals
from ui.theme.theme import theme


class Tray:
    """A printer that lays its papers in a tray. `jams_at` is the paper that it does not take (from 0)."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ("Front desk", "Labels")
        self.papers: list[tuple[PrintedSheet, str]] = []
        self.jams_at = -1

    def find(self) -> Printers:
        return Printers(self.names, self.names[0] if self.names else "")

    def take(self, printed: PrintedSheet, printer: str, progress: Progress) -> None:
        progress.check()
        if len(self.papers) == self.jams_at:
            raise Unavailable("printer_failed")
        self.papers.append((printed, printer))

    def kinds(self) -> list[str]:
        return [str(printed.sheet.kind) for printed, _printer in self.papers]


class Hands:
    """Somebody at the keyboard of a window: counts the keys, remembers what was said."""

    def __init__(self, house: House, window: QWidget, tray: Tray, folder: Path) -> None:
        self.house, self.window, self.tray, self.folder = house, window, tray, folder
        self.keys = 0
        self.said: list[str] = []
        self.desk = Desk(house)
        self.output = PaperOutput(
            find=tray.find,
            send=tray.take,
            ask_file=lambda _parent, name: str(folder / name),
            ask_folder=lambda _parent: str(folder),
        )
        self.office = PaperOffice(self.desk, lambda: window, self._hear, output=self.output)

    def _hear(self, said: Said) -> None:
        self.said.append(said.text)

    def press(self, *keys: str | Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.keys += 1
            target = QApplication.focusWidget() or self.window
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key, modifier)

    def panel(self, kind: type[Any]) -> Any:
        """The panel that lies over the window now."""
        (found,) = [one for one in self.window.findChildren(kind) if one.isVisible()]
        return found

    def open_panels(self, kind: type[Any]) -> int:
        return sum(1 for one in self.window.findChildren(kind) if one.isVisible())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    theme().install(qapp)
    plurals = EnglishPlurals(qapp)
    qapp.installTranslator(plurals)
    yield
    qapp.removeTranslator(plurals)


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def hands(house: House, tray: Tray, look: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    window = QWidget()
    QVBoxLayout(window)
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.resize(1280, 720)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    folder = tmp_path / "saved"
    folder.mkdir()
    yield Hands(house, window, tray, folder)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


Show = Callable[[QWidget], QWidget]
