"""Names fit for everybody's screen, texts that keep every character."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lanyard.wire import limits
from lanyard.wire.names import clean_name, clean_text, clip_bytes, text_bytes

any_text = st.text(max_size=300)


@given(any_text)
@example("e\x01\u0301")
@example("\U000e0100" * 39 + "A")
@example("\u0390" * 60)
@example(" \u200d " * 30)
def test_a_name_is_one_short_visible_line_and_stays_as_it_is(name: str) -> None:
    cleaned = clean_name(name)
    assert clean_name(cleaned) == cleaned
    assert len(cleaned) <= limits.NAME_CHARACTERS
    assert text_bytes(cleaned) <= limits.NAME_BYTES
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    categories = {unicodedata.category(sign) for sign in cleaned if sign not in "\u200d\ufe0f"}
    assert not any(category[0] == "C" or category in ("Zl", "Zp") for category in categories)
    if cleaned:
        assert any(category[0] in "LNPS" for category in categories)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Anna", "Anna"),
        ("  An  na \n", "An na"),
        ("张伟 (设计)", "张伟 (设计)"),
        ("محمد", "محمد"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("e\u0301", "é"),
        ("<b>Anna</b>", "<b>Anna</b>"),
        ("An\x00na\x1b[31m", "Anna[31m"),
        ("\u202eannA\u2066", "annA"),
        ("An\ud800na", "Anna"),
        ("x" * 100, "x" * limits.NAME_CHARACTERS),
    ],
)
def test_names_as_others_see_them(typed: str, shown: str) -> None:
    assert clean_name(typed) == shown


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\n\t", "\u200b\u200b", "\u202e", "\x00", "\u200d", "\u0301", "\ud800", "\u2028"],
)
def test_a_name_that_nobody_can_see_is_none(typed: str) -> None:
    assert clean_name(typed) == ""


@given(any_text, st.integers(0, 200))
def test_clipping_keeps_whole_characters(text: str, size: int) -> None:
    clipped = clip_bytes(text, size)
    assert text_bytes(clipped) <= size
    carried = text.encode("utf-8", "replace").decode()
    assert carried.startswith(clipped)
    following = carried[len(clipped) : len(clipped) + 1]
    assert not following or text_bytes(clipped + following) > size


@given(any_text)
def test_a_text_keeps_everything_but_its_line_ends(text: str) -> None:
    cleaned = clean_text(text)
    assert "\r" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert clean_text(cleaned) == cleaned
    assert text_bytes(cleaned) <= text_bytes(text)
    carried = text.encode("utf-8", "replace").decode()
    assert cleaned == carried.replace("\r\n", "\n").replace("\r", "\n")


def test_a_text_may_hold_what_a_name_may_not() -> None:
    text = "\x00 \u202eright to left \x1b[0m <img src=x>\n\ttab"
    assert clean_text(text) == text
