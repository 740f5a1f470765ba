"""What every request passes, as pure ASGI: who asks, security headers, the log, the rate limit."""

import hashlib
import logging
import math
import re
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contact_center.errors import TooManyRequests
from contact_center.http import ROUTE
from contact_center.limits import Buckets
from contact_center.observability import Metrics
from contact_center.problems import REQUEST_ID, problem_response
from contact_center.proxies import TrustedProxies
from contact_center.settings import Settings
from contact_center.values import new_id

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_OVER_HTTPS = [*_HEADERS, (b"strict-transport-security", b"max-age=31536000")]
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

BURST_SECONDS = 10
"""A bucket holds so many seconds of its rate."""
ADDRESS_SHARE = 5
"""An address may be an office: it gets so many times the rate of one agent."""
log = logging.getLogger("contact_center.access")


def stack(settings: Settings, metrics: Metrics) -> list[Middleware]:
    """For Starlette(middleware=...), outermost first."""
    return [
        Middleware(Forwarded, proxies=TrustedProxies(settings.trusted_proxies)),
        Middleware(SecurityHeaders, always_https=settings.public_url.startswith("https://")),
        Middleware(AccessLog, metrics=metrics),
        Middleware(RateLimit, rate=settings.api_rate),
    ]


class Forwarded:
    """Puts the real client and scheme into the scope, and gives the request its id."""

    def __init__(self, app: ASGIApp, proxies: TrustedProxies) -> None:
        self.app = app
        self.proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = new_id()
        peer = scope.get("client")
        if peer is not None and self.proxies.trusts(peer[0]):
            given = headers.get("x-request-id", "")
            request_id = given if _SANE_ID.fullmatch(given) else request_id
            self._look_through(scope, headers, peer)
        scope[REQUEST_ID] = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        # a socket's frames are many: they do not pass through a wrapper that only its first answer needs
        await self.app(scope, receive, send_with_id if scope["type"] == "http" else send)

    def _look_through(self, scope: Scope, headers: Headers, peer: tuple[str, int]) -> None:
        hops = ",".join(headers.getlist("x-forwarded-for"))
        seen = self.proxies.look_through(peer[0], hops, ",".join(headers.getlist("x-forwarded-proto")))
        if seen.address != peer[0]:
            scope["client"] = (seen.address, 0)
        if seen.scheme is not None:
            secure = seen.scheme == "https"
            plain = "ws" if scope["type"] == "websocket" else "http"
            scope["scheme"] = plain + "s" * secure


class SecurityHeaders:
    """Adds the strict headers to every response; one that set its own, such as the widget's frame, keeps it."""

    def __init__(self, app: ASGIApp, *, always_https: bool) -> None:
        self.app = app
        self.always_https = always_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wanted = _OVER_HTTPS if self.always_https or scope["scheme"] == "https" else _HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                missing = [header for header in wanted if header[0] not in own]
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        await self.app(scope, receive, send_with_headers)


class AccessLog:
    """One line and one observation for each request; a crash becomes a 500 with the request's id.

    The line names the route's template, never the address, the query or the path itself, which may hold a secret.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            request_id = scope.get(REQUEST_ID, "")
            log.exception("request crashed", extra={"request_id": request_id, "route": route_name(scope)})
            if status:
                raise  # half an answer is out: only closing the connection can tell
            await problem_response(error, request_id)(scope, receive, watch)
        finally:
            self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = route_name(scope)
        self.metrics.observe(method, route, status, seconds)
        log.info(
            "request",
            extra={
                "request_id": scope.get(REQUEST_ID, ""),
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 2),
            },
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_name(scope: Scope) -> str:
    """The template of the route's path, such as /console/{path}, or `unmatched`. Never the path itself."""
    template = scope.get(ROUTE)
    if isinstance(template, str):
        return template
    endpoint, app = scope.get("endpoint"), scope.get("app")
    for each in () if endpoint is None or app is None else app.routes:
        mine = each.app if isinstance(each, Mount) else getattr(each, "endpoint", None)
        if mine is endpoint and isinstance(each, Mount | Route) and each.path_regex.match(scope["path"]):
            return each.path_format
    return "unmatched"


class RateLimit:
    """A token bucket for each credential, and a larger one for each address, over the API of this process.

    rate: requests a second that one credential may keep up.
    """

    def __init__(self, app: ASGIApp, *, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._credentials = Buckets(rate, rate * BURST_SECONDS, clock)
        self._addresses = Buckets(rate * ADDRESS_SHARE, rate * ADDRESS_SHARE * BURST_SECONDS, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        wait = self._wait(scope)
        if wait > 0:
            error = TooManyRequests("Too many requests. Slow down.", retry_after=math.ceil(wait))
            await problem_response(error, scope.get(REQUEST_ID, ""))(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        """Take one token of the address and of the credential; returns the seconds until there is one of each."""
        client = scope.get("client")
        wait = self._addresses.take(client[0] if client else "")
        headers = Headers(scope=scope)
        credential = headers.get("authorization") or headers.get("cookie")
        if credential:
            wait = max(wait, self._credentials.take(hashlib.sha256(credential.encode()).hexdigest()))
        return wait
