"""Times as they are stored, and ids as they are made."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.values import from_micros, new_id, to_micros, utc_now

LATEST = datetime.max.replace(tzinfo=UTC)
EARLIEST = datetime.min.replace(tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)) | st.sampled_from([LATEST, EARLIEST]))
def test_a_time_is_read_back_as_it_was_stored_to_the_microsecond(at: datetime) -> None:
    assert from_micros(to_micros(at)) == at


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 1, 1),  # noqa: DTZ001
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12))),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=12))),
    ],
)
def test_a_time_that_could_not_be_read_back_is_not_stored(at: datetime) -> None:
    with pytest.raises(ValueError, match="was about to be stored"):
        to_micros(at)


@pytest.mark.parametrize("micros", [to_micros(LATEST) + 1, to_micros(EARLIEST) - 1, 2**63 - 1])
def test_a_stored_time_that_no_calendar_holds_is_named(micros: int) -> None:
    with pytest.raises(ValueError, match="outside the years"):
        from_micros(micros)


def test_an_id_is_a_uuid_of_version_7_in_its_usual_spelling() -> None:
    made = [new_id() for _ in range(1_000)]
    read = [uuid.UUID(each) for each in made]
    assert [str(each) for each in read] == made
    assert {(each.version, each.variant) for each in read} == {(7, uuid.RFC_4122)}
    assert len(set(made)) == len(made)


def test_ids_begin_with_the_time_so_that_they_sort_by_it() -> None:
    before = to_micros(utc_now()) // 1_000
    made = uuid.UUID(new_id()).int >> 80
    assert before <= made <= to_micros(utc_now()) // 1_000
