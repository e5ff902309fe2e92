"""The few things a person may want otherwise. Main thread only."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QDir, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lanyard.events import Code, Failure
from lanyard.sentences import sentence
from lanyard.settings import SCHEMES, Settings, log_folder
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.first_start import NAME_LONGEST
from lanyard.widgets.form import Field, FormDialog
from lanyard.widgets.text import plain_label
from lanyard.widgets.trusted_list import TrustedList

REST = 200
"""Height of a low screen that is not for the fields: title, buttons, the window's own frame."""
LEAST_FIELDS = 160


class SettingsDialog(FormDialog):
    """Shows some settings and tells the changed whole when the person agrees."""

    settings_changed = Signal(object)
    """The new ``Settings``."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addWidget(plain_label(self.tr("Settings"), 15, 600))
        self._fields = _Fields(self._build_fields())
        column.addWidget(self._fields, 1)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(theme.scaled(460))

    def _build_fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        name = QLineEdit()
        self.name = Field(name, self.tr("Name"))
        name.setMaxLength(NAME_LONGEST)
        self.name.set_text(self._settings.name)
        self.downloads = Field(QLineEdit(), self.tr("Downloads"))
        self.downloads.set_text(QDir.toNativeSeparators(self._settings.downloads))
        browse = push_button(self.tr("Change…"))
        browse.setAccessibleName(self.tr("Change the downloads folder"))
        browse.clicked.connect(self._browse)
        self._scheme = QComboBox()
        self._scheme.setFont(theme.font(13))
        self._scheme.setAccessibleName(self.tr("Colours"))
        words = {
            "system": self.tr("Like the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        for scheme in SCHEMES:
            self._scheme.addItem(words[scheme], scheme)
        self._scheme.setCurrentIndex(SCHEMES.index(self._settings.colour_scheme))
        colours = plain_label(self.tr("Colours"), 13, 400, "text2")
        colours.setBuddy(self._scheme)
        self._enter = QCheckBox(self.tr("Enter sends, Shift+Enter begins a new line"))
        self._enter.setFont(theme.font(13))
        self._enter.setToolTip(self.tr("Otherwise Ctrl+Enter sends and Enter begins a new line."))
        self._enter.setChecked(self._settings.enter_sends)
        top = Qt.AlignmentFlag.AlignTop
        for row, field in enumerate((self.name, self.downloads)):
            field.label.setMinimumHeight(field.editor.sizeHint().height())
            grid.addWidget(field.label, row, 0, top)
            grid.addWidget(field, row, 1, 1, 1 if row else 2)
        grid.addWidget(browse, 1, 2, top)
        grid.addWidget(colours, 2, 0)
        grid.addWidget(self._scheme, 2, 1, 1, 2)
        grid.addWidget(self._enter, 3, 1, 1, 2)
        later = plain_label(
            self.tr("Another name is used from the next joining on."), 12, 400, "text2"
        )
        grid.addWidget(later, 4, 1, 1, 2)
        self._add_daily_log(grid, 5)
        self._add_files(grid, 8)
        return grid

    def _add_files(self, grid: QGridLayout, row: int) -> None:
        self._durable = QCheckBox(self.tr("Received files count when they are safe on the disk"))
        self._durable.setFont(theme.font(13))
        self._durable.setToolTip(
            self.tr(
                "Without this, many small files come faster, and a power cut may lose the last "
                "seconds of them."
            )
        )
        self._durable.setChecked(self._settings.durable)
        grid.addWidget(self._durable, row, 1, 1, 2)
        self.trusted = TrustedList(self._settings.trusted)
        label = plain_label(self.tr("Trusted"), 13, 400, "text2")
        label.setBuddy(self.trusted.list)
        grid.addWidget(label, row + 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.trusted, row + 1, 1, 1, 2)
        for part in (label, self.trusted):
            part.setVisible(bool(self.trusted.lines()))

    def _add_daily_log(self, grid: QGridLayout, row: int) -> None:
        self._log = QCheckBox(self.tr("Keep what is said as text files, one a day and room"))
        self._log.setFont(theme.font(13))
        self._log.setChecked(bool(self._settings.daily_log))
        self._log.toggled.connect(self._log_toggled)
        grid.addWidget(self._log, row, 1, 1, 2)
        self.log_folder = Field(QLineEdit(), self.tr("Daily log"))
        folder = self._settings.daily_log or log_folder()
        self.log_folder.set_text(QDir.toNativeSeparators(folder))
        self._log_browse = push_button(self.tr("Change…"))
        self._log_browse.setAccessibleName(self.tr("Change the folder of the daily log"))
        self._log_browse.clicked.connect(self._browse_log)
        top = Qt.AlignmentFlag.AlignTop
        self.log_folder.label.setMinimumHeight(self.log_folder.editor.sizeHint().height())
        grid.addWidget(self.log_folder.label, row + 1, 0, top)
        grid.addWidget(self.log_folder, row + 1, 1, top)
        grid.addWidget(self._log_browse, row + 1, 2, top)
        words = self.tr("Whoever may read this folder can read what was said, direct messages too.")
        hint = plain_label(words, 12, 400, "text2")
        hint.setWordWrap(True)
        grid.addWidget(hint, row + 2, 1, 1, 2)
        self._log_parts = (self.log_folder.label, self.log_folder, self._log_browse, hint)
        self._log_toggled(self._log.isChecked())

    @Slot(bool)
    def _log_toggled(self, wanted: bool) -> None:
        for part in self._log_parts:
            part.setVisible(wanted)

    def _daily_log(self) -> str | None:
        """Return the folder of the daily log, '' for none; None after saying what is wrong."""
        if not self._log.isChecked():
            return ""
        folder = QDir.fromNativeSeparators(self.log_folder.text())
        if not folder or not QDir.isAbsolutePath(folder) or not QDir().mkpath(folder):
            words = sentence(Failure(Code.FOLDER_UNWRITABLE, name=self.log_folder.text()))
            self.log_folder.show_error(words)
            return None
        return folder

    @Slot()
    def accept(self) -> None:
        """Check what was typed; tell the new settings and close when it is right."""
        if not self.name.text():
            self.name.show_error(sentence(Failure(Code.NAME_EMPTY)))
            return
        folder = QDir.fromNativeSeparators(self.downloads.text())
        if not folder or not QDir(folder).exists():
            words = sentence(Failure(Code.FOLDER_UNWRITABLE, name=self.downloads.text()))
            self.downloads.show_error(words)
            return
        daily_log = self._daily_log()
        if daily_log is None:
            return
        changed = replace(
            self._settings,
            name=self.name.text(),
            downloads=folder,
            colour_scheme=SCHEMES[self._scheme.currentIndex()],
            enter_sends=self._enter.isChecked(),
            daily_log=daily_log,
            durable=self._durable.isChecked(),
            trusted=self.trusted.lines(),
        )
        if changed != self._settings:
            self.settings_changed.emit(changed)
        super().accept()

    @Slot()
    def _browse(self) -> None:
        dialog = self._folder_dialog(self.tr("Downloads folder"), self.downloads.text())
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    @Slot()
    def _browse_log(self) -> None:
        dialog = self._folder_dialog(self.tr("Folder of the daily log"), self.log_folder.text())
        dialog.fileSelected.connect(self._log_chosen)
        dialog.open()

    def _folder_dialog(self, title: str, folder: str) -> QFileDialog:
        dialog = QFileDialog(self, title, folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return dialog

    @Slot(str)
    def _log_chosen(self, folder: str) -> None:
        self.log_folder.set_text(QDir.toNativeSeparators(folder))

    @Slot(str)
    def _chosen(self, folder: str) -> None:
        self.downloads.set_text(QDir.toNativeSeparators(folder))


class _Fields(QScrollArea):
    """The fields; as high as they are, and where the screen is lower they scroll."""

    def __init__(self, fields: QGridLayout) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        # Room for the frames that show the focus.
        column.setContentsMargins(2, 2, 2, 2)
        column.addLayout(fields)
        column.addStretch()
        self.setWidget(self._inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # Fields came or went: the dialog is to be asked anew how high it must be.
            self.updateGeometry()
        return bool(super().eventFilter(watched, event))

    def minimumSizeHint(self) -> QSize:
        inside = self._inside
        width = max(self.viewport().width(), inside.minimumSizeHint().width())
        height = inside.minimumSizeHint().height()
        if (layout := inside.layout()) is not None:
            height = max(height, layout.totalMinimumHeightForWidth(width))
        room = max(LEAST_FIELDS, self.screen().availableSize().height() - REST)
        return QSize(inside.minimumSizeHint().width(), min(height, room))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint().expandedTo(QSize(self._inside.sizeHint().width(), 0))
