"""Guests in the console: what may come in is an option, and whoever did is marked as a guest."""

from __future__ import annotations

import json

import pytest
from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine
from lanyard import commands as c
from lanyard import events as e
from lanyard.console.arguments import parse
from lanyard.console.output import Output
from lanyard.console.room_tasks import Host, find_member
from talk import AYLIN, MIN, ROOM, entry, joined, member

SENSOR = e.Member(20, "guest:10.0.0.64", "sensor-7")
Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("typed", "guests"), [([], "yes"), (["--guests", "read"], "read"), (["--guests", "no"], "no")]
)
def test_the_option_reaches_the_engine(qtbot: QtBot, typed: list[str], guests: str) -> None:
    engine = FakeEngine()
    arguments = parse(["host", "--name", "Chen Wei", *typed])
    task = Host(arguments, Output(as_json=False), engine)
    task.command_wanted.connect(engine.do)
    task.start()
    assert engine.last(c.Host).guests == guests


def test_another_word_is_a_mistake() -> None:
    with pytest.raises(SystemExit):
        parse(["host", "--guests", "maybe"])


def test_what_a_guest_says_is_marked_for_people(capsys: Captured) -> None:
    output = Output(as_json=False)
    output.entry(entry(1, "temp=23", SENSOR.device_id, name="Aylin Demir"))
    output.entry(entry(2, "not me"))
    assert capsys.readouterr().out.splitlines() == [
        "Aylin Demir (guest 10.0.0.64): temp=23",
        "Aylin Demir: not me",
    ]


def test_what_a_guest_says_is_marked_for_programs(capsys: Captured) -> None:
    output = Output(as_json=True)
    output.entry(entry(1, "temp=23", SENSOR.device_id, name="sensor-7"))
    output.entry(entry(2, "hello"))
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said[0]["guest"] == "10.0.0.64"
    assert "guest" not in said[1]


def test_a_guest_comes_and_goes_as_one(capsys: Captured) -> None:
    output = Output(as_json=False)
    output.member(e.MemberJoined(ROOM, SENSOR))
    output.member(e.MemberLeft(ROOM, SENSOR))
    output.member(e.MemberLeft(ROOM, member(AYLIN)))
    assert capsys.readouterr().out.splitlines() == [
        "* sensor-7 (guest 10.0.0.64, not encrypted) came",
        "* sensor-7 (guest 10.0.0.64) left",
        "* Aylin Demir left",
    ]
    output = Output(as_json=True)
    output.member(e.MemberJoined(ROOM, SENSOR))
    assert json.loads(capsys.readouterr().out)["guest"] == "10.0.0.64"


def test_another_name_is_told_as_one(capsys: Captured) -> None:
    renamed = e.Member(SENSOR.number, SENSOR.device_id, "Aylin Demir")
    Output(as_json=False).member(e.MemberJoined(ROOM, renamed), "sensor-7")
    assert capsys.readouterr().out == "* sensor-7 is now Aylin Demir (guest 10.0.0.64)\n"


def test_who_is_here_says_who_is_a_guest(capsys: Captured) -> None:
    told = joined()
    members = (*told.members[:2], SENSOR)
    Output(as_json=False).joined(
        e.Joined("k", ROOM, "Office", "10.0.0.12", 1, MIN, 1, "", members, 0)
    )
    assert "sensor-7 (guest 10.0.0.64)" in capsys.readouterr().out


def test_nothing_is_sent_to_a_guest_alone() -> None:
    """Not even by the beginning of what stands where members have a device id."""
    members = {1: member(AYLIN, 1), 20: SENSOR}
    for name in ("sensor-7", "guest:10.0.0.64"):
        found = find_member(name, members, None)
        assert found == e.Failure(e.Code.MEMBER_UNKNOWN, name=name)
    assert find_member("Aylin Demir", members, None) == members[1]
