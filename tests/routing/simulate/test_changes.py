"""Changes of a configuration in a few words."""

import pytest
from msgspec.structs import replace

from contact_center.errors import SimulationError
from routing.records import ChannelLimit, Need, Step, Strategy
from routing.simulate.changes import CHANGES, FORMS, changed
from routing.simulate.records import AgentPlan, Configuration, Member
from tests.routing.simulate.companies import desk

STEPS = (Step(30, ((Need("returns"),), (Need("gift wrapping"),))), Step())
COMPANY = desk("an", "ha", "vy", steps=STEPS)


def after(*changes: str) -> Configuration:
    return changed(COMPANY, changes)


def agent(company: Configuration, name: str) -> AgentPlan:
    (found,) = (each for each in company.agents if each.name == name)
    return found


def test_a_skill_is_given_raised_and_taken_away() -> None:
    given = after("skill returns 3 to an,ha")
    assert [each.skills for each in given.agents] == [{"returns": 3}, {"returns": 3}, {}]
    assert agent(changed(given, ["skill returns 5 to an"]), "an").skills == {"returns": 5}
    assert agent(changed(given, ["skill returns 0 to an"]), "an").skills == {}


def test_a_name_of_several_words_is_put_into_quotation_marks() -> None:
    assert agent(after("skill 'gift wrapping' 2 to an"), "an").skills == {"gift wrapping": 2}


def test_everybody_is_called_all() -> None:
    assert [each.languages for each in after("language en to all").agents] == [{"en"}] * 3


def test_a_cap_is_changed_and_a_channel_switched_on_by_one() -> None:
    limits = agent(after("cap webchat 5 to an", "cap email 2 to an"), "an").limits
    assert limits.channels == (ChannelLimit("webchat", 5, 50), ChannelLimit("email", 2, 10))


def test_agents_join_and_leave_queues() -> None:
    two = replace(COMPANY, queues=(*COMPANY.queues, replace(COMPANY.queues[0], name="two")))
    joined = changed(two, ["join an,ha to two", "leave ha from one"])
    assert [each.queues for each in joined.agents] == [
        (Member(queue="one"), Member(queue="two")),
        (Member(queue="two"),),
        (Member(queue="one"),),
    ]


def test_an_agent_more_and_an_agent_fewer() -> None:
    company = after("agent le like an", "without ha,vy")
    assert [each.name for each in company.agents] == ["an", "le"]
    assert agent(company, "le") == replace(agent(company, "an"), name="le")


def test_a_field_of_a_queue_is_set_as_in_the_file() -> None:
    (queue,) = after("queue one promise_seconds 90", "queue one strategy round_robin").queues
    assert (queue.promise_seconds, queue.strategy) == (90, Strategy.ROUND_ROBIN)
    (queue,) = after("""queue one steps '[{"seconds": 30, "alternatives": [[{"skill": "a"}]]}, {}]'""").queues
    assert queue.steps == (Step(30, ((Need("a"),),)), Step())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("", "is empty"),
        ("skill 'returns 3 to an", "a quotation in it does not end"),
        ("teach returns 3 to an", "begins with none of the known words. Changes are: skill SKILL LEVEL to AGENTS;"),
        ("skill returns to an", "is not of the form `skill SKILL LEVEL to AGENTS`"),
        ("skill returns much to an", "is not of the form"),
        ("skill returns 3 for an", "is not of the form"),
        ("skill returns 6 to an", "6 is not from 0 to 5"),
        ("skill nope 3 to an", "no agent has the skill 'nope', and no queue or contact asks for it"),
        ("skill nope 0 to an", "there are gift wrapping, returns"),
        ("skill returns 3 to an,le", "nobody is called le; there are an, ha, vy"),
        ("agent an like ha", "an is there 2 times"),
        ("join an to two", "there is no queue 'two'"),
        ("queue two rank 1", "there is no queue 'two'; there are one"),
        ("queue one strategy best", "Invalid enum value 'best'"),
        ("queue one colour red", "unknown field colour"),
    ],
)
def test_what_cannot_be_done_is_said(change: str, said: str) -> None:
    with pytest.raises(SimulationError) as refused:
        after(change)
    assert said in str(refused.value)


def test_a_skill_is_known_by_an_agent_a_contact_or_a_queue_that_is_changed_too() -> None:
    plain = desk("an", "ha")
    with pytest.raises(SimulationError, match="there are none"):
        changed(plain, ["skill repairs 3 to an"])
    assert agent(changed(plain, ["skill repairs 3 to an"], asked={"repairs"}), "an").skills == {"repairs": 3}
    asking = """queue one steps '[{"seconds": 30, "alternatives": [[{"skill": "repairs"}]]}, {}]'"""
    for changes in ([asking, "skill repairs 3 to an"], ["skill repairs 3 to an", asking]):
        found = changed(plain, changes)
        assert agent(found, "an").skills == {"repairs": 3}
    knowing = replace(plain, agents=tuple(replace(each, skills={"repairs": 1}) for each in plain.agents))
    assert agent(changed(knowing, ["skill repairs 0 to an", "skill repairs 2 to an"]), "an").skills == {"repairs": 2}


def test_every_change_has_its_form() -> None:
    assert {word: form.split()[0] for word, form in FORMS.items()} == {word: word for word in CHANGES}
