"""Postfix and Dovecot as throw-away servers on loopback, in a folder of their own, for measurements and tests."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from contact_center.bench.mail_configs import (
    DOMAIN,
    DOVECOT,
    INTERNATIONAL,
    INTERNATIONAL_BOX,
    MASTER,
    OAUTH2,
    POSTFIX,
    USERS,
)
from contact_center.bench.postgres import ServerMissingError
from contact_center.bench.server import BenchError, free_port

OWNER = "mail"
"""The system's user to whom the mailboxes belong."""
PASSWORD = "secret"  # noqa: S105
START_SECONDS = 20.0
STOP_SECONDS = 10.0
_PROGRAMS = {
    "dovecot": "/usr/sbin/dovecot",
    "doveadm": "/usr/bin/doveadm",
    "postfix": "/usr/sbin/postfix",
    "master": "/usr/lib/postfix/sbin/master",
}


class MailServers:
    """Dovecot, and Postfix that delivers to its mailboxes: those of USERS at DOMAIN, all with the same PASSWORD.

    Nobody else at DOMAIN is known, and said so at once; a mail to any other domain is taken and comes back as a bounce,
    unless the domain has a port in `routes`.
    Both also stop when the process that started them dies. tokens: the address that says whether an OAuth token holds.
    Whoever comes to submission_port has to sign in, as Dovecot says (SASL).
    """

    def __init__(self, *, routes: Mapping[str, int] | None = None, tokens: str = "") -> None:
        _require()
        self.folder = Path(tempfile.mkdtemp(prefix="contact-center-mail-"))
        self.folder.chmod(0o755)
        self.imap_port, self.imaps_port, self.smtp_port = free_port(), free_port(), free_port()
        self.submission_port = free_port()
        self.certificate = self.folder / "certificate.pem"
        self._tokens = tokens
        self._dovecot: subprocess.Popen[bytes] | None = None
        self._postfix: subprocess.Popen[bytes] | None = None
        try:
            self._prepare(routes or {})
            self.start_imap()
            self.start_smtp()
        except BaseException:
            self.close()
            raise

    def start_imap(self) -> None:
        """Start Dovecot, on the ports it had before; returns when it answers."""
        command = [_PROGRAMS["dovecot"], "-F", "-c", str(self.folder / "dovecot/dovecot.conf")]
        self._dovecot = self._launch(command)
        self._wait(self._dovecot, self.imap_port, b"* OK")

    def stop_imap(self) -> None:
        """End Dovecot and all its connections at once, as in a crash; left alone, they live on for half a minute."""
        if self._dovecot is not None:
            os.killpg(self._dovecot.pid, signal.SIGKILL)
            self._dovecot.wait()
        self._dovecot = None
        _freed(self.imap_port)

    def start_smtp(self) -> None:
        self._postfix = self._launch([_PROGRAMS["master"], "-c", str(self.folder / "postfix/conf"), "-d"])
        self._wait(self._postfix, self.smtp_port, b"220")

    def stop_smtp(self) -> None:
        _end(self._postfix, signal.SIGTERM)
        self._postfix = None
        _freed(self.smtp_port)

    def close(self) -> None:
        self.stop_imap()
        self.stop_smtp()
        shutil.rmtree(self.folder, ignore_errors=True)

    def box(self, user: str, folder: str = "") -> Path:
        """The Maildir of a user's inbox, or of a folder such as Sent."""
        return self.folder / "boxes" / user / (f".{folder}" if folder else "")

    def put(self, user: str, *mails: bytes, at: float | None = None) -> None:
        """Put mails straight into a mailbox, as a delivery does but faster. at: when they arrived, seconds of 1970."""
        box = self.box(user)
        for name in ("", "tmp", "new", "cur"):
            (box / name).mkdir(exist_ok=True, mode=0o700)
            shutil.chown(box / name, OWNER, OWNER)
        for raw in mails:
            name = f"{time.time_ns()}.{secrets.token_hex(6)}.test"
            path = box / "tmp" / name
            path.write_bytes(raw)
            shutil.chown(path, OWNER, OWNER)
            if at is not None:
                os.utime(path, (at, at))
            path.rename(box / "new" / name)

    def mails(self, user: str, folder: str = "") -> list[bytes]:
        """What lies in a mailbox, the oldest first."""
        box = self.box(user, folder)
        paths = [path for part in ("cur", "new") if (box / part).is_dir() for path in (box / part).iterdir()]
        return [path.read_bytes() for path in sorted(paths, key=_arrival)]

    def wait_for(self, user: str, count: int, folder: str = "") -> list[bytes]:
        """The mails of a mailbox once there are so many. Raises BenchError where they do not come."""
        _until(lambda: len(self.mails(user, folder)) >= count)
        found = self.mails(user, folder)
        if len(found) < count:
            raise BenchError(f"Only {len(found)} of {count} mails have come to {user}.")
        return found

    def recreate(self, user: str, uidvalidity: int) -> None:
        """The mailbox was deleted and made anew with the same mails: every number in it means another one now."""
        mails = self.mails(user)
        shutil.rmtree(self.box(user))
        self.put(user, *reversed(mails))
        command = [_PROGRAMS["doveadm"], "-c", str(self.folder / "dovecot/dovecot.conf"), "mailbox", "update"]
        command += ["-u", user, "--uid-validity", str(uidvalidity), "INBOX"]
        subprocess.run(command, check=True, capture_output=True)

    def _prepare(self, routes: Mapping[str, int]) -> None:
        boxes = self.folder / "boxes"
        boxes.mkdir()
        shutil.chown(boxes, OWNER, OWNER)
        for name in ("dovecot/run", "postfix/conf", "postfix/queue", "postfix/data"):
            (self.folder / name).mkdir(parents=True)
        shutil.chown(self.folder / "postfix/data", "postfix")
        _certify(self.certificate, self.folder / "key.pem")
        values = {
            "oauth": OAUTH2 if self._tokens else "",  # first: it has a name in it as well
            "folder": str(self.folder),
            "imap": str(self.imap_port),
            "imaps": str(self.imaps_port),
            "smtp": str(self.smtp_port),
            "submission": str(self.submission_port),
            "uid": str(boxes.stat().st_uid),
            "gid": str(boxes.stat().st_gid),
            "password": PASSWORD,
            "tokens": self._tokens,
            "mechanisms": "plain login xoauth2 oauthbearer" if self._tokens else "plain login",
            "relayed": " ".join(routes),
        }
        files = {"dovecot/dovecot.conf": DOVECOT, "postfix/conf/main.cf": POSTFIX, "postfix/conf/master.cf": MASTER}
        for name, text in files.items():
            (self.folder / name).write_text(_filled(text, values))
        (self.folder / "dovecot/oauth2.conf").write_text(_filled("introspection_url = {tokens}\n", values) + TOKENS)
        lines = [f"{user}@{DOMAIN} {user}/\n" for user in USERS]
        lines.append(f"{INTERNATIONAL}@{DOMAIN} {INTERNATIONAL_BOX}/\n")
        (self.folder / "postfix/conf/boxes").write_text("".join(lines))
        transports = [f"{domain} smtp:[127.0.0.1]:{port}\n" for domain, port in routes.items()]
        (self.folder / "postfix/conf/transports").write_text("".join(transports))
        command = [_PROGRAMS["postfix"], "-c", str(self.folder / "postfix/conf"), "check"]
        subprocess.run(command, check=True, capture_output=True)

    def _launch(self, command: list[str]) -> subprocess.Popen[bytes]:
        """In a session of its own, so that it outlives a Ctrl-C long enough to be asked properly."""
        with (self.folder / "output").open("ab") as output:
            return subprocess.Popen(
                ["setpriv", "--pdeathsig=TERM", *command], stdout=output, stderr=output, start_new_session=True
            )

    def _wait(self, process: subprocess.Popen[bytes], port: int, greeting: bytes) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=START_SECONDS) as connection:
                    if connection.recv(64).startswith(greeting):
                        return
            except OSError:
                time.sleep(0.05)
        logs = self.folder / "output", self.folder / "dovecot/log", self.folder / "postfix/log"
        said = "\n".join(path.read_text()[-1_000:] for path in logs if path.exists())
        raise ServerMissingError(f"A mail server did not start: {said}")


TOKENS = """introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
"""


def _require() -> None:
    """Raises ServerMissingError."""
    for name, path in _PROGRAMS.items():
        if not Path(path).exists():
            raise ServerMissingError(f"{name} is not installed: `make deps`, or the packages postfix, dovecot-imapd.")
    if os.geteuid() != 0:
        raise ServerMissingError("Postfix starts as root alone.")


def _arrival(path: Path) -> tuple[int, int, str]:
    """When a mail came: in a Maildir name, whole seconds, and later microseconds without leading zeros."""
    seconds, _, rest = path.name.partition(".")
    parts = re.search(r"M(\d+)", rest)
    return int(seconds) if seconds.isdigit() else 0, int(parts[1]) if parts else 0, path.name


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Braces are all over Dovecot's own form, so only {name} of a known name is replaced."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _certify(certificate: Path, key: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)


def _end(process: subprocess.Popen[bytes] | None, how: signal.Signals) -> None:
    if process is None:
        return
    process.send_signal(how)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _freed(port: int) -> None:
    """Wait until nobody listens any more: what a master has started ends a moment after it."""
    _until(lambda: not _listens(port))


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
