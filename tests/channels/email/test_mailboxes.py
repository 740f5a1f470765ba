"""Mailboxes as administrators connect them, on real servers, and the mails that became no message."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from starlette.routing import Route

from channels.email import sources
from channels.email.accounts import secrets_of
from channels.email.arrivals import dedupe_by_number
from channels.email.imap.choosing import Listed, wanted
from channels.email.mailboxes.api import ROUTES
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.models import Event, Inbox, Mailbox, Message
from contact_center.settings import Settings
from contact_center.values import MailState, Role
from tests import mails
from tests.api import Api
from tests.channels.email.taking_in import NOW, TakingIn, kept, raw
from tests.mail_servers import PASSWORD, MailServers, TokenServer, mail_servers, token_server
from tests.servers import free_port

__all__ = ["mail_servers", "token_server"]
BASE = "/api/v1"
PAGES = (
    Route(sources.HTML_PATH, sources.serve_html),
    Route(sources.ORIGINAL_PATH, sources.serve_original),
    Route(sources.CAME_PATH, sources.serve_came),
)


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    api = Api(database, database_settings, ROUTES, PAGES)
    extra = SimpleNamespace(files=FileStore(database_settings.data_dir))
    object.__setattr__(api.services, "extra", extra)
    api.clock.now = NOW
    return api


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


def incoming(servers: MailServers, **changes: Any) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": servers.imap_port, "security": "plain", "username": "support"} | changes


def body(servers: MailServers, **changes: Any) -> dict[str, Any]:
    given = {"address": "Support@Example.test", "incoming": incoming(servers), "secrets": {"password": PASSWORD}}
    return given | changes


async def test_a_mailbox_is_connected_after_its_servers_were_tried_and_never_shows_its_secrets(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers
) -> None:
    mail_servers.put("support", raw(), raw(message_id="2@x"))
    outgoing = {"host": "127.0.0.1", "port": mail_servers.smtp_port, "security": "plain"}
    answer = await owner.post(f"{BASE}/mailboxes", json=body(mail_servers, name="Support", outgoing=outgoing))
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert (found["address"], found["name"], found["state"]) == ("support@example.test", "Support", "connecting")
    assert PASSWORD not in answer.text
    row = await api.db.read(lambda tx: tx.execute(sa.select(Mailbox)).scalars().one())
    assert (row.last_uid, row.first_uid) == (2, 3)
    assert PASSWORD not in (row.secrets or "")
    assert secrets_of(row, key=api.settings.secret_key).password == PASSWORD
    channels = await api.db.read(lambda tx: tx.execute(sa.select(Inbox.channel)).scalars().all())
    assert channels == ["email"]
    again = await owner.post(f"{BASE}/mailboxes", json=body(mail_servers))
    assert (again.status_code, again.json()["code"]) == (409, "address_taken")
    listed = (await owner.get(f"{BASE}/mailboxes")).json()["items"]
    assert [each["id"] for each in listed] == [found["id"]]
    facts = await api.db.read(lambda tx: [str(each) for each in tx.execute(sa.select(Event.data)).scalars()])
    assert not any(PASSWORD in each for each in facts)


async def test_what_is_wrong_with_a_server_is_said_with_what_to_do_and_nothing_is_saved(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(**changes: Any) -> tuple[int, str, str]:
        answer = await owner.post(f"{BASE}/mailboxes", json=body(mail_servers, **changes))
        problem = answer.json()
        assert len(problem["detail"]) > 30
        return answer.status_code, problem["code"], problem["field"]

    def at(**changes: Any) -> dict[str, Any]:
        return incoming(mail_servers, **changes)

    assert await refused(secrets={"password": "wrong"}) == (422, "mailbox_sign_in", "incoming")
    assert await refused(incoming=at(folder="Nowhere")) == (422, "mailbox_folder", "incoming")
    assert await refused(incoming=at(sent_folder="Nowhere")) == (422, "mailbox_sent_folder", "incoming")
    assert await refused(incoming=at(port=free_port())) == (422, "mailbox_refused", "incoming")
    assert await refused(incoming=at(host="mail.invalid")) == (422, "mailbox_host_unknown", "incoming")
    assert await refused(incoming=at(port=mail_servers.smtp_port)) == (422, "mailbox_no_imap", "incoming")
    assert await refused(incoming=at(security="tls")) == (422, "mailbox_tls", "incoming")
    assert await refused(incoming=at(security="starttls")) == (422, "mailbox_certificate", "incoming")
    outgoing = {"host": "127.0.0.1", "port": free_port(), "security": "plain"}
    assert await refused(outgoing=outgoing) == (422, "mailbox_refused", "outgoing")
    there = {"host": "127.0.0.1", "port": mail_servers.smtp_port}
    assert await refused(outgoing=there | {"security": "starttls"}) == (422, "mailbox_smtp_starttls", "outgoing")
    named = there | {"security": "plain", "username": "support"}
    assert await refused(outgoing=named) == (422, "mailbox_smtp_auth_plain", "outgoing")
    assert (await owner.get(f"{BASE}/mailboxes")).json()["items"] == []
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_servers.certificate))
    for port, security in ((mail_servers.imaps_port, "tls"), (mail_servers.imap_port, "starttls")):
        place = at(host="localhost", port=port, security=security)
        name = f"{security}@example.test"
        answer = await owner.post(f"{BASE}/mailboxes", json=body(mail_servers, address=name, incoming=place))
        assert answer.status_code == 201, answer.text


async def test_whose_an_address_is_already_is_said_before_any_server_is_tried(
    api: Api, owner: httpx.AsyncClient
) -> None:
    await api.db.write(lambda tx: mails.mailbox(tx, address="support@x.example", aliases=["help@x.example"]).id)
    nowhere = {"host": "127.0.0.1", "port": free_port(), "security": "plain"}
    for given, field in (
        ({"address": "Support@X.example"}, "address"),
        ({"address": "help@x.example"}, "address"),
        ({"address": "sales@x.example", "aliases": ["HELP@x.example"]}, "aliases"),
    ):
        refused = (await owner.post(f"{BASE}/mailboxes", json={"incoming": nowhere, **given})).json()
        assert (refused["status"], refused["code"], refused["field"]) == (409, "address_taken", field)


@pytest.mark.parametrize("since", ["2099-01-01T00:00:00Z", "2026-01-01T00:00:00"])
async def test_older_mail_is_imported_from_a_time_in_the_past(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers, since: str
) -> None:
    there = await api.db.write(lambda tx: mails.mailbox(tx, kind="imap").public_id)
    change = {"version": 1, "incoming": incoming(mail_servers, username="sales"), "import_from": since}
    for refused in (
        await owner.post(f"{BASE}/mailboxes", json=body(mail_servers, import_from=since)),
        await owner.patch(f"{BASE}/mailboxes/{there}", json=change),
    ):
        problem = refused.json()
        assert (refused.status_code, problem["code"], problem["field"]) == (422, "import_from_future", "import_from")


async def test_a_mailbox_with_oauth_says_when_the_provider_gives_nothing(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers, token_server: TokenServer
) -> None:
    oauth = {"client_id": "client", "token_url": f"{token_server.url}/token"}
    given = body(
        mail_servers,
        incoming=incoming(mail_servers, auth="oauth", oauth=oauth),
        secrets={"refresh_token": "wrong", "client_secret": "hush"},
    )
    refused = await owner.post(f"{BASE}/mailboxes", json=given)
    assert (refused.status_code, refused.json()["code"]) == (422, "mailbox_oauth")
    assert "hush" not in refused.text
    given["secrets"]["refresh_token"] = "refresh-support"
    assert (await owner.post(f"{BASE}/mailboxes", json=given)).status_code == 201


async def test_a_change_is_tried_and_another_account_begins_from_now(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers
) -> None:
    mail_servers.put("sales", raw(), raw(message_id="2@x"), raw(message_id="3@x"))
    made = (await owner.post(f"{BASE}/mailboxes", json=body(mail_servers))).json()
    path = f"{BASE}/mailboxes/{made['id']}"
    wrong = await owner.patch(path, json={"version": 1, "secrets": {"password": "wrong"}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "mailbox_sign_in")
    assert wrong.json()["words"] in wrong.json()["detail"]
    other = {"version": 1, "incoming": incoming(mail_servers, username="sales")}
    changed = await owner.patch(path, json=other)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    row = await api.db.read(lambda tx: tx.execute(sa.select(Mailbox)).scalars().one())
    assert (row.last_uid, row.first_uid, row.import_from) == (3, 4, None)
    just = NOW - timedelta(seconds=30)
    there = [Listed(uid, 100, just, just) for uid in (1, 2, 3)]
    again = partial(wanted, there, first_uid=4, connected_at=row.connected_at)  # under another UIDVALIDITY
    assert again(import_from=None) == []
    assert [each.history for each in again(import_from=just - timedelta(days=1))] == [True] * 3
    late = await owner.patch(path, json={"version": 1, "disabled": True})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert (await owner.patch(path, json={"version": 2, "disabled": True})).json()["state"] == "disabled"


async def test_a_stored_password_goes_to_no_other_server(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers
) -> None:
    made = (await owner.post(f"{BASE}/mailboxes", json=body(mail_servers))).json()
    path = f"{BASE}/mailboxes/{made['id']}"
    elsewhere = incoming(mail_servers, host="localhost")
    outgoing = {"host": "127.0.0.1", "port": mail_servers.smtp_port, "security": "plain", "username": "support"}
    for changes, field in (({"incoming": elsewhere}, "incoming"), ({"outgoing": outgoing}, "outgoing")):
        refused = (await owner.patch(path, json={"version": 1, **changes})).json()
        assert (refused["status"], refused["code"], refused["field"]) == (422, "mailbox_secret_anew", field)
    early = await owner.patch(path, json={"version": 2, "incoming": elsewhere})
    assert (early.status_code, early.json()["code"]) == (409, "changed_meanwhile")
    moved = await owner.patch(path, json={"version": 1, "incoming": elsewhere, "secrets": {"password": PASSWORD}})
    assert moved.status_code == 200, moved.text


async def test_how_a_mailbox_stands_is_shown(api: Api, owner: httpx.AsyncClient) -> None:
    def unit(tx: Any) -> None:
        for number, fields in enumerate(({}, {"last_contact_at": NOW}, {"failing_since": NOW})):
            given = {"kind": "imap", "connected_at": NOW, **fields}
            mails.mailbox(tx, address=f"{number}@x.example", **given)
        mails.mailbox(tx, address="old@x.example", kind="imap", last_contact_at=NOW - timedelta(hours=1))
        box = mails.mailbox(tx, address="pushed@x.example")
        mails.arrived(tx, box, key="a", state=MailState.QUARANTINED, error="broken")

    await api.db.write(unit)
    found = (await owner.get(f"{BASE}/mailboxes")).json()["items"]
    assert [each["state"] for each in found] == ["connecting", "working", "failing", "silent", "working"]
    assert [each["quarantined"] for each in found] == [0, 0, 0, 0, 1]
    (first,) = (await owner.get(f"{BASE}/mails?limit=1")).json()["items"]
    assert (first["sender"], first["subject"]) == (None, None)  # its bytes are gone
    assert (first["error"], first["address"], first["state"]) == ("broken", "pushed@x.example", "quarantined")


async def test_a_mail_that_was_put_aside_is_looked_at_and_tried_again(
    api: Api, owner: httpx.AsyncClient, database_settings: Settings
) -> None:
    taking = TakingIn(api.db, database_settings)
    box = await api.db.write(lambda tx: mails.mailbox(tx).id)
    await taking.arrive(box, raw(), error="It was larger than was allowed then.")
    (found,) = (await owner.get(f"{BASE}/mails")).json()["items"]
    original = await owner.get(found["original"])
    assert found["whole"]
    assert (found["sender"], found["sender_name"], found["subject"]) == (
        "ann@customer.example", "Ann Lê", "Where is my order?",
    )  # fmt: skip
    assert (original.status_code, original.content) == (200, raw())
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["content-type"] == "application/octet-stream"
    agent = await api.signed_in(Role.AGENT)
    assert (await agent.get(found["original"])).status_code == 403
    assert (await owner.post(f"{BASE}/mails/{found['id']}/retry")).status_code == 204
    await taking.run(box)
    assert [row.state for row in await api.db.read(kept)] == ["done"]
    assert (await owner.post(f"{BASE}/mails/{found['id']}/retry")).status_code == 409


async def test_older_mail_of_another_account_is_history_from_a_time_on_where_that_is_asked_for(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers
) -> None:
    mail_servers.put("billing", raw(), raw(message_id="2@x"))
    made = (await owner.post(f"{BASE}/mailboxes", json=body(mail_servers))).json()
    since = "2026-01-01T00:00:00Z"
    change = {"version": 1, "incoming": incoming(mail_servers, username="billing"), "import_from": since}
    changed = await owner.patch(f"{BASE}/mailboxes/{made['id']}", json=change)
    assert changed.json()["import_from"] == since
    row = await api.db.read(lambda tx: tx.execute(sa.select(Mailbox)).scalars().one())
    assert (row.last_uid, row.first_uid) == (0, 3)


async def test_a_mail_of_which_only_the_header_is_here_cannot_be_tried_again(
    api: Api, owner: httpx.AsyncClient, database_settings: Settings
) -> None:
    taking = TakingIn(api.db, database_settings)
    box = await api.db.write(lambda tx: mails.mailbox(tx).id)
    await taking.arrive(box, b"From: ann@x.example\r\n\r\n", error="Too large.", dedupe=dedupe_by_number(7, 1))
    (found,) = (await owner.get(f"{BASE}/mails")).json()["items"]
    assert (found["whole"], found["sender"], found["subject"]) == (False, "ann@x.example", "")
    refused = await owner.post(f"{BASE}/mails/{found['id']}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "mail_not_whole")
    await taking.run(box)
    assert [row.state for row in await api.db.read(kept)] == ["quarantined"]


async def test_agents_see_the_html_in_which_nothing_runs_and_the_original(
    api: Api, database_settings: Settings
) -> None:
    taking = TakingIn(api.db, database_settings)
    box = await api.db.write(lambda tx: mails.mailbox(tx).id)
    html = '<p style="color:red">Hi<script>x()</script><img src="https://far.example/a.png"></p><form><input></form>'
    content = raw(text=html).replace(b"text/plain", b"text/html")
    await taking.take(box, content)
    message = await api.db.read(lambda tx: tx.execute(sa.select(Message.public_id)).scalars().one())
    path = f"{BASE}/messages/{message}/mail"
    agent = await api.signed_in(Role.AGENT)
    page = await agent.get(f"{path}/html")
    assert page.status_code == 200, page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "https:" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert '<body dir="auto">' in page.text
    assert "<script" not in page.text
    assert "<form" not in page.text
    assert ' src="https' not in page.text
    assert "color-scheme:light}" in page.text
    shown = await agent.get(f"{path}/html?remote=true")
    assert ' src="https://far.example/a.png"' in shown.text
    assert "img-src 'self' data: https: http:" in shown.headers["content-security-policy"]
    assert (await agent.get(f"{path}/original")).content == content
    assert (await api.client().get(f"{path}/html")).status_code == 401
    assert (await agent.get(f"{BASE}/messages/none/mail/html")).status_code == 404
    assert (await agent.get(f"{path}/html?remote=perhaps")).status_code == 422


async def test_the_rule_for_copies_is_set_for_the_installation(owner: httpx.AsyncClient) -> None:
    assert (await owner.get(f"{BASE}/settings/mail")).json() == {"rules": {"copies": "each"}, "version": 0}
    put = await owner.put(f"{BASE}/settings/mail", json={"rules": {"copies": "one"}, "version": 0})
    assert put.json() == {"rules": {"copies": "one"}, "version": 1}
    late = await owner.put(f"{BASE}/settings/mail", json={"rules": {"copies": "each"}, "version": 0})
    assert late.status_code == 409
