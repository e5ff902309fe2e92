"""What a member missed: it asks for a part of the log, and gets it in pages, the newest first.

The member is in the talk from its welcome on; pages only fill what lies before. It asks for the
next part when the last one is on its disk, so neither side ever holds more than one answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.network.convert import to_wire
from lanyard.network.visitor import Visitor
from lanyard.records import PageRead, ReadPage
from lanyard.wire import limits
from lanyard.wire import message as m


def pages(
    entries: Sequence[m.Entry], after: int, before: int, size: int = limits.PAGE_BYTES
) -> Iterator[m.Page]:
    """Yield ``entries``, oldest first, as pages of at most ``size`` bytes, the newest page first.

    Together they cover after < sequence < before; the last one is complete.
    """
    batch: deque[m.Entry] = deque()
    length = 0
    for entry in reversed(entries):
        own = len(m.encode(entry))
        if batch and length + own > size:
            yield m.Page(tuple(batch), entry.seq, before, False)
            before = entry.seq + 1
            batch.clear()
            length = 0
        batch.appendleft(entry)
        length += own
    yield m.Page(tuple(batch), after, before, True)


class Missed(QObject):
    """Answers the members of one room who ask for what they missed. Server thread."""

    page_wanted = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.room = ""
        self._asking: dict[int, tuple[Visitor, deque[m.Want]]] = {}
        self._read: set[int] = set()
        """Members whose page the journal is reading."""

    def clear(self, room: str = "") -> None:
        """Forget everybody: another room is open, or none."""
        self.room = room
        self._asking.clear()
        self._read.clear()

    def ask(self, visitor: Visitor, want: m.Want) -> bool:
        """A member asks; return False when it asks for more than anybody needs to."""
        _, wants = self._asking.setdefault(visitor.member, (visitor, deque()))
        if len(wants) >= limits.PAGES_WANTED or want.before <= want.after:
            return False
        wants.append(want)
        self.go_on(visitor)
        return True

    def go_on(self, visitor: Visitor) -> None:
        """Ask the journal for the next page, if the member takes any now."""
        _, wants = self._asking.get(visitor.member, (visitor, None))
        if not wants or visitor.member in self._read or not visitor.is_talking:
            return
        if visitor.link.backlog >= limits.DRAINED_BYTES:
            return  # it will be said to have drained
        want = wants.popleft()
        self._read.add(visitor.member)
        self.page_wanted.emit(
            ReadPage(
                visitor.member, self.room, want.after, want.before,
                visitor.link.peer_device_id, limits.PAGE_ENTRIES,
            )
        )  # fmt: skip

    def part(self, visitor: Visitor) -> None:
        """Somebody has gone."""
        self._asking.pop(visitor.member, None)
        self._read.discard(visitor.member)

    @Slot(object)
    def on_page_read(self, page: PageRead) -> None:
        """The journal has read a page: send it."""
        visitor, _ = self._asking.get(page.ticket, (None, None))
        self._read.discard(page.ticket)
        if visitor is None or not visitor.is_talking:
            return
        for one in pages([to_wire(entry) for entry in page.entries], page.after, page.before):
            visitor.send(one)
        visitor.link.flush()  # so that its backlog is either small or will be said to have drained
        self.go_on(visitor)
