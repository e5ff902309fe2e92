"""What hangs on a message: ticks, the word edited, quotes, reactions, marked words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from lanyard.events import (
    EntriesArrived,
    Entry,
    Kind,
    KnownMember,
    MembersKnown,
    PostQueued,
    Reaction,
)
from lanyard.models.rows import Row
from lanyard.models.spoken import copied_rows, spoken_row
from lanyard.widgets import theme
from lanyard.widgets.message_extras import MOST_CHIPS
from lanyard.widgets.message_log import MessageLog
from lanyard.widgets.message_places import MessageLayout, Zone
from lanyard.widgets.offer_words import Act
from lanyard.widgets.row_menu import RowAct
from lanyard.widgets.text_block import TextBlock
from stage import on_stage
from talk import AYLIN, ME, MIN, NOON, ROOM, Talk, entries, entry, offer

EVIL = "<b>\u202ex</b>\n" * 30


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


@pytest.fixture
def log(talk: Talk, qtbot: QtBot) -> MessageLog:
    made = MessageLog()
    on_stage(qtbot, made, 600, 500)
    made.show_conversation(talk.room)
    return made


def arrive(talk: Talk, *found: Entry) -> None:
    talk.take(EntriesArrived(ROOM, found))


def layout(log: MessageLog, place: int, width: int = 0) -> MessageLayout:
    assert log.conversation is not None
    return log._painter.layout_of(log.conversation.row_at(place), width or log.width())


def zones(log: MessageLog, place: int, act: Act) -> list[Zone]:
    return [zone for zone in layout(log, place).zones if zone.act is act]


def point(log: MessageLog, place: int, inner: QPoint) -> QPoint:
    assert log.conversation is not None
    return log.visualRect(log.conversation.index(place)).topLeft() + inner


def reactions(*emoji: str) -> tuple[Reaction, ...]:
    return tuple(Reaction(f"{n:064x}", f"P{n}", sign) for n, sign in enumerate(emoji))


# --- ticks ---------------------------------------------------------------------------------------


def test_clock_one_tick_two_ticks(talk: Talk, log: MessageLog) -> None:
    talk.take(entries(1, 2, ME))
    talk.post("later")
    talk.take(MembersKnown(ROOM, (KnownMember(AYLIN, "Aylin Demir", 0, 1, 2 * NOON),)))
    assert [layout(log, place).tick for place in range(3)] == ["check-double", "check", "clock"]


def test_an_edit_that_waits_has_a_clock(talk: Talk, log: MessageLog) -> None:
    arrive(talk, entry(1, "typo", ME))
    talk.take(PostQueued(Entry(ROOM, 0, "e" * 32, ME, "", NOON, Kind.EDIT, "word", ref=1)))
    assert layout(log, 0).tick == "clock"


def test_the_tick_names_those_who_do_not_have_it(talk: Talk, log: MessageLog) -> None:
    arrive(talk, entry(1, "hello", ME))
    known = [KnownMember(AYLIN, "Aylin Demir", 0, 0, 2 * NOON)]
    known += [KnownMember(f"{n:064x}", f"P{n:02}", 0, 0, 2 * NOON) for n in range(20)]
    talk.take(MembersKnown(ROOM, tuple(known)))
    log.grab()
    at = point(log, 0, layout(log, 0).tick_rect.center().toPoint())
    tip = log.tip_at(at)
    assert tip.startswith("On the host's disk. Not yet on the disk of Aylin Demir, P00, P01")
    assert tip.endswith("and 9 more")
    talk.take(MembersKnown(ROOM, tuple(replace(member, read_to=1) for member in known)))
    assert log.tip_at(at) == "On everybody's disk"


def test_two_ticks_are_spoken(talk: Talk) -> None:
    talk.take(MembersKnown(ROOM, (KnownMember(AYLIN, "A", 0, 9, NOON),)), entries(1, 1, ME))
    assert "everybody has it: text 1" in spoken_row(talk.room.row_at(0))


# --- edited and deleted --------------------------------------------------------------------------


def test_edited_is_a_word(talk: Talk, log: MessageLog) -> None:
    arrive(talk, replace(entry(1, "word"), change="edited"))
    assert layout(log, 0).meta.startswith("edited ")
    assert spoken_row(talk.room.row_at(0)).endswith("word (edited)")


def test_a_deleted_message_leaves_words_of_ours(talk: Talk, log: MessageLog) -> None:
    gone = replace(offer(1), offer=None, text="", change="deleted")
    arrive(talk, gone, replace(entry(2, "", AYLIN), text="", change="deleted", ref=1))
    made = layout(log, 1)
    assert made.quiet
    assert made.quote is None
    assert made.text is not None
    assert made.text.lines == 1
    assert {zone.act for zone in layout(log, 0).zones} == {Act.DAY}
    row = talk.room.row_at(0)
    assert copied_rows([row], "") == "This message was deleted"
    assert spoken_row(row).endswith("This message was deleted")
    log.grab()


# --- quotes --------------------------------------------------------------------------------------


def test_a_quote_stands_in_the_bubble_and_leads_to_what_it_quotes(
    talk: Talk, log: MessageLog, qtbot: QtBot
) -> None:
    arrive(talk, entry(1, "x " * 500, MIN), replace(entry(2, "ok"), ref=1))
    (zone,) = zones(log, 1, Act.QUOTED)
    made = layout(log, 1)
    assert made.bubble.contains(zone.rect)
    assert zone.rect.height() == theme.scaled(40)
    assert made.text_y >= zone.rect.bottom()
    with qtbot.waitSignal(log.acted) as heard:
        at = point(log, 1, zone.rect.center().toPoint())
        qtbot.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert heard.args == [RowAct(talk.room.row_at(1), Act.QUOTED)]
    assert "in answer to Zhang Min" in spoken_row(talk.room.row_at(1))


def test_a_quote_that_is_not_here_says_so(talk: Talk, log: MessageLog) -> None:
    arrive(talk, replace(entry(2, "ok"), ref=1))
    quote = layout(log, 0).quote
    assert quote is not None
    assert quote.text == "A message that is not on this computer"
    assert quote.name == ""
    log.grab()


def test_a_stranger_in_a_quote_stays_in_his_line(talk: Talk, log: MessageLog) -> None:
    evil = entry(1, EVIL, "e5" * 32, name=EVIL)
    arrive(talk, evil, replace(entry(2, "ok"), ref=1))
    for width in (300, 600):
        made = layout(log, 1, width)
        assert made.quote is not None
        assert "\n" not in made.quote.text + made.quote.name
        assert "\u202e" not in made.quote.text + made.quote.name
        assert made.bubble.right() <= width
    log.grab()


# --- reactions -----------------------------------------------------------------------------------


def test_reactions_stand_below_the_bubble_the_most_frequent_first(
    talk: Talk, log: MessageLog, qtbot: QtBot
) -> None:
    said = (*reactions("🎉", "👍", "👍"), Reaction(ME, "Chen Wei", "👍"))
    arrive(talk, replace(entry(1), reactions=said))
    chips = zones(log, 0, Act.REACT)
    assert [(chip.argument, chip.word, chip.mine) for chip in chips] == [
        ("👍", "👍 3", True),
        ("🎉", "🎉 1", False),
    ]
    made = layout(log, 0)
    assert all(chip.rect.top() > made.bubble.bottom() for chip in chips)
    assert chips[0].rect.left() == made.bubble.left()
    assert made.height >= chips[0].rect.bottom()
    at = point(log, 0, chips[0].rect.center().toPoint())
    assert log.tip_at(at) == "👍 P1, P2, you"
    with qtbot.waitSignal(log.acted) as heard:
        qtbot.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert heard.args == [RowAct(talk.room.row_at(0), Act.REACT, "👍")]
    assert "P0 🎉" in spoken_row(talk.room.row_at(0))


def test_reactions_to_mine_end_where_my_bubble_ends(talk: Talk, log: MessageLog) -> None:
    arrive(talk, replace(entry(1, "hi", ME), reactions=reactions("🎉", "👍")))
    last = zones(log, 0, Act.REACT)[-1]
    assert last.rect.right() == layout(log, 0).bubble.right()


@pytest.mark.parametrize("width", [300, 600])
def test_no_crowd_of_emoji_pushes_the_talk_away(talk: Talk, log: MessageLog, width: int) -> None:
    wild = [EVIL + str(n) for n in range(1000)]
    arrive(talk, replace(entry(1), reactions=reactions(*wild)))
    made = layout(log, 0, width)
    chips = [zone for zone in made.zones if zone.act is Act.REACT]
    assert len(chips) == MOST_CHIPS
    assert all(chip.rect.right() <= width for chip in chips)
    assert not any("\n" in chip.word or "\u202e" in chip.word for chip in chips)
    assert made.height < 500
    log.grab()


def test_enter_does_not_react(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    arrive(talk, replace(entry(1), reactions=reactions("👍")))
    qtbot.keyClick(log, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(log.acted):
        qtbot.keyClick(log, Qt.Key.Key_Return)


# --- the menu ------------------------------------------------------------------------------------


def acts(log: MessageLog, row: Row) -> list[Act]:
    menu = log.menu_of(row)
    assert menu is not None
    found = [act.act for act in menu.acts() if act.act is not Act.REACT]
    menu.deleteLater()
    return found


def test_the_menu_offers_what_can_be_done(talk: Talk, log: MessageLog) -> None:
    arrive(talk, entry(1), entry(2, "mine", ME), replace(entry(3, "gone"), change="deleted"))
    talk.post("waits")
    rows = [talk.room.row_at(place) for place in range(4)]
    assert acts(log, rows[0]) == [Act.REPLY, Act.MORE_EMOJI, Act.COPY]
    assert acts(log, rows[1]) == [Act.REPLY, Act.MORE_EMOJI, Act.COPY, Act.EDIT, Act.DELETE]
    assert acts(log, rows[2]) == [Act.COPY]
    assert acts(log, rows[3]) == [Act.COPY]
    talk.room.room.own = True
    assert Act.DELETE in acts(log, rows[0]), "the host may take back anything"


def test_a_link_in_the_menu_is_plain_text(talk: Talk, log: MessageLog) -> None:
    arrive(talk, replace(entry(2, "http://a.example/?a=1&b=2"), ref=1))
    menu = log.menu_of(talk.room.row_at(0))
    assert menu is not None
    assert "Open http://a.example/?a=1&&b=2" in [action.text() for action in menu.actions()]
    assert "Go to the answered message" in [action.text() for action in menu.actions()]
    menu.deleteLater()


def test_reacting_from_the_menu(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    arrive(talk, entry(1))
    menu = log.menu_of(talk.room.row_at(0))
    assert menu is not None
    with qtbot.waitSignal(log.acted) as heard:
        menu.actions()[1].menu().actions()[0].trigger()
    assert heard.args[0].act is Act.REACT
    assert heard.args[0].argument == "👍"
    menu.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_any_emoji_of_the_grid_is_a_reaction(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    arrive(talk, entry(1))
    log._chosen(RowAct(talk.room.row_at(0), Act.MORE_EMOJI))
    assert log._grid is not None
    assert log._grid.isVisible()
    with qtbot.waitSignal(log.acted) as heard:
        log._grid.chosen.emit("🚀")
    assert heard.args == [RowAct(talk.room.row_at(0), Act.REACT, "🚀")]
    log._grid.hide()


def test_delete_asks_for_my_own_rows_only(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    arrive(talk, entry(1), entry(2, "mine", ME))
    qtbot.keyClick(log, Qt.Key.Key_Up)
    with qtbot.waitSignal(log.acted) as heard:
        qtbot.keyClick(log, Qt.Key.Key_Delete)
    assert heard.args == [RowAct(talk.room.row_at(1), Act.DELETE)]
    qtbot.keyClick(log, Qt.Key.Key_Up)
    with qtbot.assertNotEmitted(log.acted):
        qtbot.keyClick(log, Qt.Key.Key_Delete)


def test_the_day_chip_asks_for_a_day(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    arrive(talk, entry(1))
    (zone,) = zones(log, 0, Act.DAY)
    with qtbot.waitSignal(log.day_wanted) as heard:
        at = point(log, 0, zone.rect.center().toPoint())
        qtbot.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert heard.args[0] == talk.room.row_at(0).new_day


# --- marked words --------------------------------------------------------------------------------


def marked(block: TextBlock) -> list[str]:
    """Return what is marked, in the words of the text."""
    found = []
    for made, _, _ in block._layouts:
        text = made.text().encode("utf-16-le")
        for piece in made.formats():
            if piece.format.hasProperty(piece.format.Property.BackgroundBrush):
                cut = text[2 * piece.start : 2 * (piece.start + piece.length)]
                found.append(cut.decode("utf-16-le"))
    return found


def test_words_that_are_looked_for_are_marked(talk: Talk, log: MessageLog) -> None:
    arrive(talk, entry(1, "🚀 The Plan\nof the floor: 平面图 and planning"), entry(2, "no"))
    log.mark_words("plan")
    first, second = layout(log, 0).text, layout(log, 1).text
    assert first is not None
    assert second is not None
    assert marked(first) == ["Plan", "plan"]
    assert marked(second) == []
    log.mark_words("平面")
    first = layout(log, 0).text
    assert first is not None
    assert marked(first) == ["平面"]
    log.grab()
    log.mark_words("")
    first = layout(log, 0).text
    assert first is not None
    assert marked(first) == []
