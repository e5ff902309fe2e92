"""A stranger's file name becomes a name that is safe on every disk, in one place.

A name may try to leave the folder, to name a device, to hide its ending behind a character that
turns the text around, to be too long to write, or to mean something to whoever merely looks at
the folder. ``safe_name`` and ``safe_path`` are the only ways from an offer's name to a disk; what
they return, they return unchanged again. The rules of Linux, Windows and macOS hold on all of
them, because a file is copied on. ``OfferNames`` gives the files of one whole offer names that
differ from each other on every disk: what it says is what is shown, and what is saved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from lanyard.wire import limits
from lanyard.wire.names import clip_bytes

PART = ".part"
"""The ending of a file that is not whole yet. No stranger's file ends in it."""
NAMELESS = "file"
LONGEST = limits.FILE_NAME_BYTES - len(PART)
"""Bytes of a safe name: while it comes, the file has the ending ``PART`` too."""

_FOLDERS_BYTES = limits.PATH_BYTES - 1 - LONGEST
_LONGEST_ENDING = 32
_READ = 4_096
"""Characters of a part that are looked at; of a longer one, its two ends."""
_SEPARATORS = re.compile(r"[/\\]")
_DRIVES = re.compile(r"[A-Za-z]:|\?+")
# Beside those that Windows forbids, everything that looks like a separator, or that other
# programs turn into one: full-width and mathematical slashes, and the private characters that
# stand for forbidden ones on shared disks.
_FORBIDDEN = re.compile(
    '[<>:"|?*\u2044\u2215\u2216\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c\uf000-\uf0ff]'
)
_ASCII_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_ROW_OF_SPACES = re.compile(r"\s{4,}")
_RESERVED = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(?:\.|\Z)",
    re.IGNORECASE,
)
# Read by Explorer and Finder without being opened, and the shells' word for a home.
_MEANT_FOR_SHELLS = re.compile(r"(?:desktop\.ini|autorun\.inf)\Z|\._|~", re.IGNORECASE)
# Explorer follows these while it only lists a folder, and tells the other side who is looking.
_FOLLOWED = re.compile(
    r"\.(?:part|lnk|scf|url|library-ms|searchconnector-ms|search-ms|\{[0-9a-f-]{36}\})\Z",
    re.IGNORECASE,
)
# Zero-width joiners shape emoji and several scripts; every other format character is invisible
# or turns the text around, which can make "gpj.exe" read as "exe.jpg".
_JOINERS = "\u200c\u200d"
_ENDS = "." + _JOINERS
_JOINED = frozenset(("So", "Sk", "Mn", "Mc", "Me", "Lo"))
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PLAIN = re.compile("[\x00-\x7f](?<![0-9#*])")
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_IGNORED_IN_COMPARING = re.compile(
    "[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)


def safe_name(name: str) -> str:
    """Return the last part of ``name`` fit for any folder: one visible component, LONGEST bytes."""
    return _safe_part(_SEPARATORS.split(name)[-1], on_top=True) or NAMELESS


def safe_path(path: str) -> str:
    """Return ``path`` as a relative one with '/', each part safe, none of them '.' or '..'.

    Drives, servers and roots become folders or vanish. At most PATH_DEPTH parts and PATH_BYTES
    bytes; what is too deep loses its innermost folders. A path that ends with '/' is a folder's,
    and ends with it again.
    """
    return OfferNames().add(path)


def plan_names(names: Iterable[str], folder: str = "") -> list[str]:
    """Return the paths that the files of one offer are shown and saved under, in their order."""
    planned = OfferNames(folder)
    return [planned.add(name) for name in names]


def saved_names(names: Iterable[str], folder: str = "") -> tuple[str, list[str]]:
    """Return what ``plan_names`` says, the folder apart; '' for what is saved as it was said."""
    planned = OfferNames(folder)
    root = planned.root
    inside = len(root) + 1 if root else 0
    found = [("" if saved == name else saved)
             for name, saved in ((name, planned.add(name)[inside:]) for name in names)]  # fmt: skip
    return "" if root == folder else root, found


class OfferNames:
    """The names of one offer, as they are shown and saved: all safe, no two alike on any disk.

    Two names are alike when a disk that takes capitals for small letters, or one spelling of an
    accent for another, cannot hold both; the later one is numbered. Files of one folder stay in
    one folder. Names may come a page at a time, always from the first on.
    """

    def __init__(self, folder: str = "") -> None:
        """``folder`` is the offer's own folder, a stranger's word; all names are inside it."""
        self._folders: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}
        self._root = self._folder_for("", _parts(folder)[-1:] or [NAMELESS]) if folder else ""

    @property
    def root(self) -> str:
        """The offer's own folder as it is saved; '' when it has none."""
        return self._root

    def add(self, name: str) -> str:
        """Return the path for the next file: relative, with '/', the offer's folder included.

        For a name that ends with '/', an empty folder, it ends with '/' too.
        """
        parts = _parts(name)
        deepest = limits.PATH_DEPTH - 1 - bool(self._root)
        if name.endswith("/"):
            return self._folder_for(self._root, parts[:deepest] or [NAMELESS]) + "/"
        last = parts.pop() if parts else ""
        parent = self._folder_for(self._root, parts[:deepest])
        safe = _safe_part(last, on_top=not parent) or NAMELESS
        found = self._free(parent, safe, whole=False)
        self._taken.add(likeness_on_disk(found))
        return found

    def _folder_for(self, parent: str, parts: list[str]) -> str:
        for raw in parts:
            known = self._folders.get((parent, raw))
            if known is None:
                safe = _safe_part(raw, on_top=not parent) or NAMELESS
                known = self._free(parent, safe, whole=True)
                if len(known.encode()) > _FOLDERS_BYTES:
                    known = parent  # too deep: what is in it moves up
                else:
                    self._taken.add(likeness_on_disk(known))
                self._folders[parent, raw] = known
            parent = known
        return parent

    def _free(self, parent: str, safe: str, whole: bool) -> str:
        before = f"{parent}/" if parent else ""
        first = likeness_on_disk(before + safe)
        number = self._next.get(first, 0)
        while likeness_on_disk(found := before + numbered(safe, number, whole)) in self._taken:
            number += 1
        if number:  # where the next one looks on: ten thousand alike cost no more
            self._next[first] = number
        return found


