"""What passed over plain sockets: nothing lost, cut off from the old end, found, and saved."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Slot
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from lanyard.models import traffic as module
from lanyard.models import traffic_rows as rows_module
from lanyard.models.capture import Capture, endpoint
from lanyard.models.half_duplex import HalfDuplex
from lanyard.models.traffic import Column, TrafficModel
from lanyard.models.traffic_file import Form, TrafficFile
from lanyard.models.traffic_rows import Passed
from lanyard.readable import readable, visible
from lanyard.saved_sockets import (
    Sending,
    escaped,
    from_digits,
    replies_from,
    replies_kept,
    sendings_from,
    sendings_kept,
    unescaped,
)
from lanyard.sockets import PRESETS, Boundary, Reply, Traffic, Transport

HERE, THERE = "10.0.0.40:50112", "10.0.0.71:9100"


def row(
    payload: bytes, key: str = "a", incoming: bool = True, udp: bool = False, at: int = 1000
) -> Traffic:
    ends = (THERE, HERE) if incoming else (HERE, THERE)
    transport = Transport.UDP if udp else Transport.TCP
    return Traffic(key, at, incoming, *ends, payload, len(payload), transport=transport)


def many(count: int, start: int = 0, key: str = "a") -> list[Traffic]:
    return [row(f"{number}".encode(), key) for number in range(start, start + count)]


def texts(model: TrafficModel) -> list[str]:
    return [model.index(at, Column.TEXT).data() for at in range(model.rowCount())]


class Counter(QObject):
    """Counts how often rows were put in."""

    def __init__(self) -> None:
        super().__init__()
        self.ranges: list[tuple[int, int]] = []

    @Slot(QModelIndex, int, int)
    def note(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.ranges.append((first, last))


@pytest.fixture
def watch(qapp: object) -> Callable[[QAbstractItemModel], None]:
    testers: list[QAbstractItemModelTester] = []

    def begin(model: QAbstractItemModel) -> None:
        fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
        testers.append(QAbstractItemModelTester(model, fatal))

    return begin


@pytest.fixture
def model(qapp: object, watch: Callable[[QAbstractItemModel], None]) -> TrafficModel:
    made = TrafficModel()
    watch(made)
    return made


def test_a_batch_is_put_in_at_once_and_the_newest_stands_last(model: TrafficModel) -> None:
    counter = Counter()
    model.rowsInserted.connect(counter.note)
    model.take(many(500))
    model.take(many(3, 500))
    assert counter.ranges == [(0, 499), (500, 502)]
    assert texts(model)[-1] == "502"
    assert model.index(0, Column.SIZE).data() == "1 B"


def test_the_oldest_go_and_the_rest_stays_in_order(
    qapp: object, monkeypatch: pytest.MonkeyPatch, watch: Callable[[QAbstractItemModel], None]
) -> None:
    monkeypatch.setattr(rows_module, "BLOCK_ROWS", 8)
    model = TrafficModel(rows_kept=30)
    watch(model)
    for start in range(0, 200, 7):
        model.take(many(7, start))
    numbers = [int(text) for text in texts(model)]
    assert numbers == list(range(numbers[0], 203))
    assert 30 <= len(numbers) <= 38
    assert model.passed == 203


def test_a_choice_keeps_only_its_sockets_while_more_comes_and_old_ones_go(
    qapp: object, monkeypatch: pytest.MonkeyPatch, watch: Callable[[QAbstractItemModel], None]
) -> None:
    monkeypatch.setattr(rows_module, "BLOCK_ROWS", 8)
    monkeypatch.setattr(module, "SLICE", 3)
    monkeypatch.setattr(module, "SEARCH_MILLISECONDS", 0)
    model = TrafficModel(rows_kept=100)
    watch(model)
    for number in range(100):
        model.take(many(1, number, "ab"[number % 2]))
    model.choose({"b"})
    number = 100
    searching = model.searching
    assert searching
    while searching:
        model.take(many(1, number, "ab"[number % 2]))
        number += 1
        model._search_on()
        searching = model.searching
    shown = [int(text) for text in texts(model)]
    kept = [int(one.text()[0]) for one in model.chosen_rows()]
    assert shown == kept
    assert shown == sorted(shown)
    assert all(number % 2 for number in shown)
    assert len(shown) > 40


def test_the_filter_finds_text_addresses_and_names_of_control_signs(model: TrafficModel) -> None:
    model.take([row(b"PLC READY\r\n"), row("阀门已开".encode("gb18030")), row(b"\xff\xfe\x00")])
    for needle, found in (("ready", 1), ("阀门", 1), ("0.71:9100", 3), ("ff fe", 1), ("␍", 1)):
        model.set_filter(needle)
        assert model.rowCount() == found, needle


def test_paused_stands_still_and_loses_nothing(model: TrafficModel) -> None:
    model.take(many(2))
    model.set_paused(True)
    model.take(many(3, 2))
    assert (texts(model), model.waiting) == (["0", "1"], 3)
    model.set_paused(False)
    assert texts(model) == ["0", "1", "2", "3", "4"]
    assert model.waiting == 0


def test_paused_with_a_choice_shows_what_came_meanwhile_after(model: TrafficModel) -> None:
    model.take(many(2, 0, "a"))
    model.choose({"b"})
    model.set_paused(True)
    model.take(many(2, 2, "b"))
    assert texts(model) == []
    model.set_paused(False)
    assert texts(model) == ["2", "3"]


def test_clearing_one_socket_leaves_the_others(model: TrafficModel) -> None:
    model.take([*many(2, 0, "a"), *many(2, 2, "b")])
    model.choose({"a"})
    model.clear()
    assert texts(model) == []
    model.take(many(1, 9, "a"))
    assert texts(model) == ["9"]
    model.choose(None)
    assert len(texts(model)) == 5
    model.clear()
    assert texts(model) == []


def test_hex_shows_every_byte_and_a_note_stays_words(model: TrafficModel) -> None:
    model.take([row(b"\x7e\x00A\n")])
    model.note("a", 1, "Connected")
    assert texts(model) == ["~␀A␊", "Connected"]
    model.set_hex(True)
    assert texts(model) == ["7E 00 41 0A", "Connected"]
    assert model.index(1, Column.SIZE).data() == ""


def test_a_cut_datagram_and_a_long_piece_say_so(model: TrafficModel) -> None:
    model.take(
        [
            Traffic("a", 1, True, THERE, HERE, b"abc", 900, cut=True, transport=Transport.UDP),
            Traffic("a", 1, True, THERE, HERE, b"abc", 70_000),
            row(b"\xff\xff"),
        ]
    )
    said = [model.index(at, Column.TEXT).data(TrafficModel.SECOND) for at in range(3)]
    assert said == ["cut: the datagram was longer", "only the beginning", "not UTF-8 or GB18030"]


def test_texts_of_strangers_are_seen_and_not_obeyed() -> None:
    assert visible("\x1b[31m\r\n\x7f\u202e\u0085") == "␛[31m␍␊␡<U+202E><U+0085>"
    assert readable("阀门".encode("gb18030")) == ("阀门", False)
    assert readable(b"\xff\xfe\x00") == ("ff fe 00", True)


# --- files ---------------------------------------------------------------------------------------


def saved(qtbot: QtBot, model: TrafficModel, path: Path, form: Form) -> bytes:
    saving = TrafficFile(model, str(path), form)
    with qtbot.waitSignal(saving.saved):
        saving.start()
    return path.read_bytes()


def test_text_and_json_keep_each_row_on_its_line(
    qtbot: QtBot, model: TrafficModel, tmp_path: Path
) -> None:
    model.take([row(b"one\ntwo\x1b"), row(b"\xff\x00")])
    model.note("a", 5, "Closed here")
    lines = saved(qtbot, model, tmp_path / "a.txt", Form.TEXT).decode().splitlines()
    assert [line.split("\t")[-1] for line in lines] == ["one\\ntwo␛", "FF 00", "# Closed here"]
    said = [
        json.loads(line)
        for line in saved(qtbot, model, tmp_path / "a.jsonl", Form.JSON).splitlines()
    ]
    assert said[0]["text"] == "one\ntwo\x1b"
    assert said[0]["at"] == "1970-01-01T00:00:01.000Z"
    assert (said[1]["hex"], "text" in said[1]) == ("ff00", False)
    assert said[2]["note"] == "Closed here"


def test_only_what_is_chosen_is_saved(qtbot: QtBot, model: TrafficModel, tmp_path: Path) -> None:
    model.take([*many(2, 0, "a"), *many(2, 2, "b")])
    model.choose({"b"})
    lines = saved(qtbot, model, tmp_path / "a.txt", Form.TEXT).decode().splitlines()
    assert [line.split("\t")[-1] for line in lines] == ["2", "3"]


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, model: TrafficModel, tmp_path: Path
) -> None:
    saving = TrafficFile(model, str(tmp_path / "no" / "a.txt"), Form.TEXT)
    with qtbot.waitSignal(saving.failed):
        saving.start()


def checksum(octets: bytes) -> int:
    """RFC 1071, word by word: another way than the one under test."""
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def records(data: bytes) -> list[tuple[int, bytes]]:
    found = []
    while data:
        _seconds, _micros, kept, whole = struct.unpack("<IIII", data[:16])
        found.append((whole, data[16 : 16 + kept]))
        data = data[16 + kept :]
    return found


def test_a_capture_is_a_pcap_file_with_right_heads(
    qtbot: QtBot, model: TrafficModel, tmp_path: Path
) -> None:
    model.take(
        [row(b"hello"), row(b"answer!", incoming=False), row(b"odd", udp=True), row(b"more")]
    )
    model.note("a", 5, "no record")
    data = saved(qtbot, model, tmp_path / "a.pcap", Form.CAPTURE)
    magic, major, minor, _zone, _figures, _snap, link = struct.unpack("<IHHiIII", data[:24])
    assert (magic, major, minor, link) == (0xA1B2C3D4, 2, 4, 101)
    found = records(data[24:])
    assert len(found) == 4
    for _whole, octets in found:
        assert octets[0] == 0x45
        assert struct.unpack(">H", octets[2:4])[0] == len(octets)
        assert checksum(octets[:20]) == 0xFFFF
        pseudo = octets[12:20] + struct.pack(">BBH", 0, octets[9], len(octets) - 20)
        assert checksum(pseudo + octets[20:]) == 0xFFFF
    tcp = [octets[20:] for _whole, octets in found if octets[9] == 6]
    assert [segment[20:] for segment in tcp] == [b"hello", b"answer!", b"more"]
    numbers = [struct.unpack(">HHII", segment[:12]) for segment in tcp]
    assert numbers[0] == (9100, 50112, 1, 1)
    assert numbers[1] == (50112, 9100, 1, 6)
    assert numbers[2] == (9100, 50112, 6, 8)


def passed(payload: bytes, size: int, source: str, target: str, udp: bool) -> Passed:
    kind = Transport.UDP if udp else Transport.TCP
    return Passed("k", 0, True, source, target, payload, size, False, kind, False)


def test_a_capture_holds_ipv6_long_pieces_and_cut_datagrams() -> None:
    six = passed(b"x", 1, "[fe80::1%eth0]:9", "10.0.0.1:7", True)
    ((_whole, octets),) = records(Capture().records(six))
    assert octets[0] >> 4 == 6
    assert struct.unpack(">H", octets[4:6])[0] == len(octets) - 40
    pseudo = octets[8:40] + struct.pack(">II", len(octets) - 40, 17)
    assert checksum(pseudo + octets[40:]) == 0xFFFF
    capture = Capture()
    long = records(capture.records(passed(b"y" * 65_536, 200_000, THERE, HERE, False)))
    assert [len(octets) - 40 for _whole, octets in long] == [60_000, 5_536]
    ((_whole, after),) = records(capture.records(passed(b"z", 1, THERE, HERE, False)))
    assert struct.unpack(">I", after[24:28])[0] == 200_001
    ((whole, cut),) = records(Capture().records(passed(b"abc", 900, THERE, HERE, True)))
    assert (whole, len(cut)) == (928, 31)
    assert struct.unpack(">H", cut[2:4])[0] == 928


@pytest.mark.parametrize(
    ("words", "host", "port"),
    [
        ("10.0.0.7:80", "10.0.0.7", 80),
        ("10.0.0.7 80", "10.0.0.7", 80),
        ("[::1]:65535", "::1", 65535),
        ("::1 7", "::1", 7),
        ("printer.local:9100", "0.0.0.0", 9100),
        ("", "0.0.0.0", 0),
    ],
)
def test_ends_are_read_from_words(words: str, host: str, port: int) -> None:
    address, number = endpoint(words)
    assert (str(address), number) == (host, port)


# --- half duplex, and what is kept --------------------------------------------------------------


def test_half_duplex_shows_the_next_text_after_the_answer() -> None:
    turns = HalfDuplex()
    turns.add("a")
    first, second, third = many(3)
    other = row(b"other", "b")
    assert list(turns.pass_on((first, second, other, third))) == [first, other]
    assert turns.waiting("a") == 2
    answer = row(b"answer", incoming=False)
    assert list(turns.pass_on((answer,))) == [answer, second]
    assert turns.close("a") == [third]
    assert turns.waiting("a") == 0


def test_half_duplex_keeps_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lanyard.models.half_duplex.HELD_ROWS", 3)
    turns = HalfDuplex()
    turns.add("a")
    rows = many(10)
    shown = list(turns.pass_on(tuple(rows)))
    assert shown == rows[: len(shown)]
    assert turns.waiting("a") == 3
    assert shown + turns.close("a") == rows


def test_half_duplex_keeps_no_more_bytes_and_senders_than_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lanyard.models.half_duplex.HELD_BYTES", 40)
    monkeypatch.setattr("lanyard.models.half_duplex.HELD_ROWS", 5)
    turns = HalfDuplex()
    turns.add("u")
    rows = [
        Traffic("u", number, True, sender, "here", bytes(15), 15, transport=Transport.UDP)
        for number, sender in enumerate(["a", "a", "a", "a", "b", "c", "d", "e", "f", "g", "g"])
    ]
    shown = list(turns.pass_on(rows))
    assert [one.source for one in shown] == ["a", "a", *"bcde", "f", "g", "g"]
    assert turns.waiting("u") == 2
    assert sorted(shown + turns.close("u")) == rows


def test_each_udp_sender_has_a_turn_of_its_own() -> None:
    turns = HalfDuplex()
    turns.add("u")
    here = "10.0.0.40:9000"

    def said(who: str, text: bytes) -> Traffic:
        return Traffic("u", 1, True, who, here, text, len(text), transport=Transport.UDP)

    one, again, two = said("1.1.1.1:1", b"a"), said("1.1.1.1:1", b"b"), said("2.2.2.2:2", b"c")
    assert list(turns.pass_on((one, again, two))) == [one, two]
    answer = Traffic("u", 2, False, here, "1.1.1.1:1", b"x", 1, transport=Transport.UDP)
    assert list(turns.pass_on((answer,))) == [answer, again]


def test_what_is_kept_comes_back_and_nonsense_does_not() -> None:
    sendings = (Sending("STATUS 4", ending="\r\n"), Sending("7e 00", True))
    assert sendings_from(sendings_kept(sendings)) == sendings
    own = Reply("mine", greeting="a\nb", boundary=Boundary.COUNT, size=7)
    assert replies_from(replies_kept((*PRESETS, own))) == (*PRESETS, own)
    assert sendings_from(("", "{", "[]", '{"text": 7}', "7")) == ()
    assert replies_from(('{"name": ""}', '{"name": "x", "act": "boom"}', "null")) == ()


def test_bytes_are_typed_in_several_ways() -> None:
    for digits in ("7E 00 1f", "7e001F", "0x7e, 0x00, 0x1F", "7e:00:1f"):
        assert from_digits(digits) == b"\x7e\x00\x1f"
    with pytest.raises(ValueError, match="hexadecimal"):
        from_digits("7")
    assert Sending("a\r\nb", ending="\n").payload() == b"a\nb\n"
    assert unescaped(escaped("a\\n\n\t\r\\")) == "a\\n\n\t\r\\"
