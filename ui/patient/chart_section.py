"""How a section is put into the chart: its id and word, who makes its page, and what it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.core.acts import Permission
from app.core.changes import Kind
from app.core.ids import Id
from ui.common.banner import Allergies
from ui.common.chip import ChipText
from ui.common.desk import Desk

Factory = Callable[[Desk, Id, Id | None], QWidget]
"""(desk, patient_id, visit_id) to the page. The desk refuses acts that name another patient."""
Count = Callable[[Desk, Id, Id | None, QWidget, Callable[[str], None]], object]
"""(desk, patient_id, visit_id, owner, deliver): asks and delivers "6", "2 due", or "" for nothing to say."""

VISIT_GROUP, CHART_GROUP = "visit", "chart"


@dataclass(frozen=True)
class ChartSection:
    """One line at the left of a chart. One of the group "visit" is shown only when a visit is open."""

    id: str
    word: str
    factory: Factory
    count: Count | None = None
    group: str = CHART_GROUP
    permission: Permission | None = None
    watches: frozenset[Kind] = frozenset()


@dataclass(frozen=True)
class BannerParts:
    """What the chart adds to the banner; `states` stand at the right, before the visit's one next act."""

    allergies: tuple[str, ...] = ()
    no_allergies: str = ""
    allergies_are: Allergies = Allergies.TOLD
    flags: tuple[ChipText, ...] = ()
    states: tuple[ChipText, ...] = ()
    act: str = ""
    act_keys: str = ""
    do_act: Callable[[], object] | None = None


Deliver = Callable[[BannerParts], None]


@dataclass(frozen=True)
class BannerSource:
    """Asks for what the chart adds to the banner, now and whenever one of the watched kinds changes."""

    ask: Callable[[Desk, Id, Id | None, QWidget, Deliver], object]
    watches: frozenset[Kind] = frozenset()
