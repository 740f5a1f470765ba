"""Mailboxes that are removed: what came by them stays, what should leave by them fails, and their address is free."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.accounts import Secrets, put_secrets
from channels.email.mailboxes.api import ROUTES
from channels.email.outgoing import outbox, storing
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.models import Conversation, Event, Inbox, Job, Mail, Mailbox, MailIn, MailRecipient
from contact_center.settings import Settings
from contact_center.values import MailState, Role
from tests import mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import SUPPORT, came, mail_api
from tests.channels.email.taking_in import raw
from tests.mail_servers import PASSWORD, MailServers, mail_servers, token_server

__all__ = ["mail_servers", "token_server"]
BASE = "/api/v1"


@pytest.fixture
def api(database: Database, database_settings: Settings) -> Api:
    api = mail_api(database, database_settings, *ROUTES)
    api.services.extra.files = FileStore(database_settings.data_dir)
    return api


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api.signed_in(Role.ADMINISTRATOR)


async def box_with_mail(api: Api) -> tuple[str, str]:
    """A mailbox with a secret, a mail that was kept and a conversation; the public ids of first and last."""

    def unit(tx: Session) -> tuple[str, str]:
        box = mails.mailbox(tx, aliases=["sales@shop.example"])
        put_secrets(box, Secrets(password="hush"), key=api.settings.secret_key)
        mails.arrived(tx, box, key="kept", state=MailState.QUARANTINED)
        return box.public_id, came(tx, box.inbox_id, at=api.clock())[1]

    return await api.db.write(unit)


async def disable(owner: httpx.AsyncClient, box: str) -> dict[str, Any]:
    version = (await owner.get(f"{BASE}/mailboxes/{box}")).json()["version"]
    answer = await owner.patch(f"{BASE}/mailboxes/{box}", json={"version": version, "disabled": True})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def answered(api: Api, where: str, name: str, *, later: timedelta | None = None) -> None:
    send_at = {"send_at": (api.clock() + later).isoformat()} if later else {}
    given = {"body": "On its way.", "client_id": name, "mail": {"quote": False, **send_at}}
    answer = await (await api.signed_in()).post(f"{BASE}/conversations/{where}/messages", json=given)
    assert answer.status_code == 201, answer.text


async def leave(api: Api) -> None:
    """Run what is due of the jobs that send, as the mailer begins it."""

    def due(tx: Session) -> list[int]:
        query = sa.select(Job.payload).where(Job.kind == storing.DELIVER, Job.run_at <= api.clock())
        return [payload["message_id"] for payload in tx.execute(query.order_by(Job.id)).scalars()]

    for message_id in await api.db.read(due):
        taken = await api.db.write(outbox.take, message_id, key=api.settings.secret_key, now=api.clock())
        assert taken is None


async def recipients(api: Api) -> list[tuple[str, str | None]]:
    query = sa.select(MailRecipient.state, MailRecipient.code).order_by(MailRecipient.id)
    return await api.db.read(lambda tx: [(row.state, row.code) for row in tx.execute(query)])


async def test_only_a_disabled_mailbox_is_removed_and_what_came_by_it_stays_without_its_secrets(
    api: Api, owner: httpx.AsyncClient
) -> None:
    box, where = await box_with_mail(api)
    early = await owner.delete(f"{BASE}/mailboxes/{box}")
    assert (early.status_code, early.json()["code"]) == (409, "mailbox_enabled")
    assert (await (await api.signed_in(Role.SUPERVISOR)).delete(f"{BASE}/mailboxes/{box}")).status_code == 403
    await disable(owner, box)
    assert (await owner.delete(f"{BASE}/mailboxes/{box}")).status_code == 204
    assert (await owner.get(f"{BASE}/mailboxes")).json()["items"] == []
    for again in (owner.get(f"{BASE}/mailboxes/{box}"), owner.delete(f"{BASE}/mailboxes/{box}")):
        assert (await again).status_code == 404
    assert (await owner.get(f"{BASE}/conversations/{where}")).status_code == 200
    assert [each["address"] for each in (await owner.get(f"{BASE}/mails")).json()["items"]] == [SUPPORT]

    def found(tx: Session) -> tuple[Any, ...]:
        row = tx.execute(sa.select(Mailbox)).scalar_one()
        facts = sa.select(Event.data).where(Event.entity == "mailbox", Event.type == "MailboxRemoved")
        return row.secrets, participants.own_addresses(tx), tx.execute(facts).scalar_one()

    assert await api.db.read(found) == (None, frozenset(), {"fact": "MailboxRemoved", "address": SUPPORT, "unsent": 0})


async def test_what_is_still_to_leave_is_told_fails_at_once_and_brings_its_conversation_back(
    api: Api, owner: httpx.AsyncClient
) -> None:
    box, where = await box_with_mail(api)
    await answered(api, where, "a")
    await answered(api, where, "b", later=timedelta(days=3))
    assert (await owner.get(f"{BASE}/mailboxes/{box}")).json()["unsent"] == 2
    resolved = await owner.post(f"{BASE}/conversations/{where}/resolve")
    assert resolved.json()["status"] == "resolved"
    assert (await disable(owner, box))["unsent"] == 2
    assert (await owner.get(f"{BASE}/mailboxes")).json()["items"][0]["unsent"] == 2
    await owner.delete(f"{BASE}/mailboxes/{box}")
    await leave(api)
    assert await recipients(api) == [("refused", "mailbox_removed")] * 2
    status = await api.db.read(lambda tx: tx.execute(sa.select(Conversation.status)).scalar_one())
    assert status == "open"
    refused = await owner.post(
        f"{BASE}/conversations/{where}/messages", json={"body": "x", "client_id": "c", "mail": {}}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "no_mailbox")


async def test_while_a_mailbox_is_disabled_a_due_mail_fails_and_a_planned_one_waits(
    api: Api, owner: httpx.AsyncClient
) -> None:
    box, where = await box_with_mail(api)
    await answered(api, where, "a")
    await answered(api, where, "b", later=timedelta(days=3))
    version = (await disable(owner, box))["version"]
    api.clock.advance(minutes=1)
    await leave(api)
    assert await recipients(api) == [("refused", "mailbox_disabled"), ("waiting", None)]
    enabled = await owner.patch(f"{BASE}/mailboxes/{box}", json={"version": version, "disabled": False})
    assert enabled.json()["unsent"] == 1
    times = await api.db.read(lambda tx: tx.execute(sa.select(Mail.send_at).order_by(Mail.message_id)).scalars().all())
    assert times[-1] == api.clock() - timedelta(minutes=1) + timedelta(days=3)


async def test_an_address_that_was_removed_is_connected_again_to_its_conversations(
    api: Api, owner: httpx.AsyncClient
) -> None:
    box, where = await box_with_mail(api)
    inbox = (await owner.get(f"{BASE}/mailboxes/{box}")).json()["inbox"]
    await disable(owner, box)
    await owner.delete(f"{BASE}/mailboxes/{box}")
    other = {"address": "other@shop.example", "aliases": ["sales@shop.example"], "kind": "relay"}
    made = await owner.post(f"{BASE}/mailboxes", json=other)
    assert made.status_code == 201, made.text
    change = {"version": made.json()["version"], "address": SUPPORT}
    taken = await owner.patch(f"{BASE}/mailboxes/{made.json()['id']}", json=change)
    assert (taken.status_code, taken.json()["code"]) == (409, "address_removed")
    given = {"address": SUPPORT, "name": "Help", "kind": "relay"}
    back = await owner.post(f"{BASE}/mailboxes", json=given)
    assert back.status_code == 201, back.text
    found = back.json()
    assert (found["id"], found["inbox"], found["name"], found["state"]) == (box, inbox, "Help", "working")
    assert found["aliases"] == []
    assert (await owner.post(f"{BASE}/mailboxes", json=given)).json()["code"] == "address_taken"
    counts = [sa.select(sa.func.count()).select_from(each) for each in (Inbox, Mailbox, MailIn)]
    assert await api.db.read(lambda tx: [tx.execute(each).scalar_one() for each in counts]) == [2, 2, 1]
    await answered(api, where, "again")


async def test_what_lies_in_a_mailbox_that_is_connected_again_is_old(
    api: Api, owner: httpx.AsyncClient, mail_servers: MailServers
) -> None:
    mail_servers.put("support", raw(), raw(message_id="2@x"))
    box, _ = await box_with_mail(api)
    await disable(owner, box)
    await owner.delete(f"{BASE}/mailboxes/{box}")
    place = {"host": "127.0.0.1", "port": mail_servers.imap_port, "security": "plain", "username": "support"}
    given = {"address": SUPPORT, "incoming": place, "secrets": {"password": PASSWORD}}
    back = await owner.post(f"{BASE}/mailboxes", json=given)
    assert (back.status_code, back.json()["id"], back.json()["state"]) == (201, box, "connecting")
    row = await api.db.read(lambda tx: tx.execute(sa.select(Mailbox)).scalar_one())
    assert (row.first_uid, row.last_uid) == (3, 2)
    assert row.connected_at > api.clock()
