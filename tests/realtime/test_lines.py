"""What stands between the messages is the same for those who were there and for those who come later."""

import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from contact_center.conversations import first_responder, handing_on, service, spam
from contact_center.conversations.rating import rate
from contact_center.db import Database
from contact_center.events import (
    ConversationCustomerChanged,
    ConversationMarkedSpam,
    ConversationsMerged,
    ConversationsSplit,
    MailBounced,
)
from contact_center.labels.schemas import NewLabel
from contact_center.labels.service import create_label, label_conversation
from contact_center.models import Conversation
from contact_center.realtime import queries
from contact_center.realtime import staff_frames as staff
from contact_center.realtime import visitor_frames as visitor
from contact_center.work.schemas import Entry
from contact_center.work.service import default_queue
from tests import scene
from tests.scene import START

LATER = START + timedelta(minutes=5)


def a_full_life(tx: Session) -> int:
    """A conversation to which everything happens that has a line."""
    key = scene.received(tx, scene.inbox(tx)).conversation_id
    ada, bo = scene.agent(tx, "Ada"), scene.agent(tx, "Bo")
    by = f"agent:{ada}"
    row = service.locked(tx, key)
    first_responder.take(tx, row, at=START)
    first_responder.hand_over(tx, row, reason="request", closed=False, at=START)
    vip = create_label(tx, NewLabel(name="VIP"), by=by, at=LATER).public_id
    service.assign(tx, key, agent_id=ada, by=by, at=LATER)
    label_conversation(tx, key, [vip], by=by, at=LATER)
    service.snooze(tx, key, until=LATER + timedelta(days=1), by=by, at=LATER)
    service.wake(tx, key, by=by, at=LATER, reason="asked")
    service.assign(tx, key, agent_id=bo, by=by, at=LATER, note="You know more about this.")
    service.resolve(tx, key, by=f"agent:{bo}", at=LATER)
    customer = tx.get_one(Conversation, key).customer_id
    rate(tx, key, customer_id=customer, score=5, comment="quick", at=LATER)
    service.reopen(tx, key, agent_id=bo, by=f"agent:{bo}", at=LATER)
    service.release(tx, key, by=f"agent:{bo}", at=LATER, reason="asked")
    service.assign(tx, key, agent_id=ada, by="system", at=LATER)
    entry = Entry(queue_id=default_queue(tx))
    handing_on.to_queue(
        tx, key, entry, queue="General", excluded_until=LATER, by=by, at=LATER, note="Cracked.", warm=True
    )
    service.assign(tx, key, agent_id=bo, by="system", at=LATER)
    bounced = MailBounced(message_seq=1, outcome="failed", words="550 nobody")
    merged, split = (each(key + 1, key, "a merge") for each in (ConversationsMerged, ConversationsSplit))
    given = ConversationCustomerChanged(customer, customer)
    for fact in (bounced, merged, split, given):
        service.change(tx, service.locked(tx, key), fact, by="system", at=LATER, public=False)
    row = service.locked(tx, key)
    stood = ConversationMarkedSpam(row.status, row.waiting_since, row.due_at, row.unread, "shop@mail.example")
    spam.mark_locked(tx, row, stood, by=by, at=LATER)
    spam.unmark(tx, key, by=by, at=LATER)
    return key


async def test_staff_who_reload_see_the_lines_that_came_live(database: Database) -> None:
    key = await database.write(a_full_life)
    live = await database.read(queries.join_staff, key, 0)
    (snapshot,) = (await database.read(queries.join_staff, key, None)).frames
    assert isinstance(snapshot, staff.StaffSnapshot)
    told = [frame.notice for frame in live.frames if isinstance(frame, staff.StaffConversation)]
    lines = [each for each in told if each.kind in queries.NOTICES]  # of the others no line is drawn
    assert lines == snapshot.notices
    assert {line.kind for line in lines} == set(queries.NOTICES)


async def test_a_visitor_who_reloads_knows_as_well_since_when_somebody_is_there(database: Database) -> None:
    key = await database.write(a_full_life)
    live = list((await database.read(queries.join_visitor, key, 0)).frames)
    (snapshot,) = (await database.read(queries.join_visitor, key, None)).frames
    assert isinstance(snapshot, visitor.VisitorSnapshot)
    told = [frame for frame in live if isinstance(frame, visitor.VisitorConversation)]
    assert told[-1].conversation == snapshot.conversation
    assert snapshot.conversation.joined == told[-1].seq


async def test_nobody_has_joined_what_was_given_back(database: Database) -> None:
    def given_back(tx: Session) -> int:
        key = scene.received(tx, scene.inbox(tx)).conversation_id
        ada = scene.agent(tx, "Ada")
        service.assign(tx, key, agent_id=ada, by="system", at=LATER)
        service.release(tx, key, by=f"agent:{ada}", at=LATER, reason="asked")
        return key

    (snapshot,) = (await database.read(queries.join_visitor, await database.write(given_back), None)).frames
    assert isinstance(snapshot, visitor.VisitorSnapshot)
    assert snapshot.conversation.joined is None


def test_the_console_draws_a_line_for_every_kind_that_it_is_told_of() -> None:
    source = Path("agents_ui/console/features/conversation/notices.ts").read_text(encoding="utf-8")
    icons = source.partition("const ICONS = {")[2].partition("}")[0]
    assert set(re.findall(r"^  (\w+):", icons, re.MULTILINE)) == set(queries.NOTICES)
