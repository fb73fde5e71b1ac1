"""The look in force: appearance (light or dark), text size, and everything measured by them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import tokens
from ui.theme.fonts import make_font, points
from ui.theme.none_references import keep_none_alive
from ui.theme.style_sheet import style_sheet

# Here, because every widget of the program and of its tests comes by: before anything is painted.
keep_none_alive()


class Appearance(StrEnum):
    """What the person chose; SYSTEM follows the desktop's light or dark setting as it changes."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Colours and sizes in force. `changed` is told after the whole program has been restyled."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._appearance = Appearance.SYSTEM
        self._percent = 100
        self._app: QApplication | None = None
        self._fonts: dict[tuple[float, QFont.Weight, bool], QFont] = {}
        self._metrics: dict[tuple[float, QFont.Weight, bool], QFontMetricsF] = {}
        self.colors = tokens.LIGHT

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    @property
    def text_size(self) -> int:
        """The text size in percent, 90 to 150."""
        return self._percent

    @property
    def dark(self) -> bool:
        return self.colors is tokens.DARK

    def px(self, size: float) -> int:
        """Return a length of the design in whole pixels at the chosen text size."""
        return round(size * self._percent / 100)

    def font(
        self,
        size: float = tokens.BODY,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        tabular: bool = False,
    ) -> QFont:
        """Return the font of a design size (13 body, 11.5 label, 15, 20 headings) at the chosen text size.

        `tabular` gives all figures one width, for columns of numbers and for clocks.
        """
        key = (size, weight, tabular)
        if key not in self._fonts:
            self._fonts[key] = make_font(size * self._percent / 100, weight, tabular=tabular)
        return QFont(self._fonts[key])

    def metrics(
        self,
        size: float = tokens.BODY,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        tabular: bool = False,
    ) -> QFontMetricsF:
        key = (size, weight, tabular)
        if key not in self._metrics:
            self._metrics[key] = QFontMetricsF(self.font(size, weight, tabular=tabular))
        return self._metrics[key]

    def install(self, app: QApplication) -> None:
        """Dress the program and follow the system from now on."""
        if self._app is app:
            return
        self._app = app
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._restyle()

    def set_appearance(self, appearance: Appearance) -> None:
        """Switch to light, dark, or what the system says; takes effect at once."""
        if appearance != self._appearance:
            self._appearance = appearance
            self._restyle()

    def set_text_size(self, percent: int) -> None:
        """Set the text size; values outside 90 to 150 percent are brought to the nearer end."""
        percent = max(tokens.LEAST_TEXT_SIZE, min(tokens.LARGEST_TEXT_SIZE, percent))
        if percent != self._percent:
            self._percent = percent
            self._restyle()

    def _system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._appearance is Appearance.SYSTEM:
            self._restyle()

    def _wants_dark(self) -> bool:
        if self._appearance is Appearance.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._appearance is Appearance.DARK

    def _restyle(self) -> None:
        if self._app is None:
            return
        self.colors = tokens.DARK if self._wants_dark() else tokens.LIGHT
        self._fonts.clear()
        self._metrics.clear()
        self._app.setFont(self.font())
        self._app.setPalette(_qt_palette(self.colors))
        # Qt goes through every widget it made rules for, also some that are gone by then: exchanging the
        # sheet over the board killed the process in one of three runs. Without a sheet it forgets them.
        self._app.setStyleSheet("")
        self._app.setStyleSheet(
            style_sheet(self.colors, self.px, lambda size: points(size * self._percent / 100))
        )
        self.changed.emit()


def _qt_palette(colors: tokens.Colors) -> QPalette:
    role = QPalette.ColorRole
    named = {
        role.Window: colors.background,
        role.WindowText: colors.ink,
        role.Base: colors.surface,
        role.AlternateBase: colors.background,
        role.Text: colors.ink,
        role.PlaceholderText: colors.third,
        role.Button: colors.surface,
        role.ButtonText: colors.ink,
        role.BrightText: colors.danger,
        role.Highlight: colors.accent_soft,
        role.HighlightedText: colors.on_soft,
        role.ToolTipBase: colors.surface,
        role.ToolTipText: colors.ink,
        role.Link: colors.on_soft,
        role.Accent: colors.accent,
        role.Mid: colors.strong_line,
        role.Dark: colors.strong_line,
        role.Light: colors.surface,
    }
    palette = QPalette()
    for which, color in named.items():
        palette.setColor(which, QColor(color))
    for which in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colors.third))
    return palette


@cache
def theme() -> Theme:
    """Return the one look of this program (there is one QApplication, so there is one look)."""
    return Theme()


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a property that it selects on has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
