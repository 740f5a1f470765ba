"""Who may say what on the staff's socket: the whole matrix, for every command there is."""

from collections.abc import AsyncIterator
from typing import Any, get_args

import httpx
import pytest

from agents_ui.socket import COMMAND_SCOPES
from contact_center.app import create_app, running
from contact_center.auth import Scope
from contact_center.http import Services
from contact_center.realtime.staff_commands import AnyStaffCommand
from contact_center.settings import Settings
from contact_center.values import Role
from tests.api import HOST, Api
from tests.asgi_socket import AsgiSocket, ClosedError

READING, WRITING = Scope.CONVERSATIONS_READ, Scope.CONVERSATIONS_WRITE
EVERY_ROLE = {"agent", "supervisor", "administrator"}

COMMANDS: dict[str, tuple[Scope, set[str], dict[str, Any]]] = {
    "watch": (READING, EVERY_ROLE, {"conversation": "x"}),
    "unwatch": (READING, EVERY_ROLE, {"conversation": "x"}),
    "watch_lists": (READING, EVERY_ROLE, {"on": False}),
    "watch_queues": (Scope.QUEUES_READ, {"supervisor", "administrator"}, {"on": False}),
    "send": (WRITING, EVERY_ROLE, {"conversation": "x", "client_id": "c" * 16, "body": "hello"}),
    "typing": (WRITING, EVERY_ROLE, {"conversation": "x", "on": True}),
    "viewing": (READING, EVERY_ROLE, {"conversation": "x"}),
    "seen": (WRITING, EVERY_ROLE, {"conversation": "x", "seq": 1}),
    "set_presence": (WRITING, EVERY_ROLE, {"presence": "available"}),
    "accept_offer": (WRITING, EVERY_ROLE, {"offer": "x"}),
    "decline_offer": (WRITING, EVERY_ROLE, {"offer": "x", "reason": "busy"}),
    "finish_wrap_up": (WRITING, EVERY_ROLE, {"item": "x", "code": "return"}),
    "heartbeat": (READING, EVERY_ROLE, {}),
}
"""Written by hand: the scope each command needs, the roles that have it, and an example."""

NOT_A_COMMAND = "{}"
"""Answered by an error of its own, which shows that everything before it was served."""


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with running(settings, works=False) as services:
        yield services


@pytest.fixture
def people(services: Services) -> Api:
    """Makes agents, sessions and tokens in the running installation, at its own time."""
    people = Api(services.db, services.settings, ())
    people.clock.now = services.clock()
    return people


def socket(services: Services, who: httpx.AsyncClient, *, origin: str | None = HOST) -> AsgiSocket:
    headers = {"host": "127.0.0.1:8000"}
    if origin is not None:
        headers["origin"] = origin
    if who.cookies:
        headers["cookie"] = f"cc_session={who.cookies['cc_session']}"
    if "authorization" in who.headers:
        headers["authorization"] = who.headers["authorization"]
    return AsgiSocket(create_app(services.settings), "/console/socket", headers, {"services": services})


async def errors(services: Services, who: httpx.AsyncClient, command: dict[str, Any]) -> list[str]:
    """The codes of all errors that a command brings."""
    async with socket(services, who) as console:
        await console.until("ready")
        console.send(command)
        console.send(NOT_A_COMMAND)
        found: list[str] = []
        while "invalid_command" not in found:
            found += [each["code"] for each in await console.frames() if each["type"] == "error"]
    return found


def test_every_command_has_an_expectation_and_every_expectation_a_command() -> None:
    tags = {each.__struct_config__.tag: each for each in get_args(AnyStaffCommand)}
    assert set(tags) == set(COMMANDS)
    assert {tag: COMMAND_SCOPES[kind] for tag, kind in tags.items()} == {
        tag: scope for tag, (scope, _, _) in COMMANDS.items()
    }


@pytest.mark.parametrize("tag", COMMANDS)
async def test_a_command_is_for_those_who_may_say_it(services: Services, people: Api, tag: str) -> None:
    scope, roles, example = COMMANDS[tag]
    command = {"type": tag, **example}
    callers = {role.value: await people.signed_in(role) for role in Role}
    for name, who in callers.items():
        assert ("forbidden" in await errors(services, who, command)) == (name not in roles)
    without = await people.with_token(set(Scope) - {scope})
    assert "forbidden" in await errors(services, without, command)
    needs_a_person = tag == "set_presence"
    program = await people.with_token({scope})
    assert ("forbidden" in await errors(services, program, command)) == needs_a_person


async def test_nobody_and_other_sites_get_no_socket(services: Services, people: Api) -> None:
    signed_in = await people.signed_in()
    for who, origin, code in (
        (people.client(), HOST, 4401),
        (signed_in, "https://evil.example", 4403),
        (signed_in, None, 4403),
    ):
        async with socket(services, who, origin=origin) as console:
            with pytest.raises(ClosedError) as closed:
                await console.frames()
            assert closed.value.code == code


async def test_a_program_with_a_token_needs_no_origin(services: Services, people: Api) -> None:
    program = await people.with_token({READING})
    async with socket(services, program, origin=None) as console:
        assert (await console.frames())[0]["type"] == "ready"


async def test_the_socket_closes_when_its_session_ends(services: Services, people: Api) -> None:
    agent = await people.agent()
    client = await people.signed_in(agent)
    elsewhere = await people.signed_in(agent)
    async with socket(services, client) as console:
        await console.until("ready")
        transport = httpx.ASGITransport(_with_state(services))
        async with httpx.AsyncClient(transport=transport, base_url=HOST, cookies=elsewhere.cookies) as browser:
            answer = await browser.delete("/api/v1/sessions", headers={"origin": HOST})
        assert answer.status_code == 204
        with pytest.raises(ClosedError) as closed:
            await console.until("nothing more")
        assert closed.value.code == 4401


def _with_state(services: Services) -> Any:
    app = create_app(services.settings)

    async def with_state(scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = {"services": services}
        await app(scope, receive, send)

    return with_state
