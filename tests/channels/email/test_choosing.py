"""What of a mailbox is fetched, how much at once, and how long is waited after a failure."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.email.failures import AWAY
from channels.email.imap import choosing
from channels.email.imap.fetcher import FIRST_PAUSE, longer


@pytest.mark.parametrize(("code", "longest"), [("refused", 30.0), ("dropped", 30.0), ("sign_in", 300.0)])
def test_a_server_that_is_away_is_looked_for_more_often_than_one_that_refuses(code: str, longest: float) -> None:
    pauses = [FIRST_PAUSE]
    for _ in range(10):
        pauses.append(longer(pauses[-1], away=code in AWAY))
    assert pauses[:4] == [2.0, 4.0, 8.0, 16.0]
    assert max(pauses) == longest


def test_what_is_fetched_together_is_bounded_in_number_and_bytes() -> None:
    some = [
        choosing.Wanted(uid, size, None, False)
        for uid, size in enumerate([1] * 120 + [9_000_000, 5_000_000, 4_000_000])
    ]
    assert [len(batch) for batch in choosing.batches(some)] == [50, 50, 20, 1, 1, 1]
    assert [len(batch) for batch in choosing.batches(some[:3], alone=True)] == [1, 1, 1]


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("uid", "arrived", "date", "since", "expected"),
    [
        (10, -1, -1, None, False),  # new, whatever the clocks say
        (5, -1, -1, None, None),
        (5, -1, -1, -2, True),
        (5, -3, -3, -2, None),
        (5, 1, 1, None, False),
        (5, 1, -30, None, True),
        (5, None, None, None, False),
    ],
)
def test_dates_say_what_becomes_of_a_mail_that_was_there_before(
    uid: int, arrived: int | None, date: int | None, since: int | None, expected: bool | None
) -> None:
    def day(days: int | None) -> datetime | None:
        return None if days is None else NOON + timedelta(days=days)

    listed = [choosing.Listed(uid, 1, day(arrived), day(date))]
    found = choosing.wanted(listed, first_uid=10, connected_at=NOON, import_from=day(since))
    assert [each.history for each in found] == ([] if expected is None else [expected])
