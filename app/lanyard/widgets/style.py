"""A thin proxy over Fusion that flattens five things: button, input, combo box, check, scroll bar.

Fusion fills no default button and shades what it draws; everything else of it is kept, and every
other platform style is left alone. Widgets talk to it through two dynamic properties: ``wrong``
(a field whose content was refused) and ``dense`` (a control inside a row, 28 instead of 32 high).
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLineEdit,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionFrame,
    QStyleOptionSlider,
    QWidget,
)

CONTROL_HEIGHT = 32
DENSE_HEIGHT = 28
RADIUS = 6.0
CHECK_SIZE = 16

_Role = QPalette.ColorRole
_State = QStyle.StateFlag
_Primitive = QStyle.PrimitiveElement
_METRICS = {
    QStyle.PixelMetric.PM_IndicatorWidth: CHECK_SIZE,
    QStyle.PixelMetric.PM_IndicatorHeight: CHECK_SIZE,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth: CHECK_SIZE,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight: CHECK_SIZE,
    QStyle.PixelMetric.PM_ScrollBarExtent: 12,
    QStyle.PixelMetric.PM_ButtonShiftHorizontal: 0,
    QStyle.PixelMetric.PM_ButtonShiftVertical: 0,
}


class FlatStyle(QProxyStyle):
    """Fusion without shading; see the module's text."""

    def __init__(self) -> None:
        super().__init__("fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        /,
        widget: QWidget | None = None,
    ) -> None:
        if element == _Primitive.PE_PanelButtonCommand:
            _draw_button(option, painter)
        elif element == _Primitive.PE_PanelButtonTool:
            _draw_tool_button(option, painter)
        elif element == _Primitive.PE_PanelLineEdit and isinstance(widget, QLineEdit):
            if isinstance(option, QStyleOptionFrame) and option.lineWidth > 0:
                _draw_input(option, painter, widget)
        elif element in (_Primitive.PE_IndicatorCheckBox, _Primitive.PE_IndicatorItemViewItemCheck):
            _draw_check_box(option, painter)
        elif element == _Primitive.PE_IndicatorRadioButton:
            _draw_radio_button(option, painter)
        elif element == _Primitive.PE_FrameFocusRect and isinstance(widget, QPushButton):
            return  # the border of a button shows its focus
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        /,
        widget: QWidget | None = None,
    ) -> None:
        if (
            element == QStyle.ControlElement.CE_PushButtonLabel
            and isinstance(option, QStyleOptionButton)
            and _is_default(option)
        ):
            copy = QStyleOptionButton(option)
            palette = QPalette(copy.palette)
            palette.setColor(_Role.ButtonText, palette.color(_Role.HighlightedText))
            copy.palette = palette
            heavy = QFont(painter.font())
            heavy.setWeight(QFont.Weight.DemiBold)
            painter.setFont(heavy)
            super().drawControl(element, copy, painter, widget)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        /,
        widget: QWidget | None = None,
    ) -> None:
        if control == QStyle.ComplexControl.CC_ComboBox:
            _draw_combo_box(option, painter, widget)
        elif control == QStyle.ComplexControl.CC_ScrollBar:
            thumb = self.subControlRect(
                control, option, QStyle.SubControl.SC_ScrollBarSlider, widget
            )
            _draw_scroll_bar(option, painter, widget, thumb)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        sub_control: QStyle.SubControl,
        /,
        widget: QWidget | None = None,
    ) -> QRect:
        if control == QStyle.ComplexControl.CC_ScrollBar:
            return _scroll_bar_part(option, sub_control)
        if control == QStyle.ComplexControl.CC_ComboBox:
            box = option.rect
            if sub_control == QStyle.SubControl.SC_ComboBoxArrow:
                return QStyle.visualRect(
                    option.direction, box, QRect(box.right() - 31, box.top(), 32, box.height())
                )
            if sub_control == QStyle.SubControl.SC_ComboBoxEditField:
                return QStyle.visualRect(option.direction, box, box.adjusted(9, 3, -32, -3))
        return super().subControlRect(control, option, sub_control, _known(widget))

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, /, widget: QWidget | None = None
    ) -> QRect:
        if element == QStyle.SubElement.SE_LineEditContents:
            framed = isinstance(option, QStyleOptionFrame) and option.lineWidth > 0
            return option.rect.adjusted(9, 2, -9, -2) if framed else option.rect
        return super().subElementRect(element, option, _known(widget))

    def sizeFromContents(
        self,
        contents: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        /,
        widget: QWidget | None = None,
    ) -> QSize:
        result = super().sizeFromContents(contents, option, size, _known(widget))
        kinds = QStyle.ContentsType
        if contents in (kinds.CT_LineEdit, kinds.CT_ComboBox, kinds.CT_PushButton):
            dense = widget is not None and bool(widget.property("dense"))
            height = DENSE_HEIGHT if dense else CONTROL_HEIGHT
            result.setHeight(max(height, size.height() + 6))
            if contents == kinds.CT_PushButton:
                # The label of a default button is heavier, so its place is measured generously.
                result.setWidth(max(52, size.width() + 30))
            elif contents == kinds.CT_ComboBox:
                result.setWidth(result.width() + 16)
        return result

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        /,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        own = _METRICS.get(metric)
        return own if own is not None else super().pixelMetric(metric, option, widget)


