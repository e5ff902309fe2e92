"""Texts that only silence ends: who said something without an end, and for how long ago.

One timer for all lines of a thread, and it runs only while somebody's text is open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from lanyard.sockets import PAUSE_MILLISECONDS
from lanyard.wire import limits

_TICK_MILLISECONDS = 10

Silent = Callable[[Hashable, bool], bool]
"""Called with who has fallen silent, and whether half a character need not be waited for any
longer; returns True when nothing is open any more."""


class Pauses(QObject):
    """Tells when somebody has been silent for ``PAUSE_MILLISECONDS``."""

    def __init__(self, silent: Silent, parent: QObject) -> None:
        super().__init__(parent)
        self._silent = silent
        self._open: dict[Hashable, float] = {}
        self._timer = QTimer(self, interval=_TICK_MILLISECONDS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    def begin(self, who: Hashable) -> None:
        """Somebody said something that is not finished."""
        self._open[who] = time.monotonic()
        if not self._timer.isActive():
            self._timer.start()

    def end(self, who: Hashable) -> None:
        """What was open is finished, or its line is gone."""
        self._open.pop(who, None)

    def close(self) -> None:
        """Forget everybody."""
        self._open.clear()
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        now = time.monotonic()
        for who, since in tuple(self._open.items()):
            silence = now - since
            if silence * 1000 < PAUSE_MILLISECONDS:
                continue
            if self._silent(who, silence >= limits.PLAIN_HELD_SECONDS):
                self._open.pop(who, None)
        if not self._open:
            self._timer.stop()
