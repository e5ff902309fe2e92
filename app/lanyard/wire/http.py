"""HTTP for browsers that find the room's port: one request a connection, and never a surprise.

Pure: bytes in, bytes out. h11 judges the request; what it would judge slowly (a head without end,
thousands of headers, control signs that make its patterns try again and again) is refused before
it sees it. Bodies of requests are never read. Nothing of a request is ever put into an answer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import h11

from lanyard.wire import limits
from lanyard.wire.room_page import PageAssets, RoomPage, language_for, room_html

_TOKEN: Final = rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+"
_REQUEST_LINE: Final = re.compile(_TOKEN + rb" [\x21-\x7e]+ HTTP/([0-9])\.[0-9]\r?\n")
_HEAD_END: Final = re.compile(rb"\n\r?\n")
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
"""Signs that no head may hold, and a carriage return that does not end its line."""
_AUTHORITY: Final = re.compile(r"https?://[^/?#]*", re.IGNORECASE)

_GUARDS: Final = (
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; "
            "base-uri 'none'; form-action 'none'"
        ),
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
"""On every answer about the room: nothing runs, nothing is framed, guessed, sent on or kept."""
_RELOAD_SECONDS: Final = 30
"""An open page asks again so often: without a script it would show who was here long ago."""
_HTML: Final = "text/html; charset=utf-8"
_SVG: Final = "image/svg+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request as it was sent; names of headers keep their letters."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """Return the values of a header joined by commas; '' when it was not sent."""
        return ", ".join(value for one, value in self.headers if one.lower() == name.lower())


@dataclass(frozen=True, slots=True)
class HttpMistake:
    """A request that is none, with the status of the answer to it."""

    status: int


class HttpVisitor:
    """Reads the one request of one connection."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._searched = 0
        self._line_is_good = False
        self._decided = False

    def receive(self, data: bytes) -> Request | HttpMistake | None:
        """Return the request, or what is wrong with it, as soon as that is known; None before.

        It is said once; what comes later is forgotten. Never raises, whatever the bytes are.
        """
        if self._decided:
            return None
        # One byte above the limit is enough to know that it was passed.
        self._head += data[: limits.HTTP_HEAD_BYTES + 1 - len(self._head)]
        found = self._judge()
        if found is not None:
            self._decided = True
            self._head.clear()
        return found

    def end(self) -> HttpMistake | None:
        """The stream has ended: a request that is not whole yet never will be."""
        if self._decided:
            return None
        self._decided = True
        return HttpMistake(HTTPStatus.BAD_REQUEST)

    def _judge(self) -> Request | HttpMistake | None:
        head = self._head
        too_long = len(head) > limits.HTTP_HEAD_BYTES
        if not self._line_is_good:
            line_end = head.find(b"\n", self._searched) + 1
            if not line_end or line_end > limits.HTTP_HEAD_BYTES:
                self._searched = len(head)
                return HttpMistake(HTTPStatus.REQUEST_URI_TOO_LONG) if too_long else None
            line = _REQUEST_LINE.fullmatch(head, 0, line_end)
            if line is None:
                return HttpMistake(HTTPStatus.BAD_REQUEST)
            if line[1] != b"1":
                return HttpMistake(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
            self._line_is_good = True
            self._searched = 0
        end = _HEAD_END.search(head, self._searched)
        if end is None or end.end() > limits.HTTP_HEAD_BYTES:
            self._searched = max(0, len(head) - 2)
            return HttpMistake(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) if too_long else None
        return _parsed(bytes(head[: end.end()]))


def respond(asked: Request | HttpMistake, page: RoomPage, assets: PageAssets) -> bytes:
    """Return the whole answer of the room to a browser, head and body; close after it."""
    if isinstance(asked, HttpMistake):
        return refuse(asked)
    # The page may one day be taken part in: then its routes know more methods than these.
    if asked.method not in ("GET", "HEAD"):
        return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, asked, (("Allow", "GET, HEAD"),))
    route = _ROUTES.get(_path(asked.target))
    if route is None:
        return _refusal(HTTPStatus.NOT_FOUND, asked)
    answer = route(asked, page, assets)
    return _answer(HTTPStatus.OK, answer, _GUARDS, head_only=asked.method == "HEAD")


