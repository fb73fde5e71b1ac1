"""A PDF on the screen as it will be on paper, with its printer and its Print button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QWidget

from ui.common.button import primary, secondary
from ui.common.card import Card, PageHead
from ui.common.desk import Desk
from ui.common.fields import ChoiceField
from ui.common.keys import KeyList
from ui.common.layout import Column
from ui.common.printing import Printers, find_printers, open_pdf, print_pdf


class PdfPreview(QWidget):
    """Shows the bytes of a PDF and prints them. The bytes stay in memory; no file is written.

    `printed` tells the number of pages that went to the printer; `left` that the person wants back.
    """

    printed = Signal(int)
    left = Signal()

    def __init__(
        self,
        desk: Desk,
        title: str,
        *,
        job: str = "Daybook",
        printers: Callable[[], Printers] = find_printers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._job, self._find = desk, job, printers
        self._pdf = b""
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self.keys = KeyList(self, title)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(title)
        self.head = PageHead(title)
        self.printer = ChoiceField("printer", "", [], none_words=self.tr("Looking for printers"))
        self.print_button = primary(self.tr("Print"), icon="printer", name="print")
        self.close_button = secondary(self.tr("Close"), name="close_preview")
        for widget in (self.printer, self.close_button, self.print_button):
            self.head.add_button(widget)
        paper = Card(flush=True)
        paper.add(self.view)
        column = Column(self, space=12)
        column.addWidget(self.head)
        column.addWidget(paper, 1)
        self.keys.add("Ctrl+Return", self.tr("Print"), self.print, button=self.print_button)
        self.keys.add("Esc", self.tr("Close the preview"), self.left.emit)
        self.print_button.clicked.connect(self.print)
        self.close_button.clicked.connect(self.left)
        self.print_button.setEnabled(False)

    def show_pdf(self, pdf: bytes) -> None:
        """Show these pages. Raises Unavailable("pdf_unreadable") for bytes that are no PDF."""
        document, buffer = open_pdf(pdf)
        document.setParent(self)
        buffer.setParent(self)
        self._pdf = pdf
        self.view.setDocument(document)
        for old in (self._document, self._buffer):
            if old is not None:
                old.deleteLater()
        self._document, self._buffer = document, buffer
        self.head.detail.setText(self.tr("%n page(s)", "", document.pageCount()))
        self._desk.work_on_pool(self._find, done=self._show_printers, owner=self)

    def empty_for_lock(self) -> None:
        """Close what is shown while the window is locked; its bytes are sealed with the rest."""
        if self._document is not None and self._buffer is not None:
            self._document.close()
            self._buffer.close()
            self._buffer.setData(b"")

    def fill_after_lock(self) -> None:
        """Show it again."""
        if self._pdf:
            self.show_pdf(self._pdf)

    def page_count(self) -> int:
        return self._document.pageCount() if self._document is not None else 0

    def print(self) -> None:
        """Send the pages to the chosen printer."""
        name = self.printer.value()
        if name is None or not self._pdf:
            return
        self.print_button.setEnabled(False)
        self._desk.work_on_pool(
            print_pdf,
            self._pdf,
            name,
            job=self._job,
            done=self._on_printed,
            failed=self._on_failed,
            owner=self,
        )

    def _show_printers(self, found: Printers) -> None:
        none = self.tr("No printer on this PC") if not found.names else self.tr("Choose a printer")
        self.printer.list.setItemText(0, none)
        self.printer.set_choices([(name, name) for name in found.names])
        self.printer.list.setItemText(0, none)
        self.printer.set_value(found.default if found.default in found.names else None)
        self.print_button.setEnabled(bool(found.names))

    def _on_printed(self, pages: int) -> None:
        self.print_button.setEnabled(True)
        self.printed.emit(pages)

    def _on_failed(self, _error: Exception) -> bool:
        self.print_button.setEnabled(True)
        return False
