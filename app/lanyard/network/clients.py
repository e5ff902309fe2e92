"""All rooms this computer has joined, and the sockets that look around: the client thread.

Hands each command to the client it concerns and each answer of the journal to the client that
asked. A room is addressed by its id, or by the attempt's key until the id is known.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.commands import Delete, Edit, Join, Leave, Post, React, Rename, RetryNow
from lanyard.deletion import delete_later
from lanyard.events import (
    Code,
    Failure,
    PostFailed,
    RoomsNear,
)
from lanyard.network.client import Client
from lanyard.network.identity import Identity
from lanyard.network.transfers.file_values import OfferAnswer, OfferPrepared
from lanyard.records import Copied, OwnRoom, Queued, RoomMet


class Clients(QObject):
    """Owns every Client. Lives in the client thread; blocks on nothing."""

    happened = Signal(object)
    room_known = Signal(object)
    write_wanted = Signal(object)
    epoch_changed = Signal(object)
    answer_arrived = Signal(object)
    relay_wanted = Signal(object)

    def __init__(self, identity: Identity) -> None:
        super().__init__()
        self._identity = identity
        self._clients: dict[str, Client] = {}
        self._ending = False

    # --- joining and leaving ---------------------------------------------------------------

    @Slot(object)
    def join(self, order: Join) -> None:
        """Join a room; JoinChanged and Joined tell how it goes."""
        self._join(order, own=False)

    @Slot(object)
    def join_own(self, room: OwnRoom) -> None:
        """Join the room that this computer hosts."""
        self._join(room.order, own=True)
        client = self._clients.get(room.order.key)
        if client is not None:
            client.conversation.history_to = room.last_seq

    def _join(self, order: Join, *, own: bool) -> None:
        if order.key in self._clients or self._ending:
            return
        client = Client(order, self._identity, own, self)
        self._clients[order.key] = client
        client.happened.connect(self.happened)
        client.room_known.connect(self.room_known)
        client.ended.connect(self._on_ended)
        words = client.conversation
        words.happened.connect(self.happened)
        words.write_wanted.connect(self.write_wanted)
        words.epoch_changed.connect(self.epoch_changed)
        words.answer_arrived.connect(self.answer_arrived)
        words.relay_wanted.connect(self.relay_wanted)
        client.dial()

    @Slot(object)
    def on_room_met(self, met: RoomMet) -> None:
        """The journal's answer to a greeting."""
        client = self._clients.get(met.key)
        if client is None:
            return
        for other in self._clients.values():
            if other is not client and met.room in (other.room, other.conversation.room):
                met = RoomMet(met.key, met.room, met.pinned, failure=Failure(Code.ALREADY_JOINED))
        client.on_room_met(met)

    @Slot(object)
    def leave(self, order: Leave) -> None:
        """Leave a room or give up joining it."""
        client = self._find(order.room)
        if client is not None:
            client.leave()

    @Slot(object)
    def retry_now(self, order: RetryNow) -> None:
        """Dial a lost room at once."""
        client = self._find(order.room)
        if client is not None:
            client.retry_now()

    @Slot(object)
    def rename(self, order: Rename) -> None:
        """Use another name from the next joining on."""
        for client in self._clients.values():
            client.rename(order.name)

    @Slot(object)
    def _on_ended(self, client: Client) -> None:
        self._clients.pop(client.order.key, None)
        delete_later(client)
        self._end_if_empty()

    @Slot(object)
    def on_happened_near(self, event: object) -> None:
        """A lost room that announces itself again is dialled where it is now."""
        if not isinstance(event, RoomsNear):
            return
        for near in event.rooms:
            client = self._find(near.room)
            if client is not None and client.host_device == near.device_id and near.addresses:
                client.hint(near.addresses[0], near.port)

    # --- talking ---------------------------------------------------------------------------

    @Slot(object)
    def post(self, order: Post | Edit | Delete | React) -> None:
        """Say something in a room, or change what was said."""
        client = self._find(order.room)
        if client is None or not client.room:
            failure = Failure(Code.NOT_JOINED)
            text = order.text if isinstance(order, Post | Edit) else ""
            self.happened.emit(PostFailed(order.room, order.id, failure, text))
            return
        client.conversation.post(order)

    @Slot(object)
    def on_queued(self, queued: Queued) -> None:
        """The journal has a post of mine in the outbox."""
        client = self._find(queued.entry.room)
        if client is not None:
            client.conversation.on_queued(queued.entry)

    @Slot(object)
    def on_copied(self, copied: Copied) -> None:
        """The journal has what came for a room."""
        client = self._find(copied.room)
        if client is not None:
            client.conversation.on_copied(copied)

    @Slot(object)
    def offer(self, prepared: OfferPrepared) -> None:
        """Put a prepared offer into its room's log."""
        client = self._find(prepared.room)
        if client is not None and client.room:
            client.conversation.offer(prepared.id, prepared.to, "", prepared.offer)

    @Slot(object)
    def send_answer(self, answer: OfferAnswer) -> None:
        """Pass on what this computer says to an offer."""
        client = self._find(answer.room)
        if client is not None:
            client.conversation.answer(answer)

    # --- the end ---------------------------------------------------------------------------

    @Slot()
    def close(self) -> None:
        """Leave every room, then end the thread."""
        self._ending = True
        for client in tuple(self._clients.values()):
            client.leave()
        self._end_if_empty()

    def _end_if_empty(self) -> None:
        if self._ending and not self._clients:
            self.thread().quit()

    def _find(self, room: str) -> Client | None:
        client = self._clients.get(room)
        if client is not None:
            return client
        return next((one for one in self._clients.values() if room and one.room == room), None)
