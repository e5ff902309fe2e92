"""The files of one offer: on the giver's side found on the disk, on the taker's told in pages.

An offer may hold a hundred thousand files, so what is known of them lies in columns, not in an
object for each. A name is the path within the offer, with '/'; one that ends with '/' is an empty
folder. Plain and blocking, no Qt.
"""

from __future__ import annotations

import os
import stat
from array import array
from collections.abc import Iterable, Iterator
from itertools import repeat

from blake3 import blake3

from lanyard.events import Code, Failure, FileFailed, Offer, OfferedFile
from lanyard.network.transfers.columns import Names
from lanyard.network.transfers.file_io import FileFacts, failure_of_reading
from lanyard.wire import limits
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.file_names import saved_names
from lanyard.wire.transfer import Row, encoded_row

_A_STEP = 500
"""Files looked at before others get their turn in the disk's thread."""
_A_TIME = 9
"""Bytes of a folder's time in an offer."""


_Folder = tuple[str, str, bool, tuple[int, ...]]
"""One to look into: its name in the offer, its path, whether that is odd, the times around."""


class Listing:
    """What the taker knows: names, sizes and times, in the order of their numbers."""

    def __init__(self) -> None:
        self.names = Names()
        self.sizes = array("q")
        self.mtimes = array("q")
        self.folder_times = array("q")
        """Of the folders that begin with a file, the outermost first, one file behind the other."""
        self.folders_from = array("I")
        """Where in ``folder_times`` those of each file begin."""
        self.size = 0
        """Bytes of all files together."""

    def __len__(self) -> int:
        return len(self.names)

    def append(self, name: str, size: int, mtime: int, folders: Iterable[int] = ()) -> None:
        """Add a file; ``folders`` are the times of those that begin with it."""
        self.folders_from.append(len(self.folder_times))
        self.folder_times.extend(folders)
        self.names.append(name)
        self.sizes.append(size)
        self.mtimes.append(mtime)
        self.size += size

    def row(self, number: int) -> Row:
        """Return one file as it is told."""
        folders = self.folders_of(number)
        return Row(self.names[number], self.sizes[number], self.mtimes[number], folders)

    def folders_of(self, number: int) -> tuple[int, ...]:
        """Return the times of the folders that begin with a file."""
        last = number + 1 == len(self.names)
        end = len(self.folder_times) if last else self.folders_from[number + 1]
        return tuple(self.folder_times[self.folders_from[number] : end])

    def page(self, first: int) -> tuple[Row, ...]:
        """Return the files from ``first`` on that fit one message, at least one of them."""
        rows: list[Row] = []
        length = 0
        for number in range(first, min(len(self.names), first + limits.MANIFEST_ROWS)):
            row = self.row(number)
            length += len(encoded_row(row))
            if rows and length > limits.MANIFEST_BYTES:
                break
            rows.append(row)
        return tuple(rows)

    def root(self) -> bytes:
        """Return BLAKE3 over all rows."""
        digest = blake3()
        for number in range(len(self.names)):
            digest.update(encoded_row(self.row(number)))
        return digest.digest()

    def offered(self, folder: str | None = None) -> tuple[OfferedFile, ...]:
        """Return all files as a front end is told them: those of another's offer to be saved.

        ``folder`` is the offer's, or ''; None for an offer of mine.
        """
        saved = repeat("") if folder is None else saved_names(self.names, folder)[1]
        return tuple(map(OfferedFile, self.names, self.sizes, self.mtimes, saved))

    @classmethod
    def of(cls, files: Iterable[OfferedFile]) -> Listing:
        """Return the listing of an offer that told all its files."""
        listing = cls()
        for file in files:
            listing.append(file.name, file.size, file.mtime, file.folders)
        return listing


