"""What can be looked up, by what the question looks like, and the rows that answer it.

``question`` reads what a person typed; ``known_at_once`` answers without asking anybody, and
``resolved`` asks the system's resolver, which may take as long as it likes: callers bound it. Any
thread; nothing here raises for any text.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lanyard.network.interfaces import interface_addresses
from lanyard.network.services import services_called, services_on

Rows = tuple[tuple[str, str], ...]
"""(what, value), as ``sockets.LookedUp`` tells them."""

_HEXADECIMAL = re.compile(r"(?:0[xX])?([0-9a-fA-F]{8}|[0-9a-fA-F]{32})")
_PORT = re.compile(r"([0-9]{1,5})(?:/(?:tcp|udp))?", re.IGNORECASE)
_LONGEST_NAME = 253


class Kind(StrEnum):
    """What a question is about."""

    MYSELF = "myself"
    ADDRESS = "address"
    HEXADECIMAL = "hexadecimal"
    PORT = "port"
    NAME = "name"
    """Of a computer or of a service."""
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood."""

    kind: Kind
    text: str = ""
    """The address as the system writes it, the digits, or the name."""


def question(typed: str) -> Question:
    """Return what a person asks for by ``typed``."""
    text = typed.strip()
    if not text:
        return Question(Kind.MYSELF)
    if not text.isprintable():
        return Question(Kind.NONSENSE)
    if (port := _PORT.fullmatch(text)) and int(port[1]) <= 65535:
        return Question(Kind.PORT, str(int(port[1])))
    if digits := _HEXADECIMAL.fullmatch(text):
        return Question(Kind.HEXADECIMAL, digits[1].lower())
    try:
        return Question(Kind.ADDRESS, str(ipaddress.ip_address(text.strip("[]"))))
    except ValueError:
        pass
    name = text.rstrip(".")
    # The resolver would take bare digits for an address: 70000 for 0.1.17.112.
    if not name or len(name) > _LONGEST_NAME or name.isdigit() or re.search(r"\s", name):
        return Question(Kind.NONSENSE)
    return Question(Kind.NAME, name)


def known_at_once(asked: Question) -> Rows:
    """Return what is known without asking anybody."""
    match asked.kind:
        case Kind.MYSELF:
            return (("host_name", socket.gethostname()), *_interfaces())
        case Kind.ADDRESS:
            return (("hexadecimal", ipaddress.ip_address(asked.text).packed.hex()),)
        case Kind.HEXADECIMAL:
            return (("address", str(ipaddress.ip_address(bytes.fromhex(asked.text)))),)
        case Kind.PORT:
            return _rows("service", services_on(int(asked.text)))
        case Kind.NAME:
            return _rows("service", services_called(asked.text.lower()))
        case Kind.NONSENSE:
            return ()


def needs_resolver(asked: Question) -> bool:
    """Return whether the system's resolver may know more."""
    return asked.kind in (Kind.MYSELF, Kind.ADDRESS, Kind.NAME)


def resolved(asked: Question) -> Rows:
    """Return what the resolver knows. Blocks for as long as the resolver does."""
    match asked.kind:
        case Kind.MYSELF:
            return (("full_name", _full_name()),)
        case Kind.ADDRESS:
            return _names_of(asked.text)
        case Kind.NAME:
            return _addresses_of(asked.text)
        case _:
            return ()


def together(at_once: Rows, later: Rows) -> Rows:
    """Return both answers as one; my full name stands beside my host name."""
    full_name = tuple(row for row in later if row[0] == "full_name")
    rest = tuple(row for row in later if row[0] != "full_name")
    if not full_name:
        return rest + at_once if rest else at_once
    return (*at_once[:1], *full_name, *at_once[1:], *rest)


# --- inside ------------------------------------------------------------------------------------


def _interfaces() -> Rows:
    return _rows(
        "interface",
        (f"{one.interface}\t{one.address}\t{one.broadcast}" for one in interface_addresses()),
    )


def _full_name() -> str:
    host_name = socket.gethostname()
    full_name = socket.getfqdn()
    # Where nothing better is known, the resolver says how this computer calls every computer.
    return host_name if full_name.startswith("localhost") else full_name


def _names_of(address: str) -> Rows:
    try:
        name, aliases, _ = socket.gethostbyaddr(address)
    except (OSError, UnicodeError):
        return ()
    return (*_rows("name", [name]), *_rows("alias", (one for one in aliases if one != name)))


def _addresses_of(name: str) -> Rows:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    except (OSError, ValueError):  # UnicodeError, for a label too long, is a ValueError
        return ()
    canonical = next((one[3] for one in found if one[3]), "")
    addresses = dict.fromkeys(str(one[4][0]) for one in found)
    aliases: list[str] = []
    try:
        # getaddrinfo knows no aliases; this knows nothing of IPv6.
        known, aliases, _ = socket.gethostbyname_ex(name)
    except (OSError, ValueError):
        known = ""
    names = {one.lower(): one for one in (known, canonical) if one and one.lower() != name.lower()}
    others = [one for one in aliases if one.lower() not in {*names, name.lower()}]
    return (
        *_rows("address", addresses),
        *_rows("name", names.values()),
        *_rows("alias", dict.fromkeys(others)),
    )


def _rows(what: str, values: Iterable[str]) -> Rows:
    return tuple((what, value) for value in values if value)
