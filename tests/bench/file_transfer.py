"""One file from program to program over loopback, memory to memory, beside scp and ncat --ssl.

    file_transfer.py [--size 1000000000] [--rounds 5] [--folder /dev/shm]
    file_transfer.py --files 10000 [--rounds 5] [--folder /var/tmp]

Ours is two whole engines, each a process with its own profile: from the order to offer the file,
through the room's log and the receiver's yes, to the moment the sender hears that the file is
whole, checked (BLAKE3 on both sides), synced and renamed on the other disk. scp talks to an sshd
of its own with ``internal-sftp`` and keys made here; ncat --ssl checks nothing. Rounds of all
three alternate, so that a busy machine is busy for all. Memory is what each engine grew by at its
peak, compared with its rest before the file. A third engine hosts the room for the runs through its
relay, where the receiver is told none of the sender's addresses.

With ``--files`` many files of 10,000 bytes go in one folder, with and without waiting for the disk,
beside rsync over ssh with and without ``--fsync``; the folder should be on a real disk.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from copiers import free_port, ncat, rsync, scp, sshd
from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot

from lanyard import commands, events
from lanyard.engine import Engine
from lanyard.network.transfers import giving

TARGETS = {"scp": 2.0, "ncat --ssl": 0.9, "rsync": 1.0, "rsync --fsync": 1.0, "direct": 0.8}
"""So many times as fast as these, at least; the last is what the relay must reach of ours."""
MEMORY = 40_000_000
"""Bytes an engine may grow by, at most."""
S = events.TransferState


# --- one side of ours, a process ---------------------------------------------------------------


class Side(QObject):
    """An engine that offers the paths it reads from standard input, and accepts every offer."""

    def __init__(self, engine: Engine, folder: str, name: str) -> None:
        super().__init__()
        self.name = name
        self.engine = engine
        self.folder = folder
        self.room = ""
        self.other = ""
        engine.happened.connect(self.take)
        self.orders = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self.orders.activated.connect(self.on_order)

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case events.RoomOpened():
                print("port", event.port, flush=True)
            case events.Joined():
                self.room = event.room
                self.learn(event.members)
                print("joined", flush=True)
            case events.MemberJoined():
                self.learn((event.member,))
            case events.TransferChanged(incoming=True, state=S.OFFERED):
                self.engine.do(commands.AcceptOffer(event.offer, self.folder))
            case events.TransferChanged(incoming=False, state=S.DONE):
                print("done", event.direct, flush=True)
            case events.TransferChanged(state=S.FAILED):
                print("failed", event.failure, flush=True)

    def learn(self, members: tuple[events.Member, ...]) -> None:
        wanted = "Receiver" if self.name == "Sender" else "Sender"
        self.other = next((one.device_id for one in members if one.name == wanted), self.other)

    @Slot()
    def on_order(self) -> None:
        line = os.read(sys.stdin.fileno(), 4096).decode().strip()
        if line in ("durable", "fast"):
            self.engine.do(commands.SetDurable(line == "durable"))
            print("set", flush=True)  # what is accepted from now on is ordered behind it
        elif line:
            self.engine.do(commands.OfferFiles(self.room, (line,), self.other))
        else:
            self.orders.setEnabled(False)
            QCoreApplication.quit()


def hide(_server: str) -> tuple[str, ...]:
    """Tell nobody an address, as if a firewall stood before all of them."""
    return ()


def run_side(profile: str, folder: str, port: int, name: str) -> int:
    """Host a room (port 0) or join the one at ``port``, until standard input ends."""
    application = QCoreApplication([])
    engine = Engine(Path(profile))
    hidden, name = name.endswith("-"), name.rstrip("-")
    if hidden:
        giving.addresses_for = hide  # type: ignore[assignment]
    side = Side(engine, folder, name)
    engine.start()
    if port:
        engine.do(commands.Join("127.0.0.1", name, port))
    else:
        engine.do(commands.Host("Bench", name, free_port()))
    application.exec()
    engine.shutdown()
    del side
    return 0


class Ours:
    """Engines in processes of their own: the host receives, or only passes on."""

    def __init__(self, folder: Path, *, relayed: bool = False) -> None:
        self.there = folder / "received"
        self.relayed = relayed
        self.profiles: list[str] = []
        names = ["Host", "Receiver", "Sender-"] if relayed else ["Receiver", "Sender"]
        self.sides: list[subprocess.Popen[str]] = []
        port = 0
        for name in names:
            side = self._start(name, port)
            self.sides.append(side)
            if not port:
                port = int(self._read(side, "port")[1])
            self._read(side, "joined")
        self.receiver, self.sender = self.sides[-2:]
        self.growth = 0
        self.rests: list[int] = []

    def _start(self, name: str, port: int) -> subprocess.Popen[str]:
        self.profiles.append(tempfile.mkdtemp(prefix="lanyard-bench-"))
        command = [sys.executable, __file__, "--side", self.profiles[-1], str(self.there)]
        return subprocess.Popen(
            [*command, str(port), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def set_durable(self, *, durable: bool) -> None:
        """Let the receiver wait for its disk, or not."""
        assert self.receiver.stdin is not None
        self.receiver.stdin.write("durable\n" if durable else "fast\n")
        self.receiver.stdin.flush()
        self._read(self.receiver, "set")

    @staticmethod
    def _read(side: subprocess.Popen[str], word: str) -> list[str]:
        assert side.stdout is not None
        words = side.stdout.readline().split()
        if words[:1] != [word]:
            raise SystemExit(f"expected {word!r}, heard {' '.join(words)!r}")
        return words

    def move(self, path: Path) -> float:
        """Send a file or folder; return the seconds."""
        sides = self.sides
        # What each was at rest before its first file; a later rest would hide what stayed.
        self.rests = self.rests or [_memory(side.pid, "VmRSS") for side in sides]
        for side in sides:
            with contextlib.suppress(OSError):
                Path(f"/proc/{side.pid}/clear_refs").write_text("5")  # forget the peak
        assert self.sender.stdin is not None
        began = time.monotonic()
        self.sender.stdin.write(f"{path}\n")
        self.sender.stdin.flush()
        words = self._read(self.sender, "done")
        took = time.monotonic() - began
        if words[1] != str(not self.relayed):
            raise SystemExit("it went the other way")
        for side, rest in zip(sides, self.rests, strict=True):
            self.growth = max(self.growth, _memory(side.pid, "VmHWM") - rest)
        (received,) = self.there.iterdir()
        if _content(received) != _content(path):
            raise SystemExit("it did not arrive whole")
        if received.is_dir():
            # Not removed before the end: ext4 leaves what was just freed alone for a minute, and
            # whoever makes files then looks past all of it, ten times as long as otherwise.
            received.rename(Path(tempfile.mkdtemp(dir=self.there.parent), "received"))
        else:
            received.unlink()
        return took

    def close(self) -> None:
        """End both engines."""
        for side in reversed(self.sides):
            side.communicate(timeout=20)
        for profile in self.profiles:
            shutil.rmtree(profile)


def _content(path: Path) -> tuple[int, int]:
    """Return how many files there are, and how many bytes."""
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return len(files), sum(one.stat().st_size for one in files)


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process so far."""
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


