"""The figures of the searches for articles, from made-up calls."""

import pytest

from contact_center.bench.articles import Searched, figures, ndcg


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["a", "b", "c"], 1.0),
        (["a", "x", "b", "c"], 0.951),
        (["x", "y"], 0.0),
        ([], 0.0),
        (["c", "b", "a"], 0.681),
        (["x"] * 10 + ["a"], 0.0),
    ],
)
def test_what_answers_best_and_stands_first_counts_most(found: list[str], expected: float) -> None:
    assert ndcg(found, {"a": 3, "b": 2, "c": 1}) == pytest.approx(expected, abs=0.001)


def test_what_nothing_answers_counts_nothing() -> None:
    assert ndcg(["a"], {}) == 0.0


def test_figures_are_averaged_over_searches_and_times_told_by_kind() -> None:
    judged = [
        Searched(id=str(place), kind="judged", locale=locale, text="", found=[], ndcg=value, value=0.01)
        for place, (locale, value) in enumerate([("en", 1.0), ("en", 0.5), ("vi", 0.0)])
    ]
    timed = [
        Searched(id="0", kind=kind, locale="en", text="", found=[], value=value)
        for kind, value in (("typing", 0.002), ("whole", 0.03), ("whole", 0.02))
    ]
    found = figures(judged, timed)
    assert (found["ndcg_10"], found["ndcg_10_by_locale"]) == (0.5, {"en": 0.75, "vi": 0.0})
    assert (found["p95_ms"], found["p50_ms"]) == (30.0, 20.0)
    assert found["p95_ms_by_kind"] == {"typing": 2.0, "whole": 30.0}
