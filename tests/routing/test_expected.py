"""The expected wait: nothing while somebody is free, else by how fast people have become free of late."""

from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.expected import LEAST, NEWEST, expected_wait, said
from routing.records import SECOND

ages = st.lists(st.integers(0, 7200 * SECOND), max_size=40).map(sorted)
numbers = st.integers(1, 500)


def each_minute(count: int) -> list[int]:
    return [60 * SECOND * number for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("place", "free", "released", "expected"),
    [
        pytest.param(1, 1, [], 0, id="somebody is free"),
        pytest.param(3, 3, each_minute(9), 0, id="enough are free for all before, too"),
        pytest.param(1, 0, each_minute(LEAST - 1), None, id="too little is known"),
        pytest.param(1, 0, each_minute(LEAST), 60, id="the first needs one release"),
        pytest.param(4, 0, each_minute(5), 240, id="the fourth needs four"),
        pytest.param(4, 3, each_minute(5), 60, id="but not those who are free already"),
        pytest.param(2, 0, [*each_minute(NEWEST), 9_000_000 * SECOND], 120, id="old ones do not count"),
        pytest.param(1, 0, [30 * 60 * SECOND] * 10, 180, id="it grows while nobody is released"),
        pytest.param(1, 0, [0] * 20, 0, id="all at once just now"),
    ],
)
def test_the_wait_is_so_many_intervals(place: int, free: int, released: list[int], expected: int | None) -> None:
    assert expected_wait(place, free, released) == expected


@given(numbers, st.integers(0, 500), ages)
def test_it_is_never_negative_and_nothing_while_somebody_is_free(place: int, free: int, released: list[int]) -> None:
    wait = expected_wait(place, free, released)
    assert wait is None or wait >= 0
    if place <= free:
        assert wait == 0


@given(numbers, numbers, ages)
def test_who_stands_further_back_is_not_told_less(place: int, more: int, released: list[int]) -> None:
    here, behind = expected_wait(place, 0, released), expected_wait(place + more, 0, released)
    assert (here is None) == (behind is None)
    assert here is None or behind is None or here <= behind


@given(numbers, ages, st.integers(0, 3600 * SECOND))
def test_while_nobody_is_released_it_does_not_shrink(place: int, released: list[int], later: int) -> None:
    now, then = expected_wait(place, 0, released), expected_wait(place, 0, [age + later for age in released])
    assert now is None or then is None or now <= then


def test_the_interval_is_without_bias_where_releases_come_at_random() -> None:
    rng = Random(1)

    def seen_backwards() -> list[int]:
        at, found = 0.0, []
        for _ in range(NEWEST):
            at += rng.expovariate(1 / 60)
            found.append(round(at * SECOND))
        return found

    told = [expected_wait(1, 0, seen_backwards()) or 0 for _ in range(4000)]
    assert mean(told) == pytest.approx(60, rel=0.02)


@pytest.mark.parametrize(("seconds", "told"), [(None, None), (0, 0), (1, 60), (60, 60), (61, 120), (179, 180)])
def test_customers_are_told_whole_minutes(seconds: int | None, told: int | None) -> None:
    assert said(seconds) == told
