"""A transfer of an offer to the whole room: from its author, or from a member who has it.

The data link with the author stays in either case: it alone says what the bytes must be, hears
what has landed, and is asked again when a member does not serve. What has come here is passed on.
"""

from __future__ import annotations

import logging
import time

import msgspec
from PySide6.QtCore import QObject, Slot

from lanyard.deletion import delete_later
from lanyard.events import Failure, Offer, TransferState
from lanyard.network.endings import CloseReason, LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.data_link import BlockArrived
from lanyard.network.transfers.detour import Detour, DetourOver, Why
from lanyard.network.transfers.dialer import is_address, is_loopback
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import (
    Failed,
    Land,
    Miss,
    Plan,
    Planned,
    Refused,
    Result,
    Store,
    Write,
)
from lanyard.network.transfers.file_values import Wish
from lanyard.network.transfers.meeting import Way
from lanyard.network.transfers.passing import PassingOn
from lanyard.network.transfers.reasons import failure_for
from lanyard.network.transfers.receiving import Receiving
from lanyard.network.transfers.shelf import Shelf
from lanyard.network.transfers.sums import Index, Told
from lanyard.wire import limits, sharing, transfer
from lanyard.wire.errors import RemoteProtocolError

_log = logging.getLogger(__name__)
_WORDS = sharing.Elsewhere | sharing.Sums | sharing.Again | sharing.Better


