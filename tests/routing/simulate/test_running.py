"""A simulated day: whatever comes and whoever is there, the accounts are right."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing.capacity import over_capacity
from routing.records import SECOND, ChannelLimit, Limits, Strategy
from routing.simulate.outcomes import Outcome, Result
from routing.simulate.records import AgentPlan, Answering, Configuration, Contact, Day, Member, Overflow, QueuePlan
from routing.simulate.running import Running, simulate
from tests.routing.simulate.companies import ALL_DAY, CHAT, agent, chats, configuration, day, desk

SEEDS = st.integers(0, 1 << 32)


def agree(result: Result, given: Day) -> None:
    """Every contact ended once, and each agent's account is that of the contacts."""
    assert [ended.contact for ended in result.contacts] == list(range(1, len(given.contacts) + 1))
    handled = Counter(ended.agent for ended in result.contacts if ended.outcome is Outcome.ANSWERED)
    assert handled == {each.name: each.handled for each in result.agents if each.handled}
    assert all((ended.agent is not None) is (ended.outcome is Outcome.ANSWERED) for ended in result.contacts)
    assert all(ended.waited >= 0 for ended in result.contacts)
    assert all(0 <= each.worked <= each.staffed for each in result.agents)
    for ended, contact in zip(result.contacts, given.contacts, strict=True):
        if contact.patience is not None:
            assert ended.waited <= contact.patience * SECOND


@settings(max_examples=100)
@given(SEEDS)
def test_nobody_is_over_capacity_at_any_time(seed: int) -> None:
    rng = Random(seed)
    running = Running(day(rng), configuration(rng), seed=seed)
    while running.step():
        for number in range(1, 6):
            agent = running.engine.agent(number)
            assert over_capacity(agent.limits, agent.holdings) == 0
            for limit in agent.limits.channels:
                assert sum(each.channel == limit.channel for each in agent.holdings) <= limit.cap


@settings(max_examples=100)
@given(SEEDS)
def test_each_contact_ends_exactly_once_and_nobody_holds_anything_in_the_end(seed: int) -> None:
    rng = Random(seed)
    given = day(rng)
    running = Running(given, configuration(rng), seed=seed)
    while running.step():
        pass
    assert [running.engine.agent(number).holdings for number in range(1, 6)] == [()] * 5
    agree(running.result(), given)


@settings(max_examples=50)
@given(SEEDS)
def test_an_equal_configuration_meets_an_equal_day(seed: int) -> None:
    rng = Random(seed)
    given, company = day(rng), configuration(rng)
    assert simulate(given, company, seed=seed) == simulate(given, replace(company), seed=seed)


@settings(max_examples=50)
@given(SEEDS)
def test_one_agent_more_leaves_the_accounts_right(seed: int) -> None:
    rng = Random(seed)
    given, company = day(rng), configuration(rng)
    more = replace(company, agents=(*company.agents, agent(rng, "new")))
    agree(simulate(given, more, seed=seed), given)
    assert len(simulate(given, more, seed=seed).agents) == len(company.agents) + 1


def waits(result: Result) -> list[tuple[Outcome, float]]:
    return [(ended.outcome, ended.waited / SECOND) for ended in result.contacts]


def test_who_comes_while_everybody_is_busy_waits_until_somebody_is_free() -> None:
    result = simulate(chats("9:00", "9:01", "9:02"), desk("an"), seed=1)
    assert waits(result) == [(Outcome.ANSWERED, 0), (Outcome.ANSWERED, 0), (Outcome.ANSWERED, 8 * 60)]


def test_who_has_no_patience_left_is_gone() -> None:
    result = simulate(chats("9:00", "9:00", "9:02", patience=30), desk("an"), seed=1)
    assert waits(result)[2] == (Outcome.ABANDONED, 30)


def test_who_waits_for_an_agent_who_never_comes_is_unanswered() -> None:
    result = simulate(chats("9:00", "9:30"), desk(), seed=1)
    assert waits(result) == [(Outcome.UNANSWERED, 30 * 60), (Outcome.UNANSWERED, 0)]


