"""The circuit breaker, step by step."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.rasa.breaker import Breaker, Rules, State, ask, failed, succeeded

RULES = Rules(failures=3, first_pause=5, longest_pause=12, trial=10)
CLOSED = Breaker()
SHAKEN = Breaker(failures=2)
OPEN = Breaker(state=State.OPEN, failures=3, pause=5, until=105)
TRYING = Breaker(state=State.HALF_OPEN, failures=3, pause=5, until=115)


@pytest.mark.parametrize(
    ("before", "now", "may", "after"),
    [
        (CLOSED, 100, True, CLOSED),
        (SHAKEN, 100, True, SHAKEN),
        (OPEN, 104.9, False, OPEN),
        (OPEN, 105, True, TRYING),
        (TRYING, 106, False, TRYING),  # one trial at a time
        (TRYING, 115, True, msgspec.structs.replace(TRYING, until=125)),  # of the first one nothing was heard
    ],
)
def test_who_may_be_asked(before: Breaker, now: float, may: bool, after: Breaker) -> None:
    assert ask(before, RULES, now) == (after, may)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CLOSED, Breaker(failures=1)),
        (SHAKEN, Breaker(state=State.OPEN, failures=3, pause=5, until=105)),
        (OPEN, OPEN),  # asked before it opened
        (TRYING, Breaker(state=State.OPEN, failures=4, pause=10, until=110)),
        (
            msgspec.structs.replace(TRYING, pause=10),
            Breaker(state=State.OPEN, failures=4, pause=12, until=112),
        ),
    ],
)
def test_failing(before: Breaker, after: Breaker) -> None:
    assert failed(before, RULES, 100) == after


@pytest.mark.parametrize(
    ("before", "after"), [(CLOSED, CLOSED), (SHAKEN, CLOSED), (OPEN, OPEN), (TRYING, CLOSED)]
)  # fmt: skip
def test_succeeding(before: Breaker, after: Breaker) -> None:
    assert succeeded(before) == after


@given(st.lists(st.tuples(st.sampled_from(["ask", "fail", "succeed"]), st.floats(0, 20)), max_size=60))
def test_it_never_stays_open_and_never_lets_two_trials_through(steps: list[tuple[str, float]]) -> None:
    breaker, now = Breaker(), 0.0
    for what, seconds in steps:
        now += seconds
        if what == "ask":
            before = breaker.state
            breaker, may = ask(breaker, RULES, now)
            assert not (before == breaker.state == State.OPEN and may)
        else:
            breaker = failed(breaker, RULES, now) if what == "fail" else succeeded(breaker)
        assert breaker.until <= now + max(RULES.longest_pause, RULES.trial)
        assert breaker.state != State.CLOSED or breaker.failures < RULES.failures
    assert ask(breaker, RULES, now + RULES.longest_pause).may