# --- the measurement ---------------------------------------------------------------------------


def measure(size: int, rounds: int, folder: Path) -> int:
    """Move one large file; print the figures; 1 if a promise is not kept."""
    path = folder / "sent"
    target = folder / "copied"
    with path.open("wb") as file:
        for at in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - at)))
    seconds: dict[str, list[float]] = {}
    with sshd() as secure:
        ours, relayed = Ours(folder), Ours(folder, relayed=True)
        try:
            spent = [cpu_seconds(side.pid) for side in ours.sides]
            for _ in range(rounds):
                warm(path, target)
                seconds.setdefault("lanyard", []).append(ours.move(path))
                if shutil.which("ncat") is not None:
                    warm(path, target)
                    seconds.setdefault("ncat --ssl", []).append(ncat(path, target))
                if secure is not None:
                    warm(path, target)
                    seconds.setdefault("scp", []).append(scp(secure, path, target))
                warm(path, target)
                seconds.setdefault("relayed", []).append(relayed.move(path))
            for side, before in zip(ours.sides, spent, strict=True):
                used = (cpu_seconds(side.pid) - before) / rounds / size * 1e9
                name = "receiver" if side is ours.receiver else "sender"
                print(f"{name:12} {used:6.2f} s of processor time for a gigabyte")
        finally:
            relayed.close()
            ours.close()
    kept = report(seconds, size / 1e6, "MB/s", {"scp": "lanyard", "ncat --ssl": "lanyard"})
    kept &= report_one("relayed", seconds["relayed"], "direct", seconds["lanyard"])
    growth = max(ours.growth, relayed.growth)
    print(f"memory       {growth / 1e6:+.1f} MB at most (promised {MEMORY / 1e6:+.0f})")
    return 0 if kept and growth <= MEMORY else 1


