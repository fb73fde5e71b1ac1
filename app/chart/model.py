"""What the records of a chart have in common: who wrote them where, codes as they came, and their source."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.core.coding import Code
from app.core.ids import Id
from app.store.base import json_list, json_map, may_refer


class Entered:
    """Who put a record into the chart, when, and during which visit.

    `recorded_by` is an account, None for what an import brought; the name is kept as it was that day.
    `source` is "" for what was entered here, else names the import; `imported` keeps what the source said
    beyond the columns (notes, performers, reasons), so that nothing of it is lost.
    """

    visit_id: Mapped[Id | None] = may_refer("visit.id")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[Id | None] = mapped_column(default=None)
    recorded_by_name: Mapped[str] = mapped_column(default="")
    private_from_guardian: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    imported: Mapped[dict[str, Any]] = json_map()


class Coded:
    """What a record is about: the words a person reads, the code used here, and every coding that came.

    `codings` is a list of [system, code, display, release] in the order of the source.
    """

    text: Mapped[str] = mapped_column(default="")
    code: Mapped[Code | None] = mapped_column(default=None)
    codings: Mapped[list[Any]] = json_list()
