"""Who this computer is: one key and certificate, made once and never silently replaced.

The device id is the SHA-256 of the certificate; other people pin it. A second identity made
because the first could not be read would look to all of them like an impostor, so a file that is
there but cannot be used is an error that a person must see. Key and certificate share one file:
one rename makes both, and they cannot disagree.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lanyard.events import Code, Failure
from lanyard.network.transfers.beneath import sync_folder

FOLDER = "identity"
FILE = "device.pem"
_LONGEST_FILE = 64 * 1024
# RFC 5280 section 4.1.2.5: the date for a certificate that has no end.
_NO_END = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
_NO_BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class IdentityError(Exception):
    """The identity cannot be read or made; ``failure`` says it in facts a person can be told."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.code}: {failure.name} {failure.detail}")
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Identity:
    """This computer's certificate and private key. Two identities are equal by device id."""

    device_id: str
    """SHA-256 of the DER certificate, 64 lower-case hexadecimal digits."""
    certificate: x509.Certificate = field(compare=False, repr=False)
    key: ec.EllipticCurvePrivateKey = field(compare=False, repr=False)


def load_or_create(profile: Path) -> Identity:
    """Return the identity kept in ``profile``, made now if there is none yet. Any thread.

    Two programs that start at once on one profile end with the same identity. Raises
    IdentityError when the file is there but unusable, or when it cannot be written.
    """
    path = profile / FOLDER / FILE
    try:
        return _load(path)
    except FileNotFoundError:
        pass
    try:
        _make_folder(profile)
        _make_folder(path.parent)
        _write_once(path, _make())
        return _load(path)
    except OSError as error:
        raise IdentityError(
            Failure(Code.PROFILE_UNWRITABLE, name=str(profile), detail=error.strerror or str(error))
        ) from error


def fingerprint(device_id: str) -> str:
    """Return a device id as people compare it: groups of four digits."""
    return " ".join(device_id[at : at + 4] for at in range(0, len(device_id), 4))


def device_id_of(certificate: x509.Certificate) -> str:
    """Return the device id that a certificate proves."""
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def _make() -> bytes:
    """Return a fresh private key and its certificate, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    # Names and dates mean nothing to us, only the id does; one fixed name tells nothing about
    # the person, and endless dates keep a computer with a wrong clock in the room.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lanyard")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NO_BEGINNING)
        .not_valid_after(_NO_END)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)


def _load(path: Path) -> Identity:
    """Read the identity. Raises FileNotFoundError when there is none, else IdentityError."""
    try:
        with path.open("rb") as file:
            pem = file.read(_LONGEST_FILE + 1)
            _tighten(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    if len(pem) > _LONGEST_FILE:
        raise _unreadable(path, "too long")
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
        public = certificate.public_key()
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise _unreadable(path, str(error)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _unreadable(path, "not an elliptic-curve key")
    if public != key.public_key():
        raise _unreadable(path, "the key does not belong to the certificate")
    return Identity(device_id_of(certificate), certificate, key)


def _unreadable(path: Path, detail: str) -> IdentityError:
    return IdentityError(Failure(Code.IDENTITY_UNREADABLE, name=str(path), detail=detail))


def _make_folder(folder: Path) -> None:
    """Make ``folder`` for this person alone; one that exists already is left as it is."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return
    folder.chmod(0o700)  # mkdir's mode goes through the umask


def _tighten(path: Path) -> None:
    """Take group and others their rights, for a profile that was copied carelessly."""
    if os.name == "posix":
        for place, mode in ((path.parent, 0o700), (path, 0o600)):
            if place.stat().st_mode & 0o077:
                with contextlib.suppress(OSError):
                    place.chmod(mode)


def _write_once(path: Path, pem: bytes) -> None:
    """Put ``pem`` at ``path`` whole and durable, unless somebody else was faster."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), 0o600)  # the mode above goes through the umask
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, unlike a rename, never replaces what another process has just made.
            os.link(draft, path)
        except FileExistsError:
            return
        except OSError:
            # No hard links on this file system (FAT, some network shares).
            if path.exists():
                return
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
