"""Mail leaves through a real Postfix, and its copy lies in a real Dovecot."""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import accounts, threads
from channels.email.outgoing import marks, outbox, storing
from channels.email.outgoing.sending import Mailer
from contact_center.bench.server import free_port
from contact_center.files.store import FileStore
from contact_center.jobs import LaterError, PermanentFailureError, store
from contact_center.jobs.rules import MAX_ATTEMPTS
from contact_center.jobs.store import TakenJob
from contact_center.models import Attachment, Mailbox, Message
from tests import mail_servers, mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import came, the_mail
from tests.channels.email.outgoing.test_planned import answered, sent_messages, upload
from tests.mail_servers import MailServers

SUPPORT = "support@example.test"


@pytest.fixture(scope="module")
def servers() -> Iterator[MailServers]:
    with mail_servers.started() as found:
        yield found


def connect(tx: Session, servers: MailServers, key: str, port: int | None = None) -> Mailbox:
    """Our mailbox on the servers."""
    box = mails.mailbox(tx, address=SUPPORT, kind="imap")
    incoming = accounts.Incoming(
        host="127.0.0.1", port=servers.imap_port, security=accounts.Security.PLAIN, username="support"
    )
    outgoing = accounts.Outgoing(host="127.0.0.1", port=port or servers.smtp_port, security=accounts.Security.PLAIN)
    box.incoming, box.outgoing = msgspec.to_builtins(incoming), msgspec.to_builtins(outgoing)
    box.settings = {"plus_addresses": True}
    accounts.put_secrets(box, accounts.Secrets(password=mail_servers.PASSWORD), key=key)
    return box


async def corresponding(api: Api, servers: MailServers, customer: str, **options: Any) -> str:
    """A conversation with one of the servers' users."""
    sender = {"address": customer, "name": "Ann"}

    def unit(tx: Session) -> str:
        box = connect(tx, servers, api.settings.secret_key, **options)
        return came(tx, box.inbox_id, at=api.clock(), sender=sender, to=[{"address": SUPPORT, "name": ""}])[1]

    where = await api.db.write(unit)
    api.clock.advance(minutes=1)
    return where


async def job_of(api: Api, kind: str) -> TakenJob:
    """Which its runner would call done afterwards."""
    (job,) = await api.db.write(store.take, kind, 1, now=api.clock())
    await api.db.write(store.finish, job, now=api.clock())
    return job


async def deliver(api: Api, mailer: Mailer) -> None:
    api.clock.advance(hours=1)
    await mailer.deliver(api.db, await job_of(api, storing.DELIVER))


def read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


async def test_an_answer_reaches_the_customer_and_lies_among_the_sent_mail(
    api: Api, mailer: Mailer, servers: MailServers
) -> None:
    customer = f"user1@{mail_servers.DOMAIN}"
    where = await corresponding(api, servers, customer)
    me = await api.agent()
    client = await api.signed_in(me)
    file = await api.db.write(upload, me.id, api.clock())
    row = await api.db.read(lambda tx: tx.execute(sa.select(Attachment)).scalar_one())
    path = FileStore(api.settings.data_dir).path_of(row.key)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF")
    html = f'<p>Chào <img src="/files/{row.key}/a.pdf"><img src="/files/elsewhere/b.png" alt="b"></p>'
    before = len(servers.mails("user1")), len(servers.mails("support", "Sent"))
    await answered(client, where, body="Chào bạn", files=[file], mail={"html": html})
    await deliver(api, mailer)
    raw = (await asyncio.to_thread(servers.wait_for, "user1", before[0] + 1))[-1]
    got = read(raw)
    stored = await api.db.read(the_mail)
    assert got["Message-ID"] == f"<{stored.header_id}>"
    assert (got["In-Reply-To"], got["References"]) == ("<first@customer.example>", "<first@customer.example>")
    assert (got["To"], got["Subject"]) == (f"Ann <{customer}>", "Re: Parcel 7")
    key = api.settings.secret_key
    assert threads.own_conversation(got["Reply-To"].addresses[0].addr_spec, key=key) is not None
    assert marks.returned_message(got["Return-Path"], key=key) is not None
    plain, rich = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert plain.get_content().startswith("Chào bạn")
    assert rich is not None
    assert [t in rich.get_content() for t in (f'src="cid:{row.public_id}@example.test"', "/files/")] == [True, False]
    (message,) = await sent_messages(client, where)
    assert (message["delivery"], message["mail"]["recipients"][0]["state"]) == ("sent", "sent")
    for _ in range(2):  # doing it again is harmless
        await mailer.copy(api.db, await job_of(api, outbox.COPY))
        await api.db.write(lambda tx: setattr(tx.merge(stored), "copied_at", None))
        await api.db.write(lambda tx: store.enqueue(
            tx, outbox.COPY, {"message_id": stored.message_id}, now=api.clock()
        ))  # fmt: skip
    copies = servers.mails("support", "Sent")[before[1] :]
    assert [read(each)["Message-ID"] for each in copies] == [got["Message-ID"]]


