"""The window of one signed-in person: the frame with their look, and the alarm while the record disagrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout

from app.core.acts import Actor, Permission
from app.core.findings import Finding
from ui.common.plain_text import plain_tip
from ui.common.screen import Screen
from ui.shell.alarm_bar import AlarmBar
from ui.shell.entries import PersonLine, StatusItem, TrainingNotice
from ui.shell.frame import Frame
from ui.shell.given import Places
from ui.shell.palette import ListSource, PaletteItem
from ui.shell.pc_settings import Look, PcSettings
from ui.shell.role_words import initials_of
from ui.shell.settings_dialog import SettingsOverlay
from ui.theme import tokens

SETTINGS_KEYS = "Ctrl+,"


class PersonFrame(Frame):
    """A frame that keeps its person's look.

    `history_wanted`: the owner wants to judge an alarm; the others: the person wants to look after the PIN,
    the password or the second step of their own.
    """

    history_wanted = Signal()
    pin_wanted = Signal()
    password_wanted = Signal()
    second_step_wanted = Signal()

    def __init__(
        self,
        places: Places,
        *,
        actor: Actor,
        practice: str,
        now: Callable[[], datetime],
        may: Callable[[Permission], bool],
        settings: PcSettings,
        status: Sequence[StatusItem] = (),
        training: TrainingNotice | None = None,
    ) -> None:
        self._actor, self._settings = actor, settings
        look = ListSource(self.tr("Settings"), self._settings_items)
        super().__init__(
            places.entries,
            practice=practice,
            person=PersonLine(initials_of(actor.name), actor.name),
            now=now,
            may=may,
            sources=[*places.sources, look],
            status=[*status, *places.status],
            training=training,
        )
        self.alarm_bar: AlarmBar | None = None
        self.settings_overlay = SettingsOverlay(self.work, settings.look_of(actor.person_id), self._wear)
        self.settings_overlay.pin_wanted.connect(self.pin_wanted)
        self.settings_overlay.password_wanted.connect(self.password_wanted)
        self.settings_overlay.second_step_wanted.connect(self.second_step_wanted)
        self._bind_settings()
        ids = self.screen_ids()
        if ids:
            self.show_screen(places.first if places.first in ids else ids[0])

    def open_settings(self) -> None:
        """Show text size and colors."""
        self.settings_overlay.settings.show_look(self._settings.look_of(self._actor.person_id))
        self.settings_overlay.open()

    def close_panels(self) -> None:
        self.settings_overlay.close_panel()
        super().close_panels()

    def show_alarms(self, alarms: Sequence[Finding], *, owner: bool) -> None:
        """Show that the record disagrees with its anchors, or take that away when nothing is left."""
        if self.alarm_bar is not None:
            self.alarm_bar.hide()
            self.alarm_bar.deleteLater()
            self.alarm_bar = None
        column = self.work.layout()
        if alarms and isinstance(column, QBoxLayout):
            self.alarm_bar = AlarmBar(alarms, owner=owner)
            self.alarm_bar.look_wanted.connect(self.history_wanted)
            column.insertWidget(1, self.alarm_bar)

    def refresh_screens(self) -> None:
        """Let every open screen ask anew: the practice was closed, and others may have written meanwhile."""
        for screen in self.findChildren(Screen):
            screen.refresh_soon()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the settings where the person's name is pressed."""
        if event.type() is QEvent.Type.MouseButtonRelease:
            self.open_settings()
        return super().eventFilter(watched, event)

    def _bind_settings(self) -> None:
        words = self.tr("Text size and colors")
        self.keys.add(SETTINGS_KEYS, words, self.open_settings, whole_window=True)
        self.keys.add("Ctrl++", self.tr("Larger text"), lambda: self._step(1), whole_window=True)
        self.keys.add("Ctrl+-", self.tr("Smaller text"), lambda: self._step(-1), whole_window=True)
        for widget in (self.top_bar.avatar, self.top_bar.person):
            widget.setToolTip(plain_tip(f"{words} ({SETTINGS_KEYS})"))
            widget.setCursor(Qt.CursorShape.PointingHandCursor)
            widget.installEventFilter(self)

    def _settings_items(self) -> list[PaletteItem]:
        words = self.tr("Text size and colors")
        return [
            PaletteItem("settings", words, "", self.open_settings, SETTINGS_KEYS),
            PaletteItem("pin", self.tr("Unlock with a PIN"), "", self.pin_wanted.emit),
            PaletteItem("password", self.tr("Change your password"), "", self.password_wanted.emit),
            PaletteItem("step", self.tr("Second step at the sign-in"), "", self.second_step_wanted.emit),
        ]

    def _step(self, step: int) -> None:
        look = self._settings.look_of(self._actor.person_id)
        nearest = min(tokens.TEXT_SIZES, key=lambda size: abs(size - look.text_size))
        place = tokens.TEXT_SIZES.index(nearest) + step
        size = tokens.TEXT_SIZES[max(0, min(place, len(tokens.TEXT_SIZES) - 1))]
        self._wear(Look(size, look.appearance))

    def _wear(self, look: Look) -> None:
        look.put_on()
        self._settings.keep_look(self._actor.person_id, look)
