"""An export: a conversation as a file, whole or not at all. No Qt; the thread that reads calls it.

It is written beside its target under a name of its own, forced to the disk, and only then takes
the target's place: what was there before is never half overwritten.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from lanyard.commands import Export
from lanyard.events import Code, Entry, Exported, Failure
from lanyard.transcripts import ENGLISH, Transcript, Words, transcript

_GATHERED = 1 << 18
"""Characters that go to the disk at once."""
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
_UNWRITABLE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR,
    errno.EEXIST, errno.ENAMETOOLONG,
}  # fmt: skip


def export(order: Export, title: str, rows: Iterable[Entry], words: Words = ENGLISH) -> Exported:
    """Write ``rows``, oldest first with their changes folded in, as ``order`` says.

    Only what the disk says becomes a failure: an error of ``rows`` itself passes through, after
    the unfinished file is gone. Only its owner may read the file.
    """
    try:
        page = transcript(order.form, words)
        count = _write(Path(os.path.realpath(order.path)), page, title, rows)
    except (OSError, ValueError) as error:
        return Exported(order, failure=disk_failure(error, order.path))
    return Exported(order, count)


def disk_failure(error: OSError | ValueError, path: str) -> Failure:
    """Return what a person is told when a file of talk could not be written to ``path``."""
    number = error.errno if isinstance(error, OSError) else errno.ENOENT
    if number in _FULL:
        return Failure(Code.DISK_FULL)
    if number in _UNWRITABLE:
        return Failure(Code.FOLDER_UNWRITABLE, name=path)
    detail = error.strerror if isinstance(error, OSError) else None
    return Failure(Code.DISK_FAILED, detail=detail or str(error))


def _write(path: Path, page: Transcript, title: str, rows: Iterable[Entry]) -> int:
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        # A device or a folder is nothing that a file may take the place of.
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    beside = path.parent / f".lanyard-{secrets.token_hex(8)}.part"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            count = 0
            for gathered, rows_in_it in _gathered(page, title, rows):
                file.write(gathered)
                count += rows_in_it
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _keep_name(path.parent)
    return count


def _gathered(page: Transcript, title: str, rows: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    """Yield the export in pieces worth writing, each with the number of rows in it."""
    parts = [page.beginning(title), page.heading(title)]
    size = count = 0
    for entry in rows:
        part = page.row(entry)
        parts.append(part)
        size += len(part)
        count += 1
        if size >= _GATHERED:
            yield "".join(parts), count
            parts.clear()
            size = count = 0
    parts.append(page.ending())
    yield "".join(parts), count


def _keep_name(folder: Path) -> None:
    """Force the new name to the disk, where a folder can be opened for that."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
