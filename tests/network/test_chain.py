"""Who serves whom, and the digests that everybody is told: no socket, no disk, no clock."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.network.transfers.chain import AUTHOR, Chain, Receiver
from lanyard.network.transfers.steering import Steering
from lanyard.network.transfers.sums import NONE, Index, Ledger, Telling, Told
from lanyard.wire import limits
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.sharing import Missing, Sums
from lanyard.wire.transfer import picks_of

BLOCK = limits.BLOCK_BYTES


def ask(
    chain: Chain,
    name: str,
    at: int = 0,
    *not_from: str,
    port: int = 1,
    whole: bool = True,
    present: str = "abcdefghij",
    now: float = 0.0,
) -> str:
    """Let a receiver ask; return who serves it."""
    chain.join(Receiver(name, f"10.0.0.{ord(name)}", port, at, whole))
    chain.complain(name, not_from)
    chosen = chain.choose(name, at, not_from, present.__contains__, now)
    return chosen.device if chosen is not None else AUTHOR


def test_ten_that_come_at_once_are_a_chain() -> None:
    chain = Chain()
    assert [ask(chain, name) for name in "abcdefghij"] == [AUTHOR, *"abcdefghi"]


def test_who_has_everything_serves_two() -> None:
    chain = Chain()
    assert ask(chain, "a") == AUTHOR
    chain.finish("a", 0.0)
    assert ask(chain, "b") == AUTHOR  # the author is free again
    assert ask(chain, "c") == "a"
    assert ask(chain, "d") in ("b", "c")
    assert ask(chain, "e", now=limits.PASS_ON_SECONDS + 1) not in ("a", AUTHOR)


def test_whoever_cannot_pass_on_is_passed_by() -> None:
    chain = Chain()
    assert ask(chain, "a", port=0) == AUTHOR
    assert ask(chain, "b") == AUTHOR  # there is nobody else
    assert ask(chain, "c", whole=False) == "b"
    assert ask(chain, "d") == AUTHOR  # c wants only a part, b serves c
    assert ask(chain, "e", present="abc") == AUTHOR  # d is not in the room


def test_the_place_of_one_that_failed_is_taken() -> None:
    chain = Chain()
    for name in "abcd":
        ask(chain, name)
    assert ask(chain, "c", 5 * BLOCK, "b") == "a"  # d is behind c
    assert ask(chain, "b", 5 * BLOCK) == "d"


def test_nobody_waits_for_somebody_behind() -> None:
    chain = Chain()
    ask(chain, "a")
    far = limits.ELSEWHERE_BEHIND_BYTES + 1
    assert ask(chain, "b", far) == AUTHOR
    chain.move("a", 2)
    assert ask(chain, "b", far) == "a"


def test_one_for_whom_two_complain_serves_nobody() -> None:
    chain = Chain()
    ask(chain, "a")
    chain.finish("a", 0.0)
    ask(chain, "x", port=0)
    assert ask(chain, "b") == "a"
    assert ask(chain, "b", 0, "a") == AUTHOR
    assert ask(chain, "c", 0, "a", "b") == AUTHOR
    assert "a" not in [ask(chain, name) for name in "defg"]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("acfdl")), max_size=60))
def test_it_never_goes_round_in_a_circle(steps: list[tuple[str, str]]) -> None:
    chain = Chain()
    serving: dict[str, str] = {}
    done: set[str] = set()
    for name, what in steps:
        if what == "a" or name not in serving:
            done.discard(name)
            serving[name] = ask(chain, name)
        elif what == "c" and name not in done:
            serving[name] = ask(chain, name, 0, *filter(None, (serving[name],)))
        elif what in "fd":
            chain.finish(name, 0.0)
            done.add(name)
        else:
            chain.leave(name)
            if name not in done:
                del serving[name]
        for begin in serving:
            seen: list[str] = []
            at = begin
            while at in serving and at not in done:
                assert at not in seen
                seen.append(at)
                at = serving[at]


# --- somebody slow -----------------------------------------------------------------------------

MEGA = 1_000_000


class Class:
    """A chain in a simulated second: the author's uplink is shared, members only pass on."""

    def __init__(self, uplink: float, **speeds: float) -> None:
        self.chain, self.uplink, self.speeds, self.now = Chain(), uplink, speeds, 0.0
        self.steering = Steering(self.chain)
        self.asked: list[str] = []
        self.size = 2_000 * MEGA
        for name in speeds:
            self.place(name, 0)

    def place(self, name: str, here: int) -> None:
        link = Receiver(name, "10.0.0.1", 1, here, True, wanted=self.size, placed_at=self.now)
        self.chain.join(link)
        self.chain.choose(name, here, (), self.speeds.__contains__, self.now)

    def go_on(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1
            streams = self.chain.served_by(AUTHOR)
            for link in streams:
                own = sum(self.speeds[one.device] >= self.uplink / len(streams) for one in streams)
                spare = self.uplink - sum(
                    min(self.speeds[one.device], self.uplink / len(streams))
                    for one in streams
                    if self.speeds[one.device] < self.uplink / len(streams)
                )
                link.here += int(min(self.speeds[link.device], spare / max(1, own)))
            for link in sorted(self.chain.coming(), key=lambda one: -one.here):
                source = self.chain.get(link.source)
                if source is not None:
                    most = link.here + int(self.speeds[link.device])
                    link.here = min(most, max(link.here, source.here))
            for name in self.steering.look(self.now):
                self.asked.append(name)
                link_ = self.chain.get(name)
                assert link_ is not None
                self.place(name, link_.here)

    def source(self, name: str) -> str:
        link = self.chain.get(name)
        assert link is not None
        return link.source

    def here(self, name: str) -> int:
        link = self.chain.get(name)
        assert link is not None
        return link.here // MEGA


def test_a_chain_that_fills_the_uplink_stays() -> None:
    room = Class(12 * MEGA, a=100 * MEGA, b=100 * MEGA, c=100 * MEGA)
    room.go_on(60)
    assert [room.source(name) for name in "abc"] == [AUTHOR, "a", "b"]
    assert room.asked == ["b", "b"]  # it was tried whether there is more in it
    assert room.here("c") > 60 * 12 * 0.9


def test_a_slow_first_one_gets_company() -> None:
    room = Class(12 * MEGA, a=1 * MEGA, b=100 * MEGA, c=100 * MEGA)
    room.go_on(60)
    assert [room.source(name) for name in "abc"] == [AUTHOR, AUTHOR, "b"]
    assert room.here("c") > 60 * 10 * 0.7


def test_a_slow_one_in_the_middle_goes_to_the_end() -> None:
    room = Class(12 * MEGA, a=100 * MEGA, b=100 * MEGA, c=1 * MEGA, d=100 * MEGA, e=100 * MEGA)
    room.go_on(60)
    assert [room.source(name) for name in "abcde"] == [AUTHOR, "a", "e", "b", "d"]
    assert room.here("e") > 60 * 12 * 0.6
    assert 55 <= room.here("c") <= 60


# --- digests -----------------------------------------------------------------------------------

SIZES = array("q", [0, 1, BLOCK, BLOCK + 1, 5 * BLOCK, 3])


def digest(at: int) -> bytes:
    return bytes([at + 1]) * 32


def filled(sizes: array[int], until: int | None = None) -> Ledger:
    ledger = Ledger(sizes)
    count = len(ledger.index) if until is None else until
    ledger.add(b"".join(map(digest, range(count))), {}, ())
    return ledger


def test_places_in_the_row() -> None:
    index = Index(SIZES)
    assert len(index) == 1 + 1 + 1 + 2 + 5 + 1
    places = [index.place(at) for at in range(len(index))]
    assert places == [(0, 0), (1, 0), (2, 0), (3, 0), (3, 1), *((4, n) for n in range(5)), (5, 0)]
    assert [index.at(*place) for place in places] == list(range(len(index)))


@given(st.sets(st.integers(0, 5), min_size=1), st.integers(0, 11), st.integers(0, 11))
def test_a_receiver_is_told_what_it_fetches_and_no_more(
    wanted: set[int], first_known: int, second_known: int
) -> None:
    ledger = Ledger(SIZES)
    index = ledger.index
    telling = Telling(ledger, picks_of(sorted(wanted)), 0)
    told = Told(index, min(wanted), 0)
    for until in (first_known, second_known, len(index)):
        more = b"".join(map(digest, range(ledger.known, max(until, ledger.known))))
        ledger.add(more, {}, ())
        for sums in telling.next():
            told.take(sums)
        for at in range(len(index)):
            file, block = index.place(at)
            known = file in wanted and at < ledger.known
            assert told.of(file, block) == (digest(at) if known else None)


def test_no_more_is_told_ahead_than_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SUMS_AHEAD", 3)
    ledger = filled(SIZES)
    telling = Telling(ledger, ((0, 6),), 0)
    told = Told(ledger.index, 0, 0)
    for place in ((0, 0), (3, 1), (4, 3)):
        telling.move(*place)
        told.move(*place)
        for sums in telling.next():
            told.take(sums)
        assert told.of(*place) == digest(ledger.index.at(*place))
    assert told.needed == (4, 3)


@pytest.mark.parametrize(
    "sums",
    [
        Sums(6, 0, digest(0)),
        Sums(5, 1, digest(0)),
        Sums(3, 2, digest(0)),
        Sums(5, 0, digest(0) * 2),
        Sums(0, 0, digest(0) + b"x"),
        Sums(4, 4, digest(0)),
        Sums(0, 0, digest(0), (Missing(6, "file_changed"),)),
    ],
)
def test_nonsense_is_refused(sums: Sums, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SUMS_AHEAD", 8)
    with pytest.raises(RemoteProtocolError):
        Told(Index(SIZES), 0, 0).take(sums)


def test_a_file_that_the_author_lost() -> None:
    ledger = Ledger(SIZES)
    lost = (Missing(3, "file_changed"),)
    ledger.add(digest(0) + digest(1) + digest(2) + digest(3) + NONE, {}, lost)
    telling = Telling(ledger, ((1, 6),), 0)
    told = Told(ledger.index, 1, 0)
    (sums,) = telling.next()
    assert sums.missing == lost
    told.take(sums)
    assert told.of(2) == digest(2)
    assert told.of(3, 0) == told.of(3, 1) == b""
    assert ledger.whole(2) == digest(2)
    assert ledger.whole(3) == b""


def test_a_hundred_thousand_digests_are_small() -> None:
    sizes = array("q", [1]) * 100_000
    ledger = filled(sizes, 0)
    ledger.add(bytes(range(1, 33)) * 100_000, {}, ())
    telling = Telling(ledger, ((0, 100_000),), 0)
    told = Told(ledger.index, 0, 0)
    for file in range(0, 100_000, 1_000):
        telling.move(file, 0)
        told.move(file, 0)
        for sums in telling.next():
            told.take(sums)
        assert len(told._chunks) * 1_024 <= limits.SUMS_AHEAD + 2 * 1_024
    assert told.of(99_999) == bytes(range(1, 33))
