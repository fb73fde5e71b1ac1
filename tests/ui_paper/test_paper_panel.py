"""Papers over the window: seen, printed in one act, saved; what goes wrong is told with what was kept."""

import errno
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.errors import Unavailable
from app.documents.actions import WriteInstructions, write_instructions
from app.documents.model import PrintedPaper
from app.documents.papers import PaperKind, draw
from tests.documents.reading import whole
from tests.documents_room.house import House
from tests.ui_paper.conftest import Hands, Tray
from ui.common import paper_output
from ui.common.desk import ThreadDesk
from ui.common.paper_office import PaperOffice
from ui.common.paper_output import file_name_of, free_paths, save_pdf
from ui.common.paper_panel import PaperPanel
from ui.common.paper_wanted import PaperWanted

ENTER = Qt.Key.Key_Return


def summary_of(house: House) -> PaperWanted:
    return PaperWanted(PaperKind.AFTER_VISIT_SUMMARY, house.lee.id, house.seen.id)


def all_papers(house: House) -> None:
    house.pay(2500, house.seen)
    house.book("10:00", day=date(2026, 3, 16))


def test_enter_prints_what_is_seen_and_keeps_it_in_the_record(hands: Hands, house: House, tray: Tray) -> None:
    hands.office.preview([summary_of(house)])
    panel = hands.panel(PaperPanel)
    assert panel.preview.page_count() >= 1
    assert panel.title.text() == "Susan Lee"
    hands.press(ENTER)
    assert tray.kinds() == ["after_visit_summary"]
    (kept,) = house.all(PrintedPaper)
    assert (kept.patient_id, kept.visit_id, kept.language) == (house.lee.id, house.seen.id, "en")
    assert hands.open_panels(PaperPanel) == 0
    assert hands.said == ["1 paper printed, 1 page"]


def test_escape_leaves_without_printing(hands: Hands, house: House, tray: Tray) -> None:
    hands.office.preview([summary_of(house)])
    hands.press(Qt.Key.Key_Escape)
    assert hands.open_panels(PaperPanel) == 0
    assert tray.papers == [] and house.all(PrintedPaper) == []


def test_all_that_goes_home_is_one_act_handouts_first_so_that_the_summary_names_them(
    hands: Hands, house: House, tray: Tray
) -> None:
    all_papers(house)
    hands.office.choose_handout(house.seen.id, house.lee.id)
    hands.press("flu", ENTER)
    assert hands.office.handouts_of(house.seen.id) == ("flu",)
    hands.office.checkout_papers(house.seen.id, 1)
    assert tray.kinds() == ["handout", "after_visit_summary", "receipt", "appointment_card"]
    assert "We also gave you: Flu" in whole(tray.papers[1][0].pdf)
    assert hands.said[-1].startswith("4 papers printed")
    assert hands.office.handouts_of(house.seen.id) == ()


def test_a_box_that_is_cleared_keeps_its_paper_in(hands: Hands, house: House, tray: Tray) -> None:
    all_papers(house)
    hands.office.preview_visit(house.seen.id)
    hands.press(Qt.Key.Key_Down, Qt.Key.Key_Space)
    panel = hands.panel(PaperPanel)
    assert panel.print_button.words == "Print 2 papers"
    hands.press(ENTER)
    assert tray.kinds() == ["after_visit_summary", "appointment_card"]


def test_the_language_of_the_patient_comes_first_and_another_is_one_press(
    hands: Hands, house: House, tray: Tray
) -> None:
    house.tell(language="es")
    hands.office.preview([summary_of(house)])
    panel = hands.panel(PaperPanel)
    assert panel.language.value() == "es"
    panel.language.control._clicked(0)
    hands.press(ENTER)
    assert tray.papers[0][0].sheet.language == "en"


def test_a_language_without_papers_says_what_to_do(hands: Hands, house: House) -> None:
    house.tell(language="vi")
    hands.office.preview([summary_of(house)])
    panel = hands.panel(PaperPanel)
    assert panel.language.value() == "en"
    assert "Vietnamese" in panel.language_note.text() and "interpreter" in panel.language_note.text()


def test_private_items_are_in_only_when_somebody_says_so_and_what_it_means_is_said(
    hands: Hands, house: House, tray: Tray
) -> None:
    house.allergy("Latex", private_from_guardian=True)
    hands.office.preview([summary_of(house)])
    panel = hands.panel(PaperPanel)
    assert "left off" in panel.private_note.text()
    panel.private.box.click()
    assert "Give it to the patient only" in panel.private_note.text()
    hands.press(ENTER)
    text = whole(tray.papers[0][0].pdf)
    assert "Latex" in text and "This paper holds private items" in text
    assert house.all(PrintedPaper)[0].includes_private


def test_a_record_that_changed_since_the_preview_prints_as_it_is_now(
    hands: Hands, house: House, tray: Tray
) -> None:
    hands.office.preview([summary_of(house)])
    house.run(write_instructions, WriteInstructions(visit_id=house.seen.id, found=("You have the flu.",)))
    hands.press(ENTER)
    assert "You have the flu" in whole(tray.papers[0][0].pdf)
    assert "The newer paper was printed" in hands.said[-1]


