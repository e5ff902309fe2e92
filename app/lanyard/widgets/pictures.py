"""Small pictures of files that arrived, or that I sent: read and decoded beside the window.

Only what the person said yes to is looked at: a finished file that was accepted, by hand or by
trust, and pictures of my own. A decoder meets a stranger's bytes here, so it gets few of them,
one format that was named beforehand, a bound on memory, and never a format that is drawn by a
program (SVG). Decoding runs in a pool of threads that is handed in; Qt lets go of Python's lock
meanwhile. Everything else: main thread only.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QObject,
    QRunnable,
    QSize,
    Qt,
    QThreadPool,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QImage, QImageReader

from lanyard.commands import OfferFiles
from lanyard.events import TransferState
from lanyard.models.opening import may_preview
from lanyard.models.rows import Row

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes; a larger picture is shown as a file only."""
MOST_MEGABYTES = 128
"""What decoding one picture may take, and so a bound on its pixels."""
LARGEST_SIDE = 30_000
BOX = QSize(720, 400)
"""Pictures are kept no larger than this: twice the place in a row, for sharp screens."""
KEPT = 24
ASKED_KEPT = 1_000
_FORMATS = {"jpg": b"jpeg", "jpeg": b"jpeg", "png": b"png", "gif": b"gif", "bmp": b"bmp",
            "webp": b"webp"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """What came of one file; a null image: nothing that can be shown."""

    path: str
    image: QImage


class Pictures(QObject):
    """Gives small pictures by row. Without a pool there are none."""

    ready = Signal(object)
    """A path: its picture can be shown now."""

    _decoded = Signal(object)

    def __init__(self, pool: QThreadPool | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._images: OrderedDict[str, QImage] = OrderedDict()
        self._sizes: OrderedDict[str, QSize | None] = OrderedDict()
        """What is known of a path; None while it is asked for, empty when it is no picture."""
        self._own: OrderedDict[str, str] = OrderedDict()
        QImageReader.setAllocationLimit(MOST_MEGABYTES)
        self._decoded.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def use(self, pool: QThreadPool) -> None:
        """Decode in this pool from now on."""
        self._pool = pool

    @Slot(object)
    def note_command(self, command: object) -> None:
        """Remember the one picture that I offer, so that it can be shown in its row."""
        if not isinstance(command, OfferFiles) or len(command.paths) != 1:
            return
        if may_preview(command.paths[0]):
            self._own[command.id] = command.paths[0]
            while len(self._own) > ASKED_KEPT:
                self._own.popitem(last=False)

    def path_of(self, row: Row) -> str:
        """Return the file whose picture belongs into a row; '' for none."""
        if self._pool is None or row.entry.offer is None or row.deleted:
            return ""
        if row.mine:
            return self._own.get(row.entry.id, "")
        for transfer in row.transfers:
            is_here = transfer.incoming and transfer.state is TransferState.DONE
            if is_here and len(transfer.paths) == 1 and may_preview(transfer.paths[0]):
                return transfer.paths[0]
        return ""

    def size_of(self, path: str) -> QSize:
        """Return how large the picture of a file is; empty when there is none, or not yet."""
        if path not in self._sizes:
            self._ask(path)
        return self._sizes.get(path) or QSize()

    def image_of(self, path: str) -> QImage | None:
        """Return the picture of a file to paint it; None when it has to be decoded again."""
        image = self._images.get(path)
        if image is None:
            if not self.size_of(path).isEmpty():
                self._ask(path)
            return None
        self._images.move_to_end(path)
        return image

    def close(self) -> None:
        """Decode nothing more; wait for what is being decoded, which is bounded."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.clear()
            pool.waitForDone()

    def _ask(self, path: str) -> None:
        if self._pool is None:
            return
        self._sizes[path] = None
        while len(self._sizes) > ASKED_KEPT:
            self._sizes.popitem(last=False)
        self._pool.start(_Decoding(path, self._decoded))

    @Slot(object)
    def _take(self, decoded: Decoded) -> None:
        image = decoded.image
        self._sizes[decoded.path] = image.size()
        if image.isNull():
            return
        self._images[decoded.path] = image
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        self.ready.emit(decoded.path)


class _Decoding(QRunnable):
    """Decodes one file and tells it; runs in a thread of the pool."""

    def __init__(self, path: str, told: SignalInstance) -> None:
        super().__init__()
        self._path = path
        self._told = told

    def run(self) -> None:
        decoded = Decoded(self._path, decode(self._path))
        # The window may have gone meanwhile; nobody waits for the picture then.
        with contextlib.suppress(RuntimeError):
            self._told.emit(decoded)


def decode(path: str) -> QImage:
    """Return the picture in a file, no larger than ``BOX``; a null image for anything doubtful.

    Any thread. Raises nothing.
    """
    suffix = path.rpartition(".")[2].lower()
    content = _content(path) if may_preview(path) else b""
    if not content or suffix not in _FORMATS:
        return QImage()
    bytes_ = QByteArray(content)
    buffer = QBuffer(bytes_)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMATS[suffix]))
    # By its name only: otherwise the content could choose a decoder that was not meant.
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isEmpty() or max(size.width(), size.height()) > LARGEST_SIDE:
        return QImage()
    if size.width() * size.height() * 4 > MOST_MEGABYTES * 1024 * 1024:
        return QImage()
    if size.width() > BOX.width() or size.height() > BOX.height():
        small = size.scaled(BOX, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(small.expandedTo(QSize(1, 1)))
    return reader.read()


def _content(path: str) -> bytes:
    """Return a plain file's bytes; nothing for links, devices, and what is too large."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError:
        return b""
    try:
        there = os.fstat(handle)
        if not stat.S_ISREG(there.st_mode) or not 0 < there.st_size <= LARGEST_FILE:
            return b""
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(LARGEST_FILE)
    except OSError:
        return b""
    finally:
        os.close(handle)
