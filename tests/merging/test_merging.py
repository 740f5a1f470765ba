"""Conversations by mail that are merged: by the API and by mails that come, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import threads
from contact_center.auth import Scope
from contact_center.conversations import service
from contact_center.conversations.appending import DISPATCH, append_messages
from contact_center.models import Conversation, Event, Job, MailParticipant, Message, WorkItem
from contact_center.realtime.queries import changes_after, join_staff
from contact_center.retention import past, purge
from contact_center.search import indexing, queries
from contact_center.search.schemas import SearchQuery
from contact_center.values import Audience, Author, NewMessage, Writer
from contact_center.work import service as work
from contact_center.work.schemas import Entry
from tests import mails, scene
from tests.channels.email.taking_in import conversations
from tests.merging.conftest import Desk


def numbers(tx: Session, conversation_id: int) -> list[int]:
    """The numbers of a conversation's facts; each message has the number of one of them."""
    mine = Event.entity == "conversation", Event.entity_id == conversation_id, Event.staff_seq.is_not(None)
    facts = list(tx.execute(sa.select(Event.staff_seq).where(*mine).order_by(Event.staff_seq)).scalars())
    of_messages = sa.select(Message.staff_seq).where(Message.conversation_id == conversation_id)
    assert set(tx.execute(of_messages).scalars()) <= set(facts)
    return [each for each in facts if each is not None]


async def test_what_was_said_in_both_stands_in_one_by_time(desk: Desk) -> None:
    first = await desk.comes("one")
    second = await desk.comes("two", subject="Again")
    assert await desk.comes("three", In_Reply_To="<one@customer.example>") == first
    merged = await desk.merge(second, first)
    assert merged.status_code == 200, merged.text
    assert merged.json()["conversation"]["number"] == first
    assert await desk.texts(first) == ["one", "two", "three"]
    assert await desk.texts(second) == []
    row, gone = await desk.row(first), await desk.row(second)
    assert (row["unread"], row["preview"], row["merged_into"]) == (3, "three", None)
    assert (gone["status"], gone["merged_into"], gone["unread"]) == ("resolved", first, 0)
    seqs = await desk.api.db.read(numbers, first)
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))


