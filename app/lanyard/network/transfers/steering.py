"""Keeps somebody slow from holding up the others of a chain, for the author of an offer.

A chain goes no faster than each of its members, and one laptop at the end of a weak radio link must
not slow a class down. Two things are noticed. A member that falls behind its source while others
wait behind it: those take its place, and it goes to the end. And a first member that may be slower
than the author's uplink: nobody can see that from outside, so the one behind it is served by the
author too for some seconds, and stays there only if both together get more than the first alone
did. Pure: the clock is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass

from lanyard.network.transfers.chain import AUTHOR, Chain, Receiver
from lanyard.network.transfers.pace import Pace
from lanyard.wire import limits

_GAIN = 1.4
"""What a further stream must bring, as a multiple of the speed before."""
_SLOWER = 2.0


@dataclass(slots=True)
class Probe:
    """A further stream that is being tried."""

    first: str
    helper: str
    speed: float
    """Bytes a second to all receivers of the author before."""
    began: float


class Steering:
    """Looks at one chain now and then."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._probe: Probe | None = None
        self._probed: set[str] = set()
        self._sent_off: set[str] = set()
        self._looked_at = 0.0

    def look(self, now: float) -> list[str]:
        """Return the receivers that should ask for a source anew; in seconds of any clock."""
        if now - self._looked_at < limits.STEER_SECONDS:
            return []
        self._looked_at = now
        for receiver in self._chain.coming():
            if receiver.pace is None:
                receiver.pace = Pace(now, receiver.here)
            receiver.speed = receiver.pace.note(now, receiver.here)
        return self._lagging(now) or self._try_more(now)

    # --- somebody in the middle ----------------------------------------------------------------

    def _lagging(self, now: float) -> list[str]:
        chain = self._chain
        for receiver in chain.coming():
            behind = chain.served_by(receiver.device)
            source = chain.get(receiver.source)
            if receiver.slow and not behind and source is not None and source.comes:
                if receiver.device not in self._sent_off:
                    self._sent_off.add(receiver.device)
                    return [receiver.device]
            elif (
                behind
                and source is not None
                and not receiver.slow
                and self._lags(receiver, source, now)
            ):
                receiver.slow = True
                return [one.device for one in behind]
        return []

    @staticmethod
    def _lags(receiver: Receiver, source: Receiver, now: float) -> bool:
        settled = now - max(receiver.placed_at, source.placed_at) > limits.STEER_AFTER_SECONDS
        slower = receiver.speed * _SLOWER < source.speed
        return (
            settled and source.comes and slower and source.here - receiver.here > limits.LAG_BYTES
        )

    # --- the first -----------------------------------------------------------------------------

    def _try_more(self, now: float) -> list[str]:
        if self._probe is not None:
            return self._judge(self._probe, now)
        chain = self._chain
        if chain.allowed >= limits.ROOM_STREAMS_MOST:
            return []
        for first in chain.served_by(AUTHOR):
            behind = [one for one in chain.served_by(first.device) if not one.slow]
            settled = now - first.placed_at > limits.STEER_AFTER_SECONDS
            left = first.wanted - first.here > first.speed * limits.PROBE_WORTH_SECONDS
            if behind and settled and left and first.device not in self._probed:
                self._probed.add(first.device)
                speed = sum(one.speed for one in chain.served_by(AUTHOR))
                self._probe = Probe(first.device, behind[0].device, speed, now)
                chain.allowed += 1
                chain.reserved = behind[0].device
                return [behind[0].device]
        return []

    def _judge(self, probe: Probe, now: float) -> list[str]:
        chain = self._chain
        first, helper = chain.get(probe.first), chain.get(probe.helper)
        came = helper is not None and helper.comes and helper.source == AUTHOR
        if helper is not None and came and now - helper.placed_at < limits.PROBE_SECONDS:
            return []
        if not came and now - probe.began < limits.PROBE_SECONDS and helper is not None:
            return []
        self._probe = None
        chain.reserved = ""
        if helper is None or not came:
            chain.allowed -= 1
            return []
        if sum(one.speed for one in chain.served_by(AUTHOR)) > probe.speed * _GAIN:
            if first is not None and first.speed * _SLOWER < helper.speed:
                first.slow = True
            return []
        chain.allowed -= 1
        return [helper.device]
