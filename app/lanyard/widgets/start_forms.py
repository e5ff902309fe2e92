"""The two forms of the first page: host a room, join a room.

Each checks what can be checked without the network, gives the command, and shows what the engine
could not do at the field that caused it. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

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
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.widgets.buttons import push_button
from lanyard.widgets.form import Field, FormCard, PasscodeEdit
from lanyard.widgets.history_choice import HistoryChoice

_ABOUT_PORT = frozenset(
    {
        Code.PORT_OUT_OF_RANGE,
        Code.PORT_TAKEN,
        Code.PORT_FORBIDDEN,
        Code.LISTEN_FAILED,
        Code.ADDRESS_NOT_OURS,
    }
)
_ABOUT_PASSCODE = frozenset({Code.PASSCODE_NEEDED, Code.PASSCODE_WRONG})

translate = QCoreApplication.translate


class HostForm(FormCard):
    """Room, port, passcode, and Start."""

    command_wanted = Signal(object)

    def __init__(self, name: Field) -> None:
        """``name`` is the field that says who I am; it belongs to the page."""
        super().__init__(
            "host",
            translate("HostForm", "Host a room"),
            translate("HostForm", "(server)"),
            translate("HostForm", "Others come to this computer"),
            push_button(translate("HostForm", "Start")),
        )
        self._name = name
        self._busy = False
        self.guests = "yes"
        """What plain text lines may do in the room, as it was chosen the last time."""
        self.room = self.add(Field(QLineEdit(), self.tr("Room")))
        self.port = self.add(Field(QLineEdit(), self.tr("Port")))
        self.passcode = self.add(Field(PasscodeEdit(), self.tr("Passcode")))
        set_placeholder(self.passcode, self.tr("optional"))
        self.history = HistoryChoice()
        self.history.setToolTip(
            self.tr("What somebody who comes for the first time may read of what was said before.")
        )
        self.add_row(self.tr("Newcomers"), self.history, self.history.choice)
        for field in (self.room, self.port, self.passcode):
            field.entered.connect(self._start)
        self.button.clicked.connect(self._start)

    def order(self) -> list[QWidget]:
        """Return what Tab goes through."""
        history = [self.history.choice, self.history.days]
        return [self.room.editor, self.port.editor, self.passcode.editor, *history, self.button]

    def take(self, event: object) -> None:
        """Take one event of the engine."""
        if isinstance(event, RoomOpened):
            self._set_busy(False)
        elif isinstance(event, HostFailed):
            self._set_busy(False)
            code = event.failure.code
            field = self.port if code in _ABOUT_PORT else self.room
            if code == Code.NAME_EMPTY:
                field = self._name
            field.show_error(sentence(event.failure))

    @Slot()
    def _start(self) -> None:
        if self._busy or not has_name(self._name):
            return
        for field in (self.room, self.port):
            field.clear_error()
        if not self.room.text():
            self.room.show_error(sentence(Failure(Code.ROOM_NAME_EMPTY)))
            return
        port = self.port.port()
        if not port:
            self.port.show_error(sentence(Failure(Code.PORT_OUT_OF_RANGE)))
            return
        self._set_busy(True)
        passcode = self.passcode.text()
        room, name = self.room.text(), self._name.text()
        days = self.history.history_days()
        guests = self.guests
        self.command_wanted.emit(
            Host(room, name, port, "", passcode, guests=guests, history_days=days)
        )

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.button.setEnabled(not busy)
        self.status.setText(self.tr("Opening the room") if busy else "")


class JoinForm(FormCard):
    """Host, port, passcode, and one button that joins or stops trying."""

    command_wanted = Signal(object)

    def __init__(self, name: Field) -> None:
        """``name`` is the field that says who I am; it belongs to the page."""
        super().__init__(
            "join",
            translate("JoinForm", "Join a room"),
            translate("JoinForm", "(client)"),
            translate("JoinForm", "Go to somebody else’s room"),
            push_button(translate("JoinForm", "Join")),
        )
        self._name = name
        self._attempt: Join | None = None
        self._near: NearRoom | None = None
        hosts = QComboBox()
        hosts.setEditable(True)
        hosts.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        hosts.setMinimumContentsLength(8)
        self._hosts = hosts
        self.host = self.add(Field(hosts, self.tr("Host")))
        self.port = self.add(Field(QLineEdit(), self.tr("Port")))
        self.passcode = self.add(Field(PasscodeEdit(), self.tr("Passcode")))
        set_placeholder(self.host, self.tr("address or name"))
        set_placeholder(self.passcode, self.tr("if asked"))
        self.trust = push_button(self.tr("Trust it and join"))
        self.trust.clicked.connect(self._join_trusting)
        self.trust.hide()
        self.add_button(self.trust)
        for field in (self.host, self.port, self.passcode):
            field.entered.connect(self._join)
        self.button.clicked.connect(self._join_or_stop)
        line = hosts.lineEdit()
        if line is not None:
            line.textEdited.connect(self._host_typed)

    def order(self) -> list[QWidget]:
        """Return what Tab goes through."""
        editors: list[QWidget] = [self.host.editor, self.port.editor, self.passcode.editor]
        return [*editors, self.trust, self.button]

    def show_hosts(self, hosts: tuple[str, ...]) -> None:
        """Offer these hosts; what is typed stays."""
        typed = self._hosts.currentText()
        self._hosts.clear()
        self._hosts.addItems(list(hosts))
        self._hosts.setEditText(typed)

    # --- what the engine says -------------------------------------------------------------------

    def take(self, event: object) -> None:
        """Take one event of the engine; other attempts than this form's are ignored."""
        attempt = self._attempt
        if attempt is None or not isinstance(event, (JoinChanged, Joined)):
            return
        if event.key != attempt.key:
            return
        if isinstance(event, Joined) or event.state in (JoinState.JOINED, JoinState.LEFT):
            self.passcode.set_text("")
            self._set_attempt(None)
        elif event.state == JoinState.FAILED:
            self._set_attempt(None)
            if event.failure is not None:
                self.show_failure(event.host, event.port, event.failure)
        else:
            self.status.setText(state_words(event.state))

    def show_failure(self, host: str, port: int, failure: Failure) -> None:
        """Say why a joining failed, also one that did not begin here."""
        if host and self.host.text() != host:
            self.host.set_text(host)
            self.port.set_text(str(port))
        field = self.host
        if failure.code == Code.NAME_EMPTY:
            field = self._name
        elif failure.code == Code.PORT_OUT_OF_RANGE:
            field = self.port
        elif failure.code in _ABOUT_PASSCODE:
            field = self.passcode
        field.show_error(sentence(failure))
        self.trust.setVisible(failure.code == Code.IDENTITY_CHANGED)

    # --- what the person does -------------------------------------------------------------------

    def join_near(self, near: NearRoom) -> bool:
        """Join a room that was seen; False when it waits for its passcode to be typed."""
        if not near.addresses:
            return True
        self.host.set_text(near.addresses[0])
        self.port.set_text(str(near.port))
        self._near = near
        if near.locked and not self.passcode.text():
            words = self.tr("{room} asks for a passcode. The person hosting it knows it.")
            self.status.setText(fill(words, room=shown(near.name)))
            return False
        self._join()
        return True

    @Slot()
    def _join_or_stop(self) -> None:
        if self._attempt is None:
            self._join()
            return
        key = self._attempt.key
        self._set_attempt(None)
        self.command_wanted.emit(Leave(key))

    @Slot()
    def _join(self) -> None:
        self._join_as(trust_changed=False)

    @Slot()
    def _join_trusting(self) -> None:
        self._join_as(trust_changed=True)

    def _join_as(self, trust_changed: bool) -> None:
        if self._attempt is not None or not has_name(self._name):
            return
        for field in (self.host, self.port, self.passcode):
            field.clear_error()
        self.trust.hide()
        host, port = split_host(self.host.text())
        if not host:
            self.host.show_error(sentence(Failure(Code.HOST_EMPTY)))
            return
        if port:
            self.host.set_text(host)
            self.port.set_text(port)
        number = self.port.port()
        if not number:
            self.port.show_error(sentence(Failure(Code.PORT_OUT_OF_RANGE)))
            return
        attempt = Join(
            host,
            self._name.text(),
            number,
            self.passcode.text(),
            device_id=self._expected(host, number) if not trust_changed else "",
            trust_changed=trust_changed,
        )
        self._set_attempt(attempt)
        self.command_wanted.emit(attempt)

    def _expected(self, host: str, port: int) -> str:
        """Return the device id that the chosen room announced, while it is still the one meant."""
        near = self._near
        if near is not None and host in near.addresses and port == near.port:
            return near.device_id
        return ""

    def _set_attempt(self, attempt: Join | None) -> None:
        self._attempt = attempt
        self.status.setText(state_words(JoinState.CONNECTING) if attempt is not None else "")
        self.button.setText(self.tr("Stop") if attempt is not None else self.tr("Join"))
        self.button.setAccessibleName(self.button.text())

    @Slot()
    def _host_typed(self) -> None:
        self._near = None
        self.status.setText("")


def has_name(name: Field) -> bool:
    """Return whether somebody said who they are; say so at the field if not."""
    if name.text():
        return True
    name.show_error(sentence(Failure(Code.NAME_EMPTY)))
    return False


def state_words(state: JoinState) -> str:
    """Return where a joining stands, in words."""
    return {
        JoinState.LOOKING_UP: translate("JoinForm", "Looking for the host"),
        JoinState.CONNECTING: translate("JoinForm", "Connecting"),
        JoinState.GREETING: translate("JoinForm", "Greeting the room"),
        JoinState.JOINED: translate("JoinForm", "Joined"),
        JoinState.WAITING: translate("JoinForm", "Lost, trying again"),
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


def set_placeholder(field: Field, words: str) -> None:
    """Show ``words`` in an empty field."""
    line = field.editor.lineEdit() if isinstance(field.editor, QComboBox) else field.editor
    if line is not None:
        line.setPlaceholderText(words)


def focus_by_key(field: Field) -> None:
    """Put the focus into a field as Tab would, so that its text is selected."""
    field.editor.setFocus(Qt.FocusReason.TabFocusReason)
