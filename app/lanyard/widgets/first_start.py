"""The first page: who I am, host a room, join a room, rooms near. No wizard, two choices.

Main thread only.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lanyard.events import Failure, NearRoom
from lanyard.phrases import fill
from lanyard.settings import Settings
from lanyard.widgets import theme
from lanyard.widgets.buttons import LinkButton
from lanyard.widgets.form import Field, FormCard
from lanyard.widgets.near_list import NearList
from lanyard.widgets.parts import Avatar, ground
from lanyard.widgets.start_forms import HostForm, JoinForm, focus_by_key
from lanyard.widgets.text import plain_label

CONTENT_WIDTH = 760
SMALL_WIDTH = 720
SMALL_HEIGHT = 560
ROOMY_HEIGHT = 700
ONE_COLUMN_WIDTH = 540
NAME_LONGEST = 40


class FirstStart(QWidget):
    """The page; ``command_wanted`` carries Host, Join and Leave."""

    command_wanted = Signal(object)

    why_wanted = Signal()
    """'Why don't I see anybody?'"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Window)
        self._device_id = ""
        self._build_head()
        self.host_card = HostForm(self.name)
        self.join_card = JoinForm(self.name)
        for card in (self.host_card, self.join_card):
            card.command_wanted.connect(self.command_wanted)
        self._build_near()
        self._build_page()
        self._order_focus()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self.join_card.set_active(True)

    # --- building -------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self._title = plain_label(self.tr("Talk on this network"), 22, 600)
        self._line = plain_label(
            self.tr("No internet, no account. One computer hosts a room, the others join it."),
            13,
            400,
            "text2",
        )
        self._line.setWordWrap(True)
        self._avatar = Avatar(32)
        editor = QLineEdit()
        self.name = Field(editor, self.tr("You are"))
        editor.setMinimumWidth(theme.scaled(220))
        editor.setMaxLength(NAME_LONGEST)
        editor.textChanged.connect(self._show_avatar)
        self._hint = plain_label(self.tr("Others see this name."), 12, 400, "text2")
        for label in (self._hint, self.name.label):
            label.setMinimumHeight(editor.sizeHint().height())

    def _build_near(self) -> None:
        self.near = NearList()
        self.near.join_wanted.connect(self.join_near)
        self._near_title = plain_label(self.tr("Rooms near you"), 15, 600)
        self._why = LinkButton(self.tr("Why don’t I see anybody?"))
        self._why.clicked.connect(self.why_wanted)

    def _build_content(self) -> QWidget:
        content = QWidget()
        content.setMaximumWidth(CONTENT_WIDTH)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self._line)
        self._gap = QWidget()
        column.addWidget(self._gap)
        me = QHBoxLayout()
        me.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        me.addWidget(self._avatar, 0, top)
        me.addWidget(self.name.label, 0, top)
        me.addWidget(self.name, 2, top)
        me.addWidget(self._hint, 4, top)
        column.addLayout(me)
        column.addSpacing(20)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(16)
        self._cards.addWidget(self.host_card, 1)
        self._cards.addWidget(self.join_card, 1)
        column.addLayout(self._cards)
        self._near_gap = QWidget()
        column.addWidget(self._near_gap)
        head = QHBoxLayout()
        head.addWidget(self._near_title)
        head.addStretch()
        head.addWidget(self._why)
        column.addLayout(head)
        column.addSpacing(6)
        column.addWidget(self.near)
        column.addStretch(1)
        return content

    def _build_page(self) -> None:
        frame = QWidget()
        frame.setBackgroundRole(QPalette.ColorRole.Window)
        self._around = QHBoxLayout(frame)
        self._around.addStretch()
        self._around.addWidget(self._build_content(), 1000)
        self._around.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(frame)
        self._scroll.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _order_focus(self) -> None:
        """Let Tab go the way one reads; the rooms near come last, as they come."""
        order = [self.name.editor, *self.host_card.order(), *self.join_card.order(), self._why]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give up decoration before content: first the title, then the second column."""
        low = self.height() < SMALL_HEIGHT
        small = self.width() < SMALL_WIDTH or low
        self._title.setVisible(not low)
        self._line.setVisible(not low)
        self._hint.setVisible(self.width() >= ONE_COLUMN_WIDTH)
        self._gap.setFixedHeight(0 if low else 20)
        self._near_gap.setFixedHeight(16 if small else 28)
        side = 15 if small else 20
        above = 15 if small else 40 if self.height() >= ROOMY_HEIGHT else 20
        self._around.setContentsMargins(side, above, side, 15)
        for part in (self.host_card, self.join_card, self.near):
            part.set_padding(20 if small else 24)
        beside = self.width() >= ONE_COLUMN_WIDTH
        directions = QBoxLayout.Direction
        self._cards.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    # --- filling --------------------------------------------------------------------------------

    def prefill(self, settings: Settings) -> None:
        """Show what was used the last time."""
        self.name.set_text(settings.name)
        self.host_card.room.set_text(settings.room_name or self._room_name_for(settings.name))
        self.host_card.port.set_text(str(settings.port))
        self.host_card.guests = settings.guests
        self.host_card.history.show_days(settings.history_days)
        self.join_card.port.set_text(str(settings.join_port))
        self.show_hosts(settings.joined_hosts)
        if settings.joined_hosts:
            self.join_card.host.set_text(settings.joined_hosts[0])

    def show_hosts(self, hosts: tuple[str, ...]) -> None:
        """Offer these hosts; what is typed stays."""
        self.join_card.show_hosts(hosts)

    def show_me(self, device_id: str) -> None:
        """Colour my avatar as others see it."""
        self._device_id = device_id
        self._show_avatar()

    def start_with_host(self) -> None:
        """Put the focus into the card that hosts."""
        self._activate(self.host_card)
        focus_by_key(self.host_card.room)

    def start_with_join(self) -> None:
        """Put the focus into the card that joins."""
        self._activate(self.join_card)
        focus_by_key(self.join_card.host)

    # --- what happens ---------------------------------------------------------------------------

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        self.near.take(event)
        self.host_card.take(event)
        self.join_card.take(event)

    def show_join_failure(self, host: str, port: int, failure: Failure) -> None:
        """Say in the form why a joining failed that did not begin here."""
        self._activate(self.join_card)
        self.join_card.show_failure(host, port, failure)

    @Slot(object)
    def join_near(self, near: NearRoom) -> None:
        """Join a room that was seen; one with a passcode is prepared and waits for it."""
        self._activate(self.join_card)
        if not self.join_card.join_near(near):
            focus_by_key(self.join_card.passcode)

    def _room_name_for(self, name: str) -> str:
        first = name.split(maxsplit=1)[0] if name.split() else ""
        return fill(self.tr("{name}’s room"), name=first) if first else ""

    @Slot()
    def _show_avatar(self) -> None:
        self._avatar.show_somebody(self._device_id, self.name.text())

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        for card in (self.host_card, self.join_card):
            if card.isAncestorOf(now):
                self._activate(card)

    def _activate(self, card: FormCard) -> None:
        for other in (self.host_card, self.join_card):
            other.set_active(other is card)
