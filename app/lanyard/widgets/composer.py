"""Where a message is written: one rounded box that grows to six lines.

A single line of a megabyte would freeze a text field for a minute, so a paste that could never be
sent is not put into it: the person is told, and what was typed stays. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lanyard.events import Code, Failure
from lanyard.models.rows import Quote
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.widgets import icons, theme
from lanyard.widgets.attach_button import AttachButton
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.context_bar import ContextBar
from lanyard.widgets.drop_hint import local_files
from lanyard.widgets.emoji_grid import EmojiGrid
from lanyard.widgets.pasted_picture import keep_picture
from lanyard.widgets.text import plain_label, plain_tip

LONGEST_BYTES = 16 * 1024
"""UTF-8 bytes of one message; the host refuses more. A test holds it to the protocol's number."""
LONGEST_KEPT = 2 * LONGEST_BYTES
"""A paste that makes the text longer than this is not put into the field."""
MOST_LINES = 6
BOX_HEIGHT = 44
BOX_RADIUS = 12.0


class Composer(QWidget):
    """Text field, attach, emoji and send. It keeps no draft; the page does."""

    submitted = Signal(str)
    """A text to send, with something visible in it and not too long."""

    attach_wanted = Signal()
    """The person wants to choose files."""

    folder_wanted = Signal()
    """The person wants to choose a folder."""

    files_brought = Signal(object)
    """Paths of files that were pasted: a tuple of str."""

    edited = Signal()
    """The text is another one."""

    up_wanted = Signal()
    """Up was pressed in an empty field: to my last message."""

    context_cancelled = Signal()
    """The person does not want to reply, or to edit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._failure: Failure | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.context = ContextBar()
        self.context.hide()
        self.context.cancelled.connect(self.context_cancelled)
        column.addWidget(self.context)
        self._box = _Box()
        column.addWidget(self._box)
        self._trouble = plain_label("", 12, 400, "danger")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        column.addWidget(self._trouble)
        row = QHBoxLayout(self._box)
        row.setContentsMargins(4, 6, 6, 6)
        row.setSpacing(4)
        bottom = Qt.AlignmentFlag.AlignBottom
        self._attach = AttachButton()
        self._attach.files_wanted.connect(self.attach_wanted)
        self._attach.folder_wanted.connect(self.folder_wanted)
        row.addWidget(self._attach, 0, bottom)
        self.field = MessageField()
        self.field.textChanged.connect(self._changed)
        self.field.sent.connect(self.submit)
        self.field.too_long.connect(self._refuse_paste)
        self.field.files_brought.connect(self.files_brought)
        self.field.up_wanted.connect(self.up_wanted)
        self.field.escaped.connect(self.context_cancelled)
        self.field.focus_changed.connect(self._box.update)
        row.addWidget(self.field, 1, Qt.AlignmentFlag.AlignVCenter)
        self._emoji = IconButton("emoji", translate("Composer", "Insert an emoji"))
        self._emoji.clicked.connect(self._show_emoji)
        row.addWidget(self._emoji, 0, bottom)
        self._send = SendButton()
        self._send.clicked.connect(self.submit)
        row.addWidget(self._send, 0, bottom)
        self._grid: EmojiGrid | None = None
        self.setFocusProxy(self.field)
        QWidget.setTabOrder(self.field, self._send)
        QWidget.setTabOrder(self._send, self._attach)
        QWidget.setTabOrder(self._attach, self._emoji)
        self._changed()

    def text(self) -> str:
        """Return what is typed."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a draft into the field; the cursor goes to its end."""
        self.field.setPlainText(text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Enter sends and Shift+Enter breaks the line; or Ctrl+Enter sends and Enter breaks."""
        self.field.enter_sends = enter_sends

    def set_receiver(self, name: str) -> None:
        """Say in the empty field where the text goes."""
        words = fill(translate("Composer", "Message {name}"), name=shown(name))
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)

    def show_reply(self, quote: Quote, to_me: bool) -> None:
        """Say that the next words answer this message."""
        self.context.show_reply(quote, to_me)
        self.field.takes_escape = True

    def show_edit(self, quote: Quote) -> None:
        """Say that the words in the field replace those of this message."""
        self.context.show_edit(quote)
        self.field.takes_escape = True

    def hide_context(self) -> None:
        """The words stand for themselves."""
        self.context.hide()
        self.field.takes_escape = False

    def tell(self, failure: Failure) -> None:
        """Say why something was not done, until the person types on."""
        self._say(failure)

    def trouble(self) -> str:
        """Return the sentence about what is wrong with the text, or nothing."""
        return self._trouble.text() if self._failure else ""

    @Slot()
    def submit(self) -> None:
        """Send what is typed; nothing happens without a visible sign, and too much stays."""
        text = self.text()
        if not text.strip():
            return
        if byte_count(text) > LONGEST_BYTES:
            self._say(Failure(Code.TEXT_TOO_LONG, number=LONGEST_BYTES))
            return
        self.field.clear()
        self.submitted.emit(text)

    @Slot()
    def _changed(self) -> None:
        text = self.text()
        too_long = byte_count(text) > LONGEST_BYTES
        self._say(Failure(Code.TEXT_TOO_LONG, number=LONGEST_BYTES) if too_long else None)
        self._send.setEnabled(not too_long)
        self.edited.emit()

    @Slot()
    def _refuse_paste(self) -> None:
        self._say(Failure(Code.TEXT_TOO_LONG, number=LONGEST_BYTES))

    def _say(self, failure: Failure | None) -> None:
        self._failure = failure
        self._trouble.setText(sentence(failure) if failure else "")
        self._trouble.setVisible(failure is not None)
        self.field.setAccessibleDescription(sentence(failure) if failure else "")
        self._box.set_wrong(failure is not None)

    @Slot()
    def _show_emoji(self) -> None:
        if self._grid is None:
            self._grid = EmojiGrid(self)
            self._grid.chosen.connect(self.insert)
        self._grid.popup(self._emoji.mapToGlobal(QPoint(self._emoji.width(), -8)))

    @Slot(str)
    def insert(self, text: str) -> None:
        """Put a text where the cursor is."""
        self.field.insertPlainText(text)
        self.field.setFocus()


class MessageField(QPlainTextEdit):
    """The text field: plain, growing, and not to be frozen by a paste."""

    sent = Signal()
    too_long = Signal()
    """A text was pasted or dropped that no message can hold."""
    files_brought = Signal(object)
    up_wanted = Signal()
    escaped = Signal()
    """Esc, while something is to be cancelled."""
    focus_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.enter_sends = True
        self.takes_escape = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.font(14))
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.viewport().setAutoFillBackground(False)
        self.textChanged.connect(self._fit)
        theme.watcher().changed.connect(self.recolour)
        self.recolour()
        self._fit()

    @Slot()
    def recolour(self) -> None:
        """Let the rounded box behind shine through."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.height())

    @Slot()
    def _fit(self) -> None:
        """Be as high as the text, from one line to six."""
        # A plain text document counts its height in lines.
        lines = round(self.document().size().height())
        shown_lines = min(max(1, lines), MOST_LINES)
        height = shown_lines * self.fontMetrics().lineSpacing() + 8
        more = lines > MOST_LINES
        on, off = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(on if more else off)
        if height != self.height():
            self.setFixedHeight(height)
            self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            modifiers = event.modifiers()
            control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            if control or (self.enter_sends and not shift):
                self.sent.emit()
            else:
                self.textCursor().insertBlock()
                self.ensureCursorVisible()
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self.takes_escape:
            self.escaped.emit()
            return
        if event.key() == Qt.Key.Key_Up and self.document().isEmpty():
            self.up_wanted.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or bool(local_files(source))

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = local_files(source)
        if files:
            self.files_brought.emit(files)
            return
        if source.hasImage() and not source.hasText():
            picture = source.imageData()
            path = keep_picture(picture) if isinstance(picture, QImage) else ""
            if path:
                self.files_brought.emit((path,))
            return
        text = source.text()
        # Characters first: a gigabyte need not be encoded to know that it is too long.
        kept = byte_count(self.toPlainText()) - byte_count(self.textCursor().selectedText())
        if len(text) > LONGEST_KEPT or kept + byte_count(text) > LONGEST_KEPT:
            self.too_long.emit()
            return
        self.insertPlainText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()


class _Box(QFrame):
    """The rounded frame around the field; it shows the focus and what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._wrong = False
        self.setMinimumHeight(theme.scaled(BOX_HEIGHT))

    def set_wrong(self, wrong: bool) -> None:
        """Mark that the text cannot be sent."""
        if wrong != self._wrong:
            self._wrong = wrong
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        field = self.findChild(MessageField)
        focus = field is not None and field.hasFocus()
        ink = own.danger_fill if self._wrong else own.accent if focus else own.input_border
        width = 2.0 if focus or self._wrong else 1.0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, width))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        half = width / 2
        place = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(place, BOX_RADIUS, BOX_RADIUS)


class SendButton(QAbstractButton):
    """The accent square with the arrow."""

    def __init__(self) -> None:
        super().__init__()
        name = translate("Composer", "Send")
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(32, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = own.accent
        if not self.isEnabled():
            ground = own.tile
        elif self.isDown() or self.underMouse():
            ground = ground.darker(118 if self.isDown() else 108)
        painter.setBrush(ground)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Base), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
        white = self.palette().color(QPalette.ColorRole.HighlightedText)
        sign = QRectF(6, 6, 20, 20)
        icons.draw(painter, sign, "send", white if self.isEnabled() else own.text3)


def byte_count(text: str) -> int:
    """Return how many bytes of UTF-8 a text is."""
    return len(text.encode("utf-8", "replace"))
