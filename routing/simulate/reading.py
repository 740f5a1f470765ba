"""Days and configurations out of files and into them: what does not fit is said with its place and what to do. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from contact_center.errors import SimulationError
from routing.records import Need
from routing.simulate.records import AgentPlan, Configuration, Contact, Day, QueuePlan, microseconds

T = TypeVar("T")

SHOWN = 5
"""So many faults are told at once."""
PRIORITIES = 10
HIGHEST_LEVEL = 5


def day(content: bytes, name: str) -> Day:
    """name: of the file, for what is said of faults. Raises SimulationError."""
    found = _decoded(content, Day, f"The day {name}")
    _require(_needed(found.contacts), f"The day {name}")
    return found


def configuration(content: bytes, name: str) -> Configuration:
    """Raises SimulationError."""
    found = _decoded(content, Configuration, f"The configuration {name}")
    require_sound(found, f"The configuration {name}")
    return found


def require_sound(found: Configuration, what: str) -> None:
    """Raises SimulationError where its parts do not fit together."""
    queues = {queue.name: queue for queue in found.queues}
    faults = [
        *_twice("queues", [queue.name for queue in found.queues]),
        *_twice("agents", [agent.name for agent in found.agents]),
        *(fault for queue in found.queues for fault in _of_queue(queue, queues)),
        *(fault for agent in found.agents for fault in _of_agent(agent, queues)),
    ]
    _require(faults, what)


def require_fit(met: Day, by: Configuration, what: str) -> None:
    """Raises SimulationError where contacts of the day have no queue there that takes them."""
    queues = {queue.name: queue for queue in by.queues}
    wanted = dict.fromkeys((contact.queue, contact.channel) for contact in met.contacts)
    faults = [
        f"there is no queue {queue!r}, which the day names; there are {_listed(queues)}"
        for queue in dict.fromkeys(queue for queue, _ in wanted)
        if queue not in queues
    ]
    faults += [
        f"queue {queue}: it does not take {channel}, which the day has there; add it to its channels"
        for queue, channel in wanted
        if queue in queues and channel not in queues[queue].channels
    ]
    _require(faults, what)


def written_day(given: Day) -> bytes:
    """A file with a line for each contact."""
    encode = msgspec.json.encode
    lines = b",\n".join(map(encode, given.contacts))
    return b'{"name": ' + encode(given.name) + b', "contacts": [\n' + lines + b"\n]}\n"


def written_configuration(given: Configuration) -> bytes:
    return msgspec.json.format(msgspec.json.encode(given, order="sorted"), indent=2) + b"\n"


def _decoded(content: bytes, kind: type[T], what: str) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        text = str(error).replace("`", "").replace(" - at $", ", at ").replace("at .", "at ")
        raise SimulationError(f"{what} does not fit: {text}. {_SHAPE}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SimulationError(f"{what} is not JSON: {error}. {_SHAPE}") from None


_SHAPE = "`contact-center simulate --help` shows what belongs there."


def _require(faults: Iterable[str], what: str) -> None:
    found = list(faults)
    if found:
        more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
        raise SimulationError(f"{what} does not fit: {'; '.join(found[:SHOWN])}{more}.")


def _needed(contacts: Sequence[Contact]) -> Iterator[str]:
    for place, contact in enumerate(contacts):
        yield from _levels(f"contacts[{place}].needs", contact.needs)


def _of_queue(queue: QueuePlan, queues: dict[str, QueuePlan]) -> Iterator[str]:
    where = f"queue {queue.name}"
    if not queue.channels:
        yield f"{where}: it takes no channel; name at least one in channels"
    if len(queue.weights) != PRIORITIES:
        yield f"{where}: weights are minutes for each priority from 0 to 9, so there are ten of them"
    if queue.offer_seconds < 1:
        yield f"{where}: offer_seconds is at least 1"
    for step in queue.steps:
        for needs in step.alternatives:
            yield from _levels(f"{where}: a step", needs)
    if queue.overflow:
        target = queues.get(queue.overflow.to)
        if target is None:
            yield f"{where}: it overflows to {queue.overflow.to!r}, which is none of {_listed(queues)}"
        elif missing := queue.channels - target.channels:
            yield f"{where}: it overflows to {target.name}, which does not take {_listed(sorted(missing))}"


def _of_agent(agent: AgentPlan, queues: dict[str, QueuePlan]) -> Iterator[str]:
    where = f"agent {agent.name}"
    yield from _twice(f"{where}: queues", [member.queue for member in agent.queues])
    for member in agent.queues:
        if member.queue not in queues:
            yield f"{where}: there is no queue {member.queue!r}; there are {_listed(queues)}"
    before = 0
    for shift in agent.shifts:
        begins, ends = microseconds(shift.begins), microseconds(shift.ends)
        if begins >= ends:
            yield f"{where}: the shift from {shift.begins} to {shift.ends} ends before it begins; after midnight add 24"
        if begins < before:
            yield f"{where}: the shift from {shift.begins} begins before the one above it has ended; put them in order"
        before = ends
    if any(limit.cap < 0 or limit.cost < 1 for limit in agent.limits.channels):
        yield f"{where}: a cap is at least 0, a cost at least 1"


def _levels(where: str, needs: Iterable[Need]) -> Iterator[str]:
    for need in needs:
        if not 1 <= need.level <= HIGHEST_LEVEL:
            yield f"{where}: level {need.level} of {need.skill}; levels are 1 to {HIGHEST_LEVEL}"


def _twice(where: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{where}: {name} is there {times} times; give each a name of its own"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
