"""The real window and real engines: a folder is looked at, chosen from, paused and taken whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from lanyard import commands as c
from lanyard import events as e
from lanyard.application import Application
from lanyard.engine import Engine
from lanyard.models.transfer_words import TransferAct
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.trusted import read_senders
from lanyard.widgets.offer_card import OfferCard
from lanyard.widgets.transfers_page import TransfersPage

PATIENCE = 20_000


class Two:
    """Anna in front of a window that hosts a room, and Bo, an engine that is in it."""

    def __init__(self, qtbot: QtBot, folder: Path, app: QApplication) -> None:
        self._qtbot = qtbot
        self.downloads = folder / "downloads"
        self.source = folder / "photos"
        for place in (self.downloads, self.source / "inner", folder / "anna", folder / "bo"):
            place.mkdir(parents=True)
        self.keeper = SettingsKeeper(SettingsStore(folder / "anna"))
        self.keeper.change(Settings(name="Anna", downloads=str(self.downloads)))
        self.anna, self.bo = Engine(folder / "anna"), Engine(folder / "bo")
        self.program = Application(app, self.keeper)
        self.program.show()
        self.program.start(self.anna)
        self.bo.start()
        self.room = ""

    @property
    def page(self) -> TransfersPage:
        return self.program.window.transfers

    def meet(self, port: int) -> None:
        """Let Anna host and Bo join."""
        hosted = self.until(self.anna, e.Joined, c.Host("Office", "Anna", port))
        self.room = hosted.room
        self.until(self.bo, e.Joined, c.Join("127.0.0.1", "Bo", port))

    def until(self, engine: Engine, kind: type, order: object) -> e.Joined:
        """Give an order and return the event it leads to."""
        with self._qtbot.waitSignal(
            engine.happened, timeout=PATIENCE, check_params_cb=lambda one: isinstance(one, kind)
        ) as waiting:
            engine.do(order)  # type: ignore[arg-type]  # commands only
        assert waiting.args is not None
        found: e.Joined = waiting.args[0]
        return found

    def cards(self) -> list[OfferCard]:
        return [card for card in self.page.findChildren(OfferCard) if card.isVisible()]

    def wait_for(self, wanted: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(wanted()), timeout=PATIENCE)

    def state(self, row: int = 0) -> e.TransferState | None:
        transfer = self.page.model.transfer(row)
        return transfer.state if transfer is not None else None

    def close(self) -> None:
        self.program.shut_down()
        self.bo.shutdown()


@pytest.fixture
def two(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Two]:
    made = Two(qtbot, tmp_path, qapp)
    yield made
    made.close()


def test_a_folder_is_seen_whole_chosen_from_and_taken(
    two: Two, free_port: Callable[[], int]
) -> None:
    for number in range(300):
        (two.source / "inner" / f"{number:03d}.txt").write_bytes(os.urandom(200 + number))
    two.meet(free_port())
    two.program.window.key_pressed.emit("transfers")
    two.bo.do(c.OfferFiles(two.room, (str(two.source),)))
    two.wait_for(two.cards)
    (card,) = two.cards()
    two.wait_for(lambda: "300 files" in card.accessibleName() and card._offer.complete)
    assert card._offer.folder == "photos"
    card.choose(range(10, 300), wanted=False)
    assert card._accept.text().startswith("Accept 10 files")
    card._accept.click()
    two.wait_for(lambda: two.state() is e.TransferState.DONE)
    taken = sorted(path.name for path in two.downloads.rglob("*.txt"))
    assert taken == sorted(file.name.rpartition("/")[2] for file in card._offer.files[:10])
    for path in two.downloads.rglob("*.txt"):
        assert path.read_bytes() == (two.source / "inner" / path.name).read_bytes()
    transfer = two.page.model.transfer(0)
    assert transfer is not None
    look = two.page.model.index(0).data(two.page.model.LOOK)
    assert (look.title, look.icon) == ("photos", "folder")
    assert TransferAct.SHOW_FOLDER in look.acts


def test_pause_and_going_on_in_the_window(two: Two, free_port: Callable[[], int]) -> None:
    large = two.source / "large.bin"
    with large.open("wb") as file:
        file.truncate(1_000_000_000)
    two.meet(free_port())
    two.program.window.key_pressed.emit("transfers")
    two.bo.do(c.OfferFiles(two.room, (str(large),)))
    two.wait_for(two.cards)
    (card,) = two.cards()
    card._accept.click()
    two.wait_for(lambda: two.state() is e.TransferState.RUNNING)
    first = two.page.model.transfer(0)
    assert first is not None
    two.page.list.do(TransferAct.PAUSE, first)
    two.wait_for(lambda: two.state() is e.TransferState.PAUSED)
    paused = two.page.model.transfer(0)
    assert paused is not None
    assert paused.moved < paused.size
    two.page.list.do(TransferAct.RESUME, paused)
    two.wait_for(lambda: two.state() is e.TransferState.RUNNING)
    two.page.list.do(TransferAct.CANCEL, paused)
    two.wait_for(lambda: two.state() is e.TransferState.CANCELLED)
    assert not list(two.downloads.glob("large*.bin"))


def test_who_is_trusted_sends_without_a_question(two: Two, free_port: Callable[[], int]) -> None:
    for name in ("one.txt", "two.txt"):
        (two.source / name).write_text(name)
    two.meet(free_port())
    two.program.window.key_pressed.emit("transfers")
    to = two.anna.identity.device_id
    two.bo.do(c.OfferFiles(two.room, (str(two.source / "one.txt"),), to))
    two.wait_for(two.cards)
    (card,) = two.cards()
    card.findChildren(QCheckBox)[0].setChecked(True)
    card._accept.click()
    two.wait_for((two.downloads / "one.txt").exists)
    (sender,) = read_senders(two.keeper.settings.trusted)
    assert sender.device_id == two.bo.identity.device_id
    two.bo.do(c.OfferFiles(two.room, (str(two.source / "two.txt"),), to))
    two.wait_for((two.downloads / "two.txt").exists)
