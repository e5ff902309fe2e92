"""The broadcast page: say something to the whole LAN, and see what anybody says to it.

Three parts from top to bottom: the head, the card that sends, the table of what came. The page
holds no truth: it shows what events say and gives commands away. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from lanyard.events import (
    BroadcastFailed,
    BroadcastSent,
    BroadcastStopped,
    ConnectionsChanged,
    DatagramsArrived,
    ListeningChanged,
    LookedAround,
    RoomsNear,
)
from lanyard.widgets.broadcast_card import BroadcastCard
from lanyard.widgets.heard_panel import HeardPanel
from lanyard.widgets.page_header import PageHeader
from lanyard.widgets.parts import Chip, ground
from lanyard.widgets.text import hairline


class BroadcastPage(QWidget):
    """Feed every event to ``take``; foreign ones are ignored."""

    command_wanted = Signal(object)
    """Broadcast, StopBroadcast, Listen or StopListening."""
    unseen_changed = Signal()
    """``unseen`` is another number now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Window)
        self.setAccessibleName(self.tr("Broadcast"))
        self.unseen = 0
        """Texts of others that came while this page was not looked at."""
        self._near_names: dict[str, str] = {}
        self._linked_names: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = PageHeader(
            self.tr("Broadcast"),
            self.tr("Short texts to everybody on this network, with or without Lanyard"),
        )
        header.add(Chip(self.tr("not encrypted, not confirmed"), "plain", "unlock"))
        column.addWidget(header)
        self.card = BroadcastCard()
        self.card.command_wanted.connect(self.command_wanted)
        around = QVBoxLayout()
        around.setContentsMargins(20, 16, 20, 16)
        around.addWidget(self.card)
        column.addLayout(around)
        column.addWidget(hairline())
        self.heard = HeardPanel()
        self.heard.command_wanted.connect(self.command_wanted)
        column.addWidget(self.heard, 1)

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        match event:
            case DatagramsArrived():
                self.heard.take_datagrams(event.datagrams)
                if not self.isVisible():
                    self._set_unseen(self.unseen + sum(not one.mine for one in event.datagrams))
            case ListeningChanged():
                self.heard.show_listening(event)
            case BroadcastSent() | BroadcastFailed() | BroadcastStopped():
                self.card.take(event)
            case LookedAround():
                self.card.show_interfaces(event.interfaces)
            case RoomsNear():
                self._near_names = {
                    address: room.host_name
                    for room in event.rooms
                    for address in room.addresses
                    if not room.mine
                }
                self._tell_names()
            case ConnectionsChanged():
                self._linked_names = {
                    connection.address: connection.name for connection in event.connections
                }
                self._tell_names()

    def showEvent(self, event: QShowEvent) -> None:
        self._set_unseen(0)
        super().showEvent(event)

    def _set_unseen(self, unseen: int) -> None:
        if unseen != self.unseen:
            self.unseen = unseen
            self.unseen_changed.emit()

    def set_port(self, port: int) -> None:
        """Fill in the port for sending and listening."""
        self.card.set_port(port)
        self.heard.set_port(port)

    def focus_text(self) -> None:
        """Put the focus where the text is typed."""
        self.card.focus_text()

    def _tell_names(self) -> None:
        # Who is linked has proven it; a beacon has not, and a datagram proves nothing at all.
        self.heard.model.set_names(self._near_names | self._linked_names)
