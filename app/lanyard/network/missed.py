"""What a member missed, in pages that fit a frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lanyard.wire import limits
from lanyard.wire import message as m


def pages(entries: Iterable[m.Entry], *, complete: bool) -> Iterator[m.Page]:
    """Yield ``entries`` as pages of at most ``PAGE_BYTES``; the last one carries ``complete``."""
    batch: list[m.Entry] = []
    size = 0
    for entry in entries:
        length = len(m.encode(entry))
        if batch and size + length > limits.PAGE_BYTES:
            yield m.Page(tuple(batch), False)
            batch, size = [], 0
        batch.append(entry)
        size += length
    yield m.Page(tuple(batch), complete)
