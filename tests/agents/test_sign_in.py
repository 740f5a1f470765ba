"""Signing in, the limits on guessing, one's own account and sessions."""

import asyncio
import json
import logging

import httpx
import msgspec
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_center.agents.api import ROUTES
from contact_center.agents.schemas import Preferences
from contact_center.models import Agent, SignInAttempt
from contact_center.observability import JsonFormatter
from contact_center.values import Role
from tests.agents.conftest import Facts
from tests.api import HASHER, PASSWORD, Api

SESSION = "/api/v1/session"
OTHER = "another fine long password"


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post(SESSION, json={"email": email, "password": password})


async def statuses(api: Api, email: str, count: int, *, address: str, password: str = "wrong") -> list[int]:
    client = api.client(address=address)
    return [(await sign_in(client, email, password)).status_code for _ in range(count)]


async def test_the_right_password_opens_a_session_in_a_cookie(api: Api, facts: Facts) -> None:
    agent, client = await api.agent(Role.SUPERVISOR), api.client(user_agent="Browser")
    answer = await sign_in(client, f"  {agent.email.upper()} ")
    assert answer.json() | {"scopes": []} == {
        "id": agent.public_id,
        "name": agent.name,
        "email": agent.email,
        "role": "supervisor",
        "locale": "en",
        "scopes": [],
        "preferences": msgspec.to_builtins(Preferences()),
    }
    assert "HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax" in answer.headers["set-cookie"]
    assert (await client.get(SESSION)).json() == answer.json()
    assert await facts() == ["SignedIn"]


async def test_unknown_invited_and_disabled_accounts_look_like_a_wrong_password(api: Api) -> None:
    known, invited, disabled = await api.agent(), await api.agent(password=None), await api.agent(Role.AGENT)

    def disable(tx: Session) -> None:
        tx.get_one(Agent, disabled.id).disabled_at = api.clock()

    await api.db.write(disable)
    tries = [(known.email, "wrong"), (invited.email, ""), (disabled.email, PASSWORD), ("nobody@example.com", "")]
    answers = [await sign_in(api.client(address=f"192.0.2.{n}"), *each) for n, each in enumerate(tries)]
    assert {(each.status_code, each.json()["code"], each.json()["detail"]) for each in answers} == {
        (401, "wrong_credentials", "This e-mail address and password do not fit.")
    }
    assert not any("set-cookie" in each.headers for each in answers)


async def test_an_account_is_guessed_at_five_times_in_a_quarter_of_an_hour(api: Api) -> None:
    agent = await api.agent()
    for number in range(5):
        assert await statuses(api, agent.email, 1, address=f"192.0.2.{number}") == [401]
        api.clock.advance(minutes=1)
    answer = await sign_in(api.client(address="192.0.2.99"), agent.email)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert answer.headers["retry-after"] == "600"
    api.clock.advance(minutes=10)
    assert (await sign_in(api.client(address="192.0.2.99"), agent.email)).status_code == 200


async def test_an_address_guesses_twenty_times_whatever_the_account(api: Api) -> None:
    agent = await api.agent()
    for number in range(20):
        assert await statuses(api, f"nobody{number}@example.com", 1, address="192.0.2.7") == [401]
    assert await statuses(api, agent.email, 1, address="192.0.2.7", password=PASSWORD) == [429]
    assert await statuses(api, agent.email, 1, address="192.0.2.8", password=PASSWORD) == [200]


async def test_many_guesses_at_once_are_not_all_let_through(api: Api) -> None:
    agent = await api.agent()
    clients = [api.client(address=f"198.51.100.{number}") for number in range(30)]
    answers = await asyncio.gather(*(sign_in(client, agent.email, "wrong") for client in clients))
    assert sum(each.status_code == 401 for each in answers) <= 6


async def test_the_limit_outlives_the_process(api: Api) -> None:
    agent = await api.agent()
    assert await statuses(api, agent.email, 5, address="192.0.2.7") == [401] * 5
    another_process = Api(api.db, api.settings, ROUTES)
    assert await statuses(another_process, agent.email, 1, address="192.0.2.8", password=PASSWORD) == [429]
    stored = await api.db.read(lambda tx: list(tx.execute(select(SignInAttempt.subject)).scalars()))
    assert len(stored) == 10
    assert not any(agent.email in subject or "192.0.2.7" in subject for subject in stored)


async def test_a_right_password_forgives_the_account_its_failures(api: Api) -> None:
    agent = await api.agent()
    assert await statuses(api, agent.email, 4, address="192.0.2.1") == [401] * 4
    assert await statuses(api, agent.email, 1, address="192.0.2.2", password=PASSWORD) == [200]
    assert await statuses(api, agent.email, 4, address="192.0.2.3") == [401] * 4


async def test_signing_in_again_gives_another_secret_and_ends_the_former_session(api: Api) -> None:
    agent, client = await api.agent(), api.client()
    await sign_in(client, agent.email)
    former = client.cookies["cc_session"]
    await sign_in(client, agent.email)
    assert client.cookies["cc_session"] != former
    thief = api.client()
    thief.cookies.set("cc_session", former)
    assert (await thief.get(SESSION)).status_code == 401


