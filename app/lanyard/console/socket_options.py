"""What the options of ``serve`` and ``connect`` mean for a socket. Needs no Qt."""

from __future__ import annotations

from dataclasses import replace

from lanyard import sockets as s
from lanyard.console.arguments import Arguments
from lanyard.saved_sockets import unescaped


def chosen_reply(arguments: Arguments) -> s.Reply:
    """Return the reply of ``serve``: its preset, with what was typed in place of its texts."""
    reply = s.preset(arguments.reply)
    assert reply is not None, "checked with the arguments"
    if arguments.boundary:
        reply = s.with_boundary(reply, arguments.boundary)
    typed = {
        "greeting": arguments.greeting,
        "answer": arguments.answer,
        "datagram_answer": arguments.answer,
        "closing_word": arguments.closing_word,
        "farewell": arguments.farewell,
    }
    # As in the window: \n is a line end, which not every shell can type.
    texts = {name: unescaped(text) for name, text in typed.items() if text is not None}
    return replace(reply, **texts)  # type: ignore[arg-type]


def option_orders(arguments: Arguments, key: str) -> list[s.SetOption | s.ReadProperties]:
    """Return what to ask of the open socket ``key``; each is answered by PropertiesRead."""
    orders: list[s.SetOption | s.ReadProperties] = [
        s.SetOption(key, option, value) for option, value in arguments.options
    ]
    if orders or arguments.properties:
        orders.append(s.ReadProperties(key))
    return orders
