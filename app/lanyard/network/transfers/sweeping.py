"""Folders of the spool are removed here, in the disk's thread: a hundred thousand files take long.

A little at a time, so that transfers go on in between. What is broken off is removed at the next
start, when no record is for it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

_log = logging.getLogger(__name__)
_A_STEP = 200


class Sweeper(QObject):
    """The transfers thread's end."""

    swept = Signal(object)
    """A folder is gone, or cannot be removed now; its path."""
    _ordered = Signal(object)

    def __init__(self, thread: QThread, parent: QObject) -> None:
        """``thread`` does the work; it may be this one."""
        super().__init__(parent)
        self._worker = _Worker()
        self._worker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._ordered.connect(self._worker.sweep, queued)
        self._worker.swept.connect(self._on_swept, queued)
        self._under_way: dict[str, int] = {}

    def sweep(self, folder: str) -> None:
        """Remove a folder, with all that is in it."""
        self._under_way[folder] = self._under_way.get(folder, 0) + 1
        self._ordered.emit(folder)

    def is_at(self, folder: str) -> bool:
        """Return whether a folder is being removed: what is put there now would go with it."""
        return folder in self._under_way

    @Slot(object)
    def _on_swept(self, folder: str) -> None:
        self._under_way[folder] -= 1
        if not self._under_way[folder]:
            del self._under_way[folder]
        self.swept.emit(folder)


class _Worker(QObject):
    swept = Signal(object)
    _again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[str, Iterator[None]]] = []
        self._again.connect(self._go_on, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def sweep(self, folder: str) -> None:
        self._waiting.append((folder, _removed(folder)))
        if len(self._waiting) == 1:
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        folder, steps = self._waiting[0]
        try:
            next(steps)
        except StopIteration:
            self._waiting.pop(0)
            self.swept.emit(folder)
        except OSError as error:
            _log.warning("%s is not removed: %s", folder, error)
            self._waiting.pop(0)
            self.swept.emit(folder)
        if self._waiting:
            self._again.emit()


def _removed(folder: str) -> Iterator[None]:
    """Remove a folder of files and empty folders, a little at a time; links are not followed."""
    if not os.path.lexists(folder):
        return
    with os.scandir(folder) as found:
        for number, one in enumerate(found, 1):
            if one.is_dir(follow_symlinks=False):
                os.rmdir(one.path)
            else:
                os.unlink(one.path)
            if number % _A_STEP == 0:
                yield
    os.rmdir(folder)