async def test_answers_to_either_come_to_the_one_that_is_left(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    tagged = threads.reply_address("support@shop.example", second, key=desk.api.settings.secret_key)
    assert (await desk.merge(second, first)).status_code == 200
    assert await desk.comes("to theirs", In_Reply_To="<two@customer.example>") == first
    assert await desk.comes("to the address", to=tagged) == first
    assert await desk.comes("to ours", In_Reply_To="<one@customer.example>") == first
    assert len(await desk.api.db.read(conversations)) == 2


async def test_an_answer_to_our_own_mail_from_the_merged_one_comes_to_the_one_that_is_left(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    key = (await desk.row(second))["id"]
    sent = await desk.client.post(f"/api/v1/conversations/{key}/messages", json={"body": "Hello", "client_id": "h"})
    assert sent.status_code == 201, sent.text
    own = threads.message_id(sent.json()["id"], key=desk.api.settings.secret_key, domain="shop.example")
    assert (await desk.merge(second, first)).status_code == 200
    assert await desk.comes("thanks", In_Reply_To=f"<{own}>") == first
    assert await desk.texts(first) == ["one", "two", "Hello", "thanks"]


async def test_the_merged_one_is_in_no_list_and_takes_nothing(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    gone = await desk.row(second)
    assert (await desk.merge(second, first)).status_code == 200
    for path in (
        "/api/v1/conversations?status=resolved",
        "/api/v1/conversations",
        f"/api/v1/customers/{gone['customer']['id']}/conversations",
    ):
        assert second not in [each["number"] for each in (await desk.client.get(path)).json()["items"]]
    customer = (await desk.client.get(f"/api/v1/customers/{gone['customer']['id']}")).json()
    assert customer["conversations"] == 1
    for path, body in (("messages", {"body": "Hello"}), ("reopen", None), ("release", None)):
        refused = await desk.client.post(f"/api/v1/conversations/{gone['id']}/{path}", json=body)
        assert refused.status_code == 409, (path, refused.text)
    answer = await desk.client.post(f"/api/v1/conversations/{gone['id']}/messages", json={"body": "Hello"})
    assert (answer.json()["code"], f"#{first}" in answer.json()["detail"]) == ("conversation_merged", True)


async def test_the_same_merge_again_changes_nothing(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    merged = await desk.merge(second, first)
    row = await desk.row(first)
    again = await desk.merge(second, first)
    assert (again.status_code, again.json()["merge"]) == (200, merged.json()["merge"])
    assert await desk.row(first) == row


async def test_who_has_not_seen_the_last_mail_looks_again_first(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    version = (await desk.row(first))["version"]
    await desk.comes("three", In_Reply_To="<one@customer.example>")
    refused = await desk.merge(second, first, into_version=version)
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
    assert await desk.texts(second) == ["two"]


@pytest.mark.parametrize(("allowed", "code"), [(False, "other_customer"), (True, None)])
async def test_another_customer_s_is_merged_by_those_alone_who_say_so(
    desk: Desk, allowed: bool, code: str | None
) -> None:
    first = await desk.comes("one")
    second = await desk.comes("two", sender="bo@other.example")
    merged = await desk.merge(second, first, other_customer=allowed)
    assert merged.json().get("code") == code
    if allowed:
        parts = sa.select(MailParticipant.address).where(MailParticipant.conversation_id == first)
        assert "bo@other.example" in await desk.api.db.read(lambda tx: tx.execute(parts).scalars().all())
        assert (await desk.row(first))["customer"]["email"] == "ann@customer.example"


async def test_another_customer_s_needs_the_permission_to_change_customers(desk: Desk) -> None:
    first = await desk.comes("one")
    second = await desk.comes("two", sender="bo@other.example")
    program = await desk.api.with_token([Scope.CONVERSATIONS_READ, Scope.CONVERSATIONS_WRITE])
    refused = await desk.merge(second, first, client=program, other_customer=True)
    assert (refused.status_code, "customers:write" in refused.json()["detail"]) == (403, True)


async def test_a_conversation_is_not_merged_with_itself_nor_a_chat_with_a_mail(desk: Desk) -> None:
    first = await desk.comes("one")
    chat = await scene.conversation(desk.api.db)
    assert (await desk.merge(first, first)).json()["code"] == "same_conversation"
    assert (await desk.merge(chat, first, other_customer=True)).json()["code"] == "not_by_mail"
    assert (await desk.merge(first, chat, other_customer=True)).json()["code"] == "not_by_mail"


async def test_the_work_that_waited_is_closed_and_its_wait_is_kept(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    now = desk.api.clock()
    long_ago, soon = now - timedelta(hours=5), now + timedelta(hours=1)

    def queue(tx: Session) -> None:
        late = Entry(queue_id=work.default_queue(tx), promise_at=now + timedelta(days=2))
        work.enqueue(tx, first, late, channel="email", by="system", at=now)
        entry = Entry(queue_id=work.default_queue(tx), priority=4, promise_at=soon)
        work.enqueue(tx, second, entry, channel="email", by="system", at=now, since=long_ago)

    await desk.api.db.write(queue)
    assert (await desk.merge(second, first)).status_code == 200

    def items(tx: Session) -> dict[int, WorkItem]:
        return {each.conversation_id: each for each in tx.execute(sa.select(WorkItem)).scalars()}

    found = await desk.api.db.read(items)
    assert (found[second].state, found[second].outcome) == ("cancelled", "merged")
    kept = found[first]
    assert (kept.state, kept.eligible_at, kept.promise_at, kept.priority) == ("queued", long_ago, soon, 4)


async def test_what_waits_opens_a_resolved_one_for_whoever_merges(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    await desk.client.post(f"/api/v1/conversations/{(await desk.row(first))['id']}/resolve")
    assert (await desk.merge(second, first)).status_code == 200
    row = await desk.row(first)
    assert (row["status"], row["owner"]) == ("open", "agent")
    assert row["waiting_since"] is not None


async def test_it_can_be_taken_out_again_with_what_has_come_since_left_there(desk: Desk) -> None:
    first = await desk.comes("one")
    second = await desk.comes("two", subject="Again", Cc="cy@customer.example")
    merged = (await desk.merge(second, first)).json()
    await desk.comes("three", In_Reply_To="<two@customer.example>")
    undone = await desk.undo(merged["merge"])
    assert (undone.status_code, undone.json()["conversation"]["number"]) == (200, second)
    assert await desk.texts(first) == ["one", "three"]
    assert await desk.texts(second) == ["two"]
    row, back = await desk.row(first), await desk.row(second)
    assert (row["preview"], back["preview"], back["merged_into"]) == ("three", "two", None)
    assert (back["status"], back["owner"]) == ("open", "none")
    parts = sa.select(MailParticipant.address).where(MailParticipant.conversation_id == first)
    assert "cy@customer.example" not in await desk.api.db.read(lambda tx: tx.execute(parts).scalars().all())
    assert await desk.comes("four", In_Reply_To="<two@customer.example>") == second
    assert (await desk.undo(merged["merge"])).status_code == 200
    assert await desk.texts(second) == ["two", "four"]
    assert (await desk.merge(second, first)).status_code == 200
    assert await desk.texts(first) == ["one", "two", "three", "four"]


async def test_both_wait_again_as_they_did_at_those_who_had_them(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    third = await desk.comes("three", subject="Third")
    mate = await desk.api.agent()
    now = desk.api.clock()
    await desk.api.db.write(lambda tx: service.assign(tx, third, agent_id=mate.id, by="system", at=now))
    names = ("status", "owner", "agent", "waiting_since", "due_at", "unread")
    before = {number: [(await desk.row(number))[name] for name in names] for number in (first, second, third)}
    assert all(each[4] for each in before.values())
    merges = [(await desk.merge(number, second)).json()["merge"] for number in (first, third)]
    assert (await desk.row(second))["due_at"] == before[first][4]
    await desk.api.db.write(lambda tx: tx.execute(sa.update(Job).values(state="done")))
    for merge in reversed(merges):
        assert (await desk.undo(merge)).status_code == 200
    assert {number: [(await desk.row(number))[name] for name in names] for number in before} == before
    waiting = sa.select(Job.unique_key).where(Job.kind == DISPATCH, Job.state == "queued")
    assert await desk.api.db.read(lambda tx: tx.execute(waiting).scalars().all()) == [str(first)]


async def test_what_was_answered_or_came_since_keeps_its_own_wait(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    key = (await desk.row(second))["id"]
    await desk.client.post(f"/api/v1/conversations/{key}/messages", json={"body": "Hello"})
    merge = (await desk.merge(first, second)).json()["merge"]
    await desk.comes("three", In_Reply_To="<two@customer.example>")
    came = desk.api.clock().isoformat().replace("+00:00", "Z")
    assert (await desk.undo(merge)).status_code == 200
    row = await desk.row(second)
    assert (row["waiting_since"], row["due_at"] is not None, row["unread"]) == (came, True, 1)
    merge = (await desk.merge(first, second)).json()["merge"]
    await desk.client.post(f"/api/v1/conversations/{key}/messages", json={"body": "Hello again"})
    assert (await desk.undo(merge)).status_code == 200
    answered, back = await desk.row(second), await desk.row(first)
    assert (answered["waiting_since"], answered["due_at"], answered["unread"]) == (None, None, 0)
    assert back["due_at"] is not None


async def test_merges_on_merges_lead_to_the_last_and_are_undone_in_reverse(desk: Desk) -> None:
    a, b, c = await desk.comes("one"), await desk.comes("two", subject="B"), await desk.comes("three", subject="C")
    inner = (await desk.merge(a, b)).json()["merge"]
    outer = (await desk.merge(b, c)).json()["merge"]
    assert (await desk.row(a))["merged_into"] == c
    assert await desk.comes("four", In_Reply_To="<one@customer.example>") == c
    refused = await desk.undo(inner)
    assert (refused.status_code, refused.json()["code"]) == (409, "conversation_merged")
    assert (await desk.undo(outer)).status_code == 200
    assert (await desk.row(a))["merged_into"] == b
    assert (await desk.undo(inner)).status_code == 200
    assert [await desk.texts(each) for each in (a, b, c)] == [["one"], ["two"], ["three", "four"]]


async def test_consoles_that_watch_are_sent_the_whole_anew(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    before = await desk.api.db.read(lambda tx: tx.get_one(Conversation, first).staff_seq)
    merged = (await desk.merge(second, first)).json()
    assert await desk.api.db.read(changes_after, first, before) is None
    joined = await desk.api.db.read(join_staff, first, before)
    (snapshot,) = joined.frames
    assert [each.body for each in snapshot.messages] == ["one", "two"]  # type: ignore[union-attr]
    lines = [(each.kind, each.other, each.merge, each.away) for each in snapshot.notices]  # type: ignore[union-attr]
    assert lines[-1] == ("ConversationsMerged", second, merged["merge"], False)
    after = await desk.api.db.read(lambda tx: tx.get_one(Conversation, first).staff_seq)
    await desk.undo(merged["merge"])
    assert await desk.api.db.read(changes_after, first, after) is None
    (snapshot,) = (await desk.api.db.read(join_staff, second, 0)).frames
    told = [(each.kind, each.other, each.away) for each in snapshot.notices]  # type: ignore[union-attr]
    assert told == [("ConversationsMerged", first, True), ("ConversationsSplit", first, True)]


async def test_a_change_of_a_message_goes_along_with_its_message(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    key = (await desk.row(second))["id"]
    sent = (await desk.client.post(f"/api/v1/conversations/{key}/messages", json={"body": "Hello"})).json()
    later = (desk.api.clock() + timedelta(days=1)).isoformat()
    await desk.client.put(f"/api/v1/conversations/{key}/messages/{sent['id']}/send-at", json={"send_at": later})
    assert (await desk.merge(second, first)).status_code == 200

    def place(tx: Session) -> tuple[int, int]:
        fact = sa.select(Event.data).where(Event.type == "MailPlanned", Event.entity_id == first)
        message = sa.select(Message.staff_seq).where(Message.public_id == sent["id"])
        return tx.execute(fact).scalar_one()["message_seq"], tx.execute(message).scalar_one()

    told, stands = await desk.api.db.read(place)
    assert told == stands
    path = f"/api/v1/conversations/{(await desk.row(first))['id']}/messages/{sent['id']}/take-back"
    assert (await desk.client.post(path)).status_code == 200


async def test_drafts_go_along_below_what_was_begun_there(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    keys = [(await desk.row(each))["id"] for each in (first, second)]
    for key, text in zip(keys, ("Dear Ann", "As I said"), strict=True):
        saved = await desk.client.put(f"/api/v1/conversations/{key}/drafts/public", json={"body": text})
        assert saved.status_code == 200
    assert (await desk.merge(second, first)).status_code == 200
    drafts = [(await desk.client.get(f"/api/v1/conversations/{key}/drafts")).json()["drafts"] for key in keys]
    assert ([each["body"] for each in drafts[0]], drafts[1]) == (["Dear Ann\n\nAs I said"], [])


async def test_two_messages_of_one_client_id_are_both_kept(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    for number in (first, second):
        desk.api.clock.advance(minutes=1)
        body = {"body": f"note of {number}", "audience": "staff", "client_id": "same"}
        key = (await desk.row(number))["id"]
        assert (await desk.client.post(f"/api/v1/conversations/{key}/messages", json=body)).status_code == 201
    assert (await desk.merge(second, first)).status_code == 200
    assert await desk.texts(first) == ["one", "two", f"note of {first}", f"note of {second}"]


async def test_another_inbox_s_mails_are_found_there_from_then_on(desk: Desk) -> None:
    box = await desk.api.db.write(lambda tx: mails.mailbox(tx, address="sales@shop.example").id)
    first, second = await desk.comes("one"), await desk.comes("umbrella", box=box, to="sales@shop.example")
    await desk.api.db.write(indexing.index_messages, now=desk.api.clock())
    assert (await desk.merge(second, first)).status_code == 200
    row = await desk.row(first)
    found = await desk.api.db.read(queries.messages, SearchQuery(q="umbrella", inbox=row["inbox"]["id"]))
    assert [each.conversation.number for each in found.items] == [first]


async def test_what_comes_to_a_conversation_while_it_is_merged_is_refused_and_so_tried_again(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    assert (await desk.merge(second, first)).status_code == 200
    late = NewMessage(
        conversation_id=second, writer=Writer(Author.CUSTOMER, 1), body="late", client_id="late",
        at=desk.api.clock(), audience=Audience.PUBLIC,
    )  # fmt: skip
    (refused,) = await desk.api.db.write(append_messages, [late])
    assert getattr(refused, "code", None) == "conversation_merged"


async def test_what_was_merged_is_deleted_with_what_has_it(desk: Desk) -> None:
    first, second = await desk.comes("one"), await desk.comes("two", subject="Again")
    assert (await desk.merge(second, first)).status_code == 200
    later = desk.api.clock() + timedelta(days=400)
    assert await desk.api.db.read(lambda tx: tx.execute(past.conversations(later)).scalars().all()) == []
    await desk.client.post(f"/api/v1/conversations/{(await desk.row(first))['id']}/resolve")
    await desk.api.db.write(purge.delete_conversations, later, now=later)
    assert await desk.api.db.read(conversations) == []
    left = sa.select(sa.func.count()).select_from(Event).where(Event.entity == "conversation")
    assert await desk.api.db.read(lambda tx: tx.execute(left).scalar_one()) == 0
