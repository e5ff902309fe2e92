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
import time
from collections import deque
from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot

from lanyard.deletion import delete_later
from lanyard.wire import limits

READ = selectors.EVENT_READ
WRITE = selectors.EVENT_WRITE

_TURN_SECONDS = 0.002
"""How long sockets are served in one turn of the event loop; Qt's own have theirs between."""

Ready = Callable[[int], None]
"""Called with READ, WRITE or both when a socket can be read or written without waiting.

With neither when it was woken.
"""


class _Pair(QObject):
    """One socket's own notifiers, where the system keeps no list."""

    def __init__(self, number: int, ready: Ready, parent: QObject) -> None:
        super().__init__(parent)
        self._ready: Ready | None = ready
        self._read = QSocketNotifier(number, QSocketNotifier.Type.Read, self)
        self._write = QSocketNotifier(number, QSocketNotifier.Type.Write, self)
        self._read.activated.connect(self._on_readable)
        self._write.activated.connect(self._on_writable)

    def change(self, events: int) -> None:
        """Watch for these events."""
        self._read.setEnabled(bool(events & READ))
        self._write.setEnabled(bool(events & WRITE))

    def close(self) -> None:
        """Stop, for good; what the system has told already is not told any more."""
        self._ready = None
        self.change(0)

    # Without what the signal carries: PySide's QSocketDescriptor does not give its number.
    @Slot()
    def _on_readable(self) -> None:
        if self._ready is not None:
            self._ready(READ)

    @Slot()
    def _on_writable(self) -> None:
        if self._ready is not None:
            self._ready(WRITE)


class Poller(QObject):
    """Watches non-blocking sockets for its thread. Make it, use it and close it there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ready: dict[int, Ready] = {}
        self._own: dict[int, _Pair] = {}
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
        pair = self._own[number] = _Pair(number, ready, self)
        pair.change(events)

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
        self._own[number].change(events)

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
        pair = self._own.pop(number)
        pair.close()
        delete_later(pair)

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
            pair.close()
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
        watching = self._ready.get
        now = time.monotonic
        until = now() + _TURN_SECONDS
        while found and now() < until:
            number, ready, events = found.popleft()
            # One that was ready may have been forgotten by the one before it.
            if ready is not None and watching(number) is ready:
                ready(events)
