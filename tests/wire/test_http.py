"""Browsers get the page and nothing else; whatever is no request gets a short refusal at once."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyard.wire import limits
from lanyard.wire.http import (
    HttpMistake,
    HttpVisitor,
    Request,
    hello_world,
    refuse,
    respond,
)
from lanyard.wire.room_page import PageAssets, PagePerson, RoomPage, language_for, url_of

ASSETS = PageAssets(
    "<html lang='$language'><h1>$room</h1>$hosted|$here|$people|$without|$app_how|$address|$qr_alt"
    "|$url|$version</html>",
    b"body {}",
    b"<svg/>",
)
PAGE = RoomPage(
    room="Design office",
    host="Anna",
    people=(PagePerson("Anna", host=True), PagePerson("Ben"), PagePerson("nc", guest=True)),
    address="10.0.0.12",
    port=25225,
    qr=b"<svg>qr</svg>",
    version="0.2",
)
GET = b"GET / HTTP/1.1\r\nHost: 10.0.0.12:25225\r\n\r\n"
SLOWEST_SECONDS = 0.05


def read(data: bytes) -> Request | HttpMistake | None:
    """What a visitor makes of bytes that come at once and of nothing after them."""
    visitor = HttpVisitor()
    return visitor.receive(data) or visitor.end()


def request(target: str = "/", method: str = "GET", **headers: str) -> Request:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Request(method, target, (("Host", "x"), *named))


def taken_apart(answer: bytes, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Let h11 judge our own answer; it raises where the answer is not what it says."""
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    client.send(h11.EndOfMessage())
    client.receive_data(answer)
    client.receive_data(b"")
    head = client.next_event()
    assert isinstance(head, h11.Response)
    body = b""
    while isinstance(event := client.next_event(), h11.Data):
        body += event.data
    assert isinstance(event, h11.EndOfMessage)
    headers = [(name.decode().lower(), value.decode()) for name, value in head.headers]
    assert len(dict(headers)) == len(headers), "a header stands twice"
    return head.status_code, dict(headers), body


# --- reading -----------------------------------------------------------------------------------


def test_a_request_comes_as_it_was_sent() -> None:
    sent = b"GET /a?b=c HTTP/1.1\r\nHost: x:1\r\nUser-Agent: \xe4\xb8\xad\r\nX-Odd: \xff\r\n\r\n"
    assert read(sent) == Request(
        "GET", "/a?b=c", (("Host", "x:1"), ("User-Agent", "中"), ("X-Odd", "ÿ"))
    )


def test_bare_newlines_and_http_1_0_are_understood() -> None:
    assert read(b"HEAD / HTTP/1.0\n\n") == Request("HEAD", "/", ())


def test_a_request_is_told_once_and_its_body_never_read() -> None:
    visitor = HttpVisitor()
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nbody"
    assert isinstance(visitor.receive(head), Request)
    assert visitor.receive(b"more body") is None
    assert visitor.end() is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET the door please\n", 400),
        (b"GET /\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # HTTP/1.1 without Host
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", 400),  # the stream ended in the head
        (b"", 400),
        (b"GET / HTTP/2.0\r\n", 505),
        (b"GET / HTTP/0.9\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET /" + b"a" * limits.HTTP_HEAD_BYTES, 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * limits.HTTP_HEAD_BYTES, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: b\x00c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded first\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nspace : b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"\r\n" + GET, 400),
        (b"\x16\x03\x01\x00\x05hello\n", 400),
    ],
)
def test_what_is_wrong_has_its_status(data: bytes, status: int) -> None:
    assert read(data) == HttpMistake(status)


def test_a_head_that_just_fits_is_read_and_one_byte_more_is_not() -> None:
    start, end = b"GET / HTTP/1.1\r\nHost: a\r\nA: ", b"\r\n\r\n"
    fitting = start + b"b" * (limits.HTTP_HEAD_BYTES - len(start) - len(end)) + end
    assert isinstance(read(fitting), Request)
    assert read(fitting.replace(b"A: b", b"A: bb")) == HttpMistake(431)


