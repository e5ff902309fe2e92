"""Folders held by a handle: what a stranger names is opened beneath one, and never through a link.

Linux does it in one call (openat2 with RESOLVE_BENEATH); other systems of the POSIX family walk
from handle to handle without following links; Windows, which has no handles to walk from here,
checks each folder of the path. Nothing in here replaces a file.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

_OPENAT2 = 437
"""The same number on every machine Linux runs on, save one that nobody has (Alpha)."""
_RESOLVE_NO_MAGICLINKS, _RESOLVE_NO_SYMLINKS, _RESOLVE_BENEATH = 0x02, 0x04, 0x08
_RENAME_NOREPLACE = 1
_RENAME_EXCL = 4
_REPARSE_POINT = 0x400
_OLDEST = 315_532_800 * 10**9
"""1980: some disks cannot say an earlier time, and zero is what senders say who know none."""
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL
_KNOWN = os.O_RDWR
_FLAGS = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in a file's place must not make us wait
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


class Place(Protocol):
    """One open folder. Names are single components. Everything may raise OSError."""

    def below(self, path: str) -> Place:
        """Open a folder beneath this one: relative, with '/'; '' is this one. No links."""

    def make(self, name: str) -> None:
        """Make a folder in it, for its owner only. FileExistsError when the name is taken."""

    def names(self, most: int) -> list[str]:
        """Return what is in it, or the first ``most`` of it."""

    def look(self, name: str) -> os.stat_result | None:
        """Return what has this name, links not followed; None when nothing has."""

    def create(self, name: str) -> int:
        """Make a file for its owner only; return its descriptor. Never opens an old one."""

    def open(self, name: str) -> int:
        """Open an old regular file to read and write; return its descriptor."""

    def rename(self, old: str, new: str) -> None:
        """Give a file a new name in it. FileExistsError rather than replace anything."""

    def remove(self, name: str) -> None:
        """Remove a file."""

    def set_times(self, name: str, changed_at: int) -> None:
        """Give a file or folder its times, in nanoseconds since 1970; links not followed."""

    def sync(self) -> None:
        """Make new names in it durable; a disk that cannot is left alone."""

    def close(self) -> None:
        """Let go of it."""


class Held:
    """A folder by its handle: it may be renamed, and a link put in its place, meanwhile."""

    def __init__(self, descriptor: int) -> None:
        """Own ``descriptor``, which is a folder's."""
        self._at = descriptor

    def below(self, path: str) -> Held:
        """Open a folder beneath this one."""
        opened = _openat2(self._at, path or ".")
        return Held(_walk(self._at, path) if opened is None else opened)

    def make(self, name: str) -> None:
        """Make a folder in it."""
        os.mkdir(name, 0o700, dir_fd=self._at)

    def names(self, most: int) -> list[str]:
        """Return what is in it."""
        return _names(self._at, most)

    def look(self, name: str) -> os.stat_result | None:
        """Return what has this name."""
        try:
            return os.stat(name, dir_fd=self._at, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def create(self, name: str) -> int:
        """Make a file."""
        return os.open(name, _NEW | _FLAGS, 0o600, dir_fd=self._at)

    def open(self, name: str) -> int:
        """Open an old file."""
        found = os.stat(name, dir_fd=self._at, follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode):  # to open a device may already do something
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return _regular(os.open(name, _KNOWN | _FLAGS, dir_fd=self._at))

    def rename(self, old: str, new: str) -> None:
        """Give a file a new name."""
        if _rename_at_once is not None and _rename_at_once(self._at, old, new):
            return
        try:
            os.link(old, new, src_dir_fd=self._at, dst_dir_fd=self._at, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            # No hard links here (FAT, some network shares): take the name first, then fill it.
            os.close(self.create(new))
            try:
                os.replace(old, new, src_dir_fd=self._at, dst_dir_fd=self._at)
            except OSError:
                self.remove(new)
                raise
        else:
            self.remove(old)

    def remove(self, name: str) -> None:
        """Remove a file."""
        os.unlink(name, dir_fd=self._at)

    def set_times(self, name: str, changed_at: int) -> None:
        """Give it its times."""
        os.utime(name, ns=(changed_at, changed_at), dir_fd=self._at, follow_symlinks=False)

    def sync(self) -> None:
        """Make new names durable."""
        with contextlib.suppress(OSError):  # some network shares cannot; the files are safe
            os.fsync(self._at)

    def close(self) -> None:
        """Let go of it."""
        if self._at >= 0:
            os.close(self._at)
            self._at = -1


class Checked:
    """A folder by its path, for Windows: no part of it beneath the first may be a link."""

    def __init__(self, path: Path) -> None:
        """``path`` is a folder that the person chose, or that was checked."""
        self._path = path

    def below(self, path: str) -> Checked:
        """Look at each folder on the way down."""
        here = self._path
        for part in path.split("/") if path else ():
            if part in ("", ".", ".."):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            here = here / part
            found = os.lstat(here)
            if stat.S_ISLNK(found.st_mode) or _is_reparse_point(found):
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            if not stat.S_ISDIR(found.st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return Checked(here)

    def make(self, name: str) -> None:
        """Make a folder in it."""
        (self._path / name).mkdir(0o700)

    def names(self, most: int) -> list[str]:
        """Return what is in it."""
        return _names(self._path, most)

    def look(self, name: str) -> os.stat_result | None:
        """Return what has this name."""
        try:
            return os.lstat(self._path / name)
        except FileNotFoundError:
            return None

    def create(self, name: str) -> int:
        """Make a file. Windows would make one at the end of a link that leads to nothing."""
        if os.path.lexists(self._path / name):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        return os.open(self._path / name, _NEW | _FLAGS, 0o600)

    def open(self, name: str) -> int:
        """Open an old file."""
        found = os.lstat(self._path / name)
        if not stat.S_ISREG(found.st_mode) or _is_reparse_point(found):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return _regular(os.open(self._path / name, _KNOWN | _FLAGS))

    def rename(self, old: str, new: str) -> None:
        """Give a file a new name; Windows never replaces."""
        if os.name != "nt" and os.path.lexists(self._path / new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        (self._path / old).rename(self._path / new)

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self._path / name).unlink()

    def set_times(self, name: str, changed_at: int) -> None:
        """Give it its times."""
        os.utime(self._path / name, ns=(changed_at, changed_at))

    def sync(self) -> None:
        """Do nothing: Windows cannot and need not open a folder for that."""

    def close(self) -> None:
        """Do nothing: there is no handle."""


def hold(path: Path) -> Place:
    """Open the folder that the person chose; a link on the way there is the person's own."""
    if os.name == "nt":
        return Checked(path)
    return Held(os.open(path, _FOLDER))


def sane_time(mtime: int) -> int:
    """Return a stranger's mtime, in nanoseconds since 1970, between 1980 and now."""
    return max(_OLDEST, min(mtime, time.time_ns()))


def sync_folder(folder: Path) -> None:
    """Make new names durable; Windows cannot and need not open a folder for that."""
    if os.name == "posix":
        place = hold(folder)
        place.sync()
        place.close()


def _names(folder: int | Path, most: int) -> list[str]:
    names: list[str] = []
    with os.scandir(folder) as found:
        for one in found:
            names.append(one.name)
            if len(names) == most:
                break
    return names


def _regular(descriptor: int) -> int:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file")
    return descriptor


def _is_reparse_point(found: os.stat_result) -> bool:
    """Return whether it is a junction or another thing that leads elsewhere on Windows."""
    return bool(getattr(found, "st_file_attributes", 0) & _REPARSE_POINT)


def _walk(folder: int, path: str) -> int:
    """Open a folder step by step, refusing links: for systems without openat2."""
    here = os.open(".", _FOLDER, dir_fd=folder)
    for part in path.split("/") if path else ():
        if part in ("", ".", ".."):
            os.close(here)
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        try:
            deeper = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=here)
        finally:
            os.close(here)
        here = deeper
    return here


class _OpenHow(ctypes.Structure):
    _fields_ = (
        ("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64),
    )  # fmt: skip


_HOW = _OpenHow(_FOLDER, 0, _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS)
_libc = None if os.name == "nt" else ctypes.CDLL(None, use_errno=True)
_has_openat2 = sys.platform.startswith("linux")


def _openat2(folder: int, path: str) -> int | None:
    """Return a folder's descriptor, or None where the system does not know the call."""
    global _has_openat2  # noqa: PLW0603 - a system that lacks it is asked once
    if not _has_openat2 or _libc is None:
        return None
    number = errno.EAGAIN
    for _ in range(8):
        opened: int = _libc.syscall(
            ctypes.c_long(_OPENAT2), ctypes.c_int(folder), os.fsencode(path),
            ctypes.byref(_HOW), ctypes.c_size_t(ctypes.sizeof(_HOW)),
        )  # fmt: skip
        if opened >= 0:
            return opened
        number = ctypes.get_errno()
        if number in (errno.ENOSYS, errno.EPERM, errno.EINVAL):
            # An old system, or one that forbids its programs what it does not know itself.
            _has_openat2 = False
            return None
        if number not in (errno.EAGAIN, errno.EINTR):
            break  # EAGAIN: something was renamed meanwhile
    raise OSError(number, os.strerror(number))


def _renaming() -> Callable[[int, str, str], bool] | None:
    """Return how to rename in one call that never replaces, where the system has one."""
    linux = getattr(_libc, "renameat2", None)
    apple = getattr(_libc, "renameatx_np", None)
    rename, flag = (linux, _RENAME_NOREPLACE) if linux else (apple, _RENAME_EXCL)
    if rename is None:
        return None
    rename.argtypes = (
        ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint,
    )  # fmt: skip

    def at_once(folder: int, old: str, new: str) -> bool:
        if rename(folder, os.fsencode(old), folder, os.fsencode(new), flag) == 0:
            return True
        number = ctypes.get_errno()
        if number in (errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.ENOTSUP):
            return False  # this disk cannot; others may
        raise OSError(number, os.strerror(number))

    return at_once


_rename_at_once = _renaming()
