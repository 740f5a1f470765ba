"""An agent gives a conversation to another: who is asked, what becomes of each answer, and who cannot be given it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database, Signal
from contact_center.errors import NotFound
from contact_center.models import Agent, Event, Offer, Queue, WorkItem
from contact_center.realtime.changes import ASSIGNED
from contact_center.values import Presence, WorkState
from contact_center.work import offers
from contact_center.work.signals import GIVEN
from routing import answers, claims, desk_queries, loading, why
from routing.router import Router
from tests import scene
from tests.api import Clock
from tests.routing.conftest import decided, present, queued, set_queue
from tests.routing.gifts import LATER, NOW, give, open_offer, outcomes, owned, queued_more, refused, state
from tests.scene import START

NOTE = "Wants the blue bowl"


async def test_the_other_agent_is_asked_and_the_conversation_stays_until_the_answer(database: Database) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(give, key, ada, bo, note=NOTE)
    assert await state(database, key) == (ada, WorkState.ACTIVE, ada)
    (offer,) = (await database.read(desk_queries.desk, bo, now=NOW)).offers
    assert (offer.given_by, offer.note, offer.expires_at) == ("Ada", NOTE, NOW + timedelta(seconds=20))
    held = await database.read(lambda tx: {agent: len(items) for agent, items in loading.holdings(tx, None).items()})
    assert held == {ada: 1, bo: 1}, "the place of whoever is asked is kept"


async def test_who_accepts_has_it_with_the_note_and_the_wait(database: Database, signals: list[Signal]) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    (before,) = await database.read(scene.items, key)
    await database.write(give, key, ada, bo, note=NOTE)
    signals.clear()
    offer = await database.read(open_offer)
    await database.write(answers.accept, offer, bo, now=NOW)
    assert await state(database, key) == (bo, WorkState.ACTIVE, bo)
    (item,) = await database.read(scene.items, key)
    assert (item.eligible_at, item.answered_at) == (before.eligible_at, before.answered_at)
    last = sa.select(Event).where(Event.type == "ConversationAssigned").order_by(Event.id.desc()).limit(1)
    fact = await database.read(lambda tx: tx.execute(last).scalar_one())
    assert (fact.actor, fact.data["agent_id"], fact.data["previous_id"], fact.data["note"]) == (
        f"agent:{ada}", bo, ada, NOTE,
    )  # fmt: skip
    topics = [signal.topic for signal in signals]
    assert [(each.id, each.note) for each in signals if each.topic == GIVEN] == [(ada, offer)]
    assert ASSIGNED not in topics, "whoever accepts knows of it"
    explained = await database.read(why.why, item.public_id, chat_limit=4, now=NOW)
    assert explained.taken_by is not None
    assert explained.taken_by.name == "Ada"


@pytest.mark.parametrize("how", ["declined", "missed", "lost_connection"])
async def test_what_is_not_taken_is_still_the_givers_who_is_told(
    database: Database, signals: list[Signal], how: str
) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(give, key, ada, bo)
    offer = await database.read(open_offer)
    signals.clear()
    if how == "declined":
        await database.write(answers.decline, offer, bo, reason="busy", now=NOW)
    elif how == "missed":
        assert await database.write(answers.miss, offer, now=LATER)
    else:
        assert await database.write(answers.lose, offer, now=NOW)
    assert await state(database, key) == (ada, WorkState.ACTIVE, ada)
    assert [signal.id for signal in signals if signal.topic == GIVEN] == [ada]
    answer = await database.read(offers.answer, offer)
    assert answer is not None
    assert (answer.conversation_id, answer.agent, answer.outcome) == (key, "Bo", how)
    await database.write(give, key, ada, bo, now=LATER)  # may be asked again, by a person


async def test_the_router_ends_the_countdown(database: Database, router: Router, clock: Clock) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo", missed_limit=1)
    await database.write(give, key, ada, bo)
    clock.now = LATER
    await router.sweep()
    await router.drain()
    assert await state(database, key) == (ada, WorkState.ACTIVE, ada)
    assert await database.read(outcomes) == [(bo, "missed")]
    assert (await database.read(lambda tx: tx.get_one(Agent, bo))).presence == Presence.AWAY


async def test_where_the_queue_gives_at_once_it_is_given_at_once(database: Database) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo", answer="automatic")
    await database.write(give, key, ada, bo, note=NOTE)
    assert await state(database, key) == (bo, WorkState.ACTIVE, bo)
    assert await database.read(outcomes) == []


@pytest.mark.parametrize("answer", ["offer", "automatic"])
async def test_who_is_full_is_refused_and_by_name(database: Database, answer: str) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo", answer=answer)
    await database.write(lambda tx: service.assign(tx, queued_more(tx), agent_id=bo, by="system", at=START))
    error = await refused(database, key, ada, bo, limit=1)
    assert (error.code, error.field) == ("agent_full", "at_cap")
    assert error.detail == "Bo has no room for it: choose somebody else, or a queue."
    assert await state(database, key) == (ada, WorkState.ACTIVE, ada)


@pytest.mark.parametrize(
    ("presence", "lease", "detail"),
    [
        (Presence.AWAY, 600, "Bo is away: choose somebody else, or a queue."),
        (Presence.AVAILABLE, 0, "Bo is offline: choose somebody else, or a queue."),
    ],
)
async def test_who_is_not_there_is_refused(database: Database, presence: Presence, lease: float, detail: str) -> None:
    key, (ada,) = await owned(database, "Ada")
    bo = await database.write(lambda tx: scene.agent(tx, "Bo", presence=presence, lease=lease))
    error = await refused(database, key, ada, bo)
    assert (error.code, error.detail) == ("agent_absent", detail)


async def test_supervisors_give_over_capacity_at_once_and_that_is_marked(database: Database) -> None:
    key, (_, bo) = await owned(database, "Ada", "Bo")
    sue = await database.write(scene.agent, "Sue")
    await database.write(lambda tx: service.assign(tx, queued_more(tx), agent_id=bo, by="system", at=START))
    await database.write(give, key, sue, bo, limit=1, over_capacity=True)
    (item,) = await database.read(scene.items, key)
    assert (item.agent_id, item.over_capacity) == (bo, True)
    away = await database.write(scene.agent, "Cy")
    await database.write(give, key, sue, away, over_capacity=True)
    (item,) = await database.read(scene.items, key)
    assert (item.agent_id, item.over_capacity) == (away, False)


async def test_one_takes_for_oneself_without_being_asked(database: Database) -> None:
    key, (_, bo) = await owned(database, "Ada", "Bo")
    cy = await database.write(scene.agent, "Cy")
    await database.write(give, key, cy, cy)
    assert await state(database, key) == (cy, WorkState.ACTIVE, cy)
    assert (await refused(database, key, cy, cy)).code == "already_assigned"
    await database.write(lambda tx: setattr(tx.get_one(Agent, bo), "disabled_at", START))
    with pytest.raises(NotFound):
        await database.write(give, key, cy, bo)


async def test_what_waits_is_put_to_the_one_and_waits_on_where_that_one_declines(database: Database) -> None:
    await database.write(set_queue, answer="offer")
    (key,) = await database.write(queued, 1)
    ada, bo, cy = await database.write(lambda tx: [present(tx, name) for name in ("Ada", "Bo", "Cy")])
    (item,) = await database.read(scene.items, key)
    assert await database.write(claims.carry_out, decided(item.id, cy), chat_limit=4, now=START)
    await database.write(give, key, ada, bo)
    assert await state(database, key) == (None, WorkState.OFFERED, None)
    assert await database.read(outcomes) == [(cy, "rescinded"), (bo, None)]
    await database.write(answers.decline, await database.read(open_offer), bo, reason=None, now=NOW)
    assert await state(database, key) == (None, WorkState.QUEUED, None)
    (after,) = await database.read(scene.items, key)
    assert (after.eligible_at, [each["agent"] for each in after.excluded]) == (item.eligible_at, [bo])


async def test_what_waits_is_the_ones_who_accepts(database: Database) -> None:
    await database.write(set_queue, answer="offer")
    key = await scene.conversation(database)  # not dispatched yet: its contact is made by the rules
    ada, bo = await database.write(lambda tx: [present(tx, name) for name in ("Ada", "Bo")])
    await database.write(give, key, ada, bo, instead_of=None)
    await database.write(answers.accept, await database.read(open_offer), bo, now=NOW)
    assert await state(database, key) == (bo, WorkState.ACTIVE, bo)


async def test_a_snoozed_conversation_is_given_at_once_to_who_can_take_it(database: Database) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(service.snooze, key, until=NOW + timedelta(days=1), by="system", at=NOW)
    away = await database.write(scene.agent, "Cy")
    assert (await refused(database, key, ada, away)).code == "agent_absent"
    await database.write(give, key, ada, bo)
    assert (await database.read(scene.row, key)).agent_id == bo


async def test_a_chat_puts_an_email_aside_that_it_may_interrupt(database: Database) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")

    def mails(tx: Session) -> None:
        tx.get_one(Agent, bo).capacity = {
            "total": 25,
            "channels": [{"channel": "webchat", "cap": 1, "cost": 25}, {"channel": "email", "cap": 1, "cost": 10}],
        }
        mail = queued_more(tx)
        service.assign(tx, mail, agent_id=bo, by="system", at=START)
        (item,) = scene.items(tx, mail)
        item.channel = "email"

    await database.write(mails)
    await database.write(give, key, ada, bo)
    aside = sa.select(WorkItem.suspended).where(WorkItem.channel == "email")
    assert await database.read(lambda tx: tx.execute(aside).scalar_one()) is True


async def test_whom_a_colleague_asks_need_not_be_one_of_the_queues(database: Database, router: Router) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo", members="chosen")
    await database.write(give, key, ada, bo)
    await router.sweep()
    await database.write(answers.accept, await database.read(open_offer), bo, now=NOW)
    assert await state(database, key) == (bo, WorkState.ACTIVE, bo)


async def test_the_queue_of_the_item_says_how_it_is_given(database: Database) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo", offer_seconds=45)
    await database.write(give, key, ada, bo)
    row = await database.read(lambda tx: tx.execute(sa.select(Offer)).scalar_one())
    queue = await database.read(lambda tx: tx.execute(sa.select(Queue.id)).scalar_one())
    assert (row.expires_at - row.at, row.queue_id, row.given_by_id) == (timedelta(seconds=45), queue, ada)
