"""How a mail that went out stands: at some of its people, and while it waits for another try, on each database."""

from functools import partial

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import outbox, storing
from channels.email.outgoing.schemas import Outcome
from channels.email.outgoing.sending import Mailer
from contact_center.jobs import LaterError, store
from contact_center.models import Attachment, Job, Mail, Mailbox, MailParticipant
from tests.api import Api
from tests.channels.email.outgoing.correspondence import ANN, conversation, the_mail
from tests.channels.email.outgoing.test_planned import BO, REFUSED, SENT, answered, sent_messages, take, upload
from tests.servers import free_port

CY = {"address": "cy@customer.example", "name": "Cy"}


@pytest.fixture
async def where(api: Api) -> str:
    found = await conversation(api.db, api.clock())
    api.clock.advance(minutes=1)
    return found


async def left(api: Api, **outcomes: Outcome) -> None:
    """It was tried; what came of it by the beginning of each address."""
    api.clock.advance(seconds=20)
    ready = await take(api)
    assert ready is not None
    said = {each: outcomes[each.partition("@")[0]] for each in ready.recipients}
    await api.db.write(outbox.note, ready.message_id, said, now=api.clock())


async def row(client: httpx.AsyncClient, where: str) -> dict[str, object]:
    found: dict[str, object] = (await client.get(f"/api/v1/conversations/{where}")).json()
    return found


async def test_what_some_have_got_and_others_have_not_stands_so(api: Api, where: str) -> None:
    client = await api.signed_in()
    path = await answered(client, where, mail={"to": [ANN], "cc": [BO]})
    await client.post(f"/api/v1/conversations/{where}/resolve", json={})
    await left(api, ann=SENT, bo=REFUSED)
    (message,) = await sent_messages(client, where)
    assert message["delivery"] == "partly"
    found = await row(client, where)
    assert (found["outgoing"], found["status"]) == ("partly", "open")
    assert (await client.post(f"{path}/try-again")).status_code == 204
    await left(api, bo=SENT)
    assert [each["delivery"] for each in await sent_messages(client, where)] == ["sent"]
    assert (await row(client, where))["outgoing"] is None


async def test_a_copy_alone_is_no_answer_to_the_customer(api: Api, where: str) -> None:
    client = await api.signed_in()
    await answered(client, where, mail={"to": [ANN], "cc": [BO]})
    await left(api, ann=REFUSED, bo=SENT)
    assert (await sent_messages(client, where))[0]["delivery"] == "partly"
    assert (await row(client, where))["due_at"] is not None


async def test_what_nobody_has_got_has_failed(api: Api, where: str) -> None:
    client = await api.signed_in()
    await answered(client, where, mail={"to": [ANN], "cc": [BO]})
    await left(api, ann=REFUSED, bo=REFUSED)
    assert [each["delivery"] for each in await sent_messages(client, where)] == ["failed"]


async def test_a_mail_that_waits_says_why_and_when_it_is_tried_again(api: Api, mailer: Mailer, where: str) -> None:
    nowhere = {"host": "127.0.0.1", "port": free_port(), "security": "plain"}
    await api.db.write(lambda tx: tx.execute(sa.update(Mailbox).values(outgoing=nowhere)))
    client = await api.signed_in()
    await answered(client, where)
    assert (await sent_messages(client, where))[0]["mail"]["next_try"] is None
    api.clock.advance(seconds=20)
    (job,) = await api.db.write(store.take, storing.DELIVER, 1, now=api.clock())
    with pytest.raises(LaterError) as later:
        await mailer.deliver(api.db, job)
    (message,) = await sent_messages(client, where)
    (recipient,) = message["mail"]["recipients"]
    assert (message["delivery"], recipient["state"], recipient["code"]) == ("sending", "waiting", "unreachable")
    stored = (await api.db.read(the_mail)).send_at
    assert later.value.at == stored
    assert message["mail"]["next_try"] == stored.isoformat().replace("+00:00", "Z")
    assert stored > api.clock()
    hurried = await api.db.write(storing.hurry, (await api.db.read(the_mail)).inbox_id, now=api.clock())
    assert (hurried, (await api.db.read(the_mail)).send_at) == (1, api.clock())
    await left(api, ann=SENT)
    assert (await sent_messages(client, where))[0]["mail"]["next_try"] is None