async def test_a_copy_for_which_there_is_no_folder_is_a_failed_job_at_once(
    api: Api, mailer: Mailer, servers: MailServers
) -> None:
    where = await corresponding(api, servers, f"user1@{mail_servers.DOMAIN}")
    await answered(await api.signed_in(), where)
    await deliver(api, mailer)

    def rename(tx: Session) -> None:
        box = tx.execute(sa.select(Mailbox)).scalar_one()
        box.incoming = {**box.incoming, "sent_folder": "Nowhere"}

    await api.db.write(rename)
    with pytest.raises(PermanentFailureError, match=f"{SUPPORT}: There is no such folder for sent mail"):
        await mailer.copy(api.db, await job_of(api, outbox.COPY))


async def test_whom_the_server_refuses_fails_alone_with_its_words(
    api: Api, mailer: Mailer, servers: MailServers
) -> None:
    where = await corresponding(api, servers, f"user2@{mail_servers.DOMAIN}")
    client = await api.signed_in()
    nobody = {"address": f"nobody@{mail_servers.DOMAIN}", "name": ""}
    before = len(servers.mails("user2"))
    await answered(client, where, mail={"cc": [nobody]})
    await deliver(api, mailer)
    await asyncio.to_thread(servers.wait_for, "user2", before + 1)
    (message,) = await sent_messages(client, where)
    assert message["delivery"] == "partly"
    first, second = message["mail"]["recipients"]
    assert (first["state"], second["state"], second["code"]) == ("sent", "refused", "550")
    assert "User unknown" in second["words"]


async def test_while_the_server_is_away_the_mail_waits_and_in_the_end_fails(
    api: Api, mailer: Mailer, servers: MailServers
) -> None:
    where = await corresponding(api, servers, f"user3@{mail_servers.DOMAIN}", port=free_port())
    client = await api.signed_in()
    path = await answered(client, where)
    api.clock.advance(hours=1)
    job = await job_of(api, storing.DELIVER)
    with pytest.raises(LaterError, match="could not be reached"):
        await mailer.deliver(api.db, job)
    (message,) = await sent_messages(client, where)
    assert message["delivery"] == "sending"
    assert "could not be reached" in message["mail"]["recipients"][0]["words"]
    await mailer.deliver(api.db, msgspec.structs.replace(job, attempt=MAX_ATTEMPTS))
    (message,) = await sent_messages(client, where)
    assert message["delivery"] == "failed"

    def mend(tx: Session) -> None:
        box = tx.execute(sa.select(Mailbox)).scalar_one()
        box.outgoing = box.outgoing | {"port": servers.smtp_port}

    await api.db.write(mend)
    before = len(servers.mails("user3"))
    assert (await client.post(f"{path}/try-again")).status_code == 204
    await deliver(api, mailer)
    await asyncio.to_thread(servers.wait_for, "user3", before + 1)
    assert [each["delivery"] for each in await sent_messages(client, where)] == ["sent"]


async def test_connections_are_used_again_and_given_up_when_the_server_has_gone(
    api: Api, mailer: Mailer, servers: MailServers
) -> None:
    where = await corresponding(api, servers, f"user4@{mail_servers.DOMAIN}")
    client = await api.signed_in()
    before = len(servers.mails("user4"))
    for number in range(3):
        await answered(client, where, body=f"Answer {number}")
        if number == 2:
            servers.stop_smtp()
            servers.start_smtp()
        await deliver(api, mailer)
    found = await asyncio.to_thread(servers.wait_for, "user4", before + 3)
    assert len(found) == before + 3
    states = await api.db.read(lambda tx: tx.execute(sa.select(Message.delivery)).scalars().all())
    assert states == ["stored", "sent", "sent", "sent"]
