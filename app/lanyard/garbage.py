"""Python looks for garbage in the main thread only, and at calm moments: a workaround for PySide.

By default whichever thread happens to allocate looks for it, in the middle of anything. When that
frees an object of Qt, its destructor runs there and then, in a thread that is not the object's,
under one of Qt's locks and without Python's (``lanyard.deletion`` tells what can come of it). It
also cost milliseconds in the middle of somebody's line.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_MILLISECONDS = 1_000
_WHOLE_EVERY = 60
"""Turns between two looks through everything."""


class GarbageKeeper(QObject):
    """Collects while an engine runs. Main thread; several may run at once."""

    running = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turns = 0
        self._timer = QTimer(self, interval=_MILLISECONDS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        """From now on nobody else looks for garbage."""
        if not self._timer.isActive():
            GarbageKeeper.running += 1
            gc.disable()
            self._timer.start()

    def stop(self) -> None:
        """Python does as it likes again, once the last keeper has stopped."""
        if self._timer.isActive():
            self._timer.stop()
            GarbageKeeper.running -= 1
            if not GarbageKeeper.running:
                gc.enable()

    @Slot()
    def _collect(self) -> None:
        self._turns += 1
        gc.collect(2 if self._turns % _WHOLE_EVERY == 0 else 1)
