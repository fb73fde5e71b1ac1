"""Ctrl+P and a digit: what was printed goes out again in two keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.documents.model import PrintedPaper
from app.documents.queries import patient_handout, receipt_paper
from tests.documents.reading import whole
from tests.documents_room.house import House
from tests.ui_paper.conftest import Hands, Tray
from ui.common.paper_panel import PaperPanel
from ui.common.paper_reprint import ReprintPanel

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def printed(hands: Hands, house: House) -> Hands:
    """Mrs. Lee took home a handout, then a receipt; Ctrl+P is bound as the window binds it."""
    house.print(house.answer(patient_handout, "flu", house.lee.id, "es", house.seen.id))
    house.wait_a_minute()
    receipt = house.pay(2500, house.seen)
    house.print(house.answer(receipt_paper, receipt.number))
    shortcut = QShortcut(QKeySequence("Ctrl+P"), hands.window)
    shortcut.activated.connect(lambda: hands.office.reprint(house.lee.id))
    hands.window.setFocus()
    return hands


def test_the_last_paper_goes_out_again_in_two_keys(printed: Hands, tray: Tray, house: House) -> None:
    printed.press(Qt.Key.Key_P, modifier=CTRL)
    printed.press("1")
    assert printed.keys == 2
    assert tray.kinds() == ["receipt"]
    assert printed.said == ["1 paper printed, 1 page"]
    assert len(house.all(PrintedPaper)) == 3
    assert printed.open_panels(ReprintPanel) == 0


def test_another_digit_prints_another_paper_in_its_own_language(printed: Hands, tray: Tray) -> None:
    printed.press(Qt.Key.Key_P, modifier=CTRL)
    printed.press("2")
    assert tray.kinds() == ["handout"]
    assert tray.papers[0][0].sheet.language == "es"


def test_the_list_names_the_patient_and_each_paper(printed: Hands) -> None:
    printed.press(Qt.Key.Key_P, modifier=CTRL)
    panel = printed.panel(ReprintPanel)
    assert "Susan Lee" in panel.about.text() and "8/12/1958" in panel.about.text()
    assert [row.line.text for row in panel.list.rows] == [
        "1   Receipt 000001",
        "2   Handout: Gripe (influenza)",
    ]


def test_a_digit_beyond_the_list_prints_nothing(printed: Hands, tray: Tray) -> None:
    printed.press(Qt.Key.Key_P, modifier=CTRL)
    printed.press("9")
    assert tray.papers == []
    assert printed.open_panels(ReprintPanel) == 1


def test_enter_shows_the_paper_first(printed: Hands, tray: Tray) -> None:
    printed.press(Qt.Key.Key_P, modifier=CTRL)
    printed.press(Qt.Key.Key_Return)
    assert tray.papers == []
    assert printed.open_panels(ReprintPanel) == 0
    assert printed.panel(PaperPanel).papers[0].subject == "1"


def test_repeating_never_takes_private_items_along(hands: Hands, house: House, tray: Tray) -> None:
    house.allergy("Latex", private_from_guardian=True)
    house.print(house.summary(include_private=True))
    panel = hands.office.reprint(house.lee.id)
    assert panel is not None
    assert "again without them" in panel.list.rows[0].line.detail
    hands.press("1")
    assert "Latex" not in whole(tray.papers[0][0].pdf)


def test_without_a_printer_the_paper_can_be_saved(printed: Hands, tray: Tray) -> None:
    tray.names = ()
    printed.press(Qt.Key.Key_P, modifier=CTRL)
    printed.press("1")
    panel = printed.panel(ReprintPanel)
    assert "no printer" in panel.trouble.text()
    panel.save_button.click()
    assert [one.name for one in printed.folder.iterdir()] == ["receipt-1-en.pdf"]


def test_a_jam_is_told_and_the_same_key_tries_again(printed: Hands, tray: Tray) -> None:
    tray.jams_at = 0
    printed.press(Qt.Key.Key_P, modifier=CTRL)
    printed.press("1")
    assert "did not take the job" in printed.panel(ReprintPanel).trouble.text()
    tray.jams_at = -1
    printed.press("1")
    assert tray.kinds() == ["receipt"]


def test_a_patient_without_papers_is_told_what_will_stand_there(hands: Hands, house: House) -> None:
    panel = hands.office.reprint(house.ito.id)
    assert panel is not None and panel.empty.isVisible()
    hands.press("1", Qt.Key.Key_Escape)
    assert hands.open_panels(ReprintPanel) == 0