def refuse(mistake: HttpMistake) -> bytes:
    """Return the answer to a broken request, or (408) to one that did not come in time."""
    return _refusal(HTTPStatus(mistake.status), None)


def hello_world(asked: Request | HttpMistake) -> bytes:
    """Return the answer of the ``http`` reply; every whole request gets the same."""
    if isinstance(asked, HttpMistake):
        return refuse(asked)
    said = _Answer("text/html", b"hello world")
    return _answer(HTTPStatus.OK, said, (), head_only=asked.method == "HEAD")


# --- routes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a route has to say."""

    kind: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


def _room(asked: Request, page: RoomPage, assets: PageAssets) -> _Answer:
    language = language_for(asked.header("Accept-Language"))
    headers = (
        ("Content-Language", language),
        ("Vary", "Accept-Language"),
        ("Refresh", str(_RELOAD_SECONDS)),
    )
    return _Answer(_HTML, room_html(page, assets, language).encode("utf-8", "replace"), headers)


def _style(_asked: Request, _page: RoomPage, assets: PageAssets) -> _Answer:
    return _Answer("text/css; charset=utf-8", assets.style)


def _icon(_asked: Request, _page: RoomPage, assets: PageAssets) -> _Answer:
    return _Answer(_SVG, assets.icon)


def _qr_code(_asked: Request, page: RoomPage, _assets: PageAssets) -> _Answer:
    return _Answer(_SVG, page.qr)


_ROUTES: Final[dict[str, Callable[[Request, RoomPage, PageAssets], _Answer]]] = {
    "/": _room,
    "/room.css": _style,
    "/favicon.svg": _icon,
    "/qr.svg": _qr_code,
}


def _path(target: str) -> str:
    """Return the path of a request's target, which proxies send with the whole address."""
    whole = _AUTHORITY.match(target)
    path = (target[whole.end() :] if whole else target).partition("?")[0]
    return path or "/"


# --- bytes -------------------------------------------------------------------------------------


def _parsed(head: bytes) -> Request | HttpMistake:
    if head.count(b"\n") > limits.HTTP_HEADERS + 2:
        return HttpMistake(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
    if _FORBIDDEN.search(head):
        return HttpMistake(HTTPStatus.BAD_REQUEST)
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.HTTP_HEAD_BYTES + 1)
    try:
        connection.receive_data(head)
        event = connection.next_event()
    except h11.RemoteProtocolError as error:
        return HttpMistake(error.error_status_hint)
    if not isinstance(event, h11.Request):
        return HttpMistake(HTTPStatus.BAD_REQUEST)
    headers = tuple((_text(name), _text(value)) for name, value in event.headers.raw_items())
    return Request(_text(event.method), _text(event.target), headers)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _refusal(
    status: HTTPStatus, asked: Request | None, headers: tuple[tuple[str, str], ...] = ()
) -> bytes:
    words = html.escape(f"{status.value} {status.phrase}")
    body = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{words}</title>'
        f'</head><body><h1>{words}</h1><p><a href="/">Lanyard</a></p></body></html>\n'
    )
    head_only = asked is not None and asked.method == "HEAD"
    return _answer(status, _Answer(_HTML, body.encode(), headers), _GUARDS, head_only=head_only)


def _answer(
    status: HTTPStatus, answer: _Answer, guards: Iterable[tuple[str, str]], *, head_only: bool
) -> bytes:
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", f"Content-Type: {answer.kind}"]
    lines += [f"{name}: {value}" for name, value in (*answer.headers, *guards)]
    lines += [f"Content-Length: {len(answer.body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("ascii") + (b"" if head_only else answer.body)
