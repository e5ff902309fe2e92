"""One file from program to program over loopback, memory to memory, beside scp and ncat --ssl.

    file_transfer.py [--size 1000000000] [--rounds 5] [--folder /dev/shm]

Ours is two whole engines, each a process with its own profile: from the order to offer the file,
through the room's log and the receiver's yes, to the moment the sender hears that the file is
whole, checked (SHA-256 on both sides), synced and renamed on the other disk. scp talks to an sshd
of its own with ``internal-sftp`` and keys made here; ncat --ssl checks nothing. Rounds of all
three alternate, so that a busy machine is busy for all. Memory is what each engine grew by at its
peak, compared with its rest before the file.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot

from lanyard import commands, events
from lanyard.engine import Engine

TARGET = 1.5
"""Times scp, at least."""
MEMORY = 40_000_000
"""Bytes an engine may grow by, at most."""
S = events.TransferState


# --- one side of ours, a process ---------------------------------------------------------------


class Side(QObject):
    """An engine that offers the paths it reads from standard input, and accepts every offer."""

    def __init__(self, engine: Engine, folder: str) -> None:
        super().__init__()
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
                self.other = event.device_id
                print("joined", flush=True)
            case events.TransferChanged(incoming=True, state=S.OFFERED):
                self.engine.do(commands.AcceptOffer(event.offer, self.folder))
            case events.TransferChanged(incoming=False, state=S.DONE):
                print("done", event.direct, flush=True)
            case events.TransferChanged(state=S.FAILED):
                print("failed", event.failure, flush=True)

    @Slot()
    def on_order(self) -> None:
        line = os.read(sys.stdin.fileno(), 4096).decode().strip()
        if line:
            self.engine.do(commands.OfferFiles(self.room, (line,), self.other))
        else:
            self.orders.setEnabled(False)
            QCoreApplication.quit()


def run_side(profile: str, folder: str, port: int) -> int:
    """Host a room (port 0) or join the one at ``port``, until standard input ends."""
    application = QCoreApplication([])
    engine = Engine(Path(profile))
    side = Side(engine, folder)
    engine.start()
    if port:
        engine.do(commands.Join("127.0.0.1", "Sender", port))
    else:
        engine.do(commands.Host("Bench", "Receiver", _free_port()))
    application.exec()
    engine.shutdown()
    del side
    return 0


class Ours:
    """Two engines in two processes; the host receives."""

    def __init__(self, folder: Path) -> None:
        self.there = folder / "received"
        self.profiles = [tempfile.mkdtemp(prefix="lanyard-bench-") for _ in range(2)]
        self.host = self._start(0, 0)
        port = int(self._read(self.host, "port")[1])
        self._read(self.host, "joined")
        self.sender = self._start(1, port)
        self._read(self.sender, "joined")
        self.growth = 0
        self.rests: list[int] = []

    def _start(self, number: int, port: int) -> subprocess.Popen[str]:
        command = [sys.executable, __file__, "--side", self.profiles[number], str(self.there)]
        return subprocess.Popen(
            [*command, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @staticmethod
    def _read(side: subprocess.Popen[str], word: str) -> list[str]:
        assert side.stdout is not None
        words = side.stdout.readline().split()
        if words[:1] != [word]:
            raise SystemExit(f"expected {word!r}, heard {' '.join(words)!r}")
        return words

    def move(self, path: Path) -> float:
        """Send a file; return the seconds."""
        sides = (self.host, self.sender)
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
        if words[1] != "True":
            raise SystemExit("it went through the server")
        for side, rest in zip(sides, self.rests, strict=True):
            self.growth = max(self.growth, _memory(side.pid, "VmHWM") - rest)
        (received,) = self.there.iterdir()
        if received.stat().st_size != path.stat().st_size:
            raise SystemExit("it did not arrive whole")
        received.unlink()
        return took

    def close(self) -> None:
        """End both engines."""
        for side in (self.sender, self.host):
            side.communicate(timeout=20)
        for profile in self.profiles:
            shutil.rmtree(profile)


def _memory(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


# --- the others --------------------------------------------------------------------------------


@contextlib.contextmanager
def sshd() -> Iterator[list[str] | None]:
    """Run a private sshd; yields the scp command up to the paths, or None if there is none."""
    daemon = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
    if not daemon or not shutil.which("scp") or not shutil.which("ssh-keygen"):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="lanyard-sshd-") as folder:
        for key in ("host", "user"):
            make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{key}"]
            subprocess.run(make, check=True)
        port = _free_port()
        Path(folder, "config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\n"
            f"AuthorizedKeysFile {folder}/user.pub\nPidFile none\nUsePAM no\nStrictModes no\n"
            "Subsystem sftp internal-sftp\n"
        )
        with contextlib.suppress(OSError):
            Path("/run/sshd").mkdir(exist_ok=True)  # sshd wants it when it runs as root
        process = subprocess.Popen(
            [daemon, "-D", "-f", f"{folder}/config"], stderr=subprocess.DEVNULL
        )
        try:
            if not _answers(port):
                yield None
                return
            options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"]
            command = ["scp", "-q", "-P", str(port), "-i", f"{folder}/user"]
            yield command + [word for option in options for word in ("-o", option)]
        finally:
            process.kill()
            process.wait()


def scp(command: list[str], path: Path, target: Path) -> float:
    """Copy with scp; return the seconds."""
    began = time.monotonic()
    subprocess.run([*command, str(path), f"127.0.0.1:{target}"], check=True)
    return _took(began, target, path.stat().st_size)


def ncat(path: Path, target: Path) -> float:
    """Copy with ncat --ssl; return the seconds from the sender's start to the receiver's end."""
    port = _free_port()
    with target.open("wb") as there, path.open("rb") as here:
        receiver = subprocess.Popen(
            ["ncat", "--ssl", "-l", "127.0.0.1", str(port), "--recv-only"],
            stdout=there,
            stderr=subprocess.DEVNULL,
        )
        sender = ["ncat", "--ssl", "--send-only", "127.0.0.1", str(port)]
        while True:  # it serves only the first who comes, so nobody may knock to see
            began = time.monotonic()
            sent = subprocess.run(sender, check=False, stdin=here, stderr=subprocess.DEVNULL)
            if sent.returncode == 0:
                break
            if receiver.poll() is not None:
                raise SystemExit("ncat does not work here")
        receiver.wait()
    # It loses the last hundred kilobytes or so when the sender ends; that is let pass.
    return _took(began, target, path.stat().st_size * 98 // 100)


def _took(began: float, target: Path, size: int) -> float:
    took = time.monotonic() - began
    if target.stat().st_size < size:
        raise SystemExit(f"{target} did not arrive whole")
    target.unlink()
    return took


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _answers(port: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
    return False


# --- the measurement ---------------------------------------------------------------------------


def measure(size: int, rounds: int, folder: Path) -> int:
    """Take the figures and print them; 1 if a promise is not kept."""
    path = folder / "sent"
    target = folder / "copied"
    with path.open("wb") as file:
        for at in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - at)))
    seconds: dict[str, list[float]] = {"lanyard": [], "scp": [], "ncat --ssl": []}
    has_ncat = shutil.which("ncat") is not None
    with sshd() as command:
        ours = Ours(folder)
        try:
            for _ in range(rounds):
                warm(path, target)
                seconds["lanyard"].append(ours.move(path))
                if command is not None:
                    warm(path, target)
                    seconds["scp"].append(scp(command, path, target))
                if has_ncat:
                    warm(path, target)
                    seconds["ncat --ssl"].append(ncat(path, target))
        finally:
            ours.close()
    return report(size, seconds, ours.growth)


def warm(path: Path, target: Path) -> None:
    """Touch as much memory as the copy will need.

    A virtual machine gives freed memory back and is charged again at the next touch, which costs
    more than the whole copy and falls on whoever comes first.
    """
    shutil.copyfile(path, target)
    target.unlink()


def report(size: int, seconds: dict[str, list[float]], growth: int) -> int:
    """Print medians and ratios; 1 if a promise is not kept."""
    medians = {name: statistics.median(all_) for name, all_ in seconds.items() if all_}
    for name, all_ in seconds.items():
        if name not in medians:
            print(f"{name:12} MISSING: not installed or does not start; no ratio")
            continue
        each = " ".join(f"{one:.2f}" for one in all_)
        rate = size / medians[name] / 1e6
        ratio = medians[name] / medians["lanyard"]
        print(f"{name:12} {medians[name]:6.2f} s {rate:6.0f} MB/s  we: {ratio:.2f} x [{each}]")
    print(f"memory       {growth / 1e6:+.1f} MB at most (promised {MEMORY / 1e6:+.0f})")
    kept = growth <= MEMORY
    if "scp" in medians:
        ratio = medians["scp"] / medians["lanyard"]
        print(f"times scp    {ratio:.2f} (promised {TARGET})")
        kept = kept and ratio >= TARGET
    return 0 if kept else 1


def main() -> int:
    """Read the arguments; with ``--side`` be one of the two programs."""
    if sys.argv[1:2] == ["--side"]:
        return run_side(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", default=memory)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lanyard-bench-", dir=chosen.folder) as folder:
        return measure(chosen.size, chosen.rounds, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
