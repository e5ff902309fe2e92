"""The lock on a room's door: whoever comes proves the passcode, and nobody may guess for long."""

from __future__ import annotations

import time
from collections.abc import Collection

from lanyard.network.visitor import Visitor
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.names import clean_name
from lanyard.wire.passcode import passcode_key, passcode_proof, proof_matches

_MINUTE = 60.0


class PasscodeGate:
    """The passcode of one open room ('' for none) and the wrong tries of the last minute."""

    def __init__(self, passcode: str, room: str, device_id: str) -> None:
        self._key = passcode_key(passcode, room) if passcode else b""
        self._device_id = device_id
        self._wrong: dict[str, list[float]] = {}

    @property
    def locked(self) -> bool:
        """Whether the room has a passcode."""
        return bool(self._key)

    def judge(self, visitor: Visitor, hello: m.Hello, banned: Collection[str]) -> str:
        """Return why a visitor may not come in; '' when it may."""
        device = visitor.link.peer_device_id
        if hello.version < limits.PROTOCOL_OLDEST:
            return "version_newer"  # this side is: the words tell what the host runs
        if hello.version > limits.PROTOCOL_NEWEST:
            return "version_older"
        if device in banned:
            return "banned"
        if not clean_name(hello.name):
            return "name_empty"
        if device == self._device_id:
            return ""
        return self.objection(visitor.link.peer_address, device, visitor.nonce, hello.proof)

    def objection(self, address: str, device_id: str, nonce: bytes, proof: bytes) -> str:
        """Return why a device at ``address`` may not pass (a word of ``REFUSALS``), or nothing."""
        if not self._key:
            return ""
        now = time.monotonic()
        tries = [at for at in self._wrong.get(address, ()) if now - at < _MINUTE]
        if len(tries) >= limits.PASSCODE_WRONG:
            return "passcode_wrong"
        if not proof:
            return "passcode_needed"
        if proof_matches(proof, passcode_proof(self._key, nonce, device_id, self._device_id)):
            return ""
        if len(self._wrong) > limits.LINKS:
            self._wrong.clear()
        self._wrong[address] = [*tries, now]
        return "passcode_wrong"
