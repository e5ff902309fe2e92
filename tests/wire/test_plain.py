"""What others send is shown as text when it is text, in whatever encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire.plain import readable


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
