"""A paper sent to a real printer of the print service comes out as pages that say what the paper says.

Needs CUPS with its PDF printer (Debian: cups, printer-driver-cups-pdf) and the right to set up a queue.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinterInfo

from app.documents.papers import draw
from tests.documents_room.house import House
from ui.common.printing import find_printers, open_pdf, page_image, print_pdf

QUEUE = "daybook_nightly"
SECONDS = 60

pytestmark = pytest.mark.nightly


def _said(*command: str) -> str:
    """Run a command of the print service and return what it says; skip where it refuses."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        pytest.skip(f"{command[0]} refused: {done.stderr.strip()[:200]}")
    return done.stdout


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of the PDF printer, taken away afterwards."""
    missing = [one for one in ("lpadmin", "lpinfo", "lpstat") if shutil.which(one) is None]
    if missing or not Path("/usr/lib/cups/backend/cups-pdf").exists():
        pytest.skip("no CUPS with its PDF printer here: install cups and printer-driver-cups-pdf")
    if "running" not in _said("lpstat", "-r").replace("not running", ""):
        pytest.skip("the print service is not running: start cupsd")
    models = [line for line in _said("lpinfo", "-m").splitlines() if "CUPS-PDF" in line]
    if not models:
        pytest.skip("the print service knows no PDF printer model")
    model = models[0].split()[0]
    _said("lpadmin", "-p", QUEUE, "-E", "-v", "cups-pdf:/", "-m", model, "-o", "PageSize=Letter")
    yield QUEUE
    subprocess.run(["lpadmin", "-x", QUEUE], capture_output=True, timeout=30, check=False)


def _folders() -> list[Path]:
    """Return where the PDF printer may lay its files, as its own settings say and as it ships."""
    told = [Path.home() / "PDF", Path("/var/spool/cups-pdf/ANONYMOUS")]
    settings = Path("/etc/cups/cups-pdf.conf")
    if settings.exists():
        for line in settings.read_text("utf-8", errors="replace").splitlines():
            words = line.split()
            if len(words) == 2 and words[0] in ("Out", "AnonDirName"):
                told.append(Path(words[1].replace("${HOME}", str(Path.home()))))
    return told


def _files() -> set[Path]:
    return {file for folder in _folders() if folder.is_dir() for file in folder.glob("*.pdf")}


def _printed(before: set[Path]) -> bytes:
    """Wait until the printer laid down a file that is whole, and return it."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for file in _files() - before:
            content = file.read_bytes()
            if content.rstrip().endswith(b"%%EOF"):
                file.unlink()
                return content
        time.sleep(0.5)
    pytest.fail(f"nothing came out of the printer within {SECONDS} s")


def _ink(page: QImage) -> int:
    """Return how many of a grid of points are not white."""
    spots = ((x, y) for x in range(0, page.width(), 3) for y in range(0, page.height(), 3))
    return sum(1 for x, y in spots if page.pixelColor(x, y).lightness() < 128)


def test_a_summary_comes_out_of_a_real_printer_page_by_page(house: House, queue: str, qapp: object) -> None:
    assert queue in QPrinterInfo.availablePrinterNames()
    assert queue in find_printers().names
    paper = draw(house.summary())
    before = _files()
    assert print_pdf(paper.pdf, queue, job="Daybook") == paper.pages
    sent, _buffer = open_pdf(paper.pdf)
    came, _other = open_pdf(_printed(before))
    assert came.pageCount() == paper.pages
    for number in range(paper.pages):
        wanted, got = (_ink(page_image(one, number, 72)) for one in (sent, came))
        assert 0.6 * wanted < got < 1.6 * wanted, f"page {number + 1} does not look as it was sent"
