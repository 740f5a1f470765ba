"""What is registered with a provider is changed: stored tokens go to no other token server than they came from."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import tokens
from channels.email.accounts import Secrets, account_of, put_secrets, secrets_of
from channels.email.failures import MailboxFailed
from channels.email.mailboxes.api import ROUTES
from channels.email.oauth import sign_ins
from channels.email.oauth.providers import origin_of
from contact_center.db import Database
from contact_center.models import Agent, Event, Mailbox, StaffSession
from contact_center.settings import Settings
from contact_center.values import Role
from tests import mails
from tests.api import Api

BASE = "/api/v1"
OURS = "https://id.example/token"
TOKENS = Secrets(password="p", client_secret="own", refresh_token="refresh", access_token="access")
"""Everything that may be stored with a mailbox."""


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    return Api(database, database_settings, ROUTES)


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    owner = await api.signed_in(Role.ADMINISTRATOR)
    await register(owner, 0, OURS)
    return owner


async def register(owner: httpx.AsyncClient, version: int, token_url: str) -> dict[str, Any]:
    given = {"client_id": "client", "authorize_url": "https://id.example/authorize", "token_url": token_url}
    answer = await owner.put(f"{BASE}/settings/mail-sign-in/custom", json={"version": version, **given})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def boxes(api: Api) -> None:
    """By the installation's client; by one of its own at the same server; at a server of its own; at Google; none."""
    by_token = {"auth": "oauth", "oauth": {"provider": "custom"}}
    given = {
        "a@x.example": by_token,
        "b@x.example": by_token | {"oauth": {"provider": "custom", "client_id": "mine"}},
        "c@x.example": by_token | {"oauth": {"provider": "custom", "client_id": "mine", "token_url": OURS}},
        "d@x.example": by_token | {"oauth": {"provider": "google"}},
    }

    def unit(tx: Session) -> None:
        for address, incoming in given.items():
            row = mails.mailbox(tx, address=address, kind="imap", incoming=incoming)
            put_secrets(row, TOKENS, key=api.settings.secret_key)
        row = mails.mailbox(tx, address="e@x.example", incoming={})
        put_secrets(row, Secrets(password="p"), key=api.settings.secret_key)

    await api.db.write(unit)


async def stored(api: Api) -> dict[str, Secrets]:
    def query(tx: Session) -> dict[str, Secrets]:
        rows = tx.execute(sa.select(Mailbox).order_by(Mailbox.id)).scalars()
        return {row.address[0]: secrets_of(row, key=api.settings.secret_key) for row in rows}

    return await api.db.read(query)


async def test_with_another_token_server_all_who_signed_in_by_it_have_to_do_so_again(
    api: Api, owner: httpx.AsyncClient
) -> None:
    await boxes(api)
    shown = (await owner.get(f"{BASE}/settings/mail-sign-in")).json()
    assert shown["custom"]["signed_in"] == ["a@x.example", "b@x.example"]
    assert (shown["google"]["signed_in"], shown["custom"]["usual_token_url"]) == (["d@x.example"], "")
    assert shown["google"]["usual_token_url"].startswith("https://oauth2.googleapis.com/")
    await register(owner, 1, "https://elsewhere.example/token")
    found = await stored(api)
    assert [found["a"], found["b"]] == [Secrets(password="p")] * 2
    assert [found["c"], found["d"]] == [TOKENS] * 2
    assert found["e"] == Secrets(password="p")
    listed = (await owner.get(f"{BASE}/mailboxes")).json()["items"]
    failures = [each["failure"] and each["failure"]["code"] for each in listed]
    assert failures == ["oauth_anew", "oauth_anew", None, None, None]
    assert [(each["state"], each["version"]) for each in listed[:2]] == [("failing", 2)] * 2
    facts = await api.db.read(lambda tx: mails.facts(tx, "mailbox"))
    assert facts == ["MailboxChanged", "MailboxFailing"] * 2
    by = await api.db.read(
        lambda tx: tx.execute(sa.select(Event.actor).where(Event.type == "MailboxChanged")).scalars().all()
    )
    assert all(each.startswith("agent:") for each in by)


@pytest.mark.parametrize("token_url", ["https://id.example/oauth/token", "https://ID.example:443/token"])
async def test_another_path_at_the_same_server_changes_nothing(
    api: Api, owner: httpx.AsyncClient, token_url: str
) -> None:
    await boxes(api)
    await register(owner, 1, token_url)
    assert (await stored(api))["a"] == TOKENS


async def test_where_nothing_is_stored_no_server_is_asked(api: Api, owner: httpx.AsyncClient) -> None:
    await boxes(api)
    await register(owner, 1, "http://127.0.0.1:9/token")  # nobody answers there
    key = api.settings.secret_key

    def first(tx: Session) -> Any:
        return account_of(tx, tx.execute(sa.select(Mailbox).order_by(Mailbox.id).limit(1)).scalar_one(), key=key)

    account = await api.db.read(first)
    with pytest.raises(MailboxFailed) as caught:
        await tokens.refreshed(account.client, account.secrets, now=api.clock())
    assert caught.value.failure.code == "oauth_anew"


async def test_a_sign_in_that_waits_to_be_saved_holds_no_longer(api: Api, owner: httpx.AsyncClient) -> None:
    key, now = api.settings.secret_key, api.clock()

    def unit(tx: Session) -> str:
        agent = tx.execute(sa.select(Agent.id)).scalar_one()
        session = tx.execute(sa.select(StaffSession.id)).scalar_one()
        begun = sign_ins.begin(
            tx, "custom", redirect_url="x", mailbox_id=None, expected=None, agent_id=agent, session_id=session,
            key=key, now=now,
        )  # fmt: skip
        row = sign_ins.of_agent(tx, begun.public_id, agent_id=agent)
        sign_ins.keep(tx, row.id, "a@x.example", TOKENS, key=key, now=now)
        return begun.public_id

    waiting = await api.db.write(unit)
    assert (await owner.get(f"{BASE}/mailbox-sign-ins/{waiting}")).json()["state"] == "done"
    await register(owner, 1, "https://elsewhere.example/token")
    assert (await owner.get(f"{BASE}/mailbox-sign-ins/{waiting}")).status_code == 404


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Id.example/token?x=1", ("https", "id.example", 443)),
        ("https://id.example:8443/", ("https", "id.example", 8443)),
        ("http://localhost/token", ("http", "localhost", 80)),
        ("", ("", "", None)),
        ("https://id.example:port/", ("", "", None)),
    ],
)
def test_whose_an_address_is(url: str, origin: tuple[str, str, int | None]) -> None:
    assert origin_of(url) == origin
