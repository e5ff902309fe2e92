"""What giving and taking have in common: where a transfer stands, and telling it.

A transfer ends exactly once, in DONE, DECLINED, CANCELLED or FAILED, and says nothing after that.
WAITING and PAUSED are no ends: its link is gone, and another one may carry it on.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from lanyard.deletion import delete_later
from lanyard.events import Failure, FileFailed, TransferChanged, TransferState
from lanyard.network.endings import CloseReason, LinkClosed
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.pace import Pace
from lanyard.wire import limits

OVER = frozenset(
    {
        TransferState.DONE,
        TransferState.DECLINED,
        TransferState.CANCELLED,
        TransferState.FAILED,
    }
)
AT_REST = frozenset({TransferState.WAITING, TransferState.PAUSED})
_FAILURES_TOLD = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """What does not change while a transfer runs; the fields of TransferChanged."""

    id: str
    offer: str
    room: str
    incoming: bool
    peer: str
    peer_name: str
    name: str
    files: int
    size: int

    def with_wish(self, files: int, size: int) -> Subject:
        """Return the facts of a transfer of a part of the offer."""
        return replace(self, files=files, size=size)

    def told(
        self,
        state: TransferState,
        failure: Failure | None = None,
        left_out: tuple[FileFailed, ...] = (),
    ) -> TransferChanged:
        """Return the event for a transfer without a course of its own (yet)."""
        return TransferChanged(
            self.id, self.offer, self.room, self.incoming, state, self.peer, self.peer_name,
            self.name, self.files, self.size, failure=failure,
            files_failed=left_out[:_FAILURES_TOLD], files_failed_count=len(left_out),
        )  # fmt: skip


class Course(QObject):
    """One transfer on its way. Transfers thread; ``tick`` is called about ten times a second."""

    changed = Signal(object)
    """A TransferChanged."""
    over = Signal(object)
    """This object, once, after its last ``changed``."""

    def __init__(self, subject: Subject, parent: QObject) -> None:
        super().__init__(parent)
        self.subject = subject
        self.state = TransferState.CONNECTING
        self.direct = True
        self.through = ""
        """Name of the member who passes it on to here; '' while it comes from its author."""
        self.at_server = False
        self.until = 0
        self.moved = 0
        self.paths: dict[str, None] = {}
        """Finished files; a folder once. A dict, because ten thousand are looked up."""
        self.digests: dict[int, str] = {}
        self.files_done = 0
        self.files_failed: dict[int, FileFailed] = {}
        self.current = -1
        """Number of the file that is moving."""
        self.resumed_at = 0
        self.link: DataLink | None = None
        self._speed = 0.0
        self._pace: Pace | None = None
        self._moved_before = -1
        self._moved_at = 0.0

    @property
    def moved_now(self) -> int:
        """Bytes moved, counting the block that is under way."""
        return self.moved

    def tell(self, state: TransferState, failure: Failure | None = None) -> None:
        """Move to a state and tell it; the last one ends this course."""
        if self.state in OVER:
            return
        if state is not self.state:
            self._moved_at = time.monotonic()
        if state is not TransferState.RUNNING:
            self._pace = None
        elif self._pace is None:
            self._pace = Pace(self._moved_at, self.moved)
            self._speed = 0.0
        self.state = state
        self._emit(failure)
        if state in OVER:
            self.over.emit(self)

    def _emit(self, failure: Failure | None) -> None:
        moved = self.moved_now
        running = self.state is TransferState.RUNNING
        subject = self.subject
        left = max(0, subject.size - moved)
        failed = tuple(self.files_failed.values())
        self.changed.emit(
            TransferChanged(
                subject.id, subject.offer, subject.room, subject.incoming, self.state,
                subject.peer, subject.peer_name, subject.name, subject.files, subject.size,
                moved, self._speed if running else 0.0,
                left / self._speed if running and self._speed > 0 else None,
                self.direct, tuple(self.paths), self._told_digests(), failure,
                self.files_done, failed[:_FAILURES_TOLD], len(failed),
                self.shown(self.current) if running and self.current >= 0 else "",
                self.resumed_at, self.through, self.at_server, self.until,
            )
        )  # fmt: skip

    def shown(self, file: int) -> str:
        """Return a file's name within the offer, safe to show."""
        raise NotImplementedError

    def _told_digests(self) -> tuple[str, ...]:
        if self.subject.files > limits.OFFER_FILES:
            return ()
        return tuple(self.digests[number] for number in sorted(self.digests))

    def tick(self, now: float) -> None:
        """Tell the progress; notice when nothing moves any more. ``now`` is monotonic."""
        if self.state is TransferState.CHECKING:
            if now - self._moved_at > limits.CHECK_SECONDS:
                self.lose_peer(LinkClosed(CloseReason.TIMEOUT, "no answer after the last byte"))
            return
        if self.state is not TransferState.RUNNING or self._pace is None:
            return
        moved = self.moved_now
        self._speed = self._pace.note(now, moved)
        if moved != self._moved_before:
            self._moved_before = moved
            self._moved_at = now
            self.tell(TransferState.RUNNING)
        elif now - self._moved_at > limits.STALL_SECONDS:
            self.lose_peer(LinkClosed(CloseReason.TIMEOUT, "stalled"))
        elif self._speed:
            self.tell(TransferState.RUNNING)

    def dispose(self) -> None:
        """Go away; a link that is still saying its last words goes by itself."""
        self.let_link_go()
        delete_later(self)

    def let_link_go(self) -> None:
        """Hear nothing more of the link; it ends by itself and is deleted then."""
        link, self.link = self.link, None
        if link is not None:
            self.forget_link(link)
            link.leave(self.parent() or self)

    def forget_link(self, link: DataLink) -> None:
        """Disconnect from a link."""
        raise NotImplementedError

    def lose_peer(self, end: LinkClosed) -> None:
        """The other side is gone: wait for it."""
        raise NotImplementedError

    def cancel(self) -> None:
        """A person on this side stops it."""
        raise NotImplementedError

    def pause(self) -> None:
        """A person on this side lets it rest."""
        raise NotImplementedError

    def rest(self) -> None:
        """The program ends: leave everything so that the next one can go on."""
        raise NotImplementedError
