"""Overflow: which of a queue's overflows counts, and that a chain of queues has an end."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.admission import Admission, Arrival, admit
from routing.loading import LoadedQueue
from routing.overflow import Standing, first
from routing.records import QueueRules, WaitingItem
from routing.setup.schemas import Overflow, QueueSettings
from routing.survey import Survey

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def to_queue(when: Any, queue: str = "b", seconds: int | None = None) -> Overflow:
    return Overflow(when=when, to="queue", queue=queue, seconds=seconds)


def to_message(when: Any, seconds: int | None = None) -> Overflow:
    return Overflow(when=when, to="message", seconds=seconds)


@pytest.mark.parametrize(
    ("when", "standing", "holds"),
    [
        ("closed", Standing(closed=True), True),
        ("closed", Standing(), False),
        ("closed", Standing(closed=True, waited=5), True),
        ("no_staff", Standing(staffed=False), True),
        ("no_staff", Standing(staffed=False, waited=0), True),
        ("no_staff", Standing(), False),
        ("full", Standing(waiting=3), True),
        ("full", Standing(waiting=4), True),
        ("full", Standing(waiting=2), False),
        ("full", Standing(waiting=9, waited=1), False),
        ("waited", Standing(waited=60), True),
        ("waited", Standing(waited=59), False),
        ("waited", Standing(), False),
        ("long_wait", Standing(waited=0, expected=61), True),
        ("long_wait", Standing(waited=0, expected=60), False),
        ("long_wait", Standing(waited=0), False),
        ("long_wait", Standing(expected=600), False),
    ],
)
def test_when_an_overflow_holds(when: Any, standing: Standing, holds: bool) -> None:
    overflow = to_message(when, 60)
    settings = QueueSettings(overflow=(overflow,), max_waiting=3)
    assert first(settings, standing, open_to=()) == (overflow if holds else None)


def test_a_limit_that_is_not_set_is_never_reached() -> None:
    assert first(QueueSettings(overflow=(to_message("full"),)), Standing(waiting=10_000), open_to=()) is None


def test_the_first_that_holds_counts() -> None:
    settings = QueueSettings(overflow=(to_queue("closed"), to_message("no_staff"), to_queue("no_staff", "c")))
    assert first(settings, Standing(staffed=False), open_to={"b", "c"}) == to_message("no_staff")


def test_a_queue_that_cannot_be_entered_is_passed_over() -> None:
    settings = QueueSettings(overflow=(to_queue("closed"), to_queue("closed", "c"), to_message("closed")))
    standing = Standing(closed=True)
    assert first(settings, standing, open_to={"b", "c"}) == to_queue("closed")
    assert first(settings, standing, open_to={"c"}) == to_queue("closed", "c")
    assert first(settings, standing, open_to=()) == to_message("closed")


class Closed(Survey):
    """Queues that are all closed, without a database."""

    def __init__(self, queues: dict[str, LoadedQueue]) -> None:
        self.now, self._known = NOW, queues

    def queue(self, public_id: str) -> LoadedQueue | None:
        return self._known.get(public_id)

    def standing(self, queue: LoadedQueue, item: WaitingItem, *, waited: int | None) -> Standing:
        return Standing(closed=True, waited=waited)


def chained(overflows: Collection[Collection[Overflow]]) -> dict[str, LoadedQueue]:
    found = {}
    for number, each in enumerate(overflows, start=1):
        settings = QueueSettings(overflow=tuple(each), promise=None)
        rules = QueueRules(id=number, channels=frozenset(settings.channels))
        name = f"q{number}"
        found[name] = LoadedQueue(id=number, public_id=name, name=name, settings=settings, rules=rules)
    return found


def admitted(queues: dict[str, LoadedQueue]) -> Admission:
    arrival = Arrival(channel="webchat", language=None, eligible_at=0)
    return admit(Closed(queues), queues["q1"], arrival)


def test_a_chain_is_followed_to_its_end_and_remembers_its_way() -> None:
    found = admitted(chained([[to_queue("closed", "q2")], [to_queue("closed", "q3")], []]))
    assert (found.queue.public_id, found.visited, found.by_message) == ("q3", ("q1", "q2"), False)
    assert [(hop.why, hop.to) for hop in found.hops] == [("closed", 2), ("closed", 3)]


def test_two_queues_that_lead_to_each_other_are_each_entered_once() -> None:
    found = admitted(chained([[to_queue("closed", "q2")], [to_queue("closed", "q1"), to_message("closed")]]))
    assert (found.queue.public_id, found.visited, found.by_message) == ("q2", ("q1",), True)
    assert [(hop.why, hop.to) for hop in found.hops] == [("closed", 2), ("closed", None)]


def test_a_removed_queue_is_passed_over() -> None:
    found = admitted(chained([[to_queue("closed", "gone")]]))
    assert (found.queue.public_id, found.hops) == ("q1", ())


STEPS = st.integers(1, 7).map(lambda number: to_queue("closed", f"q{number}")) | st.just(to_message("closed"))


@given(st.lists(st.lists(STEPS, max_size=4), min_size=1, max_size=6))
def test_no_queue_is_entered_twice_however_they_lead_to_each_other(overflows: list[list[Overflow]]) -> None:
    found = admitted(chained(overflows))
    way = [*found.visited, found.queue.public_id]
    assert way[0] == "q1"
    assert len(set(way)) == len(way)
    assert len(found.hops) == len(found.visited) + found.by_message
