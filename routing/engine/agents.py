"""Agents as bits of integers: who is in a queue, who has a skill, who has room, each an integer. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from routing.capacity import room, wraps_up
from routing.engine.lines import Line
from routing.holding import resumed, take
from routing.interrupting import Blending, in_work
from routing.records import AgentState, Held, Holding, Limits, Reason

if TYPE_CHECKING:
    from routing.engine.queues import Spot

READY, ABSENT, WRAPPING, BUSY, AT_CAP, FULL = range(6)
DOING = (None, Reason.ABSENT, Reason.WRAPPING, Reason.BUSY, Reason.AT_CAP, Reason.FULL)
"""What an agent's state towards a channel is called where it is a reason."""
_CODES = {Reason.BUSY: BUSY, Reason.AT_CAP: AT_CAP, Reason.FULL: FULL, None: READY}
HIGHEST_LEVEL = 5
_SLOT_BITS = 16


class Verdict(NamedTuple):
    """codes: what each channel of the limits meets, in their order."""

    codes: tuple[int, ...]
    units: int


class Profile:
    """Limits and accepted channels: what is in hand and these two alone decide about room, so verdicts are kept."""

    def __init__(self, limits: Limits, accepts: frozenset[str]) -> None:
        self.limits, self.accepts = limits, accepts
        self.channels = tuple(limit.channel for limit in limits.channels)
        self.costs = {limit.channel: limit.cost for limit in limits.channels}
        self.verdicts: dict[int, Verdict] = {}

    def verdict(self, holdings: tuple[Holding, ...], blending: Blending) -> Verdict:
        codes = []
        for channel in self.channels:
            if channel not in self.accepts:
                codes.append(ABSENT)
            elif channel not in blending.during_wrap_up and wraps_up(holdings):
                codes.append(WRAPPING)
            else:
                codes.append(_CODES[room(channel, self.limits, holdings, blending)])
        return Verdict(tuple(codes), in_work(self.limits, holdings))


class Agent:
    """One agent: a bit, and what changes with every item. load: how many items in each channel and state, packed.

    spots: by rank, and by channel, where the agent's work may wait.
    """

    __slots__ = (
        "bit", "handled_today", "holdings", "id", "languages", "lines", "load", "mask", "offered_at",
        "profile", "released_at", "skills", "spots", "verdict",
    )  # fmt: skip

    def __init__(self, state: AgentState, bit: int) -> None:
        self.id, self.bit, self.mask = state.id, bit, 1 << bit
        self.lines: tuple[Line, ...] = ()
        self.spots: list[tuple[int, dict[str, list[Spot]]]] = []
        self.skills, self.languages = state.skills, state.languages
        self.holdings, self.load = state.holdings, 0
        self.released_at, self.offered_at, self.handled_today = state.released_at, state.offered_at, state.handled_today
        self.profile: Profile
        self.verdict: Verdict

    @property
    def held(self) -> int:
        return len(self.holdings)

    @property
    def units(self) -> int:
        return self.verdict.units

    @property
    def spare(self) -> int:
        return self.profile.limits.total - self.verdict.units


class _Slots(dict[tuple[str, Held, bool], int]):
    """What an item in hand adds to the load, by channel, state, and whether it is suspended."""

    def __missing__(self, key: tuple[str, Held, bool]) -> int:
        found = self[key] = 1 << (len(self) * _SLOT_BITS)
        return found


