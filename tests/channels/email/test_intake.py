"""What becomes of a mail that has come: a message in the right conversation, or something that can be looked at."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import intake as intake_module
from channels.email import mime, threads
from channels.email.arrivals import INTAKE
from channels.email.coming import MailRules
from channels.email.shared import RULES
from contact_center import installation
from contact_center.conversations import service
from contact_center.conversations.appending import DISPATCH
from contact_center.customers.blocks import block_customer
from contact_center.db import Database
from contact_center.models import (
    Attachment,
    Conversation,
    Customer,
    CustomerIdentity,
    Mailbox,
    MailParticipant,
    Message,
)
from contact_center.realtime.mail_views import RelatedConversation
from contact_center.realtime.mails import mail_views
from contact_center.search import indexing, queries
from contact_center.search.schemas import SearchQuery
from contact_center.settings import Settings
from contact_center.values import MailState, Status
from tests import mails, scene
from tests.channels.email.taking_in import NOW, TakingIn, conversations, jobs_of, kept, messages, raw, told


@pytest.fixture
def taking(database: Database, database_settings: Settings) -> TakingIn:
    return TakingIn(database, database_settings)


@pytest.fixture
async def box(database: Database) -> int:
    return await database.write(lambda tx: mails.mailbox(tx).id)


def states(tx: Session) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in kept(tx)]


def participants(tx: Session, conversation_id: int) -> dict[str, str]:
    query = sa.select(MailParticipant).where(MailParticipant.conversation_id == conversation_id)
    return {each.address: each.role for each in tx.execute(query).scalars()}


async def test_a_mail_opens_a_conversation_with_its_subject_and_waits_for_somebody(taking: TakingIn, box: int) -> None:
    came_at = NOW - timedelta(minutes=10)
    content = raw(to="Support <support@shop.example>, Bo <bo@customer.example>", Cc="<lan@customer.example>")
    await taking.take(box, content, at=came_at)
    (talk,) = await taking.db.read(conversations)
    assert (talk.channel, talk.subject, talk.status) == ("email", "Where is my order?", Status.OPEN)
    assert (talk.waiting_since, talk.unread, talk.preview) == (came_at, 1, "It has not come.")
    assert await taking.db.read(jobs_of, DISPATCH)
    customer = await taking.db.read(lambda tx: tx.get_one(Customer, talk.customer_id))
    assert (customer.name, customer.email) == ("Ann Lê", "ann@customer.example")
    (mail,) = await taking.db.read(told)
    assert (mail.direction, mail.header_id, mail.subject) == ("in", "1@customer.example", "Where is my order?")
    assert mail.sender == {"address": "ann@customer.example", "name": "Ann Lê"}
    assert await taking.db.read(participants, talk.id) == {
        "ann@customer.example": "from", "bo@customer.example": "to", "lan@customer.example": "cc",
    }  # fmt: skip
    (row,) = await taking.db.read(kept)
    assert (row.state, row.message_id) == (MailState.DONE, mail.message_id)
    assert await taking.files.read(row.key or "") == content


async def test_the_same_mail_again_is_kept_once_whatever_servers_put_on_its_top(taking: TakingIn, box: int) -> None:
    again = b"Received: from elsewhere\r\nDelivered-To: help@shop.example\r\n" + raw()
    assert len(await taking.arrive(box, raw())) == 1
    assert await taking.arrive(box, again, raw()) == set()
    await taking.run(box)
    await taking.take(box, raw(), again)
    assert len(await taking.db.read(messages)) == 1


async def test_two_mails_with_one_message_id_are_two_where_they_say_different_things(
    taking: TakingIn, box: int
) -> None:
    await taking.take(box, raw(text="One"), raw(text="Two"), raw(message_id=None), raw(message_id=None, subject="Two"))
    assert len(await taking.db.read(messages)) == 4


async def test_an_answer_of_someone_who_takes_part_goes_into_the_conversation_of_what_it_answers(
    taking: TakingIn, box: int
) -> None:
    await taking.take(box, raw(Cc="bo@customer.example"), raw(subject="Other", message_id="9@customer.example"))
    first, other = await taking.db.read(conversations)
    answer = raw(
        text="Mine as well", message_id="2@x", sender="Bo <BO@customer.example>", References="<1@customer.example>"
    )
    await taking.take(box, answer, raw(text="Still", message_id="3@x", In_Reply_To="<2@x>"))
    found = await taking.db.read(messages)
    assert [key for key, _ in found] == [first.id, other.id, first.id, first.id]


async def test_an_answer_of_a_stranger_begins_a_conversation_that_is_related(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    stranger = raw(message_id="2@x", sender="eve@elsewhere.example", References="<1@customer.example>")
    await taking.take(box, stranger, raw(message_id="4@x"))
    first, second, third = await taking.db.read(conversations)
    mail = (await taking.db.read(told))[1]
    assert (mail.related_id, mail.stranger) == (first.id, False)
    assert second.customer_id != first.customer_id == third.customer_id
    (shown,) = (await taking.db.read(mail_views, [mail.message_id])).values()
    assert shown.related == RelatedConversation(
        id=first.public_id, number=first.id, customer="Ann L\u00ea", same_customer=False
    )


async def test_a_stranger_who_answers_our_own_mail_joins_and_staff_see_it_once(
    taking: TakingIn, box: int, database_settings: Settings
) -> None:
    await taking.take(box, raw())
    first = await taking.db.read(lambda tx: tx.execute(sa.select(Message.public_id)).scalar_one())
    ours = threads.message_id(first, key=database_settings.secret_key, domain="shop.example")
    eve, answers = "eve@elsewhere.example", f"<{ours}>"
    once = raw(message_id="2@x", sender=eve, In_Reply_To=answers)
    await taking.take(box, once, raw(message_id="3@x", sender=eve, text="Again", In_Reply_To=answers))
    (talk,) = await taking.db.read(conversations)
    mails_of = await taking.db.read(told)
    assert [(each.stranger, each.related_id) for each in mails_of] == [(False, None), (True, None), (False, None)]
    views = await taking.db.read(mail_views, [each.message_id for each in mails_of])
    assert [each.stranger for each in views.values()] == [False, True, False]
    assert await taking.db.read(participants, talk.id) == {
        "ann@customer.example": "from",
        "eve@elsewhere.example": "from",
    }


async def test_who_answers_from_another_address_of_theirs_is_told_apart_from_a_stranger(
    taking: TakingIn, box: int
) -> None:
    await taking.take(box, raw())
    other = raw(message_id="2@x", sender="ann@home.example", References="<1@customer.example>")

    def same(tx: Session) -> None:
        first = tx.execute(sa.select(Conversation.customer_id)).scalar_one()
        tx.add(
            CustomerIdentity(customer_id=first, kind="email", value="ann@home.example", verified=False, created_at=NOW)
        )

    await taking.db.write(same)
    await taking.take(box, other)
    mail = (await taking.db.read(told))[1]
    (shown,) = (await taking.db.read(mail_views, [mail.message_id])).values()
    assert shown.related is not None
    assert shown.related.same_customer


async def test_who_a_trusted_server_says_is_another_is_no_known_customer_and_enters_nothing(
    taking: TakingIn, database: Database
) -> None:
    box = await database.write(lambda tx: mails.mailbox(tx, settings={"trusted_servers": ["mx.shop.example"]}).id)
    await taking.take(box, raw())
    spoofed = raw(
        message_id="2@x", In_Reply_To="<1@customer.example>", Authentication_Results="mx.shop.example; dmarc=fail"
    )
    await taking.take(box, spoofed)
    first, second = await database.read(conversations)
    assert first.customer_id != second.customer_id
    assert (await database.read(told))[1].authentication[0]["dmarc"] == "fail"
    assert await database.read(participants, second.id) == {}
    believed = raw(message_id="3@x", In_Reply_To="<1@customer.example>", Authentication_Results="mx.evil; dmarc=fail")
    await taking.take(box, believed)
    assert (await database.read(messages))[-1][0] == first.id


async def test_history_is_there_to_be_read_and_sets_off_nothing(taking: TakingIn, box: int) -> None:
    long_ago = NOW - timedelta(days=300)
    answer = raw(text="Thanks", message_id="2@x", In_Reply_To="<1@customer.example>")
    await taking.take(box, raw(), answer, at=long_ago, history=True)
    (talk,) = await taking.db.read(conversations)
    assert (talk.status, talk.waiting_since, talk.unread) == (Status.RESOLVED, None, 0)
    assert talk.created_at == talk.last_message_at == long_ago
    assert await taking.db.read(jobs_of, DISPATCH) == []
    assert len(await taking.db.read(messages)) == 2
    await taking.take(box, raw(text="Again!", message_id="3@x", In_Reply_To="<2@x>"))
    (talk,) = await taking.db.read(conversations)
    assert (talk.status, talk.waiting_since) == (Status.OPEN, NOW)


async def test_an_answer_opens_what_was_resolved_but_an_answering_machine_does_not(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    (talk,) = await taking.db.read(conversations)
    await taking.db.write(service.resolve, talk.id, by="system", at=NOW)
    machine = raw(text="I am away", message_id="2@x", In_Reply_To="<1@customer.example>", Auto_Submitted="auto-replied")
    await taking.take(box, machine)
    (talk,) = await taking.db.read(conversations)
    assert (talk.status, talk.waiting_since, talk.preview) == (Status.RESOLVED, None, "I am away")
    await taking.take(box, raw(text="Hello?", message_id="3@x", In_Reply_To="<1@customer.example>"))
    (talk,) = await taking.db.read(conversations)
    assert talk.status == Status.OPEN


async def test_what_we_have_sent_ourselves_and_what_blocked_people_send_is_dropped_and_can_be_looked_at(
    taking: TakingIn, box: int
) -> None:
    await taking.take(box, raw())
    (talk,) = await taking.db.read(conversations)
    agent = await taking.db.write(scene.agent, "Ada")
    await taking.db.write(block_customer, talk.customer_id, reason="", agent_id=agent, until=None, by="system", at=NOW)
    await taking.take(box, raw(message_id="2@x"))
    assert await taking.db.read(states) == [("done", None), ("dropped", "blocked")]
    assert len(await taking.db.read(messages)) == 1


async def test_files_go_with_the_message_and_what_is_refused_stays_in_the_mail_alone(
    taking: TakingIn, box: int
) -> None:
    head = raw().replace(b"Content-Type: text/plain; charset=utf-8", b"Content-Type: multipart/mixed; boundary=b")
    parts = [
        b"Content-Type: text/plain\r\n\r\nSee here",
        b"Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF-1.4 bill",
        b"Content-Type: image/png; name=run.exe\r\nContent-Disposition: attachment\r\n\r\nMZ\0\0program",
    ]
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    await taking.take(box, head.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body)
    (file,) = await taking.db.read(lambda tx: tx.execute(sa.select(Attachment)).scalars().all())
    assert (file.name, file.media_type) == ("a.pdf", "application/pdf")
    assert await taking.files.read(file.key) == b"%PDF-1.4 bill"
    (mail,) = await taking.db.read(told)
    assert file.message_id == mail.message_id
    assert any(each.startswith("file_type_refused") for each in mail.problems)


async def test_a_picture_that_the_html_shows_is_where_it_belongs_and_not_beside_the_text(
    taking: TakingIn, box: int
) -> None:
    head = raw().replace(b"Content-Type: text/plain; charset=utf-8", b"Content-Type: multipart/related; boundary=b")
    parts = [
        b'Content-Type: text/html\r\n\r\n<p onclick="x()">See <img src="cid:a@b"><img src="https://far.example/i"></p>',
        b"Content-Type: image/png\r\nContent-ID: <a@b>\r\nContent-Disposition: inline\r\n\r\n\x89PNG\r\n\x1a\n",
        b"Content-Type: image/png; name=beside.png\r\nContent-ID: <c@d>\r\n\r\n\x89PNG\r\n\x1a\n..",
    ]
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    await taking.take(box, head.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body)
    files = await taking.db.read(lambda tx: tx.execute(sa.select(Attachment).order_by(Attachment.id)).scalars().all())
    (mail,) = await taking.db.read(told)
    assert mail.html is not None
    assert f"/files/{files[0].key}/" in mail.html
    assert "onclick" not in mail.html
    assert 'src="https:' not in mail.html.replace("data-src", "")
    assert mail.remote == 1
    beside = await taking.db.read(lambda tx: tx.get_one(Message, mail.message_id).attachments)
    assert [each["name"] for each in beside or []] == ["beside.png"]


async def test_what_we_have_signed_brings_an_answer_home_whoever_sends_it(
    taking: TakingIn, box: int, database_settings: Settings
) -> None:
    key = database_settings.secret_key
    await taking.take(box, raw(), raw(message_id="9@x", sender="bo@other.example"))
    first, other = await taking.db.read(conversations)
    public_id = await taking.db.read(
        lambda tx: tx.execute(sa.select(Message.public_id).order_by(Message.id)).scalars().first()
    )
    ours = threads.message_id(public_id or "", key=key, domain="shop.example")
    tagged = threads.reply_address("support@shop.example", other.id, key=key)
    by_id = raw(message_id="2@x", sender="lan@third.example", References=f"<{ours}>")
    by_address = raw(message_id="3@x", sender="lan@third.example", to=f"Support <{tagged}>")
    await taking.take(box, by_id, by_address, raw(message_id="4@x", References=f"<{ours.replace('@', 'x@')}>"))
    found = await taking.db.read(messages)
    assert [key for key, _ in found[2:4]] == [first.id, other.id]
    assert found[4][0] not in {first.id, other.id}
    assert "lan@third.example" in await taking.db.read(participants, other.id)
    assert not any("support" in each for each in await taking.db.read(participants, other.id))
    await taking.take(box, raw(message_id=ours, sender="support@shop.example"))
    assert (await taking.db.read(states))[-1] == ("dropped", "own")


async def test_a_form_that_writes_in_our_name_is_from_whoever_filled_it_in(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(sender="Shop <support@shop.example>", Reply_To="Ann <ann@customer.example>"))
    (talk,) = await taking.db.read(conversations)
    assert (await taking.db.read(lambda tx: tx.get_one(Customer, talk.customer_id))).email == "ann@customer.example"


async def test_one_that_cannot_be_read_stops_no_other_and_is_put_aside_until_somebody_retries(
    taking: TakingIn, box: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = mime.parse

    def breaking(content: bytes) -> Any:
        if b"poison" in content:
            raise RuntimeError("it is poisonous")
        return parse(content)

    monkeypatch.setattr(mime, "parse", breaking)
    given = [raw(text=f"Number {number}", message_id=f"{number}@x") for number in range(20)]
    given[7] = raw(text="poison", message_id="7@x")
    await taking.take(box, *given)
    assert len(await taking.db.read(messages)) == 19
    for _ in range(2):
        assert len(await taking.db.read(jobs_of, INTAKE)) == 1
        await taking.run(box)
    bad = (await taking.db.read(kept))[7]
    assert (bad.state, bad.attempts, bad.error) == (MailState.QUARANTINED, 3, "RuntimeError: it is poisonous")


async def test_one_that_ends_the_process_takes_no_other_along_for_ever(taking: TakingIn, box: int) -> None:
    await taking.arrive(box, raw(), raw(message_id="2@x"), raw(message_id="3@x"))
    for _ in range(3):  # the process dies while it reads them
        await taking.db.write(intake_module._begin, box, 0)
        assert next(row.attempts for row in await taking.db.read(kept)) <= 3
    await taking.run(box)
    assert [row.state for row in await taking.db.read(kept)] == ["quarantined", "done", "done"]


async def test_where_one_copy_is_enough_the_second_mailbox_only_notes_it(taking: TakingIn, box: int) -> None:
    other = await taking.db.write(lambda tx: mails.mailbox(tx, address="sales@shop.example").id)
    await taking.take(box, raw())
    await taking.take(other, raw())
    assert len(await taking.db.read(messages)) == 2
    await taking.db.write(installation.store, RULES, MailRules(copies="one"))
    await taking.take(box, raw(message_id="2@x"))
    await taking.take(other, raw(message_id="2@x"))
    assert len(await taking.db.read(messages)) == 3
    assert await taking.db.read(states) == [("done", None), ("done", None), ("done", None), ("dropped", "elsewhere")]


async def test_a_mail_is_found_by_its_subject_and_by_its_text(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(subject="Đơn hàng 4711", text="It has not come, persimmon."))
    await taking.db.write(indexing.index_messages, now=NOW)
    for words in ("don hang 4711", "persimmon"):
        (hit,) = (await taking.db.read(queries.messages, SearchQuery(q=words))).items
        assert hit.conversation.subject == "Đơn hàng 4711"


async def test_mail_from_an_address_shows_that_it_works_again(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())

    def bounce(tx: Session) -> None:
        tx.execute(sa.update(CustomerIdentity).values(bounced_at=NOW, bounce_words="550 nobody"))

    await taking.db.write(bounce)
    await taking.take(box, raw(message_id="2@x"))
    identity = await taking.db.read(lambda tx: tx.execute(sa.select(CustomerIdentity)).scalars().one())
    assert (identity.bounced_at, identity.bounce_words) == (None, None)
    assert (await taking.db.read(lambda tx: tx.get_one(Mailbox, box))).last_contact_at == NOW
