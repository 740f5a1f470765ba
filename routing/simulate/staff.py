"""Agents of a simulated day: their shifts, the offers that they miss, and how their time adds up. Pure."""

from collections.abc import Iterator

from routing.engine.engine import Engine
from routing.records import AgentState
from routing.simulate.building import Company
from routing.simulate.outcomes import AgentDay, Attendance
from routing.simulate.records import MISSES, OTHER_MISSES, AgentPlan
from routing.steps import ring

NOTHING: frozenset[str] = frozenset()


class _Person:
    """away: whether they missed too many offers, and have not come back yet. missed: offers in a row."""

    def __init__(self, name: str, attendance: Attendance) -> None:
        self.name, self.attendance = name, attendance
        self.on_shift = self.away = False
        self.missed = 0


class Staff:
    """Everybody, by the numbers of the engine."""

    def __init__(self, engine: Engine, company: Company) -> None:
        self._engine, self._company = engine, company
        self._people = {
            number: _Person(agent.name, Attendance(agent.limits.total)) for number, agent in company.agents.items()
        }

    def name(self, agent: int) -> str:
        return self._people[agent].name

    def shift(self, agent: int, *, on: bool) -> None:
        """A shift begins or ends. What is in hand then is finished."""
        self._people[agent].on_shift = on
        self._be_present(agent)

    def come_back(self, agent: int) -> None:
        self._people[agent].away = False
        self._be_present(agent)

    def accepted(self, agent: int) -> None:
        self._people[agent].missed = 0

    def handled(self, agent: int) -> None:
        self._people[agent].attendance.handled += 1

    def missed(self, agent: int, channel: str) -> bool:
        """Count a missed offer; returns whether the agent is away from now on, for too many in a row."""
        person = self._people[agent]
        person.attendance.missed += 1
        person.missed += 1
        if person.away or person.missed < MISSES.get(channel, OTHER_MISSES):
            return False
        person.away, person.missed = True, 0
        self._be_present(agent)
        return True

    def stand(self, agent: int) -> AgentState:
        """The agent as they stand from now on, which their time is counted by."""
        state = self._engine.agent(agent)
        self._people[agent].attendance.stand(state, self._engine.now)
        return state

    def days(self) -> Iterator[AgentDay]:
        """Of those who had a shift."""
        for number, agent in self._company.agents.items():
            self.stand(number)
            attendance = self._people[number].attendance
            if agent.shifts:
                yield AgentDay(
                    name=agent.name,
                    queues=tuple(member.queue for member in agent.queues if self._is_asked(agent, member.queue)),
                    handled=attendance.handled,
                    missed=attendance.missed,
                    staffed=attendance.staffed,
                    worked=attendance.worked,
                )

    def _is_asked(self, agent: AgentPlan, queue: str) -> bool:
        """Whether any step of the queue asks the agent, and one of its channels is on."""
        rules = self._company.queue(queue)
        return ring(rules, agent.skills) is not None and any(agent.limits.of(channel) for channel in rules.channels)

    def _be_present(self, agent: int) -> None:
        person, limits = self._people[agent], self._company.agents[agent].limits
        present = person.on_shift and not person.away
        self._engine.present(agent, frozenset(limit.channel for limit in limits.channels) if present else NOTHING)
        self.stand(agent)
