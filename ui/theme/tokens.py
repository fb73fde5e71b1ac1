"""Every colour and size of the program, by name. Nothing of `ui` outside this folder names a colour.

Text colours keep at least 4.5:1 on the grounds they are meant for (WCAG 2.2, success criterion 1.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a chip, a figure or a message means; each tone is a text colour and its soft ground."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    WARNING = "warning"
    DANGER = "danger"
    INFO = "info"
    VIOLET = "violet"


@dataclass(frozen=True)
class Colors:
    """The colours of one appearance, as "#RRGGBB"."""

    background: str
    surface: str
    sunken: str
    line: str
    strong_line: str
    ink: str
    second: str
    third: str
    accent: str
    accent_soft: str
    on_soft: str
    on_accent: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    info: str
    info_soft: str
    violet: str
    violet_soft: str
    paper: str

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Return (text, soft ground) of a tone."""
        return {
            Tone.NEUTRAL: (self.second, self.sunken),
            Tone.ACCENT: (self.on_soft, self.accent_soft),
            Tone.WARNING: (self.warning, self.warning_soft),
            Tone.DANGER: (self.danger, self.danger_soft),
            Tone.INFO: (self.info, self.info_soft),
            Tone.VIOLET: (self.violet, self.violet_soft),
        }[tone]


LIGHT = Colors(
    background="#F5F6F4",
    surface="#FFFFFF",
    sunken="#EDEFEC",
    line="#DFE3DE",
    strong_line="#C6CCC5",
    ink="#1B2420",
    second="#55605A",
    third="#6E7872",
    accent="#0F6B5C",
    accent_soft="#E1F0EC",
    on_soft="#0A4F44",
    on_accent="#FFFFFF",
    warning="#9A5B00",
    warning_soft="#FDF0D9",
    danger="#B3261E",
    danger_soft="#FBE6E4",
    on_danger="#FFFFFF",
    info="#1F5FA8",
    info_soft="#E4EEF9",
    violet="#5B4AA8",
    violet_soft="#ECE9F8",
    paper="#FFFFFF",
)

DARK = Colors(
    background="#141816",
    surface="#1C211F",
    sunken="#232927",
    line="#2E3532",
    strong_line="#434C48",
    ink="#ECF0ED",
    second="#A9B4AE",
    third="#88938D",
    accent="#4DB8A4",
    accent_soft="#16342E",
    on_soft="#8FD9CA",
    on_accent="#0B1F1B",
    warning="#E7B35A",
    warning_soft="#3A2C10",
    danger="#F28B82",
    danger_soft="#42201D",
    on_danger="#2B0F0C",
    info="#8AB8EE",
    info_soft="#172B42",
    violet="#B3A6EE",
    violet_soft="#2A2548",
    paper="#FFFFFF",
)

# Sizes in pixels at 100 % text size; `Theme.px` and `Theme.pt` scale them.
SMALL = 11.0
LABEL = 11.5
BODY = 13.0
HEADING = 15.0
TITLE = 20.0

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5 = 4, 8, 12, 16, 24
PAGE_MARGIN = 20
RADIUS = 6
CARD_RADIUS = 8
ROW_HEIGHT = 34
TALL_ROW_HEIGHT = 48
BAND_HEIGHT = 28
INPUT_HEIGHT = 32
BUTTON_HEIGHT = 30
PRIMARY_HEIGHT = 36
CHIP_HEIGHT = 20
TOP_BAR_HEIGHT = 48
RAIL_WIDTH = 84
STATUS_HEIGHT = 26
PANEL_WIDTH = 340

TEXT_SIZES = (90, 100, 110, 125, 150)
LEAST_TEXT_SIZE, LARGEST_TEXT_SIZE = 90, 150
