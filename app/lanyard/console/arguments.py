"""What was typed after ``lanyard``, checked before anything is started. Needs no Qt.

Common options are accepted before and after the command. A mistake in usage ends with status 2
and a sentence, as argparse does it.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

from lanyard import __version__
from lanyard.commands import DEFAULT_BROADCAST_PORT, DEFAULT_PORT

_EPILOG = """\
without a command the window opens. Examples:
  lanyard host --room "Design office"
  lanyard join 10.0.0.12 --name Anna
  lanyard send 10.0.0.12 plan.pdf --to Anna
  lanyard broadcast "Lunch is here"
"""


@dataclass
class Arguments:
    """Everything a command may carry; a field that its command does not use keeps its default.

    No slots: argparse puts what it did not recognise into the namespace, too.
    """

    command: str = ""
    profile: str | None = None
    json: bool = False
    verbose: bool = False
    self_check: bool = False
    name: str = ""
    room: str = ""
    port: int = DEFAULT_PORT
    bind: str = ""
    passcode: str = ""
    host: str = ""
    to: str = ""
    accept_files: str = ""
    trust_changed: bool = False
    files: list[str] = field(default_factory=list)
    text: str = ""
    every: float = 0.0
    count: int = 0
    wait: float = 3.0


def parse(argv: list[str]) -> Arguments:
    """Return what ``argv`` asks for. Ends the program for --help, --version and mistakes."""
    arguments = Arguments()
    parser = _parser()
    parser.parse_args(argv, namespace=arguments)
    if arguments.host:
        try:
            arguments.host, arguments.port = split_host(arguments.host, arguments.port)
        except (ValueError, argparse.ArgumentTypeError) as error:
            parser.error(str(error))
    if arguments.count and not arguments.every:
        arguments.every = 1.0
    return arguments


def split_host(text: str, port: int) -> tuple[str, int]:
    """Split 'host', 'host:port', '[v6]:port' or a bare IPv6 address. Raises ValueError."""
    host, digits = text.strip(), ""
    if host.startswith("["):
        host, closed, rest = host[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            raise ValueError(f"{text!r} is not an address; write [address]:port")
        digits = rest[1:]
    elif host.count(":") == 1:
        host, _, digits = host.partition(":")
    if not host:
        raise ValueError("the host is missing before the port")
    return host, _port(digits) if digits else port


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use a number from 1 to 65535")
    return port


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.05 <= seconds <= 86_400:
        message = f"{text!r} is not a number of seconds from 0.05 to 86400"
        raise argparse.ArgumentTypeError(message)
    return seconds


def _count(text: str) -> int:
    digits = text.isascii() and text.isdigit() and len(text) <= 10
    if not digits or not 1 <= int(text) <= 1_000_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a count of 1 or more")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group("common options")
    group.add_argument("--profile", metavar="DIR", help="keep everything of this person in DIR")
    group.add_argument("--json", action="store_true", help="one event a line on standard output")
    group.add_argument("--verbose", action="store_true", help="log to standard error, too")
    group.add_argument("--version", action="version", version=f"Lanyard {__version__}")
    group.add_argument("--self-check", action="store_true", help="check this installation, end")

    parser = argparse.ArgumentParser(
        "lanyard",
        description="A messenger for one LAN: no internet, no account, no server to rent.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
        argument_default=argparse.SUPPRESS,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, help_: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=help_,
            description=help_[0].upper() + help_[1:] + ".",
            parents=[common],
            argument_default=argparse.SUPPRESS,
        )

    host = command("host", "open a room on this computer and take part in it")
    host.add_argument("--room", help="the room's name")
    host.add_argument("--bind", metavar="ADDR", help="listen on this address only")
    host.add_argument("--port", type=_port, help=f"TCP port (default {DEFAULT_PORT})")
    join = command("join", "join a room; lines from standard input are said in it")
    join.add_argument("host", nargs="?", metavar="HOST[:PORT]", help="default: the one room near")
    join.add_argument("--to", metavar="NAME", help="say it to this person only")
    command("rooms", "list the rooms near this computer").add_argument(
        "--wait", type=_seconds, metavar="S", help="look around for S seconds (default 3)"
    )
    send = command("send", "send files; ends when they are whole on the receiver's disk")
    send.add_argument("host", metavar="HOST[:PORT]")
    send.add_argument("files", nargs="+", metavar="FILE")
    send.add_argument("--to", metavar="NAME", help="to this person instead of the room")
    for one in (host, join, send):
        one.add_argument("--name", help="how others see you (default: the account's name)")
        one.add_argument("--passcode", help="the room's passcode")
    for one in (host, join):
        one.add_argument("--accept-files", metavar="DIR", help="accept every file, into DIR")
    for one in (join, send):
        one.add_argument(
            "--trust-changed", action="store_true", help="accept a host whose identity changed"
        )
    broadcast = command("broadcast", "send a UDP text to everybody on this network")
    broadcast.add_argument("text", metavar="TEXT")
    broadcast.add_argument("--every", type=_seconds, metavar="S", help="again every S seconds")
    broadcast.add_argument("--count", type=_count, metavar="N", help="stop after N times")
    listen = command("listen", "show UDP texts that are broadcast on this network")
    listen.add_argument("--count", type=_count, metavar="N", help="stop after N texts")
    listen.add_argument(
        "--udp", dest="port", type=_port, metavar="PORT",
        default=DEFAULT_BROADCAST_PORT, help=f"UDP port (default {DEFAULT_BROADCAST_PORT})",
    )  # fmt: skip
    broadcast.add_argument(
        "--port", type=_port, default=DEFAULT_BROADCAST_PORT,
        help=f"UDP port (default {DEFAULT_BROADCAST_PORT})",
    )  # fmt: skip
    return parser
