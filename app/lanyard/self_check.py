"""``lanyard --self-check``: does this copy of the program have all it needs, on this computer?

A bundle runs it as the last step of being built, and a person whose Lanyard does not start can run
it and send the lines along. They are in English on purpose: they are for whoever helps.
"""

from __future__ import annotations

import contextlib
import datetime
import importlib
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from PySide6.QtCore import QDir, QFile, QIODevice, QTranslator, qVersion
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import lanyard
from lanyard import system_libraries

ICON = ":/icons/app.svg"
FRONT_ENDS = ("lanyard.application", "lanyard.console.run")
_HANDSHAKE_TURNS = 10
_FLIGHT = 65536


class CheckError(Exception):
    """A check found a lack; the text says which."""


def run(profile: Path) -> int:
    """Print one line a check and return 0 when all passed, 1 otherwise. Main thread only.

    Makes a Qt application if there is none yet. In ``profile`` nothing stays behind but the
    folder itself.
    """
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Qt", _check_qt),
        ("program", _check_program),
        ("TLS 1.3", _check_tls),
        ("resources", _check_resources),
        ("translations", _check_translations),
        ("journal folder", lambda: _check_journal_folder(profile)),
    )
    failed = 0
    # Kept until the end: Qt's pictures need an application.
    application = None
    for name, check in checks:
        try:
            if name == "Qt":
                application = _application()
            told = check()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this check's answer
            failed += 1
            print(f"FAILED  {name}: {str(error) or type(error).__name__}", flush=True)
        else:
            print(f"ok      {name}: {told}", flush=True)
    del application
    return 1 if failed else 0


def _application() -> object:
    """Return the Qt application, made on the offscreen platform where there is no screen."""
    existing = QGuiApplication.instance()
    if existing is not None:
        return existing
    on_linux = sys.platform.startswith("linux")
    x11, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    if on_linux and not x11 and not wayland:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Without these Qt would not return an error but end the process.
    screen = bool(x11) and os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb"
    if lacking := system_libraries.missing(screen):
        names = ", ".join(library.soname for library in lacking)
        raise CheckError(f"missing {names}; {system_libraries.install_line(lacking)}")
    return QGuiApplication([])


def _check_qt() -> str:
    return f"{qVersion()}, platform {QGuiApplication.platformName()}"


def _check_program() -> str:
    """Import both front ends and with them all they need; a bundle may have left some of it out."""
    for name in FRONT_ENDS:
        importlib.import_module(name)
    return f"{lanyard.__version__}, Python {platform.python_version()}"


def _check_tls() -> str:
    """Shake hands in memory, with two identities that are forgotten at once."""
    client, server = _tls_side(), _tls_side()
    client.set_connect_state()
    server.set_accept_state()
    done: set[SSL.Connection] = set()
    for _ in range(_HANDSHAKE_TURNS):
        for side, other in ((client, server), (server, client)):
            try:
                side.do_handshake()
                done.add(side)
            except SSL.WantReadError:
                pass
            with contextlib.suppress(SSL.WantReadError):
                other.bio_write(side.bio_read(_FLIGHT))
    if len(done) != 2:
        raise CheckError("the handshake did not end")
    version = client.get_protocol_version_name()
    client.send(b"said")
    server.bio_write(client.bio_read(_FLIGHT))
    if version != "TLSv1.3" or server.recv(_FLIGHT) != b"said":
        raise CheckError(f"got {version}")
    library = SSL.SSLeay_version(SSL.SSLEAY_VERSION).decode()
    return f"{client.get_cipher_name()}, {library}"


def _tls_side() -> SSL.Connection:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "self-check")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(SSL.TLS1_3_VERSION)
    context.use_certificate(certificate)
    context.use_privatekey(key)
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_judgement: True)
    return SSL.Connection(context)


def _check_resources() -> str:
    from lanyard import _resources  # noqa: F401 - importing it registers the resources

    file = QFile(ICON)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise CheckError(f"{ICON} does not open: {file.errorString()}")
    drawing = QSvgRenderer(file.readAll())
    file.close()
    image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    if not any(image.constBits()):
        raise CheckError(f"{ICON} draws nothing")
    return f"{len(QDir(':/icons').entryList())} icons"


def _check_translations() -> str:
    files = QDir(":/translations").entryList(["*.qm"])
    if not files:
        raise CheckError("there are none")
    for name in files:
        if not QTranslator().load(f":/translations/{name}"):
            raise CheckError(f"{name} does not load")
    return ", ".join(name.removesuffix(".qm").removeprefix("lanyard_") for name in files)


def _check_journal_folder(profile: Path) -> str:
    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="self-check-", dir=profile) as folder:
        connection = sqlite3.connect(Path(folder, "journal.db"))
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise CheckError(f"SQLite keeps its journal as {mode} here, not as WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("CREATE TABLE proof (word TEXT NOT NULL) STRICT")
            with connection:
                connection.execute("INSERT INTO proof VALUES ('kept')")
        finally:
            connection.close()
    return f"{profile}, SQLite {sqlite3.sqlite_version}"
