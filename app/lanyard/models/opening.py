"""Which received files may be opened from the window: a short list of types that only show.

Whatever can hold a program, a macro or a script is shown in its folder and never opened from
here: documents of office programs, web pages, SVG, archives, links, scripts. The last suffix
counts, as it does for the system. Any thread; touches no disk.
"""

from __future__ import annotations

PICTURES = frozenset({"bmp", "gif", "heic", "jpeg", "jpg", "png", "tif", "tiff", "webp"})
OPENED = PICTURES | frozenset(
    {"log", "pdf", "txt"}
    | {"aac", "flac", "m4a", "mp3", "ogg", "opus", "wav"}
    | {"avi", "m4v", "mkv", "mov", "mp4", "webm"}
)
PREVIEWED = frozenset({"bmp", "gif", "jpeg", "jpg", "png", "webp"})
"""Pictures that Qt's own readers know without a plug-in for anything that is drawn by a program."""


def may_open(path: str) -> bool:
    """Return whether a file of this name is of a type that only shows something."""
    return _suffix(path) in OPENED


def may_preview(path: str) -> bool:
    """Return whether a file of this name is a picture that may be decoded here."""
    return _suffix(path) in PREVIEWED


def _suffix(path: str) -> str:
    name = path.replace("\\", "/").rpartition("/")[2]
    if not name.strip(". ") or name != name.rstrip(". "):
        # Windows drops dots and blanks at the end: the suffix would be another one there.
        return ""
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem and suffix.isascii() else ""
