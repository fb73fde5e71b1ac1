"""Reading a PDF back: the text of its pages, its fonts, its metadata."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page with every run of white space as one space."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def whole(pdf: bytes) -> str:
    """Return the text of all pages."""
    return " ".join(pages(pdf))


def squeezed(text: str) -> str:
    """Return the text without white space, to find words that a line break may have parted."""
    return re.sub(r"[\s\u200b]+", "", text)


def fonts(pdf: bytes) -> Iterator[Any]:
    """Yield each font dictionary that a page uses."""
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            yield font.get_object()


def placed_text(pdf: bytes) -> Iterator[tuple[float, float, str]]:
    """Yield x, y and text of each piece that is painted."""
    for page in PdfReader(io.BytesIO(pdf)).pages:
        found: list[tuple[float, float, str]] = []

        def visit(text: str, _cm: Any, tm: Any, _font: Any, _size: Any, into: list[Any] = found) -> None:
            if text.strip():
                into.append((tm[4], tm[5], text))

        page.extract_text(visitor_text=visit)
        yield from found
