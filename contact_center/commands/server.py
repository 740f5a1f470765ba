"""The web server: uvicorn with this product's settings, stopping jobs and requests at the same time."""

import gc
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from contact_center.commands.slow_readers import BoundedProtocol
from contact_center.settings import Settings

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter from another. The storing thread asks for it back after every row: with
Python's 5 ms, a set of a hundred rows beside a busy loop takes half a second, and all chat waits behind it."""


class Server(uvicorn.Server):
    """Tells when it takes connections, and before it waits for those in hand to end."""

    def __init__(self, config: uvicorn.Config, *, started: Callable[[], None], stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell_started, self._tell_stopping = started, stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _settle_garbage_collector()
            self._tell_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Sockets get the code 1012 (the service restarts), requests and jobs share the drain time."""
        self._tell_stopping()
        await super().shutdown(sockets)


def configuration(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How every process of the product serves, measurements included."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=BoundedProtocol,
        ws="websockets-sansio",
        ws_max_size=4 * settings.frame_bytes,  # up to here a too large frame is answered, beyond it ends the socket
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.drain_seconds),
    )


def run(server: Server, sockets: list[socket.socket]) -> None:
    """Serve until SIGTERM or SIGINT; returns when everything is closed."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _obeyed)
    sys.setswitchinterval(SWITCH_SECONDS)
    server.run(sockets)


def _settle_garbage_collector() -> None:
    """What start-up made stays: it is not looked through again and again. Saves about 15 % of a message's CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _obeyed(_number: int, _frame: object) -> None:
    """uvicorn raises the signal again when it has done as told; doing nothing then lets the process end with 0."""