async def test_without_a_server_it_says_so(api: Api, mailer: Mailer, where: str) -> None:
    client = await api.signed_in()
    await answered(client, where)
    api.clock.advance(seconds=20)
    (job,) = await api.db.write(store.take, storing.DELIVER, 1, now=api.clock())
    with pytest.raises(LaterError, match="names no server"):
        await mailer.deliver(api.db, job)
    (message,) = await sent_messages(client, where)
    assert message["mail"]["recipients"][0]["code"] == "no_server"


async def test_who_has_a_blind_copy_takes_part_and_is_named_to_nobody(api: Api, where: str) -> None:
    client = await api.signed_in()
    await answered(client, where, mail={"to": [ANN], "bcc": [CY]})

    def roles(tx: Session) -> dict[str, str]:
        rows = tx.execute(sa.select(MailParticipant.address, MailParticipant.role)).all()
        return {each.address: each.role for each in rows}

    assert await api.db.read(roles) == {ANN["address"]: "to", CY["address"]: "bcc"}
    form = (await client.get(f"/api/v1/conversations/{where}/answer-form")).json()
    assert (form["to"], form["cc"]) == ([ANN], [])
    api.clock.advance(seconds=20)
    unit = partial(outbox.take, key=api.settings.secret_key)
    ready = await api.db.write(unit, (await api.db.read(the_mail)).message_id, now=api.clock())
    assert ready is not None
    assert ready.recipients == [ANN["address"], CY["address"]]
    assert [each.address for each in (*ready.mail.to, *ready.mail.cc)] == [ANN["address"]]


def newest_text(tx: Session) -> str:
    return tx.execute(sa.select(Mail.text).order_by(Mail.message_id.desc()).limit(1)).scalar_one()


async def test_the_signature_is_in_the_language_of_the_mail(api: Api, where: str) -> None:
    texts = {"vi": {"text": "Cửa hàng"}, "en": {"text": "The shop"}}
    await api.db.write(lambda tx: tx.execute(sa.update(Mailbox).values(settings={"signature": texts})))
    client = await api.signed_in()
    form = (await client.get(f"/api/v1/conversations/{where}/answer-form")).json()
    assert form["signatures"] == {"vi": "Cửa hàng", "en": "The shop"}
    for locale, signed in (("vi", "Cửa hàng"), ("en", "The shop"), (None, form["signatures"][form["locale"]])):
        await answered(client, where, mail={"locale": locale, "quote": False}, client_id=str(locale))
        assert (await api.db.read(newest_text)).endswith(f"{signed}\n")


async def test_too_many_bytes_of_files_are_refused_before_anything_is_stored(api: Api, where: str) -> None:
    me = await api.agent()
    client = await api.signed_in(me)
    file = await api.db.write(upload, me.id, api.clock())
    size = api.settings.mail_file_bytes + 1
    await api.db.write(lambda tx: tx.execute(sa.update(Attachment).values(size=size)))
    path = f"/api/v1/conversations/{where}/messages"
    refused = await client.post(path, json={"body": "See here", "files": [file]})
    assert (refused.status_code, refused.json()["code"]) == (413, "mail_too_large")
    assert await sent_messages(client, where) == []
    assert await api.db.read(lambda tx: tx.execute(sa.select(Job).where(Job.kind == storing.DELIVER)).all()) == []
    await api.db.write(lambda tx: tx.execute(sa.update(Attachment).values(size=size - 1)))
    await answered(client, where, files=[file])
