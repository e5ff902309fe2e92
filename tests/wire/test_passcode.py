"""The proof of a passcode: good for one greeting between two devices, and for nothing else."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from lanyard.wire.passcode import passcode_key, passcode_proof, proof_matches

ROOM = "0b" * 16
CLIENT, SERVER, OTHER = "1c" * 32, "2d" * 32, "3e" * 32
NONCE = b"n" * 16


def test_the_same_passcode_proves_itself() -> None:
    key = passcode_key("sesame 芝麻", ROOM)
    proof = passcode_proof(key, NONCE, CLIENT, SERVER)
    assert proof_matches(
        proof, passcode_proof(passcode_key("sesame 芝麻", ROOM), NONCE, CLIENT, SERVER)
    )


def test_a_proof_is_bound_to_everything() -> None:
    key = passcode_key("sesame", ROOM)
    right = passcode_proof(key, NONCE, CLIENT, SERVER)
    others = [
        passcode_proof(passcode_key("Sesame", ROOM), NONCE, CLIENT, SERVER),
        passcode_proof(passcode_key("sesame", "0c" * 16), NONCE, CLIENT, SERVER),
        passcode_proof(key, b"m" * 16, CLIENT, SERVER),
        passcode_proof(key, NONCE, OTHER, SERVER),
        passcode_proof(key, NONCE, CLIENT, OTHER),
        passcode_proof(key, NONCE, SERVER, CLIENT),
        b"",
        right[:-1],
    ]
    assert not any(proof_matches(other, right) for other in others)


def test_the_key_is_what_the_protocol_says() -> None:
    # Written out once more, so that another program can be built from PROTOCOL.md.
    expected = hashlib.pbkdf2_hmac("sha256", b"abc", b"lanyard/1 " + ROOM.encode(), 60_000)
    assert passcode_key("abc", ROOM) == expected


@settings(max_examples=10)
@given(st.text(max_size=40))
def test_any_passcode_can_be_typed(passcode: str) -> None:
    assert len(passcode_key(passcode, ROOM)) == 32
