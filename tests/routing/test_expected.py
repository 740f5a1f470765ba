"""The expected wait: what the steps ask while there is room, else by how fast people become free when all work."""

import heapq
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.expected import LEAST, NEWEST, Worked, interval, said
from routing.expected import expected_wait as wait_for
from routing.records import SECOND

ages = st.lists(st.integers(0, 7200 * SECOND), max_size=40).map(sorted)
numbers = st.integers(1, 500)


def expected_wait(place: int, free: int, released: list[int]) -> int | None:
    """While all work, and whoever is free may be asked at once."""
    return wait_for(place, [0] * free, interval(released))


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


@pytest.mark.parametrize(
    ("place", "free", "first", "expected"),
    [
        pytest.param(1, [8], 0, 8, id="somebody is free, but is asked from a later step on"),
        pytest.param(2, [0, 30], 0, 30, id="each by the next who may be asked"),
        pytest.param(3, [0, 30], 0, 60, id="then by releases"),
        pytest.param(3, [0, 300], 0, 300, id="but not before who stands before"),
        pytest.param(1, [], 90, 90, id="nor before anybody may be asked at all"),
        pytest.param(2, [], 90, 120, id="which releases may take longer than"),
    ],
)
def test_nobody_waits_less_than_until_somebody_may_be_asked(
    place: int, free: list[int], first: int, expected: int
) -> None:
    assert wait_for(place, free, 60.0 * SECOND, first=first) == expected


class Desk:
    """Customers who are served in turn, so many at once; all times in seconds."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._free_at = [0.0] * at_once
        self.served: list[tuple[float, float]] = []
        """From and until when each was, in the order of coming."""

    def come(self, at: float, handling: float) -> None:
        free_at = heapq.heappop(self._free_at)
        begins = max(at, free_at)
        heapq.heappush(self._free_at, begins + handling)
        self.served.append((begins, begins + handling))

    def told(self, place: int, now: float) -> int | None:
        """What whoever stands there hears, all being at work now."""

        def age(at: float) -> int:
            return round((now - at) * SECOND)

        worked = [Worked(age(begins), max(0, age(ends))) for begins, ends in self.served if begins <= now]
        worked.sort(key=lambda each: each.ended)
        released = [each.ended for each in worked if each.ended]
        return wait_for(place, [], interval(released, worked, self.at_once))


@pytest.mark.parametrize("apart", [5, 60, 3600])
@pytest.mark.parametrize("at_once", [1, 6, 40])
def test_a_quiet_spell_says_nothing_of_how_fast_a_crowd_is_served(at_once: int, apart: int) -> None:
    desk, burst = Desk(at_once), 60.0 + 40 * apart
    for number in range(40):
        desk.come(60.0 + number * apart, 4)
    for _ in range(at_once + 100):
        desk.come(burst, 4)
    begins = [begins for begins, _ in desk.served[40:]]
    for place in (1, 50, 100):
        assert desk.told(place, burst) == pytest.approx(begins[at_once + place - 1] - burst, abs=4)


def test_in_a_crowd_what_is_told_comes_true_from_beginning_to_end() -> None:
    rng, told, waited = Random(7), list[int](), list[float]()
    for _ in range(200):
        desk = Desk(6)
        for number in range(30):
            desk.come(60.0 * number, rng.expovariate(1 / 30))
        burst = 60.0 * 30
        for _ in range(106):
            desk.come(burst, rng.expovariate(1 / 30))
        begins = [begins for begins, _ in desk.served[30:]]
        for place in (20, 50, 80):
            now = begins[-place - 1]
            told.append(desk.told(place, now) or 0)
            waited.append(begins[-1] - now)
    assert mean(told) == pytest.approx(mean(waited), rel=0.05)


def test_all_being_at_work_the_time_in_hand_says_the_same_as_the_time_that_passed() -> None:
    desk = Desk(3)
    for _ in range(60):
        desk.come(0, 30)
    released = each_minute(NEWEST)
    assert interval(released, [Worked(age + 60 * SECOND, age) for age in released], 1) == 60 * SECOND
    assert desk.told(3, 300.0 + 15) == pytest.approx(30, abs=6)


def test_it_grows_with_what_is_in_hand_while_nobody_is_released() -> None:
    done = [Worked(age + 4 * SECOND, age) for age in each_minute(5)]
    released = [each.ended for each in done]
    soon, late = (interval(released, [Worked(since * SECOND), *done], 1) for since in (0, 30))
    assert (soon, late) == (4 * SECOND, 10 * SECOND)


@pytest.mark.parametrize(("seconds", "told"), [(None, None), (0, 0), (1, 60), (60, 60), (61, 120), (179, 180)])
def test_customers_are_told_whole_minutes(seconds: int | None, told: int | None) -> None:
    assert said(seconds) == told
