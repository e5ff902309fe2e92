"""The commands that take part in rooms, as they are typed. Needs no Qt."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from lanyard.commands import DEFAULT_PORT
from lanyard.console.history_arguments import history_days

_GUESTS = "plain text lines (netcat) take part, read along, or are turned away (default yes)"
_NEWCOMERS = "what newcomers may read of before: all, none, or a number of days (default all)"
_SPOOL = "keep up to GB gigabytes for people who are away, 0: none (default 2)"
_SPOOL_DAYS = "how many days it waits for them (default 7)"
_MOST_GIGABYTES, _MOST_DAYS = 10_000, 3_650
_FROM = "accept files from this person only; may be repeated"
_ACCEPT = """\
--from takes a name or the beginning of a device id. Anybody may call himself Anna; a device id
belongs to one computer. What others offer is declined.
"""
_SEND = """\
Send files and folders to everybody in the room, or to the people named with --to. It ends when
everything is whole and checked on every receiver's disk: with status 0, or with 1 and a sentence
for each receiver who did not get it all. For somebody named with --to who is away, it is left with
whoever hosts, who could read it, if they keep files: that counts as sent.

A transfer that is broken off goes on by itself when both sides are back. After 30 seconds without
the room, or without a receiver who has begun, it ends with status 1. Then, as after Ctrl+C, a crash
or a power cut, the offer stays: --resume goes on where it stopped, and at most one block of 1 MiB
is sent again.
"""


def add_room_commands(
    command: Callable[..., argparse.ArgumentParser],
    port: Callable[[str], int],
    seconds: Callable[[str], float],
) -> None:
    """Add host, join, rooms and send; ``port`` and ``seconds`` check what is typed for such."""
    host = command("host", "open a room on this computer and take part in it", _ACCEPT)
    host.add_argument("--room", help="the room's name")
    host.add_argument("--bind", metavar="ADDR", help="listen on this address only")
    host.add_argument("--port", type=port, help=f"TCP port (default {DEFAULT_PORT})")
    host.add_argument("--guests", choices=("yes", "read", "no"), help=_GUESTS)
    host.add_argument(
        "--history", dest="history_days", type=history_days, metavar="H", help=_NEWCOMERS
    )
    host.add_argument("--spool", type=_gigabytes, metavar="GB", help=_SPOOL)
    host.add_argument("--spool-days", type=_days, metavar="N", help=_SPOOL_DAYS)
    join = command("join", "join a room; lines from standard input are said in it", _ACCEPT)
    join.add_argument("host", nargs="?", metavar="HOST[:PORT]", help="default: the one room near")
    join.add_argument("--to", metavar="NAME", help="say it to this person only")
    command("rooms", "list the rooms near this computer").add_argument(
        "--wait", type=seconds, metavar="S", help="look around for S seconds (default 3)"
    )
    send = command("send", "send files and folders; ends when they are whole where they go", _SEND)
    send.add_argument(
        "files", nargs="*", default=[], metavar="HOST[:PORT] PATH",
        help="where the room is hosted (not with --room), then files and folders",
    )  # fmt: skip
    send.add_argument("--room", help="the room near this computer that has this name")
    send.add_argument(
        "--to", dest="receivers", action="append", metavar="NAME",
        help="to this person instead of the room; may be repeated",
    )  # fmt: skip
    send.add_argument(
        "--resume", action="store_true", help="go on with what an earlier run did not finish"
    )
    for one in (host, join, send):
        one.add_argument("--name", help="how others see you (default: the account's name)")
        one.add_argument("--passcode", help="the room's passcode")
    for one in (host, join):
        one.add_argument("--accept-files", metavar="DIR", help="accept every file, into DIR")
        one.add_argument("--from", dest="senders", action="append", metavar="NAME", help=_FROM)
    for one in (join, send):
        one.add_argument(
            "--trust-changed", action="store_true", help="accept a host whose identity changed"
        )


def _gigabytes(text: str) -> float:
    """Return a size in gigabytes, 0 or more."""
    number = text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 10
    if not number or float(text) > _MOST_GIGABYTES:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of gigabytes")
    return float(text)


def _days(text: str) -> int:
    """Return a number of days, at least one."""
    number = text.isascii() and text.isdigit() and len(text) <= 5
    if not number or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days")
    return int(text)


def split_send(words: list[str], room: str, *, resume: bool) -> tuple[str, list[str]]:
    """Return the host and the paths of what was typed after ``send``. Raises ValueError."""
    host, paths = ("", words) if room else ("".join(words[:1]), words[1:])
    if not host and not room:
        raise ValueError("the room is missing; write: lanyard send HOST PATH")
    if not paths and not resume:
        raise ValueError("there is nothing to send; name a file or a folder, or write --resume")
    return host, paths
