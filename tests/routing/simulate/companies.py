"""Random days and random companies that meet them, and small ones by hand."""

from random import Random
from typing import Any

from routing.records import ChannelLimit, ItemOrder, Limits, Need, Step, Strategy
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

CHANNELS = ("voice", "webchat", "email")
SKILLS = ("billing", "returns")
QUEUES = ("one", "two", "three")
CHAT = Limits((ChannelLimit("webchat", 2, 50),))
ALL_DAY = (Shift("0:00", "24:00"),)


def clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def needs(rng: Random) -> tuple[Need, ...]:
    return tuple(Need(skill, rng.randint(1, 3)) for skill in rng.sample(SKILLS, rng.randint(1, 2)))


def contact(rng: Random) -> Contact:
    return Contact(
        at=f"{clock(rng.randint(0, 120))}:{rng.randint(0, 59):02}",
        queue=rng.choice(QUEUES),
        channel=rng.choice(CHANNELS),
        handling=rng.choice((0, 30, 200, 600)),
        wrap_up=rng.choice((0, 0, 20)),
        patience=rng.choice((None, 0, 3, 60, 400)),
        language=rng.choice((None, None, "en", "vi")),
        needs=needs(rng) if rng.random() < 0.3 else (),
        priority=rng.randint(0, 9),
    )


def day(rng: Random, contacts: int = 40) -> Day:
    return Day(contacts=tuple(contact(rng) for _ in range(contacts)))


def queue(rng: Random, name: str) -> QueuePlan:
    others = [other for other in QUEUES if other != name]
    return QueuePlan(
        name=name,
        channels=frozenset(CHANNELS),
        steps=(Step(rng.choice((5, 60)), (needs(rng),)), Step()) if rng.random() < 0.5 else (Step(),),
        strategy=rng.choice(list(Strategy)),
        order=rng.choice(list(ItemOrder)),
        ageing_seconds=rng.choice((60, 3600)),
        promise_seconds=rng.choice((None, 20, 100)),
        overflow=Overflow(rng.choice((0, 30, 200)), rng.choice(others)) if rng.random() < 0.5 else None,
    )


def agent(rng: Random, name: str) -> AgentPlan:
    begins = rng.randint(0, 90)
    limits = [ChannelLimit("voice", 1, 100), ChannelLimit("webchat", 3, 30), ChannelLimit("email", 2, 20)]
    return AgentPlan(
        name=name,
        shifts=(
            Shift(clock(begins), clock(begins + 30)),
            Shift(clock(begins + 30 + rng.randint(0, 9)), clock(begins + 90)),
        ),
        queues=tuple(
            Member(queue=queue, tier=rng.randint(0, 1), delay=rng.choice((0, 0, 45)))
            for queue in rng.sample(QUEUES, rng.randint(1, 3))
        ),
        limits=Limits(tuple(rng.sample(limits, rng.randint(1, 3)))),
        skills={skill: rng.randint(1, 5) for skill in rng.sample(SKILLS, rng.randint(0, 2))},
        languages=frozenset(rng.sample(("en", "vi"), rng.randint(0, 2))),
    )


def configuration(rng: Random, agents: int = 5) -> Configuration:
    return Configuration(
        queues=tuple(queue(rng, name) for name in QUEUES),
        agents=tuple(agent(rng, f"a{number}") for number in range(agents)),
        answering=Answering(seconds=rng.choice((0, 5, 30)), missed=rng.choice((0, 0.1, 0.5))),
    )


def chats(*times: str, **more: Any) -> Day:
    """Chats of ten minutes each at these times."""
    given: dict[str, Any] = {"queue": "one", "channel": "webchat", "handling": 600} | more
    return Day(contacts=tuple(Contact(at=at, **given) for at in times))


def desk(*agents: str, answering: Answering = Answering(seconds=0, missed=0), **rules: Any) -> Configuration:
    """One queue, and these agents all day, each for two chats at once."""
    given: dict[str, Any] = {"name": "one", "channels": frozenset({"webchat"}), "promise_seconds": 60} | rules
    staff = tuple(AgentPlan(name=name, shifts=ALL_DAY, queues=(Member(queue="one"),), limits=CHAT) for name in agents)
    return Configuration(queues=(QueuePlan(**given),), agents=staff, answering=answering)
