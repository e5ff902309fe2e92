"""Asking a web server one question: the request for a URL, and its answer taken apart.

Pure: bytes in, values out. The server is a stranger like any other: its head is bounded before h11
judges it, of its body only ``limits.HTTP_BODY_BYTES`` are kept, and after those nothing more is
read. An answer that is not HTTP is kept as well, because a person wants to see what came.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, urlsplit

import h11

from lanyard.wire import limits

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HEAD_END: Final = re.compile(rb"\n\r?\n")
_FORBIDDEN: Final = re.compile(rb"[\x00\x0b\x0c]|\r(?!\n)")
"""Signs at which h11's patterns fail only after they have tried everything."""
_BEGINNING: Final = b"HTTP/"
_AT_ONCE: Final = 1024
"""Bytes of a body handed to h11 in one go; bounds what a malicious trailer can cost."""
_INTERIM: Final = 10
"""So many times a server may say "wait a moment"."""
_KEPT_IN_PATHS: Final = "/%:@!$&'()*+,;=~?[]"


def request_bytes(url: str) -> tuple[str, int, bytes]:
    """Return (host, port, request) for a URL; without a scheme it is taken for http://.

    Raises ValueError for other schemes, a name or password in the URL, a host that is none, a port
    out of range and signs that no URL holds.
    """
    url = url.strip()
    if not url.isprintable() or len(url) > limits.HTTP_HEAD_BYTES // 2:
        raise ValueError("signs that no URL holds, or far too many")
    if not (scheme := _SCHEME.match(url)):
        url = f"http://{url}"
    elif scheme[1].lower() != "http":
        raise ValueError(f"only http, not {scheme[1]}")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError("a name or a password in the URL")
    host = _ascii_host(parts.hostname or "")
    # urlsplit raises ValueError itself for a port that is none.
    port = 80 if parts.port is None else parts.port
    if not port:
        raise ValueError("port 0")
    # Which card leads to the host is nothing that the host needs to know.
    shown = f"[{host.partition('%')[0]}]" if ":" in host else host
    target = quote(parts.path or "/", safe=_KEPT_IN_PATHS)
    if parts.query:
        target += "?" + quote(parts.query, safe=_KEPT_IN_PATHS)
    lines = (
        f"GET {target} HTTP/1.1",
        f"Host: {shown}" if port == 80 else f"Host: {shown}:{port}",
        "User-Agent: Lanyard",
        "Accept: */*",
        "Connection: close",
    )
    return host, port, "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")


def _ascii_host(host: str) -> str:
    if ":" in host:
        IPv6Address(host)  # raises a ValueError
        return host
    if not host or len(host) > 253:
        raise ValueError("no host, or one that is far too long")
    # UnicodeError, which this raises for labels that are none, is a ValueError.
    name = host.encode("idna").decode("ascii")
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
        raise ValueError("signs that no host name holds")
    return name


class HttpAnswer:
    """Reads one answer, to a request that was a GET, until it is ``finished``."""

    def __init__(self) -> None:
        self.status = 0
        self.reason = ""
        self.headers: tuple[tuple[str, str], ...] = ()
        self.body = b""
        """Until ``finished`` it is empty. Of an answer that is not HTTP: everything that came."""
        self.cut = False
        """The body was longer than ``limits.HTTP_BODY_BYTES`` and only its beginning is here."""
        self.broken = False
        """What came is not HTTP."""
        self.ended_early = False
        """The stream ended before the answer did."""
        self.finished = False
        """Nothing more is wanted: close the connection."""
        self._head = bytearray()
        self._searched = 0
        self._interim = 0
        self._kept = bytearray()
        self._raw = False
        self._connection = _asked()

    def receive(self, data: bytes) -> None:
        """Take what the server sent. Never raises, whatever it is."""
        while data and not self.finished:
            if self._raw:
                self._keep(data)
                return
            if self.status:
                self._read_body(data)
                return
            data = self._read_head(data)

    def end(self) -> None:
        """The server has ended its stream."""
        if self.finished:
            return
        if not self.status:
            if not self._raw:
                self._take_raw()
            self.ended_early = not self._kept
        else:
            try:
                self._connection.receive_data(b"")
                self._take_events()
            except h11.RemoteProtocolError:
                self.ended_early = True
        self._finish()

    # --- inside --------------------------------------------------------------------------------

    def _read_head(self, data: bytes) -> bytes:
        """Return what came after the head, or nothing while it is not whole."""
        self._head += data
        if self._head[: len(_BEGINNING)] != _BEGINNING[: len(self._head)]:
            self._take_raw()
            return b""
        end = _HEAD_END.search(self._head, self._searched, limits.HTTP_ANSWER_HEAD_BYTES)
        if end is None:
            self._searched = max(0, len(self._head) - 2)
            if len(self._head) >= limits.HTTP_ANSWER_HEAD_BYTES:
                self._take_raw()
            return b""
        head, rest = bytes(self._head[: end.end()]), bytes(self._head[end.end() :])
        event = self._head_event(head)
        if isinstance(event, h11.Response):
            self.status = event.status_code
            self.reason = _text(bytes(event.reason))
            self.headers = tuple((_text(a), _text(b)) for a, b in event.headers.raw_items())
        elif isinstance(event, h11.InformationalResponse) and self._interim < _INTERIM:
            # "Wait a moment": the answer itself comes after it, with a head of its own.
            self._interim += 1
        else:
            self._take_raw()
            return b""
        self._head = bytearray()
        self._searched = 0
        if self.status:
            self._read_body(b"")  # there may be none, and then nothing more comes
        return rest

    def _head_event(self, head: bytes) -> object:
        if head.count(b"\n") > limits.HTTP_ANSWER_HEADERS + 2 or _FORBIDDEN.search(head):
            return None
        try:
            self._connection.receive_data(head)
            return self._connection.next_event()
        except h11.RemoteProtocolError:
            return None

    def _read_body(self, data: bytes) -> None:
        try:
            self._take_events()
            for at in range(0, len(data), _AT_ONCE):
                if self.finished:
                    return
                self._connection.receive_data(data[at : at + _AT_ONCE])
                self._take_events()
        except h11.RemoteProtocolError:
            self._break()

    def _take_events(self) -> None:
        while not self.finished:
            event = self._connection.next_event()
            if isinstance(event, h11.Data):
                self._keep(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                self._finish()
            else:
                return

    def _keep(self, data: bytes) -> None:
        room = limits.HTTP_BODY_BYTES - len(self._kept)
        self._kept += data[:room]
        if len(data) > room:
            self.cut = True
            self._finish()

    def _take_raw(self) -> None:
        """From now on everything is kept as it comes, the beginning included."""
        self.broken = self._raw = True
        head, self._head = bytes(self._head), bytearray()
        self._keep(head)

    def _break(self) -> None:
        self.broken = True
        self._finish()

    def _finish(self) -> None:
        if not self.finished:
            self.finished = True
            self.body, self._kept = bytes(self._kept), bytearray()


def _asked() -> h11.Connection:
    """Return a connection that has asked and awaits the answer."""
    # Heads are handed over whole, so this bounds only what waits of a chunk's size or a trailer.
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_AT_ONCE)
    question = h11.Request(
        method="GET", target="/", headers=[("Host", ""), ("Connection", "close")]
    )
    connection.send(question)
    connection.send(h11.EndOfMessage())
    return connection


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
