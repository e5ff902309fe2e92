"""What was typed after ``lanyard``, checked before anything is started. Needs no Qt.

Common options are accepted before and after the command. A mistake in usage ends with status 2
and a sentence, as argparse does it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field

from lanyard import __version__, sockets
from lanyard.commands import (
    DEFAULT_BROADCAST_PORT,
    DEFAULT_PORT,
    DEFAULT_SPOOL_DAYS,
    DEFAULT_SPOOL_GIGABYTES,
)
from lanyard.console.history_arguments import add_history_commands, check_export
from lanyard.console.room_arguments import add_room_commands, split_send
from lanyard.saved_sockets import from_digits

_EPILOG = """\
without a command the window opens. Examples:
  lanyard host --room "Design office"
  lanyard join 10.0.0.12 --name Anna
  lanyard send 10.0.0.12 plan.pdf --to Anna
  lanyard history --search "lunch" --since 7d
  lanyard broadcast "Lunch is here"
  lanyard serve --tcp 7000 --reply greeter
  lanyard connect 10.0.0.12 7000
"""
_SERVE = """\
Reply to plain TCP clients or UDP datagrams, which need no Lanyard: scripts, devices, netcat.
Ctrl+C ends. --reply is one of: {presets}.

With 'operator' you answer yourself: each line of standard input goes to the client whose text is
shown, and the next text shows after that. The answer ends in a newline if the text did.
"""
_CONNECT = """\
Connect to any TCP or UDP program. Standard input goes to the other side as it comes, its bytes
come to standard output as they are. At the end of input this side says that nothing more comes;
the rest of the answer is still read, until the other side closes.

