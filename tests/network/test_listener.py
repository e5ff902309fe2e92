"""Opening a port, and the sentence when it cannot be opened."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

import pytest

from lanyard.events import Code, Failure
from lanyard.network import listener
from lanyard.network.listener import listen, place, plain_host


@pytest.fixture
def taken() -> Iterator[tuple[int, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made.getsockname()[1], made


@pytest.mark.parametrize("bind", ["", "::"])
def test_both_families_are_heard(taken: tuple[int, socket.socket], bind: str) -> None:
    port, made = taken
    made.close()
    opened = listen(bind, port, next_free=False)
    assert not isinstance(opened, Failure)
    with opened[0]:
        assert opened[1] == ""
        for address in ("127.0.0.1", "::1"):
            socket.create_connection((address, port), timeout=5).close()


def test_a_taken_port_names_its_holder_or_goes_on(taken: tuple[int, socket.socket]) -> None:
    port, _made = taken
    refused = listen("", port, next_free=False)
    assert isinstance(refused, Failure)
    assert refused.code is Code.PORT_TAKEN
    assert "pid" in refused.detail
    opened = listen("", port, next_free=True)
    assert not isinstance(opened, Failure)
    with opened[0]:
        assert opened[0].getsockname()[1] > port
        assert "pid" in opened[1]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, Code.PORT_FORBIDDEN),
        (errno.EADDRNOTAVAIL, Code.ADDRESS_NOT_OURS),
        (errno.EMFILE, Code.LISTEN_FAILED),
    ],
)
def test_what_the_system_refuses_is_told(
    monkeypatch: pytest.MonkeyPatch, number: int, code: Code
) -> None:
    def refuse(*_where: object) -> socket.socket:
        raise OSError(number, "no")

    monkeypatch.setattr(listener, "_open", refuse)
    for udp in (False, True):
        failure = listen("", 80, next_free=True, udp=udp)
        assert isinstance(failure, Failure)
        assert failure.code is code


@pytest.mark.parametrize(
    "bind", ["nonsense", "300.1.1.1", "192.0.2.200", "fe80::1%nocard", "fe80::1%" + "\u00e4" * 70]
)
def test_an_address_that_is_not_ours(bind: str) -> None:
    failure = listen(bind, 40_000, next_free=False)
    assert isinstance(failure, Failure)
    assert failure.code is Code.ADDRESS_NOT_OURS


def test_addresses_are_written_as_people_write_them() -> None:
    assert plain_host("::ffff:192.168.1.4") == "192.168.1.4"
    assert plain_host("fe80::1%eth0") == "fe80::1"
    assert place("::1", 80) == "[::1]:80"
    assert place("10.0.0.1", 80) == "10.0.0.1:80"
