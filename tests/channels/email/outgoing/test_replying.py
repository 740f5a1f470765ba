"""An agent's answer by mail: what a plain one is filled up with, and what is stored of it, on each kind of database."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import threads
from contact_center.models import Conversation, Customer, Job, Mail, Mailbox, MailParticipant
from tests import mails, scene
from tests.api import Api
from tests.channels.email.outgoing.correspondence import ANN, SUPPORT, conversation, the_mail

SIGNATURE = {"texts": {"en": {"text": "Ada, Parcels"}}}
BO = {"address": "bo@customer.example", "name": "Bo"}


async def answer(client: httpx.AsyncClient, where: str, body: str = "It comes today.", **mail: Any) -> httpx.Response:
    given = {"body": body, "client_id": "one"} | ({"mail": mail} if mail else {})
    return await client.post(f"/api/v1/conversations/{where}/messages", json=given)


def jobs(tx: Session) -> list[Job]:
    return list(tx.execute(sa.select(Job).where(Job.kind == "mail.deliver")).scalars())


async def test_a_plain_answer_goes_to_all_under_the_same_subject_with_signatures_and_a_quotation(api: Api) -> None:
    copied = [BO, {"address": "Support+x@Shop.example", "name": ""}]
    where = await conversation(api.db, api.clock(), cc=copied, text="Where is it?\n> sent", references=["zero@x"])

    def sign(tx: Session) -> str:
        box = tx.execute(sa.select(Mailbox)).scalar_one()
        box.settings = {"signature": {"en": {"text": "The shop", "html": "<b>The shop</b>"}}}
        return mails.inbox_id_of(tx, box)

    inbox = await api.db.write(sign)
    client = await api.signed_in()
    assert (await client.put(f"/api/v1/inboxes/{inbox}/signature", json=SIGNATURE)).status_code == 200
    api.clock.advance(minutes=5)
    answered = await answer(client, where)
    assert answered.status_code == 201
    mail = answered.json()["mail"]
    assert (answered.json()["delivery"], answered.json()["body"]) == ("sending", "It comes today.")
    assert (mail["to"], mail["cc"], mail["subject"]) == ([ANN], [BO], "Re: Parcel 7")
    assert mail["sender"] == {"address": SUPPORT, "name": "Mail"}
    assert [(each["address"], each["kind"], each["state"]) for each in mail["recipients"]] == [
        (ANN["address"], "to", "waiting"),
        (BO["address"], "cc", "waiting"),
    ]
    assert mail["may_take_back"]
    stored = await api.db.read(the_mail)
    assert stored.text == (
        "It comes today.\n\n-- \nAda, Parcels\n\nThe shop\n\n"
        "On Mon, 2 Mar 2026 at 09:00, Ann <ann@customer.example> wrote:\n> Where is it?\n>> sent\n"
    )
    assert stored.html is not None
    assert "<b>The shop</b>" in stored.html
    assert "<blockquote" in stored.html
    assert (stored.in_reply_to, stored.references) == (["first@customer.example"], ["zero@x", "first@customer.example"])
    assert threads.own_message(stored.header_id or "", key=api.settings.secret_key) == answered.json()["id"]


async def test_what_was_passed_on_to_others_is_not_what_is_answered(api: Api) -> None:
    where = await conversation(api.db, api.clock())
    client = await api.signed_in()
    maker = {"address": "kiln@maker.example", "name": ""}
    passed = await answer(client, where, "This customer is a nuisance.", to=[maker])
    assert passed.status_code == 201
    answered = await client.post(f"/api/v1/conversations/{where}/messages", json={"body": "Hi", "client_id": "two"})
    mail = answered.json()["mail"]
    assert (mail["to"], mail["cc"]) == ([ANN], [])
    stored = await api.db.read(
        lambda tx: (
            tx.execute(sa.select(Mail).where(Mail.direction == "out").order_by(Mail.message_id.desc()))
            .scalars()
            .first()
        )
    )
    assert stored is not None
    assert "nuisance" not in stored.text
    assert stored.in_reply_to == ["first@customer.example"]


async def test_a_mail_in_our_own_name_is_not_answered_to_ourselves(api: Api) -> None:
    own = {"address": SUPPORT, "name": "Shop"}
    where = await conversation(api.db, api.clock(), sender=own)

    def claim(tx: Session) -> None:
        tx.execute(sa.update(Customer).values(email=SUPPORT))

    await api.db.write(claim)
    client = await api.signed_in()
    assert (await client.get(f"/api/v1/conversations/{where}/answer-form")).json()["to"] == []
    refused = await answer(client, where)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_recipient")


async def test_it_waits_fifteen_seconds_and_its_people_take_part(api: Api) -> None:
    where = await conversation(api.db, api.clock(), cc=[BO])
    client = await api.signed_in()
    assert (await answer(client, where)).status_code == 201
    (job,) = await api.db.read(jobs)
    assert job.run_at == api.clock() + timedelta(seconds=15)
    found = await api.db.read(lambda tx: tx.execute(sa.select(MailParticipant.address)).scalars().all())
    assert set(found) == {ANN["address"], BO["address"]}
    row = await api.db.read(lambda tx: tx.execute(sa.select(Conversation)).scalar_one())
    assert (row.waiting_since, row.owner) == (None, "agent")
    again = await answer(client, where)
    assert again.status_code == 201
    assert len(await api.db.read(jobs)) == 1


async def test_what_the_agent_names_is_taken_instead(api: Api) -> None:
    where = await conversation(api.db, api.clock(), cc=[BO])
    client = await api.signed_in()
    later = (api.clock() + timedelta(days=1)).isoformat()
    html = '<p onclick="x()">It <b>comes</b><script>1</script><img src="https://spy.example/x.png"></p>'
    new: dict[str, Any] = {"to": [BO], "bcc": [{"address": "boss@shop.example", "name": ""}], "subject": "Your\nparcel"}
    answered = await answer(client, where, **new, html=html, send_at=later, quote=False)
    assert answered.status_code == 201
    mail = answered.json()["mail"]
    assert (mail["to"], mail["cc"], mail["subject"]) == ([BO], [], "Your parcel")
    assert [each["kind"] for each in mail["recipients"]] == ["to", "bcc"]
    stored = await api.db.read(the_mail)
    assert stored.html == "<div><p>It <b>comes</b><img></p></div>"
    assert stored.text == "It comes today.\n"
    (job,) = await api.db.read(jobs)
    assert job.run_at == api.clock() + timedelta(days=1)


@pytest.mark.parametrize(
    ("mail", "field"),
    [
        ({"to": [{"address": "nobody"}]}, "mail.to"),
        ({"to": [{"address": "a@x.example\r\nBcc: b@x.example"}]}, "mail.to"),
        ({"cc": [{"address": "a@x.example>, <b@x.example"}]}, "mail.cc"),
        ({"bcc": [{"address": f"lan@{'ồ' * 70}.example"}]}, "mail.bcc"),
        ({"to": [], "cc": []}, "mail.to"),
        ({"to": [{"address": "Support+x@shop.example"}]}, "mail.to"),
        ({"send_at": "2020-01-01T00:00:00Z"}, "mail.send_at"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_it_is_stored(api: Api, mail: dict[str, Any], field: str) -> None:
    where = await conversation(api.db, api.clock())
    answered = await answer(await api.signed_in(), where, **mail)
    assert (answered.status_code, answered.json()["field"]) == (422, field)
    assert await api.db.read(jobs) == []


async def test_without_a_mailbox_that_sends_the_agent_is_told(api: Api) -> None:
    where = await conversation(api.db, api.clock())
    now = api.clock()
    await api.db.write(lambda tx: tx.execute(sa.update(Mailbox).values(disabled_at=now)))
    answered = await answer(await api.signed_in(), where)
    assert (answered.status_code, answered.json()["code"]) == (409, "no_mailbox")


async def test_a_chat_takes_no_mail(api: Api) -> None:
    key = await scene.conversation(api.db)
    client = await api.signed_in()
    where = (await client.get(f"/api/v1/conversations/{key}")).json()["id"]
    assert (await answer(client, where)).status_code == 201
    refused = await answer(client, where, subject="x")
    assert (refused.status_code, refused.json()["field"]) == (422, "mail")
