"""The product as people start it: `contact-center serve` in a process of its own, on a free loopback port."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from contact_center.errors import ContactCenterError

START_SECONDS = 60.0
STOP_SECONDS = 15.0
REST_SECONDS = 2.0
"""After so long without a request a connection is made anew; the server ends it after 5 seconds."""
RAISED = {
    "CC_VISITOR_RATE": "1000000",
    "CC_STAFF_RATE": "1000000",
    "CC_API_RATE": "1000000",
    "CC_SOCKETS_PER_ADDRESS": "1000000",
}
"""The limits that a single sender would meet: everybody comes from one address here."""


class BenchError(ContactCenterError):
    """The measurement could not be made; says why."""


class Process:
    """A server process on a port that stays its own over restarts."""

    def __init__(self, command: list[str], *, folder: Path, settings: Mapping[str, str], probe: str) -> None:
        self.port = free_port()
        self.folder, self.settings = folder, dict(settings)
        self._command, self._probe = command, probe
        self._log = folder / f"server-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise BenchError("The server does not run.")
        return self._process.pid

    def start(self) -> None:
        """Start it; returns when it answers."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CC_")}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._command, "--port", str(self.port)],
                env=inherited | self.settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise BenchError(f"The server has ended: {self.last_words()}")
            try:
                with Http(self.port) as http:
                    if http.get(self._probe).status == 200:
                        return
            except OSError:
                pass
            time.sleep(0.02)
        raise BenchError(f"The server did not answer within {START_SECONDS:.0f} s: {self.last_words()}")

    def last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""

    def kill(self) -> None:
        """SIGKILL: it gets no chance to finish anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as a supervisor stops it."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def product(folder: Path, settings: Mapping[str, str]) -> Process:
    """The product's server, with its data in the folder."""
    command = ["-m", "contact_center", "serve", "--host", "127.0.0.1", "--data-dir", str(folder)]
    return Process(command, folder=folder, settings=settings, probe="/readyz")


def echo(folder: Path) -> Process:
    """The bare echo that the product is compared with."""
    return Process(["-m", "contact_center.bench.echo"], folder=folder, settings={}, probe="/healthz")


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Http:
    """A plain client on one kept connection; cookie: the session it is signed in with."""

    def __init__(self, port: int, *, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.origin = f"http://127.0.0.1:{port}"
        self.cookie = cookie
        self._used = 0.0

    def get(self, path: str) -> Answer:
        return self._request("GET", path, None)

    def post(self, path: str, body: Any) -> Answer:
        return self._request("POST", path, msgspec.json.encode(body))

    def _request(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Origin": self.origin, "Content-Type": "application/json"} if body else {}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if time.monotonic() - self._used > REST_SECONDS:
            self._connection.close()  # the server may be closing it too, at the very moment of its next use
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        self._used = time.monotonic()
        return answer

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def expect(answer: Answer, status: int, doing: str) -> Answer:
    """Raises BenchError where the server answered otherwise."""
    if answer.status != status:
        raise BenchError(f"{doing}: the server answered {answer.status}: {answer.body[:300]!r}")
    return answer


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
