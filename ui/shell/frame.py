"""The window: top bar, rail, the screen in sight, status line; covered by the lock screen while locked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.core.acts import Permission
from ui.common.focus import first_focus
from ui.common.keys import KeyList, keys_within
from ui.common.layout import Column, Row
from ui.common.message_strip import MessageStrip, Said
from ui.common.navigation import Go
from ui.common.overlay import Overlay
from ui.common.screen import Screen
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem, TrainingNotice
from ui.shell.keys_help import KeysHelp
from ui.shell.palette import ListSource, Palette, PaletteItem, PaletteSource
from ui.shell.rail import Rail
from ui.shell.status_line import StatusLine
from ui.shell.top_bar import TopBar
from ui.theme.icons import window_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme

EDGE = 4
NOTICE_HEIGHT = 24
LEAST_SIZE = (1100, 680)


class Border(QWidget):
    """Holds everything in the window; around a training practice it draws the red frame and its notice."""

    def __init__(self, notice: TrainingNotice | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.notice = notice
        self.stack = QStackedWidget()
        self._column = Column(self, space=0)
        self._column.addWidget(self.stack)
        self.set_notice(notice)
        theme().changed.connect(self._fit)

    def set_notice(self, notice: TrainingNotice | None) -> None:
        """Mark the window as that of a training practice, or not."""
        self.notice = notice
        self.setAccessibleName(notice.words if notice is not None else "")
        self._fit()

    def _fit(self) -> None:
        edge = EDGE if self.notice is not None else 0
        top = theme().px(NOTICE_HEIGHT) if self.notice is not None else 0
        self._column.setContentsMargins(edge, top, edge, edge)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.notice is None:
            return
        colors = theme().colors
        with QPainter(self) as painter:
            height = theme().px(NOTICE_HEIGHT)
            painter.fillRect(0, 0, self.width(), height, QColor(colors.danger))
            draw_box(painter, QRectF(self.rect()), 0, None, colors.danger, EDGE)
            painter.setPen(QPen(QColor(colors.on_danger)))
            painter.setFont(theme().font(12))
            room = QRectF(theme().px(16), 0, self.width() - theme().px(32), height)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, self.notice.words)
            metrics = theme().metrics(12)
            left = room.width() - metrics.horizontalAdvance(self.notice.words) - theme().px(24)
            hint = metrics.elidedText(self.notice.hint, Qt.TextElideMode.ElideLeft, left)
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, hint)


class Frame(QMainWindow):
    """The main window of one signed-in person.

    It makes a screen when it is first opened, keeps it, and brings people there by rail, palette or key.
    It knows nothing of the practice: entries, sources and status items are handed in.
    """

    lock_wanted = Signal()
    closing = Signal()
    search_rested = Signal(str)
    screen_changed = Signal(str)

    def __init__(
        self,
        entries: Sequence[ScreenEntry],
        *,
        practice: str,
        person: PersonLine,
        now: Callable[[], datetime],
        may: Callable[[Permission], bool] = lambda _permission: True,
        sources: Sequence[PaletteSource] = (),
        status: Sequence[StatusItem] = (),
        training: TrainingNotice | None = None,
    ) -> None:
        super().__init__()
        self._practice = practice
        self._entries = {each.id: each for each in entries if each.permission is None or may(each.permission)}
        self._screens: dict[str, QWidget] = {}
        self._current = ""
        self._cover: QWidget | None = None
        self.may_close: Callable[[], bool] = lambda: True
        self.border = Border(training)
        self.setCentralWidget(self.border)
        self.work = QWidget()
        self.top_bar = TopBar(person, now)
        self.rail = Rail(list(self._entries.values()))
        self.pages = QStackedWidget()
        self.status_line = StatusLine(status)
        self._lay_out()
        self.strip = MessageStrip(self.pages)
        self.palette_overlay = Palette(self.work, [*sources, self._screen_source(), self._act_source()])
        self.keys_help = KeysHelp(self.work)
        self.keys = KeyList(self.work, self.tr("Everywhere"))
        self._bind_keys()
        self._connect()
        self.resize(1440, 900)
        self._set_title()
        self.setWindowIcon(window_icon(theme().colors.accent))

    def screen_ids(self) -> list[str]:
        """Return the ids of the places that this person may see, as the rail has them."""
        return list(self._entries)

    def screen_of(self, which: str) -> QWidget:
        """Return a screen, made now if it was not open yet. Raises KeyError for one that is not there."""
        if which not in self._screens:
            made = self._entries[which].factory()
            self._screens[which] = made
            self.pages.addWidget(made)
            if isinstance(made, Screen):
                made.go.connect(self.go_to)
                made.said.connect(self.say)
        return self._screens[which]

    @property
    def current(self) -> str:
        """The id of the screen in sight."""
        return self._current

    def show_screen(self, which: str) -> QWidget:
        """Bring a screen into sight and return it."""
        screen = self.screen_of(which)
        self.pages.setCurrentWidget(screen)
        self.strip.raise_()  # a screen that was added since would lie over it
        self.rail.set_current(which)
        self._focus_screen()
        if which != self._current:
            self._current = which
            self._set_title()
            self.screen_changed.emit(which)
        return screen

    def _focus_screen(self) -> None:
        """Put the keyboard where the screen in sight wants it, or at its first place that takes keys."""
        screen: QWidget | None = self.pages.currentWidget()
        if screen is None:
            return
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
        focused = self.focusWidget()
        if focused is screen or not screen.isAncestorOf(focused):
            first = first_focus(screen)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What had the keyboard was hidden or taken away: keys must not go nowhere."""
        if now is None and self.isActiveWindow():
            QTimer.singleShot(0, self, self._focus_anew)

    def _focus_anew(self) -> None:
        """Let the screen in sight have the keyboard, unless something else has it or a panel lies over it."""
        focused = QApplication.focusWidget()
        lost = focused is None or not focused.isVisible()
        panels = any(each.isVisible() for each in self.findChildren(Overlay))
        if lost and self.isActiveWindow() and not (self.covered or panels):
            self._focus_screen()

    def go_to(self, place: Go) -> None:
        """Bring the person to a place that a screen or the palette asked for."""
        if place.screen not in self._entries:
            return
        screen = self.show_screen(place.screen)
        if isinstance(screen, Screen):
            screen.open_place(place)

    def say(self, said: Said) -> None:
        """Show a message in the strip."""
        self.strip.say(said)

    def set_count(self, which: str, count: int) -> None:
        """Show how much waits in a place (no badge for zero)."""
        if which in self.rail.buttons:
            self.rail.buttons[which].set_count(count)

    def cover_with(self, cover: QWidget) -> None:
        """Hide all work behind `cover` (lock or crash screen) and take names off the title."""
        self.close_panels()
        self.uncover()
        self._cover = cover
        self.border.stack.addWidget(cover)
        self.border.stack.setCurrentWidget(cover)
        self.work.setEnabled(False)
        cover.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_title()

    def close_panels(self) -> None:
        """Leave the search, the list of keys and the message: they belong to the moment."""
        self.palette_overlay.close_panel()
        self.keys_help.close_panel()
        self.strip.dismiss()

    def uncover(self) -> None:
        """Show the work again as it was."""
        if self._cover is None:
            return
        cover, self._cover = self._cover, None
        self.work.setEnabled(True)
        self.border.stack.setCurrentWidget(self.work)
        self.border.stack.removeWidget(cover)
        cover.hide()
        cover.deleteLater()
        self._set_title()

    @property
    def covered(self) -> bool:
        return self._cover is not None

    def open_palette(self, text: str = "") -> None:
        """Open the search, with words already in it."""
        self.palette_overlay.ask(text)

    def show_keys(self) -> None:
        """List the keys of the screen in sight, then those of the window."""
        lists = self._lists_in_sight()
        self.keys_help.show_keys([*lists, self.keys])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        column = Column(self.work, space=0)
        column.addWidget(self.top_bar)
        middle = Row(space=0)
        middle.addWidget(self.rail)
        middle.addWidget(self.pages, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.status_line)
        self.border.stack.addWidget(self.work)
        self.setMinimumSize(*LEAST_SIZE)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_screen)
        self.top_bar.search_wanted.connect(self.open_palette)
        self.top_bar.lock_wanted.connect(self.lock_wanted)
        self.status_line.keys_wanted.connect(self.show_keys)
        self.palette_overlay.rested.connect(self.search_rested)
        for overlay in (self.palette_overlay, self.keys_help):
            overlay.closed.connect(self._focus_anew)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _bind_keys(self) -> None:
        bind = self.keys.add
        bind("Ctrl+K", self.tr("Find a patient, visit, screen or act"), self.open_palette, whole_window=True)
        bind("Ctrl+L", self.tr("Lock"), self.lock_wanted.emit, whole_window=True)
        bind("F1", self.tr("Show these keys"), self.show_keys, whole_window=True)
        bind("Ctrl+Z", self.tr("Undo the last act, while the message offers it"), self.strip.undo)
        for number, entry in enumerate(list(self._entries.values())[:9], start=1):
            bind(f"Alt+{number}", entry.word, partial(self.show_screen, entry.id), whole_window=True)

    def _lists_in_sight(self) -> list[KeyList]:
        screen = self.pages.currentWidget()
        return keys_within(screen) if screen is not None else []

    def _screen_source(self) -> PaletteSource:
        items = [
            PaletteItem(each.id, each.word, "", partial(self.show_screen, each.id), f"Alt+{number}")
            for number, each in enumerate(self._entries.values(), start=1)
        ]
        return ListSource(self.tr("Screens"), lambda: items)

    def _act_source(self) -> PaletteSource:
        """Offer the acts of the screen in sight: whatever has a key there can be found by its words."""

        def items() -> list[PaletteItem]:
            found: dict[str, PaletteItem] = {}
            for each in self._lists_in_sight():
                for keys, words, act in each.acts():
                    found.setdefault(words, PaletteItem(keys, words, "", act, keys))
            lock = PaletteItem("lock", self.tr("Lock"), "", self.lock_wanted.emit, "Ctrl+L")
            return [*found.values(), lock]

        return ListSource(self.tr("Acts"), items)

    def _set_title(self) -> None:
        """Name the practice and the screen; a covered window names the program only."""
        parts = ["Daybook"]
        if self.border.notice is not None:
            parts.insert(0, self.border.notice.words)
        if self._cover is None:
            parts = [*parts[:-1], self._practice, "Daybook"]
            if self._current:
                parts.insert(0, self._entries[self._current].word)
        self.setWindowTitle(" · ".join(dict.fromkeys(parts)))
