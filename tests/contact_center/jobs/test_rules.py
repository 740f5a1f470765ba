"""Retries, schedules and the words of failures."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import exc

from contact_center.errors import StorageUnavailable
from contact_center.jobs.rules import (
    ERROR_LENGTH,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MAX_ATTEMPTS,
    describe,
    next_attempt,
    next_run,
)

times = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
randoms = st.floats(0, 1, exclude_max=True)


def test_pauses_grow_threefold_up_to_the_longest() -> None:
    pauses = [next_attempt(attempt, 1.0) for attempt in (1, 2, 3, 4, 11)]
    assert pauses == [FIRST_PAUSE, FIRST_PAUSE * 3, FIRST_PAUSE * 9, FIRST_PAUSE * 27, LONGEST_PAUSE]


def test_after_the_last_attempt_there_is_none() -> None:
    assert next_attempt(MAX_ATTEMPTS - 1, 0) is not None
    assert next_attempt(MAX_ATTEMPTS, 0) is None


@given(st.integers(1, MAX_ATTEMPTS - 1), randoms)
def test_at_most_half_of_a_pause_is_jitter(attempt: int, random: float) -> None:
    pause, whole = next_attempt(attempt, random), next_attempt(attempt, 1.0)
    assert pause is not None
    assert whole is not None
    assert whole / 2 <= pause <= whole <= LONGEST_PAUSE


@given(times, st.timedeltas(timedelta(seconds=1), timedelta(days=30)))
def test_an_interval_comes_round_once_in_its_length(after: datetime, every: timedelta) -> None:
    found = next_run(every, after)
    assert timedelta(0) < found - after <= every
    assert next_run(every, found) - found == every


@given(times, st.times())
def test_a_daily_schedule_comes_round_within_a_day_at_its_time(after: datetime, when: time) -> None:
    found = next_run(when, after)
    assert timedelta(0) < found - after <= timedelta(days=1)
    assert found.timetz() == when.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("no such thing"), "ValueError: no such thing"),
        (ValueError(), "ValueError"),
        (OSError("postgresql://me:secret@host/x is away"), "OSError: postgresql://…@host/x is away"),
        (OSError("see https://desk.example/reset?token=abc now"), "OSError: see https://desk.example/reset?… now"),
        (ValueError("token " + "a1B2" * 10), "ValueError: token …"),
        (StorageUnavailable("The disk is full."), "StorageUnavailable: The disk is full."),
        (exc.IntegrityError("INSERT secret", {}, ValueError("secret")), "IntegrityError"),
        (ValueError("nul \x00 byte"), "ValueError: nul  byte"),
    ],
)
def test_a_failure_is_told_without_secrets(error: Exception, words: str) -> None:
    assert describe(error) == words


def test_a_long_failure_is_shortened() -> None:
    assert len(describe(ValueError("word " * 1_000))) == ERROR_LENGTH