def broken_requests() -> list[bytes]:
    """Two hundred and more requests, each broken in its own way; the same every time."""
    fixed = [
        b"GET", b"GET ", b"GET  / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1 \r\n\r\n",
        b"GET\t/\tHTTP/1.1\n\n", b"get / http/1.1\r\n\r\n", b"GET / HTTP/11\r\n\r\n",
        b"GET / HTTP/1.\r\n\r\n", b"GET / HTTP\n\n", b"GET / HTTP/1.1\r\r\n\r\n",
        b"GET \xff HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\x00: a\r\n\r\n", b"GET / HTTP/1.1\r\n: a\r\n\r\n", b"\n\n",
        b"\x00" * 100, b"GET / HTTP/1.1\r\nHost: a\r\n\tA\r\nHost:\r\n\r\n", b"{}\n", b"<xml/>\n",
        b"USER root\r\n", b"GET / HTTP/1.1\r\nHost: a, b\r\nHost: c\r\n\r\n",
        b"SSH-2.0-OpenSSH_9\r\n", b"*1\r\n$4\r\nPING\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1e9\r\nHost: a\r\n\r\n", b"M-SEARCH * HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        b"\x80\x2e\x01\x00\x02",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"Transfer-Encoding: chunked\r\n" * 2 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA:" + b" " * 16_000 + b"\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA:" + b" \t" * 8_000 + b"\x0b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x " * 8_000 + b"\x0c\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a:\n" * 5_000,
        b"GET / HTTP/1.1\r\n" + b"a:\n " * 4_000 + b"\n\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"\t \r\n" * 4_000 + b"\r\n",
        b"GET / " + b"H" * 16_300 + b"\n\n", b"A" * 16_300 + b" / HTTP/1.1\r\n\r\n",
        b"GET " + b"/" * 16_300 + b" HTTP/1.1\r\n\r\n",
    ]  # fmt: skip
    signs = [0, 1, 8, 9, 10, 11, 12, 13, 27, 31, 32, 58, 127, 128, 255]
    places = [0, 3, 4, 5, 6, 13, 14, 16, 20, 22, len(GET) - 3]
    spoiled = [GET[:at] + bytes((sign,)) + GET[at:] for at in places for sign in signs]
    chance = random.Random(3)
    scrambled = [bytes(chance.sample(GET, len(GET))) for _ in range(60)]
    return [one for one in fixed + spoiled + scrambled if not isinstance(read(one), Request)]


def test_there_are_two_hundred_broken_requests() -> None:
    assert len(set(broken_requests())) >= 200


def test_every_broken_request_gets_a_refusal_at_once() -> None:
    for broken in broken_requests():
        start = time.perf_counter()
        found = read(broken)
        answers = respond(found, PAGE, ASSETS), hello_world(found)  # type: ignore[arg-type]
        took = time.perf_counter() - start
        assert isinstance(found, HttpMistake), broken
        assert 400 <= found.status < 600, broken
        assert took < SLOWEST_SECONDS, (took, broken)
        for answer in answers:
            assert taken_apart(answer)[0] == found.status


def slowest_pieces() -> list[bytes]:
    """Heads that are legal and as laborious as they can be."""
    start = b"GET / HTTP/1.1\r\nHost: a\r\n"
    return [
        start + b"A: b\r\n" * 99 + b"\r\n",
        start + b"A:" + b" " * 16_000 + b"\r\n\r\n",
        start + b"A: " + b"x " * 8_000 + b"\r\n\r\n",
        start + b"A: b\r\n" + b" x\r\n" * 95 + b"\r\n",
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_byte_at_a_time_costs_no_more_than_its_bytes(number: int) -> None:
    visitor, found = HttpVisitor(), None
    start = time.perf_counter()
    for byte in slowest_pieces()[number]:
        found = visitor.receive(bytes((byte,)))
    assert isinstance(found, Request)
    # 16,000 calls; a search from the beginning at each of them would take seconds.
    assert time.perf_counter() - start < 0.5


_requests = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(broken_requests()),
    st.sampled_from([GET, *slowest_pieces()]),
    st.builds(
        lambda line, lines, end: b"\r\n".join([line, *lines]) + end,
        st.sampled_from([b"GET / HTTP/1.1", b"HEAD * HTTP/1.0", b"PUT http://a/ HTTP/1.1"]),
        st.lists(st.binary(max_size=40), max_size=5),
        st.sampled_from([b"\r\n\r\n", b"\n\n", b"\r\n", b""]),
    ),
)


@given(_requests, st.lists(st.integers(0, 17_000), max_size=5))
@settings(max_examples=300, deadline=None)
def test_bytes_cut_anywhere_say_the_same(data: bytes, cuts: list[int]) -> None:
    visitor = HttpVisitor()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    found = None
    for begin, end in itertools.pairwise(edges):
        found = found or visitor.receive(data[begin:end])
    assert (found or visitor.end()) == read(data)


@given(_requests)
@settings(max_examples=300, deadline=None)
def test_anything_gets_an_answer_that_is_http(data: bytes) -> None:
    found = read(data)
    assert found is not None
    method = found.method if isinstance(found, Request) else "GET"
    for answer in (respond(found, PAGE, ASSETS), hello_world(found)):
        head_only = method == "HEAD"
        taken_apart(answer, "HEAD" if head_only else "GET")


# --- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "kind", "body"),
    [
        ("/room.css", "text/css; charset=utf-8", b"body {}"),
        ("/favicon.svg", "image/svg+xml; charset=utf-8", b"<svg/>"),
        ("/qr.svg", "image/svg+xml; charset=utf-8", b"<svg>qr</svg>"),
    ],
)
def test_the_page_brings_what_it_needs(target: str, kind: str, body: bytes) -> None:
    status, headers, got = taken_apart(respond(request(target), PAGE, ASSETS))
    assert (status, headers["content-type"], got) == (200, kind, body)


@pytest.mark.parametrize("target", ["/", "/?from=qr", "http://elsewhere.example/", "http://a"])
def test_the_room_is_at_the_root_whatever_the_host_is_called(target: str) -> None:
    status, headers, body = taken_apart(respond(request(target), PAGE, ASSETS))
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert b"Design office" in body
    assert b"elsewhere" not in body


