"""The route table: what handlers get, what clients get, and what happens to input that does not fit."""

from collections.abc import AsyncIterator
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.auth import PUBLIC
from contact_center.errors import Conflict, InvalidInput, MalformedBody, StorageUnavailable
from contact_center.http import Call, Reply, route
from contact_center.paging import Page, PageQuery
from contact_center.request_input import decode_body, decode_query
from tests.api import MakeApi


class Point(msgspec.Struct, forbid_unknown_fields=True):
    x: int
    names: list[str] = []


class Filter(PageQuery, frozen=True, kw_only=True):
    tag: tuple[str, ...] = ()
    open: bool = True


async def echo(call: Call, body: Point) -> Point:
    return body


async def find(call: Call, query: Filter) -> Page[str]:
    return Page([*query.tag, str(query.open), str(query.limit)], None)


async def by_number(call: Call, number: int, name: str) -> Reply[list[str]]:
    return Reply([str(number + 1), name], (("X-Own", "yes"),))


async def nothing(call: Call) -> None:
    return None


async def crash(call: Call) -> None:
    raise RuntimeError("a customer's secret")


async def full_disk(call: Call) -> None:
    raise StorageUnavailable("/var/lib/secret.db is full")


async def refuse(call: Call) -> None:
    raise Conflict("Somebody was faster.", field="version")


ROUTES = (
    route("POST", "/echo", echo, PUBLIC),
    route("GET", "/find", find, PUBLIC),
    route("GET", "/things/{number}/{name}", by_number, PUBLIC),
    route("DELETE", "/nothing", nothing, PUBLIC),
    route("POST", "/nothing", nothing, PUBLIC),
    route("GET", "/crash", crash, PUBLIC),
    route("GET", "/full", full_disk, PUBLIC),
    route("GET", "/refuse", refuse, PUBLIC),
)


async def test_a_body_and_its_answer_are_typed_json(make_api: MakeApi) -> None:
    answer = await make_api(ROUTES).client().post("/api/v1/echo", json={"x": 1, "names": ["é"]})
    assert (answer.status_code, answer.json()) == (200, {"x": 1, "names": ["é"]})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_query_is_read_into_its_types(make_api: MakeApi) -> None:
    answer = await make_api(ROUTES).client().get("/api/v1/find?tag=a&tag=b&open=false&limit=7")
    assert answer.json() == {"items": ["a", "b", "False", "7"], "next": None}


async def test_path_parameters_are_typed_and_a_reply_may_set_headers(make_api: MakeApi) -> None:
    client = make_api(ROUTES).client()
    answer = await client.get("/api/v1/things/41/chair")
    assert answer.json() == ["42", "chair"]
    assert answer.headers["x-own"] == "yes"
    assert (await client.get("/api/v1/things/x/chair")).status_code == 404
    assert (await client.get(f"/api/v1/things/{'9' * 30}/chair")).status_code == 404
    assert (await client.get("/api/v1/things/1/%00")).status_code == 404


async def test_no_result_is_204_without_a_body(make_api: MakeApi) -> None:
    answer = await make_api(ROUTES).client().delete("/api/v1/nothing")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        (b'{"x": "one"}', 422, "x"),
        (b'{"x": 1, "names": ["a", 2]}', 422, "names.1"),
        (b'{"x": 1, "y": 2}', 422, None),
        (b"{}", 422, None),
        (b"[]", 422, None),
        (b'{"x": 1, "names": ["a\\u0000b"]}', 422, None),
        (b"", 400, None),
        (b"{", 400, None),
        (b'{"x": 1, "names": ["\xff"]}', 400, None),
        (b'{"y": "\\u0000", "z": ' + b"[" * 100_000, 400, None),
    ],
)
async def test_a_body_that_does_not_fit_is_told_where(
    make_api: MakeApi, content: bytes, status: int, field: str | None
) -> None:
    client = make_api(ROUTES).client(content_type="application/json")
    answer = await client.post("/api/v1/echo", content=content)
    assert (answer.status_code, answer.json().get("field")) == (status, field)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_text_with_a_backslash_before_u0000_is_not_taken_for_the_character(make_api: MakeApi) -> None:
    client = make_api(ROUTES).client(content_type="application/json")
    answer = await client.post("/api/v1/echo", content=b'{"x": 1, "names": ["\\\\u0000"]}')
    assert answer.json()["names"] == ["\\u0000"]


