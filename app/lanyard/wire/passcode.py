"""Proving that one knows a room's passcode without saying it.

The proof is bound to both device ids and the server's nonce: an impostor who collects one can
neither show it to the real server nor use it twice. PBKDF2 (RFC 8018) makes guessing slow.
"""

from __future__ import annotations

import hashlib
import hmac

from lanyard.wire import limits


def passcode_key(passcode: str, room: str) -> bytes:
    """Return the key of a room's passcode; about 20 ms, so a server computes it once."""
    return hashlib.pbkdf2_hmac(
        "sha256",
        passcode.encode("utf-8", "replace"),
        b"lanyard/1 " + room.encode(),
        limits.PASSCODE_ROUNDS,
    )


def passcode_proof(key: bytes, nonce: bytes, client: str, server: str) -> bytes:
    """Return the proof for one greeting between two device ids."""
    return hmac.digest(key, b"|".join((nonce, client.encode(), server.encode())), "sha256")


def proof_matches(proof: bytes, expected: bytes) -> bool:
    """Compare two proofs in constant time."""
    return hmac.compare_digest(proof, expected)
