"""The side bar's rows: what is listed where, in which words, and how quietly it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from lanyard.commands import ReadHistory
from lanyard.events import (
    ConversationsRemembered,
    EntriesArrived,
    Event,
    HistoryRead,
    JoinChanged,
    JoinState,
    Kind,
    KnownMember,
    MembersKnown,
    NearRoom,
    RememberedConversation,
    RememberedRoom,
    RoomsNear,
)
from lanyard.models.conversations import Conversations
from lanyard.models.figures import day_of
from lanyard.models.places import (
    LineKind,
    Place,
    PlaceKind,
    PlacesModel,
    moment_words,
    spoken_place,
)
from talk import AYLIN, ME, MIN, NOON, ROOM, entry, joined, lost


def near(room: str, name: str = "Print shop", locked: bool = False, mine: bool = False) -> NearRoom:
    return NearRoom(room, name, "PC", ("10.0.0.77",), 25225, MIN, 2, locked, 1, mine)


class Bar:
    """Conversations and the rows made of them."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.conversations = Conversations()
        self.model = PlacesModel(self.conversations)
        self._tester = QAbstractItemModelTester(
            self.model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )

    def take(self, *events: Event) -> None:
        for event in events:
            self.conversations.take(event)
            self.model.take(event)
        self.model.refresh()

    def titles(self, kind: PlaceKind) -> list[str]:
        return [place.title for place in self.model.places() if place.kind == kind]

    def place(self, room: str = ROOM, to: str = "") -> Place:
        return self.model.places()[self.model.row_of(room, to)]


@pytest.fixture
def bar(qtbot: QtBot) -> Bar:
    return Bar(qtbot)


def test_nothing_yet(bar: Bar) -> None:
    assert bar.titles(PlaceKind.HEAD) == ["Near you"]
    assert bar.titles(PlaceKind.NOBODY_NEAR) == ["None seen yet"]


def test_a_joined_room_is_listed(bar: Bar) -> None:
    bar.take(joined())
    assert bar.titles(PlaceKind.HEAD) == ["Rooms", "Near you"]
    assert bar.titles(PlaceKind.ROOM) == ["Design office"]


def test_the_last_line_says_who(bar: Bar) -> None:
    bar.take(joined())
    bar.take(EntriesArrived(ROOM, (entry(1, "hello", MIN),)))
    assert bar.place().line == "Zhang Min: hello"
    bar.take(EntriesArrived(ROOM, (entry(2, "hi", ME),)))
    assert bar.place().line == "You: hi"


def test_direct_conversations_have_their_own_group(bar: Bar) -> None:
    bar.take(joined())
    bar.take(EntriesArrived(ROOM, (entry(1, "psst", AYLIN, ME),)))
    assert bar.titles(PlaceKind.DIRECT) == ["Aylin Demir"]
    assert bar.place(ROOM, AYLIN).line == "psst"
    assert bar.place(ROOM, AYLIN).unread == 1
    assert bar.model.unread() == 1


def test_a_lost_line_is_said_in_danger(bar: Bar) -> None:
    bar.take(joined(), lost())
    assert bar.place().line == "Lost, trying again"
    assert bar.place().line_kind == LineKind.TROUBLE
    bar.take(joined())
    assert bar.place().line_kind == LineKind.TEXT


def test_a_draft_is_shown(bar: Bar) -> None:
    bar.take(joined())
    bar.conversations.conversation(ROOM).draft = "half a sen"
    bar.model.refresh()
    assert (bar.place().line, bar.place().line_kind) == ("half a sen", LineKind.DRAFT)


def test_a_room_of_an_earlier_visit_waits(bar: Bar) -> None:
    remembered = RememberedRoom("old", "Attic", "10.0.0.9", 25225, MIN, False, NOON)
    bar.conversations.remember(remembered)
    bar.take(joined())
    assert bar.titles(PlaceKind.ROOM) == ["Design office", "Attic"]
    assert bar.place("old").line == "Not joined"
    assert not bar.place("old").here


def test_rooms_near_leave_out_mine_and_those_i_am_in(bar: Bar) -> None:
    bar.take(joined(), RoomsNear((near(ROOM), near("b", mine=True), near("c", "Lab", True))))
    assert bar.titles(PlaceKind.NEAR) == ["Lab"]
    bar.take(JoinChanged("k", ROOM, JoinState.LEFT, "10.0.0.12", 25225))
    assert bar.titles(PlaceKind.NEAR) == ["Print shop", "Lab"]


def test_all_rooms_near_joined_is_not_none_seen(bar: Bar) -> None:
    bar.take(joined(), RoomsNear((near(ROOM),)))
    assert bar.titles(PlaceKind.NOBODY_NEAR) == ["No other room seen"]


