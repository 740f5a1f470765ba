"""The figures of `bench mailcrash`, and a small round of it."""

import pytest

from contact_center.bench.ledger import Ledger
from contact_center.bench.mailcrash import Line, figures, run
from contact_center.bench.options import Options
from contact_center.bench.postgres import ServerMissingError


def test_what_is_missing_and_what_is_there_twice_is_counted() -> None:
    said = {"sent": "abc", "stored": "aab", "asked": "xyz", "got": "xxxy"}
    lines = [Line(what, each) for what, ids in said.items() for each in ids]
    assert figures(lines) == {"arrived": 3, "left": 3, "lost": 2, "duplicated_in": 1, "duplicated_out": 2}


@pytest.mark.full
def test_a_killed_server_loses_no_mail_and_knows_which_may_have_left_twice() -> None:
    options = Options(seed=1, database_url="", ledger=Ledger())
    try:
        found = run(options, rounds=1, arriving=30, leaving=20)
    except ServerMissingError as error:
        pytest.skip(str(error))
    assert (found["arrived"], found["left"], found["lost"], found["duplicated_in"]) == (30, 20, 0, 0)
    assert found["duplicated_out"] <= found["maybe_twice"]
