"""Who is in a room, as a list model, and how two people of one name are told apart.

Names are chosen by strangers. Where two devices use what looks like one name, both get the
beginning of their device id behind it, in the people panel, in the log and wherever else a
person is named, so nobody can pass for somebody else. Guests have no device id: wherever one is
named, a mark that no name can bring says so, and their names leave everybody else's as they are.
Main thread only.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from lanyard.events import GUEST, Member
from lanyard.phrases import fill, translate

NAMES_KEPT = 10_000
"""A room in which more names than this were used is an attack; later ones are not compared."""

SUFFIX_DIGITS = 4
"""Digits of the device id behind a shared name; more where those digits are alike, too."""


def looks_like(name: str) -> str:
    """Return what a person sees of a name: names that look alike give the same text."""
    visible = (c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c)[0] != "C")
    return " ".join("".join(visible).casefold().split())


class NameBook:
    """Which devices used which name."""

    def __init__(self) -> None:
        self._devices: dict[str, list[str]] = {}

    def note(self, device_id: str, name: str) -> bool:
        """Remember that a device uses a name; return whether a name is shared only since now."""
        if device_id.startswith(GUEST):
            return False
        key = looks_like(name)
        devices = self._devices.get(key)
        if devices is None:
            if len(self._devices) < NAMES_KEPT:
                self._devices[key] = [device_id]
            return False
        if device_id in devices or len(devices) >= NAMES_KEPT:
            return False
        devices.append(device_id)
        return True

    def label(self, device_id: str, name: str) -> str:
        """Return ``name``, with the beginning of the device id where another device uses it."""
        if device_id.startswith(GUEST):
            return name
        devices = self._devices.get(looks_like(name), ())
        others = [other for other in devices if other != device_id]
        if not others or not device_id:
            return name
        digits = SUFFIX_DIGITS
        while digits < len(device_id) and any(
            other[:digits] == device_id[:digits] for other in others
        ):
            digits += SUFFIX_DIGITS
        return f"{name} · {device_id[:digits]}"


class PeopleModel(QAbstractListModel):
    """The members of one room: the host first, then by name, guests last.

    One row a device; guests have a row each, because several may come from one address.
    """

    MEMBER = Qt.ItemDataRole.UserRole + 1
    """The ``Member`` of the row."""

    names_changed = Signal()
    """A name is shared since now: what ``label`` returns may be different."""

    people_changed = Signal()
    """Somebody came or went."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._members: dict[int, Member] = {}
        self._rows: list[Member] = []
        self._book = NameBook()
        self.my_device_id = ""

    # --- what the room tells --------------------------------------------------------------------

    def replace(self, members: tuple[Member, ...], my_device_id: str) -> None:
        """Take the whole roster, as it is told on joining."""
        self.beginResetModel()
        self.my_device_id = my_device_id
        self._members = {member.number: member for member in members}
        unique: dict[tuple[str, int], Member] = {}
        for member in members:
            unique.setdefault(_identity(member), member)
        self._rows = sorted(unique.values(), key=_order)
        shared = [self._book.note(member.device_id, member.name) for member in members]
        self.endResetModel()
        self.people_changed.emit()
        if any(shared):
            self._tell_names()

    def add(self, member: Member) -> None:
        """Somebody came. A second link of a device that is here already adds no row."""
        self._members[member.number] = member
        row = self._row_like(member)
        if row >= 0 and _order(self._rows[row]) == _order(member):
            return
        if row >= 0:
            self._remove_row(row)
        place = next(
            (i for i, other in enumerate(self._rows) if _order(member) < _order(other)),
            len(self._rows),
        )
        self.beginInsertRows(QModelIndex(), place, place)
        self._rows.insert(place, member)
        self.endInsertRows()
        shared = self._book.note(member.device_id, member.name)
        self.people_changed.emit()
        if shared:
            self._tell_names()

    def remove(self, member: Member) -> None:
        """Somebody went; the row stays while the device has another link."""
        if self._members.pop(member.number, None) is None:
            return
        identity = _identity(member)
        if any(_identity(other) == identity for other in self._members.values()):
            return
        row = self._row_like(member)
        if row >= 0:
            self._remove_row(row)
            self.people_changed.emit()

    def note_author(self, device_id: str, name: str) -> None:
        """Remember the name of an author of the log, who need not be here any more."""
        if self._book.note(device_id, name):
            self._tell_names()

    # --- what widgets ask -----------------------------------------------------------------------

    def label(self, device_id: str, name: str) -> str:
        """Return how a person is named on the screen: told apart where names are shared."""
        return self._book.label(device_id, name)

    def member(self, device_id: str) -> Member | None:
        """Return the member with this device id, or None when it is not here."""
        row = self.row_of(device_id)
        return self._rows[row] if row >= 0 else None

    def host(self) -> Member | None:
        """Return the member whose computer hosts the room."""
        return next((member for member in self._rows if member.host), None)

    def guest_count(self) -> int:
        """Return how many of the people are guests, on lines that are not encrypted."""
        return sum(member.guest for member in self._rows)

    def row_of(self, device_id: str) -> int:
        """Return the row of a device, or -1."""
        return next((i for i, m in enumerate(self._rows) if m.device_id == device_id), -1)

    def row_at(self, row: int) -> Member:
        """Return the member of a row."""
        return self._rows[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        member = self._rows[index.row()]
        if role == self.MEMBER:
            return member
        if role == Qt.ItemDataRole.DisplayRole:
            return self.label(member.device_id, member.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(member)
        return None

    # --- inside ---------------------------------------------------------------------------------

    def _spoken(self, member: Member) -> str:
        name = self.label(member.device_id, member.name)
        if member.guest:
            words = translate("PeopleModel", "Guest {name} at {address}, not encrypted")
            return fill(words, name=name, address=member.address)
        mine = member.device_id == self.my_device_id
        if member.host and mine:
            return fill(translate("PeopleModel", "{name}, you, host"), name=name)
        if member.host:
            return fill(translate("PeopleModel", "{name}, host"), name=name)
        if mine:
            return fill(translate("PeopleModel", "{name}, you"), name=name)
        return name

    def _row_like(self, member: Member) -> int:
        """Return the row that stands for somebody, or -1."""
        identity = _identity(member)
        return next((i for i, m in enumerate(self._rows) if _identity(m) == identity), -1)

    def _remove_row(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._rows[row]
        self.endRemoveRows()

    def _tell_names(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self.names_changed.emit()


def _identity(member: Member) -> tuple[str, int]:
    """Return what makes two members one row: the device; of guests only the number tells."""
    return member.device_id, member.number if member.guest else 0


def _order(member: Member) -> tuple[bool, bool, str, str, int]:
    number = member.number if member.guest else 0
    return not member.host, member.guest, member.name.casefold(), member.device_id, number
