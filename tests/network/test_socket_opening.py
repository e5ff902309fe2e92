"""Two threads that open sockets of Qt at the same moment never wait for each other for ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BUSY = """
import faulthandler, os, sys, time
faulthandler.dump_traceback_later(20, exit=True)
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QThread
from lanyard.network.identity import load_or_create
from lanyard.network.interfaces import InterfaceAddress
from lanyard.network.link import Link
from lanyard.network.outlets import Outlet

identity = load_or_create(Path(sys.argv[1]))
loopback = InterfaceAddress("lo", 1, "127.0.0.1", 8, "", 0, True)

class Busy(QThread):
    def __init__(self, dials):
        super().__init__()
        self.dials = dials

    def run(self):
        self.kept = []  # what Python lets go of right here is the other trap, see lanyard.deletion
        end = time.monotonic() + 1
        while time.monotonic() < end:
            if self.dials:
                one = Link.connect_to("127.0.0.1", 9, identity)
                self.kept.append(one)
                one.abort()
            else:
                one = Outlet(loopback)
                self.kept.append(one)
                one._socket.close()

application = QCoreApplication([])
threads = [Busy(dials) for dials in (True, False) * 3]
for thread in threads:
    thread.start()
for thread in threads:
    thread.wait()
os._exit(0 if all(thread.kept for thread in threads) else 1)
"""
"""Without the lock this stands still within its one second, every time."""


def test_threads_that_open_sockets_at_once_do_not_wait_for_each_other(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUSY, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
