"""Scripts of people who learn sockets: they know only ``socket``, and nothing of Lanyard.

Each takes the port as its first argument. Clients print what they heard; servers print one line
when they listen (nothing else can know when a connection may be made).
"""

from __future__ import annotations

_BEGIN = """\
import socket, sys, time
port = int(sys.argv[1])
def tcp():
    s = socket.socket()
    s.settimeout(20)
    s.connect(("127.0.0.1", port))
    return s
def until(s, end):
    got = b""
    while not got.endswith(end):
        piece = s.recv(1024)
        if not piece: raise SystemExit(f"closed after {got!r}")
        got += piece
    return got.decode()
def listening():
    s = socket.socket()
    s.bind(("127.0.0.1", port))
    s.listen(5)
    print("ready", flush=True)
    return s.accept()[0]
"""

# --- clients -----------------------------------------------------------------------------------

GREETED_FIRST = """\
s = tcp()
print(until(s, b"Welcome!"))
for name in (b"Michael", b"Tracy", "你好".encode()):
    s.send(name)
    print(until(s, b"~"))
s.send(b"exit")
print(s.recv(1024))
"""

ASKED_FOR_NAMES = """\
s = tcp()
print(until(s, b"name?"))
s.send(b"Anna")
print(until(s, b"name?"))
s.send(b"exit")
print(until(s, b"bye!\\n"), end="")
print(s.recv(1024))
"""

HELLO = """\
f = tcp().makefile("rw", newline="\\n")
print(f.readline(), end="")
print("Anna", file=f, flush=True)
print(f.read(10))
print("exit", file=f, flush=True)
print(repr(f.read()))
"""

RECEIPT = """\
s = tcp()
for text in (b"one", b"two\\n"):
    s.sendall(text)
    print(until(s, b"!!"))
"""

THANKED = """\
s = tcp()
print(until(s, b"connecting"))
print(s.recv(1024))
"""

FIVE_BYTES = """\
s = tcp()
got = b""
while len(got) < 8:
    got += s.recv(5)
for piece in (b"Mi", b"ch", b"ael \\xe4", b"\\xbd", b"\\xa0\\n"):
    s.sendall(piece)
    time.sleep(0.05)
while not got.endswith(b"~"):
    got += s.recv(5)
print(got.decode())
"""

TWO_AT_ONCE = """\
s = tcp()
until(s, b"Welcome!")
s.sendall(b"one\\ntwo\\n")
print(until(s, b"two~"))
"""

PICTURE = """\
s = tcp()
with open(sys.argv[2], "rb") as f:
    while piece := f.read(1000):
        s.sendall(piece)
s.close()
print("sent")
"""

PAGE = """\
s = tcp()
s.sendall(b"GET /index.html HTTP/1.1\\r\\nHost: me\\r\\nX-Made-By: hand\\r\\n\\r\\n")
got = b""
while piece := s.recv(1024):
    got += piece
head, _, body = got.partition(b"\\r\\n\\r\\n")
print(head.split(b"\\r\\n")[0].decode())
print(b"Content-Type: text/html" in head)
print(body.decode())
"""

DATAGRAMS = """\
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(20)
for text in (b"Michael", b"Tracy"):
    s.sendto(text, ("127.0.0.1", port))
    print(s.recvfrom(2048)[0].decode())
"""

LONGEST_DATAGRAMS = """\
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(20)
for payload in (b"", bytes(range(256)) * 255 + b"x" * 227):
    s.sendto(payload, ("127.0.0.1", port))
    print(s.recv(70000) == payload, len(payload))
"""

BROADCASTS = """\
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
for number in range(2):
    s.sendto(b"text %d" % number, ("127.255.255.255", port))
    time.sleep(2)
"""

# --- servers -----------------------------------------------------------------------------------

GREETS = """\
s = listening()
s.send(b"Welcome!")
while (text := s.recv(1024)) not in (b"", b"exit\\n"):
    s.send(b"Hello, " + text.strip() + b"~")
"""

ANSWERS_AT_THE_END = """\
import hashlib
s = listening()
digest = hashlib.sha256()
while piece := s.recv(65536):
    digest.update(piece)
s.sendall(digest.hexdigest().encode())
"""

POURS = """\
s = listening()
block = bytes(range(256)) * 256
for _ in range(int(sys.argv[2])):
    s.sendall(block)
"""

NEVER_READS = """\
s = listening()
time.sleep(60)
"""

RESETS = """\
import struct
s = listening()
s.recv(1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
s.close()
"""

ANSWERS_DATAGRAMS = """\
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", port))
print("ready", flush=True)
while True:
    text, where = s.recvfrom(70000)
    s.sendto(b"Hello," + text + b"~", where)
"""


def script(lines: str) -> str:
    """Return a whole program."""
    return _BEGIN + lines
