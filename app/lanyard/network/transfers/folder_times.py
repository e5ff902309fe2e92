"""Folders get their times when everything in them is there: each new file would change them.

An offer tells the time of a folder with the first file in it (``wire.message.OfferedFile``).
Plain and blocking, no Qt.
"""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable, Iterator

from lanyard.network.transfers.beneath import sane_time
from lanyard.network.transfers.columns import SavedNames
from lanyard.network.transfers.landing import Folder
from lanyard.network.transfers.listing import Listing, folders_around, shared

_A_STEP = 500


def set_times(
    folder: Folder, listing: Listing, inside: str, saved: SavedNames, is_here: Callable[[int], bool]
) -> Iterator[None]:
    """Set the times of all folders that files which are here lie in, a little at a time.

    ``inside`` is the offer's own folder; ``saved`` are the planned paths of all files; ``is_here``
    says of a file's number whether it is. What cannot be set is left as it is.
    """
    around: list[str] = []
    told: list[int] = []
    known: list[str] = []
    head: str | None = None
    is_known = False
    work = 0
    for number, name in enumerate(listing.names):
        work += 1
        if name.endswith("/") or name.rpartition("/")[0] != head:
            deeper = folders_around(name, inside)
            begun = shared(deeper, around)
            told = told[:begun] + list(listing.folders_of(number)[: len(deeper) - begun])
            told += [0] * (len(deeper) - len(told))
            around, is_known = deeper, False
            head = None if name.endswith("/") else name.rpartition("/")[0]
        if not is_known and is_here(number):
            is_known = True
            parts = saved[number].rstrip("/").split("/")[:-1]
            if len(parts) == len(told):  # else folders were left out: too many, or none at all
                for at in range(shared(parts, known), len(parts)):
                    _set_time(folder, "/".join(parts[: at + 1]), told[at])
                    work += 1
                known = parts
        if work >= _A_STEP:
            work = 0
            yield


def _set_time(folder: Folder, path: str, time: int) -> None:
    """Set the time of a folder of this offer; one that is somebody else's keeps its own."""
    top, _, rest = path.partition("/")
    made = folder.made.get(top)
    if made is None or not time:
        return
    outer, _, last = (f"{made}/{rest}" if rest else made).rpartition("/")
    with contextlib.suppress(OSError):
        place = folder.reach(outer)
        try:
            found = place.look(last)
            if found is not None and stat.S_ISDIR(found.st_mode):
                place.set_times(last, sane_time(time))
        finally:
            place.close()
