"""A received file says that it came from somebody else, so that the system asks before it runs.

Windows reads a stream named Zone.Identifier, macOS an attribute named com.apple.quarantine; Linux
has neither, there a file without the permission to run must do. A disk that cannot keep the mark
(a stick with FAT) goes without: the file is not worth less for it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import time
import uuid
from pathlib import Path

ZONE = b"[ZoneTransfer]\r\nZoneId=3\r\n"
"""'From the internet': the zone that Explorer, Office and SmartScreen warn about."""
QUARANTINE = "com.apple.quarantine"


def say_foreign(path: Path, descriptor: int, system: str = sys.platform) -> None:
    """Mark the file that is open as ``descriptor`` and lies at ``path``."""
    with contextlib.suppress(OSError):
        if system == "win32":
            Path(f"{path}:Zone.Identifier").write_bytes(ZONE)
        elif system == "darwin":
            _quarantine(descriptor, quarantine_words(int(time.time()), str(uuid.uuid4())))


def quarantine_words(now: int, id_: str) -> bytes:
    """Return the attribute's value: its flags, when (seconds since 1970), by whom, which."""
    return f"0081;{now:08x};Lanyard;{id_.upper()}".encode()


def _quarantine(descriptor: int, words: bytes) -> None:
    if os.name != "posix":
        return
    set_attribute = getattr(ctypes.CDLL(None, use_errno=True), "fsetxattr", None)
    if set_attribute is None:
        return
    set_attribute.argtypes = (
        ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint32,
        ctypes.c_int,
    )  # fmt: skip
    set_attribute(descriptor, QUARANTINE.encode(), words, len(words), 0, 0)
