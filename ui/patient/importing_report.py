"""What an import did, calmly: figures, what became of each type, and what needs telling."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.exchange.views import ImportReport, Tally, Told
from ui.common.button import secondary
from ui.common.card import Card, EmptyState, Metric, MetricStrip
from ui.common.layout import Column, Row
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column as TableColumn
from ui.common.record_table_model import RecordTableModel, safe_cell
from ui.common.segmented import Segment, Segmented
from ui.patient.importing_words import file_name, is_routine, kind_words, reason_words, whole, words

TO_LOOK_AT, IN_ORIGINAL = "look", "original"


@dataclass(frozen=True)
class TypeLine:
    """What became of the resources of one type."""

    kind: str
    tally: tuple[int, int, int, int]


@dataclass(frozen=True)
class ProblemLine:
    """One line of the report, told apart by its place in it."""

    number: int
    told: Told


def _count(at: int, column: str, title: str, width: int) -> TableColumn[TypeLine]:
    return TableColumn(
        column,
        title,
        lambda line: f"{line.tally[at]:,}" if line.tally[at] else "–",
        sort=lambda line: line.tally[at],
        tone=lambda line: "ink" if line.tally[at] else "third",
        width=width,
        numeric=True,
    )


def type_model() -> RecordTableModel[TypeLine]:
    """Return the table of types."""
    columns: list[TableColumn[TypeLine]] = [
        TableColumn("kind", words("Kind"), lambda line: kind_words(line.kind), width=120, stretch=1),
        _count(0, "stored", words("Stored"), 68),
        _count(1, "known", words("Known"), 68),
        _count(2, "attached", words("Original"), 76),
        _count(3, "skipped", words("Skipped"), 76),
    ]
    return RecordTableModel(columns, key=lambda line: line.kind)


def problem_model() -> RecordTableModel[ProblemLine]:
    """Return the table of what needs telling."""
    columns: list[TableColumn[ProblemLine]] = [
        TableColumn(
            "reason", words("What became of it"), lambda line: reason_words(line.told), width=300, stretch=3
        ),
        TableColumn("resource", words("Resource"), _resource, width=190, stretch=1),
        TableColumn("file", words("File"), lambda line: file_name(line.told.file), width=150, stretch=1),
    ]
    return RecordTableModel(columns, key=lambda line: line.number)


def _resource(line: ProblemLine) -> str:
    return line.told.resource or words("The whole file")


def type_lines(report: ImportReport) -> list[TypeLine]:
    """Return the types, those with data first, each in the order of its name."""

    def numbers(tally: Tally) -> tuple[int, int, int, int]:
        return tally.stored, tally.known, tally.attached_only, tally.skipped

    lines = [TypeLine(kind, numbers(tally)) for kind, tally in report.resources.items()]
    return sorted(lines, key=lambda one: (not (one.tally[0] or one.tally[1]), kind_words(one.kind)))


class ReportView(QWidget):
    """Shows an ImportReport. `decide_wanted`: the person wants to see what waits for a decision."""

    decide_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.report = ImportReport()
        self.metrics = MetricStrip()
        self.types = RecordTable(type_model(), name="import_types", label=words("What became of each kind"))
        self.problems = RecordTable(
            problem_model(), type_to_filter=True, name="import_problems", label=words("What needs telling")
        )
        self.which = Segmented([(TO_LOOK_AT, ""), (IN_ORIGINAL, "")], TO_LOOK_AT)
        self.calm = EmptyState(words("Nothing here needs a look."))
        self.copy_button = secondary(words("Copy this list"), name="copy_problems")
        self.hint = Label(words("Type to filter. Ctrl+C copies the selected line."), "label", "third")
        self._lay_out()
        self.which.changed.connect(lambda _value: self._fill())
        self.copy_button.clicked.connect(self.copy_all)

    def _lay_out(self) -> None:
        column = Column(self, space=12)
        column.addWidget(self.metrics)
        row = Row(space=12)
        left = Card(words("By kind"), flush=True, space=0)
        left.head.setContentsMargins(15, 13, 15, 8)
        left.add(self.types)
        self._told = Card(words("Notes of the import"), flush=True, space=0)
        self._told.head.setContentsMargins(15, 9, 11, 8)
        self._told.head.addWidget(self.which)
        self._told.head.addWidget(self.copy_button)
        self._told.add(self.problems, self.calm)
        foot = Row(margins=(15, 7, 15, 7))
        foot.addWidget(self.hint)
        foot.addStretch(1)
        self._told.add(foot)
        row.addWidget(left, 9)
        row.addWidget(self._told, 11)
        column.addLayout(row, 1)

    def show_report(self, report: ImportReport) -> None:
        """Show what an import did; what asks for nobody's look stands behind the second choice."""
        self.report = report
        total = whole(report)
        self.metrics.set_metrics(
            [
                Metric(words("New patients"), f"{report.new:,}"),
                Metric(words("Known already"), f"{report.known:,}"),
                Metric(words("Held"), f"{report.held:,}", "warning" if report.held else "ink"),
                Metric(words("Records stored"), f"{total.stored:,}"),
                Metric(words("Original only"), f"{total.attached_only:,}"),
                Metric(words("Skipped"), f"{total.skipped:,}", "warning" if total.skipped else "ink"),
            ]
        )
        self.types.records.set_records(type_lines(report))
        self._name_choices()
        self.which.set_value(TO_LOOK_AT)
        self._fill()

    def lines(self, which: str) -> list[ProblemLine]:
        """Return the lines that need a look, or those that only say what stays in the original."""
        routine = which == IN_ORIGINAL
        return [
            ProblemLine(number, told)
            for number, told in enumerate(self.report.problems)
            if is_routine(told) is routine
        ]

    def _name_choices(self) -> None:
        texts = (words("To look at · {n}"), words("For information · {n}"))
        choices = self.which.findChildren(Segment)
        for which, text, choice in zip((TO_LOOK_AT, IN_ORIGINAL), texts, choices, strict=True):
            choice.setAccessibleName(text.replace("{n}", f"{len(self.lines(which)):,}"))
            choice.updateGeometry()

    def _fill(self) -> None:
        lines = self.lines(self.which.value() or TO_LOOK_AT)
        self.problems.records.set_records(lines)
        self.problems.setVisible(bool(lines))
        self.calm.setVisible(not lines)
        self.hint.setVisible(bool(lines))
        self.copy_button.setEnabled(bool(lines))

    def copy_all(self) -> None:
        """Put the list, as it is filtered, on the clipboard as a spreadsheet takes it."""
        model = self.problems.records
        shown = [model.record(row) for row in range(model.rowCount())]
        rows = [[column.title for column in model.columns]]
        rows += [model.words(line) for line in shown if line is not None]
        text = "\n".join("\t".join(safe_cell(cell) for cell in row) for row in rows)
        QGuiApplication.clipboard().setText(text)
