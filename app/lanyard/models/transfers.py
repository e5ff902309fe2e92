"""Every transfer of every room as one list, and the offers that wait for an answer of mine.

An offer to me is no row until it is accepted: it stands above the list as a card. Rows keep
their place while they run; the latest is on top. Main thread only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from lanyard.events import (
    EntriesArrived,
    Entry,
    HistoryRead,
    Joined,
    Kind,
    OfferedFile,
    PostQueued,
    RoomOpened,
    RoomsRemembered,
    TransferChanged,
    TransferState,
)
from lanyard.models.transfer_words import TransferLook, transfer_look

ENDED = frozenset(
    {TransferState.DONE, TransferState.DECLINED, TransferState.CANCELLED, TransferState.FAILED}
)
ROWS_KEPT = 1_000
"""Ended rows above this go, the oldest first."""
OFFERS_KEPT = 1_000
_RUNNING, _ENDED = "running", "ended"


class View(IntEnum):
    """Which rows are shown."""

    ALL = 0
    RUNNING = 1
    DONE = 2


@dataclass(frozen=True, slots=True)
class WaitingOffer:
    """An offer that waits for my answer."""

    transfer: TransferChanged
    room_name: str
    at: int
    """When it was said, milliseconds since the epoch; 0 when nobody told."""
    files: tuple[OfferedFile, ...]
    """All of them, or the first one when the entry has not been seen."""


class TransfersModel(QAbstractListModel):
    """One row a transfer. Feed every event to ``take``; foreign ones are ignored."""

    TRANSFER = Qt.ItemDataRole.UserRole + 1
    """The ``TransferChanged`` of the row."""
    LOOK = Qt.ItemDataRole.UserRole + 2
    """Its words, a ``TransferLook``."""
    STAGE = Qt.ItemDataRole.UserRole + 3
    """What a view filters by: whether the transfer has ended."""

    counted = Signal()
    """How many are running, stopped or waiting is another."""

    offers_changed = Signal()
    """``waiting_offers`` is another."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TransferChanged] = []
        self._looks: dict[str, TransferLook] = {}
        self._offers: dict[str, TransferChanged] = {}
        self._entries: dict[str, Entry] = {}
        self._room_names: dict[str, str] = {}

    # --- what a page does -----------------------------------------------------------------------

    def take(self, event: object) -> None:
        """Take one event of the engine."""
        match event:
            case TransferChanged():
                self._take_transfer(event)
            case EntriesArrived() | HistoryRead():
                for entry in event.entries:
                    self._remember(entry)
            case PostQueued():
                self._remember(event.entry)
            case Joined() | RoomOpened():
                self._name_room(event.room, event.name)
            case RoomsRemembered():
                for room in event.rooms:
                    self._name_room(room.room, room.name)

    def waiting_offers(self) -> tuple[WaitingOffer, ...]:
        """Return the offers that wait for my answer, the oldest first."""
        return tuple(self._waiting(transfer) for transfer in self._offers.values())

    def count(self, *states: TransferState) -> int:
        """Return how many rows are in one of these states."""
        return sum(row.state in states for row in self._rows)

    def transfer(self, row: int) -> TransferChanged | None:
        """Return the transfer of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def clear_ended(self) -> None:
        """Forget every row that will not change any more; files on the disk stay."""
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].state in ENDED:
                self._remove(row)
        self.counted.emit()

    def forget(self, transfer_id: str) -> None:
        """Forget one ended row."""
        row = self._row_of(transfer_id)
        if row >= 0 and self._rows[row].state in ENDED:
            self._remove(row)
            self.counted.emit()

    # --- rows -----------------------------------------------------------------------------------

    def _take_transfer(self, transfer: TransferChanged) -> None:
        waits_for_me = transfer.incoming and transfer.state is TransferState.OFFERED
        was_waiting = self._offers.get(transfer.id)
        if waits_for_me:
            if was_waiting != transfer:
                self._offers[transfer.id] = transfer
                self.offers_changed.emit()
                self.counted.emit()
            return
        if was_waiting is not None:
            del self._offers[transfer.id]
            self.offers_changed.emit()
        row = self._row_of(transfer.id)
        if row < 0:
            self._looks.pop(transfer.id, None)
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._rows.insert(0, transfer)
            self.endInsertRows()
            self._drop_surplus()
        elif self._rows[row] != transfer:
            self._rows[row] = transfer
            self._looks.pop(transfer.id, None)
            place = self.index(row)
            self.dataChanged.emit(place, place)
        self.counted.emit()

    def _drop_surplus(self) -> None:
        for row in range(len(self._rows) - 1, -1, -1):
            if len(self._rows) <= ROWS_KEPT:
                return
            if self._rows[row].state in ENDED:
                self._remove(row)

    def _remove(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        self._looks.pop(self._rows[row].id, None)
        del self._rows[row]
        self.endRemoveRows()

    def _row_of(self, transfer_id: str) -> int:
        return next((at for at, row in enumerate(self._rows) if row.id == transfer_id), -1)

    def _remember(self, entry: Entry) -> None:
        if entry.kind is not Kind.OFFER or entry.offer is None:
            return
        self._entries[entry.id] = entry
        while len(self._entries) > OFFERS_KEPT:
            oldest = next(iter(self._entries))
            del self._entries[oldest]
        if entry.id in {transfer.offer for transfer in self._offers.values()}:
            self.offers_changed.emit()

    def _name_room(self, room: str, name: str) -> None:
        if self._room_names.get(room) != name:
            self._room_names[room] = name
            self._looks.clear()
            if self._rows:
                self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
            if self._offers:
                self.offers_changed.emit()

    def _waiting(self, transfer: TransferChanged) -> WaitingOffer:
        entry = self._entries.get(transfer.offer)
        files: tuple[OfferedFile, ...] = ()
        if entry is not None and entry.offer is not None:
            files = entry.offer.files
        if not files:
            size = transfer.size if transfer.files == 1 else 0
            files = (OfferedFile(transfer.name, size),)
        return WaitingOffer(
            transfer,
            self._room_names.get(transfer.room, ""),
            entry.at if entry is not None else 0,
            files,
        )

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        transfer = self.transfer(index.row()) if index.isValid() else None
        if transfer is None:
            return None
        if role == self.TRANSFER:
            return transfer
        if role == self.STAGE:
            return _ENDED if transfer.state in ENDED else _RUNNING
        if role == self.LOOK:
            return self._look(transfer)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._look(transfer).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._look(transfer).spoken
        return None

    def _look(self, transfer: TransferChanged) -> TransferLook:
        look = self._looks.get(transfer.id)
        if look is None:
            room_name = self._room_names.get(transfer.room, "")
            look = self._looks[transfer.id] = transfer_look(transfer, room_name)
        return look


class ShownTransfers(QSortFilterProxyModel):
    """The rows of one view."""

    def __init__(self, source: TransfersModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setFilterRole(TransfersModel.STAGE)
        self.setSourceModel(source)

    def show_view(self, view: View) -> None:
        """Show these rows."""
        self.setFilterFixedString({View.ALL: "", View.RUNNING: _RUNNING, View.DONE: _ENDED}[view])
