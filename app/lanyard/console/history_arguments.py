"""What may be typed after ``lanyard history`` and ``lanyard export``. Needs no Qt."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from lanyard.transcripts import FORMS

_HISTORY = """\
Print what this profile's journal holds, oldest first, whether a room is open or not, and while
the window runs. DATE is 2026-11-21, 2026-11-21T14:00, or 7d for the last seven days.

--search finds messages with every one of the WORDS, as a word or a part of one;
'"in double quotes"' they stand together.
"""
_EXPORT = """\
Write a conversation as text, JSON (one message a line) or an HTML page that loads nothing. Without
--to it goes to standard output. With --to the file is replaced when the new one is complete.
DATE is 2026-11-21, 2026-11-21T14:00, or 7d for the last seven days.
"""
_LONGEST_DAYS = 36_500
_AGO = re.compile(r"([1-9][0-9]{0,4})([dh])", re.ASCII)


def add_history_commands(
    command: Callable[..., argparse.ArgumentParser], count: Callable[[str], int]
) -> None:
    """Add the commands that read the journal; ``count`` understands a number of messages."""
    history = command("history", "print what was said, from this computer's disk", _HISTORY)
    history.add_argument("--search", metavar="WORDS", help="only messages with these words")
    history.add_argument(
        "--limit", type=count, metavar="N", help="the latest N of each conversation only"
    )
    export = command("export", "write a conversation into a file", _EXPORT)
    export.add_argument("--to", dest="file", metavar="FILE", help="default: standard output")
    export.add_argument("--form", choices=FORMS, help="default: as FILE is called, else text")
    for one in (history, export):
        one.add_argument("--room", metavar="NAME", help="this room only; its name or its id")
        one.add_argument(
            "--with", dest="to", metavar="NAME", help="what this person and you said to each other"
        )
        one.add_argument("--since", type=since, metavar="DATE", help="from this time on")


def check_export(file: str, form: str, *, as_json: bool) -> str:
    """Return the form of an export. Raises ValueError when --json asks for another one."""
    if not form:
        named = {"json": "json", "jsonl": "json", "html": "html", "htm": "html"}
        form = named.get(file.rpartition(".")[2].lower(), "") if file else ""
        form = form or ("json" if as_json and not file else "text")
    if as_json and not file and form != "json":
        raise ValueError("--json prints events; write --form json, or --to FILE")
    return form


def since(text: str) -> int:
    """Return the time that ``text`` means, in milliseconds; local time unless it names a zone."""
    ago = _AGO.fullmatch(text)
    try:
        if ago:
            unit = timedelta(days=1) if ago[2] == "d" else timedelta(hours=1)
            when = datetime.now().astimezone() - int(ago[1]) * unit
        else:
            when = datetime.fromisoformat(text).astimezone()
        return max(0, round(when.timestamp() * 1000))
    except (ValueError, OverflowError, OSError):
        message = f"{text!r} is not a date; use 2026-11-21, 2026-11-21T14:00 or 7d"
        raise argparse.ArgumentTypeError(message) from None


def history_days(text: str) -> int:
    """Return ``Host.history_days`` for 'all', 'none' or a number of days."""
    if text in ("all", "none"):
        return -1 if text == "all" else 0
    if text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= _LONGEST_DAYS:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not all, none or a number of days")