def _known(widget: QWidget | None) -> QWidget:
    # Qt takes no widget, too; the annotations of these three methods just do not say so.
    return cast("QWidget", widget)


def _is_default(option: QStyleOption) -> bool:
    return (
        isinstance(option, QStyleOptionButton)
        and bool(option.features & QStyleOptionButton.ButtonFeature.DefaultButton)
        and bool(option.state & _State.State_Enabled)
    )


def _draw_box(
    painter: QPainter, rect: QRect, fill: QColor, border: QColor, width: float, radius: float
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill)
    painter.setPen(QPen(border, width) if width > 0 else QPen(Qt.PenStyle.NoPen))
    inset = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def _draw_button(option: QStyleOption, painter: QPainter) -> None:
    palette, state = option.palette, option.state
    focused = bool(state & _State.State_HasFocus)
    pressed = bool(state & (_State.State_Sunken | _State.State_On))
    over = bool(state & _State.State_MouseOver) and bool(state & _State.State_Enabled)
    if isinstance(option, QStyleOptionButton) and (
        option.features & QStyleOptionButton.ButtonFeature.Flat
    ):
        fill = palette.color(_Role.Midlight if pressed else _Role.Mid)
        if not (pressed or over):
            fill = QColor(Qt.GlobalColor.transparent)
        border = palette.color(_Role.Accent) if focused else QColor(Qt.GlobalColor.transparent)
        _draw_box(painter, option.rect, fill, border, 2 if focused else 0, RADIUS)
        return
    if _is_default(option):
        fill = palette.color(_Role.Accent)
        fill = fill.darker(114) if pressed else fill.darker(106) if over else fill
        _draw_box(painter, option.rect, fill, fill, 0, RADIUS)
        if focused:
            # An accent border on an accent ground would not be seen: a gap of the ground, inside.
            gap = palette.color(_Role.HighlightedText)
            none = QColor(Qt.GlobalColor.transparent)
            _draw_box(painter, option.rect.adjusted(2, 2, -2, -2), none, gap, 1.5, RADIUS - 2)
        return
    fill = palette.color(_Role.Button)
    if pressed:
        fill = palette.color(_Role.Mid)
    elif over:
        fill = palette.color(_Role.AlternateBase)
    border = palette.color(_Role.Accent if focused else _Role.Midlight)
    if not state & _State.State_Enabled:
        border = palette.color(_Role.Mid)
    _draw_box(painter, option.rect, fill, border, 2 if focused else 1, RADIUS)


def _draw_tool_button(option: QStyleOption, painter: QPainter) -> None:
    palette, state = option.palette, option.state
    focused = bool(state & _State.State_HasFocus) and bool(state & _State.State_KeyboardFocusChange)
    fill = QColor(Qt.GlobalColor.transparent)
    if state & _State.State_On:
        fill = QColor(palette.color(_Role.Accent))
        fill.setAlphaF(0.15 if palette.color(_Role.Base).lightness() > 128 else 0.32)
    elif state & _State.State_Enabled and state & (_State.State_Sunken | _State.State_MouseOver):
        fill = palette.color(_Role.Mid)
    border = palette.color(_Role.Accent) if focused else QColor(Qt.GlobalColor.transparent)
    _draw_box(painter, option.rect, fill, border, 2 if focused else 0, RADIUS)


def _input_border(option: QStyleOption, widget: QObject | None) -> tuple[QColor, float]:
    if widget is not None and widget.property("wrong"):
        return option.palette.color(_Role.BrightText), 2
    if option.state & _State.State_HasFocus:
        return option.palette.color(_Role.Accent), 2
    enabled = option.state & _State.State_Enabled
    return option.palette.color(_Role.Dark if enabled else _Role.Midlight), 1


