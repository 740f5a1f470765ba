"""A configuration as the engine takes it: names become numbers, by their places from 1 on. Pure."""

from collections.abc import Iterator

from msgspec.structs import replace

from routing.records import SECOND, AgentState, Membership, State, WaitingItem
from routing.simulate.records import AgentPlan, Configuration, Contact, QueuePlan


class Company:
    """queues and agents by their numbers; nobody is present yet. numbers: of the queues, by name."""

    def __init__(self, configuration: Configuration) -> None:
        self.answering = configuration.answering
        self.queues = {number: replace(queue, id=number) for number, queue in enumerate(configuration.queues, 1)}
        self.numbers = {queue.name: number for number, queue in self.queues.items()}
        self.agents = dict(enumerate(configuration.agents, 1))
        self.state = State(
            queues=tuple(self.queues.values()),
            memberships=tuple(self._memberships()),
            agents=tuple(_state(number, agent) for number, agent in self.agents.items()),
        )

    def _memberships(self) -> Iterator[Membership]:
        for number, agent in self.agents.items():
            for member in agent.queues:
                yield Membership(
                    agent=number,
                    queue=self.numbers[member.queue],
                    rank=member.rank,
                    tier=member.tier,
                    position=member.position,
                    delay=member.delay,
                    weight=member.weight,
                )

    def queue(self, name: str) -> QueuePlan:
        return self.queues[self.numbers[name]]

    def item(self, number: int, contact: Contact, now: int) -> WaitingItem:
        """The contact as it begins to wait."""
        queue = self.queue(contact.queue)
        promise = queue.promise_seconds
        return WaitingItem(
            id=number,
            queue=queue.id,
            channel=contact.channel,
            eligible_at=now,
            language=contact.language,
            needs=contact.needs,
            priority=contact.priority,
            promise_at=None if promise is None else now + promise * SECOND,
        )


def _state(number: int, agent: AgentPlan) -> AgentState:
    return AgentState(id=number, limits=agent.limits, skills=agent.skills, languages=agent.languages)
