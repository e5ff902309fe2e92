"""What others send is shown as text when it is text, in whatever encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire.plain import Splitter, readable, without_line_end


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ("午饭到了 Lunch is here".encode(), ("午饭到了 Lunch is here", False)),
        ("午饭到了".encode("gb18030"), ("午饭到了", False)),
        (b"temp=23.4\r\n", ("temp=23.4\r\n", False)),
        (b"", ("", False)),
        (b"\xff\xfe\x00\x01", ("ff fe 00 01", True)),
        (b"\x00\x81\x30\x81\x30", ("00 81 30 81 30", True)),
    ],
)
def test_readable(payload: bytes, shown: tuple[str, bool]) -> None:
    assert readable(payload) == shown


@given(st.binary(max_size=200))
def test_everything_can_be_shown(payload: bytes) -> None:
    text, binary = readable(payload)
    assert bytes.fromhex(text) == payload if binary else text.encode() is not None


# --- a stream cut into texts -------------------------------------------------------------------


@st.composite
def cut_anywhere(draw: st.DrawFn, stream: bytes) -> list[bytes]:
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    return [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=6),
       st.data())  # fmt: skip
def test_lines_are_whole_however_they_arrive(lines: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    for until_pause in (True, False):
        splitter = Splitter(until_line=True, until_pause=until_pause, limit=100)
        texts = [text for piece in data.draw(cut_anywhere(stream)) for text in splitter.feed(piece)]
        assert texts == [line + b"\n" for line in lines]
        assert splitter.end() == []
        assert not splitter.overflowed


@given(st.binary(max_size=200), st.integers(1, 9), st.data())
def test_counted_texts_have_their_size(stream: bytes, size: int, data: st.DataObject) -> None:
    splitter = Splitter(size=size, limit=100)
    texts = [text for piece in data.draw(cut_anywhere(stream)) for text in splitter.feed(piece)]
    assert all(len(text) == size for text in texts)
    assert b"".join(texts) + b"".join(splitter.end()) == stream


@given(st.binary(max_size=300), st.integers(1, 40), st.data())
def test_nothing_is_lost_and_nothing_is_longer_than_the_limit(
    stream: bytes, limit: int, data: st.DataObject
) -> None:
    splitter = Splitter(until_pause=True, limit=limit)
    texts = [text for piece in data.draw(cut_anywhere(stream)) for text in splitter.feed(piece)]
    texts += splitter.pause(final=True)
    assert b"".join(texts) == stream
    assert all(len(text) <= limit + 1 for text in texts)
    assert splitter.overflowed == any(len(line) > limit for line in stream.split(b"\n"))


def test_a_pause_ends_a_text_but_no_character() -> None:
    splitter = Splitter(until_pause=True, limit=100)
    assert splitter.feed("你好".encode()[:4]) == []
    assert splitter.pause() == []
    assert splitter.awaits_pause
    assert splitter.feed("你好".encode()[4:]) == []
    assert splitter.pause() == ["你好".encode()]
    assert splitter.feed("半".encode()[:2]) == []
    assert splitter.pause(final=True) == ["半".encode()[:2]]
    assert not splitter.awaits_pause


def test_a_pause_means_nothing_where_lines_are_wanted() -> None:
    splitter = Splitter(until_line=True, limit=100)
    assert splitter.feed(b"half") == []
    assert not splitter.awaits_pause
    assert splitter.pause(final=True) == []
    assert splitter.end() == [b"half"]


def test_raw_pieces_pass_as_they_are() -> None:
    splitter = Splitter(limit=1)
    assert splitter.feed(b"a\nb") == [b"a\nb"]
    assert splitter.feed(b"") == []


@pytest.mark.parametrize(
    ("text", "bare"),
    [(b"a\n", b"a"), (b"a\r\n", b"a"), (b"a\r", b"a"), (b"a\n\n", b"a\n"), (b"", b"")],
)
def test_one_line_end_is_taken_off(text: bytes, bare: bytes) -> None:
    assert without_line_end(text) == bare


def test_a_pause_ends_what_is_not_utf_8_though_its_last_byte_could_begin_a_character() -> None:
    splitter = Splitter(until_pause=True, limit=100)
    said = "中文".encode("gb18030")
    assert splitter.feed(said) == []
    assert splitter.pause() == [said]
    splitter.feed("中文".encode()[:-1])
    assert splitter.pause() == []
    assert splitter.pause(final=True) == ["中文".encode()[:-1]]
