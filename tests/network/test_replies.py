"""Replies, byte for byte as people's scripts expect them."""

from __future__ import annotations

import pytest

from lanyard.network.plain.replies import Answer, ReplyTalk
from lanyard.sockets import PRESETS, Boundary, Reply, preset, with_boundary


def talk(name: str) -> ReplyTalk:
    reply = preset(name)
    assert reply is not None
    return ReplyTalk(reply, "10.0.0.7", 4711)


@pytest.mark.parametrize(
    ("name", "greeting", "answer", "farewell"),
    [
        ("greeter", b"Welcome!", b"Hello, Ann~", b""),
        (
            "names",
            b"Server: Welcome!\nServer: What's your name?",
            b"Server: Hello Ann!\nServer: What's your name?",
            b"Server: Good bye!\n",
        ),
        ("hello", b"welcome\n", b"hello Ann", b""),
    ],
)
def test_presets_that_end_with_exit(
    name: str, greeting: bytes, answer: bytes, farewell: bytes
) -> None:
    one = talk(name)
    assert one.greeting() == Answer(greeting)
    for said in (b"Ann", b"Ann\n", b"Ann\r\n"):
        assert one.answer(said) == Answer(answer)
    for said in (b"exit", b"exit\n", b" exit \r\n"):
        assert one.answer(said) == Answer(farewell, closes=True)
    assert one.answer(b"exit now").closes is False


def test_presets_that_answer_anything() -> None:
    assert talk("receipt").answer(b"x") == Answer(b"Receve your message!!")
    assert talk("receipt").answer_datagram(b"x") == b"Thank for you msg"
    assert talk("thanks").greeting() == Answer(b"Thank you for connecting", closes=True)
    assert talk("greeter").answer_datagram(b"X") == b"Hello,X~"
    assert talk("hello").answer_datagram(b"X\n") == b"hello X"
    for said in (b"X", b"X\r\n", b"\x00\xff", b"exit"):
        assert talk("echo").answer(said) == Answer(said)
        assert talk("echo").answer_datagram(said) == said


def test_fields_are_filled_once_and_bytes_stay_bytes() -> None:
    reply = Reply("own", greeting="{addr}:{port}", answer="{n} {text} {nobody} {")
    one = ReplyTalk(reply, "::1", 9)
    assert one.greeting().payload == b"::1:9"
    assert one.answer("{n}你".encode("gb18030")).payload == b"1 {n}\xc4\xe3 {nobody} {"
    assert one.answer(b"b").payload.startswith(b"2 b")


def test_an_echo_of_lines_keeps_the_line_end() -> None:
    reply = preset("echo")
    assert reply is not None
    assert ReplyTalk(with_boundary(reply, "line"), "a", 1).answer(b"x\r\n") == Answer(b"x\r\n")


def test_boundaries_by_word() -> None:
    reply = PRESETS[0]
    assert with_boundary(reply, "line").boundary is Boundary.LINE
    assert with_boundary(reply, "12") == with_boundary(with_boundary(reply, "raw"), "12")
    assert with_boundary(reply, "12").size == 12
    for wrong in ("", "0", "count", "-1", "12 ", "²", "99999999"):
        with pytest.raises(ValueError):  # noqa: PT011
            with_boundary(reply, wrong)


def test_names_are_unique_and_found() -> None:
    names = [reply.name for reply in PRESETS]
    assert len(set(names)) == len(names)
    assert preset("nobody") is None
