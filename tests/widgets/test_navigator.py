"""The whole window with an engine that only tells: what leads where."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from lanyard.application import Application
from lanyard.commands import Broadcast, Host, Join, Rename, SetGuests
from lanyard.events import (
    Address,
    Code,
    CommandFailed,
    ConversationsRemembered,
    EntriesArrived,
    Failure,
    HostFailed,
    JoinChanged,
    Joined,
    JoinState,
    NearRoom,
    RememberedConversation,
    RememberedRoom,
    RoomClosed,
    RoomOpened,
    RoomsNear,
    RoomsRemembered,
)
from lanyard.models.places import PlaceKind
from lanyard.settings import SettingsKeeper, SettingsStore
from lanyard.widgets import tray
from shell import Shell
from talk import AYLIN, ME, MIN, NOON, ROOM, entry, joined, lost, member

OWN = "0e" * 16
NEAR = NearRoom("0f" * 16, "Print shop", "PC", ("10.0.0.77",), 4000, MIN, 2, False, 1)


def opened() -> RoomOpened:
    addresses = (Address("10.0.0.40", "Wi-Fi"),)
    return RoomOpened(OWN, "Chen’s room", 25225, addresses, ME, False, NOON, 25225)


def own_joined() -> Joined:
    people = (member(ME, 1),)
    return Joined("own", OWN, "Chen’s room", "127.0.0.1", 25225, ME, 1, ME, people, 0, own=True)


def title(shell: Shell) -> str:
    return shell.window.windowTitle()


def key(shell: Shell, keys: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    pressed = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        pressed |= modifier
    QTest.keyClick(shell.window, keys, pressed)


CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def settle(shell: Shell) -> None:
    shell.program.places.refresh()


def test_at_first_there_is_only_the_first_page(shell: Shell) -> None:
    assert shell.window.page() is shell.window.first_start
    assert shell.window.side_bar.isHidden()
    assert shell.engine.life == ["start"]


def test_hosting_shows_where_others_come_to(shell: Shell) -> None:
    shell.window.first_start.host_card.button.click()
    assert shell.engine.last(Host).name == "Chen Wei"
    shell.engine.say(opened(), own_joined())
    settle(shell)
    assert shell.window.page() is shell.window.server
    assert shell.window.side_bar.isVisible()
    assert shell.window.server.header.title() == "Chen’s room"


def test_my_room_has_two_views(shell: Shell) -> None:
    shell.engine.say(opened(), own_joined())
    shell.window.server.view.chosen.emit(0)
    assert shell.window.page() is shell.window.conversation
    assert shell.window.own_view.isVisible()
    shell.window.own_view.chosen.emit(1)
    assert shell.window.page() is shell.window.server
    assert shell.window.own_view.current() == 0


def test_joining_opens_the_conversation(shell: Shell) -> None:
    shell.engine.say(joined())
    assert shell.window.page() is shell.window.conversation
    assert not shell.window.own_view.isVisible()
    assert title(shell) == "Design office – Lanyard"


def test_a_reconnect_leaves_me_where_i_am(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.window.side_bar.tool_chosen.emit("broadcast")
    shell.engine.say(lost(), joined())
    assert shell.window.page() is shell.window.broadcast


def test_joining_again_after_leaving_opens_again(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.engine.say(JoinChanged("k", ROOM, JoinState.LEFT, "10.0.0.12", 25225))
    shell.window.side_bar.tool_chosen.emit("transfers")
    shell.engine.say(joined())
    assert shell.window.page() is shell.window.conversation


def test_a_host_that_answered_is_remembered(shell: Shell, tmp_path: Path) -> None:
    form = shell.window.first_start.join_card
    form.host.set_text("printer.local")
    form.button.click()
    join = shell.engine.last(Join)
    assert shell.keeper.settings.joined_hosts == ()
    answered = joined()
    shell.engine.say(
        Joined(join.key, ROOM, "Design office", "10.0.0.12", 25225, MIN, 1, ME, answered.members, 0)
    )
    assert shell.keeper.settings.joined_hosts == ("printer.local",)
    assert SettingsStore(tmp_path).load().joined_hosts == ("printer.local",)


def test_a_failed_host_is_not_remembered(shell: Shell) -> None:
    form = shell.window.first_start.join_card
    form.host.set_text("nobody")
    form.button.click()
    key_ = shell.engine.last(Join).key
    failure = Failure(Code.HOST_UNKNOWN, "nobody")
    shell.engine.say(JoinChanged(key_, "", JoinState.FAILED, "nobody", 25225, failure))
    assert shell.keeper.settings.joined_hosts == ()
    assert form.host.error()


def test_no_passcode_reaches_the_disk(shell: Shell, tmp_path: Path) -> None:
    form = shell.window.first_start.host_card
    form.passcode.set_text("7 orange tree")
    form.button.click()
    assert shell.engine.last(Host).passcode == "7 orange tree"
    shell.engine.say(opened())
    assert "orange" not in (tmp_path / "settings.ini").read_text()


def test_hosting_that_failed_is_said_on_the_first_page(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.engine.say(HostFailed(Failure(Code.PORT_TAKEN, port=25225)))
    assert shell.window.page() is shell.window.first_start
    assert shell.window.first_start.host_card.port.error()


def test_a_closed_room_leads_back(shell: Shell) -> None:
    shell.engine.say(opened(), own_joined())
    shell.engine.say(RoomClosed(OWN))
    assert shell.window.page() is shell.window.first_start


def test_somebody_elses_page_stays_when_my_room_closes(shell: Shell) -> None:
    shell.engine.say(opened(), own_joined(), joined())
    assert shell.window.page() is shell.window.conversation
    shell.engine.say(RoomClosed(OWN))
    assert shell.window.page() is shell.window.conversation


def test_a_room_near_in_the_side_bar_is_joined(shell: Shell) -> None:
    shell.engine.say(joined(), RoomsNear((NEAR,)))
    settle(shell)
    bar = shell.window.side_bar
    row = next(
        row
        for row, place in enumerate(shell.program.places.places())
        if place.kind == PlaceKind.NEAR
    )
    index = shell.program.places.index(row)
    place = bar.list.visualRect(index).center()
    QTest.mouseClick(bar.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    join = shell.engine.last(Join)
    assert (join.host, join.port, join.device_id) == ("10.0.0.77", 4000, MIN)
    joins = [command for command in shell.engine.commands if isinstance(command, Join)]
    assert len(joins) == 1, "one click, one attempt"


def test_arrows_over_a_room_near_join_nothing(shell: Shell) -> None:
    shell.engine.say(joined(), RoomsNear((NEAR,)))
    settle(shell)
    bar = shell.window.side_bar
    bar.list.setFocus()
    for _ in range(4):
        QTest.keyClick(bar.list, Qt.Key.Key_Down)
    assert not [command for command in shell.engine.commands if isinstance(command, Join)]
    QTest.keyClick(bar.list, Qt.Key.Key_Return)
    assert shell.engine.last(Join).host == "10.0.0.77"


def test_nobody_near_explains_itself(shell: Shell) -> None:
    shell.window.first_start.why_wanted.emit()
    assert shell.window.page() is shell.window.why
    shell.window.why.host_wanted.emit()
    assert shell.window.page() is shell.window.first_start
    assert shell.window.first_start.host_card.button.isDefault()


def test_direct_conversations(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.window.conversation.direct_wanted.emit(ROOM, AYLIN)
    assert title(shell) == "Aylin Demir – Lanyard"
    settle(shell)
    current = shell.window.side_bar.list.currentIndex()
    assert current.data() == "Aylin Demir"


def test_direct_conversations_of_earlier_visits_come_back(shell: Shell) -> None:
    shell.engine.say(joined())
    psst = entry(1, "psst", AYLIN, ME)
    direct = RememberedConversation(ROOM, AYLIN, "Aylin Demir", psst, 0, 1)
    shell.engine.say(ConversationsRemembered((direct,)))
    settle(shell)
    assert shell.program.places.row_of(ROOM, AYLIN) >= 0


def test_rooms_of_earlier_visits_can_be_joined_again(shell: Shell) -> None:
    shell.engine.say(
        RoomsRemembered((RememberedRoom(ROOM, "Design office", "10.0.0.12", 4000, MIN, False, 1),))
    )
    settle(shell)
    place = shell.window.side_bar.places_in_order()[0]
    shell.window.side_bar.place_chosen.emit(place)
    assert shell.window.page() is shell.window.conversation
    shell.window.conversation.rejoin_wanted.emit(ROOM)
    join = shell.engine.last(Join)
    assert (join.host, join.port, join.device_id) == ("10.0.0.12", 4000, MIN)
    failure = Failure(Code.HOST_SILENT, "10.0.0.12", 4000)
    shell.engine.say(JoinChanged(join.key, "", JoinState.FAILED, "10.0.0.12", 4000, failure))
    room = shell.program.conversations.room(ROOM)
    assert room is not None
    assert room.failure == failure, "the room itself says why"


@pytest.mark.parametrize("code", [Code.PASSCODE_NEEDED, Code.IDENTITY_CHANGED])
def test_what_only_a_person_can_mend_is_asked_in_the_form(shell: Shell, code: Code) -> None:
    shell.engine.say(joined(), lost())
    failure = Failure(code, "10.0.0.12", 25225)
    shell.engine.say(JoinChanged("k", ROOM, JoinState.FAILED, "10.0.0.12", 25225, failure))
    first = shell.window.first_start
    assert shell.window.page() is first
    assert first.join_card.host.text() == "10.0.0.12"
    assert first.join_card.passcode.error() or first.join_card.host.error()


def test_my_own_old_room_is_opened_again(shell: Shell) -> None:
    shell.engine.say(RoomsRemembered((RememberedRoom(OWN, "Attic", "", 4000, ME, True, 1),)))
    shell.window.conversation.rejoin_wanted.emit(OWN)
    host = shell.engine.last(Host)
    assert (host.room, host.port, host.name) == ("Attic", 4000, "Chen Wei")


def test_unread_is_said_in_the_title(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.window.side_bar.tool_chosen.emit("broadcast")
    shell.engine.say(EntriesArrived(ROOM, (entry(1, "hi"), entry(2, "there"))))
    settle(shell)
    assert title(shell) == "(2) Lanyard"


def test_a_hostile_room_name_in_the_title(shell: Shell) -> None:
    evil = joined()
    shell.engine.say(
        Joined("k", ROOM, "a\u202e\nb <b>", "10.0.0.12", 25225, MIN, 1, ME, evil.members, 0)
    )
    assert title(shell) == "a b <b> – Lanyard"


def test_what_failed_without_a_place_is_said_over_the_page(shell: Shell) -> None:
    assert shell.window.notice.isHidden()
    shell.engine.say(CommandFailed(Failure(Code.JOURNAL_FAILED, detail="disk I/O error")))
    assert shell.window.notice.isVisible()
    assert "disk I/O error" in shell.window.notice.words()[1]
    close = next(b for b in shell.window.notice.findChildren(QPushButton) if b.text() == "Close")
    close.click()
    assert shell.window.notice.isHidden()


def test_a_room_that_closed_by_itself_says_why(shell: Shell) -> None:
    shell.engine.say(opened(), own_joined())
    shell.engine.say(RoomClosed(OWN, Failure(Code.DISK_FULL)))
    assert "disk is full" in shell.window.notice.words()[1]


# --- keys ----------------------------------------------------------------------------------------


@pytest.fixture
def three(shell: Shell) -> Shell:
    shell.engine.say(opened(), own_joined(), joined())
    shell.engine.say(EntriesArrived(ROOM, (entry(1, "psst", AYLIN, ME),)))
    settle(shell)
    return shell


def test_keys_go_through_the_conversations(three: Shell) -> None:
    key(three, Qt.Key.Key_1, CONTROL)
    assert title(three).endswith("Chen’s room – Lanyard")
    key(three, Qt.Key.Key_Tab, CONTROL)
    assert title(three).endswith("Design office – Lanyard")
    key(three, Qt.Key.Key_Down, ALT)
    assert title(three).endswith("Aylin Demir – Lanyard")
    key(three, Qt.Key.Key_Down, ALT)
    assert title(three).endswith("Chen’s room – Lanyard"), "round and round"
    key(three, Qt.Key.Key_Up, ALT)
    assert title(three).endswith("Aylin Demir – Lanyard")
    key(three, Qt.Key.Key_3, CONTROL)
    assert title(three).endswith("Aylin Demir – Lanyard")
    key(three, Qt.Key.Key_9, CONTROL)
    assert title(three).endswith("Aylin Demir – Lanyard"), "there is no ninth"


def test_keys_for_the_pages(three: Shell) -> None:
    key(three, Qt.Key.Key_B, CONTROL)
    assert three.window.page() is three.window.broadcast
    key(three, Qt.Key.Key_J, CONTROL)
    assert three.window.page() is three.window.transfers
    key(three, Qt.Key.Key_L, CONTROL)
    assert three.window.page() is three.window.conversation
    key(three, Qt.Key.Key_N, CONTROL)
    assert three.window.page() is three.window.first_start


def test_no_key_has_two_owners(three: Shell) -> None:
    key(three, Qt.Key.Key_2, CONTROL)
    three.window.conversation.log.setFocus()
    key(three, Qt.Key.Key_L, CONTROL)
    focus = three.window.focusWidget()
    assert focus is not None
    assert three.window.conversation.composer.isAncestorOf(focus)


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("keys", [(Qt.Key.Key_Comma, CONTROL), (Qt.Key.Key_F1,)])
def test_escape_closes_the_dialogs(shell: Shell, qtbot: QtBot, keys: tuple) -> None:  # type: ignore[type-arg]
    key(shell, *keys)
    dialog = shell.window.findChild(QDialog)
    assert dialog is not None
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_help_lists_every_key_of_the_window(shell: Shell) -> None:
    from lanyard.widgets.main_window import keys

    key(shell, Qt.Key.Key_F1)
    dialog = shell.window.findChild(QDialog)
    assert dialog is not None
    words = [label.text() for label in dialog.findChildren(QLabel)]
    for _, _, meaning in keys():
        assert meaning in words
    dialog.close()


# --- settings ------------------------------------------------------------------------------------


def test_a_new_name_is_told_to_the_engine(shell: Shell) -> None:
    from dataclasses import replace

    shell.keeper.change(replace(shell.keeper.settings, name="Wei Chen"))
    assert shell.engine.last(Rename) == Rename("Wei Chen")
    assert shell.window.first_start.name.text() == "Wei Chen"


def test_the_broadcast_port_is_kept(shell: Shell) -> None:
    shell.window.broadcast.command_wanted.emit(Broadcast("x", 7000))
    assert shell.keeper.settings.broadcast_port == 7000


def test_the_window_comes_back_where_it_was(shell: Shell, tmp_path: Path) -> None:
    shell.window.resize(701, 502)
    place = shell.window.place()
    shell.window.resize(750, 550)
    shell.window.set_place(place)
    assert (shell.window.width(), shell.window.height()) == (701, 502)
    shell.window.set_place(b"nonsense")


def test_the_close_button_quits_without_a_tray(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.window.close_wanted):
        shell.window.close()
    assert not shell.window.isVisible()


class FakeTray(QObject):
    """A tray of a desktop that has one."""

    show_wanted = Signal()
    quit_wanted = Signal()
    said = 0

    def __init__(self, _icon: QIcon, parent: QObject) -> None:
        super().__init__(parent)

    def say_where(self) -> None:
        FakeTray.said += 1

    def hide(self) -> None:
        """Nothing to hide."""


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_with_a_tray_the_window_hides_and_says_so_once(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray, "available", lambda: True)
    monkeypatch.setattr(tray, "Tray", FakeTray)
    FakeTray.said = 0
    keeper = SettingsKeeper(SettingsStore(tmp_path))
    program = Application(qapp, keeper)
    program.show()
    for _ in range(2):
        program.window.close()
        assert not program.window.isVisible()
        program.window.come_to_front()
        assert program.window.isVisible()
    assert FakeTray.said == 1
    assert keeper.settings.tray_said
    program.shut_down()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_with_a_tray_the_window_hides_and_comes_back(shell: Shell) -> None:
    shell.window.may_close = False
    shell.window.close()
    assert shell.window.isVisible(), "whoever made the tray hides it"
    shell.window.hide()
    shell.window.come_to_front()
    assert shell.window.isVisible()


@pytest.mark.parametrize(("width", "narrow"), [(1100, False), (700, False), (699, True)])
def test_the_side_bar_shrinks(three: Shell, width: int, narrow: bool) -> None:
    three.window.resize(width, 600)
    QTest.qWait(1)
    assert (three.window.side_bar.width() < 100) is narrow


def test_what_guests_may_do_is_kept_and_holds_for_the_next_room(shell: Shell) -> None:
    shell.window.server.command_wanted.emit(SetGuests("read"))
    assert shell.engine.last(SetGuests) == SetGuests("read")
    assert shell.keeper.settings.guests == "read"
    card = shell.window.first_start.host_card
    card.room.set_text("Attic")
    card.button.click()
    assert shell.engine.last(Host).guests == "read"
    assert shell.window.server.guests.currentData() == "read"
