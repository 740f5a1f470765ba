"""Reports of mail servers find the mail and the recipient that they are about."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import bounced
from channels.email.outgoing.sending import Mailer
from contact_center.conversations import service
from contact_center.models import Conversation, CustomerIdentity, Mailbox, MailIn
from contact_center.values import MailState, Status
from tests import mail_servers
from tests.api import Api
from tests.channels.email.outgoing.correspondence import the_mail
from tests.channels.email.outgoing.test_planned import answered, sent_messages
from tests.channels.email.outgoing.test_sending import corresponding, deliver, servers
from tests.channels.email.taking_in import TakingIn
from tests.mail_servers import MailServers

__all__ = ["servers"]
GONE = "gone@elsewhere.test"
"""Postfix takes mail for it, and sends a report a moment later."""
REPORT = """From: MAILER-DAEMON@elsewhere.test
To: {to}
Subject: {subject}
Auto-Submitted: auto-replied
Message-ID: <{id}@elsewhere.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

See below.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.elsewhere.test

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} words of the server

--b
Content-Type: text/rfc822-headers

{original}

--b--
"""


@pytest.fixture
def taking(api: Api) -> TakingIn:
    taking = TakingIn(api.db, api.settings, checks=[bounced.check])
    taking.now = api.clock()
    return taking


def report(recipient: str, *, action: str = "failed", status: str = "5.1.1", original: str = "", to: str = "") -> bytes:
    text = REPORT.format(
        to=to or "support@example.test", subject=action, id=action, recipient=recipient, action=action, status=status,
        original=f"Message-ID: <{original}>" if original else "Subject: x",
    )  # fmt: skip
    return text.replace("\n", "\r\n").encode()


def box_id(tx: Session) -> int:
    return tx.execute(sa.select(Mailbox.id)).scalar_one()


async def last_reason(api: Api) -> tuple[str, str | None]:
    query = sa.select(MailIn).order_by(MailIn.id.desc()).limit(1)
    row = await api.db.read(lambda tx: tx.execute(query).scalar_one())
    return row.state, row.reason


async def thread(api: Api, where: str) -> tuple[Any, list[Any]]:
    """The answer, and the lines about bounces."""
    client = await api.signed_in()
    found = (await client.get(f"/api/v1/conversations/{where}/messages")).json()
    (message,) = [each for each in found["messages"] if each["author"] == "agent"]
    return message, [each for each in found["notices"] if each["kind"] == "MailBounced"]


async def test_a_real_bounce_is_shown_at_its_recipient_and_marks_the_address(
    api: Api, mailer: Mailer, taking: TakingIn, servers: MailServers
) -> None:
    where = await corresponding(api, servers, f"user5@{mail_servers.DOMAIN}")
    before = len(servers.mails("support"))
    client = await api.signed_in()
    await answered(client, where, mail={"cc": [{"address": GONE, "name": ""}]})
    key = await api.db.read(lambda tx: tx.execute(sa.select(Conversation.id)).scalar_one())
    await api.db.write(lambda tx: service.resolve(tx, key, by="system", at=api.clock()))
    await api.db.write(_known, GONE)
    await deliver(api, mailer)
    assert [each["delivery"] for each in await sent_messages(client, where)] == ["sent"]
    (raw,) = (await asyncio.to_thread(servers.wait_for, "support", before + 1))[before:]
    await taking.take(await api.db.read(box_id), raw)
    assert await last_reason(api) == (MailState.DROPPED, bounced.REASON)
    message, (line,) = await thread(api, where)
    assert message["delivery"] == "partly"
    first, second = message["mail"]["recipients"]
    assert (first["state"], second["state"]) == ("sent", "bounced")
    assert second["code"].startswith("5.")
    assert (line["reason"], line["note"]) == ("failed", second["words"])
    assert "nobody of this name" in line["note"]
    identity = await api.db.read(
        lambda tx: tx.execute(sa.select(CustomerIdentity).where(CustomerIdentity.value == GONE)).scalar_one()
    )
    assert (identity.bounced_at, identity.bounce_words) == (taking.now, second["words"])
    row = await api.db.read(lambda tx: tx.execute(sa.select(Conversation)).scalar_one())
    assert (row.status, row.owner, row.agent_id) == (Status.OPEN, "none", None)  # it waits for somebody again


async def test_a_delay_is_no_failure_and_comes_not_after_one(
    api: Api, mailer: Mailer, taking: TakingIn, servers: MailServers
) -> None:
    customer = f"user6@{mail_servers.DOMAIN}"
    where = await corresponding(api, servers, customer)
    await answered(await api.signed_in(), where)
    await deliver(api, mailer)
    header_id = (await api.db.read(the_mail)).header_id or ""
    box = await api.db.read(box_id)
    states = []
    for action, status in (("delayed", "4.4.1"), ("failed", "5.4.7"), ("delayed", "4.4.2")):
        await taking.take(box, report(customer, action=action, status=status, original=header_id))
        message, lines = await thread(api, where)
        states.append((message["delivery"], message["mail"]["recipients"][0]["state"], len(lines)))
    assert states == [("sent", "delayed", 1), ("failed", "bounced", 2), ("failed", "bounced", 2)]


async def test_without_the_original_the_address_that_it_came_to_tells(
    api: Api, mailer: Mailer, taking: TakingIn, servers: MailServers
) -> None:
    where = await corresponding(api, servers, f"user7@{mail_servers.DOMAIN}")
    await answered(await api.signed_in(), where)
    before = len(servers.mails("user7"))
    await deliver(api, mailer)
    raw = (await asyncio.to_thread(servers.wait_for, "user7", before + 1))[-1]
    returns = raw.partition(b"Return-Path: <")[2].partition(b">")[0].decode()
    box = await api.db.read(box_id)
    forged = returns.replace(returns[returns.index("+b") + 2], "z", 1)
    await taking.take(box, report("forwarded@elsewhere.test", to=forged))
    assert await last_reason(api) == (MailState.DONE, None)
    await taking.take(box, report("forwarded@elsewhere.test", to=returns, action="failed", status="5.2.2"))
    assert await last_reason(api) == (MailState.DROPPED, bounced.REASON)
    message, _ = await thread(api, where)
    assert message["delivery"] == "failed"


def _known(tx: Session, address: str) -> None:
    customer = tx.execute(sa.select(Conversation.customer_id)).scalar_one()
    identity = CustomerIdentity(customer_id=customer, kind="email", value=address, verified=False)
    identity.created_at = tx.execute(sa.select(Conversation.created_at)).scalar_one()
    tx.add(identity)
