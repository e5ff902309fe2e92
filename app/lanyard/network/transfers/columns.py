"""What is known of a hundred thousand files, without an object for each: names, and marks.

A list of so many names costs 8 MB and more a copy; here a name costs its bytes and four.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import overload

from lanyard.wire.file_names import OfferNames
from lanyard.wire.transfer import Picks


class Names(Sequence[str]):
    """Names in the order of their numbers; they are only ever added."""

    def __init__(self, whole: bytes = b"", ends: bytes = b"\0\0\0\0") -> None:
        """``whole`` and ``ends`` are what ``packed`` returned. Raises ValueError."""
        self._whole = bytearray(whole)
        self._ends = array("I")
        """Where each ends, behind a zero."""
        self._ends.frombytes(ends)
        if not self._ends or self._ends[0] or self._ends[-1] != len(whole):
            raise ValueError("names of another length")

    def append(self, name: str) -> None:
        """Add a name; half a surrogate pair in it becomes a question mark."""
        self._whole += name.encode("utf-8", "replace")
        self._ends.append(len(self._whole))

    def packed(self) -> tuple[bytes, bytes]:
        """Return them as bytes, to be kept."""
        return bytes(self._whole), self._ends.tobytes()

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        if number < 0:
            number += len(self)
            if number < 0:
                raise IndexError(number)
        return self._whole[self._ends[number] : self._ends[number + 1]].decode("utf-8", "replace")


class SavedNames:
    """Under which paths files are saved: planned from the first on, kept where they differ."""

    def __init__(self, told: Sequence[str], folder: str) -> None:
        """``told`` are the names of an offer, ``folder`` is its own, or ''."""
        self._told = told
        self._planned: OfferNames | None = OfferNames(folder)
        self._before = f"{self._planned.root}/" if folder else ""
        self._odd: dict[int, str] = {}

    def plan(self, number: int) -> None:
        """Plan the name of the next file; when it is the last, all can be asked for."""
        if self._planned is not None:
            name = self._told[number]
            saved = self._planned.add(name)
            if saved != self._before + name:
                self._odd[number] = saved
            if number + 1 == len(self._told):
                self._planned = None

    def __getitem__(self, number: int) -> str:
        return self._odd.get(number) or self._before + self._told[number]


class Marks:
    """Some of the files: a byte for each of all."""

    def __init__(self, count: int, picks: Picks = ()) -> None:
        """``count`` are all; those in ``picks``, which must be among them, are marked."""
        self._marks = bytearray(count)
        self._marked = 0
        for first, last in picks:
            self._marks[first:last] = b"\1" * (last - first)
            self._marked += last - first

    def __contains__(self, number: int) -> bool:
        return number < len(self._marks) and bool(self._marks[number])

    def __len__(self) -> int:
        return self._marked

    def discard(self, number: int) -> None:
        """Take the mark of a file away, if it has one."""
        if number < len(self._marks) and self._marks[number]:
            self._marks[number] = 0
            self._marked -= 1
