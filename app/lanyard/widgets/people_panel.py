"""The foldable panel beside a conversation: who is here, what the line is, what is under way.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lanyard.events import TransferChanged
from lanyard.models.away import AwayModel
from lanyard.models.conversation import TRANSFER_MILLISECONDS
from lanyard.models.figures import percent_text
from lanyard.models.joined_room import RoomModel
from lanyard.models.room_transfers import ENDED
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import theme
from lanyard.widgets.away_list import AwayList
from lanyard.widgets.page_header import HEIGHT as HEADER_HEIGHT
from lanyard.widgets.parts import Pictogram, ground
from lanyard.widgets.people_list import WIDTH, PeopleList, fingerprint_groups
from lanyard.widgets.text import elided_label, hairline, plain_label, plain_tip, section_head

TRANSFERS_SHOWN = 4


class PeoplePanel(QWidget):
    """People, connection and transfers of one room."""

    write_wanted = Signal(str)
    """Device id of a member to write to directly."""

    file_wanted = Signal(str)
    """Device id of a member to send a file to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room: RoomModel | None = None
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(TRANSFER_MILLISECONDS)
        self._pace.timeout.connect(self.refresh_transfers)
        ground(self, QPalette.ColorRole.Base)
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(7)
        self._title = plain_label(translate("PeoplePanel", "People"), 15, 600)
        self._count = plain_label("", 15, 400, "text2", tabular=True)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch()
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(theme.scaled(HEADER_HEIGHT) - 1)
        column.addWidget(top)
        column.addWidget(hairline())
        self.list = PeopleList()
        self.list.write_wanted.connect(self.write_wanted)
        self.list.file_wanted.connect(self.file_wanted)
        column.addWidget(self.list)
        self.away = AwayModel(self)
        self.away.counted.connect(self._count_away)
        self._away_head = section_head("")
        self._away_head.setContentsMargins(16, 4, 16, 2)
        column.addWidget(self._away_head)
        self.away_list = AwayList(self.away)
        self.away_list.write_wanted.connect(self.write_wanted)
        column.addWidget(self.away_list)
        self._count_away()
        column.addWidget(hairline())
        self._connection = ConnectionFacts()
        # The lists scroll when there is little room; these words would be cut off.
        fixed = QSizePolicy.Policy.Fixed
        self._connection.setSizePolicy(QSizePolicy.Policy.Preferred, fixed)
        column.addWidget(self._connection)
        self._transfers_line = hairline()
        column.addWidget(self._transfers_line)
        self._transfers = RunningTransfers()
        column.addWidget(self._transfers)
        column.addStretch(1)

    def show_room(self, room: RoomModel) -> None:
        """Show the people and the line of a room."""
        if room is self._room:
            return
        self.leave_room()
        self._room = room
        self.list.setModel(room.people)
        self.away.show_room(room)
        room.changed.connect(self.refresh)
        room.transfer_changed.connect(self._transfer_changed)
        room.people.people_changed.connect(self.refresh)
        room.destroyed.connect(self._room_gone)
        self.refresh()
        self.refresh_transfers()

    def leave_room(self) -> None:
        """Let go of the room that is shown."""
        if self._room is not None:
            self._room.changed.disconnect(self.refresh)
            self._room.transfer_changed.disconnect(self._transfer_changed)
            self._room.people.people_changed.disconnect(self.refresh)
            self._room.destroyed.disconnect(self._room_gone)
            self._room = None
            self.list.setModel(None)
            self.away.show_room(None)

    @Slot(object)
    def _transfer_changed(self, event: TransferChanged) -> None:
        is_shown = event.id in self._transfers.shown_ids
        if is_shown and event.state not in ENDED:
            if not self._pace.isActive():
                self._pace.start()
        elif is_shown or len(self._transfers.shown_ids) < TRANSFERS_SHOWN:
            self.refresh_transfers()

    @Slot()
    def _count_away(self) -> None:
        away = self.away.rowCount()
        self._away_head.setText(translate("PeoplePanel", "Away (%n)", "", NUMBER, away))
        self._away_head.setVisible(away > 0)
        self.away_list.setVisible(away > 0)

    @Slot()
    def _room_gone(self) -> None:
        self._room = None

    @Slot()
    def refresh(self) -> None:
        """Take what the room says now."""
        if self._room is not None:
            self._count.setText(str(self._room.people.rowCount()))
            self._connection.show_room(self._room)
            self.list.updateGeometry()
            self.list.viewport().update()

    @Slot()
    def refresh_transfers(self) -> None:
        """Take the room's transfers."""
        if self._room is not None:
            self._transfers.show_room(self._room)
            self._transfers_line.setVisible(self._transfers.isVisibleTo(self))


