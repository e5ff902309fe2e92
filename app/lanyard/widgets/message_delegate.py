"""Paints the rows of the log: all of it, from the day chip to the ticks.

Text is drawn by layouts of plain text only, so nothing a stranger writes is ever interpreted.
Layouts are kept for the rows near the view and thrown away when row, width or scheme changes.
Main thread only.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import date

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from lanyard.models.message_rows import MessageRows
from lanyard.models.rows import Key, Row
from lanyard.widgets import icons, theme
from lanyard.widgets.avatars import hue_colours, paint_avatar
from lanyard.widgets.message_extras import paint_quote, paint_reaction
from lanyard.widgets.message_layout import NO_PICTURE, TILE, guess_height, lay_out
from lanyard.widgets.message_places import Look, MessageLayout, Typeface, Zone
from lanyard.widgets.offer_words import SIGNS, Act
from lanyard.widgets.parts import paint_chip
from lanyard.widgets.pictures import Pictures
from lanyard.widgets.tips import ExplainingDelegate

LAYOUTS_KEPT = 700
BUBBLE_RADIUS = 12.0
TAIL_RADIUS = 4.0

_Stamp = tuple[int, int, Look, tuple[str, QSize]]


Hot = tuple[Key, Act, str]
"""What lies under the mouse: the row, what it does, and with what (an emoji, an address)."""


class MessageDelegate(ExplainingDelegate):
    """Paints one row a call; the view asks it for heights and for what lies where."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = Look(True, date.today())  # noqa: DTZ011 - a person's own calendar
        self.hovered: Hot | None = None
        self.pressed: Hot | None = None
        self.marked: Key | None = None
        """A row that was jumped to."""
        self.pictures = Pictures(parent=self)
        self._type = Typeface()
        self._kept: OrderedDict[Key, tuple[_Stamp, MessageLayout]] = OrderedDict()

    def forget(self) -> None:
        """Throw every layout away: colours or fonts are others now."""
        self._kept.clear()
        self._type = Typeface()

    def new_turn(self) -> None:
        """Look at the calendar; the view calls this before it measures and paints."""
        today = date.today()  # noqa: DTZ011 - a person's own calendar
        if today != self.look.today:
            self.look = replace(self.look, today=today)

    def layout_of(self, row: Row, width: int) -> MessageLayout:
        """Return the layout of a row, from the ones kept if nothing changed."""
        path = self.pictures.path_of(row)
        size = self.pictures.size_of(path) if path else QSize()
        picture = NO_PICTURE if size.isEmpty() else (path, size)
        stamp = (row.version, width, self.look, picture)
        key = row.key
        found = self._kept.get(key)
        if found is not None and found[0] == stamp:
            return found[1]
        made = lay_out(row, width, self.look, self._type, picture)
        self._kept[key] = (stamp, made)
        self._kept.move_to_end(key)
        if len(self._kept) > LAYOUTS_KEPT:
            self._kept.popitem(last=False)
        return made

    def height_of(self, row: Row, width: int) -> int:
        """Return the exact height of a row."""
        return self.layout_of(row, width).height

    def guess_of(self, row: Row, width: int) -> int:
        """Return the height of a row: exact if it is known, else a guess that costs nothing."""
        found = self._kept.get(row.key)
        if found is not None and found[0][:2] == (row.version, width):
            return found[1].height
        return guess_height(row, width)

    def zone_at(self, row: Row, width: int, place: QPointF) -> Zone | None:
        """Return what acts at a point of a row."""
        for zone in self.layout_of(row, width).zones:
            if zone.rect.contains(place):
                return zone
        return None

    def link_at(self, row: Row, width: int, place: QPointF) -> str:
        """Return the address of the link at a point of a row, or nothing."""
        layout = self.layout_of(row, width)
        if layout.text is None or not layout.bubble.contains(place):
            return ""
        return layout.text.link_at(place.x() - layout.inner_x, place.y() - layout.text_y)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row = _row(index)
        return QSize(option.rect.width(), self.height_of(row, option.rect.width()) if row else 0)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = _row(index)
        if row is None:
            return
        place = option.rect
        layout = self.layout_of(row, place.width())
        seen = QRectF(painter.clipBoundingRect()).translated(-place.x(), -place.y())
        painter.save()
        painter.translate(place.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = option.palette.color(QPalette.ColorRole.Text)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_selected(painter, layout, place.width())
        self._paint_above(painter, layout)
        self._paint_bubble(painter, row, layout)
        if layout.head and layout.avatar is not None:
            self._paint_head(painter, row, layout)
        if layout.quote is not None:
            over = self.hovered == (row.key, Act.QUOTED, "")
            paint_quote(painter, layout.quote, self._type, text, over)
        if layout.offer is not None:
            self._paint_offer(painter, layout, text, option.palette)
        if layout.text is not None:
            ink = theme.colours().text2 if layout.quiet else text
            layout.text.draw(painter, layout.inner_x, layout.text_y, ink, seen)
        if layout.trouble is not None:
            danger = theme.colours().danger_text
            layout.trouble.draw(painter, layout.inner_x, layout.trouble_y, danger, seen)
        self._paint_zones(painter, row, layout, option.palette)
        self._paint_meta(painter, layout)
        if option.state & QStyle.StateFlag.State_HasFocus or self.marked == row.key:
            painter.setPen(QPen(theme.colours().accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = layout.bubble.adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, BUBBLE_RADIUS - 1, BUBBLE_RADIUS - 1)
        painter.restore()

    # --- parts ----------------------------------------------------------------------------------

    def _paint_selected(self, painter: QPainter, layout: MessageLayout, width: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours().selected)
        band = QRectF(8, layout.bubble.top() - 2, width - 16, layout.bubble.height() + 4)
        painter.drawRoundedRect(band, 8, 8)

    def _paint_above(self, painter: QPainter, layout: MessageLayout) -> None:
        own = theme.colours()
        if layout.day:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.tile)
            painter.drawRoundedRect(layout.day_rect, 11, 11)
            self._line(painter, layout.day_rect.adjusted(10, 0, 0, 0), layout.day, own.text2)
        if layout.unread:
            place = layout.unread_rect
            middle = round(place.center().y()) + 0.5
            words = QFontMetricsF(self._type.small_bold).horizontalAdvance(layout.unread)
            gap = words / 2 + 12
            painter.setPen(QPen(own.accent, 1))
            painter.drawLine(
                QPointF(place.left(), middle), QPointF(place.center().x() - gap, middle)
            )
            painter.drawLine(
                QPointF(place.center().x() + gap, middle), QPointF(place.right(), middle)
            )
            start = QRectF(place)
            start.setLeft(place.center().x() - words / 2)
            self._line(painter, start, layout.unread, own.link)

    def _line(self, painter: QPainter, place: QRectF, words: str, colour: QColor) -> None:
        """Draw 12/600 words at the left of a place, centred in its height."""
        font = self._type.small_bold
        painter.setFont(font)
        painter.setPen(colour)
        base = place.top() + self._type.base(font, place.height())
        painter.drawText(QPointF(place.left(), base), words)

    def _paint_bubble(self, painter: QPainter, row: Row, layout: MessageLayout) -> None:
        own = theme.colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.own_bubble if row.mine else own.other_bubble)
        bubble = layout.bubble
        painter.drawRoundedRect(bubble, BUBBLE_RADIUS, BUBBLE_RADIUS)
        tail = QRectF(0, 0, BUBBLE_RADIUS + 4, BUBBLE_RADIUS + 4)
        if row.mine:
            tail.moveBottomRight(bubble.bottomRight())
        else:
            tail.moveTopLeft(bubble.topLeft())
        painter.drawRoundedRect(tail, TAIL_RADIUS, TAIL_RADIUS)

    def _paint_head(self, painter: QPainter, row: Row, layout: MessageLayout) -> None:
        author = row.entry.author
        if layout.avatar is not None:
            paint_avatar(painter, layout.avatar, author, row.entry.name)
        font = self._type.name
        painter.setFont(font)
        painter.setPen(hue_colours(author).name)
        if layout.chip:
            self._paint_guest(painter, layout)
            return
        room = layout.inner_right - layout.inner_x
        words = _elided(font, layout.head, room)
        painter.drawText(QPointF(layout.inner_x, layout.head_y), words)

    def _paint_guest(self, painter: QPainter, layout: MessageLayout) -> None:
        """Paint name, chip and address; a guest has no device and so no colour of its own."""
        own = theme.colours()
        painter.setPen(own.plain_text)
        words = _elided(self._type.name, layout.head, layout.head_width)
        painter.drawText(QPointF(layout.inner_x, layout.head_y), words)
        paint_chip(painter, layout.chip_rect, layout.chip, "plain", "unlock")
        place = layout.address_rect
        painter.setFont(self._type.small)
        painter.setPen(own.text2)
        words = _elided(
            self._type.small, layout.address, place.width(), Qt.TextElideMode.ElideMiddle
        )
        painter.drawText(QPointF(place.left(), layout.head_y), words)

    def _paint_offer(
        self, painter: QPainter, layout: MessageLayout, text: QColor, palette: QPalette
    ) -> None:
        own = theme.colours()
        offer = layout.offer
        if offer is None or layout.facts is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.danger_soft if offer.trouble else palette.color(_Base))
        painter.drawRoundedRect(layout.tile, 8, 8)
        sign = QRectF(0, 0, 20, 20)
        sign.moveCenter(layout.tile.center())
        if offer.trouble:
            icons.draw(painter, sign, "warning", own.danger_text)
        else:
            icons.draw(painter, sign, offer.icon, own.link)
        left = layout.tile.right() + 12
        icon_zones = [zone.rect.left() for zone in layout.zones if zone.look == "icon"]
        right = min([*icon_zones, layout.inner_right]) - 4
        font = self._type.name
        painter.setFont(font)
        painter.setPen(text)
        pitch = self._type.small_pitch
        top = layout.tile.top() + (TILE - 2 * pitch) / 2
        words = _elided(font, offer.title, right - left, Qt.TextElideMode.ElideMiddle)
        painter.drawText(QPointF(left, top + self._type.base(font, pitch)), words)
        colour = own.danger_text if offer.trouble else own.text2
        everything = QRectF(0, 0, 1e6, 1e6)
        layout.facts.draw(painter, left, top + pitch, colour, everything)
        if layout.picture:
            self._paint_picture(painter, layout)
        if layout.bar is not None and offer.share is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            ground = QColor(own.text2)
            ground.setAlphaF(0.22)
            painter.setBrush(ground)
            painter.drawRoundedRect(layout.bar, 2, 2)
            done = QRectF(layout.bar)
            done.setWidth(max(4.0, layout.bar.width() * min(1.0, offer.share)))
            painter.setBrush(own.input_border if offer.waits else own.accent)
            painter.drawRoundedRect(done, 2, 2)

    def _paint_picture(self, painter: QPainter, layout: MessageLayout) -> None:
        place = layout.picture_rect
        image = self.pictures.image_of(layout.picture)
        shape = QPainterPath()
        shape.addRoundedRect(place, 8, 8)
        painter.save()
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        painter.fillRect(place, theme.colours().tile)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image)
        painter.restore()

    def _paint_zones(
        self, painter: QPainter, row: Row, layout: MessageLayout, palette: QPalette
    ) -> None:
        for zone in layout.zones:
            own = theme.colours()
            hot = (row.key, zone.act, zone.argument)
            over = self.hovered == hot
            down = self.pressed == hot
            if zone.look in ("day", "quote", "picture"):
                continue
            if zone.look == "reaction":
                paint_reaction(painter, zone, palette, self._type)
                continue
            if zone.look == "words":
                painter.setFont(self._type.small_bold)
                painter.setPen(own.link)
                base = zone.rect.top() + self._type.base(self._type.small_bold, zone.rect.height())
                painter.drawText(QPointF(zone.rect.left(), base), zone.word)
                continue
            if zone.look == "icon":
                if over:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(_veil(own.text2, 0.24 if down else 0.14))
                    painter.drawRoundedRect(zone.rect, 6, 6)
                sign = QRectF(0, 0, 20, 20)
                sign.moveCenter(zone.rect.center())
                icons.draw(painter, sign, SIGNS[zone.act], own.text2)
                continue
            accent = zone.look == "accent"
            ground = own.accent if accent else palette.color(QPalette.ColorRole.Button)
            if over:
                ground = ground.darker(118 if down else 108)
            painter.setBrush(ground)
            painter.setPen(Qt.PenStyle.NoPen if accent else QPen(own.button_border, 1))
            edge = 0.0 if accent else 0.5
            painter.drawRoundedRect(zone.rect.adjusted(edge, edge, -edge, -edge), 6, 6)
            role = QPalette.ColorRole.HighlightedText if accent else QPalette.ColorRole.ButtonText
            painter.setPen(palette.color(role))
            painter.setFont(self._type.button)
            base = zone.rect.top() + self._type.base(self._type.button, zone.rect.height())
            painter.drawText(QPointF(zone.rect.left() + 14, base), zone.word)

    def _paint_meta(self, painter: QPainter, layout: MessageLayout) -> None:
        own = theme.colours()
        right = layout.inner_right
        if layout.tick:
            sign = layout.tick_rect
            ink = {"warning": own.danger_text, "check-double": own.link}.get(layout.tick, own.text2)
            icons.draw(painter, sign, layout.tick, ink)
            right -= 22
        painter.setFont(self._type.time)
        painter.setPen(own.text2)
        wide = QFontMetricsF(self._type.time).horizontalAdvance(layout.meta)
        painter.drawText(QPointF(right - wide, layout.meta_y), layout.meta)
        if layout.mark is not None:
            icons.draw(painter, layout.mark, "unlock", own.plain_text)


_Base = QPalette.ColorRole.Base


def _row(index: QModelIndex | QPersistentModelIndex) -> Row | None:
    model = index.model()
    if isinstance(model, MessageRows) and index.isValid():
        return model.row_at(index.row())
    return None


def _elided(
    font: QFont, text: str, room: float, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight
) -> str:
    return QFontMetricsF(font).elidedText(text, mode, room)


def _veil(colour: QColor, alpha: float) -> QColor:
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made
