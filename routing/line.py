"""Reads who of some waits, and finds for each the place in the line and the expected wait, as of one moment."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, Conversation, WorkItem
from contact_center.values import Owner, Status, WorkState, to_micros
from contact_center.work.waiting import WAITING
from routing import loading
from routing.abandoning import VISITOR_GONE
from routing.expected import NEWEST, expected_wait
from routing.places import Company, places
from routing.records import WaitingItem

SPANS = (timedelta(minutes=10), timedelta(hours=2))
"""How far back is looked for releases: a little, and further where that is not enough."""

StateInLine = Literal["waiting", "connecting", "message"]


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """How a conversation that waits stands. since: when it began to. wait: seconds. estimated: a wait is kept already.

    staffed: somebody who could have it is there. gone: the customer was last seen to leave.
    """

    conversation_id: int
    conversation: str
    customer_id: int
    item: int
    since: datetime
    state: StateInLine
    place: int | None = None
    wait: int | None = None
    staffed: bool = True
    estimated: bool = False
    gone: bool = False


class Look(msgspec.Struct, frozen=True):
    """dropped: conversations that have stopped waiting because their visitors had gone."""

    stands: list[Stand]
    dropped: list[int]


class Stood(NamedTuple):
    """What is found out of an item in line; of one that nobody could ever have, nothing."""

    place: int | None = None
    wait: int | None = None
    staffed: bool = False


class Release(NamedTuple):
    """age: microseconds ago."""

    agent: int
    channel: str
    age: int


def look(tx: Session, conversation_ids: Collection[int], *, now: datetime, chat_limit: int) -> Look:
    """How these conversations stand; those that do not wait are left out."""
    query = (
        sa.select(*WorkItem.__table__.c, Conversation.public_id.label("conversation"), Conversation.customer_id)
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .where(WorkItem.conversation_id.in_(conversation_ids), WorkItem.state.in_(WAITING))
    )
    rows = tx.execute(query).all()
    ids = [row.id for row in rows if row.state == WorkState.QUEUED and not row.by_message]
    stood = _stood(tx, ids, now=now, chat_limit=chat_limit) if ids else {}
    stands = [_stand(row, stood.get(row.id, Stood())) for row in rows]
    others = set(conversation_ids) - {each.conversation_id for each in stands}
    return Look(stands, _dropped(tx, others) if others else [])


def waiting(tx: Session) -> set[int]:
    """The conversations that wait."""
    return set(tx.execute(sa.select(WorkItem.conversation_id).where(WorkItem.state.in_(WAITING))).scalars())


def _stand(row: Any, stood: Stood) -> Stand:
    state: StateInLine = "connecting" if row.state == WorkState.OFFERED else "message" if row.by_message else "waiting"
    return Stand(
        conversation_id=row.conversation_id,
        conversation=row.conversation,
        customer_id=row.customer_id,
        item=row.id,
        since=row.created_at,
        state=state,
        place=stood.place,
        wait=stood.wait,
        staffed=stood.staffed or state != "waiting",
        estimated=row.expected_wait is not None,
        gone=row.gone_at is not None,
    )


def _stood(tx: Session, item_ids: Sequence[int], *, now: datetime, chat_limit: int) -> dict[int, Stood]:
    """By item its place and the wait in seconds. What nobody could ever have stands in no line."""
    setup, items = loading.setup(tx), loading.waiting(tx)
    rules = [queue.rules for queue in setup.queues.values()]
    company = Company(rules, setup.memberships, loading.agents(tx, now=now, chat_limit=chat_limit))
    found = places(items, company, to_micros(now))
    wanted = set(item_ids)
    mine = [item for item in items if item.id in wanted and company.able(item)]
    released = _released(tx, mine, company, now)
    closed = setup.closed(now)
    return {item.id: _how(item, found[item.id], company, released, closed=item.queue in closed) for item in mine}


def _how(item: WaitingItem, place: int, company: Company, released: Sequence[Release], *, closed: bool) -> Stood:
    """Nobody is to be expected where nobody is there, or asked because the queue is closed."""
    if closed or not company.anybody_there(item):
        return Stood(place)
    ages = [each.age for each in like(item, company, released)]
    return Stood(place, expected_wait(place, company.free(item), ages), staffed=True)


def like(item: WaitingItem, company: Company, released: Sequence[Release]) -> list[Release]:
    """The newest releases by agents who could have the item, of its channel: others may not make room enough."""
    able, found = company.able(item), list[Release]()
    for each in released:
        if each.channel == item.channel and company.has(able, each.agent):
            found.append(each)
            if len(found) == NEWEST:
                break
    return found


def _released(tx: Session, items: Sequence[WaitingItem], company: Company, now: datetime) -> list[Release]:
    """What agents finished lately, the newest first."""
    found: list[Release] = []
    kinds = {(item.channel, company.able(item)): item for item in items}.values()
    for span in SPANS:
        found = _since(tx, now - span, now)
        if all(len(like(item, company, found)) == NEWEST for item in kinds):
            break
    return found


def _since(tx: Session, since: datetime, now: datetime) -> list[Release]:
    """By way of the agents, whose index by the ends of their contacts finds these at once."""
    query = (
        sa.select(WorkItem.agent_id, WorkItem.channel, WorkItem.released_at)
        .join(Agent, Agent.id == WorkItem.agent_id)
        .where(Agent.disabled_at.is_(None), WorkItem.ended_at >= since, WorkItem.released_at <= now)
    )
    released = (
        Release(row.agent_id or 0, row.channel, to_micros(now) - to_micros(row.released_at or now))
        for row in tx.execute(query)
    )
    return sorted(released, key=lambda each: each.age)


def _dropped(tx: Session, conversation_ids: Collection[int]) -> list[int]:
    """Of these, open ones of nobody's whose last work item was abandoned because the visitor had gone."""
    last = (
        sa.select(sa.func.max(WorkItem.id))
        .where(WorkItem.conversation_id.in_(conversation_ids))
        .group_by(WorkItem.conversation_id)
    )
    query = (
        sa.select(WorkItem.conversation_id)
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .where(
            WorkItem.id.in_(last),
            WorkItem.state == WorkState.ABANDONED,
            WorkItem.outcome == VISITOR_GONE,
            Conversation.owner == Owner.NONE,
            Conversation.status == Status.OPEN,
        )
    )
    return list(tx.execute(query).scalars())
