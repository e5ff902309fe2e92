"""Text of strangers laid out: pitch, baseline, links, and nothing that reaches beyond itself."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from lanyard.widgets import theme
from lanyard.widgets.text_block import TextBlock, find_links, runs_from_right

BLUE = QColor("blue")


def block(text: str, width: float = 300, most: int = 2000) -> TextBlock:
    return TextBlock(text, theme.font(14), width, 21, most, BLUE)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see http://10.0.0.12/plan now", "http://10.0.0.12/plan"),
        ("(https://a.example/b_(c)).", "https://a.example/b_(c)"),
        ("收到 http://10.0.0.12/plan，中午", "http://10.0.0.12/plan"),
        ("HTTPS://A.EXAMPLE/x?y=1&z=2!", "HTTPS://A.EXAMPLE/x?y=1&z=2"),
    ],
)
def test_web_addresses_are_links(text: str, address: str) -> None:
    assert [link.address for link in find_links(text)] == [address]


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://a.example/b",
        "smb://a/b",
        "http://",
        "https://bank.example@evil.example/",
        "www.example.com",
    ],
)
def test_everything_else_is_no_link(text: str) -> None:
    assert find_links(text) == ()


def test_link_places_count_as_qt_counts() -> None:
    (link,) = find_links("🚀 http://a.example")
    assert link.start == 3
    assert link.end == 3 + len("http://a.example")


def test_a_link_is_found_under_the_mouse(qtbot: QtBot) -> None:
    made = block("http://a.example/b and words")
    assert made.link_at(10, 10) == "http://a.example/b"
    assert made.link_at(made.width - 4, 10) == ""
    assert made.link_at(10, 40) == ""
    assert made.link_at(1000, 10) == ""


def test_every_script_keeps_the_pitch(qtbot: QtBot) -> None:
    latin = block("one\ntwo\nthree")
    mixed = block("one\n二楼的打印机\nสวัสดี 🚀")
    assert latin.height == mixed.height == 63
    assert latin.last_baseline == mixed.last_baseline


def test_long_line_is_broken_anywhere_and_cut(qtbot: QtBot) -> None:
    made = block("x" * 4096, most=40)
    assert made.lines == 40
    assert made.clipped
    assert made.width <= 300
    whole = block("x" * 100)
    assert not whole.clipped


def test_exactly_as_many_lines_as_fit_are_not_cut(qtbot: QtBot) -> None:
    assert not block("\n".join("abc"), most=3).clipped
    assert block("\n".join("abcd"), most=3).clipped


def test_direction_ends_at_its_paragraph(qtbot: QtBot) -> None:
    assert runs_from_right("  42 שלום")
    assert not runs_from_right("hello שלום")
    made = block("שלום\nhello")
    (_, _, _), (second, _, _) = made._layouts
    assert second.lineAt(0).x() == 0
    assert made.last_width < 300
