"""Signing in to mailboxes at a provider, on a real Dovecot: the whole way, and everything that can go wrong on it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.routing import Route

from channels.email import state
from channels.email.accounts import secrets_of
from channels.email.failures import failure
from channels.email.mailboxes.api import ROUTES
from channels.email.mailboxes.sign_in_api import CALLBACK_PATH
from channels.email.mailboxes.signed_in import come_back
from channels.email.oauth import sign_ins
from contact_center.auth import Scope
from contact_center.db import Database
from contact_center.models import Event, Mailbox, MailboxSignIn
from contact_center.settings import Settings
from contact_center.values import Role
from tests.api import Api
from tests.channels.email.taking_in import NOW
from tests.consent import MAIL, asked_of
from tests.mail_servers import MailServers, TokenServer, mail_servers, token_server

__all__ = ["mail_servers", "token_server"]
BASE = "/api/v1"


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    api = Api(database, database_settings, ROUTES, [Route(CALLBACK_PATH, come_back)])
    api.clock.now = NOW
    return api


@pytest.fixture
async def owner(api: Api, token_server: TokenServer) -> httpx.AsyncClient:
    """An administrator, of an installation that is registered with the provider."""
    owner = await api.signed_in(Role.ADMINISTRATOR)
    await register(owner, token_server)
    return owner


def registration(token_server: TokenServer, **changes: Any) -> dict[str, Any]:
    at = token_server.url
    given = {"authorize_url": f"{at}/authorize", "token_url": f"{at}/token", "scope": MAIL}
    return given | {"client_id": "client", "client_secret": "hush", "version": 0} | changes


async def register(owner: httpx.AsyncClient, token_server: TokenServer, **changes: Any) -> dict[str, Any]:
    path = f"{BASE}/settings/mail-sign-in/google"
    answer = await owner.put(path, json=registration(token_server, **changes))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def begin(owner: httpx.AsyncClient, **body: Any) -> tuple[str, dict[str, str]]:
    """The sign-in, and what the provider is asked."""
    answer = await owner.post(f"{BASE}/mailbox-sign-ins", json={"provider": "google"} | body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], asked_of(answer.json()["url"])


async def come(client: httpx.AsyncClient, url: str) -> str:
    """The provider sends the browser back; where it is then sent on to."""
    parts = urlsplit(url)
    answer = await client.get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 303
    return answer.headers["location"].removeprefix("/console/settings/mailboxes?sign_in=")


async def sign_in(owner: httpx.AsyncClient, server: TokenServer, *, allow: bool = True, **body: Any) -> dict[str, Any]:
    key, asked = await begin(owner, **body)
    assert await come(owner, server.codes.decide(asked, allow=allow)) == key
    found: dict[str, Any] = (await owner.get(f"{BASE}/mailbox-sign-ins/{key}")).json()
    return found


def body(servers: MailServers, key: str) -> dict[str, Any]:
    incoming = {"host": "127.0.0.1", "port": servers.imap_port, "security": "plain", "username": "support"}
    return {"address": "support@example.test", "incoming": incoming, "secrets": {"sign_in": key}}


async def connected(owner: httpx.AsyncClient, server: TokenServer, servers: MailServers) -> dict[str, Any]:
    key = (await sign_in(owner, server))["id"]
    answer = await owner.post(f"{BASE}/mailboxes", json=body(servers, key))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def the_mailbox(api: Api) -> Mailbox:
    return await api.db.read(lambda tx: tx.execute(sa.select(Mailbox)).scalars().one())


async def test_a_mailbox_is_connected_by_signing_in_and_nothing_secret_is_shown_or_stored_open(
    api: Api, owner: httpx.AsyncClient, token_server: TokenServer, mail_servers: MailServers
) -> None:
    shown = await owner.get(f"{BASE}/settings/mail-sign-in")
    assert shown.json()["redirect_url"] == "http://127.0.0.1:8000/oauth/mailboxes"
    assert shown.json()["google"]["has_secret"] is True
    assert "hush" not in shown.text
    found = await sign_in(owner, token_server)
    assert (found["state"], found["account"], found["failure"]) == ("done", "support@example.test", None)
    sealed = await api.db.read(lambda tx: tx.execute(sa.select(MailboxSignIn.sealed)).scalar_one())
    assert "refresh" not in sealed
    answer = await owner.post(f"{BASE}/mailboxes", json=body(mail_servers, found["id"]))
    assert answer.status_code == 201, answer.text
    made = answer.json()["incoming"]
    assert (made["auth"], made["oauth"]["provider"], made["oauth"]["account"]) == (
        "oauth", "google", "support@example.test",
    )  # fmt: skip
    assert "refresh-" not in answer.text
    row = await the_mailbox(api)
    assert secrets_of(row, key=api.settings.secret_key).refresh_token == "refresh-1"
    assert "refresh-" not in (row.secrets or "")
    facts = await api.db.read(lambda tx: [str(each) for each in tx.execute(sa.select(Event.data)).scalars()])
    assert not any("refresh-" in each for each in facts)
    again = await owner.post(f"{BASE}/mailboxes", json=body(mail_servers, found["id"]) | {"address": "b@example.test"})
    assert (again.status_code, again.json()["code"]) == (409, "mailbox_oauth_expired")


async def test_a_state_holds_once_in_the_browser_that_began_and_not_for_long(
    api: Api, owner: httpx.AsyncClient, token_server: TokenServer
) -> None:
    key, asked = await begin(owner)
    other = await api.signed_in(Role.ADMINISTRATOR)
    back = token_server.codes.decide(asked)
    assert await come(other, back) == "expired"
    assert await come(api.client(), back) == "expired"
    assert await come(owner, back) == key
    assert await come(owner, back) == "expired"
    assert await come(owner, "http://127.0.0.1:8000/oauth/mailboxes?state=made-up&code=x") == "expired"
    _, asked = await begin(owner)
    api.clock.advance(minutes=16)
    assert await come(owner, token_server.codes.decide(asked)) == "expired"
    assert len(token_server.asked) == 1
    await api.db.write(sign_ins.forget_expired, now=api.clock() + timedelta(hours=1))
    assert await api.db.read(lambda tx: tx.execute(sa.select(sa.func.count(MailboxSignIn.id))).scalar()) == 0


async def test_what_goes_wrong_at_the_provider_is_said_in_words(
    owner: httpx.AsyncClient, token_server: TokenServer
) -> None:
    async def why(**options: Any) -> tuple[str, str]:
        found = await sign_in(owner, token_server, **options)
        assert found["state"] == "failed"
        assert len(found["failure"]["detail"]) > 30
        return found["failure"]["code"], found["failure"]["words"]

    assert await why(allow=False) == ("oauth_denied", "access_denied The person said no.")
    assert await why(address="sales@example.test") == ("oauth_wrong_account", "support@example.test")
    token_server.codes.offline = False
    assert (await why())[0] == "oauth_no_refresh"
    token_server.codes.offline, token_server.codes.email = True, ""
    assert (await why())[0] == "oauth_no_account"
    token_server.codes.secret = "another"
    assert (await why())[0] == "oauth_refused"
    token_server.refusal = {"error": "invalid_client"}
    assert (await why())[0] == "oauth_client"
    token_server.refusal = {"error": "temporarily_unavailable"}
    assert (await why())[0] == "oauth_server"


async def test_a_mailbox_whose_access_was_taken_away_works_again_after_signing_in(
    api: Api, owner: httpx.AsyncClient, token_server: TokenServer, mail_servers: MailServers
) -> None:
    made = await connected(owner, token_server, mail_servers)
    row = await the_mailbox(api)
    await api.db.write(state.note_failure, row.id, failure("oauth"), now=NOW)
    token_server.codes.email = "sales@example.test"
    wrong = await sign_in(owner, token_server, mailbox=made["id"])
    assert wrong["failure"]["code"] == "oauth_wrong_account"
    token_server.codes.email, token_server.codes.user = "support@example.test", "sales"
    refused = await sign_in(owner, token_server, mailbox=made["id"])
    assert refused["failure"]["code"] == "oauth_sign_in"  # by Dovecot: the token is somebody else's
    token_server.codes.user = "support"
    found = await sign_in(owner, token_server, mailbox=made["id"])
    assert (found["state"], found["mailbox"]) == ("used", made["id"])
    row = await the_mailbox(api)
    assert (row.failing_since, row.failure, row.version) == (None, None, 2)
    assert secrets_of(row, key=api.settings.secret_key).refresh_token not in {"refresh-support", "refresh-1"}


async def test_a_secret_that_is_renewed_for_the_installation_holds_for_its_mailboxes(
    api: Api, owner: httpx.AsyncClient, token_server: TokenServer, mail_servers: MailServers
) -> None:
    await connected(owner, token_server, mail_servers)
    await register(owner, token_server, client_secret="newer", version=1)
    account = await api.db.read(state.account, (await the_mailbox(api)).id, key=api.settings.secret_key)
    assert (account.client.client_id, account.client.client_secret) == ("client", "newer")
    kept = await register(owner, token_server, client_secret=None, version=2)
    assert kept["google"]["has_secret"] is True
    moved = await register(owner, token_server, client_secret=None, token_url="https://else.example/", version=3)
    assert moved["google"]["has_secret"] is False  # a secret goes to no other server than it was given for


async def test_only_what_is_registered_and_safe_is_asked(
    api: Api, token_server: TokenServer, owner: httpx.AsyncClient
) -> None:
    none = await owner.post(f"{BASE}/mailbox-sign-ins", json={"provider": "microsoft"})
    assert (none.status_code, none.json()["code"]) == (422, "mailbox_oauth_client")
    path = f"{BASE}/settings/mail-sign-in"
    plain = await owner.put(f"{path}/google", json=registration(token_server, token_url="http://a.example", version=1))
    assert (plain.status_code, plain.json()["field"]) == (422, "token_url")
    lacking = await owner.put(f"{path}/custom", json={"version": 1, "client_id": "c"})
    assert (lacking.status_code, lacking.json()["field"]) == (422, "authorize_url")
    assert (await owner.put(f"{path}/else", json={"version": 1})).status_code == 404
    late = await owner.put(f"{path}/google", json=registration(token_server))
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    program = await api.with_token([Scope.INBOXES_MANAGE])
    begun = await program.post(f"{BASE}/mailbox-sign-ins", json={"provider": "google"})
    assert begun.status_code == 403


async def test_one_browser_has_a_bounded_number_of_sign_ins(api: Api, owner: httpx.AsyncClient) -> None:
    for _ in range(sign_ins.MOST + 3):
        await begin(owner)

    def count(tx: Session) -> int:
        return tx.execute(sa.select(sa.func.count(MailboxSignIn.id))).scalar_one()

    assert await api.db.read(count) == sign_ins.MOST
