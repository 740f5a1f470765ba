"""Who gets it: the order of waiting items and of agents. Pure."""

import heapq
from collections.abc import Sequence
from datetime import datetime

import msgspec

from contact_center.values import EPOCH


class Waiting(msgspec.Struct, frozen=True):
    """A work item that waits. eligible_at is when its wait began, kept through every return to the queue."""

    item_id: int
    conversation_id: int
    eligible_at: datetime


class Candidate(msgspec.Struct, frozen=True):
    """An available agent. last_work_at: when work was last given or ended; none for one who has had none yet."""

    agent_id: int
    held: int
    limit: int
    last_work_at: datetime | None


def longest_idle(waiting: Sequence[Waiting], candidates: Sequence[Candidate]) -> list[tuple[Waiting, Candidate]]:
    """Give the oldest item to the most idle agent, until no item or no room is left.

    Most idle: the fewest items in hand, then the longest since the last work, then the lower key. Each item given
    counts at once, so that equal work spreads evenly; a full agent is passed over without losing its place.
    """
    line = [
        (each.held, each.last_work_at or EPOCH, 0, each.agent_id, each) for each in candidates if each.held < each.limit
    ]
    heapq.heapify(line)
    given: list[tuple[Waiting, Candidate]] = []
    for turn, item in enumerate(sorted(waiting, key=lambda item: (item.eligible_at, item.item_id)), start=1):
        if not line:
            break
        held, since, _, key, agent = heapq.heappop(line)
        given.append((item, agent))
        if held + 1 < agent.limit:
            heapq.heappush(line, (held + 1, since, turn, key, agent))
    return given
