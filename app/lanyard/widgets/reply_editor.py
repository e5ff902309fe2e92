"""What plain clients are told, to change and to keep under a name. Main thread only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from lanyard.saved_sockets import escaped, unescaped
from lanyard.sockets import PRESETS, Act, Reply, Transport
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.form import Field
from lanyard.widgets.text import plain_label

_NAMES = frozenset(reply.name for reply in PRESETS)


class ReplyEditor(QWidget):
    """A reply to choose, and its parts to change."""

    chosen = Signal()
    """Another reply is chosen."""

    unfolded = Signal(bool)
    """The parts are shown, or put away."""

    replies_changed = Signal(object)
    """The person's own replies, as a tuple of ``Reply``."""

    def __init__(self) -> None:
        super().__init__()
        self._own: tuple[Reply, ...] = ()
        self._transport = Transport.TCP
        self._replies: list[Reply] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.choice = QComboBox()
        self.choice.setFont(theme.font(13))
        self.choice.setAccessibleName(self.tr("Reply"))
        self.choice.activated.connect(self._choose)
        self._change = push_button(self.tr("Change…"))
        self._change.setAccessibleName(self.tr("Change the reply"))
        self._change.setCheckable(True)
        self._change.toggled.connect(self._show_parts)
        row.addWidget(self.choice, 1)
        row.addWidget(self._change)
        column.addLayout(row)
        self._about = plain_label("", 12, 400, "text2")
        self._about.setWordWrap(True)
        column.addWidget(self._about)
        self._parts = self._made_parts()
        self._parts.hide()
        column.addWidget(self._parts)
        self.show_replies((), Transport.TCP)

    def _made_parts(self) -> QWidget:
        parts = QWidget()
        grid = QGridLayout(parts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        words = {
            "greeting": self.tr("Greeting"),
            "answer": self.tr("Answer"),
            "datagram_answer": self.tr("Answer"),
            "closing_word": self.tr("Closing word"),
            "farewell": self.tr("Farewell"),
        }
        self._lines: dict[str, Field] = {}
        for row, (name, label) in enumerate(words.items()):
            field = self._lines[name] = Field(QLineEdit(), label)
            field.editor.setFont(theme.mono(13))
            field.label.setMinimumHeight(field.editor.sizeHint().height())
            grid.addWidget(field.label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, row, 1)
        self._closes = QCheckBox(self.tr("Close after the greeting"))
        self._closes.setFont(theme.font(13))
        grid.addWidget(self._closes, len(words), 1)
        meaning = self.tr(
            "{text} is what came, {addr} and {port} from where, {n} its number; \\n is a line end."
        )
        hint = plain_label(meaning, 12, 400, "text2")
        hint.setWordWrap(True)
        grid.addWidget(hint, len(words) + 1, 1)
        self.name = Field(QLineEdit(), self.tr("Name"))
        self._keep = push_button(self.tr("Keep this reply"))
        self._keep.clicked.connect(self._keep_it)
        self._remove = push_button(self.tr("Remove"))
        self._remove.setAccessibleName(self.tr("Remove this reply"))
        self._remove.clicked.connect(self._remove_it)
        self.name.label.setMinimumHeight(self.name.editor.sizeHint().height())
        grid.addWidget(self.name.label, len(words) + 2, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.name, len(words) + 2, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._keep)
        buttons.addWidget(self._remove)
        buttons.addStretch()
        grid.addLayout(buttons, len(words) + 3, 1)
        return parts

    # --- what is shown --------------------------------------------------------------------------

    def show_replies(self, own: Sequence[Reply], transport: Transport) -> None:
        """Offer the replies that suit a transport; the choice stays where it can."""
        self._own = tuple(own)
        self._transport = transport
        chosen = self.choice.currentText()
        is_tcp = transport is Transport.TCP
        everything = [*PRESETS, *self._own]
        self._replies = [reply for reply in everything if (reply.tcp if is_tcp else reply.udp)]
        self.choice.clear()
        for reply in self._replies:
            self.choice.addItem(reply.name)
        names = [reply.name for reply in self._replies]
        self.choice.setCurrentIndex(names.index(chosen) if chosen in names else 0)
        self._fill()

    def reply(self) -> Reply:
        """Return the reply that is chosen, as it was changed; its boundary is not chosen here."""
        chosen = self._replies[self.choice.currentIndex()]
        if chosen.act is not Act.ANSWER:
            return chosen
        return replace(
            chosen,
            greeting=self._said("greeting"),
            answer=self._said("answer"),
            datagram_answer=self._said("datagram_answer"),
            closing_word=self._said("closing_word"),
            farewell=self._said("farewell"),
            closes_after_greeting=self._closes.isChecked(),
        )

    def _said(self, name: str) -> str:
        """Return what stands in a line, with its blanks: they are sent, too."""
        editor = self._lines[name].editor
        return unescaped(editor.text()) if isinstance(editor, QLineEdit) else ""

    def choose(self, name: str) -> None:
        """Choose a reply by its name."""
        names = [reply.name for reply in self._replies]
        if name in names:
            self.choice.setCurrentIndex(names.index(name))
            self._fill()

    def _fill(self) -> None:
        reply = self._replies[self.choice.currentIndex()]
        is_tcp = self._transport is Transport.TCP
        answers = reply.act is Act.ANSWER
        for name, field in self._lines.items():
            field.set_text(escaped(getattr(reply, name)))
            suits = answers and (name == "datagram_answer") != is_tcp
            field.setVisible(suits)
            field.label.setVisible(suits)
        self._closes.setChecked(reply.closes_after_greeting)
        self._closes.setVisible(answers and is_tcp)
        self._change.setEnabled(answers)
        if not answers:
            self._change.setChecked(False)
        is_own = reply in self._own
        self.name.set_text(reply.name if is_own else "")
        self._remove.setVisible(is_own)
        self._about.setText(self._about_words(reply))

    def _about_words(self, reply: Reply) -> str:
        if reply.act is Act.OPERATOR:
            return self.tr("You answer each client yourself; its next text shows after that.")
        if reply.act is Act.SAVE:
            return self.tr("What each client sends becomes a file.")
        if reply.act is Act.HTTP:
            return self.tr("Answers a browser, and shows what it asked for.")
        answer = reply.answer if self._transport is Transport.TCP else reply.datagram_answer
        return escaped("  ".join(part for part in (reply.greeting, answer) if part))

    @Slot(bool)
    def _show_parts(self, shown_: bool) -> None:
        self._parts.setVisible(shown_)
        self.unfolded.emit(shown_)

    @Slot()
    def _choose(self) -> None:
        self._fill()
        self.chosen.emit()

    # --- own ones -------------------------------------------------------------------------------

    @Slot()
    def _keep_it(self) -> None:
        name = self.name.text()
        if not name:
            self.name.show_error(self.tr("Type a name for this reply first."))
            return
        if name in _NAMES:
            self.name.show_error(self.tr("That name belongs to a reply everybody has."))
            return
        kept = replace(self.reply(), name=name)
        own = (*(reply for reply in self._own if reply.name != name), kept)
        self.show_replies(own, self._transport)
        self.choose(name)
        self.replies_changed.emit(own)

    @Slot()
    def _remove_it(self) -> None:
        name = self.choice.currentText()
        own = tuple(reply for reply in self._own if reply.name != name)
        self.show_replies(own, self._transport)
        self.replies_changed.emit(own)
