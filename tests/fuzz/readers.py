"""The readers of files from outside, each as its screen uses it, and sound files to begin with."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from pypdf import PdfWriter

from app.core.errors import DaybookError
from app.exchange.fhir.child import read_bundle
from app.exchange.fhir.read import Limits
from app.exchange.fhir.views import RefusedFile
from tests.exchange.bundles import bundle, immunization, observation, request
from ui.common.outside_files import look_at_file
from ui.patient.photo_reading import read_photo


@dataclass(frozen=True)
class Reader:
    """`read` returns "taken" or "refused"; anything that it raises is our bug."""

    name: str
    sound: tuple[bytes, ...]
    read: Callable[[Path], str]


def _pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _page in range(3):
        writer.add_blank_page(200, 300)
    writer.add_metadata({"/Title": "made up"})
    writer.write(out)
    return out.getvalue()


def _picture(kind: str, pages: int = 1) -> bytes:
    out = io.BytesIO()
    images = [Image.effect_noise((80, 60), 20 + number) for number in range(pages)]
    more = {"save_all": True, "append_images": images[1:]} if pages > 1 else {}
    images[0].save(out, kind, **more)
    return out.getvalue()


def _look(path: Path) -> str:
    try:
        look_at_file(path)
    except DaybookError:
        return "refused"
    return "taken"


def _photo(path: Path) -> str:
    try:
        read_photo(path)
    except DaybookError:
        return "refused"
    return "taken"


def _fhir(path: Path) -> str:
    return "refused" if isinstance(read_bundle(path, "file", Limits()), RefusedFile) else "taken"


_PICTURES = tuple(_picture(kind) for kind in ("JPEG", "PNG", "TIFF"))
READERS = (
    Reader("fhir", (json.dumps(bundle(observation(), immunization(), request())).encode(),), _fhir),
    Reader("document", (_pdf(), _picture("TIFF", 3), *_PICTURES), _look),
    Reader("photo", _PICTURES, _photo),
)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """Return a folder for the files that are tried."""
    return tempfile.TemporaryDirectory(prefix="daybook-fuzz-")
