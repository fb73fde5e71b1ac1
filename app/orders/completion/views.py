"""What stands open on the bench: the kits and lots in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LotInUse:
    """A lot that was used lately and has not expired; `maker` and `product` are those of a shot."""

    lot: str
    expires: date
    maker: str = ""
    product: str = ""
    ndc: str = ""


@dataclass(frozen=True)
class Supplies:
    """The kit that was used last for each test, and every lot that was given of each shot, by item."""

    kits: Mapping[str, LotInUse]
    lots: Mapping[str, tuple[LotInUse, ...]]
