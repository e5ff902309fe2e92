"""The rooms near me on the start page: who hosts them, how many are there, and a way in.

Everything a row shows comes from strangers' beacons and is a hint only. Main thread only.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QLocale, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lanyard.events import LookedAround, NearRoom, RoomsNear
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.parts import Avatar, Card, Pictogram
from lanyard.widgets.text import elided_label, hairline, plain_label

ROW_HEIGHT = 56


class NearList(QWidget):
    """A card with one row a room, and a line below that says what is being tried."""

    join_wanted = Signal(object)
    """The ``NearRoom`` whose button was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, _NearRow] = {}
        self._looked: LookedAround | None = None
        self._padding = 24
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._card = Card()
        self._card.setAccessibleName(self.tr("Rooms near you"))
        self._inside = QVBoxLayout(self._card)
        self._inside.setContentsMargins(0, 4, 0, 4)
        self._inside.setSpacing(0)
        self._nobody = plain_label(self.tr("None seen yet"), 13, 400, "text2")
        self._nobody.setContentsMargins(24, 0, 24, 0)
        self._nobody.setMinimumHeight(theme.scaled(ROW_HEIGHT))
        self._inside.addWidget(self._nobody)
        column.addWidget(self._card)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(6)
        foot.addWidget(Pictogram("refresh", 16), 0, Qt.AlignmentFlag.AlignTop)
        self._status = plain_label("", 12, 400, "text2")
        self._status.setWordWrap(True)
        foot.addWidget(self._status, 1)
        column.addLayout(foot)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tell_status)
        self._tell_status()

    def take(self, event: object) -> None:
        """Take one event of the engine."""
        if isinstance(event, RoomsNear):
            self._show_rooms(tuple(room for room in event.rooms if not room.mine))
        elif isinstance(event, LookedAround):
            self._looked = event
            self._tell_status()

    def set_padding(self, padding: int) -> None:
        """Set the space left and right of the rows, 16 to 24."""
        self._padding = padding
        self._nobody.setContentsMargins(padding, 0, padding, 0)
        for row in self._rows.values():
            row.set_padding(padding)

    def status(self) -> str:
        """Return the line that says what is being tried."""
        return self._status.text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_status()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _show_rooms(self, rooms: tuple[NearRoom, ...]) -> None:
        wanted = {room.room for room in rooms}
        for gone in [key for key in self._rows if key not in wanted]:
            row = self._rows.pop(gone)
            self._inside.removeWidget(row)
            row.deleteLater()
        for place, room in enumerate(rooms):
            row_there = self._rows.get(room.room)
            if row_there is None:
                row_there = self._rows[room.room] = _NearRow()
                row_there.set_padding(self._padding)
                row_there.join_wanted.connect(self.join_wanted)
            # The label for nobody stands first.
            self._inside.insertWidget(place + 1, row_there)
            row_there.show_room(room, first=place == 0)
            row_there.show()
        self._nobody.setVisible(not rooms)

    @Slot()
    def _tell_status(self) -> None:
        self._status.setText(looking_words(self._looked))


class _NearRow(QWidget):
    """One room."""

    join_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._room: NearRoom | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._line_above = QWidget()
        self._above = QHBoxLayout(self._line_above)
        self._above.addWidget(hairline())
        outer.addWidget(self._line_above)
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._avatar = Avatar(36, "room")
        self._row.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(6)
        self._name = elided_label("", 13, 600)
        self._lock = Pictogram("lock", 16)
        first.addWidget(self._name)
        first.addWidget(self._lock)
        first.addStretch(1)
        self._people = elided_label("", 12, 400, "text2")
        words.addStretch()
        words.addLayout(first)
        words.addWidget(self._people)
        words.addStretch()
        self._row.addLayout(words, 1)
        self._address = plain_label("", 13, 400, "text2")
        self._row.addWidget(self._address)
        self._row.addSpacing(8)
        self._join = push_button(self.tr("Join"), dense=True)
        self._join.clicked.connect(self._ask)
        self._row.addWidget(self._join)
        outer.addLayout(self._row)
        self.setMinimumHeight(theme.scaled(ROW_HEIGHT))

    def set_padding(self, padding: int) -> None:
        """Set the space left and right."""
        self._row.setContentsMargins(padding, 3, padding, 3)
        self._above.setContentsMargins(padding + 48, 0, padding, 0)

    def show_room(self, room: NearRoom, first: bool) -> None:
        """Show what a room's beacon says."""
        self._line_above.setVisible(not first)
        if room == self._room:
            return
        self._room = room
        self._avatar.show_somebody(room.room, room.name)
        self._name.setText(room.name)
        self._lock.setVisible(room.locked)
        if room.locked:
            words = self.tr("%n people, hosted by {host}, asks for a passcode", "", room.members)
        else:
            words = self.tr("%n people, hosted by {host}", "", room.members)
        self._people.setText(fill(words, host=shown(room.host_name)))
        self._address.setText(room.addresses[0] if room.addresses else "")
        name = fill(self.tr("Join {room}"), room=shown(room.name))
        self._join.setAccessibleName(name)

    @Slot()
    def _ask(self) -> None:
        if self._room is not None:
            self.join_wanted.emit(self._room)


def looking_words(looked: LookedAround | None) -> str:
    """Return what is being tried to find rooms, as one line."""
    if looked is None:
        return translate("NearList", "Starting to ask on this network.")
    if not looked.interfaces:
        return translate(
            "NearList", "This computer is not on a network. Rooms appear here when it is."
        )
    names = [shown(interface.name) for interface in looked.interfaces if not interface.error]
    if not names:
        return translate(
            "NearList", "Asking failed on every network. “Why don’t I see anybody?” says more."
        )
    where = QLocale().createSeparatedList(list(dict.fromkeys(names)))
    asked = max(interface.asked_at for interface in looked.interfaces)
    if not asked:
        return fill(translate("NearList", "Asking on {interfaces}."), interfaces=where)
    ago = max(0, round(time.time() - asked / 1000))
    words = translate("NearList", "Asking on {interfaces}. Last asked %n s ago.", "", NUMBER, ago)
    return fill(words, interfaces=where)
