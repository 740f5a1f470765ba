"""Reads who of some waits, and finds for each the place in the line and the expected wait, as of one moment."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, Conversation, WorkItem
from contact_center.values import HOLDING, Owner, Status, WorkState, to_micros
from contact_center.work.service import VISITOR_GONE
from contact_center.work.waiting import WAITING
from routing import loading
from routing.expected import NEWEST, Worked, expected_wait, interval
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


class Contact(NamedTuple):
    """What an agent has or had in hand. worked.ended is when it was released."""

    agent: int
    channel: str
    worked: Worked
    open: bool = False


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
    worked = contacts(tx, mine, company, now)
    closed, paces = setup.closed(now), dict[tuple[str, int], float | None]()
    stood = {}
    for item in mine:
        if item.queue in closed or not company.anybody_there(item):  # nobody is to be expected, and so no wait
            stood[item.id] = Stood(found[item.id])
            continue
        kind = (item.channel, company.able(item))
        if kind not in paces:
            paces[kind] = pace(item, company, worked)
        free, first = company.free(item, to_micros(now)), company.first(item, to_micros(now))
        stood[item.id] = Stood(
            found[item.id], expected_wait(found[item.id], free, paces[kind], first=first), staffed=True
        )
    return stood


def pace(item: WaitingItem, company: Company, contacts: Sequence[Contact]) -> float | None:
    """Microseconds between releases by those who could have the item, while they work; None: too little is known."""
    mine = like(item, company, contacts)
    released = [each.worked.ended for each in mine if not each.open]
    return interval(released, [each.worked for each in mine], company.at_once(item))


def like(item: WaitingItem, company: Company, contacts: Sequence[Contact]) -> list[Contact]:
    """Those of agents who could have the item, of its channel: others may not make room enough. In their order."""
    able = company.able(item)
    those, found = {agent for agent in {each.agent for each in contacts} if company.has(able, agent)}, list[Contact]()
    left = NEWEST
    for each in contacts:
        if each.channel == item.channel and each.agent in those:
            found.append(each)
            left -= not each.open
        if not left:
            break
    return found


def contacts(tx: Session, items: Sequence[WaitingItem], company: Company, now: datetime) -> list[Contact]:
    """What agents have in hand, and what they finished lately, the newest first."""
    found: list[Contact] = []
    kinds = {(item.channel, company.able(item)): item for item in items}.values()
    for span in SPANS:
        found = _since(tx, now - span, now)
        if all(sum(not each.open for each in like(item, company, found)) == NEWEST for item in kinds):
            break
    return [*_in_hand(tx, now), *found] if found else []


_WORKED = (
    sa.select(WorkItem.agent_id, WorkItem.channel, WorkItem.offered_at, WorkItem.answered_at, WorkItem.released_at)
    .join(Agent, Agent.id == WorkItem.agent_id)
    .where(Agent.disabled_at.is_(None))
)


def _since(tx: Session, since: datetime, now: datetime) -> list[Contact]:
    """By way of the agents, whose index by the ends of their contacts finds these at once."""
    query = _WORKED.where(WorkItem.ended_at >= since, WorkItem.released_at <= now)
    return sorted((_contact(row, now) for row in tx.execute(query)), key=lambda each: each.worked.ended)


def _in_hand(tx: Session, now: datetime) -> list[Contact]:
    """What agents work on; of what is only offered to them the time is counted when they have accepted."""
    return [_contact(row, now) for row in tx.execute(_WORKED.where(WorkItem.state.in_(HOLDING)))]


def _contact(row: Any, now: datetime) -> Contact:
    """It takes room from the offer on."""
    ended = row.released_at or now
    began = min(row.offered_at or row.answered_at or ended, row.answered_at or ended, ended)
    ages = Worked(to_micros(now) - to_micros(began), to_micros(now) - to_micros(ended))
    return Contact(row.agent_id or 0, row.channel, ages, open=row.released_at is None)


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
