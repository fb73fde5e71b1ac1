"""Pictures from outside are decoded in a child process that holds no key; back comes a small plain JPEG."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter, QPainter

from app.core.errors import RuleViolated
from app.core.findings import Message
from ui.common.outside_child import fall_silent
from ui.theme.tokens import LIGHT

LARGEST_FILE = 40_000_000  # bytes; what telephones and cameras make is far below
SIDE = 720  # pixels of the longer side as kept
SECONDS = 20.0
_QUALITY = 85


def read_photo(path: Path) -> bytes:
    """Return the picture of a file as a JPEG without anything but the picture.

    Raises RuleViolated("photo") for a file that is too large, not there, or no picture.
    """
    try:
        size = path.stat().st_size
    except OSError:
        raise _refused("people.photo_type") from None
    if size > LARGEST_FILE:
        raise _refused("people.photo_size")
    spawn = multiprocessing.get_context("spawn")
    near, far = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_work, args=(far, str(path)), daemon=True)
    try:
        process.start()
        far.close()
        content = near.recv_bytes() if near.poll(SECONDS) else b""
    except (EOFError, OSError):
        content = b""
    finally:
        _end(process)
        near.close()
    if not content:
        raise _refused("people.photo_type")
    return content


def _end(process: multiprocessing.process.BaseProcess) -> None:
    if process.pid is not None:
        process.kill()
        process.join()


def _refused(message: str) -> RuleViolated:
    return RuleViolated("photo", Message(message, {"most": LARGEST_FILE}))


def _work(pipe: Connection, path: str) -> None:
    """Run in the child: decode, make small, send."""
    fall_silent()
    pipe.send_bytes(small_jpeg(path))
    pipe.close()


def small_jpeg(path: str) -> bytes:
    """Return the picture of a file, upright and at most SIDE pixels wide or high; b"" where there is none."""
    reader = QImageReader(path)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in (b"jpeg", b"png", b"webp"):
        return b""
    image = reader.read()
    if image.isNull():
        return b""
    if max(image.width(), image.height()) > SIDE:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(QSize(SIDE, SIDE), keep, smooth)
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(QColor(LIGHT.paper))
    with QPainter(plain) as painter:
        painter.drawImage(0, 0, image)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(_QUALITY)
    writer.write(plain)
    return bytes(buffer.data().data())
