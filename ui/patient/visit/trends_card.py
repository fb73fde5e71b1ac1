"""Trends of vital signs: lines over a year or all time, targets as lines, the figures behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app.chart.vitals.queries import vital_trends
from app.chart.vitals.views import Part, Trend
from app.core.quantities import Quantity, convert, number_text
from ui.common.button import link
from ui.common.card import Card, EmptyState
from ui.common.fields import day_text
from ui.common.flow import Flow
from ui.common.line_chart import Line, LineChart, Plot, Target
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.segmented import Segmented
from ui.common.vital_words import part_words, unit_words
from ui.patient.visit.section import VisitAt
from ui.patient.visit.visit_words import said, words

Row = tuple[int, date, str, str]
_SHOWN_IN = {"kg": "[lb_av]", "cm": "[in_i]", "Cel": "[degF]"}
_YEAR = timedelta(days=365)


class TrendsCard(Card):
    """Blood pressure and weight at first; the list names every part that has values."""

    def __init__(self, at: VisitAt, parent: QWidget | None = None) -> None:
        super().__init__(words("Trends"), space=8, parent=parent)
        self._at = at
        self.trends: Mapping[Part, Trend] = {}
        self.in_metric = False
        self.which = Segmented(
            [
                ("bp", words("BP, weight")),
                ("pulse", words("Pulse, SpO2")),
                ("temp", words("Temperature, glucose")),
            ],
            "bp",
            label=words("What"),
        )
        self.span = Segmented([("year", words("1 year")), ("all", words("All"))], "year", label=words("Span"))
        self.table_button = link(words("Table"), name="trend_table")
        controls = QWidget()
        flow = Flow(controls, space=12)
        for control in (self.table_button, self.which, self.span):
            flow.addWidget(control)
        self.head.addWidget(controls)
        self.chart = LineChart(words("Vital signs over time"))
        self.empty = EmptyState(words("Earlier values will be drawn here."))
        self.model = _table_model(self)
        self.table: RecordTable[Row] = RecordTable(self.model, name="trends", label=words("Vital signs"))
        self.table.hide()
        self.body.addWidget(self.chart, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.table, 1)
        self.span.changed.connect(lambda _value: self.refresh())
        self.which.changed.connect(lambda _value: self.draw())
        self.table_button.clicked.connect(self.turn)

    def refresh(self) -> None:
        """Ask for the values of the chosen span."""
        since = self._at.today() - _YEAR if self.span.value() == "year" else None
        self._at.desk.ask(vital_trends, self._at.patient_id, since, done=self.show_trends, owner=self)

    def show_trends(self, trends: tuple[Trend, ...]) -> None:
        self.trends = {trend.part: trend for trend in trends}
        self.draw()

    def turn(self) -> None:
        """Change between picture and table."""
        table = not self.table.isVisibleTo(self)
        self.table_button.setText(words("Chart") if table else words("Table"))
        self.table.setVisible(table)
        self._show_chart()

    def draw(self) -> None:
        """Draw the chosen parts; a part without values is left out."""
        chosen = self.which.value()
        if chosen == "bp":
            plots = [self._pressure(), self._plot(Part.WEIGHT, "violet")]
        elif chosen == "pulse":
            plots = [self._plot(Part.PULSE, "accent"), self._plot(Part.SPO2, "info")]
        else:
            plots = [self._plot(Part.TEMPERATURE, "accent"), self._plot(Part.GLUCOSE, "violet")]
        found = [plot for plot in plots if plot is not None]
        self.chart.set_plots(found)
        rows = self.chart.table_rows()
        self.model.set_records([(number, *row) for number, row in enumerate(rows)])
        self._show_chart()

    def _show_chart(self) -> None:
        table, some = self.table.isVisibleTo(self), bool(self.chart.table_rows())
        self.chart.setVisible(some and not table)
        self.empty.setVisible(not some and not table)

    def _pressure(self) -> Plot | None:
        upper, lower = self.trends.get(Part.SYSTOLIC), self.trends.get(Part.DIASTOLIC)
        if upper is None:
            return None
        last = upper.points[-1].entered
        both = f"{last}/{lower.points[-1].entered}" if lower else last
        lines = [Line(words("Systolic"), self._points(upper), label=said("BP {both} mmHg", both=both))]
        if lower is not None:
            lines.append(Line(words("Diastolic"), self._points(lower), dashed=True))
        return Plot(tuple(lines), self._targets(upper, lower), "mmHg")

    @staticmethod
    def _targets(upper: Trend, lower: Trend | None) -> tuple[Target, ...]:
        low = lower.target if lower is not None else None
        found = []
        if upper.target is not None:
            both = f"{number_text(upper.target)}/{number_text(low)}" if low else number_text(upper.target)
            found.append(Target(float(upper.target), said("target {value}", value=both)))
        if low is not None:
            found.append(Target(float(low), "" if upper.target else said("target {value}", value=low)))
        return tuple(found)

    def _plot(self, part: Part, color: str) -> Plot | None:
        trend = self.trends.get(part)
        if trend is None:
            return None
        unit = self._unit(trend)
        points = self._points(trend)
        label = f"{part_words(part)} {points[-1][1]:g} {unit_words(unit)}"
        targets: tuple[Target, ...] = ()
        if trend.target is not None:
            value = convert(Quantity(trend.target, trend.unit), unit).value
            targets = (Target(float(value), said("target {value}", value=round(value, 1))),)
        return Plot((Line(part_words(part), points, color, label=label),), targets, unit_words(unit))

    def _unit(self, trend: Trend) -> str:
        return trend.unit if self.in_metric else _SHOWN_IN.get(trend.unit, trend.unit)

    def _points(self, trend: Trend) -> tuple[tuple[date, float], ...]:
        unit = self._unit(trend)
        return tuple(
            (
                self._at.wall(point.at).date(),
                round(float(convert(Quantity(point.value, trend.unit), unit).value), 1),
            )
            for point in trend.points
        )


def _table_model(parent: QWidget) -> RecordTableModel[Row]:
    columns: list[Column[Row]] = [
        Column("day", words("Day"), lambda row: day_text(row[1]), width=110),
        Column("what", words("What"), lambda row: row[2], width=140, stretch=1),
        Column("value", words("Value"), lambda row: row[3], width=140, stretch=1),
    ]
    return RecordTableModel(columns, key=lambda row: row[0], parent=parent)
