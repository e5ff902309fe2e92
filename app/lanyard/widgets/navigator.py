"""Which page is shown when: between what the person chooses and what happens on the network.

It knows the window, the conversations and the settings, and none of them knows it. Main thread
only.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QSysInfo, Signal, Slot
from PySide6.QtWidgets import QWidget

from lanyard.commands import Host, Join
from lanyard.events import (
    Code,
    CommandFailed,
    Entry,
    HostFailed,
    JoinChanged,
    Joined,
    JoinState,
    LookedAround,
    NearRoom,
    RememberedRoom,
    RoomClosed,
    RoomOpened,
    RoomsRemembered,
)
from lanyard.models.conversation import ConversationModel
from lanyard.models.conversations import Conversations
from lanyard.models.places import Place, PlaceKind, PlacesModel
from lanyard.models.rows import partner_of
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.settings import SettingsKeeper, with_host
from lanyard.widgets.help_dialog import HelpDialog
from lanyard.widgets.main_window import MainWindow, keys_in_words
from lanyard.widgets.preferences import Preferences

REMEMBERED_SHOWN = 12
"""Rooms of earlier visits in the side bar."""

_NEEDS_FORM = frozenset({Code.PASSCODE_NEEDED, Code.PASSCODE_WRONG, Code.IDENTITY_CHANGED})
"""Failures that only something typed in the form can mend."""


class Navigator(QObject):
    """Feed every event to ``take`` after the models took it, and every command to
    ``note_command``.
    """

    command_wanted = Signal(object)
    quit_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        conversations: Conversations,
        places: PlacesModel,
        keeper: SettingsKeeper,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._conversations = conversations
        self._places = places
        self._keeper = keeper
        self._device_id = ""
        self._address = ""
        self._shown: ConversationModel | None = None
        self._joining: dict[str, str] = {}
        """What the person typed as the host, by the key of the attempt."""
        self._seen_keys: set[str] = set()
        self._remembered: dict[str, RememberedRoom] = {}
        self._before: QWidget | None = None
        """The page that the search stands in front of."""
        bar = window.side_bar
        bar.place_chosen.connect(self._place_chosen)
        bar.join_wanted.connect(self._join_near)
        bar.start_wanted.connect(self.show_start)
        bar.tool_chosen.connect(self._show_tool)
        bar.search_wanted.connect(self._show_search)
        window.search.entry_wanted.connect(self._show_entry)
        window.search.closed.connect(self._leave_search)
        window.key_pressed.connect(self._key_pressed)
        window.transfers.active_changed.connect(self._count_transfers)
        window.broadcast.unseen_changed.connect(self._count_broadcasts)
        window.own_view.chosen.connect(self._own_view_chosen)
        window.conversation.direct_wanted.connect(self._talk_to)
        window.conversation.rejoin_wanted.connect(self._rejoin)
        window.first_start.why_wanted.connect(self._show_why)
        window.why.join_wanted.connect(self._start_with_join)
        window.why.host_wanted.connect(self._start_with_host)
        window.server.conversation_wanted.connect(self._show_own_conversation)
        places.modelReset.connect(self._places_changed)
        places.dataChanged.connect(self._places_changed)
        keeper.changed.connect(self._tell_me)
        self.preferences = Preferences(window, keeper, self)
        self.preferences.command_wanted.connect(self.command_wanted)
        self.show_start()
        self._places_changed()

    def show_me(self, device_id: str) -> None:
        """Say who this computer is."""
        self._device_id = device_id
        self._window.first_start.show_me(device_id)
        self._tell_me()

    # --- facts ----------------------------------------------------------------------------------

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        match event:
            case RoomsRemembered():
                self._remembered = {remembered.room: remembered for remembered in event.rooms}
                for remembered in event.rooms[:REMEMBERED_SHOWN]:
                    self._remember(remembered.room)
            case RoomOpened():
                self._show_server()
            case RoomClosed():
                self._room_closed(event)
            case Joined():
                self._joined(event)
            case JoinChanged():
                self._join_changed(event)
            case HostFailed():
                self._window.show_page(self._window.first_start)
            case CommandFailed():
                self._window.tell(self.tr("That did not work"), sentence(event.failure))
            case LookedAround():
                addresses = [interface.address for interface in event.interfaces]
                self._address = addresses[0] if addresses else ""
                self._tell_me()

    @Slot(object)
    def note_command(self, command: object) -> None:
        """Remember what the person typed as the host, until it answers."""
        if isinstance(command, Join):
            self._joining[command.key] = command.host

    def _remember(self, room: str) -> None:
        """Let a room of an earlier visit be there; nothing happens for one nobody knows."""
        remembered = self._remembered.get(room)
        if remembered is not None:
            conversation = self._conversations.remember(remembered)
            room_there = conversation.room
            if not room_there.my_device_id:
                # Told on joining otherwise; without it my old words look like a stranger's.
                room_there.my_device_id = self._device_id
                room_there.changed.emit()

    def _joined(self, event: Joined) -> None:
        conversation = self._conversations.conversation(event.room)
        conversation.open()
        again = event.key in self._seen_keys
        self._seen_keys.add(event.key)
        host = self._joining.pop(event.key, "")
        if host:
            settings = self._keeper.settings
            hosts = with_host(settings.joined_hosts, host)
            self._keeper.change(replace(settings, joined_hosts=hosts))
        if not again and not event.own:
            self._open(conversation)

    def _join_changed(self, event: JoinChanged) -> None:
        if event.state not in (JoinState.FAILED, JoinState.LEFT):
            return
        self._joining.pop(event.key, None)
        self._seen_keys.discard(event.key)
        failure = event.failure
        if failure is not None and failure.code in _NEEDS_FORM:
            first = self._window.first_start
            self._window.show_page(first)
            first.show_join_failure(event.host, event.port, failure)

    def _room_closed(self, event: RoomClosed) -> None:
        window = self._window
        if event.failure is not None:
            window.tell(self.tr("Your room was closed"), sentence(event.failure))
        mine = self._shown is not None and self._shown.room.room == event.room
        if window.page() is window.server or (mine and window.page() is window.conversation):
            self.show_start()

    @Slot()
    def _count_transfers(self) -> None:
        self._window.side_bar.show_transfers(self._window.transfers.active)

    @Slot()
    def _count_broadcasts(self) -> None:
        self._window.side_bar.show_broadcasts(self._window.broadcast.unseen)

    # --- pages ----------------------------------------------------------------------------------

    @Slot()
    def show_start(self) -> None:
        """Show the page with host and join."""
        self._window.show_page(self._window.first_start)
        self._window.side_bar.choose_tool("")
        self._window.side_bar.choose_nothing()
        self._window.first_start.start_with_join()
        self._tell_title()

    @Slot()
    def _start_with_join(self) -> None:
        self.show_start()

    @Slot()
    def _start_with_host(self) -> None:
        self.show_start()
        self._window.first_start.start_with_host()

    @Slot(object)
    def _join_near(self, near: NearRoom) -> None:
        # The form says what becomes of it, and asks for the passcode.
        self.show_start()
        self._window.first_start.join_near(near)

    @Slot()
    def _show_why(self) -> None:
        self._window.show_page(self._window.why)
        self._window.why.focus_first()
        self._window.side_bar.choose_nobody_near()
        self._tell_title()

    @Slot()
    def _show_server(self) -> None:
        window = self._window
        window.show_page(window.server)
        self._shown = None
        window.side_bar.choose_place(window.server.room())
        self._tell_title()

    @Slot()
    def _show_own_conversation(self) -> None:
        room = self._window.server.room()
        if room:
            self._open(self._conversations.conversation(room))

    def _tools(self) -> dict[str, QWidget]:
        window = self._window
        return {
            "broadcast": window.broadcast,
            "sockets": window.sockets,
            "transfers": window.transfers,
        }

    @Slot(str)
    def _show_tool(self, tool: str) -> None:
        window = self._window
        window.show_page(self._tools()[tool])
        window.side_bar.choose_tool(tool)
        if tool == "broadcast":
            window.broadcast.focus_text()
        elif tool == "sockets":
            window.sockets.focus_text()
        self._tell_title()

    @Slot()
    def _show_search(self) -> None:
        window = self._window
        if window.page() is not window.search:
            self._before = window.page()
        window.show_page(window.search)
        window.side_bar.choose_tool("search")
        window.search.open()
        self._tell_title()

    @Slot()
    def _leave_search(self) -> None:
        """Go back to where the search was opened."""
        window, before = self._window, self._before
        tools = {name: page for name, page in self._tools().items() if page is before}
        if before is window.conversation and self._shown is not None:
            self._open(self._shown)
        elif before is window.server and window.server.room():
            self._show_server()
        elif before is window.why:
            self._show_why()
        elif tools:
            self._show_tool(next(iter(tools)))
        else:
            self.show_start()

    @Slot(object)
    def _show_entry(self, entry: Entry) -> None:
        """Go to where something was said, with what was said around it."""
        self._remember(entry.room)
        partner = partner_of(entry, self._device_id)
        conversation = self._conversations.conversation(entry.room, partner)
        self._open(conversation)
        # A screen reader says the row, and the arrows go on from there; letters still write.
        self._window.conversation.jump(entry.seq, self._window.search.field.text())

    @Slot(object)
    def _place_chosen(self, place: Place) -> None:
        if place.kind == PlaceKind.NOBODY_NEAR:
            self._show_why()
        elif place.kind in (PlaceKind.ROOM, PlaceKind.DIRECT):
            conversation = self._conversations.conversation(place.room, place.to)
            page = self._window.page()
            if conversation is not self._shown or page is not self._window.conversation:
                self._open(conversation)

    def _open(self, conversation: ConversationModel) -> None:
        self._shown = conversation
        self._window.conversation.show_conversation(conversation)
        own = bool(conversation.room.room == self._window.server.room() and not conversation.to)
        self._window.own_view.setVisible(own)
        self._window.show_page(self._window.conversation)
        self._window.conversation.focus_composer()
        self._window.side_bar.choose_place(conversation.room.room, conversation.to)
        self._tell_title()

    @Slot(str, str)
    def _talk_to(self, room: str, device_id: str) -> None:
        if device_id != self._device_id:
            self._open(self._conversations.conversation(room, device_id))

    @Slot(int)
    def _own_view_chosen(self, index: int) -> None:
        self._window.own_view.set_current(0)
        if index == 1:
            self._show_server()

    @Slot(str)
    def _rejoin(self, room_id: str) -> None:
        """Open my room again, or join somebody's again where it was."""
        room = self._conversations.conversation(room_id).room
        name = self._keeper.settings.name
        if room.own:
            kept = self._keeper.settings
            guests, days = kept.guests, kept.history_days
            again = Host(room.name, name, room.port, guests=guests, history_days=days)
            self.command_wanted.emit(again)
            return
        join = Join(room.host, name, room.port, device_id=room.host_device_id)
        # So that the room knows what is said about this attempt before the host says its id.
        room.key = join.key
        self.command_wanted.emit(join)

    # --- keys -----------------------------------------------------------------------------------

    @Slot(str)
    def _key_pressed(self, name: str) -> None:
        if name.startswith("jump "):
            self._jump(int(name[5:]) - 1)
            return
        acts = {
            "next": self._next,
            "previous": self._previous,
            "composer": self._to_composer,
            "search": self._show_search,
            "start": self.show_start,
            "settings": self.preferences.show_dialog,
            "help": self._show_help,
            "quit": self.quit_wanted.emit,
        }
        if name in acts:
            acts[name]()
        else:
            self._show_tool(name)

    def _next(self) -> None:
        self._step(1)

    def _previous(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        places = self._window.side_bar.places_in_order()
        if not places:
            return
        shown_key = None
        if self._shown is not None and self._window.page() is self._window.conversation:
            shown_key = (self._shown.room.room, self._shown.to)
        elif self._window.page() is self._window.server:
            shown_key = (self._window.server.room(), "")
        order = [(place.room, place.to) for place in places]
        if shown_key in order:
            self._jump((order.index(shown_key) + step) % len(order))
        else:
            self._jump(0 if step > 0 else len(order) - 1)

    def _jump(self, number: int) -> None:
        places = self._window.side_bar.places_in_order()
        if 0 <= number < len(places):
            place = places[number]
            self._open(self._conversations.conversation(place.room, place.to))

    def _to_composer(self) -> None:
        if self._window.page() is self._window.server:
            self._show_own_conversation()
        if self._window.page() is not self._window.conversation and self._shown is not None:
            self._open(self._shown)
        if self._window.page() is self._window.conversation:
            self._window.conversation.focus_composer()

    @Slot()
    def _show_help(self) -> None:
        HelpDialog(keys_in_words(), self._window).open()

    # --- words ----------------------------------------------------------------------------------

    @Slot()
    def _places_changed(self) -> None:
        self._window.set_bare(not self._window.side_bar.places_in_order())
        self._tell_title()

    @Slot()
    def _tell_me(self) -> None:
        computer = QSysInfo.machineHostName()
        where = computer
        if self._address:
            where = fill(self.tr("{computer}, {address}"), computer=computer, address=self._address)
        self._window.side_bar.show_me(self._device_id, self._keeper.settings.name, where)

    def _tell_title(self) -> None:
        unread = self._places.unread()
        place = ""
        if self._shown is not None and self._window.page() is self._window.conversation:
            place = shown(self._shown.title())
        title = self.tr("Lanyard")
        if place and unread:
            title = fill(self.tr("({unread}) {place} – Lanyard"), unread=str(unread), place=place)
        elif place:
            title = fill(self.tr("{place} – Lanyard"), place=place)
        elif unread:
            title = fill(self.tr("({unread}) Lanyard"), unread=str(unread))
        self._window.setWindowTitle(title)