def test_a_missed_offer_goes_to_somebody_else_and_then_for_a_while_to_nobody() -> None:
    nobody_answers = Answering(seconds=0, missed=1, excluded_seconds=300, away_seconds=0)
    running = Running(chats("9:00", patience=200), desk("an", "ha", answering=nobody_answers), seed=1)
    while running.step():
        pass
    (ended,) = running.result().contacts
    assert (ended.outcome, ended.missed) == (Outcome.ABANDONED, 2)
    assert sorted(each.missed for each in running.result().agents) == [1, 1]


def test_who_missed_two_chats_in_a_row_is_away_until_they_come_back() -> None:
    nobody_answers = Answering(seconds=0, missed=1, excluded_seconds=0, away_seconds=3600)
    (ended,) = simulate(chats("9:00", patience=1800), desk("an", answering=nobody_answers), seed=1).contacts
    assert ended.missed == 2
    (ended,) = simulate(chats("9:00", patience=4000), desk("an", answering=nobody_answers), seed=1).contacts
    assert ended.missed == 4


def test_what_waits_too_long_overflows_with_the_time_that_it_has_waited() -> None:
    company = Configuration(
        queues=(
            QueuePlan(name="one", channels=frozenset({"webchat"}), overflow=Overflow(30, "two")),
            QueuePlan(name="two", channels=frozenset({"webchat"}), overflow=Overflow(30, "one")),
        ),
        agents=(AgentPlan(name="an", shifts=ALL_DAY, queues=(Member(queue="two"),), limits=CHAT),),
        answering=Answering(seconds=0, missed=0),
    )
    (ended,) = simulate(chats("9:00"), company, seed=1).contacts
    assert (ended.queue, ended.overflowed, ended.waited) == ("one", True, 30 * SECOND)


def test_a_mail_rests_while_a_chat_goes_before_it_and_nobody_works_twice_at_once() -> None:
    limits = Limits((ChannelLimit("webchat", 1, 100), ChannelLimit("email", 1, 100)))
    company = Configuration(
        queues=(QueuePlan(name="one", channels=frozenset({"webchat", "email"})),),
        agents=(AgentPlan(name="an", shifts=ALL_DAY, queues=(Member(queue="one"),), limits=limits),),
        answering=Answering(seconds=0, missed=0),
    )
    mail = Contact(at="9:00", queue="one", channel="email", handling=600)
    chat = Contact(at="9:05", queue="one", channel="webchat", handling=120, wrap_up=60)
    running = Running(Day(contacts=(mail, chat)), company, seed=1)
    while running.step():
        pass
    assert running.engine.now == 24 * 3600 * SECOND
    (an,) = running.result().agents
    assert an.worked == (600 + 120 + 60) * SECOND
    assert an.staffed == 24 * 3600 * SECOND


def test_work_in_hand_is_finished_after_the_shift_and_nothing_new_is_taken() -> None:
    company = desk("an")
    (an,) = company.agents
    early = replace(company, agents=(replace(an, shifts=(replace(an.shifts[0], ends="9:05"),)),))
    result = simulate(chats("9:00", "9:06"), early, seed=1)
    assert waits(result)[0] == (Outcome.ANSWERED, 0)
    assert result.contacts[1].outcome is Outcome.UNANSWERED
    assert result.agents[0].staffed == (9 * 60 + 10) * 60 * SECOND


def test_the_first_of_several_who_would_take_a_call_to_all_has_it() -> None:
    company = desk("an", "ha", "vy", answering=Answering(seconds=4, missed=0), strategy=Strategy.BROADCAST)
    result = simulate(chats("9:00"), company, seed=3)
    assert sorted(each.handled for each in result.agents) == [0, 0, 1]
    assert 2 * SECOND <= result.contacts[0].waited <= 6 * SECOND
