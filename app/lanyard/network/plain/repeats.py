"""Saved packets that are sent again and again inside a live connection."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from lanyard.sockets import SendBytes
from lanyard.wire import limits


class Repeats(QObject):
    """At most one repeated sending a connection. Lives in the sockets thread."""

    def __init__(self, send: Callable[[SendBytes, int], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._send = send
        self._orders: dict[str, tuple[SendBytes, int, float]] = {}
        """By key: what, how often it was sent, when it is due."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_due)

    def begin(self, order: SendBytes) -> None:
        """It was sent once: send it again in time."""
        every = max(limits.BROADCAST_FASTEST_SECONDS, order.every)
        if order.count == 1:
            return
        self._orders[order.key] = (order, 1, time.monotonic() + every)
        self._arm()

    def stop(self, key: str) -> int:
        """Send it no more; return how often it was sent."""
        stopped = self._orders.pop(key, None)
        self._arm()
        return stopped[1] if stopped else 0

    def close(self) -> None:
        """Send nothing more."""
        self._orders.clear()
        self._timer.stop()

    def _arm(self) -> None:
        if self._orders:
            due = min(due for _, _, due in self._orders.values())
            self._timer.start(max(0, round((due - time.monotonic()) * 1000)))
        else:
            self._timer.stop()

    @Slot()
    def _on_due(self) -> None:
        now = time.monotonic()
        for key, (order, sent, due) in tuple(self._orders.items()):
            if due > now + 0.001:
                continue
            times = sent + 1
            if self._send(order, times) and times != order.count:
                every = max(limits.BROADCAST_FASTEST_SECONDS, order.every)
                # From when it was due, not from now: it keeps its beat. What a pause of the
                # computer left out is not made up for.
                self._orders[key] = (order, times, max(due + every, now))
            else:
                self._orders.pop(key, None)
        self._arm()
