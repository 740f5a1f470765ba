"""Who may use which route: the whole matrix, for every route there is."""

import importlib
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import contact_center
from contact_center.app import API
from contact_center.auth import Scope
from contact_center.files.store import FileStore
from contact_center.http import ApiRoute
from contact_center.values import Role
from faq_bot.desk.naming import Guides
from faq_bot.training import Learner
from faq_bot.understanding import Engines
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
    "PUT /session/preferences": STAFF,
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
    "POST /staff/{agent}/password-reset": ADMINISTRATOR,
    "POST /staff/{agent}/disable": ADMINISTRATOR,
    "POST /staff/{agent}/enable": ADMINISTRATOR,
    "GET /conversations": STAFF,
    "POST /conversations": STAFF,
    "GET /mail-senders": STAFF,
    "GET /conversations/{conversation}": STAFF,
    "GET /conversations/{conversation}/messages": STAFF,
    "POST /conversations/{conversation}/messages": STAFF,
    "POST /conversations/{conversation}/assign": STAFF,
    "POST /conversations/{conversation}/release": STAFF,
    "POST /conversations/{conversation}/resolve": STAFF,
    "POST /conversations/{conversation}/reopen": STAFF,
    "POST /conversations/{conversation}/snooze": STAFF,
    "POST /conversations/{conversation}/spam": STAFF,
    "DELETE /conversations/{conversation}/spam": STAFF,
    "POST /conversations/{conversation}/transfer": STAFF,
    "GET /queues/choices": STAFF,
    "GET /queues/live": LEADERS,
    "GET /queues/{queue}/work-items": LEADERS,
    "POST /work-items/{item}/move": LEADERS,
    "POST /work-items/{item}/priority": LEADERS,
    "POST /work-items/{item}/assign": LEADERS,
    "POST /work-items/{item}/take-back": LEADERS,
    "POST /staff/{agent}/away": LEADERS,
    "GET /conversations/{conversation}/journey": STAFF,
    "GET /conversations/{conversation}/trail": STAFF,
    "GET /drafts": STAFF,
    "GET /conversations/{conversation}/answer-form": STAFF,
    "GET /conversations/{conversation}/drafts": STAFF,
    "PUT /conversations/{conversation}/drafts/{audience}": STAFF,
    "DELETE /conversations/{conversation}/drafts/{audience}": STAFF,
    "POST /conversations/{conversation}/messages/{message}/original-sender": STAFF,
    "DELETE /conversations/{conversation}/messages/{message}/original-sender": STAFF,
    "POST /conversations/{conversation}/messages/{message}/take-back": STAFF,
    "PUT /conversations/{conversation}/messages/{message}/send-at": STAFF,
    "POST /conversations/{conversation}/messages/{message}/try-again": STAFF,
    "GET /inboxes/{inbox}/signature": STAFF,
    "PUT /inboxes/{inbox}/signature": STAFF,
    "GET /mentions": STAFF,
    "GET /search": STAFF,
    "GET /search/customers": STAFF,
    "GET /labels": STAFF,
    "POST /labels": ADMINISTRATOR,
    "PATCH /labels/{label}": ADMINISTRATOR,
    "DELETE /labels/{label}": ADMINISTRATOR,
    "PUT /conversations/{conversation}/labels": STAFF,
    "GET /canned-replies": STAFF,
    "POST /canned-replies": LEADERS,
    "PATCH /canned-replies/{reply}": LEADERS,
    "DELETE /canned-replies/{reply}": LEADERS,
    "POST /mentions/seen": STAFF,
    "POST /files": STAFF,
    "GET /files/rules": STAFF,
    "GET /customers": STAFF,
    "GET /customers/{customer}": STAFF,
    "PATCH /customers/{customer}": STAFF,
    "GET /customers/{customer}/duplicates": STAFF,
    "GET /customers/{customer}/conversations": STAFF,
    "GET /customers/{customer}/merge-preview": STAFF,
    "GET /customers/{customer}/merges": STAFF,
    "POST /customers/{customer}/merge": STAFF,
    "POST /merges/{merge}/undo": STAFF,
    "GET /conversations/{conversation}/merge-targets": STAFF,
    "GET /conversations/{conversation}/merge-preview": STAFF,
    "POST /conversations/{conversation}/merge": STAFF,
    "POST /conversation-merges/{merge}/undo": STAFF,
    "GET /custom-fields": STAFF,
    "POST /custom-fields": ADMINISTRATOR,
    "PATCH /custom-fields/{field}": ADMINISTRATOR,
    "DELETE /custom-fields/{field}": ADMINISTRATOR,
    "GET /blocks": LEADERS,
    "POST /blocks": LEADERS,
    "DELETE /blocks/{block}": LEADERS,
    "POST /conversations/{conversation}/block": STAFF,
    "DELETE /conversations/{conversation}/block": STAFF,
    "GET /settings/retention": ADMINISTRATOR,
    "PATCH /settings/retention": ADMINISTRATOR,
    "GET /settings/retention/preview": ADMINISTRATOR,
    "GET /reports/ratings": LEADERS,
    "GET /reports/ratings/summary": LEADERS,
    "GET /queues/wait-accuracy": LEADERS,
    "GET /mailboxes": ADMINISTRATOR,
    "POST /mailboxes": ADMINISTRATOR,
    "GET /mailboxes/{mailbox}": ADMINISTRATOR,
    "PATCH /mailboxes/{mailbox}": ADMINISTRATOR,
    "DELETE /mailboxes/{mailbox}": ADMINISTRATOR,
    "GET /settings/mail-sign-in": ADMINISTRATOR,
    "PUT /settings/mail-sign-in/{provider}": ADMINISTRATOR,
    "POST /mailbox-sign-ins": ADMINISTRATOR,
    "GET /mailbox-sign-ins/{sign_in}": ADMINISTRATOR,
    "GET /mails": ADMINISTRATOR,
    "POST /mails/{mail}/retry": ADMINISTRATOR,
    "GET /settings/mail": ADMINISTRATOR,
    "PUT /settings/mail": ADMINISTRATOR,
    "GET /jobs/dead": ADMINISTRATOR,
    "POST /jobs/{job}/retry": ADMINISTRATOR,
    "POST /jobs/{job}/discard": ADMINISTRATOR,
    "GET /offers": STAFF,
    "POST /offers/{offer}/accept": STAFF,
    "POST /offers/{offer}/decline": STAFF,
    "POST /work-items/{item}/wrap-up": STAFF,
    "GET /work-items/{item}/why": STAFF,
    "POST /work/next": STAFF,
    "POST /work/give-back": STAFF,
    "GET /conversations/{conversation}/work-items": STAFF,
    "GET /inboxes": STAFF,
    "POST /inboxes": ADMINISTRATOR,
    "GET /inboxes/{inbox}": STAFF,
    "PATCH /inboxes/{inbox}": ADMINISTRATOR,
    "GET /inboxes/{inbox}/identity-key": ADMINISTRATOR,
    "POST /inboxes/{inbox}/identity-key": ADMINISTRATOR,
    "GET /calendars": STAFF,
    "POST /calendars": ADMINISTRATOR,
    "POST /calendars/check": ADMINISTRATOR,
    "GET /calendars/{calendar}": STAFF,
    "PATCH /calendars/{calendar}": ADMINISTRATOR,
    "DELETE /calendars/{calendar}": ADMINISTRATOR,
    "GET /time-zones": STAFF,
    "GET /setup-progress": ADMINISTRATOR,
    "PATCH /setup-progress": ADMINISTRATOR,
    "GET /queues": STAFF,
    "POST /queues": ADMINISTRATOR,
    "GET /queues/{queue}": STAFF,
    "PATCH /queues/{queue}": ADMINISTRATOR,
    "DELETE /queues/{queue}": ADMINISTRATOR,
    "POST /queues/{queue}/default": ADMINISTRATOR,
    "GET /queues/{queue}/members": LEADERS,
    "PUT /queues/{queue}/members": ADMINISTRATOR,
    "POST /queues/{queue}/preview": ADMINISTRATOR,
    "GET /skills": STAFF,
    "POST /skills": ADMINISTRATOR,
    "PATCH /skills/{skill}": ADMINISTRATOR,
    "DELETE /skills/{skill}": ADMINISTRATOR,
    "GET /routing/agents": LEADERS,
    "GET /staff/{agent}/routing": LEADERS,
    "PATCH /staff/{agent}/routing": ADMINISTRATOR,
    "GET /me/routing": STAFF,
    "GET /intake-rules": ADMINISTRATOR,
    "POST /intake-rules": ADMINISTRATOR,
    "PUT /intake-rules/order": ADMINISTRATOR,
    "POST /intake-rules/try": ADMINISTRATOR,
    "GET /intake-rules/{rule}": ADMINISTRATOR,
    "PATCH /intake-rules/{rule}": ADMINISTRATOR,
    "DELETE /intake-rules/{rule}": ADMINISTRATOR,
    "GET /bot/engines": ADMINISTRATOR,
    "POST /bot/engines/{locale}/train": ADMINISTRATOR,
    "POST /bot/engines/{locale}/go-back": ADMINISTRATOR,
    "GET /articles": STAFF,
    "POST /articles": STAFF,
    "POST /articles/preview": STAFF,
    "GET /articles/{article}": STAFF,
    "PATCH /articles/{article}": STAFF,
    "DELETE /articles/{article}": LEADERS,
    "POST /articles/{article}/archive": LEADERS,
    "POST /articles/{article}/restore": LEADERS,
    "GET /articles/{article}/published": STAFF,
    "DELETE /articles/{article}/redirects/{locale}/{slug}": LEADERS,
    "PUT /articles/{article}/translations/{locale}": STAFF,
    "DELETE /articles/{article}/translations/{locale}": LEADERS,
    "POST /articles/{article}/translations/{locale}/review": STAFF,
    "POST /articles/{article}/translations/{locale}/decline": LEADERS,
    "POST /articles/{article}/translations/{locale}/publish": LEADERS,
    "POST /articles/{article}/translations/{locale}/withdraw": LEADERS,
    "GET /articles/{article}/translations/{locale}/revisions": STAFF,
    "GET /articles/{article}/translations/{locale}/revisions/{number}": STAFF,
    "POST /articles/{article}/translations/{locale}/revisions/{number}/restore": STAFF,
    "GET /article-addresses/{locale}/{slug}": STAFF,
    "PUT /articles/{article}/phrasings/{locale}": STAFF,
    "GET /articles/{article}/feedback": STAFF,
    "POST /articles/{article}/feedback": EVERYBODY,
    "GET /articles/{article}/feedback/counts": STAFF,
    "GET /article-images/{image}/uses": STAFF,
    "GET /article-picks": STAFF,
    "GET /article-picks/{article}": STAFF,
    "GET /conversations/{conversation}/bot": STAFF,
    "POST /bot/turns/{turn}/mark": STAFF,
    "DELETE /bot/turns/{turn}/mark": STAFF,
    "GET /bot/gaps": STAFF,
    "POST /bot/gaps/{gap}/draft": STAFF,
    "POST /bot/gaps/{gap}/phrasing": STAFF,
    "POST /bot/gaps/{gap}/dismiss": STAFF,
    "POST /bot/gaps/dismiss": STAFF,
    "GET /reports/bot": LEADERS,
    "GET /article-synonyms": STAFF,
    "GET /help/search": EVERYBODY,
    "GET /help/front": EVERYBODY,
    "GET /help/articles/{locale}/{slug}": EVERYBODY,
    "POST /article-synonyms": LEADERS,
    "PATCH /article-synonyms/{synonym}": LEADERS,
    "DELETE /article-synonyms/{synonym}": LEADERS,
    "GET /article-images": STAFF,
    "POST /article-images": STAFF,
    "GET /article-images/rules": STAFF,
    "PATCH /article-images/{image}": STAFF,
    "DELETE /article-images/{image}": LEADERS,
    "POST /article-imports": ADMINISTRATOR,
    "GET /article-categories": STAFF,
    "POST /article-categories": LEADERS,
    "PATCH /article-categories/{category}": LEADERS,
    "DELETE /article-categories/{category}": LEADERS,
    "GET /settings/knowledge-base": STAFF,
    "PATCH /settings/knowledge-base": ADMINISTRATOR,
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


