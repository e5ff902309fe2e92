"""One socket of Qt is opened at a time: a workaround for PySide.

A Python-made QTcpSocket or QUdpSocket gets its engine inside Qt, under one lock of the whole
process, and that engine announces itself to the socket as a child. ``connectToHost`` lets go of
Python's lock meanwhile, so that announcement has to wait for it; ``bind`` and
``setSocketDescriptor`` keep it and wait for Qt's. Two threads that did one of each at the same
moment stood still for good (PySide 6.8 to 6.11; six threads in a loop need less than a second).
Who waits for ``opening_socket`` lets go of Python's lock, so the one inside always comes out.
"""

from __future__ import annotations

from threading import RLock

opening_socket = RLock()
"""Held around every call that may open a socket of Qt, in any thread: ``bind``, ``listen``,
``connectToHost``, ``setSocketDescriptor``. A dial that fails at once may dial again inside it."""
