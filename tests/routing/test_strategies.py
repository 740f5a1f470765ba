"""Who gets it: the oldest item first, to whoever is most idle, and never beyond a limit."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.strategies import Candidate, Waiting, longest_idle
from tests.scene import START


def at(minutes: float) -> Waiting:
    return Waiting(round(minutes * 100), 0, START + timedelta(minutes=minutes))


def who(key: int, held: int = 0, limit: int = 4, idle: float | None = None) -> Candidate:
    """idle: minutes since the last work, as of START."""
    return Candidate(key, held, limit, None if idle is None else START - timedelta(minutes=idle))


@pytest.mark.parametrize(
    ("waiting", "candidates", "given_to"),
    [
        ([], [who(1)], []),
        ([at(0)], [], []),
        ([at(0)], [who(1, held=4)], []),
        ([at(0)], [who(1, held=9)], []),
        ([at(0)], [who(1, idle=1), who(2, idle=5)], [2]),
        ([at(0)], [who(1, idle=5), who(2)], [2]),
        ([at(0)], [who(1), who(2)], [1]),
        ([at(0)], [who(1, held=1, idle=9), who(2, idle=1)], [2]),
        ([at(0), at(1), at(2)], [who(1, idle=1), who(2, idle=5)], [2, 1, 2]),
        ([at(0), at(1), at(2)], [who(1, limit=1, idle=9), who(2, idle=1)], [1, 2, 2]),
        ([at(0), at(1)], [who(1, held=3, idle=9), who(2, held=3, idle=1)], [1, 2]),
        ([at(0), at(1), at(2)], [who(1, limit=1), who(2, limit=1)], [1, 2]),
    ],
)
def test_items_go_in_this_order_to(waiting: list[Waiting], candidates: list[Candidate], given_to: list[int]) -> None:
    assert [agent.agent_id for _, agent in longest_idle(waiting, candidates)] == given_to


ITEMS = st.lists(st.integers(0, 500).map(at), max_size=60, unique_by=lambda item: item.item_id)
AGENTS = st.lists(
    st.builds(who, st.integers(1, 40), st.integers(0, 6), st.integers(1, 6), st.none() | st.integers(0, 99)),
    max_size=12,
    unique_by=lambda each: each.agent_id,
)


@given(ITEMS, AGENTS)
def test_the_oldest_are_given_first_and_nobody_gets_more_than_they_take(
    waiting: list[Waiting], candidates: list[Candidate]
) -> None:
    given_items = longest_idle(waiting, candidates)
    order = sorted(waiting, key=lambda item: (item.eligible_at, item.item_id))
    assert [item for item, _ in given_items] == order[: len(given_items)]
    room = sum(max(0, each.limit - each.held) for each in candidates)
    assert len(given_items) == min(room, len(waiting))
    load = Counter(agent.agent_id for _, agent in given_items)
    assert all(each.held + load[each.agent_id] <= max(each.limit, each.held) for each in candidates)


@given(st.integers(1, 20), st.integers(0, 1000))
def test_equal_agents_get_equally_many(agents: int, count: int) -> None:
    candidates = [who(key, limit=1000) for key in range(1, agents + 1)]
    waiting = [Waiting(number, number, START) for number in range(count)]
    load = Counter(dict.fromkeys(range(1, agents + 1), 0))
    load.update(agent.agent_id for _, agent in longest_idle(waiting, candidates))
    assert max(load.values()) - min(load.values()) <= 1


def test_a_full_agent_keeps_the_place_in_the_line() -> None:
    full, fresh = who(1, held=4, idle=60), who(2, held=3, idle=1)
    assert [agent.agent_id for _, agent in longest_idle([at(0)], [full, fresh])] == [2]
    free_again = who(1, held=3, idle=60)
    assert [agent.agent_id for _, agent in longest_idle([at(0)], [free_again, fresh])] == [1]
