"""One question to a web server, and whatever comes back taken apart."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyard.wire import limits
from lanyard.wire.http import Request, hello_world
from lanyard.wire.http_answer import HttpAnswer, request_bytes


def read(*pieces: bytes, ends: bool = True) -> HttpAnswer:
    answer = HttpAnswer()
    for piece in pieces:
        answer.receive(piece)
    if ends:
        answer.end()
    return answer


# --- the question ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "port", "line", "named"),
    [
        ("http://10.0.0.5", "10.0.0.5", 80, "GET / HTTP/1.1", "10.0.0.5"),
        ("http://10.0.0.5:8080/a/b?c=d&e#f", "10.0.0.5", 8080, "GET /a/b?c=d&e HTTP/1.1",
         "10.0.0.5:8080"),
        ("printer.local/状态", "printer.local", 80, "GET /%E7%8A%B6%E6%80%81 HTTP/1.1",
         "printer.local"),
        ("HTTP://EXAMPLE.test/%20 x", "example.test", 80, "GET /%20%20x HTTP/1.1", "example.test"),
        ("http://münchen.example/", "xn--mnchen-3ya.example", 80, "GET / HTTP/1.1",
         "xn--mnchen-3ya.example"),
        ("http://[fd00::1]:81/", "fd00::1", 81, "GET / HTTP/1.1", "[fd00::1]:81"),
        ("[::1]:81", "::1", 81, "GET / HTTP/1.1", "[::1]:81"),
        ("http://[fe80::1%eth0]/", "fe80::1%eth0", 80, "GET / HTTP/1.1", "[fe80::1]"),
    ],
)  # fmt: skip
def test_a_url_becomes_a_request(url: str, host: str, port: int, line: str, named: str) -> None:
    got_host, got_port, request = request_bytes(url)
    assert (got_host, got_port) == (host, port)
    lines = request.decode("ascii").split("\r\n")
    assert lines[0] == line
    assert f"Host: {named}" in lines
    assert "Connection: close" in lines
    assert lines[-2:] == ["", ""]


@pytest.mark.parametrize(
    "url",
    ["", "http://", "https://a/", "ftp://a/", "http://a:b@c/", "http://a@c", "http://a:0/",
     "http://a:65536/", "http://a:x/", "http://a\r\nX: y/", "http://a/\x00", "http://[::1/",
     "http://[nothing]/", "http://..", "http://a b/", "http://<a>/", "http://" + "a" * 300,
     "http://a/" + "b" * 9_000],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reasons are many and for nobody's eyes
        request_bytes(url)


@given(st.text(max_size=60))
def test_any_text_is_a_request_in_one_line_or_refused(url: str) -> None:
    try:
        _, _, request = request_bytes(url)
    except ValueError:
        return
    assert request.count(b"\r\n") == 6
    assert request.count(b"\n") == 6


# --- the answer --------------------------------------------------------------------------------

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n"
    b"Trailer: a\r\n\r\n"
)


@pytest.mark.parametrize(
    ("sent", "status", "reason", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "OK", b"hello"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404, "Not Found", b""),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", 200, "OK", b"until the end"),
        (b"HTTP/1.1 200\n\nbare newlines", 200, "", b"bare newlines"),
        (CHUNKED, 200, "OK", b"hello world"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "OK",
         b"ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, "No Content", b""),
        (b"HTTP/1.1 301 \xe5\x8e\xbb\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", 301, "去", b""),
        (hello_world(Request("GET", "/", ())), 200, "OK", b"hello world"),
    ],
)  # fmt: skip
def test_an_answer_is_taken_apart(sent: bytes, status: int, reason: str, body: bytes) -> None:
    answer = read(sent)
    assert (answer.status, answer.reason, answer.body) == (status, reason, body)
    assert answer.finished
    assert (answer.broken, answer.cut, answer.ended_early) == (False, False, False)


def test_headers_keep_order_and_letters() -> None:
    sent = b"HTTP/1.1 200 OK\r\nX-B: 1\r\nx-a: 2\r\nX-B: \xff\r\nContent-Length: 0\r\n\r\n"
    assert read(sent).headers[:3] == (("X-B", "1"), ("x-a", "2"), ("X-B", "ÿ"))


def test_it_is_finished_as_soon_as_the_body_is_whole() -> None:
    answer = read(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more", ends=False)
    assert answer.finished
    assert answer.body == b"hello"


@pytest.mark.parametrize(
    "sent",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"],
)  # fmt: skip
def test_an_end_too_early_is_said_and_what_came_is_kept(sent: bytes) -> None:
    answer = read(sent)
    assert answer.status == 200
    assert answer.ended_early
    assert b"hello".startswith(answer.body)


def test_silence_is_an_end_too_early() -> None:
    assert read().ended_early


@pytest.mark.parametrize(
    "sent",
    [b"220 mail.example ESMTP\r\n", b"SSH-2.0-x\r\n", b"hello world", b"H", b"HTTP/1.1 200 O",
     b"HTTP/1.1 two hundred\r\n\r\n", b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nA: b\x00\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1_000 + b"\r\n",
     b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000],
)  # fmt: skip
def test_what_is_not_http_is_kept_as_it_came(sent: bytes) -> None:
    answer = read(sent)
    assert answer.broken
    assert answer.status == 0
    assert answer.body == sent


def test_a_broken_chunk_ends_it() -> None:
    answer = read(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", ends=False)
    assert answer.broken
    assert answer.finished


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"no http at all"])
def test_a_body_without_end_is_cut(head: bytes) -> None:
    answer = read(head, *[b"x" * 65_536] * 20, ends=False)
    assert answer.finished
    assert answer.cut
    assert len(answer.body) == limits.HTTP_BODY_BYTES


def test_exactly_as_much_as_is_kept_is_not_cut() -> None:
    answer = read(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * limits.HTTP_BODY_BYTES)
    assert not answer.cut
    assert len(answer.body) == limits.HTTP_BODY_BYTES


CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        CHUNKS + b"0\r\nA:" + b" " * 1_000_000 + b"\x00\r\n\r\n",
        CHUNKS + b"0\r\nA:" + b" " * 60_000 + b"\x00\r\n\r\n",
        CHUNKS + b"1" + b" " * 1_000_000 + b"\x00\r\n",
        CHUNKS + b"1;" + b" \t" * 500_000 + b"\x00\n\r\n",
        CHUNKS + b"0\r\n" + b"A:\n" * 300_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA:" + b" " * 60_000 + b"\x0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"x " * 30_000 + b"\x00\r\n\r\n",
        b"HTTP/1.1 200 " + b" " * 60_000 + b"\x0b\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 3_000,
    ],
)
def test_a_malicious_server_costs_no_time(sent: bytes) -> None:
    start = time.perf_counter()
    answer = HttpAnswer()
    for at in range(0, len(sent), 65_536):
        answer.receive(sent[at : at + 65_536])
    answer.end()
    assert time.perf_counter() - start < 0.5


_answers = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda rest: CHUNKS + rest, st.binary(max_size=80)),
    st.builds(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest + b"\r\n\r\nbody", st.binary(max_size=80)),
    st.sampled_from([CHUNKED, b"HTTP/1.1 100 C\r\n\r\n" + CHUNKED, b"HTTP/1.0 200\n\nbody"]),
)


@given(_answers, st.lists(st.integers(0, 300), max_size=6))
@settings(max_examples=400, deadline=None)
def test_bytes_cut_anywhere_say_the_same(sent: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    pieces = read(*(sent[begin:end] for begin, end in itertools.pairwise(edges)))
    whole = read(sent)
    for name in ("status", "reason", "headers", "body", "cut", "broken", "ended_early"):
        assert getattr(pieces, name) == getattr(whole, name), name
