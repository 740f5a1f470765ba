"""Whether an item goes on from a queue that cannot serve it: of the queue's overflows the first that holds. Pure."""

from collections.abc import Collection

import msgspec

from routing.setup.schemas import Overflow, QueueSettings


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a queue stands for an item.

    waited: seconds in this queue; none: it is only coming. staffed: somebody who could have it is there. waiting: how
    many others wait in the line. expected: seconds until it is answered; none: nobody knows.
    """

    waited: int | None = None
    closed: bool = False
    staffed: bool = True
    waiting: int = 0
    expected: int | None = None


def first(settings: QueueSettings, standing: Standing, *, open_to: Collection[str]) -> Overflow | None:
    """The overflow that counts. open_to: the queues that the item may enter, by public id; others are passed over."""
    for overflow in settings.overflow:
        if overflow.to == "queue" and overflow.queue not in open_to:
            continue
        if _holds(overflow, settings, standing):
            return overflow
    return None


def _holds(overflow: Overflow, settings: QueueSettings, standing: Standing) -> bool:
    if overflow.when == "closed":
        return standing.closed
    if overflow.when == "no_staff":
        return not standing.staffed
    if overflow.when == "full":
        limit = settings.max_waiting
        return standing.waited is None and limit is not None and standing.waiting >= limit
    if standing.waited is None or overflow.seconds is None:
        return False
    if overflow.when == "waited":
        return standing.waited >= overflow.seconds
    return standing.expected is not None and standing.expected > overflow.seconds
