"""What is shown when the program met a fault of its own: what was kept, and what to do. No patient data."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from PySide6.QtCore import Signal, qVersion
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.common.button import primary, secondary
from ui.common.card import Card
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.theme.theme import theme

_ROOT = Path(__file__).parents[2]


def crash_report(error: BaseException, version: str = "") -> str:
    """Return what helps to find the fault: kinds of errors, places in the code, versions.

    Messages of errors, local values and paths outside the program are left out: they may name a patient.
    """
    lines = [f"Daybook {version}".strip(), f"Python {platform.python_version()}, Qt {qVersion()}"]
    lines.append(platform.system())
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [_place(frame) for frame in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    shown = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(path.name)
    return f"  {shown.as_posix()}:{frame.lineno} {frame.name}"


class CrashScreen(QWidget):
    """Covers the window. `go_on` returns to the work, `quit_wanted` ends.

    `kept` is the file in which the report lies already; None where it could not be written.
    """

    go_on = Signal()
    quit_wanted = Signal()

    def __init__(self, report: str, kept: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._kept = kept
        self.card = Card(space=12)
        inside = Column(space=12, margins=(12, 12, 12, 8))
        self.card.body.addLayout(inside)
        what = self.tr("Daybook met a fault of its own and stopped what it was doing.")
        safe = self.tr(
            "Everything saved before is safe. The last act was taken back whole, and what you typed is kept"
            " as a draft."
        )
        do = self.tr(
            "Go on, look whether the last act is there, and do it again if it is not. If it happens again,"
            " save the report and send it to whoever looks after Daybook. It names no patient."
        )
        inside.addWidget(Label(self.tr("Something went wrong"), "title"))
        for text in (what, safe, do):
            inside.addWidget(Label(text, "body", "second", wrap=True))
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setPlainText(report)
        self.details.setAccessibleName(self.tr("Report"))
        self.details.setFixedHeight(theme().px(150))
        inside.addWidget(self.details)
        inside.addLayout(self._buttons())
        column = Column(self)
        column.addStretch(1)
        middle = Row(space=0)
        middle.addStretch(1)
        middle.addWidget(self.card)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(1)
        self.rescale()
        theme().changed.connect(self.rescale)

    def rescale(self) -> None:
        self.card.setFixedWidth(theme().px(560))

    def _where(self) -> str:
        if self._kept is None:
            return self.tr("The report could not be written. Check whether the disk is full.")
        return self.tr("The report is kept as {file}").replace("{file}", str(self._kept))

    def _buttons(self) -> Row:
        quit_button = secondary(self.tr("Close Daybook"), name="quit")
        save_button = secondary(self.tr("Save the report"), name="save_report")
        self.go_on_button = primary(self.tr("Go on"), name="go_on")
        quit_button.clicked.connect(self.quit_wanted)
        save_button.clicked.connect(lambda: self.details.setPlainText(self._where()))
        self.go_on_button.clicked.connect(self.go_on)
        self.setFocusProxy(self.go_on_button)
        row = Row()
        row.addWidget(quit_button)
        row.addStretch(1)
        row.addWidget(save_button)
        row.addWidget(self.go_on_button)
        return row
