"""One receiver of an offer of mine to the whole room: served from here, or sent to another member.

Who fetches elsewhere keeps its link with me: it is told the digests of all blocks, as soon as they
are known, and says how far it is, what has landed, and when it needs another source.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from lanyard.events import Failure, FileFailed, TransferState
from lanyard.network.transfers.chain import Chain, Receiver
from lanyard.network.transfers.course import OVER, Subject
from lanyard.network.transfers.dialer import is_loopback
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import Result, Summed, SumOn
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.reasons import failure_for
from lanyard.network.transfers.sending import Sending
from lanyard.network.transfers.steering import Steering
from lanyard.network.transfers.sums import Ledger, Telling
from lanyard.wire import limits, sharing, transfer
from lanyard.wire.errors import RemoteProtocolError


class Sums:
    """The digests of one offer, made out as far as somebody needs them. Transfers thread.

    No QObject: it goes with its offer, and nobody who dies has to let go of it before.
    """

    def __init__(self, files: Sources, disk: Disk, sendings: Mapping[str, Sending]) -> None:
        """``sendings`` are told when more is known."""
        self.ledger = Ledger(files.sizes)
        self._files = files
        self._disk = disk
        self._sendings = sendings
        self._key = 0
        self._wanted = 0
        self._busy = False

    def want(self, until: int) -> None:
        """See to it that so many digests will be known."""
        self._wanted = max(self._wanted, until)
        self._go_on()

    def _go_on(self) -> None:
        if self._busy or self.ledger.complete or self.ledger.known >= self._wanted:
            return
        self._busy = True
        if self._key:
            self._disk.do(SumOn(self._key))
        else:
            self._key = self._disk.sum(self, self._files)

    def on_disk(self, result: Result) -> None:
        """Keep what was made out, and go on if that is not enough."""
        if isinstance(result, Summed):
            self._busy = False
            step = result.step
            self.ledger.add(step.digests, step.wholes, step.missing)
            self._go_on()
            for sending in tuple(self._sendings.values()):
                if isinstance(sending, SharedSending):
                    sending.on_grown()

    def close(self) -> None:
        """Nobody needs it any more."""
        self._disk.drop(self._key)
        self._key = 0
        self._busy = True  # whoever still asks gets nothing more


@dataclass(frozen=True, slots=True)
class Shares:
    """What the receivers of one offer have in common."""

    chain: Chain
    steering: Steering
    sums: Sums
    is_present: Callable[[str], bool]
    sendings: Mapping[str, Sending]
    """By device."""

    def steer(self, now: float) -> None:
        """See to it that nobody slow holds up the others. ``now`` is monotonic."""
        for device in self.steering.look(now):
            sending = self.sendings.get(device)
            if isinstance(sending, SharedSending):
                sending.ask_to_come_anew()


class SharedSending(Sending):
    """Serves one receiver of an offer to the room, or tells it who does."""

    def __init__(
        self, subject: Subject, files: Sources, disk: Disk, parent: QObject, shares: Shares
    ) -> None:
        super().__init__(subject, files, disk, parent)
        self._shares = shares
        self._telling: Telling | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether it fetches from another member now."""
        return self._telling is not None

    def _begin(self, fetch: transfer.Fetch) -> None:
        self._telling = None
        source = self._place(fetch)
        if source is None:
            super()._begin(fetch)
            return
        self._say(sharing.Elsewhere(source.device, (source.address,), source.port))
        # From here on I have nothing more to say of it but digests.
        self._finished = True
        self._telling = Telling(self._shares.sums.ledger, fetch.picks, fetch.first)
        self._tell_sums()

    def _place(self, fetch: transfer.Fetch) -> Receiver | None:
        """Return who can serve this receiver; None: I do."""
        link, chain, sums = self.link, self._shares.chain, self._shares.sums
        address = address_of(link.peer_address) if link is not None and self.direct else ""
        sizes = self._files.sizes
        file = fetch.picks[0][0]
        whole = fetch.count == len(self._files)
        device = self.subject.peer
        port = fetch.port if address else 0
        inside = is_loopback(address)
        asking = Receiver(device, address, port, fetch.bytes_here, whole, inside)
        asking.wanted, asking.placed_at = self.subject.size, time.monotonic()
        chain.join(asking)
        begin = sums.ledger.index.at(file, fetch.first)
        early = begin <= sums.ledger.known + limits.SUMS_WAITED_FOR
        chain.complain(device, fetch.not_from)
        if not early and not chain.has_room(device, fetch.not_from):
            sums.want(begin)
        if fetch.alone or not address or not early:
            return None
        at = sum(sizes[:file]) + fetch.first * limits.BLOCK_BYTES
        return chain.choose(
            device, at, fetch.not_from, self._shares.is_present, time.monotonic(), inside=inside
        )

    def ask_to_come_anew(self) -> None:
        """Another source would be better for this receiver."""
        if self._session is None:
            return
        if self._telling is not None:
            self._say(sharing.Better())
        elif self._session.state is transfer.State.STREAMING and not self._finished:
            self._disk.drop(self._key)
            self._say(sharing.Again())

    def on_grown(self) -> None:
        """More digests are known."""
        if self._telling is not None:
            self._tell_sums()

    def _tell_sums(self) -> None:
        telling = self._telling
        if telling is None:
            return
        for sums in telling.next():
            for one in sums.missing:
                self._miss_here(one.file, one.reason)
            self._say(sums)
        self._shares.sums.want(telling.wanted)
        self._end_if_all_known()

    def _miss_here(self, file: int, reason: str) -> None:
        """I cannot vouch for this file: nobody gets it."""
        if file in self._wanted:
            self._wanted.discard(file)
            failure = failure_for(reason, self.subject.peer_name, self.shown(file))
            self.files_failed[file] = FileFailed(self.shown(file), failure)

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        if not isinstance(message, sharing.Here):
            super()._on_heard(message)
            return
        if self._session is None:
            return
        try:
            self._session.receive(message)
            if message.file >= len(self._files):
                raise RemoteProtocolError("a file that is none")
        except RemoteProtocolError as error:
            self._break(error)
            return
        self.moved = min(message.bytes_here, self.subject.size)
        self._shares.chain.move(self.subject.peer, self.moved)
        if self._telling is not None:
            self._telling.move(message.file, message.block)
            self._tell_sums()
        if self.moved >= self.subject.size and self.state not in OVER:
            self.tell(TransferState.CHECKING)

    def _on_done(self, file: int, digest: bytes) -> None:
        if self._telling is not None and file in self._wanted:
            self._sent[file] = self._shares.sums.ledger.whole(file)
        super()._on_done(file, digest)

    def tick(self, now: float) -> None:
        """Tell the progress; the chain follows."""
        if self._telling is None and self.link is not None:
            self._shares.chain.move(self.subject.peer, self.moved)
        self._shares.steer(now)
        super().tick(now)

    def _let_go(self) -> None:
        self._telling = None
        self._shares.chain.leave(self.subject.peer)
        super()._let_go()

    def tell(self, state: TransferState, failure: Failure | None = None) -> None:
        """Move to a state; who has everything can serve others."""
        chain = self._shares.chain
        if state is TransferState.DONE and not self.files_failed:
            chain.finish(self.subject.peer, time.monotonic())
        elif state in OVER:
            chain.leave(self.subject.peer)
        super().tell(state, failure)


def address_of(peer: str) -> str:
    """Return an address under which other computers can reach a peer of mine, '' for none."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    # A link-local address of IPv6 means something else, or nothing, on another computer.
    return "" if address.version == 6 and address.is_link_local else str(address)
