"""The typed route table: a route is one line, its handler a plain async function, its contract the annotations.

    ROUTES = (
        route("GET", "/conversations/{conversation}", get_conversation, Scope.CONVERSATIONS_READ),
        route("POST", "/staff", invite, Scope.STAFF_MANAGE, status=201),
    )

    async def get_conversation(call: Call, conversation: str) -> ConversationView: ...

A handler takes the Call, then by name: `query` (a struct, from the query string), `body` (a struct, from JSON) or
`upload` (an Upload, any bytes as they arrive) and the path's parameters (str or int). It returns a struct, a Reply with
headers, or None for 204. Errors are raised.
"""

import inspect
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Literal, TypedDict, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from contact_center import idempotency
from contact_center.auth import ANONYMOUS, Principal, Public, Scope, check_origin, principal_of
from contact_center.db import Database
from contact_center.errors import ApiError, ContactCenterError, Forbidden, InvalidInput, NotFound
from contact_center.passwords import Passwords
from contact_center.problems import MEDIA_TYPE, REQUEST_ID, problem_response
from contact_center.request_input import Upload, decode_body, decode_query, read_body
from contact_center.settings import Settings
from contact_center.values import utc_now

API_PREFIX = "/api/v1"
ROUTE = "contact_center.route"
"""The key of the ASGI scope under which the matched route's template is kept, for logs and metrics."""
PRINCIPAL = "contact_center.principal"
"""The key of the ASGI scope under which the Principal is kept."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Handler = Callable[..., Awaitable[Any]]
T = TypeVar("T")

log = logging.getLogger("contact_center.http")


@dataclass(frozen=True, kw_only=True)
class Services:
    """What an installation is made of; the lifespan yields it as {"services": ...}."""

    settings: Settings
    db: Database
    bus: Any = None
    clock: Callable[[], datetime] = utc_now
    """The time now, aware UTC; tests put their own."""
    passwords: Passwords = field(default_factory=Passwords)
    extra: Any = None
    """What the assembly adds for its own handlers."""


class State(TypedDict):
    """What the lifespan gives to every request and socket."""

    services: Services


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, as a handler sees it."""

    request: Request
    principal: Principal
    db: Database
    settings: Settings
    now: datetime
    address: str
    """The client's address, after trusted proxies."""
    services: Services


@dataclass(frozen=True)
class Reply(Generic[T]):
    """A body with headers, for a handler that sets a cookie."""

    body: T
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApiRoute:
    """One line of the table, with what its annotations say."""

    method: Method
    path: str
    """Below /api/v1, such as /conversations/{conversation}."""
    handler: Handler
    scope: Scope | Public
    scopes: tuple[Scope, ...]
    """That one, and those that are enough instead of it; none: it is public."""
    status: int
    secret: bool
    """The answer holds a secret: it is never stored for a repeated Idempotency-Key."""
    changes: bool
    """Asking changes something; where it does not, an Idempotency-Key means nothing."""
    query: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None
    upload: bool
    """The body is a file of any type, as long as the handler takes; an Idempotency-Key means nothing to it."""
    params: dict[str, type]
    result: Any
    """The type of the body; None for none."""

    @property
    def template(self) -> str:
        return API_PREFIX + self.path

    @property
    def takes_key(self) -> bool:
        """Whether an Idempotency-Key means something to it."""
        return self.changes and not self.upload and not isinstance(self.scope, Public)


def route(
    method: Method,
    path: str,
    handler: Handler,
    scope: Scope | Public,
    *,
    instead: tuple[Scope, ...] = (),
    status: int | None = None,
    secret: bool = False,
    changes: bool = True,
) -> ApiRoute:
    """A line of the route table; what is no GET changes something, unless it says otherwise. instead: other scopes.

    Raises TypeError where handler and path do not fit each other.
    """
    hints = get_type_hints(handler, include_extras=True)
    result = hints.pop("return", type(None))
    names = list(inspect.signature(handler).parameters)
    if names[:1] != ["call"] or hints.pop("call", None) is not Call:
        raise TypeError(f"{handler.__qualname__}: the first parameter is `call: Call`")
    query, body, upload = hints.pop("query", None), hints.pop("body", None), hints.pop("upload", None)
    if set(hints) != set(re.findall(r"{(\w+)}", path)) or not set(hints.values()) <= {str, int}:
        raise TypeError(f"{handler.__qualname__}: its parameters are not those of {path}, as str or int")
    body_type = get_args(result)[0] if get_origin(result) is Reply else result
    return ApiRoute(
        method=method,
        path=path,
        handler=handler,
        scope=scope,
        scopes=() if isinstance(scope, Public) else (scope, *instead),
        status=status or (204 if body_type is type(None) else 200),
        secret=secret,
        changes=changes and method != "GET",
        query=query,
        body=body,
        upload=upload is Upload,
        params=hints,
        result=None if body_type is type(None) else body_type,
    )


