"""My room as its host sees it: where others can come to, who is connected, and an end to it.

Main thread only.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lanyard.commands import CloseRoom, Host, Kick, SetGuests
from lanyard.events import (
    Connection,
    ConnectionsChanged,
    Joined,
    RoomClosed,
    RoomOpened,
    SpoolChanged,
    guest_address,
)
from lanyard.models.connections import ConnectionsModel
from lanyard.models.figures import clock_text
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.settings import GUESTS
from lanyard.widgets import theme
from lanyard.widgets.address_list import AddressList
from lanyard.widgets.buttons import push_button
from lanyard.widgets.connections_table import ConnectionsTable
from lanyard.widgets.flow import FlowLayout
from lanyard.widgets.form import PasscodeEdit
from lanyard.widgets.history_choice import history_words
from lanyard.widgets.page_header import PageHeader
from lanyard.widgets.parts import Card, Pictogram, ground
from lanyard.widgets.question import Question
from lanyard.widgets.segments import Segments
from lanyard.widgets.spool_choice import SpoolChoice
from lanyard.widgets.spool_list import SpoolList
from lanyard.widgets.text import plain_label, plain_tip

CODE_WIDTH = 680
"""Below this there is no room for the QR code beside the addresses."""


class ServerPanel(QWidget):
    """The page; ``command_wanted`` carries CloseRoom, Kick, SetGuests, SetSpool and ClearSpool."""

    command_wanted = Signal(object)

    conversation_wanted = Signal()
    """The other view of the same room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Window)
        self._room: RoomOpened | None = None
        self._leaving: Connection | None = None
        self.connections = ConnectionsModel(self)
        self.header = PageHeader()
        self.view = Segments(
            (self.tr("Conversation"), self.tr("Server")), self.tr("What of the room to show")
        )
        self.view.set_current(1)
        self.view.chosen.connect(self._view_chosen)
        self.header.add(self.view)
        self._close = push_button(self.tr("Close the room"))
        self._close.clicked.connect(self._ask_close)
        self.header.add(self._close)
        body = QWidget()
        body.setBackgroundRole(QPalette.ColorRole.Window)
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        self.addresses = AddressList()
        column.addWidget(self.addresses)
        column.addWidget(self._build_facts())
        column.addLayout(self._build_title())
        column.addWidget(self._build_table())
        self.spooled = SpoolList()
        self.spooled.command_wanted.connect(self.command_wanted)
        column.addWidget(self.spooled)
        # With a factor: cards hold tables and stretches and would grow, too.
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(scroll, 1)

    def _build_facts(self) -> Card:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 11, 16, 11)
        column.setSpacing(8)
        row = FlowLayout(across=20)
        self._port = QLineEdit()
        self._port.setReadOnly(True)
        self._port.setFixedWidth(theme.scaled(72))
        self._passcode = PasscodeEdit()
        self._passcode.setReadOnly(True)
        self._passcode.setFixedWidth(theme.scaled(180))
        self._open_to_all = plain_label(self.tr("none, everybody may come in"), 13)
        self.guests = self._build_guests()
        self._guests_locked = plain_label(self.tr("nothing: the passcode asks for the program"), 13)
        self._guests_locked.setToolTip(
            plain_tip(
                self.tr(
                    "On a plain line everybody could read the passcode. So nobody comes in without "
                    "the program while the room has one."
                )
            )
        )
        self._guests_locked.hide()
        row.addWidget(_named(self.tr("Port"), self._port))
        row.addWidget(_named(self.tr("Passcode"), self._passcode, self._open_to_all))
        row.addWidget(_named(self.tr("Plain text gets"), self.guests, self._guests_locked))
        self.history = plain_label("", 13)
        self.history.setToolTip(
            plain_tip(self.tr("It is chosen where a room is opened, and holds until it is closed."))
        )
        row.addWidget(_named(self.tr("Newcomers read"), self.history))
        self.spool = SpoolChoice()
        self.spool.chosen.connect(self.command_wanted)
        row.addWidget(_named(self.tr("Keeps for people who are away"), self.spool))
        column.addLayout(row)
        self._moved = QWidget()
        line = QHBoxLayout(self._moved)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(Pictogram("info", 16), 0, Qt.AlignmentFlag.AlignTop)
        self._moved_words = plain_label("", 12, 400, "text2")
        self._moved_words.setWordWrap(True)
        line.addWidget(self._moved_words, 1)
        column.addWidget(self._moved)
        return card

    def _build_guests(self) -> QComboBox:
        choice = QComboBox()
        words = {
            "yes": self.tr("room: guests take part"),
            "read": self.tr("room: guests may read along"),
            "no": self.tr("nothing: guests are turned away"),
        }
        for guests in GUESTS:
            choice.addItem(words[guests], guests)
        choice.setToolTip(
            plain_tip(
                self.tr(
                    "Guests are people without the program: netcat, scripts, devices. Their lines "
                    "are not encrypted."
                )
            )
        )
        choice.activated.connect(self._guests_chosen)
        return choice

    def _build_title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(plain_label(self.tr("Connected"), 15, 600))
        self._count = plain_label("", 15, 400, "text2", tabular=True)
        row.addWidget(self._count)
        row.addStretch()
        self._plain = plain_label("", 12, 400, "plain")
        row.addWidget(self._plain)
        return row

    def _build_table(self) -> Card:
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(10, 7, 10, 1)
        self.table = ConnectionsTable(self.connections)
        self.table.part_wanted.connect(self._part)
        grid.addWidget(self.table)
        return card

    # --- what the engine says -------------------------------------------------------------------

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        if isinstance(event, RoomOpened):
            self._opened(event)
        elif isinstance(event, ConnectionsChanged):
            if self._room is not None and event.room == self._room.room:
                self._show_connections(event.connections)
        elif isinstance(event, Joined):
            if event.own:
                self.connections.set_me(event.me)
        elif isinstance(event, SpoolChanged):
            self.spool.show_spool(event.quota, event.days)
            self.spooled.show_spool(event)
        elif isinstance(event, RoomClosed):
            self._room = None
            self.connections.show(())
            self._count_again()

    @Slot(object)
    def note_command(self, command: object) -> None:
        """Remember passcode and guests of the room the person opens: nobody tells them again."""
        if isinstance(command, Host):
            self._passcode.setText(command.passcode)
            self._show_guests(command.guests)
            self.history.setText(history_words(command.history_days))
        elif isinstance(command, SetGuests):
            self._show_guests(command.guests)

    def room(self) -> str:
        """Return the id of my open room, or an empty text."""
        return self._room.room if self._room is not None else ""

    def _opened(self, event: RoomOpened) -> None:
        self._room = event
        words = fill(
            self.tr("Open since {time}, port {port}"),
            time=clock_text(event.opened_at),
            port=str(event.port),
        )
        self.header.say(event.name, words, "host", "verified")
        self.addresses.show_addresses(event.addresses, event.port)
        kept = [self.spool.gigabytes, self.spool.days]
        stops = [self._port, self._passcode, self.guests, *kept, self.table, self.spooled.clear]
        order = [self._close, *self.addresses.order(), *stops]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        self._port.setText(str(event.port))
        self._passcode.setVisible(event.locked and bool(self._passcode.text()))
        self._open_to_all.setVisible(not event.locked)
        self.guests.setVisible(not event.locked)
        self._guests_locked.setVisible(event.locked)
        self._moved.setVisible(event.port != event.wanted_port)
        if event.holder:
            words = self.tr("Port {wanted} is taken by {holder}, so the room is on {port}.")
        else:
            words = self.tr("Port {wanted} is taken by another program, so the room is on {port}.")
        self._moved_words.setText(
            fill(
                words,
                wanted=str(event.wanted_port),
                holder=shown(event.holder),
                port=str(event.port),
            )
        )
        self._count_again()

    def _show_connections(self, connections: tuple[Connection, ...]) -> None:
        self.connections.show(connections)
        self._count_again()

    def _count_again(self) -> None:
        self._count.setText(str(self.connections.rowCount()))
        plain = self.connections.plain_count()
        self._plain.setText(self.tr("%n of them not encrypted", "", plain) if plain else "")
        self.table.updateGeometry()
        self.table.setFixedHeight(self.table.sizeHint().height())

    # --- what the person does -------------------------------------------------------------------

    @Slot(int)
    def _view_chosen(self, index: int) -> None:
        self.view.set_current(1)
        if index == 0:
            self.conversation_wanted.emit()

    @Slot()
    def _ask_close(self) -> None:
        others = self.connections.people_count() - 1
        if others <= 0 or self._room is None:
            self._close_now()
            return
        question = fill(self.tr("Close {room}?"), room=self._room.name)
        more = self.tr(
            "%n people are in it. They are told, and can come back when it is open again.",
            "",
            others,
        )
        asking = Question(self, question, more, self.tr("Close the room"))
        asking.buttonClicked.connect(self._close_answered)
        asking.open()

    @Slot(QAbstractButton)
    def _close_answered(self, button: QAbstractButton) -> None:
        asking = self.sender()
        if isinstance(asking, Question) and button is asking.yes:
            self._close_now()

    def _close_now(self) -> None:
        self.command_wanted.emit(CloseRoom())

    def _show_guests(self, guests: str) -> None:
        self.guests.setCurrentIndex(max(0, self.guests.findData(guests)))

    @Slot(int)
    def _guests_chosen(self, index: int) -> None:
        self.command_wanted.emit(SetGuests(str(self.guests.itemData(index))))

    @Slot(object, bool)
    def _part(self, connection: Connection, ban: bool) -> None:
        if not ban:
            self.command_wanted.emit(Kick(connection.member))
            return
        self._leaving = connection
        question = fill(self.tr("Keep {name} out?"), name=shown(connection.name))
        more = self.tr("This device is not let into your room again, whatever name it uses.")
        if guest_address(connection.device_id):
            more = fill(
                self.tr("Nobody comes in from {address} without the program any more."),
                address=shown(connection.address),
            )
        asking = Question(self, question, more, self.tr("Keep out"))
        asking.buttonClicked.connect(self._ban_answered)
        asking.open()

    @Slot(QAbstractButton)
    def _ban_answered(self, button: QAbstractButton) -> None:
        asking = self.sender()
        if isinstance(asking, Question) and button is asking.yes and self._leaving is not None:
            self.command_wanted.emit(Kick(self._leaving.member, ban=True))
        self._leaving = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.addresses.set_code_visible(self.width() >= CODE_WIDTH)


def _named(name: str, field: QWidget, *instead: QWidget) -> QWidget:
    """Return a field behind its name; ``instead`` stands there while the field is hidden."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    label = plain_label(name, 13, 400, "text2")
    label.setBuddy(field)
    field.setAccessibleName(name)
    field.setFont(theme.font(13))
    row.addWidget(label)
    for widget in (field, *instead):
        row.addWidget(widget)
    return pair
