"""The engine: it decides as the rules read, at every moment of any day."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing.engine.engine import Engine
from routing.records import AgentState, Held, Holding
from tests.routing.histories import CHANNELS, START, Day, agent, some, state
from tests.routing.reference import Reference


def agree(engine: Engine, reference: Reference) -> None:
    assert engine.decide() == reference.decide()
    assert engine.waiting() == reference.waiting()
    assert [engine.agent(key) for key in reference.agents] == list(reference.agents.values())
    for item in reference.waiting():
        waits = engine.why_waiting(item.id)
        assert waits.reasons == reference.reasons(item.id)
        assert waits.eligible == 0


@settings(max_examples=200)
@given(st.integers(0, 1 << 32))
def test_it_decides_and_explains_as_the_rules_read(seed: int) -> None:
    rng = Random(seed)
    start = state(rng)
    engine, reference = Engine(start, now=START, seed=seed), Reference(start, now=START, seed=seed)
    day = Day(rng, engine, reference)
    agree(engine, reference)
    for _ in range(40):
        day.happen()
        agree(engine, reference)


def stored(rng: Random, given: AgentState) -> AgentState:
    """The agent as storage has them after something happened elsewhere; now and then with other skills and limits."""
    if rng.random() < 0.1:
        return agent(rng, given.id)
    kept = tuple(rng.sample(given.holdings, rng.randint(0, len(given.holdings))))
    new = tuple(Holding(rng.randint(1000, 1 << 40), rng.choice(CHANNELS), rng.choice(list(Held))) for _ in range(2))
    return replace(
        given,
        accepts=frozenset(some(rng, CHANNELS, 4)),
        holdings=kept + new[: rng.randint(0, 2)],
        released_at=rng.choice((None, given.released_at, START)),
        offered_at=rng.choice((given.offered_at, START)),
        handled_today=rng.randint(0, 3),
    )


@settings(max_examples=100)
@given(st.integers(0, 1 << 32))
def test_an_agent_who_is_updated_stands_as_one_who_is_put_anew(seed: int) -> None:
    rng = Random(seed)
    start = state(rng)
    put, updated = Engine(start, now=START, seed=seed), Engine(start, now=START, seed=seed)
    day = Day(rng, put, updated)
    for _ in range(40):
        day.happen()
        if rng.random() < 0.5 and (agents := day.agents()):
            found = stored(rng, rng.choice(agents))
            put.put_agent(found)
            updated.update_agent(found)
        assert put.decide() == updated.decide()
        assert put.waiting() == updated.waiting()
        assert [updated.agent(each.id) for each in day.agents()] == day.agents()
        for item in put.waiting():
            assert put.why_waiting(item.id) == updated.why_waiting(item.id)


def test_an_agent_who_is_not_there_yet_is_put_by_an_update() -> None:
    rng = Random(1)
    engine = Engine(state(rng), now=START)
    new = agent(rng, 99)
    engine.update_agent(new)
    assert engine.agent(99) == new