class Pages:
    """A list that comes in pages, checked against what the offer said of it."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self.listing = Listing()

    def take(self, rows: tuple[Row, ...], *, complete: bool) -> bool:
        """Add a page; True when the list is whole. RemoteProtocolError: it is another list."""
        listing = self.listing
        for row in rows:
            listing.append(row.name, row.size, row.mtime, row.folders)
        whole = len(listing) == self._offer.count
        if not rows or len(listing) > self._offer.count or complete != whole:
            raise RemoteProtocolError("a list of another length")
        if whole and listing.root().hex() != self._offer.root:
            raise RemoteProtocolError("another list than was offered")
        return whole


class Sources(Listing):
    """What the giver knows besides: where each file is, and how to tell that it is the same."""

    def __init__(self, folder: str = "") -> None:
        super().__init__()
        self.folder = folder
        """The name of the one folder offered, or ''; names are relative to it then."""
        self.inodes = array("Q")
        self.bases: list[tuple[int, str]] = []
        """From this number on, a path is this text and the name behind it."""
        self.odd: dict[int, str] = {}
        """Paths that cannot be said in UTF-8, and those that people named themselves."""
        self._around: list[str] = []
        self._head: str | None = None
        """The folders around the last file, and their path; None behind an empty folder."""

    def add(
        self, name: str, found: os.stat_result, path: str = "", times: tuple[int, ...] = ()
    ) -> None:
        """Add a file of the last base; ``path`` is where it is if base and name do not say that.

        ``times`` are those of all folders around it, the outermost first.
        """
        head = name.rpartition("/")[0]
        if head == self._head and not name.endswith("/"):  # beside the one before
            begun = len(times)
        else:
            around = folders_around(name, self.folder)
            begun = shared(around, self._around)
            self._around, self._head = around, None if name.endswith("/") else head
        if path:
            self.odd[len(self.names)] = path
        is_folder = name.endswith("/")
        self.inodes.append(found.st_ino & (1 << 64) - 1)
        folders = times[begun : begun + limits.PATH_DEPTH]
        self.append(name, 0 if is_folder else found.st_size, found.st_mtime_ns, folders)

    def facts(self, number: int) -> FileFacts:
        """Return what a file was when it was offered."""
        name = self.names[number]
        path = self.odd.get(number) or self._base(number) + name
        return FileFacts(path, name, self.sizes[number], self.mtimes[number], self.inodes[number])

    def _base(self, number: int) -> str:
        return next(base for first, base in reversed(self.bases) if first <= number)


def told_offer(files: Sources, root: bytes, addresses: tuple[str, ...], port: int) -> Offer:
    """Return an offer as its entry tells it: the first files of a long list stand for all."""
    first: list[OfferedFile] = []
    names = 0
    for number in range(min(len(files), limits.OFFER_FILES)):
        row = files.row(number)
        names += len(row.name.encode()) + _A_TIME * len(row.folders)
        if first and names > limits.OFFER_NAMES_BYTES:
            break
        first.append(OfferedFile(row.name, row.size, row.mtime, folders=row.folders))
    long = len(first) < len(files)
    return Offer(
        tuple(first), addresses, port, len(files) if long else 0, files.size if long else 0,
        files.folder, root.hex(),
    )  # fmt: skip


def folders_around(name: str, folder: str) -> list[str]:
    """Return the folders on the way to a file of an offer, the offer's own first, if it has one."""
    inside = name.rstrip("/").split("/")[:-1]
    return [folder, *inside] if folder else inside


