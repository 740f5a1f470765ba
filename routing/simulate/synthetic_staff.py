"""Who answers on a synthetic day, and by what rules: as many as the work of that day asks for. Pure."""

import math
from collections.abc import Iterable, Iterator
from itertools import count, cycle

from routing.records import ChannelLimit, Limits, Need, Step
from routing.simulate.records import AgentPlan, Configuration, Member, Overflow, QueuePlan, Shift
from routing.simulate.synthetic import TOPICS, Topic, work

GIVEN = ("an", "minh", "ha", "linh", "nam", "thu", "emma", "long", "mai", "jack", "quang", "sofia", "tuan", "yen", "vy")
FAMILY = ("le", "vo", "tran", "pham", "nguyen", "bui", "smith", "do", "dang", "ngo", "miller", "hoang", "ly", "dinh")
SHIFTS = (
    (Shift("08:00", "12:00"), Shift("12:45", "16:30")),
    (Shift("12:30", "17:00"), Shift("17:45", "21:15")),
    (Shift("09:00", "13:00"), Shift("14:00", "18:00")),
)
SHIFT_HOURS = 7.9
AT_WORK = 0.68
"""The share of their time that people are at work on average of the day: busy hours are busy then, and not hopeless."""
CHAT, MAIL, CALL = ChannelLimit("webchat", 4, 25), ChannelLimit("email", 2, 20), ChannelLimit("voice", 1, 100)
COSTS = {limit.channel: limit.cost / 100 for limit in (CHAT, MAIL, CALL)}
FEWEST = 9
"""So that each skill is there in each shift."""
QUEUES = (
    QueuePlan(name="sales", channels=frozenset({"webchat"}), promise_seconds=60, overflow=Overflow(90, "orders")),
    QueuePlan(name="orders", channels=frozenset({"webchat"}), promise_seconds=60),
    QueuePlan(
        name="returns",
        channels=frozenset({"webchat"}),
        steps=(Step(45, ((Need("returns", 3),),)), Step(None, ((Need("returns", 1),),))),
        promise_seconds=60,
    ),
    QueuePlan(name="phone", channels=frozenset({"voice"}), promise_seconds=20, rank=-1),
    QueuePlan(name="mail", channels=frozenset({"email"}), promise_seconds=4 * 3600, rank=1, offer_seconds=120),
)


def configuration(contacts: int) -> Configuration:
    """Some chat, others are called, and all write mails beside it. Of those who chat a third knows returns."""
    names = _names()
    chatting = _people([topic for topic in TOPICS if topic.channel != "voice"], contacts)
    called = _people([topic for topic in TOPICS if topic.channel == "voice"], contacts)
    agents = [_chats(place, next(names)) for place in range(chatting)]
    agents += [_is_called(place, next(names)) for place in range(called)]
    return Configuration(queues=QUEUES, agents=tuple(agents))


def _people(topics: Iterable[Topic], contacts: int) -> int:
    seconds = sum(work(topic, contacts) * COSTS[topic.channel] for topic in topics)
    return max(FEWEST, math.ceil(seconds / (SHIFT_HOURS * 3600 * AT_WORK)))


def _chats(place: int, name: str) -> AgentPlan:
    """Each three in a row have the three shifts and the same skills."""
    group = place // len(SHIFTS) % 3
    queues = ("orders", "returns", "mail") if group == 1 else ("sales", "orders", "returns", "mail")
    return AgentPlan(
        name=name,
        shifts=SHIFTS[place % len(SHIFTS)],
        queues=tuple(Member(queue=queue) for queue in queues),
        limits=Limits((CHAT, MAIL)),
        skills={"returns": 2 + place // 9 % 3} if group == 2 else {},
        languages=_languages(place),
    )


def _is_called(place: int, name: str) -> AgentPlan:
    return AgentPlan(
        name=name,
        shifts=SHIFTS[place % len(SHIFTS)],
        queues=(Member(queue="phone"), Member(queue="mail", tier=1, delay=900)),
        limits=Limits((CALL, MAIL)),
        skills={"technical": 3} if place // len(SHIFTS) % 2 else {},
        languages=_languages(place),
    )


def _languages(place: int) -> frozenset[str]:
    """All speak Vietnamese, half of them English too."""
    return frozenset({"vi", "en"} if place % 4 < 2 else {"vi"})


def _names() -> Iterator[str]:
    """Short sign-in names, never the same twice."""
    for number in count(1):
        for step in range(len(FAMILY)):
            for given, family in zip(GIVEN, cycle(FAMILY[step:] + FAMILY[:step]), strict=False):
                yield f"{given}.{family}{number if number > 1 else ''}"
