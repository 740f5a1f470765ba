"""The figures of `bench mailoutage`, and a short outage."""

import pytest

from contact_center.bench.ledger import Ledger
from contact_center.bench.mailoutage import figures, run
from contact_center.bench.options import Options
from contact_center.bench.postgres import ServerMissingError
from tests.bench.lines import line


def test_what_is_missing_or_there_twice_is_counted_and_how_long_it_took() -> None:
    said = {"sent": "abc", "stored": "aab", "asked": "xyz", "got": "xxyz", "copied": "xy"}
    times = {
        "killed": 10, "told": 11.5, "back": 70, "caught up": 74, "copies there": 80, "made anew": 81, "read anew": 84,
    }  # fmt: skip
    lines = [line(what, each) for what, ids in said.items() for each in ids]
    assert figures([*lines, *(line(what, t=t) for what, t in times.items())]) == {
        "arrived": 3, "left": 3, "lost": 1, "copies_lost": 1,
        "duplicated_stored": 1, "duplicated_got": 1, "duplicated_copied": 0,
        "outage_s": 60, "told_after_s": 1.5, "caught_up_after_s": 4, "copies_after_s": 10, "read_anew_after_s": 3,
    }  # fmt: skip


@pytest.mark.full
def test_nothing_is_lost_or_doubled_while_dovecot_is_away_and_when_the_mailbox_was_made_anew() -> None:
    options = Options(seed=1, database_url="", ledger=Ledger())
    try:
        found = run(options, seconds=5, arriving=4, leaving=2)
    except ServerMissingError as error:
        pytest.skip(str(error))
    assert (found["arrived"], found["left"], found["lost"], found["copies_lost"]) == (14, 2, 0, 0)
    assert found["duplicated_stored"] == found["duplicated_got"] == found["duplicated_copied"] == 0
