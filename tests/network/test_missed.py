"""Pages of what was missed: the newest first, without a hole between two of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lanyard.network.missed import pages
from lanyard.room.copy import LogCopy
from lanyard.wire import message as m


@given(
    st.lists(st.integers(1, 60), unique=True).map(sorted),
    st.integers(40, 400),
    st.integers(0, 60),
)
def test_pages_fill_exactly_the_gap(seqs: list[int], size: int, after: int) -> None:
    before = 61
    entries = [
        m.Entry(seq, f"{seq:032x}", "a1" * 32, "A", 0, "text", "x" * (seq % 7))
        for seq in seqs
        if seq > after
    ]
    copy = LogCopy(after)
    copy.welcome(before - 1, 0)
    got: list[m.Entry] = []
    parts = list(pages(entries, after, before, size)) if after < 60 else []
    for page in parts:
        assert copy.fill(page.after, page.before)
        assert all(page.after < entry.seq < page.before for entry in page.entries)
        got = [*page.entries, *got]
    assert got == (entries if parts else [])
    assert copy.gaps == ()
    assert [page.complete for page in parts] == [False] * (len(parts) - 1) + [True] * bool(parts)
