"""What a restarted server must still know of the files that were left with it.

In the profile's ``spool`` folder, which only its owner may read: a record for each offer, its
files beside that under their numbers (a stranger's names never reach this disk), and a word for
each author who has not heard yet what became of an offer. Plain and blocking, no Qt; raises
nothing.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from lanyard.events import Offer, SpooledOffer
from lanyard.network.transfers.file_io import FileFacts
from lanyard.network.transfers.listing import Listing, Sources
from lanyard.network.transfers.shelf import LIST, NOTES, Shelf
from lanyard.wire import limits
from lanyard.wire.file_names import safe_name

_LEFT, _ENDED, _FILES = ".left", ".ended", ".files"


class Left(Struct, array_like=True, frozen=True):
    """An offer that somebody leaves, or has left, for somebody who is away."""

    id: str
    room: str
    author: str
    author_name: str
    to: str
    to_name: str
    offer: Offer
    left_at: int
    """Milliseconds, by this computer's clock."""
    until: int
    whole: bool = False
    odd: dict[int, str] = {}
    """Files that have another name here than their number."""

    @property
    def cost(self) -> int:
        """What it counts against the quota, in bytes."""
        return self.offer.size + self.offer.count * limits.SPOOLED_FILE_BYTES

    @property
    def name(self) -> str:
        """The first file's safe name, or the folder's."""
        return safe_name(self.offer.folder or self.offer.files[0].name.rstrip("/"))

    def told(self) -> SpooledOffer:
        """Return what the person who hosts is told of it."""
        return SpooledOffer(
            self.id, self.room, self.author, self.author_name, self.to, self.to_name, self.name,
            self.offer.count, self.offer.size, self.left_at, self.until, self.whole,
            bool(self.offer.folder),
        )  # fmt: skip


class Ended(Struct, array_like=True, frozen=True):
    """What became of an offer, while its author does not know it."""

    id: str
    room: str
    author: str
    word: str
    until: int


class SpoolShelf(Shelf):
    """The folder of all that; None keeps nothing."""

    def __init__(self, profile: Path | None) -> None:
        super().__init__(profile, "spool")

    @property
    def is_there(self) -> bool:
        """True when something can be kept at all."""
        return self._folder is not None

    def keep_left(self, left: Left) -> None:
        """Remember an offer."""
        self._write(left.id + _LEFT, msgspec.msgpack.encode(left))

    def left(self) -> list[Left]:
        """Return all of them, the oldest first.

        Notes and lists of others are removed: what they say is here is gone, or about to be.
        """
        for path in self._folder.iterdir() if self._folder is not None else ():
            if path.suffix in (NOTES, LIST) and not path.with_suffix(_LEFT).exists():
                self._remove(path.name)
        return self._read_all(_LEFT, Left)

    def forget_left(self, id_: str) -> None:
        """Forget an offer, with its list and its notes; its files are the sweeper's."""
        self._remove(id_ + _LEFT)
        self.forget_theirs(id_)

    def keep_ended(self, ended: Ended) -> None:
        """Remember what its author must still hear."""
        self._write(ended.id + _ENDED, msgspec.msgpack.encode(ended))

    def ended(self) -> list[Ended]:
        """Return all that authors must still hear, the oldest first."""
        return self._read_all(_ENDED, Ended)

    def forget_ended(self, id_: str) -> None:
        """The author has heard it."""
        self._remove(id_ + _ENDED)

    def files_of(self, id_: str) -> str:
        """Return the folder of an offer's files."""
        return str(self._folder / (id_ + _FILES)) if self._folder is not None else ""

    def strays(self) -> list[str]:
        """Return folders of files that no record is for: a removal that was broken off."""
        if self._folder is None:
            return []
        with contextlib.suppress(OSError):
            return [
                str(path)
                for path in sorted(self._folder.glob("*" + _FILES))
                if not path.with_name(path.name.removesuffix(_FILES) + _LEFT).exists()
            ]
        return []


def name_of(number: int) -> str:
    """Return what a file is called here."""
    return f"{number:06d}"


def numbered(listing: Listing) -> Listing:
    """Return the same files under their numbers."""
    plain = Listing()
    for number, name in enumerate(listing.names):
        slash = "/" if name.endswith("/") else ""
        plain.append(name_of(number) + slash, listing.sizes[number], 0)
    return plain


class SpooledSources(Sources):
    """The files of an offer as the spool gives them: its list, and what lies here."""

    def __init__(self, left: Left, listing: Listing, folder: str) -> None:
        super().__init__(left.offer.folder)
        self._place = folder
        self._here = left.odd
        for number, name in enumerate(listing.names):
            folders = listing.folders_of(number)
            self.append(name, listing.sizes[number], listing.mtimes[number], folders)

    def facts(self, number: int) -> FileFacts:
        """Return what a file must be. Looks at the disk: blocking, and raises OSError."""
        path = os.path.join(self._place, self._here.get(number, name_of(number)))
        found = os.stat(path, follow_symlinks=False)
        return FileFacts(
            path, self.names[number], self.sizes[number], found.st_mtime_ns,
            found.st_ino & (1 << 64) - 1,
        )  # fmt: skip
