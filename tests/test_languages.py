"""Who reads Chinese gets all of it in Chinese: the window, the console, and Qt's own buttons.

The tests run with ``LC_ALL=C.UTF-8``; here each says which language it wants.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine
from lanyard import languages
from lanyard.application import Application
from lanyard.events import Code, Failure, NearRoom, RoomsNear
from lanyard.sentences import sentence
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from talk import ME

PATIENCE = 30
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """``speak("zh_CN")``: the program's language until the end of the test."""
    before = QLocale()
    others = set(qapp.findChildren(QTranslator))

    def start(name: str) -> None:
        QLocale.setDefault(QLocale(name))
        languages.speak(qapp)

    yield start
    for translator in set(qapp.findChildren(QTranslator)) - others:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


def test_a_window_in_china_speaks_chinese(
    speak: Callable[[str], None], qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    speak("zh_CN")
    keeper = SettingsKeeper(SettingsStore(tmp_path))
    keeper.change(Settings(name="Chen Wei", downloads=str(tmp_path)))
    program = Application(qapp, keeper)
    engine = FakeEngine(ME)
    program.show()
    program.start(engine)
    engine.say(RoomsNear((NearRoom("r1", "302", "刘洋", ("10.0.0.31",), 1, ME, 11, True, 1),)))
    page = program.window.first_start
    labels = {one.text() for one in page.findChildren(QLabel) if one.isVisible()}
    buttons = {one.text() for one in page.findChildren(QAbstractButton) if one.isVisible()}
    hints = {one.placeholderText() for one in page.findChildren(QLineEdit) if one.isVisible()}
    program.shut_down()
    assert {"在这个网络里聊天", "开设房间", "加入房间", "（服务器）", "附近的房间"} <= labels
    assert "11 人，由 刘洋 开设，需要口令" in labels
    assert {"开始", "加入", "为什么看不到任何人？"} <= buttons
    assert {"可不填", "对方要求时填写"} <= hints
    english = {text for text in labels | buttons | hints if re.search("[a-z]{2}", text)}
    assert not {text for text in english if not CHINESE.search(text)}


@pytest.mark.parametrize("name", ["zh_CN", "zh_SG", "zh_TW", "zh_HK"])
def test_every_reader_of_chinese_gets_chinese(speak: Callable[[str], None], name: str) -> None:
    speak(name)
    assert sentence(Failure(Code.DISK_FULL)) == "磁盘已满。请腾出空间后重试。"


def test_the_buttons_of_qt_speak_the_same_language(
    speak: Callable[[str], None], qtbot: QtBot
) -> None:
    speak("zh_CN")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert "取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_without_a_translation_all_of_it_is_english(
    speak: Callable[[str], None], qtbot: QtBot
) -> None:
    """Not German buttons below an English question; and English plurals are right."""
    speak("de_DE")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert "Cancel" in box.button(QDialogButtonBox.StandardButton.Cancel).text()
    assert QCoreApplication.translate("Places", "%n people", "", 1) == "1 person"


# --- the console, as a program of its own ------------------------------------------------------


def in_chinese(*arguments: object) -> subprocess.Popen[str]:
    """Start ``lanyard`` for somebody whose system speaks Chinese."""
    kept = {key: value for key, value in os.environ.items() if key != "LC_ALL"}
    # LC_CTYPE: Qt would complain where the system has no locale of that name.
    return subprocess.Popen(
        [sys.executable, "-m", "lanyard", *map(str, arguments)],
        env={**kept, "LANG": "zh_CN.UTF-8", "LC_CTYPE": "C.UTF-8", "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8",
    )  # fmt: skip


def test_the_console_speaks_chinese_and_leaves_in_the_agreed_words(tmp_path: Path) -> None:
    with in_chinese("host", "--bind", "127.0.0.1", "--name", "王芳", "--profile", tmp_path) as host:
        assert host.stdout is not None
        first = host.stdout.readline()
        second = host.stdout.readline()
        host.send_signal(signal.SIGINT)
        rest, complaint = host.communicate(timeout=PATIENCE)
    assert re.fullmatch("房间“王芳 的房间”已开放，端口 [0-9]+。\n", first), complaint
    assert re.fullmatch(r"  别人输入  127\.0\.0\.1:[0-9]+\n", second)
    assert rest.splitlines()[-1] == "Server exit"
    assert host.returncode == 0


def test_a_refusal_is_chinese_for_people_and_english_for_programs(tmp_path: Path) -> None:
    join = ("join", "127.0.0.1:1", "--name", "王芳", "--profile", tmp_path)
    with in_chinese(*join) as person:
        _, said = person.communicate(timeout=PATIENCE)
    assert said.startswith("127.0.0.1 拒绝了端口 1 的连接。")
    with in_chinese(*join, "--json") as program:
        lines, _ = program.communicate(timeout=PATIENCE)
    event = json.loads(lines.splitlines()[-1])
    assert event["reason"].startswith("127.0.0.1 refuses port 1.")


def test_what_keeps_it_from_starting_is_chinese_too(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with in_chinese("rooms", "--profile", tmp_path / "file") as program:
        _, said = program.communicate(timeout=PATIENCE)
    assert said.startswith("Lanyard 无法写入它的文件夹")
    assert program.returncode == 1
