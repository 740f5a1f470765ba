"""What is odd about a queue among the others, although it works. Pure."""

from collections.abc import Collection, Iterator, Mapping

from routing.records import QueueRules
from routing.setup.schemas import Capacity, Channel, QueueSettings
from routing.steps import Flaw, Warned, admits, starts
from routing.steps import warnings as of_steps


def warnings(
    rules: QueueRules,
    settings: QueueSettings,
    *,
    has_hours: bool,
    members: Collection[Mapping[str, int]],
    in_circle: bool,
) -> list[Warned]:
    """First those of the steps, then those of the whole queue. members: the skills of each."""
    found = of_steps(rules)
    last = len(starts(rules)) - 1
    if rules.steps and members and not any(admits(rules.steps[last], skills) for skills in members):
        found.append(Warned(last, Flaw.NOBODY_MEETS))
    return [*found, *(Warned(None, flaw) for flaw in _of_queue(settings, has_hours=has_hours, in_circle=in_circle))]


def _of_queue(settings: QueueSettings, *, has_hours: bool, in_circle: bool) -> Iterator[Flaw]:
    """Everybody on the staff being away is no matter of one queue, so that counts for chosen members alone."""
    whens = {each.when for each in settings.overflow}
    if has_hours and not whens & {"closed", "waited"}:
        yield Flaw.CLOSED_WITHOUT_END
    if settings.members == "chosen" and not whens & {"no_staff", "waited"}:
        yield Flaw.UNSTAFFED_WITHOUT_END
    if settings.max_waiting is not None and "full" not in whens:
        yield Flaw.LIMIT_WITHOUT_EFFECT
    if in_circle:
        yield Flaw.OVERFLOW_CIRCLE


def circles(overflows: Mapping[str, Collection[str]]) -> set[str]:
    """The queues from which overflows lead back to themselves. overflows: by queue, where it overflows to."""
    return {queue for queue in overflows if queue in _reached(queue, overflows)}


def _reached(queue: str, overflows: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    left = [queue]
    while left:
        for other in overflows.get(left.pop(), ()):
            if other not in found:
                found.add(other)
                left.append(other)
    return found


def too_costly(limits: Capacity) -> list[Channel]:
    """Channels that are on, and of which one item takes more units than the agent has: the agent never gets any."""
    return [each.channel for each in limits.channels if each.cap and each.cost > limits.total]
