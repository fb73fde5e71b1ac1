"""Printing off the GUI thread: asking for printers may wait for a print service, painting takes seconds."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.core.errors import Unavailable
from app.core.progress import Progress
from ui.theme.tokens import LIGHT

PRINT_DPI = 300
POINTS_AN_INCH = 72


@dataclass(frozen=True)
class Printers:
    """The printers of this PC by name, and the one that is used when nothing is said ("" where none is)."""

    names: tuple[str, ...]
    default: str


def find_printers() -> Printers:
    """Ask the system for its printers. Call it on the desk's pool."""
    return Printers(tuple(QPrinterInfo.availablePrinterNames()), QPrinterInfo.defaultPrinterName())


def open_pdf(pdf: bytes) -> tuple[QPdfDocument, QBuffer]:
    """Return a loaded document and the buffer it reads from, both to be kept together.

    Raises Unavailable("pdf_unreadable") for bytes that are no PDF.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    if document.status() is not QPdfDocument.Status.Ready:
        raise Unavailable("pdf_unreadable")
    return document, buffer


def page_image(document: QPdfDocument, page: int, dpi: int) -> QImage:
    """Return one page as a picture on white paper."""
    points = document.pagePointSize(page)
    size = QSize(round(points.width() * dpi / POINTS_AN_INCH), round(points.height() * dpi / POINTS_AN_INCH))
    drawn = document.render(page, size)
    paper = QImage(size, QImage.Format.Format_RGB32)
    paper.fill(QColor(LIGHT.paper))
    with QPainter(paper) as painter:
        painter.drawImage(0, 0, drawn)
    return paper


def print_pdf(
    pdf: bytes,
    printer_name: str,
    *,
    job: str,
    copies: int = 1,
    to_file: str = "",
    progress: Progress | None = None,
) -> int:
    """Print a PDF and return its number of pages. Call it on the desk's pool.

    `job` is seen by the print service, so it names no patient. `to_file` prints into a PDF file instead
    (tests). Raises Unavailable("printer_failed") when the printer does not take the job.
    """
    document, _buffer = open_pdf(pdf)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if to_file:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(to_file)
    else:
        printer.setPrinterName(printer_name)
    printer.setDocName(job)
    printer.setCopyCount(copies)
    printer.setResolution(PRINT_DPI)
    printer.setFullPage(True)
    _set_page(printer, document.pagePointSize(0))
    painter = QPainter()
    if not painter.begin(printer):
        raise Unavailable("printer_failed")
    try:
        _paint_pages(painter, printer, document, progress)
    finally:
        painter.end()
    return document.pageCount()


def _paint_pages(
    painter: QPainter, printer: QPrinter, document: QPdfDocument, progress: Progress | None
) -> None:
    for page in range(document.pageCount()):
        if progress is not None:
            progress.step(page, document.pageCount())
        if page and not printer.newPage():
            raise Unavailable("printer_failed")
        painter.drawImage(0, 0, page_image(document, page, PRINT_DPI))


def _set_page(printer: QPrinter, points: QSizeF) -> None:
    size = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setPageSize(size)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
