"""What a restarted program must still know: offers of mine, and offers of others to me.

One small file each in the profile's ``transfers`` folder, replaced as a whole. A shelf without a
folder forgets everything. Nothing here raises: a disk that refuses costs the memory of an offer,
not the transfer. Plain and blocking, no Qt.
"""

from __future__ import annotations

import contextlib
import logging
import os
from array import array
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from lanyard.events import Offer
from lanyard.network.transfers.listing import Listing, Sources
from lanyard.wire import limits

_log = logging.getLogger(__name__)
_MINE, _THEIRS, _NOTES, _LIST = ".mine", ".theirs", ".notes", ".list"
_PORT = "port"


class Mine(Struct, array_like=True, frozen=True):
    """An offer of mine."""

    id: str
    room: str
    to: str
    to_name: str
    folder: str
    names: list[str]
    sizes: bytes
    mtimes: bytes
    inodes: bytes
    bases: list[tuple[int, str]]
    odd: dict[int, str]
    paused: list[str] = []
    """Devices whose transfers rest because I said so."""


class Theirs(Struct, array_like=True, frozen=True):
    """An offer of somebody to me, and what I said to it."""

    id: str
    room: str
    author: str
    author_name: str
    offer: Offer
    folder: str = ""
    """Where it goes; '' while I have not said yes."""
    picks: tuple[tuple[int, int], ...] | None = None
    paused: bool = False


_Kept = TypeVar("_Kept", Mine, Theirs)


class Shelf:
    """The folder of these files; None keeps nothing."""

    def __init__(self, profile: Path | None) -> None:
        self._folder = profile / "transfers" if profile is not None else None
        if self._folder is not None:
            try:
                self._folder.mkdir(mode=0o700, exist_ok=True)
            except OSError as error:
                _log.warning("transfers will not outlive the program: %s", error)
                self._folder = None

    # --- mine ----------------------------------------------------------------------------------

    def keep_mine(
        self, id_: str, room: str, to: str, to_name: str, files: Sources, paused: list[str]
    ) -> None:
        """Remember an offer of mine."""
        kept = Mine(
            id_, room, to, to_name, files.folder, files.names, files.sizes.tobytes(),
            files.mtimes.tobytes(), files.inodes.tobytes(), files.bases, files.odd, paused,
        )  # fmt: skip
        self._write(id_ + _MINE, msgspec.msgpack.encode(kept))

    def mine(self) -> list[tuple[Mine, Sources]]:
        """Return the offers of mine, the oldest first; more than are served are forgotten."""
        found = self._read_all(_MINE, Mine)
        for kept in found[: -limits.OFFERS_KEPT]:
            self.forget_mine(kept.id)
        return [(kept, _sources(kept)) for kept in found[-limits.OFFERS_KEPT :]]

    def forget_mine(self, id_: str) -> None:
        """Forget an offer of mine."""
        self._remove(id_ + _MINE)

    def port(self) -> int:
        """Return where I listened for data links the last time, or 0."""
        if self._folder is not None:
            with contextlib.suppress(OSError, ValueError):
                return int((self._folder / _PORT).read_text(encoding="ascii"))
        return 0

    def keep_port(self, port: int) -> None:
        """Remember where I listen: the addresses in my offers stay good."""
        self._write(_PORT, str(port).encode())

    # --- theirs --------------------------------------------------------------------------------

    def keep_theirs(self, kept: Theirs) -> None:
        """Remember somebody's offer and my answer."""
        self._write(kept.id + _THEIRS, msgspec.msgpack.encode(kept))

    def theirs(self) -> list[Theirs]:
        """Return what others offered me, the oldest first."""
        return self._read_all(_THEIRS, Theirs)

    def forget_theirs(self, id_: str) -> None:
        """Forget somebody's offer, with its notes and its list."""
        for ending in (_THEIRS, _NOTES, _LIST):
            self._remove(id_ + ending)

    def notes_of(self, id_: str) -> Path | None:
        """Return where the notes of a transfer lie."""
        return self._folder / (id_ + _NOTES) if self._folder is not None else None

    def keep_list(self, id_: str, listing: Listing) -> None:
        """Remember a list that came in pages."""
        columns = (listing.names, listing.sizes.tobytes(), listing.mtimes.tobytes())
        self._write(id_ + _LIST, msgspec.msgpack.encode(columns))

    def list_of(self, id_: str) -> Listing | None:
        """Return a list that came in pages."""
        if self._folder is None:
            return None
        try:
            body = (self._folder / (id_ + _LIST)).read_bytes()
            names, sizes, mtimes = msgspec.msgpack.decode(body, type=tuple[list[str], bytes, bytes])
            listing = Listing()
            for name, size, mtime in zip(names, _column(sizes), _column(mtimes), strict=True):
                listing.append(name, size, mtime)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        return listing

    # --- files ---------------------------------------------------------------------------------

    def _read_all(self, ending: str, kind: type[_Kept]) -> list[_Kept]:
        found: list[_Kept] = []
        if self._folder is None:
            return found
        for path in sorted(self._folder.glob("*" + ending)):
            try:
                found.append(msgspec.msgpack.decode(path.read_bytes(), type=kind))
            except (OSError, msgspec.MsgspecError) as error:
                _log.info("%s is left out: %s", path.name, error)
        return found

    def _write(self, name: str, body: bytes) -> None:
        if self._folder is None:
            return
        path = self._folder / name
        new = path.with_name(name + ".new")
        try:
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                with os.fdopen(descriptor, "wb", closefd=False) as file:
                    file.write(body)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            new.replace(path)
        except OSError as error:
            _log.info("%s is not kept: %s", name, error)

    def _remove(self, name: str) -> None:
        if self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / name).unlink()


def _column(body: bytes, kind: str = "q") -> array[int]:
    column = array(kind)
    column.frombytes(body)
    return column


def _sources(kept: Mine) -> Sources:
    files = Sources(kept.folder)
    columns = zip(kept.names, _column(kept.sizes), _column(kept.mtimes), strict=True)
    for name, size, mtime in columns:
        files.append(name, size, mtime)
    files.inodes = _column(kept.inodes, "Q")
    files.bases = kept.bases
    files.odd = kept.odd
    return files
