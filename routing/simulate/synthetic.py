"""A believable day of a shop: busy hours, chats, calls and mails, two languages, several skills. Pure."""

import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from routing.records import Need
from routing.simulate.records import Contact, Day


class Topic(NamedTuple):
    """Contacts of one kind. share: of all. median: seconds of handling. patience: mean seconds; none: no end of it."""

    queue: str
    channel: str
    share: float
    median: float
    wrap_up: float
    patience: float | None
    needs: tuple[Need, ...] = ()


TOPICS = (
    Topic("sales", "webchat", 0.20, 400, 20, 240),
    Topic("orders", "webchat", 0.26, 340, 20, 300),
    Topic("returns", "webchat", 0.14, 480, 30, 300),
    Topic("phone", "voice", 0.17, 200, 30, 150),
    Topic("phone", "voice", 0.08, 260, 40, 150, (Need("technical", 2),)),
    Topic("mail", "email", 0.15, 420, 0, None),
)
SPREAD = 0.6
"""Of the logarithm of handling times: about one in twenty takes more than two and a half times the median."""
BUSY = (0, 0, 0, 0, 0, 0, 0, 0, 4, 8, 10, 9, 6, 6, 8, 9, 8, 6, 4, 5, 4, 0, 0, 0)
"""How much comes in each hour: a rise in the morning, a dip at noon, an evening of shoppers at home."""
VIETNAMESE = 0.72
URGENT, PRIORITY = 0.05, 5
"""So many have a priority, such as an order that is late."""


def day(contacts: int, rng: Random) -> Day:
    """So many contacts, in the order of their times."""
    hours = rng.choices(range(len(BUSY)), BUSY, k=contacts)
    times = sorted(hour * 3600 + rng.random() * 3600 for hour in hours)
    topics = rng.choices(TOPICS, [topic.share for topic in TOPICS], k=contacts)
    return Day(name=f"a synthetic day of {contacts:,} contacts", contacts=tuple(_contacts(times, topics, rng)))


def work(topic: Topic, contacts: int) -> float:
    """Seconds of handling and wrapping up that so many contacts are expected to bring by the topic."""
    mean = topic.median * math.exp(SPREAD * SPREAD / 2)
    return contacts * topic.share * (mean + topic.wrap_up)


def _contacts(times: Sequence[float], topics: Sequence[Topic], rng: Random) -> Iterator[Contact]:
    for at, topic in zip(times, topics, strict=True):
        yield Contact(
            at=clock(at),
            queue=topic.queue,
            channel=topic.channel,
            handling=round(topic.median * rng.lognormvariate(0, SPREAD), 1),
            wrap_up=round(topic.wrap_up * rng.uniform(0.5, 1.5), 1),
            patience=None if topic.patience is None else round(rng.expovariate(1 / topic.patience), 1),
            language="vi" if rng.random() < VIETNAMESE else "en",
            needs=topic.needs,
            priority=PRIORITY if rng.random() < URGENT else 0,
        )


def clock(seconds: float) -> str:
    """As a time of the day, to a tenth of a second."""
    tenths = int(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 10:02}.{rest % 10}"
