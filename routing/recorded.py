"""A day as it was, out of storage, in the shape that a simulation reads: who came, who was there, and by what rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, Event, Offer, Queue, Skill, WorkItem
from contact_center.values import OfferOutcome, Presence, WorkState
from routing import loading
from routing.loading import LoadedQueue
from routing.records import Membership, Need, Step
from routing.simulate.records import (
    AgentPlan,
    Answering,
    Configuration,
    Contact,
    Day,
    Member,
    Overflow,
    QueuePlan,
    Shift,
)

USUAL_HANDLING = 300.0
"""Seconds, where nothing of the channel was answered that day."""
LONGEST = 1_000_000.0
_DAY = timedelta(days=1)
_COPIED = [name for name in QueuePlan.__struct_fields__ if name not in ("id", "version", "name", "steps", "overflow")]


class Span(msgspec.Struct, frozen=True):
    """The day from its beginning until its end, by the installation's clock."""

    begin: datetime
    end: datetime

    def clock(self, at: datetime) -> str:
        """A time of the day as the files have it."""
        seconds = (min(max(at, self.begin), self.end) - self.begin).total_seconds()
        return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}"


def span(tx: Session, day: date) -> Span:
    """In the installation's zone; a day on which clocks are changed is as long as it is."""
    zone = loading.zone_of(tx)
    begin, end = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + _DAY))
    return Span(begin, end)


def day(tx: Session, wanted: date) -> Day:
    """Every contact that began on the day, but those that another one went on in by overflow: that is simulated.

    Whoever gave up had the patience that they had. Of the others no more is known than that it was at least their wait:
    they get that, or the mean of those who gave up where that is longer.
    """
    hours, skills = span(tx, wanted), _skills(tx)
    rows = tx.execute(
        sa.select(*WorkItem.__table__.c, Queue.name.label("queue_name"))
        .join(Queue, Queue.id == WorkItem.queue_id)
        .where(WorkItem.created_at >= hours.begin, WorkItem.created_at < hours.end)
        .order_by(WorkItem.created_at, WorkItem.id)
    )
    own = [row for row in rows if not row.visited]
    usual, patience = _usual_handling(own), _patience(own)
    contacts = tuple(
        Contact(
            at=hours.clock(row.created_at),
            queue=row.queue_name,
            channel=row.channel,
            handling=_handling(row) if row.answered_at and row.ended_at else usual[row.channel],
            wrap_up=_seconds(row.ended_at, row.released_at) if row.agent_id else 0,
            patience=_own_patience(row, patience.get(row.channel)),
            language=row.language,
            needs=tuple(_needs(msgspec.convert(row.needs, list[Need]), skills)),
            priority=row.priority,
        )
        for row in own
    )
    return Day(name=wanted.isoformat(), contacts=contacts)


def configuration(tx: Session, wanted: date, *, now: datetime, chat_limit: int) -> Configuration:
    """The queues, skills and capacities of now, with whoever was available when on the day."""
    hours, found = span(tx, wanted), loading.setup(tx)
    skills, names = _skills(tx), {queue.id: queue.name for queue in found.queues.values()}
    public_names = {queue.public_id: queue.name for queue in found.queues.values()}
    shifts, emails = _shifts(tx, hours), dict(tx.execute(sa.select(Agent.id, Agent.email)).all())
    memberships = defaultdict[int, list[Membership]](list)
    for membership in found.memberships:
        memberships[membership.agent].append(membership)
    agents = tuple(
        AgentPlan(
            name=emails[agent.id],
            shifts=tuple(shifts[agent.id]),
            queues=tuple(_member(each, names) for each in memberships[agent.id]),
            limits=agent.limits,
            skills={skills[key]: level for key, level in agent.skills.items()},
            languages=agent.languages,
        )
        for agent in loading.agents(tx, now=now, chat_limit=chat_limit)
        if memberships[agent.id]
    )
    queues = tuple(_plan(queue, skills, public_names) for queue in found.queues.values())
    return Configuration(queues=queues, agents=agents, answering=_answering(tx, hours))


