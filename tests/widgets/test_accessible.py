"""The window without eyes and without a mouse: every control has a name, Tab reaches it all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from lanyard.events import (
    Address,
    Connection,
    ConnectionsChanged,
    DatagramsArrived,
    EntriesArrived,
    Joined,
    ListeningChanged,
    LookedAround,
    NearRoom,
    RoomOpened,
    RoomsNear,
    TransferState,
)
from lanyard.widgets.dial_form import DialForm
from lanyard.widgets.help_dialog import HelpDialog
from lanyard.widgets.listen_form import ListenForm
from lanyard.widgets.lookup_dialog import LookupDialog
from lanyard.widgets.main_window import keys_in_words
from lanyard.widgets.settings_dialog import SettingsDialog
from shell import Shell
from talk import AYLIN, ME, MIN, NOON, ROOM, entry, joined, member, offer, transfer

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit)
OWN = "0e" * 16
EVIL = "<img src='/etc/passwd'>"


def fill(shell: Shell) -> None:
    """Show something on every page, from strangers who mean no good."""
    own = (member(ME, 1),)
    asked = offer(2, AYLIN, (f"{EVIL}.pdf", "b.txt"))
    shell.engine.say(
        RoomOpened(OWN, EVIL, 25226, (Address("10.0.0.40", "Wi-Fi"),), ME, True, NOON, 25225),
        Joined("own", OWN, EVIL, "127.0.0.1", 25226, ME, 1, ME, own, 0, own=True),
        ConnectionsChanged(OWN, (Connection(2, MIN, EVIL, "app", "10.0.0.2", NOON, 1, 2),)),
        RoomsNear((NearRoom("f", EVIL, EVIL, ("10.0.0.7",), 1, MIN, 2, True, 1),)),
        LookedAround((), False),
        joined(),
        EntriesArrived(ROOM, (entry(1, EVIL, AYLIN, name=EVIL), asked)),
        transfer(asked, TransferState.OFFERED, name=EVIL, peer_name=EVIL),
        ListeningChanged(6475),
        DatagramsArrived(()),
    )
    shell.program.places.refresh()


@pytest.fixture
def full(shell: Shell) -> Shell:
    fill(shell)
    return shell


def every(root: QWidget) -> Iterator[QWidget]:
    yield from root.findChildren(QWidget)


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def is_inner(widget: QWidget) -> bool:
    """The parts that Qt itself puts into its controls."""
    return widget.objectName().startswith("qt_") or isinstance(
        widget.parentWidget(), (QComboBox, QLineEdit, QScrollBar)
    )


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in every(root)
        if isinstance(widget, CONTROLS) and not is_inner(widget) and not name_of(widget)
        # The list of a combo box is its popup.
        and "QComboBox" not in type(widget.window()).__name__
        and not widget.inherits("QComboBoxListView")
        and not widget.inherits("QHeaderView")
        and not widget.inherits("QTableCornerButton")
    ]  # fmt: skip


def test_every_control_has_a_name(full: Shell) -> None:
    assert nameless(full.window) == []


def test_a_nameless_control_is_found(full: Shell) -> None:
    """The proof that the test above can fail."""
    extra = QLineEdit(full.window.first_start)
    assert nameless(full.window) == ["QLineEdit in FirstStart"]
    extra.deleteLater()


def test_every_label_is_plain(full: Shell) -> None:
    labels = [widget for widget in every(full.window) if isinstance(widget, QLabel)]
    assert len(labels) > 40
    rich = [x.text() for x in labels if x.textFormat() != Qt.TextFormat.PlainText]
    assert rich == []


def test_no_tool_tip_reads_strangers_words_as_markup(full: Shell) -> None:
    for widget in every(full.window):
        assert EVIL not in widget.toolTip(), type(widget).__name__


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_dialogs_have_names_too(full: Shell) -> None:
    dialogs: tuple[QDialog, ...] = (
        SettingsDialog(full.keeper.settings, full.window),
        HelpDialog(keys_in_words(), full.window),
        ListenForm((), (), "", full.window),
        DialForm(full.window),
        LookupDialog(full.window),
    )
    for dialog in dialogs:
        assert nameless(dialog) == []
        for label in dialog.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText
        dialog.close()


def tab_stops(page: QWidget) -> list[QWidget]:
    """Return what Tab stops at on a page, in its order, beginning with the first."""
    found: list[QWidget] = []
    widget = page.nextInFocusChain()
    while widget is not page and widget is not None:
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        here = page.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled()
        if takes and here and widget.focusProxy() is None and not is_inner(widget):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


PAGES = ("first_start", "conversation", "server", "why", "broadcast", "transfers")


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_every_control_of_a_page(full: Shell, name: str) -> None:
    page = getattr(full.window, name)
    full.window.show_page(page)
    stops = tab_stops(page)
    missing = [
        f"{type(widget).__name__} {name_of(widget)!r}"
        for widget in every(page)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and widget.isEnabled()
        and not is_inner(widget)
        and not widget.inherits("QHeaderView")
        and not widget.inherits("QTableCornerButton")
        and widget not in stops
        and widget.focusPolicy() != Qt.FocusPolicy.ClickFocus
    ]
    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_tab_goes_down_the_page(full: Shell, name: str) -> None:
    """Tab climbs back up only to the next column on the right."""
    page = getattr(full.window, name)
    full.window.show_page(page)
    climbs = []
    for before, after in pairwise(tab_stops(page)):
        here, there = place(before, page), place(after, page)
        if there.top() < here.top() - 160 and there.left() < here.right():
            climbs.append((name_of(before), name_of(after)))
    assert climbs == []


def place(widget: QWidget, page: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())
