"""How a row of the side bar looks: a head, a room, a person, a room near. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from lanyard.models.places import LineKind, Place, PlaceKind, PlacesModel
from lanyard.plain_text import shown
from lanyard.widgets import avatars, icons, theme

ROW_HEIGHT = 48
NEAR_HEIGHT = 40
HEAD_HEIGHT = 30
FIRST_HEAD_HEIGHT = 34
INSET = 8
TEXT_LEFT = 58
RIGHT = 18
PILL = 18

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PlaceDelegate(QStyledItemDelegate):
    """Paints the rows; ``narrow`` leaves the avatars and the unread counts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.narrow = False

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        place = _place(index)
        if place.kind == PlaceKind.HEAD:
            height = FIRST_HEAD_HEIGHT if index.row() == 0 else HEAD_HEIGHT
            return QSize(40, 12 if self.narrow else theme.scaled(height))
        near = place.kind in (PlaceKind.NEAR, PlaceKind.NOBODY_NEAR)
        return QSize(40, theme.scaled(NEAR_HEIGHT if near else ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        place = _place(index)
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if place.kind == PlaceKind.HEAD:
            self._paint_head(painter, rect, place, index.row() == 0)
        else:
            _paint_ground(painter, option)
            self._paint_avatar(painter, rect, place)
            if self.narrow:
                _paint_pill(painter, rect.right() - 4, rect.top() + 10, place.unread)
            elif place.kind in (PlaceKind.NEAR, PlaceKind.NOBODY_NEAR):
                _paint_near(painter, option, place)
            else:
                _paint_lines(painter, option, place)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, place: Place, first: bool) -> None:
        if self.narrow:
            return
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colours().text2)
        words = QRect(rect.left() + 16, rect.top(), rect.width() - 32, rect.height())
        words.translate(0, 2 if first else 1)
        painter.drawText(words, _LEFT, shown(place.title))

    def _paint_avatar(self, painter: QPainter, rect: QRect, place: Place) -> None:
        near = place.kind in (PlaceKind.NEAR, PlaceKind.NOBODY_NEAR)
        side = 28 if near and not self.narrow else 32
        left = (rect.width() - side) / 2 if self.narrow else 16 + (32 - side) / 2
        spot = QRectF(rect.left() + left, rect.center().y() - side / 2 + 0.5, side, side)
        if place.kind == PlaceKind.NOBODY_NEAR:
            inner = QRectF(0, 0, 16, 16)
            inner.moveCenter(spot.center())
            icons.draw(painter, inner, "refresh", theme.colours().text2)
        elif place.kind == PlaceKind.DIRECT:
            avatars.paint_avatar(painter, spot, place.to, place.title)
        else:
            avatars.paint_avatar(painter, spot, place.room, place.title, "room")


def _place(index: QModelIndex | QPersistentModelIndex) -> Place:
    place = index.data(PlacesModel.PLACE)
    return place if isinstance(place, Place) else Place(PlaceKind.HEAD, "")


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    own = theme.colours()
    box = QRectF(option.rect).adjusted(INSET, 1, -INSET, -1)
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.selected if selected else own.hover)
        painter.drawRoundedRect(box, 8, 8)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(own.accent, 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)


def _paint_lines(painter: QPainter, option: QStyleOptionViewItem, place: Place) -> None:
    own = theme.colours()
    rect = option.rect
    left, right = rect.left() + TEXT_LEFT, rect.right() - RIGHT
    half = rect.height() // 2
    upper = QRect(left, rect.top() + 4, right - left, half - 3)
    lower = QRect(left, rect.top() + half + 1, right - left, half - 5)
    upper_end = right
    if place.moment:
        small = theme.font(11, tabular=True)
        width = QFontMetrics(small).horizontalAdvance(place.moment)
        painter.setFont(small)
        painter.setPen(own.text2)
        painter.drawText(QRect(right - width, upper.top(), width + 1, upper.height()), _RIGHT,
                         place.moment)  # fmt: skip
        upper_end = right - width - 8
    hosting = place.own and place.here
    upper.setRight(upper_end - (22 if hosting else 0))
    ink = option.palette.color(QPalette.ColorRole.Text)
    muted = not place.here and place.kind == PlaceKind.ROOM
    end = _draw_elided(
        painter, upper, shown(place.title), theme.font(13, 600), own.text2 if muted else ink
    )
    if hosting:
        sign = QRectF(end + 6, upper.center().y() - 7, 16, 16)
        icons.draw(painter, sign, "host", own.verified_text)
    lower.setRight(_paint_pill(painter, right, lower.center().y(), place.unread))
    line = shown(place.line)
    small = theme.font(12)
    if place.line_kind == LineKind.DRAFT:
        word = QCoreApplication.translate("PlaceDelegate", "Draft:")
        lower.setLeft(_draw_elided(painter, lower, word, small, own.danger_text) + 5)
    trouble = place.line_kind == LineKind.TROUBLE
    _draw_elided(painter, lower, line, small, own.danger_text if trouble else own.text2)


def _paint_near(painter: QPainter, option: QStyleOptionViewItem, place: Place) -> None:
    own = theme.colours()
    rect = option.rect
    left, right = rect.left() + TEXT_LEFT - 2, rect.right() - RIGHT
    line = QRect(left, rect.top(), right - left, rect.height())
    if place.kind == PlaceKind.NOBODY_NEAR:
        _draw_elided(painter, line, shown(place.title), theme.font(13), own.text2)
        return
    word = QCoreApplication.translate("PlaceDelegate", "Join")
    heavy = theme.font(12, 600)
    width = QFontMetrics(heavy).horizontalAdvance(word)
    painter.setFont(heavy)
    painter.setPen(own.link)
    painter.drawText(QRect(right - width, rect.top(), width + 1, rect.height()), _RIGHT, word)
    line.setRight(right - width - 8 - (22 if place.locked else 0))
    ink = option.palette.color(QPalette.ColorRole.Text)
    end = _draw_elided(painter, line, shown(place.title), theme.font(13), ink)
    if place.locked:
        icons.draw(painter, QRectF(end + 6, line.center().y() - 7, 15, 15), "lock", own.text2)


def _draw_elided(painter: QPainter, rect: QRect, text: str, type_: QFont, ink: QColor) -> int:
    """Draw one line and return where it ends."""
    metrics = QFontMetrics(type_)
    words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
    painter.setFont(type_)
    painter.setPen(ink)
    # Every script on one baseline: a fallback font makes its line taller and would sit lower.
    base = rect.center().y() + 1 + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(rect.left(), round(base)), words)
    return rect.left() + metrics.horizontalAdvance(words)


def _paint_pill(painter: QPainter, right: int, middle: int, unread: int) -> int:
    """Paint the unread count ending at ``right``; return where the space before it ends."""
    if not unread:
        return right
    words = str(unread) if unread < 1000 else "999+"
    type_ = theme.font(11, 600)
    width = max(PILL, QFontMetrics(type_).horizontalAdvance(words) + 11)
    box = QRectF(right - width + 1, middle - PILL / 2, width, PILL)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colours().accent)
    painter.drawRoundedRect(box, PILL / 2, PILL / 2)
    painter.setFont(type_)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
    return right - width - 6
