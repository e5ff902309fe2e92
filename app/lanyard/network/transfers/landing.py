"""How a received file comes onto the disk: never over another one, never half, never lost.

Bytes go into ``name.part`` beside the target. When they are whole the file is made durable, given
its name without replacing anything, and the folder is made durable too: of 906 files renamed
without that 604 were gone after a power cut, of 840 with it none.

A transfer of many files holds one ``Folder`` for all of them::

    folder = Folder(Path("/home/anna/Downloads"), made=kept.made)  # made: {} the first time
    part = Part(folder, "Photos/2024/beach.jpg", mtime=ns, durable=True)
    kept.mark = part.mark                # with the transfer's state, for a resume
    part.write(block); part.sync()       # then the note that the block is there
    path = part.land()                   # the file is durable, its new name not yet:
    folder.sync()                        # all new names since the last sync() are
    kept.made = folder.made; folder.close()

After a restart ``Part.reopen(folder, name, kept.mark, length)`` goes on where ``length`` says;
``part.length`` is what is really there, and ``read`` gets it back for a check. A lone file needs
no Folder: ``Part(path, name)`` holds one for itself and syncs it when it lands.

Names go through the one choke point again here, whoever calls. Plan the names of an offer with
``wire.file_names.OfferNames`` and hand in what it says: the file then has exactly that name,
unless something on the disk has it already, and ``land`` returns which one it got instead.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lanyard.network.transfers.beneath import Place, hold, sane_time, sync_folder
from lanyard.network.transfers.origin import say_foreign
from lanyard.network.transfers.part_names import NotOursError, PartMark, create_part, part_name
from lanyard.wire.file_names import NAMELESS, PART, likeness_on_disk, numbered, safe_path

_NAMES_TRIED = 10_000
_NAMES_LISTED = 100_000
"""Of a folder with more in it, capitals and small letters of the rest are not compared."""
_FOLDERS_KNOWN = 256
"""Folders of an offer whose names are in memory: more than one batch of small files has."""
_TIMES_BY_DESCRIPTOR = os.utime in os.supports_fd


class Folder:
    """The folder a person chose for an offer, by its handle. One thread at a time uses it.

    A folder of the offer that would lie in it is always made new, as 'Photos (1)' if need be: a
    stranger's files do not go among the person's own, and '.ssh' of an offer is not the person's.
    """

    def __init__(
        self,
        path: Path,
        made: Mapping[str, str] | None = None,
        note: Callable[[dict[str, str]], None] | None = None,
    ) -> None:
        """Open ``path``, and make it if there is none. OSError when that cannot be.

        ``made`` is what ``Folder.made`` said when an interrupted transfer was left; ``note`` hears
        of it before a folder is made, so that it is known after a power cut whose folder that is.
        """
        self.path = path
        self._new = [one for one in (path, *path.parents) if not one.exists()]
        path.mkdir(parents=True, exist_ok=True)
        self._place = hold(path)
        self._note = note
        self.made = dict(made or {})
        """What the offer's outermost folders are called here; to be kept for a resume."""
        self._actual: dict[str, str] = {}
        self._changed: set[str] = set()
        self._taken: dict[str, set[str]] = {}
        self._next: dict[tuple[str, str], int] = {}

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def make(self, name: str, mtime: int | None = None) -> Path:
        """Make a folder of the offer that is empty; return its path."""
        place, actual = self.open(safe_path(name).rstrip("/"))
        place.close()
        outer, _, last = actual.rpartition("/")
        if mtime is not None:
            around = self._place.below(outer)
            try:
                around.set_times(last, sane_time(mtime))
            finally:
                around.close()
        return self.path / actual

    def sync(self) -> None:
        """Make all names durable that are new since the last time. May wait for the disk."""
        while self._changed:
            with contextlib.suppress(OSError):  # taken away meanwhile
                place = self._place.below(self._changed.pop())
                place.sync()
                place.close()
        while self._new:
            sync_folder(self._new.pop().parent)

    def close(self) -> None:
        """Let go of the handle; its parts may be used on."""
        self._place.close()

    def open(self, path: str) -> tuple[Place, str]:
        """Open a folder of the offer, ``path`` being safe, and make it where it is missing.

        Returns it and its actual path in this one. The caller closes it.
        """
        actual = self._actual.get(path) if path else ""
        if actual is not None:
            try:
                return self._place.below(actual), actual
            except OSError as error:
                # Somebody has taken it away meanwhile, or put a file or a link in its place.
                if not path or error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                    raise
        outer, _, last = path.rpartition("/")
        around, outer_actual = self.open(outer)
        try:
            make = self._make_inside if outer else self._make_on_top
            name = make(around, last)
        finally:
            around.close()
        actual = f"{outer_actual}/{name}" if outer else name
        self._actual[path] = actual
        self._changed.add(outer_actual)
        return self._place.below(actual), actual

    def reach(self, path: str) -> Place:
        """Open a folder by the path that a mark says; the caller closes it."""
        return self._place.below(path)

    def is_free(self, place: Place, actual: str, name: str) -> bool:
        """Return whether no file of ``actual`` has this name, or one alike on another disk."""
        return self.may_be_free(place, actual, name) and place.look(name) is None

    def may_be_free(self, place: Place, actual: str, name: str) -> bool:
        """Return the same by what was known when this folder was first asked for: no call more.

        Enough for whoever then makes the file in a way that fails when the name is taken.
        """
        taken = self._taken.get(actual)
        if taken is None:
            if len(self._taken) >= _FOLDERS_KNOWN:
                del self._taken[next(iter(self._taken))]
            taken = {likeness_on_disk(one) for one in place.names(_NAMES_LISTED)}
            self._taken[actual] = taken
        return likeness_on_disk(name) not in taken

    def first_number(self, actual: str, name: str) -> int:
        """Return which number to try first for ``name``: those before are taken."""
        return self._next.get((actual, likeness_on_disk(name)), 0)

    def note_taken(self, actual: str, name: str, number: int, found: str) -> None:
        """Take note that ``found``, the ``number``-th name for ``name``, is a file's."""
        if actual in self._taken:
            self._taken[actual].add(likeness_on_disk(found))
        if number:
            self._next[actual, likeness_on_disk(name)] = number + 1
        self._changed.add(actual)

    def _make_on_top(self, around: Place, wanted: str) -> str:
        known = self.made.get(wanted)
        if known is not None and safe_path(known) == known and "/" not in known:
            found = around.look(known)
            if found is not None and stat.S_ISDIR(found.st_mode):
                return known
        for number in range(_NAMES_TRIED):
            name = numbered(wanted, number, whole=True)
            if self.is_free(around, "", name):
                self.made[wanted] = name
                if self._note is not None:
                    self._note(dict(self.made))
                with contextlib.suppress(FileExistsError):
                    around.make(name)
                    self._taken[""].add(likeness_on_disk(name))
                    return name
                del self.made[wanted]
        raise FileExistsError(f"no free name for {wanted}")

    def _make_inside(self, around: Place, wanted: str) -> str:
        """Make a folder in one of the offer's, or find the one made before."""
        for number in range(_NAMES_TRIED):
            name = numbered(wanted, number, whole=True)
            with contextlib.suppress(FileExistsError):
                around.make(name)
                return name
            found = around.look(name)
            if found is not None and stat.S_ISDIR(found.st_mode):
                return name
        raise FileExistsError(f"no free name for {wanted}")


