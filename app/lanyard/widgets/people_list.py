"""The people of a room as a list: avatar, name, who hosts and which one is me.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
)

from lanyard.events import Member
from lanyard.models.people import PeopleModel
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import avatars, theme
from lanyard.widgets.guest_words import guest_tip, no_direct_words
from lanyard.widgets.parts import paint_chip
from lanyard.widgets.text import plain_tip
from lanyard.widgets.tips import ExplainingDelegate

WIDTH = 248
ROW_HEIGHT = 40
AVATAR = 28


def fingerprint_groups(device_id: str, digits: int = 16) -> str:
    """Return the beginning of a device id in groups of four, to be read out and compared."""
    return " ".join(device_id[i : i + 4] for i in range(0, min(digits, len(device_id)), 4))


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
        """Return the menu of a member; nobody writes to himself, or to a guest alone."""
        member = self._other(index)
        if member is None:
            return None
        self._chosen = member.device_id
        name = shown(str(index.data()))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if member.guest:
            why = no_direct_words(member).replace("&", "&&")
            menu.addAction(why).setEnabled(False)
            return menu
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
        if member is not None and member.guest:
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            QToolTip.showText(place, plain_tip(no_direct_words(member)), self)
        elif member is not None:
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
        if member.guest:
            return guest_tip(member.name, member.address)
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
        if member.guest:
            _paint_guest(painter, place, option.palette, member)
            painter.restore()
            return
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


def _paint_guest(painter: QPainter, place: QRectF, palette: QPalette, member: Member) -> None:
    """Paint name and amber chip, and the address below: a long name never hides the chip."""
    chip_words = translate("PeoplePanel", "plain")
    painter.setFont(theme.font(12))
    small = painter.fontMetrics()
    chip_wide = small.horizontalAdvance(chip_words) + 35
    painter.setFont(theme.font(13))
    metrics = painter.fontMetrics()
    room = int(place.width() - 54 - 16 - chip_wide - 7)
    name = metrics.elidedText(shown(member.name), Qt.TextElideMode.ElideRight, room)
    middle = place.center().y() - theme.scaled(9)
    base = round(middle + (metrics.ascent() - metrics.descent()) / 2)
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    painter.drawText(QPoint(54, base), name)
    height = theme.scaled(18)
    left = 54 + metrics.horizontalAdvance(name) + 7
    paint_chip(painter, QRectF(left, middle - height / 2, chip_wide, height), chip_words, "plain",
               "unlock")  # fmt: skip
    painter.setFont(theme.font(12))
    middle = place.center().y() + theme.scaled(9)
    base = round(middle + (small.ascent() - small.descent()) / 2)
    address = small.elidedText(
        shown(member.address), Qt.TextElideMode.ElideMiddle, int(place.width() - 54 - 16)
    )
    painter.setPen(theme.colours().text2)
    painter.drawText(QPoint(54, base), address)
