"""Messages: what is said is heard, and strangers' bytes are a message or a RemoteProtocolError."""

from __future__ import annotations

import contextlib
import typing

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.frame import frame

DEVICE = "5a" * 32
ID = "0b" * 16

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=64)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=limits.NAME_BYTES)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=500)
devices = st.text("0123456789abcdef", min_size=64, max_size=64)
receivers = st.just("") | devices
ids = st.text("0123456789abcdef", min_size=32, max_size=32)
sequences = st.integers(0, (1 << 62) - 1)
times = st.integers(-(1 << 53), 1 << 53)
numbers = st.integers(1, (1 << 62) - 1)
file_names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=255)
files = st.builds(m.OfferedFile, name=file_names, size=sequences)
offers = st.none() | st.builds(
    m.Offer,
    files=st.lists(files, min_size=1, max_size=3).map(tuple),
    addresses=st.lists(words, max_size=3).map(tuple),
    port=st.integers(0, 65_535),
)
people = st.builds(m.Person, number=numbers, device_id=devices, name=names, host=st.booleans())
entries = st.builds(
    m.Entry, seq=sequences, id=ids, author=devices, name=names, at=times, kind=words, text=texts,
    to=receivers, offer=offers, ref=sequences, change=words,
)  # fmt: skip
known = st.builds(
    m.KnownPerson, device_id=devices, name=names, since=sequences, read_to=sequences, seen_at=times
)
whole_numbers = st.integers(-(1 << 63), (1 << 63) - 1)

STRATEGIES: dict[type, st.SearchStrategy[m.Message]] = {
    m.Greeting: st.builds(
        m.Greeting, oldest=whole_numbers, newest=whole_numbers, room=ids, name=names,
        nonce=st.binary(min_size=16, max_size=64), locked=st.booleans(), program=words,
    ),
    m.Hello: st.builds(
        m.Hello, version=whole_numbers, name=names, epoch=words, seq=sequences,
        proof=st.binary(max_size=64), program=words,
    ),
    m.Welcome: st.builds(
        m.Welcome, version=whole_numbers, member=whole_numbers, epoch=words, last_seq=sequences,
        since=sequences,
    ),
    m.Refused: st.builds(m.Refused, reason=words, detail=words),
    m.Members: st.builds(
        m.Members, members=st.lists(people, max_size=3).map(tuple), complete=st.booleans()
    ),
    m.MemberArrived: st.builds(m.MemberArrived, member=people),
    m.MemberDeparted: st.builds(m.MemberDeparted, number=whole_numbers, lost=st.booleans()),
    m.Post: st.builds(
        m.Post, id=ids, kind=words, text=texts, to=receivers, offer=offers, ref=sequences
    ),
    m.Accepted: st.builds(m.Accepted, id=ids, seq=sequences, at=times),
    m.Rejected: st.builds(m.Rejected, id=ids, reason=words),
    m.Entry: entries,
    m.Page: st.builds(
        m.Page, entries=st.lists(entries, max_size=3).map(tuple), after=sequences,
        before=sequences, complete=st.booleans(),
    ),
    m.Known: st.builds(m.Known, people=st.lists(known, max_size=3).map(tuple)),
    m.Receipt: st.builds(m.Receipt, seq=sequences),
    m.Want: st.builds(m.Want, after=sequences, before=sequences),
    m.Answer: st.builds(m.Answer, offer=ids, to=devices, answer=words, author=receivers),
    m.RelayWanted: st.builds(m.RelayWanted, ticket=words, offer=ids, receiver=devices),
    m.Ping: st.builds(m.Ping, number=whole_numbers),
    m.Pong: st.builds(m.Pong, number=whole_numbers),
    m.Leave: st.just(m.Leave()),
    m.Closing: st.builds(m.Closing, reason=words),
}  # fmt: skip

anything = st.recursive(
    st.none() | st.booleans() | whole_numbers | st.floats() | texts | st.binary(max_size=80),
    lambda inside: st.lists(inside, max_size=6) | st.dictionaries(texts, inside, max_size=3),
    max_leaves=12,
)


def test_every_message_is_tried() -> None:
    assert set(STRATEGIES) == set(typing.get_args(m.Message))


@pytest.mark.parametrize("kind", STRATEGIES, ids=lambda kind: kind.__name__)
def test_what_is_said_is_heard(kind: type) -> None:
    @given(STRATEGIES[kind])
    @settings(max_examples=40)
    def hear(said: m.Message) -> None:
        assert m.decode(m.encode(said)) == said

    hear()


