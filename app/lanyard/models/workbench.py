"""All that the sockets page shows, in one place: the list, the traffic, and who must be answered.

Feed it every event and every command the page gives; it turns what happens to a socket into notes
among its traffic. Main thread only.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Signal, Slot

from lanyard.models.half_duplex import HalfDuplex
from lanyard.models.sockets import ALL, SocketsModel
from lanyard.models.traffic import TrafficModel
from lanyard.phrases import fill, translate
from lanyard.plain_words import plain_sentence
from lanyard.readable import visible
from lanyard.sockets import (
    PAUSE_MILLISECONDS,
    Act,
    Boundary,
    Dial,
    OpenListener,
    RequestShown,
    SocketChanged,
    SocketState,
    Traffic,
    TrafficPassed,
    Transport,
)

PEERS_KEPT = 50
_OVER = (SocketState.CLOSED, SocketState.CLOSED_THERE, SocketState.FAILED)


class Workbench(QObject):
    """The models of the page and what goes between them."""

    changed = Signal(object)
    """The key of a socket that changed."""

    peers_changed = Signal(object)
    """The key of a UDP listener that heard from somebody new."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sockets = SocketsModel(self)
        self.traffic = TrafficModel(self)
        self._half_duplex = HalfDuplex()
        self._listeners: dict[str, OpenListener] = {}
        self._dials: dict[str, Dial] = {}
        self._peers: dict[str, OrderedDict[str, None]] = {}

    # --- what a page asks -----------------------------------------------------------------------

    def dialled(self, key: str) -> Dial | None:
        """Return with what an own connection was asked for."""
        return self._dials.get(key)

    def peers(self, key: str) -> list[str]:
        """Return who sent to a UDP listener, the latest first."""
        return list(reversed(self._peers.get(key, ())))

    def keys_shown_with(self, key: str) -> frozenset[str] | None:
        """Return whose traffic belongs to a row of the list; None for everything."""
        if key == ALL:
            return None
        return frozenset((key, *self.sockets.clients_of(key)))

    def boundary_words(self, key: str) -> str:
        """Return what one text is on a connection: '30 ms of silence'; '' where unknown."""
        one = self.sockets.socket(key)
        if one is None:
            return ""
        if one.transport is Transport.UDP:
            return translate("Sockets", "one datagram")
        dial = self._dials.get(key)
        listener = self._listeners.get(one.listener or key)
        if dial is not None:
            return boundary_text(dial.boundary, dial.size)
        if listener is not None:
            return boundary_text(listener.reply.boundary, listener.reply.size)
        return ""

    # --- what happens ---------------------------------------------------------------------------

    def note_command(self, command: object) -> None:
        """Remember how a socket was asked for."""
        if isinstance(command, OpenListener):
            self._listeners[command.key] = command
            if command.reply.act is Act.OPERATOR and command.transport is Transport.UDP:
                self._half_duplex.add(command.key)
        elif isinstance(command, Dial):
            self._dials[command.key] = command

    def take(self, event: object) -> None:
        """Take one event of the engine; foreign ones are ignored."""
        match event:
            case TrafficPassed():
                self._take_traffic(event.rows)
            case SocketChanged():
                self._take_socket(event)
            case RequestShown():
                self._note(event.key, f"{event.method} {event.target}")
                for name, value in event.headers:
                    self._note(event.key, f"{name}: {value}")

    @Slot(str)
    def forget(self, key: str) -> None:
        """Take a socket that is over out of the list; what passed stays among all."""
        self._drop(self.sockets.forget(key))

    @Slot()
    def forget_over(self) -> None:
        """Take every socket that is over out of the list."""
        for key in self.sockets.over_keys():
            self._drop(self.sockets.forget(key))

    def _take_traffic(self, rows: tuple[Traffic, ...]) -> None:
        shown = self._half_duplex.pass_on(rows)
        if shown:
            self.traffic.take(shown)
        if shown is not rows:
            for key in {row.key for row in rows}:
                self.sockets.set_waiting(key, self._half_duplex.waiting(key))
        fresh = set()
        for row in rows:
            if row.transport is Transport.UDP and row.incoming and row.key in self._listeners:
                known = self._peers.setdefault(row.key, OrderedDict())
                if row.source not in known:
                    fresh.add(row.key)
                known[row.source] = None
                known.move_to_end(row.source)
                if len(known) > PEERS_KEPT:
                    known.popitem(last=False)
        for key in fresh:
            self.peers_changed.emit(key)

    def _take_socket(self, event: SocketChanged) -> None:
        before = self.sockets.socket(event.key)
        if before is None:
            if event.state in _OVER and (event.is_listener or event.listener):
                # It never listened: whoever asked for it is told where they asked. Or a client
                # ends that was taken out of the list with its listener.
                self._listeners.pop(event.key, None)
                return
            listener = self._listeners.get(event.listener)
            if listener is not None and listener.reply.act is Act.OPERATOR:
                self._half_duplex.add(event.key)
        gone = self.sockets.take(event)
        # What a client sent becomes a file some time after the client has gone.
        lands = before is not None and event.saved and not before.saved
        if before is None or before.state != event.state or lands:
            if event.state in _OVER:
                self._show_held(event.key)
            words = _state_words(event)
            if words:
                self._note(event.key, words)
        self._drop(gone)
        self.changed.emit(event.key)

    def _show_held(self, key: str) -> None:
        held = self._half_duplex.close(key)
        if held:
            self.traffic.take(held)
            self.sockets.set_waiting(key, 0)

    def _note(self, key: str, words: str) -> None:
        self.traffic.note(key, int(time.time() * 1000), words)

    def _drop(self, keys: Iterable[str]) -> None:
        keys = list(keys)
        self._half_duplex.forget(keys)
        for key in keys:
            self._listeners.pop(key, None)
            self._dials.pop(key, None)
            self._peers.pop(key, None)


