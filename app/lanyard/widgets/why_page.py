"""Why don't I see anybody? What has been tried, line by line; what is not known is 'may'.

Main thread only.
"""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from lanyard.commands import LookAround
from lanyard.events import AskedInterface, LookedAround, RoomsNear
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.widgets import theme
from lanyard.widgets.buttons import accent_button, push_button
from lanyard.widgets.page_header import PageHeader
from lanyard.widgets.parts import Card, EmptyState, TileIcon, ground
from lanyard.widgets.text import hairline, plain_label

CARD_WIDTH = 600


class WhyPage(QWidget):
    """The page; ``command_wanted`` carries LookAround."""

    command_wanted = Signal(object)
    join_wanted = Signal()
    host_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Window)
        self._looked: LookedAround | None = None
        self._near = 0
        self.header = PageHeader(self.tr("Rooms near you"), self.tr("None seen yet"))
        again = push_button(self.tr("Ask again"), "refresh")
        again.clicked.connect(self._ask)
        self.header.add(again)
        self._rows: list[_Tried] = []
        self._card = Card()
        self._card.setAccessibleName(self.tr("What has been tried"))
        self._column = QVBoxLayout(self._card)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        self._state = EmptyState(
            "people",
            self.tr("Why don’t I see anybody?"),
            self.tr("Rooms appear here by themselves. This is what has been tried."),
        )
        self._state.add(self._card)
        self._state.add(self._build_buttons())
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._state)
        scroll.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._state.setBackgroundRole(QPalette.ColorRole.Window)
        self._scroll = scroll
        outer = QVBoxLayout(self)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(scroll, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tell)
        self._tell()

    def _build_buttons(self) -> QWidget:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._join = accent_button(self.tr("Join by address…"))
        self._join.clicked.connect(self.join_wanted)
        host = push_button(self.tr("Host a room here"))
        host.clicked.connect(self.host_wanted)
        row.addWidget(self._join)
        row.addWidget(host)
        return buttons

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        if isinstance(event, RoomsNear):
            self._near = sum(not room.mine for room in event.rooms)
            line = self.tr("None seen yet")
            if self._near:
                line = self.tr("%n rooms seen", "", self._near)
            self.header.say(self.tr("Rooms near you"), line)
            self._tell()
        elif isinstance(event, LookedAround):
            self._looked = event
            self._tell()

    def focus_first(self) -> None:
        """Put the focus on what a person will most likely want."""
        self._join.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> list[tuple[str, str]]:
        """Return what the card says: a title and a sentence each."""
        return [row.words() for row in self._rows if not row.isHidden()]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    @Slot()
    def _ask(self) -> None:
        self.command_wanted.emit(LookAround())

    @Slot()
    def _tell(self) -> None:
        facts = self._facts()
        while len(self._rows) < len(facts):
            row = _Tried(first=not self._rows)
            self._rows.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(facts))
            if place < len(facts):
                row.say(*facts[place])
        self._card.setFixedWidth(min(CARD_WIDTH, max(280, self._scroll.viewport().width() - 40)))

    def _facts(self) -> list[tuple[str, str, str, str]]:
        """Return icon, kind of tile, title and sentence of each line."""
        looked = self._looked
        if looked is None:
            return [("refresh", "quiet", self.tr("Asking has just begun"), self.tr("A moment."))]
        if not looked.interfaces:
            return [self._no_network()]
        facts = [self._asked(interface) for interface in looked.interfaces]
        if not looked.listening:
            facts.append(
                (
                    "warning",
                    "danger",
                    self.tr("Rooms are asked for, not overheard"),
                    self.tr(
                        "Another program holds the port on which rooms announce themselves."
                        " They may appear a little later."
                    ),
                )
            )
        if not self._near and not any(interface.answers for interface in looked.interfaces):
            facts += self._guesses()
        return facts

    def _asked(self, interface: AskedInterface) -> tuple[str, str, str, str]:
        name, address = shown(interface.name), shown(interface.address)
        if interface.error:
            words = self.tr("{address}: {error}. Other networks are asked all the same.")
            return (
                "warning",
                "danger",
                fill(self.tr("Asking on {interface} failed"), interface=name),
                fill(words, address=address, error=shown(interface.error).rstrip(".")),
            )
        where = shown(interface.broadcast) or self.tr("the multicast group")
        title = fill(self.tr("Asking on {interface}"), interface=name)
        if not interface.asked and not interface.answers:
            words = fill(self.tr("{address}, not asked yet."), address=address)
            return "refresh", "quiet", title, words
        ago = max(0, round(time.time() - interface.asked_at / 1000))
        if interface.answers:
            words = self.tr("{address}, asked {where}, last {ago} s ago. %n answers.", "",
                            interface.answers)  # fmt: skip
        else:
            words = self.tr(
                "{address}, asked {where} %n times, last {ago} s ago. Nobody answered.",
                "",
                interface.asked,
            )
        sentence = fill(words, address=address, where=where, ago=str(ago))
        return "check", "verified", title, sentence

    def _no_network(self) -> tuple[str, str, str, str]:
        return (
            "warning",
            "danger",
            self.tr("This computer is not on a network"),
            self.tr("Connect it to Wi-Fi or plug in a cable. Asking begins by itself then."),
        )

    def _guesses(self) -> list[tuple[str, str, str, str]]:
        return [
            (
                "info",
                "quiet",
                self.tr("Nobody may have opened a room"),
                self.tr("One computer hosts a room, then the others see it here."),
            ),
            (
                "shield",
                "quiet",
                self.tr("A firewall may keep the answers out"),
                self.tr(
                    "Allow Lanyard in the firewall of this computer and of the one that hosts."
                ),
            ),
            (
                "wifi",
                "quiet",
                self.tr("Some Wi-Fi networks keep devices apart"),
                self.tr(
                    "Guest networks often do (“client isolation”). Then nobody can be found;"
                    " joining by address may still work, or use a cable."
                ),
            ),
        ]


class _Tried(QWidget):
    """One line of the card."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not first:
            column.addWidget(hairline())
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(14)
        self._tile = TileIcon("check", 28, "quiet", 16)
        row.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = plain_label("", 13, 600)
        self._sentence = plain_label("", 12, 400, "text2")
        self._sentence.setWordWrap(True)
        self._sentence.setMinimumHeight(theme.scaled(18))
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        row.addLayout(words, 1)
        column.addLayout(row)

    def say(self, icon: str, kind: str, title: str, sentence: str) -> None:
        """Show these words."""
        self._tile.set_icon(icon, kind)
        self._title.setText(title)
        self._sentence.setText(sentence)

    def words(self) -> tuple[str, str]:
        """Return title and sentence."""
        return self._title.text(), self._sentence.text()
