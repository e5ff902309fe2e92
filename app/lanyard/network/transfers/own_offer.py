"""One offer of mine: what is offered, to whom, and how far everybody is who fetches it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from lanyard.network.transfers.chain import Chain
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.sending import Sending
from lanyard.network.transfers.shared_sending import SharedSending, Shares, Sums
from lanyard.network.transfers.steering import Steering
from lanyard.wire import limits
from lanyard.wire.file_names import safe_name


@dataclass(slots=True)
class OwnOffer:
    """Files of mine that others may fetch. Transfers thread."""

    id: str
    room: str
    to: str
    to_name: str
    files: Sources
    sendings: dict[str, Sending] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    """Devices whose transfers rest because a person here said so."""
    shares: Shares | None = None
    """What the receivers of an offer to the whole room have in common, once there is one."""
    posted: bool = False
    """It is in the room's log, or was when this program started."""
    left_until: int = 0
    """Until when the room's server keeps all of it for ``to``, who is away; 0: it does not."""
    stays: bool = False
    """The server has removed it: it is not left there again by itself."""

    def subject(self, device: str = "", name: str = "") -> Subject:
        """Return the facts of one receiver's transfer, or of the offer to the whole room."""
        device = device or self.to
        return Subject(
            f"{self.id}/{device}" if device else self.id, self.id, self.room, False, device,
            name or self.to_name, safe_name(self.files.folder or self.files.names[0].rstrip("/")),
            len(self.files), self.files.size,
        )  # fmt: skip

    def may_go_to(self, device: str, rooms: JoinedRooms) -> bool:
        """Return whether a device may fetch it now: a member of the room, and meant by it."""
        room = rooms.get(self.room)
        return room is not None and room.has(device) and self.to in ("", device)

    def shared(self, disk: Disk, rooms: JoinedRooms) -> Shares:
        """Return what the receivers have in common; made with the first of them."""
        if self.shares is None:
            chain = Chain()
            self.shares = Shares(
                chain, Steering(chain), Sums(self.files, disk, self.sendings),
                partial(self.may_go_to, rooms=rooms), self.sendings,
            )  # fmt: skip
        return self.shares


def is_full(offers: Iterable[OwnOffer]) -> bool:
    """Return whether nobody more can be served, or told where else to fetch."""
    here = elsewhere = 0
    for own in offers:
        for one in own.sendings.values():
            if isinstance(one, SharedSending) and one.is_elsewhere:
                elsewhere += 1
            elif one.link is not None:
                here += 1
    return here >= limits.SENDINGS or elsewhere >= limits.TOLD_ELSEWHERE
