"""The server as a process: quick to start, and gone within its time without losing anything."""

import contextlib
import http.client
import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.processes import Program

GOING_AWAY = {1001, 1012}
PERSON = {"email": "ha@shop.example", "name": "Hà", "password": "a fine long phrase"}


@pytest.fixture
def silent_mail_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def ask(url: str, method: str, path: str, body: object = None) -> tuple[int, bytes]:
    where = urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)) as connection:
        headers = {"Origin": url, "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_it_says_when_it_is_ready_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with Program("serve", "--port", "0", "--data-dir", tmp_path / "data", folder=tmp_path) as server:
        url = server.wait_ready()
        assert ask(url, "GET", "/readyz") == (200, b'{"status":"ready","synchronous":"FULL"}')
        server.terminate()
        assert server.wait() == 0


def test_the_first_administrator_comes_in_by_a_one_time_link_and_is_asked_for_no_more(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with Program("serve", "--port", "0", "--data-dir", data, folder=tmp_path) as server:
        url = server.wait_ready()
        token = server.read_until("    http").strip().removeprefix(f"{url}/console/setup/")
        assert ask(url, "POST", "/api/v1/setup", PERSON | {"token": token})[0] < 300
        assert ask(url, "POST", "/api/v1/session", {k: PERSON[k] for k in ("email", "password")})[0] == 200
    with Program("serve", "--port", "0", "--data-dir", data, folder=tmp_path) as server:
        server.wait_ready()
        server.terminate()
        assert server.rest() == ""


def test_bytes_that_are_no_text_or_no_frames_are_no_errors_in_the_log(tmp_path: Path) -> None:
    no_text, good_bye, no_frame = b"\x81\x82\0\0\0\0\xff\xfe", b"\x88\x82\0\0\0\0\x03\xe8", b"\xf1\x80\0\0\0\0"
    with Program("serve", "--port", "0", "--data-dir", tmp_path / "data", folder=tmp_path) as server:
        url = server.wait_ready()
        for sent in (no_text, no_text + good_bye, no_frame):
            with connect(f"ws://{urlsplit(url).netloc}/widget/socket", origin=Origin(url)) as chat:
                chat.socket.sendall(sent)
                with pytest.raises(ConnectionClosed):
                    chat.recv(timeout=10)
        assert ask(url, "GET", "/healthz")[0] == 200
        levels = [json.loads(line)["level"] for line in server.log.read_text().splitlines()]
        assert set(levels) <= {"info"}


def test_a_stopping_server_answers_what_it_has_closes_sockets_and_gives_jobs_back(
    tmp_path: Path, silent_mail_server: int
) -> None:
    """Everything at once, as in life: a request half sent, an open socket, a job that hangs."""
    settings = {"CC_SMTP_HOST": "127.0.0.1", "CC_SMTP_PORT": str(silent_mail_server), "CC_DRAIN_SECONDS": "2"}
    data = tmp_path / "data"
    with Program("serve", "--port", "0", "--data-dir", data, folder=tmp_path, settings=settings) as server:
        url = server.wait_ready()
        token = server.read_until("    http").strip().removeprefix(f"{url}/console/setup/")
        ask(url, "POST", "/api/v1/setup", PERSON | {"token": token})
        ask(url, "POST", "/api/v1/password-resets", {"email": PERSON["email"]})
        wait_for(data, "SELECT count(*) FROM job WHERE kind = 'mail.send' AND state = 'running'", 1)
        where = urlsplit(url)
        with (
            socket.create_connection((where.hostname, where.port), 10) as request,
            connect(f"ws://{where.netloc}/widget/socket", origin=Origin(url)) as chat,
        ):
            body = json.dumps({k: PERSON[k] for k in ("email", "password")}).encode()
            head = f"POST /api/v1/session HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {url}\r\n"
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            request.sendall(head.encode() + body[:5])
            assert ask(url, "GET", "/healthz")[0] == 200  # what was sent before has been read
            began = time.monotonic()
            server.terminate()
            with pytest.raises(ConnectionClosed) as closed:
                chat.recv(timeout=10)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code in GOING_AWAY
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((where.hostname, where.port), 10).close()
            request.sendall(body[5:])
            assert request.recv(4096).startswith(b"HTTP/1.1 200 ")
        assert server.wait() == 0
        assert time.monotonic() - began < 10
    assert look(data, "SELECT state, attempts FROM job WHERE kind = 'mail.send'") == [("queued", 0)]


def look(data: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(data / "contact-center.db", timeout=10)) as database:
        return database.execute(query).fetchall()


def wait_for(data: Path, query: str, value: object) -> None:
    deadline = time.monotonic() + 10
    while look(data, query) != [(value,)]:
        assert time.monotonic() < deadline, query
