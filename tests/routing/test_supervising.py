"""What supervisors do with work: once each, on record, and refused to the second of two who do it at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database, Signal
from contact_center.errors import Conflict, InvalidInput, NotFound
from contact_center.models import Agent, Event, Queue, WorkItem
from contact_center.realtime.changes import ASSIGNED, PRESENCE
from contact_center.values import OPEN_WORK, OfferOutcome, Owner, Presence, WorkState, to_micros
from contact_center.work import offers
from contact_center.work.signals import OFFERS, ROUTING
from routing import supervising
from routing.live_schemas import Assign, Move, Prioritise, SeenState, SetAway, TakeBack, WorkItemRow
from tests import scene
from tests.routing.conftest import another_queue, present, queued
from tests.scene import START

NOW = START + timedelta(minutes=2)
SUE, TOM = "agent:901", "agent:902"


def queue_id(tx: Session, key: int | None = None) -> str:
    wanted = Queue.is_default if key is None else Queue.id == key
    return tx.execute(sa.select(Queue.public_id).where(wanted)).scalar_one()


def agent_id(tx: Session, key: int) -> str:
    return tx.get_one(Agent, key).public_id


def open_item(tx: Session, conversation: int) -> WorkItem:
    (item,) = [item for item in scene.items(tx, conversation) if item.state in OPEN_WORK]
    return item


def seen(tx: Session, conversation: int) -> tuple[str, SeenState]:
    """The item of a conversation, and how it looks now."""
    item = open_item(tx, conversation)
    agent = agent_id(tx, item.agent_id) if item.agent_id else None
    return item.public_id, SeenState(queue=queue_id(tx, item.queue_id), agent=agent, priority=item.priority)


async def waiting(database: Database) -> tuple[int, str, SeenState]:
    (conversation,) = await database.write(queued, 1)
    return conversation, *(await database.read(seen, conversation))


async def returns(database: Database, **settings: Any) -> str:
    return await database.write(lambda tx: queue_id(tx, another_queue(tx, "Returns", **settings)))


def offer(tx: Session, conversation: int, agent: int) -> None:
    offers.make(tx, open_item(tx, conversation), [agent], expires_at=NOW, by="system", at=START)


def last_fact(tx: Session, entity: str, kind: str) -> Event:
    query = sa.select(Event).where(Event.entity == entity, Event.type == kind).order_by(Event.id.desc()).limit(1)
    return tx.execute(query).scalar_one()


async def test_a_waiting_item_goes_to_another_queue_with_its_wait(database: Database, signals: list[Signal]) -> None:
    conversation, item, look = await waiting(database)
    queue, ada = await returns(database), await database.write(present, "Ada")
    await database.write(offer, conversation, ada)
    before = await database.read(open_item, conversation)
    signals.clear()
    row = await database.write(supervising.move, item, Move(queue=queue, seen=look), by=SUE, now=NOW)
    assert (row.id, row.queue.name, row.state, row.eligible_at) == (item, "Returns", "queued", before.eligible_at)
    assert {ROUTING, OFFERS} <= {signal.topic for signal in signals}
    fact = await database.read(last_fact, "work_item", "WorkItemChanged")
    assert (fact.actor, list(fact.data["fields"])) == (SUE, ["queue"])
    ended = await database.read(last_fact, "work_item", "OfferEnded")
    assert (ended.data["outcome"], ended.data["reason"]) == (OfferOutcome.RESCINDED, "moved")


async def test_of_two_supervisors_who_move_an_item_at_once_the_second_is_told(database: Database) -> None:
    conversation, item, look = await waiting(database)
    one, two = await returns(database), await database.write(lambda tx: queue_id(tx, another_queue(tx, "Billing")))

    async def move(queue: str, by: str) -> WorkItemRow | Conflict:
        try:
            return await database.write(supervising.move, item, Move(queue=queue, seen=look), by=by, now=NOW)
        except Conflict as conflict:
            return conflict

    done = await asyncio.gather(move(one, SUE), move(two, TOM))
    (moved,) = [each for each in done if isinstance(each, WorkItemRow)]
    (told,) = [each for each in done if isinstance(each, Conflict)]
    assert told.code == "moved_meanwhile"
    stands = await database.read(seen, conversation)
    assert stands == (item, SeenState(queue=moved.queue.id, agent=None, priority=0))
    facts = await database.read(scene.facts, "work_item", 1)
    assert facts.count("WorkItemChanged") == 1


async def test_two_supervisors_who_want_the_same_are_told_apart_too(database: Database) -> None:
    _, item, look = await waiting(database)
    wanted = Move(queue=await returns(database), seen=look)
    await database.write(supervising.move, item, wanted, by=SUE, now=NOW)
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.move, item, wanted, by=TOM, now=NOW)
    assert refused.value.code == "moved_meanwhile"


async def test_moving_it_to_where_it_is_changes_nothing(database: Database) -> None:
    _, item, look = await waiting(database)
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.move, item, Move(queue=look.queue, seen=look), by=SUE, now=NOW)
    assert refused.value.code == "already_in_queue"


async def test_a_queue_may_want_a_note_with_what_comes(database: Database) -> None:
    _, item, look = await waiting(database)
    queue = await returns(database, transfer_note=True)
    with pytest.raises(InvalidInput) as refused:
        await database.write(supervising.move, item, Move(queue=queue, note="  ", seen=look), by=SUE, now=NOW)
    assert (refused.value.code, refused.value.field) == ("note_missing", "note")
    wanted = Move(queue=queue, note="The bowl is cracked.", seen=look)
    await database.write(supervising.move, item, wanted, by=SUE, now=NOW)
    fact = await database.read(last_fact, "conversation", "ConversationTransferred")
    assert (fact.data["note"], fact.data["queue"], fact.public_seq) == ("The bowl is cracked.", "Returns", None)


async def test_a_queue_gets_nothing_of_a_channel_that_it_does_not_take(database: Database) -> None:
    _, item, look = await waiting(database)
    queue = await returns(database, channels=["email"])
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.move, item, Move(queue=queue, seen=look), by=SUE, now=NOW)
    assert refused.value.code == "wrong_channel"


async def test_what_an_agent_has_in_hand_waits_in_the_other_queue_and_the_agent_is_free(database: Database) -> None:
    conversation, item, _ = await waiting(database)
    queue, ada = await returns(database), await database.write(present, "Ada")
    await database.write(service.assign, conversation, agent_id=ada, by="system", at=START)
    _, look = await database.read(seen, conversation)
    row = await database.write(supervising.move, item, Move(queue=queue, seen=look), by=SUE, now=NOW)
    first, then = await database.read(scene.items, conversation)
    assert (first.state, first.outcome, first.agent_id) == (WorkState.DONE, "transferred", ada)
    assert (then.public_id, then.state, then.agent_id) == (row.id, WorkState.QUEUED, None)
    assert (then.eligible_at, then.created_at, then.answered_at) == (first.eligible_at, NOW, None)
    assert [each["agent"] for each in then.excluded] == [ada]
    stands = await database.read(scene.row, conversation)
    assert (stands.owner, stands.agent_id) == (Owner.NONE, None)


async def test_a_priority_is_raised_once_by_one_of_two(database: Database) -> None:
    conversation, item, look = await waiting(database)
    row = await database.write(supervising.prioritise, item, Prioritise(priority=7, seen=look), by=SUE, now=NOW)
    assert row.priority == 7
    fact = await database.read(last_fact, "work_item", "WorkItemChanged")
    assert (fact.actor, fact.data) == (SUE, {"fact": "WorkItemChanged", "fields": {"priority": [0, 7]}})
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.prioritise, item, Prioritise(priority=3, seen=look), by=TOM, now=NOW)
    assert refused.value.code == "priority_changed"
    assert (await database.read(open_item, conversation)).priority == 7


async def test_an_item_is_given_to_an_agent_who_is_offered_it_or_not(database: Database, signals: list[Signal]) -> None:
    conversation, item, look = await waiting(database)
    ada, bo = await database.write(lambda tx: [present(tx, "Ada", 1), present(tx, "Bo")])
    await database.write(offer, conversation, ada)
    wanted = Assign(agent=await database.read(agent_id, ada), seen=look)
    row = await database.write(supervising.assign, item, wanted, chat_limit=4, by=SUE, now=NOW)
    assert (row.state, row.over_capacity) == ("active", False)
    assert row.agent is not None
    assert row.agent.name == "Ada"
    assert [signal.note for signal in signals if signal.topic == ASSIGNED] == [str(ada)]
    wanted = Assign(agent=await database.read(agent_id, bo), seen=look)
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.assign, item, wanted, chat_limit=4, by=TOM, now=NOW)
    assert refused.value.code == "assigned_meanwhile"


async def test_over_capacity_only_where_it_is_asked_for_and_then_marked(database: Database) -> None:
    _, item, look = await waiting(database)

    def full(tx: Session) -> int:
        ada = present(tx, "Ada", 1)
        other = scene.received(tx, scene.inbox(tx), who="bob").conversation_id
        service.assign(tx, other, agent_id=ada, by="system", at=START)
        return ada

    ada = await database.write(full)
    agent = await database.read(agent_id, ada)
    wanted = Assign(agent=agent, seen=look)
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.assign, item, wanted, chat_limit=4, by=SUE, now=NOW)
    assert (refused.value.code, refused.value.field) == ("agent_full", "at_cap")
    wanted = Assign(agent=agent, over_capacity=True, seen=look)
    row = await database.write(supervising.assign, item, wanted, chat_limit=4, by=SUE, now=NOW)
    assert row.over_capacity
    fact = await database.read(last_fact, "work_item", "WorkItemAssigned")
    assert (fact.actor, fact.data["agent_id"], fact.data["over_capacity"]) == (SUE, ada, True)


async def test_nothing_is_given_to_who_cannot_sign_in(database: Database) -> None:
    _, item, look = await waiting(database)

    def disabled(tx: Session) -> str:
        key = scene.agent(tx, "Gone")
        tx.execute(sa.update(Agent).where(Agent.id == key).values(disabled_at=START))
        return agent_id(tx, key)

    wanted = Assign(agent=await database.write(disabled), seen=look)
    with pytest.raises(NotFound):
        await database.write(supervising.assign, item, wanted, chat_limit=4, by=SUE, now=NOW)


async def test_an_item_is_taken_back_with_its_wait_and_its_agent_is_not_the_next(database: Database) -> None:
    conversation, item, _ = await waiting(database)
    ada = await database.write(present, "Ada")
    await database.write(service.assign, conversation, agent_id=ada, by="system", at=START)
    _, look = await database.read(seen, conversation)
    before = await database.read(open_item, conversation)
    row = await database.write(supervising.take_back, item, TakeBack(seen=look), by=SUE, now=NOW)
    assert (row.state, row.agent, row.eligible_at) == ("queued", None, before.eligible_at)
    after = await database.read(open_item, conversation)
    assert after.excluded == [{"agent": ada, "until": to_micros(NOW + timedelta(minutes=5))}]
    fact = await database.read(last_fact, "conversation", "ConversationReleased")
    assert (fact.actor, fact.data["reason"]) == (SUE, "taken_back")
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.take_back, item, TakeBack(seen=look), by=TOM, now=NOW)
    assert refused.value.code == "assigned_meanwhile"


async def test_what_is_over_is_not_acted_upon(database: Database) -> None:
    conversation, item, look = await waiting(database)
    await database.write(service.resolve, conversation, by="system", at=NOW)
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.prioritise, item, Prioritise(priority=7, seen=look), by=SUE, now=NOW)
    assert refused.value.code == "work_ended"


async def test_an_available_agent_is_set_away_once(database: Database, signals: list[Signal]) -> None:
    ada = await database.write(present, "Ada")
    agent = await database.read(agent_id, ada)
    await database.write(supervising.set_away, agent, SetAway(reason=" training "), by=SUE, now=NOW)
    stands = await database.read(lambda tx: tx.get_one(Agent, ada))
    assert (stands.presence, stands.presence_reason, stands.presence_since) == (Presence.AWAY, "training", NOW)
    assert signals[-1] == Signal(PRESENCE, ada)
    fact = await database.read(last_fact, "agent", "PresenceChanged")
    assert (fact.actor, fact.data) == (SUE, {"fact": "PresenceChanged", "presence": "away", "reason": "training"})
    with pytest.raises(Conflict) as refused:
        await database.write(supervising.set_away, agent, SetAway(reason="training"), by=TOM, now=NOW)
    assert refused.value.code == "not_available"
