"""One raw file over loopback, from nc, into our ``save`` and out of our ``connect --file``.

    raw_file.py [--size 1000000000] [--rounds 5] [--folder /dev/shm]

Each round moves the file four ways: nc to a listening nc that writes a file, nc to our ``save``
listener that does the same, nc to a listening nc that throws it away, and our engine sending to
such a one. Ours is the whole engine in a process of its own. Into ``save`` counts until the file
has been synced and has its name, which nc never does.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from plain_hosting import PlainProcess, free_port, plain_engine, resident

TARGET = 0.8
"""Of nc to nc, at least."""


@contextlib.contextmanager
def listening_nc(target: Path) -> Iterator[int]:
    """Run a nc that writes what comes to ``target``; has ended when this ends."""
    port = free_port()
    with target.open("wb") as there:
        process = subprocess.Popen(["nc", "-l", "127.0.0.1", str(port)], stdout=there)
        try:
            _await_listener(port)
            yield port
            process.wait(120)
        finally:
            process.kill()
            process.wait()


def _await_listener(port: int) -> None:
    """Wait until somebody listens; a connection would be the only one nc takes."""
    wanted = f"0100007F:{port:04X} 00000000:0000 0A"
    for _ in range(500):
        if wanted in Path("/proc/net/tcp").read_text(encoding="ascii"):
            return
        time.sleep(0.01)
    raise SystemExit("nc does not listen")


def send_with_nc(path: Path, port: int) -> None:
    """Send the file and say that nothing more comes."""
    with path.open("rb") as here:
        subprocess.run(["nc", "-N", "127.0.0.1", str(port)], stdin=here, check=True)


def nc_to_nc(path: Path, target: Path) -> float:
    with listening_nc(target) as port:
        began = time.monotonic()
        send_with_nc(path, port)
    return _took(began, target, path.stat().st_size)


def nc_to_save(path: Path, ours: PlainProcess) -> float:
    began = time.monotonic()
    send_with_nc(path, ours.port)
    _size, *words = ours.read("saved")
    return _took(began, Path(" ".join(words)), path.stat().st_size)


def ours_to_nc(path: Path, ours: PlainProcess) -> float:
    with listening_nc(Path("/dev/null")) as port:
        began = time.monotonic()
        ours.pour(port, path)
    took = time.monotonic() - began
    (sent,) = ours.read("sent")
    if int(sent) != path.stat().st_size:
        raise SystemExit(f"only {sent} bytes were sent")
    return took


def _took(began: float, target: Path, size: int) -> float:
    took = time.monotonic() - began
    if target != Path("/dev/null"):
        if target.stat().st_size != size:
            raise SystemExit(f"{target.stat().st_size} of {size} bytes arrived")
        target.unlink()
    return took


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    parser.add_argument("--folder", default=memory)
    chosen = parser.parse_args()
    if shutil.which("nc") is None:
        print("nc is not installed")
        return 1
    took: dict[str, list[float]] = {
        "nc to a file of nc": [],
        "nc to a file of lanyard": [],
        "nc to nc": [],
        "lanyard to nc": [],
    }
    with tempfile.TemporaryDirectory(prefix="lanyard-bench-", dir=chosen.folder) as folder:
        path = Path(folder, "sent")
        _fill(path, chosen.size)
        saved = Path(folder, "saved")
        with plain_engine("save", str(saved)) as ours:
            rest = resident(ours.pid)
            for _ in range(chosen.rounds):
                each = (
                    nc_to_nc(path, Path(folder, "received")),
                    nc_to_save(path, ours),
                    nc_to_nc(path, Path("/dev/null")),
                    ours_to_nc(path, ours),
                )
                for rows, seconds in zip(took.values(), each, strict=True):
                    rows.append(seconds)
            growth = resident(ours.pid) - rest
    for name, seconds_ in took.items():
        print(f"{name:24} {chosen.size / 1e6 / statistics.median(seconds_):7,.0f} MB/s")
    names = list(took)
    good = True
    for other, mine in ((names[0], names[1]), (names[2], names[3])):
        pairs = zip(took[other], took[mine], strict=True)
        ratio = statistics.median(theirs / ours_ for theirs, ours_ in pairs)
        good = good and ratio >= TARGET
        print(f"{mine} against {other}: ratio {ratio:.2f} (at least {TARGET})")
    print(f"memory: {growth / 1e6:+.1f} MB after {chosen.rounds} rounds")
    return 0 if good else 1


def _fill(path: Path, size: int) -> None:
    """Write a file that looks like none of the kinds that ``save`` knows."""
    block = bytes(range(256)) * 4096
    with path.open("wb") as out:
        for at in range(0, size, len(block)):
            out.write(block[: size - at])


if __name__ == "__main__":
    raise SystemExit(main())
