"""A folder that comes to the real window: asked for, cut in the middle, gone on with, whole.

With ``--pictures FOLDER`` the window is kept as a picture at each stage.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from journeys.person import PATIENCE, Person
from journeys.program import Program
from lanyard import events as e

S = e.TransferState
_FILM_BYTES = 400_000_000
"""Long enough on the way that it can be cut in the middle."""


@pytest.fixture
def picture(request: pytest.FixtureRequest, person: Person) -> Callable[[str], None]:
    """``picture("offer")`` keeps what the window shows now, if somebody wants it."""
    folder = request.config.getoption("--pictures", "")

    def keep(name: str) -> None:
        if folder:
            QApplication.processEvents()  # what has just happened is laid out and painted
            person.window.grab().save(str(Path(folder, f"{name}.png")))

    return keep


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with many small files, one large one and one that is empty."""
    folder = tmp_path / "out" / "现场照片"
    for number in range(40):
        place = folder / f"day {number % 4 + 1}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"IMG_{2000 + number}.jpg").write_bytes(os.urandom(30_000 + number))
    (folder / "empty").mkdir()
    piece = os.urandom(1_000_000)
    with (folder / "walk-through.mp4").open("wb") as film:
        for number in range(_FILM_BYTES // len(piece)):
            film.write(number.to_bytes(4, "big") + piece[4:])
    return folder


def contents(folder: Path) -> dict[str, int]:
    """Return every file below a folder with its size, and empty folders with -1."""
    return {
        one.relative_to(folder).as_posix(): one.stat().st_size if one.is_file() else -1
        for one in folder.rglob("*")
        if one.is_file() or not any(one.iterdir())
    }


def texts_of(page: QWidget) -> set[str]:
    """Return what the labels of a page say."""
    return {one.text() for one in page.findChildren(QLabel)}


def test_a_folder_is_accepted_cut_gone_on_with_and_whole(
    person: Person,
    qtbot: QtBot,
    tmp_path: Path,
    photos: Path,
    picture: Callable[[str], None],
    free_port: Callable[[], int],
) -> None:
    port = free_port()
    person.window.resize(1100, 720)
    person.fill("Room", "Design office")
    (field, *_) = (
        one
        for one in person.window.first_start.findChildren(QLineEdit)
        if one.accessibleName() == "Port"
    )
    field.selectAll()
    qtbot.keyClicks(field, str(port))
    person.until(
        lambda event: isinstance(event, e.Joined) and event.own, lambda: person.click("Start")
    )
    person.press(Qt.Key.Key_J)
    qtbot.waitUntil(lambda: person.window.page() is person.window.transfers, timeout=PATIENCE)
    offered = ("--to", "Anna", "--name", "Carl", "--profile", tmp_path / "carl")
    with Program("send", f"127.0.0.1:{port}", photos, *offered) as carl:
        person.until(_comes(S.OFFERED), lambda: None)
        picture("offer")
        person.until(_comes(S.RUNNING, beyond=0), lambda: person.click("Accept"))
        person.until(_comes(S.RUNNING, beyond=_FILM_BYTES // 10), lambda: None)
        picture("running")
        assert carl.status_when_killed() != 0
        cut = person.until(_comes(S.WAITING), lambda: None)
        picture("waiting")
    assert isinstance(cut, e.TransferChanged)
    assert 0 < cut.moved < cut.size
    with Program("send", f"127.0.0.1:{port}", "--resume", *offered[2:]) as carl:
        going = person.until(_comes(S.RUNNING, beyond=0), lambda: None)
        picture("resumed")
        done = person.until(_comes(S.DONE), lambda: None)
        qtbot.waitUntil(lambda: "1 done" in texts_of(person.window.transfers), timeout=PATIENCE)
        picture("finished")
        assert carl.status() == 0, carl.errors
    assert isinstance(going, e.TransferChanged)
    # The block that was on its way when it was cut may come again, and no other.
    assert going.resumed_at >= cut.moved - 2_000_000
    assert isinstance(done, e.TransferChanged)
    (place,) = done.paths
    assert Path(place).parent == tmp_path / "downloads"
    assert contents(Path(place)) == contents(photos)
    film = "walk-through.mp4"
    assert (Path(place) / film).read_bytes() == (photos / film).read_bytes()


def _comes(state: S, beyond: int = -1) -> Callable[[object], bool]:
    """Whether an event tells that something comes in this state, with more than that here."""

    def is_it(event: object) -> bool:
        return (
            isinstance(event, e.TransferChanged)
            and event.incoming
            and event.state is state
            and event.moved > beyond
        )

    return is_it