async def test_a_body_that_is_not_declared_as_json_is_refused(make_api: MakeApi) -> None:
    client = make_api(ROUTES).client(content_type="text/plain")
    assert (await client.post("/api/v1/echo", content=b'{"x": 1}')).status_code == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 422),
        ("limit=201", 422),
        ("limit=x", 422),
        ("open=perhaps", 422),
        ("limit=1&limit=2", 422),
        ("unknown=1", 422),
        ("after=%ff", 400),
        ("after=%00", 400),
        ("&".join(["tag=a"] * 60), 400),
    ],
)
async def test_a_query_that_does_not_fit_is_refused(make_api: MakeApi, query: str, status: int) -> None:
    answer = await make_api(ROUTES).client().get(f"/api/v1/find?{query}")
    assert (answer.status_code, answer.json()["status"]) == (status, status)


async def test_a_route_without_a_query_takes_none(make_api: MakeApi) -> None:
    assert (await make_api(ROUTES).client().delete("/api/v1/nothing?x=1")).status_code == 422


async def test_a_body_over_the_limit_is_refused_without_reading_the_rest(make_api: MakeApi) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 1024

    client = make_api(ROUTES, body_bytes=4096).client(content_type="application/json")
    answer = await client.post("/api/v1/echo", content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert sent < 10
    assert (await client.post("/api/v1/echo", content=b" " * 4097)).status_code == 413


async def test_errors_are_problems_with_a_stable_code_and_the_request_id(make_api: MakeApi) -> None:
    answer = await make_api(ROUTES).client().get("/api/v1/refuse")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": "conflict",
        "detail": "Somebody was faster.",
        "field": "version",
        "request_id": answer.headers["x-request-id"],
    }


async def test_a_crash_says_nothing_of_its_inside(make_api: MakeApi) -> None:
    client = make_api(ROUTES).client()
    crashed, full = await client.get("/api/v1/crash"), await client.get("/api/v1/full")
    assert (crashed.status_code, crashed.json()["code"]) == (500, "internal")
    assert (full.status_code, full.json()["code"]) == (503, "storage_unavailable")
    assert "secret" not in crashed.text + full.text
    assert full.headers["retry-after"] == "2"


async def test_an_unknown_address_and_a_wrong_method_are_problems_too(make_api: MakeApi) -> None:
    client = make_api(ROUTES).client()
    missing, wrong = await client.get("/api/v1/nowhere"), await client.get("/api/v1/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert sorted(wrong.headers["allow"].split(", ")) == ["DELETE", "POST"]


@given(st.binary(max_size=200) | st.text(max_size=50).map(str.encode))
def test_any_bytes_are_read_or_refused_but_never_crash(raw: bytes) -> None:
    with suppress(InvalidInput, MalformedBody):
        decode_body(raw, "application/json", Point)
    with suppress(InvalidInput, MalformedBody):
        decode_query(raw, Filter)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "names", "z"]), inner),
        max_leaves=8,
    )
)
def test_any_json_becomes_a_point_or_is_refused(value: object) -> None:
    with suppress(InvalidInput, MalformedBody):
        point = decode_body(msgspec.json.encode(value), "application/json", Point)
        assert isinstance(point.x, int)


def test_a_handler_that_does_not_fit_its_path_is_a_start_up_error() -> None:
    async def without_call(body: Point) -> None: ...

    async def other_parameter(call: Call, other: str) -> None: ...

    async def wrong_type(call: Call, number: float) -> None: ...

    for handler in (without_call, other_parameter, wrong_type):
        with pytest.raises(TypeError):
            route("GET", "/things/{number}", handler, PUBLIC)


def test_the_same_route_twice_is_a_start_up_error(make_api: MakeApi) -> None:
    with pytest.raises(TypeError):
        make_api((ROUTES[0], ROUTES[0]))
