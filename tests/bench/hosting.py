"""A room hosted by the whole engine in a process of its own, for the benchmarks to talk to.

Started by them as a program: prints the port, then hosts until its standard input ends.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

from lanyard import commands, events
from lanyard.engine import Engine


class _Host(QObject):
    @Slot(object)
    def take(self, event: object) -> None:
        if isinstance(event, events.RoomOpened):
            print(event.port, event.device_id, flush=True)


def main() -> int:
    """Host until standard input ends."""
    application = QCoreApplication([])
    engine = Engine(Path(sys.argv[1]))
    host = _Host()
    engine.happened.connect(host.take)
    engine.start()
    engine.do(commands.Host("Bench", "Host", int(sys.argv[2])))
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    watch = QTimer(interval=100)
    watch.timeout.connect(lambda: application.quit() if ended.is_set() else None)
    watch.start()
    application.exec()
    engine.shutdown()
    return 0


@contextmanager
def hosted_room(port: int) -> Iterator[tuple[int, str, int]]:
    """Host a room in another process; yields (port, device id, pid)."""
    with tempfile.TemporaryDirectory() as profile:
        process = subprocess.Popen(
            [sys.executable, __file__, profile, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            taken, device_id = process.stdout.readline().split()
            yield int(taken), device_id, process.pid
        finally:
            process.stdin.close()
            process.wait(15)
            process.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
