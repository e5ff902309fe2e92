"""Where those who want something of me come, and wait until it can be given to them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.events import Joined
from lanyard.network.identity import Identity
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.file_values import RelayWanted
from lanyard.network.transfers.giving_port import Accepted, GivingPort
from lanyard.network.transfers.reception import Caller
from lanyard.wire import limits


class Counter(QObject):
    """Everybody who came and is not served yet. Transfers thread."""

    asked = Signal(object)
    """A Caller, who has said what it wants if ``wish`` is set; told again by ``look_again``."""

    def __init__(self, identity: Identity, port: GivingPort, parent: QObject) -> None:
        super().__init__(parent)
        self._identity = identity
        self._callers: set[Caller] = set()
        port.arrived.connect(self._on_arrived)

    def go_to(self, server: Joined, wanted: RelayWanted) -> None:
        """Meet somebody at a server who cannot come here."""
        self._new_caller().go(server, wanted, self._identity)

    @Slot()
    def look_again(self) -> None:
        """Who could not be served may perhaps be now: a member that has joined, a free uplink."""
        for caller in tuple(self._callers):
            self.asked.emit(caller)

    def clear(self) -> None:
        """Part with everybody who waits."""
        for caller in tuple(self._callers):
            caller.abort()

    @Slot(object)
    def _on_arrived(self, accepted: Accepted) -> None:
        if len(self._callers) >= limits.DATA_LINKS_UNGREETED:
            accepted.socket.close()
            return
        caller = self._new_caller()
        caller.welcome(
            DataLink.accept(
                accepted.socket, accepted.address, self._identity, caller,
                limits.HANDSHAKE_SECONDS,
            )
        )  # fmt: skip

    def _new_caller(self) -> Caller:
        caller = Caller(self)
        caller.fetched.connect(self.asked)
        caller.gone.connect(self._on_gone)
        self._callers.add(caller)
        return caller

    @Slot(object)
    def _on_gone(self, caller: Caller) -> None:
        self._callers.discard(caller)
        delete_later(caller)
