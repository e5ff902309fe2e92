"""Every transfer of every room as one list, and the offers that wait for an answer of mine.

An offer to me is no row until it is accepted: it stands above the list as a card. Rows keep
their place while they run; the latest is on top. Progress is shown at most four times a second,
however often it is told, and ten thousand rows cost no more than ten. Main thread only.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import islice
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from lanyard.events import (
    EntriesArrived,
    Entry,
    Failure,
    HistoryRead,
    Joined,
    Kind,
    ManifestRead,
    Offer,
    OfferedFile,
    PostQueued,
    RoomOpened,
    RoomsRemembered,
    TransferChanged,
    TransferState,
)
from lanyard.models.room_transfers import ENDED
from lanyard.models.transfer_words import TransferLook, transfer_look

ROWS_KEPT = 10_000
"""Ended rows above this go, the oldest first."""
DROPPED_AT_ONCE = 200
"""So many surplus rows go together: one by one each of them would move all the others."""
OFFERS_KEPT = 10_000
MANIFESTS_KEPT = 20
"""Long lists of files that were read; each may hold a hundred thousand names."""
TOLD_MILLISECONDS = 250
"""Progress is shown that often."""
ROWS_TOLD_APART = 50
"""More changed rows than this are told to the view as one range."""
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
    """All of them, or the first ones, or one when the entry has not been seen."""
    count: int
    """How many files there are."""
    size: int
    folder: str = ""
    """The name of the one folder that is offered."""
    failure: Failure | None = None
    """Why the rest of the files cannot be told."""

    @property
    def complete(self) -> bool:
        """Whether every file is told."""
        return len(self.files) >= self.count


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
        # The newest row is the last here and the first on the screen: a new one moves none.
        self._rows: list[TransferChanged] = []
        self._at: dict[str, int] = {}
        self._counts: Counter[TransferState] = Counter()
        self._looks: dict[str, TransferLook] = {}
        self._dirty: set[str] = set()
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TOLD_MILLISECONDS)
        self._telling.timeout.connect(self.tell_progress)
        self._offers: dict[str, TransferChanged] = {}
        self._entries: dict[str, Entry] = {}
        self._manifests: dict[str, ManifestRead] = {}
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
            case ManifestRead():
                self._take_manifest(event)
            case Joined() | RoomOpened():
                self._name_room(event.room, event.name)
            case RoomsRemembered():
                for room in event.rooms:
                    self._name_room(room.room, room.name)

    def waiting_offers(self, most: int = OFFERS_KEPT) -> tuple[WaitingOffer, ...]:
        """Return the offers that wait for my answer, the oldest first, up to ``most`` of them."""
        return tuple(self._waiting(offer) for offer in islice(self._offers.values(), most))

    @property
    def waiting(self) -> int:
        """How many offers wait for my answer."""
        return len(self._offers)

    def count(self, *states: TransferState) -> int:
        """Return how many rows are in one of these states."""
        return sum(self._counts[state] for state in states)

    def transfer(self, row: int) -> TransferChanged | None:
        """Return the transfer of a row."""
        if 0 <= row < len(self._rows):
            return self._rows[len(self._rows) - 1 - row]
        return None

    def row_of(self, transfer_id: str) -> int:
        """Return the row of a transfer, -1 when there is none."""
        at = self._at.get(transfer_id)
        return -1 if at is None else len(self._rows) - 1 - at

    def clear_ended(self) -> None:
        """Forget every row that will not change any more; files on the disk stay."""
        self.beginResetModel()
        self._rows = [row for row in self._rows if row.state not in ENDED]
        self._looks.clear()
        self._renumber()
        self.endResetModel()
        self.counted.emit()

    def forget(self, transfer_id: str) -> None:
        """Forget one ended row."""
        at = self._at.get(transfer_id, -1)
        if at >= 0 and self._rows[at].state in ENDED:
            self._remove(at, at)
            self.counted.emit()

    @Slot()
    def tell_progress(self) -> None:
        """Let the views show how far everything is."""
        self._telling.stop()
        rows = sorted(row for row in map(self.row_of, self._dirty) if row >= 0)
        self._dirty.clear()
        if len(rows) > ROWS_TOLD_APART:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))
            return
        for row in rows:
            self.dataChanged.emit(self.index(row), self.index(row))

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
            self._manifests.pop(transfer.offer, None)
            self.offers_changed.emit()
        at = self._at.get(transfer.id)
        if at is None:
            self._add(transfer)
        elif self._rows[at] != transfer:
            self._change(at, transfer)

    def _add(self, transfer: TransferChanged) -> None:
        self._looks.pop(transfer.id, None)
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._at[transfer.id] = len(self._rows)
        self._rows.append(transfer)
        self._counts[transfer.state] += 1
        self.endInsertRows()
        if len(self._rows) >= ROWS_KEPT + DROPPED_AT_ONCE:
            self._drop_surplus()
        self.counted.emit()

    def _change(self, at: int, transfer: TransferChanged) -> None:
        before = self._rows[at].state
        self._rows[at] = transfer
        self._looks.pop(transfer.id, None)
        self._dirty.add(transfer.id)
        if before is transfer.state:
            # Only how far it is: that can wait for the others.
            if not self._telling.isActive():
                self._telling.start()
            return
        self._counts[before] -= 1
        self._counts[transfer.state] += 1
        self.tell_progress()
        self.counted.emit()

    def _drop_surplus(self) -> None:
        surplus = len(self._rows) - ROWS_KEPT
        first: int | None = None
        at = 0
        # Runs of ended rows from the oldest on, each as one removal.
        while at < len(self._rows) and surplus > 0:
            if self._rows[at].state in ENDED:
                first = at if first is None else first
                surplus -= 1
                at += 1
                continue
            if first is not None:
                self._remove(first, at - 1)
                at, first = first, None
            at += 1
        if first is not None:
            self._remove(first, at - 1)

    def _remove(self, first: int, last: int) -> None:
        """Let go of the rows that are kept from ``first`` to ``last``."""
        end = len(self._rows) - 1
        self.beginRemoveRows(QModelIndex(), end - last, end - first)
        for row in self._rows[first : last + 1]:
            self._looks.pop(row.id, None)
        del self._rows[first : last + 1]
        self._renumber()
        self.endRemoveRows()

    def _renumber(self) -> None:
        self._at = {row.id: at for at, row in enumerate(self._rows)}
        self._counts = Counter(row.state for row in self._rows)

    # --- offers ---------------------------------------------------------------------------------

    def _remember(self, entry: Entry) -> None:
        if entry.kind is not Kind.OFFER or entry.offer is None or entry.id in self._entries:
            return
        self._entries[entry.id] = entry
        while len(self._entries) > OFFERS_KEPT:
            del self._entries[next(iter(self._entries))]
        if self._is_waiting(entry.id):
            self.offers_changed.emit()
        row = self.row_of(entry.id)
        if row >= 0 and entry.offer.folder:
            self._looks.pop(entry.id, None)
            self.dataChanged.emit(self.index(row), self.index(row))

    def _take_manifest(self, manifest: ManifestRead) -> None:
        if not self._is_waiting(manifest.offer):
            return
        self._manifests[manifest.offer] = manifest
        while len(self._manifests) > MANIFESTS_KEPT:
            del self._manifests[next(iter(self._manifests))]
        self.offers_changed.emit()

    def _is_waiting(self, offer: str) -> bool:
        # The id of what I receive is the offer's.
        return offer in self._offers

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
        offer = entry.offer if entry is not None else None
        manifest = self._manifests.get(transfer.offer)
        if offer is None:
            size = transfer.size if transfer.files == 1 else 0
            offer = Offer((OfferedFile(transfer.name, size),), all_files=max(1, transfer.files),
                          all_bytes=transfer.size)  # fmt: skip
        if manifest is not None and manifest.failure is None:
            offer = replace(offer, files=manifest.files, all_files=0, all_bytes=0)
        return WaitingOffer(
            transfer,
            self._room_names.get(transfer.room, ""),
            entry.at if entry is not None else 0,
            offer.files,
            offer.count,
            offer.size,
            offer.shown_folder,
            manifest.failure if manifest is not None else None,
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
            entry = self._entries.get(transfer.offer)
            offer = entry.offer if entry is not None else None
            folder = offer.shown_folder if offer is not None else ""
            look = self._looks[transfer.id] = transfer_look(transfer, room_name, folder)
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
