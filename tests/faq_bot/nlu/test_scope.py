"""Where the known questions end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq_bot.nlu.errors import TooFew
from faq_bot.nlu.scope import Signs, fit

NUMBERS = st.floats(-10, 10)


def test_scores_are_standard_scores_added() -> None:
    scope = fit([Signs(1, 0.2), Signs(3, 0.4)])
    assert scope.score(Signs(2, 0.3)) == pytest.approx(0)
    assert scope.score(Signs(3, 0.4)) == pytest.approx(2)


@given(st.lists(st.builds(Signs, NUMBERS, NUMBERS), min_size=1, max_size=200))
def test_at_least_the_wanted_share_of_the_held_out_is_kept(held_out: list[Signs]) -> None:
    scope = fit(held_out)
    kept = sum(scope.score(each) >= scope.threshold for each in held_out)
    assert kept >= 0.95 * len(held_out) - 1e-9


def test_nothing_cannot_be_fitted() -> None:
    with pytest.raises(TooFew):
        fit([])
