"""Known people who are away, as a list: avatar, name, when they were seen last.

What is written to them waits on the host. Main thread only.
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
)

from lanyard.events import KnownMember
from lanyard.models.away import AwayModel
from lanyard.models.figures import moment_text, seen_text
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import avatars, theme
from lanyard.widgets.people_list import AVATAR, WIDTH
from lanyard.widgets.text import button_text
from lanyard.widgets.tips import ExplainingDelegate

ROW_HEIGHT = 44
ROWS_SHOWN = 1
"""As many rows stay in sight, however little room there is."""


class AwayList(QListView):
    """A double click, Enter and the context menu write to somebody."""

    write_wanted = Signal(str)
    """Device id."""

    def __init__(self, away: AwayModel) -> None:
        super().__init__()
        self._chosen = ""
        self.setModel(away)
        self.setItemDelegate(AwayDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setMouseTracking(True)
        self.setAccessibleName(translate("PeoplePanel", "People who are away"))
        self.doubleClicked.connect(self._write)
        away.counted.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        rows = self.model().rowCount() if self.model() is not None else 0
        return QSize(WIDTH, rows * theme.scaled(ROW_HEIGHT) + 8)

    def minimumSizeHint(self) -> QSize:
        least = ROWS_SHOWN * theme.scaled(ROW_HEIGHT) + 8
        return QSize(120, min(self.sizeHint().height(), least))

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
        """Return the menu of a member."""
        member = index.data(AwayModel.MEMBER)
        if not isinstance(member, KnownMember):
            return None
        self._chosen = member.device_id
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = fill(translate("PeoplePanel", "Write to {name}"), name=shown(str(index.data())))
        menu.addAction(button_text(words))
        menu.triggered.connect(self._act)
        return menu

    def tip_at(self, point: QPoint) -> str:
        """Return what the tool tip says at a point of the viewport."""
        index = self.indexAt(point)
        member = index.data(AwayModel.MEMBER)
        if not isinstance(member, KnownMember):
            return ""
        words = translate(
            "PeoplePanel", "{name}\nLast seen {moment}\nWhat you write waits on the host."
        )
        name = shown(str(index.data()))
        return fill(words, name=name, moment=moment_text(member.seen_at))

    @Slot(QModelIndex)
    def _write(self, index: QModelIndex) -> None:
        member = index.data(AwayModel.MEMBER)
        if isinstance(member, KnownMember):
            self.write_wanted.emit(member.device_id)

    @Slot(QAction)
    def _act(self, _action: QAction) -> None:
        self.write_wanted.emit(self._chosen)


class AwayDelegate(ExplainingDelegate):
    """One member who is away: paler than those who are here."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(WIDTH, theme.scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        member = index.data(AwayModel.MEMBER)
        if not isinstance(member, KnownMember):
            return
        own = theme.colours()
        place = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = place.adjusted(8, 1, -8, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.selected if selected else own.hover)
            painter.drawRoundedRect(row, 8, 8)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(own.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 7, 7)
        face = QRectF(16, place.top() + (place.height() - AVATAR) / 2, AVATAR, AVATAR)
        painter.setOpacity(0.6)
        avatars.paint_avatar(painter, face, member.device_id, member.name)
        painter.setOpacity(1.0)
        ink = option.palette.color(QPalette.ColorRole.Text) if selected else own.text2
        room = int(place.width() - 54 - 16)
        lines = (
            (13, shown(str(index.data())), ink, -9),
            (12, seen_text(member.seen_at), own.text2, 9),
        )
        for size, words, colour, down in lines:
            painter.setFont(theme.font(size))
            painter.setPen(colour)
            metrics = painter.fontMetrics()
            middle = place.center().y() + theme.scaled(down)
            base = round(middle + (metrics.ascent() - metrics.descent()) / 2)
            line = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPoint(54, base), line)
        painter.restore()