def api_routes(routes: Sequence[ApiRoute]) -> list[Route]:
    """Starlette's routes for a table: one for each path, so that a wrong method is 405 and names the right ones."""
    by_path: dict[str, dict[str, ApiRoute]] = {}
    for each in routes:
        methods = by_path.setdefault(each.path, {})
        if each.method in methods:
            raise TypeError(f"{each.method} {each.path} is in the table twice")
        methods[each.method] = each
    return [
        Route(API_PREFIX + path, _endpoint(methods), methods=list(methods), name=path)
        for path, methods in by_path.items()
    ]


def _endpoint(methods: dict[str, ApiRoute]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        found = methods["GET" if request.method == "HEAD" else request.method]
        request.scope[ROUTE] = found.template
        request_id = request.scope.get(REQUEST_ID, "")
        upload = Upload(request) if found.upload else None
        try:
            return await _serve(found, request, upload)
        except (ContactCenterError, ClientDisconnect) as error:
            if not isinstance(error, ApiError):
                log.warning("request failed", extra={"request_id": request_id, "reason": str(error)})
            response = problem_response(error, request_id)
            return response if upload is None else await upload.end_with(response)
        except Exception as error:
            log.exception("request crashed", extra={"request_id": request_id, "route": found.template})
            return problem_response(error, request_id)

    return endpoint


async def _serve(found: ApiRoute, request: Request, upload: Upload | None) -> Response:
    services: Services = request.scope["state"]["services"]
    now = services.clock()
    principal = await _admit(found, request, services)
    request.scope[PRINCIPAL] = principal
    raw = await read_body(request, services.settings.body_bytes) if upload is None else b""
    arguments = _arguments(found, request, raw)
    if upload is not None:
        arguments["upload"] = upload
    key = request.headers.get("idempotency-key")
    call = Call(
        request=request,
        principal=principal,
        db=services.db,
        settings=services.settings,
        now=now,
        address=request.client.host if request.client else "",
        services=services,
    )
    if key is None or not found.takes_key:
        return _response(found, await found.handler(call, **arguments))
    return await _once(found, call, arguments, key=key, raw=raw)


async def _admit(found: ApiRoute, request: Request, services: Services) -> Principal:
    """The principal, if it may use the route at all."""
    unsafe = found.method != "GET"
    if isinstance(found.scope, Public):
        if unsafe:
            check_origin(request.headers, services.settings, required=False)
        return ANONYMOUS
    principal = await principal_of(request, services)
    if unsafe and principal.kind == "session":
        check_origin(request.headers, services.settings)
    if not any(principal.may(scope) for scope in found.scopes):
        raise Forbidden(f"This needs the permission {' or '.join(found.scopes)}.")
    return principal


def _arguments(found: ApiRoute, request: Request, raw: bytes) -> dict[str, Any]:
    """The handler's arguments besides the call. Raises NotFound, InvalidInput or MalformedBody."""
    arguments: dict[str, Any] = {}
    for name, kind in found.params.items():
        text = request.path_params[name]
        number = text.isascii() and text.isdecimal() and len(text) < 19
        if "\0" in text or (kind is int and not number):
            raise NotFound("There is nothing here.")
        arguments[name] = kind(text)
    if found.query is not None:
        arguments["query"] = decode_query(request.scope["query_string"], found.query)
    elif request.scope["query_string"]:
        raise InvalidInput("This address takes no query parameters.")
    if found.body is not None:
        arguments["body"] = decode_body(raw, request.headers.get("content-type", ""), found.body)
    return arguments


def _response(found: ApiRoute, result: Any) -> Response:
    headers = {"Cache-Control": "no-store"}
    reply = result if isinstance(result, Reply) else Reply(result)
    content = b"" if reply.body is None else msgspec.json.encode(reply.body)
    response = Response(content, found.status, headers, None if reply.body is None else "application/json")
    for name, value in reply.headers:
        response.headers.append(name, value)
    return response


async def _once(found: ApiRoute, call: Call, arguments: dict[str, Any], *, key: str, raw: bytes) -> Response:
    """Serve a request with an Idempotency-Key: from the stored reply, or by doing it and storing the reply."""
    target = call.request.url.path + "?" + call.request.url.query
    request = idempotency.request_of(call.principal.actor, key, found.method, target, raw)
    earlier = await call.db.read(idempotency.earlier_reply, request, now=call.now)
    if earlier is not None:
        return _replayed(earlier)
    keyed = idempotency.KeyedDatabase(call.db, request, call.now)
    secret = found.secret
    try:
        response = _response(found, await found.handler(replace(call, db=keyed), **arguments))
    except ApiError as error:
        if not keyed.claimed:
            raise
        response, secret = problem_response(error, call.request.scope.get(REQUEST_ID, "")), False
    if secret:  # it is shown once and never stored: the key again gets 409 reply_lost
        await call.db.write(idempotency.keep_no_reply, request, now=call.now)
    else:
        reply = idempotency.StoredReply(response.status_code, bytes(response.body).decode())
        await call.db.write(idempotency.keep_reply, request, reply, now=call.now)
    return response


def _replayed(reply: idempotency.StoredReply) -> Response:
    media = MEDIA_TYPE if reply.status >= 400 else "application/json"
    headers = {"Cache-Control": "no-store", "Idempotency-Replayed": "true"}
    return Response(reply.body, reply.status, headers, media if reply.body else None)
