"""A synthetic day: busy hours, every channel and language, and a staff that can answer it."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.simulate import reading, synthetic, synthetic_staff
from routing.simulate.comparison import compare
from routing.simulate.records import microseconds


@given(st.integers(1, 20_000))
def test_a_staff_of_any_size_is_sound(contacts: int) -> None:
    company = synthetic_staff.configuration(contacts)
    reading.require_sound(company, "It")
    assert [agent.name for agent in company.agents[:2]] == ["an.le", "minh.vo"]


def test_the_names_do_not_end() -> None:
    reading.require_sound(synthetic_staff.configuration(100_000), "It")


def test_a_day_is_as_mixed_and_as_busy_as_it_says_and_fits_its_staff() -> None:
    day = synthetic.day(5000, Random(1))
    reading.require_fit(day, synthetic_staff.configuration(5000), "It")
    times = [microseconds(contact.at) for contact in day.contacts]
    assert times == sorted(times)
    hours = Counter(time // 3_600_000_000 for time in times)
    assert min(hours) == 8
    assert max(hours) == 20
    assert hours[10] > 2 * hours[20]
    channels = Counter(contact.channel for contact in day.contacts)
    for channel, share in (("webchat", 0.6), ("voice", 0.25), ("email", 0.15)):
        assert channels[channel] / 5000 == pytest.approx(share, abs=0.03)
    assert Counter(contact.language for contact in day.contacts)["en"] / 5000 == pytest.approx(0.28, abs=0.03)


def test_the_same_seed_makes_the_same_day() -> None:
    assert synthetic.day(100, Random(3)) == synthetic.day(100, Random(3))
    assert synthetic.day(100, Random(3)) != synthetic.day(100, Random(4))


def test_every_skill_and_language_is_there_in_every_shift_of_the_smallest_staff() -> None:
    agents = synthetic_staff.configuration(1).agents
    for topic in synthetic.TOPICS:
        for shift in synthetic_staff.SHIFTS:
            there = [each for each in agents if each.shifts == shift and topic.queue in [m.queue for m in each.queues]]
            assert any(all(each.skills.get(need.skill, 0) >= need.level for need in topic.needs) for each in there)


def test_a_small_day_is_answered_and_its_figures_are_the_same_again() -> None:
    day, company = synthetic.day(300, Random(2)), synthetic_staff.configuration(300)
    found = compare(day, company, company, seed=5)
    assert found.before == found.after
    assert found.differences
    assert {value for row in found.differences.values() for value in row.values()} == {0}
    assert found.before.overall.answered > 250
