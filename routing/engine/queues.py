"""Queues and the kinds of items that wait in them: of each kind, who may have it, ready as an integer. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from routing.engine.agents import DOING, READY, Floor
from routing.ordering import rank_of
from routing.records import SECOND, Membership, Need, QueueRules, Reason
from routing.steps import ring, starts, step_at

Entry = tuple[int, int, int, int, int]
Spot = tuple[int, str, int]
"""Where items of several kinds wait: queue, channel and stage."""


class Kind(NamedTuple):
    """What items have in common whom the same agents may have. stage: of the queue, a step or a tier's delay begun."""

    queue: int
    stage: int
    channel: str
    language: str | None
    needs: tuple[Need, ...]
    excluded: tuple[int, ...]
    preferred: int | None


class Queue:
    """A queue's rules, and its members as masks: by ring, tier, rank and delay, each in its order."""

    def __init__(self, rules: QueueRules, memberships: Iterable[Membership], *, closed: bool) -> None:
        self.rules, self.closed = rules, closed
        self.memberships = {each.agent: each for each in memberships}
        delays = {each.delay * SECOND for each in self.memberships.values()}
        self.stages = sorted({*starts(rules), *delays})
        self.turns = {each.agent: each.turn for each in self.memberships.values()}
        self._turn = max(self.turns.values(), default=0)
        self.ranks_by_agent = {each.agent: rank_of(rules, each) for each in self.memberships.values()}
        self.lowest_rank = min(self.ranks_by_agent.values(), default=0)
        self.members = 0
        self.rings: list[int] = []
        self.tiers: list[tuple[int, int]] = []
        self.ranks: list[tuple[int, int]] = []
        self.delays: list[tuple[int, int]] = []

    def stage(self, waited: int) -> int:
        return bisect_right(self.stages, waited) - 1 if waited > 0 else 0

    def stage_ends(self, stage: int) -> int | None:
        """After how many microseconds of waiting the next stage begins."""
        return self.stages[stage + 1] if stage + 1 < len(self.stages) else None

    def reached_by(self, agent: int, skills: Mapping[str, int]) -> list[int]:
        """The stages in which the queue may ask a member with these skills."""
        first, delay = ring(self.rules, skills), self.memberships[agent].delay * SECOND
        if first is None:
            return []
        return [n for n, start in enumerate(self.stages) if start >= delay and step_at(self.rules, start) >= first]

    def go_on_from(self, before: "Queue") -> None:
        """Keep the turns that members have had since their memberships were read."""
        for agent, turn in self.turns.items():
            self.turns[agent] = max(turn, before.turns.get(agent, 0))
        self._turn = max(self.turns.values(), default=0)

    def take_turn(self, agents: Iterable[int]) -> int:
        """Note that these had their turn; returns its number."""
        self._turn += 1
        for agent in agents:
            self.turns[agent] = self._turn
        return self._turn

    def look(self, floor: Floor) -> None:
        """Make the masks anew, after agents or their skills have changed."""
        tiers: dict[int, int] = defaultdict(int)
        ranks: dict[int, int] = defaultdict(int)
        delays: dict[int, int] = defaultdict(int)
        self.members = 0
        for membership in self.memberships.values():
            agent = floor.by_id.get(membership.agent)
            if agent:
                self.members |= agent.mask
                tiers[membership.tier] |= agent.mask
                ranks[self.ranks_by_agent[membership.agent]] |= agent.mask
                delays[membership.delay * SECOND] |= agent.mask
        self.tiers, self.ranks, self.delays = sorted(tiers.items()), sorted(ranks.items()), sorted(delays.items())
        self.rings = self._rings(floor)

    def _rings(self, floor: Floor) -> list[int]:
        """Of each step that is ever reached, the members whom it is the first to ask."""
        rings, left = [], self.members
        for step in self.rules.steps[: len(starts(self.rules))]:
            asked = 0 if step.alternatives else left
            for needs in step.alternatives:
                asked |= skilled(floor, needs)
            rings.append(left & asked)
            left &= ~asked
        return rings if self.rules.steps else [left]


