"""What strangers can write and what a person gets to see of it."""

from __future__ import annotations

import pytest

from lanyard.plain_text import LONGEST_SHOWN, shown


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("Chen Wei", "Chen Wei"),
        ("  王芳\n", "王芳"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
        ("a\x00b", "a\u2400b"),
        ("\x1b[31mred", "\u241b[31mred"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066isolated\u2069 \u200ebare", "isolated bare"),
        ("half a pair \ud83d", "half a pair \ufffd"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("مرحبا", "مرحبا"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("", ""),
    ],
)
def test_one_line(said: str, seen: str) -> None:
    assert shown(said) == seen


def test_lines_are_kept_where_wanted() -> None:
    assert shown("one\r\ntwo\u2028three", keep_lines=True) == "one\ntwo\nthree"


def test_a_long_text_is_cut_and_says_so() -> None:
    seen = shown("x" * 1_000_000)
    assert len(seen) == LONGEST_SHOWN + 1
    assert seen.endswith("…")


def test_no_limit_when_asked() -> None:
    assert shown("x" * 5000, longest=0) == "x" * 5000
