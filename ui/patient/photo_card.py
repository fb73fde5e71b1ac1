"""The photo of a patient: chosen from a file or dropped here, shown as it will be kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QSizePolicy

from app.core.errors import RuleViolated
from ui.common.card import Card
from ui.common.desk import Desk
from ui.common.plain_text import Label
from ui.common.words import words_for
from ui.patient.patient_words import words
from ui.patient.photo_reading import read_photo
from ui.theme import tokens
from ui.theme.icons import draw_icon
from ui.theme.paint import draw_box
from ui.theme.theme import theme


class PhotoArea(QAbstractButton):
    """A dashed box that takes a file, or the picture in it."""

    dropped = Signal(object)

    def __init__(self, height: int = 148) -> None:
        super().__init__()
        self._height = height
        self._picture = QPixmap()
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setText(words("Choose a file"))
        self.setAccessibleName(words("Photo: choose a file"))
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(80), theme().px(self._height))

    def show_picture(self, content: bytes | None) -> None:
        """Show a picture that this program has made, or the empty box."""
        self._picture = QPixmap()
        if content:
            self._picture.loadFromData(content)
        self.update()

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        for file in files[:1]:
            self.dropped.emit(Path(file))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            if self.has_picture:
                self._draw_picture(painter, rect)
            else:
                self._draw_empty(painter, rect)
            if self.hasFocus():
                draw_box(painter, QRectF(self.rect()), theme().px(tokens.RADIUS), None, colors.accent, 2.0)

    def _draw_empty(self, painter: QPainter, rect: QRectF) -> None:
        colors = theme().colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colors.strong_line), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(
            rect.adjusted(0.5, 0.5, -0.5, -0.5), theme().px(tokens.RADIUS), theme().px(tokens.RADIUS)
        )
        side, text = theme().px(16), self.text()
        width = theme().metrics().horizontalAdvance(text) + side + theme().px(8)
        left = rect.center().x() - width / 2
        draw_icon(painter, "camera", QRectF(left, rect.center().y() - side / 2, side, side), colors.third)
        painter.setFont(theme().font())
        painter.setPen(QColor(colors.third))
        room = QRectF(left + side + theme().px(8), rect.y(), width, rect.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _draw_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Fill a square in the middle, the picture cut at its longer sides."""
        side = rect.height()
        box = QRectF(rect.center().x() - side / 2, rect.y(), side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(box, theme().px(tokens.RADIUS), theme().px(tokens.RADIUS))
        painter.setClipPath(path)
        size = self._picture.size()
        least = min(size.width(), size.height())
        source = QRectF((size.width() - least) / 2, (size.height() - least) / 2, least, least)
        painter.drawPixmap(box, self._picture, source)
        painter.setClipping(False)


class PhotoCard(Card):
    """Chooses a photo; `chosen` tells its content, decoded and made small beside the GUI thread."""

    chosen = Signal(bytes)

    def __init__(self, desk: Desk) -> None:
        super().__init__(words("Photo"), space=8)
        self._desk = desk
        self.content: bytes | None = None
        self.area = PhotoArea()
        self.area.clicked.connect(self.choose)
        self.area.dropped.connect(self.load)
        self.error = Label("", "label", "danger", wrap=True)
        self.error.hide()
        self.add(self.area, self.error)

    def choose(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, words("Photo"), "", words("Pictures (*.jpg *.jpeg *.png *.webp)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.load(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def load(self, path: Path) -> None:
        """Read a file and show its picture."""
        self._say("")
        self._desk.work_on_pool(read_photo, path, done=self._read, failed=self._failed, owner=self)

    def show_kept(self, content: bytes | None) -> None:
        """Show the photo that is kept already."""
        self.area.show_picture(content)

    def _read(self, content: bytes) -> None:
        self.content = content
        self.area.show_picture(content)
        self.chosen.emit(content)

    def _failed(self, error: Exception) -> bool:
        if not isinstance(error, RuleViolated):
            return False
        self._say(words_for(error.message))
        return True

    def _say(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))
