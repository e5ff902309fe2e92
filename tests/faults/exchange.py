"""Two people and the files that go from one to the other, through whatever happens to them.

Everything is judged by what the two were told (``TransferChanged``) and by what is on the disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from blake3 import blake3

from faults.world import PATIENCE, Fields, Person, World
from lanyard.commands import new_id
from lanyard.wire.limits import BLOCK_BYTES

GOING = ("running", "checking", "done")


@dataclass
class Sent:
    """One offer: a file, or a folder with its files."""

    offer: str
    path: Path
    digests: dict[str, str] = field(default_factory=dict)
    """BLAKE3 by path beneath the inbox."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        whole = [self.path] if self.path.is_file() else self.path.rglob("*")
        return sum(path.stat().st_size for path in whole if path.is_file())


class Exchange(World):
    """A host and one who has joined; one of them gives, the other takes."""

    def __init__(
        self, folder: Path, seed: int, *, host_takes: bool = False, giver: str = "", taker: str = ""
    ) -> None:
        """``giver`` and ``taker`` say how each one's build is wrong, or slow."""
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, seed, clients=1)
        self.taker, self.giver = self.people if host_takes else reversed(self.people)
        self.giver.broken, self.taker.broken = giver, taker
        self.inbox = folder / "inbox"
        self.outbox = folder / "outbox"
        self.outbox.mkdir()
        self.sent: dict[str, Sent] = {}
        self._accepted: set[tuple[int, str]] = set()

    def start(self) -> None:
        """Let both come."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        for person in self.people:
            person.profile.mkdir(parents=True, exist_ok=True)
            self.wake(person)
            self.in_the_room(person)

    def wake(self, person: Person, talk: bool = False) -> None:
        """Begin another life of a person, who says nothing."""
        super().wake(person, talk)

    # --- files -----------------------------------------------------------------------------

    def file(self, name: str, size: int) -> Path:
        """Make a file whose blocks all differ."""
        path = self.outbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for at in range(0, size, BLOCK_BYTES):
                file.write(self.chance.randbytes(min(BLOCK_BYTES, size - at)))
        return path

    def offer(self, path: Path) -> Sent:
        """Offer it, and wait until the taker knows and has said yes."""
        sent = Sent(new_id(), path)
        sent.digests = digests_of(path, self.outbox)
        self.sent[sent.offer] = sent
        self.until(self._giver_sees_taker, "seen in the room")
        self.giver.life.order(
            "OfferFiles", room=self.room, paths=[str(path)], to=self.taker.device_id, id=sent.offer
        )
        self.until(lambda: self.told(self.taker, sent) != [], "told of an offer")
        return sent

    def _giver_sees_taker(self) -> bool:
        present = False
        for told in tuple(self.giver.life.told):
            match told.event:
                case "Joined":
                    members = [one["device_id"] for one in told.fields["members"]]
                    present = self.taker.device_id in members
                case "MemberJoined" | "MemberLeft" as event:
                    if told.fields["member"]["device_id"] == self.taker.device_id:
                        present = event == "MemberJoined"
                case _:
                    pass
        return present

    def tend(self) -> None:
        """Say yes to every offer that waits for an answer in the taker's life."""
        number, life = len(self.taker.lives), self.taker.life
        for sent in self.sent.values():
            last = self.last(self.taker, sent)
            key = (number, sent.offer)
            if last is not None and last["state"] == "offered" and key not in self._accepted:
                self._accepted.add(key)
                life.order("AcceptOffer", offer=sent.offer, folder=str(self.inbox))

    def until(
        self,
        reached: Callable[[], bool],
        what: str,
        patience: float = PATIENCE,
        pause: float = 0.005,
    ) -> None:
        """Wait for something, and say yes to offers meanwhile."""
        deadline = time.monotonic() + patience
        while not reached():
            self.tend()
            if time.monotonic() > deadline:
                raise AssertionError(f"nobody was {what} within {patience} s: {self.story()}")
            time.sleep(pause)

    # --- what they were told ---------------------------------------------------------------

    def told(self, person: Person, sent: Sent, life: int | None = None) -> list[Fields]:
        """What a person was told of an offer, in one life or in all."""
        lives = person.lives if life is None else person.lives[life:]
        return [
            {**told.fields, "at": told.at, "life": one.born}
            for one in lives
            for told in tuple(one.told)
            if told.event == "TransferChanged" and told.fields["offer"] == sent.offer
        ]

    def last(self, person: Person, sent: Sent) -> Fields | None:
        """The latest a person was told of an offer in this life."""
        told = self.told(person, sent, -1)
        return told[-1] if told else None

    def is_done(self, person: Person, sent: Sent) -> bool:
        """Whether a person was ever told that all of it is there."""
        return any(one["state"] == "done" for one in self.told(person, sent))

    def moved(self, sent: Sent) -> int:
        """Bytes the taker has, by the latest it was told."""
        last = self.last(self.taker, sent)
        return int(last["moved"]) if last is not None else 0

    def finish(self, sent: Sent, patience: float = PATIENCE) -> None:
        """Wait until both know that it is there."""
        for person in (self.taker, self.giver):
            self.until(partial(self.is_done, person, sent), f"done ({person.name})", patience)

    def reach(self, sent: Sent, moved: int) -> None:
        """Wait until the taker has so many bytes."""
        self.until(lambda: self.moved(sent) >= moved, f"at byte {moved}")

    def story(self) -> list[str]:
        """The latest words about each transfer that is not done, for whoever must find out why."""
        return [
            f"{person.name}, life {len(person.lives)}, {sent.path.name}: "
            + ", ".join(
                f"{one['state']} {one['moved']} {one['failure'] or ''}" for one in told[-8:]
            )
            + (f" complained: {person.life.complaint[-1500:]}" if person.life.complaint else "")
            for sent in self.sent.values()
            for person in (self.giver, self.taker)
            if not self.is_done(person, sent)
            for told in [self.told(person, sent)]
        ]

    # --- what happens to them --------------------------------------------------------------

    def cut(self, person: Person) -> None:
        """Break all connections of a person, and wait until everybody is back in the room."""
        marks = {one.name: len(one.life.told) for one in self.people}
        person.life.order("cut")
        for client in self.clients:
            self.in_the_room(client, marks[client.name])

    # --- what is true ----------------------------------------------------------------------

    def wrong(self, sent: Sent) -> list[str]:
        """What of an offer is not in the inbox as it was sent."""
        found = digests_of(self.inbox / sent.path.name, self.inbox)
        return [
            f"{name} is {found.get(name, 'missing')[:16]}, not {digest[:16]}"
            for name, digest in sent.digests.items()
            if found.get(name) != digest
        ]

    def held(self, sent: Sent) -> int:
        """Bytes of a file that has not got its name yet."""
        parts = [path for path in self.inbox.glob("*") if path.name.startswith(sent.path.name)]
        return sum(path.stat().st_size for path in parts if path.name != sent.path.name)

    def leftovers(self) -> list[str]:
        """What is in the inbox and was never sent."""
        wanted = {name for sent in self.sent.values() for name in sent.digests}
        there = {
            path.relative_to(self.inbox).as_posix()
            for path in self.inbox.rglob("*")
            if path.is_file()
        }
        return sorted(there - wanted)

    def sent_again(self, sent: Sent) -> list[int]:
        """Bytes that had come already and came once more, for each time it went on."""
        again: list[int] = []
        most, resting, life = 0, True, 0.0
        for one in self.told(self.taker, sent):
            resting = resting or one["life"] != life
            life = one["life"]
            if one["state"] in ("waiting", "paused", "offered", "connecting"):
                resting = True
            elif one["state"] in GOING and resting:
                if most:
                    again.append(max(0, most - int(one["resumed_at"])))
                resting = False
            most = max(most, int(one["moved"]))
        return again


def digests_of(path: Path, below: Path) -> dict[str, str]:
    """BLAKE3 of a file, or of all in a folder, by their paths beneath ``below``."""
    paths = [path] if path.is_file() else path.rglob("*") if path.is_dir() else []
    return {
        one.relative_to(below).as_posix(): blake3(one.read_bytes()).hexdigest()
        for one in paths
        if one.is_file()
    }
