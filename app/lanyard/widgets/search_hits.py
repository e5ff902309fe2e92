"""The hits of a search as a list: who, where, when, and the words around with the hit marked.

Main thread only.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lanyard.models.excerpt import Excerpt
from lanyard.models.search import Hit, SearchModel
from lanyard.widgets import avatars, theme
from lanyard.widgets.text_block import runs_from_right

ROW_HEIGHT = 78
PITCH = 20
LINES = 2
LEFT = 20
AVATAR = 32
TEXT_LEFT = LEFT + AVATAR + 12
RIGHT = 20
AHEAD_ROWS = 12
"""The next page is read when this few rows are left below the view."""


class SearchHits(QListView):
    """The list; Enter and a double click choose a hit, Up on the first row goes back up."""

    hit_chosen = Signal(object)
    """The ``Entry`` to go to."""

    up_wanted = Signal()
    """Up was pressed on the first row."""

    typed = Signal(str)
    """The person types on: that belongs into the field."""

    def __init__(self, model: SearchModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(HitDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("Messages found"))
        self.doubleClicked.connect(self.choose)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @Slot(QModelIndex)
    def choose(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Choose the hit of a row."""
        hit = index.data(SearchModel.HIT)
        if isinstance(hit, Hit):
            self.hit_chosen.emit(hit.entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.currentIndex())
        elif key == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.up_wanted.emit()
        elif text.isprintable() and text.strip() and not _is_command(event):
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _scrolled(self) -> None:
        bar, model = self.verticalScrollBar(), self.model()
        near_end = bar.value() > bar.maximum() - AHEAD_ROWS * theme.scaled(ROW_HEIGHT)
        if near_end and bar.maximum() > 0 and isinstance(model, SearchModel):
            model.read_on()


def _is_command(event: QKeyEvent) -> bool:
    keys = Qt.KeyboardModifier
    return bool(event.modifiers() & (keys.ControlModifier | keys.AltModifier | keys.MetaModifier))


class HitDelegate(QStyledItemDelegate):
    """Paints one hit: a head line, and up to two lines of what was said."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, theme.scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit = index.data(SearchModel.HIT)
        if not isinstance(hit, Hit):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        _paint_ground(painter, option, rect, selected)
        face = QRectF(rect.left() + LEFT, rect.top() + 10, AVATAR, AVATAR)
        avatars.paint_avatar(painter, face, hit.entry.author, hit.entry.name)
        _paint_head(painter, rect, hit)
        width = int(rect.width()) - TEXT_LEFT - RIGHT
        if width > 40:
            own = theme.colours()
            base = option.palette.color(QPalette.ColorRole.Base)
            layout = laid_out(
                hit.excerpt, width, own.link.rgba(), (base if selected else own.selected).rgba()
            )
            painter.setPen(option.palette.color(QPalette.ColorRole.Text))
            top = rect.top() + 8 + theme.scaled(PITCH)
            layout.draw(painter, QPointF(rect.left() + TEXT_LEFT, top))
        painter.restore()


def _paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, rect: QRectF, selected: bool
) -> None:
    own = theme.colours()
    row = rect.adjusted(8, 1, -8, -1)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.selected if selected else own.hover)
        painter.drawRoundedRect(row, 8, 8)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(own.accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 7, 7)


def _paint_head(painter: QPainter, rect: QRectF, hit: Hit) -> None:
    """Paint author, conversation and moment on one baseline; the author gives way last."""
    own = theme.colours()
    small = theme.font(11, tabular=True)
    moment_wide = QFontMetrics(small).horizontalAdvance(hit.moment)
    heavy, light = theme.font(13, 600), theme.font(12)
    metrics = QFontMetrics(heavy)
    pitch = theme.scaled(PITCH)
    base = round(rect.top() + 8 + (pitch + metrics.ascent() - metrics.descent()) / 2)
    right = int(rect.right()) - RIGHT
    painter.setFont(small)
    painter.setPen(own.text2)
    painter.drawText(QPoint(right - moment_wide, base), hit.moment)
    left = int(rect.left()) + TEXT_LEFT
    room = right - moment_wide - 12 - left
    author = metrics.elidedText(hit.author, Qt.TextElideMode.ElideRight, max(0, room * 2 // 3))
    painter.setFont(heavy)
    painter.setPen(avatars.hue_colours(hit.entry.author).name)
    painter.drawText(QPoint(left, base), author)
    left += metrics.horizontalAdvance(author) + 8
    room = right - moment_wide - 12 - left
    if room > 24:
        place = QFontMetrics(light).elidedText(hit.place, Qt.TextElideMode.ElideRight, room)
        painter.setFont(light)
        painter.setPen(own.text2)
        painter.drawText(QPoint(left, base), place)


@lru_cache(maxsize=256)
def laid_out(excerpt: Excerpt, width: int, ink: int, ground: int) -> QTextLayout:
    """Return an excerpt in two lines of one pitch, every script on one baseline."""
    text = excerpt.text
    first = _lines(_layout(text, (), ink, ground), width)
    if first.lineCount() == LINES:
        line = first.lineAt(LINES - 1)
        begin = line.textStart()
        if begin + line.textLength() < _units(text):
            head = text.encode("utf-16-le", "surrogatepass")[: 2 * begin]
            start = head.decode("utf-16-le", "surrogatepass")
            metrics = QFontMetrics(theme.font(13))
            rest = metrics.elidedText(text[len(start) :], Qt.TextElideMode.ElideRight, width)
            text = start + rest
    whole = len(text) - 1 if text != excerpt.text else len(text)
    marks = tuple((a, min(b, whole)) for a, b in excerpt.spans if a < whole)
    return _lines(_layout(text, marks, ink, ground), width)


def _layout(text: str, marks: tuple[tuple[int, int], ...], ink: int, ground: int) -> QTextLayout:
    layout = QTextLayout(text, theme.font(13))
    option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if runs_from_right(text):
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    layout.setTextOption(option)
    look = QTextCharFormat()
    look.setForeground(QColor.fromRgba(ink))
    look.setBackground(QColor.fromRgba(ground))
    look.setFontUnderline(True)
    pieces = []
    for begin, end in marks:
        piece = QTextLayout.FormatRange()
        piece.start = _units(text[:begin])
        piece.length = _units(text[begin:end])
        piece.format = look
        pieces.append(piece)
    layout.setFormats(pieces)
    return layout


def _lines(layout: QTextLayout, width: int) -> QTextLayout:
    metrics = QFontMetricsF(theme.font(13))
    pitch = theme.scaled(PITCH)
    base = round((pitch + metrics.ascent() - metrics.descent()) / 2)
    layout.beginLayout()
    for number in range(LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, number * pitch + base - line.ascent()))
    layout.endLayout()
    return layout


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