class SharedReceiving(Receiving):
    """Fetches one accepted offer to the room, from whoever its author names."""

    shared = True

    def __init__(
        self,
        subject: Subject,
        offer: Offer,
        wish: Wish,
        identity: Identity,
        disk: Disk,
        shelf: Shelf,
        parent: QObject,
        passing: PassingOn,
    ) -> None:
        super().__init__(subject, offer, wish, identity, disk, shelf, parent)
        self._identity = identity
        self._passing = passing
        self._index: Index | None = None
        self._told: Told | None = None
        self._asked: transfer.Fetch | None = None
        self._detour: Detour | None = None
        self._not_from: dict[str, None] = {}
        """Members from whom it did not work since it last began, and liars for good."""
        self._liars: set[str] = set()
        self._sources = 0
        """Members it was sent to since it last began."""
        self._alone = False
        self._replanning = False
        """The disk has been asked what is still to come, because a member did not serve."""
        self._here_at = 0.0
        self._here = -1

    @property
    def moved_now(self) -> int:
        """Bytes that came, with the block under way."""
        return super().moved_now + (self._detour.part_of_block if self._detour else 0)

    # --- the author ----------------------------------------------------------------------------

    def start(self, way: Way) -> None:
        """Begin, or go on: whoever was gone before may be back."""
        self._not_from = dict.fromkeys(sorted(self._liars))
        self._alone = False
        self._sources = 0
        super().start(way)

    def tell(self, state: TransferState, failure: Failure | None = None) -> None:
        """Move to a state; what is passed on follows."""
        self._passing.follow(self.subject.offer, state)
        super().tell(state, failure)

    def _fetch_words(self) -> transfer.Fetch:
        port = 0
        if self._listing is not None and self.wish.picks is None and self.direct:
            subject = self.subject
            port = self._passing.begin(subject.offer, subject.room, subject.peer, self._listing)
        tried = tuple(self._not_from)[-limits.NOT_FROM :]
        alone = self._alone or len(self._not_from) >= limits.DETOURS + len(self._liars)
        # An author must not make us dial one address after the other for ever.
        alone = alone or len(self._liars) >= limits.DETOURS or self._sources >= limits.SOURCES
        self._asked = msgspec.structs.replace(
            super()._fetch_words(), port=port, not_from=tried, alone=alone
        )
        self.through = ""
        return self._asked

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        if not isinstance(message, _WORDS):
            super()._on_heard(message)
            return
        try:
            self._session.receive(message)
            match message:
                case sharing.Elsewhere():
                    self._go_elsewhere(message)
                case sharing.Sums():
                    self._on_sums(message)
                case sharing.Again():
                    self._expected = None
                    self._plan_anew()
                case sharing.Better() if self._detour is not None:
                    self._leave_detour()
                    self._plan_anew()
                case _:
                    pass
        except RemoteProtocolError as error:
            self._break(error)

    def _go_elsewhere(self, there: sharing.Elsewhere) -> None:
        asked, listing, link = self._asked, self._listing, self.link
        if asked is None or listing is None or link is None or self._detour is not None:
            raise RemoteProtocolError("another source for nothing")
        if asked.alone or there.device in (*asked.not_from, self._identity.device_id):
            raise RemoteProtocolError("the same source again")
        if self._index is None:
            self._index = Index(listing.sizes)
        self._sources += 1
        self._turn += 1
        self._expected = None
        self._told = Told(self._index, asked.picks[0][0], asked.first)
        keeper = self.parent() or self
        self._detour = Detour(self._identity, self._told, asked, listing.sizes, self, keeper)
        self._detour.believed.connect(self._on_believed)
        self._detour.completed.connect(self._on_completed)
        self._detour.over.connect(self._on_detour_over)
        self.through = self._passing.name_of(self.subject.room, there.device)
        self._here = -1
        # As with the author's own addresses: nobody makes us dial services inside this computer.
        inside = is_loopback(link.peer_address)
        places = [one for one in there.addresses if inside or not is_loopback(one)]
        self._detour.begin(there.device, tuple(filter(is_address, places)), there.port)

    def _on_sums(self, sums: sharing.Sums) -> None:
        if self._told is None:
            raise RemoteProtocolError("digests of nothing")
        self._told.take(sums)
        for one in sums.missing:
            if one.file not in self._skipped_there:
                self._skipped_there.add(one.file)
                failure = failure_for(one.reason, self.subject.peer_name, self.shown(one.file))
                self._disk.do(Miss(self._key, self._turn, one.file, failure))
        if self._detour is not None:
            self._detour.go_on()

    # --- the member ----------------------------------------------------------------------------

    @Slot(object)
    def _on_believed(self, arrived: BlockArrived) -> None:
        if self._told is None:
            return
        self.attempts = 0
        block, content = arrived.block, arrived.content
        if isinstance(block, transfer.Bundle):
            self.current = block.files[-1].file
            self._told.move(self.current + 1, 0)
            self._disk.do(Store(self._key, self._turn, block, content, passed_on=True))
        else:
            self.current = block.file
            self._told.move(block.file, block.number + 1)
            self._disk.do(Write(self._key, self._turn, block, content, passed_on=True))

    @Slot(object)
    def _on_completed(self, file: int) -> None:
        self._disk.do(Land(self._key, self._turn, file, b""))

    @Slot(object)
    def _on_detour_over(self, over: DetourOver) -> None:
        """All of it came, or the author must name somebody else."""
        detour = self._detour
        if detour is None:
            return
        self._leave_detour()
        if over.why is Why.ALL_SAID:
            self._finished = True
            self._say_here()
            self.tell(TransferState.CHECKING)
        else:
            _log.info("no longer from another member: %s %s", over.why.value, over.detail)
            self._not_from[detour.device] = None
            if over.why is Why.WRONG:
                self._liars.add(detour.device)
        self._plan_anew()

    def _plan_anew(self) -> None:
        self._replanning = True
        self._disk.do(Plan(self._key))

    def _look_at_disk(self) -> None:
        # Two answers would be two fetches.
        if not self._replanning:
            super()._look_at_disk()

    def on_disk(self, result: Result) -> None:
        """Go on when the disk has done its part."""
        if isinstance(result, Planned | Failed):
            self._replanning = False
        if not isinstance(result, Refused):
            super().on_disk(result)
        elif result.turn == self._turn and self._detour is not None:
            self._on_detour_over(DetourOver(Why.WRONG, "bytes that are not what they were said"))

    def _give_back(self, turn: int, content: memoryview) -> None:
        if self._detour is None:
            super()._give_back(turn, content)
        elif turn == self._turn:
            self._detour.give_back(content)

    def _leave_detour(self) -> None:
        detour, self._detour = self._detour, None
        if detour is not None:
            self._turn += 1
            detour.stop()
            delete_later(detour)

    # --- time ----------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Tell the author how far it is, twice a second at most."""
        super().tick(now)
        if self._detour is not None and now - self._here_at >= limits.HERE_SECONDS:
            self._here_at = now
            self._say_here()

    def _say_here(self) -> None:
        waiting = self._session.state is transfer.State.WAITING
        if self._told is not None and waiting and self.moved != self._here:
            self._here = self.moved
            self._say(sharing.Here(self.moved, *self._told.needed))

    def lose_peer(self, end: LinkClosed) -> None:
        """Nothing comes any more: from a member, then another one may serve."""
        stalled = end.reason is CloseReason.TIMEOUT and self.link is not None
        if self._detour is not None and stalled and not (self.link and self.link.is_over):
            self._moved_at = time.monotonic()
            self._on_detour_over(DetourOver(Why.GONE, end.detail))
        else:
            super().lose_peer(end)

    def _let_go(self) -> None:
        self._leave_detour()
        self._told = None
        super()._let_go()
