"""Why nobody is seen: only facts are stated as facts."""

from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from lanyard.commands import LookAround
from lanyard.events import AskedInterface, LookedAround, NearRoom, RoomsNear
from lanyard.widgets.why_page import WhyPage

ROOM = NearRoom("r", "Lab", "PC", ("10.0.0.9",), 25225, "ab" * 32, 2, False, 1)


def asked(name: str = "Wi-Fi", times: int = 3, answers: int = 0, error: str = "") -> AskedInterface:
    at = int(time.time() * 1000) - 2000
    return AskedInterface(name, "10.0.0.40", "10.0.0.255", times, at, answers, error)


@pytest.fixture
def page(qtbot: QtBot) -> WhyPage:
    made = WhyPage()
    qtbot.addWidget(made)
    made.resize(800, 700)
    made.show()
    return made


def titles(page: WhyPage) -> list[str]:
    return [title for title, _ in page.lines()]


def sentence(page: WhyPage, title: str) -> str:
    return dict(page.lines())[title]


def test_before_anything_was_tried(page: WhyPage) -> None:
    assert titles(page) == ["Asking has just begun"]


def test_what_was_asked_and_how_often(page: WhyPage) -> None:
    page.take(LookedAround((asked(),), True))
    words = sentence(page, "Asking on Wi-Fi")
    assert "10.0.0.40" in words
    assert "10.0.0.255" in words
    assert "3 times" in words
    assert "2 s ago" in words
    assert "Nobody answered" in words


def test_what_is_not_known_is_may(page: WhyPage) -> None:
    page.take(LookedAround((asked(),), True))
    guesses = [title for title in titles(page) if title != "Asking on Wi-Fi"]
    assert guesses
    for title in guesses:
        assert "may" in title or "Some" in title


def test_answers_end_the_guessing(page: WhyPage) -> None:
    page.take(RoomsNear((ROOM,)))
    page.take(LookedAround((asked(answers=2),), True))
    assert titles(page) == ["Asking on Wi-Fi"]
    assert "2 answers" in sentence(page, "Asking on Wi-Fi")
    assert page.header.line() == "1 rooms seen" or page.header.line() == "1 room seen"


def test_no_network_is_said_first_and_alone(page: WhyPage) -> None:
    page.take(LookedAround((), True))
    assert titles(page) == ["This computer is not on a network"]


def test_a_failed_question_names_the_cause(page: WhyPage) -> None:
    page.take(LookedAround((asked(error="Network is down"),), True))
    assert "Network is down" in sentence(page, "Asking on Wi-Fi failed")


def test_a_beacon_port_that_is_taken_is_said(page: WhyPage) -> None:
    page.take(LookedAround((asked(),), False))
    assert "Rooms are asked for, not overheard" in titles(page)


def test_lines_go_when_they_are_not_true_any_more(page: WhyPage) -> None:
    page.take(LookedAround((asked(), asked("Ethernet")), False))
    page.take(LookedAround((asked(answers=1),), True))
    assert titles(page) == ["Asking on Wi-Fi"]


def test_wrapped_words_are_not_cut(page: WhyPage, qtbot: QtBot) -> None:
    page.resize(420, 500)
    page.take(LookedAround((asked(),), True))
    qtbot.wait(1)
    for row in page._rows:
        label = row._sentence
        assert label.height() >= label.heightForWidth(label.width())


def test_ask_again(page: WhyPage) -> None:
    commands: list[object] = []
    page.command_wanted.connect(commands.append)
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "Ask again")
    button.click()
    assert commands == [LookAround()]
