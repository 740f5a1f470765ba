"""Who may use which route: the whole matrix, for every route there is."""

import importlib
import re
from pathlib import Path

import pytest

import contact_center
from contact_center.app import API
from contact_center.auth import Scope
from contact_center.http import ApiRoute
from contact_center.values import Role
from tests.api import MakeApi

EVERYBODY = "everybody"
STAFF = "agent supervisor administrator"
LEADERS = "supervisor administrator"
ADMINISTRATOR = "administrator"

EXPECTED = {
    "POST /session": EVERYBODY,
    "GET /session": STAFF,
    "PATCH /session": STAFF,
    "DELETE /session": STAFF,
    "PUT /session/password": STAFF,
    "GET /sessions": STAFF,
    "DELETE /sessions": STAFF,
    "DELETE /sessions/{session}": STAFF,
    "GET /tokens": STAFF,
    "POST /tokens": STAFF,
    "DELETE /tokens/{token}": STAFF,
    "POST /password-resets": EVERYBODY,
    "POST /password-resets/accept": EVERYBODY,
    "POST /invitations/accept": EVERYBODY,
    "POST /setup": EVERYBODY,
    "GET /staff": LEADERS,
    "POST /staff": ADMINISTRATOR,
    "GET /staff/{agent}": LEADERS,
    "PATCH /staff/{agent}": ADMINISTRATOR,
    "POST /staff/{agent}/invitation": ADMINISTRATOR,
    "POST /staff/{agent}/disable": ADMINISTRATOR,
    "POST /staff/{agent}/enable": ADMINISTRATOR,
    "GET /conversations": STAFF,
    "GET /conversations/{conversation}": STAFF,
    "GET /conversations/{conversation}/messages": STAFF,
    "POST /conversations/{conversation}/messages": STAFF,
    "POST /conversations/{conversation}/assign": STAFF,
    "POST /conversations/{conversation}/release": STAFF,
    "POST /conversations/{conversation}/resolve": STAFF,
    "POST /conversations/{conversation}/reopen": STAFF,
    "POST /conversations/{conversation}/snooze": STAFF,
    "GET /jobs/dead": ADMINISTRATOR,
    "POST /jobs/{job}/retry": ADMINISTRATOR,
    "POST /jobs/{job}/discard": ADMINISTRATOR,
    "GET /inboxes": STAFF,
    "POST /inboxes": ADMINISTRATOR,
    "GET /inboxes/{inbox}": STAFF,
    "PATCH /inboxes/{inbox}": ADMINISTRATOR,
}
"""Written by hand: a route that is added without a line here fails the tests."""


ROUTES = API
NAMES = [f"{each.method} {each.path}" for each in ROUTES]


def test_every_table_of_routes_is_served() -> None:
    root = Path(contact_center.__file__).parent.parent
    for package in ("contact_center", "channels", "routing", "faq_bot", "knowledge_base", "agents_ui"):
        for path in (root / package).rglob("*.py"):
            if "node_modules" in path.parts or not re.search(r"^ROUTES\b", path.read_text(), re.MULTILINE):
                continue
            module = ".".join(path.relative_to(root).with_suffix("").parts)
            assert set(NAMES) >= {f"{each.method} {each.path}" for each in importlib.import_module(module).ROUTES}


def test_every_route_has_an_expectation_and_every_expectation_a_route() -> None:
    assert sorted(NAMES) == sorted(EXPECTED)


@pytest.mark.parametrize("each", ROUTES, ids=NAMES)
async def test_a_route_is_for_those_who_may_use_it_and_for_nobody_else(make_api: MakeApi, each: ApiRoute) -> None:
    api = make_api((each,))
    expected = EXPECTED[f"{each.method} {each.path}"]
    needed = {each.scope} if isinstance(each.scope, Scope) else set()
    callers = {role.value: await api.signed_in(role) for role in Role}
    callers["anonymous"] = api.client()
    callers["token with the scope"] = await api.with_token(needed)
    callers["token without the scope"] = await api.with_token(set(Scope) - needed)
    callers["token of somebody without the role"] = await api.with_token(set(Scope), Role.AGENT)
    allowed = set(expected.split())
    if expected == EVERYBODY:
        allowed = set(callers)
    else:
        allowed |= {"token with the scope"}
        allowed |= {"token of somebody without the role"} if "agent" in allowed else set()
    path = each.template
    for name in each.params:
        path = path.replace(f"{{{name}}}", "1")
    for caller, client in callers.items():
        # A body that does not fit: whoever is admitted is told so (422), and nothing is done.
        content = b"{}" if each.body is not None else b""
        answer = await client.request(each.method, path, content=content, headers={"content-type": "application/json"})
        denied = answer.status_code in {401, 403}
        assert denied == (caller not in allowed), f"{caller} got {answer.status_code} {answer.text}"
        if denied:
            code = "not_signed_in" if caller == "anonymous" else "forbidden"
            assert answer.json()["code"] == code
        else:
            assert answer.status_code < 500, answer.text
