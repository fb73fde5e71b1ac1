"""A window with every shared piece in it, for looking at: the Today of the design, the lock screen, a form.

python -m tests.ui_common.gallery FOLDER            writes all pictures
python -m tests.ui_common.gallery FOLDER light-100  writes those whose name holds the word
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from app.core.findings import Finding, Message, Severity
from ui.common.acknowledge import AcknowledgePanel
from ui.common.banner import BannerView, PatientBanner
from ui.common.button import Button, link, primary, secondary
from ui.common.card import Card, EmptyState, Metric, MetricStrip, PageHead, PairRow, SectionTitle, SidePanel
from ui.common.check_rows import CheckLine, CheckList, CheckState
from ui.common.chip import Chip, ChipRow, ChipText
from ui.common.fields import (
    CheckField,
    ChoiceField,
    DateField,
    MoneyField,
    QuantityField,
    SegmentedField,
    TextArea,
    TextField,
)
from ui.common.flow import FieldGrid
from ui.common.form import Form
from ui.common.layout import Column as Stack
from ui.common.layout import Row, rule, scrolled
from ui.common.line_chart import Line, LineChart, Plot, Target
from ui.common.message_strip import Said
from ui.common.plain_text import Label
from ui.common.record_table import RecordTable
from ui.common.record_table_model import Column, RecordTableModel
from ui.common.segmented import Segmented
from ui.common.wording import EnglishPlurals
from ui.shell.crash_screen import CrashScreen, crash_report
from ui.shell.entries import PersonLine, ScreenEntry, StatusItem, TrainingNotice
from ui.shell.frame import Frame
from ui.shell.lock_screen import LockPerson, LockScreen
from ui.shell.palette import ListSource, PaletteItem
from ui.theme.theme import Appearance, theme
from ui.theme.tokens import Tone

SIZES = ((1280, 720), (1440, 900), (1920, 1080))
NOW = datetime(2026, 3, 3, 9, 46)  # noqa: DTZ001 - the wall clock of the pictures
WAITING, ROOMS, OUT, EXPECTED = "Waiting room", "In rooms", "Checkout", "Expected"
BANDS = {"w": WAITING, "r": ROOMS, "c": OUT, "e": EXPECTED}


@dataclass(frozen=True)
class Visit:
    """A made-up row of the board."""

    id: int
    time: str
    name: str
    about: str
    reason: str
    provider: str
    room: str
    stage: ChipText
    wait: str
    late: bool
    ready: ChipText | None
    band: str


def _visit(number: int, line: str) -> Visit:
    time, name, about, reason, provider, room, stage, tone, wait, late, ready, ready_tone, band = line.split(
        "|"
    )
    chip = ChipText(ready, Tone(ready_tone)) if ready else None
    return Visit(
        number,
        time,
        name,
        about,
        reason,
        provider,
        room,
        ChipText(stage, Tone(tone)),
        wait,
        late == "!",
        chip,
        BANDS[band],
    )


BOARD = tuple(
    _visit(number, line)
    for number, line in enumerate(
        """\