def shared(one: list[str], other: list[str]) -> int:
    """Return how many folders two ways have in common from their beginning."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


def outermost(folder: str, path: str) -> str:
    """Return a finished file of ``folder``, or the outermost folder of the offer that it is in."""
    begin = len(folder.rstrip("/\\")) + 1
    return path[:begin] + path[begin:].replace("\\", "/").partition("/")[0]


class TooManyFilesError(Exception):
    """More than one offer can hold."""


class Walk:
    """Looks at what a person offers: files as they are, folders with everything in them."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self._paths = tuple(os.path.abspath(path) for path in paths)
        self.left_out: list[FileFailed] = []
        """What is no file, cannot be read, or was gone again."""
        self.failure: Failure | None = None
        """Why nothing can be offered."""
        single = len(paths) == 1 and os.path.isdir(self._paths[0])
        self.found = Sources(_spoken(os.path.basename(self._paths[0])) if single else "")

    def steps(self) -> Iterator[None]:
        """Look at everything, a little at a time; then ``found`` or ``failure`` is set."""
        try:
            for path in self._paths:
                yield from self._look_at(path)
        except TooManyFilesError:
            self.failure = Failure(Code.TOO_MANY_FILES, number=limits.LISTED_FILES)
        if self.failure is None and not self.found.names:
            self.failure = self.left_out[0].failure if self.left_out else Failure(Code.FILE_MISSING)

    def _look_at(self, path: str) -> Iterator[None]:
        name = _spoken(os.path.basename(path))
        try:
            found = os.stat(path)  # a link that a person names is followed, one found is not
            if stat.S_ISDIR(found.st_mode):
                yield from self._enter(path, name, found.st_mtime_ns)
                return
            if not stat.S_ISREG(found.st_mode):
                raise OSError("not a file")
            os.close(os.open(path, os.O_RDONLY))
        except (OSError, ValueError) as error:
            # What a person named themselves is wanted: nothing is offered without it.
            self.failure = failure_of_reading(error, name)
            return
        self._add(name, found, path)

    def _enter(self, path: str, name: str, mtime: int) -> Iterator[None]:
        if self.found.folder:
            inside, base, odd = "", path, False
        else:
            inside, base = name + "/", os.path.dirname(path)
            odd = name != os.path.basename(path)
        self.found.bases.append((len(self.found.names), base.rstrip(os.sep) + os.sep))
        waiting: list[_Folder] = [("", path, odd, (mtime,))]
        looked = 0
        while waiting:
            below, folder, odd, times = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    inside_it = sorted(entries, key=_by_name)
            except OSError as error:
                self._leave_out(inside + below, failure_of_reading(error, inside + below))
                continue
            folders: list[_Folder] = []
            for entry in inside_it:
                spoken = _spoken(entry.name)
                strange = odd or spoken != entry.name
                if entry.is_dir(follow_symlinks=False):
                    deeper = (*times, _time_of(entry))
                    folders.append((below + spoken + "/", entry.path, strange, deeper))
                else:
                    self._take(inside + below + spoken, entry, strange, times)
                looked += 1
                if looked % _A_STEP == 0:
                    yield
            if not inside_it:
                if not inside + below:
                    self.found.folder = ""  # nothing is in it: it is offered as an empty one
                self._add(inside + below or name + "/", os.stat(folder), folder, times[:-1])
            waiting.extend(reversed(folders))

    def _take(
        self, name: str, entry: os.DirEntry[str], strange: bool, times: tuple[int, ...]
    ) -> None:
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError as error:
            self._leave_out(name, failure_of_reading(error, name))
            return
        if not stat.S_ISREG(found.st_mode):
            self._leave_out(name, Failure(Code.FILE_SPECIAL, name=name))
        elif len(name.encode()) > limits.FILE_PATH_BYTES:
            self._leave_out(name, Failure(Code.FILE_UNREADABLE, name=name))
        else:
            if os.name == "nt":  # a scan there tells no inode
                found = os.stat(entry.path, follow_symlinks=False)
            self._add(name, found, entry.path if strange else "", times)

    def _add(
        self, name: str, found: os.stat_result, path: str = "", times: tuple[int, ...] = ()
    ) -> None:
        if len(self.found) >= limits.LISTED_FILES:
            raise TooManyFilesError
        self.found.add(name, found, path, times)

    def _leave_out(self, name: str, failure: Failure) -> None:
        self.left_out.append(FileFailed(name, failure))


def _time_of(folder: os.DirEntry[str]) -> int:
    """Return when a folder was changed; 0 when nobody can say."""
    try:
        return folder.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        return 0


def _by_name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _spoken(name: str) -> str:
    """Return a name that can be said: one that is not UTF-8 on this disk must be on the wire."""
    return os.fsencode(name).decode("utf-8", "replace") if not name.isascii() else name
