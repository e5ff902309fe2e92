"""What the person chose, kept from one start to the next: the only code that touches QSettings.

An ini file in the profile folder, so that a profile is one folder that can be moved. A passcode
is never kept. Main thread only.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, QStandardPaths, Signal, Slot

from lanyard.commands import (
    DEFAULT_BROADCAST_PORT,
    DEFAULT_PORT,
    DEFAULT_SPOOL_DAYS,
    DEFAULT_SPOOL_GIGABYTES,
)

HOSTS_KEPT = 12
LONGEST_VALUE = 4096
LONG_LISTS = {"sendings": 200, "replies": 100, "trusted": 500}
"""Lists of long lines, and how many lines are kept."""
LONGEST_LIST = 4 * 1024 * 1024
SCHEMES = ("system", "light", "dark")
GUESTS = ("yes", "read", "no")
MOST_DAYS = 3_650
MOST_GIGABYTES = 10_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is kept; a field's default is what a first start shows."""

    name: str = ""
    room_name: str = ""
    port: int = DEFAULT_PORT
    guests: str = "yes"
    """One of ``GUESTS``: what plain text lines may do in the rooms I host."""
    history_days: int = -1
    """What newcomers may read in the rooms I host: the last so many days; -1 all, 0 nothing."""
    spool_gigabytes: int = DEFAULT_SPOOL_GIGABYTES
    """How much my server keeps for people who are away; 0: nothing."""
    spool_days: int = DEFAULT_SPOOL_DAYS
    join_port: int = DEFAULT_PORT
    joined_hosts: tuple[str, ...] = ()
    """What the person typed and where a room answered, the latest first."""
    downloads: str = ""
    colour_scheme: str = "system"
    """One of ``SCHEMES``."""
    enter_sends: bool = True
    """False: Ctrl+Enter sends and Enter breaks the line."""
    broadcast_port: int = DEFAULT_BROADCAST_PORT
    people_shown: bool = True
    daily_log: str = ""
    """The folder of the readable daily log; empty: none is kept."""
    sendings: tuple[str, ...] = ()
    """What is sent often on plain sockets, a line of JSON each: see ``saved_sockets``."""
    replies: tuple[str, ...] = ()
    """Own replies for plain clients, in the same way."""
    trusted: tuple[str, ...] = ()
    """Devices whose files are accepted unasked, in the same way: see ``trusted``."""
    durable: bool = True
    """A received file counts as done only when it is safe on the disk."""
    tray_said: bool = False
    """That the close button hides to the tray was said once."""
    geometry: bytes = b""
    """The window's place and size, in Qt's own words."""


class SettingsStore:
    """Reads and writes ``settings.ini`` of one profile."""

    def __init__(self, profile: Path) -> None:
        self._file = QSettings(str(profile / "settings.ini"), QSettings.Format.IniFormat)

    def load(self) -> Settings:
        """Return what is kept, with the account's name and downloads folder where nothing is.

        A value that makes no sense, because somebody edited the file, counts as not kept.
        """
        values: dict[str, object] = {}
        for field in fields(Settings):
            if self._file.contains(field.name):
                value = self._read(field.name, field.default)
                if value is not None:
                    values[field.name] = value
        values["name"] = values.get("name") or account_name()
        values["downloads"] = values.get("downloads") or downloads_folder()
        return Settings(**values)  # type: ignore[arg-type]  # one type a field, see _read

    def save(self, settings: Settings) -> None:
        """Keep ``settings``; Qt writes the file as a whole, so a crash leaves the old one."""
        for field in fields(Settings):
            value = getattr(settings, field.name)
            if isinstance(value, tuple):
                value = "\n".join(value)
            elif isinstance(value, bytes):
                value = QByteArray(value)
            self._file.setValue(field.name, value)
        self._file.sync()

    def _read(self, name: str, default: object) -> object | None:
        # Without type= QSettings returns 'true' and '7' once another process wrote them.
        if isinstance(default, bool):
            return bool(self._file.value(name, default, type=bool))
        if name == "history_days":
            return self._number(name, -1, MOST_DAYS)
        if name == "spool_gigabytes":
            return self._number(name, 0, MOST_GIGABYTES)
        if name == "spool_days":
            return self._number(name, 1, MOST_DAYS)
        if isinstance(default, int):
            return self._number(name, 1, 65535)
        if isinstance(default, bytes):
            kept = self._file.value(name, QByteArray(), type=QByteArray)
            return bytes(kept.data()) if isinstance(kept, QByteArray) else None
        text = str(self._file.value(name, "", type=str))
        if name in LONG_LISTS:
            lines = text[:LONGEST_LIST].split("\n")
            return tuple(line for line in lines if line)[: LONG_LISTS[name]]
        text = text[:LONGEST_VALUE]
        if isinstance(default, tuple):
            return tuple(line for line in text.split("\n") if line)[:HOSTS_KEPT]
        if name == "colour_scheme" and text not in SCHEMES:
            return None
        if name == "guests" and text not in GUESTS:
            return None
        return text

    def _number(self, name: str, least: int, most: int) -> int | None:
        # As text first: what is no number at all would come back as 0, which may be a choice.
        text = str(self._file.value(name, "", type=str)).strip()
        if not text.removeprefix("-").isdecimal() or len(text) > 9:
            return None
        return int(text) if least <= int(text) <= most else None


class SettingsKeeper(QObject):
    """The settings of this run: read once, told to whoever shows them, written when they change."""

    changed = Signal(object)
    """The new ``Settings``."""

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._settings = store.load()

    @property
    def settings(self) -> Settings:
        """Return what holds now."""
        return self._settings

    @Slot(object)
    def change(self, settings: Settings) -> None:
        """Let ``settings`` hold from now on, here and on the disk."""
        if settings != self._settings:
            self._settings = settings
            self._store.save(settings)
            self.changed.emit(settings)


def with_host(hosts: tuple[str, ...], host: str) -> tuple[str, ...]:
    """Return the history of hosts with ``host`` in front, each one once."""
    return (host, *(other for other in hosts if other != host))[:HOSTS_KEPT]


def account_name() -> str:
    """Return the account's full name, else its login name, else an empty text."""
    full = _windows_full_name() if os.name == "nt" else _unix_full_name()
    if full:
        return full
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def downloads_folder() -> str:
    """Return the account's Downloads folder, or its home where it has none."""
    locations = QStandardPaths.StandardLocation
    place = QStandardPaths.writableLocation(locations.DownloadLocation)
    return place or QStandardPaths.writableLocation(locations.HomeLocation)


def log_folder() -> str:
    """Return where a daily log is kept unless the person chooses another folder."""
    locations = QStandardPaths.StandardLocation
    place = QStandardPaths.writableLocation(locations.DocumentsLocation)
    return f"{place or QStandardPaths.writableLocation(locations.HomeLocation)}/Lanyard"


def _unix_full_name() -> str:
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
    except (ImportError, KeyError):
        return ""


def _windows_full_name() -> str:
    import ctypes

    libraries = getattr(ctypes, "windll", None)
    if libraries is None:
        return ""
    name_display = 3
    size = ctypes.c_ulong(256)
    room = ctypes.create_unicode_buffer(size.value)
    found = libraries.secur32.GetUserNameExW(name_display, room, ctypes.byref(size))
    return room.value.strip() if found else ""
