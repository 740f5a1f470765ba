"""The figures of `bench loops`, and the whole of it once."""

import pytest

from contact_center.bench.ledger import Ledger
from contact_center.bench.loops import PAIR, TO_ROBOT, Seen, figures, run
from contact_center.bench.options import Options
from contact_center.bench.postgres import ServerMissingError


def test_the_exchange_with_the_most_of_them_counts() -> None:
    seen = [Seen(PAIR, "support", "a"), Seen(TO_ROBOT, "support", "b"), Seen(PAIR, "sales", "c")]
    assert figures(seen) == {"automatic_replies": 2, "between_installations": 2, "with_a_robot": 1}
    assert figures([])["automatic_replies"] == 0


@pytest.mark.full
def test_autoresponders_and_a_robot_come_to_an_end() -> None:
    try:
        found = run(Options(seed=1, database_url="", ledger=Ledger()))
    except ServerMissingError as error:
        pytest.skip(str(error))
    assert found == {"automatic_replies": 2, "between_installations": 2, "with_a_robot": 1}
