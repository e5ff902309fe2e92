"""Saving what was heard as a text file, a slice at a time, so that a million lines hold up nothing.

The file appears whole or not at all. Main thread only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QIODevice, QObject, QSaveFile, QTimer, Signal, Slot

from lanyard.models.datagrams import DatagramsModel, Kept, line_of

SLICE = 5_000


class DatagramFile(QObject):
    """One saving. It ends with ``saved`` or ``failed`` and is then of no more use."""

    saved = Signal(object)
    """The number of lines."""

    failed = Signal(object)
    """The system's words."""

    def __init__(self, model: DatagramsModel, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Iterator[Kept] = model.all_kept()
        self._lines = 0
        self._file = QSaveFile(path, self)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._write_on)

    def start(self) -> None:
        """Begin."""
        if self._file.open(QIODevice.OpenModeFlag.WriteOnly):
            self._timer.start()
        else:
            self.failed.emit(self._file.errorString())

    def stop(self) -> None:
        """Give up; what stood at the path before stays."""
        self._timer.stop()
        self._file.cancelWriting()

    @Slot()
    def _write_on(self) -> None:
        lines = [line_of(kept) for kept in islice(self._rows, SLICE)]
        self._lines += len(lines)
        written = self._file.write("".join(lines).encode("utf-8", "replace"))
        if written >= 0 and len(lines) == SLICE:
            return
        self._timer.stop()
        if written >= 0 and self._file.commit():
            self.saved.emit(self._lines)
        else:
            self.failed.emit(self._file.errorString())
