"""The foldable panel beside a conversation: who is here, what the line is, what is under way.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from lanyard.events import Member
from lanyard.models.figures import percent_text
from lanyard.models.joined_room import RoomModel
from lanyard.models.people import PeopleModel
from lanyard.models.phrases import fill
from lanyard.plain_text import shown
from lanyard.widgets import avatars, theme
from lanyard.widgets.page_header import HEIGHT as HEADER_HEIGHT
from lanyard.widgets.parts import Pictogram, ground
from lanyard.widgets.text import elided_label, hairline, plain_label, plain_tip, section_head
from lanyard.widgets.tips import ExplainingDelegate

WIDTH = 248
ROW_HEIGHT = 40
AVATAR = 28
TRANSFERS_SHOWN = 4

translate = QCoreApplication.translate


def fingerprint_groups(device_id: str, digits: int = 16) -> str:
    """Return the beginning of a device id in groups of four, to be read out and compared."""
    return " ".join(device_id[i : i + 4] for i in range(0, min(digits, len(device_id)), 4))


class PeoplePanel(QWidget):
    """People, connection and transfers of one room."""

    write_wanted = Signal(str)
    """Device id of a member to write to directly."""

    file_wanted = Signal(str)
    """Device id of a member to send a file to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room: RoomModel | None = None
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
        column.addWidget(hairline())
        self._connection = ConnectionFacts()
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
        room.changed.connect(self.refresh)
        room.transfer_changed.connect(self.refresh_transfers)
        room.people.people_changed.connect(self.refresh)
        room.destroyed.connect(self._room_gone)
        self.refresh()
        self.refresh_transfers()

    def leave_room(self) -> None:
        """Let go of the room that is shown."""
        if self._room is not None:
            self._room.changed.disconnect(self.refresh)
            self._room.transfer_changed.disconnect(self.refresh_transfers)
            self._room.people.people_changed.disconnect(self.refresh)
            self._room.destroyed.disconnect(self._room_gone)
            self._room = None
            self.list.setModel(None)

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


class PeopleList(QListView):
    """The members; a double click, Enter and the context menu act on one."""

    write_wanted = Signal(str)
    file_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(PeopleDelegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setMouseTracking(True)
        self.setAccessibleName(translate("PeoplePanel", "People"))
        self.setViewportMargins(0, 8, 0, 8)
        self._chosen = ""
        self.doubleClicked.connect(self._write)

    def sizeHint(self) -> QSize:
        rows = self.model().rowCount() if self.model() is not None else 0
        return QSize(WIDTH, rows * theme.scaled(ROW_HEIGHT) + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(self.sizeHint().height(), 3 * theme.scaled(ROW_HEIGHT) + 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._write(self.currentIndex())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        menu = self.menu_for(self.indexAt(place))
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(place))

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """Return the menu of a member; nobody writes to himself."""
        member = self._other(index)
        if member is None:
            return None
        self._chosen = member.device_id
        name = shown(str(index.data()))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = (
            ("write", translate("PeoplePanel", "Write to {name}")),
            ("file", translate("PeoplePanel", "Send a file to {name}")),
        )
        for key, word in words:
            menu.addAction(fill(word, name=name).replace("&", "&&")).setData(key)
        menu.triggered.connect(self._act)
        return menu

    @Slot(QModelIndex)
    def _write(self, index: QModelIndex) -> None:
        member = self._other(index)
        if member is not None:
            self.write_wanted.emit(member.device_id)

    @Slot(QAction)
    def _act(self, action: QAction) -> None:
        if action.data() == "write":
            self.write_wanted.emit(self._chosen)
        else:
            self.file_wanted.emit(self._chosen)

    def _other(self, index: QModelIndex) -> Member | None:
        people = self.model()
        if not isinstance(people, PeopleModel) or not index.isValid():
            return None
        member = people.row_at(index.row())
        return None if member.device_id == people.my_device_id else member

    def tip_at(self, point: QPoint) -> str:
        """Return what the tool tip says at a point of the viewport."""
        people = self.model()
        index = self.indexAt(point)
        if not isinstance(people, PeopleModel) or not index.isValid():
            return ""
        member = people.row_at(index.row())
        return fill(
            translate("PeoplePanel", "{name}\nDevice {device}"),
            name=shown(str(index.data())),
            device=fingerprint_groups(member.device_id, 64),
        )


class PeopleDelegate(ExplainingDelegate):
    """One member: avatar, name, and whether that is the host or me."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(WIDTH, theme.scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        member = index.data(PeopleModel.MEMBER)
        people = index.model()
        if not isinstance(member, Member) or not isinstance(people, PeopleModel):
            return
        own = theme.colours()
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = place.adjusted(8, 1, -8, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(own.selected)
            painter.drawRoundedRect(row, 8, 8)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(own.hover)
            painter.drawRoundedRect(row, 8, 8)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(own.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 7, 7)
        face = QRectF(16, place.top() + (place.height() - AVATAR) / 2, AVATAR, AVATAR)
        avatars.paint_avatar(painter, face, member.device_id, member.name)
        signs = []
        if member.host:
            signs.append(translate("PeoplePanel", "host"))
        if member.device_id == people.my_device_id:
            signs.append(translate("PeoplePanel", "you"))
        sign = ", ".join(signs)
        painter.setFont(theme.font(12))
        sign_wide = painter.fontMetrics().horizontalAdvance(sign) + 7 if sign else 0
        painter.setFont(theme.font(13))
        metrics = painter.fontMetrics()
        room = int(place.width() - 54 - 16 - sign_wide)
        name = metrics.elidedText(shown(str(index.data())), Qt.TextElideMode.ElideRight, room)
        base = round(place.center().y() + (metrics.ascent() - metrics.descent()) / 2)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        painter.drawText(QPoint(54, base), name)
        if sign:
            left = 54 + metrics.horizontalAdvance(name) + 7
            painter.setFont(theme.font(12))
            painter.setPen(own.text2)
            painter.drawText(QPoint(left, base), sign)
        painter.restore()


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
            words = translate("PeoplePanel", "Nothing goes out or comes in now")
            self._line.say("warning", "danger", translate("PeoplePanel", "Not connected"), words)
        else:
            self._line.say("cable", "text2", translate("PeoplePanel", "Not joined"), "")
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
        self._rows: list[tuple[str, str, float]] = []
        self._up = True
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 0)
        column.addWidget(section_head(translate("PeoplePanel", "Transfers")))
        column.addStretch()
        self.hide()

    def show_room(self, room: RoomModel) -> None:
        """Show what is under way in a room; nothing at all when nothing is."""
        running = room.transfers_under_way()[:TRANSFERS_SHOWN]
        self._up = room.link_up
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
