"""What came of a day: of each contact how it ended, of each agent what they did. Pure."""

from enum import StrEnum

import msgspec

from routing.interrupting import cost
from routing.records import AgentState, Held


class Outcome(StrEnum):
    """How a contact ended. Unanswered: it waited still when nobody was left who could have come to it."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    UNANSWERED = "unanswered"


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """A contact afterwards. queue: the one it came to. Times in microseconds.

    waited: until the answer, or the end. handled: talking and holding, or writing. missed: offers of it.
    """

    contact: int
    queue: str
    outcome: Outcome
    waited: int
    handled: int = 0
    wrapped: int = 0
    agent: str | None = None
    missed: int = 0
    overflowed: bool = False


class AgentDay(msgspec.Struct, frozen=True, kw_only=True):
    """queues: those whose work the agent may get at all. handled: contacts. staffed: microseconds available or at work.

    worked: microseconds at work, each by the share of the agent's units in work: of one chat of four, a quarter.
    """

    name: str
    queues: tuple[str, ...]
    handled: int
    missed: int
    staffed: int
    worked: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """contacts: in the order of the day. agents: who had a shift."""

    contacts: tuple[Ended, ...]
    agents: tuple[AgentDay, ...]
    decisions: int


class Attendance:
    """Adds up an agent's time. What rings is not yet work, what is suspended is none for now."""

    def __init__(self, total: int) -> None:
        self.total = max(1, total)
        self.handled = self.missed = self.staffed = self._units = self._since = self._load = 0
        self._counts = False

    def stand(self, agent: AgentState, now: int) -> None:
        """From now on the agent stands like this."""
        self.staffed += (now - self._since) * self._counts
        self._units += (now - self._since) * self._load
        at_work = [each for each in agent.holdings if each.state is not Held.OFFERED]
        load = sum(cost(agent.limits, each) for each in at_work if not each.suspended)
        self._since, self._load = now, min(load, self.total)
        self._counts = bool(agent.accepts or at_work)

    @property
    def worked(self) -> float:
        return self._units / self.total