class Part:
    """One file that is being received. Every method may wait for the disk and raise OSError."""

    def __init__(
        self, folder: Path | Folder, name: str, *, mtime: int | None = None,
        durable: bool = True, word: str = "",
    ) -> None:  # fmt: skip
        """Make the ``.part`` file for a stranger's ``name``, a relative path with '/'.

        A ``word`` marks it as one transfer's, and it replaces what an earlier life of that left.

        ``mtime``, in nanoseconds since 1970, is what the file gets when it lands. Without
        ``durable`` nothing waits for the disk, and a power cut may take the file.
        """
        self._begin(folder, name, mtime, durable, None, word)
        self.length = 0
        with self._closing_on_error():
            self._create()
        say_foreign(self._folder.path / self.mark.path, self._descriptor)

    @classmethod
    def reopen(
        cls,
        folder: Path | Folder,
        name: str,
        mark: PartMark,
        length: int,
        *,
        mtime: int | None = None,
        durable: bool = True,
        word: str = "",
    ) -> Part:
        """Open the ``.part`` that was left with this ``mark``, to append at ``length``.

        What lies behind ``length`` is cut off; where less is there, ``part.length`` says so.
        Raises NotOursError when another file, or a link, has its name; FileNotFoundError when
        nothing has.
        """
        part = cls.__new__(cls)
        part._begin(folder, name, mtime, durable, mark.path.rpartition("/")[0], word)
        with part._closing_on_error():
            part._take_up(mark, length)
        return part

    @property
    def mark(self) -> PartMark:
        """What ``reopen`` needs to find it."""
        return PartMark(_join(self._actual, self._part), self._inode)

    @property
    def name(self) -> str:
        """Under which name it will land if nothing takes that meanwhile: a relative path."""
        return _join(self._actual, self._wanted)

    def write(self, content: memoryview) -> None:
        """Append ``content``."""
        while content:
            written = os.write(self._descriptor, content)
            self.length += written
            content = content[written:]

    def read(self, at: int, buffer: memoryview) -> int:
        """Fill ``buffer`` with what lies at ``at``; return how much there was."""
        with io.FileIO(self._descriptor, "rb", closefd=False) as file:
            file.seek(at)
            filled = 0
            while filled < len(buffer) and (count := file.readinto(buffer[filled:])):
                filled += count
            file.seek(self.length)
        return filled

    def truncate(self, length: int) -> None:
        """Cut off what lies behind ``length``; the next write goes there."""
        os.ftruncate(self._descriptor, length)
        os.lseek(self._descriptor, length, os.SEEK_SET)
        self.length = length

    def sync(self) -> None:
        """Make durable what was written, whatever ``durable`` says."""
        getattr(os, "fdatasync", os.fsync)(self._descriptor)

    def land(self) -> Path:
        """Make the file durable, give it a free name and return its path.

        In a ``Folder`` of the caller's the name is durable only after ``Folder.sync``. When this
        raises, the part is still there, to be dropped or left.
        """
        if self._descriptor >= 0:
            if self._mtime is not None and _TIMES_BY_DESCRIPTOR:
                os.utime(self._descriptor, ns=(self._mtime, self._mtime))
            if self._durable:
                os.fsync(self._descriptor)
            self._close_file()  # Windows renames no open file
        if not self._is_ours():
            raise NotOursError(0, f"{self._part} was replaced by another file")
        if self._mtime is not None and not _TIMES_BY_DESCRIPTOR:
            self._place.set_times(self._part, self._mtime)
        found = self._rename()
        if self._durable and self._owns_folder:
            self._folder.sync()
        self._close()
        return self._folder.path / _join(self._actual, found)

    def drop(self) -> None:
        """Throw it away; a disk that refuses even that is left alone."""
        self._close_file()
        with contextlib.suppress(OSError):
            if self._is_ours():
                self._place.remove(self._part)
        self._close()

    def leave(self) -> None:
        """Close it and leave what came under its ``.part`` name."""
        self._close()

    def _begin(
        self,
        folder: Path | Folder,
        name: str,
        mtime: int | None,
        durable: bool,
        at: str | None,
        word: str,
    ) -> None:
        """Open the folder it belongs in, the one that a mark says if there is one."""
        outer, _, self._base = safe_path(name).rstrip("/").rpartition("/")
        self._mtime = None if mtime is None else sane_time(mtime)
        self._durable = durable
        self._word = word
        self._descriptor = -1
        self._number = 0
        self._owns_folder = isinstance(folder, Path)
        self._folder = Folder(folder) if isinstance(folder, Path) else folder
        try:
            if at is None:
                self._place, self._actual = self._folder.open(outer)
            else:
                self._place, self._actual = self._folder.reach(at), at
        except OSError:
            if self._owns_folder:
                self._folder.close()
            raise

    def _create(self) -> None:
        first = self._folder.first_number(self._actual, self._base)
        for number in range(first, first + _NAMES_TRIED):
            target = numbered(self._base, number)
            if not self._folder.is_free(self._place, self._actual, target):
                continue
            part = part_name(self._base if self._word else target, self._word)
            try:
                self._descriptor = create_part(self._place, part, self._word)
            except FileExistsError:
                continue
            self._number = number
            self._wanted, self._part = target, part
            self._inode = os.fstat(self._descriptor).st_ino
            return
        raise FileExistsError(f"no free name for {self._base}")

    def _take_up(self, mark: PartMark, length: int) -> None:
        self._part = mark.path.rpartition("/")[2]
        self._wanted = self._base if self._word else self._part.removesuffix(PART)
        self._inode = mark.inode
        inside = f"{NAMELESS}/{self._wanted}"  # where hidden names are allowed
        if self._part != part_name(self._wanted, self._word) or safe_path(inside) != inside:
            raise NotOursError(0, f"{self._part} is no name of ours")
        if not self._is_ours():
            raise NotOursError(0, f"{self._part} was replaced by another file")
        self._descriptor = self._place.open(self._part)
        found = os.fstat(self._descriptor)
        if found.st_ino != self._inode:
            self._close_file()
            raise NotOursError(0, f"{self._part} was replaced by another file")
        self.truncate(min(length, found.st_size))

    def _rename(self) -> str:
        """Give the file the wanted name, or the next one that is free; return it."""
        name, number = self._wanted, self._number
        for _ in range(_NAMES_TRIED):
            if self._folder.is_free(self._place, self._actual, name):
                with contextlib.suppress(FileExistsError):
                    self._place.rename(self._part, name)
                    self._folder.note_taken(self._actual, self._base, number, name)
                    return name
            number += 1
            name = numbered(self._base, number)
        raise FileExistsError(f"no free name for {self._base}")

    def _is_ours(self) -> bool:
        """Return whether the ``.part`` is still the file that was made, and nobody else's too."""
        found = self._place.look(self._part)
        return (
            found is not None
            and stat.S_ISREG(found.st_mode)
            and found.st_ino == self._inode
            and found.st_nlink <= 1
        )

    @contextlib.contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self._close()
            raise

    def _close_file(self) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1

    def _close(self) -> None:
        self._close_file()
        self._place.close()
        if self._owns_folder:
            self._folder.close()


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


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