def measure_many(count: int, rounds: int, folder: Path) -> int:
    """Move a folder of many files; print the figures; 1 if a promise is not kept."""
    path = folder / "many"
    for number in range(count):
        place = path / f"{number // 100:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}.bin").write_bytes(os.urandom(10_000))
    seconds: dict[str, list[float]] = {}
    with sshd() as secure:
        ours = Ours(folder)
        try:
            for _ in range(rounds):
                for durable in (True, False):
                    word = " --fsync" if durable else ""
                    ours.set_durable(durable=durable)
                    os.sync()
                    seconds.setdefault("lanyard" + word, []).append(ours.move(path))
                    if secure is not None and shutil.which("rsync") is not None:
                        os.sync()
                        place = Path(tempfile.mkdtemp(dir=folder))
                        took = rsync(secure, path, place / "copied", durable=durable)
                        seconds.setdefault("rsync" + word, []).append(took)
        finally:
            ours.close()
    pairs = {"rsync --fsync": "lanyard --fsync", "rsync": "lanyard"}
    kept = report(seconds, count, "files/s", pairs)
    print(f"memory       {ours.growth / 1e6:+.1f} MB at most (promised {MEMORY / 1e6:+.0f})")
    return 0 if kept and ours.growth <= MEMORY else 1


def warm(path: Path, target: Path) -> None:
    """Touch as much memory as the copy will need.

    A virtual machine gives freed memory back and is charged again at the next touch, which costs
    more than the whole copy and falls on whoever comes first.
    """
    shutil.copyfile(path, target)
    target.unlink()


def report(
    seconds: dict[str, list[float]], amount: float, unit: str, pairs: dict[str, str]
) -> bool:
    """Print medians and ratios; whether every promise is kept."""
    for name, all_ in seconds.items():
        each = " ".join(f"{one:.2f}" for one in all_)
        median = statistics.median(all_)
        print(f"{name:16} {median:6.2f} s {amount / median:7.0f} {unit} [{each}]")
    kept = True
    for theirs, mine in pairs.items():
        if theirs in seconds:
            kept &= report_one(mine, seconds[mine], theirs, seconds[theirs])
        else:
            print(f"{theirs} MISSING: not installed or does not start; no ratio")
    return kept


def report_one(mine: str, ours: list[float], name: str, theirs: list[float]) -> bool:
    """Print one ratio, the median of the rounds'; whether the promise is kept."""
    pairs = zip(theirs, ours, strict=True)
    ratio = statistics.median(other / own for other, own in pairs)
    print(f"{mine} against {name}: {ratio:.2f} times as fast (promised {TARGETS[name]})")
    return ratio >= TARGETS[name]


def main() -> int:
    """Read the arguments; with ``--side`` be one of the programs."""
    if sys.argv[1:2] == ["--side"]:
        return run_side(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000_000)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", default=memory)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lanyard-bench-", dir=chosen.folder) as folder:
        if chosen.files:
            return measure_many(chosen.files, chosen.rounds, Path(folder))
        return measure(chosen.size, chosen.rounds, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
