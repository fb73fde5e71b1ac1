"""A panel over the window that must be finished or left: the palette, the list of keys, a question."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.theme import theme

_VEIL = 70


class Overlay(QWidget):
    """Covers its parent with a veil and shows `panel` on it. Escape and a press beside the panel close it.

    The focus goes back to where it was. `width` and `top` are design pixels; `top` -1 centres the panel.
    """

    closed = Signal()

    def __init__(self, parent: QWidget, panel: QWidget, *, width: int = 640, top: int = -1) -> None:
        super().__init__(parent)
        self.panel = panel
        self._width, self._top = width, top
        self._before: QWidget | None = None
        self._place_soon = QTimer(self, singleShot=True, interval=0)
        self._place_soon.timeout.connect(self.place)
        panel.setParent(self)
        panel.installEventFilter(self)
        parent.installEventFilter(self)
        theme().changed.connect(self.place)
        self.hide()

    def open(self) -> None:
        """Show the panel and give it the focus."""
        self._before = QApplication.focusWidget()
        self.place()
        self.show()
        self.raise_()
        self.panel.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        """Take the panel away and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def wanted_height(self) -> int:
        """Return how tall the panel wants to be; what the window has no room for is cut off by scrolling."""
        hint, layout = self.panel.sizeHint().height(), self.panel.layout()
        if layout is None or not layout.hasHeightForWidth():
            return hint
        return max(hint, layout.totalHeightForWidth(self._panel_width()))

    def _panel_width(self) -> int:
        return min(theme().px(self._width), self.width() - 2 * theme().px(16))

    def place(self) -> None:
        """Cover the parent and put the panel in its place."""
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        margin = theme().px(16)
        width = self._panel_width()
        height = min(self.wanted_height(), self.height() - 2 * margin)
        top = (self.height() - height) // 2 if self._top < 0 else theme().px(self._top)
        top = max(0, min(top, self.height() - height - margin))
        self.panel.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget() and self.isVisible():
            self.place()
        if watched is self.panel and event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._place_soon.start()  # an error beneath a field needs room, once the layout knows it
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_panel()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside the panel: what is covered cannot be reached."""
        start = QApplication.focusWidget() or self.panel
        found = _step(start, forward)
        while found is not None and found is not start:
            wants_tab = bool(found.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if self.panel.isAncestorOf(found) and wants_tab and found.isVisible() and found.isEnabled():
                reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
                found.setFocus(reason)
                break
            found = _step(found, forward)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        veil = QColor(theme().colors.ink if not theme().dark else theme().colors.background)
        veil.setAlpha(_VEIL if not theme().dark else 2 * _VEIL)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), veil)


def _step(widget: QWidget, forward: bool) -> QWidget | None:
    return widget.nextInFocusChain() if forward else widget.previousInFocusChain()
