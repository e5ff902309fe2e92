"""A room, the people in it, and the books that tell afterwards whether anything was lost.

Every member is a whole engine in a process of its own (``talker.py``). What each of them was told
is written down here while it happens, across all lives of its profile; ``Books.complaints`` holds
that against the journals on disk.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import apsw
import msgspec

HERE = Path(__file__).resolve().parent
PATIENCE = 30.0
"""Seconds after which a missing event is a failure."""
_LIFE = 1_000_000
"""Lines are numbered; every life of a profile begins with a fresh million."""

Fields = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One event of a life; ``at`` is the system's monotonic clock, the same for all processes."""

    at: float
    event: str
    fields: Fields


class Life:
    """One process of a profile, from its start until it ends or is killed."""

    def __init__(
        self,
        profile: Path,
        name: str,
        broken: str = "",
        environment: Mapping[str, str] | None = None,
        prefix: tuple[str, ...] = (),
    ) -> None:
        self.born = time.monotonic()
        self.told: list[Told] = []
        self.complaint = ""
        self._read = 0
        self._ended = False
        self._news = threading.Condition()
        line = [*prefix, sys.executable, str(HERE / "talker.py"), str(profile), name]
        self._process = subprocess.Popen(
            line + (["--broken", broken] if broken else []),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
        )
        self._readers = [
            threading.Thread(target=self._hear, daemon=True),
            threading.Thread(target=self._hear_complaints, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Of the process (of its prefix, if it has one)."""
        return self._process.pid

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith(b"\n"):
                break  # killed in the middle of a word
            told = msgspec.json.decode(line, type=Told)
            with self._news:
                self.told.append(told)
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _hear_complaints(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.complaint += line.decode(errors="replace")

    def order(self, order: str, **fields: object) -> None:
        """Give an order; a process that is gone does not hear it."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(msgspec.json.encode({"order": order, **fields}) + b"\n")
            self._process.stdin.flush()

    def find(
        self, event: str, since: int = 0, fits: Callable[[Fields], bool] | None = None
    ) -> Told | None:
        """Return the first event of that name from place ``since`` on, if it was told already."""
        for told in self.told[since:]:
            if told.event == event and (fits is None or fits(told.fields)):
                return told
        return None

    def place(self, event: str) -> int:
        """Return at which place an event of that name was told first; behind all if never."""
        names = [told.event for told in self.told]
        return names.index(event) if event in names else len(names)

    def wait_for(
        self,
        event: str,
        since: int = 0,
        fits: Callable[[Fields], bool] | None = None,
        patience: float = PATIENCE,
    ) -> Told:
        """Wait for the first event of that name from place ``since`` on."""
        deadline = time.monotonic() + patience
        place = since
        with self._news:
            while True:
                end = len(self.told)
                found = self.find(event, place, fits)
                if found is not None:
                    return found
                place = end
                left = deadline - time.monotonic()
                if left <= 0 or self._ended:
                    last = [(told.event, told.fields) for told in self.told[-12:]]
                    why = "before its end" if self._ended else f"within {patience} s"
                    raise AssertionError(
                        f"no {event} {why}; the last words were {last}; "
                        f"it complained: {self.complaint[-2000:]}"
                    )
                self._news.wait(left)

    @property
    def runs(self) -> bool:
        """True while the process is there."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process without a word, and read what it had told."""
        self._process.kill()
        self._bury()

    def signal(self, which: signal.Signals) -> None:
        """Send the process a signal."""
        self._process.send_signal(which)

    def end(self) -> None:
        """Let the engine end in good order."""
        if self.runs:
            self.order("end")
            self.wait_for("Ended", patience=PATIENCE)
        self._bury()

    def _bury(self) -> None:
        self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


@dataclass
class Person:
    """One profile and all its lives."""

    name: str
    profile: Path
    hosts: bool = False
    broken: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    lives: list[Life] = field(default_factory=list)
    device_id: str = ""

    @property
    def life(self) -> Life:
        """The latest one."""
        return self.lives[-1]

    def every(self, event: str) -> Iterator[Told]:
        """Tell every event of that name in all lives."""
        for life in self.lives:
            yield from (told for told in life.told if told.event == event)


class World:
    """One who hosts and three who have joined, all talking."""

    def __init__(
        self, folder: Path, seed: int, clients: int = 3, broken: str = "", pause: float = 0.02
    ) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.port = free_port()
        self.pause = pause
        """Seconds between a person's lines, on average."""
        self.changing = 0.1
        """How often a person changes a line instead of leaving it at that."""
        names = ("Host", "Anna", "Ben", "Cleo")[: clients + 1]
        self.people = [
            Person(name, folder / name.lower(), hosts=name == "Host", broken=broken)
            for name in names
        ]
        self.clocks: dict[str, Any] = {}
        """Clocks on the wall that a test may set, by the name of the person."""
        self.back_after: list[float] = []
        """Seconds from each restart until everybody was in the room again."""

    @property
    def host(self) -> Person:
        return self.people[0]

    @property
    def clients(self) -> list[Person]:
        return self.people[1:]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for person in self.people:
            if person.lives and person.life.runs:
                person.life.kill()

    # --- living ----------------------------------------------------------------------------

    def start(self) -> None:
        """Let everybody come and begin to talk."""
        for person in self.people:
            person.profile.mkdir(parents=True, exist_ok=True)
        self.wake(self.host)
        self.in_the_room(self.host)
        for person in self.clients:
            self.wake(person)
        for person in self.clients:
            self.in_the_room(person)

    def wake(self, person: Person, talk: bool = True) -> None:
        """Begin another life of a person."""
        life = Life(person.profile, person.name, person.broken, person.environment)
        person.lives.append(life)
        if person.hosts:
            life.order("Host", room="Faults", name=person.name, port=self.port,
                       next_free_port=False)  # fmt: skip
        else:
            life.order("Join", host="127.0.0.1", name=person.name, port=self.port)
        if talk:
            self.talk(person)

    def talk(self, person: Person) -> None:
        """Let a person talk from now on."""
        first = len(person.lives) * _LIFE + 1000 * len(list(person.every("Hushed")))
        person.life.order("talk", first=first, pause=self.pause, changing=self.changing)

    def in_the_room(self, person: Person, since: int = 0) -> float:
        """Wait until the person is in, and return when that was."""
        life = person.life
        if person.hosts:
            life.wait_for("RoomOpened")
        joined = life.wait_for("Joined", since)
        person.device_id = joined.fields["my_device_id"]
        return joined.at

    def strike(self, person: Person, between: Callable[[], None] | None = None) -> None:
        """Kill a person's process and start it again; everybody must be back in the room."""
        places = {one.name: len(one.life.told) for one in self.clients}
        person.life.kill()
        if between is not None:
            between()
        self.wake(person)
        if not person.hosts:
            # Dialling fails once and for all if the first attempt does: the host is there.
            back = self.in_the_room(person)
        else:
            self.in_the_room(person)
            back = max(self.in_the_room(one, places[one.name]) for one in self.clients)
        self.back_after.append(back - person.life.born)

    def settle(self, patience: float = PATIENCE) -> None:
        """Let everybody fall silent, and wait until everything is said and shown everywhere."""
        for person in self.people:
            person.life.order("hush")
        for person in self.people:
            person.life.wait_for("Hushed")
        deadline = time.monotonic() + patience
        while waiting := [one.name for one in self.people if waits(one)]:
            if time.monotonic() > deadline:
                raise AssertionError(f"posts of {waiting} were never accepted: {self.stuck()}")
            time.sleep(0.02)
        word = f"the end {self.seed} {time.monotonic_ns()}"
        self.host.life.order("Post", room=self.room, text=word)
        for person in self.clients:
            person.life.wait_for(
                "EntriesArrived", fits=lambda f: any(e["text"] == word for e in f["entries"])
            )

    def stuck(self) -> list[str]:
        """Describe some of the posts that are neither accepted nor refused."""
        return [
            f"{person.name}, life {len(person.lives)}, {len(ids)} wait: {told.fields}"
            for person in self.people
            for ids in [waits(person)]
            for told in person.life.told
            if told.event == "PostQueued" and told.fields["entry"]["id"] in ids
        ][:6]

    @property
    def room(self) -> str:
        """The room's id."""
        return str(self.host.life.wait_for("Joined").fields["room"])

    def end(self) -> None:
        """Let all programs end, the host last."""
        for person in reversed(self.people):
            person.life.end()


def waits(person: Person) -> set[str]:
    """Return the ids of what a person said and that is neither accepted nor refused.

    What an earlier life had queued is told again by the next one, unless it was settled on disk
    at the moment of the kill.
    """
    told = person.life.told
    queued = {one.fields["entry"]["id"] for one in told if one.event == "PostQueued"}
    return queued - {one.fields["id"] for one in told if one.event in _ANSWERS}


_ANSWERS = ("PostAccepted", "PostFailed")


# --- the books ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of a journal, with everything that was said to change it."""

    seq: int
    id: str
    author: str
    kind: int
    text: str
    to: str
    change: int
    reactions: str


_ROWS = """
SELECT e.place & 0xffffffffff, lower(hex(e.id)), a.device, e.kind, e.text,
       coalesce(r.device, ''), e.change,
       coalesce((SELECT group_concat(said.device || ' ' || x.emoji, ', ' ORDER BY said.device)
                 FROM reaction AS x JOIN person AS said ON said.number = x.author
                 WHERE x.place = e.place AND x.emoji != ''), '')
FROM entry AS e JOIN log AS l ON l.number = e.place >> 40
JOIN person AS a ON a.number = e.author LEFT JOIN person AS r ON r.number = e.receiver
WHERE l.room = ? ORDER BY e.place
"""


def rows_of(profile: Path, room: str) -> list[Row]:
    """Read a journal as another program would, after SQLite itself has looked it over."""
    database = apsw.Connection(str(profile / "journal.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        verdict = list(database.execute("PRAGMA integrity_check"))
        assert verdict == [("ok",)], f"{profile.name}: {verdict[:3]}"
        return [Row(*row) for row in database.execute(_ROWS, (room,))]
    finally:
        database.close()


def outbox_of(profile: Path) -> set[str]:
    """Return the ids of what waits in a journal's outbox."""
    database = apsw.Connection(str(profile / "journal.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return {str(id_) for (id_,) in database.execute("SELECT id FROM outbox")}
    finally:
        database.close()


@dataclass
class Verdict:
    """What the books say; all of it is zero when all is well."""

    lines: int = 0
    accepted: int = 0
    lost: list[str] = field(default_factory=list)
    """Acknowledged, and not there."""
    forgotten: list[str] = field(default_factory=list)
    """In the outbox once, and neither there nor refused."""
    twice: list[str] = field(default_factory=list)
    inverted: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not any((self.lost, self.forgotten, self.twice, self.inverted, self.missing))

    def __str__(self) -> str:
        words = [f"{self.lines} lines, {self.accepted} acknowledged"]
        for name in ("lost", "forgotten", "twice", "inverted", "missing"):
            found = getattr(self, name)
            words.append(f"{len(found)} {name}" + (f": {found[:3]}" if found else ""))
        return ", ".join(words)


def audit(world: World, room: str) -> Verdict:
    """Hold what everybody was told against what the journals have. All programs have ended."""
    verdict = Verdict()
    kept = rows_of(world.host.profile, room)
    verdict.lines = len(kept)
    by_id = {row.id: row for row in kept}
    _check_order(verdict, kept, "host")
    for person in world.people:
        promised: dict[str, int] = {}
        for told in person.every("PostAccepted"):
            id_, seq = told.fields["id"], told.fields["seq"]
            if promised.setdefault(id_, seq) != seq:
                verdict.twice.append(f"{person.name}: {id_} as {promised[id_]} and {seq}")
        verdict.accepted += len(promised)
        for id_, seq in promised.items():
            row = by_id.get(id_)
            if row is None or row.seq != seq:
                verdict.lost.append(f"{person.name}'s {id_} under {seq}, there is {row}")
        queued = {told.fields["entry"]["id"] for told in person.every("PostQueued")}
        queued -= {told.fields["id"] for told in person.every("PostFailed")}
        verdict.forgotten += [f"{person.name}'s {id_}" for id_ in queued - by_id.keys()]
        _check_shown(verdict, person)
        if not person.hosts:
            _check_copy(verdict, person, kept, room)
    return verdict


def _check_order(verdict: Verdict, rows: list[Row], whose: str) -> None:
    last: dict[tuple[str, str], int] = {}
    texts = Counter(row.text for row in rows if row.kind == 0 and not row.change)
    verdict.twice += [f"{whose} has {text} {n} times" for text, n in texts.items() if n > 1]
    for row in rows:
        word = row.text.rpartition(" ")[2]
        if row.text.startswith("the end") or row.kind or row.change or not word.isdecimal():
            continue
        before = last.get((row.author, ""), 0)
        if int(word) <= before:
            verdict.inverted.append(f"{whose}: {row.text} after {before}")
        last[row.author, ""] = int(word)


def _check_shown(verdict: Verdict, person: Person) -> None:
    """Nobody may be shown a line twice in one life, or live lines out of order."""
    for life in person.lives:
        shown: set[int] = set()
        newest = 0
        for told in life.told:
            if told.event != "EntriesArrived":
                continue
            seqs = [entry["seq"] for entry in told.fields["entries"]]
            verdict.twice += [f"{person.name} was shown {seq}" for seq in seqs if seq in shown]
            shown.update(seqs)
            if seqs != sorted(seqs):
                verdict.inverted.append(f"{person.name} was shown {seqs}")
            if not told.fields["caught_up"]:
                if seqs[0] <= newest:
                    verdict.inverted.append(f"{person.name} was shown {seqs[0]} after {newest}")
                newest = seqs[-1]


def _check_copy(verdict: Verdict, person: Person, kept: list[Row], room: str) -> None:
    """A client has everything that concerns it, as the host has it."""
    me = person.device_id
    concerns = {row.seq: row for row in kept if row.to in ("", me) or row.author == me}
    copy = {row.seq: row for row in rows_of(person.profile, room)}
    for seq, row in concerns.items():
        if copy.get(seq) != row:
            verdict.missing.append(f"{person.name} has {copy.get(seq)} for {row}")
    verdict.twice += [
        f"{person.name} has {seq} of its own" for seq in copy.keys() - concerns.keys()
    ]


def free_port() -> int:
    """Return a TCP port that nobody has."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
