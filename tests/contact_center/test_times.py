"""Times that people give."""

from datetime import UTC, datetime

import pytest

from contact_center.errors import InvalidInput
from contact_center.times import AT_MOST, checked_future

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_time_to_come_within_ten_years_is_taken() -> None:
    at = datetime.fromisoformat("2026-03-02T12:00:00+02:00")
    assert checked_future(at, now=NOW, field="until") == at
    assert checked_future(NOW + AT_MOST, now=NOW, field="until") == NOW + AT_MOST


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T09:00:00+00:00",
        "2026-03-03T09:00:00",
        "2036-03-04T09:00:00+00:00",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00",
    ],
)
def test_any_other_time_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_future(datetime.fromisoformat(text), now=NOW, field="until")
    assert refused.value.field == "until"
