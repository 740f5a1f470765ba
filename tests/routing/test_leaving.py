"""An agent is removed while holding work: nothing is lost, and nothing waits for ever."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Principal
from contact_center.conversations import service
from contact_center.db import Database, Signal
from contact_center.errors import Conflict
from contact_center.models import Agent, Offer
from contact_center.values import OfferOutcome, Owner, Role, WorkState
from contact_center.work import offers
from contact_center.work.signals import ROUTING
from routing import answers, claims, leaving
from tests import scene
from tests.routing.conftest import decided, present, queued
from tests.scene import START

NOW = START + timedelta(minutes=1)
OWNER = Principal(kind="session", agent_id=900, role=Role.ADMINISTRATOR)


async def test_all_that_a_removed_agent_has_waits_for_somebody_else_at_once(
    database: Database, signals: list[Signal]
) -> None:
    active, snoozed, offered, wrapping = await database.write(queued, 4)

    def busy(tx: Session) -> tuple[int, str]:
        ada = present(tx, "Ada")
        for key in (active, snoozed, wrapping):
            service.assign(tx, key, agent_id=ada, by="system", at=START)
        service.snooze(tx, snoozed, until=NOW + timedelta(days=1), by="system", at=START)
        (item,) = scene.items(tx, wrapping)
        service.resolve(tx, wrapping, by="system", at=START)
        item.state = WorkState.WRAPPING
        (item,) = scene.items(tx, offered)
        offers.make(tx, item, [ada], expires_at=NOW + timedelta(minutes=1), by="system", at=START)
        return ada, tx.get_one(Agent, ada).public_id

    ada, public_id = await database.write(busy)
    before = {key: await database.read(scene.items, key) for key in (active, offered)}
    signals.clear()
    view = await database.write(leaving.remove, public_id, OWNER, now=NOW)
    assert view.state == "disabled"
    for key in (active, offered):
        (item,) = await database.read(scene.items, key)
        assert (item.state, item.agent_id, item.eligible_at) == (WorkState.QUEUED, None, before[key][0].eligible_at)
        assert item.id in [signal.id for signal in signals if signal.topic == ROUTING]
    assert [(await database.read(scene.items, wrapping))[0].state] == [WorkState.DONE]
    for key in (active, snoozed):
        row = await database.read(scene.row, key)
        assert (row.owner, row.agent_id) == (Owner.NONE, None)
    assert await database.read(outcomes, ada) == [OfferOutcome.RESCINDED]
    assert "ConversationReleased" in await database.read(scene.facts, "conversation", active)


def outcomes(tx: Session, agent_id: int) -> list[str | None]:
    return list(tx.execute(sa.select(Offer.outcome).where(Offer.agent_id == agent_id)).scalars())


async def test_a_removed_agent_gets_nothing_more_and_can_accept_nothing(database: Database) -> None:
    first, second = await database.write(queued, 2)

    def offer(tx: Session) -> tuple[int, str, str, int]:
        ada = present(tx, "Ada")
        (item,) = scene.items(tx, first)
        offers.make(tx, item, [ada], expires_at=NOW + timedelta(minutes=1), by="system", at=START)
        (made,) = tx.execute(offers.open_offers(item.id)).scalars()
        return ada, tx.get_one(Agent, ada).public_id, made.public_id, scene.items(tx, second)[0].id

    ada, public_id, made, other = await database.write(offer)
    await database.write(leaving.remove, public_id, OWNER, now=NOW)
    with pytest.raises(Conflict) as refused:
        await database.write(answers.accept, made, ada, now=NOW)
    assert refused.value.code == "offer_ended"
    assert not await database.write(claims.carry_out, decided(other, ada), chat_limit=4, now=NOW)


async def test_a_removal_that_is_refused_takes_nothing_away(database: Database) -> None:
    (key,) = await database.write(queued, 1)

    def busy(tx: Session) -> str:
        ada = present(tx, "Ada")
        tx.get_one(Agent, ada).role = Role.ADMINISTRATOR
        service.assign(tx, key, agent_id=ada, by="system", at=START)
        return tx.get_one(Agent, ada).public_id

    public_id = await database.write(busy)
    with pytest.raises(Conflict):
        await database.write(leaving.remove, public_id, OWNER, now=NOW)
    assert (await database.read(scene.row, key)).owner == Owner.AGENT