def _plan(queue: LoadedQueue, skills: Mapping[str, str], names: Mapping[str, str]) -> QueuePlan:
    steps = tuple(
        Step(step.seconds, tuple(tuple(_needs(needs, skills)) for needs in step.alternatives))
        for step in queue.rules.steps
    )
    onward = next(
        (
            Overflow(each.seconds, names[each.queue])
            for each in queue.settings.overflow
            if each.when == "waited" and each.seconds is not None and each.queue is not None and each.queue in names
        ),
        None,
    )
    copied = {name: getattr(queue.rules, name) for name in _COPIED}
    return QueuePlan(name=queue.name, steps=steps, overflow=onward, **copied)


def _member(each: Membership, names: Mapping[int, str]) -> Member:
    return Member(
        queue=names[each.queue], rank=each.rank, tier=each.tier, position=each.position, delay=each.delay,
        weight=each.weight,
    )  # fmt: skip


def _skills(tx: Session) -> dict[str, str]:
    return dict(tx.execute(sa.select(Skill.public_id, Skill.name)).all())


def _needs(needs: Iterable[Need], skills: Mapping[str, str]) -> list[Need]:
    """By the skills' names; one that is gone keeps its key."""
    return [Need(skills.get(need.skill, need.skill), need.level) for need in needs]


def _shifts(tx: Session, hours: Span) -> dict[int, list[Shift]]:
    """When agents were available, by the facts of their presence."""
    query = sa.select(Event.entity_id, Event.at, Event.data).where(
        Event.type == "PresenceChanged", Event.at >= hours.begin - _DAY, Event.at < hours.end
    )
    since: dict[int, datetime] = {}
    found: dict[int, list[Shift]] = defaultdict(list)

    def leave(agent: int, at: datetime) -> None:
        began = since.pop(agent, None)
        if began is not None and at > max(began, hours.begin):
            found[agent].append(Shift(hours.clock(began), hours.clock(at)))

    for agent, at, data in tx.execute(query.order_by(Event.at, Event.id)):
        if data["presence"] == Presence.AVAILABLE:
            since.setdefault(agent, at)
        else:
            leave(agent, at)
    for agent in list(since):
        leave(agent, hours.end)
    return found


def _answering(tx: Session, hours: Span) -> Answering:
    """How the offers of the day were taken; where there were none, as usual."""
    query = sa.select(Offer.outcome, Offer.at, Offer.ended_at).where(
        Offer.at >= hours.begin, Offer.at < hours.end, Offer.ended_at.is_not(None)
    )
    rows = tx.execute(query).all()
    accepted = [_seconds(row.at, row.ended_at) for row in rows if row.outcome == OfferOutcome.ACCEPTED]
    missed = sum(row.outcome == OfferOutcome.MISSED for row in rows)
    if not accepted:
        return Answering()
    return Answering(seconds=round(fmean(accepted), 1), missed=round(missed / (missed + len(accepted)), 4))


def _usual_handling(rows: Iterable[Any]) -> dict[str, float]:
    """The mean of what was answered, by channel."""
    known = ((row.channel, _handling(row)) for row in rows if row.answered_at and row.ended_at)
    return defaultdict(lambda: USUAL_HANDLING, _means(known))


def _patience(rows: Iterable[Any]) -> dict[str, float]:
    """The mean of those who gave up, by channel."""
    gave_up = (row for row in rows if row.state == WorkState.ABANDONED)
    return _means((row.channel, _seconds(row.eligible_at, row.ended_at)) for row in gave_up)


def _means(known: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Of the numbers under each name."""
    found = defaultdict[str, list[float]](list)
    for name, number in known:
        found[name].append(number)
    return {name: round(fmean(numbers), 3) for name, numbers in found.items()}


def _own_patience(row: Any, usual: float | None) -> float | None:
    waited = _seconds(row.eligible_at, row.answered_at or row.ended_at)
    if row.state == WorkState.ABANDONED:
        return waited
    return None if usual is None else max(usual, waited)


def _handling(row: Any) -> float:
    return _seconds(row.answered_at, row.ended_at)


def _seconds(begin: datetime | None, end: datetime | None) -> float:
    if begin is None or end is None:
        return 0.0
    return min(LONGEST, max(0.0, round((end - begin).total_seconds(), 3)))
