"""Disks that can lose their power, and disks that can be full. Root only."""

from __future__ import annotations

import contextlib
import fcntl
import os
import struct
import subprocess
import time
from pathlib import Path

_SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN
_NOTHING_MORE = 2  # without writing even the file system's own log


class _Mounted:
    """Something that is mounted at ``place``; as a context manager it is taken away again."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir(parents=True)

    def __enter__(self) -> _Mounted:
        self._mount()
        return self

    def __exit__(self, *_: object) -> None:
        self._take_away()

    def _mount(self) -> None:
        raise NotImplementedError

    def _take_away(self) -> None:
        for _ in range(100):
            done = subprocess.run(["umount", self.place], check=False, capture_output=True)
            if done.returncode == 0:
                return
            time.sleep(0.05)  # a process that was just killed still lets go of its files
        subprocess.run(["umount", "--lazy", self.place], check=False)


class PoweredDisk(_Mounted):
    """A disk with ext4 on it, in a file."""

    def __init__(self, image: Path, megabytes: int = 48) -> None:
        super().__init__(image.with_suffix(".mounted"))
        self._image = image
        with image.open("wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(
            ["mkfs.ext4", "-q", image],
            check=True, capture_output=True,
        )  # fmt: skip

    def __enter__(self) -> PoweredDisk:
        self._mount()
        return self

    def _mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", self._image, self.place], check=True)

    def cut(self) -> None:
        """Cut the power: from now on nothing reaches the disk, and nothing did by itself."""
        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, _SHUTDOWN, struct.pack("I", _NOTHING_MORE))
        finally:
            os.close(folder)

    def power_on(self) -> None:
        """Start again with what was on the disk; nobody may have it open."""
        self._take_away()
        self._mount()


class SmallDisk(_Mounted):
    """A disk in memory that can be filled up."""

    def __init__(self, place: Path, megabytes: int) -> None:
        super().__init__(place)
        self._size = megabytes << 20
        self._ballast = place / "ballast"

    def __enter__(self) -> SmallDisk:
        self._mount()
        return self

    def _mount(self) -> None:
        line = ["mount", "-t", "tmpfs", "-o", f"size={self._size}", "tmpfs", str(self.place)]
        subprocess.run(line, check=True)

    def fill(self, leave: int) -> None:
        """Take all space but about ``leave`` bytes.

        At once, or whoever writes meanwhile has finished before the disk is full.
        """
        with self._ballast.open("ab") as file:
            for _ in range(1_000):
                stat = os.statvfs(self.place)
                free = stat.f_bavail * stat.f_frsize
                if free <= max(leave, stat.f_frsize - 1):
                    return
                with contextlib.suppress(OSError):  # somebody was faster: look again
                    size = file.seek(0, os.SEEK_END)
                    os.posix_fallocate(file.fileno(), size, free - leave)

    def relieve(self) -> None:
        """Give the space back."""
        self._ballast.unlink(missing_ok=True)
