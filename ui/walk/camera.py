"""Pictures of what stands on the screen, in one rendering or in all of them, and copies of each paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from ui.theme.theme import Appearance, theme
from ui.walk.watch import Watch


@dataclass(frozen=True)
class Rendering:
    """One way in which a screen may be seen: size in pixels, light or dark, text size in percent."""

    width: int
    height: int
    appearance: Appearance = Appearance.LIGHT
    text_size: int = 100

    @property
    def folder(self) -> str:
        return f"{self.width}x{self.height}-{self.appearance.value}-{self.text_size}"


USUAL = Rendering(1440, 900)
ALL = tuple(
    Rendering(width, height, appearance, text_size)
    for width, height in ((1280, 720), (1440, 900), (1920, 1080))
    for appearance in (Appearance.LIGHT, Appearance.DARK)
    for text_size in (100, 150)
)


class Camera:
    """Takes pictures into a folder; `wanted` limits them to these names (for the pictures of a page)."""

    def __init__(self, folder: Path, renderings: tuple[Rendering, ...], watch: Watch) -> None:
        self.folder, self.renderings, self._watch = folder, renderings, watch
        self.taken: list[str] = []
        self.wanted: dict[str, str] = {}
        self._one_folder = False

    def only(self, wanted: dict[str, str]) -> None:
        """Keep only these pictures, from the name in the walk to the name of the file."""
        self.wanted, self._one_folder = wanted, True

    def take(self, window: QMainWindow, name: str) -> None:
        """Take one picture in every rendering, and leave the window as it was."""
        if self._one_folder and name not in self.wanted:
            return
        name = self.wanted.get(name, name)
        for rendering in self.renderings:
            self._dress(window, rendering)
            folder = self.folder if self._one_folder else self.folder / rendering.folder
            folder.mkdir(parents=True, exist_ok=True)
            self._watch.pass_time(60 if len(self.renderings) > 1 else 20)
            with self._watch.paused():
                window.grab().save(str(folder / f"{name}.png"))
        self.taken.append(name)
        if len(self.renderings) > 1:
            self._dress(window, USUAL)
            self._watch.pass_time(60)

    @staticmethod
    def _dress(window: QMainWindow, rendering: Rendering) -> None:
        if theme().appearance is not rendering.appearance:
            theme().set_appearance(rendering.appearance)
        if theme().text_size != rendering.text_size:
            theme().set_text_size(rendering.text_size)
        if (window.width(), window.height()) != (rendering.width, rendering.height):
            window.setMinimumSize(0, 0)
            window.resize(rendering.width, rendering.height)