class Floor:
    """All agents. towards: of each channel six integers, which share out the agents for whom it is on."""

    def __init__(self, blending: Blending) -> None:
        self.blending = blending
        self.by_id: dict[int, Agent] = {}
        self.by_bit: list[Agent | None] = []
        self.everybody = 0
        self.towards: dict[str, list[int]] = defaultdict(lambda: [0] * len(DOING))
        self.enabled: dict[str, int] = defaultdict(int)
        self.speaking: dict[str, int] = defaultdict(int)
        self.skilled: dict[tuple[str, int], int] = defaultdict(int)
        self.freed: dict[Agent, set[str]] = defaultdict(set)
        """Who has got room since the last decision, and on which channels."""
        self._free_bits: list[int] = []
        self._profiles: dict[tuple[Limits, frozenset[str]], Profile] = {}
        self._slots = _Slots()

    def add(self, state: AgentState) -> Agent:
        """Give a new agent a bit. The lowest free one: integers stay short."""
        if not self._free_bits:
            self._free_bits.append(len(self.by_bit))
            self.by_bit.append(None)
        agent = Agent(state, self._free_bits.pop())
        self.by_id[agent.id] = self.by_bit[agent.bit] = agent
        agent.profile = self.profile(state.limits, state.accepts)
        agent.load = self._load(state.holdings)
        agent.verdict = self._verdict(agent)
        self._set_static(agent, present=True)
        for channel, code in zip(agent.profile.channels, agent.verdict.codes, strict=True):
            self.towards[channel][code] |= agent.mask
        self.freed[agent].update(agent.profile.channels)
        return agent

    def remove(self, agent: Agent) -> None:
        self._set_static(agent, present=False)
        for channel, code in zip(agent.profile.channels, agent.verdict.codes, strict=True):
            self.towards[channel][code] ^= agent.mask
        self.freed.pop(agent, None)
        del self.by_id[agent.id]
        self.by_bit[agent.bit] = None
        self._free_bits.append(agent.bit)

    def _set_static(self, agent: Agent, *, present: bool) -> None:
        def put(mask: int) -> int:
            return mask | agent.mask if present else mask & ~agent.mask

        self.everybody = put(self.everybody)
        for channel in agent.profile.channels:
            self.enabled[channel] = put(self.enabled[channel])
        for language in agent.languages:
            self.speaking[language] = put(self.speaking[language])
        for skill, level in agent.skills.items():
            for reached in range(1, min(level, HIGHEST_LEVEL) + 1):
                self.skilled[skill, reached] = put(self.skilled[skill, reached])

    def profile(self, limits: Limits, accepts: frozenset[str]) -> Profile:
        found = self._profiles.get((limits, accepts))
        if found is None:
            found = self._profiles[limits, accepts] = Profile(limits, accepts)
        return found

    def _load(self, holdings: Iterable[Holding]) -> int:
        slots = self._slots
        return sum([slots[each.channel, each.state, each.suspended] for each in holdings])

    def _verdict(self, agent: Agent) -> Verdict:
        profile = agent.profile
        found = profile.verdicts.get(agent.load)
        if found is None:
            found = profile.verdicts[agent.load] = profile.verdict(agent.holdings, self.blending)
        return found

    def hold(self, agent: Agent, holdings: tuple[Holding, ...]) -> None:
        """Let the agent have these items in hand."""
        agent.holdings = holdings
        agent.load = self._load(holdings)
        self.judge(agent)

    def take(self, agent: Agent, new: Holding) -> list[int]:
        """Let the agent have one more item in hand; returns what is put aside for it. Mostly it fits as it is."""
        profile, before = agent.profile, agent.holdings
        cost = profile.costs.get(new.channel)
        if cost is not None and agent.verdict.units + cost <= profile.limits.total:
            agent.holdings = (*before, new)
            agent.load += self._slots[new.channel, new.state, new.suspended]
            self.judge(agent)
            return []
        after = take(profile.limits, before, new, self.blending)
        self.hold(agent, after)
        return [now.item for was, now in zip(before, after, strict=False) if now.suspended and not was.suspended]

    def release(self, agent: Agent, item: int) -> None:
        """Take an item out of the agent's hands. Mostly nothing was put aside for it that could go on."""
        aside = []
        for holding in agent.holdings:
            if holding.item == item:
                agent.load -= self._slots[holding.channel, holding.state, holding.suspended]
            elif holding.suspended:
                aside.append(holding.channel)
        agent.holdings = tuple([holding for holding in agent.holdings if holding.item != item])
        if aside:
            limits, used = agent.profile.limits, self._verdict(agent).units
            if used + min(map(limits.cost, aside)) <= limits.total:
                agent.holdings = resumed(limits, agent.holdings, used)
                agent.load = self._load(agent.holdings)
        self.judge(agent)

    def judge(self, agent: Agent) -> None:
        """Bring the masks up to what the agent may take now, and the lines to where the agent now stands."""
        before, after = agent.verdict, self._verdict(agent)
        if before is not after:
            agent.verdict = after
            if before.codes != after.codes:
                self._mark(agent, before.codes, after.codes)
        for line in agent.lines:
            line.stale.add(agent.bit)

    def _mark(self, agent: Agent, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        """Move the agent's bit where a channel now meets something else."""
        mask = agent.mask
        for channel, old, new in zip(agent.profile.channels, before, after, strict=True):
            if old != new:
                masks = self.towards[channel]
                masks[old] ^= mask
                masks[new] |= mask
                if new == READY:
                    self.freed[agent].add(channel)

    def accept(self, agent: Agent, accepts: frozenset[str]) -> None:
        """Let the agent's presence take work of these channels."""
        agent.profile = self.profile(agent.profile.limits, accepts)
        self.judge(agent)

    def update(self, agent: Agent, state: AgentState) -> bool:
        """Let the agent stand as the record says; False, and nothing done, where that takes new masks."""
        limits = agent.profile.limits
        if (limits, agent.skills, agent.languages) != (state.limits, state.skills, state.languages):
            return False
        agent.profile = self.profile(limits, state.accepts)
        agent.released_at, agent.offered_at = state.released_at, state.offered_at
        agent.handled_today = state.handled_today
        self.hold(agent, state.holdings)
        return True

    def state(self, agent: Agent) -> AgentState:
        """The agent as a record."""
        return AgentState(
            id=agent.id,
            limits=agent.profile.limits,
            accepts=agent.profile.accepts,
            skills=agent.skills,
            languages=agent.languages,
            holdings=agent.holdings,
            released_at=agent.released_at,
            offered_at=agent.offered_at,
            handled_today=agent.handled_today,
        )