def test_without_a_printer_it_says_so_and_saving_is_offered(hands: Hands, house: House, tray: Tray) -> None:
    tray.names = ()
    hands.office.preview([summary_of(house)])
    panel = hands.panel(PaperPanel)
    assert "no printer" in panel.trouble.text() and "Save as PDF" in panel.trouble.text()
    assert not panel.print_button.isEnabled()
    hands.press(Qt.Key.Key_S, modifier=Qt.KeyboardModifier.ControlModifier)
    (file,) = hands.folder.iterdir()
    assert file.name == "after-visit-summary-en.pdf" and "Lee" not in file.name
    assert file.stat().st_mode & 0o077 == 0
    assert len(house.all(PrintedPaper)) == 1


def test_a_printer_that_goes_away_leaves_the_rest_here_and_says_how_many_are_out(
    hands: Hands, house: House, tray: Tray
) -> None:
    all_papers(house)
    tray.jams_at = 1
    hands.office.checkout_papers(house.seen.id, 1)
    panel = hands.panel(PaperPanel)
    assert "1 of 3 are out" in panel.trouble.text()
    assert [one.kind for one in panel.papers] == [PaperKind.RECEIPT, PaperKind.APPOINTMENT_CARD]
    assert len(house.all(PrintedPaper)) == 1
    tray.jams_at = -1
    hands.press(ENTER)
    assert tray.kinds() == ["after_visit_summary", "receipt", "appointment_card"]


def test_a_printer_that_fails_in_the_panel_keeps_what_is_not_out(
    hands: Hands, house: House, tray: Tray
) -> None:
    all_papers(house)
    hands.office.preview_visit(house.seen.id)
    tray.jams_at = 2
    hands.press(ENTER)
    panel = hands.panel(PaperPanel)
    assert "2 of 3 are out" in panel.trouble.text()
    assert panel.print_button.words == "Print 1 paper"
    tray.jams_at = -1
    hands.press(ENTER)
    assert tray.kinds() == ["after_visit_summary", "receipt", "appointment_card"]


def test_several_papers_are_saved_in_a_folder_and_nothing_is_written_over(hands: Hands, house: House) -> None:
    all_papers(house)
    for _time in range(2):
        hands.office.preview_visit(house.seen.id)
        hands.panel(PaperPanel).save()
    names = sorted(one.name for one in hands.folder.iterdir())
    assert len(names) == 6
    assert names[0] == "1-2-after-visit-summary-en.pdf"


def test_a_full_disk_is_told_and_leaves_no_half_paper(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(paper_output.os, "fsync", full)
    with pytest.raises(Unavailable) as told:
        save_pdf(draw(house.summary()), tmp_path / "paper.pdf")
    assert told.value.cause == "paper_disk_full"
    assert not (tmp_path / "paper.pdf").exists()


def test_a_place_that_cannot_be_written_is_told(house: House, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        save_pdf(draw(house.summary()), tmp_path / "nowhere" / "paper.pdf")
    assert told.value.cause == "paper_not_saved"


def test_names_of_files_tell_the_kind_and_never_the_patient(house: House, tmp_path: Path) -> None:
    printed = draw(house.summary())
    assert file_name_of(printed) == "after-visit-summary-en.pdf"
    paths = free_paths(tmp_path, [printed, printed])
    assert [one.name for one in paths] == ["1-after-visit-summary-en.pdf", "2-after-visit-summary-en.pdf"]


def test_labels_and_pages_remember_their_own_printers(hands: Hands, house: House, tray: Tray) -> None:
    hands.office.preview([PaperWanted(PaperKind.LABEL, house.lee.id)])
    panel = hands.panel(PaperPanel)
    panel.printer.set_value("Labels")
    hands.press(ENTER)
    hands.office.label(house.lee.id)
    hands.office.preview([summary_of(house)])
    hands.press(ENTER)
    assert [printer for _paper, printer in tray.papers] == ["Labels", "Labels", "Front desk"]


def test_staff_papers_show_without_a_choice_of_language(hands: Hands, house: House) -> None:
    hands.office.schedule(date(2026, 3, 2))
    panel = hands.panel(PaperPanel)
    assert not panel.language.isVisible() and not panel.private.isVisible()
    assert panel.preview.page_count() == 1


def test_over_real_threads_the_papers_go_out_one_after_the_other(
    hands: Hands, house: House, tray: Tray, qtbot: QtBot
) -> None:
    all_papers(house)
    desk = ThreadDesk(house)
    try:
        office = PaperOffice(desk, lambda: hands.window, hands._hear, output=hands.output)
        office.checkout_papers(house.seen.id, 1)
        qtbot.waitUntil(lambda: bool(hands.said), timeout=20_000)
    finally:
        desk.close()
    assert tray.kinds() == ["after_visit_summary", "receipt", "appointment_card"]
    assert len(house.all(PrintedPaper)) == 3
