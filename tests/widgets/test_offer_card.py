"""An offer is looked at file by file, chosen from, trusted for the future, and answered once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox
from pytestqt.qtbot import QtBot

from lanyard.commands import AcceptOffer, ReadManifest
from lanyard.events import Code, Failure, OfferedFile, TransferChanged, TransferState
from lanyard.models.transfers import WaitingOffer
from lanyard.trusted import TrustedSender
from lanyard.widgets import offer_card
from lanyard.widgets.offer_card import OfferCard
from lanyard.widgets.offered_table import OfferedTable
from lanyard.widgets.table import Table
from stage import on_stage

MIN = "5a" * 32
MB = 1_000_000


def an_offer(count: int = 4, **changes: object) -> WaitingOffer:
    files = tuple(OfferedFile(f"photos/{at}.jpg", (at + 1) * MB) for at in range(count))
    size = sum(file.size for file in files)
    transfer = TransferChanged(
        "o1", "o1", "r1", True, TransferState.OFFERED, MIN, "Zhang Min", "photos", count, size
    )
    whole = WaitingOffer(transfer, "Office", 0, files, count, size)
    return replace(whole, **changes)  # type: ignore[arg-type]


class Card(OfferCard):
    """The card with what it told."""

    def __init__(self, offer: WaitingOffer, folder: str) -> None:
        super().__init__(offer, folder)
        self.wanted: list[object] = []
        self.trust: list[object] = []
        self.command_wanted.connect(self.wanted.append)
        self.trust_wanted.connect(self.trust.append)

    def button(self, words: str) -> QAbstractButton:
        return next(
            one for one in self.findChildren(QAbstractButton)
            if one.accessibleName().startswith(words)
        )  # fmt: skip

    @property
    def table(self) -> Table:
        return self.findChildren(OfferedTable)[0].table


@pytest.fixture
def card(qtbot: QtBot, tmp_path: Path) -> Card:
    made = Card(an_offer(), str(tmp_path))
    on_stage(qtbot, made, 700, 400)
    return made


def press_box(card: Card, row: int) -> None:
    rect = card.table.visualRect(card.table.model().index(row, 0))
    place = QPoint(rect.left() + 14, rect.center().y())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(card.table.viewport(), left, none, place)


def test_the_button_counts_what_is_chosen(card: Card, tmp_path: Path) -> None:
    accept = card.button("Accept")
    assert accept.text() == "Accept 4 files, 10.0 MB"
    press_box(card, 3)
    assert accept.text() == "Accept 3 files, 6.0 MB"
    press_box(card, 0)
    accept.click()
    assert card.wanted == [AcceptOffer("o1", str(tmp_path), (1, 2))]
    assert card.trust == []


def test_all_or_none(card: Card, tmp_path: Path) -> None:
    accept = card.button("Accept")
    card.button("Choose no file").click()
    assert not accept.isEnabled(), "nothing is declined, not accepted"
    card.button("Choose all files").click()
    accept.click()
    assert card.wanted == [AcceptOffer("o1", str(tmp_path), None)]


def test_space_changes_every_selected_row(card: Card) -> None:
    card.table.setFocus()
    card.table.selectRow(0)
    down, shift = Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(card.table, down, shift)
    QTest.keyClick(card.table, Qt.Key.Key_Space)
    assert card.button("Accept").text() == "Accept 2 files, 7.0 MB"
    QTest.keyClick(card.table, Qt.Key.Key_Space)
    assert card.button("Accept").text() == "Accept 4 files, 10.0 MB"


def test_room_is_wanted_for_what_is_chosen_only(
    card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offer_card, "_free_bytes", lambda folder: 7 * MB)
    card.choose((0,), wanted=False)
    assert not card.button("Accept").isEnabled()
    assert card._free.text().startswith("Only 7.0 MB free")
    card.choose((3,), wanted=False)
    assert card.button("Accept").isEnabled()


def test_trust_is_told_with_its_cap_when_the_answer_is_yes(card: Card, tmp_path: Path) -> None:
    card.findChildren(QCheckBox)[0].setChecked(True)
    cap = card.findChildren(QComboBox)[0]
    assert cap.currentText() == "100 MB"
    cap.setCurrentIndex(0)
    card.button("Accept").click()
    assert card.trust == [TrustedSender(MIN, "Zhang Min", 10 * MB, str(tmp_path))]


def test_no_is_no_trust(card: Card) -> None:
    card.findChildren(QCheckBox)[0].setChecked(True)
    card.button("Decline").click()
    assert card.trust == []


def test_the_last_visible_file_is_cut_in_half(card: Card) -> None:
    card.show_offer(an_offer(5))
    assert card.table.height() == 5 * 30
    card.show_offer(an_offer(6))
    assert card.table.height() == 165


def test_a_long_list_is_asked_for_once_it_is_seen(qtbot: QtBot, tmp_path: Path) -> None:
    long = an_offer(count=3, folder="photos")
    short = replace(long, files=long.files[:1])
    card = Card(short, str(tmp_path))
    qtbot.addWidget(card)
    assert card.wanted == []
    on_stage(qtbot, card, 700, 400)
    card.show_offer(short)
    assert card.wanted == [ReadManifest("o1")]
    assert card.accessibleName() == (
        "Zhang Min wants to send you the folder photos: 3 files, 6.0 MB"
    )
    assert card.button("Accept").text() == "Accept 3 files, 6.0 MB", "all can be had at once"
    card.show_offer(replace(short, failure=Failure(Code.SENDER_GONE)))
    assert card.findChildren(OfferedTable)[0]._note.text()
    card.show_offer(long)
    card.choose((0,), wanted=False)
    card.button("Accept").click()
    assert card.wanted[-1] == AcceptOffer("o1", str(tmp_path), (1, 2))


def test_what_others_offer_meanwhile_does_not_answer_twice(card: Card) -> None:
    card.button("Accept").click()
    card.show_offer(replace(an_offer(), room_name="Another name"))
    assert not card.button("Accept").isEnabled()
    assert not card.button("Decline").isEnabled()
    again = an_offer()
    card.show_offer(replace(again, transfer=replace(again.transfer, peer_name="Min")))
    assert card.button("Accept").isEnabled(), "the engine asks again"
