"""Saving traffic as text, JSON lines or a capture, a slice at a time: nothing is held up.

The file appears whole or not at all. Main thread only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import islice

from PySide6.QtCore import (
    QDateTime,
    QElapsedTimer,
    QIODevice,
    QObject,
    QSaveFile,
    QTimer,
    Signal,
    Slot,
)

from lanyard.models.capture import Capture, file_head
from lanyard.models.traffic import TrafficModel
from lanyard.models.traffic_rows import Passed
from lanyard.readable import visible

SLICE = 256
WRITE_MILLISECONDS = 8
"""How long a saving works in one turn of the event loop."""


class Form(StrEnum):
    """What the file is; the value is how its name ends."""

    TEXT = "txt"
    JSON = "jsonl"
    CAPTURE = "pcap"


class TrafficFile(QObject):
    """One saving of what is chosen. It ends with ``saved`` or ``failed`` and is of no more use."""

    saved = Signal(object)
    """The number of rows."""

    failed = Signal(object)
    """The system's words."""

    def __init__(
        self, model: TrafficModel, path: str, form: Form, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rows: Iterator[Passed] = model.chosen_rows()
        self._form = form
        self._count = 0
        self._said: Callable[[Passed], bytes] = {
            Form.TEXT: _text_line,
            Form.JSON: _json_line,
            Form.CAPTURE: Capture().records,
        }[form]
        self._file = QSaveFile(path, self)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._write_on)

    def start(self) -> None:
        """Begin."""
        opened = self._file.open(QIODevice.OpenModeFlag.WriteOnly)
        if opened and (self._form is not Form.CAPTURE or self._file.write(file_head()) > 0):
            self._timer.start()
        else:
            self.failed.emit(self._file.errorString())

    def stop(self) -> None:
        """Give up; what stood at the path before stays."""
        self._timer.stop()
        self._file.cancelWriting()

    @Slot()
    def _write_on(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        more = True
        written = 0
        while more and written >= 0 and clock.elapsed() < WRITE_MILLISECONDS:
            rows = list(islice(self._rows, SLICE))
            more = len(rows) == SLICE
            self._count += len(rows)
            written = self._file.write(b"".join(map(self._said, rows)))
        if more and written >= 0:
            return
        self._timer.stop()
        if written >= 0 and self._file.commit():
            self.saved.emit(self._count)
        else:
            self.failed.emit(self._file.errorString())


def text_line(passed: Passed) -> str:
    """Return a row as one line: day and time, from where, to where, what; no tab or break in it."""
    moment = QDateTime.fromMSecsSinceEpoch(passed.at).toString("yyyy-MM-dd HH:mm:ss.zzz")
    text, is_hex = passed.text()
    if passed.note:
        return f"{moment}\t\t\t# {visible(text)}\n"
    if not is_hex:
        text = text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")
        text = visible(text.replace("\t", "\\t"))
    return f"{moment}\t{passed.source}\t{passed.target}\t{text}\n"


def _text_line(passed: Passed) -> bytes:
    return text_line(passed).encode("utf-8", "replace")


def _json_line(passed: Passed) -> bytes:
    """Return a row as one JSON object; ``hex`` is exact, ``text`` is there where it can be read."""
    moment = QDateTime.fromMSecsSinceEpoch(passed.at).toUTC()
    said: dict[str, object] = {"at": moment.toString("yyyy-MM-ddTHH:mm:ss.zzzZ")}
    text, is_hex = passed.text()
    if passed.note:
        said |= {"socket": passed.key, "note": text}
    else:
        said |= {
            "socket": passed.key,
            "transport": str(passed.transport),
            "incoming": passed.incoming,
            "from": passed.source,
            "to": passed.target,
            "size": passed.size,
            "cut": passed.cut or passed.size > len(passed.payload),
            "hex": passed.payload.hex(),
        }
        if not is_hex:
            said["text"] = text
    return (json.dumps(said, ensure_ascii=False) + "\n").encode("utf-8", "replace")