UDP: one line of input is one datagram, without its line end, and each answer is shown on a line.
It ends when input has ended and nothing has come for one second.
"""

ROOM = "room"
"""The reply that is no template: who comes is a guest of a room that is hosted on this port."""


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
    guests: str = "yes"
    history_days: int = -1
    spool: float = DEFAULT_SPOOL_GIGABYTES
    spool_days: int = DEFAULT_SPOOL_DAYS
    passcode: str = ""
    host: str = ""
    to: str = ""
    accept_files: str = ""
    trust_changed: bool = False
    files: list[str] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    resume: bool = False
    text: str = ""
    every: float = 0.0
    count: int = 0
    wait: float = 3.0
    tcp_port: int = 0
    udp_port: int = 0
    reply: str = ""
    boundary: str = ""
    greeting: str | None = None
    answer: str | None = None
    closing_word: str | None = None
    farewell: str | None = None
    buffer: int = sockets.DATAGRAM_LONGEST
    save: str = ""
    peer_port: int = 0
    udp: bool = False
    hexadecimal: bool = False
    file: str = ""
    form: str = ""
    search: str = ""
    since: int = 0
    limit: int = 0
    send: str | None = None
    options: list[tuple[sockets.Option, int]] = field(default_factory=list)
    properties: bool = False
    get: bool = False
    url: str = ""
    query: str = ""
    stop: bool = False
    yes: bool = False

    @property
    def transport(self) -> sockets.Transport:
        """What ``serve`` and ``connect`` speak."""
        return sockets.Transport.UDP if self.udp or self.udp_port else sockets.Transport.TCP


def parse(argv: list[str]) -> Arguments:
    """Return what ``argv`` asks for. Ends the program for --help, --version and mistakes."""
    arguments = Arguments()
    parser = _parser()
    # argparse takes all paths at once or none: those behind an option would be too many for it.
    _, more = parser.parse_known_args(argv, namespace=arguments)
    if more and (arguments.command != "send" or any(word.startswith("-") for word in more)):
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    arguments.files = [*arguments.files, *more]
    try:
        if arguments.command == "serve":
            _check_serve(arguments)
        elif arguments.command == "connect":
            _check_connect(arguments)
        elif arguments.command == "export":
            file, as_json = arguments.file, arguments.json
            arguments.form = check_export(file, arguments.form, as_json=as_json)
        elif arguments.stop:
            _port(arguments.query)
        elif arguments.yes:
            raise ValueError("--yes answers what --stop asks; write --stop, too")
        elif arguments.command == "send":
            _check_send(arguments)
        elif arguments.senders and not arguments.accept_files:
            raise ValueError("--from says whose files are accepted; write --accept-files, too")
        elif arguments.host:
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


def _check_serve(arguments: Arguments) -> None:
    """Fill in the reply of ``serve``. Raises ValueError for options that contradict each other."""
    if arguments.save and arguments.reply not in ("", "save"):
        raise ValueError(f"--save keeps what comes and cannot reply {arguments.reply!r}")
    arguments.reply = arguments.reply or ("save" if arguments.save else "echo")
    edited = [
        option
        for option, text in (
            ("--greeting", arguments.greeting), ("--answer", arguments.answer),
            ("--closing-word", arguments.closing_word), ("--farewell", arguments.farewell),
        )
        if text is not None
    ]  # fmt: skip
    if arguments.buffer != sockets.DATAGRAM_LONGEST and not arguments.udp_port:
        raise ValueError("--buffer is for datagrams; use --udp")
    if arguments.reply == ROOM and not arguments.udp_port:
        if edited:
            raise ValueError(f"a room has no {edited[0]}")
        if arguments.options or arguments.properties:
            raise ValueError("--option and --properties are for replies that are no room")
        if arguments.boundary:
            raise ValueError("guests of a room end a text as they like; leave out --boundary")
        arguments.port = arguments.tcp_port
        return
    reply = sockets.preset(arguments.reply)
    udp = arguments.transport is sockets.Transport.UDP
    if edited and reply is not None and reply.act is not sockets.Act.ANSWER:
        raise ValueError(f"the reply {arguments.reply!r} has no {edited[0]}")
    if reply is None or not (reply.udp if udp else reply.tcp):
        raise ValueError(f"the reply {arguments.reply!r} works with TCP only; use --tcp")


def _check_connect(arguments: Arguments) -> None:
    """Fill in where ``connect`` goes. Raises ValueError for what cannot be done together."""
    chosen = [
        option
        for option, given in (
            ("--udp", arguments.udp), ("--file", arguments.file), ("--get", arguments.get),
        )
        if given
    ]  # fmt: skip
    if len(chosen) > 1:
        raise ValueError(f"{' and '.join(chosen)} cannot be used together")
    if arguments.hexadecimal and (arguments.file or arguments.get):
        raise ValueError(f"--hex and {chosen[0]} cannot be used together")
    _check_sending(arguments)
    page = arguments.get or "://" in arguments.host
    if page and (arguments.options or arguments.properties):
        raise ValueError("--option and --properties cannot be used for a web page")
    if "://" in arguments.host:
        if chosen and not arguments.get:
            raise ValueError(f"an address with :// is asked for with --get, not with {chosen[0]}")
        if arguments.send is not None:
            raise ValueError("an address with :// is asked for with --get, not with --send")
        arguments.get, arguments.url = True, arguments.host
        return
    port = arguments.peer_port or (80 if arguments.get else 0)
    arguments.host, arguments.port = split_host(arguments.host, port)
    if not arguments.port:
        raise ValueError("the port is missing; write: lanyard connect HOST PORT")
    if arguments.get:
        host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
        arguments.url = f"http://{host}:{arguments.port}/"


def _check_send(arguments: Arguments) -> None:
    """Take apart where ``send`` goes, and what goes there. Raises ValueError."""
    host, arguments.files = split_send(arguments.files, arguments.room, resume=arguments.resume)
    if host:
        arguments.host, arguments.port = split_host(host, arguments.port)


def _check_sending(arguments: Arguments) -> None:
    """Check what belongs to ``connect --send``. Raises ValueError."""
    if arguments.send is None:
        if arguments.every or arguments.count:
            raise ValueError("--every and --count repeat what --send says; write --send TEXT, too")
    elif arguments.file or arguments.get:
        other = "--file" if arguments.file else "--get"
        raise ValueError(f"--send and {other} cannot be used together")
    elif arguments.hexadecimal:
        try:
            nothing = not from_digits(arguments.send)
        except ValueError:
            raise ValueError(f"{arguments.send!r} is not a text of hexadecimal digits") from None
        if nothing and not arguments.udp:
            raise ValueError("--send has nothing to send")


def _boundary(text: str) -> str:
    try:
        sockets.with_boundary(sockets.PRESETS[0], text)
    except ValueError:
        message = f"{text!r} is not a boundary; use line, pause, raw or a number of bytes"
        raise argparse.ArgumentTypeError(message) from None
    return text


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use a number from 1 to 65535")
    return port


def _option(text: str) -> tuple[sockets.Option, int]:
    name, _, number = text.partition("=")
    digits = number.isascii() and number.isdigit() and len(number) <= 10
    if name not in tuple(sockets.Option) or not digits or int(number) > 0x7FFFFFFF:
        names = ", ".join(sockets.Option)
        message = f"{text!r} is not NAME=VALUE with a number and one of: {names}"
        raise argparse.ArgumentTypeError(message)
    return sockets.Option(name), int(number)


def _datagram_bytes(text: str) -> int:
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= size <= sockets.DATAGRAM_LONGEST:
        message = f"{text!r} is not a size from 1 to {sockets.DATAGRAM_LONGEST}"
        raise argparse.ArgumentTypeError(message)
    return size


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

    def command(name: str, help_: str, description: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=help_,
            description=description or help_[0].upper() + help_[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[common],
            argument_default=argparse.SUPPRESS,
        )

    add_room_commands(command, _port, _seconds)
    add_history_commands(command, _count)
    _add_broadcast_commands(command)
    _add_socket_commands(command)
    return parser


def _add_broadcast_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands for texts to the whole network."""
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