def _draw_input(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    border, width = _input_border(option, widget)
    if option.state & _State.State_ReadOnly:
        # To be read and copied, not typed into: it must not look as if it could be changed.
        border = border if width > 1 else option.palette.color(_Role.Mid)
        ground = option.palette.color(_Role.AlternateBase)
        _draw_box(painter, option.rect, ground, border, width, RADIUS)
        return
    _draw_box(painter, option.rect, option.palette.color(_Role.Base), border, width, RADIUS)


def _draw_combo_box(option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None) -> None:
    editable = isinstance(option, QStyleOptionComboBox) and option.editable
    border, width = _input_border(option, widget)
    fill = option.palette.color(_Role.Base if editable else _Role.Button)
    if not editable and width == 1:
        border = option.palette.color(_Role.Midlight)
    _draw_box(painter, option.rect, fill, border, width, RADIUS)
    middle = QPointF(option.rect.right() - 15, option.rect.center().y() + 0.5)
    if option.direction == Qt.LayoutDirection.RightToLeft:
        middle.setX(option.rect.left() + 15)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_line(option.palette.color(_Role.ButtonText)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    chevron = QPainterPath(middle + QPointF(-4, -2))
    chevron.lineTo(middle + QPointF(0, 2))
    chevron.lineTo(middle + QPointF(4, -2))
    painter.drawPath(chevron)
    painter.restore()


def _line(colour: QColor, width: float = 1.5) -> QPen:
    return QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def _draw_check_box(option: QStyleOption, painter: QPainter) -> None:
    palette, state = option.palette, option.state
    box = QRect(0, 0, CHECK_SIZE, CHECK_SIZE)
    box.moveCenter(option.rect.center())
    checked = bool(state & _State.State_On)
    partly = bool(state & _State.State_NoChange)
    focused = bool(state & _State.State_HasFocus)
    if checked or partly:
        fill = palette.color(_Role.Accent if state & _State.State_Enabled else _Role.Dark)
        _draw_box(painter, box, fill, fill, 1, 4)
    else:
        _draw_box(painter, box, palette.color(_Role.Base), palette.color(_Role.Dark), 1, 4)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_line(palette.color(_Role.HighlightedText), 1.75))
    corner = QPointF(box.topLeft())
    if checked:
        mark = QPainterPath(corner + QPointF(4, 8.4))
        mark.lineTo(corner + QPointF(6.8, 11.2))
        mark.lineTo(corner + QPointF(12, 5.4))
        painter.drawPath(mark)
    elif partly:
        painter.drawLine(corner + QPointF(4.5, 8), corner + QPointF(11.5, 8))
    if focused:
        painter.setPen(QPen(palette.color(_Role.Accent), 2))
        painter.drawRoundedRect(QRectF(box).adjusted(-2, -2, 2, 2), 6, 6)
    painter.restore()


def _draw_radio_button(option: QStyleOption, painter: QPainter) -> None:
    palette, state = option.palette, option.state
    box = QRectF(0, 0, CHECK_SIZE, CHECK_SIZE)
    box.moveCenter(QRectF(option.rect).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state & _State.State_On:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            palette.color(_Role.Accent if state & _State.State_Enabled else _Role.Dark)
        )
        painter.drawEllipse(box)
        painter.setBrush(palette.color(_Role.HighlightedText))
        painter.drawEllipse(box.adjusted(5, 5, -5, -5))
    else:
        painter.setPen(QPen(palette.color(_Role.Dark), 1))
        painter.setBrush(palette.color(_Role.Base))
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    if state & _State.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(palette.color(_Role.Accent), 2))
        painter.drawEllipse(box.adjusted(-2, -2, 2, 2))
    painter.restore()


def _scroll_bar_part(option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect:
    """Lay out a scroll bar without arrow buttons."""
    groove = QRect(option.rect)
    parts = QStyle.SubControl
    if part == parts.SC_ScrollBarGroove or not isinstance(option, QStyleOptionSlider):
        return groove
    upright = option.orientation == Qt.Orientation.Vertical
    length = groove.height() if upright else groove.width()
    span = option.maximum - option.minimum
    thumb = length
    if span > 0:
        thumb = min(length, max(32, length * option.pageStep // max(1, span + option.pageStep)))
    at = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - thumb, option.upsideDown
    )

    def stretch(start: int, size: int) -> QRect:
        if upright:
            return QRect(groove.left(), groove.top() + start, groove.width(), size)
        return QRect(groove.left() + start, groove.top(), size, groove.height())

    if part == parts.SC_ScrollBarSlider:
        return stretch(at, thumb)
    if part == parts.SC_ScrollBarSubPage:
        return stretch(0, at)
    if part == parts.SC_ScrollBarAddPage:
        return stretch(at + thumb, length - at - thumb)
    return QRect()


def _draw_scroll_bar(
    option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None, thumb: QRect
) -> None:
    palette = option.palette
    painter.fillRect(option.rect, _ground_of(widget, palette))
    if not isinstance(option, QStyleOptionSlider) or option.maximum <= option.minimum:
        return
    colour = QColor(palette.color(_Role.Midlight))
    if option.state & (_State.State_MouseOver | _State.State_Sunken):
        colour = palette.color(_Role.Dark)
    across = 4 if option.orientation == Qt.Orientation.Vertical else 0
    body = thumb.adjusted(across, 4 - across, -2 if across else 0, 0 if across else -2)
    _draw_box(painter, body, colour, colour, 0, 3)


def _ground_of(widget: QWidget | None, palette: QPalette) -> QColor:
    # A scroll bar paints every pixel of itself, so it must know what lies beside it.
    above = widget.parentWidget() if widget is not None else None
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    if above is None:
        return palette.color(_Role.Window)
    viewport = above.viewport()
    return viewport.palette().color(viewport.backgroundRole())