9:15|Lee, Susan|67 F|Sore throat, cough, fever|Okafor|5|Arrived|info|1 min||Mask, room now|danger|w
9:30|Nguyen, Bao|4 M · Vietnamese|Well child, 4 years|Lind|–|Arrived|info|6 min||Ready|accent|w
9:40|Alvarez, Rosa|51 F · Spanish|Diabetes follow-up|Okafor|–|Arrived|info|1 min||Copay $25|warning|w
8:45|Brooks, Darnell|44 M|Laceration recheck|Lind|2|With provider|violet|11 min|||neutral|r
9:00|Ito, Kenji|72 M|Blood pressure, INR|Okafor|1|Ready for provider|accent|22 min|!|BP 178/102|danger|r
9:00|Walsh, Nora|29 F|Flu vaccine|Staff|4|Rooming|neutral|5 min||Consent signed|accent|r
9:10|Kaur, Jaspreet|35 F|Annual exam|Lind|3|Rooming|neutral|3 min|||neutral|r
8:30|Petrov, Ana|58 F|Medication review|Okafor|–|Checkout|violet|2 min||Referral to send|warning|c
10:00|Haddad, Omar|39 M · Arabic|Back pain|Lind|–|Confirmed|neutral|–||Insurance|warning|e
10:15|Silva, Marina|26 F|New patient|Okafor|–|Confirmed|neutral|–||Intake packet|warning|e
10:45|Green, Thomas|81 M|ECG, palpitations|Okafor|–|Booked|neutral|–||Ready|accent|e
10:45|Chen, Lucy|8 F|Asthma check|Lind|–|Confirmed|neutral|–||2 vaccines due|info|e
11:15|حداد، عمر|44 M · Arabic|Medication review|Lind|–|Booked|neutral|–||Ready|accent|e
11:30|Featherstonehaugh-Cholmondeley, Maximiliana Wilhelmina|93 F · Haitian Creole|Follow-up of three \
long-standing complaints|Okafor|–|Booked|neutral|–||Authorization ends Friday|warning|e""".splitlines()
    )
)


def board_model(parent: QWidget | None = None) -> RecordTableModel[Visit]:
    """Return the board's model, also for the model tester."""
    columns: list[Column[Visit]] = [
        Column("time", "Time", lambda v: v.time, width=62),
        Column(
            "patient",
            "Patient",
            lambda v: v.name,
            lambda v: v.about,
            strong=lambda v: v.band != EXPECTED,
            width=228,
            stretch=2,
        ),
        Column("reason", "Reason", lambda v: v.reason, width=187, stretch=1, optional=True),
        Column("with", "With", lambda v: v.provider, width=66, optional=True),
        Column(
            "room", "Room", lambda v: v.room, width=55, tone=lambda v: "third" if v.room == "–" else "ink"
        ),
        Column("stage", "Stage", lambda v: v.stage.text, chips=lambda v: (v.stage,), width=149),
        Column(
            "wait",
            "Wait",
            lambda v: v.wait,
            width=80,
            chips=lambda v: (ChipText(v.wait, Tone.DANGER),) if v.late else (),
            tone=lambda v: "third" if v.wait == "–" else "ink",
        ),
        Column("ready", "Ready", lambda v: "", chips=lambda v: (v.ready,) if v.ready else (), width=130),
    ]
    model = RecordTableModel(
        columns,
        key=lambda v: v.id,
        band=lambda v: v.band,
        band_order=(WAITING, ROOMS, OUT, EXPECTED),
        parent=parent,
    )
    model.set_records(BOARD)
    return model


def today() -> QWidget:
    """Return the Today of the design, with made-up rows."""
    page = QWidget()
    column = Stack(page, space=12, margins=(20, 16, 20, 16))
    head = PageHead("Today", "Dr. Okafor, Dr. Lind, clinical staff")
    choices = [("flow", "Flow"), ("rooms", "Rooms"), ("huddle", "Huddle sheet")]
    head.add_beside_title(Segmented(choices, "flow", label="View"))
    head.add_button(secondary("Walk-in", icon="user-plus"))
    head.add_button(primary("Book", icon="calendar-plus"))
    column.addWidget(head)
    column.addWidget(
        MetricStrip(
            [
                Metric("Expected", "14"),
                Metric("Waiting", "3"),
                Metric("In rooms", "4 of 6"),
                Metric("Done", "9"),
                Metric("Median wait today", "8 min"),
                Metric("Copays collected", "$245.00"),
            ]
        )
    )
    middle = Row(space=12)
    board = Card(flush=True)
    table = RecordTable(board_model(board), name="board", label="Visits of today")
    table.select_key(0)
    board.add(table)
    middle.addWidget(board, 1)
    middle.addWidget(visit_panel())
    column.addLayout(middle, 1)
    return page


