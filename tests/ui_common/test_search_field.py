"""The answers under a search field are a sound model."""

from PySide6.QtTest import QAbstractItemModelTester

from app.core.ids import new_id
from ui.common.search_field import Choice, ChoiceModel


def test_the_answers_are_a_sound_model() -> None:
    model = ChoiceModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_choices([Choice(new_id(), "Lee, Susan", "8/12/1958"), Choice(new_id(), "<b>Ann</b>")])
    assert model.data(model.index(1, 0)) == "<b>Ann</b>"
    model.show_choices([])
    assert model.rowCount() == 0
    assert tester.model() is model
