"""Who is trusted is kept as lines, and whatever is doubtful is not trusted."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from lanyard.commands import TrustSender
from lanyard.trusted import CAPS, TrustedSender, changes, read_senders, sender_lines, with_sender

MIN = TrustedSender("5a" * 32, "张敏 \n", 100_000_000, "/home/me/Downloads")
BO = TrustedSender("0b" * 32, "Bo", CAPS[0], "C:\\Users\\me")


def test_lines_come_back() -> None:
    lines = sender_lines((MIN, BO))
    assert all("\n" not in line for line in lines), "a line of the settings is one line"
    assert read_senders(lines) == (MIN, BO)


@pytest.mark.parametrize(
    "change",
    [
        {"device_id": "5a" * 31}, {"device_id": "5A" * 32}, {"device_id": 7}, {"name": None},
        {"most_bytes": 0}, {"most_bytes": -1}, {"most_bytes": True}, {"most_bytes": "9"},
        {"most_bytes": CAPS[-1] + 1}, {"folder": ""}, {"folder": []},
    ],
)  # fmt: skip
def test_nonsense_is_no_trust(change: dict[str, object]) -> None:
    line = json.dumps({**asdict(MIN), **change})
    assert read_senders((line, "", "{", "[1]", "9" * 5000, "[" * 5000)) == ()


def test_a_device_is_there_once_with_what_was_said_last() -> None:
    more = replace(MIN, most_bytes=CAPS[2])
    assert read_senders(with_sender(sender_lines((MIN, BO)), more)) == (BO, more)


def test_only_what_changed_is_told() -> None:
    before = sender_lines((MIN, BO))
    assert changes((), before) == (MIN.command(), BO.command())
    assert changes(before, before) == ()
    renamed = sender_lines((replace(MIN, name="Min"), BO))
    assert changes(before, renamed) == ()
    more = replace(BO, most_bytes=CAPS[2])
    assert changes(before, sender_lines((more,))) == (
        TrustSender(MIN.device_id, 0, ""), more.command(),
    )  # fmt: skip