async def test_a_hash_with_old_parameters_is_renewed_by_signing_in(api: Api) -> None:
    agent = await api.agent()
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)

    def make_old(tx: Session) -> None:
        tx.get_one(Agent, agent.id).password_hash = old

    await api.db.write(make_old)
    assert (await sign_in(api.client(), agent.email)).status_code == 200
    stored = await api.db.read(lambda tx: tx.get_one(Agent, agent.id).password_hash)
    assert stored is not None
    assert stored != old
    assert HASHER.verify(stored, PASSWORD)


async def test_signing_out_ends_the_session_and_takes_the_cookie_away(api: Api, facts: Facts) -> None:
    client = await api.signed_in()
    kept = client.cookies["cc_session"]
    answer = await client.delete(SESSION)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    client.cookies.set("cc_session", kept)
    assert (await client.get(SESSION)).status_code == 401
    assert await facts() == ["SignedOut"]


async def test_no_secret_reaches_the_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    agent, client = await api.agent(), api.client(address="203.0.113.77")
    await sign_in(client, agent.email, "wrong secret")
    await sign_in(client, agent.email)
    lines = "".join(JsonFormatter(verbose=True).format(each) for each in caplog.records if "httpx" not in each.name)
    assert json.dumps("/api/v1/session") in lines
    for secret in ("wrong secret", PASSWORD, client.cookies["cc_session"], agent.email, "203.0.113.77"):
        assert secret not in lines


# One's own account


async def test_one_may_change_ones_own_name_and_language(api: Api, facts: Facts) -> None:
    client = await api.signed_in()
    answer = await client.patch(SESSION, json={"name": " Nguyễn Văn A ", "locale": "vi"})
    assert (answer.json()["name"], answer.json()["locale"]) == ("Nguyễn Văn A", "vi")
    assert await facts() == ["StaffChanged"]
    assert (await client.patch(SESSION, json={})).status_code == 200
    assert await facts() == ["StaffChanged"]
    for refused in ({"name": " "}, {"locale": "xx"}, {"role": "administrator"}, {"name": None}):
        assert (await client.patch(SESSION, json=refused)).status_code == 422


async def test_changing_the_password_ends_every_other_session(api: Api, facts: Facts) -> None:
    agent = await api.agent()
    mine, other = await api.signed_in(agent), await api.signed_in(agent)
    answer = await mine.put(f"{SESSION}/password", json={"current": PASSWORD, "password": OTHER})
    assert answer.status_code == 204
    assert (await mine.get(SESSION)).status_code == 200
    assert (await other.get(SESSION)).status_code == 401
    assert (await sign_in(api.client(), agent.email, PASSWORD)).status_code == 401
    assert (await sign_in(api.client(), agent.email, OTHER)).status_code == 200
    assert (await facts())[:2] == ["PasswordChanged", "SessionsEnded"]


async def test_the_present_password_cannot_be_guessed_with_a_stolen_session(api: Api) -> None:
    client = await api.signed_in()
    answers = [
        await client.put(f"{SESSION}/password", json={"current": f"guess {n}", "password": OTHER}) for n in range(6)
    ]
    assert [each.status_code for each in answers] == [422] * 5 + [429]
    assert (answers[0].json()["code"], answers[0].json()["field"]) == ("wrong_password", "current")


async def test_a_weak_new_password_is_refused(api: Api) -> None:
    client = await api.signed_in()
    answer = await client.put(f"{SESSION}/password", json={"current": PASSWORD, "password": "passwordpassword"})
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")


# Sessions


async def test_sessions_are_listed_and_ended_one_by_one(api: Api) -> None:
    agent = await api.agent()
    mine, other, stranger = await api.signed_in(agent), await api.signed_in(agent), await api.signed_in()
    listed = (await mine.get("/api/v1/sessions")).json()["items"]
    assert sorted(each["current"] for each in listed) == [False, True]
    (theirs,) = (each["id"] for each in listed if not each["current"])
    assert (await stranger.delete(f"/api/v1/sessions/{theirs}")).status_code == 404
    assert (await mine.delete(f"/api/v1/sessions/{theirs}")).status_code == 204
    assert [(await each.get(SESSION)).status_code for each in (mine, other)] == [200, 401]
    assert (await mine.delete(f"/api/v1/sessions/{theirs}")).status_code == 404


async def test_all_other_sessions_are_ended_at_once(api: Api, facts: Facts) -> None:
    agent = await api.agent()
    mine, *others = [await api.signed_in(agent) for _ in range(3)]
    stranger = await api.signed_in()
    assert (await mine.delete("/api/v1/sessions")).status_code == 204
    assert [(await each.get(SESSION)).status_code for each in (mine, *others, stranger)] == [200, 401, 401, 200]
    assert await facts() == ["SessionsEnded"]


async def test_an_account_keeps_its_newest_fifty_sessions(api: Api) -> None:
    agent = await api.agent()
    first = await api.signed_in(agent)
    for _ in range(49):
        await api.signed_in(agent)
    await sign_in(api.client(), agent.email)
    assert (await first.get(SESSION)).status_code == 401
    last = api.client()
    await sign_in(last, agent.email)
    assert len((await last.get("/api/v1/sessions")).json()["items"]) == 50
