"""An offer ends once: taken, declined, missed, taken back or lost, and the item waits on as long as it has."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database, Signal
from contact_center.errors import Conflict, NotFound
from contact_center.models import Agent, Conversation, Offer, Queue, QueueMember, RoutingDecision, WorkItem
from contact_center.realtime import presence
from contact_center.values import OfferOutcome, Presence, WorkState, to_micros
from contact_center.work import service as work
from contact_center.work.signals import SETUP
from routing import answers, claims
from routing.router import Router
from tests import scene
from tests.api import Clock
from tests.routing.conftest import decided, item_keys, present, queued, set_queue, settle
from tests.scene import START

LATER = START + timedelta(seconds=21)


def offers(tx: Session) -> list[tuple[int, str | None]]:
    return [(row.agent_id, row.outcome) for row in tx.execute(sa.select(Offer).order_by(Offer.id)).scalars()]


def open_offer(tx: Session, agent_id: int) -> str:
    query = sa.select(Offer.public_id).where(Offer.agent_id == agent_id, Offer.ended_at.is_(None))
    return tx.execute(query).scalar_one()


def only_item(tx: Session) -> WorkItem:
    return tx.execute(sa.select(WorkItem)).scalar_one()


async def offered(database: Database, *names: str, **settings: Any) -> list[int]:
    """One item that is offered to agents of these names at once: their keys."""
    await database.write(set_queue, answer="offer", **settings)
    await database.write(queued, 1)
    agents = await database.write(lambda tx: [present(tx, name) for name in names])
    (item,) = await database.read(item_keys)
    assert await database.write(claims.carry_out, decided(item, *agents), chat_limit=4, now=START)
    return agents


async def test_an_offer_keeps_the_conversation_without_an_owner_until_it_is_accepted(database: Database) -> None:
    (ada,) = await offered(database, "Ada")
    item = await database.read(only_item)
    assert (item.state, item.agent_id, item.offered_at) == (WorkState.OFFERED, None, START)
    offer = await database.read(open_offer, ada)
    conversation = await database.write(answers.accept, offer, ada, now=START)
    row = await database.read(lambda tx: tx.execute(sa.select(Conversation)).scalar_one())
    assert (row.public_id, row.agent_id) == (conversation, ada)
    item = await database.read(only_item)
    assert (item.state, item.agent_id) == (WorkState.ACTIVE, ada)
    assert await database.read(offers) == [(ada, OfferOutcome.ACCEPTED)]


async def test_an_offer_takes_room_so_that_nobody_is_offered_more_than_fits(database: Database) -> None:
    await database.write(set_queue, answer="offer")
    await database.write(queued, 2)
    ada = await database.write(present, "Ada", 1)
    first, second = await database.read(item_keys)
    assert await database.write(claims.carry_out, decided(first, ada), chat_limit=4, now=START)
    assert not await database.write(claims.carry_out, decided(second, ada), chat_limit=4, now=START)


async def test_a_declined_item_waits_on_with_its_wait_and_not_for_that_agent_for_a_while(database: Database) -> None:
    (ada,) = await offered(database, "Ada")
    since = (await database.read(only_item)).eligible_at
    offer = await database.read(open_offer, ada)
    await database.write(answers.decline, offer, ada, reason="busy", now=START)
    item = await database.read(only_item)
    assert (item.state, item.eligible_at) == (WorkState.QUEUED, since)
    assert item.excluded == [{"agent": ada, "until": to_micros(START + timedelta(minutes=5))}]
    assert not await database.write(claims.carry_out, decided(item.id, ada), chat_limit=4, now=START)
    after = START + timedelta(minutes=5)
    assert await database.write(claims.carry_out, decided(item.id, ada), chat_limit=4, now=after)


async def test_too_many_missed_in_a_row_set_away_and_an_answer_begins_anew(database: Database) -> None:
    (ada,) = await offered(database, "Ada", missed_limit=2, exclude_seconds=0)

    def standing(tx: Session) -> tuple[str, str | None, int]:
        row = tx.get_one(Agent, ada)
        return row.presence, row.presence_reason, row.missed

    async def again(at: datetime) -> None:
        item = (await database.read(only_item)).id
        assert await database.write(claims.carry_out, decided(item, ada), chat_limit=4, now=at)

    assert await database.write(answers.miss, await database.read(open_offer, ada), now=LATER)
    assert await database.read(standing) == (Presence.AVAILABLE, None, 1)
    await again(LATER)
    await database.write(answers.decline, await database.read(open_offer, ada), ada, reason=None, now=LATER)
    assert await database.read(standing) == (Presence.AVAILABLE, None, 0)
    for minute in (1, 2):
        await again(START + timedelta(minutes=minute))
        until = START + timedelta(minutes=minute, seconds=20)
        assert await database.write(answers.miss, await database.read(open_offer, ada), now=until)
    assert await database.read(standing) == (Presence.AWAY, answers.MISSED_OFFER, 2)
    lease = timedelta(seconds=600)
    await database.write(presence.choose, ada, presence=Presence.AVAILABLE, reason=None, lease=lease, now=LATER)
    assert await database.read(standing) == (Presence.AVAILABLE, None, 0)


async def test_a_countdown_that_has_not_ended_is_not_missed(database: Database) -> None:
    (ada,) = await offered(database, "Ada")
    assert not await database.write(answers.miss, await database.read(open_offer, ada), now=START)


async def test_of_several_who_are_asked_the_first_gets_it_and_the_others_are_told(database: Database) -> None:
    ada, bo, cy = await offered(database, "Ada", "Bo", "Cy")
    mine = {agent: await database.read(open_offer, agent) for agent in (ada, bo, cy)}
    await database.write(answers.decline, mine[cy], cy, reason=None, now=START)
    assert (await database.read(only_item)).state == WorkState.OFFERED
    await database.write(answers.accept, mine[bo], bo, now=START)
    assert await database.read(offers) == [
        (ada, OfferOutcome.RESCINDED), (bo, OfferOutcome.ACCEPTED), (cy, OfferOutcome.DECLINED),
    ]  # fmt: skip
    with pytest.raises(Conflict, match="has ended"):
        await database.write(answers.accept, mine[ada], ada, now=START)


async def test_two_who_accept_at_the_same_moment_do_not_both_have_it(database: Database) -> None:
    ada, bo = await offered(database, "Ada", "Bo")
    mine = {agent: await database.read(open_offer, agent) for agent in (ada, bo)}
    found = await asyncio.gather(
        *(database.write(answers.accept, mine[agent], agent, now=START) for agent in (ada, bo)), return_exceptions=True
    )
    assert {type(each) for each in found} == {str, Conflict}
    assert [outcome for _, outcome in await database.read(offers)].count(OfferOutcome.ACCEPTED) == 1


async def chosen(database: Database) -> tuple[int, int]:
    """Ada and Bo, the chosen members of the queue, both there; the one item is offered to Ada."""
    (ada,) = await offered(database, "Ada")
    bo = await database.write(present, "Bo")

    def members(tx: Session) -> None:
        set_queue(tx, members="chosen")
        queue = tx.execute(sa.select(Queue.id)).scalar_one()
        tx.add_all(QueueMember(queue_id=queue, agent_id=agent) for agent in (ada, bo))

    await database.write(members)
    return ada, bo


def no_member(tx: Session, agent_id: int) -> None:
    tx.execute(sa.delete(QueueMember).where(QueueMember.agent_id == agent_id))


def channel_off(tx: Session, agent_id: int) -> None:
    tx.get_one(Agent, agent_id).capacity = {"channels": [{"channel": "webchat", "cap": 0, "cost": 25}]}


@pytest.mark.parametrize("change", [no_member, channel_off])
async def test_who_may_not_have_it_any_more_cannot_accept_and_somebody_else_is_asked(
    database: Database, router: Router, change: Callable[[Session, int], None]
) -> None:
    ada, bo = await chosen(database)
    offer, since = await database.read(open_offer, ada), (await database.read(only_item)).eligible_at
    await settle(router)
    assert await database.read(offers) == [(ada, None)]
    await database.write(change, ada)
    with pytest.raises(Conflict, match="has ended") as refused:
        await database.write(answers.accept, offer, ada, now=START)
    assert (refused.value.code, refused.value.field) == ("offer_ended", OfferOutcome.RESCINDED)
    assert await settle(router) == 1
    assert await database.read(offers) == [(ada, OfferOutcome.RESCINDED), (bo, None)]
    item = await database.read(only_item)
    assert (item.state, item.eligible_at, item.excluded) == (WorkState.OFFERED, since, [])
    assert await database.write(answers.accept, await database.read(open_offer, bo), bo, now=START)


async def test_a_change_of_the_setup_takes_an_offer_back_at_once(database: Database, router: Router) -> None:
    ada, _ = await chosen(database)
    await database.write(no_member, ada)
    router._all_changed(Signal(SETUP, 1))
    await router.drain()
    assert (await database.read(offers))[0] == (ada, OfferOutcome.RESCINDED)


async def test_what_passes_takes_no_offer_back(database: Database, router: Router) -> None:
    ada, _ = await chosen(database)
    await database.write(lambda tx: setattr(tx.get_one(Agent, ada), "presence", Presence.AWAY))
    assert not await database.write(answers.withdraw, await database.read(open_offer, ada), now=START)
    assert await database.write(answers.accept, await database.read(open_offer, ada), ada, now=START)


@pytest.mark.parametrize("how", ["late", "ended", "taken"])
async def test_an_answer_that_comes_too_late_is_refused_with_the_reason(database: Database, how: str) -> None:
    (ada,) = await offered(database, "Ada")
    offer = await database.read(open_offer, ada)
    item = await database.read(only_item)
    at = START
    if how == "late":
        at = LATER + answers.LATE
    elif how == "ended":
        await database.write(service.resolve, item.conversation_id, by="system", at=START)
    else:
        bo = await database.write(present, "Bo")
        await database.write(service.assign, item.conversation_id, agent_id=bo, by="system", at=START)
    with pytest.raises(Conflict) as refused:
        await database.write(answers.accept, offer, ada, now=at)
    assert refused.value.code == "offer_ended"
    if how != "late":
        assert await database.read(offers) == [(ada, OfferOutcome.RESCINDED)]


async def test_nobody_answers_another_s_offer(database: Database) -> None:
    (ada,) = await offered(database, "Ada")
    bo = await database.write(present, "Bo")
    offer = await database.read(open_offer, ada)
    with pytest.raises(NotFound):
        await database.write(answers.accept, offer, bo, now=START)
    with pytest.raises(NotFound):
        await database.write(answers.decline, offer, bo, reason=None, now=START)


async def test_why_it_was_so_is_kept_with_the_item(database: Database) -> None:
    (ada,) = await offered(database, "Ada")
    kept = await database.read(lambda tx: tx.execute(sa.select(RoutingDecision)).scalar_one())
    assert (kept.explanation["chosen"], kept.explanation["strategy"]) == ([ada], "longest_idle")


async def test_countdowns_go_on_after_a_restart_and_the_next_agent_is_asked(
    database: Database, router: Router, clock: Clock
) -> None:
    """The router of this test is another than the one that offered it, as after a restart."""
    (ada,) = await offered(database, "Ada")
    bo = await database.write(present, "Bo")
    clock.advance(seconds=19)
    await settle(router)
    assert await database.read(offers) == [(ada, None)]
    clock.advance(seconds=1)
    assert await settle(router) == 1
    assert await database.read(offers) == [(ada, OfferOutcome.MISSED), (bo, None)]


async def test_what_is_offered_to_an_agent_who_goes_is_offered_to_the_next(
    database: Database, router: Router, clock: Clock
) -> None:
    await database.write(set_queue, answer="offer", offer_seconds=600)
    await database.write(queued, 1)
    ada = await database.write(scene.agent, "Ada", presence=Presence.AVAILABLE, lease=30)
    assert await settle(router) == 1
    bo = await database.write(present, "Bo")
    clock.advance(seconds=31)
    assert await settle(router) == 1
    assert await database.read(offers) == [(ada, OfferOutcome.LOST_CONNECTION), (bo, None)]


async def test_a_chat_that_ended_keeps_its_agent_until_it_is_wrapped_up(
    database: Database, router: Router, clock: Clock
) -> None:
    def require(tx: Session) -> None:
        tx.execute(sa.update(Queue).values(wrap_up={"mode": "required", "seconds": 60, "codes": ["return"]}))

    await database.write(require)
    first, second = await database.write(queued, 2)
    ada = await database.write(present, "Ada", 1)
    assert await settle(router) == 1
    await database.write(service.resolve, first, by=f"agent:{ada}", at=clock())
    assert await settle(router) == 0
    (item,) = await database.read(scene.items, first)
    assert item.state == WorkState.WRAPPING
    clock.advance(seconds=1)
    done = await database.write(lambda tx: work.wrapped_up(tx, tx.merge(item), code="return", by="system", at=clock()))
    assert done
    assert await settle(router) == 1
    (item,) = await database.read(scene.items, first)
    assert (item.state, item.wrap_up_code) == (WorkState.DONE, "return")
    await database.write(service.resolve, second, by=f"agent:{ada}", at=clock())
    clock.advance(seconds=60)
    await router.sweep()
    (item,) = await database.read(scene.items, second)
    assert (item.state, item.wrap_up_code, item.released_at) == (WorkState.DONE, None, clock())
