"""A throw-away PostgreSQL on loopback, in a folder of its own, for measurements and tests."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

from contact_center.bench.server import BenchError, free_port

USER = "contact"
STOP_SECONDS = 20
START_TRIES = 3


class ServerMissingError(BenchError):
    """The server is not installed or cannot run here; the message says why."""


class Postgres:
    """A throw-away PostgreSQL: its own user's process, loopback, a free port, fsync on.

    It also stops when the process that started it dies, however that happens.
    """

    def __init__(self) -> None:
        self._programs = find_programs()
        self._as_root = os.geteuid() == 0
        self._password = secrets.token_hex(16)
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.folder = Path(tempfile.mkdtemp(prefix="contact-center-pg-"))
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.close()
            raise

    def url(self, database: str = "postgres") -> str:
        """The address in the form that CC_DATABASE_URL takes."""
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, on the port it had before; returns when it accepts connections."""
        for _ in range(START_TRIES):
            self.port = self.port or free_port()
            if self._start_once():
                return
            self.port = 0  # somebody took the port between our look and the server's
        raise ServerMissingError("PostgreSQL did not start three times in a row.")

    def stop(self) -> None:
        """Stop at once, breaking every connection; what was committed stays."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self._password)
        if self._as_root:
            shutil.chown(self.folder, "postgres", "postgres")
            shutil.chown(secret, "postgres", "postgres")
        options = ["-U", USER, "--pwfile", str(secret), "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"]
        command = self._command("initdb", "-D", str(self.folder / "data"), "--no-sync", *options)
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if result.returncode:
            raise ServerMissingError(f"initdb failed: {result.stderr.strip()}")

    def _start_once(self) -> bool:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "64MB",
            "fsync": "on",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = self._command("postgres", "-D", str(self.folder / "data"), *options)
        # The server shall outlive a Ctrl-C long enough to be asked properly, hence its own session.
        self._process = subprocess.Popen(
            command, cwd=self.folder, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self._process.stderr
        for line in self._process.stderr:
            if "ready to accept connections" in line:
                threading.Thread(target=_drain, args=(self._process.stderr,), daemon=True).start()
                return True
        self._process.stderr.close()
        self._process.wait()
        self._process = None
        return False

    def _command(self, program: str, *arguments: str) -> list[str]:
        """A PostgreSQL program under setpriv: never as root, and ended when its parent dies."""
        identity = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if self._as_root else []
        return ["setpriv", "--pdeathsig=INT", *identity, str(self._programs / program), *arguments]


def find_programs() -> Path:
    """The newest folder with PostgreSQL's server programs."""
    if shutil.which("setpriv") is None:
        raise ServerMissingError("setpriv (package util-linux) is not installed.")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = [Path(found).resolve().parent for found in (shutil.which("postgres"),) if found]
    for folder in [*folders, *on_path]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise ServerMissingError("PostgreSQL's server programs are not installed: `make deps`, or the package postgresql.")


def _drain(stream: Any) -> None:
    """Read the server's log away, so that it never waits for us."""
    with stream:
        for _ in stream:
            pass
