"""Opening the room's port: the wanted one, else the next free one, and who is in the way."""

from __future__ import annotations

from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QTcpServer

from lanyard.events import Code, Failure
from lanyard.network.port_holder import who_holds
from lanyard.wire import limits

_Error = QAbstractSocket.SocketError


def listen(server: QTcpServer, bind: str, port: int, *, next_free: bool) -> str | Failure:
    """Make ``server`` listen; return who holds the wanted port ('' if it was free), or why not.

    An empty ``bind`` means every IPv4 and IPv6 address. The port really taken is
    ``server.serverPort()``.
    """
    if not 1 <= port <= 65535:
        return Failure(Code.PORT_OUT_OF_RANGE, port=port)
    address = QHostAddress(bind) if bind else QHostAddress(QHostAddress.SpecialAddress.Any)
    if address.isNull():
        return Failure(Code.ADDRESS_NOT_OURS, host=bind)
    if server.listen(address, port):
        return ""
    failure = _failure(server, bind, port)
    if failure.code is not Code.PORT_TAKEN:
        return failure
    holder = who_holds(port) or "another program"
    if next_free:
        for candidate in range(port + 1, min(65535, port + limits.PORTS_TRIED) + 1):
            if server.listen(address, candidate):
                return holder
    return Failure(Code.PORT_TAKEN, host=bind, port=port, detail=holder)


def _failure(server: QTcpServer, bind: str, port: int) -> Failure:
    match server.serverError():
        case _Error.AddressInUseError:
            return Failure(Code.PORT_TAKEN, host=bind, port=port)
        case _Error.SocketAccessError:
            return Failure(Code.PORT_FORBIDDEN, port=port)
        case _Error.SocketAddressNotAvailableError:
            return Failure(Code.ADDRESS_NOT_OURS, host=bind)
        case _:
            return Failure(Code.LISTEN_FAILED, port=port, detail=server.errorString())