def boundary_text(boundary: Boundary, size: int) -> str:
    """Return in words what one text on a TCP stream is."""
    if boundary is Boundary.LINE:
        return translate("Sockets", "a line")
    if boundary is Boundary.PAUSE:
        words = translate("Sockets", "{n} ms of silence")
        return fill(words, n=str(PAUSE_MILLISECONDS))
    if boundary is Boundary.COUNT:
        return fill(translate("Sockets", "{n} bytes"), n=QLocale().toString(size))
    return translate("Sockets", "what one reading brings")


def _state_words(event: SocketChanged) -> str:
    """Return the note for a socket that has come to another state; '' where none is worth it."""
    peer = visible(event.peer)
    if event.state in _OVER and event.saved:
        words = translate("Sockets", "Closed; saved as {name}")
        return fill(words, name=visible(Path(event.saved).name))
    if event.state == SocketState.FAILED:
        failed = event.failure
        return plain_sentence(failed) if failed is not None else translate("Sockets", "Failed")
    if event.state == SocketState.OPEN:
        return _open_words(event, peer)
    if event.state == SocketState.CLOSED_THERE:
        if event.listener:
            return fill(translate("Sockets", "Connection from {peer} closed"), peer=peer)
        return translate("Sockets", "The other side closed the connection")
    if event.state == SocketState.CLOSED:
        if event.is_listener:
            return translate("Sockets", "Not listening any more")
        return translate("Sockets", "Closed here")
    return ""


def _open_words(event: SocketChanged, peer: str) -> str:
    if event.is_listener:
        where = visible(event.local)
        return fill(translate("Sockets", "Listening on {address}"), address=where)
    if event.listener:
        return fill(translate("Sockets", "Connection from {peer}"), peer=peer)
    if event.transport is Transport.UDP:
        return fill(translate("Sockets", "Ready to exchange datagrams with {peer}"), peer=peer)
    words = translate("Sockets", "Connected to {peer} in {time} ms")
    return fill(words, peer=peer, time=QLocale().toString(max(1, round(event.took * 1000))))
