"""A hundred ways to damage a journal, each a function of the folder it lies in and of chance."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import apsw

FILE = "journal.sqlite3"
PAGE = 4_096

Deed = Callable[[Path, random.Random], None]


@dataclass(frozen=True)
class Damage:
    """One kind. ``hot``: the program was killed before, and its last words are in the WAL."""

    name: str
    deed: Deed
    hot: bool = False
    plain: bool = False
    """Anybody would see that this is no journal: it must be mended, and the person told."""
    blocked: bool = False
    """Nothing can be written at all; it is enough to start and to say so."""


def _write(folder: Path, at: int, what: bytes, name: str = FILE) -> None:
    with (folder / name).open("r+b") as file:
        file.seek(at)
        file.write(what)


def _size(folder: Path, name: str = FILE) -> int:
    return (folder / name).stat().st_size


def flip(bits: int, first: int = 0, last: float = 1.0) -> Deed:
    """Turn so many bits over, between byte ``first`` and that part of the file."""

    def deed(folder: Path, chance: random.Random) -> None:
        path = folder / FILE
        content = bytearray(path.read_bytes())
        for _ in range(bits):
            content[chance.randrange(first, int(len(content) * last))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)

    return deed


def cut_off(part: float, more: int = 0, name: str = FILE) -> Deed:
    """Leave only that part of the file, and ``more`` bytes."""

    def deed(folder: Path, chance: random.Random) -> None:
        os.truncate(folder / name, int(_size(folder, name) * part) // PAGE * PAGE + more)

    return deed


def pages(what: str, count: int, first: int = 0) -> Deed:
    """Make pages zero, garbage, doubles of others, or let them change places."""

    def deed(folder: Path, chance: random.Random) -> None:
        path = folder / FILE
        content = path.read_bytes()
        whole = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
        for _ in range(count):
            one, other = chance.sample(range(min(first, len(whole) - 2), len(whole)), 2)
            if what == "zero":
                whole[one] = bytes(PAGE)
            elif what == "garbage":
                whole[one] = chance.randbytes(PAGE)
            elif what == "double":
                whole[one] = whole[other]
            else:
                whole[one], whole[other] = whole[other], whole[one]
        path.write_bytes(b"".join(whole))

    return deed


def header(at: int, what: bytes) -> Deed:
    """Write something else into the header."""
    return lambda folder, chance: _write(folder, at, what)


def becomes(content: Callable[[int, random.Random], bytes]) -> Deed:
    """Put something else in the journal's place."""

    def deed(folder: Path, chance: random.Random) -> None:
        path = folder / FILE
        path.write_bytes(content(path.stat().st_size, chance))

    return deed


def statement(*lines: str) -> Deed:
    """Let SQL do the damage."""

    def deed(folder: Path, chance: random.Random) -> None:
        database = apsw.Connection(str(folder / FILE))
        database.execute("PRAGMA writable_schema=ON")
        for line in lines:
            database.execute(line)
        database.close()

    return deed


def foreign(*lines: str) -> Deed:
    """Put another program's SQLite file in its place."""

    def deed(folder: Path, chance: random.Random) -> None:
        (folder / FILE).unlink()
        statement("CREATE TABLE recipe (name TEXT, steps TEXT)", *lines)(folder, chance)

    return deed