def shortened(name: str, longest: int, insert: str = "", whole: bool = False) -> str:
    """Return ``name`` with ``insert`` before its ending, in ``longest`` bytes of UTF-8 at most.

    The stem gives way, the ending is kept; with ``whole``, for a folder, there is no ending.
    """
    stem, dot, ending = name.rpartition(".")
    if whole or not stem.strip("._") or not 0 < len(ending.encode()) <= _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    tail = insert + dot + ending
    room = longest - len(tail.encode())
    if len(stem.encode()) <= room:
        return stem + tail
    # A cut may end in a space, which Windows would drop in front of nothing.
    return _trim(clip_bytes(stem, room)) + tail


def numbered(name: str, number: int, whole: bool = False) -> str:
    """Return the ``number``-th name to try for a safe ``name``: itself, then 'name (1).ext'.

    It leaves room for the ending ``PART``. With ``whole``, for a folder, 'name.x (1)'.
    """
    return shortened(name, LONGEST, f" ({number})", whole) if number else name


def likeness_on_disk(name: str) -> str:
    """Return what two names share that some disk cannot tell apart."""
    if name.isascii():
        return name.lower()
    bare = _IGNORED_IN_COMPARING.sub("", name)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", bare).casefold())


def _parts(path: str) -> list[str]:
    """Split a stranger's path; what names no folder of its own is left out."""
    parts = [one for one in _SEPARATORS.split(path) if one and not _is_nothing(one)]
    first = 0
    while first < len(parts) - 1 and _DRIVES.fullmatch(parts[first]):
        first += 1
    return parts[first:]


def _is_nothing(part: str) -> bool:
    if part.isascii():
        return not _ASCII_CONTROLS.sub("", part).strip(". ")
    return not _safe_part(part, on_top=False)


def _safe_part(part: str, on_top: bool) -> str:
    """Return one component made safe, or '' when nothing of it is left.

    ``on_top`` it would lie beside the person's own files, where nothing of a stranger's is hidden
    or takes the place of a program's settings: '.bashrc' becomes '_.bashrc'. Inside a folder of
    the offer, made for it, it keeps its name.
    """
    if len(part) > _READ:
        part = part[: _READ // 2] + part[-_READ // 2 :]
    kept = part
    # What is taken away may bring together what has to be looked at again.
    while (cleaner := _cleaned(kept)) != kept:
        kept = cleaner
    if not kept.strip("."):
        return ""
    safe = _harmless(kept, on_top)
    if len(safe.encode()) > LONGEST:
        safe = _harmless(shortened(kept, LONGEST - 2), on_top)
    return safe


def _harmless(name: str, on_top: bool) -> str:
    """Take away what a name means to a system or to a shell; it grows by two bytes at most."""
    if _RESERVED.match(name) or _MEANT_FOR_SHELLS.match(name) or (on_top and name[0] == "."):
        name = "_" + name
    return name + "_" if _FOLLOWED.search(name) else name


def _cleaned(part: str) -> str:
    """Return ``part`` composed, without what is forbidden and what nobody sees."""
    if part.isascii():
        kept = _ASCII_CONTROLS.sub("", part)
    else:
        kept = unicodedata.normalize("NFC", "".join(one for one in part if _is_seen(one)))
        kept = _without_lonely(kept)
    return _trim(_ROW_OF_SPACES.sub(" ", _FORBIDDEN.sub("_", kept)))


def _is_seen(character: str) -> bool:
    if ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
        return False
    return character in _JOINERS or (
        unicodedata.category(character) not in _UNSEEN_CATEGORIES and character not in _BLANK
    )


def _without_lonely(text: str) -> str:
    """Leave out joiners that join nothing, and choices of a variant where there is none."""
    kept: list[str] = []
    before = ""
    for at, one in enumerate(text):
        if one in _JOINERS:
            if not (_is_joined(before) and _is_joined(text[at + 1 : at + 2])):
                continue
        elif _VARIANT.match(one) and (not before or _PLAIN.match(before)):
            continue
        kept.append(one)
        before = one
    return "".join(kept)


def _is_joined(character: str) -> bool:
    return bool(character) and unicodedata.category(character) in _JOINED


def _trim(name: str) -> str:
    """Drop spaces of any kind around, and the dots at the end that Windows drops by itself.

    Joiners at the end go too: a cut may have left one.
    """
    kept = len(name)
    while kept and (name[kept - 1] in _ENDS or name[kept - 1].isspace()):
        kept -= 1
    return name[:kept].lstrip()
