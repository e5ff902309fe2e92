"""Thousands of bare sockets in one Qt thread.

Qt asks the system about each of its socket notifiers in every turn, so five hundred quiet clients
slow down the one who talks. Here one notifier watches the system's own list (epoll, kqueue), and
a turn costs only the sockets that have something to say. Where there is no such list (Windows)
each socket gets its own notifiers.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
from collections import deque
from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot

from lanyard.deletion import delete_later
from lanyard.wire import limits

READ = selectors.EVENT_READ
WRITE = selectors.EVENT_WRITE

_A_TURN = 100
"""Sockets served in one turn of the event loop; timers and Qt's own sockets have theirs between."""

Ready = Callable[[int], None]
"""Called with READ, WRITE or both when a socket can be read or written without waiting.

With neither when it was woken.
"""


class Poller(QObject):
    """Watches non-blocking sockets for its thread. Make it, use it and close it there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ready: dict[int, Ready] = {}
        self._own: dict[int, tuple[QSocketNotifier, QSocketNotifier]] = {}
        self._found: deque[tuple[int, Ready | None, int]] = deque()
        """Who was ready when the system was last asked, and has not had its turn."""
        self._awake: list[tuple[int, Ready]] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._on_awake)
        self._selector: selectors.BaseSelector | None = None
        made = selectors.DefaultSelector()
        if hasattr(made, "fileno"):
            self._selector = made
            self._notifier = QSocketNotifier(made.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._on_some_ready)
        else:
            made.close()

    @cached_property
    def buffer(self) -> memoryview:
        """Memory to read into for whoever is done with it before it returns."""
        return memoryview(bytearray(limits.SAVE_READ_BYTES))

    def watch(self, sock: socket.socket, events: int, ready: Ready) -> None:
        """Begin to watch a socket."""
        number = sock.fileno()
        self._ready[number] = ready
        if self._selector is not None:
            if events:
                self._selector.register(number, events)
            return
        pair = (
            QSocketNotifier(number, QSocketNotifier.Type.Read, self),
            QSocketNotifier(number, QSocketNotifier.Type.Write, self),
        )
        self._own[number] = pair
        for notifier, kind in zip(pair, (READ, WRITE), strict=True):
            notifier.setEnabled(bool(events & kind))
        pair[0].activated.connect(self._on_readable)
        pair[1].activated.connect(self._on_writable)

    def change(self, sock: socket.socket, events: int) -> None:
        """Watch a socket for other events; for none of them it is kept in mind only."""
        number = sock.fileno()
        if self._selector is not None:
            known = number in self._selector.get_map()
            if events and known:
                self._selector.modify(number, events)
            elif events:
                self._selector.register(number, events)
            elif known:
                self._selector.unregister(number)
            return
        for notifier, kind in zip(self._own[number], (READ, WRITE), strict=True):
            notifier.setEnabled(bool(events & kind))

    def wake(self, sock: socket.socket) -> None:
        """Call whoever watches a socket at the next turn of the event loop, ready or not."""
        self._awake.append((sock.fileno(), self._ready[sock.fileno()]))
        self._soon.start()

    def forget(self, sock: socket.socket) -> None:
        """Stop watching a socket; call it before the socket is closed."""
        number = sock.fileno()
        if self._ready.pop(number, None) is None:
            return
        if self._selector is not None:
            with contextlib.suppress(KeyError):
                self._selector.unregister(number)
            return
        for notifier in self._own.pop(number):
            notifier.setEnabled(False)
            delete_later(notifier)

    def close(self) -> None:
        """Stop watching anything."""
        self._ready.clear()
        self._found.clear()
        self._awake.clear()
        self._soon.stop()
        if self._selector is not None:
            self._notifier.setEnabled(False)
            self._selector.close()
            self._selector = None
        for pair in self._own.values():
            for notifier in pair:
                notifier.setEnabled(False)
        self._own.clear()

    @Slot()
    def _on_awake(self) -> None:
        awake, self._awake = self._awake, []
        for number, ready in awake:
            if self._ready.get(number) is ready:
                ready(0)

    @Slot()
    def _on_some_ready(self) -> None:
        if self._selector is None:
            return
        found = self._found
        if not found:
            know = self._ready.get
            found.extend((key.fd, know(key.fd), events) for key, events in self._selector.select(0))
        turn = _A_TURN
        while found and turn:
            turn -= 1
            number, ready, events = found.popleft()
            # One that was ready may have been forgotten by the one before it.
            if ready is not None and self._ready.get(number) is ready:
                ready(events)

    @Slot("QSocketDescriptor")
    def _on_readable(self, descriptor: object) -> None:
        self._tell(descriptor, READ)

    @Slot("QSocketDescriptor")
    def _on_writable(self, descriptor: object) -> None:
        self._tell(descriptor, WRITE)

    def _tell(self, descriptor: object, event: int) -> None:
        ready = self._ready.get(int(descriptor))  # type: ignore[call-overload]
        if ready is not None:
            ready(event)