def wal(what: str) -> Deed:
    """Damage the WAL, or what is beside it."""

    def deed(folder: Path, chance: random.Random) -> None:
        path = folder / f"{FILE}-wal"
        match what:
            case "lost":
                path.unlink()
            case "garbage":
                path.write_bytes(chance.randbytes(_size(folder, path.name)))
            case "zero":
                path.write_bytes(bytes(_size(folder, path.name)))
            case "header":
                _write(folder, 0, chance.randbytes(32), path.name)
            case "flip":
                _write(folder, _size(folder, path.name) // 2, chance.randbytes(8), path.name)
            case "shm":
                (folder / f"{FILE}-shm").write_bytes(chance.randbytes(32_768))
            case "alone":
                (folder / FILE).unlink()
            case "empty":
                (folder / FILE).write_bytes(b"")
            case _:
                path.unlink()
                path.mkdir()

    return deed


def both(one: Deed, other: Deed) -> Deed:
    """Do two things."""

    def deed(folder: Path, chance: random.Random) -> None:
        one(folder, chance)
        other(folder, chance)

    return deed


def _folder(folder: Path, chance: random.Random) -> None:
    (folder / FILE).unlink()
    (folder / FILE).mkdir()
    (folder / FILE / "holiday.jpg").write_bytes(b"\xff\xd8\xff")


def _dangling(folder: Path, chance: random.Random) -> None:
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(folder / "gone" / "away")


def _read_only(folder: Path, chance: random.Random) -> None:
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)


def _mixed_up(folder: Path, chance: random.Random) -> None:
    """The first half is this journal, the second one an older state of it."""
    shutil.copy(folder / FILE, folder / "older")
    content = (folder / FILE).read_bytes()
    half = len(content) // PAGE // 2 * PAGE
    (folder / FILE).write_bytes(content[:half] + content[: len(content) - half])
    (folder / "older").unlink()


