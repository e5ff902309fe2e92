"""The devices whose files the person takes unasked, each up to a size, as the settings keep them.

Each is one line of JSON. A line that makes no sense, because somebody edited the file, counts as
not kept: what is doubtful is asked for. Plain values, any thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from lanyard.commands import TrustSender

MEGABYTE = 1_000_000
CAPS = (10 * MEGABYTE, 100 * MEGABYTE, 1_000 * MEGABYTE, 10_000 * MEGABYTE)
"""What a person can choose; the second is what is proposed."""
_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class TrustedSender:
    """One device: offers from it to me, up to ``most_bytes`` each, go into ``folder`` unasked."""

    device_id: str
    name: str
    """As the sender was called when the person decided; only to be shown."""
    most_bytes: int
    folder: str

    def command(self) -> TrustSender:
        """Return the order for the engine."""
        return TrustSender(self.device_id, self.most_bytes, self.folder)


def read_senders(lines: Iterable[str]) -> tuple[TrustedSender, ...]:
    """Return what the lines say, each device once, the latest last."""
    found: dict[str, TrustedSender] = {}
    for line in lines:
        sender = _read(line)
        if sender is not None:
            found.pop(sender.device_id, None)
            found[sender.device_id] = sender
    return tuple(found.values())


def sender_lines(senders: Sequence[TrustedSender]) -> tuple[str, ...]:
    """Return the lines that are kept."""
    return tuple(json.dumps(asdict(sender), ensure_ascii=True) for sender in senders)


def with_sender(lines: Sequence[str], sender: TrustedSender) -> tuple[str, ...]:
    """Return the lines with this sender as it is now."""
    others = [one for one in read_senders(lines) if one.device_id != sender.device_id]
    return sender_lines([*others, sender])


def changes(before: Sequence[str], after: Sequence[str]) -> tuple[TrustSender, ...]:
    """Return the orders that lead from one list to the other; trust that ended comes first."""
    old = {sender.device_id: sender for sender in read_senders(before)}
    new = {sender.device_id: sender for sender in read_senders(after)}
    ended = [TrustSender(device, 0, "") for device in old if device not in new]
    begun = [sender.command() for device, sender in new.items() if _other(old.get(device), sender)]
    return (*ended, *begun)


def _other(before: TrustedSender | None, after: TrustedSender) -> bool:
    return before is None or before.command() != after.command()


def _read(line: str) -> TrustedSender | None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    device, name = said.get("device_id"), said.get("name")
    most, folder = said.get("most_bytes"), said.get("folder")
    if not isinstance(device, str) or len(device) != 64 or not _DIGITS.issuperset(device):
        return None
    if not isinstance(name, str) or not isinstance(folder, str) or not folder:
        return None
    if isinstance(most, bool) or not isinstance(most, int) or not 0 < most <= CAPS[-1]:
        return None
    return TrustedSender(device, name, most, folder)
