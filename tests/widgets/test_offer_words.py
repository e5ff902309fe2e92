"""What an offer says in each state, and what it lets a person do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from lanyard.events import (
    Code,
    EntriesArrived,
    Entry,
    Failure,
    PostQueued,
    TransferState,
)
from lanyard.widgets.offer_words import Act, OfferLook, offer_look
from talk import AYLIN, ME, Talk, lost, offer, transfer


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


def look(talk: Talk, offered: Entry, *transfers: object) -> OfferLook:
    talk.take(EntriesArrived(offered.room, (offered,)))
    for moved in transfers:
        talk.take(moved)  # type: ignore[arg-type]  # events of every kind
    row = talk.room.row_at(0)
    row.transfers = talk.room.room.transfers_of(offered.id)
    return offer_look(row, talk.room.room.link_up)


def test_incoming_offer_asks(talk: Talk) -> None:
    offered = offer(1)
    made = look(talk, offered, transfer(offered, TransferState.OFFERED))
    assert made.title == "plan.pdf"
    assert made.facts == "1.0 MB"
    assert made.acts == (Act.ACCEPT, Act.DECLINE)
    assert made.accept_word == "Accept"
    assert made.share is None


def test_several_files_are_counted_on_the_button(talk: Talk) -> None:
    offered = offer(1, names=("a", "b", "c"))
    made = look(talk, offered, transfer(offered, TransferState.OFFERED))
    assert made.title == "a and 2 more"
    assert made.accept_word == "Accept 3 files, 3.0 MB"
    assert made.acts == (Act.ACCEPT, Act.CHOOSE_FILES, Act.DECLINE)


def test_running_says_progress_speed_and_time(talk: Talk) -> None:
    offered = offer(1)
    running = transfer(offered, TransferState.RUNNING, 500_000, speed=250_000.0, seconds_left=2.0)
    made = look(talk, offered, running)
    assert made.facts == "0.5 of 1.0 MB, 250 kB/s, 2 s left"
    assert made.share == 0.5
    assert not made.waits
    assert made.acts == (Act.CANCEL, Act.PAUSE)


def test_no_speed_while_the_line_is_down(talk: Talk) -> None:
    offered = offer(1)
    running = transfer(offered, TransferState.RUNNING, 500_000, speed=9e6, seconds_left=2.0)
    made = look(talk, offered, running, lost())
    assert made.facts == "0.5 of 1.0 MB, waits for the connection"
    assert made.waits
    assert made.share == 0.5


@pytest.mark.parametrize("state", list(TransferState))
@pytest.mark.parametrize("incoming", [True, False])
@pytest.mark.parametrize("up", [True, False])
def test_every_state_has_words(talk: Talk, state: TransferState, incoming: bool, up: bool) -> None:
    offered = offer(1, author=AYLIN if incoming else ME)
    talk.take(EntriesArrived(offered.room, (offered,)), transfer(offered, state, 1, incoming))
    if not up:
        talk.take(lost())
    row = talk.room.row_at(0)
    made = offer_look(row, up)
    assert made.title
    assert made.facts
    assert "/s" not in made.facts or up


def test_failure_is_a_sentence(talk: Talk) -> None:
    offered = offer(1)
    failed = transfer(offered, TransferState.FAILED, failure=Failure(Code.SENDER_GONE))
    made = look(talk, offered, failed)
    assert made.trouble
    assert made.facts.endswith(".")
    assert not made.acts


def test_saved_can_be_shown_in_its_folder(talk: Talk) -> None:
    offered = offer(1)
    done = transfer(offered, TransferState.DONE, 1_000_000, paths=("/home/me/plan.pdf",))
    made = look(talk, offered, done)
    assert made.facts == "1.0 MB, saved"
    assert made.acts == (Act.SHOW_FOLDER, Act.OPEN)


def test_my_offer_to_the_room_sums_up_its_receivers(talk: Talk) -> None:
    offered = offer(1, author=ME)
    waits = transfer(offered, TransferState.OFFERED, incoming=False, peer="")
    assert look(talk, offered, waits).facts == "1.0 MB, waits for an answer"
    one = transfer(
        offered, TransferState.RUNNING, 250_000, False, id="o/1", speed=1e6, seconds_left=1.0
    )
    two = transfer(offered, TransferState.RUNNING, 750_000, False, id="o/2", speed=1e6)
    assert look(talk, offered, one).facts == "0.3 of 1.0 MB, 1.0 MB/s, 1 s left"
    both = look(talk, offered, two)
    assert both.facts == "1.0 MB, going to 2 people"
    assert both.share == 0.5
    ended = [
        transfer(offered, TransferState.DONE, 1_000_000, False, id=key, peer_name="Bo")
        for key in ("o/1", "o/2")
    ]
    assert look(talk, offered, ended[0], ended[1]).facts == "1.0 MB, 2 people have it"


def test_offer_in_the_outbox_waits(talk: Talk) -> None:
    offered = offer(0, author=ME)
    talk.take(PostQueued(offered))
    assert offer_look(talk.room.row_at(0), True).facts == "1.0 MB, waits for the connection"


def test_hostile_file_name_is_one_plain_line(talk: Talk) -> None:
    offered = offer(1, names=("\u202egpj.exe\n<b>\0",))
    made = look(talk, offered)
    assert made.title == "gpj.exe <b>␀"


def test_a_folder_tells_its_name_and_counts_files_on_a_line_of_their_own(talk: Talk) -> None:
    plain = offer(1, names=("p/a", "p/b"))
    assert plain.offer is not None
    whole = replace(plain.offer, folder="p", all_files=1204, all_bytes=96_000_000)
    offered = replace(plain, offer=whole)
    running = transfer(
        offered, TransferState.RUNNING, 41_000_000, files=1204, files_done=312, size=96_000_000,
        speed=12e6, seconds_left=5.0,
    )  # fmt: skip
    made = look(talk, offered, running)
    assert (made.title, made.icon) == ("p", "folder")
    assert made.facts == "312 of 1204 files\n41.0 of 96.0 MB, 12.0 MB/s, 5 s left"


def test_waiting_and_paused_say_why_and_can_go_on(talk: Talk) -> None:
    offered = offer(1)
    why = Failure(Code.SENDER_GONE)
    waits = look(talk, offered, transfer(offered, TransferState.WAITING, 500_000, failure=why))
    assert waits.facts == "0.5 of 1.0 MB. Waits for Aylin Demir; goes on by itself."
    assert waits.acts == (Act.CANCEL, Act.RESUME)
    assert waits.waits
    paused = look(talk, offered, transfer(offered, TransferState.PAUSED, 500_000))
    assert paused.facts == "paused at 0.5 of 1.0 MB"
    assert paused.acts == (Act.CANCEL, Act.RESUME)


def test_what_is_missing_of_a_finished_offer_is_said(talk: Talk) -> None:
    offered = offer(1, names=("a", "b", "c"))
    done = transfer(offered, TransferState.DONE, 2_000_000, files_failed_count=1, paths=("/d/a",))
    made = look(talk, offered, done)
    assert made.trouble
    assert made.facts.endswith("saved. 1 files did not come.")
    assert made.acts == (Act.SHOW_FOLDER,)