def visit_panel() -> SidePanel:
    """Return the panel beside the board."""
    panel = SidePanel()
    first = Row()
    first.addWidget(Label("Susan Lee", "heading"))
    first.addStretch(1)
    first.addWidget(Label("MRN 004417", "body", "third"))
    panel.add(first)
    panel.space(3)
    panel.add(Label("Born 8/12/1958 · 67 F · prefers English", "body", "second"))
    panel.space(8)
    chips = Row()
    chips.addWidget(Chip(ChipText("Penicillin: hives", Tone.DANGER, "triangle-alert")))
    chips.addStretch(1)
    panel.add(chips)
    panel.space(12)
    panel.add(SectionTitle("Before rooming"))
    lines = [
        CheckLine("mask", "Cough and fever: mask, room now", CheckState.ATTENTION, strong=True, active=True),
        CheckLine("id", "Identity checked: name and date of birth", CheckState.DONE),
        CheckLine("card", "Medicare verified today, card scanned", CheckState.DONE),
        CheckLine("due", "Nothing due now: Medicare with supplement", CheckState.DONE),
        CheckLine("meds", "Medication list brought", CheckState.DONE),
    ]
    panel.add(CheckList(lines))
    panel.space(14)
    panel.add(SectionTitle("Plan for this visit"))
    panel.space(8)
    plan = (
        "Strep, flu and COVID tests: standing order 12",
        "Pneumococcal (PCV20 or PCV21) due",
        "A1c last 7.4 % on Nov 18",
    )
    for text in plan:
        panel.add(Label(text, wrap=True))
        panel.space(3)
    panel.body.addStretch(1)
    panel.footer.addWidget(primary("Mask given, room 5 now", keys="R", tall=True))
    buttons = Row(space=12)
    buttons.addWidget(secondary("Open chart"), 1)
    buttons.addWidget(secondary("Print label"), 1)
    buttons.addWidget(Button("", icon="ellipsis", name="More acts"))
    panel.footer.addLayout(buttons)
    return panel


def chart() -> QWidget:
    """Return the vitals of the design: banner, fields with units, chips, trends."""
    page = QWidget()
    column = Stack(page, space=0)
    banner = PatientBanner()
    banner.show_view(
        BannerView(
            "SL",
            "Lee, Susan M.",
            ("8/12/1958", "67 years", "F", "MRN 004417", "Medicare"),
            allergies=("Penicillin: hives", "Latex: rash"),
            flags=(ChipText("Fall risk", Tone.WARNING),),
            states=(ChipText("Room 5"), ChipText("Rooming 3 min", Tone.INFO)),
            act="Ready for provider",
        )
    )
    column.addWidget(banner)
    column.addWidget(rule())
    body = Row(space=12, margins=(20, 12, 20, 16))
    inside = QWidget()
    left = Stack(inside, space=12)
    left.addWidget(vitals())
    left.addWidget(trends(), 1)
    body.addWidget(scrolled(inside), 1)
    body.addWidget(scrolled(side(), width=330))
    column.addLayout(body, 1)
    return page


def vitals() -> Card:
    card = Card(space=10)
    head = Row(space=12)
    head.addWidget(Label("Vitals", "strong"))
    head.addWidget(Label("9:44 AM · Maria R., CMA", "body", "third", elide=True), 1)
    head.addWidget(link("Repeat set"))
    head.addWidget(Segmented([("us", "lb, in, °F"), ("si", "kg, cm, °C")], "us", label="Units"))
    card.add(head)
    grid = FieldGrid(space=10, line_space=10)
    pressure = TextField("bp", "Blood pressure", suffix="mmHg")
    pressure.set_value("132 / 84")
    position = ChoiceField("position", "Position, site", [("sit", "Sitting, left arm")], "sit")
    fields: list[QWidget] = [pressure, position]
    for name, words, unit, value in (
        ("pulse", "Pulse", "/min", "104"),
        ("rr", "Respirations", "/min", "22"),
        ("temp", "Temperature", "°F oral", "100.9"),
        ("spo2", "SpO2, room air", "%", "94"),
        ("weight", "Weight", "lb", "158.4"),
        ("height", "Height", "in", "64.5"),
    ):
        field = QuantityField(name, words, [(unit, unit)])
        field.line.setText(value)
        field.set_attention(name in ("temp", "spo2"))
        fields.append(field)
    for each in fields:
        grid.add(each)
    card.add(grid)
    row = Row(space=12)
    fever = ChipText("Fever, pulse 104, respirations 22: sepsis?", Tone.WARNING, "thermometer")
    row.addWidget(ChipRow((fever, ChipText("SpO2 94", Tone.WARNING), ChipText("BMI 26.8"))), 1)
    row.addWidget(secondary("Tell Dr. Okafor", icon="bell"))
    card.add(row)
    return card


