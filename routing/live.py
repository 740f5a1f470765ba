"""The live queues: read as a whole, once for all who watch."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.details import customer_name
from contact_center.models import Agent
from contact_center.realtime.presence import effective
from contact_center.values import OfferOutcome, Presence
from contact_center.work.live import AgentLive, Oldest, Promised, QueueLive, QueuesLive, QueueStaff, QueueToday
from routing import live_queries, loading
from routing.capacity import room
from routing.expected import expected_wait, interval
from routing.interrupting import in_work
from routing.records import AgentState, Held
from routing.service_level import service_level


class Line(msgspec.Struct, frozen=True):
    """A queue by its key, how many wait in it, and how many members have room now."""

    queue: int
    waiting: int
    free: int


Estimate = Callable[[Session, list[Line], datetime], Mapping[int, int | None]]
"""Tells for each queue how many seconds whoever comes now will wait, where that can be told."""


def by_last_answers(tx: Session, lines: list[Line], now: datetime) -> dict[int, int | None]:
    ages = live_queries.last_answers(tx, now)
    return {each.queue: expected_wait(each.waiting + 1, [0] * each.free, interval(ages[each.queue])) for each in lines}


def read(tx: Session, now: datetime, *, chat_limit: int, estimate: Estimate = by_last_answers) -> QueuesLive:
    """Every queue and everybody who can be given work, as of now."""
    setup, since = loading.setup(tx), loading.day_began(tx, now)
    states = {state.id: state for state in loading.agents(tx, now=now, chat_limit=chat_limit)}
    refused = live_queries.refused_offers(tx, since, states)
    agents = _agents(tx, setup, states, refused, now)
    staff = _staff(setup, agents, states)
    waiting = live_queries.now_in(tx)
    lines = [Line(key, waiting[key].waiting, staff[key].with_room) for key in setup.queues]
    expected, today = estimate(tx, lines, now), _today(tx, setup, refused, since)
    oldest, due = live_queries.oldest(tx), live_queries.due(tx, now)
    queues = [
        _queue(
            queue, waiting[key], oldest.get(key), expected.get(key), today[key], staff[key],
            due=due.get(key, (0, 0)), closed=queue.closed(now),
        )
        for key, queue in setup.queues.items()
    ]  # fmt: skip
    return QueuesLive(at=now, since=since, queues=queues, agents=list(agents.values()))


def _queue(
    queue: loading.LoadedQueue,
    now_in: live_queries.Now,
    oldest: Any,
    expected: int | None,
    today: QueueToday,
    staff: QueueStaff,
    *,
    due: tuple[int, int],
    closed: bool,
) -> QueueLive:
    promise, (overdue, due_soon) = queue.settings.promise, due
    return QueueLive(
        id=queue.public_id,
        name=queue.name,
        open=not closed,
        everybody=queue.settings.members == "everybody",
        transfer_note=queue.settings.transfer_note,
        waiting=now_in.waiting,
        offered=now_in.offered,
        by_message=now_in.by_message,
        overdue=overdue,
        due_soon=due_soon,
        active=now_in.active,
        wrapping=now_in.wrapping,
        oldest=_oldest(oldest) if oldest is not None else None,
        expected_wait=expected,
        promise=Promised(seconds=promise.seconds, percent=promise.percent) if promise else None,
        today=today,
        staff=staff,
    )


def _oldest(row: Any) -> Oldest:
    customer = customer_name(row.customer_name, row.customer_email, row.customer_id)
    return Oldest(item=row.public_id, conversation=row.conversation, customer=customer, since=row.eligible_at)


def _today(
    tx: Session, setup: loading.Setup, refused: list[tuple[int, int, str, int]], since: datetime
) -> dict[int, QueueToday]:
    promises = {key: each.settings.promise.seconds for key, each in setup.queues.items() if each.settings.promise}
    answered, gone = live_queries.answered(tx, since, promises), live_queries.gone(tx, since)
    overflowed = live_queries.overflowed(tx, since)
    offers: dict[tuple[int, str], int] = defaultdict(int)
    for in_queue, _, outcome, count in refused:
        offers[in_queue, outcome] += count
    found = {}
    for key in setup.queues:
        (all_answered, in_time), (abandoned, short) = answered.get(key, (0, 0)), gone.get(key, (0, 0))
        level = service_level(in_time=in_time, answered=all_answered, abandoned=abandoned) if key in promises else None
        found[key] = QueueToday(
            answered=all_answered,
            in_time=in_time,
            abandoned=abandoned,
            abandoned_short=short,
            overflowed=overflowed.get(key, 0),
            missed=offers[key, OfferOutcome.MISSED],
            declined=offers[key, OfferOutcome.DECLINED],
            service_level=level,
        )
    return found


def _agents(
    tx: Session,
    setup: loading.Setup,
    states: dict[int, AgentState],
    refused: list[tuple[int, int, str, int]],
    now: datetime,
) -> dict[int, AgentLive]:
    offers: dict[tuple[int, str], int] = defaultdict(int)
    for _, agent, outcome, count in refused:
        offers[agent, outcome] += count
    chosen: dict[int, list[str]] = defaultdict(list)
    for each in setup.memberships:
        queue = setup.queues[each.queue]
        if queue.settings.members == "chosen":
            chosen[each.agent].append(queue.public_id)
    rows = tx.execute(sa.select(*Agent.__table__.c).where(Agent.id.in_(states)).order_by(Agent.name, Agent.id))
    return {
        row.id: _agent(
            row, states[row.id], chosen[row.id], now,
            missed=offers[row.id, OfferOutcome.MISSED], declined=offers[row.id, OfferOutcome.DECLINED],
        )
        for row in rows
    }  # fmt: skip


def _agent(row: Any, state: AgentState, queues: list[str], now: datetime, *, missed: int, declined: int) -> AgentLive:
    presence = effective(row.presence, row.lease_until, now)
    used = in_work(state.limits, state.holdings)
    offered = sum(each.state is Held.OFFERED for each in state.holdings)
    return AgentLive(
        id=row.public_id,
        name=row.name,
        role=row.role,
        presence=presence.value,
        reason=row.presence_reason if presence is Presence.AWAY else None,
        since=row.presence_since,
        items=len(state.holdings) - offered,
        offered=offered,
        used=used,
        total=state.limits.total,
        free=max(0, state.limits.total - used) if presence is Presence.AVAILABLE else 0,
        missed=missed,
        declined=declined,
        queues=queues,
    )


def _staff(setup: loading.Setup, agents: dict[int, AgentLive], states: dict[int, AgentState]) -> dict[int, QueueStaff]:
    rooms = {key: frozenset(each for each in state.accepts if _has_room(state, each)) for key, state in states.items()}
    found: dict[int, dict[str, int]] = {key: defaultdict(int) for key in setup.queues}
    for each in setup.memberships:
        agent = agents.get(each.agent)
        if agent is not None:
            counts = found[each.queue]
            counts[agent.presence] += 1
            counts["free"] += agent.free
            counts["with_room"] += not rooms[each.agent].isdisjoint(setup.queues[each.queue].rules.channels)
    return {key: QueueStaff(**counts) for key, counts in found.items()}


def _has_room(state: AgentState, channel: str) -> bool:
    return room(channel, state.limits, state.holdings) is None
