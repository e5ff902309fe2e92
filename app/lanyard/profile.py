"""Where a person's Lanyard lives on the disk: journal, identity, settings and log of one profile.

The window and the console ask here, and neither needs Qt for it. A profile is a folder only its
owner may enter, because the identity's private key lies in it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from lanyard.events import Code, Failure

MARKER = "portable"
"""A file of this name beside the program keeps the profile beside the program, too."""


class ProfileError(Exception):
    """The profile folder cannot be used; ``failure`` says which one and why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.name)
        self.failure = failure


def folder(option: str | None) -> Path:
    """Return the profile folder, made if need be and entered by its owner only.

    ``option`` is what ``--profile`` said; without it a ``portable`` marker counts, then the
    platform's data folder. Raises ProfileError when the folder cannot be made or written.
    """
    path = _wanted(option)
    try:
        if not path.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=0o700)
    except (OSError, ValueError) as error:
        raise ProfileError(_failure(path, error)) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ProfileError(Failure(Code.PROFILE_UNWRITABLE, name=str(path)))
    return path


def _wanted(option: str | None) -> Path:
    if option:
        return Path(os.path.abspath(os.path.expanduser(option)))  # noqa: PTH100, PTH111
    beside = _program_folder()
    if (beside / MARKER).is_file():
        return beside / "profile"
    return _platform_folder()


def _program_folder() -> Path:
    """Return the folder of the bundle's program, or of the script that was started."""
    started = sys.executable if getattr(sys, "frozen", False) else sys.argv[0]
    return Path(started).resolve().parent


def _platform_folder() -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "Lanyard"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Lanyard"
    own = os.environ.get("XDG_DATA_HOME", "")
    # The XDG specification: a relative path there is to be ignored.
    base = Path(own) if own.startswith("/") else Path.home() / ".local" / "share"
    return base / "lanyard"


def _failure(path: Path, error: OSError | ValueError) -> Failure:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Failure(Code.PROFILE_UNWRITABLE, name=str(path), detail=reason)
