"""Days and configurations in files: what is written is read again, and what does not fit is said."""

import re
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contact_center.errors import SimulationError
from routing.records import SECOND, ChannelLimit, Limits, Need, Step
from routing.simulate import reading
from routing.simulate.records import Configuration, Overflow, Shift, microseconds
from tests.routing.simulate.companies import chats, configuration, day, desk


@given(st.integers(0, 1 << 32))
def test_what_is_written_is_read_again(seed: int) -> None:
    rng = Random(seed)
    given, company = day(rng), configuration(rng)
    assert reading.day(reading.written_day(given), "day") == given
    assert reading.configuration(reading.written_configuration(company), "now") == company


@pytest.mark.parametrize(
    ("clock", "seconds"), [("0:00", 0), ("09:30", 34200), ("9:30:07.25", 34207.25), ("25:00:00", 90000)]
)
def test_a_time_of_the_day_is_read_to_the_microsecond(clock: str, seconds: float) -> None:
    assert microseconds(clock) == seconds * SECOND


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "The day d.json is not JSON: "),
        (b"\xff", "The day d.json is not JSON: "),
        (b"{}", "The day d.json does not fit: Object missing required field contacts."),
        (b'{"contacts": [{"at": "9:60"}]}', "Expected str matching regex"),
        (
            b'{"contacts": [{"at": "9:50", "queue": "one", "channel": "webchat", "handling": "long"}]}',
            "contacts[0].handling",
        ),
        (b'{"contacts": [{"at": "9:50", "queue": "one", "channel": "webchat", "handling": -1}]}', ">= 0"),
        (b'{"contacts": [], "contact": 1}', "unknown field contact"),
    ],
)
def test_what_is_wrong_with_a_day_is_said_with_its_place(content: bytes, said: str) -> None:
    with pytest.raises(SimulationError) as refused:
        reading.day(content, "d.json")
    assert said in str(refused.value)
    assert "`contact-center simulate --help`" in str(refused.value)


def test_a_level_that_nobody_can_have_is_refused() -> None:
    content = reading.written_day(chats("9:00", needs=(Need("returns", 6),)))
    with pytest.raises(SimulationError, match=r"contacts\[0\].needs: level 6 of returns; levels are 1 to 5"):
        reading.day(content, "d.json")


COMPANY = desk("an", "ha")
(QUEUE,), (AN, HA) = COMPANY.queues, COMPANY.agents


@pytest.mark.parametrize(
    ("company", "said"),
    [
        (replace(COMPANY, queues=(QUEUE, QUEUE)), "queues: one is there 2 times"),
        (replace(COMPANY, queues=()), "agent an: there is no queue 'one'"),
        (replace(COMPANY, agents=(AN, AN)), "agents: an is there 2 times"),
        (replace(COMPANY, queues=(replace(QUEUE, weights=(1,)),)), "there are ten of them"),
        (replace(COMPANY, queues=(replace(QUEUE, channels=frozenset()),)), "it takes no channel"),
        (replace(COMPANY, queues=(replace(QUEUE, offer_seconds=0),)), "offer_seconds is at least 1"),
        (replace(COMPANY, queues=(replace(QUEUE, overflow=Overflow(1, "two")),)), "overflows to 'two'"),
        (replace(COMPANY, queues=(replace(QUEUE, steps=(Step(1, ((Need("a", 9),),)),)),)), "level 9 of a"),
        (replace(COMPANY, agents=(replace(AN, shifts=(Shift("9:00", "8:00"),)),)), "after midnight add 24"),
        (replace(COMPANY, agents=(replace(AN, shifts=(Shift("9:00", "12:00"), Shift("11:00", "13:00"))),)), "in order"),
        (replace(COMPANY, agents=(replace(AN, limits=Limits((ChannelLimit("webchat", 1, 0),))),)), "a cost at least 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_in_a_configuration_is_said(company: Configuration, said: str) -> None:
    with pytest.raises(SimulationError) as refused:
        reading.configuration(reading.written_configuration(company), "c.json")
    assert said in str(refused.value)


def test_a_queue_overflows_only_to_one_that_takes_the_same_channels() -> None:
    calls = replace(QUEUE, name="calls", channels=frozenset({"voice"}))
    company = replace(COMPANY, queues=(replace(QUEUE, overflow=Overflow(1, "calls")), calls))
    with pytest.raises(SimulationError, match="overflows to calls, which does not take webchat"):
        reading.require_sound(company, "It")


def test_a_day_of_other_queues_or_channels_is_refused() -> None:
    with pytest.raises(SimulationError, match="there is no queue 'two', which the day names; there are one"):
        reading.require_fit(chats("9:00", queue="two"), COMPANY, "It")
    with pytest.raises(SimulationError, match="queue one: it does not take email"):
        reading.require_fit(chats("9:00", channel="email"), COMPANY, "It")
    reading.require_fit(chats("9:00"), COMPANY, "It")


def test_of_many_faults_the_first_are_told_and_the_others_counted() -> None:
    agents = tuple(replace(AN, name=f"a{number}", shifts=(Shift("9:00", "8:00"),)) for number in range(9))
    with pytest.raises(SimulationError, match=r"\(and 4 more\)"):
        reading.require_sound(replace(COMPANY, agents=agents), "It")


def test_a_mistyped_field_deep_inside_is_refused() -> None:
    content = msgspec.to_builtins(COMPANY)
    content["queues"][0]["steps"] = [{"second": 60}]
    with pytest.raises(SimulationError, match=r"unknown field second, at queues\[0\].steps\[0\]"):
        reading.configuration(msgspec.json.encode(content), "c.json")


def test_the_manual_s_examples_are_a_day_and_a_configuration_that_meets_it() -> None:
    text = (Path(__file__).parents[3] / "docs" / "simulation.md").read_bytes()
    given, company = re.findall(rb"```json\n(.*?)```", text, re.DOTALL)
    reading.require_fit(reading.day(given, "day"), reading.configuration(company, "now"), "It")
