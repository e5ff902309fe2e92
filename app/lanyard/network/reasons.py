"""Why a link ended or a server said no, as the codes a person is told."""

from __future__ import annotations

from lanyard.events import Code, Failure
from lanyard.network.link import CloseReason, LinkClosed

_BEFORE_WELCOME = {
    CloseReason.REFUSED: Code.HOST_REFUSED,
    CloseReason.UNREACHABLE: Code.HOST_UNREACHABLE,
    CloseReason.TIMEOUT: Code.HOST_SILENT,
    CloseReason.NOT_LANYARD: Code.NOT_LANYARD,
    CloseReason.TLS: Code.NOT_LANYARD,
    CloseReason.PROTOCOL: Code.NOT_LANYARD,
    CloseReason.REMOTE: Code.LINK_LOST,
    CloseReason.LOCAL: Code.LINK_LOST,
    CloseReason.LOST: Code.NOT_LANYARD,
}


def failure_of_link(closed: LinkClosed, host: str, port: int, *, early: bool) -> Failure:
    """Return why a link ended; ``early`` when nobody there has ever talked with us."""
    code = _BEFORE_WELCOME[closed.reason]
    if not early and code is Code.NOT_LANYARD:
        code = Code.LINK_LOST
    return Failure(code, host=host, port=port, detail=closed.detail)


def failure_of_refusal(reason: str, host: str, port: int, room: str) -> Failure:
    """Return a server's reason for parting; one this version does not know counts as closed."""
    try:
        code = Code(reason)
    except ValueError:
        code = Code.ROOM_CLOSED
    return Failure(code, host=host, port=port, name=room)
