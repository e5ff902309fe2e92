"""One host of a test: runs discovery or the broadcasts and prints one JSON line an event.

    neighbour.py announce NAME | watch | broadcast TEXT EVERY COUNT | listen PORT

Ends politely when its standard input ends.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot

from lanyard import commands
from lanyard.network.beacon import Announcement, Discovery
from lanyard.network.broadcast import Broadcasts


class Neighbour(QObject):
    def __init__(self, words: list[str]) -> None:
        super().__init__()
        device_id = os.urandom(32).hex()
        self.worker: Discovery | Broadcasts
        if words[0] in ("announce", "watch"):
            self.worker = discovery = Discovery(device_id, self)
            discovery.happened.connect(self.tell)
            discovery.start()
            if words[0] == "announce":
                discovery.announce(
                    Announcement("ab" * 16, words[1], words[1], 25225, device_id, 1, False)
                )
            else:
                discovery.look_around(commands.LookAround())
        else:
            self.worker = broadcasts = Broadcasts(self)
            broadcasts.happened.connect(self.tell)
            broadcasts.start()
            if words[0] == "broadcast":
                broadcasts.broadcast(
                    commands.Broadcast(words[1], every=float(words[2]), count=int(words[3]))
                )
            else:
                broadcasts.listen(commands.Listen(int(words[1])))
        self.input = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self.input.activated.connect(self.end)

    @Slot(object)
    def tell(self, event: object) -> None:
        assert dataclasses.is_dataclass(event)
        assert not isinstance(event, type)
        fields = dataclasses.asdict(event)
        print(json.dumps({"event": type(event).__name__, **fields}, default=str), flush=True)

    @Slot()
    def end(self) -> None:
        self.worker.close()
        QCoreApplication.quit()


if __name__ == "__main__":
    application = QCoreApplication([])
    neighbour = Neighbour(sys.argv[1:])
    application.exec()
