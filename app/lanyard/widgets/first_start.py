"""The first page: who I am, host a room, join a room, rooms near. No wizard, two choices.

It checks what can be checked without the network and shows what the engine could not do in the
field that caused it. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lanyard.commands import Host, Join, Leave
from lanyard.events import (
    Code,
    Failure,
    HostFailed,
    JoinChanged,
    Joined,
    JoinState,
    NearRoom,
    RoomOpened,
)
from lanyard.models.phrases import fill
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.settings import Settings
from lanyard.widgets import theme
from lanyard.widgets.form import Field, FormCard, PasscodeEdit
from lanyard.widgets.near_list import NearList
from lanyard.widgets.parts import Avatar, LinkButton, ground, push_button
from lanyard.widgets.text import plain_label

CONTENT_WIDTH = 760
SMALL_WIDTH = 720
SMALL_HEIGHT = 560
ONE_COLUMN_WIDTH = 540
NAME_LONGEST = 40

translate = QCoreApplication.translate

_ABOUT_PORT = frozenset(
    {Code.PORT_OUT_OF_RANGE, Code.PORT_TAKEN, Code.PORT_FORBIDDEN, Code.LISTEN_FAILED}
)
_ABOUT_PASSCODE = frozenset({Code.PASSCODE_NEEDED, Code.PASSCODE_WRONG})


class FirstStart(QWidget):
    """The page; ``command_wanted`` carries Host, Join and Leave."""

    command_wanted = Signal(object)
    name_changed = Signal(str)
    """What others will see from now on."""

    why_wanted = Signal()
    """'Why don't I see anybody?'"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Window)
        self._attempt: Join | None = None
        self._near: NearRoom | None = None
        self._hosting = False
        self._build_head()
        self._build_cards()
        self._build_near()
        self._build_page()
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
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
        self.name = Field(QLineEdit(), self.tr("You are"))
        self.name.editor.setMinimumWidth(theme.scaled(220))
        if isinstance(self.name.editor, QLineEdit):
            self.name.editor.setMaxLength(NAME_LONGEST)
            self.name.editor.textEdited.connect(self._name_typed)
        self._hint = plain_label(self.tr("Others see this name."), 12, 400, "text2")
        self._hint.setMinimumHeight(32)
        self.name.label.setMinimumHeight(32)

    def _build_cards(self) -> None:
        start = push_button(self.tr("Start"))
        start.clicked.connect(self._start)
        self.host_card = FormCard(
            "host",
            self.tr("Host a room"),
            self.tr("(server)"),
            self.tr("Others come to this computer"),
            start,
        )
        self.room = self.host_card.add(Field(QLineEdit(), self.tr("Room")))
        self.host_port = self.host_card.add(Field(QLineEdit(), self.tr("Port")))
        self.host_passcode = self.host_card.add(Field(PasscodeEdit(), self.tr("Passcode")))
        _placeholder(self.host_passcode, self.tr("optional"))
        join = push_button(self.tr("Join"))
        join.clicked.connect(self._join_or_stop)
        self.join_card = FormCard(
            "join",
            self.tr("Join a room"),
            self.tr("(client)"),
            self.tr("Go to somebody else’s room"),
            join,
        )
        hosts = QComboBox()
        hosts.setEditable(True)
        hosts.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        hosts.setMinimumContentsLength(8)
        self.host = self.join_card.add(Field(hosts, self.tr("Host")))
        self.join_port = self.join_card.add(Field(QLineEdit(), self.tr("Port")))
        self.join_passcode = self.join_card.add(Field(PasscodeEdit(), self.tr("Passcode")))
        _placeholder(self.host, self.tr("address or name"))
        _placeholder(self.join_passcode, self.tr("if asked"))
        self._trust = push_button(self.tr("Trust it and join"))
        self._trust.clicked.connect(self._join_trusting)
        self._trust.hide()
        self.join_card.add_button(self._trust)
        for field in (self.room, self.host_port, self.host_passcode):
            field.entered.connect(self._start)
        for field in (self.host, self.join_port, self.join_passcode):
            field.entered.connect(self._join)
        line = hosts.lineEdit()
        if line is not None:
            line.textEdited.connect(self._host_typed)

    def _build_near(self) -> None:
        self.near = NearList()
        self.near.join_wanted.connect(self.join_near)
        self._near_title = plain_label(self.tr("Rooms near you"), 15, 600)
        self._why = LinkButton(self.tr("Why don’t I see anybody?"))
        self._why.clicked.connect(self.why_wanted)

    def _build_page(self) -> None:
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
        me.setSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        me.addWidget(self._avatar, 0, top)
        me.addWidget(self.name.label, 0, top)
        me.addWidget(self.name, 2, top)
        me.addWidget(self._hint, 3, top)
        me.setSpacing(10)
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
        column.addStretch()

        self._frame = QWidget()
        self._frame.setBackgroundRole(QPalette.ColorRole.Window)
        self._around = QHBoxLayout(self._frame)
        self._around.addStretch()
        self._around.addWidget(content, 1000)
        self._around.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._frame)
        self._scroll.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

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
        roomy = self.height() >= 700
        side = 15 if small else 20
        self._around.setContentsMargins(side, 15 if small else 40 if roomy else 20, side, 15)
        for card in (self.host_card, self.join_card):
            card.set_padding(20 if small else 24)
        self.near.set_padding(20 if small else 24)
        beside = self.width() >= ONE_COLUMN_WIDTH
        directions = QBoxLayout.Direction
        self._cards.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    # --- filling --------------------------------------------------------------------------------

    def prefill(self, settings: Settings) -> None:
        """Show what was used the last time."""
        self.name.set_text(settings.name)
        self._avatar.show_somebody("", settings.name)
        self.room.set_text(settings.room_name or self._room_name_for(settings.name))
        self.host_port.set_text(str(settings.port))
        self.join_port.set_text(str(settings.join_port))
        self.show_hosts(settings.joined_hosts)
        if settings.joined_hosts and not self.host.text():
            self.host.set_text(settings.joined_hosts[0])

    def show_hosts(self, hosts: tuple[str, ...]) -> None:
        """Offer these hosts; what is typed stays."""
        box = self.host.editor
        if isinstance(box, QComboBox):
            typed = box.currentText()
            box.clear()
            box.addItems(list(hosts))
            box.setEditText(typed)

    def show_me(self, device_id: str) -> None:
        """Colour my avatar as others see it."""
        self._avatar.show_somebody(device_id, self.name.text())

    def start_with_host(self) -> None:
        """Put the focus into the card that hosts."""
        self._focus_card(self.host_card, self.room)

    def start_with_join(self) -> None:
        """Put the focus into the card that joins."""
        self._focus_card(self.join_card, self.host)

    def _focus_card(self, card: FormCard, field: Field) -> None:
        other = self.join_card if card is self.host_card else self.host_card
        other.set_active(False)
        card.set_active(True)
        field.editor.setFocus(Qt.FocusReason.TabFocusReason)

    # --- what the engine says -------------------------------------------------------------------

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        self.near.take(event)
        if isinstance(event, HostFailed):
            self._hosting = False
            self._tell_hosting()
            self._show_host_failure(event.failure)
        elif isinstance(event, RoomOpened):
            self._hosting = False
            self._tell_hosting()
        elif isinstance(event, (JoinChanged, Joined)):
            self._attempt_moved(event)

    def _attempt_moved(self, event: JoinChanged | Joined) -> None:
        if self._attempt is None or event.key != self._attempt.key:
            return
        if isinstance(event, Joined) or event.state in (JoinState.JOINED, JoinState.LEFT):
            self._attempt = None
            self.join_passcode.set_text("")
            self._tell_joining("")
        elif event.state == JoinState.FAILED:
            self._attempt = None
            self._tell_joining("")
            if event.failure is not None:
                self.show_join_failure(event.host, event.port, event.failure)
        else:
            self._tell_joining(state_words(event.state))

    def _show_host_failure(self, failure: Failure) -> None:
        field = self.room
        if failure.code == Code.NAME_EMPTY:
            field = self.name
        elif failure.code in _ABOUT_PORT or failure.code == Code.ADDRESS_NOT_OURS:
            field = self.host_port
        field.show_error(sentence(failure))

    def show_join_failure(self, host: str, port: int, failure: Failure) -> None:
        """Say in the form why a joining failed, also one that did not begin here."""
        if host and self.host.text() != host:
            self.host.set_text(host)
            self.join_port.set_text(str(port))
        field = self.host
        if failure.code == Code.NAME_EMPTY:
            field = self.name
        elif failure.code == Code.PORT_OUT_OF_RANGE:
            field = self.join_port
        elif failure.code in _ABOUT_PASSCODE:
            field = self.join_passcode
        field.show_error(sentence(failure))
        self._trust.setVisible(failure.code == Code.IDENTITY_CHANGED)
        self._scroll.ensureWidgetVisible(field)

    # --- what the person does -------------------------------------------------------------------

    @Slot()
    def _start(self) -> None:
        if self._hosting or not self._have_name():
            return
        for field in (self.room, self.host_port):
            field.clear_error()
        if not self.room.text():
            self.room.show_error(sentence(Failure(Code.ROOM_NAME_EMPTY)))
            return
        port = self.host_port.port()
        if not port:
            self.host_port.show_error(sentence(Failure(Code.PORT_OUT_OF_RANGE)))
            return
        self._hosting = True
        self._tell_hosting()
        passcode = self.host_passcode.text()
        self.command_wanted.emit(Host(self.room.text(), self.name.text(), port, "", passcode))

    @Slot()
    def _join_or_stop(self) -> None:
        if self._attempt is None:
            self._join()
            return
        key, self._attempt = self._attempt.key, None
        self._tell_joining("")
        self.command_wanted.emit(Leave(key))

    @Slot()
    def _join(self) -> None:
        self._join_as(trust_changed=False)

    @Slot()
    def _join_trusting(self) -> None:
        self._join_as(trust_changed=True)

    @Slot(object)
    def join_near(self, near: NearRoom) -> None:
        """Join a room that was seen; one with a passcode is prepared and waits for it."""
        if not near.addresses:
            return
        self.host.set_text(near.addresses[0])
        self.join_port.set_text(str(near.port))
        self._near = near
        if near.locked and not self.join_passcode.text():
            self._focus_card(self.join_card, self.join_passcode)
            words = self.tr("{room} asks for a passcode. The person hosting it knows it.")
            self.join_card.status.setText(fill(words, room=shown(near.name)))
            return
        self._join()

    def _join_as(self, trust_changed: bool) -> None:
        if self._attempt is not None or not self._have_name():
            return
        for field in (self.host, self.join_port, self.join_passcode):
            field.clear_error()
        self._trust.hide()
        host, port = split_host(self.host.text())
        if not host:
            self.host.show_error(sentence(Failure(Code.HOST_EMPTY)))
            return
        if port:
            self.host.set_text(host)
            self.join_port.set_text(port)
        number = self.join_port.port()
        if not number:
            self.join_port.show_error(sentence(Failure(Code.PORT_OUT_OF_RANGE)))
            return
        self._attempt = Join(
            host,
            self.name.text(),
            number,
            self.join_passcode.text(),
            device_id=self._expected(host, number) if not trust_changed else "",
            trust_changed=trust_changed,
        )
        self._tell_joining(state_words(JoinState.CONNECTING))
        self.command_wanted.emit(self._attempt)

    def _expected(self, host: str, port: int) -> str:
        """Return the device id that the chosen room announced, while it is still the one meant."""
        near = self._near
        if near is not None and host in near.addresses and port == near.port:
            return near.device_id
        return ""

    def _have_name(self) -> bool:
        if self.name.text():
            return True
        self.name.show_error(sentence(Failure(Code.NAME_EMPTY)))
        return False

    def _room_name_for(self, name: str) -> str:
        first = name.split(maxsplit=1)[0] if name.split() else ""
        if not first:
            return ""
        return fill(self.tr("{name}’s room"), name=first)

    def _tell_hosting(self) -> None:
        self.host_card.button.setEnabled(not self._hosting)
        self.host_card.status.setText(self.tr("Opening the room") if self._hosting else "")

    def _tell_joining(self, words: str) -> None:
        busy = self._attempt is not None
        self.join_card.status.setText(words)
        button = self.join_card.button
        button.setText(self.tr("Stop") if busy else self.tr("Join"))
        button.setAccessibleName(button.text())

    @Slot(str)
    def _name_typed(self, name: str) -> None:
        self._avatar.show_somebody("", name.strip())
        self.name_changed.emit(name.strip())

    @Slot()
    def _host_typed(self) -> None:
        self._near = None
        self.join_card.status.setText("")

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            return
        for card, other in (
            (self.host_card, self.join_card),
            (self.join_card, self.host_card),
        ):
            if card.isAncestorOf(now):
                other.set_active(False)
                card.set_active(True)


def state_words(state: JoinState) -> str:
    """Return where a joining stands, in words."""
    return {
        JoinState.LOOKING_UP: translate("FirstStart", "Looking for the host"),
        JoinState.CONNECTING: translate("FirstStart", "Connecting"),
        JoinState.GREETING: translate("FirstStart", "Greeting the room"),
        JoinState.JOINED: translate("FirstStart", "Joined"),
        JoinState.WAITING: translate("FirstStart", "Lost, trying again"),
    }.get(state, "")


def split_host(typed: str) -> tuple[str, str]:
    """Return host and port of '10.0.0.12:25225' or '[fe80::1]:25225'; the port may be empty."""
    text = typed.strip()
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest[1:] if rest.startswith(":") else ""
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host.strip(), port.strip()
    return text, ""


def _placeholder(field: Field, words: str) -> None:
    line = field.editor.lineEdit() if isinstance(field.editor, QComboBox) else field.editor
    if line is not None:
        line.setPlaceholderText(words)