def _add_socket_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands for plain sockets."""
    presets = ", ".join([ROOM, *(reply.name for reply in sockets.PRESETS)])
    serve = command(
        "serve", "answer plain TCP or UDP clients: scripts, devices, netcat",
        _SERVE.format(presets=presets),
    )  # fmt: skip
    transport = serve.add_mutually_exclusive_group(required=True)
    transport.add_argument("--tcp", dest="tcp_port", type=_port, metavar="PORT", help="TCP port")
    transport.add_argument("--udp", dest="udp_port", type=_port, metavar="PORT", help="UDP port")
    serve.add_argument("--bind", metavar="ADDR", help="listen on this address only")
    serve.add_argument(
        "--reply", metavar="PRESET", choices=[ROOM, *(reply.name for reply in sockets.PRESETS)],
        help="what clients hear (default echo)",
    )  # fmt: skip
    serve.add_argument(
        "--save", metavar="DIR",
        help="keep what each client sends as a file in DIR (--reply save: in Downloads)",
    )  # fmt: skip
    serve.add_argument("--greeting", metavar="T", help="what who comes hears first")
    serve.add_argument("--answer", metavar="T", help="with {text} {addr} {port} {n} filled in")
    serve.add_argument("--closing-word", metavar="W", help="a text that ends the connection")
    serve.add_argument("--farewell", metavar="T", help="the last words after the closing word")
    serve.add_argument(
        "--buffer", type=_datagram_bytes, metavar="N",
        help="with --udp: a datagram longer than N bytes is shown as cut",
    )  # fmt: skip
    connect = command("connect", "talk with any TCP or UDP program", _CONNECT)
    connect.add_argument("host", metavar="HOST", help="a name, an address or, with --get, a URL")
    connect.add_argument(
        "peer_port", metavar="PORT", type=_port, nargs="?", default=0, help="its port"
    )  # a default, because argparse would take its own mark for "none" for a port
    connect.add_argument("--udp", action="store_true", help="UDP instead of TCP")
    connect.add_argument(
        "--hex", dest="hexadecimal", action="store_true",
        help="lines of hexadecimal digits instead of bytes, both ways",
    )  # fmt: skip
    connect.add_argument("--file", metavar="F", help="send this file instead of standard input")
    connect.add_argument(
        "--get", action="store_true",
        help="ask a web server; prints status, headers and body (port 80 by default)",
    )  # fmt: skip
    connect.add_argument(
        "--send", metavar="TEXT", help="send this line instead of standard input, and end"
    )
    connect.add_argument("--every", type=_seconds, metavar="S", help="TEXT again every S seconds")
    connect.add_argument("--count", type=_count, metavar="N", help="end after N times")
    for one, default in ((serve, "as the reply has it"), (connect, "pause; for --json and --hex")):
        one.add_argument(
            "--boundary", type=_boundary, metavar="B",
            help=f"what one text is: line, pause, a number of bytes, raw (default: {default})",
        )  # fmt: skip
        one.add_argument(
            "--option", dest="options", type=_option, action="append", metavar="NAME=VALUE",
            help=f"set a socket option: {', '.join(sockets.Option)}",
        )  # fmt: skip
        one.add_argument("--properties", action="store_true", help="tell what the socket is like")
    lookup = command("lookup", "look up a name, an address, a service, a port, or this computer")
    lookup.add_argument("query", nargs="?", metavar="WHAT", help="default: this computer")
    lookup.add_argument("--stop", action="store_true", help="end the program that holds this port")
    lookup.add_argument("--yes", action="store_true", help="with --stop: do not ask first")
