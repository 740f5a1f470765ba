"""Reads of how queues stand for an item, each once and only where an overflow asks for it."""

from bisect import bisect_left
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import Agent, Queue, WorkItem
from contact_center.values import Presence, WorkState, to_micros
from routing import loading
from routing.eligibility import for_good
from routing.expected import NEWEST, expected_wait, interval
from routing.loading import LoadedQueue
from routing.overflow import Standing
from routing.records import AgentState, WaitingItem

RECENT = timedelta(hours=4)
"""Older ones say nothing of how it goes now."""
_ROOM = 1
"""Whether an agent has room does not matter here: who is busy is there."""


class Survey:
    """As of one moment, in one transaction."""

    def __init__(self, tx: Session, now: datetime) -> None:
        self._tx, self.now = tx, now
        self._queues: dict[str, LoadedQueue | None] = {}
        self._members: dict[int, frozenset[int]] = {}
        self._present: list[AgentState] | None = None
        self._staffed: dict[tuple[object, ...], bool] = {}
        self._lines: dict[int, list[int]] = {}
        self._ages: dict[int, list[int]] = {}

    def queue(self, public_id: str) -> LoadedQueue | None:
        """None where it is not there any more."""
        if public_id not in self._queues:
            self._queues[public_id] = next(iter(loading.queues(self._tx, Queue.public_id == public_id)), None)
        return self._queues[public_id]

    def open_to(self, queue: LoadedQueue, channel: str, visited: Collection[str]) -> frozenset[str]:
        """The queues to which an item may overflow from this one: there, for its channel, and none that it was in."""
        named = {each.queue for each in queue.settings.overflow if each.queue} - {queue.public_id, *visited}
        found = {public_id: self.queue(public_id) for public_id in named}
        return frozenset(key for key, other in found.items() if other and channel in other.settings.channels)

    def standing(self, queue: LoadedQueue, item: WaitingItem, *, waited: int | None) -> Standing:
        """waited: seconds in the queue; none where the item is only coming."""
        asked = {each.when for each in queue.settings.overflow}
        return Standing(
            waited=waited,
            closed="closed" in asked and queue.closed(self.now),
            staffed="no_staff" not in asked or self.staffed(queue, item),
            waiting=len(self.line(queue.id)) if "full" in asked and waited is None else 0,
            expected=self.expected(queue.id, item) if "long_wait" in asked and waited is not None else None,
        )

    def staffed(self, queue: LoadedQueue, item: WaitingItem) -> bool:
        """Whether somebody is there, busy or not, who could have the item if it only waited."""
        kind = (queue.id, item.channel, item.language, item.needs)
        if kind not in self._staffed:
            members = self._members_of(queue)
            self._staffed[kind] = any(
                agent.id in members and item.channel in agent.accepts and for_good(item, agent, queue.rules) is None
                for agent in self.present()
            )
        return self._staffed[kind]

    def _members_of(self, queue: LoadedQueue) -> frozenset[int]:
        if queue.id not in self._members:
            self._members[queue.id] = frozenset(each.agent for each in loading.memberships(self._tx, [queue]))
        return self._members[queue.id]

    def present(self) -> list[AgentState]:
        """Who is available."""
        if self._present is None:
            there = sa.select(Agent.id).where(Agent.presence == Presence.AVAILABLE, Agent.lease_until > self.now)
            ids = self._tx.execute(there).scalars().all()
            self._present = loading.agents(self._tx, now=self.now, chat_limit=_ROOM, ids=ids) if ids else []
        return self._present

    def line(self, queue_id: int) -> list[int]:
        """Since when they wait who stand in the queue's line, oldest first; not who only waits for a message."""
        if queue_id not in self._lines:
            waiting = WorkItem.state.in_((WorkState.QUEUED, WorkState.OFFERED)), ~WorkItem.by_message
            query = sa.select(WorkItem.eligible_at).where(WorkItem.queue_id == queue_id, *waiting)
            times = self._tx.execute(query.order_by(WorkItem.eligible_at)).scalars()
            self._lines[queue_id] = [to_micros(at) for at in times]
        return self._lines[queue_id]

    def expected(self, queue_id: int, item: WaitingItem) -> int | None:
        """Seconds until the item is answered, by its place in the line and the queue's last answers."""
        if queue_id not in self._ages:
            self._ages[queue_id] = self._last_answers(queue_id)
        place = bisect_left(self.line(queue_id), item.eligible_at) + 1
        return expected_wait(place, [], interval(self._ages[queue_id]))

    def _last_answers(self, queue_id: int) -> list[int]:
        """How many microseconds ago, the newest first."""
        lately = WorkItem.queue_id == queue_id, WorkItem.answered_at > self.now - RECENT
        newest = sa.select(WorkItem.answered_at).where(*lately).order_by(WorkItem.answered_at.desc()).limit(NEWEST)
        times = self._tx.execute(newest).scalars()
        return [to_micros(self.now) - to_micros(at) for at in times if at is not None]
