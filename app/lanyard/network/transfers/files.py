"""Every file transfer of this program: the front of the transfers thread.

Orders come in as commands, the talk tells who is where and what was offered, and what becomes of
it all is told as TransferChanged. Nothing here waits: links never block, and the disk is worked
in a thread of its own (the one of ``disk_home``), or here if there is none.
"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from lanyard.commands import (
    AcceptOffer,
    CancelTransfer,
    ClearSpool,
    DeclineOffer,
    OfferFiles,
    PauseTransfer,
    ReadManifest,
    ResumeTransfer,
    SetDurable,
    SetSpool,
    TrustSender,
)
from lanyard.events import (
    Code,
    CommandFailed,
    EntriesArrived,
    Failure,
    Joined,
    MemberJoined,
    MemberLeft,
    PostAccepted,
    PostFailed,
)
from lanyard.network.identity import Identity
from lanyard.network.link import Link
from lanyard.network.transfers.course import Course
from lanyard.network.transfers.courtesy import give_way
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.file_values import OfferAnswer, RelayWanted
from lanyard.network.transfers.giving import Giving
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.relay import Desk
from lanyard.network.transfers.shelf import Shelf
from lanyard.network.transfers.spool import Spool
from lanyard.network.transfers.spool_shelf import SpoolShelf
from lanyard.network.transfers.taking import Taking
from lanyard.records import OfferFound, RoomMet

_TICK_MILLISECONDS = 100


class Files(QObject):
    """Owns every transfer. Lives in the transfers thread; ``start`` is called there."""

    happened = Signal(object)
    """TransferChanged, or CommandFailed for an id that nothing has."""
    offer_prepared = Signal(object)
    """An OfferPrepared: the talk puts it into the room's log."""
    answer_wanted = Signal(object)
    """An OfferAnswer for the talk to pass on."""
    relay_needed = Signal(object)
    """A RelayWanted for my server to tell its ``author``."""
    offer_wanted = Signal(object)
    """A FindOffer: is this in the log of the room I host?"""

    _last = Signal()

    def __init__(
        self,
        identity: Identity,
        disk_home: QObject | None = None,
        profile: Path | None = None,
    ) -> None:
        """Without a ``profile`` nothing is remembered beyond the end of the program."""
        super().__init__()
        self._identity = identity
        self._profile = profile
        self._disk_home = disk_home
        self._courses: set[Course] = set()
        self._last.connect(self._on_last, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def start(self) -> None:
        """Make what belongs to this thread."""
        if self._disk_home is not None:
            give_way()  # a thread of its own, not a test's
        disk_thread = (self._disk_home or self).thread()
        disk = Disk(disk_thread, self)
        self._rooms = JoinedRooms()
        shelf = Shelf(self._profile)
        self._giving = Giving(self._identity, self._rooms, disk, shelf, self)
        self._passing = self._giving.passing
        self._taking = Taking(self._identity, self._rooms, disk, shelf, self, self._passing)
        kept = SpoolShelf(self._profile)
        self._spool = Spool(self._identity, self._rooms, disk, disk_thread, kept, self)
        self._desk = Desk(self._rooms, self._spool, self)
        self._tick = QTimer(self, interval=_TICK_MILLISECONDS)
        self._tick.timeout.connect(self._on_tick)
        self._giving.happened.connect(self.happened)
        self._giving.offer_prepared.connect(self.offer_prepared)
        self._giving.answer_wanted.connect(self.answer_wanted)
        self._taking.happened.connect(self.happened)
        self._taking.answer_wanted.connect(self.answer_wanted)
        self._desk.relay_needed.connect(self.relay_needed)
        self._spool.happened.connect(self.happened)
        self._spool.answer_wanted.connect(self.answer_wanted)
        self._spool.offer_wanted.connect(self.offer_wanted)
        for side in (self._giving, self._taking, self._spool):
            side.started.connect(self._on_started)
        self._giving.remember()
        self._taking.remember()
        self._spool.remember()

    # --- orders --------------------------------------------------------------------------------

    @Slot(object)
    def prepare_offer(self, order: OfferFiles) -> None:
        """Offer files to a room or one member of it."""
        self._giving.prepare(order)

    @Slot(object)
    def accept(self, order: AcceptOffer) -> None:
        """Fetch an offer into a folder."""
        if not self._taking.accept(order):
            self._unknown()

    @Slot(object)
    def decline(self, order: DeclineOffer) -> None:
        """Say no to an offer."""
        if not self._taking.decline(order.offer):
            self._unknown()

    @Slot(object)
    def cancel(self, order: CancelTransfer) -> None:
        """Stop a transfer, whichever side this is."""
        if not self._giving.cancel(order.transfer) and not self._taking.cancel(order.transfer):
            self._unknown()

    @Slot(object)
    def pause(self, order: PauseTransfer) -> None:
        """Let a transfer rest, whichever side this is."""
        if not self._giving.pause(order.transfer) and not self._taking.pause(order.transfer):
            self._unknown()

    @Slot(object)
    def resume(self, order: ResumeTransfer) -> None:
        """Let a transfer go on, whichever side this is."""
        if not self._giving.resume(order.transfer) and not self._taking.resume(order.transfer):
            self._unknown()

    @Slot(object)
    def read_manifest(self, order: ReadManifest) -> None:
        """Tell every file of an offer."""
        if not self._giving.read_manifest(order.offer) and not self._taking.read_manifest(
            order.offer
        ):
            self._unknown()

    @Slot(object)
    def trust(self, order: TrustSender) -> None:
        """Accept by itself what a device offers, up to a size."""
        self._taking.trust(order)

    @Slot(object)
    def set_durable(self, order: SetDurable) -> None:
        """Wait for the disk before a received file counts as done, or not; for what comes next."""
        self._taking.durable = order.durable

    @Slot(object)
    def set_spool(self, order: SetSpool) -> None:
        """Keep files at my server for people who are away."""
        self._spool.set(order)

    @Slot(object)
    def clear_spool(self, order: ClearSpool) -> None:
        """Remove what lies there."""
        self._spool.clear(order)

    def _unknown(self) -> None:
        self.happened.emit(CommandFailed(Failure(Code.OFFER_UNKNOWN)))

    # --- what the talk tells -------------------------------------------------------------------

    @Slot(object)
    def on_room_event(self, event: object) -> None:
        """Follow any event of the talk: who joined and left, what was offered."""
        self._rooms.take(event)
        if isinstance(event, MemberJoined | Joined):
            members = (event.member,) if isinstance(event, MemberJoined) else event.members
            self._giving.on_present(event.room, [one.device_id for one in members])
            self._taking.on_present(event.room, joined=isinstance(event, Joined))
            self._spool.on_present(event.room)
            if isinstance(event, Joined):
                self._giving.on_joined(event.room)
        elif isinstance(event, MemberLeft):
            self._giving.on_member_left()
        elif isinstance(event, PostAccepted):
            self._giving.on_posted(event.id)
        elif isinstance(event, EntriesArrived):
            self._taking.on_entries(event)
        elif isinstance(event, PostFailed):
            self._giving.on_post_failed(event.id, event.failure)

    @Slot(object)
    def on_room_met(self, met: RoomMet) -> None:
        """The journal's latest offers: one that came when the program was killed is among them."""
        self._taking.on_entries(EntriesArrived(met.room, met.offers))

    @Slot(object)
    def on_answer(self, answer: OfferAnswer) -> None:
        """Somebody answered an offer over the talk; ``to`` is who."""
        self._giving.on_answer(answer)
        self._taking.on_answer(answer)
        self._passing.on_answer(answer)
        self._spool.on_answer(answer)

    @Slot(object)
    def on_offer_found(self, found: OfferFound) -> None:
        """The journal has looked for an offer that somebody wants to leave with my server."""
        self._spool.on_offer_found(found)

    @Slot(object)
    def on_relay_wanted(self, wanted: RelayWanted) -> None:
        """A receiver of mine can be met only at the server."""
        self._giving.on_relay_wanted(wanted)

    @Slot(object)
    def take_relay_link(self, link: Link) -> None:
        """A data link came to the port of the room I host."""
        self._desk.take(link)

    # --- time, and the end ---------------------------------------------------------------------

    @Slot(object)
    def _on_started(self, course: Course) -> None:
        self._courses.add(course)
        course.over.connect(self._on_over)
        self._tick.start()

    @Slot(object)
    def _on_over(self, course: Course) -> None:
        self._courses.discard(course)
        if not self._courses:
            self._tick.stop()

    @Slot()
    def _on_tick(self) -> None:
        now = time.monotonic()
        for course in tuple(self._courses):
            course.tick(now)

    @Slot()
    def close(self) -> None:
        """Let every transfer rest, for the next start to go on with, and end the thread."""
        self._giving.close()
        self._taking.close()
        self._spool.close()
        self._desk.close()
        self._tick.stop()
        # Behind everything that was just put off: closing links, deleting .part files.
        self._last.emit()

    @Slot()
    def _on_last(self) -> None:
        for link in self.findChildren(DataLink):
            link.abort()
        self.thread().quit()
