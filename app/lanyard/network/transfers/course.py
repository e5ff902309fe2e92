"""What giving and taking a file have in common: where it stands, and telling it.

A transfer ends exactly once, in DONE, DECLINED, CANCELLED or FAILED, and says nothing after that.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.events import Code, Failure, TransferChanged, TransferState
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

    def told(self, state: TransferState, failure: Failure | None = None) -> TransferChanged:
        """Return the event for a transfer without a course of its own (yet)."""
        return TransferChanged(
            self.id, self.offer, self.room, self.incoming, state, self.peer, self.peer_name,
            self.name, self.files, self.size, failure=failure,
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
        self.moved = 0
        self.paths: tuple[str, ...] = ()
        self.digests: tuple[str, ...] = ()
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
        if state is TransferState.RUNNING and self._pace is None:
            self._pace = Pace(self._moved_at)
        self.state = state
        moved = self.moved_now
        left = self.subject.size - moved
        running = state is TransferState.RUNNING and self._speed > 0
        subject = self.subject
        self.changed.emit(
            TransferChanged(
                subject.id, subject.offer, subject.room, subject.incoming, state,
                subject.peer, subject.peer_name, subject.name, subject.files, subject.size,
                moved, self._speed if state is TransferState.RUNNING else 0.0,
                left / self._speed if running else None,
                self.direct, self.paths, self.digests, failure,
            )
        )  # fmt: skip
        if state in OVER:
            self.over.emit(self)

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
        """Go away once the link has said its last words."""
        if self.link is None or self.link.is_over:
            delete_later(self)
        else:
            self.link.closed.connect(self._on_last_words)

    @Slot()
    def _on_last_words(self) -> None:
        delete_later(self)

    def lose_peer(self, end: LinkClosed) -> None:
        """The other side is gone: fail."""
        raise NotImplementedError

    def cancel(self) -> None:
        """A person on this side stops it."""
        raise NotImplementedError


_REASONS = {
    Code.CANCELLED_HERE: "cancelled",
    Code.FILE_MISSING: "file_missing",
    Code.FILE_UNREADABLE: "file_unreadable",
    Code.FILE_CHANGED: "file_changed",
    Code.FOLDER_UNWRITABLE: "folder_unwritable",
    Code.DISK_FULL: "disk_full",
    Code.DISK_FAILED: "disk_failed",
    Code.DIGEST_WRONG: "digest_wrong",
    Code.OFFER_UNKNOWN: "offer_unknown",
}

_HEARD = {
    "offer_unknown": Code.OFFER_UNKNOWN,
    "sender_gone": Code.SENDER_GONE,
    "file_missing": Code.SENDER_FILE_GONE,
    "file_unreadable": Code.SENDER_FILE_GONE,
    "file_changed": Code.FILE_CHANGED,
    "folder_unwritable": Code.RECEIVER_DISK_FAILED,
    "disk_full": Code.RECEIVER_DISK_FULL,
    "disk_failed": Code.RECEIVER_DISK_FAILED,
    "digest_wrong": Code.DIGEST_WRONG,
}


def failure_of_end(end: LinkClosed, gone: Code, peer_name: str) -> Failure:
    """Return what to tell a person when the link ended in the middle."""
    code = Code.PROTOCOL_BROKEN if end.reason is CloseReason.PROTOCOL else gone
    return Failure(code, name=peer_name, detail=end.detail or end.reason.value)


def reason_for(code: Code) -> str:
    """Return the word of the wire for a failure on this side."""
    return _REASONS.get(code, "cancelled")


def failure_for(reason: str, peer_name: str, file_name: str) -> Failure:
    """Return what to tell a person when the other side has stopped for ``reason``."""
    code = _HEARD.get(reason, Code.CANCELLED_THERE)
    about_file = code in (Code.FILE_CHANGED, Code.DIGEST_WRONG)
    return Failure(code, name=file_name if about_file else peer_name, detail=reason)
