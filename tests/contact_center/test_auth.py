"""Sessions, tokens, roles, cookies, and requests from other sites."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from contact_center.auth import (
    PUBLIC,
    ROLE_SCOPES,
    Scope,
    check_origin,
    cookie_name,
    hash_of,
    principal_of,
    session_cookie,
)
from contact_center.errors import Forbidden, NotSignedIn
from contact_center.http import Call, route
from contact_center.models import Agent, ApiToken, StaffSession
from contact_center.settings import Settings
from contact_center.values import Role
from tests.api import HOST, Api, MakeApi


async def whoami(call: Call) -> dict[str, object]:
    me = call.principal
    return {"kind": me.kind, "role": me.role, "scopes": sorted(me.scopes), "actor": me.actor}


async def write(call: Call) -> None:
    return None


ROUTES = (
    route("GET", "/whoami", whoami, Scope.PROFILE),
    route("POST", "/write", write, Scope.PROFILE),
    route("POST", "/open", write, PUBLIC),
)


async def status(client: httpx.AsyncClient) -> int:
    return (await client.get("/api/v1/whoami")).status_code


# Roles


def test_roles_grow_and_only_the_administrator_may_do_everything() -> None:
    agent, supervisor, administrator = (ROLE_SCOPES[role] for role in Role)
    assert agent < supervisor < administrator == frozenset(Scope)


# Sessions


async def test_a_session_says_who_is_asking(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    agent = await api.agent(Role.SUPERVISOR)
    answer = await (await api.signed_in(agent)).get("/api/v1/whoami")
    assert answer.json() == {
        "kind": "session",
        "role": "supervisor",
        "scopes": sorted(ROLE_SCOPES[Role.SUPERVISOR]),
        "actor": f"agent:{agent.id}",
    }


async def test_without_a_session_or_with_a_false_one_nobody_is_signed_in(make_api: MakeApi) -> None:
    client = make_api(ROUTES).client()
    assert await status(client) == 401
    client.cookies.set("cc_session", "guess")
    answer = await client.get("/api/v1/whoami")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_session_ends_when_it_is_idle(make_api: MakeApi) -> None:
    api = make_api(ROUTES, session_idle=3600, session_lifetime=86_400)
    client = await api.signed_in()
    for _ in range(3):
        api.clock.advance(minutes=50)
        assert await status(client) == 200
    api.clock.advance(minutes=61)
    assert await status(client) == 401


async def test_a_session_ends_at_the_latest_after_its_lifetime_however_busy(make_api: MakeApi) -> None:
    api = make_api(ROUTES, session_idle=3600, session_lifetime=7200)
    client = await api.signed_in()
    api.clock.advance(minutes=59)
    assert await status(client) == 200
    api.clock.advance(minutes=59)
    assert await status(client) == 200
    api.clock.advance(minutes=3)
    assert await status(client) == 401


async def test_the_time_of_last_use_is_stored_only_when_it_is_stale(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    client = await api.signed_in()
    began = api.clock()

    async def last_seen() -> timedelta:
        seen = await api.db.read(lambda tx: tx.execute(select(StaffSession.last_seen_at)).scalar_one())
        return seen - began

    api.clock.advance(minutes=4)
    await status(client)
    assert await last_seen() == timedelta(0)
    api.clock.advance(minutes=2)
    await status(client)
    assert await last_seen() == timedelta(minutes=6)


async def test_a_disabled_account_has_neither_session_nor_token(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    agent = await api.agent()
    clients = [await api.signed_in(agent), await api.with_token({Scope.PROFILE}, agent)]
    assert [await status(client) for client in clients] == [200, 200]
    await api.db.write(lambda tx: tx.execute(update(Agent).values(disabled_at=api.clock())) and None)
    assert [await status(client) for client in clients] == [401, 401]


async def test_only_a_hash_of_the_cookie_and_of_the_token_is_stored(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    session, program = await api.signed_in(), await api.with_token({Scope.PROFILE})
    stored = await api.db.read(lambda tx: tx.execute(select(StaffSession.token_hash)).scalar_one())
    assert stored == hash_of(session.cookies["cc_session"])
    token = program.headers["authorization"].removeprefix("Bearer ")
    assert await api.db.read(lambda tx: tx.execute(select(ApiToken.token_hash)).scalar_one()) == hash_of(token)


# Tokens


async def test_a_token_has_no_more_scopes_than_its_owner_has_now(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    owner = await api.agent(Role.ADMINISTRATOR)
    program = await api.with_token({Scope.PROFILE, Scope.STAFF_MANAGE}, owner)
    assert (await program.get("/api/v1/whoami")).json()["scopes"] == ["profile", "staff:manage"]
    await api.db.write(lambda tx: tx.execute(update(Agent).values(role=Role.AGENT)) and None)
    assert (await program.get("/api/v1/whoami")).json()["scopes"] == ["profile"]


async def test_a_token_ends_when_it_says(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    program = await api.with_token({Scope.PROFILE}, expires_at=api.clock() + timedelta(hours=1))
    assert await status(program) == 200
    api.clock.advance(hours=1)
    assert await status(program) == 401


@pytest.mark.parametrize("authorization", ["Basic eDp5", "Bearer", "Bearer guess", "Bearer cc_guess", ""])
async def test_an_authorization_that_is_none_of_ours_is_refused_even_with_a_session(
    make_api: MakeApi, authorization: str
) -> None:
    client = await make_api(ROUTES).signed_in()
    client.headers["authorization"] = authorization
    assert await status(client) == 401


async def test_a_socket_is_authenticated_like_a_request(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    client = await api.signed_in()
    cookie = f"cc_session={client.cookies['cc_session']}".encode()
    scope = {"type": "websocket", "scheme": "ws", "headers": [(b"cookie", cookie)]}
    assert (await principal_of(HTTPConnection(scope), api.services)).kind == "session"
    with pytest.raises(NotSignedIn):
        await principal_of(HTTPConnection(scope | {"headers": []}), api.services)


# Cookies


def _connection(scheme: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "scheme": scheme, "headers": []})


@pytest.mark.parametrize(
    ("scheme", "public_url", "secure"),
    [
        ("http", "", False),
        ("https", "", True),
        ("http", "https://help.example", True),
        ("http", "http://help.example", False),
    ],
)
def test_over_tls_the_cookie_is_bound_to_the_host_and_secure(scheme: str, public_url: str, secure: bool) -> None:
    settings = Settings(public_url=public_url, session_lifetime=60)
    parts = session_cookie(_connection(scheme), settings, "secret").split("; ")
    assert parts[0] == ("__Host-cc_session=secret" if secure else "cc_session=secret")
    assert set(parts[1:]) - {"Secure"} == {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=60"}
    assert ("Secure" in parts) == secure


async def test_over_tls_a_cookie_without_the_prefix_does_not_count(make_api: MakeApi) -> None:
    api = make_api(ROUTES, public_url="https://help.example")
    assert cookie_name(_connection("http"), api.settings) == "__Host-cc_session"
    assert await status(await api.signed_in()) == 401
    assert await status(await api.signed_in(cookie="__Host-cc_session")) == 200


# Other sites


@pytest.mark.parametrize(
    ("public_url", "headers", "ours"),
    [
        ("https://help.example", {"origin": "https://help.example"}, True),
        ("https://help.example", {"origin": "https://HELP.example"}, True),
        ("https://help.example", {"origin": "http://help.example"}, False),
        ("https://help.example", {"origin": "https://help.example:444"}, False),
        ("https://help.example", {"origin": "https://help.example.evil.example"}, False),
        ("https://help.example", {"origin": "https://evil.example", "host": "evil.example"}, False),
        ("https://help.example", {"origin": "null"}, False),
        ("https://help.example", {"origin": ""}, False),
        ("https://help.example", {"sec-fetch-site": "same-origin"}, True),
        ("https://help.example", {"sec-fetch-site": "same-site"}, False),
        ("https://help.example", {"sec-fetch-site": "cross-site"}, False),
        ("https://help.example", {"sec-fetch-site": "none"}, False),
        ("https://help.example", {"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, False),
        ("https://help.example", {}, False),
        ("", {"origin": "http://localhost:8000", "host": "localhost:8000"}, True),
        ("", {"origin": "http://localhost:8001", "host": "localhost:8000"}, False),
        ("", {"origin": "null", "host": "localhost:8000"}, False),
        ("", {"origin": "null", "host": ""}, False),
    ],
)
def test_only_our_own_origin_may_write_and_open_sockets(public_url: str, headers: dict[str, str], ours: bool) -> None:
    settings = Settings(public_url=public_url)
    if ours:
        check_origin(Headers(headers), settings)
        return
    with pytest.raises(Forbidden) as refused:
        check_origin(Headers(headers), settings)
    assert refused.value.code == "cross_site"


def test_where_no_cookie_is_at_stake_a_program_need_not_name_an_origin() -> None:
    check_origin(Headers({}), Settings(), required=False)
    with pytest.raises(Forbidden):
        check_origin(Headers({"sec-fetch-site": "cross-site"}), Settings(), required=False)


async def post(api: Api, client: httpx.AsyncClient, path: str, origin: str | None) -> int:
    client.headers.pop("origin", None)
    return (await client.post(path, headers={"origin": origin} if origin else {})).status_code


async def test_a_write_with_a_cookie_must_come_from_our_own_pages(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    client = await api.signed_in()
    origins = (HOST, "https://evil.example", None)
    assert [await post(api, client, "/api/v1/write", origin) for origin in origins] == [204, 403, 403]
    client.headers["origin"] = "https://evil.example"
    assert await status(client) == 200  # reading is harmless: the other site cannot see the answer


async def test_a_write_with_a_token_may_come_from_anywhere(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    program = await api.with_token({Scope.PROFILE})
    assert [await post(api, program, "/api/v1/write", origin) for origin in (HOST, None)] == [204, 204]


async def test_another_site_cannot_sign_its_visitors_in(make_api: MakeApi) -> None:
    api = make_api(ROUTES)
    client = api.client()
    origins = (HOST, "https://evil.example", None)
    assert [await post(api, client, "/api/v1/open", origin) for origin in origins] == [204, 403, 204]
