"""What must hold on any day, whoever is there and whatever comes."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing.capacity import over_capacity
from routing.eligibility import returned
from routing.engine.engine import Engine
from routing.records import (
    SECOND,
    AgentState,
    ChannelLimit,
    Decision,
    Held,
    Holding,
    Limits,
    Membership,
    Need,
    QueueRules,
    Reason,
    State,
    Step,
    Strategy,
    Until,
    WaitingItem,
)
from routing.steps import fulfils
from tests.routing.histories import START, Day, state

CHAT = frozenset({"webchat"})
EVEN = (
    Strategy.LONGEST_IDLE,
    Strategy.ROUND_ROBIN,
    Strategy.LEAST_ACTIVE,
    Strategy.MOST_SPARE_CAPACITY,
    Strategy.LEAST_HANDLED_TODAY,
)


def who(key: int, *, cap: int = 4, held: int = 0, **skills: int) -> AgentState:
    holdings = tuple(Holding(-100 * key - number, "webchat") for number in range(held))
    limits = Limits((ChannelLimit("webchat", cap, 25),))
    return AgentState(id=key, limits=limits, accepts=CHAT, skills=skills, holdings=holdings)


def company(*agents: AgentState, rules: QueueRules | None = None) -> Engine:
    members = tuple(Membership(agent=agent.id, queue=1, position=-agent.id) for agent in agents)
    rules = rules or QueueRules(id=1, channels=CHAT)
    return Engine(State(queues=(rules,), memberships=members, agents=agents), now=START)


def chat(key: int, waited: int = 0, priority: int = 0) -> WaitingItem:
    return WaitingItem(id=key, queue=1, channel="webchat", eligible_at=START - waited * SECOND, priority=priority)


def offered(engine: Engine, item: WaitingItem) -> list[int]:
    engine.put_item(item)
    return [agent for decision in engine.decide() for agent in decision.agents]


def decisions(seed: int) -> list[Decision]:
    """All of a random day."""
    rng = Random(seed)
    engine = Engine(state(rng), now=START, seed=seed)
    day, made = Day(rng, engine), engine.decide()
    for _ in range(60):
        day.happen()
        made += engine.decide()
    return made


@settings(max_examples=100)
@given(st.integers(0, 1 << 32))
def test_nobody_gets_what_they_may_not_have_nor_more_than_they_may(seed: int) -> None:
    rng = Random(seed)
    engine = Engine(state(rng), now=START, seed=seed)
    day = Day(rng, engine)
    for _ in range(60):
        waiting = {item.id: item for item in engine.waiting()}
        before = {agent.id: agent for agent in day.agents()}
        for decision in engine.decide():
            item = waiting[decision.item]
            for key in decision.agents:
                agent = engine.agent(key)
                assert item.channel in agent.accepts
                assert item.language is None or item.language in agent.languages
                assert fulfils(agent.skills, item.needs)
                assert not any(each.agent == key and engine.now < each.until for each in item.excluded)
        for agent in day.agents():
            most = max(over_capacity(agent.limits, before[agent.id].holdings), 0)
            assert over_capacity(agent.limits, agent.holdings) <= most
        day.happen()


@settings(max_examples=50)
@given(st.integers(0, 1 << 32))
def test_the_same_day_is_decided_the_same_again(seed: int) -> None:
    assert decisions(seed) == decisions(seed)


@pytest.mark.parametrize("strategy", EVEN)
@given(agents=st.integers(1, 12), items=st.integers(0, 150), busy=st.integers(1, 48))
def test_equal_agents_get_equally_much_equal_work(strategy: Strategy, agents: int, items: int, busy: int) -> None:
    engine = company(*map(who, range(1, agents + 1)), rules=QueueRules(id=1, channels=CHAT, strategy=strategy))
    held: list[tuple[int, int]] = []
    share = Counter(dict.fromkeys(range(1, agents + 1), 0))
    for item in range(1, items + 1):
        engine.advance(engine.now + SECOND)
        if len(held) >= min(busy, 4 * agents):
            engine.released(*held.pop(0))
        (agent,) = offered(engine, chat(item))
        engine.accepted(agent, item)
        held.append((agent, item))
        share[agent] += 1
    assert max(share.values()) - min(share.values()) <= 1


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_a_full_agent_never_uses_up_a_turn(full: list[bool]) -> None:
    rules = QueueRules(id=1, channels=CHAT, strategy=Strategy.ROUND_ROBIN)
    engine = company(who(1, cap=1), who(2, cap=4), rules=rules)
    engine.give(1, Holding(-1, "webchat"))
    turn = engine.turn(1, 1)
    for item in range(1, 4):
        assert offered(engine, chat(item)) == [2]
        assert engine.turn(1, 1) == turn
    engine.released(1, -1)
    assert offered(engine, chat(9)) == [1]
    for number, still in enumerate(full, start=10):
        engine.dropped(1, number - 1)
        if still:
            engine.give(1, Holding(number, "webchat"))
            before = engine.turn(1, 1)
            engine.put_item(chat(1000 + number))
            engine.decide()
            assert engine.turn(1, 1) == before
            engine.remove_item(1000 + number)


@given(st.integers(0, 99), st.integers(0, 99))
def test_an_agent_of_the_first_ring_who_is_free_again_goes_before_one_of_the_second(first: int, second: int) -> None:
    steps = (Step(30, ((Need("billing", 4),),)), Step())
    expert, other = who(1, cap=1, held=1, billing=4), who(2, cap=1, held=1)
    engine = company(expert, other, rules=QueueRules(id=1, channels=CHAT, steps=steps))
    assert offered(engine, chat(7)) == []
    engine.advance(START + (31 + max(first, second)) * SECOND)
    engine.released(2, -200)
    engine.released(1, -100)
    (decision,) = engine.decide()
    assert (decision.agents, [each.ring for each in decision.candidates]) == ((1,), [0, 1])


def test_the_second_ring_is_asked_when_its_time_has_come_and_not_before() -> None:
    steps = (Step(30, ((Need("billing", 4),),)), Step())
    engine = company(who(2), rules=QueueRules(id=1, channels=CHAT, steps=steps))
    assert offered(engine, chat(7)) == []
    assert engine.why_waiting(7).reasons == {Reason.LATER_STEP: 1}
    assert engine.next_change() == START + 30 * SECOND
    engine.advance(START + 30 * SECOND)
    assert [decision.agents for decision in engine.decide()] == [(2,)]


@given(st.integers(1, 6))
def test_an_item_that_comes_back_keeps_its_time_and_goes_to_somebody_else(agents: int) -> None:
    engine, item, asked = company(*map(who, range(1, agents + 1))), chat(1, waited=50), list[int]()
    while found := offered(engine, item):
        asked += found
        engine.dropped(found[0], item.id)
        item = returned(item, found[0], until=engine.now + 300 * SECOND, now=engine.now)
        assert item.eligible_at == START - 50 * SECOND
    assert sorted(asked) == list(range(1, agents + 1))
    assert engine.why_waiting(1).reasons == {Reason.EXCLUDED: agents}
    engine.advance(START + 300 * SECOND)
    assert len(engine.decide()) == 1


@given(st.integers(0, 9), st.integers(60, 600), st.integers(1, 5))
def test_nothing_starves_however_much_comes_that_is_more_urgent(priority: int, limit: int, rank: int) -> None:
    """One agent, a call a minute, and two urgent ones for each that is taken: the low one goes after its limit."""
    low = QueueRules(id=1, channels=CHAT, rank=rank, ageing_seconds=limit)
    high = QueueRules(id=2, channels=CHAT, ageing_seconds=limit)
    members = tuple(Membership(agent=1, queue=queue) for queue in (1, 2))
    engine = Engine(State(queues=(low, high), memberships=members, agents=(who(1, cap=1, held=1),)), now=START)
    engine.put_item(chat(1))
    now_held, key = -100, 1
    while now_held != 1:
        assert engine.now <= START + (limit + 120) * SECOND
        for _ in range(2):
            key += 1
            at = engine.now
            urgent = WaitingItem(id=key, queue=2, channel="webchat", eligible_at=at, priority=priority, promise_at=at)
            engine.put_item(urgent)
        engine.advance(engine.now + 60 * SECOND)
        engine.released(1, now_held)
        (decision,) = engine.decide()
        now_held = decision.item


def test_broadcast_is_put_to_all_and_the_first_who_accepts_has_it() -> None:
    engine = company(who(1), who(2), who(3, held=4), rules=QueueRules(id=1, channels=CHAT, strategy=Strategy.BROADCAST))
    assert offered(engine, chat(1)) == [1, 2]
    engine.accepted(2, 1)
    engine.dropped(1, 1)
    assert engine.agent(1).holdings == ()
    assert engine.agent(2).holdings == (Holding(1, "webchat", Held.ACTIVE),)


def test_what_is_kept_for_an_agent_waits_for_them_and_then_for_everybody() -> None:
    engine = company(who(1, held=4), who(2))
    kept = chat(1)
    assert offered(engine, replace(kept, preferred=Until(1, START + 20 * SECOND))) == []
    assert engine.why_waiting(1).reasons == {Reason.KEPT_FOR_ANOTHER: 1, Reason.AT_CAP: 1}
    engine.advance(START + 20 * SECOND)
    assert [decision.agents for decision in engine.decide()] == [(2,)]
