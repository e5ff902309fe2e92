"""Find everywhere: as one types, with the keyboard alone, and from a hit to where it was said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from lanyard.commands import Search
from lanyard.events import Code, Entry, Failure, SearchAnswered
from lanyard.models.conversations import Conversations
from lanyard.models.excerpt import Excerpt
from lanyard.models.search_scope import SearchScope
from lanyard.widgets.search_hits import LINES, laid_out
from lanyard.widgets.search_page import SearchPage
from stage import on_stage
from talk import AYLIN, ME, MIN, ROOM, entry, joined

DAY = 86_400_000


class Seeker(QObject):
    """A page, what it asked, and what it wants to see."""

    def __init__(self) -> None:
        super().__init__()
        self.conversations = Conversations(self)
        self.scope = SearchScope(self.conversations, self)
        self.scope.my_device_id = ME
        self.conversations.take(joined())
        self.scope.take(joined())
        self.page = SearchPage(self.scope)
        self.searches: list[Search] = []
        self.wanted: list[Entry] = []
        self.page.command_wanted.connect(self.note)
        self.page.entry_wanted.connect(self.want)

    @Slot(object)
    def note(self, command: Search) -> None:
        self.searches.append(command)

    @Slot(object)
    def want(self, wanted: Entry) -> None:
        self.wanted.append(wanted)

    def answer(self, *hits: Entry, complete: bool = True) -> None:
        self.page.take(SearchAnswered(self.searches[-1], hits, complete))


@pytest.fixture
def seeker(qtbot: QtBot) -> Iterator[Seeker]:
    made = Seeker()
    on_stage(qtbot, made.page, 800, 600)
    made.page.open()
    yield made
    made.page.hits.setModel(None)


def look_for(seeker: Seeker, qtbot: QtBot, words: str) -> None:
    count = len(seeker.searches)
    seeker.page.field.setText(words)
    qtbot.waitUntil(lambda: len(seeker.searches) > count)


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def words_on(seeker: Seeker) -> list[str]:
    return [x.text() for x in seeker.page.findChildren(QLabel) if x.isVisible()]


def test_it_asks_once_when_the_keys_rest(seeker: Seeker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(seeker.page.command_wanted):
        QTest.keyClicks(seeker.page.field, "plan")
    assert [search.words for search in seeker.searches] == ["plan"]


def test_at_first_it_says_what_can_be_found(seeker: Seeker) -> None:
    assert seeker.page.stack.currentWidget() is seeker.page.hints
    assert any("Chinese" in words for words in words_on(seeker))
    assert any("quotes" in words for words in words_on(seeker))


def test_hits_are_listed(seeker: Seeker, qtbot: QtBot) -> None:
    look_for(seeker, qtbot, "text")
    seeker.answer(entry(2), entry(1))
    assert seeker.page.stack.currentWidget() is seeker.page.hits
    assert seeker.page.status() == "2 messages, the newest first"
    assert not seeker.page.hits.grab().isNull()


def test_the_keyboard_alone_goes_to_a_hit(seeker: Seeker, qtbot: QtBot) -> None:
    look_for(seeker, qtbot, "text")
    seeker.answer(entry(3), entry(2), entry(1))
    press(Qt.Key.Key_Down)
    assert seeker.page.hits.hasFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert [wanted.seq for wanted in seeker.wanted] == [2]
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert seeker.page.field.hasFocus()


def test_enter_while_typing_goes_to_the_newest(seeker: Seeker, qtbot: QtBot) -> None:
    seeker.page.field.setText("text")
    press(Qt.Key.Key_Return)
    assert len(seeker.searches) == 1, "Enter does not wait for the pause"
    assert seeker.wanted == []
    seeker.answer(entry(3), entry(2))
    assert [wanted.seq for wanted in seeker.wanted] == [3]


def test_enter_before_the_answer_is_forgotten_when_one_types_on(
    seeker: Seeker, qtbot: QtBot
) -> None:
    seeker.page.field.setText("te")
    press(Qt.Key.Key_Return)
    seeker.page.field.setText("text")
    seeker.answer(entry(3))
    assert seeker.wanted == []


def test_a_double_click_goes_there(seeker: Seeker, qtbot: QtBot) -> None:
    look_for(seeker, qtbot, "text")
    seeker.answer(entry(3), entry(2))
    hits = seeker.page.hits
    place = hits.visualRect(hits.model().index(1, 0)).center()
    qtbot.mouseClick(hits.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(hits.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [wanted.seq for wanted in seeker.wanted] == [2]


def test_typing_in_the_list_goes_on_in_the_field(seeker: Seeker, qtbot: QtBot) -> None:
    look_for(seeker, qtbot, "tex")
    seeker.answer(entry(1))
    press(Qt.Key.Key_Down)
    typed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_T, Qt.KeyboardModifier.NoModifier, "t")
    QApplication.sendEvent(seeker.page.hits, typed)
    assert seeker.page.field.text() == "text"
    assert seeker.page.field.hasFocus()


def test_escape_closes_from_field_and_list(seeker: Seeker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(seeker.page.closed):
        press(Qt.Key.Key_Escape)
    look_for(seeker, qtbot, "text")
    seeker.answer(entry(1))
    press(Qt.Key.Key_Down)
    with qtbot.waitSignal(seeker.page.closed):
        press(Qt.Key.Key_Escape)


def test_nothing_found_says_so_and_widens(seeker: Seeker, qtbot: QtBot) -> None:
    seeker.page.filters.who.setCurrentIndex(2)
    look_for(seeker, qtbot, "needle")
    seeker.answer()
    assert "Nothing found" in words_on(seeker)
    assert seeker.page.widen.isVisible()
    seeker.page.widen.click()
    assert seeker.searches[-1].author == ""
    seeker.answer()
    assert "No message has all of these words." in words_on(seeker)
    assert not seeker.page.widen.isVisible()


def test_a_failure_is_a_sentence_and_a_button(seeker: Seeker, qtbot: QtBot) -> None:
    look_for(seeker, qtbot, "text")
    failed = SearchAnswered(seeker.searches[-1], (), True, Failure(Code.JOURNAL_FAILED))
    seeker.page.take(failed)
    assert "The search did not work" in words_on(seeker)
    seeker.page.again.click()
    seeker.answer(entry(1))
    assert seeker.page.stack.currentWidget() is seeker.page.hits


def test_more_comes_as_one_scrolls(seeker: Seeker, qtbot: QtBot) -> None:
    look_for(seeker, qtbot, "text")
    seeker.answer(*(entry(n) for n in range(200, 150, -1)), complete=False)
    assert seeker.page.status() == "The newest 50 messages; more as you scroll"
    assert len(seeker.searches) == 1
    bar = seeker.page.hits.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    assert len(seeker.searches) == 2
    seeker.answer(*(entry(n) for n in range(150, 120, -1)))
    assert seeker.page.model.rowCount() == 80
    assert seeker.page.status() == "80 messages, the newest first"


# --- what narrows ------------------------------------------------------------------------------


def test_person_conversation_and_time_narrow_the_search(seeker: Seeker, qtbot: QtBot) -> None:
    seeker.conversations.conversation(ROOM, AYLIN)
    seeker.page.open()
    filters = seeker.page.filters
    look_for(seeker, qtbot, "text")
    filters.who.setCurrentIndex(filters.who.findData(MIN))
    assert seeker.searches[-1].author == MIN
    filters.choose_place(ROOM, AYLIN)
    assert (seeker.searches[-1].room, seeker.searches[-1].to) == (ROOM, AYLIN)
    filters.choose_place(ROOM, "")
    assert (seeker.searches[-1].room, seeker.searches[-1].to) == (ROOM, "")
    filters.when.setCurrentIndex(filters.when.findData("week"))
    assert seeker.searches[-1].since > 0
    assert seeker.searches[-1].until == 0
    filters.clear()
    last = seeker.searches[-1]
    assert (last.author, last.room, last.to, last.since) == ("", "", None, 0)


def test_two_dates_are_whole_days_whichever_comes_first(seeker: Seeker) -> None:
    filters = seeker.page.filters
    assert not filters.first.isVisible()
    filters.when.setCurrentIndex(filters.when.findData("between"))
    assert filters.first.isVisible()
    filters.first.setDate(QDate(2024, 5, 20))
    filters.last.setDate(QDate(2024, 5, 17))
    chosen = filters.narrowing()
    assert QDate(2024, 5, 17).startOfDay().toMSecsSinceEpoch() == chosen.since
    assert chosen.until - chosen.since == 4 * DAY


def test_what_is_chosen_stays_when_people_come(seeker: Seeker) -> None:
    filters = seeker.page.filters
    filters.who.setCurrentIndex(filters.who.findData(AYLIN))
    filters.choose_place(ROOM, "")
    filters.refresh()
    assert filters.who.currentData() == AYLIN
    assert filters.narrowing().room == ROOM


# --- the hits ----------------------------------------------------------------------------------


def test_a_long_excerpt_ends_in_two_lines(qtbot: QtBot) -> None:
    text = "plan " + "and some more words 和一些汉字 " * 20
    layout = laid_out(Excerpt(text, ((0, 4),)), 300, 0, 0)
    assert layout.lineCount() == LINES
    assert layout.text().endswith("…")
    shown = layout.lineAt(1)
    assert shown.textStart() + shown.textLength() == len(layout.text())


def test_marks_count_as_qt_does_behind_emoji(qtbot: QtBot) -> None:
    layout = laid_out(Excerpt("😀😀 plan", ((3, 7),)), 300, 0, 0)
    assert [(piece.start, piece.length) for piece in layout.formats()] == [(5, 4)]
