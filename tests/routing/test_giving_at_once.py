"""Who gives, who is asked and others act at the same time: nothing is owned twice, and nothing is lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from contact_center.auth import Principal
from contact_center.conversations import service
from contact_center.db import Database, Signal
from contact_center.errors import Conflict
from contact_center.models import Agent
from contact_center.values import Owner, Role, WorkState
from contact_center.work.signals import GIVEN
from routing import answers, claims, due, leaving, loading
from routing.router import Router
from tests import scene
from tests.api import Clock
from tests.routing.conftest import present, queued, set_queue
from tests.routing.gifts import NOW, give, open_offer, outcomes, owned, refused, state
from tests.scene import START

OWNER = Principal(kind="session", agent_id=900, role=Role.ADMINISTRATOR)


async def test_while_somebody_is_asked_nobody_else_is(database: Database) -> None:
    key, (ada, bo, cy) = await owned(database, "Ada", "Bo", "Cy")
    await database.write(give, key, ada, bo)
    error = await refused(database, key, ada, cy)
    assert (error.code, error.detail) == ("already_offered", "Bo is being asked already: wait for the answer.")
    assert (await refused(database, key, ada, bo)).code == "already_offered"


async def test_of_two_transfers_at_once_one_is_made(database: Database) -> None:
    key, (ada, bo, cy) = await owned(database, "Ada", "Bo", "Cy")
    done = await asyncio.gather(
        *(database.write(give, key, ada, target) for target in (bo, cy)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "NoneType"]
    assert len(await database.read(outcomes)) == 1
    assert await state(database, key) == (ada, WorkState.ACTIVE, ada)


@pytest.mark.parametrize("answer", ["offer", "automatic"])
async def test_of_two_who_give_to_the_last_place_one_is_refused(database: Database, answer: str) -> None:
    await database.write(set_queue, answer=answer)

    def unit(tx: Session) -> tuple[list[int], list[int]]:
        keys, agents = queued(tx, 6), [present(tx, f"Giver{number}") for number in range(6)]
        for key, agent in zip(keys, agents, strict=True):
            service.assign(tx, key, agent_id=agent, by="system", at=START)
        return keys, agents

    keys, givers = await database.write(unit)
    bo = await database.write(present, "Bo", 2)
    done = await asyncio.gather(
        *(database.write(give, key, giver, bo) for key, giver in zip(keys, givers, strict=True)),
        return_exceptions=True,
    )
    assert [each.code for each in done if isinstance(each, Conflict)] == ["agent_full"] * 4
    assert len((await database.read(lambda tx: loading.holdings(tx, [bo])))[bo]) == 2
    states = [await state(database, key) for key in keys]
    assert all(owner == agent and item == WorkState.ACTIVE for owner, item, agent in states)


async def test_two_who_give_to_each_other_at_once_both_do(database: Database) -> None:
    await database.write(set_queue, answer="automatic")

    def unit(tx: Session) -> tuple[list[int], list[int]]:
        keys, agents = queued(tx, 2), [present(tx, "Ada"), present(tx, "Bo")]
        for key, agent in zip(keys, agents, strict=True):
            service.assign(tx, key, agent_id=agent, by="system", at=START)
        return keys, agents

    (first, second), (ada, bo) = await database.write(unit)
    async with asyncio.timeout(10):
        await asyncio.gather(database.write(give, first, ada, bo), database.write(give, second, bo, ada))
    assert ((await state(database, first))[0], (await state(database, second))[0]) == (bo, ada)


@pytest.mark.parametrize("end", ["resolve", "snooze"])
async def test_who_accepts_after_the_giver_has_ended_it_is_too_late(database: Database, end: str) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(give, key, ada, bo)
    offer = await database.read(open_offer)
    if end == "resolve":
        await database.write(service.resolve, key, by=f"agent:{ada}", at=NOW)
    else:
        await database.write(service.snooze, key, until=NOW + timedelta(days=1), by=f"agent:{ada}", at=NOW)
    with pytest.raises(Conflict) as error:
        await database.write(answers.accept, offer, bo, now=NOW)
    assert error.value.code == "offer_ended"
    assert await state(database, key) == (ada, WorkState.DONE, ada)
    assert await database.read(outcomes) == [(bo, "rescinded")]


async def test_resolving_and_accepting_at_once_leaves_one_owner_and_no_open_offer(database: Database) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(give, key, ada, bo)
    offer = await database.read(open_offer)
    accepted, resolved = await asyncio.gather(
        database.write(answers.accept, offer, bo, now=NOW),
        database.write(service.resolve, key, by=f"agent:{ada}", at=NOW),
        return_exceptions=True,
    )
    assert resolved is None
    (item,) = await database.read(scene.items, key)
    owner = (await database.read(scene.row, key)).agent_id
    assert (item.state, item.agent_id) == (WorkState.DONE, owner)
    assert owner == (ada if isinstance(accepted, Conflict) else bo)
    assert [outcome for _, outcome in await database.read(outcomes)] in (["accepted"], ["rescinded"])


async def test_where_the_asked_agent_is_removed_it_stays_with_the_giver_who_is_told(
    database: Database, signals: list[Signal]
) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(give, key, ada, bo)
    public_id = await database.read(lambda tx: tx.get_one(Agent, bo).public_id)
    signals.clear()
    await database.write(leaving.remove, public_id, OWNER, now=NOW)
    assert await state(database, key) == (ada, WorkState.ACTIVE, ada)
    assert await database.read(outcomes) == [(bo, "rescinded")]
    assert [signal.id for signal in signals if signal.topic == GIVEN] == [ada]


async def test_where_the_giver_is_gone_it_can_still_be_accepted_else_it_waits_in_its_queue(
    database: Database, router: Router, clock: Clock
) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(give, key, ada, bo)
    gone = START - timedelta(minutes=10)
    await database.write(lambda tx: setattr(tx.get_one(Agent, ada), "lease_until", gone))
    clock.now = NOW
    assert (key, ada) in await database.read(due.waiting_on_absent, absent_since=NOW, limit=9)
    assert await database.write(claims.give_back, key, ada, now=NOW)
    row = await database.read(scene.row, key)
    assert (row.owner, row.agent_id) == (Owner.NONE, None)
    assert await state(database, key) == (None, WorkState.QUEUED, None)
    assert await database.read(outcomes) == [(bo, "rescinded")]
    assert await router.drain() == 1  # the router asks whoever is there
    assert await database.read(outcomes) == [(bo, "rescinded"), (bo, None)]


async def test_a_signed_out_giver_loses_nothing_where_it_is_accepted(database: Database) -> None:
    key, (ada, bo) = await owned(database, "Ada", "Bo")
    await database.write(give, key, ada, bo)
    await database.write(lambda tx: setattr(tx.get_one(Agent, ada), "lease_until", START))
    await database.write(answers.accept, await database.read(open_offer), bo, now=NOW)
    assert await state(database, key) == (bo, WorkState.ACTIVE, bo)


@pytest.mark.parametrize("who", ["the giver", "the asked agent", "a third"])
async def test_whoever_takes_it_over_meanwhile_has_it_alone(database: Database, who: str) -> None:
    key, (ada, bo, cy) = await owned(database, "Ada", "Bo", "Cy")
    await database.write(give, key, ada, bo)
    taker = {"the giver": ada, "the asked agent": bo, "a third": cy}[who]
    if taker == ada:
        await database.write(service.release, key, by=f"agent:{ada}", at=NOW, reason="returned")
    await database.write(give, key, taker, taker)
    assert await state(database, key) == (taker, WorkState.ACTIVE, taker)
    assert await database.read(outcomes) == [(bo, "rescinded")]
