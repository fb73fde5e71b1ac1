"""Files from outside: what may be kept, and bombs, which are refused in under two seconds."""

import io
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from app.core.errors import RuleViolated
from ui.common import outside_files
from ui.common.outside_files import MOST_PAGES, PageReader, look_at_file


def pdf(pages: int = 2, password: str = "", contents: bytes = b"") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        page = writer.add_blank_page(200, 300)
        if contents:
            stream = DecodedStreamObject()
            stream.set_data(contents)
            page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str, pages: int = 1, size: tuple[int, int] = (300, 200)) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", size, (200, 30 * number, 0)) for number in range(pages)]
    more = {"save_all": True, "append_images": images[1:]} if pages > 1 else {}
    images[0].save(out, kind, **more)
    return out.getvalue()


def noise(kind: str, **how: Any) -> bytes:
    """A picture of which every line differs, so that a cut shows."""
    out, dots = io.BytesIO(), random.Random(7).randbytes(3 * 160 * 120)
    Image.frombytes("RGB", (160, 120), dots).save(out, kind, **how)
    return out.getvalue()


def cut(content: bytes, part: float) -> bytes:
    return content[: int(len(content) * part)]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_nothing(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds a few zeros, packed a thousandfold."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(min(height, 20_000) * (1 + 3 * min(width, 10_000))), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def written(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "file"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "media_type", "pages"),
    [
        (pdf(3), "application/pdf", 3),
        (b"\n\njunk before\n" + pdf(1), "application/pdf", 1),
        (picture("JPEG"), "image/jpeg", 1),
        (noise("JPEG", progressive=True), "image/jpeg", 1),
        (noise("JPEG", restart_marker_blocks=4) + b"made by a phone", "image/jpeg", 1),
        (noise("TIFF", compression="tiff_lzw"), "image/tiff", 1),
        (picture("PNG"), "image/png", 1),
        (picture("TIFF", 4), "image/tiff", 4),
    ],
    ids=[
        "pdf",
        "pdf after junk",
        "jpeg",
        "progressive",
        "with more behind",
        "lzw",
        "png",
        "tiff of four pages",
    ],
)
def test_what_may_be_kept(tmp_path: Path, content: bytes, media_type: str, pages: int) -> None:
    found = look_at_file(written(tmp_path, content))
    assert (found.content, found.media_type, found.pages) == (content, media_type, pages)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: b"", "document_type"),
        (lambda: b"GIF89a" + bytes(50), "document_type"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "document_type"),
        (lambda: b"MZ" + bytes(500), "document_type"),
        (lambda: b"%PDF-1.7\nnothing more", "document_damaged"),
        (lambda: pdf(1)[:200], "document_damaged"),
        (lambda: picture("JPEG")[:100], "document_damaged"),
        (lambda: picture("PNG")[:60], "document_damaged"),
        (lambda: picture("TIFF")[:60], "document_damaged"),
        (lambda: cut(noise("JPEG"), 0.07), "document_damaged"),
        (lambda: cut(noise("JPEG"), 0.5), "document_damaged"),
        (lambda: cut(noise("JPEG", progressive=True), 0.9), "document_damaged"),
        (lambda: cut(noise("PNG"), 0.5), "document_damaged"),
        (lambda: cut(noise("PNG"), 0.99), "document_damaged"),
        (lambda: cut(noise("TIFF"), 0.5), "document_damaged"),
        (lambda: cut(noise("TIFF", compression="tiff_lzw"), 0.5), "document_damaged"),
        (lambda: pdf(1, password="secret"), "document_password"),
        (lambda: pdf(MOST_PAGES + 1), "document_pages"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_refused_and_why(tmp_path: Path, make: Callable[[], bytes], why: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        look_at_file(written(tmp_path, make()))
    assert (refused.value.field, refused.value.message.id) == ("file", f"chart.{why}")


def paths_of(count: int) -> bytes:
    return b"0 0 m " + b"100 100 l 0 200 l " * count + b"B"


@pytest.mark.parametrize(
    "make",
    [
        lambda: png_of_nothing(60_000, 60_000),
        lambda: picture("TIFF", 1, (9_000, 9_000)),
        lambda: pdf(1, contents=b" " * 900_000_000),
        lambda: pdf(1, contents=paths_of(6_000_000)),
        lambda: pdf(1, contents=b"q " * 100_000_000),
    ],
    ids=["3.6 billion dots", "81 million dots", "900 MB of blanks", "6 million strokes", "nested states"],
)  # fmt: skip
def test_a_bomb_is_refused(tmp_path: Path, make: Callable[[], bytes]) -> None:
    file = written(tmp_path, make())
    begun = time.monotonic()
    with pytest.raises(RuleViolated):
        look_at_file(file)
    took = time.monotonic() - begun
    print(f"refused in {took:.2f} s")
    assert took < 2.5  # the promise is 2.0; what is above is for the machine that runs tests beside others


def test_a_child_that_does_not_answer_in_time_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside_files, "LOOK_SECONDS", 0.01)
    begun = time.monotonic()
    with pytest.raises(RuleViolated) as refused:
        look_at_file(written(tmp_path, pdf(1) + bytes(20_000_000)))
    assert refused.value.message.id == "chart.document_too_much" and time.monotonic() - begun < 1.5


def test_a_child_that_is_ready_is_taken_once(tmp_path: Path) -> None:
    outside_files.make_ready()
    outside_files.make_ready()
    ((child, _pipe),) = outside_files._ready
    with PageReader(pdf(1), "application/pdf") as reader:
        assert reader._process is child and not outside_files._ready


def test_the_child_imports_nothing_of_the_practice() -> None:
    told = "import sys, ui.common.outside_child; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    names = {one.partition(".")[0] for one in loaded.split()}
    assert "PySide6" in names and not names & {"app", "sqlalchemy", "cryptography", "reportlab"}


def test_what_decoders_complain_about_goes_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuleViolated):
        look_at_file(written(tmp_path, picture("TIFF")[:120]))
    assert capfd.readouterr() == ("", "")


def test_pages_come_as_dots(tmp_path: Path) -> None:
    with PageReader(picture("TIFF", 3), "image/tiff") as reader:
        shown = [reader.page(number, 150) for number in range(3)]
    assert [(one.width(), one.height()) for one in shown] == [(150, 100)] * 3
    assert len({one.pixelColor(10, 10).name() for one in shown}) == 3


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with PageReader(pdf(1), "application/pdf") as reader, pytest.raises(RuleViolated):
        reader.page(7, 100)


def test_too_large_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as stream:
        stream.truncate(50_000_001)
    for path, why in ((file, "chart.document_size"), (tmp_path / "gone", "chart.document_unreadable")):
        with pytest.raises(RuleViolated) as refused:
            look_at_file(path)
        assert refused.value.message.id == why
