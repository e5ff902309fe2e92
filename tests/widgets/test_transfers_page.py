"""The transfers page: offers are answered, transfers cancelled, and every row says how it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QStorageInfo, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget
from pytestqt.qtbot import QtBot

from lanyard import commands
from lanyard.events import Code, Failure, FileFailed, TransferChanged, TransferState
from lanyard.models.transfer_words import TransferAct
from lanyard.widgets import offer_card
from lanyard.widgets.failed_files import FailedFiles
from lanyard.widgets.offer_card import OfferCard
from lanyard.widgets.transfer_list import action_boxes
from lanyard.widgets.transfers_page import CARDS_MOST, TransfersPage

State = TransferState


def a_transfer(**changes: object) -> TransferChanged:
    whole = TransferChanged(
        id="t1",
        offer="o1",
        room="r1",
        incoming=True,
        state=State.RUNNING,
        peer="5a" * 32,
        peer_name="Zhang Min",
        name="plan.pdf",
        files=1,
        size=1000,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[TransfersPage]:
    # Inside a window without hints of its own: the offscreen platform warns about those.
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(840, 720)
    made = TransfersPage(window)
    made.set_download_folder(str(tmp_path))
    made.resize(840, 720)
    window.show()
    yield made
    window.close()


@pytest.fixture
def wanted(page: TransfersPage) -> list[object]:
    got: list[object] = []
    page.command_wanted.connect(got.append)
    return got


def button(page: TransfersPage, name: str) -> QAbstractButton:
    (found,) = [
        one
        for one in page.findChildren(QAbstractButton)
        if one.accessibleName() == name and one.isVisible()
    ]
    return found


def press(qtbot: QtBot, page: TransfersPage, row: int, act: TransferAct) -> None:
    """Press an action of a row where it is painted."""
    index = page.list.model().index(row, 0)
    look = index.data(page.model.LOOK)
    boxes = dict(action_boxes(page.list.visualRect(index), look))
    place = boxes[act].center()
    QTest.mouseClick(
        page.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )


def test_an_offer_is_accepted_into_the_download_folder(
    page: TransfersPage, wanted: list[object], tmp_path: Path
) -> None:
    page.take(a_transfer(state=State.OFFERED, files=2))
    assert page.line() == "1 offers waiting"
    accept = button(page, "Accept 2 files, 1.0 kB")
    accept.click()
    assert wanted[-1] == commands.AcceptOffer("o1", str(tmp_path))
    assert not accept.isEnabled(), "one answer is enough"
    page.take(a_transfer(state=State.CONNECTING))
    assert not [card for card in page.findChildren(OfferCard) if card.isVisible()]
    assert page.model.rowCount() == 1


def test_an_offer_is_declined(page: TransfersPage, wanted: list[object]) -> None:
    page.take(a_transfer(state=State.OFFERED))
    button(page, "Decline").click()
    assert wanted == [commands.DeclineOffer("o1")]
    page.take(a_transfer(state=State.DECLINED))
    assert page.model.rowCount() == 1


def test_another_folder_is_chosen_for_one_offer(
    page: TransfersPage, wanted: list[object], tmp_path: Path
) -> None:
    page.take(a_transfer(state=State.OFFERED))
    page.take(a_transfer(id="t2", offer="o2", state=State.OFFERED))
    first, second = page.findChildren(OfferCard)
    first.set_folder(str(tmp_path / "elsewhere"))
    page.set_download_folder("/downloads")
    assert first.folder() == str(tmp_path / "elsewhere")
    assert second.folder() == "/downloads"


def test_too_little_room_is_said_before_accepting(
    page: TransfersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offer_card, "_free_bytes", lambda folder: 999)
    page.take(a_transfer(state=State.OFFERED))
    assert not button(page, "Accept 1 files, 1.0 kB").isEnabled()
    (card,) = page.findChildren(OfferCard)
    assert card._free.text() == "Only 999 bytes free. Choose another folder."


def test_free_space_is_that_of_the_folder_that_will_be(tmp_path: Path) -> None:
    free = offer_card._free_bytes(str(tmp_path / "not" / "yet"))
    assert free is not None
    assert abs(free - QStorageInfo(str(tmp_path)).bytesAvailable()) < 1 << 30
    assert offer_card._free_bytes("") is None


def test_a_running_transfer_is_cancelled_by_mouse_and_key(
    qtbot: QtBot, page: TransfersPage, wanted: list[object]
) -> None:
    page.take(a_transfer())
    press(qtbot, page, 0, TransferAct.CANCEL)
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert wanted == [commands.CancelTransfer("t1")] * 2


def test_a_finished_one_shows_its_folder_and_gives_its_path(
    qtbot: QtBot, page: TransfersPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []

    def note(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    done = a_transfer(state=State.DONE, paths=(str(tmp_path / "plan.pdf"),), digests=("ab",))
    page.take(done)
    press(qtbot, page, 0, TransferAct.SHOW_FOLDER)
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert opened == [str(tmp_path)] * 2
    page.list.do(TransferAct.COPY_PATH, done)
    assert QGuiApplication.clipboard().text() == str(tmp_path / "plan.pdf")
    page.list.do(TransferAct.COPY_DIGEST, done)
    assert QGuiApplication.clipboard().text() == "ab"
    press(qtbot, page, 0, TransferAct.FORGET)
    assert page.model.rowCount() == 0


def test_views_and_clearing(page: TransfersPage) -> None:
    page.take(a_transfer(id="a"))
    page.take(a_transfer(id="b", state=State.DONE))
    page.take(a_transfer(id="c", state=State.FAILED))
    assert page.line() == "1 running, 1 stopped, 1 done"
    assert page.active == 1
    button(page, "Running").click()
    assert page.list.model().rowCount() == 1
    button(page, "Done").click()
    assert page.list.model().rowCount() == 2
    button(page, "Clear finished").click()
    assert page.model.rowCount() == 1
    assert not button(page, "Clear finished").isEnabled()


def test_the_count_of_the_side_bar_is_told(qtbot: QtBot, page: TransfersPage) -> None:
    with qtbot.waitSignal(page.active_changed, timeout=1000):
        page.take(a_transfer(state=State.OFFERED))
    assert page.active == 1
    with qtbot.waitSignal(page.active_changed, timeout=1000):
        page.take(a_transfer(state=State.DECLINED))
    assert page.active == 0


def test_strangers_names_are_never_markup(page: TransfersPage) -> None:
    page.take(a_transfer(state=State.OFFERED, peer_name="<img src='/etc/passwd'>"))
    (card,) = page.findChildren(OfferCard)
    assert card.accessibleName().startswith("<img src='/etc/passwd'> wants to send you")
    assert card._title.textFormat() == Qt.TextFormat.PlainText


def test_yes_and_no_stay_in_sight_in_a_small_window(page: TransfersPage) -> None:
    page.resize(576, 480)
    page.take(a_transfer(state=State.OFFERED, files=1))
    page.take(a_transfer(id="t2"))
    for name in ("Decline", "Accept 1 files, 1.0 kB"):
        one = button(page, name)
        assert page.rect().contains(one.mapTo(page, QPoint(one.width() - 1, one.height() - 1)))


def test_a_narrow_page_shows_both_answers_whole(page: TransfersPage, qtbot: QtBot) -> None:
    page.take(a_transfer(state=State.OFFERED, files=1400, size=99_900_000_000))
    no, yes = button(page, "Decline"), button(page, "Accept 1400 files, 99.9 GB")

    def end() -> int:
        return yes.mapTo(page, yes.rect().topRight()).x()

    qtbot.waitUntil(lambda: end() > 600)
    page.resize(450, 720)
    qtbot.waitUntil(lambda: end() < page.width() - 20)
    for one in (no, yes):
        assert one.width() >= one.minimumSizeHint().width()


def test_pause_and_going_on_by_mouse_and_key(
    qtbot: QtBot, page: TransfersPage, wanted: list[object]
) -> None:
    page.take(a_transfer())
    press(qtbot, page, 0, TransferAct.PAUSE)
    page.take(a_transfer(state=State.PAUSED))
    press(qtbot, page, 0, TransferAct.RESUME)
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    page.take(a_transfer(state=State.WAITING))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    go_on = commands.ResumeTransfer("t1")
    assert wanted == [commands.PauseTransfer("t1"), go_on, go_on, go_on]
    assert page.line() == "1 waiting"
    page.take(a_transfer(state=State.PAUSED))
    assert page.line() == "1 paused"
    assert page.active == 1


def test_the_report_of_missing_files_opens(qtbot: QtBot, page: TransfersPage) -> None:
    missing = (FileFailed("a", Failure(Code.FILE_CHANGED)),)
    page.take(a_transfer(state=State.DONE, files=3, files_failed=missing))
    with qtbot.captureExceptions():
        page._act(TransferAct.SHOW_FAILED, page.model.transfer(0))
    report = page.findChild(FailedFiles)
    assert report is not None
    assert report.text().startswith("a\t")
    report.reject()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_each_of_several_files_can_be_opened_if_it_may(page: TransfersPage) -> None:
    paths = ("/d/a.pdf", "/d/b.exe", "/d/c & d.png")
    page.take(a_transfer(state=State.DONE, files=3, paths=paths))
    place = page.list.visualRect(page.list.model().index(0, 0)).center()
    page.list._show_menu(place)
    (menu,) = page.list.findChildren(QMenu)
    words = [line.text() for line in menu.actions() if line.property("path")]
    assert words == ["Open a.pdf", "Open c && d.png"]
    menu.close()


def test_a_crowd_of_offers_shows_a_few_cards_and_counts_all(
    qtbot: QtBot, page: TransfersPage
) -> None:
    for number in range(300):
        page.take(a_transfer(id=f"o{number}", offer=f"o{number}", state=State.OFFERED))
    assert len(page.findChildren(OfferCard)) == CARDS_MOST
    assert page.active == 300
    page.take(a_transfer(id="o0", offer="o0", state=State.DECLINED))

    def seen() -> int:
        return sum(not card.isHidden() for card in page.findChildren(OfferCard))

    qtbot.waitUntil(lambda: seen() == CARDS_MOST)


def test_a_burst_of_counts_is_told_together(qtbot: QtBot, page: TransfersPage) -> None:
    for number in range(5):
        page.take(a_transfer(id=f"t{number}"))
    assert page._header.line() == "1 running", "the first at once"
    qtbot.waitUntil(lambda: page._header.line() == "5 running")