@pytest.mark.parametrize("target", ["/x", "//", "/index.html", "*", "/../", "/%2e", "/room.css/"])
def test_other_paths_are_not_there_and_are_not_repeated(target: str) -> None:
    status, _, body = taken_apart(respond(request(target), PAGE, ASSETS))
    assert status == 404
    assert b"404 Not Found" in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "X"])
def test_other_methods_are_refused_with_those_that_are_not(method: str) -> None:
    status, headers, _ = taken_apart(respond(request(method=method), PAGE, ASSETS))
    assert (status, headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("target", ["/", "/room.css", "/nothing"])
def test_head_says_what_get_would(target: str) -> None:
    whole = respond(request(target), PAGE, ASSETS)
    head = respond(request(target, "HEAD"), PAGE, ASSETS)
    assert head == whole[: whole.index(b"\r\n\r\n") + 4]


@pytest.mark.parametrize(
    "asked",
    [request(), request("/room.css"), request("/qr.svg"), request("/no"), request(method="POST"),
     request(method="HEAD"), HttpMistake(400), HttpMistake(408), HttpMistake(431)],
)  # fmt: skip
def test_every_answer_is_guarded(asked: Request | HttpMistake) -> None:
    method = asked.method if isinstance(asked, Request) else "GET"
    _, headers, _ = taken_apart(respond(asked, PAGE, ASSETS), method)
    policy = headers["content-security-policy"]
    for rule in (
        "default-src 'none'", "style-src 'self'", "img-src 'self'", "frame-ancestors 'none'",
        "base-uri 'none'", "form-action 'none'",
    ):  # fmt: skip
        assert rule in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["connection"] == "close"
    assert "charset=utf-8" in headers["content-type"]


def test_names_are_words_and_never_markup() -> None:
    evil = "</li><script>alert(1)</script>&\"'{host}$room"
    page = replace(PAGE, room=evil, host=evil, people=(PagePerson(evil, guest=True),), version=evil)
    for language in ("en", "zh"):
        asked = request(Accept_Language=language)
        body = taken_apart(respond(asked, page, ASSETS))[2].decode()
        assert "<script" not in body
        assert body.count("&lt;script&gt;") == 5
        assert body.count("{host}$room") == 5


def test_not_even_the_address_is_trusted() -> None:
    page = replace(PAGE, address="\"><script>alert('1')</script>")
    body = taken_apart(respond(request(), page, ASSETS))[2].decode()
    assert "<script" not in body
    assert '"><' not in body


def test_a_lone_surrogate_in_a_name_breaks_nothing() -> None:
    body = taken_apart(respond(request(), replace(PAGE, room="a\udc80b"), ASSETS))[2]
    assert b"a?b" in body


def test_a_crowd_is_counted_and_not_listed() -> None:
    crowd = tuple(PagePerson(f"P{number}") for number in range(10_000))
    body = taken_apart(respond(request(), replace(PAGE, people=crowd), ASSETS))[2].decode()
    assert "(10000)" in body
    assert "and 9800 more" in body
    assert len(body) < 20_000


@pytest.mark.parametrize(
    ("guests", "words"), [("yes", "Take part without Lanyard"), ("read", "Read along"), ("no", "")]
)
def test_netcat_is_offered_only_where_guests_are_let_in(guests: str, words: str) -> None:
    body = taken_apart(respond(request(), replace(PAGE, guests=guests), ASSETS))[2].decode()
    assert words in body
    assert ("nc 10.0.0.12 25225" in body) == (guests != "no")


def test_ipv6_wears_brackets_in_urls_and_none_for_netcat() -> None:
    page = replace(PAGE, address="fd00::1")
    body = taken_apart(respond(request(), page, ASSETS))[2].decode()
    assert "http://[fd00::1]:25225/" in body
    assert "nc fd00::1 25225" in body
    assert url_of("10.0.0.1", 80) == "http://10.0.0.1:80/"


@pytest.mark.parametrize(
    ("wished", "language"),
    [
        ("", "en"),
        ("zh", "zh-CN"),
        ("zh-Hans-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("de, fr;q=0.9, zh;q=0.1", "zh-CN"),
        ("en;q=0.2, ZH-TW;q=0.7", "zh-CN"),
        ("zh;q=0", "en"),
        ("*", "en"),
        ("zh;q=nan, ;;;,,,=", "en"),
        ("zh" * 9_000, "en"),
    ],
)
def test_the_language_a_browser_wishes(wished: str, language: str) -> None:
    assert language_for(wished) == language
    headers = taken_apart(respond(request(Accept_Language=wished), PAGE, ASSETS))[1]
    assert headers["content-language"] == language


def test_hello_world_byte_for_byte() -> None:
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n"
        b"Connection: close\r\n\r\n"
    )
    assert hello_world(request("/any", "POST")) == head + b"hello world"
    assert hello_world(request(method="HEAD")) == head


def test_a_refusal_for_those_who_take_too_long() -> None:
    assert taken_apart(refuse(HttpMistake(408)))[0] == 408
