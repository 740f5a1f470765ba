"""Every route takes whatever is sent: it may refuse, but it never crashes."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import msgspec
import pytest
from msgspec import inspect
from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_center.app import API, running
from contact_center.auth import Scope
from contact_center.conversations.service import receive
from contact_center.db import Database
from contact_center.http import ApiRoute
from contact_center.inboxes.schemas import NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.models import Conversation
from contact_center.paging import encode_cursor
from contact_center.settings import Settings
from contact_center.values import Address, InboundMessage
from tests.api import Api

ROUNDS = 20
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    10**40,
    1.5,
    1e308,
    "",
    " ",
    "\0",
    "a\0b",
    "x" * 5000,
    "é" * 300,
    "\U0001f600",
    "‮txt",
    "'; DROP TABLE agent; --",
    "%",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1969-12-31T23:59:59.999999Z",
    "<script>alert(1)</script>",
    [],
    {},
    [[]],
    {"a": {"b": []}},
)
_KEYS = (1, 2**70, -1, "a", "a\0b", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2026-01-01T00:00:00")
CURSORS = ("x", *(encode_cursor(key) for length in (1, 2) for key in product(_KEYS, repeat=length)))


@pytest.fixture
async def api(database: Database, database_settings: Settings) -> AsyncIterator[Api]:
    """The whole API on each kind of database."""
    settings = msgspec.structs.replace(database_settings, api_rate=1_000_000)
    async with running(settings, works=False) as services:
        whole = Api(database, settings, API)
        whole.services = replace(services, passwords=whole.services.passwords, clock=whole.clock)
        yield whole


def value_for(kind: inspect.Type, rng: random.Random) -> Any:
    """Something that mostly fits the type."""
    if rng.random() < 0.07:
        return rng.choice(ODD)
    match kind:
        case inspect.Metadata(type=inner) | inspect.CustomType(cls=inner):
            return value_for(inner, rng) if isinstance(inner, inspect.Type) else rng.choice(ODD)
        case inspect.UnionType(types=types):
            return value_for(rng.choice(types), rng)
        case inspect.StructType(fields=fields):
            given = {each.encode_name: value_for(each.type, rng) for each in fields if rng.random() < 0.9}
            return given | {"after": rng.choice(CURSORS)} if "after" in given else given
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return [value_for(item, rng) for _ in range(rng.randrange(3))]
        case inspect.DictType(value_type=inner):
            return {rng.choice(("en", "vi", "x")): value_for(inner, rng) for _ in range(rng.randrange(3))}
        case inspect.EnumType(cls=enum):
            return rng.choice(list(enum)).value
        case inspect.LiteralType(values=values):
            return rng.choice(values)
        case inspect.IntType():
            return rng.choice((0, 1, 7, 200))
        case inspect.BoolType():
            return rng.random() < 0.5
        case inspect.DateTimeType():
            return rng.choice(("2030-01-01T00:00:00Z", "2030-01-01T00:00:00", "2001-01-01T00:00:00+07:00"))
        case inspect.StrType():
            return rng.choice(("en", "a name", "person@example.com", "#336699", "https://shop.example", "x" * 40))
        case _:
            return None


def request_for(each: ApiRoute, rng: random.Random, ids: list[str]) -> tuple[str, bytes]:
    """A path with its query, and a body."""
    path = each.template
    for name in each.params:
        path = path.replace(f"{{{name}}}", quote(str(rng.choice(ids if rng.random() < 0.7 else ODD)), safe="") or "x")
    if each.query is not None:
        given = value_for(inspect.type_info(each.query), rng)
        if isinstance(given, dict):
            path += "?" + urlencode(given, doseq=True)
    if each.body is None:
        return path, b""
    body = msgspec.json.encode(value_for(inspect.type_info(each.body), rng))
    if rng.random() < 0.05:
        body = body[: rng.randrange(len(body) + 1)]
    return path, body


async def somethings(api: Api, each: ApiRoute) -> list[str]:
    """The public id of what the route is about, where there is such a thing."""
    if "/staff" in each.path:
        return [(await api.agent()).public_id]
    new = NewInbox(name="Shop", allowed_sites=["https://shop.example"])

    def conversation(tx: Session) -> list[str]:
        inbox = create_inbox(tx, new, by="system", at=api.clock())
        sender = Address("webchat", "visitor")
        message = InboundMessage(inbox_id=inbox.id, sender=sender, client_id="c" * 16, body="Hello", at=api.clock())
        receive(tx, message)
        found = list(tx.execute(select(Conversation.public_id)).scalars())
        return found if "/conversations" in each.path else [inbox.public_id]

    return await api.db.write(conversation)


@pytest.mark.parametrize("each", API, ids=lambda each: f"{each.method} {each.path}")
async def test_no_input_crashes_a_route(api: Api, each: ApiRoute) -> None:
    rng = random.Random(f"{each.method} {each.path}")
    ids = await somethings(api, each)
    program = await api.with_token(set(Scope))
    for _ in range(ROUNDS):
        path, body = request_for(each, rng, ids)
        headers = {"content-type": "application/json"}
        try:
            request = program.build_request(each.method, path, content=body, headers=headers)
        except httpx.InvalidURL:
            continue
        answer = await program.send(request)
        assert answer.status_code < 500, f"{each.method} {path[:300]} {body[:500]!r}: {answer.text}"
