"""What passed, on its way to the front end: in batches, and never more than it can swallow.

A flood of datagrams costs the window one event a batch. When the front end falls behind, sockets
stop being read until it has caught up: the system's own buffers and TCP then hold the flood.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.sockets import Traffic, TrafficPassed, Transport
from lanyard.wire import limits


class _Tally:
    """What has gathered, and what the front end has not taken.

    Apart from the Ledger because each row changes it, and PySide takes ten times as long to set
    an attribute of a QObject as Python does of anything else.
    """

    __slots__ = ("rows", "untaken_bytes", "untaken_rows")

    def __init__(self) -> None:
        self.rows: list[Traffic] = []
        self.untaken_rows = 0
        self.untaken_bytes = 0


class Ledger(QObject):
    """Gathers Traffic and tells it. Lives in the sockets thread."""

    passed = Signal(object)
    """A TrafficPassed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tally = _Tally()
        self._stopped: dict[Callable[[], None], None] = {}
        self._timer = QTimer(self, singleShot=True, interval=limits.TRAFFIC_BATCH_MILLISECONDS)
        self._timer.timeout.connect(self.tell)

    @property
    def is_full(self) -> bool:
        """True while the front end is too far behind to read more."""
        tally = self._tally
        return (
            tally.untaken_rows > limits.TRAFFIC_ROWS_AHEAD
            or tally.untaken_bytes > limits.TRAFFIC_BYTES_AHEAD
        )

    def note(
        self, key: str, incoming: bool, source: str, target: str, payload: bytes,
        *, cut: bool = False, transport: Transport = Transport.TCP, size: int = -1,
    ) -> None:  # fmt: skip
        """Note one text or datagram; of a long one only the beginning is kept."""
        length = len(payload)
        whole = length if size < 0 else size
        if length > limits.PLAIN_TEXT_BYTES:
            length = limits.PLAIN_TEXT_BYTES
            payload = payload[:length]
        tally = self._tally
        rows = tally.rows
        at = time.time_ns() // 1_000_000
        rows.append(Traffic(key, at, incoming, source, target, payload, whole, cut, transport))
        tally.untaken_rows += 1
        tally.untaken_bytes += length
        gathered = len(rows)
        if gathered == 1:
            self._timer.start()
        elif gathered >= limits.TRAFFIC_A_BATCH:
            self.tell()

    def when_room(self, resume: Callable[[], None]) -> None:
        """Call ``resume`` once, as soon as the front end has caught up."""
        self._stopped[resume] = None

    def forget(self, resume: Callable[[], None]) -> None:
        """Do not call it any more."""
        self._stopped.pop(resume, None)

    @Slot()
    def tell(self) -> None:
        """Tell what has gathered now."""
        self._timer.stop()
        tally = self._tally
        rows, tally.rows = tally.rows, []
        for start in range(0, len(rows), limits.TRAFFIC_A_BATCH):
            self.passed.emit(TrafficPassed(tuple(rows[start : start + limits.TRAFFIC_A_BATCH])))

    @Slot(object)
    def taken(self, passed: TrafficPassed) -> None:
        """The front end has taken a batch."""
        self._tally.untaken_rows -= len(passed.rows)
        self._tally.untaken_bytes -= sum(len(row.payload) for row in passed.rows)
        if self._stopped and not self.is_full:
            stopped, self._stopped = self._stopped, {}
            for resume in stopped:
                resume()
