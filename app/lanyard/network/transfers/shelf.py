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
from lanyard.network.transfers.beneath import sync_folder
from lanyard.network.transfers.columns import Names
from lanyard.network.transfers.listing import Listing, Sources
from lanyard.wire import limits

_log = logging.getLogger(__name__)
_MINE, _THEIRS = ".mine", ".theirs"
NOTES, LIST = ".notes", ".list"
_Columns = tuple[tuple[bytes, bytes], bytes, bytes, bytes, bytes]
_PORT, _SETTLED = "port", "settled"
_BACK = ".back"


class Mine(Struct, array_like=True, frozen=True):
    """An offer of mine."""

    id: str
    room: str
    to: str
    to_name: str
    folder: str
    names: tuple[bytes, bytes]
    sizes: bytes
    mtimes: bytes
    inodes: bytes
    bases: list[tuple[int, str]]
    odd: dict[int, str]
    paused: list[str] = []
    """Devices whose transfers rest because I said so."""
    folder_times: bytes = b""
    folders_from: bytes = b""
    left_until: int = 0
    """Until when a server keeps all of it for the receiver, who is away; 0: none does."""
    stays: bool = False
    """It was at a server and is no more: it is not left there again by itself."""


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
    shared: bool = False
    """It was offered to the whole room."""


class Settled(Struct, array_like=True, frozen=True):
    """An offer of somebody that is over for me."""

    id: str
    author: str
    word: str
    """What its author is told who asks: 'taken', 'declined', or '' for nothing."""


class TakenBack(Struct, array_like=True, frozen=True):
    """An offer of mine that is over, which a server that may have it has not confirmed."""

    id: str
    room: str


_Kept = TypeVar("_Kept", bound=Struct)


class Shelf:
    """The folder of these files; None keeps nothing."""

    def __init__(self, profile: Path | None, name: str = "transfers") -> None:
        self._folder = profile / name if profile is not None else None
        if self._folder is not None:
            try:
                self._folder.mkdir(mode=0o700, exist_ok=True)
            except OSError as error:
                _log.warning("transfers will not outlive the program: %s", error)
                self._folder = None
        self._settled = self._read_settled()

    # --- mine ----------------------------------------------------------------------------------

    def keep_mine(
        self,
        id_: str,
        room: str,
        to: str,
        to_name: str,
        files: Sources,
        paused: list[str],
        left_until: int = 0,
        *,
        stays: bool = False,
    ) -> None:
        """Remember an offer of mine."""
        kept = Mine(
            id_, room, to, to_name, files.folder, files.names.packed(), files.sizes.tobytes(),
            files.mtimes.tobytes(), files.inodes.tobytes(), files.bases, files.odd, paused,
            files.folder_times.tobytes(), files.folders_from.tobytes(), left_until, stays,
        )  # fmt: skip
        self._write(id_ + _MINE, msgspec.msgpack.encode(kept))

    def mine(self) -> list[tuple[Mine, Sources]]:
        """Return the offers of mine, the oldest first; more than are served are forgotten."""
        found = self._read_all(_MINE, Mine)
        for kept in found[: -limits.OFFERS_KEPT]:
            self.forget_mine(kept.id)
        mine: list[tuple[Mine, Sources]] = []
        for kept in found[-limits.OFFERS_KEPT :]:
            try:
                mine.append((kept, _sources(kept)))
            except ValueError as error:
                _log.info("offer %s is left out: %s", kept.id, error)
        return mine

    def forget_mine(self, id_: str) -> None:
        """Forget an offer of mine."""
        self._remove(id_ + _MINE)

    def keep_taken_back(self, back: TakenBack) -> None:
        """Remember what a server must still hear."""
        self._write(back.id + _BACK, msgspec.msgpack.encode(back))

    def taken_back(self) -> list[TakenBack]:
        """Return what servers must still hear, the oldest first; of very many, the latest."""
        found = self._read_all(_BACK, TakenBack)
        for back in found[: -limits.SPOOL_TOLD]:
            self.forget_taken_back(back.id)
        return found[-limits.SPOOL_TOLD :]

    def forget_taken_back(self, id_: str) -> None:
        """The server has heard it."""
        self._remove(id_ + _BACK)

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
        """Return what others offered me, the oldest first; what is left of the rest is removed."""
        found = [one for one in self._read_all(_THEIRS, Theirs) if one.id not in self._settled]
        known = {one.id for one in found}
        for path in self._folder.iterdir() if self._folder is not None else ():
            if path.suffix in (_THEIRS, NOTES, LIST) and path.stem not in known:
                self._remove(path.name)
        return found

    def forget_theirs(self, id_: str) -> None:
        """Forget somebody's offer, with its notes and its list."""
        for ending in (_THEIRS, NOTES, LIST):
            self._remove(id_ + ending)

    def settle(self, id_: str, author: str, word: str) -> None:
        """Forget somebody's offer, but for how it ended: its author may not know yet."""
        self._settled.pop(id_, None)
        self._settled[id_] = Settled(id_, author, word)
        while len(self._settled) > limits.OFFERS_SETTLED:
            del self._settled[next(iter(self._settled))]
        self._write(_SETTLED, msgspec.msgpack.encode(list(self._settled.values())))
        self.forget_theirs(id_)

    def settled(self, id_: str) -> Settled | None:
        """Return how an offer ended; None for one that stands, or is not known (any more)."""
        return self._settled.get(id_)

    def _read_settled(self) -> dict[str, Settled]:
        if self._folder is None:
            return {}
        try:
            body = (self._folder / _SETTLED).read_bytes()
            return {one.id: one for one in msgspec.msgpack.decode(body, type=list[Settled])}
        except (OSError, msgspec.MsgspecError):
            return {}

    def notes_of(self, id_: str) -> Path | None:
        """Return where the notes of a transfer lie."""
        return self._folder / (id_ + NOTES) if self._folder is not None else None

    def keep_list(self, id_: str, listing: Listing) -> None:
        """Remember a list that came in pages."""
        columns = (
            listing.names.packed(), listing.sizes.tobytes(), listing.mtimes.tobytes(),
            listing.folder_times.tobytes(), listing.folders_from.tobytes(),
        )  # fmt: skip
        self._write(id_ + LIST, msgspec.msgpack.encode(columns))

    def list_of(self, id_: str) -> Listing | None:
        """Return a list that came in pages."""
        if self._folder is None:
            return None
        try:
            body = (self._folder / (id_ + LIST)).read_bytes()
            names, sizes, mtimes, *folders = msgspec.msgpack.decode(body, type=_Columns)
            listing = Listing()
            _fill(listing, names, sizes, mtimes, *folders)
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
            sync_folder(path.parent)
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


def _fill(
    listing: Listing,
    names: tuple[bytes, bytes],
    sizes: bytes,
    mtimes: bytes,
    times: bytes,
    begins: bytes,
) -> None:
    listing.names = Names(*names)
    listing.sizes, listing.mtimes = _column(sizes), _column(mtimes)
    listing.folder_times, listing.folders_from = _column(times), _column(begins, "I")
    listing.size = sum(listing.sizes)
    count = len(listing.names)
    if any(len(one) != count for one in (listing.sizes, listing.mtimes, listing.folders_from)):
        raise ValueError("columns of another length")


def _sources(kept: Mine) -> Sources:
    files = Sources(kept.folder)
    _fill(files, kept.names, kept.sizes, kept.mtimes, kept.folder_times, kept.folders_from)
    files.inodes = _column(kept.inodes, "Q")
    files.bases = kept.bases
    files.odd = kept.odd
    return files
