"""The shipped typefaces: Inter for the program, the Noto families for names in other scripts."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from app.core.resources import resource

RESOURCES = resource()
MAIN_FAMILY = "Inter"


@cache
def load_fonts() -> tuple[str, ...]:
    """Register every shipped font file and return their families, Inter first."""
    families: list[str] = []
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number)
    others = [family for family in dict.fromkeys(families) if family != MAIN_FAMILY]
    return (MAIN_FAMILY, *others)


def points(pixels: float) -> float:
    """Return the size in points that draws text `pixels` high on this screen (Qt takes whole pixels only)."""
    return pixels * 72.0 / QGuiApplication.primaryScreen().logicalDotsPerInchY()


def make_font(pixels: float, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False) -> QFont:
    """Return the program's font, unhinted so that it is spaced as drawn; `tabular`: figures of one width."""
    font = QFont()
    font.setFamilies(list(load_fonts()))
    font.setPointSizeF(points(pixels))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag.fromString("tnum"), 1)
    return font