class ConnectionFacts(QWidget):
    """What the line really is, in two or three facts."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(8)
        self._column.addWidget(section_head(translate("PeoplePanel", "Your connection")))
        self._line = _Fact()
        self._host = _Fact()
        self._column.addWidget(self._line)
        self._column.addWidget(self._host)
        self._guests = _Fact()
        self._column.addWidget(self._guests)

    def show_room(self, room: RoomModel) -> None:
        """Say how the line to the room's host stands."""
        where = fill(
            translate("PeoplePanel", "TLS 1.3, {address}"),
            address=_with_port(room.host, room.port),
        )
        if room.own and room.link_up:
            self._line.say(
                "host", "verified", translate("PeoplePanel", "This computer hosts the room"), where
            )
        elif room.link_up:
            self._line.say("lock", "verified", translate("PeoplePanel", "Encrypted"), where)
        elif room.trying:
            words = translate("PeoplePanel", "Messages wait on this computer")
            self._line.say("warning", "danger", translate("PeoplePanel", "Not connected"), words)
        else:
            self._line.say("cable", "text2", translate("PeoplePanel", "Not joined"), "")
        self._say_guests(room)
        remembered = bool(room.host_device_id) and not room.own
        self._host.setVisible(remembered)
        if remembered:
            words = translate("PeoplePanel", "Identity remembered")
            self._host.say("person", "text2", words, fingerprint_groups(room.host_device_id))
            self._host.setToolTip(
                plain_tip(
                    translate(
                        "PeoplePanel",
                        "This is the beginning of the host's fingerprint. Compare it with what "
                        "the host's own window says; another one would be refused.",
                    )
                )
            )

    def _say_guests(self, room: RoomModel) -> None:
        """Say that what is told to everybody leaves the encryption where guests listen."""
        guests = room.people.guest_count() if room.link_up else 0
        self._guests.setVisible(guests > 0)
        if guests:
            self._guests.say(
                "unlock",
                "plain",
                translate("PeoplePanel", "%n guests, not encrypted", "", NUMBER, guests),
                translate("PeoplePanel", "Their lines are plain text"),
            )


class _Fact(QWidget):
    """An icon, a line, and a smaller line below."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._sign = Pictogram("lock", 16, "verified")
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = elided_label("", 13)
        self._line = elided_label("", 12, 400, "text2")
        words.addWidget(self._title)
        words.addWidget(self._line)
        row.addLayout(words, 1)

    def say(self, icon: str, role: str, title: str, line: str) -> None:
        """Show these words."""
        self._sign.set_icon(icon, role)
        self._title.setText(title)
        self._line.setText(line)
        self._line.setVisible(bool(line))


class RunningTransfers(QWidget):
    """The transfers of the room that are under way: name, share and bar, the first few."""

    def __init__(self) -> None:
        super().__init__()
        self.shown_ids: frozenset[str] = frozenset()
        self._rows: list[tuple[str, str, float]] = []
        self._up = True
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 0)
        column.addWidget(section_head(translate("PeoplePanel", "Transfers")))
        column.addStretch()
        self.hide()

    def show_room(self, room: RoomModel) -> None:
        """Show what is under way in a room; nothing at all when nothing is."""
        running = room.transfers_under_way(TRANSFERS_SHOWN)
        self._up = room.link_up
        self.shown_ids = frozenset(t.id for t in running)
        self._rows = [
            (shown(t.name), percent_text(t.moved, t.size), t.moved / t.size if t.size else 1.0)
            for t in running
        ]
        self.setFixedHeight(theme.scaled(38) + theme.scaled(34) * len(self._rows))
        self.setVisible(bool(self._rows))
        names = [f"{name}, {share}" for name, share, _ in self._rows]
        self.setAccessibleName(translate("PeoplePanel", "Transfers"))
        self.setAccessibleDescription("; ".join(names))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = theme.scaled(38)
        right = self.width() - 16
        for name, share, part in self._rows:
            painter.setFont(theme.font(12, 400, tabular=True))
            wide = painter.fontMetrics().horizontalAdvance(share)
            base = top + theme.scaled(14)
            painter.setPen(own.text2)
            painter.drawText(right - wide, base, share)
            painter.setFont(theme.font(13))
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            room = right - 16 - wide - 12
            middle = Qt.TextElideMode.ElideMiddle
            painter.drawText(16, base, painter.fontMetrics().elidedText(name, middle, room))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.hairline)
            bar = QRectF(16, base + 8, right - 16, 4)
            painter.drawRoundedRect(bar, 2, 2)
            painter.setBrush(own.accent if self._up else own.input_border)
            bar.setWidth(max(4.0, bar.width() * min(1.0, part)))
            painter.drawRoundedRect(bar, 2, 2)
            top += theme.scaled(34)


def _with_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
