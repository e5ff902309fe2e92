"""What the commands for plain sockets say: clients, their texts, files, and what was looked up.

Everything a stranger sent passes through ``shown`` or JSON's escapes; only ``connect`` without
options writes a peer's bytes as they are, because that is what it is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lanyard import sockets as s
from lanyard.console.output import Output
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.plain_words import plain_sentence
from lanyard.readable import readable


class SocketOutput:
    """Says what happens on plain sockets, to a person or as JSON."""

    def __init__(self, output: Output) -> None:
        self._output = output

    # --- serve -----------------------------------------------------------------------------

    def listening(self, change: s.SocketChanged) -> None:
        """The listener is open."""
        address, port = parted(change.local)
        self._output.event(
            "listening", transport=change.transport.value, address=address, port=port,
            reply=change.reply,
        )  # fmt: skip
        words = translate("Console", "Listening on {where} ({transport}). Ctrl+C ends.")
        transport = change.transport.value.upper()
        self._output.line(fill(words, where=_typed(change.local), transport=transport))

    def connected(self, change: s.SocketChanged) -> None:
        """A client came, or the peer that was dialled is there."""
        self._output.event(
            "connected", **_from(change.peer), local=change.local,
            transport=change.transport.value, client=change.key, took=round(change.took, 3),
        )  # fmt: skip
        if change.listener:
            words = translate("Console", "Connection from {peer}")
            self._output.line(fill(words, peer=_typed(change.peer)))

    def closed(self, change: s.SocketChanged) -> None:
        """A client or the peer is gone; its file, if it made one, is whole."""
        if change.saved:
            self._output.event(
                "saved", path=change.saved, size=change.received, **_from(change.peer),
                client=change.key,
            )  # fmt: skip
            words = translate("Console", "* received {path}")
            self._output.line(fill(words, path=shown(change.saved, longest=0)))
        reason = {} if change.failure is None else {"reason": plain_sentence(change.failure)}
        self._output.event(
            "closed", **_from(change.peer), state=change.state.value, client=change.key,
            received=change.received, sent=change.sent, **reason,
        )  # fmt: skip
        if change.listener:
            words = translate("Console", "Connection from {peer} closed")
            self._output.line(fill(words, peer=_typed(change.peer)))
            if change.failure is not None:
                self._output.notice(plain_sentence(change.failure))

    def text(self, row: s.Traffic) -> None:
        """A text or datagram came."""
        words, binary = readable(row.payload)
        digits = {"hex": row.payload.hex(" ")} if binary else {"text": words}
        self._output.event(
            "text", **_from(row.source), **digits, size=row.size, at=row.at, client=row.key,
            transport=row.transport.value, cut=row.cut or row.size > len(row.payload),
        )  # fmt: skip
        lines = shown(words, keep_lines=True, longest=0).rstrip("\n").split("\n")
        self._output.line(f"{_typed(row.source)}: " + "\n    ".join(lines))

    def request(self, request: s.RequestShown, peer: str) -> None:
        """A browser asked for something."""
        self._output.event(
            "request", **_from(peer), method=request.method, target=request.target,
            headers=[list(header) for header in request.headers], client=request.key,
        )  # fmt: skip
        asked = f"{shown(request.method)} {shown(request.target, longest=0)}"
        self._output.line(f"{_typed(peer)}: {asked}")
        for line in _header_lines(request.headers):
            self._output.line(f"    {line}")

    def properties(self, found: s.PropertiesRead) -> None:
        """What a socket is like; for a person on standard error, apart from what comes."""
        options = {option.value: value for option, value in found.options}
        self._output.event(
            "properties", family=found.family, kind=found.kind, descriptor=found.descriptor,
            local=found.local, peer=found.peer, received=found.received, sent=found.sent,
            options=options, client=found.key,
        )  # fmt: skip
        if self._output.as_json:
            return
        rows = [
            (translate("Console", "family"), found.family),
            (translate("Console", "kind"), found.kind),
            (translate("Console", "descriptor"), str(found.descriptor)),
            (translate("Console", "local"), shown(found.local)),
            (translate("Console", "peer"), shown(found.peer)),
            (translate("Console", "received"), str(found.received)),
            (translate("Console", "sent"), str(found.sent)),
            *((name, str(value)) for name, value in options.items()),
        ]
        for what, value in rows:
            if value:
                self._output.notice(f"{what:<14} {value}")

    # --- connect ---------------------------------------------------------------------------

    def answer(self, answer: s.UrlAnswered) -> None:
        """What a web server answered: status and headers as lines, the body as it is."""
        words, binary = readable(answer.body)
        body = {"body_hex": answer.body.hex(" ")} if binary else {"body": words}
        self._output.event(
            "answer", status=answer.status, reason=answer.reason,
            headers=[list(header) for header in answer.headers], **body, cut=answer.cut,
        )  # fmt: skip
        self._output.line(f"{answer.status} {shown(answer.reason)}".rstrip())
        for line in _header_lines(answer.headers):
            self._output.line(line)
        self._output.line("")
        self._output.raw(answer.body)
        if answer.cut:
            words = translate("Console", "The answer is longer than 1 MiB; this is its beginning.")
            self._output.notice(words)

    # --- lookup ----------------------------------------------------------------------------

    def found(self, rows: Iterable[tuple[str, str]]) -> None:
        """What was looked up, a row a line."""
        for what, value in rows:
            parts = value.split("\t")
            fields = {"value": value}
            if what == "interface":
                names = ("name", "address", "broadcast")
                fields = dict(zip(names, [*parts, "", ""], strict=False))
            self._output.event("found", what=what, **fields)
            told = "  ".join(shown(part) for part in parts)
            self._output.line(f"{_label(what):<14} {told}".rstrip())

    def holder(self, found: s.HolderFound) -> None:
        """Who holds a port."""
        self._output.event(
            "holder", transport=found.transport.value, port=found.port, taken=found.taken,
            name=found.name, pid=found.pid, started_at=found.started_at, mine=found.mine,
            next_free=found.next_free,
        )  # fmt: skip
        if not found.taken:
            words = translate("Console", "{transport} port {port} is free on this computer.")
        elif not found.name:
            words = translate("Console", "{transport} port {port} is taken by another program.")
        elif not found.pid:
            words = translate("Console", "{transport} port {port} is taken by {name}.")
        else:
            words = translate("Console", "{transport} port {port} is taken by {name} (pid {pid}).")
        told = fill(
            words, transport=found.transport.value.upper(), port=str(found.port),
            name=shown(found.name), pid=str(found.pid),
        )  # fmt: skip
        self._output.line(told)

    def ask_to_stop(self, found: s.HolderFound) -> None:
        """Ask the person on the terminal; standard output is for results."""
        words = translate("Console", "Stop {name} (pid {pid})? [y/N]")
        self._output.notice(fill(words, name=shown(found.name), pid=str(found.pid)))

    def left_alone(self, found: s.HolderFound) -> None:
        """The person did not say yes."""
        words = translate("Console", "{name} (pid {pid}) was left alone.")
        self._output.notice(fill(words, name=shown(found.name), pid=str(found.pid)))

    def stopped(self, found: s.HolderFound, stopped: s.HolderStopped) -> None:
        """The program was asked to end; why it did not is said apart."""
        ended = stopped.failure is None
        self._output.event("stopped", name=found.name, pid=stopped.pid, ended=ended)
        if ended:
            words = translate("Console", "{name} (pid {pid}) has ended.")
            self._output.line(fill(words, name=shown(found.name), pid=str(found.pid)))


def parted(where: str) -> tuple[str, int]:
    """Return address and port of 'address:port', '[address]:port' or 'address port'."""
    address, space, port = where.rpartition(" ")
    if not space:
        address, _, port = where.rpartition(":")
    digits = port.isascii() and port.isdigit()
    if not address or not digits:
        return where, 0
    return address.removeprefix("[").removesuffix("]"), int(port)


def _from(where: str) -> dict[str, Any]:
    address, port = parted(where)
    return {"from": address, "port": port}


def _typed(where: str) -> str:
    address, port = parted(where)
    if not port:
        return shown(where)
    return f"[{shown(address)}]:{port}" if ":" in address else f"{shown(address)}:{port}"


def _header_lines(headers: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{shown(name)}: {shown(value, longest=0)}" for name, value in headers]


def _label(what: str) -> str:
    labels = {
        "host_name": translate("Console", "host name"),
        "full_name": translate("Console", "full name"),
        "interface": translate("Console", "interface"),
        "address": translate("Console", "address"),
        "alias": translate("Console", "alias"),
        "name": translate("Console", "name"),
        "service": translate("Console", "service"),
        "hexadecimal": translate("Console", "hexadecimal"),
    }
    return labels.get(what, shown(what))
