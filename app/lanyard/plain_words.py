"""Reasons in words where plain sockets are meant: most are said as everywhere, some speak of rooms.

Needs QtCore for translation only; any thread.
"""

from __future__ import annotations

from lanyard.events import Code, Failure
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence


def plain_sentence(failure: Failure) -> str:
    """Return what happened and what to do next, without a word about rooms."""
    port = str(failure.port)
    if failure.code == Code.HOST_REFUSED:
        words = translate(
            "Sockets",
            "{host} refuses port {port}. Does a program listen there, and is the port right?",
        )
        return fill(words, host=shown(failure.host), port=port)
    if failure.code == Code.PORT_OUT_OF_RANGE:
        return translate("Sockets", "A port is a number from 1 to 65535.")
    if failure.code == Code.PORT_FORBIDDEN:
        words = translate(
            "Sockets", "This account may not open port {port}. Choose a port above 1023."
        )
        return fill(words, port=port)
    return sentence(failure)
