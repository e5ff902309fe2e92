"""The programs that files are measured against: scp, rsync over ssh, ncat --ssl."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Secure:
    """A private sshd, and the words to reach it."""

    port: int
    key: str

    @property
    def options(self) -> list[str]:
        words = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"]
        return ["-i", self.key, *(word for option in words for word in ("-o", option))]


@contextlib.contextmanager
def sshd() -> Iterator[Secure | None]:
    """Run a private sshd; yields None if there is none."""
    daemon = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
    if not daemon or not shutil.which("scp") or not shutil.which("ssh-keygen"):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="lanyard-sshd-") as folder:
        for key in ("host", "user"):
            make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{key}"]
            subprocess.run(make, check=True)
        port = free_port()
        Path(folder, "config").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\n"
            f"AuthorizedKeysFile {folder}/user.pub\nPidFile none\nUsePAM no\nStrictModes no\n"
            "Subsystem sftp internal-sftp\n"
        )
        with contextlib.suppress(OSError):
            Path("/run/sshd").mkdir(exist_ok=True)  # sshd wants it when it runs as root
        process = subprocess.Popen(
            [daemon, "-D", "-f", f"{folder}/config"], stderr=subprocess.DEVNULL
        )
        try:
            if not _answers(port):
                yield None
                return
            yield Secure(port, f"{folder}/user")
        finally:
            process.kill()
            process.wait()


def scp(secure: Secure, path: Path, target: Path) -> float:
    """Copy with scp; return the seconds."""
    command = ["scp", "-q", "-P", str(secure.port), *secure.options]
    began = time.monotonic()
    subprocess.run([*command, str(path), f"127.0.0.1:{target}"], check=True)
    return _took(began, target, path.stat().st_size)


def rsync(secure: Secure, path: Path, target: Path, *, durable: bool) -> float:
    """Copy a folder with rsync over ssh; return the seconds."""
    shell = " ".join(["ssh", "-p", str(secure.port), *secure.options])
    command = ["rsync", "-a", "--whole-file", "-e", shell, *(["--fsync"] if durable else [])]
    began = time.monotonic()
    subprocess.run([*command, f"{path}/", f"127.0.0.1:{target}/"], check=True)
    return time.monotonic() - began


def ncat(path: Path, target: Path) -> float:
    """Copy with ncat --ssl; return the seconds from the sender's start to the receiver's end."""
    port = free_port()
    with target.open("wb") as there, path.open("rb") as here:
        receiver = subprocess.Popen(
            ["ncat", "--ssl", "-l", "127.0.0.1", str(port), "--recv-only"],
            stdout=there,
            stderr=subprocess.DEVNULL,
        )
        sender = ["ncat", "--ssl", "--send-only", "127.0.0.1", str(port)]
        while True:  # it serves only the first who comes, so nobody may knock to see
            began = time.monotonic()
            sent = subprocess.run(sender, check=False, stdin=here, stderr=subprocess.DEVNULL)
            if sent.returncode == 0:
                break
            if receiver.poll() is not None:
                raise SystemExit("ncat does not work here")
        receiver.wait()
    # It loses the last hundred kilobytes or so when the sender ends; that is let pass.
    return _took(began, target, path.stat().st_size * 98 // 100)


def _took(began: float, target: Path, size: int) -> float:
    took = time.monotonic() - began
    if target.stat().st_size < size:
        raise SystemExit(f"{target} did not arrive whole")
    target.unlink()
    return took


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _answers(port: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
    return False
