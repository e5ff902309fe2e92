"""The GET helper: one request to a web server, its answer taken apart."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.events import Code, Failure
from lanyard.network.plain.dialling import Dialling
from lanyard.network.plain_line import PlainLine
from lanyard.network.poller import Poller
from lanyard.sockets import Dial, GetUrl, Transport, UrlAnswered
from lanyard.wire.http_answer import HttpAnswer, request_bytes

_SECONDS = 15.0


class Asking(QObject):
    """One request. ``answered`` comes once, with this; then read ``answer``. Sockets thread."""

    answered = Signal(object)

    def __init__(self, order: GetUrl, poller: Poller, parent: QObject) -> None:
        super().__init__(parent)
        self.order = order
        self.answer = UrlAnswered(order.key)
        self._poller = poller
        self._request = b""
        self._reader = HttpAnswer()
        self._line: PlainLine | None = None
        self._dialling: Dialling | None = None
        self._host = ""
        self._is_over = False
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.setInterval(round(_SECONDS * 1000))
        self._deadline.timeout.connect(self._on_deadline)

    def start(self) -> None:
        """Begin; ``answered`` may come from within."""
        try:
            self._host, port, self._request = request_bytes(self.order.url)
        except ValueError:
            self._end(Failure(Code.URL_WRONG, name=self.order.url))
            return
        self._deadline.start()
        order = Dial(Transport.TCP, self._host, port)
        self._dialling = Dialling(order, self._poller, self)
        self._dialling.ended.connect(self._on_dialled)
        self._dialling.start()

    def abort(self) -> None:
        """Give up without a word."""
        self._is_over = True
        self._deadline.stop()
        if self._dialling is not None:
            self._dialling.abort()
        if self._line is not None:
            self._line.abort()

    @Slot(object)
    def _on_dialled(self, dialling: Dialling) -> None:
        if dialling.socket is None:
            self._end(dialling.failure)
            return
        self._line = PlainLine(
            dialling.socket, self._poller, self, dialling.address, dialling.order.port
        )
        self._line.write(self._request)

    def line_said(self, line: PlainLine, piece: bytes) -> None:
        """More of the answer."""
        self._reader.receive(piece)
        if self._reader.finished:
            line.abort()

    def line_half_ended(self, line: PlainLine) -> None:
        """The server has said everything."""
        self._reader.end()
        line.abort()

    def line_drained(self, line: PlainLine) -> None:
        """The request has left."""

    def line_ended(self, line: PlainLine, failure: Failure | None) -> None:
        """The line is closed: what came is the answer."""
        self._reader.end()
        reader = self._reader
        if failure is None and reader.broken:
            failure = Failure(Code.ANSWER_BROKEN, host=self._host)
        elif failure is None and reader.ended_early:
            failure = Failure(Code.CONNECTION_RESET, host=self._host)
        self._end(failure)

    @Slot()
    def _on_deadline(self) -> None:
        failure = Failure(Code.HOST_SILENT, host=self._host)
        if self._line is not None:
            self._line.abort(failure)
        else:
            self._end(failure)

    def _end(self, failure: Failure | None) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._deadline.stop()
        reader = self._reader
        self.answer = UrlAnswered(
            self.order.key, reader.status, reader.reason, reader.headers, reader.body, reader.cut,
            failure,
        )  # fmt: skip
        self.answered.emit(self)
