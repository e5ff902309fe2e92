"""Deleting a QObject later without freezing the program: a workaround for PySide.

``deleteLater`` destroys in the event loop, without Python's lock. Qt's destructor then holds one
of its signal locks while it tells every sender that the connection ends (``disconnectNotify``),
and a sender that Python made asks for Python's lock to look for an override. If another thread
has Python's lock and needs that signal lock (to connect, disconnect or emit), both wait for ever.
Whoever hears nothing any more when it dies does not come to that point. PySide 6.8 to 6.11.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from shiboken6 import createdByPython


def delete_later(doomed: QObject) -> None:
    """Delete ``doomed`` and all it holds at the next turn of its thread's loop; call it there.

    From now on nothing in it hears its own parts. Connections from elsewhere must be undone before.
    """
    _deafen(doomed, ())
    doomed.deleteLater()


def _deafen(node: QObject, hearers: tuple[QObject, ...]) -> None:
    if createdByPython(node):
        # What Qt made for itself, inside a socket for instance, never asks Python.
        for hearer in hearers:
            node.disconnect(hearer)
        hearers = (*hearers, node)
    for child in node.children():
        _deafen(child, hearers)
