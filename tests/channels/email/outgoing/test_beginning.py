"""A mail begun by an agent: what it opens, whose it is, and what is refused, on each kind of database."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import threads
from contact_center.auth import Scope
from contact_center.models import Conversation, Customer, CustomerIdentity, Event, Job, Mail, Mailbox, Message, WorkItem
from contact_center.values import Role
from tests import mails
from tests.api import Api
from tests.channels.email.outgoing.correspondence import ANN, SUPPORT, came, the_mail
from tests.channels.email.taking_in import TakingIn, conversations, messages, raw

BO = {"address": "Bo@Customer.example", "name": "Bo Nguyễn"}
PATH = "/api/v1/conversations"


async def inbox(api: Api, **fields: Any) -> str:
    return await api.db.write(lambda tx: mails.inbox_id_of(tx, mails.mailbox(tx, **fields)))


def written(where: str, *, client_id: str = "one", body: str = "Your parcel is here.", **mail: Any) -> dict[str, Any]:
    given = {"to": [BO], "subject": "Parcel 8"} | mail
    return {"inbox": where, "client_id": client_id, "body": body, "mail": given}


async def test_it_opens_a_conversation_that_its_writer_owns_with_a_new_customer(api: Api) -> None:
    where = await inbox(api)
    ada = await api.agent()
    client = await api.signed_in(ada)
    begun = await client.post(PATH, json=written(where, cc=[ANN]))
    assert begun.status_code == 201
    row, message = begun.json()["conversation"], begun.json()["message"]
    assert (row["subject"], row["channel"], row["status"], row["owner"]) == ("Parcel 8", "email", "open", "agent")
    assert (row["agent"]["id"], row["waiting_since"], row["unread"]) == (ada.public_id, None, 0)
    assert (row["customer"]["name"], row["customer"]["email"]) == ("Bo Nguyễn", "bo@customer.example")
    assert (message["delivery"], message["mail"]["subject"]) == ("sending", "Parcel 8")
    assert message["mail"]["may_take_back"]
    assert [each["address"] for each in message["mail"]["recipients"]] == ["bo@customer.example", ANN["address"]]
    mail = await api.db.read(the_mail)
    assert (mail.sender["address"], mail.in_reply_to, mail.references) == (SUPPORT, [], [])
    (job,) = await api.db.read(lambda tx: tx.execute(sa.select(Job).where(Job.kind == "mail.deliver")).scalars().all())
    assert job.run_at == api.clock() + timedelta(seconds=15)

    def stored(tx: Session) -> tuple[str, int]:
        opened = tx.execute(sa.select(Event.actor).where(Event.type == "ConversationOpened")).scalar_one()
        items = sa.select(sa.func.count()).where(WorkItem.agent_id == ada.id, WorkItem.state == "active")
        return opened, tx.execute(items).scalar_one()

    assert await api.db.read(stored) == (f"agent:{ada.id}", 1)


async def test_it_is_with_the_customer_who_has_the_address_already(api: Api) -> None:
    def unit(tx: Session) -> str:
        box = mails.mailbox(tx)
        came(tx, box.inbox_id, at=api.clock())
        return mails.inbox_id_of(tx, box)

    where = await api.db.write(unit)
    client = await api.signed_in()
    begun = await client.post(PATH, json=written(where, to=[{"address": "ANN@customer.example"}]))
    assert begun.json()["conversation"]["customer"]["name"] == "Ann"

    def counted(tx: Session) -> tuple[int, int]:
        people, talks = sa.select(sa.func.count(Customer.id)), sa.select(sa.func.count(Conversation.id))
        return tx.execute(people).scalar_one(), tx.execute(talks).scalar_one()

    assert await api.db.read(counted) == (1, 2)


async def test_a_new_customer_is_taken_to_speak_the_language_of_the_mail(api: Api) -> None:
    where = await inbox(api)
    client = await api.signed_in()
    begun = await client.post(PATH, json=written(where, body="Đơn hàng của bạn đã được gửi đi."))
    assert begun.json()["conversation"]["customer"]["locale"] == "vi"


async def test_sent_again_it_begins_nothing_new_and_another_agents_same_id_is_another_mail(api: Api) -> None:
    where = await inbox(api)
    client, other = await api.signed_in(), await api.signed_in()
    first = await client.post(PATH, json=written(where))
    again = await client.post(PATH, json=written(where))
    assert (again.status_code, again.json()["message"]["id"]) == (201, first.json()["message"]["id"])
    another = await other.post(PATH, json=written(where))
    assert another.json()["conversation"]["id"] != first.json()["conversation"]["id"]
    numbers = await api.db.read(lambda tx: tx.execute(sa.select(sa.func.count(Message.id))).scalar_one())
    assert numbers == 2


async def test_taken_back_it_is_the_draft_in_its_conversation_and_is_not_sent_again(api: Api) -> None:
    where = await inbox(api)
    client = await api.signed_in()
    begun = (await client.post(PATH, json=written(where))).json()
    conversation, message = begun["conversation"]["id"], begun["message"]["id"]
    taken = await client.post(f"{PATH}/{conversation}/messages/{message}/take-back")
    assert taken.status_code == 200
    draft = taken.json()
    assert (draft["body"], draft["mail"]["subject"]) == ("Your parcel is here.", "Parcel 8")
    assert draft["mail"]["to"][0]["address"] == BO["address"]
    again = await client.post(PATH, json=written(where))
    assert again.json()["message"]["delivery"] == "withdrawn"


async def test_it_leaves_at_the_time_that_was_chosen(api: Api) -> None:
    where = await inbox(api)
    client = await api.signed_in()
    later = api.clock() + timedelta(days=1)
    begun = await client.post(PATH, json=written(where, send_at=later.isoformat()))
    assert begun.status_code == 201
    assert (await api.db.read(the_mail)).send_at == later


async def test_the_customers_answer_comes_into_the_conversation(api: Api) -> None:
    where = await inbox(api)
    client = await api.signed_in()
    begun = (await client.post(PATH, json=written(where))).json()
    ours = (await api.db.read(the_mail)).header_id
    answer = raw(sender="Bo <bo@customer.example>", to=SUPPORT, subject="Re: Parcel 8", In_Reply_To=f"<{ours}>")
    taking = TakingIn(api.db, api.settings)
    taking.now = api.clock()
    await taking.take(await api.db.read(lambda tx: tx.execute(sa.select(Mailbox.id)).scalar_one()), answer)

    def answered(tx: Session) -> tuple[list[str], str, int]:
        (conversation,) = conversations(tx)
        people = tx.execute(sa.select(sa.func.count(CustomerIdentity.id))).scalar_one()
        return [body for _, body in messages(tx)][1:], conversation.owner, people

    assert await api.db.read(answered) == (["It has not come."], "agent", 1)
    assert threads.own_message(ours or "", key=api.settings.secret_key) == begun["message"]["id"]


@pytest.mark.parametrize(
    ("mail", "code", "field"),
    [
        ({"to": []}, "no_recipient", "mail.to"),
        ({"to": None}, "no_recipient", "mail.to"),
        ({"to": [{"address": "nobody"}]}, "not_an_address", "mail.to"),
        ({"cc": [{"address": "a@b@c"}]}, "not_an_address", "mail.cc"),
        ({"cc": [{"address": f"a@{'ồ' * 70}.vn"}]}, "not_an_address", "mail.cc"),
        ({"to": [{"address": "Support+x@shop.example"}]}, "own_address", "mail.to"),
        ({"subject": " "}, "no_subject", "mail.subject"),
        ({"subject": None}, "no_subject", "mail.subject"),
    ],
)
async def test_what_is_wrong_with_the_mail_is_said_and_nothing_is_stored(
    api: Api, mail: dict[str, Any], code: str, field: str
) -> None:
    client = await api.signed_in()
    refused = await client.post(PATH, json=written(await inbox(api), **mail))
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, code, field)
    assert await api.db.read(lambda tx: tx.execute(sa.select(sa.func.count(Conversation.id))).scalar_one()) == 0
    assert await api.db.read(lambda tx: tx.execute(sa.select(sa.func.count(Mail.message_id))).scalar_one()) == 0


async def test_an_inbox_that_cannot_send_says_why(api: Api) -> None:
    def unit(tx: Session) -> dict[str, str]:
        gone, off = mails.mailbox(tx, address="a@shop.example"), mails.mailbox(tx, address="b@shop.example")
        found = {"mailbox_disabled": mails.inbox_id_of(tx, off), "no_mailbox": mails.inbox_id_of(tx, gone)}
        off.disabled_at = api.clock()
        tx.delete(gone)
        return found

    client = await api.signed_in()
    for code, where in (await api.db.write(unit)).items():
        refused = await client.post(PATH, json=written(where))
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert (await client.post(PATH, json=written("nowhere"))).status_code == 404


async def test_a_token_that_may_only_read_begins_nothing(api: Api) -> None:
    reader = await api.with_token([Scope.CONVERSATIONS_READ])
    assert (await reader.post(PATH, json=written(await inbox(api)))).status_code == 403


async def test_the_mailboxes_to_write_from_come_with_the_signatures_that_follow(api: Api) -> None:
    signature = {"vi": {"text": "Cửa hàng"}, "en": {"text": "The shop"}}

    def unit(tx: Session) -> str:
        mails.mailbox(tx, address="off@shop.example").disabled_at = api.clock()
        return mails.inbox_id_of(tx, mails.mailbox(tx, settings={"signature": signature}))

    where = await api.db.write(unit)
    client = await api.signed_in(Role.AGENT)
    await client.put(f"/api/v1/inboxes/{where}/signature", json={"texts": {"en": {"text": "Ada"}}})
    found = (await client.get("/api/v1/mail-senders")).json()["senders"]
    signed = {"en": "Ada\n\nThe shop", "vi": "Ada\n\nCửa hàng"}
    assert found == [{"inbox": where, "name": "Mail", "address": SUPPORT, "signatures": signed}]
