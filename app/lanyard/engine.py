"""The engine: server, client, transfers and journal, each in its thread, behind one slot and one
signal.

A front end hands commands to ``do`` and hears events from ``happened``; the window and the
console use nothing else. This is the only owner of QThreads, and the place where the rooms of the
program are connected: the network and the journal do not know each other.
"""

from __future__ import annotations

import gc
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from lanyard import commands as c
from lanyard import events as e
from lanyard.garbage import GarbageKeeper
from lanyard.journal.daily_log import DailyLog
from lanyard.journal.reader import Reader
from lanyard.journal.recorder import Recorder
from lanyard.network.beacon import Discovery
from lanyard.network.broadcast import Broadcasts
from lanyard.network.clients import Clients
from lanyard.network.identity import Identity, load_or_create
from lanyard.network.lookups import Lookups
from lanyard.network.plain.landings import Landings
from lanyard.network.plain.workbench import Workbench
from lanyard.network.server import Server
from lanyard.network.transfers.disk import DiskHome
from lanyard.network.transfers.files import Files
from lanyard.records import OwnRoom
from lanyard.sockets import FindHolder, LookUp, SocketCommand, StopHolder, TrafficPassed
from lanyard.wire.names import clean_name

_log = logging.getLogger(__name__)

_THREADS = ("client", "sockets", "lookups", "transfers", "disk", "server", "history", "journal")
_SWITCH_SECONDS = 0.0002
_PATIENCE_MILLISECONDS = 5_000
_LOOPBACK = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where an own room is dialled that listens on every address."""


class Engine(QObject):
    """Everything but a front end. Lives in the main thread; its workers have their own."""

    happened = Signal(object)

    _host = Signal(object)
    _close_room = Signal(object)
    _kick = Signal(object)
    _set_guests = Signal(object)
    _set_spool = Signal(object)
    _clear_spool = Signal(object)
    _workbench_order = Signal(object)
    _look_up = Signal(object)
    _find_holder = Signal(object)
    _stop_holder = Signal(object)
    _close_lookups = Signal()
    _traffic_taken = Signal(object)
    _close_workbench = Signal()
    _join = Signal(object)
    _join_own = Signal(object)
    _leave = Signal(object)
    _retry = Signal(object)
    _rename = Signal(object)
    _post = Signal(object)
    _edit = Signal(object)
    _delete = Signal(object)
    _react = Signal(object)
    _read_history = Signal(object)
    _read_entries = Signal(object)
    _search = Signal(object)
    _export = Signal(object)
    _keep_daily_log = Signal(object)
    _mark_read = Signal(object)
    _keep_draft = Signal(object)
    _close_reader = Signal()
    _offer = Signal(object)
    _accept = Signal(object)
    _decline = Signal(object)
    _cancel = Signal(object)
    _pause = Signal(object)
    _resume = Signal(object)
    _read_manifest = Signal(object)
    _trust = Signal(object)
    _set_durable = Signal(object)
    _broadcast = Signal(object)
    _stop_broadcast = Signal(object)
    _listen = Signal(object)
    _stop_listening = Signal(object)
    _look_around = Signal(object)
    _joined = Signal(object)
    _members = Signal(object)
    _entries = Signal(object)
    _close_looking = Signal()
    _close_clients = Signal()
    _close_files = Signal()
    _close_disk = Signal()
    _close_server = Signal()
    _close_journal = Signal()

    def __init__(self, profile: Path) -> None:
        """Load or make the identity in ``profile``. Raises identity.IdentityError."""
        super().__init__()
        self._identity = load_or_create(profile)
        self._orders: dict[str, c.Host] = {}
        """The latest order to host each room, by its name."""
        self._own_key = ""
        """Key of the joining by which the person who hosts takes part in the own room."""
        self._running = False
        self._recorder = Recorder(profile, self._identity.device_id)
        self._reader = Reader(profile, self._identity.device_id)
        self._daily_log = DailyLog(profile)
        self._disk_home = DiskHome()
        self._files = Files(self._identity, self._disk_home, profile)
        self._server = Server(self._identity, self._files)
        self._clients = Clients(self._identity)
        self._discovery = Discovery(self._identity.device_id)
        self._broadcasts = Broadcasts()
        self._garbage = GarbageKeeper(self)
        self._threads = {name: QThread(self) for name in _THREADS}
        for name, thread in self._threads.items():
            thread.setObjectName(name)
        self._workbench = Workbench()
        self._settle("journal", self._recorder)
        self._settle("history", self._daily_log, self._reader)
        self._lookups = Lookups()
        self._settle("sockets", self._workbench)
        self._settle("lookups", self._lookups)
        self._landings = Landings()
        self._settle("disk", self._disk_home, self._landings)
        self._settle("transfers", self._files)
        self._settle("server", self._server)
        self._settle("client", self._discovery, self._broadcasts, self._clients)
        self._connect_commands()
        self._connect_rooms()

    @property
    def identity(self) -> Identity:
        """Who this computer is."""
        return self._identity

    def _settle(self, thread: str, *workers: QObject) -> None:
        for worker in workers:
            worker.moveToThread(self._threads[thread])
            start = getattr(worker, "start", None)
            if start is not None:
                self._threads[thread].started.connect(start)

    def _connect_commands(self) -> None:
        server, clients, files = self._server, self._clients, self._files
        reader = self._reader
        self._signals = {
            c.Host: (self._host, server.open),
            c.CloseRoom: (self._close_room, server.close_room),
            c.Kick: (self._kick, server.kick),
            c.SetGuests: (self._set_guests, server.set_guests),
            c.SetSpool: (self._set_spool, files.set_spool),
            c.ClearSpool: (self._clear_spool, files.clear_spool),
            LookUp: (self._look_up, self._lookups.look_up),
            FindHolder: (self._find_holder, self._lookups.find_holder),
            StopHolder: (self._stop_holder, self._lookups.stop_holder),
            c.Join: (self._join, clients.join),
            c.Leave: (self._leave, clients.leave),
            c.RetryNow: (self._retry, clients.retry_now),
            c.Rename: (self._rename, clients.rename),
            c.Post: (self._post, clients.post),
            c.Edit: (self._edit, clients.post),
            c.Delete: (self._delete, clients.post),
            c.React: (self._react, clients.post),
            c.ReadHistory: (self._read_history, reader.read_history),
            c.ReadEntries: (self._read_entries, reader.read_entries),
            c.Search: (self._search, reader.search),
            c.Export: (self._export, reader.export),
            c.KeepDailyLog: (self._keep_daily_log, self._daily_log.keep_daily_log),
            c.MarkRead: (self._mark_read, self._recorder.write),
            c.KeepDraft: (self._keep_draft, self._recorder.write),
            c.OfferFiles: (self._offer, files.prepare_offer),
            c.AcceptOffer: (self._accept, files.accept),
            c.DeclineOffer: (self._decline, files.decline),
            c.CancelTransfer: (self._cancel, files.cancel),
            c.PauseTransfer: (self._pause, files.pause),
            c.ResumeTransfer: (self._resume, files.resume),
            c.ReadManifest: (self._read_manifest, files.read_manifest),
            c.TrustSender: (self._trust, files.trust),
            c.SetDurable: (self._set_durable, files.set_durable),
            c.Broadcast: (self._broadcast, self._broadcasts.broadcast),
            c.StopBroadcast: (self._stop_broadcast, self._broadcasts.stop_broadcast),
            c.Listen: (self._listen, self._broadcasts.listen),
            c.StopListening: (self._stop_listening, self._broadcasts.stop_listening),
            c.LookAround: (self._look_around, self._discovery.look_around),
        }
        for signal, slot in self._signals.values():
            signal.connect(slot)
        self._workbench_order.connect(self._workbench.do)
        self._traffic_taken.connect(self._workbench.taken)
        self._close_workbench.connect(self._workbench.close)
        self._close_lookups.connect(self._lookups.close)
        self._join_own.connect(clients.join_own)
        self._close_looking.connect(self._discovery.close)
        self._close_looking.connect(self._broadcasts.close)
        self._close_clients.connect(clients.close)
        self._close_files.connect(files.close)
        self._close_disk.connect(self._disk_home.close)
        self._close_server.connect(server.close)
        self._close_reader.connect(self._reader.close)
        self._close_journal.connect(self._recorder.close)

    def _connect_rooms(self) -> None:
        recorder, server, clients = self._recorder, self._server, self._clients
        files, discovery = self._files, self._discovery

        server.log_wanted.connect(recorder.open_log)
        server.log_closed.connect(recorder.close_log)
        server.keep_wanted.connect(recorder.write)
        server.page_wanted.connect(recorder.read_page)
        recorder.log_opened.connect(server.on_log_opened)
        recorder.kept.connect(server.on_kept)
        recorder.page_read.connect(server.on_page_read)

        clients.room_known.connect(recorder.meet_room)
        clients.write_wanted.connect(recorder.write)
        clients.epoch_changed.connect(recorder.change_epoch)
        recorder.room_met.connect(clients.on_room_met)
        recorder.queued.connect(clients.on_queued)
        recorder.copied.connect(clients.on_copied)
        recorder.committed.connect(self._daily_log.take)
        self._reader.damage_found.connect(recorder.on_damage_found)

        server.announced.connect(discovery.announce)
        discovery.happened.connect(clients.on_happened_near)

        clients.happened.connect(files.on_room_event)
        recorder.room_met.connect(files.on_room_met)
        clients.answer_arrived.connect(files.on_answer)
        clients.relay_wanted.connect(files.on_relay_wanted)
        files.offer_prepared.connect(clients.offer)
        files.answer_wanted.connect(clients.send_answer)
        server.data_link_arrived.connect(files.take_relay_link)
        files.relay_needed.connect(server.ask_for_relay)
        files.offer_wanted.connect(recorder.find_offer)
        recorder.offer_found.connect(files.on_offer_found)

        server.happened.connect(self._on_server_happened)
        self._workbench.happened.connect(self._on_workbench_happened)
        self._workbench.land_wanted.connect(self._landings.land)
        self._landings.landed.connect(self._workbench.on_landed)
        readers = (self._reader, self._daily_log)
        looking = (discovery, self._broadcasts, self._lookups)
        for worker in (recorder, *readers, clients, *looking, files):
            worker.happened.connect(self.happened)

    # --- for front ends --------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Start the threads; events begin to arrive."""
        # A line passes through four threads. By default Python lets a busy one keep the lock for
        # 5 ms, which the slowest lines then wait for (p99 from app to app 15 ms instead of 7).
        sys.setswitchinterval(_SWITCH_SECONDS)
        if not gc.get_freeze_count():
            # What is loaded stays. Looking through all of it for garbage took 13 ms at a time,
            # in which nobody's line moved.
            gc.freeze()
        self._garbage.start()
        self._running = True
        for thread in reversed(self._threads.values()):
            thread.start()

    @Slot(object)
    def do(self, command: c.Command | SocketCommand) -> None:
        """Let a command be done; what comes of it is told by ``happened``."""
        if not self._running:
            return
        if isinstance(command, c.Host):
            self._orders[clean_name(command.room)] = command
        if isinstance(command, c.CloseRoom):
            self._leave.emit(c.Leave(self._own_key))
        known = self._signals.get(type(command))
        signal = known[0] if known is not None else self._workbench_order
        signal.emit(command)

    def shutdown(self) -> None:
        """End everything in order, each within a bound; returns when the threads are gone.

        What was posted stays in the outbox, what was kept is on disk.
        """
        if not self._running:
            return
        self._running = False
        self._close_looking.emit()
        for name, close in (
            ("client", self._close_clients),
            ("sockets", self._close_workbench),
            ("lookups", self._close_lookups),
            ("transfers", self._close_files),
            ("disk", self._close_disk),
            ("server", self._close_server),
            ("history", self._close_reader),
            ("journal", self._close_journal),
        ):
            close.emit()
            if not self._threads[name].wait(_PATIENCE_MILLISECONDS):
                _log.error("the %s thread did not end in time", name)
        self._garbage.stop()

    @property
    def all_ended(self) -> bool:
        """True when no thread runs any more: only then may Python tear the engine down."""
        return all(
            thread.isFinished() or not thread.isRunning() for thread in self._threads.values()
        )

    @Slot(object)
    def _on_workbench_happened(self, event: object) -> None:
        self.happened.emit(event)
        if isinstance(event, TrafficPassed):
            # Front ends have taken it: the workbench reads no further ahead of them than a bound.
            self._traffic_taken.emit(event)

    # --- hosting is joining, too -----------------------------------------------------------

    @Slot(object)
    def _on_server_happened(self, event: e.Event) -> None:
        match event:
            case e.RoomOpened():
                order = self._orders[event.name]
                host = _LOOPBACK.get(order.bind, order.bind)
                own = c.Join(host, order.name, event.port, device_id=event.device_id)
                self._own_key = own.key
                self._join_own.emit(OwnRoom(own, event.last_seq))
            case e.RoomClosed():
                self._leave.emit(c.Leave(self._own_key))
            case _:
                pass
        self.happened.emit(event)
