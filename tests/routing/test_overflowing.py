"""What waits where it cannot be served goes on, on both databases and by the router's own look at the time."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service as conversations
from contact_center.db import Database
from contact_center.models import Agent, Event, Queue, WorkItem
from contact_center.values import WorkState
from contact_center.work import offers
from routing import overflowing
from routing.router import Router
from routing.setup.schemas import Promise
from tests import scene
from tests.api import Clock
from tests.routing.places import default, entered, place, queue, there, to_message, to_queue
from tests.scene import START


def gone_on(tx: Session, seconds: float = 0) -> int:
    """How many items go on after so many seconds."""
    now = START + timedelta(seconds=seconds)
    return sum(overflowing.go_on(tx, key, now=now) for key in overflowing.due(tx, now))


async def test_an_item_that_has_waited_too_long_waits_on_in_another_queue_as_another_item(database: Database) -> None:
    def unit(tx: Session) -> None:
        other = queue(tx, "Other", promise=Promise(seconds=300))
        start = default(tx, overflow=(to_queue("waited", other, 60),))
        item = entered(tx, scene.inbox(tx))
        item.gone_at, item.excluded = START, [{"agent": 1, "until": 2}]
        assert overflowing.next_at(tx, START) == START + timedelta(seconds=60)
        assert gone_on(tx, 59.9) == 0
        assert gone_on(tx, 60) == 1
        old, new = scene.items(tx, item.conversation_id)
        assert (old.state, old.outcome, old.ended_at) == (
            WorkState.OVERFLOWED, "overflowed", START + timedelta(seconds=60),
        )  # fmt: skip
        assert (new.state, place(tx, new), new.visited) == (WorkState.QUEUED, "Other", [start])
        assert (new.eligible_at, new.created_at) == (START, START + timedelta(seconds=60))
        assert (new.promise_at, new.gone_at) == (START + timedelta(seconds=300), START)
        assert new.excluded == old.excluded
        assert scene.facts(tx, "work_item", old.id) == ["WorkItemQueued", "WorkItemOverflowed"]
        assert scene.facts(tx, "work_item", new.id) == ["WorkItemQueued"]
        assert gone_on(tx, 600) == 0
        assert overflowing.next_at(tx, START + timedelta(seconds=60)) is None

    await database.write(unit)


async def test_each_queue_counts_the_time_in_itself_and_none_is_entered_twice(database: Database) -> None:
    def unit(tx: Session) -> None:
        other = queue(tx, "Other", overflow=(to_queue("waited", default(tx), 30), to_message("waited", 90)))
        default(tx, overflow=(to_queue("waited", other, 60),))
        item = entered(tx, scene.inbox(tx))
        assert gone_on(tx, 60) == 1
        assert gone_on(tx, 149) == 0
        assert gone_on(tx, 150) == 1
        assert gone_on(tx, 151) == 0
        _, new = scene.items(tx, item.conversation_id)
        assert (place(tx, new), new.by_message, new.state) == ("Other", True, WorkState.QUEUED)

    await database.write(unit)


async def test_when_the_last_agent_goes_what_waits_is_left_to_a_message_once(database: Database) -> None:
    def unit(tx: Session) -> None:
        default(tx, overflow=(to_message("no_staff"),))
        ada = there(tx, "Ada")
        item = entered(tx, scene.inbox(tx))
        assert gone_on(tx, 10) == 0
        tx.execute(sa.update(Agent).where(Agent.id == ada).values(disabled_at=START))
        assert gone_on(tx, 10) == 1
        assert gone_on(tx, 12) == 0
        assert item.by_message
        query = sa.select(Event.data).where(Event.type == "WorkItemOverflowed", Event.entity_id == item.id)
        assert [fact["why"] for fact in tx.execute(query).scalars()] == ["no_staff"]

    await database.write(unit)


async def test_a_long_expected_wait_sends_on_those_whom_it_concerns(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox, other = scene.inbox(tx), queue(tx, "Other")
        default(tx, overflow=(to_queue("long_wait", other, 250),))
        ada = there(tx, "Ada")
        for number in (4, 3, 2, 1):
            answered = entered(tx, inbox, f"early-{number}", at=START - timedelta(minutes=2 * number))
            at = START - timedelta(seconds=100 * number)
            conversations.assign(tx, answered.conversation_id, agent_id=ada, by="system", at=at)
        waiting = [
            entered(tx, inbox, f"late-{number}", at=START + timedelta(seconds=number)).conversation_id
            for number in range(4)
        ]
        assert gone_on(tx, 5) == 2
        assert [place(tx, scene.items(tx, key)[-1]) for key in waiting] == ["General", "General", "Other", "Other"]

    await database.write(unit)


async def test_what_is_offered_or_answered_does_not_go_on(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox, ada = scene.inbox(tx), there(tx, "Ada")
        default(tx, overflow=(to_message("waited", 1),))
        offered, answered = entered(tx, inbox), entered(tx, inbox, "bob")
        offers.make(tx, offered, [ada], expires_at=START + timedelta(minutes=9), by="system", at=START)
        conversations.assign(tx, answered.conversation_id, agent_id=ada, by="system", at=START)
        assert gone_on(tx, 60) == 0
        assert not overflowing.go_on(tx, offered.id, now=START + timedelta(seconds=60))

    await database.write(unit)


async def test_what_comes_back_to_a_queue_that_is_gone_waits_in_the_default_one(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox, other = scene.inbox(tx), queue(tx, "Other")
        item = entered(tx, inbox)
        key = tx.execute(sa.select(Queue.id).where(Queue.public_id == other)).scalar_one()
        tx.execute(sa.update(WorkItem).values(queue_id=key))
        tx.execute(sa.update(Queue).where(Queue.id == key).values(removed_at=START))
        tx.expire_all()
        assert gone_on(tx, 3) == 1
        assert (place(tx, item), item.state, item.eligible_at) == ("General", WorkState.QUEUED, START)
        assert scene.facts(tx, "work_item", item.id)[-1] == "WorkItemChanged"

    await database.write(unit)


async def test_the_router_sends_on_what_has_waited_and_gives_it_in_the_other_queue(
    database: Database, router: Router, clock: Clock
) -> None:
    def unit(tx: Session) -> int:
        other = queue(tx, "Other", answer="automatic")
        default(tx, members="chosen", overflow=(to_queue("waited", other, 60),))
        there(tx, "Ada")
        return entered(tx, scene.inbox(tx)).conversation_id

    key = await database.write(unit)
    await router.sweep()
    assert await router.drain() == 0
    clock.advance(seconds=60)
    await router.drain()  # it is due by the router's own reckoning, without a sweep
    assert len(await database.read(scene.items, key)) == 2
    await router.sweep()  # this bus carries no signals
    assert await router.drain() == 1
    (old, new) = await database.read(scene.items, key)
    assert (old.state, new.state, len(new.visited)) == (WorkState.OVERFLOWED, WorkState.ACTIVE, 1)
