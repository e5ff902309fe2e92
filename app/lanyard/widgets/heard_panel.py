"""What anybody broadcast to a port: a table that stays smooth, and what can be done with it.

Main thread only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lanyard import commands
from lanyard.events import Datagram, ListeningChanged
from lanyard.models.datagram_file import DatagramFile
from lanyard.models.datagrams import Column, DatagramsModel, Kept, line_of
from lanyard.phrases import fill
from lanyard.sentences import sentence
from lanyard.widgets import icons, theme
from lanyard.widgets.broadcast_card import PortEdit
from lanyard.widgets.buttons import IconButton, push_button
from lanyard.widgets.parts import EmptyState, Pictogram, ground
from lanyard.widgets.table import Table, TableDelegate
from lanyard.widgets.text import elided_label, plain_label

ROW_HEIGHT = 32
COLUMN_WIDTHS = {Column.TIME: 124, Column.FROM: 210}
SUMMARY_MILLISECONDS = 500
FILTER_MILLISECONDS = 150


class HeardPanel(QWidget):
    """The lower part of the broadcast page."""

    command_wanted = Signal(object)
    """Listen or StopListening."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self.model = DatagramsModel(self)
        self._port_open = 0
        self._path = ""
        self._saving: DatagramFile | None = None
        self._seconds: deque[int] = deque([0], maxlen=5)
        self._summary_timer = QTimer(self)
        self._summary_timer.setInterval(SUMMARY_MILLISECONDS)
        self._summary_timer.timeout.connect(self._count_on)
        self._filter_timer = QTimer(self)
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(FILTER_MILLISECONDS)
        self._filter_timer.timeout.connect(self._filter_now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head_left, self._head_right = QHBoxLayout(), QHBoxLayout()
        self._head = self._made_head()
        column.addLayout(self._head)
        column.addWidget(self._made_trouble())
        self._stack = QStackedWidget()
        self._empty = EmptyState("broadcast", "", "")
        self._table = self._made_table()
        # Where there is little room it scrolls, instead of holding the window open.
        around = QScrollArea()
        around.setWidget(self._empty)
        around.setWidgetResizable(True)
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self._stack.addWidget(around)
        self._stack.addWidget(self._table)
        body = QHBoxLayout()
        body.setContentsMargins(12, 0, 0, 0)
        body.addWidget(self._stack)
        column.addLayout(body, 1)
        self.model.counted.connect(self._tell_counts)
        self._tell_listening(None)
        self._tell_counts()

    def hasHeightForWidth(self) -> bool:
        # Its sentences wrap, but the table has room to give; asking for their height as well
        # would squeeze the card above.
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """Break the head into two lines where one would cut its words."""
        least = self._head_left.minimumSize().width() + self._head_right.minimumSize().width()
        fits = self.width() >= least + self._head.spacing() + 40
        way = QBoxLayout.Direction
        self._head.setDirection(way.LeftToRight if fits else way.TopToBottom)

    # --- building -------------------------------------------------------------------------------

    def _made_head(self) -> QBoxLayout:
        both = QHBoxLayout()
        both.setContentsMargins(20, 12, 20, 6)
        both.setSpacing(4)
        both.addLayout(self._head_left, 1)
        both.addLayout(self._head_right)
        head = self._head_left
        head.setSpacing(12)
        head.addWidget(plain_label(self.tr("Received"), 15, 600))
        self._summary = elided_label("", 12, 400, "text2")
        head.addWidget(self._summary, 1)
        head = self._head_right
        head.setSpacing(4)
        self._filter = QLineEdit()
        self._filter.setFont(theme.font(13))
        self._filter.setPlaceholderText(self.tr("Filter"))
        self._filter.setAccessibleName(self.tr("Filter by text, address or name"))
        self._filter.setClearButtonEnabled(True)
        self._filter.setMinimumWidth(theme.scaled(72))
        self._filter.setMaximumWidth(theme.scaled(150))
        self._filter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._filter_sign = QAction(self)
        self._filter.addAction(self._filter_sign, QLineEdit.ActionPosition.LeadingPosition)
        self._filter.textChanged.connect(self._filter_soon)
        head.addWidget(self._filter, 1)
        head.addSpacing(6)
        self._pause = IconButton("pause", self.tr("Pause"))
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self._set_paused)
        self._clear = IconButton("trash", self.tr("Clear"))
        self._clear.clicked.connect(self.model.clear)
        self._save = IconButton("save", self.tr("Save as text"))
        self._save.clicked.connect(self._ask_where)
        for button in (self._pause, self._clear, self._save):
            head.addWidget(button)
        head.addSpacing(10)
        head.addStretch()
        label = plain_label(self.tr("Port"), 13, 400, "text2")
        self._port = PortEdit(commands.DEFAULT_BROADCAST_PORT, self.tr("Port to listen on"))
        self._port.returnPressed.connect(self._listen)
        label.setBuddy(self._port)
        head.addWidget(label)
        head.addSpacing(4)
        head.addWidget(self._port)
        head.addSpacing(4)
        self._listen_button = push_button(self.tr("Listen"))
        self._listen_button.clicked.connect(self._listen_or_stop)
        head.addWidget(self._listen_button)
        theme.watcher().changed.connect(self._recolour)
        self._recolour()
        return both

    def _made_trouble(self) -> QWidget:
        self._trouble = QWidget()
        row = QHBoxLayout(self._trouble)
        row.setContentsMargins(20, 2, 20, 8)
        row.setSpacing(6)
        self._trouble_sign = Pictogram("warning", 16, "danger")
        self._trouble_words = plain_label("", 12, 400, "danger")
        self._trouble_words.setWordWrap(True)
        row.addWidget(self._trouble_sign)
        row.addWidget(self._trouble_words, 1)
        self._trouble.hide()
        return self._trouble

    def _made_table(self) -> Table:
        table = Table(self.tr("What was broadcast"), ROW_HEIGHT)
        table.setModel(self.model)
        table.keep_in_place()
        table.setItemDelegate(
            TableDelegate(
                table,
                quiet=(Column.TIME,),
                tabular=(Column.TIME,),
                second_role=DatagramsModel.SECOND,
            )
        )
        for at, width in COLUMN_WIDTHS.items():
            table.setColumnWidth(at, theme.scaled(width))
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        self._copy_action = QAction(self.tr("Copy text"), table)
        self._copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy_action.triggered.connect(self._copy_texts)
        self._copy_lines_action = QAction(self.tr("Copy with time and address"), table)
        self._copy_lines_action.triggered.connect(self._copy_lines)
        self._only_action = QAction(self.tr("Show only this address"), table)
        self._only_action.triggered.connect(self._show_only)
        table.addAction(self._copy_action)
        return table

    # --- what the page tells --------------------------------------------------------------------

    def set_port(self, port: int) -> None:
        """Fill in the port."""
        self._port.setText(str(port))

    def take_datagrams(self, datagrams: Sequence[Datagram]) -> None:
        """Show a batch."""
        self._seconds[-1] += len(datagrams)
        self.model.take(datagrams)
        if self.isVisible() and not self._summary_timer.isActive():
            self._summary_timer.start()

    def show_listening(self, event: ListeningChanged) -> None:
        """Show whether the receiver is open, and why not."""
        self._port_open = event.port
        words = sentence(event.failure) if event.failure is not None else ""
        self._tell_listening(words)
        if not event.port:
            self._summary_timer.stop()
            self._seconds.clear()
            self._seconds.append(0)
        self._tell_counts()

    def summary(self) -> str:
        """Return the line that counts."""
        return self._summary.text()

    def trouble(self) -> str:
        """Return the sentence that is shown; empty without one."""
        return "" if self._trouble.isHidden() else self._trouble_words.text()

    # --- listening ------------------------------------------------------------------------------

    @Slot()
    def _listen_or_stop(self) -> None:
        if self._port_open:
            self.command_wanted.emit(commands.StopListening())
        else:
            self._listen()

    @Slot()
    def _listen(self) -> None:
        self.command_wanted.emit(commands.Listen(self._port.port()))

    def _tell_listening(self, trouble: str | None) -> None:
        is_open = bool(self._port_open)
        self._listen_button.setText(self.tr("Stop listening") if is_open else self.tr("Listen"))
        self._listen_button.setAccessibleName(self._listen_button.text())
        self._fit_head()
        self._say(trouble or "", "warning", "danger")
        if trouble:
            self._port.show_error(trouble)
        else:
            self._port.clear_error()
        if is_open:
            words = fill(
                self.tr("Whatever is broadcast to port {port} appears here."),
                port=str(self._port_open),
            )
            self._empty.say(self.tr("Nothing heard yet"), words)
        else:
            self._empty.say(
                self.tr("Not listening"),
                self.tr("Press Listen to see what others broadcast on this network."),
            )

    def _say(self, words: str, icon: str, role: str) -> None:
        """Show a line between head and table, or none."""
        self._trouble_words.set_role(role)
        self._trouble_words.setText(words)
        self._trouble_sign.set_icon(icon, role)
        self._trouble.setVisible(bool(words))

    # --- the table ------------------------------------------------------------------------------

    @Slot()
    def _count_on(self) -> None:
        """Begin another half second to count in; a quiet or hidden panel wakes nobody."""
        self._seconds.append(0)
        if not self.isVisible():
            self._seconds.clear()
            self._seconds.append(0)
        if not any(self._seconds):
            self._summary_timer.stop()
        self._tell_counts()

    @Slot()
    def _tell_counts(self) -> None:
        has_rows = bool(self.model.rowCount()) or bool(self._filter.text().strip())
        self._stack.setCurrentIndex(1 if has_rows else 0)
        heard = self.model.heard
        for button in (self._clear, self._save):
            button.setEnabled(bool(heard))
        if not heard:
            words = ""
        elif self.model.paused:
            words = self.tr("Paused, %n new", "", self.model.waiting)
        elif self._filter.text().strip():
            words = fill(
                self.tr("{shown} of %n texts", "", heard),
                shown=QLocale().toString(self.model.rowCount()),
            )
        else:
            rate = self._rate()
            words = self.tr("%n texts", "", heard)
            if rate:
                words = fill(
                    self.tr("{texts}, {rate} a second"),
                    texts=words,
                    rate=QLocale().toString(rate),
                )
        self._summary.setText(words)

    def _rate(self) -> int:
        """Return the texts a second over the last two, without the half second that runs."""
        whole = list(self._seconds)[:-1]
        if not whole:
            return 0
        return round(sum(whole) * 1000 / (len(whole) * SUMMARY_MILLISECONDS))

    @Slot(bool)
    def _set_paused(self, paused: bool) -> None:
        self._pause.set_icon_name("play" if paused else "pause")
        self._pause.rename(self.tr("Go on") if paused else self.tr("Pause"))
        self.model.set_paused(paused)

    @Slot()
    def _filter_soon(self) -> None:
        self._filter_timer.start()

    @Slot()
    def _filter_now(self) -> None:
        self.model.set_filter(self._filter.text())
        self._tell_counts()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        index = self._table.indexAt(place)
        if not index.isValid():
            return
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in (self._copy_action, self._copy_lines_action, self._only_action):
            menu.addAction(action)
        menu.popup(self._table.viewport().mapToGlobal(place))

    def _chosen(self) -> list[Kept]:
        """Return the chosen rows, the oldest first."""
        rows = sorted({index.row() for index in self._table.selectedIndexes()}, reverse=True)
        return [kept for row in rows if (kept := self.model.kept(row)) is not None]

    @Slot()
    def _copy_texts(self) -> None:
        chosen = self._chosen()
        if chosen:
            QGuiApplication.clipboard().setText("\n".join(kept.text for kept in chosen))

    @Slot()
    def _copy_lines(self) -> None:
        chosen = self._chosen()
        if chosen:
            QGuiApplication.clipboard().setText("".join(line_of(kept) for kept in chosen))

    @Slot()
    def _show_only(self) -> None:
        kept = self.model.kept(self._current().row())
        if kept is not None:
            self._filter.setText(kept.address)

    def _current(self) -> QModelIndex:
        return self._table.currentIndex()

    # --- saving ---------------------------------------------------------------------------------

    @Slot()
    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as text"), "", self.tr("Text files (*.txt)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(self.tr("broadcasts.txt"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_as)
        dialog.open()

    @Slot(str)
    def save_as(self, path: str) -> None:
        """Write everything that is kept to a text file, the oldest line first."""
        if self._saving is not None:
            self._saving.stop()
            self._saving.deleteLater()
        self._saving = DatagramFile(self.model, path, self)
        self._saving.saved.connect(self._tell_saved)
        self._saving.failed.connect(self._tell_not_saved)
        self._path = path
        self._saving.start()

    @Slot(object)
    def _tell_saved(self, lines: int) -> None:
        words = self.tr("%n texts saved as {name}.", "", lines)
        self._say(fill(words, name=Path(self._path).name), "check", "text2")

    @Slot(object)
    def _tell_not_saved(self, reason: str) -> None:
        words = self.tr("{name} could not be written ({reason}). Choose another folder.")
        self._say(fill(words, name=Path(self._path).name, reason=reason), "warning", "danger")

    @Slot()
    def _recolour(self) -> None:
        self._filter_sign.setIcon(icons.icon("filter"))
