"""What operators see: JSON logs without personal data, and Prometheus metrics."""

import faulthandler
import hmac
import ipaddress
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from websockets.exceptions import WebSocketException

from contact_center.log_writer import LogWriter

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, then what was given as `extra`.

    A crash is told by its type and places. Its text is left out unless verbose, since it may quote what people wrote.
    """

    def __init__(self, *, verbose: bool) -> None:
        super().__init__()
        self._verbose = verbose

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            line |= self._crash(record.exc_info[1])
        return msgspec.json.encode(line, enc_hook=str).decode()

    def _crash(self, error: BaseException) -> dict[str, Any]:
        frames = traceback.extract_tb(error.__traceback__)
        crash: dict[str, Any] = {
            "error": f"{type(error).__module__}.{type(error).__qualname__}",
            "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        return crash | {"text": str(error)} if self._verbose else crash


def is_not_a_clients_fault(record: logging.LogRecord) -> bool:
    """A filter: bytes on a socket that are no UTF-8 or no frames end that socket, and are no error of ours.

    The web server tells them as errors with a trace, so that any stranger could fill the log.
    """
    error = record.exc_info[1] if record.exc_info else None
    if record.name == "uvicorn.error" and isinstance(error, UnicodeError):
        return not str(record.msg).startswith("Invalid UTF-8 sequence")
    if record.name in {"uvicorn.error", "asyncio"} and isinstance(error, WebSocketException):
        return str(record.msg).startswith("Exception in ASGI application")
    return True


def set_up_logging(level: str) -> None:
    """Send every logger of the process to standard error as JSON. level: debug, info, warning or error.

    A crash outside Python (a segmentation fault in a library) leaves there where each thread was.
    """
    faulthandler.enable(sys.stderr)
    handler = LogWriter(sys.stderr)
    handler.setFormatter(JsonFormatter(verbose=level == "debug"))
    handler.addFilter(is_not_a_clients_fault)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line shows them
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # ours has request ids and no addresses
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # below, it names the address of every socket
    logging.getLogger("httpx").setLevel(logging.WARNING)  # below, it names whole addresses, tokens in them included
    logging.getLogger("alembic").setLevel(logging.WARNING)  # our migrations say in one line what they did


class Metrics:
    """The process's figures. Others add their own to `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        labels = ("method", "route")
        self._requests = Counter("http_requests", "Requests answered.", (*labels, "status"), registry=self.registry)
        self._seconds = Histogram(
            "http_request_seconds", "Time to answer.", labels, registry=self.registry, buckets=_BUCKETS
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def endpoint(self, token: str) -> Callable[[Request], Awaitable[Response]]:
        """GET /metrics: for the bearer of the token, or where there is none for loopback clients alone."""

        async def metrics(request: Request) -> Response:
            if not _may_scrape(request, token):
                return PlainTextResponse("Forbidden\n", 403)
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

        return metrics


def _may_scrape(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    if {"x-forwarded-for", "forwarded", "via"} & set(request.headers):
        return False  # a proxy on this machine that we were not told to trust brings people from anywhere
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
