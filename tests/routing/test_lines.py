"""Lines of many agents: put right when asked, the same as if sorted anew."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from routing.engine.engine import Engine
from routing.records import State, Strategy
from tests.routing.histories import START, Day, agent, membership, queues, state
from tests.routing.reference import Reference


def crowd(rng: Random, strategy: Strategy, count: int) -> State:
    """Three queues of that many members under one strategy, so that lines are walked and not sorted."""
    staff = tuple(agent(rng, key) for key in range(1, count + 1))
    members = tuple(membership(rng, key, queue) for key in range(1, count + 1) for queue in (1, 2, 3))
    rules = tuple(replace(each, strategy=strategy, steps=each.steps[:1]) for each in queues(rng))
    return replace(state(rng), queues=rules, memberships=members, agents=staff, closed=frozenset())


@given(st.integers(0, 1 << 32), st.sampled_from(Strategy))
def test_of_many_the_first_ten_are_those_of_all_sorted(seed: int, strategy: Strategy) -> None:
    rng = Random(seed)
    start = crowd(rng, strategy, 120)
    engine, reference = Engine(start, now=START, seed=seed), Reference(start, now=START, seed=seed)
    day = Day(rng, engine, reference)
    for _ in range(12):
        assert engine.decide() == reference.decide()
        day.happen()
