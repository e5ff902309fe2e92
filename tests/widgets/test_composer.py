"""Writing: what Enter does, what is too long, what a paste may do."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from lanyard.events import Code, Failure
from lanyard.sentences import sentence
from lanyard.widgets.composer import LONGEST_BYTES, Composer, byte_count
from lanyard.widgets.emoji_grid import EMOJI, EmojiGrid
from lanyard.wire import limits
from stage import on_stage

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer()
    on_stage(qtbot, made, 500, 60)
    return made


def paste(composer: Composer, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    composer.field.paste()


def test_limit_is_the_protocols() -> None:
    assert LONGEST_BYTES == limits.TEXT_BYTES


def test_enter_sends_and_shift_enter_breaks(composer: Composer, qtbot: QtBot) -> None:
    QTest.keyClicks(composer.field, "one")
    QTest.keyClick(composer.field, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(composer.field, "two")
    with qtbot.waitSignal(composer.submitted) as heard:
        QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert heard.args == ["one\ntwo"]
    assert composer.text() == ""


def test_the_other_way_round(composer: Composer, qtbot: QtBot) -> None:
    composer.set_enter_sends(False)
    QTest.keyClicks(composer.field, "one")
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    QTest.keyClicks(composer.field, "two")
    with qtbot.waitSignal(composer.submitted) as heard:
        QTest.keyClick(composer.field, Qt.Key.Key_Return, CONTROL)
    assert heard.args == ["one\ntwo"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\t \n"])
def test_nothing_visible_sends_nothing(composer: Composer, qtbot: QtBot, text: str) -> None:
    composer.set_text(text)
    with qtbot.assertNotEmitted(composer.submitted):
        QTest.keyClick(composer.field, Qt.Key.Key_Return)
        composer.submit()


def test_exactly_the_limit_is_sent_and_one_byte_more_is_kept(
    composer: Composer, qtbot: QtBot
) -> None:
    words = ("二" * 16 + "\n") * 300
    assert byte_count(words) < LONGEST_BYTES
    words += "x" * (LONGEST_BYTES - byte_count(words))
    composer.set_text(words + "x")
    assert composer.trouble() == sentence(Failure(Code.TEXT_TOO_LONG, number=LONGEST_BYTES))
    with qtbot.assertNotEmitted(composer.submitted):
        composer.submit()
    assert composer.text() == words + "x"
    composer.set_text(words)
    assert composer.trouble() == ""
    with qtbot.waitSignal(composer.submitted) as heard:
        composer.submit()
    assert heard.args == [words]


def test_a_megabyte_in_one_line_is_refused_at_once(composer: Composer) -> None:
    composer.set_text("what I typed")
    began = time.monotonic()
    paste(composer, "x" * 1_000_000)
    assert time.monotonic() - began < 1.0
    assert composer.text() == "what I typed"
    assert composer.trouble()
    QTest.keyClicks(composer.field, "!")
    assert composer.trouble() == ""


def test_pasted_html_is_its_plain_text(composer: Composer) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b>")
    mime.setText("bold")
    QGuiApplication.clipboard().setMimeData(mime)
    composer.field.paste()
    assert composer.text() == "bold"


def test_pasted_files_are_offered_and_not_typed(composer: Composer, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/a b.txt"), QUrl("http://a.example/")])
    with qtbot.waitSignal(composer.files_brought) as heard:
        composer.field.insertFromMimeData(mime)
    assert heard.args == [("/tmp/a b.txt",)]
    assert composer.text() == ""


def test_pasted_picture_becomes_a_file(composer: Composer, qtbot: QtBot) -> None:
    picture = QImage(20, 10, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(picture)
    with qtbot.waitSignal(composer.files_brought) as heard:
        composer.field.insertFromMimeData(mime)
    (path,) = heard.args[0]
    assert QImage(path).size() == picture.size()
    assert composer.text() == ""


def test_grows_to_six_lines(composer: Composer) -> None:
    heights = []
    for lines in (1, 2, 6, 7, 50):
        composer.set_text("\n".join("x" * lines))
        heights.append(composer.field.height())
    assert heights[0] < heights[1] < heights[2] == heights[3] == heights[4]
    composer.set_text("")
    assert composer.field.height() == heights[0]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_emoji_go_to_the_cursor(composer: Composer, qtbot: QtBot) -> None:
    composer.set_text("ab")
    button = next(
        child for child in composer.findChildren(QToolButton) if "emoji" in child.accessibleName()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    grid = composer.findChild(EmojiGrid)
    assert grid is not None
    assert grid.isVisible()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert composer.text() == "ab" + EMOJI[1]
    assert not grid.isVisible()


def test_everything_has_a_name(composer: Composer) -> None:
    composer.set_receiver("<b>Bo\u202e</b>")
    assert composer.field.accessibleName() == "Message <b>Bo</b>"
    assert all(button.accessibleName() for button in composer.findChildren(QToolButton))
