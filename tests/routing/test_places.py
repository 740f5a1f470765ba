"""A place in the line is what counting one by one says, for those alone who compete for the same agents."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing.interrupting import DEFAULT
from routing.ordering import ItemKey, item_key, rank_of
from routing.places import Company, places
from routing.records import (
    SECOND,
    AgentState,
    ChannelLimit,
    Holding,
    Limits,
    Membership,
    Need,
    QueueRules,
    State,
    Step,
    Until,
    WaitingItem,
)
from routing.steps import fulfils, ring
from tests.routing import histories
from tests.routing.histories import START

CHAT = frozenset({"webchat"})
ENGLISH = frozenset({"en"})
LIMITS = Limits((ChannelLimit("webchat", 1, 25),))
BILLING, RETURNS = Need("billing"), Need("returns")


def who(key: int, *, held: int = 0, **skills: int) -> AgentState:
    holdings = tuple(Holding(-key, "webchat") for _ in range(held))
    return AgentState(
        id=key, limits=LIMITS, accepts=CHAT, skills=skills, holdings=holdings, languages=frozenset({"en"})
    )


def chat(key: int, *needs: Need, waited: int = 0, priority: int = 0, language: str | None = None) -> WaitingItem:
    at = START - waited * SECOND
    return WaitingItem(
        id=key, queue=1, channel="webchat", eligible_at=at, needs=needs, priority=priority, language=language
    )


def company(*agents: AgentState, rules: QueueRules | None = None) -> Company:
    members = [Membership(agent=agent.id, queue=1) for agent in agents]
    return Company([rules or QueueRules(id=1, channels=CHAT)], members, agents)


BOTH = (who(1, billing=3), who(2, returns=3))


@pytest.mark.parametrize(
    ("agents", "items", "expected"),
    [
        pytest.param(BOTH, [], {}, id="nobody waits"),
        pytest.param(BOTH, [chat(1, waited=9), chat(2), chat(3)], {1: 1, 2: 2, 3: 3}, id="by age, then by number"),
        pytest.param(
            BOTH, [chat(1, waited=9), chat(2, priority=9)], {2: 1, 1: 2}, id="what is urgent goes before what is older"
        ),
        pytest.param(
            BOTH, [chat(1, BILLING), chat(2, RETURNS), chat(3, BILLING)], {1: 1, 2: 1, 3: 2},
            id="who needs somebody else stands in another line",
        ),
        pytest.param(
            BOTH, [chat(1, BILLING), chat(2, RETURNS), chat(3)], {1: 1, 2: 1, 3: 3}, id="whoever can take anybody"
        ),
        pytest.param(
            BOTH, [chat(1, language="vi"), chat(2, language="en")], {1: 1, 2: 1}, id="whom nobody could ever have"
        ),
    ],
)  # fmt: skip
def test_the_place_is_one_more_than_those_who_go_before_to_the_same_agents(
    agents: tuple[AgentState, ...], items: list[WaitingItem], expected: dict[int, int]
) -> None:
    assert places(items, company(*agents), START) == expected


def test_mails_that_wait_stand_before_no_chat_and_chats_before_mails() -> None:
    limits = Limits((ChannelLimit("webchat", 1, 25), ChannelLimit("email", 1, 10)))
    agent = replace(who(1), limits=limits, accepts=frozenset({"webchat", "email"}))
    both = company(agent, rules=QueueRules(id=1, channels=frozenset({"webchat", "email"})))
    mails = [replace(chat(key, waited=100 - key), channel="email") for key in (1, 2)]
    later = replace(chat(5), channel="email")
    found = places([*mails, chat(3, waited=9), chat(4, waited=8), later], both, START)
    assert found == {1: 1, 2: 2, 3: 1, 4: 2, 5: 5}


def test_an_agent_of_a_later_step_counts_from_the_beginning() -> None:
    rules = QueueRules(id=1, channels=CHAT, steps=(Step(60, ((BILLING,),)), Step(None, ((RETURNS,),))))
    found = company(*BOTH, who(3), rules=rules)
    assert [found.has(found.able(chat(1)), agent) for agent in (1, 2, 3, 4)] == [True, True, False, False]


def test_who_is_free_has_room_and_who_is_there_need_not() -> None:
    busy, away = who(1, held=1), AgentState(id=2, limits=LIMITS)
    assert (company(busy, away).free(chat(1), START), company(busy, away).anybody_there(chat(1))) == ([], True)
    assert (company(away).free(chat(1), START), company(away).anybody_there(chat(1))) == ([], False)
    assert company(busy, away, who(3)).free(chat(1), START) == [0]


def test_room_is_counted_by_items_and_by_when_the_steps_and_tiers_let_agents_be_asked() -> None:
    rules = QueueRules(id=1, channels=CHAT, steps=(Step(60, ((BILLING,),)), Step()))
    four = replace(LIMITS, channels=(ChannelLimit("webchat", 4, 25),))
    agents = [who(1, billing=3, held=1), replace(who(2, held=1), limits=four), who(3), who(4)]
    members = [Membership(agent=agent.id, queue=1, delay=90 if agent.id == 4 else 0) for agent in agents]
    found = Company([rules], members, agents)
    assert found.free(chat(1), START) == [60, 60, 60, 60, 90]
    assert found.free(chat(1, waited=52), START) == [8, 8, 8, 8, 38]
    assert found.free(chat(1, waited=99), START) == [0, 0, 0, 0, 0]
    assert (found.first(chat(1), START), found.first(chat(1, language="en"), START)) == (0, 0)
    assert found.at_once(chat(1)) == 1 + 4 + 1 + 1
    assert found.at_once(chat(1, BILLING)) == 1
    no_expert = Company([rules], members, agents[1:])
    assert no_expert.first(chat(1, waited=52), START) == 8


def test_who_is_kept_out_for_a_while_is_free_from_then_on() -> None:
    found, until = company(who(1), who(2)), START + 20 * SECOND
    assert found.free(replace(chat(1), excluded=(Until(1, until),)), START) == [0, 20]
    assert found.free(replace(chat(1), preferred=Until(1, until)), START) == [0, 20]


def test_what_waits_in_a_queue_that_is_gone_has_no_place_and_takes_none() -> None:
    gone = WaitingItem(id=1, queue=7, channel="webchat", eligible_at=0)
    assert places([gone, chat(2)], company(*BOTH), START) == {2: 1}
    assert company(*BOTH).able(gone) == 0


def naive(state: State, now: int) -> dict[int, int]:
    """As it is said: of each item, who could ever have it, and which of the others go before."""
    rules = {each.id: each for each in state.queues}
    members = {(each.queue, each.agent): each for each in state.memberships}

    def able(item: WaitingItem) -> set[int]:
        mine = rules[item.queue]
        return {
            agent.id
            for agent in state.agents
            if (item.queue, agent.id) in members
            and item.channel in mine.channels
            and agent.limits.of(item.channel) is not None
            and (item.language is None or item.language in agent.languages)
            and fulfils(agent.skills, item.needs)
            and ring(mine, agent.skills) is not None
        }

    def key(item: WaitingItem) -> ItemKey:
        mine = rules[item.queue]
        ranks = [rank_of(mine, members[item.queue, agent]) for agent in able(item)]
        return item_key(item, mine, rank=min(ranks, default=mine.rank), now=now)

    could, keys = {each.id: able(each) for each in state.items}, {each.id: key(each) for each in state.items}

    def goes_before(other: WaitingItem, item: WaitingItem) -> bool:
        if (item.channel, other.channel) in DEFAULT.interrupts:
            return False
        return keys[other.id] < keys[item.id] and bool(could[other.id] & could[item.id])

    return {item.id: 1 + sum(goes_before(other, item) for other in state.items) for item in state.items}


@settings(max_examples=200)
@given(st.integers(0, 1 << 32), st.integers(0, 200))
def test_any_company_s_places_are_as_counted_one_by_one(seed: int, later: int) -> None:
    rng = Random(seed)
    found, now = histories.state(rng), START + later * SECOND
    items = tuple(histories.item(rng, key, START) for key in range(1, rng.randint(0, 25)))
    mine = State(queues=found.queues, memberships=found.memberships, agents=found.agents, items=items)
    assert places(items, Company(mine.queues, mine.memberships, mine.agents), now) == naive(mine, now)
