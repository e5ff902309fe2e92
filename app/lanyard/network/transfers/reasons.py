"""Why a file or a transfer stopped: the words of the wire, and what a person is told."""

from __future__ import annotations

from lanyard.events import Code, Failure
from lanyard.network.endings import CloseReason, LinkClosed

_REASONS = {
    Code.CANCELLED_HERE: "cancelled",
    Code.FILE_MISSING: "file_missing",
    Code.FILE_UNREADABLE: "file_unreadable",
    Code.FILE_CHANGED: "file_changed",
    Code.FOLDER_UNWRITABLE: "folder_unwritable",
    Code.DISK_FULL: "disk_full",
    Code.DISK_FAILED: "disk_failed",
    Code.DIGEST_WRONG: "digest_wrong",
    Code.OFFER_UNKNOWN: "offer_unknown",
}

_HEARD = {
    "offer_unknown": Code.OFFER_UNKNOWN,
    "file_missing": Code.SENDER_FILE_GONE,
    "file_unreadable": Code.SENDER_FILE_GONE,
    "file_changed": Code.FILE_CHANGED,
    "folder_unwritable": Code.RECEIVER_DISK_FAILED,
    "disk_full": Code.RECEIVER_DISK_FULL,
    "disk_failed": Code.RECEIVER_DISK_FAILED,
    "digest_wrong": Code.DIGEST_WRONG,
    "paused": Code.PAUSED_THERE,
    "spool_off": Code.SPOOL_OFF,
    "spool_full": Code.SPOOL_FULL,
}

PASSING = frozenset({"closing", "busy", "sender_gone", "disk_full"})
"""Reasons to stop after which a transfer goes on by itself."""
ENDINGS = frozenset({"folder_unwritable"})
"""Reasons to stop that are no person's will."""


def failure_of_end(end: LinkClosed, gone: Code, peer_name: str) -> Failure:
    """Return what to tell a person when the link ended in the middle."""
    code = Code.PROTOCOL_BROKEN if end.reason is CloseReason.PROTOCOL else gone
    return Failure(code, name=peer_name, detail=end.detail or end.reason.value)


def reason_for(code: Code) -> str:
    """Return the word of the wire for a failure on this side."""
    return _REASONS.get(code, "cancelled")


def failure_for(
    reason: str, peer_name: str, file_name: str, gone: Code = Code.SENDER_GONE
) -> Failure:
    """Return what to tell a person when the other side has stopped, or skipped, for ``reason``.

    ``gone`` is what it means that the other side is not there now.
    """
    code = gone if reason in ("closing", "busy", "sender_gone") else _HEARD.get(reason)
    code = code or Code.CANCELLED_THERE
    about_file = code in (Code.FILE_CHANGED, Code.DIGEST_WRONG)
    return Failure(code, name=file_name if about_file else peer_name, detail=reason)
