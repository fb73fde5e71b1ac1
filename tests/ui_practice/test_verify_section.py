"""Verify the record, as an owner or an auditor sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.core.findings import Finding, Message, Severity
from app.practice_file import Proved
from app.security.views import Verification
from tests.support.bare import BarePractice
from tests.ui_practice.place import TODAY
from ui.common.desk import Desk
from ui.common.plain_text import Label
from ui.common.proofs import Proof, ProofNow
from ui.practice.practice_screen import PracticeScreen
from ui.practice.verify_section import VerifySection

AT = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)
WHOLE = Proved(AT, Verification(1_234, "ab" * 32, True, (), True, 567))
FOUND = (
    Finding(Message("audit.changed", {"sequence": 12, "before": 11}), Severity.HARD_STOP),
    Finding(
        Message("audit.record_missing", {"table": "visit", "id": "x", "sequence": 40}), Severity.HARD_STOP
    ),
)


class Ways(QObject):
    """Stands for the watch of the window."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.now, self.asked, self.cancelled = ProofNow(), [], 0  # type: ignore[var-annotated]

    def clock(self) -> datetime:
        return AT

    def start(self, proof: Proof) -> bool:
        self.asked.append(proof)
        self.show(replace(self.now, running=proof, percent=0))
        return True

    def cancel(self) -> None:
        self.cancelled += 1

    def show(self, now: ProofNow) -> None:
        self.now = now
        self.changed.emit()


def section(qtbot: QtBot) -> tuple[Ways, VerifySection]:
    ways = Ways()
    made = VerifySection(ways)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return ways, made


def figures(made: VerifySection) -> list[str]:
    return [value.text() for _label, value in made.metrics._cells]


def test_before_anything_was_proved_it_says_so(qtbot: QtBot) -> None:
    _ways, made = section(qtbot)
    assert figures(made) == ["Not yet", "–", "Not yet", "–"]
    assert made.result.isHidden() and made.found.isHidden() and made.running.isHidden()


def test_what_was_proved_is_told_with_the_head_that_stands_on_the_day_sheet(qtbot: QtBot) -> None:
    ways, made = section(qtbot)
    ways.show(ProofNow(last=WHOLE))
    assert figures(made)[1:] == ["1,234", "567", "ab" * 6]
    assert made.result.text().startswith("The record is whole.")
    assert made.found.isHidden()


def test_in_full_it_tells_how_far_it_is_and_can_be_cancelled(qtbot: QtBot) -> None:
    ways, made = section(qtbot)
    made.verify_button.click()
    assert ways.asked == [Proof.FULL]
    assert made.running.isVisible() and not made.verify_button.isEnabled()
    ways.show(replace(ways.now, percent=40, step=Message("audit.comparing_records")))
    assert made.bar.value() == 40
    assert made.step.text() == "Comparing each record with what was recorded of it last"
    made.stop_button.click()
    assert ways.cancelled == 1 and not made.stop_button.isEnabled()
    ways.show(ProofNow(last=WHOLE))
    assert made.running.isHidden() and made.verify_button.isEnabled()


def test_each_finding_stands_in_plain_words_with_what_to_do(qtbot: QtBot) -> None:
    ways, made = section(qtbot)
    ways.show(ProofNow(last=Proved(AT, Verification(1_234, "ab" * 32, False, FOUND, True, 567))))
    assert made.result.text() == "The record is not whole. These places do not agree:"
    shown = [text for text, _details in made.findings.groups]
    assert shown[0].startswith("Row 12 of the record does not continue row 11")
    assert shown[1].startswith("A record of table visit is gone")
    assert "backup" in made.advice.text()
    made.focus_list()
    assert made.findings.hasFocus()


def test_the_keyboard_begins_it(qtbot: QtBot) -> None:
    ways, made = section(qtbot)
    made.focus_list()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(made, Qt.Key.Key_V, held)
    assert ways.asked == [Proof.FULL]


TREE = "Tree 277 page 3663: btreeInitPage() returns error code 11"
DAMAGED = (
    Finding(Message("file.inconsistent", {"detail": TREE}), Severity.HARD_STOP),
    Finding(Message("file.inconsistent", {"detail": "Tree 277 page 3664: never used"}), Severity.HARD_STOP),
    Finding(Message("file.check_failed", {"detail": "foreign_key_check: malformed"}), Severity.HARD_STOP),
)


def test_damage_is_told_in_plain_words_with_what_to_do_and_what_the_file_says_below(qtbot: QtBot) -> None:
    ways, made = section(qtbot)
    ways.show(ProofNow(last=Proved(AT, Verification(1_234, "ab" * 32, False, DAMAGED, True, 567))))
    (first, details), (second, _check) = made.findings.groups
    for text in (first, second):
        assert "cannot be read" in text and "Restore it from a backup: Practice, Backups." in text
        assert "Tree" not in text and "foreign_key" not in text
    assert details == (TREE, "Tree 277 page 3664: never used")
    labels = made.findings.findChildren(Label)
    assert any(TREE in one.text() for one in labels)
    assert all(one.wordWrap() for one in labels)
    assert max(one.width() for one in labels) <= made.findings.viewport().width()


def test_the_keyboard_stays_in_the_section_while_it_verifies(qtbot: QtBot) -> None:
    ways = Ways()
    around = QWidget()
    qtbot.addWidget(around)
    column = QVBoxLayout(around)
    search, made = QLineEdit(), VerifySection(ways)
    column.addWidget(search)
    column.addWidget(made)
    around.show()
    around.activateWindow()
    qtbot.waitUntil(around.isActiveWindow)
    made.focus_list()
    made.verify_button.click()
    assert made.stop_button.hasFocus()
    ways.show(replace(ways.now, percent=40))
    assert made.stop_button.hasFocus()
    ways.show(ProofNow(last=WHOLE))
    assert made.verify_button.hasFocus()
    made.verify_button.click()
    made.stop_button.click()
    assert not search.hasFocus()
    ways.show(ProofNow(last=WHOLE))
    assert made.verify_button.hasFocus()


def test_keys_of_the_section_work_while_the_list_of_sections_has_the_keyboard(
    qtbot: QtBot, practice: BarePractice
) -> None:
    ways = Ways()
    place = PracticeScreen(Desk(practice), lambda: TODAY, lambda _permission: True, proofs=ways)
    qtbot.addWidget(place)
    place.resize(1280, 720)
    place.show()
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    place.show_section("verify")
    place.setFocus()
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    focused = QApplication.focusWidget()
    assert focused is place.list.buttons["verify"]
    qtbot.keyClick(focused, Qt.Key.Key_V, held)
    assert ways.asked == [Proof.FULL]
    assert QApplication.focusWidget() is focused
    qtbot.keyClick(focused, Qt.Key.Key_V)
    assert ways.asked == [Proof.FULL]
