"""A small calendar: which day of a conversation to go to. Main thread only."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QDateTime, QPoint, Qt, QTime, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from lanyard.phrases import translate
from lanyard.widgets import theme
from lanyard.widgets.parts import ground


class DayChoice(QFrame):
    """A popup; ``chosen`` tells when the day begins, in milliseconds, as an int object."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        ground(self, QPalette.ColorRole.Base)
        self.setAccessibleName(translate("DayChoice", "Go to a date"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        self.calendar = QCalendarWidget()
        self.calendar.setFont(theme.font(13))
        self.calendar.setGridVisible(False)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        # Red means danger here, and a Saturday is none.
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, QTextCharFormat())
        self.calendar.setAccessibleName(translate("DayChoice", "Day"))
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        column.addWidget(self.calendar)
        self._done = False

    def popup(self, at: QPoint, day: date | None = None) -> None:
        """Open near a point of the screen, with a day to begin with (today without one)."""
        today = QDate.currentDate()
        self.calendar.setMaximumDate(today)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day) if day else today)
        self._done = False
        self.adjustSize()
        screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        left = min(max(at.x() - self.width() // 2, room.left()), room.right() - self.width())
        top = min(at.y() + 8, room.bottom() - self.height())
        self.move(left, top)
        self.show()
        self.calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    @Slot(QDate)
    def _choose(self, day: QDate) -> None:
        # A click may be an activation, too.
        if not self._done:
            self._done = True
            self.hide()
            self.chosen.emit(QDateTime(day, QTime(0, 0)).toMSecsSinceEpoch())
