"""How a link between two programs can end, for talk and file links alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CloseReason(StrEnum):
    """Why a link ended."""

    REFUSED = "refused"
    """Nobody listens at that port."""
    UNREACHABLE = "unreachable"
    """No way to that address, or it is no address."""
    TIMEOUT = "timeout"
    """No connection or no finished handshake in time."""
    NOT_LANYARD = "not_lanyard"
    """Somebody answered, but does not speak our protocol at all."""
    TLS = "tls"
    """Broken TLS from the other side."""
    PROTOCOL = "protocol"
    """Broken frames from the other side."""
    REMOTE = "remote"
    """The other side said goodbye."""
    LOCAL = "local"
    """We closed or aborted it."""
    LOST = "lost"
    """Cut without a goodbye, or the other side did not read for too long."""


@dataclass(frozen=True, slots=True)
class LinkClosed:
    """How a link ended; ``detail`` is for the log."""

    reason: CloseReason
    detail: str = ""
