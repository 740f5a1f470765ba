"""The figures of a simulated day, from made-up outcomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.records import SECOND
from routing.simulate.figures import FORMULAS, Figures, figures, gini
from routing.simulate.outcomes import AgentDay, Ended, Outcome, Result


def ended(outcome: Outcome, waited: float, *, agent: str | None = None, queue: str = "one") -> Ended:
    handled = 100 * SECOND if agent else 0
    return Ended(
        contact=1,
        queue=queue,
        outcome=outcome,
        waited=round(waited * SECOND),
        handled=handled,
        wrapped=handled // 5,
        agent=agent,
    )


def worked(name: str, staffed: int, share: float, *queues: str) -> AgentDay:
    return AgentDay(
        name=name, queues=queues, handled=0, missed=0, staffed=staffed * SECOND, worked=staffed * share * SECOND
    )


CONTACTS = (
    ended(Outcome.ANSWERED, 10, agent="an"),
    ended(Outcome.ANSWERED, 60, agent="an"),
    ended(Outcome.ANSWERED, 110, agent="ha"),
    ended(Outcome.ABANDONED, 5),
    ended(Outcome.ABANDONED, 6),
    ended(Outcome.ABANDONED, 300),
    ended(Outcome.UNANSWERED, 1000),
    ended(Outcome.ANSWERED, 500, agent="vy", queue="mail"),
)
AGENTS = (worked("an", 100, 0.5, "one"), worked("ha", 300, 0.9, "one", "mail"), worked("vy", 50, 0.1, "mail"))
FOUND = figures(Result(contacts=CONTACTS, agents=AGENTS, decisions=9), {"one": 60, "mail": None})


def test_service_levels_are_those_of_the_three_formulas() -> None:
    """Two of three answered within T; one of the abandoned went within five seconds, and one more within T."""
    one = FOUND.queues["one"]
    assert one.service_level_a == pytest.approx(2 / (3 + 2))
    assert one.service_level_b == pytest.approx(2 / 3, abs=1e-4)
    assert one.service_level_c == pytest.approx((2 + 2) / 7, abs=1e-4)


def test_a_queue_that_promises_nothing_has_no_service_level_and_counts_in_none() -> None:
    mail = FOUND.queues["mail"]
    assert (mail.service_level_a, mail.service_level_b, mail.service_level_c) == (None, None, None)
    assert FOUND.overall.service_level_a == FOUND.queues["one"].service_level_a


def test_waits_handling_and_abandonment() -> None:
    one = FOUND.queues["one"]
    assert (one.average_wait, one.longest_wait, one.handling) == (60, 1000, 120)
    assert one.abandonment == pytest.approx(2 / 6, abs=1e-4)
    assert (one.contacts, one.answered, one.abandoned, one.unanswered) == (7, 3, 3, 1)


def test_occupancy_is_work_by_time_available_or_at_work() -> None:
    assert FOUND.overall.occupancy == pytest.approx((50 + 270 + 5) / 450, abs=1e-4)
    assert FOUND.queues["mail"].occupancy == pytest.approx((270 + 5) / 350, abs=1e-4)
    assert FOUND.agents["ha"].occupancy == 0.9


def test_fairness_is_among_those_who_may_get_the_queue_s_work() -> None:
    assert (FOUND.queues["one"].max_min, FOUND.queues["mail"].max_min, FOUND.overall.max_min) == (1, 1, 1)
    assert FOUND.queues["mail"].gini == 0.5
    assert gini([1, 1, 1]) == gini([0, 0]) == 0
    assert gini([]) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_gini_is_half_the_mean_difference_by_the_mean(counts: list[int]) -> None:
    pairs = sum(abs(one - other) for one in counts for other in counts)
    expected = pairs / (2 * len(counts) * sum(counts)) if any(counts) else 0
    assert gini(counts) == pytest.approx(expected, abs=1e-4)


def test_a_day_of_nothing_has_figures_of_nothing() -> None:
    found = figures(Result(contacts=(), agents=(), decisions=0), {"one": 60}).overall
    assert (found.contacts, found.service_level_a, found.longest_wait, found.occupancy, found.gini) == (0, *(None,) * 4)


def test_every_formula_is_of_a_figure() -> None:
    assert set(FORMULAS) <= set(Figures.__struct_fields__)