class Signature:
    """One kind of items: those that wait, and those who may have them.

    heap: their keys but for the rank; the first one holds, of the others some may be out of date. live: how many wait.
    groups: (ring, tier, mask), first those to be asked first. reasons: how many agents fail at what time alone or an
    administrator changes. rank: of the queue for all who may have it; none where it differs between them.
    """

    __slots__ = (
        "channel", "groups", "heap", "kind", "live", "mask", "queue", "rank", "ranks", "ready", "reasons", "spot",
        "step",
    )  # fmt: skip

    def __init__(self, kind: Kind, queue: Queue, floor: Floor) -> None:
        self.kind, self.queue, self.channel = kind, queue, kind.channel
        self.spot: Spot = (kind.queue, kind.channel, kind.stage)
        self.heap: list[Entry] = []
        self.live = 0
        self.step = step_at(queue.rules, queue.stages[kind.stage])
        self.look(floor)

    def look(self, floor: Floor) -> None:
        """Make the masks anew."""
        queue, left = self.queue, floor.everybody
        self.ready = floor.towards[self.channel]
        self.reasons: dict[Reason, int] = {}
        for reason, may in _checks(self.kind, queue, floor):
            if lost := (left & ~may).bit_count():
                self.reasons[reason] = lost
            left &= may
        self.mask = left
        self.groups = [
            (ring, tier, left & members & within)
            for ring, members in enumerate(queue.rings)
            for tier, within in queue.tiers
            if left & members & within
        ]
        self.ranks = [(rank, left & within) for rank, within in queue.ranks if left & within]
        self.rank = self.ranks[0][0] if len(self.ranks) == 1 else None

    def eligible(self) -> int:
        return self.mask & self.ready[READY]

    def best_rank(self, eligible: int) -> int:
        """The queue's rank for whom it ranks highest among these."""
        if self.rank is not None:
            return self.rank
        return next(rank for rank, within in self.ranks if within & eligible)

    def why(self) -> dict[Reason, int]:
        """How many agents fail at what, as of now."""
        found, mask, towards = self.reasons.copy(), self.mask, self.ready
        for code in range(1, len(DOING)):
            if (those := towards[code]) and (those := those & mask):
                reason = DOING[code]
                assert reason
                found[reason] = those.bit_count()
        return found


def _checks(kind: Kind, queue: Queue, floor: Floor) -> list[tuple[Reason, int]]:
    """Of each reason, those who do not fail at it; in the order of Reason."""
    waited = queue.stages[kind.stage]
    step = step_at(queue.rules, waited)
    excluded = sum(floor.by_id[each].mask for each in kind.excluded if each in floor.by_id)
    kept = floor.by_id.get(kind.preferred) if kind.preferred is not None else None
    return [
        (Reason.NOT_MEMBER, queue.members),
        (Reason.QUEUE_CLOSED, 0 if queue.closed else -1),
        (Reason.CHANNEL_OFF, floor.enabled[kind.channel] if kind.channel in queue.rules.channels else 0),
        (Reason.LACKS_LANGUAGE, -1 if kind.language is None else floor.speaking[kind.language]),
        (Reason.LACKS_SKILL, skilled(floor, kind.needs) & _union(queue.rings)),
        (Reason.EXCLUDED, ~excluded),
        (Reason.KEPT_FOR_ANOTHER, -1 if kind.preferred is None else kept.mask if kept else 0),
        (Reason.LATER_STEP, _union(queue.rings[: step + 1])),
        (Reason.LATER_TIER, _union(within for delay, within in queue.delays if delay <= waited)),
    ]


def skilled(floor: Floor, needs: Iterable[Need]) -> int:
    """Those who fulfil every need."""
    found = floor.everybody
    for need in needs:
        found &= floor.skilled.get((need.skill, need.level), 0)
    return found


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
