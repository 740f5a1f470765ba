"""The order of items and of agents."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.ordering import agent_key, draw, item_key, key_changes_at, score
from routing.records import NEVER, SECOND, ItemOrder, QueueRules, Strategy, WaitingItem
from tests.routing.reference import Seen

NOW = 1_000_000 * SECOND
RULES = QueueRules(id=1, channels=frozenset({"webchat"}), ageing_seconds=1800)


def item(key: int, waited: float, *, priority: int = 0, promised: float | None = None) -> WaitingItem:
    """waited: seconds, as of NOW. promised: seconds from the beginning."""
    since = NOW - round(waited * SECOND)
    promise = None if promised is None else since + round(promised * SECOND)
    return WaitingItem(id=key, queue=1, channel="webchat", eligible_at=since, priority=priority, promise_at=promise)


def order(*items: WaitingItem, rules: QueueRules = RULES, ranks: tuple[int, ...] = ()) -> list[int]:
    at = dict(zip((each.id for each in items), ranks or (0,) * len(items), strict=True))
    return [each.id for each in sorted(items, key=lambda each: item_key(each, rules, rank=at[each.id], now=NOW))]


def test_who_has_waited_longest_goes_first_then_the_lower_id() -> None:
    assert order(item(1, 5), item(3, 9), item(2, 9)) == [2, 3, 1]


def test_a_priority_is_worth_minutes_of_waiting() -> None:
    assert order(item(1, 100), item(2, 0, priority=1)) == [1, 2]
    assert order(item(1, 59), item(2, 0, priority=1)) == [2, 1]


@pytest.mark.parametrize(("waited", "worth"), [(49, 0), (50, 60), (79, 60), (80, 180), (99, 180), (100, 600)])
def test_a_promise_presses_in_steps(waited: int, worth: int) -> None:
    assert score(item(1, waited, promised=100), RULES, NOW) == waited + worth


def test_a_queue_s_rank_goes_before_every_score_and_age_before_every_rank() -> None:
    assert order(item(1, 900, priority=9), item(2, 1), ranks=(1, 0)) == [2, 1]
    assert order(item(1, 1800), item(2, 1799, priority=9), ranks=(1, 0)) == [1, 2]
    assert order(item(1, 1801), item(2, 1800, priority=9, promised=1), ranks=(1, 0)) == [1, 2]


def test_by_deadline_what_is_promised_soonest_goes_first_and_what_is_not_promised_last() -> None:
    rules = QueueRules(id=1, channels=frozenset({"webchat"}), order=ItemOrder.DEADLINE)
    assert order(item(1, 90), item(2, 10, promised=60), item(3, 50, promised=110), rules=rules) == [2, 3, 1]


items = st.builds(
    item,
    st.integers(1, 50),
    st.integers(0, 4000),
    priority=st.integers(0, 9),
    promised=st.none() | st.integers(0, 4000),
)


@given(st.lists(items, unique_by=lambda each: each.id))
def test_an_item_that_has_aged_goes_before_everything_younger(waiting: list[WaitingItem]) -> None:
    by_id = {each.id: each for each in waiting}
    placed = [by_id[key] for key in order(*waiting, ranks=tuple(each.id % 3 for each in waiting))]
    for place, one in enumerate(placed):
        if NOW - one.eligible_at >= RULES.ageing_seconds * SECOND:
            assert all(before.eligible_at <= one.eligible_at for before in placed[:place])


@given(items, st.integers(0, 5000), st.sampled_from(ItemOrder))
def test_a_key_stays_as_it_is_until_it_is_said_to_change(one: WaitingItem, later: int, how: ItemOrder) -> None:
    rules = QueueRules(id=1, channels=frozenset({"webchat"}), ageing_seconds=1800, order=how)
    at = one.eligible_at + later * SECOND
    changes, key = key_changes_at(one, rules, at), item_key(one, rules, rank=1, now=at)
    if changes is None:
        assert key == item_key(one, rules, rank=1, now=at + 10**15)
    else:
        assert key == item_key(one, rules, rank=1, now=changes - 1)
        assert item_key(one, rules, rank=1, now=changes) < key


def agent(key: int, *, held: int = 0, units: int = 0, released: int | None = None, **more: int) -> Seen:
    return Seen(key, held, units, 100 - units, released, more.get("offered"), more.get("handled", 0))


@pytest.mark.parametrize(
    ("strategy", "one", "two", "first"),
    [
        (Strategy.LONGEST_IDLE, agent(1, released=9), agent(2, released=5), 2),
        (Strategy.LONGEST_IDLE, agent(1, released=1), agent(2), 2),
        (Strategy.LONGEST_IDLE, agent(1, held=1, released=1), agent(2, released=5), 2),
        (Strategy.LONGEST_IDLE, agent(1, offered=9), agent(2, offered=5), 2),
        (Strategy.LEAST_ACTIVE, agent(1, units=25), agent(2, held=2, units=20), 2),
        (Strategy.MOST_SPARE_CAPACITY, agent(1, units=25), agent(2, units=10), 2),
        (Strategy.LEAST_HANDLED_TODAY, agent(1, handled=3), agent(2, handled=2), 2),
        (Strategy.BROADCAST, agent(1, offered=3), agent(2, offered=2), 2),
        *((strategy, agent(2), agent(1), 1) for strategy in Strategy),
    ],
)
def test_of_two_agents_the_first_is(strategy: Strategy, one: Seen, two: Seen, first: int) -> None:
    keys = {agent_key(strategy, each): each.id for each in (one, two)}
    assert keys[min(keys)] == first


def test_turns_and_positions_and_lots_go_before_ties() -> None:
    one, two = agent(1), agent(2)
    assert agent_key(Strategy.ROUND_ROBIN, one, turn=2) > agent_key(Strategy.ROUND_ROBIN, two, turn=1)
    assert agent_key(Strategy.ORDERED, one, position=2) > agent_key(Strategy.ORDERED, two, position=1)
    assert agent_key(Strategy.WEIGHTED_RANDOM, one, drawn=2) == (2, NEVER, 1)


def test_lots_fall_by_weight_and_the_same_again() -> None:
    weights = {1: 1, 2: 3}
    first = Counter(min(weights, key=lambda key: draw(7, item, key, weights[key])) for item in range(4000))
    assert 0.22 < first[1] / 4000 < 0.28
    assert draw(7, 1, 2, 3) == draw(7, 1, 2, 3) != draw(8, 1, 2, 3)
