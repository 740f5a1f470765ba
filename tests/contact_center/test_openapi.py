"""The OpenAPI document: every route, every type, nothing that points nowhere; and its page."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from contact_center.http import ApiRoute
from contact_center.openapi import Json, document, document_routes
from tests.api import MakeApi
from tests.contact_center.test_permissions import ROUTES


@pytest.fixture(scope="module")
def described() -> Json:
    """As it is served: a default of several things is a list in JSON."""
    served: Json = msgspec.json.decode(msgspec.json.encode(document(ROUTES)))
    return served


def _walk(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _walk(inner)


def _operation(described: Json, each: ApiRoute) -> Json:
    found = described["paths"][each.template][each.method.lower()]
    assert isinstance(found, dict)
    return found


def test_every_route_is_described_with_a_summary_and_its_permission(described: Json) -> None:
    for each in ROUTES:
        operation = _operation(described, each)
        assert operation["summary"]
        assert (operation["security"] == []) == (not isinstance(each.scope, str))
        assert str(each.status) in operation["responses"]
        assert operation["responses"]["default"]["content"]["application/problem+json"]


def test_every_reference_leads_somewhere(described: Json) -> None:
    known = described["components"]["schemas"]
    references = {each["$ref"] for each in _walk(described) if "$ref" in each}
    assert references
    assert {reference.removeprefix("#/components/schemas/") for reference in references} <= set(known)


def test_path_parameters_are_those_of_the_path(described: Json) -> None:
    for path, operations in described["paths"].items():
        for operation in operations.values():
            names = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
            assert names == re.findall(r"{(\w+)}", path)


def test_lists_are_paged_and_writes_take_a_key(described: Json) -> None:
    listing = {each["name"]: each for each in described["paths"]["/api/v1/staff"]["get"]["parameters"]}
    assert listing["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    assert {"after", "role", "state"} <= set(listing)
    assert "StaffFilter" not in described["components"]["schemas"]
    writing = described["paths"]["/api/v1/staff"]["post"]["parameters"]
    assert [each["name"] for each in writing if each["in"] == "header"] == ["Idempotency-Key"]


def test_the_frames_of_the_sockets_are_described_as_tagged_unions(described: Json) -> None:
    schemas = described["components"]["schemas"]
    for name in ("AnyVisitorFrame", "AnyVisitorCommand", "AnyStaffFrame", "AnyStaffCommand"):
        assert schemas[name]["discriminator"]["propertyName"] == "type"
        for reference in schemas[name]["discriminator"]["mapping"].values():
            assert "type" in schemas[reference.rpartition("/")[2]]["required"]


async def test_the_document_and_its_page_are_served_to_everybody(make_api: MakeApi, described: Json) -> None:
    client = make_api(ROUTES, document_routes(ROUTES)).client()
    assert (await client.get("/api/openapi.json")).json() == described
    page = await client.get("/api/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<script|style=|\son\w+=|https?://", page.text)
    for each in ROUTES:
        assert each.template in page.text
    assert (await client.get("/api/docs.css")).headers["content-type"] == "text/css; charset=utf-8"
