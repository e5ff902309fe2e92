"""The two ways the protocol can be broken: by us, or by them."""

from __future__ import annotations


class ProtocolError(Exception):
    """Something was said that the protocol does not allow."""


class LocalProtocolError(ProtocolError):
    """Our own code asked for an illegal move: a bug, never a stranger's doing."""


class RemoteProtocolError(ProtocolError):
    """The other side sent what it may not: end the link, keep everything else."""
