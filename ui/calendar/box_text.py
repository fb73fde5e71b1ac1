"""Which words stand in a box of the day: as many as fit, and never an ellipsis alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from ui.theme.theme import theme

_NARROW = 72  # design pixels: a narrower box gives its margins to its words
_LEAST_LETTERS = 4  # of a name that is cut: fewer tell less than initials
_ELIDE = Qt.TextElideMode.ElideRight


def words_room(rect: QRectF) -> QRectF:
    """Return where in a box its words may stand: between the margins, small ones in a narrow box."""
    left, right = (6, 2) if rect.width() < theme().px(_NARROW) else (11, 6)
    return rect.adjusted(theme().px(left), 0, -theme().px(right), 0)


def fitting(forms: Sequence[str], metrics: QFontMetricsF, width: float) -> str:
    """Return the first of some forms, from long to short, that fits.

    The last but one may be cut while it still says something; the last is the least that is said, and of it
    as many letters as fit.
    """
    for words in forms[:-1]:
        if metrics.horizontalAdvance(words) <= width:
            return words
    cut = metrics.elidedText(forms[-2], _ELIDE, width)
    return cut if len(cut) > _LEAST_LETTERS else _letters(forms[-1], metrics, width)


def cut_or_nothing(words: str, metrics: QFontMetricsF, width: float) -> str:
    """Return words that may be left out, cut where they are too long; "" where next to nothing would stay."""
    cut = metrics.elidedText(words, _ELIDE, width)
    return cut if cut == words or len(cut) > _LEAST_LETTERS else ""


def _letters(words: str, metrics: QFontMetricsF, width: float) -> str:
    lengths = range(len(words), 1, -1)
    return next((words[:n] for n in lengths if metrics.horizontalAdvance(words[:n]) <= width), words[:1])
