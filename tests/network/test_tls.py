from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyard.network.identity import Identity
from lanyard.network.tls import BLOCKS, TALK, TlsChannel, TlsError
from lanyard.wire.errors import LocalProtocolError

quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def shake(server: TlsChannel, client: TlsChannel) -> None:
    client.start()
    for _ in range(4):
        server.receive_bytes(client.take_ciphertext())
        client.receive_bytes(server.take_ciphertext())


def couple(alice: Identity, bob: Identity, protocol: bytes = TALK) -> tuple[TlsChannel, TlsChannel]:
    server = TlsChannel(alice, True, (TALK, BLOCKS))
    client = TlsChannel(bob, False, (protocol,))
    shake(server, client)
    return server, client


@pytest.mark.parametrize("protocol", [TALK, BLOCKS])
def test_both_sides_know_whom_they_talk_to(alice: Identity, bob: Identity, protocol: bytes) -> None:
    server, client = couple(alice, bob, protocol)
    assert server.handshake_done
    assert client.handshake_done
    assert server.peer_device_id == bob.device_id
    assert client.peer_device_id == alice.device_id
    assert server.protocol == client.protocol == protocol
    assert server._connection.get_protocol_version_name() == "TLSv1.3"


@quick
@given(cuts=st.lists(st.integers(1, 400), min_size=1, max_size=40), words=st.binary(max_size=5000))
def test_bytes_may_be_cut_anywhere(
    alice: Identity, bob: Identity, cuts: list[int], words: bytes
) -> None:
    server = TlsChannel(alice, True, (TALK,))
    client = TlsChannel(bob, False, (TALK,))
    client.start()
    heard = b""
    said = False
    turn = 0
    for _ in range(6):
        for talker, listener in ((client, server), (server, client)):
            stream = talker.take_ciphertext()
            while stream:
                size = cuts[turn % len(cuts)]
                turn += 1
                listener.receive_bytes(stream[:size])
                stream = stream[size:]
        if client.handshake_done and not said:
            said = True
            client.write(words)
        heard += server.take_plaintext()
    assert heard == words


@quick
@given(noise=st.binary(min_size=1, max_size=2000))
def test_noise_is_an_error_of_the_other_side_or_not_yet_a_record(
    alice: Identity, noise: bytes
) -> None:
    server = TlsChannel(alice, True, (TALK,))
    try:
        server.receive_bytes(noise)
    except TlsError:
        with pytest.raises(TlsError):
            server.receive_bytes(b"\x16")
    assert not server.handshake_done
    assert server.take_plaintext() == b""


@quick
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_flipped_bit_in_a_record_is_noticed(
    alice: Identity, bob: Identity, at: int, bit: int
) -> None:
    server, client = couple(alice, bob)
    client.write(b"pay attention" * 10)
    stream = bytearray(client.take_ciphertext())
    stream[at % len(stream)] ^= 1 << bit
    try:
        server.receive_bytes(stream)
    except TlsError:
        return
    assert server.take_plaintext() == b""  # a length made longer waits for the rest


def test_a_cut_hello_is_waited_for(alice: Identity, bob: Identity) -> None:
    client = TlsChannel(bob, False, (TALK,))
    client.start()
    hello = client.take_ciphertext()
    server = TlsChannel(alice, True, (TALK,))
    server.receive_bytes(hello[:-1])
    assert server.take_ciphertext() == b""
    server.receive_bytes(hello[-1:])
    assert server.take_ciphertext() != b""


def test_two_who_share_no_protocol_part(alice: Identity, bob: Identity) -> None:
    server = TlsChannel(alice, True, (TALK,))
    client = TlsChannel(bob, False, (b"h2",))
    with pytest.raises(TlsError):
        shake(server, client)
    assert not server.handshake_done


def test_a_stranger_without_a_certificate_is_refused(
    alice: Identity, bob: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    from OpenSSL import SSL

    bare = SSL.Context(SSL.TLS_METHOD)
    bare.set_alpn_protos([TALK])
    monkeypatch.setattr("lanyard.network.tls.context_for", lambda *_: bare)
    client = TlsChannel(bob, False, (TALK,))
    monkeypatch.undo()
    server = TlsChannel(alice, True, (TALK,))
    with pytest.raises(TlsError):
        shake(server, client)
    assert not server.handshake_done


def test_older_tls_is_refused(
    alice: Identity, bob: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    from OpenSSL import SSL

    old = SSL.Context(SSL.TLS_METHOD)
    old.set_max_proto_version(SSL.TLS1_2_VERSION)
    monkeypatch.setattr("lanyard.network.tls.context_for", lambda *_: old)
    client = TlsChannel(bob, False, (TALK,))
    monkeypatch.undo()
    server = TlsChannel(alice, True, (TALK,))
    with pytest.raises(TlsError):
        shake(server, client)
    alert = server.take_ciphertext()
    assert alert[:1] == b"\x15"  # they are told


@pytest.mark.parametrize("size", [1, 16 * 1024, 16 * 1024 + 1, 256 * 1024, 3_000_000])
def test_any_size_arrives_whole(alice: Identity, bob: Identity, size: int) -> None:
    server, client = couple(alice, bob)
    words = bytes(size - 1) + b"!"
    server.write(memoryview(words))
    client.receive_bytes(server.take_ciphertext())
    assert client.take_plaintext() == words
    assert client.take_plaintext() == b""


def test_a_goodbye_differs_from_a_cut(alice: Identity, bob: Identity) -> None:
    server, client = couple(alice, bob)
    client.write(b"last words")
    client.close_notify()
    client.close_notify()
    stream = client.take_ciphertext()
    server.receive_bytes(stream[:-1])
    assert server.take_plaintext() == b"last words"
    ended = [server.ended]
    server.receive_bytes(stream[-1:])
    ended.append(server.ended)
    assert ended == [False, True]
    server.write(b"answer after their goodbye")
    client.receive_bytes(server.take_ciphertext())
    assert client.take_plaintext() == b"answer after their goodbye"


def test_what_follows_a_goodbye_is_ignored(alice: Identity, bob: Identity) -> None:
    server, client = couple(alice, bob)
    client.close_notify()
    server.receive_bytes(client.take_ciphertext() + b"\x00" * 100)
    assert server.ended
    server.receive_bytes(b"more")
    assert server.take_plaintext() == b""


def test_our_own_mistakes_are_ours(alice: Identity, bob: Identity) -> None:
    with pytest.raises(LocalProtocolError):
        TlsChannel(bob, False, (TALK,)).write(b"too early")
    _server, client = couple(alice, bob)
    client.close_notify()
    with pytest.raises(LocalProtocolError):
        client.write(b"too late")
