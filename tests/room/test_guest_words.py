"""The room in plain text: whose line is whose."""

from __future__ import annotations

import pytest

from lanyard.room import guest_words
from lanyard.wire import message as m


def entry(name: str, text: str) -> m.Entry:
    return m.Entry(1, "id", "device", name, 0, "text", text, "", None)


@pytest.mark.parametrize("name", ["Anna: yes", "Anna\uff1a yes", "Anna\u2236 yes"])
def test_a_name_does_not_speak_for_somebody_else(name: str) -> None:
    line = guest_words.spoken(entry(name, "no"))
    assert not line.startswith(("Anna:", "Anna\uff1a", "Anna\u2236"))
    assert line.endswith(": no\n")
    assert line.count(":") == 1


def test_a_name_begins_no_line_of_the_room_s_own() -> None:
    assert guest_words.spoken(entry("* Anna has gone", "x")) == "Anna has gone: x\n"
    assert guest_words.spoken(entry("  | Anna", "x")) == "Anna: x\n"
    assert guest_words.spoken(entry("***", "x")) == "?: x\n"
    assert guest_words.departed("Anna has gone\n* Eve") == "* Anna has gone * Eve has gone\n"
