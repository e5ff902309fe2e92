"""The first bytes say who speaks, however they are cut, and a decision never changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire.opening import LONGEST, METHODS, Opening, first_bytes


@pytest.mark.parametrize(
    ("data", "silent", "who"),
    [
        (b"", False, Opening.UNDECIDED),
        (b"", True, Opening.TEXT),
        (b"\x16", False, Opening.TLS),
        (b"\x16\x03\x01\x02\x00\x01", True, Opening.TLS),
        (b"G", False, Opening.UNDECIDED),
        (b"G", True, Opening.TEXT),
        (b"GET", False, Opening.UNDECIDED),
        (b"GET", True, Opening.TEXT),
        (b"GET ", False, Opening.HTTP),
        (b"GET / HTTP/1.1\r\n", True, Opening.HTTP),
        (b"GETTING there", False, Opening.TEXT),
        (b"get / HTTP/1.1\r\n", False, Opening.TEXT),
        (b"OPTIONS", False, Opening.UNDECIDED),
        (b"CONNECT a:1 HTTP/1.1", False, Opening.HTTP),
        (b"P", False, Opening.UNDECIDED),
        (b"PA\n", False, Opening.TEXT),
        (b"PRI * HTTP/2.0", False, Opening.TEXT),
        (b"Michael", False, Opening.TEXT),
        (b"hi\n", False, Opening.TEXT),
        (b"\x00", False, Opening.TEXT),
        ("午饭".encode(), False, Opening.TEXT),
        (b"\n", False, Opening.TEXT),
    ],
)
def test_who_speaks(data: bytes, silent: bool, who: Opening) -> None:
    assert first_bytes(data, silent) is who


@pytest.mark.parametrize("method", METHODS)
def test_every_method_waits_for_its_last_letter(method: bytes) -> None:
    whole = method + b" "
    found = [first_bytes(whole[:size], False) for size in range(len(whole) + 1)]
    assert found == [Opening.UNDECIDED] * len(whole) + [Opening.HTTP]


_bytes = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda method, rest: method + rest, st.sampled_from(METHODS), st.binary(max_size=20)),
)


@given(_bytes)
def test_a_decision_stays_whatever_comes_after_it(data: bytes) -> None:
    final = first_bytes(data, False)
    for size in range(len(data)):
        early = first_bytes(data[:size], False)
        assert early in (Opening.UNDECIDED, final)


@given(_bytes, st.booleans())
def test_silence_and_length_always_decide(data: bytes, silent: bool) -> None:
    if silent or len(data) >= LONGEST:
        assert first_bytes(data, silent) is not Opening.UNDECIDED
