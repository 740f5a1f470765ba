"""Idempotency-Key: a write that is sent again is answered again and done once, on each kind of database."""

import asyncio

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.db import Database
from contact_center.errors import Conflict
from contact_center.http import ApiRoute, Call, route
from contact_center.models import IdempotentReply, SignInAttempt
from contact_center.settings import Settings
from tests.api import Api


class Point(msgspec.Struct):
    x: int


def _append(tx: Session, subject: str, call: Call) -> int:
    tx.add(SignInAttempt(subject=subject, at=call.now))
    tx.flush()
    return tx.execute(select(func.count()).select_from(SignInAttempt)).scalar_one()


async def append(call: Call, body: Point) -> Point:
    return Point(await call.db.write(_append, str(body.x), call))


async def append_then_refuse(call: Call) -> None:
    await call.db.write(_append, "x", call)
    raise Conflict("Too late.")


async def append_secret(call: Call) -> Point:
    return Point(await call.db.write(_append, "x", call))


async def look(call: Call, body: Point) -> Point:
    return body


async def append_and_lose_the_answer(call: Call) -> Point:
    await call.db.write(_append, "x", call)
    raise RuntimeError("the process died here")


WRITES: tuple[ApiRoute, ...] = (
    route("POST", "/things", append, Scope.PROFILE, status=201),
    route("POST", "/refused", append_then_refuse, Scope.PROFILE),
    route("POST", "/secrets", append_secret, Scope.PROFILE, secret=True),
    route("POST", "/refused-secrets", append_then_refuse, Scope.PROFILE, secret=True),
    route("POST", "/lost", append_and_lose_the_answer, Scope.PROFILE),
    route("POST", "/looks", look, Scope.PROFILE, changes=False),
)
KEY = {"idempotency-key": "one"}


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, WRITES)


async def test_a_write_sent_again_with_its_key_is_answered_again_but_done_once(api: Api) -> None:
    client = await api.signed_in()
    first = await client.post("/api/v1/things", json={"x": 5}, headers=KEY)
    again = await client.post("/api/v1/things", json={"x": 5}, headers=KEY)
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, b'{"x":1}')
    assert again.headers["idempotency-replayed"] == "true"
    other = await client.post("/api/v1/things", json={"x": 5}, headers={"idempotency-key": "two"})
    assert other.json()["x"] == 2


async def test_a_key_belongs_to_one_request_and_one_person_for_a_day(api: Api) -> None:
    client = await api.signed_in()
    await client.post("/api/v1/things", json={"x": 5}, headers=KEY)
    other = await client.post("/api/v1/things", json={"x": 6}, headers=KEY)
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    stranger = await api.signed_in()
    assert (await stranger.post("/api/v1/things", json={"x": 6}, headers=KEY)).json()["x"] == 2
    api.clock.advance(hours=25)
    assert (await client.post("/api/v1/things", json={"x": 6}, headers=KEY)).json()["x"] == 3


async def test_equal_requests_at_the_same_time_are_done_once(api: Api) -> None:
    client = await api.signed_in()
    answers = await asyncio.gather(*(client.post("/api/v1/things", json={"x": 5}, headers=KEY) for _ in range(8)))
    assert sorted({answer.status_code for answer in answers}) in ([201], [201, 409])
    fresh = await client.post("/api/v1/things", json={"x": 5}, headers={"idempotency-key": "two"})
    assert fresh.json()["x"] == 2


async def test_a_refusal_after_the_change_is_kept_as_the_answer(api: Api) -> None:
    client = await api.signed_in()
    first = await client.post("/api/v1/refused", headers=KEY)
    again = await client.post("/api/v1/refused", headers=KEY)
    assert (first.status_code, again.status_code) == (409, 409)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == "application/problem+json"


async def test_a_refusal_before_the_change_leaves_the_key_free(api: Api) -> None:
    client = await api.signed_in()
    assert (await client.post("/api/v1/things", json={"x": "?"}, headers=KEY)).status_code == 422
    assert (await client.post("/api/v1/things", json={"x": 1}, headers=KEY)).status_code == 201


async def test_when_the_answer_was_lost_the_change_is_not_made_again(api: Api) -> None:
    client = await api.signed_in()
    assert (await client.post("/api/v1/lost", headers=KEY)).status_code == 500
    soon = await client.post("/api/v1/lost", headers=KEY)
    assert (soon.status_code, soon.json()["code"]) == (409, "request_in_progress")
    api.clock.advance(minutes=2)
    later = await client.post("/api/v1/lost", headers=KEY)
    assert (later.status_code, later.json()["code"]) == (409, "reply_lost")


async def test_a_secret_is_never_stored_for_a_repeated_key(api: Api) -> None:
    client = await api.signed_in()
    assert (await client.post("/api/v1/secrets", headers=KEY)).status_code == 200
    for _ in range(2):
        again = await client.post("/api/v1/secrets", headers=KEY)
        assert (again.status_code, again.json()["code"]) == (409, "reply_lost")
        assert "shown once" in again.json()["detail"]
        api.clock.advance(minutes=2)
    assert await api.db.read(lambda tx: tx.execute(select(IdempotentReply.body)).scalars().all()) == [""]


async def test_a_refusal_where_a_secret_was_expected_is_kept_as_the_answer(api: Api) -> None:
    client = await api.signed_in()
    answers = [await client.post("/api/v1/refused-secrets", headers=KEY) for _ in range(2)]
    assert [(each.status_code, each.json()["detail"]) for each in answers] == [(409, "Too late.")] * 2


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\tkey", "clé"])
async def test_a_key_that_is_no_key_is_refused(api: Api, key: str) -> None:
    client = await api.signed_in()
    answer = await client.post("/api/v1/things", json={"x": 1}, headers=[(b"idempotency-key", key.encode())])
    assert answer.status_code == 422


async def test_what_changes_nothing_is_asked_anew_and_nothing_is_stored(api: Api) -> None:
    client = await api.signed_in()
    answers = [await client.post("/api/v1/looks", json={"x": x}, headers=KEY) for x in (1, 2)]
    assert [each.json()["x"] for each in answers] == [1, 2]
    assert await api.db.read(lambda tx: tx.execute(select(IdempotentReply.id)).scalars().all()) == []