def trends() -> Card:
    card = Card("Trends")
    card.head.addWidget(Segmented([("year", "1 year"), ("all", "All")], "year", label="Span"))
    days = [
        date(2025, 3, 4),
        date(2025, 5, 12),
        date(2025, 7, 10),
        date(2025, 9, 8),
        date(2025, 11, 18),
        date(2026, 3, 3),
    ]
    chart = LineChart("Blood pressure and weight over one year")
    high = tuple(zip(days, (158.0, 148, 142, 134, 136, 132), strict=True))
    low = tuple(zip(days, (97.0, 92, 88, 84, 84, 84), strict=True))
    weight = tuple(zip(days, (171.0, 169, 167, 163, 162, 158.4), strict=True))
    chart.set_plots(
        [
            Plot(
                (Line("Systolic", high, label="BP 132/84 mmHg"), Line("Diastolic", low, dashed=True)),
                (Target(130, "target 130/80"), Target(80)),
                "mmHg",
            ),
            Plot((Line("Weight", weight, "violet", label="Weight 158.4 lb"),), unit="lb"),
        ]
    )
    card.add(chart)
    return card


def side() -> QWidget:
    box = QWidget()
    column = Stack(box, space=12)
    reason = Card("Reason for the visit")
    text = "Sore throat, cough and fever for 3 days, worse at night. No chest pain. Grandson has flu."
    reason.add(Label(text, wrap=True))
    account = Card("Account")
    account.add(PairRow("Previous balance", "$38.20"), PairRow("Copay today", "$25.00"), rule())
    account.add(PairRow("Due now", "$63.20", strong=True))
    amount = MoneyField("amount", "Amount")
    amount.set_value(6320)
    method = SegmentedField(
        "method", "Paid by", [("card", "Card terminal"), ("cash", "Cash"), ("check", "Check")], "card"
    )
    account.add(amount, method, primary("Take $63.20, print all, finish", keys="Ctrl+Return", tall=True))
    finding = Finding(Message("quantity.unit_of_another_kind", {"unit": "kg"}), Severity.SOFT_STOP)
    column.addWidget(reason)
    column.addWidget(account)
    column.addWidget(AcknowledgePanel((finding,), "Save anyway"))
    column.addStretch(1)
    return box


def register() -> QWidget:
    """Return the form of the design, with an error and an empty state."""
    page = QWidget()
    column = Stack(page, space=12, margins=(20, 16, 20, 16))
    head = PageHead("New patient", "Draft saved 9:44 AM")
    head.add_button(secondary("Scan card"))
    head.add_button(secondary("Print intake packet"))
    column.addWidget(head)
    card = Card(space=12)
    form = Form(page)
    day = date(2026, 3, 3)
    rows: list[tuple[str, list[QWidget]]] = [
        (
            "Who",
            [
                form.add(TextField("family", "Last name")),
                form.add(TextField("given", "First name")),
                form.add(TextField("middle", "Middle")),
                form.add(TextField("goes_by", "Goes by")),
                form.add(DateField("born", "Born", lambda: day, show_age=True)),
                form.add(
                    SegmentedField(
                        "sex", "Sex at birth", [("f", "Female"), ("m", "Male"), ("u", "Unknown")], "f"
                    )
                ),
                form.add(ChoiceField("gender", "Gender identity", [("w", "Woman"), ("m", "Man")], "w")),
                form.add(TextField("pronouns", "Pronouns")),
            ],
        ),
        (
            "Contact",
            [
                form.add(TextField("mobile", "Mobile")),
                form.add(
                    SegmentedField(
                        "message",
                        "May we leave a message?",
                        [("n", "Name only"), ("d", "Details"), ("no", "No")],
                        "n",
                    )
                ),
                form.add(TextField("street", "Street")),
                form.add(CheckField("consent", "May be called at work")),
            ],
        ),
        ("Needs", [form.add(TextArea("needs", "Comfort and access", lines=2))]),
    ]
    for title, fields in rows:
        card.add(Label(title, "strong"))
        grid = FieldGrid()
        for field in fields:
            grid.add(field)
        card.add(grid)
    form.set_values({"family": "Lee", "given": "Susan", "goes_by": "Sue", "born": date(1958, 8, 12)})
    form.field("mobile").set_value("(937) 555-01")
    form.field("mobile").set_error("Three digits are missing. Type ten digits.")
    card.body.addStretch(1)
    middle = Row(space=12)
    middle.addWidget(scrolled(card), 1)
    empty = Card()
    empty.setFixedWidth(theme().px(340))
    empty.add(
        EmptyState("Coverages of this patient will be listed here.", primary("Add a coverage", icon="plus"))
    )
    middle.addWidget(empty)
    column.addLayout(middle, 1)
    return page


