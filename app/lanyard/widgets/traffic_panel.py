"""What passed: the table with its filter, pause, clear, copy and save. Main thread only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lanyard.models.traffic import TrafficModel
from lanyard.models.traffic_file import Form, TrafficFile, text_line
from lanyard.models.traffic_rows import Passed
from lanyard.phrases import fill
from lanyard.readable import spoken_bytes
from lanyard.widgets import icons, theme
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.parts import Pictogram, ground
from lanyard.widgets.text import elided_label, plain_label
from lanyard.widgets.traffic_table import TrafficTable
from lanyard.widgets.whole_text import WholeText

FILTER_MILLISECONDS = 150


class TrafficPanel(QWidget):
    """The table of one socket, or of all."""

    row_chosen = Signal(object)
    """The ``Passed`` the person went to."""

    def __init__(self, model: TrafficModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self.model = model
        self._path = ""
        self._saving: TrafficFile | None = None
        self._filter_timer = QTimer(self)
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(FILTER_MILLISECONDS)
        self._filter_timer.timeout.connect(self._filter_now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._made_head())
        column.addWidget(self._made_said())
        self.table = TrafficTable(model)
        self._add_actions()
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        body = QHBoxLayout()
        body.setContentsMargins(8, 0, 4, 0)
        body.addWidget(self.table)
        column.addLayout(body, 1)
        model.counted.connect(self._tell_counts)
        self._tell_counts()

    # --- building -------------------------------------------------------------------------------

    def _made_head(self) -> QHBoxLayout:
        head = self._head = QHBoxLayout()
        head.setContentsMargins(16, 8, 12, 4)
        head.setSpacing(4)
        self._filter = QLineEdit()
        self._filter.setFont(theme.font(13))
        self._filter.setPlaceholderText(self.tr("Filter"))
        self._filter.setAccessibleName(self.tr("Filter by text or address"))
        self._filter.setClearButtonEnabled(True)
        self._filter.setMinimumWidth(theme.scaled(72))
        self._filter.setMaximumWidth(theme.scaled(170))
        self._filter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._filter_sign = QAction(self)
        self._filter.addAction(self._filter_sign, QLineEdit.ActionPosition.LeadingPosition)
        self._filter.textChanged.connect(self._filter_timer.start)
        head.addWidget(self._filter, 2)
        head.addSpacing(8)
        self._summary = elided_label("", 12, 400, "text2")
        head.addWidget(self._summary, 3)
        self._pause = IconButton("pause", self.tr("Pause"))
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self._set_paused)
        self._clear = IconButton("trash", self.tr("Clear"))
        self._clear.clicked.connect(self.model.clear)
        self._save = IconButton("download", self.tr("Save what is shown"))
        self._save.clicked.connect(self._ask_where)
        for button in (self._pause, self._clear, self._save):
            head.addWidget(button)
        theme.watcher().changed.connect(self._recolour)
        self._recolour()
        return head

    def _made_said(self) -> QWidget:
        self._said = QWidget()
        row = QHBoxLayout(self._said)
        row.setContentsMargins(16, 2, 12, 6)
        row.setSpacing(6)
        self._said_sign = Pictogram("warning", 16, "danger")
        self._said_words = plain_label("", 12, 400, "danger")
        self._said_words.setWordWrap(True)
        row.addWidget(self._said_sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._said_words, 1)
        self._said.hide()
        return self._said

    def _add_actions(self) -> None:
        table = self.table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        self._copy_action = QAction(self.tr("Copy text"), table)
        self._copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy_action.triggered.connect(self._copy_texts)
        self._copy_hex_action = QAction(self.tr("Copy as hex"), table)
        self._copy_hex_action.triggered.connect(self._copy_hex)
        self._copy_lines_action = QAction(self.tr("Copy with time and address"), table)
        self._copy_lines_action.triggered.connect(self._copy_lines)
        self._whole_action = QAction(self.tr("Show all of it"), table)
        self._whole_action.triggered.connect(self._show_whole)
        self._only_action = QAction(self.tr("Show only this address"), table)
        self._only_action.triggered.connect(self._show_only)
        table.doubleClicked.connect(self._show_whole)
        table.addAction(self._copy_action)

    # --- what is shown --------------------------------------------------------------------------

    def set_several(self, several: bool) -> None:
        """Say who sends to whom, because more than two do."""
        self.table.set_several(several)

    def lead_with(self, widget: QWidget) -> None:
        """Take a widget of the head above in, before the filter."""
        self._head.insertWidget(0, widget)

    def summary(self) -> str:
        """Return the line that counts."""
        return self._summary.text()

    def said(self) -> str:
        """Return the sentence about the last saving; empty without one."""
        return "" if self._said.isHidden() else self._said_words.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._summary.setVisible(self.width() >= theme.scaled(400))

    @Slot()
    def _tell_counts(self) -> None:
        model = self.model
        count = model.rowCount()
        filtered = bool(self._filter.text().strip())
        self._clear.setEnabled(bool(count or model.waiting))
        self._save.setEnabled(bool(count))
        if model.paused:
            words = self.tr("Paused, %n new", "", model.waiting)
        elif model.searching:
            words = self.tr("%n rows, looking on", "", count)
        elif filtered or count:
            words = self.tr("%n rows", "", count)
            words = words.replace(str(count), QLocale().toString(count))
        else:
            words = ""
        if words != self._summary.text():
            self._summary.setText(words)

    @Slot(bool)
    def _set_paused(self, paused: bool) -> None:
        self._pause.set_icon_name("play" if paused else "pause")
        self._pause.rename(self.tr("Go on") if paused else self.tr("Pause"))
        self.model.set_paused(paused)

    @Slot()
    def _filter_now(self) -> None:
        self.model.set_filter(self._filter.text())
        self._tell_counts()

    @Slot()
    def _recolour(self) -> None:
        self._filter_sign.setIcon(icons.icon("filter"))

    # --- what is chosen -------------------------------------------------------------------------

    @Slot(QModelIndex, QModelIndex)
    def _row_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        passed = self.model.passed_at(index.row())
        if passed is not None and not passed.note:
            self.row_chosen.emit(passed)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        if not self.table.indexAt(place).isValid():
            return
        menu = QMenu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in (
            self._copy_action,
            self._copy_hex_action,
            self._copy_lines_action,
            self._whole_action,
            self._only_action,
        ):
            menu.addAction(action)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _chosen(self) -> list[Passed]:
        """Return the chosen rows, the oldest first."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [passed for row in rows if (passed := self.model.passed_at(row)) is not None]

    @Slot()
    def _copy_texts(self) -> None:
        chosen = self._chosen()
        if chosen:
            QGuiApplication.clipboard().setText("\n".join(one.text()[0] for one in chosen))

    @Slot()
    def _copy_hex(self) -> None:
        chosen = [one for one in self._chosen() if not one.note]
        if chosen:
            words = "\n".join(spoken_bytes(one.payload) for one in chosen)
            QGuiApplication.clipboard().setText(words)

    @Slot()
    def _copy_lines(self) -> None:
        chosen = self._chosen()
        if chosen:
            QGuiApplication.clipboard().setText("".join(text_line(one) for one in chosen))

    @Slot()
    def _show_whole(self) -> None:
        passed = self.model.passed_at(self.table.currentIndex().row())
        if passed is not None:
            WholeText(passed, self).open()

    @Slot()
    def _show_only(self) -> None:
        passed = self.model.passed_at(self.table.currentIndex().row())
        if passed is not None:
            self._filter.setText(passed.source if passed.incoming else passed.target)

    # --- saving ---------------------------------------------------------------------------------

    @Slot()
    def _ask_where(self) -> None:
        kinds = (
            self.tr("Text files (*.txt)"),
            self.tr("JSON lines (*.jsonl)"),
            self.tr("Packet captures (*.pcap)"),
        )
        dialog = QFileDialog(self, self.tr("Save what is shown"), "", ";;".join(kinds))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile(self.tr("traffic.txt"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filterSelected.connect(self._suit_name)
        dialog.fileSelected.connect(self.save_as)
        dialog.open()

    @Slot(str)
    def _suit_name(self, kind: str) -> None:
        """Let the name end as the kind of file does that was chosen."""
        dialog = self.sender()
        if not isinstance(dialog, QFileDialog):
            return
        ending = next((form.value for form in Form if f"*.{form.value}" in kind), "txt")
        dialog.setDefaultSuffix(ending)
        chosen = dialog.selectedFiles()
        if chosen:
            dialog.selectFile(Path(chosen[0]).with_suffix(f".{ending}").name)

    @Slot(str)
    def save_as(self, path: str) -> None:
        """Write what is shown; the end of the name says as what: .txt, .jsonl or .pcap."""
        if self._saving is not None:
            self._saving.stop()
            self._saving.deleteLater()
        ending = Path(path).suffix.lower().lstrip(".")
        form = next((form for form in Form if form.value == ending), Form.TEXT)
        self._saving = TrafficFile(self.model, path, form, self)
        self._saving.saved.connect(self._tell_saved)
        self._saving.failed.connect(self._tell_not_saved)
        self._path = path
        self._say(fill(self.tr("Saving {name}."), name=Path(path).name), "save", "text2")
        self._saving.start()

    @Slot(object)
    def _tell_saved(self, count: int) -> None:
        words = self.tr("%n rows saved as {name}.", "", count)
        self._say(fill(words, name=Path(self._path).name), "check", "text2")

    @Slot(object)
    def _tell_not_saved(self, reason: str) -> None:
        words = self.tr("{name} could not be written ({reason}). Choose another folder.")
        self._say(fill(words, name=Path(self._path).name, reason=reason), "warning", "danger")

    def _say(self, words: str, icon: str, role: str) -> None:
        self._said_words.set_role(role)
        self._said_words.setText(words)
        self._said_sign.set_icon(icon, role)
        self._said.show()

    @Slot()
    def forget_said(self) -> None:
        """Put the sentence about the last saving away."""
        self._said.hide()
