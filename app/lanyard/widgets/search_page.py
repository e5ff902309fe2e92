"""Find everywhere: words, what narrows the search, and the hits as one types.

The page holds no truth: it gives questions to the ``SearchModel`` and shows what that found.
Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lanyard.models.search import Found, Question, SearchModel
from lanyard.models.search_scope import SearchScope
from lanyard.phrases import NUMBER, translate
from lanyard.sentences import sentence
from lanyard.widgets import theme
from lanyard.widgets.buttons import IconButton, push_button
from lanyard.widgets.page_header import HEIGHT
from lanyard.widgets.parts import Card, EmptyState, Pictogram, ground
from lanyard.widgets.search_filters import SearchFilters
from lanyard.widgets.search_hits import SearchHits
from lanyard.widgets.text import hairline, plain_label

TYPING_MILLISECONDS = 80
"""A question is asked this long after the last key."""
LONGEST_WORDS = 200


class SearchPage(QWidget):
    """The page; ``command_wanted`` carries ``Search``."""

    command_wanted = Signal(object)

    entry_wanted = Signal(object)
    """The ``Entry`` the person wants to see where it was said."""

    closed = Signal()
    """The person wants back to where he came from."""

    def __init__(self, scope: SearchScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self.setAccessibleName(self.tr("Find everywhere"))
        self.model = SearchModel(scope, self)
        self.model.command_wanted.connect(self.command_wanted)
        self.model.changed.connect(self._show)
        self._jump_when_found = False
        self._announced = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MILLISECONDS)
        self._pause.timeout.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(hairline())
        narrow = QHBoxLayout()
        narrow.setContentsMargins(20, 10, 16, 10)
        self.filters = SearchFilters(scope)
        self.filters.changed.connect(self._ask)
        narrow.addWidget(self.filters, 1)
        column.addLayout(narrow)
        self._status = plain_label("", 12, 400, "text2")
        self._status.setContentsMargins(20, 0, 20, 6)
        column.addWidget(self._status)
        column.addWidget(hairline())
        self.hits = SearchHits(self.model)
        self.hits.hit_chosen.connect(self.entry_wanted)
        self.hits.up_wanted.connect(self.focus_words)
        self.hits.typed.connect(self._typed_on)
        self.nothing = self._build_nothing()
        self.stack = QStackedWidget()
        self.hints = self._build_hints()
        for page in (self.hints, self.nothing, self.hits):
            self.stack.addWidget(page)
        column.addWidget(self.stack, 1)
        self._show()

    def _build_head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(theme.scaled(HEIGHT) - 1)
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(Pictogram("search", 20))
        self.field = QLineEdit()
        self.field.setFont(theme.font(14))
        self.field.setMaxLength(LONGEST_WORDS)
        self.field.setClearButtonEnabled(True)
        self.field.setPlaceholderText(self.tr("Find in everything that was said"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.textChanged.connect(self._typed)
        row.addWidget(self.field, 1)
        back = IconButton("close", self.tr("Close the search (Esc)"))
        back.clicked.connect(self.closed)
        row.addWidget(back)
        return head

    def _build_hints(self) -> EmptyState:
        state = EmptyState(
            "search", self.tr("Find everywhere"), self.tr("In all rooms and direct conversations")
        )
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        hints = (
            (self.tr("print"), self.tr("a part of a word is enough: printer, reprint")),
            (self.tr("平面"), self.tr("Chinese of one and two characters, too")),
            (self.tr("plan door"), self.tr("both words, wherever they stand")),
            (self.tr("“second floor”"), self.tr("in quotes the words stand together")),
        )
        for row, (example, words) in enumerate(hints):
            grid.addWidget(plain_label(example, 13, 600), row, 0)
            grid.addWidget(plain_label(words, 13, 400, "text2"), row, 1)
        state.add(card)
        return state

    def _build_nothing(self) -> EmptyState:
        state = EmptyState("search", "", "")
        self.widen = push_button(self.tr("Look everywhere"))
        self.widen.clicked.connect(self.filters.clear)
        self.again = push_button(self.tr("Try again"))
        self.again.clicked.connect(self.model.ask_again)
        state.add(self.widen)
        state.add(self.again)
        return state

    # --- what the shell asks --------------------------------------------------------------------

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        self.model.take(event)

    def open(self) -> None:
        """Let the person type; what was looked for before is there and selected."""
        self.filters.refresh()
        self.model.ask_again()
        self.focus_words()
        self.field.selectAll()

    @Slot()
    def focus_words(self) -> None:
        """Put the focus into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def status(self) -> str:
        """Return the line that says what was found."""
        return self._status.text()

    # --- keys -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        in_field = self.field.hasFocus()
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif in_field and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._jump()
        elif in_field and key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self._to_hits()
        else:
            super().keyPressEvent(event)

    def _to_hits(self) -> None:
        if self.model.rowCount():
            if not self.hits.currentIndex().isValid():
                self.hits.setCurrentIndex(self.model.index(0))
            self.hits.setFocus(Qt.FocusReason.TabFocusReason)

    def _jump(self) -> None:
        """Go to the hit that is marked, or the newest; wait for it while the answer is not here."""
        if self._pause.isActive():
            self._pause.stop()
            self._ask()
        if self.model.busy:
            self._jump_when_found = True
            return
        marked = self.hits.currentIndex()
        self.hits.choose(marked if marked.isValid() else self.model.index(0))

    @Slot(str)
    def _typed_on(self, text: str) -> None:
        self.focus_words()
        self.field.setText(self.field.text() + text)

    # --- what happens ---------------------------------------------------------------------------

    @Slot()
    def _typed(self) -> None:
        self._jump_when_found = False
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        self._pause.stop()
        chosen = self.filters.narrowing()
        words = self.field.text().strip()
        self.model.ask(
            Question(words, chosen.room, chosen.to, chosen.author, chosen.since, chosen.until)
        )

    @Slot()
    def _show(self) -> None:
        model = self.model
        self._status.setText(self._words())
        self._status.setVisible(model.found is Found.HITS)
        if not model.busy:
            self._announce()
        if model.found is Found.HITS:
            self.stack.setCurrentWidget(self.hits)
            if self._jump_when_found and not model.busy:
                self._jump_when_found = False
                self.hits.choose(self.model.index(0))
            return
        if not model.busy:
            self._jump_when_found = False
        if self.hits.hasFocus():
            self.focus_words()
        if model.found is Found.NO_QUESTION:
            self.stack.setCurrentWidget(self.hints)
            return
        self._say_nothing()
        self.stack.setCurrentWidget(self.nothing)

    def _announce(self) -> None:
        """Let a screen reader say what was found while the focus stays in the field."""
        words = ""
        if self.model.found is Found.HITS:
            words = self._words()
        elif self.model.found is not Found.NO_QUESTION:
            words = self.tr("Nothing found")
        if words != self._announced:
            self._announced = words
            if words and self.isVisible():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _say_nothing(self) -> None:
        failed = self.model.found is Found.FAILED and self.model.failure is not None
        self.widen.setVisible(not failed and self.model.question.narrowed)
        self.again.setVisible(failed)
        if self.model.failure is not None and failed:
            self.nothing.say(self.tr("The search did not work"), sentence(self.model.failure))
        elif self.model.question.narrowed:
            self.nothing.say(self.tr("Nothing found"), self.tr("Not where you looked."))
        else:
            words = self.tr("No message has all of these words.")
            self.nothing.say(self.tr("Nothing found"), words)

    def _words(self) -> str:
        hits = self.model.rowCount()
        if self.model.complete:
            return translate("SearchPage", "%n messages, the newest first", "", NUMBER, hits)
        return translate(
            "SearchPage", "The newest %n messages; more as you scroll", "", NUMBER, hits
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hits.scheduleDelayedItemsLayout()
