"""Reads of offers that ring at agents who may not have the item any more: the setup has changed since."""

from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Offer, Queue, WorkItem
from routing import loading
from routing.eligibility import not_at_all
from routing.records import Reason

_ROOM = 1
"""Whether an agent has room does not matter here: an offer has kept it."""


def offers(tx: Session, now: datetime) -> list[str]:
    """Those of routing's own open offers, by public id: whom a colleague has chosen may be no member."""
    routed = Offer.ended_at.is_(None), Offer.given_by_id.is_(None)
    rows = tx.execute(sa.select(Offer.public_id, Offer.work_item_id, Offer.agent_id).where(*routed))
    asked = {(row.work_item_id, row.agent_id): row.public_id for row in rows}
    return [asked[pair] for pair, _ in _reasons(tx, asked, now)] if asked else []


def reason(tx: Session, item_id: int, agent_id: int, *, now: datetime) -> Reason | None:
    """Why the agent may not have the item any more, whatever passes; none: they may."""
    return next((why for _, why in _reasons(tx, [(item_id, agent_id)], now)), None)


def _reasons(
    tx: Session, asked: Collection[tuple[int, int]], now: datetime
) -> Iterator[tuple[tuple[int, int], Reason]]:
    """asked: items and agents. An item whose queue is gone goes elsewhere anyway, and so is left out."""
    rows = tx.execute(sa.select(*WorkItem.__table__.c).where(WorkItem.id.in_({item for item, _ in asked})))
    items = {row.id: loading.item_of(row) for row in rows}
    found = loading.queues(tx, Queue.id.in_({item.queue for item in items.values()}))
    queues = {queue.id: queue for queue in found}
    members = {(each.queue, each.agent): each for each in loading.memberships(tx, found)}
    ids = {agent for _, agent in asked}
    agents = {agent.id: agent for agent in loading.agents(tx, now=now, chat_limit=_ROOM, ids=ids)}
    for pair in asked:
        item, agent = items.get(pair[0]), agents.get(pair[1])
        if item is None or agent is None or item.queue not in queues:
            continue
        why = not_at_all(item, agent, members.get((item.queue, agent.id)), queues[item.queue].rules)
        if why is not None:
            yield pair, why
