"""The figures over the board, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.core.money import money_text
from app.frontdesk.views import BoardMetrics
from ui.common.card import Metric


def _tr(text: str) -> str:
    return QCoreApplication.translate("TodayFigures", text)


def figures(told: BoardMetrics | None) -> Sequence[Metric]:
    """Return the figures of a day; before the board is here (None), their names alone."""
    names = (_tr("Expected"), _tr("Waiting"), _tr("In rooms"), _tr("Done"), _tr("Median wait today"))
    values = _values(told) if told is not None else ("",) * len(names)
    return (
        *(Metric(name, value) for name, value in zip(names, values, strict=True)),
        *_money(told),
    )


def _values(told: BoardMetrics) -> Sequence[str]:
    rooms = _tr("{taken} of {all}").replace("{taken}", str(told.rooms_taken))
    wait = _tr("{minutes} min").replace("{minutes}", str(told.median_wait))
    return (
        str(told.expected),
        str(told.waiting),
        rooms.replace("{all}", str(told.rooms_in_service)),
        str(told.done),
        _tr("None roomed yet") if told.median_wait is None else wait,
    )


def _money(told: BoardMetrics | None) -> Sequence[Metric]:
    """Only for those who may see money."""
    if told is None or told.collected_cents is None:
        return ()
    words = _tr("Collected today") if told.cash_counted else _tr("Collected, without cash")
    return (Metric(words, money_text(told.collected_cents)),)
