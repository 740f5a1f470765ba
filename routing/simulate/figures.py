"""What a simulated day was like: service levels, waits, abandonment, occupancy and fairness, by queue and in all. Pure.

The formulas are those of clause 23 of the routing specification; each figure says its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

import msgspec

from routing.records import SECOND
from routing.simulate.outcomes import AgentDay, Ended, Outcome, Result

SHORT = 5 * SECOND
"""Who goes sooner did not really wait."""
FORMULAS = {
    "service_level_a": "answered within T / (answered + abandoned after more than 5 s)",
    "service_level_b": "answered within T / answered",
    "service_level_c": "(answered within T + abandoned within T) / all",
    "average_wait": "mean seconds until the answer, of those answered (ASA)",
    "longest_wait": "seconds, of all, however they ended",
    "abandonment": "abandoned after more than 5 s / all but those abandoned sooner",
    "handling": "mean seconds of talking, holding and wrapping up, of those answered (AHT)",
    "occupancy": "time at work, each moment by the share of units in work / (time available or at work)",
    "gini": "of contacts handled per agent with a shift: 0 all equally many, towards 1 one of them all",
    "max_min": "contacts handled: most of an agent less fewest of an agent",
}
"""T: the queue's promise. All: also those who wait unanswered when the day is over."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Of a queue, its contacts and its members; or of all. Shares are 0 to 1, times seconds; none: of nothing."""

    contacts: int
    answered: int
    abandoned: int
    unanswered: int
    overflowed: int
    missed_offers: int
    service_level_a: float | None
    service_level_b: float | None
    service_level_c: float | None
    average_wait: float | None
    longest_wait: float | None
    abandonment: float | None
    handling: float | None
    occupancy: float | None
    gini: float | None
    max_min: int | None


class AgentFigures(msgspec.Struct, frozen=True, kw_only=True):
    handled: int
    missed_offers: int
    occupancy: float | None


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """decisions: of the engine, one for each offer."""

    decisions: int
    overall: Figures
    queues: dict[str, Figures]
    agents: dict[str, AgentFigures]


def figures(result: Result, promises: Mapping[str, int | None]) -> DayFigures:
    """promises: T of each queue in seconds; where there is none, its contacts count in no service level."""
    by_queue: dict[str, list[Ended]] = {name: [] for name in promises}
    for contact in result.contacts:
        by_queue[contact.queue].append(contact)
    members = {name: [agent for agent in result.agents if name in agent.queues] for name in promises}
    return DayFigures(
        decisions=result.decisions,
        overall=_figures(result.contacts, result.agents, promises),
        queues={name: _figures(contacts, members[name], promises) for name, contacts in by_queue.items()},
        agents={
            agent.name: AgentFigures(
                handled=agent.handled, missed_offers=agent.missed, occupancy=_share(agent.worked, agent.staffed)
            )
            for agent in result.agents
        },
    )


def _figures(contacts: Sequence[Ended], agents: Sequence[AgentDay], promises: Mapping[str, int | None]) -> Figures:
    answered = [each for each in contacts if each.outcome is Outcome.ANSWERED]
    abandoned = [each for each in contacts if each.outcome is Outcome.ABANDONED]
    short = sum(each.waited <= SHORT for each in abandoned)
    levels = service_levels(contacts, promises)
    handled = _handled(contacts, agents)
    return Figures(
        contacts=len(contacts),
        answered=len(answered),
        abandoned=len(abandoned),
        unanswered=len(contacts) - len(answered) - len(abandoned),
        overflowed=sum(each.overflowed for each in contacts),
        missed_offers=sum(each.missed for each in contacts),
        service_level_a=levels[0],
        service_level_b=levels[1],
        service_level_c=levels[2],
        average_wait=_mean(each.waited for each in answered),
        longest_wait=round(max(each.waited for each in contacts) / SECOND, 3) if contacts else None,
        abandonment=_share(len(abandoned) - short, len(contacts) - short),
        handling=_mean(each.handled + each.wrapped for each in answered),
        occupancy=_share(sum(agent.worked for agent in agents), sum(agent.staffed for agent in agents)),
        gini=gini(handled),
        max_min=max(handled) - min(handled) if handled else None,
    )


def service_levels(
    contacts: Iterable[Ended], promises: Mapping[str, int | None]
) -> tuple[float | None, float | None, float | None]:
    """The three of clause 23, over contacts of queues that promise something."""
    counted = [(each, promise * SECOND) for each in contacts if (promise := promises[each.queue]) is not None]
    answered = [each.waited <= within for each, within in counted if each.outcome is Outcome.ANSWERED]
    gone = [(each.waited, each.waited <= within) for each, within in counted if each.outcome is Outcome.ABANDONED]
    good, long = sum(answered), sum(waited > SHORT for waited, _ in gone)
    return (
        _share(good, len(answered) + long),
        _share(good, len(answered)),
        _share(good + sum(within for _, within in gone), len(counted)),
    )


def gini(counts: Sequence[int]) -> float | None:
    """Gini's coefficient: half the mean difference of any two, by the mean. None of nobody, 0 where all is 0."""
    if not counts:
        return None
    total, number = sum(counts), len(counts)
    if not total:
        return 0.0
    weighted = sum(place * value for place, value in enumerate(sorted(counts), 1))
    return round(2 * weighted / (number * total) - (number + 1) / number, 4)


def _handled(contacts: Iterable[Ended], agents: Iterable[AgentDay]) -> list[int]:
    """How many of the contacts each of the agents handled."""
    handled = {agent.name: 0 for agent in agents}
    for contact in contacts:
        if contact.agent in handled:
            handled[contact.agent] += 1
    return list(handled.values())


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(times: Iterable[int]) -> float | None:
    found = list(times)
    return round(fmean(found) / SECOND, 3) if found else None
