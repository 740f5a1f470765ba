"""The API described by OpenAPI 3.1, made from the route tables, and with it what travels on the sockets."""

import inspect
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from contact_center import __version__, openapi_page
from contact_center.http import ApiRoute
from contact_center.idempotency import MAX_KEY
from contact_center.problems import MEDIA_TYPE, Problem
from contact_center.realtime.staff_commands import AnyStaffCommand
from contact_center.realtime.staff_frames import AnyStaffFrame
from contact_center.realtime.visitor_commands import AnyVisitorCommand
from contact_center.realtime.visitor_frames import AnyVisitorFrame

Json = dict[str, Any]

_REF = "#/components/schemas/{name}"
_WIRE = {
    "AnyVisitorFrame": AnyVisitorFrame,
    "AnyVisitorCommand": AnyVisitorCommand,
    "AnyStaffFrame": AnyStaffFrame,
    "AnyStaffCommand": AnyStaffCommand,
}
_HEARD = (AnyVisitorFrame, AnyStaffFrame)
_SAID = (AnyVisitorCommand, AnyStaffCommand)
_DESCRIPTION = """\
Errors are application/problem+json (RFC 9457) with a stable `code`. Lists are paged by key: give the `next` of a page
as `after` of the next one. Times are RFC 3339 in UTC. Send an `Idempotency-Key` with a write, and sending it again
within 24 hours is answered again but not done again. The schemas AnyVisitorFrame, AnyVisitorCommand, AnyStaffFrame and
AnyStaffCommand describe what travels on the sockets."""
_SECURITY_SCHEMES: Json = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "cc_session",
        "description": "Set by signing in; over TLS it is __Host-cc_session. Writes must come from our own origin.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "An API token, cc_..., with the scopes it needs."},
}


def document(routes: Sequence[ApiRoute]) -> Json:
    """The OpenAPI document of these routes. Raises ValueError where two handlers share a name."""
    types = [Problem, *_WIRE.values()]
    types += [kind for each in routes for kind in (each.query, each.body, each.result) if kind is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    schema_of = {str(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    components |= {name: schema_of[str(kind)] for name, kind in _WIRE.items()}
    taken = [schema_of[str(each.body)] for each in routes if each.body] + [schema_of[str(kind)] for kind in _SAID]
    given = [schema_of[str(each.result)] for each in routes if each.result] + [schema_of[str(kind)] for kind in _HEARD]
    _say_that_all_is_there(components, _reached(given, components) - _reached(taken, components))
    paths: dict[str, Json] = {}
    seen: set[str] = set()
    for each in routes:
        operation = _operation(each, schema_of, components)
        if operation["operationId"] in seen:
            raise ValueError(f"two routes have a handler of the name {operation['operationId']}")
        seen.add(operation["operationId"])
        paths.setdefault(each.template, {})[each.method.lower()] = operation
    for query in {each.query for each in routes if each.query is not None}:
        components.pop(_name(schema_of[str(query)]), None)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Contact Center", "version": __version__, "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": dict(sorted(components.items())), "securitySchemes": _SECURITY_SCHEMES},
    }


def _reached(schemas: Sequence[Json], components: Json) -> set[str]:
    """The names of all components that these schemas refer to, and those to others."""
    found: set[str] = set()
    waiting: list[Any] = list(schemas)
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(each.get("$ref"), str) and (name := _name(each)) not in found:
                found.add(name)
                waiting.append(components[name])
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found


def _say_that_all_is_there(components: Json, names: set[str]) -> None:
    """What the server alone says has every field, also where the program that made it may leave one to its default."""
    for name in names:
        if "properties" in components[name]:
            components[name]["required"] = list(components[name]["properties"])


def document_routes(routes: Sequence[ApiRoute]) -> list[Route]:
    """GET /api/openapi.json, and /api/docs for people."""

    @cache
    def made() -> tuple[bytes, str]:
        described = document(routes)
        return msgspec.json.encode(described), openapi_page.render(described)

    async def openapi_json(_: Request) -> Response:
        return Response(made()[0], media_type="application/json")

    async def openapi_docs(_: Request) -> Response:
        return HTMLResponse(made()[1])

    async def openapi_css(_: Request) -> Response:
        return Response(Path(__file__).with_name("openapi.css").read_text(), media_type="text/css")

    return [
        Route("/api/openapi.json", openapi_json),
        Route("/api/docs", openapi_docs),
        Route("/api/docs.css", openapi_css),
    ]


def _operation(each: ApiRoute, schema_of: dict[str, Json], components: Json) -> Json:
    name = each.handler.__name__
    summary, _, description = inspect.cleandoc(each.handler.__doc__ or name.replace("_", " ").capitalize()).partition(
        "\n"
    )
    operation: Json = {
        "operationId": name,
        "summary": summary.rstrip("."),
        "tags": [each.path.split("/")[1]],
        "parameters": _parameters(each, schema_of, components),
        "responses": _responses(each, schema_of),
        "security": _security(each),
    }
    if description.strip():
        operation["description"] = description.strip()
    if each.body is not None:
        content = {"application/json": {"schema": schema_of[str(each.body)]}}
        operation["requestBody"] = {"required": True, "content": content}
    if each.upload:
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(each: ApiRoute, schema_of: dict[str, Json], components: Json) -> list[Json]:
    types = {str: "string", int: "integer"}
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": types[kind]}}
        for name, kind in each.params.items()
    ]
    if each.query is not None:
        query = components[_name(schema_of[str(each.query)])]
        found += [
            {"name": name, "in": "query", "required": name in query.get("required", ()), "schema": schema}
            for name, schema in query["properties"].items()
        ]
    if each.takes_key:
        key = {"type": "string", "minLength": 1, "maxLength": MAX_KEY}
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": key})
    return found


def _responses(each: ApiRoute, schema_of: dict[str, Json]) -> Json:
    success: Json = {"description": HTTPStatus(each.status).phrase}
    if each.result is not None:
        success["content"] = {"application/json": {"schema": schema_of[str(each.result)]}}
    problem = {MEDIA_TYPE: {"schema": schema_of[str(Problem)]}}
    return {str(each.status): success, "default": {"description": "A problem", "content": problem}}


def _security(each: ApiRoute) -> list[Json]:
    return [{kind: [scope.value]} for scope in each.scopes for kind in ("session", "token")]


def _name(schema: Json) -> str:
    """The component that a schema refers to."""
    return str(schema["$ref"]).rpartition("/")[2]
