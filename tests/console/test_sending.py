"""What ``send`` and ``join`` make of single events, without an engine."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from lanyard import commands as c
from lanyard import events as e
from lanyard.console import file_sending
from lanyard.console.arguments import parse
from lanyard.console.file_sending import Send
from lanyard.console.output import Output
from lanyard.console.room_tasks import is_welcome

ME, ANNA, BOB = (digit * 64 for digit in "0ab")
MEMBERS = (
    e.Member(1, ANNA, "Anna", host=True), e.Member(2, BOB, "Bob"), e.Member(3, ME, "Script"),
)  # fmt: skip
JOINED = e.Joined("k", "r", "Room", "10.0.0.1", 1, ANNA, 3, ME, MEMBERS, 0)
S = e.TransferState


class Run:
    """One ``send`` that is told what happens."""

    def __init__(self, *words: str) -> None:
        self.parent = QObject()
        arguments = parse(["send", "10.0.0.1", *words, "--json"])
        self.task = Send(arguments, Output(as_json=True), self.parent)
        self.commands = QSignalSpy(self.task.command_wanted)
        self.ended = QSignalSpy(self.task.ended)
        self.task.start()
        self.task.take(JOINED)

    def ordered(self, kind: type) -> list[Any]:
        """The commands of one kind so far."""
        every = [self.commands.at(number)[0] for number in range(self.commands.count())]
        return [one for one in every if isinstance(one, kind)]

    def tell(self, state: e.TransferState, peer: e.Member, **more: Any) -> None:
        """One transfer of the first offer to this person is at ``state``."""
        offer = next(one.id for one in self.ordered(c.OfferFiles) if one.to in ("", peer.device_id))
        self.task.take(transfer(offer, state, peer, **more))

    def status(self) -> int | None:
        """With what it ended, if it has."""
        return self.ended.at(0)[0] if self.ended.count() else None


def transfer(
    offer: str, state: e.TransferState, peer: e.Member, incoming: bool = False, **more: Any
) -> e.TransferChanged:
    change = e.TransferChanged(
        f"{offer}/{peer.device_id}", offer, "r", incoming, state, peer.device_id, peer.name,
        "plan.pdf", 1, 1_000,
    )  # fmt: skip
    return replace(change, **more)


@pytest.fixture
def plan(tmp_path: Path) -> str:
    (tmp_path / "plan.pdf").write_bytes(bytes(1_000))
    return str(tmp_path / "plan.pdf")


def test_each_person_gets_an_offer_of_their_own_and_everybody_is_waited_for(
    qtbot: QtBot, plan: str
) -> None:
    run = Run(plan, "--to", "bob", "--to", "Anna")
    assert [one.to for one in run.ordered(c.OfferFiles)] == [BOB, ANNA]
    run.tell(S.RUNNING, MEMBERS[0])
    run.tell(S.DONE, MEMBERS[0])
    assert not run.ordered(c.Leave)
    run.tell(S.DONE, MEMBERS[1])
    assert run.ordered(c.Leave) == [c.Leave("r")]
    run.task.take(e.JoinChanged("k", "r", e.JoinState.LEFT, "10.0.0.1", 1))
    assert run.status() == 0


def test_one_who_did_not_get_it_is_a_sentence_and_status_1(
    qtbot: QtBot, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(plan)
    (order,) = run.ordered(c.OfferFiles)
    assert order.to == ""
    run.tell(S.DONE, MEMBERS[0])
    run.tell(S.DECLINED, MEMBERS[1], failure=e.Failure(e.Code.DECLINED, name="Bob"))
    run.task.take(e.JoinChanged("k", "r", e.JoinState.LEFT, "10.0.0.1", 1))
    assert run.status() == 1
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert "Bob" in errors


def test_files_that_failed_are_named_and_counted(
    qtbot: QtBot, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(plan, "--to", "Bob")
    gone = e.FileFailed("b/x.txt", e.Failure(e.Code.SENDER_FILE_GONE, name="x.txt"))
    bad = e.FileFailed("y.txt", e.Failure(e.Code.DIGEST_WRONG, name="y.txt"))
    run.tell(S.RUNNING, MEMBERS[1], files_failed=(gone,), files_failed_count=1)
    run.tell(S.RUNNING, MEMBERS[1], files_failed=(gone, bad), files_failed_count=2)
    run.tell(S.DONE, MEMBERS[1], files_failed=(gone, bad), files_failed_count=2, files_done=3)
    said = capsys.readouterr()
    told = [json.loads(line) for line in said.out.splitlines()]
    failed = [(one["name"], one["code"]) for one in told if one["event"] == "file_failed"]
    assert failed == [("b/x.txt", "sender_file_gone"), ("y.txt", "digest_wrong")]
    assert said.err.count("\n") == 1
    assert "2 file" in said.err
    run.task.take(e.JoinChanged("k", "r", e.JoinState.LEFT, "10.0.0.1", 1))
    assert run.status() == 1


def test_waiting_and_pausing_are_told_once(
    qtbot: QtBot, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(plan, "--to", "Bob")
    full = e.Failure(e.Code.RECEIVER_DISK_FULL, name="Bob")
    for state, failure in (
        (S.RUNNING, None), (S.WAITING, full), (S.WAITING, full), (S.RUNNING, None),
        (S.PAUSED, e.Failure(e.Code.PAUSED_THERE, name="Bob")), (S.RUNNING, None),
    ):  # fmt: skip
        run.tell(state, MEMBERS[1], failure=failure, moved=500)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    rests = [(one["event"], one["code"]) for one in told if one["event"].endswith(("ing", "sed"))]
    assert rests == [
        ("transfer_waiting", "receiver_disk_full"),
        ("transfer_paused", "paused_there"),
    ]
    assert run.status() is None


def test_who_has_begun_may_come_back(
    qtbot: QtBot, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sending, "_BACK_SECONDS", 0.0)
    run = Run(plan, "--to", "Bob")
    run.tell(S.RUNNING, MEMBERS[1])
    run.task.take(e.MemberLeft("r", MEMBERS[1], lost=True))
    run.task.take(e.MemberJoined("r", replace(MEMBERS[1], number=9)))
    run.task._on_watch()
    assert run.status() is None
    run.tell(S.DONE, MEMBERS[1])
    assert run.ordered(c.Leave)


def test_who_does_not_come_back_is_given_up_and_can_be_gone_on_with(
    qtbot: QtBot, plan: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(file_sending, "_BACK_SECONDS", 0.0)
    run = Run(plan, "--to", "Bob")
    run.tell(S.RUNNING, MEMBERS[1])
    run.task.take(e.MemberLeft("r", MEMBERS[1], lost=True))
    qtbot.waitUntil(lambda: run.status() is not None)
    assert run.status() == 1
    assert not run.ordered(c.Leave), "leaving would take the offer back"
    errors = capsys.readouterr().err
    assert "Bob" in errors
    assert "--resume" in errors


def lose_the_room(run: Run) -> None:
    gone = e.Failure(e.Code.LINK_LOST, name="Room")
    run.task.take(e.JoinChanged("k", "r", e.JoinState.WAITING, "10.0.0.1", 1, gone, retry_in=1.0))


@pytest.mark.parametrize("state", [S.OFFERED, S.WAITING])
def test_a_receiver_that_goes_with_its_room_is_not_waited_for_forever(
    qtbot: QtBot,
    plan: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    state: S,
) -> None:
    """Anna hosts: nobody is left to say that she has gone."""
    monkeypatch.setattr(file_sending, "_BACK_SECONDS", 0.0)
    run = Run(plan, "--to", "Anna", "--to", "Bob")
    for member in MEMBERS[:2]:
        run.tell(state, member)
    lose_the_room(run)
    qtbot.waitUntil(lambda: run.status() is not None)
    assert run.status() == 1
    assert not run.ordered(c.Leave)
    said = capsys.readouterr()
    assert [name in said.err for name in ("Anna", "Bob", "--resume")] == [True] * 3
    told = [json.loads(line) for line in said.out.splitlines()]
    assert [one["transfers"] for one in told if one["event"] == "resumable"] == [2]


def test_a_room_that_comes_back_is_gone_on_in(
    qtbot: QtBot, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_sending, "_BACK_SECONDS", 0.0)
    run = Run(plan, "--to", "Anna")
    lose_the_room(run)
    run.task.take(JOINED)
    run.task._on_watch()
    assert run.status() is None


def test_a_room_that_takes_nobody_back_leaves_the_offer(
    qtbot: QtBot, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(plan, "--to", "Anna")
    failure = e.Failure(e.Code.BANNED, name="Room")
    run.task.take(e.JoinChanged("k", "r", e.JoinState.FAILED, "10.0.0.1", 1, failure))
    assert run.status() == 1
    assert "--resume" in capsys.readouterr().err


def test_after_an_interruption_it_says_how_it_goes_on(
    qtbot: QtBot, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(plan, "--to", "Anna")
    run.task.interrupt()
    assert run.status() == 1
    errors = capsys.readouterr().err
    assert "The offer stays" in errors
    assert "--resume" in errors


def test_who_leaves_without_an_answer_is_not_waited_for(qtbot: QtBot, plan: str) -> None:
    run = Run(plan)
    for member in MEMBERS[:2]:
        run.task.take(e.MemberLeft("r", member))
    assert run.ordered(c.Leave)
    run.task.take(e.JoinChanged("k", "r", e.JoinState.LEFT, "10.0.0.1", 1))
    assert run.status() == 1


@pytest.mark.parametrize("kept", [True, False])
def test_what_is_for_one_person_who_leaves_goes_to_the_host(
    qtbot: QtBot, plan: str, kept: bool
) -> None:
    run = Run(plan, "--to", "Bob")
    run.tell(S.OFFERED, MEMBERS[1])
    run.task.take(e.MemberLeft("r", MEMBERS[1]))
    assert not run.ordered(c.Leave), "the host may keep it"
    if kept:
        run.tell(S.RUNNING, MEMBERS[1], at_server=True)
        run.tell(S.LEFT, MEMBERS[1], at_server=True, until=1_800_000_000_000)
        assert run.ordered(c.Leave)
        run.task.take(e.JoinChanged("k", "r", e.JoinState.LEFT, "10.0.0.1", 1))
        assert run.status() == 0
    else:
        run.tell(S.WAITING, MEMBERS[1], failure=e.Failure(e.Code.SPOOL_FULL, name="Bob"))
        assert run.status() == 1, "the offer stays for --resume"


def test_resume_lets_go_on_what_was_paused_and_reports_what_ends_at_once(qtbot: QtBot) -> None:
    run = Run("--resume")
    run.task.take(transfer("0f" * 16, S.PAUSED, MEMBERS[1], moved=7))
    run.task.take(transfer("0e" * 16, S.WAITING, MEMBERS[0]))
    assert run.ordered(c.ResumeTransfer) == [c.ResumeTransfer(f"{'0f' * 16}/{BOB}")]
    run.task.take(transfer("0e" * 16, S.DONE, MEMBERS[0]))
    run.task.take(transfer("0f" * 16, S.DONE, MEMBERS[1]))
    assert not run.ordered(c.Leave), "there may be more"
    qtbot.waitUntil(lambda: bool(run.ordered(c.Leave)))
    run.task.take(e.JoinChanged("k", "r", e.JoinState.LEFT, "10.0.0.1", 1))
    assert run.status() == 0


@pytest.mark.parametrize(
    ("senders", "members", "welcome"),
    [
        ([], MEMBERS, True),
        (["bob"], MEMBERS, True),
        (["Anna"], MEMBERS, False),
        (["Anna", "Bob"], MEMBERS, True),
        ([BOB[:8]], MEMBERS, True),
        ([BOB[:7]], MEMBERS, False),
        (["Bob"], (*MEMBERS, e.Member(7, "c" * 64, "BOB")), False),
        (["Bob", BOB], (*MEMBERS, e.Member(7, "c" * 64, "BOB")), True),
        (["Bob"], (*MEMBERS, e.Member(7, e.GUEST + "10.0.0.9", "Bob")), True),
        (["Bob"], (), True),
    ],
)
def test_whose_files_are_welcome(
    senders: list[str], members: tuple[e.Member, ...], welcome: bool
) -> None:
    change = transfer("0f" * 16, S.OFFERED, MEMBERS[1], incoming=True)
    here = {member.number: member for member in members}
    assert is_welcome(change, senders, here, JOINED) is welcome