@given(st.binary(max_size=300))
def test_strangers_bytes_are_a_message_or_refused(body: bytes) -> None:
    with contextlib.suppress(RemoteProtocolError):
        m.decode(body)


@given(st.sampled_from(list(STRATEGIES)).flatmap(STRATEGIES.__getitem__), st.data())
def test_a_message_with_some_bytes_changed_is_a_message_or_refused(
    said: m.Message, data: st.DataObject
) -> None:
    body = bytearray(m.encode(said))
    for at in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=4)):
        body[at] = data.draw(st.integers(0, 255))
    del body[data.draw(st.integers(1, len(body))) :]
    with contextlib.suppress(RemoteProtocolError):
        m.decode(bytes(body))


@given(st.lists(anything, max_size=10))
def test_messagepack_of_any_shape_is_a_message_or_refused(shape: list[object]) -> None:
    for tag in ("greeting", "post", "page", "members", "no such tag"):
        with contextlib.suppress(RemoteProtocolError):
            m.decode(msgspec.msgpack.encode([tag, *shape]))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x91" * 60_000,
        b"\xdf\xff\xff\xff\xff",
        b"\xdd\xff\xff\xff\xff\xa4ping",
        msgspec.msgpack.encode(["post", ID, "text", b"\xff\xfe"]),
        msgspec.msgpack.encode(["post", ID.upper(), "text", ""]),
        msgspec.msgpack.encode(["post", ID + "\n", "text", ""]),
        msgspec.msgpack.encode(["post", ID, "text", "", DEVICE + "\n"]),
        msgspec.msgpack.encode(["accepted", ID, -1, 0]),
        msgspec.msgpack.encode(["accepted", ID, 1 << 62, 0]),
        msgspec.msgpack.encode(["arrived", [0, DEVICE, "zero"]]),
        msgspec.msgpack.encode(["post", ID, "text", "", "", [[]]]),
        msgspec.msgpack.encode(["post", ID, "text", "", "", [[["", 1]]]]),
        msgspec.msgpack.encode(["post", ID, "text", "", "", [[["a", 1]] * 201]]),
        msgspec.msgpack.encode(["greeting", 1, 1, ID, "x" * 129, b"n" * 16, False]),
        msgspec.msgpack.encode(["ping", 0]) + b"\x00",
        b"\x95\xa4post\xd9\x20" + ID.encode() + b"\xa4text\xa2\xed\xa0\xa0",
    ],
)
def test_these_are_refused(body: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        m.decode(body)


def test_a_newer_version_may_append_fields() -> None:
    body = msgspec.msgpack.encode(["accepted", ID, 7, 1_000, "something new"])
    assert m.decode(body) == m.Accepted(ID, 7, 1_000)


def test_the_largest_entry_a_room_takes_fits_a_frame() -> None:
    # 200 names that fill OFFER_NAME_BYTES, the longest text, and the longest addresses.
    step = limits.OFFER_NAME_BYTES // limits.OFFER_FILES
    files = tuple(m.OfferedFile("n" * step, (1 << 62) - 1) for _ in range(limits.OFFER_FILES))
    offer = m.Offer(files, ("\U0001f600" * 64,) * limits.OFFER_ADDRESSES, 65_535)
    text = "x" * limits.TEXT_BYTES
    name = "n" * limits.NAME_BYTES
    entry = m.Entry((1 << 62) - 1, ID, DEVICE, name, 1 << 53, "offer", text, DEVICE, offer)
    assert frame(m.encode(entry))
    assert frame(m.encode(m.Page((entry,), 0, (1 << 62) - 1, True)))
    assert frame(m.encode(m.Post(ID, "offer", text, DEVICE, offer)))


def test_the_largest_page_of_members_fits_a_frame() -> None:
    person = m.Person((1 << 62) - 1, DEVICE, "n" * limits.NAME_BYTES, True)
    assert frame(m.encode(m.Members((person,) * limits.MEMBERS_A_FRAME, False)))


def test_the_first_words_of_both_sides_fit_the_short_frames_before_welcome() -> None:
    name, word = "\U0001f600" * limits.NAME_BYTES, "\U0001f600" * 64
    greeting = m.Greeting(1, 1, ID, name, b"n" * 64, True, word)
    hello = m.Hello(1, name, word, (1 << 62) - 1, b"p" * 64, word)
    for message in (greeting, hello):
        assert len(m.encode(message)) <= limits.FRAME_BEFORE_WELCOME