DAMAGES = (
    *(Damage(f"one bit {n}", flip(1, PAGE)) for n in range(8)),
    *(Damage(f"{n} bits", flip(n, PAGE)) for n in (4, 16, 64, 256, 1_024, 4_096)),
    *(Damage(f"{n} bits, hot", flip(n, PAGE), hot=True) for n in (16, 256, 4_096)),
    *(Damage(f"bits of the first page {n}", flip(n, 16, 0.001)) for n in (1, 3, 9, 27)),
    *(Damage(f"cut off at {n}/8", cut_off(n / 8), plain=True) for n in range(1, 8)),
    *(Damage(f"cut off at {n}/4 and a bit", cut_off(n / 4, 777), plain=True) for n in (1, 2, 3)),
    Damage("cut off, hot", cut_off(0.5), hot=True),
    Damage("the last byte is missing", lambda f, _: os.truncate(f / FILE, _size(f) - 1)),
    Damage("one page is left", cut_off(0, PAGE), plain=True),
    Damage("half a header", cut_off(0, 50), plain=True),
    Damage("one byte", cut_off(0, 1)),
    Damage("no byte", cut_off(0)),
    Damage("no byte, hot", cut_off(0), hot=True, plain=True),
    *(Damage(f"zero pages {n}", pages("zero", n, 1)) for n in (1, 2, 4, 8, 16)),
    Damage("first page zero", header(0, bytes(PAGE)), plain=True),
    Damage("first page zero, hot", header(0, bytes(PAGE)), hot=True),
    *(Damage(f"garbage pages {n}", pages("garbage", n, 1)) for n in (1, 2, 4, 8, 16)),
    *(Damage(f"garbage pages {n}, hot", pages("garbage", n, 1), hot=True) for n in (2, 8)),
    *(Damage(f"double pages {n}", pages("double", n, 1)) for n in (1, 4, 16)),
    *(Damage(f"swapped pages {n}", pages("swap", n, 1)) for n in (1, 2, 4, 8)),
    Damage("swapped pages, hot", pages("swap", 4, 1), hot=True),
    Damage("swapped with the first page", pages("swap", 12)),
    Damage("another magic", header(0, b"SQLite format 4\0"), plain=True),
    Damage("no magic", header(0, bytes(16)), plain=True),
    Damage("page size 512", header(16, b"\x02\x00"), plain=True),
    Damage("page size 7", header(16, b"\x00\x07"), plain=True),
    Damage("written by the future", header(18, b"\x09\x09"), plain=True),
    Damage("readable, not writable", header(18, b"\x09\x02")),
    Damage("reserved bytes", header(20, b"\xc8"), plain=True),
    Damage("payload fractions", header(21, b"\x01\x02\x03"), plain=True),
    Damage("another size", header(28, b"\x00\x00\x00\x03")),
    Damage("a wrong free list", header(32, b"\x00\x00\x00\x05\x00\x00\x00\x63")),
    Damage("schema format", header(44, b"\x00\x00\x00\x63"), plain=True),
    Damage("UTF-16", header(56, b"\x00\x00\x00\x02")),
    Damage("auto vacuum", header(52, b"\x00\x00\x00\x63")),
    Damage("garbage of the same size", becomes(lambda n, c: c.randbytes(n)), plain=True),
    Damage("garbage, hot", becomes(lambda n, c: c.randbytes(n)), hot=True),
    Damage("zeros of the same size", becomes(lambda n, c: bytes(n)), plain=True),
    Damage("a text", becomes(lambda n, c: b"Dear diary, today was good.\n" * 99), plain=True),
    Damage("a picture", becomes(lambda n, c: b"\x89PNG\r\n\x1a\n" + c.randbytes(9_000)),
           plain=True),
    Damage("a zip", becomes(lambda n, c: b"PK\x03\x04" + c.randbytes(5_000)), plain=True),
    Damage("another program's", foreign(), plain=True),
    Damage("another program's, version 1", foreign("PRAGMA user_version=1"), plain=True),
    Damage("another program's, version 2", foreign("PRAGMA user_version=2"), plain=True),
    Damage("another program's, the future", foreign("PRAGMA user_version=999")),
    Damage("future schema", statement("PRAGMA user_version=999")),
    Damage("schema next year", statement("PRAGMA user_version=77")),
    Damage("negative schema", statement("PRAGMA user_version=-5")),
    Damage("forgotten schema", statement("PRAGMA user_version=0")),
    Damage("no log", statement("DROP TABLE entry"), plain=True),
    Damage("no outbox", statement("DROP TABLE outbox"), plain=True),
    Damage("no rooms", statement("DROP TABLE room"), plain=True),
    Damage("a wrong column", statement("ALTER TABLE entry RENAME COLUMN text TO words"),
           plain=True),
    Damage("schema of nonsense", statement("UPDATE sqlite_schema SET sql='CREATE nothing'"),
           plain=True),
    Damage("a view for a table", statement("ALTER TABLE entry RENAME TO old",
           "CREATE VIEW entry AS SELECT * FROM old"), plain=True),
    Damage("kinds nobody knows", statement("UPDATE entry SET kind=99 WHERE place % 7 = 0")),
    Damage("text that is none", statement(
           "UPDATE entry SET text=CAST(x'ff41fe00ff' AS TEXT) WHERE place % 5 = 0")),
    Damage("an offer that is none", statement(
           "UPDATE entry SET offer=x'c1c1c1' WHERE place % 9 = 0")),
    Damage("half old, half new", _mixed_up),
    Damage("lost WAL", wal("lost"), hot=True),
    Damage("garbage WAL", wal("garbage"), hot=True),
    Damage("zero WAL", wal("zero"), hot=True),
    Damage("WAL header", wal("header"), hot=True),
    Damage("bits of the WAL", wal("flip"), hot=True),
    Damage("WAL cut off", cut_off(0.5, 100, f"{FILE}-wal"), hot=True),
    Damage("garbage index", wal("shm"), hot=True),
    Damage("WAL alone", wal("alone"), hot=True, plain=True),
    Damage("WAL of a foreign file", both(wal("empty"), foreign()), hot=True, plain=True),
    Damage("WAL is a folder", wal("folder"), hot=True, blocked=True),
    Damage("WAL of another", both(flip(512, PAGE), wal("garbage")), hot=True),
    Damage("a folder", _folder, blocked=True),
    Damage("a dangling link", _dangling, blocked=True),
    Damage("read-only", _read_only, blocked=True),
    Damage("read-only, hot", _read_only, hot=True, blocked=True),
)  # fmt: skip
