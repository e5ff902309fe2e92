"""Pictures are decoded beside the window, only after a yes, bounded, and never by a program."""

from __future__ import annotations

import os
import struct
import sys
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from lanyard.commands import OfferFiles
from lanyard.events import EntriesArrived, TransferState
from lanyard.models.rows import Row, RowState
from lanyard.widgets import pictures as module
from lanyard.widgets.message_log import MessageLog
from lanyard.widgets.offer_words import Act
from lanyard.widgets.pictures import BOX, Pictures, decode
from stage import on_stage
from talk import ME, ROOM, Talk, offer, transfer

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/>'


def picture(folder: Path, name: str = "a.png", width: int = 40, height: int = 30) -> str:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    path = str(folder / name)
    assert image.save(path)
    return path


@pytest.fixture
def pool() -> Iterator[QThreadPool]:
    made = QThreadPool()
    yield made
    made.waitForDone()


def received(path: str, state: TransferState = TransferState.DONE) -> Row:
    said = offer(1, names=(Path(path).name,))
    moved = transfer(said, state, paths=(path,))
    return Row(said, RowState.RECEIVED, "Aylin", transfers=(moved,))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.JPEG", "a.bmp"])
def test_a_picture_is_decoded(qapp: object, tmp_path: Path, name: str) -> None:
    image = decode(picture(tmp_path, name))
    assert (image.width(), image.height()) == (40, 30)


def test_a_large_one_is_made_small(qapp: object, tmp_path: Path) -> None:
    image = decode(picture(tmp_path, "a.jpg", 4000, 1000))
    assert (image.width(), image.height()) == (BOX.width(), 180)


@pytest.mark.qt_log_ignore("Not a JPEG file")
def test_no_format_is_drawn_by_a_program_or_chosen_by_the_content(
    qapp: object, tmp_path: Path
) -> None:
    for name in ("a.svg", "a.png", "a.jpg", "a.webp"):
        (tmp_path / name).write_bytes(SVG)
        assert decode(str(tmp_path / name)).isNull()
    jpeg = Path(picture(tmp_path, "b.jpg")).rename(tmp_path / "b.gif")
    assert decode(str(jpeg)).isNull()


def test_a_small_file_that_would_be_a_huge_picture_is_not_decoded(
    qapp: object, tmp_path: Path
) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(bytes(1 << 16)))
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + rows + chunk(b"IEND", b""))
    assert decode(str(tmp_path / "bomb.png")).isNull()


def test_what_is_no_plain_file_is_left_alone(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = picture(tmp_path)
    assert decode(str(tmp_path / "gone.png")).isNull()
    (tmp_path / "folder.png").mkdir()
    assert decode(str(tmp_path / "folder.png")).isNull()
    if sys.platform != "win32":
        (tmp_path / "link.png").symlink_to(path)
        os.mkfifo(tmp_path / "pipe.png")
        assert decode(str(tmp_path / "link.png")).isNull()
        assert decode(str(tmp_path / "pipe.png")).isNull()
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    assert decode(path).isNull()


def test_decoding_is_not_the_windows_work(
    qtbot: QtBot, pool: QThreadPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, threads = picture(tmp_path), []

    def noted(asked: str) -> QImage:
        threads.append(threading.get_ident())
        return decode(asked)

    monkeypatch.setattr(module, "decode", noted)
    made = Pictures(pool)
    with qtbot.waitSignal(made.ready) as heard:
        assert made.size_of(path).isEmpty()
    assert heard.args == [path]
    assert made.size_of(path).width() == 40
    assert made.image_of(path) is not None
    assert threads
    assert threading.get_ident() not in threads
    made.close()


def test_only_a_yes_shows_a_picture(pool: QThreadPool, tmp_path: Path) -> None:
    path = picture(tmp_path)
    made = Pictures(pool)
    assert made.path_of(received(path)) == path
    for state in TransferState:
        if state is not TransferState.DONE:
            assert made.path_of(received(path, state)) == ""
    assert made.path_of(received(str(tmp_path / "a.svg"))) == ""
    assert Pictures().path_of(received(path)) == "", "nobody decodes"


def test_my_own_picture_is_shown_in_my_row(pool: QThreadPool, tmp_path: Path) -> None:
    path = picture(tmp_path)
    made = Pictures(pool)
    mine = offer(1, author=ME, names=("a.png",))
    row = Row(mine, RowState.ACCEPTED, "me")
    assert made.path_of(row) == ""
    made.note_command(OfferFiles(ROOM, (path,), id=mine.id))
    assert made.path_of(row) == path
    made.note_command(OfferFiles(ROOM, (path, path), id=offer(2).id))
    assert made.path_of(replace_entry(row)) == ""


def replace_entry(row: Row) -> Row:
    return Row(replace(row.entry, id=offer(2).id), row.state, row.label)


def test_few_pictures_are_kept_and_the_others_come_again(
    qtbot: QtBot, pool: QThreadPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    made = Pictures(pool)
    paths = [picture(tmp_path, f"{number}.png") for number in range(3)]
    for path in paths:
        with qtbot.waitSignal(made.ready):
            made.size_of(path)
    with qtbot.waitSignal(made.ready):
        assert made.image_of(paths[0]) is None
    assert made.image_of(paths[0]) is not None
    made.close()


def test_a_row_makes_room_for_its_picture(qtbot: QtBot, pool: QThreadPool, tmp_path: Path) -> None:
    talk, log = Talk(), MessageLog()
    log.pictures.use(pool)
    on_stage(qtbot, log, 600, 500)
    talk.open()
    log.show_conversation(talk.room)
    path = picture(tmp_path, "a.png", 300, 150)
    said = offer(1, names=("a.png",))
    talk.take(EntriesArrived(ROOM, (said,)), transfer(said, TransferState.RUNNING))
    row = talk.room.row_at(0)
    before = log._painter.height_of(row, log.width())
    with qtbot.waitSignal(log.pictures.ready):
        talk.take(transfer(said, TransferState.DONE, paths=(path,)))
        log.grab()
    layout = log._painter.layout_of(row, log.width())
    assert layout.picture == path
    assert layout.picture_rect.size().toSize().width() == 300
    assert layout.height > before + 100
    (zone,) = [zone for zone in layout.zones if zone.look == "picture"]
    assert zone.act is Act.OPEN
    place = layout.picture_rect.center() + log.visualRect(talk.room.index(0)).topLeft()
    assert log.grab().toImage().pixelColor(place.toPoint()) == QColor("#336699")
    log.pictures.close()
