"""The files of one offer on their way into a folder: written, checked, noted, named.

Plain and blocking, no Qt; it lives in the disk's thread. It stays while the transfer waits for its
sender, so that a broken link costs nothing that has come; after a restart of the program it finds
by its notes what is there, and reads the file that was half here again, block by block.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

from blake3 import blake3

from lanyard.events import Code, Failure
from lanyard.network.transfers import landing, notes
from lanyard.network.transfers.columns import SavedNames
from lanyard.network.transfers.disk_orders import Want
from lanyard.network.transfers.file_io import failure_of_writing, is_full
from lanyard.network.transfers.folder_times import set_times
from lanyard.network.transfers.landing import Folder, Part
from lanyard.network.transfers.part_names import NotOursError, PartMark, word_for
from lanyard.network.transfers.recall import News, clear_away, landed_under, recalled
from lanyard.network.transfers.small_files import SmallFiles
from lanyard.wire import limits, transfer
from lanyard.wire.transfer import Block, Bundle, Picks, Small, blocks_of, numbers_of, picks_of

_A_STEP = 500
_BLOCKS_A_STEP = 16
_SYNCED_AT_ONCE = 200
"""Small files written before they are made durable together; each holds a descriptor."""
_UNWANTED, _WANTED, _DONE, _MISSED = range(4)


class Intake:
    """Takes blocks and bundles. Methods raise OSError when the whole transfer cannot go on now."""

    def __init__(self, want: Want) -> None:
        self._want = want
        self._listing = want.listing
        self._notes = notes.Notes(want.notes)
        self._folder: Folder | None = None
        self._names = SavedNames(want.listing.names, want.inside)
        self._state = bytearray(len(want.listing))
        for number in numbers_of(want.picks):
            self._state[number] = _WANTED
        self._part: Part | None = None
        self._file = -1
        """The large file that is coming, or whose blocks are let pass unread."""
        self._continued = -1
        """The large file that was not fetched from its beginning the last time."""
        self._hash = blake3()
        self._noted_at = 0.0
        self.is_timed = False
        """The folders have their times."""
        self.moved = 0
        """Bytes of wanted files that are here."""
        self.news = News()

    # --- the beginning -------------------------------------------------------------------------

    def begin(self) -> Iterator[None]:
        """Open the folder and look at what is there, a little at a time."""
        for number in range(len(self._listing)):
            self._names.plan(number)
            if number % _A_STEP == 0:
                yield
        found = recalled(self._notes.read())
        self._check_space()
        self._folder = Folder(Path(self._want.folder), found.made, self._note_made)
        for number, path, digest in found.landed:
            self._settle(number, path, digest)
        for number, failure in found.missed:
            if self.is_wanted(number):
                self._state[number] = _MISSED
                self.news.missed.append((number, failure))
        for number, (path, inode) in found.landing.items():
            if self.is_wanted(number):
                self._find_again(self._folder, number, PartMark(path, inode))
        if found.opened is not None and self.is_wanted(found.opened.file):
            yield from self._take_up(self._folder, found.opened, found.digests)
        for number in found.coming:
            if self.is_wanted(number) and (self._part is None or number != self._file):
                clear_away(self._folder, self._names[number], self._word(number))

    def is_wanted(self, number: int) -> bool:
        """Return whether a file is still to come."""
        return number < len(self._state) and self._state[number] == _WANTED

    def _settle(self, number: int, path: str, digest: bytes) -> None:
        if self.is_wanted(number):
            self._state[number] = _DONE
            self.moved += self._listing.sizes[number]
            self.news.landed.append((number, path, digest))

    def _find_again(self, folder: Folder, number: int, mark: PartMark) -> None:
        """A file that was about to get its name has it, or it comes again."""
        named = landed_under(folder, self._names[number], mark, self._listing.sizes[number])
        if named is not None:
            self._notes.add(notes.Landed(((number, *named),)))
            self._settle(number, *named)

    def _take_up(
        self, folder: Folder, opened: notes.Opened, digests: list[bytes]
    ) -> Iterator[None]:
        """Check the large file that was coming, block by block, and go on behind the last good."""
        file, size = opened.file, self._listing.sizes[opened.file]
        mark = PartMark(opened.path, opened.inode)
        try:
            part = Part.reopen(
                folder, self._names[file], mark, len(digests) * limits.BLOCK_BYTES,
                mtime=self._mtime(file), durable=self._want.durable, word=self._word(file),
            )  # fmt: skip
        except OSError:
            return  # it is gone: the file comes once more
        self._part, self._file, self._hash = part, file, blake3()
        buffer = memoryview(bytearray(limits.BLOCK_BYTES))
        good = 0
        for digest in digests:
            content = buffer[: part.read(good * limits.BLOCK_BYTES, buffer)]
            whole = len(content) == transfer.length_of(self._listing.sizes[file], good)
            if not whole or blake3(content).digest() != digest:
                break
            self._hash.update(content)
            good += 1
            if good % _BLOCKS_A_STEP == 0:
                yield
        length = min(good * limits.BLOCK_BYTES, size)
        part.truncate(length)
        self.moved += length
        if good < len(digests):
            self._notes.add(notes.Opened(file, opened.path, opened.inode))
            self._notes.add(notes.Blocks(tuple(digests[:good])))

    def remaining(self) -> tuple[Picks, int]:
        """Return what is still to come, and the first block of its first file.

        Raises OSError when there is no room for it.
        """
        self._check_space()
        wanted = [number for number, state in enumerate(self._state) if state == _WANTED]
        if self._part is None or self._file not in wanted:
            return picks_of(wanted), 0
        # The one that is half here comes first; its neighbours follow in order.
        if wanted[0] == self._file:
            self._continued = self._file
            return picks_of(wanted), blocks_of(self._part.length)
        self._leave_part(drop=True)
        return picks_of(wanted), 0

    def _check_space(self) -> None:
        sizes = self._listing.sizes
        needed = sum(sizes[number] for number, state in enumerate(self._state) if state == _WANTED)
        if self._part is not None:
            needed -= self._part.length
        free = landing.free_bytes(self._want.folder)
        if free is not None and free < needed:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    # --- large files ---------------------------------------------------------------------------

    def write(self, block: Block, content: memoryview) -> None:
        """Append a block of a large file; one that must be thrown away is told in ``news``."""
        file = block.file
        if self._state[file] != _WANTED:
            return
        if blake3(content).digest() != block.digest:
            self._miss(file, Failure(Code.DIGEST_WRONG, name=self._names[file]))
            return
        try:
            part = self._part_of(file)
            if part.length != block.number * limits.BLOCK_BYTES:
                self._miss(file, Failure(Code.DIGEST_WRONG, name=self._names[file]))
                return
            part.write(content)
        except OSError as error:
            self._survive(file, error)
            return
        self._hash.update(content)
        self.moved += len(content)
        self._notes.add(notes.Blocks((block.digest,)))
        now = time.monotonic()
        if self._want.durable and now - self._noted_at > limits.NOTE_SECONDS:
            self._noted_at = now
            part.sync()
            self._notes.sync()

    def _part_of(self, file: int) -> Part:
        if self._part is not None and self._file == file:
            return self._part
        self._continued = -1
        self._leave_part(drop=True)
        self._notes.add(notes.Coming((file,)))
        self._part = Part(
            self._opened(), self._names[file], mtime=self._mtime(file),
            durable=self._want.durable, word=self._word(file),
        )  # fmt: skip
        self._file, self._hash = file, blake3()
        mark = self._part.mark
        self._notes.add(notes.Opened(file, mark.path, mark.inode))
        self._noted_at = time.monotonic()
        return self._part

    def end(self, file: int, digest: bytes) -> None:
        """Check a large file and give it its name."""
        part = self._part
        if self._state[file] != _WANTED or part is None or self._file != file:
            return
        own = self._hash.digest()
        if part.length != self._listing.sizes[file]:
            self._miss(file, Failure(Code.DIGEST_WRONG, name=self._names[file]))
            return
        if digest and digest != own:
            # Each block came as it was sent: only what was here before can differ.
            code = Code.FILE_CHANGED if self._continued == file else Code.DIGEST_WRONG
            self._miss(file, Failure(code, name=self._names[file]))
            return
        try:
            if self._want.durable:
                part.sync()
            self._notes.add(notes.Landing(((file, part.mark.path, part.mark.inode),)))
            if self._want.durable:
                self._notes.sync()
            path = str(part.land())
            self._part, self._file = None, -1
            self._make_names_durable()
        except OSError as error:
            self._survive(file, error)
            return
        self._state[file] = _DONE
        self._notes.add(notes.Landed(((file, path, own),)))
        self.news.landed.append((file, path, own))

    # --- small files ---------------------------------------------------------------------------

    def store(self, bundle: Bundle, content: memoryview) -> None:
        """Write the files of a bundle, make them durable together, give them their names."""
        at = 0
        waiting: list[tuple[Small, memoryview]] = []
        for small in bundle.files:
            waiting.append((small, content[at : at + small.size]))
            at += small.size
        for first in range(0, len(waiting), _SYNCED_AT_ONCE):
            self._store_some(waiting[first : first + _SYNCED_AT_ONCE])

    def _store_some(self, files: list[tuple[Small, memoryview]]) -> None:
        wanted = [one for one in files if self._state[one[0].file] == _WANTED]
        if not wanted:
            return
        self._notes.add(notes.Coming(tuple(one[0].file for one in wanted)))
        batch = SmallFiles(self._opened(), self._want.mark)
        digests: dict[int, bytes] = {}
        full: OSError | None = None
        try:
            for small, content in wanted:
                try:
                    self._write_small(batch, small, content)
                    digests[small.file] = small.digest
                except OSError as error:
                    if is_full(error):
                        full = error
                        break
                    self._miss(small.file, self._why(error, small.file))
            self._land(batch, digests)
        finally:
            batch.close()
        if full is not None:
            raise full

    def _write_small(self, batch: SmallFiles, small: Small, content: memoryview) -> None:
        name = self._names[small.file]
        if name.endswith("/"):
            path = str(self._opened().make(name, self._mtime(small.file)))
            self._note_landed([(small.file, path, small.digest)])
        elif blake3(content).digest() != small.digest:
            self._miss(small.file, Failure(Code.DIGEST_WRONG, name=name))
        else:
            batch.add(small.file, name, self._mtime(small.file), content)

    def _land(self, batch: SmallFiles, digests: dict[int, bytes]) -> None:
        if not batch.written:
            return
        self._notes.add(
            notes.Landing(
                tuple((one.file, f"{one.actual}/{one.part}".lstrip("/"), one.inode)
                      for one in batch.written)
            )
        )  # fmt: skip
        if self._want.durable:
            batch.sync()
            self._notes.sync()
        landed: list[tuple[int, str, bytes]] = []
        full: OSError | None = None
        for file, outcome in batch.land():
            if isinstance(outcome, str):
                landed.append((file, outcome, digests[file]))
            elif is_full(outcome):
                full = outcome
                break
            else:
                self._miss(file, self._why(outcome, file))
        try:
            self._make_names_durable()
        finally:
            self._note_landed(landed)
        if full is not None:
            raise full

    def _note_landed(self, landed: list[tuple[int, str, bytes]]) -> None:
        if landed:
            for file, _, _ in landed:
                self._state[file] = _DONE
                self.moved += self._listing.sizes[file]
            self.news.landed.extend(landed)
            self._notes.add(notes.Landed(tuple(landed)))

    # --- files that do not come ----------------------------------------------------------------

    def skip(self, file: int, failure: Failure) -> None:
        """The sender cannot give this file."""
        if self._state[file] == _WANTED:
            self._miss(file, failure)

    def _miss(self, file: int, failure: Failure) -> None:
        if self._part is not None and self._file == file:
            self.moved -= self._part.length
            self._leave_part(drop=True)
        self._state[file] = _MISSED
        self._notes.add(notes.Missed(file, failure.code.value, failure.name, failure.detail))
        self.news.missed.append((file, failure))

    def _survive(self, file: int, error: OSError) -> None:
        """A full disk stops everything for now, anything else only this file."""
        if is_full(error):
            self.rest()
            raise error
        self._miss(file, self._why(error, file))

    def _why(self, error: OSError, file: int) -> Failure:
        return failure_of_writing(error, Code.DISK_FAILED, self._names[file])

    # --- the end -------------------------------------------------------------------------------

    def set_times(self) -> Iterator[None]:
        """Give the folders of what is here their times, as the last thing, a little at a time."""
        self.is_timed = True
        if self._folder is not None:
            yield from set_times(
                self._folder, self._listing, self._want.inside, self._names,
                lambda number: self._state[number] == _DONE,
            )  # fmt: skip

    def rest(self) -> None:
        """Nothing comes for now: keep whole blocks, and the notes, durable."""
        part = self._part
        with contextlib.suppress(OSError):
            if part is not None:
                odd = part.length % limits.BLOCK_BYTES
                if odd and part.length < self._listing.sizes[self._file]:
                    part.truncate(part.length - odd)
                if self._want.durable:
                    part.sync()
            if self._want.durable:
                self._notes.sync()

    def close(self, *, drop: bool) -> None:
        """Let go of everything; ``drop`` throws away what is not whole, and the notes."""
        self._leave_part(drop=drop)
        if self._folder is not None:
            self._folder.close()
            self._folder = None
        if drop:
            self._notes.forget()
        else:
            self._notes.close()

    def _leave_part(self, *, drop: bool) -> None:
        part, self._part = self._part, None
        if part is None:
            return
        if drop:
            part.drop()
            with contextlib.suppress(OSError):
                self._notes.add(notes.Dropped(self._file))
        else:
            part.leave()
        self._file = -1

    # --- small questions -----------------------------------------------------------------------

    @property
    def coming(self) -> tuple[int, Part | None]:
        """The large file whose blocks are coming, and its part."""
        return self._file, self._part

    @property
    def where(self) -> str:
        """The folder that a person chose."""
        return self._want.folder

    def take_news(self) -> News:
        """Return what became of files since the last time."""
        news, self.news = self.news, News()
        return news

    def _opened(self) -> Folder:
        if self._folder is None:
            raise NotOursError(0, "the folder is closed")
        return self._folder

    def _word(self, file: int) -> str:
        return word_for(self._want.mark, file)

    def _make_names_durable(self) -> None:
        if self._want.durable:
            self._opened().sync()

    def _note_made(self, made: dict[str, str]) -> None:
        self._notes.add(notes.Made(made))
        if self._want.durable:
            self._notes.sync()

    def _mtime(self, file: int) -> int | None:
        return self._listing.mtimes[file] or None