def test_what_each_permission_lets_one_read_of_queues_is_as_its_name_says() -> None:
    enough = {f"{each.method} {each.path}": set(each.scopes) for each in ROUTES}
    both = {Scope.CONVERSATIONS_READ, Scope.QUEUES_READ}
    assert enough["GET /queues"] == enough["GET /queues/{queue}"] == both
    assert enough["GET /queues/live"] == {Scope.QUEUES_READ}
    assert enough["PATCH /queues/{queue}"] == {Scope.ROUTING_MANAGE}


def test_every_route_has_an_expectation_and_every_expectation_a_route() -> None:
    assert sorted(NAMES) == sorted(EXPECTED)


@pytest.mark.parametrize("each", ROUTES, ids=NAMES)
async def test_a_route_is_for_those_who_may_use_it_and_for_nobody_else(make_api: MakeApi, each: ApiRoute) -> None:
    api = make_api((each,))
    understanders = Engines(api.settings.data_dir)
    learner = Learner(api.db, understanders, api.settings.data_dir)
    files = FileStore(api.settings.data_dir)
    extra = SimpleNamespace(understanders=understanders, learner=learner, guides=Guides(), files=files)
    api.services = replace(api.services, extra=extra)
    expected = EXPECTED[f"{each.method} {each.path}"]
    needed = set(each.scopes)
    callers = {role.value: await api.signed_in(role) for role in Role}
    callers["anonymous"] = api.client()
    callers |= {f"token with {scope}": await api.with_token({scope}) for scope in each.scopes}
    callers["token without the scope"] = await api.with_token(set(Scope) - needed)
    callers["token of somebody without the role"] = await api.with_token(set(Scope), Role.AGENT)
    allowed = set(expected.split())
    if expected == EVERYBODY:
        allowed = set(callers)
    else:
        allowed |= {f"token with {scope}" for scope in each.scopes}
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
