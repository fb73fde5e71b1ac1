"""The Patients place with its import: the list and the charts, or the import of another system's files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from ui.common.layout import Column
from ui.common.navigation import Go
from ui.common.screen import Screen
from ui.patient.importing import ImportScreen
from ui.patient.patients_screen import PatientsScreen

IMPORT = "import"


class PatientsPlace(Screen):
    """Shows the patients; `open_import` shows the import, made when first wanted, until it is left."""

    def __init__(self, patients: PatientsScreen, make_import: Callable[[], ImportScreen]) -> None:
        super().__init__(patients.desk, patients.title, "patients_place")
        self.patients = patients
        self.importing: ImportScreen | None = None
        self._make_import = make_import
        self.pages = QStackedWidget()
        self._add(patients)
        column = Column(self, space=0)
        column.addWidget(self.pages)

    def _add(self, screen: Screen) -> None:
        self.pages.addWidget(screen)
        screen.go.connect(self.go)
        screen.said.connect(self.said)

    def open_import(self) -> None:
        """Show the import."""
        if self.importing is None:
            self.importing = self._make_import()
            self._add(self.importing)
            self.importing.left.connect(self.close_import)
        self.pages.setCurrentWidget(self.importing)
        self.importing.setFocus()

    def close_import(self) -> None:
        """Show the patients again."""
        self.pages.setCurrentWidget(self.patients)
        self.patients.setFocus()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the keyboard where the page in sight wants it, so that its keys work at once."""
        if self.importing is not None and self.pages.currentWidget() is self.importing:
            self.importing.setFocus(reason)
        else:
            self.patients.setFocus(reason)

    def open_place(self, place: Go) -> None:
        if place.act == IMPORT:
            self.open_import()
            return
        self.close_import()
        self.patients.open_place(place)
