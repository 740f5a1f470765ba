"""What is answered for an error of any kind, by the whole application."""

from typing import Annotated

import httpx
import msgspec
import pytest

from contact_center.app import create_app
from contact_center.errors import (
    ApiError,
    Conflict,
    Forbidden,
    InvalidInput,
    MalformedBody,
    NotFound,
    NotSignedIn,
    StorageBusy,
    StorageUnavailable,
    TooLarge,
    TooManyRequests,
)
from contact_center.problems import from_msgspec, problem_of, problem_response
from contact_center.settings import Settings
from tests.api import HOST


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InvalidInput("x"), 422, "invalid_input"),
        (MalformedBody("x"), 400, "malformed"),
        (NotSignedIn("x"), 401, "not_signed_in"),
        (Forbidden("x", code="cross_site"), 403, "cross_site"),
        (NotFound("x"), 404, "not_found"),
        (Conflict("x"), 409, "conflict"),
        (TooLarge("x"), 413, "too_large"),
        (TooManyRequests("x", retry_after=3), 429, "too_many_requests"),
        (StorageUnavailable("x"), 503, "storage_unavailable"),
        (StorageBusy("x"), 503, "storage_busy"),
        (ApiError("x"), 500, "internal"),
        (ZeroDivisionError("x"), 500, "internal"),
    ],
)
def test_every_error_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error, "an id")
    assert (problem.status, problem.code, problem.request_id) == (status, code, "an id")


def test_another_servers_words_are_passed_on() -> None:
    assert problem_of(InvalidInput("x", words="535 no such user"), "").words == "535 no such user"


def test_whoever_must_wait_is_told_how_long() -> None:
    assert problem_response(TooManyRequests("x", retry_after=3), "").headers["retry-after"] == "3"


async def test_an_unknown_address_of_the_application_is_a_problem(settings: Settings) -> None:
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        missing, wrong = await client.get("/api/v1/nowhere"), await client.post("/healthz")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["request_id"] == missing.headers["x-request-id"]


class Named(msgspec.Struct):
    names: dict[Annotated[str, msgspec.Meta(max_length=3)], Annotated[str, msgspec.Meta(max_length=3)]] = {}
    items: list[dict[str, int]] = []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"names": {"abcd": "x"}}', "names"),
        (b'{"names": {"a": "abcd"}}', "names"),
        (b'{"items": [{"a": 1}, {"b": "x"}]}', "items.1"),
        (b'{"items": [1]}', "items.0"),
        (b"[]", None),
    ],
)
def test_what_does_not_fit_is_named_by_its_place_also_within_a_map(body: bytes, field: str | None) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(body, type=Named)
    error = from_msgspec(refused.value)
    assert (error.status, error.field) == (422, field)
