"""Posting: lines a second that are acknowledged, each on the server's disk before (SQLite FULL).

    posting.py [--rounds 5] [--messages 4000] [--window 64]

One author alone, then a hundred of whom everybody also gets what the others say. Each author has
at most ``window`` lines that are not acknowledged, as the app has.
"""

from __future__ import annotations

import argparse
import selectors
import statistics
import tempfile
import time
from pathlib import Path

from fan_out import AppMember
from hosting import hosted_room


class Author(AppMember):
    """Counts what was acknowledged, by the tag of the frames."""

    def __init__(self, port: int, profile: Path, name: str) -> None:
        super().__init__(port, profile, name)
        self.accepted = 0
        self.said = 0

    def hear(self, head: bytes) -> None:
        """Take the first bytes of a frame."""
        self.accepted += b"accepted" in head


def measure(authors: list[Author], messages: int, window: int) -> float:
    """Return acknowledged lines a second."""
    selector = selectors.EpollSelector()
    share = messages // len(authors)
    for author in authors:
        author.accepted = author.said = 0
        selector.register(author.socket, selectors.EVENT_READ, author)
    began = time.perf_counter()
    while any(author.accepted < share for author in authors):
        for author in authors:
            while author.said < share and author.said - author.accepted < window:
                author.say()
                author.said += 1
        for key, _ in selector.select(10):
            key.data.take(key.data.socket.recv(262144))
    seconds = time.perf_counter() - began
    selector.close()
    return share * len(authors) / seconds


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--window", type=int, default=64)
    options = parser.parse_args()
    for count in (1, 100):
        with tempfile.TemporaryDirectory() as folder, hosted_room(25932) as (port, _, _pid):
            authors = [Author(port, Path(folder) / str(n), f"A{n}") for n in range(count)]
            window = max(1, options.window // count)
            rates = []
            for _ in range(options.rounds):
                for author in authors:
                    author.stay()
                rates.append(measure(authors, options.messages, window))
            rate = statistics.median(rates)
            print(f"{count:3d} authors, {window} lines unanswered each: {rate:,.0f} a second")
            for author in authors:
                author.socket.close()


if __name__ == "__main__":
    main()