PLACES: tuple[tuple[str, str, str, Callable[[], QWidget]], ...] = (
    ("today", "Today", "layout-list", today),
    ("calendar", "Calendar", "calendar-days", QWidget),
    ("patients", "Patients", "users", register),
    ("inbox", "Inbox", "inbox", QWidget),
    ("results", "Results", "flask-conical", QWidget),
    ("billing", "Billing", "receipt-text", chart),
    ("handouts", "Handouts", "book-open-text", QWidget),
    ("logs", "Logs", "clipboard-check", QWidget),
    ("reports", "Reports", "chart-column", QWidget),
    ("practice", "Practice", "settings", QWidget),
)


def frame(training: bool = False) -> Frame:
    """Return the window of the design."""
    status = (
        StatusItem("store", "Encrypted store · saved", dot=True),
        StatusItem("backup", "Last verified backup: today 6:00 AM, drive BACKUP-2"),
        StatusItem("fridge", "Vaccine fridge 39.4 °F at 8:05 AM"),
    )
    notice = (
        TrainingNotice("Demo practice: made-up people", "Password of everyone: daybook-demo")
        if training
        else None
    )
    patients = ListSource(
        "Patients",
        lambda: [
            PaletteItem("1", "Lee, Susan M.", "67 F · born 8/12/1958 · MRN 004417", lambda: None),
            PaletteItem("2", "Lee, Susanna", "31 F · born 4/2/1994 · MRN 002981", lambda: None),
        ],
    )
    window = Frame(
        [ScreenEntry(which, word, icon, factory) for which, word, icon, factory in PLACES],
        practice="Riverside Family Practice",
        person=PersonLine("MR", "Maria R., CMA"),
        now=lambda: NOW,
        sources=[patients],
        status=status,
        training=notice,
    )
    window.set_count("inbox", 7)
    window.set_count("results", 3)
    window.show_screen("today")
    return window


def lock() -> LockScreen:
    return LockScreen(
        "Riverside Family Practice",
        "Locked after 5 minutes. Your work is put away and comes back as you left it.",
        [
            LockPerson("maria", "MR", "Maria R.", "signed in"),
            LockPerson("james", "JT", "James T.", "front desk"),
            LockPerson("okafor", "AO", "Dr. Okafor", "clinician"),
        ],
        now=lambda: NOW,
        status=[StatusItem("store", "Encrypted store · drafts saved 9:41 AM", dot=True)],
    )


def scenes(window: Frame) -> dict[str, Callable[[], object]]:
    """Return what is shown before each picture."""

    def crash() -> None:
        window.cover_with(CrashScreen(crash_report(ValueError("never shown")), None))

    return {
        "today": lambda: window.show_screen("today"),
        "said": lambda: window.say(Said("Susan Lee is in room 5.", undo=lambda: None)),
        "chart": lambda: (window.strip.dismiss(), window.show_screen("billing")),
        "register": lambda: window.show_screen("patients"),
        "palette": lambda: (window.show_screen("today"), window.open_palette("le")),
        "keys": lambda: (window.palette_overlay.close_panel(), window.show_keys()),
        "lock": lambda: window.cover_with(lock()),
        "crash": crash,
    }


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    app = QApplication.instance() or QApplication(["gallery"])
    assert isinstance(app, QApplication)
    plurals = EnglishPlurals(app)
    app.installTranslator(plurals)
    folder.mkdir(parents=True, exist_ok=True)
    theme().install(app)
    for look in (Appearance.LIGHT, Appearance.DARK):
        for percent in (100, 150):
            theme().set_appearance(look)
            theme().set_text_size(percent)
            for width, height in SIZES:
                name = f"{look.value}-{percent}-{width}"
                if only and only not in name:
                    continue
                window = frame(training=width == 1920)
                window.resize(width, height)
                window.show()
                for scene, prepare in scenes(window).items():
                    prepare()
                    QApplication.sendPostedEvents()
                    app.processEvents()  # a picture is taken outside any test
                    window.grab().save(str(folder / f"{scene}-{name}.png"))
                window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
