"""Runs a Rasa server: waits until it understands, says so, and ends with it."""

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from contact_center.ending import how_it_ended
from faq_bot.rasa.errors import RasaEnded
from faq_bot.rasa.programs import environment, rasa, started

LOOK_EVERY = 0.25
START = 300.0
"""Seconds that a server has to load its model."""
_SECONDS = 5.0


class Place(NamedTuple):
    """Where it listens. token: of its API; empty: everybody who reaches it may ask."""

    host: str
    port: int
    token: str = ""

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def run(folder: Path, project: Path, model: Path, place: Place, *, say: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT. Raises RasaEnded where it ends by itself. folder: of the installation."""
    _require_free(place)
    began = time.monotonic()
    try:
        with started(command(folder, project, model, place), env=environment(folder, token=place.token)) as server:
            wait_ready(server, place)
            took, memory = time.monotonic() - began, _memory(server.pid)
            say(f"Rasa: {place.url} (process {server.pid}, {model.name}, ready in {took:.0f} s, {memory})")
            code = server.wait()
    except SystemExit:  # SIGTERM
        return
    raise RasaEnded(f"The Rasa server has ended {how_it_ended(code)}.")


def command(folder: Path, project: Path, model: Path, place: Place) -> list[str]:
    files = ("--credentials", project / "credentials.yml", "--endpoints", project / "endpoints.yml")
    listen = ("--interface", place.host, "--port", str(place.port))
    return rasa(folder, "run", "--enable-api", "--model", model, *files, *listen)


def is_ready(place: Place) -> bool:
    """Whether the server answers and has a model."""
    connection = http.client.HTTPConnection(place.host, place.port, timeout=_SECONDS)
    try:
        connection.request("GET", "/status?" + urlencode({"token": place.token} if place.token else {}))
        response = connection.getresponse()
        return response.status == http.client.OK and bool(json.loads(response.read())["model_file"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return False
    finally:
        connection.close()


def wait_ready(server: subprocess.Popen[bytes], place: Place) -> None:
    """Raises RasaEnded where it ends before, or takes too long."""
    end = time.monotonic() + START
    while not is_ready(place):
        if (code := server.poll()) is not None:
            raise RasaEnded(f"The Rasa server has ended with code {code} before it was ready.")
        if time.monotonic() > end:
            raise RasaEnded(f"The Rasa server was not ready within {START:.0f} seconds.")
        time.sleep(LOOK_EVERY)


def _require_free(place: Place) -> None:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            raise RasaEnded(f"{place.url} cannot be listened on: {error.strerror}. Give another --port.") from None


def _memory(pid: int) -> str:
    """Resident memory, where the system tells."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return "memory unknown"
    kilobytes = next((line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")), "0")
    return f"{int(kilobytes) // 1024} MB"
