"""Questions before an act, as the owner reads them."""

from pytestqt.qtbot import QtBot

from app.reports.soft_stops.views import SoftStopReport, SoftStopRule
from tests.support.bare import BarePractice
from tests.ui_practice.conftest import Person, open_screen
from ui.practice.alerts_section import rule_words


def test_the_owner_sees_what_nobody_reads_any_more(owner: Person) -> None:
    section = owner.go("alerts")
    assert section.note.text() == "In the last 90 days nothing was asked before an act."
    rules = (
        SoftStopRule("frontdesk.unsaved", 40, 39, too_many=True),
        SoftStopRule("visits.room_taken", 4, 1, too_many=False),
    )
    section._show(SoftStopReport(90, 90, 20, rules))
    first, second = (section.model.words(one) for one in rules)
    assert first[1:] == ["40", "39", "97 %", "Hardly stops anybody"]
    assert second[1:] == ["4", "1", "25 %", ""]


def test_values_of_a_question_are_left_open() -> None:
    assert "{" not in rule_words("visits.room_taken")
    assert rule_words("nobody.knows") == "nobody.knows"


def test_who_may_not_read_the_record_has_no_such_part(practice: BarePractice, qtbot: QtBot) -> None:
    assert "alerts" not in open_screen(practice, qtbot, role="biller").screen.entries
