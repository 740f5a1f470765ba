"""A Rasa server that says again what a real one has said, and can be made ill in the ways in which servers are."""

import contextlib
import threading
from collections.abc import Iterator
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

FILE = Path(__file__).parents[2] / "data" / "rasa" / "recorded.json"
TOKEN = "recorded"


class Exchange(msgspec.Struct, frozen=True, omit_defaults=True):
    """asked: the body of the request; none of a GET. said: the answer's body."""

    method: str
    path: str
    said: Any
    asked: dict[str, str] | None = None
    status: int = 200
    token: bool = True


PARSED = ("hello", "how do I send something back", "thủ tục hoàn hàng ra sao ạ", "thu tuc hoan hang ra sao a", "zxqwv")
TOLD = ("how do I send something back", "thủ tục hoàn hàng ra sao ạ", "zxqwv")
SENDER = "0123456789abcdef"


def questions() -> Iterator[tuple[str, str, dict[str, str] | None, bool]]:
    """What is asked of a real server to be recorded: method, path, body, and whether with its token."""
    yield "GET", "/status", None, True
    yield "GET", "/status", None, False
    for text in PARSED:
        yield "POST", "/model/parse", {"text": text}, True
    for text in TOLD:
        yield "POST", "/webhooks/rest/webhook", {"sender": SENDER, "message": text}, True


def record(url: str, token: str) -> list[Exchange]:
    """Ask a real server. Of a model's file the name alone is kept as it is told."""
    found = []
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        for method, path, body, known in questions():
            said = client.request(method, path, params={"token": token} if known else {}, json=body)
            found.append(Exchange(method, path, said.json(), body, said.status_code, known))
    return found


class Health(Enum):
    """HANGING: takes the question and says nothing. ENDLESS: says too much."""

    WELL = auto()
    HANGING = auto()
    BROKEN = auto()
    GARBLED = auto()
    ENDLESS = auto()
    EMPTY = auto()


def recorded() -> list[Exchange]:
    return msgspec.json.decode(FILE.read_bytes(), type=list[Exchange])


def recorded_model() -> str:
    """The file of the model that the real server had loaded."""
    (status,) = (each.said for each in recorded() if each.path == "/status" and each.token)
    return str(status["model_file"])


class Recorded:
    """asked: how often each path was. url: where it listens; the same again after down() and up()."""

    def __init__(self) -> None:
        self.exchanges = recorded()
        self.health = Health.WELL
        self.asked: list[str] = []
        self.texts: list[dict[str, str]] = []
        self.released = threading.Event()
        self._port = 0
        self.up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def up(self) -> None:
        self._server = _Server(self, self._port)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def down(self) -> None:
        """As when it is killed: connections are refused, those that are open are cut."""
        self._server.shutdown()
        self._server.cut()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, path: str, body: dict[str, str] | None, *, token: bool) -> tuple[int, bytes]:
        """What the real one has said to the same."""
        texts = {name: text for name, text in (body or {}).items() if name != "sender"}
        for each in self.exchanges:
            known = {name: text for name, text in (each.asked or {}).items() if name != "sender"}
            if (each.method, each.path, known) == (method, path, texts) and each.token == token:
                return each.status, msgspec.json.encode(each.said)
        raise AssertionError(f"nobody has asked a real server this: {method} {path} {body}")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: Recorded, port: int) -> None:
        self.owner = owner
        self._open: set[Any] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def cut(self) -> None:
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(2)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self._answer(msgspec.json.decode(self.rfile.read(length), type=dict[str, str]))

    def _answer(self, body: dict[str, str] | None) -> None:
        owner, address = self.server.owner, urlsplit(self.path)
        owner.asked.append(address.path)
        owner.texts.extend([body] if body else [])
        status, said = 200, b""
        if owner.health is Health.HANGING:
            owner.released.wait()
        elif owner.health is Health.BROKEN:
            status, said = 500, b'{"status": "failure"}'
        elif owner.health is Health.GARBLED:
            said = b"<html>Welcome to nginx!</html>"
        elif owner.health is Health.ENDLESS:
            said = b" " * 1_000_000
        elif owner.health is Health.WELL:
            token = parse_qs(address.query).get("token") == [TOKEN]
            status, said = owner.answer(self.command, address.path, body, token=token)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""


@contextlib.contextmanager
def recorded_server() -> Iterator[Recorded]:
    server = Recorded()
    try:
        yield server
    finally:
        server.released.set()
        server.down()
