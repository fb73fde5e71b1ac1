"""The editor of the words for home: line by line, kept as a draft, never over newer ones."""

import pytest

from app.documents.actions import WriteInstructions, write_instructions
from app.documents.model import HomeInstructions
from app.store.drafts import Draft
from tests.documents_room.house import House
from tests.ui_paper.conftest import Hands
from ui.common.paper_instructions import InstructionsCard


@pytest.fixture
def card(hands: Hands, house: House) -> InstructionsCard:
    made = InstructionsCard(hands.desk)
    hands.window.layout().addWidget(made)  # type: ignore[union-attr]
    made.open_visit(house.seen.id)
    return made


def area(card: InstructionsCard, name: str) -> None:
    card.form.field(name).input.setFocus()


def test_each_line_is_one_point(card: InstructionsCard, hands: Hands, house: House) -> None:
    area(card, "found")
    hands.press("You have the flu.")
    card.form.field("to_do").area.setPlainText("Rest.\n\n  Drink enough.  ")  # type: ignore[attr-defined]
    card.act.click()
    (kept,) = house.all(HomeInstructions)
    assert (kept.found, kept.to_do) == (["You have the flu."], ["Rest.", "Drink enough."])
    assert "Written by Ruth Day" in card.state.text()
    assert not card.form.dirty


def test_what_is_typed_is_kept_as_a_draft_and_comes_back(
    card: InstructionsCard, hands: Hands, house: House
) -> None:
    area(card, "found")
    hands.press("You have")
    hands.desk.locking.emit()
    assert len(house.all(Draft)) == 1
    again = InstructionsCard(hands.desk)
    hands.window.layout().addWidget(again)  # type: ignore[union-attr]
    again.open_visit(house.seen.id)
    assert again.form.field("found").value() == "You have"
    again.save()
    assert house.all(Draft) == []


def test_too_many_lines_are_refused_beside_the_field(card: InstructionsCard) -> None:
    card.form.field("to_do").area.setPlainText("\n".join("abcdefghijklm"))  # type: ignore[attr-defined]
    card.save()
    assert "At most 12 lines fit" in card.form.field("to_do").error.text()


def test_newer_words_are_never_written_over(card: InstructionsCard, hands: Hands, house: House) -> None:
    house.run(write_instructions, WriteInstructions(visit_id=house.seen.id, found=("From the doctor",)))
    errors: list[Exception] = []
    hands.desk.set_presenter(lambda error, _owner: errors.append(error))
    area(card, "found")
    hands.press("Mine")
    card.save()
    assert [type(error).__name__ for error in errors] == ["Stale"]
    assert house.all(HomeInstructions)[0].found == ["From the doctor"]
    assert card.form.field("found").value() == "Mine"