def test_new_words_do_not_reset_the_list(bar: Bar) -> None:
    bar.take(joined())
    resets = QSignalSpy(bar.model.modelReset)
    bar.take(EntriesArrived(ROOM, (entry(1, "hello", MIN),)))
    assert resets.count() == 0


def test_a_burst_is_shown_once(bar: Bar, qtbot: QtBot) -> None:
    bar.take(joined())
    told = QSignalSpy(bar.model.dataChanged)
    with qtbot.waitSignal(bar.model.dataChanged):
        for seq in range(1, 50):
            bar.conversations.take(EntriesArrived(ROOM, (entry(seq, str(seq), MIN),)))
    assert bar.place().line == "Zhang Min: 49"
    assert told.count() == 1


def test_spoken_with_what_the_pictures_say() -> None:
    place = Place(
        PlaceKind.ROOM, "Lab\u202e", "r", line="hi", moment="09:00", unread=3, own=True,
        locked=True,
    )  # fmt: skip
    words = spoken_place(place)
    assert words.startswith("Lab, hosted by you, asks for a passcode, 3 unread, hi")


def test_moments_are_short() -> None:
    day = day_of(NOON)
    assert ":" in moment_words(NOON, day)
    later = date.fromordinal(day.toordinal() + 2)
    assert moment_words(NOON, later) == "Tue"
    much_later = date.fromordinal(day.toordinal() + 30)
    assert any(c.isdigit() for c in moment_words(NOON, much_later))


def test_the_last_line_of_a_guest_begins_with_that_word(bar: Bar) -> None:
    """However long the name is: what stands behind it would be cut off."""
    said = entry(1, "hi", "guest:10.0.0.64", name="Aylin Demir")
    bar.take(joined(), EntriesArrived(ROOM, (said,)))
    assert bar.place().line == "Guest Aylin Demir: hi"


# --- what the journal remembers ------------------------------------------------------------------


def remembered_room(room: str = ROOM) -> RememberedRoom:
    return RememberedRoom(room, "Design office", "10.0.0.12", 25225, MIN, False, NOON)


def told(*found: RememberedConversation) -> ConversationsRemembered:
    known = MembersKnown(ROOM, (KnownMember(AYLIN, "Aylin Demir", 0, 0, NOON),))
    return ConversationsRemembered(found, (known,))


def test_the_start_shows_every_conversation_without_a_line(bar: Bar) -> None:
    room = bar.conversations.remember(remembered_room()).room
    room.my_device_id = ME
    bar.take(
        told(
            RememberedConversation(ROOM, "", "", entry(7, "last words", MIN), 5, 2),
            RememberedConversation(ROOM, AYLIN, "Aylin", entry(6, "psst", AYLIN, ME), 6, 0, "dr"),
        )
    )
    assert (bar.place().line, bar.place().unread) == ("Zhang Min: last words", 2)
    assert bar.place().moment
    assert not bar.place().here
    assert bar.titles(PlaceKind.DIRECT) == ["Aylin Demir"]
    direct = bar.place(ROOM, AYLIN)
    assert (direct.line, direct.line_kind) == ("dr", LineKind.DRAFT)
    assert bar.model.unread() == 2


def test_a_room_that_is_not_shown_is_remembered_when_it_is_joined(bar: Bar) -> None:
    bar.take(told(RememberedConversation(ROOM, AYLIN, "Aylin", entry(6, "psst", AYLIN, ME), 4, 1)))
    assert bar.titles(PlaceKind.DIRECT) == []
    bar.take(joined(6))
    assert bar.place(ROOM, AYLIN).unread == 1
    assert bar.place(ROOM, AYLIN).line == "psst"
    assert bar.conversations.conversation(ROOM).room.old_until == 0, "this is no first visit"


def test_history_is_read_while_nobody_is_in_the_room(bar: Bar) -> None:
    asked: list[object] = []
    bar.conversations.command_wanted.connect(asked.append)
    conversation = bar.conversations.remember(remembered_room())
    conversation.room.my_device_id = ME
    bar.take(told(RememberedConversation(ROOM, AYLIN, "Aylin", entry(6, "x", AYLIN, ME), 6, 0)))
    direct = bar.conversations.conversation(ROOM, AYLIN)
    for model, said in ((conversation, entry(5)), (direct, entry(6, "x", AYLIN, ME))):
        model.open()
        read = asked[-1]
        assert isinstance(read, ReadHistory)
        bar.take(HistoryRead(read, (said,), True, True))
        assert model.rowCount() == 1
    assert not direct.can_write


def test_a_deleted_last_line_says_so(bar: Bar) -> None:
    bar.take(joined(), EntriesArrived(ROOM, (entry(1, "secret", MIN),)))
    gone = replace(entry(2, "", MIN), kind=Kind.DELETE, ref=1, text="")
    bar.take(EntriesArrived(ROOM, (gone,)))
    assert bar.place().line == "Zhang Min: This message was deleted"
